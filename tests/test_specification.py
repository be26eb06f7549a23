"""The grid of marks by skill at the end of the answers: question × skill × marks."""

from __future__ import annotations

import re
import subprocess
import zipfile
from pathlib import Path

from checkers import docx_outline
from checkers.tools import command
from wordfile import tables
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
    out = workspace.build(text, "--answers", "scheme", "--format", format)
    return out / f"water-answers-scheme.{format}"


def headings(path: Path) -> list[str]:
    return [title for _, title in docx_outline(path)]


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
    path = answers(workspace, re.sub(r":skill: .*\n", "", GRID))
    assert tables(path) == []
    assert "marks by skill" not in headings(path)


def test_variants_tell_the_same_marks_by_their_own_numbers(workspace: Workspace) -> None:
    options = ("--product", "answers", "--format", "docx", "--variants", "2", "--seed", "3")
    out = workspace.build(GRID, *options)
    for letter in "ab":
        path = out / f"water-answers-{letter}.docx"
        assert headings(path)[-2:] == ["marks by skill", "question numbers by version"]
        grid = tables(path)[-2]
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
