"""Margins, measured on the page: mirrored, for one side, and with room for holes."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pikepdf
import pytest

from checkers import errors, openxml_sdk, verapdf
from checkers.pdf_content import page_content
from workspaces import Workspace

MM = 25.4 / 72
SLACK_MM = 0.4
"""The first letter of a line does not quite begin where the line does."""

MIRRORED = [(22.0, 18.0), (18.0, 22.0)]
LONG = "Water rises as vapour, cools high above the ground and falls as rain. " * 40


def pack(language: str = "en-GB", paper: str = "A4", extra: str = "") -> str:
    """Return a pack of some pages whose text is long paragraphs alone."""
    text = (
        LONG if language != "ar" else "يصعد الماء بخارًا ويبرد عاليًا فوق الأرض ثم يعود مطرًا. " * 60
    )
    front = f"---\ntitle: Water\nlanguage: {language}\npaper: {paper}\n{extra}---\n\n"
    return front + "\n\n".join([text] * 5) + "\n"


def settle(workspace: Workspace, text: str) -> None:
    (workspace.folder / "studypack.toml").write_text(text, "utf-8")


def margins(path: Path) -> list[tuple[float, float]]:
    """Return the free space at the left and at the right of the first two pages, in mm.

    Lines of the head run over the whole width: their words begin and end at the margins.
    """
    found = []
    with pikepdf.open(path) as pdf:
        for number in (1, 2):  # the first has no head
            page = pdf.pages[number]
            width = float(page.mediabox[2])
            content = page_content(page, number)
            pieces = [piece for piece in content.artifacts if piece.text.strip()]
            found.append(
                (
                    min(piece.left for piece in pieces) * MM,
                    (width - max(piece.right for piece in pieces)) * MM,
                )
            )
    # The second page of the file is a left-hand one.
    return found[::-1]


def handout(workspace: Workspace, *options: str) -> Path:
    ran = workspace.run("build", "--product", "handout", *options)
    assert ran.status == 0, ran.err
    (path,) = (workspace.folder / "out" / "water").glob("*.pdf")
    return path


def about(expected: list[tuple[float, float]]) -> list[object]:
    return [pytest.approx(sides, abs=SLACK_MM) for sides in expected]


def test_inner_margins_are_mirrored_unless_asked_otherwise(workspace: Workspace) -> None:
    workspace.write("water", pack())
    assert margins(handout(workspace)) == about(MIRRORED)


@pytest.mark.parametrize(
    ("paper", "inner", "outer"), [("A4", 22, 18), ("Letter", 22, 18), ("A5", 16, 12)]
)
def test_for_one_side_the_inner_margin_is_where_lines_begin(
    workspace: Workspace, paper: str, inner: float, outer: float
) -> None:
    workspace.write("water", pack(paper=paper, extra="margins: single\n"))
    assert margins(handout(workspace)) == about([(inner, outer), (inner, outer)])


@pytest.mark.parametrize(
    ("paper", "inner", "outer"), [("A4", 25, 15), ("Letter", 25, 15), ("A5", 19, 9)]
)
def test_holes_have_room_at_the_inner_margin(
    workspace: Workspace, paper: str, inner: float, outer: float
) -> None:
    settle(workspace, f'[pages]\npaper = "{paper}"\npunch = true\n')
    workspace.write("water", pack(paper=paper))
    assert margins(handout(workspace)) == about([(inner, outer), (outer, inner)])


def test_where_lines_run_from_right_to_left_holes_are_at_the_right(workspace: Workspace) -> None:
    workspace.write("water", pack("ar", extra="margins: single\npunch: yes\n"))
    assert margins(handout(workspace)) == about([(15, 25), (15, 25)])


def test_room_for_holes_moves_no_line_to_another_page(workspace: Workspace) -> None:
    def texts(path: Path) -> list[list[str]]:
        with pikepdf.open(path) as pdf:
            return [
                [piece.text for pieces in page_content(page, 0).tagged.values() for piece in pieces]
                for page in pdf.pages
            ]

    workspace.write("water", pack())
    before = texts(handout(workspace))
    settle(workspace, '[pages]\npunch = true\nmargins = "single"\n')
    path = handout(workspace)
    assert texts(path) == before
    assert errors(verapdf([path])) == []


def test_a_pack_comes_before_the_schools_settings(workspace: Workspace) -> None:
    settle(workspace, '[pages]\npunch = true\nmargins = "single"\n')
    workspace.write("water", pack(extra="margins: mirrored\npunch: no\n"))
    assert margins(handout(workspace)) == about(MIRRORED)


def test_a_booklet_is_stapled_and_not_punched(workspace: Workspace) -> None:
    workspace.write("water", pack())
    plain = handout(workspace, "--booklet").read_bytes()
    settle(workspace, '[pages]\npunch = true\nmargins = "single"\n')
    assert handout(workspace, "--booklet", "--force").read_bytes() == plain


def word(workspace: Workspace) -> tuple[dict[str, float], str, Path]:
    """Return the margins of a worksheet in mm, its settings, and the file."""
    ran = workspace.run("build", "--product", "worksheet")
    assert ran.status == 0, ran.err
    path = workspace.folder / "out" / "water" / "water-worksheet.docx"
    with zipfile.ZipFile(path) as archive:
        document = archive.read("word/document.xml").decode()
        settings = archive.read("word/settings.xml").decode()
    (element,) = set(re.findall(r"<w:pgMar [^>]*>", document))
    sides = {
        side: int(dxa) / 1440 * 25.4 for side, dxa in re.findall(r'w:(left|right)="(\d+)"', element)
    }
    return sides, settings, path


@pytest.mark.parametrize(
    ("pages", "left", "right", "mirrored"),
    [
        ("", 28, 18, False),
        ('margins = "single"', 28, 18, False),
        ('margins = "mirrored"', 28, 18, True),
        ("punch = true", 31, 15, False),
        ('paper = "A5"', 20, 12, False),
        ('paper = "A5"\npunch = true', 27, 10, False),
        ('paper = "A5"\nmargins = "mirrored"', 20, 15, True),
    ],
)
def test_word_has_the_same_choice(
    workspace: Workspace, pages: str, left: float, right: float, mirrored: bool
) -> None:
    settle(workspace, f"[pages]\n{pages}\n")
    sides, settings, path = word(workspace)
    assert sides == {
        "left": pytest.approx(left, abs=0.1),
        "right": pytest.approx(right, abs=0.1),
    }
    assert ("<w:mirrorMargins/>" in settings) is mirrored
    assert errors(openxml_sdk([path])) == []


def test_an_e_book_has_no_margins_of_paper(workspace: Workspace) -> None:
    workspace.run("build", "--product", "guide")
    before = workspace.built()
    settle(workspace, '[pages]\npunch = true\nmargins = "single"\n')
    workspace.run("build", "--product", "guide")
    assert workspace.built()["water/water-guide.epub"] == before["water/water-guide.epub"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[pages]\nmargins = "wide"', "studypack.toml:2:11: error[bad-value]: no margins are called 'wide'"),
        ('[pages]\npunch = "left"', "studypack.toml:2:9: error[bad-value]: true or false is wanted, not 'left'"),
    ],
)  # fmt: skip
def test_a_wrong_choice_is_told_at_its_place(workspace: Workspace, text: str, message: str) -> None:
    settle(workspace, text)
    assert workspace.run("check").out.startswith(message)


def test_pages_behind_an_odd_number_of_pupils_pages_go_on_at_the_left(workspace: Workspace) -> None:
    """What teachers have beyond the pupils' page begins on its back."""
    answer = "Because of this, and of that, and of something else that takes long to say. " * 30
    asked = f":::{{question}}\n:space: none\n\nWhy?\n\n:::{{answer}}\n{answer}\n:::\n:::\n\n"
    workspace.write(text=f"---\ntitle: Water\nlanguage: en-GB\n---\n\n{asked * 6}")
    path = handout(workspace, "--format", "pdf", "--edition", "teacher")
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) > 2
    assert margins(path) == about(MIRRORED)
