"""Common errors: teachers see them, the guide tells them beside the answer, no pupil's sheet does."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest

from workspaces import Workspace

PACK = """\
---
title: Speed
language: en
---

:::{theme} Motion
Things move.
:::

:::{question}
:answer: 1.5
:tolerance: 0
:unit: m/s
:marks: 2
:skill: AO2
:themes: motion

A boat drifts 90 m in a minute. How fast is that?

:::{errors}
90
: That is how far it drifts.
:::
:::

:::{question}
:marks: 1

Why does it drift?

:::{answer}
The *current* takes it.

:::{errors}
the wind
: There is none.

the engine
: It was **off**.
:::
:::
:::
"""

STAFF = PACK.replace(":::{errors}\n90", ":::{errors}\n:audience: teacher\n90")


def built(workspace: Workspace, text: str, *options: str) -> Path:
    workspace.write(text=text)
    ran = workspace.run("build", *options)
    assert ran.status == 0, ran.err
    return workspace.folder / "out" / "water"


def paragraphs(path: Path) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]


def pages(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as book:
        return {n: book.read(n).decode() for n in book.namelist() if n.endswith(".xhtml")}


def test_the_mark_scheme_tells_them_with_skill_and_theme(workspace: Workspace) -> None:
    out = built(workspace, PACK, "--answers", "scheme", "--format", "docx")
    told = paragraphs(out / "water-answers-scheme.docx")
    assert "AO2\u2002Motion\u2002[2 marks]" in told
    at = [place for place, text in enumerate(told) if text.startswith("Common errors")]
    assert [told[place + 1] for place in at] == [
        "90 That is how far it drifts.",
        "the wind There is none.",
    ]
    assert "the engine It was off." in told


def test_the_key_still_has_the_short_answer_beside_them(workspace: Workspace) -> None:
    out = built(workspace, PACK, "--answers", "key", "--format", "docx")
    (table,) = docx.Document(str(out / "water-answers-key.docx")).tables
    told = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert told == [["1", "1.5\u00a0m/s", "2"], ["2", "The current takes it.", "1"]]


@pytest.mark.parametrize("product", ["handout", "worksheet"])
def test_teachers_see_them_at_the_question_and_pupils_never(
    workspace: Workspace, product: str
) -> None:
    options = ("--product", product, "--format", "docx", "--edition", "student,teacher")
    out = built(workspace, PACK, *options)
    secrets = ("Common errors", "how far it drifts", "There is none")
    pupils, teachers = (
        "\n".join(docx.Document(str(out / name)).element.body.itertext())
        for name in (f"water-{product}.docx", f"water-{product}-teacher.docx")
    )
    assert all(secret in teachers for secret in secrets)
    assert not any(secret in pupils for secret in secrets)


def test_the_guide_tells_them_apart_from_the_question(workspace: Workspace) -> None:
    files = pages(built(workspace, PACK, "--product", "guide") / "water-guide.epub")
    holding = [name for name, text in files.items() if "how far it drifts" in text]
    assert holding
    assert all("answers" in name for name in holding)
    text = "".join(files[name] for name in holding)
    assert "If you wrote <strong>90</strong>: That is how far it drifts." in text
    assert "If you wrote <strong>the wind</strong>: There is none." in text


def test_what_is_for_teachers_the_guide_does_not_tell(workspace: Workspace) -> None:
    out = built(workspace, STAFF, "--product", "guide,answers", "--format", "epub")
    guide, answers = (
        "".join(pages(out / f"water-{product}.epub").values()) for product in ("guide", "answers")
    )
    assert "how far it drifts" not in guide
    assert "There is none." in guide
    assert "how far it drifts" in answers


def test_an_unedited_teacher_worksheet_has_nothing_to_bring_home(workspace: Workspace) -> None:
    options = ("--product", "worksheet,answers", "--format", "docx", "--edition", "teacher")
    out = built(workspace, PACK, *options)
    for name in ("water-worksheet-teacher.docx", "water-answers.docx"):
        ran = workspace.run("pull", str(out / name))
        assert (ran.status, ran.out) == (0, "")
        assert "nothing to bring back" in ran.err
