"""Grade boundaries: a table of marks for teachers, which follows the marks that can be had."""

from __future__ import annotations

import subprocess
import zipfile

import pytest

from checkers.tools import command
from wordfile import tables
from workspaces import Workspace

PACK = """\
---
title: Grades
language: en
grades: {Top: 80%, Middle: "62.5%", Low: 30%}
---

:::{question}
:marks: 12
:answer: rain

What falls?
:::

:::{question}
:marks: 5
:answer: wind
:level: challenge

What blows?
:::
"""

TABLE = [["Grade", "Marks"], ["Top", "14 – 17"], ["Middle", "11 – 13"], ["Low", "6 – 10"]]


@pytest.mark.parametrize("name", ["answers", "answers-key", "answers-scheme"])
def test_the_answers_tell_which_marks_make_which_grade(workspace: Workspace, name: str) -> None:
    extent = name.partition("-")[2] or "both"
    out = workspace.build(PACK, "--answers", extent, "--format", "docx")
    assert TABLE in tables(out / f"water-{name}.docx")


@pytest.mark.parametrize("product", ["handout", "worksheet"])
def test_teachers_have_them_and_pupils_do_not(workspace: Workspace, product: str) -> None:
    options = ("--product", product, "--format", "docx", "--edition", "student,teacher")
    out = workspace.build(PACK, *options)
    assert TABLE in tables(out / f"water-{product}-teacher.docx")
    assert TABLE not in tables(out / f"water-{product}.docx")


def test_they_follow_the_marks_of_a_level(workspace: Workspace) -> None:
    out = workspace.build(PACK, "--answers", "key", "--level", "core", "--format", "docx")
    assert tables(out / "water-answers-core-key.docx")[-1][1:] == [
        ["Top", "10 – 12"],
        ["Middle", "8 – 9"],
        ["Low", "4 – 7"],
    ]


def test_a_grade_in_marks_that_a_level_does_not_reach_is_left_out(workspace: Workspace) -> None:
    text = PACK.replace('{Top: 80%, Middle: "62.5%", Low: 30%}', "{Top: 15, Middle: 12, Low: 5}")
    out = workspace.build(text, "--answers", "key", "--level", "core", "--format", "docx")
    assert tables(out / "water-answers-core-key.docx")[-1][1:] == [
        ["Middle", "12"],
        ["Low", "5 – 11"],
    ]


def test_paper_and_book_tell_them_too(workspace: Workspace) -> None:
    out = workspace.build(PACK, "--answers", "key", "--format", "pdf,epub")
    program = command("poppler", "pdftotext")
    told = subprocess.run(
        [program, "-layout", out / "water-answers-key.pdf", "-"], check=True, capture_output=True
    )
    assert ["Middle", "11–13"] in [line.split() for line in told.stdout.decode().splitlines()]
    with zipfile.ZipFile(out / "water-answers-key.epub") as book:
        pages = "".join(book.read(n).decode() for n in book.namelist() if n.endswith(".xhtml"))
    assert "<caption>Grade boundaries</caption>" in pages


def test_without_grades_there_is_no_table(workspace: Workspace) -> None:
    text = PACK.replace('grades: {Top: 80%, Middle: "62.5%", Low: 30%}\n', "")
    out = workspace.build(text, "--answers", "key", "--format", "docx")
    assert len(tables(out / "water-answers-key.docx")) == 1
