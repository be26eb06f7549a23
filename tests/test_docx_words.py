"""What a view says is in its Word file, all of it, in order, and LibreOffice prints the same words."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import wordedits
from checkers import (
    docx_text,
    errors,
    openxml_sdk,
    pandoc_text,
    pdf_text,
    to_pdfs_by_libreoffice,
    words,
)
from samples import sample_assets, sample_view
from studypack.backends import backend
from studypack.backends.base import Assets
from studypack.checking import check
from studypack.composing import PRODUCTS, Request, View, compose, parse_edition
from studypack.diagnostics import Diagnostics
from studypack.labels import Labels
from studypack.model import blocks as b
from studypack.model.base import Inline, Node
from studypack.model.inlines import Inlines, Math, Text, plain
from studypack.model.tasks import Task, TrueFalse
from studypack.model.walk import query, rewrite_all, walk
from studypack.reading import find_packs, read_pack, read_text
from studypack.validating.docx import problems
from wordfile import WordFile

ROOT = Path(__file__).parent.parent
SLUGS = [folder.name for folder in find_packs(ROOT)]
FILES = [
    *((slug, "worksheet", edition) for slug in SLUGS for edition in ("student", "teacher")),
    *((slug, "handout", "teacher") for slug in SLUGS),
    *((slug, "guide", "student") for slug in SLUGS),
    *((slug, "answers", "teacher") for slug in SLUGS),
]


@cache
def view_of(slug: str, product: str, edition: str) -> tuple[View, Assets]:
    """Return a pack of the repository as a product in Word."""
    found = Diagnostics()
    pack = read_pack(ROOT / "source" / slug, ROOT, found)
    assert pack is not None
    checked = check(pack, found)
    assert checked is not None, list(found)
    request = Request.of(PRODUCTS[product], "docx", parse_edition(edition))
    return compose(checked, request), Assets(images=checked.pack.images)


@cache
def bytes_of(slug: str, product: str, edition: str) -> bytes:
    """Return the Word file of a pack of the repository."""
    view, assets = view_of(slug, product, edition)
    return backend("docx").render(view, assets).data


def written(data: bytes, folder: Path) -> Path:
    """Return the path of a Word file."""
    path = folder / "file.docx"
    path.write_bytes(data)
    return path


def shown(view: View) -> Counter[str]:
    """Return the words of a view, each as often as it occurs.

    But for formulas; and the answer to a task that is true or false is shown in the words of the
    language.
    """
    held = walk((view.blocks, view.answers, view.notes))
    counted: Counter[str] = Counter()
    for node in held:
        judged = isinstance(node, Task) and any(query(node.body, TrueFalse))
        for name in () if isinstance(node, Inline) else node.__dataclass_fields__:
            value = getattr(node, name)
            if not (judged and name == "answer") and _is_text(value):
                held_words = words(plain(rewrite_all(value, _without_formula)))
                counted.update(word for word in held_words if _FORMULA not in word)
    return counted


_FORMULA = "xxformulaxx"


def _without_formula(node: Node) -> Node:
    return Text(text=_FORMULA) if isinstance(node, Math) else node


def _is_text(value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(inline, Inline) for inline in value)


def missing(expected: Counter[str], found: Counter[str]) -> dict[str, int]:
    """Return the words that occur less often than expected."""
    return dict(expected - found)


@pytest.mark.parametrize(("slug", "product", "edition"), FILES)
def test_a_file_holds_every_word_of_its_view(
    slug: str, product: str, edition: str, tmp_path: Path
) -> None:
    view, _ = view_of(slug, product, edition)
    held = Counter(words(docx_text(written(bytes_of(slug, product, edition), tmp_path))))
    assert missing(shown(view), held) == {}


@pytest.mark.parametrize(("slug", "product", "edition"), FILES)
def test_paragraphs_stand_in_the_order_of_the_view(
    slug: str, product: str, edition: str, tmp_path: Path
) -> None:
    view, _ = view_of(slug, product, edition)
    path = written(bytes_of(slug, product, edition), tmp_path)
    text = f" {' '.join(words(docx_text(path)))} "
    place = 0
    for section in (view.blocks, view.answers):
        for heading in (block for block in section if isinstance(block, b.Heading)):
            line = f" {' '.join(words(plain(heading.content)))} "
            place = text.index(line, place)


@pytest.mark.parametrize(("slug", "product", "edition"), FILES)
def test_no_paragraph_is_torn(slug: str, product: str, edition: str, tmp_path: Path) -> None:
    view, _ = view_of(slug, product, edition)
    path = written(bytes_of(slug, product, edition), tmp_path)
    text = f" {' '.join(words(docx_text(path)))} "
    for paragraph in query((view.blocks, view.answers), b.Paragraph):
        if all(isinstance(inline, Text) for inline in paragraph.content):
            assert f" {' '.join(words(plain(paragraph.content)))} " in text


@pytest.mark.parametrize(("slug", "product", "edition"), FILES)
def test_a_file_of_a_real_pack_is_sound(slug: str, product: str, edition: str) -> None:
    assert problems(bytes_of(slug, product, edition)) == ()


def test_the_files_of_real_packs_satisfy_microsofts_validator(tmp_path: Path) -> None:
    paths = []
    for number, (slug, product, edition) in enumerate(FILES):
        folder = tmp_path / str(number)
        folder.mkdir()
        paths.append(written(bytes_of(slug, product, edition), folder))
    assert errors(openxml_sdk(paths)) == []


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Path]:
    """Word file → what LibreOffice prints of it: every pack's worksheet, and the sample."""
    sample = backend("docx").render(sample_view(Labels.for_language("en-GB")), sample_assets())
    files = {slug: bytes_of(slug, "worksheet", "student") for slug in SLUGS}
    paths = [
        written(data, tmp_path_factory.mktemp(name))
        for name, data in {**files, "sample": sample.data}.items()
    ]
    prints = {}
    for path, pdf in to_pdfs_by_libreoffice(paths).items():
        prints[path] = path.with_suffix(".pdf")
        prints[path].write_bytes(pdf)
    return prints


def lost_in_print(path: Path, pdf: Path) -> dict[str, int]:
    """Return the words of a Word file that LibreOffice's PDF lacks.

    But for formulas, which it draws sign by sign, and small capitals, of which Poppler reads the
    first letter as a word.
    """
    file = WordFile(path.read_bytes())
    drawn = [*file.find(".//m:oMath"), *file.find(".//w:r[w:rPr/w:rStyle/@w:val='StudyLabel']")]
    apart = Counter(word for element in drawn for word in words("".join(element.itertext())))
    expected = Counter(words(docx_text(path))) - apart
    found = Counter(words(pdf_text(pdf)))
    if file.find(".//w:sectPr/w:bidi"):
        # Poppler turns words from right to left round where a ligature is in them.
        expected, found = (Counter("".join(counted.elements())) for counted in (expected, found))
    return missing(expected, found)


def lost_in_pandoc(path: Path, read: str) -> dict[str, int]:
    """Return the words of a Word file that are not in what Pandoc `read`.

    But for formulas, which it writes sign by sign, and words that have a reading: Pandoc passes them over.
    """
    file = WordFile(path.read_bytes())
    passed_over = [*file.find(".//m:oMath"), *file.find(".//w:ruby")]
    apart = Counter(word for element in passed_over for word in words("".join(element.itertext())))
    return missing(Counter(words(docx_text(path))) - apart, Counter(words(read)))


def test_pandoc_reads_the_words_of_the_file(printed: dict[Path, Path]) -> None:
    read = {path: pandoc_text(path) for path in printed}
    assert {path: lost for path in read if (lost := lost_in_pandoc(path, read[path]))} == {}
    first, second, *_ = read
    assert lost_in_pandoc(first, read[second])


def test_libreoffice_prints_the_words_of_the_file(printed: dict[Path, Path]) -> None:
    assert len(printed) == len(SLUGS) + 1
    assert {path: lost for path, pdf in printed.items() if (lost := lost_in_print(path, pdf))} == {}


NUMBERED = """\
---
title: Rain
---

:::{question}
Where does rain come from?
:::

:::{question}
What is gone?
:::

:::{question}
Which of these is frozen?

- [ ] dew
- [ ] mist
- [x] hail
:::

:::{question}
Look out of the window.

:::{part}
Is it wet?
:::

:::{part}
Is it cold?
:::
:::
"""


def numbers(pdf: bytes, folder: Path) -> dict[str, str]:
    """Return the number or letter that is printed before a text."""
    path = folder / "numbers.pdf"
    path.write_bytes(pdf)
    text = " ".join(pdf_text(path).split())
    stems = ("Where does", "Which of", "hail", "Is it cold")
    found = {stem: re.search(rf"([\w(){{}}.]+)(?: [○☐])? {stem}", text) for stem in stems}
    return {stem: match[1].strip("().") for stem, match in found.items() if match}


def test_what_follows_is_numbered_anew_once_something_is_deleted_in_word(tmp_path: Path) -> None:
    found = Diagnostics()
    checked = check(read_text(NUMBERED, found=found), found)
    assert checked is not None, list(found)
    data = (
        backend("docx")
        .render(compose(checked, Request.of(PRODUCTS["worksheet"], "docx")), Assets())
        .data
    )
    paths = [tmp_path / "whole.docx", tmp_path / "edited.docx"]
    deleted = ("What is gone?", "mist", "Is it wet?")
    paths[0].write_bytes(data)
    paths[1].write_bytes(wordedits.edited(data, *map(wordedits.delete, deleted)))

    whole, edited = (numbers(pdf, tmp_path) for pdf in to_pdfs_by_libreoffice(paths).values())

    assert list(whole.values()) == ["1", "3", "C", "b"]
    assert list(edited.values()) == ["1", "2", "B", "a"]


FORMULAS = """\
---
title: Rain
---

Before $k$ amid $j$ after.

:::{question}
:space: 3 lines

Why $k$ amid $j$ after?

:::{answer}
Because $k$ amid $j$ after.
:::
:::

:::{question}
:space: box 3 cm

How $k$ amid $j$ after?

:::{answer}
- $k$ amid $j$ after (1 mark)
:::
:::

:::{question}
Which $k$ amid $j$ after?

- [x] either $k$ amid $j$ after
- [ ] neither
:::

| Row | Row |
|---|---|
| $k$ amid $j$ after | below |
"""


def test_libreoffice_sets_formulas_where_they_stand_in_their_line(tmp_path: Path) -> None:
    found = Diagnostics()
    checked = check(read_text(FORMULAS, found=found), found)
    assert checked is not None, list(found)
    request = Request.of(PRODUCTS["worksheet"], "docx", parse_edition("teacher"))
    path = written(backend("docx").render(compose(checked, request), Assets()).data, tmp_path)
    pdf = tmp_path / "file.pdf"
    pdf.write_bytes(to_pdfs_by_libreoffice([path])[path])
    told = [word for word in words(pdf_text(pdf)) if word in {"k", "amid", "j", "after"}]
    assert told == ["k", "amid", "j", "after"] * 8


def test_a_word_that_is_missing_is_noticed() -> None:
    text: Inlines = (Text(text="one two two"),)
    assert missing(Counter(words(plain(text))), Counter(words("one two"))) == {"two": 1}
