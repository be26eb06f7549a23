"""The grid of marks by skill at the end of the answers: question × skill × marks."""

from __future__ import annotations

import re
import subprocess
import zipfile
from pathlib import Path

import docx

from checkers.tools import command
from workspaces import Workspace

GRID = """\
---
title: Marks
language: en
---

:::{question}
:marks: 2
:skill: AO1
:answer: rain

What falls?
:::

:::{question}
:skill: AO1

:::{part}
:marks: 3
:answer: sun

What shines?
:::

:::{part}
:marks: 4
:skill: AO2
:answer: wind

What blows?
:::
:::

:::{question}
:marks: 1
:answer: snow

What is white?
:::
"""

CHOICE = """\
---
title: Marks
language: en
---

:::{group}
:choose: 1 of 2

:::{question}
:marks: 2
:skill: AO1
:answer: rain

What falls?
:::

:::{question}
:marks: 2
:skill: AO2
:answer: wind

What blows?
:::
:::
"""


def answers(workspace: Workspace, text: str, format: str = "docx") -> Path:
    workspace.write(text=text)
    ran = workspace.run("build", "--answers", "scheme", "--format", format)
    assert ran.status == 0, ran.err
    return workspace.folder / "out" / "water" / f"water-answers-scheme.{format}"


def tables(path: Path) -> list[list[list[str]]]:
    every = docx.Document(str(path)).tables
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in every]


def test_marks_are_told_by_question_and_skill(workspace: Workspace) -> None:
    assert tables(answers(workspace, GRID))[-1] == [
        ["Question", "AO1", "AO2", "–", "Total"],
        ["1", "2", "", "", "2"],
        ["2", "3", "4", "", "7"],
        ["3", "", "", "1", "1"],
        ["Total", "5", "4", "1", "10"],
    ]


def test_what_pupils_choose_is_not_added_up(workspace: Workspace) -> None:
    assert tables(answers(workspace, CHOICE))[-1] == [
        ["Question", "AO1", "AO2", "Total"],
        ["1", "2", "", "2"],
        ["2", "", "2", "2"],
    ]


def test_without_skills_there_is_no_grid(workspace: Workspace) -> None:
    assert tables(answers(workspace, re.sub(r":skill: .*\n", "", GRID))) == []


def test_variants_tell_the_same_marks_by_their_own_numbers(workspace: Workspace) -> None:
    workspace.write(text=GRID)
    ran = workspace.run(
        "build", "--product", "answers", "--format", "docx", "--variants", "2", "--seed", "3"
    )
    assert ran.status == 0, ran.err
    for letter in "ab":
        path = workspace.folder / "out" / "water" / f"water-answers-{letter}.docx"
        grid = tables(path)[-2]  # the last one tells which question is which
        assert [row[0] for row in grid] == ["Question", "1", "2", "3", "Total"]
        assert sorted(row[-1] for row in grid[1:-1]) == ["1", "2", "7"]


def test_paper_and_book_tell_it_too(workspace: Workspace) -> None:
    with zipfile.ZipFile(answers(workspace, GRID, "epub")) as book:
        pages = "".join(book.read(n).decode() for n in book.namelist() if n.endswith(".xhtml"))
    cells = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", pages, re.S)]
    assert cells[-5:] == ["Total", "5", "4", "1", "10"]
    told = subprocess.run(
        [command("poppler", "pdftotext"), "-layout", answers(workspace, GRID, "pdf"), "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert ["Total", "5", "4", "1", "10"] in [line.split() for line in told.splitlines()]
