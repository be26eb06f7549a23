"""Nothing in a Word file is formatted directly: what a paragraph, run or table looks like is its style's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from samples import sample_view
from studypack.backends import backend
from studypack.backends.base import Assets
from studypack.checking import check
from studypack.composing import PRODUCTS, Request, compose, parse_edition
from studypack.diagnostics import Diagnostics
from studypack.labels import Labels
from studypack.model import blocks as b
from studypack.model.inlines import Text
from studypack.reading import find_packs, read_pack
from wordfile import NAMESPACES, W, WordFile

ROOT = Path(__file__).parent.parent
LABELS = Labels.for_language("en-GB")
WRITTEN = ROOT / "tests" / "packs"
PACKS = [*find_packs(ROOT), WRITTEN / "every-construct", WRITTEN / "every-task"]
ASKED = [("worksheet", "student"), ("worksheet", "teacher"), ("worksheet", "large-print"),
         ("worksheet", "dyslexia"), ("handout", "teacher"), ("guide", "student"),
         ("answers", "teacher")]  # fmt: skip

NEEDED: Mapping[str, Mapping[str, str]] = {
    "pPr": {
        "pStyle": "the style",
        "numPr": "which list it belongs to, and on which level",
        "keepNext": "what belongs together is known of these paragraphs, not of their style",
        "pageBreakBefore": "a page break that the author wrote",
        "bidi": "the direction of the language of a block",
        "sectPr": "the end of a section",
        "spacing": "in Answer Space: as many millimetres as the author leaves",
    },
    "rPr": {
        "rStyle": "the style",
        "lang": "the language of the words",
        "rtl": "their direction",
        "b": "stress in characters that have another style: Word gives them one only",
        "bCs": "as b",
        "i": "as b",
        "iCs": "as b",
        "strike": "the author's mark of what is struck out, for which Word has no style",
        "sz": "in a reading, whose size `w:rubyPr` states as well (§17.3.3.24)",
        "szCs": "as sz",
    },
    "tblPr": {
        "tblStyle": "the style",
        "bidiVisual": "the direction of the language",
        "tblW": "the sum of the columns, which the schema wants",
        "tblInd": "the list or part that it stands in",
        "tblLayout": "columns as wide as told, as Word and LibreOffice both need it",
        "tblLook": "whether it has a header row and column",
        "tblCaption": "the alternative text",
    },
    "trPr": {
        "cantSplit": "rows do not split",
        "tblHeader": "header rows repeat",
        "trHeight": "room to write in, and squares",
    },
    "tcPr": {
        "tcW": "the column",
        "gridSpan": "how many columns it takes",
        "tcBorders": "in Puzzle: which squares there are is the puzzle itself",
        "shd": "in Word Search: which letters are the answer",
    },
}
"""What may stand on a paragraph, run, table, row or cell itself, and why."""

ONLY_IN = {
    "spacing": "AnswerSpace",
    "tcBorders": "Puzzle",
    "shd": "WordSearch",
}
"""Style of the paragraph or table in which alone some of it may stand."""


def set_by_hand(file: WordFile) -> Iterator[str]:
    """Yield what is formatted directly in a file."""
    stories = [name for name in file.names if name.startswith("word/") and name.endswith(".xml")]
    for name in stories:
        if any(part in name for part in ("styles", "numbering", "theme", "settings", "fontTable")):
            continue
        tree = etree.fromstring(file.archive.read(name))
        for kind, allowed in NEEDED.items():
            for properties in tree.iter(f"{W}{kind}"):
                for one in properties:
                    what = etree.QName(one).localname
                    style = _style(properties)
                    reading = what.startswith("sz") and not properties.xpath(
                        "ancestor::w:rt", namespaces=NAMESPACES
                    )
                    if what not in allowed or reading or ONLY_IN.get(what, style) not in style:
                        yield f"{name}: {kind}/{what} in {style or 'no style'}"


def _style(properties: etree._Element) -> str:
    """Return the style of the paragraph, or for a cell of the table, that properties belong to."""
    place = "ancestor::w:tbl[1]/w:tblPr/w:tblStyle" if properties.tag == f"{W}tcPr" else "w:pStyle"
    found = properties.xpath(f"{place}/@w:val", namespaces=NAMESPACES)
    return str(found[0]) if found else ""


@cache
def made(folder: Path, product: str, edition: str) -> WordFile:
    """Return a product of a pack in Word."""
    found = Diagnostics()
    pack = read_pack(folder, folder.parents[1], found)
    assert pack is not None, list(found)
    checked = check(pack, found)
    assert checked is not None, list(found)
    view = compose(checked, Request.of(PRODUCTS[product], "docx", parse_edition(edition)))
    return WordFile(backend("docx").render(view, Assets(images=checked.pack.images)).data)


@pytest.mark.parametrize(("product", "edition"), ASKED)
@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_nothing_is_formatted_directly(folder: Path, product: str, edition: str) -> None:
    assert sorted(set(set_by_hand(made(folder, product, edition)))) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<w:pStyle w:val="Question"/>', '<w:pStyle w:val="Question"/><w:ind w:left="9"/>'),
        ('<w:pStyle w:val="Marks"/>', '<w:pStyle w:val="Marks"/><w:spacing w:after="9"/>'),
        (
            '<w:rStyle w:val="StudyLabel"/>',
            '<w:rStyle w:val="StudyLabel"/><w:color w:val="FF0000"/>',
        ),
        ('<w:rStyle w:val="TaskLabel"/>', '<w:rStyle w:val="TaskLabel"/><w:sz w:val="40"/>'),
        ("</w:tcPr>", '<w:shd w:val="clear" w:fill="FF0000"/></w:tcPr>'),
    ],
)
def test_what_is_formatted_directly_is_seen(before: str, after: str) -> None:
    from test_docx import DOCUMENT, changed  # the files that it edits are small

    file = made(WRITTEN / "every-construct", "worksheet", "student")
    edited = changed(file, DOCUMENT, lambda text: text.replace(before, after))
    assert set(set_by_hand(WordFile(edited)))


def test_where_lines_stand_otherwise_is_a_style_based_on_the_one_that_it_differs_from() -> None:
    file = made(WRITTEN / "every-construct", "worksheet", "student")
    lines = file.paragraphs("AnswerLineAt8mm")
    assert lines
    (style,) = file.find("//w:style[@w:styleId='AnswerLineAt8mm']", "styles")
    named = {one.tag: one.get(f"{W}val") for one in style}
    assert named[f"{W}name"] == "Answer Line at 8 mm"
    assert named[f"{W}basedOn"] == "AnswerLine"
    assert file.find("//w:style[@w:styleId='AnswerLineAt8mm']//w:ind/@w:left", "styles") == ["454"]


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_every_variant_of_a_style_is_there_and_used(folder: Path) -> None:
    file = made(folder, "worksheet", "teacher")
    used = set(file.find("//w:pStyle/@w:val"))
    known = set(file.find("//w:style/@w:styleId", "styles"))
    assert used <= known


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_every_table_but_room_to_write_has_words_for_who_does_not_see_it(folder: Path) -> None:
    file = made(folder, "worksheet", "student")
    silent = file.find(".//w:tbl[not(w:tblPr/w:tblCaption)]")
    assert [etree.QName(one).localname for one in silent] == []


def test_a_chain_that_is_higher_than_a_page_is_not_held() -> None:
    def kept(count: int) -> int:
        body = tuple(b.Paragraph(content=(Text(text="word " * 60),)) for _ in range(count))
        block = b.Callout(title=(), body=body, id="c", keep=b.Keep.TOGETHER)
        data = backend("docx").render(sample_view(LABELS, (block,)), Assets()).data
        return len(WordFile(data).find(".//w:p[w:pPr/w:pStyle[starts-with(@w:val,'Callout')]]"
                                       "[w:pPr/w:keepNext]"))  # fmt: skip

    assert kept(4) >= 4
    assert kept(60) <= 1
