"""The generated words of every language, and how each of them counts, letters and sorts."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import unicodedata
from importlib import resources

import pytest
from babel import localedata
from babel.core import Locale

from checkers import docx_text, epub_text, pdf_text
from studypack.labels import (
    BLOCK_LABELS,
    CATALOGUES,
    Labels,
    catalogue_for,
    collation,
    keys,
    plurals,
)
from studypack.model import DIRECTIVES
from workspaces import Workspace

PLACEHOLDER = re.compile(r"\{\w+\}")


def catalogue(language: str) -> dict[str, str | dict[str, str]]:
    folder = resources.files("studypack.labels") / "catalogue"
    return tomllib.loads((folder / f"{language}.toml").read_text("utf-8"))


ENGLISH = catalogue("en")


# --- Catalogues -------------------------------------------------------------------------------


def test_there_is_a_catalogue_file_for_every_language_and_no_other() -> None:
    folder = resources.files("studypack.labels") / "catalogue"
    assert {entry.name for entry in folder.iterdir()} == {f"{name}.toml" for name in CATALOGUES}


def test_thirty_languages_and_more_have_a_catalogue() -> None:
    assert len(set(CATALOGUES)) > 30


@pytest.mark.parametrize("language", CATALOGUES)
def test_a_catalogue_has_the_keys_of_english_in_the_same_order(language: str) -> None:
    assert list(catalogue(language)) == list(ENGLISH)


@pytest.mark.parametrize("language", CATALOGUES)
def test_a_text_has_the_placeholders_of_the_english_one(language: str) -> None:
    for key, text in catalogue(language).items():
        if isinstance(text, str):
            expected = PLACEHOLDER.findall(str(ENGLISH[key]))
            assert sorted(PLACEHOLDER.findall(text)) == sorted(expected), key


@pytest.mark.parametrize("language", CATALOGUES)
def test_a_label_that_counts_has_a_text_for_every_plural_of_the_language(language: str) -> None:
    categories = set(Locale.parse(language, sep="-").plural_form.tags) | {"other"}
    for key, forms in catalogue(language).items():
        if isinstance(forms, dict):
            assert set(forms) == categories, key
            assert "{n}" in forms["other"], key


@pytest.mark.parametrize("language", CATALOGUES)
def test_no_text_is_empty_or_has_space_around_it(language: str) -> None:
    for text in catalogue(language).values():
        for form in text.values() if isinstance(text, dict) else (text,):
            assert form.strip() == form != ""


@pytest.mark.parametrize("language", [name for name in CATALOGUES if name != "en"])
def test_a_catalogue_is_a_translation(language: str) -> None:
    same = [key for key, text in catalogue(language).items() if text == ENGLISH[key]]
    assert len(same) < len(ENGLISH) / 6, same


def test_every_directive_with_a_label_has_one_that_exists() -> None:
    assert set(BLOCK_LABELS) <= set(DIRECTIVES)
    assert set(BLOCK_LABELS.values()) <= keys()


@pytest.mark.parametrize("language", CATALOGUES)
def test_a_language_counts_as_cldr_says(language: str) -> None:
    told = Locale.parse(language, sep="-").plural_form
    numbers = [*range(1200), 10**6, 10**6 + 1, 2 * 10**6]
    assert [plurals.category(language, n) for n in numbers] == [told(n) for n in numbers]


# --- Which catalogue --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "nearest"),
    [
        ("en-GB", "en"),
        ("de-AT", "de"),
        ("pt_BR", "pt"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("sw", "en"),
        ("DE", "de"),
        ("no", "nb"),
        ("nn-NO", "nb"),
    ],
)
def test_the_nearest_catalogue_is_used(language: str, nearest: str) -> None:
    assert catalogue_for(language) == nearest


# --- Counting and filling in ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "n", "text"),
    [
        ("en", 1, "[1 mark]"),
        ("en", 4, "[4 marks]"),
        ("pl", 1, "[1 punkt]"),
        ("pl", 3, "[3 punkty]"),
        ("pl", 5, "[5 punktów]"),
        ("pl", 22, "[22 punkty]"),
        ("ru", 21, "[21 балл]"),
        ("ar", 2, "[درجتان]"),
        ("ar", 11, "[11 درجة]"),
        ("ar-EG", 3, "[٣ درجات]"),
        ("ja", 4, "（4点）"),
        ("ro", 20, "[20 de puncte]"),
        ("sk", 3, "[3 body]"),
        ("hr", 22, "[22 boda]"),
        ("hu", 5, "[5 pont]"),
        ("fi", 2, "[2 pistettä]"),
        ("fr", 0, "[0 point]"),
    ],
)
def test_marks_are_counted_by_the_rules_of_the_language(language: str, n: int, text: str) -> None:
    assert Labels.for_language(language).count("marks", n) == text


def test_an_unknown_language_counts_as_the_catalogue_that_stands_for_it() -> None:
    # Czech has a form for 2 to 4; Slovene has no catalogue and is counted in English.
    assert Labels.for_language("sl").count("marks", 3) == "[3 marks]"


def test_a_text_is_cut_at_what_a_format_counts_itself() -> None:
    assert Labels.for_language("en").pieces("page-of") == ("Page ", "{page}", " of ", "{pages}")
    assert Labels.for_language("ja").pieces("page-of") == ("{page}", " / ", "{pages}", " ページ")


def test_placeholders_are_filled_and_numbers_become_numerals() -> None:
    assert Labels.for_language("en").format("page-of", page=3, pages=9) == "Page 3 of 9"
    assert Labels.for_language("fa").format("question-number", number=12) == "Question ۱۲"


def test_a_label_that_counts_has_no_text_without_a_number() -> None:
    with pytest.raises(KeyError, match="count"):
        Labels.for_language("en")["marks"]


# --- The author's own words -------------------------------------------------------------------


def test_an_author_words_a_label_anew() -> None:
    labels = Labels.for_language("en", {"teacher-note": "For colleagues", "unheard-of": "x"})
    assert labels["teacher-note"] == "For colleagues"
    assert "unheard-of" not in labels.texts


def test_a_question_that_is_called_a_task_is_one_with_its_number_too() -> None:
    labels = Labels.for_language("en", {"question": "Task"})
    assert labels.format("question-number", number=7) == "Task 7"
    assert labels.format("part-number", number=7, part="b") == "Task 7 (b)"


def test_one_text_stands_for_all_plurals_if_an_author_gives_one() -> None:
    labels = Labels.for_language("en", {"marks": "({n} pts)"})
    assert labels.count("marks", 1) == "(1 pts)"


def test_braces_in_an_authors_text_do_no_harm() -> None:
    labels = Labels.for_language("en", {"page-of": "{page} {of} {0} {"})
    assert labels.format("page-of", page=3, pages=9) == "3 {of} {0} {"


# --- Letters, numerals, direction, quotation marks, order -------------------------------------


@pytest.mark.parametrize(
    ("language", "letters", "parts"),
    [
        ("en", "A B C", "a b c"),
        ("ar", "أ ب ج", "أ ب ج"),
        ("ja", "ア イ ウ", "1 2 3"),
        ("ru", "А Б В", "а б в"),
        ("bg", "А Б В", "а б в"),
        ("el", "Α Β Γ", "α β γ"),
        ("he", "א ב ג", "א ב ג"),
        ("ko", "① ② ③", "1 2 3"),
        ("zh-Hans", "A B C", "1 2 3"),
    ],
)
def test_options_and_parts_are_lettered_as_in_the_language(
    language: str, letters: str, parts: str
) -> None:
    labels = Labels.for_language(language)
    assert " ".join(map(labels.letter, range(3))) == letters
    assert " ".join(map(labels.part_letter, range(3))) == parts


@pytest.mark.parametrize("language", CATALOGUES)
def test_no_two_of_sixty_options_have_the_same_letter(language: str) -> None:
    labels = Labels.for_language(language)
    assert len({labels.letter(index) for index in range(60)}) == 60


@pytest.mark.parametrize(
    ("language", "direction"),
    [("ar", "rtl"), ("he-IL", "rtl"), ("ur", "rtl"), ("az-Arab", "rtl"), ("ur-Latn", "ltr"), ("en", "ltr")],
)  # fmt: skip
def test_a_language_or_its_script_decides_the_direction(language: str, direction: str) -> None:
    assert Labels.for_language(language).direction == direction


@pytest.mark.parametrize(
    ("language", "opening"),
    [("en-US", "“"), ("en-GB", "“"), ("de", "„"), ("de-CH", "«"), ("pl", "„"), ("ja", "「"), ("sv", "”")],
)  # fmt: skip
def test_quotation_marks_are_those_of_the_region(language: str, opening: str) -> None:
    assert Labels.for_language(language).quotes.opening == opening


@pytest.mark.parametrize(
    ("language", "comma", "listed", "full_stop"),
    [
        ("en-GB", ", ", "a, b", ". "),
        ("he", ", ", "a, b", ". "),
        ("ar-EG", "، ", "a، b", ". "),
        ("ur", "، ", "a، b", "۔ "),
        ("ja", "、", "a、b", "。"),
        ("zh-TW", "，", "a、b", "。"),
    ],
)
def test_lists_and_sources_have_the_punctuation_of_the_language(
    language: str, comma: str, listed: str, full_stop: str
) -> None:
    labels = Labels.for_language(language)
    found = (labels.comma, labels.listed(("a", "b")), labels.full_stop)
    assert found == (comma, listed, full_stop)


SOURCES = """\
---
title: x
language: {language}
---

# Notes

:::{{passage}} x
:source: ee
:rights: ff

x
:::

:::{{activity}} x
:materials: gg, hh

x
:::

::::{{question}}
:::{{quote}}
:speaker: aa
:locator: bb
:devices: cc, dd

> x
:::

x
::::
"""


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", {"aa, bb", "cc, dd", "ee. ff", "gg, hh"}),
        ("ar", {"نور، سلمى", "cc، dd", "ee. ff", "gg، hh"}),
        ("ja", {"aa、bb", "cc、dd", "ee。ff", "gg、hh"}),
    ],
)
def test_sources_are_punctuated_alike_in_all_formats(
    workspace: Workspace, language: str, expected: set[str]
) -> None:
    text = SOURCES.format(language=language)
    if language == "ar":  # names in Latin letters would be read from the left
        text = text.replace("aa", "نور").replace("bb", "سلمى")
    workspace.write(text=text)
    assert workspace.run("build", "--jobs", "1").status == 0
    out = workspace.folder / "out" / "water"
    (pdf,), (epub,) = out.glob("*handout.pdf"), out.glob("*.epub")
    (docx,) = out.glob("*worksheet.docx")
    read = {"pdf": pdf_text(pdf), "epub": epub_text(epub), "docx": docx_text(docx)}
    # Poppler puts spaces where another font begins, and marks where the direction changes.
    bare = {name: re.sub("[\\s\u202a-\u202e]", "", text) for name, text in read.items()}
    wanted = {"".join(one.split()) for one in expected}
    lacking = {name: {one for one in wanted if one not in text} for name, text in bare.items()}
    assert lacking == {"pdf": set(), "epub": set(), "docx": set()}


@pytest.mark.parametrize(
    ("language", "in_order"),
    [
        ("en", "a ape Apple café cafés zebra"),
        ("de", "Apfel Ärger Azur Öl zart"),
        ("sv", "apa zebra åska ärta öl"),
        ("da", "abe zebra ære øre ål"),
        ("cs", "cihla čáp hrad chata ikona"),
        ("es", "nudo ñu oca"),
        ("pl", "lato łan mama"),
        ("tr", "cam çam ılık iğne"),
        ("uk", "гай ґанок дім єнот жук"),
        ("bg", "игра йод крак"),
        ("nb", "bil zoo ære øy år"),
        ("fi", "auto zombi åland äiti öljy"),
        ("hu", "cukor csiga fagy lusta lyuk olaj öröm"),
        ("ro", "sare șarpe tare țară"),
        ("sk", "cena čas hora chlieb iskra"),
        ("hr", "cesta čaj ćuk drvo džep đak lopta ljeto"),
        ("vi", "an ắn ân ba đi em ếm"),
    ],
)
def test_words_are_sorted_as_dictionaries_of_the_language_do(language: str, in_order: str) -> None:
    words = in_order.split()
    assert sorted(sorted(words), key=collation(language)) == words


def test_words_come_before_longer_ones_and_marks_do_not_count() -> None:
    words = ["New Age", "new-born", "newt", "“news”"]
    assert sorted(words, key=collation("en")) == ["New Age", "new-born", "“news”", "newt"]


def test_numerals_are_those_of_every_locale_of_the_cldr() -> None:
    for name in localedata.locale_identifiers():
        locale = Locale.parse(name)
        digits = Labels.for_language(name.replace("_", "-")).number(1234567890)
        is_latin = locale.default_numbering_system == "latn"
        assert (digits == "1234567890") is is_latin, name
        assert [unicodedata.decimal(digit) for digit in digits] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]


# --- Cost -------------------------------------------------------------------------------------


def test_reading_a_label_loads_no_locale_data() -> None:
    code = (
        "import sys; from studypack.labels import Labels; "
        "labels = Labels.for_language('de'); "
        "print(labels.format('question-number', number=7), 'babel' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["Aufgabe", "7", "False"]
