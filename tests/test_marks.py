"""Marks by section: in the table that the marker fills in, and in the compact key."""

from __future__ import annotations

import re
import subprocess
import zipfile

import pytest

from checkers.tools import command
from wordfile import tables
from workspaces import Workspace

QUESTION = """
:::{{question}}
:marks: {marks}
:answer: {word}

What is {word}?
:::
"""

PACK = f"""\
---
title: Marks
language: en
---
{QUESTION.format(marks=1, word="fog")}
# Reading

{QUESTION.format(marks=2, word="rain")}
{QUESTION.format(marks=3, word="hail")}
## Closer

:::{{group}} Of these
:choose: 1 of 2
{QUESTION.format(marks=4, word="snow")}
{QUESTION.format(marks=4, word="wind")}
:::

# Talking

{QUESTION.format(marks=0, word="talk").replace(":marks: 0", ":type: short")}
"""

BY_SECTION = [
    ["Section", "Maximum", "Mark"],
    ["–", "1", ""],
    ["Reading", "5", ""],
    ["Closer", "4", ""],
    ["Total", "10", ""],
]


def test_the_worksheet_adds_marks_up_by_section(workspace: Workspace) -> None:
    out = workspace.build(PACK, "--product", "worksheet", "--format", "docx,pdf,epub")
    assert tables(out / "water-worksheet.docx")[-1] == BY_SECTION
    told = subprocess.run(
        [command("poppler", "pdftotext"), "-layout", out / "water-worksheet.pdf", "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    lines = [line.split() for line in told.splitlines()]
    assert all([cell for cell in row if cell] in lines for row in BY_SECTION)
    with zipfile.ZipFile(out / "water-worksheet.epub") as book:
        pages = "".join(book.read(n).decode() for n in book.namelist() if n.endswith(".xhtml"))
    cells = [
        re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", pages, re.S)
    ]
    assert cells[-10:] == [cell for row in BY_SECTION for cell in row[:2]]


def test_one_section_alone_needs_no_sums(workspace: Workspace) -> None:
    text = PACK.partition("# Reading")[0]
    out = workspace.build(text, "--product", "worksheet", "--format", "docx")
    assert tables(out / "water-worksheet.docx")[-1] == [
        ["Question", "1", "Total"],
        ["Maximum", "1", "1"],
        ["Mark", "", ""],
    ]


@pytest.mark.parametrize(("edition", "most"), [("student", 12), ("large-print", 8)])
def test_the_marks_of_many_questions_stand_side_by_side(
    workspace: Workspace, edition: str, most: int
) -> None:
    asked = "\n".join(QUESTION.format(marks=2, word=f"word{number}") for number in range(23))
    text = f"---\ntitle: Water\n---\n\n{asked}"
    out = workspace.build(
        text, "--product", "worksheet", "--format", "docx", "--edition", edition, "--force"
    )
    (path,) = out.glob("*.docx")
    marked = [rows for rows in tables(path) if rows[0][0] == "Question"]
    assert all([row[0] for row in rows] == ["Question", "Maximum", "Mark"] for rows in marked)
    names = [name for rows in marked for name in rows[0][1:]]
    assert names == [*map(str, range(1, 24)), "Total"]
    assert marked[-1][1][-1] == "46"
    lengths = [len(rows[0]) - 1 for rows in marked]
    assert max(lengths[0], lengths[-1] - 1) <= most
    assert len(set(lengths[:-1])) <= 1


def test_the_key_adds_them_up_as_well(workspace: Workspace) -> None:
    out = workspace.build(PACK, "--answers", "key", "--format", "docx")
    sums = [rows[-1] for rows in tables(out / "water-answers-key.docx")]
    assert sums[:3] == [["Total", "Total", marks] for marks in ("1", "5", "4")]
    assert sums[3][0] != "Total"
