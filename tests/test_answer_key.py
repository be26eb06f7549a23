"""The compact key of the answers: what it says of each kind of question, and how it is asked for."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import docx
import pytest

from checkers.tools import command
from wordfile import tables
from workspaces import Workspace

PACK = """\
---
title: Weather
language: en
---

# Closed

:::{question}
:marks: 2

- [x] hail
- [ ] mist
- [x] snow
:::

:::{question}
:type: match
:marks: 3

| Instrument | Quantity |
|---|---|
| barometer | pressure |
| thermometer | temperature |
| anemometer | wind |
:::

:::{question}
:answer: 9.81
:tolerance: 0.05
:unit: m/s²

How fast?
:::

:::{question}
:marks: 2

It [rains|pours]{.blank} and [snows]{.blank}.
:::

:::{question}
:answer: false

It is warm.
:::

:::{question}
:type: categorise

| Wet | Dry |
|---|---|
| rain | dust |
:::

:::{question}
:type: order

1. fog
2. cirrus
:::

# Open

:::{question}
:answer: the *wind*
:accept: a gale, a breeze

What blows?

:::{part}
:answer: west

Whence?
:::

:::{part}
:marks: 2

Why?

:::{answer}
Because the air is warmed unevenly, and what is warm rises and must be replaced.
:::
:::
:::

:::{question}
:marks: 1

What shines?

:::{answer}
The sun.
:::
:::

:::{question}
What do you see?

:::{answer}
:kind: vary
:::
:::

:::{question}
:marks: 4

Write about a storm.

:::{rubric}
| Criterion | Good (4) |
|---|---|
| Words | exact |
:::
:::

:::{question}
:allow: missing-answer – read aloud

Read aloud.
:::
"""


def printed(path: Path) -> str:
    program = command("poppler", "pdftotext")
    told = subprocess.run([program, "-layout", path, "-"], capture_output=True, check=True)
    return told.stdout.decode().replace("\u00a0", " ")


def test_each_kind_of_question_has_its_line(workspace: Workspace) -> None:
    out = workspace.build(PACK, "--answers", "key", "--format", "docx")
    closed, opened = tables(out / "water-answers-key.docx")
    assert closed[0] == ["Closed", "Closed", "Marks"]
    told = [[text.replace("\u00a0", " ") for text in row] for row in (*closed[1:], *opened[1:])]
    (join, order) = (told[1].pop(1), told[6].pop(1))
    assert told == [
        ["1", "A · C", "2"],
        ["2", "3"],
        ["3", "9.81 ± 0.05 m/s²", ""],
        ["4", "1 rains / pours · 2 snows", "2"],
        ["5", "False", ""],
        ["6", "Wet rain · Dry dust", ""],
        ["7", ""],
        ["Total", "Total", "7"],
        ["8", "the wind / a gale / a breeze", ""],
        ["8 (a)", "west", ""],
        ["8 (b)", "see the mark scheme", "2"],
        ["9", "The sun.", "1"],
        ["10", "Answers will vary", ""],
        ["11", "see the mark scheme", "4"],
        ["12", "–", ""],
        ["Total", "Total", "7"],
    ]
    assert order == "2 · 1"
    assert sorted(pair[-1] for pair in join.split(" · ")) == ["A", "B", "C"]


def test_on_paper_a_key_leads_to_the_page_of_the_scheme(workspace: Workspace) -> None:
    out = workspace.build(PACK, "--answers", "both,key")
    assert "see the mark scheme (page" in printed(out / "water-answers.pdf")
    alone = printed(out / "water-answers-key.pdf")
    assert "see the mark scheme" in alone
    assert "(page" not in alone
    assert "unevenly" not in alone


def test_a_scheme_alone_has_no_key(workspace: Workspace) -> None:
    out = workspace.build(PACK, "--answers", "scheme,both")
    alone, both = (printed(out / f"water-answers{name}.pdf") for name in ("-scheme", ""))
    assert "unevenly" in alone
    assert "Answer key" not in alone
    assert both.index("Answer key") < both.index("Mark scheme") < both.index("unevenly")
    assert "Total: 14 marks" in alone
    assert both.count("Total: 14 marks") == 1


def test_each_variant_has_its_own_key(workspace: Workspace) -> None:
    out = workspace.build(PACK, "--answers", "key", "--variants", "2", "--format", "docx,epub")
    one, other = (tables(out / f"water-answers-{letter}-key.docx") for letter in "ab")
    assert one != other
    assert (out / "water-answers-b-key.epub").is_file()


def test_a_pack_without_questions_has_no_empty_key(workspace: Workspace) -> None:
    workspace.write(text="---\ntitle: T\n---\n\n:::{organizer} Two\n:kind: t-chart\nA | B\n:::\n")
    assert workspace.run("build", "--product", "answers").status == 0
    assert "Answer key" not in printed(workspace.folder / "out/water/water-answers.pdf")


def test_the_manifest_tells_the_forms_apart(workspace: Workspace) -> None:
    out = workspace.build(PACK, "--answers", "key,scheme,both")
    listed = json.loads((out.parent / "manifest.json").read_text("utf-8"))["files"]
    assert {entry["path"]: entry.get("extent") for entry in listed} == {
        "water/water-answers.pdf": None,
        "water/water-answers-key.pdf": "key",
        "water/water-answers-scheme.pdf": "scheme",
    }
    again = workspace.run("build", "--answers", "key,scheme,both")
    assert "3 files up to date" in again.out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--answers", "kay"], "no form of answers is called 'kay': did you mean 'key'?"),
        (["--answers", "key", "--product", "guide"], "only the answers can be 'key', not guide"),
    ],
)
def test_what_has_no_answers_has_no_key(
    workspace: Workspace, options: list[str], said: str
) -> None:
    workspace.write(text=PACK)
    ran = workspace.run("build", *options)
    assert (ran.status, ran.err.strip()) == (2, f"studypack build: {said}")


def test_other_products_are_as_they_are(workspace: Workspace) -> None:
    out = workspace.build(PACK, "--answers", "key", "--product", "worksheet,answers")
    assert sorted(path.name for path in out.iterdir()) == [
        "water-answers-key.pdf",
        "water-worksheet.docx",
    ]


def test_an_unedited_key_has_nothing_to_bring_home(workspace: Workspace) -> None:
    out = workspace.build(PACK, "--answers", "key,both", "--format", "docx")
    for name in ("water-answers-key.docx", "water-answers.docx"):
        ran = workspace.run("pull", str(out / name))
        assert (ran.status, ran.out) == (0, "")
        assert "nothing to bring back" in ran.err


def test_in_word_an_answer_stands_on_the_line_of_its_number(workspace: Workspace) -> None:
    out = workspace.build(PACK, "--answers", "scheme", "--format", "docx")
    told = docx.Document(str(out / "water-answers-scheme.docx")).paragraphs
    heads = [one.text for one in told if one.style is not None and one.style.name == "Answer Entry"]
    assert heads[4] == "False"
    assert heads[3] == "[2 marks]"


def test_in_word_the_marks_of_a_key_have_room_for_wide_letters(workspace: Workspace) -> None:
    question = ":::{question}\n:marks: 1\n:answer: 雨\n\n何が降る。\n:::\n"
    widths = []
    for language in ("ja", "en"):
        workspace.write(text=f"---\ntitle: T\nlanguage: {language}\n---\n\n{question}")
        workspace.run("build", "--answers", "key", "--format", "docx")
        (table,) = docx.Document(str(workspace.folder / "out/water/water-answers-key.docx")).tables
        widths.append(table.columns[2].width)
    two_wide, five_narrow = widths
    assert two_wide > five_narrow * 0.8
