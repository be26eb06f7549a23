"""Flash cards on both sides of a sheet: a ruler is laid upon the pages that come out."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from checkers import epubcheck, errors, openxml_sdk, structure_text, verapdf
from checkers.pdf_content import Piece, page_content
from workspaces import Workspace

MM = 25.4 / 72
SLACK_MM = 0.2
PAPERS = {"A4": (210.0, 40.0), "Letter": (215.9, 40.0), "A5": (148.0, 28.0)}
"""The width of each paper, and what both margins of a page of cards take of it."""


def pack(
    count: int, paper: str = "A4", language: str = "en", extra: str = "", meaning: str = ""
) -> str:
    entries = "\n\n".join(f"front{n}\n: {meaning or f'back{n}'}" for n in range(1, count + 1))
    return (
        f"---\ntitle: Cards\nlanguage: {language}\npaper: {paper}\n{extra}---\n\n# Words\n\n"
        f":::{{vocabulary}}\n{entries}\n:::\n\n"
        ":::{flashcards} To learn\n:print: duplex\n:::\n\n# Behind\n\nWhat follows.\n"
    )


def handout(workspace: Workspace, *options: str) -> Path:
    ran = workspace.run("build", "--product", "handout", *options)
    assert ran.status == 0, ran.err
    (path,) = (workspace.folder / "out" / "water").glob("*.pdf")
    return path


def pages(path: Path) -> list[list[Piece]]:
    """Return what each page shows, its running matter left out."""
    with pikepdf.open(path) as pdf:
        return [
            [piece for pieces in page_content(page, number).tagged.values() for piece in pieces]
            for number, page in enumerate(pdf.pages)
        ]


def sides(path: Path, what: str) -> Iterator[tuple[int, dict[str, Piece]]]:
    """Yield each page of cards that has texts beginning with `what`: its number, and these."""
    for number, pieces in enumerate(pages(path), start=1):
        found = {piece.text: piece for piece in pieces if piece.text.startswith(what)}
        if found and numbers(path, number):
            yield number, found


def middle(piece: Piece) -> float:
    return (piece.left + piece.right) / 2 * MM


def numbers(path: Path, page: int) -> dict[str, Piece]:
    """Return the numbers of a page's cards, by their texts."""
    return {piece.text: piece for piece in pages(path)[page - 1] if piece.text.isdecimal()}


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("extra", ["", "margins: single\npunch: yes\n"])
def test_each_back_lies_behind_its_front(workspace: Workspace, paper: str, extra: str) -> None:
    workspace.write("water", pack(13, paper, extra=extra))
    path = handout(workspace)
    width, margins = PAPERS[paper]
    fronts, backs = list(sides(path, "front")), list(sides(path, "back"))
    assert sum(len(found) for _, found in fronts) == 13
    for (front_page, front), (back_page, back) in zip(fronts, backs, strict=True):
        assert front_page % 2 == 1
        assert back_page == front_page + 1
        for text, piece in front.items():
            behind = back[text.replace("front", "back")]
            assert middle(piece) + middle(behind) == pytest.approx(width, abs=SLACK_MM)
        above, below = numbers(path, front_page), numbers(path, back_page)
        assert above.keys() == below.keys()
        for number, piece in above.items():  # in the lower right corner of a card
            card = (width - margins) / 2
            corners = (piece.right + below[number].right) * MM
            assert corners == pytest.approx(width + card - 2 * 2.4, abs=SLACK_MM)
            assert piece.baseline * MM == pytest.approx(below[number].baseline * MM, abs=SLACK_MM)


def test_where_lines_run_from_right_to_left_the_first_card_is_at_the_right(
    workspace: Workspace,
) -> None:
    workspace.write("water", pack(2, language="ar"))
    path = handout(workspace)
    ((front_page, front),), ((back_page, back),) = sides(path, "front"), sides(path, "back")
    assert middle(front["front1"]) > middle(front["front2"])
    assert middle(front["front1"]) + middle(back["back1"]) == pytest.approx(210, abs=SLACK_MM)
    assert (front_page % 2, back_page - front_page) == (1, 1)


def test_the_ruler_would_see_a_back_that_is_not_mirrored(workspace: Workspace) -> None:
    """Negative control: the neighbour's back lies elsewhere."""
    workspace.write("water", pack(2))
    path = handout(workspace)
    ((_, front),), ((_, back),) = sides(path, "front"), sides(path, "back")
    assert abs(middle(front["front1"]) + middle(back["back2"]) - 210) > 80


def test_what_follows_begins_a_new_page_and_nothing_else_does(workspace: Workspace) -> None:
    workspace.write("water", pack(3))
    shown = ["".join(piece.text for piece in page) for page in pages(handout(workspace))]
    assert [bool(text) for text in shown] == [True, False, True, True, True]
    assert "Behind" in shown[4]
    workspace.write("water", pack(3).partition("\n# Behind")[0])
    assert len(pages(handout(workspace))) == 4


def test_cards_are_as_high_as_the_longest_back_needs(workspace: Workspace) -> None:
    def fronts_on_first(meaning: str) -> int:
        workspace.write("water", pack(16, meaning=meaning))
        return len(next(sides(handout(workspace), "front"))[1])

    assert fronts_on_first("back") == 10
    assert fronts_on_first("Water that rises. " * 18) == 6


def test_cards_are_read_in_order_and_the_file_is_valid(workspace: Workspace) -> None:
    workspace.write("water", pack(3))
    path = handout(workspace)
    text = " ".join(structure_text(path).split())
    assert "1 front1 2 front2 3 front3 1 back1 2 back2 3 back3" in text
    assert "Print on both sides, flipped on the long edge. Cut along the lines." in text
    assert errors(verapdf([path])) == []


def test_two_pages_on_a_side_have_cards_to_fold(workspace: Workspace) -> None:
    workspace.write("water", pack(3))
    assert workspace.run("build", "--product", "handout", "--booklet").status == 0
    workspace.write("water", pack(3).replace(":print: duplex\n", ""))
    folded = handout(workspace, "--booklet", "--force").read_bytes()
    workspace.write("water", pack(3))
    assert handout(workspace, "--booklet", "--force").read_bytes() == folded


def test_word_and_e_books_keep_front_and_back_together(workspace: Workspace) -> None:
    workspace.write("water", pack(3))
    ran = workspace.run("build", "--product", "handout,guide", "--format", "docx,epub")
    assert ran.status == 0, ran.err
    out = workspace.folder / "out" / "water"
    with zipfile.ZipFile(out / "water-handout.docx") as archive:
        row = archive.read("word/document.xml").decode().partition("FlashCards")[2]
    assert row.index("front1") < row.index("back1") < row.index("front2")
    assert errors(openxml_sdk([out / "water-handout.docx"])) == []
    assert [one for one in epubcheck([out / "water-guide.epub"]) if one.severity != "info"] == []
