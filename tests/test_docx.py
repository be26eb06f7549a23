"""Word files by our backend: structure, numbering, controls, languages, pictures, bytes."""

from __future__ import annotations

import dataclasses
import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image as Picture

from checkers import Finding, errors, ooxml_integrity, openxml_audit, openxml_sdk, own_docx_checks
from samples import cell, entries, para, paras, sample_assets, sample_view, words
from studypack.backends import backend
from studypack.backends.base import Assets, RenderFault
from studypack.composing.view import Direction, View
from studypack.labels import Labels
from studypack.model import blocks as b
from studypack.model import generated as g
from studypack.model import tasks as t
from studypack.model.base import Audience, Block
from studypack.model.inlines import (
    Blank,
    Code,
    Emphasis,
    Image,
    Marked,
    NoteRef,
    Reference,
    Ruby,
    Strong,
    Text,
)
from studypack.model.pack import Footnote, ImageFile
from studypack.model.room import Room, RoomKind
from studypack.model.walk import for_audience, query
from studypack.validating.docx import problems
from wordfile import NAMESPACES, W, WordFile, text_of
from workspaces import Workspace

ENGLISH = Labels.for_language("en-GB")
PUPILS = frozenset({Audience.STUDENT})


def render(view: View, assets: Assets | None = None) -> WordFile:
    """Return the Word file for a view."""
    return WordFile(backend("docx").render(view, assets or sample_assets()).data)


def word(*blocks: Block, **changes: Any) -> WordFile:
    """Return a Word file of these blocks, its view changed as told."""
    view = dataclasses.replace(sample_view(ENGLISH, blocks), **changes)
    return render(view)


@lru_cache
def everything() -> WordFile:
    """Return the teacher's file with every block type."""
    return render(sample_view(ENGLISH))


@lru_cache
def for_pupils() -> WordFile:
    """Return the pupils' file with every block type that they may see."""
    view = sample_view(ENGLISH)
    return render(dataclasses.replace(view, blocks=for_audience(view.blocks, PUPILS)))


def question(number: str, *body: Block, **options: Any) -> t.Question:
    """Return a short question without room, unless told otherwise."""
    details: dict[str, Any] = {
        "id": f"q{number}",
        "number": number,
        "type": t.QuestionType.SHORT,
        "body": body or paras(f"Stem {number}"),
    }
    return t.Question(**{**details, **options})


# --- The file ---------------------------------------------------------------------------------


def test_every_block_type_is_rendered() -> None:
    assert not backend("docx").uncovered()


@pytest.mark.parametrize("file", [everything, for_pupils])
def test_a_file_with_every_block_is_sound_to_our_own_eyes(file: Callable[[], WordFile]) -> None:
    assert problems(file().data) == ()


CHECKERS = (openxml_sdk, openxml_audit, ooxml_integrity, own_docx_checks)


@pytest.mark.parametrize("checker", CHECKERS, ids=lambda checker: checker.__name__)
@pytest.mark.parametrize("file", [everything, for_pupils])
def test_a_file_with_every_block_satisfies_an_independent_checker(
    checker: Callable[[Sequence[Path]], list[Finding]],
    file: Callable[[], WordFile],
    tmp_path: Path,
) -> None:
    path = tmp_path / "sample.docx"
    path.write_bytes(file().data)
    assert errors(checker([path])) == []


def test_the_package_holds_no_relic_of_a_template() -> None:
    names = " ".join(everything().names)
    for relic in ("stylesWithEffects", "thumbnail", "printerSettings", "glossary"):
        assert relic not in names
    assert "python-docx" not in everything().archive.read("docProps/core.xml").decode()


def test_members_have_one_date_and_content_types_come_first() -> None:
    members = everything().archive.infolist()
    assert members[0].filename == "[Content_Types].xml"
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}


def test_core_properties_come_from_the_metadata() -> None:
    core = everything().archive.read("docProps/core.xml").decode()
    for value in ("The Sample Pack", "A. Teacher", "en-GB", "looms, letters", "2026-11-24"):
        assert value in core


def test_a_long_description_is_cut_for_the_core_properties() -> None:
    view = sample_view(ENGLISH, paras("x"))
    metadata = dataclasses.replace(view.metadata, description="word " * 100)
    core = render(dataclasses.replace(view, metadata=metadata)).archive.read("docProps/core.xml")
    (described,) = etree.fromstring(core).iter("{http://purl.org/dc/elements/1.1/}description")
    assert len(described.text) <= 255
    assert described.text.endswith("word…")


_BUILD = """
import sys, hashlib
sys.path[:0] = sys.argv[1:]
from samples import sample_assets, sample_view
from studypack.backends import backend
from studypack.labels import Labels
view = sample_view(Labels.for_language("en-GB"))
print(hashlib.sha256(backend("docx").render(view, sample_assets()).data).hexdigest())
"""


def test_bytes_are_the_same_in_any_folder_timezone_locale_and_hash_seed(tmp_path: Path) -> None:
    tests = Path(__file__).parent
    places = [
        {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
    ]
    digests = {
        subprocess.run(
            [sys.executable, "-c", _BUILD, str(tests), str(tests.parent / "src")],
            env={**os.environ, **place},
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for place, folder in zip(places, (tmp_path, tests), strict=True)
    }
    assert len(digests) == 1


def test_text_may_hold_what_markup_is_made_of_and_what_xml_forbids() -> None:
    text = "a < b & c > \"d\" 'e' \x07]]>"
    held = [text_of(p) for p in word(para(text)).body.iter(f"{W}p")]
    assert text.replace("\x07", "") in held


# --- The outline ------------------------------------------------------------------------------


def test_the_title_is_the_one_heading_of_the_first_level() -> None:
    headings = [b.Heading(level=1, content=words("One")), b.Heading(level=2, content=words("Two"))]
    assert word(*headings).outline == [(1, "The Sample Pack"), (2, "One"), (3, "Two")]


def test_a_heading_has_words_own_style_one_level_down() -> None:
    file = word(b.Heading(level=1, content=words("One"), id="one"))
    (heading,) = file.paragraphs("Heading2")
    assert text_of(heading) == "One"
    (style,) = file.find("//w:style[@w:styleId='Heading2']/w:name/@w:val", "styles")
    assert style == "heading 2"


def test_a_long_pack_has_contents_that_link_to_every_section() -> None:
    sections = [
        b.Heading(level=1, content=words(f"Section {n}"), id=f"section-{n}") for n in range(12)
    ]
    file = word(*sections)
    links = file.find(".//w:sdtContent//w:hyperlink/@w:anchor")
    assert links == file.find(".//w:p[w:pPr/w:pStyle/@w:val='Heading2']/w:bookmarkStart/@w:name")
    assert len(links) == 12


def test_a_short_pack_has_no_contents() -> None:
    assert not word(b.Heading(level=1, content=words("One"), id="one")).paragraphs("TOC2")


# --- Styles, not formatting -------------------------------------------------------------------

_ALLOWED = {"rStyle", "b", "bCs", "i", "iCs", "strike", "rtl", "lang", "sz", "szCs", "rFonts"}


def test_runs_are_set_by_styles() -> None:
    """Direct properties are what no style can say: a language, a direction, the second of two."""
    held = {etree.QName(e).localname for e in everything().find(".//w:r/w:rPr/*")}
    assert held <= _ALLOWED
    fonts = everything().find(".//w:r[w:rPr/w:rFonts]/ancestor::w:sdt/w:sdtPr/w14:checkbox")
    assert len(fonts) == len(everything().find(".//w:r/w:rPr/w:rFonts"))


def test_bold_and_italic_are_strong_and_emphasis() -> None:
    both = Strong(children=(Emphasis(children=words("both")),))
    file = word(para(Strong(children=words("heavy")), Emphasis(children=words("light")), both))
    styles = file.find(".//w:r[w:t='heavy' or w:t='light']/w:rPr/w:rStyle/@w:val")
    assert styles == ["Strong", "Emphasis"]
    assert file.find(".//w:r[w:t='both']/w:rPr/w:i")


def test_a_reading_is_half_as_large_as_the_letters_of_its_paragraph() -> None:
    ruby = Ruby(children=(Text(text="古"), Strong(children=words("池"))), reading="ふるいけ")
    file = word(b.Heading(level=1, content=(ruby,), id="h"), para(ruby))
    for paragraph, style in zip(file.find("//w:p[.//w:ruby]"), ("Heading2", ""), strict=True):
        own = file.find(f"//w:style[@w:styleId='{style or 'Normal'}']//w:sz/@w:val", "styles")
        size = int((own or file.find("//w:rPrDefault//w:sz/@w:val", "styles"))[0])
        [readings] = {tuple(paragraph.xpath(".//w:rt//w:sz/@w:val", namespaces=NAMESPACES))}
        assert set(readings) == {str(size // 2)}
        [properties] = paragraph.iter(f"{W}rubyPr")
        assert properties.find(f"{W}hpsBaseText").get(f"{W}val") == str(size)
        assert properties.find(f"{W}hps").get(f"{W}val") == str(size // 2)


def test_every_style_is_one_of_words_own_or_says_that_it_is_not() -> None:
    for style in everything().find("//w:style", "styles"):
        name = style.find(f"{W}name").get(f"{W}val")
        known = name[0].islower() or name in {
            "Normal", "Title", "Subtitle", "TOC Heading", "List Bullet", "List Number", "Quote",
            "List Continue", "List Continue 2", "List Continue 3", "HTML Preformatted",
            "HTML Code", "Strong", "Emphasis", "Hyperlink", "Placeholder Text", "Table Grid",
            "Normal Table", "No List", "Default Paragraph Font",
        }  # fmt: skip
        assert known != (style.get(f"{W}customStyle") == "1"), name


def test_the_accent_of_the_pack_is_the_accent_of_the_theme() -> None:
    (accent,) = everything().find("//a:accent1/a:srgbClr/@val", "theme/theme1")
    assert accent == "2F5D62"
    assert "ACCENT0" not in etree.tostring(everything().part("styles")).decode()


def test_text_grows_with_the_look_and_headings_with_it() -> None:
    def size(file: WordFile, style: str) -> int:
        path = f"//w:style[@w:styleId='{style}']/w:rPr/w:sz/@w:val"
        return int(file.find(path, "styles")[0])

    view = sample_view(ENGLISH, paras("x"))
    large = render(dataclasses.replace(view, look=dataclasses.replace(view.look, text_pt=21.0)))
    assert size(large, "Heading2") == 2 * size(render(view), "Heading2")


def test_the_dyslexia_edition_is_upright_sans_and_wide() -> None:
    view = sample_view(ENGLISH, paras("x"))
    look = dataclasses.replace(view.look, stylesheets=("dyslexia",))
    file = render(dataclasses.replace(view, look=look))
    assert not file.find("//w:i", "styles")
    assert set(file.find("//a:latin/@typeface", "theme/theme1")) == {"Atkinson Hyperlegible"}
    assert file.find("//w:style[@w:styleId='Normal']//w:spacing/@w:line", "styles") == ["360"]


def test_every_typeface_names_one_that_schools_have() -> None:
    for font in everything().find("//w:font", "fontTable"):
        assert font.find(f"{W}altName") is not None


# --- Numbering --------------------------------------------------------------------------------


def test_questions_and_parts_are_numbered_by_word() -> None:
    numbers = [task.number for task in query(sample_view(ENGLISH).blocks, t.Task)]
    printed = everything().printed_numbers("Question", "QuestionPart")
    assert [text.strip("()") for text in printed] == numbers


def test_no_number_or_bullet_is_typed() -> None:
    typed = re.compile(r"\s*(\d+[.)]|\([a-z]\)|[•–▪◦])\s")
    texts = [text_of(paragraph) for paragraph in everything().body.iter(f"{W}p")]
    assert not [text for text in texts if typed.match(text)]
    assert typed.match("1. an entry")


@given(st.lists(st.integers(1, 60), min_size=1, max_size=8, unique=True))
@settings(deadline=None, max_examples=25)
def test_a_question_keeps_its_number_whatever_is_left_out_before_it(numbers: list[int]) -> None:
    file = word(*(question(str(number)) for number in numbers))
    assert file.printed_numbers("Question") == [str(number) for number in numbers]


@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.lists(st.sampled_from("abcde"), unique=True, max_size=3)),
        min_size=1,
        max_size=5,
        unique_by=lambda pair: pair[0],
    )
)
@settings(deadline=None, max_examples=25)
def test_a_part_keeps_its_letter_whatever_is_left_out(
    tasks: list[tuple[int, list[str]]],
) -> None:
    blocks = [
        question(
            str(number),
            *(
                t.Part(
                    id=f"q{number}{letter}",
                    number=letter,
                    type=t.QuestionType.SHORT,
                    body=paras("x"),
                )
                for letter in letters
            ),
            title=words("Title"),
        )
        for number, letters in tasks
    ]
    expected = [
        text
        for number, letters in tasks
        for text in (str(number), *(f"({one})" for one in letters))
    ]
    assert word(*blocks).printed_numbers("Question", "QuestionPart") == expected


def options(*letters: str) -> t.Options:
    """Return options with these letters."""
    return t.Options(options=tuple(t.Option(body=paras(c), letter=c) for c in letters))


def test_options_begin_anew_with_every_question() -> None:
    file = word(question("1", options("A", "B")), question("2", options("A", "B", "C")))
    assert file.printed_numbers("Option") == ["A", "B", "A", "B", "C"]


def test_options_keep_letters_that_are_not_of_the_latin_alphabet() -> None:
    for letters in (("أ", "ب", "ج", "د", "هـ"), ("Α", "Β", "Γ", "Δ", "Ε", "ΣΤ")):
        file = word(question("1", options(*letters)))
        assert file.printed_numbers("Option") == list(letters)


def test_a_numbered_list_counts_from_its_start() -> None:
    file = word(
        b.NumberedList(entries=entries("a", "b")),
        b.NumberedList(start=7, entries=entries("c", "d")),
    )
    assert file.printed_numbers("ListNumber") == ["1.", "2.", "7.", "8."]


def test_a_list_in_a_callout_keeps_the_callouts_style() -> None:
    note = b.Callout(id="n", body=(b.BulletList(entries=entries("one", "two")),))
    bulleted = [
        p for p in word(note).paragraphs("CalloutNote") if p.find(f"{W}pPr/{W}numPr") is not None
    ]
    assert [text_of(p) for p in bulleted] == ["one", "two"]


def test_figures_are_counted_by_a_field() -> None:
    codes = everything().find(".//w:instrText[contains(., 'SEQ Figure')]")
    assert [code.text.strip() for code in codes] == ["SEQ Figure \\* ARABIC"]


# --- Room for answers -------------------------------------------------------------------------


def test_every_slot_is_a_control_with_a_tag_of_its_own() -> None:
    expected = {
        "q1", "q2", "q3", "q4.A", "q4.B", "q5.A", "q6.true", "q6.false", "q7.1", "q8",
        "q8.working", "q9.1", "q9.2", "q10.1", "q10.2", "q11.1", "q11.2", "q12.1", "q12.2", "q13",
        "q14a", "q14b", "anticipation.1.1", "anticipation.2.4", "reflection-traffic.2.3",
        "organizer-kwl.5", "organizer-story-map.5", "name-line.1",
    }  # fmt: skip
    for file in (everything(), for_pupils()):
        headers = file.find("//w:sdtPr/w:tag/@w:val", "header1")
        tags = [*file.tags, *headers]
        assert expected <= set(tags)
        assert len(set(tags)) == len(tags)


def test_teachers_and_pupils_have_the_same_slots() -> None:
    assert for_pupils().tags == everything().tags


def test_tags_do_not_depend_on_what_is_before_a_question() -> None:
    assert (
        word(question("7", options("A"))).tags
        == word(question("1"), question("7", options("A"))).tags
    )


def test_tags_and_titles_are_no_longer_than_word_can_bear() -> None:
    long = "a-very-long-name-of-a-question-that-nobody-would-ever-write-by-hand-but-a-program"
    left = b.Cell(content=words("a very long sentence to be matched with another sentence " * 2))
    matching = t.Matching(head=(), left=(left, left), right=(left, left))
    file = word(question("1", matching, id=long), question("2", matching, id=long + "-too"))
    assert len(set(file.tags)) == 4
    for name in (*file.tags, *file.find(".//w:alias/@w:val")):
        assert len(name) <= 64


def test_a_gap_is_as_wide_whatever_belongs_in_it() -> None:
    gaps = [para(Blank(answers=(answer,), number=1)) for answer in ("a", "a very long answer")]
    hidden = for_audience(tuple(gaps), PUPILS)
    file = word(*(question(str(n), gap) for n, gap in enumerate(hidden, 1)))
    widths = {text_of(file.control(f"q{n}.1")) for n in (1, 2)}
    assert len(widths) == 1
    assert set(widths.pop()) == {"\u00a0"}


@pytest.mark.parametrize("lines", [1, 2, 9])
def test_writing_lines_are_paragraphs_in_a_style_of_their_own(lines: int) -> None:
    file = word(question("1", room=Room(RoomKind.LINES, lines=lines)))
    control = file.control("q1")
    styles = control.xpath(".//w:pStyle/@w:val", namespaces=NAMESPACES)
    assert styles == ["AnswerLine"] * lines


@pytest.mark.parametrize(
    ("lines", "kept"), [(1, "."), (2, "k."), (3, "kk."), (4, "k.k."), (6, "k...k.")]
)
def test_no_writing_line_stands_alone_at_the_head_or_foot_of_a_page(lines: int, kept: str) -> None:
    file = word(question("1", room=Room(RoomKind.LINES, lines=lines)))
    rows = file.control("q1").xpath(".//w:p", namespaces=NAMESPACES)
    assert "".join("k" if is_kept(row) else "." for row in rows) == kept


def test_the_head_of_an_activity_stands_with_its_first_step() -> None:
    details: dict[str, Any] = {"title": words("A debate"), "time": "20 minutes", "id": "a"}
    file = word(t.Activity(body=paras("Argue.", "Vote."), **details))
    assert held(file, "Time 20 minutes")
    assert not held(file, "Argue.")
    assert not held(word(t.Activity(body=(), **details), *paras("Text.")), "Time 20 minutes")


def test_a_box_is_as_high_as_asked() -> None:
    file = word(question("1", room=Room(RoomKind.BOX, mm=50)))
    (height,) = file.control("q1").xpath(".//w:trHeight/@w:val", namespaces=NAMESPACES)
    assert int(height) == round(50 * 1440 / 25.4)


def test_squared_paper_has_squares_of_five_millimetres() -> None:
    file = word(question("1", room=Room(RoomKind.GRID, mm=50)))
    heights = file.control("q1").xpath(".//w:trHeight/@w:val", namespaces=NAMESPACES)
    widths = file.control("q1").xpath(".//w:gridCol/@w:w", namespaces=NAMESPACES)
    assert len(heights) == 10
    assert {*heights, *widths} == {str(round(5 * 1440 / 25.4))}


def test_an_answer_stands_in_a_room_as_high_as_the_pupils() -> None:
    room = Room(RoomKind.LINES, lines=6)
    told = question("1", room=room, answers=(t.Answer(body=paras("So it is.")),))
    control = word(told).control("q1")
    assert "So it is." in text_of(control)
    (height,) = control.xpath("ancestor::w:tr[1]//w:trHeight/@w:val", namespaces=NAMESPACES)
    assert int(height) == 6 * round(8 * 1440 / 25.4)


def test_the_room_of_an_answer_is_never_higher_than_word_allows() -> None:
    room = Room(RoomKind.LINES, lines=100)
    told = question("1", room=room, answers=(t.Answer(body=paras("So it is.")),))
    (height,) = (
        word(told)
        .control("q1")
        .xpath("ancestor::w:tr[1]//w:trHeight/@w:val", namespaces=NAMESPACES)
    )
    assert int(height) == 31_680


def test_the_right_option_is_ticked_where_the_view_knows_it() -> None:
    checked = everything().find(".//w14:checked[@w14:val='1']/ancestor::w:sdtPr/w:tag/@w:val")
    assert {"q4.B", "q6.true"} <= set(checked)
    assert not for_pupils().find(".//w14:checked[@w14:val='1']")


def test_what_a_pupil_chooses_from_is_a_list_in_the_order_shown() -> None:
    choices = for_pupils().control("q9.1").xpath(".//w:listItem/@w:value", namespaces=NAMESPACES)
    assert choices == ["A", "B"]


def test_the_name_line_is_in_the_header_of_the_first_page() -> None:
    titles = everything().find("//w:sdtPr/w:alias/@w:val", "header1")
    assert titles == ["Name", "Class", "Date"]
    assert everything().find(".//w:headerReference[@w:type='first']")
    assert everything().find(".//w:titlePg")


def test_a_file_without_a_name_line_has_none_in_its_header() -> None:
    assert not word(*paras("x"), name_line=()).find("//w:sdt", "header1")


def test_a_question_holds_on_to_its_options_and_room() -> None:
    file = word(question("1", para("Stem"), options("A", "B")), question("2"))
    first, last = file.paragraphs("Option")
    assert first.find(f"{W}pPr/{W}keepNext") is not None
    assert last.find(f"{W}pPr/{W}keepNext") is None


def test_a_block_that_is_kept_together_holds_on_to_itself_only() -> None:
    kept = b.Context(id="c", keep=b.Keep.TOGETHER, title=words("T"), body=paras("one", "two"))
    file = word(kept, *paras("after"))
    held = [text_of(p) for p in file.find(".//w:p[w:pPr/w:keepNext[not(@w:val='0')]]")]
    assert "one" in held
    assert "two" not in held


# --- Running matter and sections --------------------------------------------------------------


def test_the_footer_counts_pages_in_the_order_of_the_language() -> None:
    for language, expected in (("en-GB", ["PAGE", "NUMPAGES"]), ("ja", ["PAGE", "NUMPAGES"])):
        view = sample_view(Labels.for_language(language), paras("x"))
        codes = render(view).find("//w:instrText", "footer4")
        assert [code.text.strip() for code in codes] == expected


def test_columns_are_a_section_that_keeps_headers_and_footers() -> None:
    file = word(
        *paras("before"), b.Columns(id="c", count=3, body=paras("one", "two")), *paras("after")
    )
    columns = file.find(".//w:sectPr/w:cols/@w:num")
    assert columns == ["1", "3", "1"]
    assert len(file.find(".//w:sectPr[count(w:headerReference) = 2]")) == 3
    assert len(file.find(".//w:sectPr/w:type[@w:val='continuous']")) == 2


def test_columns_in_a_cell_stand_one_below_the_other() -> None:
    fact = b.Definition(
        term=words("t"), definitions=((b.Columns(id="c", count=2, body=paras("one")),),)
    )
    file = word(b.FactTable(facts=(fact,)))
    assert file.find(".//w:sectPr/w:cols/@w:num") == ["1"]


def test_a_page_break_is_a_property_of_what_follows() -> None:
    file = word(*paras("before"), b.PageBreak(), *paras("after"))
    (broken,) = file.find(".//w:p[w:pPr/w:pageBreakBefore]")
    assert text_of(broken) == "after"


def test_a_numbered_passage_is_numbered_by_word() -> None:
    passage = b.Passage(id="p", numbered=b.LineNumbers.LINES, body=paras("line"))
    file = word(*paras("before"), passage, *paras("after"))
    (step,) = file.find(".//w:lnNumType/@w:countBy")
    assert step == "5"
    assert file.find("//w:style[@w:styleId='Normal']//w:suppressLineNumbers", "styles")


# --- References, notes, languages -------------------------------------------------------------


def test_a_reference_leads_to_the_bookmark_of_its_target() -> None:
    target = b.Theme(id="a theme – and more than forty characters of it", name=words("T"), body=())
    file = word(target, para(Reference(target=target.id, children=words("see"))))
    (anchor,) = file.find(".//w:hyperlink/@w:anchor")
    assert anchor in file.find(".//w:bookmarkStart/@w:name")
    assert len(anchor) <= 40


def test_a_reference_to_what_the_view_lacks_is_text() -> None:
    file = word(para(Reference(target="gone", children=words("see"), live=False)))
    assert not file.find(".//w:hyperlink")


def note_view(*calls: str) -> WordFile:
    """Return a file whose paragraphs call notes by label."""
    labels = list(dict.fromkeys(calls))
    notes = tuple(
        Footnote(label=label, number=n, body=paras(f"Text of {label}."))
        for n, label in enumerate(labels, 1)
    )
    called = [para("x", NoteRef(label=c, number=labels.index(c) + 1)) for c in calls]
    return word(*called, notes=notes)


def test_footnotes_are_real_and_small_in_number() -> None:
    file = note_view("a", "b")
    assert file.find(".//w:footnoteReference/@w:id") == ["1", "2"]
    notes = file.find("/w:footnotes/w:footnote[not(@w:type)]", "footnotes")
    assert [text_of(note).strip() for note in notes] == ["Text of a.", "Text of b."]


def test_a_note_called_twice_is_one_note_and_a_cross_reference() -> None:
    file = note_view("a", "a")
    assert len(file.find(".//w:footnoteReference")) == 1
    (code,) = file.find(".//w:instrText")
    assert code.text.split()[0] == "NOTEREF"
    assert code.text.split()[1] in file.find(".//w:bookmarkStart/@w:name")


def test_a_note_that_a_note_calls_stands_behind_it_under_its_number() -> None:
    calling = para("Outer", NoteRef(label="in", number=2))
    notes = (
        Footnote(label="out", number=1, body=(calling,)),
        Footnote(label="in", number=2, body=paras("Inner.")),
    )
    file = word(para("x", NoteRef(label="out", number=1)), notes=notes)
    (note,) = file.find("/w:footnotes/w:footnote[not(@w:type)]", "footnotes")
    assert text_of(note).split() == ["Outer22", "Inner."]


def test_a_file_without_notes_has_no_part_for_them() -> None:
    assert "word/footnotes.xml" not in word(*paras("x")).names


@pytest.mark.parametrize(
    ("lang", "attribute", "value"),
    [("fr", "val", "fr-FR"), ("pt-BR", "val", "pt-BR"), ("ja", "eastAsia", "ja-JP"),
     ("zh-Hant", "eastAsia", "zh-TW"), ("ar", "bidi", "ar-EG"), ("he", "bidi", "he-IL")],
)  # fmt: skip
def test_foreign_words_say_their_language(lang: str, attribute: str, value: str) -> None:
    file = word(para("a ", Marked(children=words("mot"), lang=lang)))
    (found,) = file.find(".//w:r[w:t='mot']/w:rPr/w:lang")
    assert dict(found.attrib) == {f"{W}{attribute}": value}


def test_a_block_in_another_language_says_so_on_every_run() -> None:
    file = word(b.Context(id="c", lang="de", title=words("Titel"), body=paras("Satz.")))
    assert file.find(".//w:r[w:t='Satz.']/w:rPr/w:lang/@w:val") == ["de-DE"]


def arabic(*blocks: Block) -> WordFile:
    """Return a file that runs from right to left."""
    view = sample_view(Labels.for_language("ar"), blocks)
    return render(dataclasses.replace(view, language="ar", direction=Direction.RTL))


def test_a_pack_from_right_to_left_does_so_in_paragraphs_runs_tables_and_sections() -> None:
    table = b.Table(
        head=(cell("أ"), cell("ب")), rows=(), alignments=(b.Alignment.START, b.Alignment.START)
    )
    file = arabic(para("نص"), table)
    assert file.find("//w:style[@w:styleId='Normal']/w:pPr/w:bidi", "styles")
    assert file.find(".//w:r[w:t='نص']/w:rPr/w:rtl")
    assert file.find(".//w:tblPr/w:bidiVisual")
    assert file.find(".//w:sectPr/w:bidi")
    assert file.find("//w:docDefaults//w:lang/@w:bidi", "styles") == ["ar-EG"]


def test_a_bar_beside_a_block_is_where_its_lines_begin() -> None:
    bar = "//w:style[@w:styleId='CalloutNote']/w:pPr/w:pBdr/*"
    assert [side.tag.rpartition("}")[2] for side in word(para("x")).find(bar, "styles")] == ["left"]
    assert [side.tag.rpartition("}")[2] for side in arabic(para("نص")).find(bar, "styles")] == [
        "right"
    ]


def test_programs_run_from_left_to_right_among_lines_that_do_not() -> None:
    file = arabic(b.CodeBlock(text="f(x)"), para("نص", Code(text="g(y)")))
    (turned,) = file.find(".//w:p[w:r/w:t='f(x)']/w:pPr/w:bidi/@w:val")
    assert turned == "0"
    assert not file.find(".//w:r[w:t='f(x)' or w:t='g(y)']/w:rPr/w:rtl")


def test_letters_that_join_are_not_spaced() -> None:
    spaced = "//w:style/w:rPr/w:spacing"
    assert word(para("x")).find(spaced, "styles")
    assert not arabic(para("نص")).find(spaced, "styles")


def test_lines_have_room_for_readings_where_characters_carry_them() -> None:
    rule = "//w:style[@w:styleId='Normal']/w:pPr/w:spacing/@w:lineRule"
    view = dataclasses.replace(sample_view(Labels.for_language("ja"), (para("字"),)), language="ja")
    assert render(view).find(rule, "styles") == ["atLeast"]
    assert word(para("x")).find(rule, "styles") == ["auto"]


def test_a_block_from_left_to_right_in_such_a_pack_turns_round() -> None:
    file = arabic(b.Context(id="c", lang="en", title=words("Title"), body=paras("Text.")))
    (turned,) = file.find(".//w:p[w:r/w:t='Text.']/w:pPr/w:bidi/@w:val")
    assert turned == "0"
    assert not file.find(".//w:r[w:t='Text.']/w:rPr/w:rtl")


# --- Tables and pictures ----------------------------------------------------------------------


def test_header_rows_repeat_and_rows_do_not_split() -> None:
    table = b.Table(
        head=(cell("a"), cell("b")),
        rows=((cell("c"), cell("d")),),
        alignments=(b.Alignment.START, b.Alignment.END),
    )
    file = word(table)
    assert len(file.find(".//w:tr/w:trPr/w:tblHeader")) == 1
    assert len(file.find(".//w:tr/w:trPr/w:cantSplit")) == 2
    assert file.find(".//w:tc[.//w:t='d']//w:pStyle/@w:val") == ["TableTextRight"]
    assert file.find(".//w:jc") == []


def test_nothing_is_set_or_lettered_by_hand() -> None:
    """Where text stands and in which font is a style's to say, so that a school can say it."""
    for set_by_hand in (".//w:pPr/w:jc", ".//w:r/w:rPr/w:rFonts", ".//w:r/w:rPr/w:color"):
        assert everything().find(set_by_hand) == []
    assert everything().find(".//w:tc//w:pStyle[@w:val='TableTextCentered']") != []


def test_tables_fill_the_measure_and_no_more() -> None:
    measure = 210 - 28 - 18
    for table in everything().find("./w:tbl"):
        width = sum(
            int(w) for w in table.xpath("./w:tblGrid/w:gridCol/@w:w", namespaces=NAMESPACES)
        )
        assert width <= round(measure * 1440 / 25.4) + 2


def test_pictures_have_alternative_text_or_say_that_they_are_decoration() -> None:
    for picture in everything().find(".//wp:docPr"):
        assert picture.get("descr") or picture.xpath(".//adec:decorative", namespaces=NAMESPACES)


def test_a_picture_shown_twice_is_stored_once() -> None:
    image = Image(src="images/shapes.png", alt="red")
    names = word(para(image), para(image)).names
    assert len([name for name in names if name.startswith("word/media/")]) == 1


def test_a_drawing_has_pixels_for_readers_that_do_not_know_svg() -> None:
    file = word(para(Image(src="images/shapes.svg", alt="shapes")))
    media = sorted(name for name in file.names if name.startswith("word/media/"))
    assert [name.rpartition(".")[2] for name in media] == ["svg", "png"]
    assert file.find(".//a:blip/@r:embed") != file.find(".//asvg:svgBlip/@r:embed")


def test_webp_becomes_png() -> None:
    out = io.BytesIO()
    Picture.new("RGB", (4, 4), "#123456").save(out, "WEBP", lossless=True)
    image = ImageFile(
        name="x.webp", media_type="image/webp", data=out.getvalue(), width_px=4, height_px=4
    )
    view = sample_view(ENGLISH, (para(Image(src="x.webp", alt="x")),))
    file = render(view, Assets(images={"x.webp": image}))
    with Picture.open(io.BytesIO(file.archive.read("word/media/image1.png"))) as shown:
        assert shown.convert("RGB").getpixel((0, 0)) == (0x12, 0x34, 0x56)


@pytest.mark.parametrize(
    ("width", "mm"),
    [("", 60 / 96 * 25.4), ("4 cm", 40), ("55 mm", 55), ("50%", 82), ("90 cm", 164)],
)
def test_a_figure_is_as_wide_as_asked_and_fits(width: str, mm: float) -> None:
    figure = b.Figure(id="f", src="images/shapes.png", alt="red", width=width)
    (extent,) = word(figure).find(".//wp:extent/@cx")
    assert int(extent) == pytest.approx(mm * 36000, rel=0.01)


def test_a_missing_picture_is_a_fault_that_says_which() -> None:
    view = sample_view(ENGLISH, (para(Image(src="gone.png", alt="x")),))
    with pytest.raises(RenderFault, match=r"gone\.png"):
        render(view)


def test_clues_keep_their_numbers() -> None:
    clues = tuple(g.Clue(number=n, text=paras(f"clue {n}"), length=3) for n in (1, 4, 5))
    file = word(g.Crossword(id="c", across=clues))
    printed = file.printed_numbers("QuestionText")
    assert printed == ["1", "4", "5"]


# --- Opening it again -------------------------------------------------------------------------


def changed(file: WordFile, member: str, change: Callable[[str], str]) -> bytes:
    """Return the file with one member's text changed; a change that does nothing is a mistake."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in file.names:
            content = file.archive.read(name)
            if name == member:
                before = content.decode()
                after = change(before)
                assert after != before
                content = after.encode()
            archive.writestr(name, content)
    return out.getvalue()


def replacing(old: str, new: str) -> Callable[[str], str]:
    """Return a change of the first `old` to `new`."""
    return lambda text: text.replace(old, new, 1)


DOCUMENT = "word/document.xml"
FAULTS: dict[str, tuple[str, Callable[[str], str], str]] = {
    "an unknown style": (DOCUMENT, replacing('"Heading2"', '"Nowhere"'), "style Nowhere"),
    "an unknown list": (DOCUMENT, replacing('<w:numId w:val="', '<w:numId w:val="9'), "numbering"),
    "an open bookmark": (DOCUMENT, replacing("<w:bookmarkEnd", "<w:tab"), "pairs"),
    "a lost target": (DOCUMENT, replacing('w:anchor="', 'w:anchor="x'), "does not exist"),
    "a lost note": (DOCUMENT, replacing('footnoteReference w:id="1"', 'footnoteReference w:id="9"'), "footnote 9"),
    "an open field": (DOCUMENT, replacing('fldCharType="end"', 'fldCharType="separate"'), "field"),
    "a cell without text": (DOCUMENT, replacing("</w:p></w:tc>", "</w:p><w:tbl/></w:tc>"), "cell"),
    "a short row": ("word/document.xml", replacing("<w:gridCol ", "<w:gridCol/><w:gridCol "), "rows"),
    "one tag twice": (DOCUMENT, replacing('w:val="q4.B"', 'w:val="q4.A"'), "tag q4.A"),
    "a control without a title": (DOCUMENT, replacing('<w:alias w:val="Option A"', '<w:alias w:val=""'), "title"),
    "a title too long for word": (
        DOCUMENT,
        replacing('<w:alias w:val="', f'<w:alias w:val="{"x" * 65}'),
        "too long",
    ),
    "a picture without words": (DOCUMENT, replacing('descr="a red square"', 'descr=""'), "alternative text"),
    "a skipped level": (DOCUMENT, replacing('"Heading2"', '"Heading4"'), "level 4 follows"),
    "two titles": (DOCUMENT, replacing('"Heading2"', '"Title"'), "2 headings of the first level"),
    "no language": ("word/styles.xml", replacing("<w:lang w:val=", "<w:lang w:hint="), "language"),
    "no title": ("docProps/core.xml", replacing("The Sample Pack", " "), "no title"),
    "a lost part": ("word/_rels/document.xml.rels", replacing("media/image", "media/gone"), "not in the file"),
    "an outside part": (
        "word/_rels/document.xml.rels",
        replacing('Target="styles.xml"', 'Target="https://example.org/" TargetMode="External"'),
        "from outside",
    ),
    "a lost relationship": (DOCUMENT, replacing('r:embed="', 'r:embed="x'), "does not exist"),
    "a document type": (DOCUMENT, replacing("<w:document", "<!DOCTYPE w:document><w:document"), "document type"),
}  # fmt: skip


@pytest.mark.parametrize(("member", "change", "said"), FAULTS.values(), ids=FAULTS.keys())
def test_a_broken_file_is_told_from_a_sound_one(
    member: str, change: Callable[[str], str], said: str
) -> None:
    found = problems(changed(everything(), member, change))
    assert any(said in problem for problem in found), found


def test_what_is_no_word_file_is_said_not_to_open() -> None:
    (problem,) = problems(b"PK no zip")
    assert problem.startswith("it cannot be opened")


def test_a_member_without_content_type_is_found() -> None:
    data = bytearray(everything().data)
    buffer = io.BytesIO(bytes(data))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/stray.bin", b"x")
    assert "word/stray.bin has no content type" in problems(buffer.getvalue())


def test_a_column_of_gaps_is_as_wide_as_a_gap(workspace: Workspace) -> None:
    table = f"| A | B |\n|---|---|\n| {'word ' * 20} | [x]{{.blank}} |\n"
    text = f"---\ntitle: T\n---\n\n:::{{question}}\n\n{table}:::\n"
    out = workspace.build(text, "--product", "worksheet")
    file = WordFile((out / "water-worksheet.docx").read_bytes())
    widths = [int(width) for width in file.find("//w:tbl[.//w:sdt]/w:tblGrid/w:gridCol/@w:w")]
    assert widths[-1] >= 35 / 25.4 * 1440


def held(file: WordFile, text: str) -> bool:
    """Return whether the paragraph that begins with `text` is kept with the next, by itself."""
    (paragraph,) = file.find(f"//w:p[starts-with(normalize-space(string()), '{text}')]")
    return is_kept(paragraph)


def is_kept(paragraph: Any) -> bool:
    """Return whether a paragraph says itself that it is kept with the next."""
    return bool(paragraph.xpath("w:pPr/w:keepNext[not(@w:val='0')]", namespaces=NAMESPACES))


def test_what_a_heading_introduces_is_kept_with_it() -> None:
    heading = b.Heading(level=1, content=words("Part One"))
    asked = word(heading, *paras("Chapters 1 to 9."), question("1"), *paras("Text."))
    assert held(asked, "Chapters 1 to 9.")
    assert not held(asked, "Text.")
    assert not held(word(heading, *paras("Chapters 1 to 9.", "More.")), "Chapters 1 to 9.")
    long = "A long introduction. " * 200
    assert not held(word(heading, *paras(long), question("1")), "A long introduction.")


def test_a_match_stands_on_one_page_with_its_question() -> None:
    left = tuple(cell(f"left {number}") for number in range(8))
    right = tuple(cell("right " * 18) for _ in range(8))
    match = t.Matching(head=(cell("L"), cell("R")), left=left, right=right)
    file = word(question("1", *paras("Stem", "Join them."), match, marks=2, total=2))
    assert held(file, "Join them.")
    rows = file.find("//w:tbl[.//w:p[starts-with(normalize-space(string()), 'left')]]/w:tr")
    kept = [bool(row.xpath(".//w:keepNext", namespaces=NAMESPACES)) for row in rows]
    assert kept == [True] * (len(rows) - 1) + [False]


def test_the_heads_of_statements_say_when_and_what(workspace: Workspace) -> None:
    text = "---\ntitle: T\n---\n\n:::{anticipation}\n- Rain is wet.\n:::\n"
    out = workspace.build(text, "--product", "worksheet", "--edition", "student,large-print")
    for path in out.glob("*.docx"):
        file = WordFile(path.read_bytes())
        heads = file.find("//w:tr[w:trPr/w:tblHeader]")
        said = [[text_of(one) for one in row.findall(f"{W}tc")] for row in heads]
        assert said == [
            ["", "Before reading", "After reading"],
            ["Statement", "Agree", "Disagree", "Agree", "Disagree"],
        ]
        titles = file.find("//w:sdtPr[w:tag[contains(@w:val, '.1.')]]/w:alias/@w:val")
        assert titles[0] == "Before reading: Agree"
        assert titles[-1] == "After reading: Disagree"


@pytest.mark.parametrize("edition", ["student", "large-print"])
def test_no_word_is_broken_in_a_narrow_column(workspace: Workspace, edition: str) -> None:
    said = "more than a line of it " * 4
    table = f"| endosymbiosis | B | C |\n|---|---|---|\n| x | {said} | {said} |\n"
    text = f"---\ntitle: T\n---\n\n{table}"
    out = workspace.build(text, "--product", "handout", "--format", "docx", "--edition", edition)
    (path,) = out.glob("*.docx")
    file = WordFile(path.read_bytes())
    (first, *_) = file.find("//w:tbl[.//w:t[.='endosymbiosis']]/w:tblGrid/w:gridCol/@w:w")
    points = {"student": 10.5, "large-print": 18}[edition] * 9.5 / 10.5
    assert int(first) / 20 >= 0.6 * points * len("endosymbiosis")
