"""E-books for Kindle and for Kobo: pictures for what one cannot draw, sentences that the other counts."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import Image as Picture

from bookfile import NAMESPACES, Book, X, text_of
from checkers import ace, epubcheck, errors, open_in_reader
from samples import SVG
from studypack.backends.epub.kobo import with_spans
from workspaces import PACK, Workspace

RICH = f"""{PACK}
Heat $Q = m c$ warms "this" & that. So it goes.

$$ E = m c^2 $$

![A & drop](images/drop.svg "A drop")

:::{{organizer}} Both
:kind: venn
:labels: Sea, Both, Land
:::

:::{{vocabulary}}
river
: running water

rain
: falling water

drain
: where it goes
:::

:::{{crossword}}
:::
"""
STEM = "water/water-guide"


@pytest.fixture
def rich(workspace: Workspace) -> Workspace:
    """A workspace whose pack has formulas, a drawing of its own and drawings of ours."""
    workspace.write(text=RICH)
    workspace.write(text=SVG, part="images/drop.svg")
    return workspace


def sound(path: Path) -> bool:
    """Whether EPUBCheck, Ace and a reader find nothing wrong with a book."""
    found = [finding for finding in epubcheck([path]) if finding.severity != "info"]
    report = open_in_reader(path, turns=2, size=(600, 800))
    assert found + errors(ace([path])) == []
    assert report.problems == ()
    return all(link.found for link in report.links)


def test_for_kindle_formulas_and_drawings_are_pictures_with_words(rich: Workspace) -> None:
    ran = rich.run("build", "--profile", "kindle", "--strict")
    assert ran.status == 0, ran.err
    path = rich.folder / "out" / f"{STEM}-kindle.epub"
    book = Book(path.read_bytes())
    assert book.find("//m:math | //s:svg | //x:details") == []
    assert not [name for name in book.names if name.endswith(".svg")]
    shown = {image.get("alt"): image.get("src") for image in book.find("//x:body//x:img")}
    assert {"Q = m c", "A & drop"} & {alt.replace("equals", "=") for alt in shown} == {
        "Q = m c",
        "A & drop",
    }
    assert len([alt for alt in shown if "Crossword" in alt or "circles" in alt]) == 2
    for source in shown.values():
        picture = Picture.open(io.BytesIO(book.read(f"EPUB/{source.removeprefix('../')}")))
        assert picture.format == "PNG"
        assert picture.convert("RGBA").getextrema()[3][1] == 255  # something is drawn
    assert "MathML" not in book.meta("schema:accessibilityFeature")
    assert "MathML" not in book.meta("schema:accessibilitySummary")[0]
    assert "describedMath" in book.meta("schema:accessibilityFeature")
    assert sound(path)


def test_for_kobo_sentences_are_counted_and_nothing_else_changes(rich: Workspace) -> None:
    rich.run("build", "--product", "guide")
    assert rich.run("build", "--profile", "kobo").status == 0
    built = rich.built()
    plain, kobo = Book(built[f"{STEM}.epub"]), Book(built[f"{STEM}.kepub.epub"])
    assert [text_of(page) for page in plain.pages.values()] == [
        text_of(page) for page in kobo.pages.values()
    ]
    for name, page in kobo.pages.items():
        if name == "nav.xhtml":
            continue
        loose = [
            text
            for text in page.find(f"{X}body").xpath(".//text()", namespaces=NAMESPACES)
            if text.strip() and not _is_held(text.getparent(), is_tail=text.is_tail)
        ]
        assert loose == [], name
        ids = page.xpath("//*[@class='koboSpan']/@id")
        assert len(ids) == len(set(ids))
    assert sound(rich.folder / "out" / f"{STEM}.kepub.epub")


def _is_held(element: object, *, is_tail: bool) -> bool:
    """Whether text stands in a span of Kobo's, or in what is no text: a formula or a drawing."""
    chain = element.xpath("ancestor-or-self::*")  # type: ignore[attr-defined]
    around = chain[:-1] if is_tail else chain
    return any(
        e.get("class") == "koboSpan" or not e.tag.startswith(X) for e in around if e is not None
    )


@pytest.mark.parametrize(
    ("page", "spanned"),
    [
        ("<body><p>One. Two!</p></body>", ["One. ", "Two!"]),
        ("<body><p>Tom &amp; Ann. So.</p></body>", ["Tom &amp; Ann. ", "So."]),
        ("<body><p>“No!” he said. <em>Yes.</em></p></body>", ["“No!” ", "he said. ", "Yes."]),
        ("<body><p>一つ。二つ。</p></body>", ["一つ。", "二つ。"]),
        ("<body><p>3.5 cm</p></body>", ["3.5 cm"]),
        ("<head><title>No. No.</title></head><body> </body>", []),
        ('<body><img alt="a>b"/></body>', ['<img alt="a>b"/>']),
    ],
)
def test_a_sentence_is_what_a_reader_would_take_for_one(page: str, spanned: list[str]) -> None:
    spans = re.findall(r'<span class="koboSpan" id="kobo[\d.]+">(.*?)</span>', with_spans(page))
    assert spans == spanned


def test_profiles_stand_side_by_side_and_the_manifest_names_them(workspace: Workspace) -> None:
    workspace.run("build", "--product", "guide")
    workspace.run("build", "--profile", "kindle")
    workspace.run("build", "--profile", "kobo")
    listed = json.loads(workspace.built()["manifest.json"])["files"]
    assert {entry["path"]: entry.get("profile") for entry in listed} == {
        f"{STEM}.epub": None,
        f"{STEM}-kindle.epub": "kindle",
        f"{STEM}.kepub.epub": "kobo",
    }
    assert "up to date" in workspace.run("build", "--profile", "kobo").out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--format", "pdf"], "only an EPUB can be for kindle, not pdf"),
        (["--booklet"], "only an EPUB can be for kindle, not PDF"),
        (["--fit", "2"], "only an EPUB can be for kindle, not PDF"),
    ],
)
def test_only_e_books_have_a_profile(workspace: Workspace, options: list[str], said: str) -> None:
    ran = workspace.run("build", "--profile", "kindle", *options)
    assert (ran.status, said in ran.err) == (2, True)


def test_a_book_may_bring_its_fonts_and_no_more_of_them_than_it_shows(
    workspace: Workspace,
) -> None:
    workspace.write(text=PACK.replace("Water rises", "Water (الماء) rises"))
    workspace.run("build", "--product", "guide")
    plain = Book(workspace.built()[f"{STEM}.epub"])
    ran = workspace.run("build", "--product", "guide", "--embed-fonts")
    assert "1 file made" in ran.out
    book = Book(workspace.built()[f"{STEM}.epub"])
    fonts = [name for name in book.names if name.startswith("EPUB/fonts/")]
    assert len(fonts) == 6  # regular, bold, italic, for two scripts
    characters = set()
    for name in fonts:
        assert len(book.read(name)) < 60_000
        with TTFont(io.BytesIO(book.read(name))) as font:
            assert "fvar" not in font
            characters |= {chr(code) for code in font.getBestCmap()}
    assert set("Water الماء") <= characters
    assert "Ж" not in characters
    style = book.read("EPUB/styles/book.css").decode()
    assert style.count("@font-face") == 6
    assert style.endswith(plain.read("EPUB/styles/book.css").decode())
    assert not [name for name in plain.names if "fonts/" in name]
    assert "up to date" in workspace.run("build", "--product", "guide", "--embed-fonts").out
    assert "1 file made" in workspace.run("build", "--product", "guide").out
    (workspace.folder / "fonts.epub").write_bytes(book.data)
    assert sound(workspace.folder / "fonts.epub")
