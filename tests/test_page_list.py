"""The page list of a guide: the pages of the handout, each where it begins in the book."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bookfile import EPUB, Book, X
from checkers import epubcheck, open_in_reader
from page_lists import misplaced, page_list, pages_of
from studypack.backends.base import RenderFault
from studypack.backends.epub.flow import starts_in, with_marks
from studypack.backends.flow import OBJECT, Flow, FlowWriter, letters, page_starts
from studypack.backends.pdf import printing
from workspaces import PACK, Workspace

GUIDE, HANDOUT = "water/water-guide.epub", "water/water-handout.pdf"

LONG = PACK.replace(
    "# Questions",
    "\n\n".join(
        f"## Sea {n}\n\n" + f"Salt number {n} makes waves in the wide water of bay {n}. " * 60
        for n in range(1, 12)
    )
    + "\n\n# Questions",
)
"""A pack of several pages, most of which begin within a paragraph."""


@pytest.fixture
def built(workspace: Workspace) -> tuple[Book, Path]:
    """The guide and the handout of a pack of several pages."""
    workspace.write(text=LONG)
    assert workspace.run("build", "--product", "guide,handout", "--jobs", "1").status == 0
    return Book(workspace.built()[GUIDE]), workspace.folder / "out" / HANDOUT


def test_the_page_list_is_that_of_the_handout_flat_and_numbers_only(
    built: tuple[Book, Path],
) -> None:
    book, pdf = built
    count = len(pages_of(pdf))
    assert count > 4
    assert [label for label, _ in page_list(book)] == [str(n) for n in range(1, count + 1)]
    [nav] = book.find("//x:nav[@id='page-list']")
    assert nav.get(f"{EPUB}type") == "page-list"
    assert len(list(nav.iter(f"{X}ol"))) == 1
    assert all(book.has((name, id)) for name, id in (h.split("#") for _, h in page_list(book)))


def test_older_readers_get_the_same_page_list(built: tuple[Book, Path]) -> None:
    book, _ = built
    ncx = book.read("EPUB/toc.ncx").decode()
    targets = re.findall(r'<pageTarget [^>]*value="(\d+)".*?<content src="text/(.*?)"', ncx)
    assert targets == page_list(book)
    assert f'name="dtb:totalPageCount" content="{len(targets)}"' in ncx


def test_each_page_begins_in_the_book_with_the_words_it_begins_with_on_paper(
    built: tuple[Book, Path],
) -> None:
    book, pdf = built
    pages = pages_of(pdf)
    assert misplaced(book, pages) == []
    assert misplaced(book, [pages[-1], *pages[:-1]]) != []  # what stands one page on is found


def test_marks_say_what_they_are_and_the_package_of_which_print(built: tuple[Book, Path]) -> None:
    book, _ = built
    marks = book.find("//*[@role='doc-pagebreak']")
    assert [mark.get("aria-label") for mark in marks] == [label for label, _ in page_list(book)]
    assert {mark.get(f"{EPUB}type") for mark in marks} == {"pagebreak"}
    assert book.meta("pageBreakSource") == ["The Water Cycle – Handout (water-handout.pdf)"]
    features = book.meta("schema:accessibilityFeature")
    assert {"pageBreakMarkers", "pageNavigation"} <= set(features)
    assert "Page numbers match the printed edition." in book.meta("schema:accessibilitySummary")[0]


def test_a_reader_turns_to_every_page(built: tuple[Book, Path], workspace: Workspace) -> None:
    path = workspace.folder / "out" / GUIDE
    assert [str(finding) for finding in epubcheck([path]) if finding.severity != "info"] == []
    report = open_in_reader(path, turns=0, click=False)
    assert report.problems == ()
    assert [entry.label for entry in report.page_list] == [
        label for label, _ in page_list(built[0])
    ]
    assert all(entry.found for entry in report.page_list)


def test_a_guide_made_alone_has_the_same_pages(workspace: Workspace) -> None:
    workspace.write(text=LONG)
    workspace.run("build")
    together = workspace.built()[GUIDE]
    workspace.run("build", "--product", "guide", "--force", "--out", str(workspace.folder / "out"))
    assert workspace.built()[GUIDE] == together


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_handout_and_guide_are_laid_out_once(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, jobs: str
) -> None:
    def fail(_sheet: Any) -> None:
        raise RenderFault("it was laid out twice")

    monkeypatch.setattr(printing, "lay_out", fail)
    assert workspace.run("build", "--jobs", jobs).status == 0
    ran = workspace.run("build", "--product", "guide", "--force")  # the control
    assert "it was laid out twice" in ran.err


def test_an_edition_and_a_level_have_the_pages_of_their_own_handout(workspace: Workspace) -> None:
    workspace.write(text=LONG)
    options = ("--edition", "large-print", "--level", "core", "--product", "guide,handout")
    workspace.run("build", *options)
    book = Book(workspace.built()["water/water-guide-large-print-core.epub"])
    pdf = workspace.folder / "out/water/water-handout-large-print-core.pdf"
    assert len(page_list(book)) == len(pages_of(pdf))
    assert "(water-handout-large-print-core.pdf)" in book.meta("pageBreakSource")[0]


def test_tasks_that_the_handout_puts_last_come_last_in_the_guide(workspace: Workspace) -> None:
    first, _, rest = PACK.partition("# Questions")
    moved = first.replace("# Notes", f"# Questions{rest}\n\n# Notes")
    workspace.write(text=moved)
    workspace.run("build", "--product", "guide,handout")
    book = Book(workspace.built()[GUIDE])
    sections = [name for name in book.pages if name.startswith("section")]
    assert [re.sub(r"section-\d+-|\.xhtml", "", name) for name in sections] == [
        "notes", "questions", "glossary",
    ]  # fmt: skip


def test_a_book_without_print_has_no_page_list(workspace: Workspace) -> None:
    workspace.run("build", "--product", "handout", "--format", "epub")
    book = Book(workspace.built()["water/water-handout.epub"])
    assert page_list(book) == []
    assert book.meta("pageBreakSource") == book.find("//*[@role='doc-pagebreak']") == []


# --- Finding places ---------------------------------------------------------------------------


def flow(*pages: str) -> Flow:
    """Return the flow of pages of text, in which `#name ` begins an element with an id."""
    writer = FlowWriter()
    for page in pages:
        writer.page()
        for piece in re.split(r"(#\w+ )", page):
            if piece.startswith("#"):
                writer.id(piece[1:-1])
            else:
                writer.text(piece)
    return writer.flow()


def test_letters_are_what_is_left_without_marks_and_case() -> None:
    assert letters("It’s  “Naïve_2”! İ ß 漢字") == "itsnaïve2İß漢字"
    assert letters(f"a {OBJECT} b") == f"a{OBJECT}b"


@pytest.mark.parametrize(
    ("print", "book", "begin"),
    [
        (("#a One two", "three four five"), "#a One two three four five", "three"),
        (("#a One two", "#b three"), "#a One two #b three", "three"),
        # The same words stand twice: the nearer ones are meant.
        (("#a x fall in the well y", "fall in the well z"), "#a x fall in the well y fall in the well z", "fallinthewellz"),
        # What begins the page is on paper alone: what follows it is found.
        (("#a One", "paper alone, then #b both"), "#a One #b both", "both"),
        (("#a One", "on paper only. Then follows more text"), "#a One. Then follows more text", "then"),
        # The book says more: the mark stands before what the page begins with.
        (("#a One", "the longer words of two"), "#a One. Check! The longer words of two", "thelonger"),
        # Nothing of a page is in the book: it begins with the next that is.
        (("#a One", "0", "#b two"), "#a One #b two", "two"),
        (("#a One", f"{OBJECT} #b caption"), f"#a One {OBJECT} #b caption", OBJECT),
    ],
)  # fmt: skip
def test_a_page_begins_in_the_book_where_its_letters_stand(
    print: tuple[str, ...], book: str, begin: str
) -> None:
    there = flow(book)
    found = page_starts(flow(*print), there)
    assert there.letters[found[1] :].startswith(begin)


def test_pages_never_go_back() -> None:
    print = flow("#a one", "#c three is a longer text", "#b two is a longer text")
    there = flow("#a one #b two is a longer text #c three is a longer text")
    assert list(page_starts(print, there)) == sorted(page_starts(print, there))


@pytest.mark.parametrize(
    ("markup", "print", "marked"),
    [
        ("<p>One</p><p>Two more</p>", ("One", "Two more"), "<p>One</p><p>|Two more</p>"),
        ("<p>One <em>two more</em></p>", ("One", "two more"), "<p>One |<em>two more</em></p>"),
        ("<p>One extraordinary</p>", ("One extra", "ordinary"), "<p>One |extraordinary</p>"),
        ("<p>一二三四五六七八</p>", ("一二三四", "五六七八"), "<p>一二三四|五六七八</p>"),
        ("<p>A &amp; b</p><p>“Quoted”</p>", ("A & b", "Quoted"), "<p>A &amp; b</p><p>“|Quoted”</p>"),
        ('<p>A</p><img alt=">"/><p>Then</p>', ("A", f"{OBJECT} Then"), '<p>A</p>|<img alt=">"/><p>Then</p>'),
        ("<p>A</p><math><mi>x</mi></math><p>Then</p>", ("A", "Then"), "<p>A</p><math><mi>x</mi></math><p>|Then</p>"),
    ],
)  # fmt: skip
def test_a_mark_stands_before_the_first_word_of_its_page(
    markup: str, print: tuple[str, ...], marked: str
) -> None:
    starts = starts_in({"a.xhtml": markup}, flow(*print))
    made = with_marks("a.xhtml", markup, [start for start in starts if start.number > 1])
    assert re.sub(r'<span epub:type="pagebreak"[^>]*></span>', "|", made) == marked
