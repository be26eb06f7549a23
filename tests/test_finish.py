"""What becomes of a PDF in the end: an archive's copy, a booklet to fold, two pages on a sheet."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pikepdf
import pytest

from checkers import errors, qpdf, verapdf
from checkers.tools import command
from studypack.backends import backend
from studypack.backends.base import Assets
from studypack.composing import (
    HANDOUT,
    STUDENT,
    TEACHER,
    Finish,
    Request,
    compose,
    withheld,
)
from studypack.diagnostics import Diagnostics
from studypack.making import read_checked
from studypack.validating import leaks
from workspaces import PACK, Workspace

LONG = PACK + "".join(f"\n# Part {n}\n\n{'Water falls. ' * 250}\n" for n in range(4))
A4_ACROSS = (841.89, 595.276)


def built(workspace: Workspace, *options: str) -> Path:
    ran = workspace.run("build", "--product", "handout", *options)
    assert (ran.status, ran.err) == (0, "")
    (path,) = (workspace.folder / "out" / "water").glob("*.pdf")
    return path


def numbers(path: Path) -> list[tuple[int | None, int | None]]:
    """Return which page is on the left half of each side, and which on the right."""
    with pikepdf.open(path) as pdf:
        sides = [page.mediabox for page in pdf.pages]
    return [
        (_number(path, side, 0, float(box[2])), _number(path, side, 1, float(box[2])))
        for side, box in enumerate(sides, start=1)
    ]


def _number(path: Path, side: int, half: int, width: float) -> int | None:
    found = re.search(r"Page (\d+) of", half_of(path, side, half, width))
    return int(found[1]) if found else None


def half_of(path: Path, side: int, half: int, width: float = A4_ACROSS[0]) -> str:
    place = ["-x", str(int(half * width / 2)), "-y", "0", "-W", str(int(width / 2)), "-H", "2000"]
    told = subprocess.run(
        [command("poppler", "pdftotext"), "-f", str(side), "-l", str(side), *place, path, "-"],
        capture_output=True,
        text=True,
        check=True,
    )
    return " ".join(told.stdout.split())


def test_a_booklet_reads_on_once_it_is_folded(workspace: Workspace) -> None:
    workspace.write(text=LONG)
    path = built(workspace, "--booklet")
    assert path.name == "water-handout-booklet.pdf"
    sides = numbers(path)
    assert len(sides) % 2 == 0
    sheets = list(zip(sides[::2], sides[1::2], strict=True))
    # Turning the leaves: the right half of each front and the left of its back, then outwards.
    read = [page for front, back in sheets for page in (front[1], back[0])]
    read += [page for front, back in reversed(sheets) for page in (back[1], front[0])]
    # The cover has no number; the pages that are empty come last.
    assert "The Water Cycle" in half_of(path, 1, 1)
    last = max(page for page in read if page)
    assert last > 8
    assert read == [None, *range(2, last + 1), *[None] * (len(read) - last)]


def test_two_pages_on_a_sheet_follow_each_other(workspace: Workspace) -> None:
    workspace.write(text=LONG)
    path = built(workspace, "--nup", "2")
    assert path.name == "water-handout-2-up.pdf"
    pages = [page for side in numbers(path) for page in side if page]
    assert "The Water Cycle" in half_of(path, 1, 0)
    assert pages == list(range(2, len(pages) + 2))


def test_a_script_from_right_to_left_begins_on_the_right(workspace: Workspace) -> None:
    workspace.write(text=LONG.replace("language: en-GB", "language: he"))
    path = built(workspace, "--nup", "2")
    assert "The Water Cycle" in half_of(path, 1, 1)
    assert "Questions" in half_of(path, 1, 0)  # the contents, behind the cover
    assert "Questions" not in half_of(path, 1, 1)


@pytest.mark.parametrize("paper", ["A4", "A5"])
def test_sheets_are_printed_across_and_are_sound(workspace: Workspace, paper: str) -> None:
    workspace.write(text=PACK.replace("language: en-GB", f"language: en-GB\npaper: {paper}"))
    path = built(workspace, "--booklet")
    assert errors(qpdf([path])) == []
    with pikepdf.open(path) as pdf:
        assert {tuple(map(round, map(float, page.mediabox[2:]))) for page in pdf.pages} == {
            tuple(map(round, A4_ACROSS))
        }
        assert pdf.Root.Lang == "en-GB"
        assert str(pdf.docinfo["/Title"]) == "The Water Cycle – Handout"


def test_the_same_booklet_has_the_same_bytes(workspace: Workspace) -> None:
    first = built(workspace, "--booklet").read_bytes()
    assert built(workspace, "--booklet", "--force").read_bytes() == first


def test_an_archives_copy_conforms_to_both_standards(workspace: Workspace) -> None:
    path = built(workspace, "--archive")
    assert path.name == "water-handout-archive.pdf"
    assert errors(verapdf([path], profiles=("ua1", "2a"))) == []


def test_an_answer_is_found_on_a_sheet_too(workspace: Workspace) -> None:
    folder = workspace.folder / "source" / "water"
    checked = read_checked(folder, workspace.folder, Diagnostics())
    assert checked is not None
    asked = Request(HANDOUT, "pdf", STUDENT, finish=Finish.BOOKLET)
    hidden = withheld(checked, compose(checked, asked), asked)
    told = compose(checked, Request(HANDOUT, "pdf", TEACHER, finish=Finish.BOOKLET))
    kept = compose(checked, asked)
    render = backend("pdf").render
    assert leaks(render(told, Assets()).data, "pdf", hidden)
    assert not leaks(render(kept, Assets()).data, "pdf", hidden)


def test_one_finish_is_not_taken_for_another(workspace: Workspace) -> None:
    workspace.run("build", "--product", "handout")
    workspace.run("build", "--product", "handout", "--booklet")
    workspace.run("build", "--product", "handout", "--archive")
    names = {name.partition("/")[2] for name in workspace.built() if name.endswith(".pdf")}
    assert names == {
        "water-handout.pdf", "water-handout-booklet.pdf", "water-handout-archive.pdf"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--booklet", "--format", "docx"], "only a PDF can be 'booklet', not docx"),
        (["--booklet", "--archive"], "not allowed with argument"),
        (["--nup", "3"], "two pages stand on a sheet: --nup 2"),
    ],
)
def test_what_does_not_go_together_is_said(
    workspace: Workspace, options: list[str], message: str
) -> None:
    ran = workspace.run("build", *options)
    assert ran.status == 2
    assert message in ran.err
