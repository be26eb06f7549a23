"""Room to write as a ruler measures it on paper: lines, boxes and squared paper in millimetres."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from workspaces import Workspace

SLACK_MM = 0.2
PIXEL_MM = 25.4 / 96

ASKED = """\
---
title: Rooms
language: en
---

:::{{question}}
:space: {space}

What do you see?

:::{{answer}}
:kind: vary

Anything.
:::
:::
"""


def built(workspace: Workspace, space: str, *options: str) -> Path:
    workspace.write(text=ASKED.format(space=space))
    ran = workspace.run("build", "--product", "worksheet", "--format", "pdf", *options)
    assert ran.status == 0, ran.err
    (path,) = (workspace.folder / "out").glob("*/*.pdf")
    return path


def rectangles(path: Path) -> Iterator[tuple[float, float, float, float]]:
    """Yield left, top, width and height in mm of what is drawn on the first page, as drawn in CSS pixels."""
    with pikepdf.open(path) as pdf:
        scales = []
        for operands, operator in pikepdf.parse_content_stream(pdf.pages[0]):
            if str(operator) == "cm":
                scales.append(float(operands[0]))
            if str(operator) == "re":
                left, top, width, height = (float(number) * PIXEL_MM for number in operands)
                yield left, top, width, height
    assert scales[:2] == [1, 0.75], "a page is no longer drawn in CSS pixels"


def heights(path: Path, height_mm: float) -> list[float]:
    """Return the tops of what is `height_mm` high, from above; both edges of a line are one."""
    tops: list[float] = []
    for _, top, _, height in sorted(rectangles(path), key=lambda box: box[1]):
        if abs(height - height_mm) < SLACK_MM and (not tops or top - tops[-1] > SLACK_MM):
            tops.append(top)
    return tops


@pytest.mark.parametrize("count", [1, 5, 12])
def test_lines_stand_eight_millimetres_apart(workspace: Workspace, count: int) -> None:
    path = built(workspace, f"{count} lines" if count > 1 else "1 line")
    tops = heights(path, 8)
    assert len(tops) == count
    assert all(lower - upper == pytest.approx(8, abs=SLACK_MM) for upper, lower in pairwise(tops))


@pytest.mark.parametrize(
    ("space", "height_mm"),
    [("box 4.5 cm", 45), ("box 30 mm", 30), ("grid 6 cm", 60), ("grid 12.5 cm", 125)],
)
def test_a_box_is_as_high_as_asked(workspace: Workspace, space: str, height_mm: float) -> None:
    path = built(workspace, space)
    assert len(heights(path, height_mm)) == 1
    assert heights(path, height_mm + 1) == []  # the ruler tells a millimetre


@pytest.mark.parametrize("edition", ["large-print", "dyslexia", "greyscale"])
def test_editions_leave_as_much_room(workspace: Workspace, edition: str) -> None:
    path = built(workspace, "box 4.5 cm", "--edition", edition)
    assert len(heights(path, 45)) == 1


@pytest.mark.parametrize("paper", ["A4", "Letter", "A5"])
def test_squared_paper_ends_with_whole_squares(workspace: Workspace, paper: str) -> None:
    workspace.write(
        text=ASKED.format(space="grid 6 cm").replace("language", f"paper: {paper}\nlanguage")
    )
    ran = workspace.run("build", "--product", "worksheet", "--format", "pdf")
    assert ran.status == 0, ran.err
    (path,) = (workspace.folder / "out").glob("*/*.pdf")
    width = min(width for _, _, width, height in rectangles(path) if abs(height - 60) < SLACK_MM)
    with pikepdf.open(path) as pdf:
        (squares,) = pdf.pages[0].Resources.Pattern.values()
        sides = [float(squares[step]) * PIXEL_MM for step in ("/XStep", "/YStep")]
    for side, length in zip(sides, (width, 60), strict=True):
        assert side == pytest.approx(5, abs=SLACK_MM)
        assert length / side == pytest.approx(round(length / side), abs=0.05)
