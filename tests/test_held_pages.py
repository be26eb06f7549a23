"""A teacher edition has the pages of the pupils': read from the files, not from our own records."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from checkers import errors, pdf_text, structure_text, untagged_text, verapdf
from studypack.backends.pdf import printing
from studypack.cli import main
from workspaces import Workspace

ROOT = Path(__file__).parents[1]
PACKS = {
    path.parent.name: path.parent
    for folder in (ROOT / "source", ROOT / "tests" / "packs")
    for path in sorted(folder.glob("*/pack.md"))
    if path.parent.name != "every-slip"
}

ESSAY = "Because of this, and of that, and of something else that takes long to say. " * 30


def pack(*questions: str) -> str:
    """Return a pack of questions, each with a stem on a line of its own."""
    return "---\ntitle: The Water Cycle\n---\n\n# Questions\n\n" + "\n".join(questions)


def asked(number: int, inside: str = ":::{answer}\nSo.\n:::") -> str:
    return f":::{{question}}\n:space: 4 lines\n\nStem {number}?\n\n{inside}\n:::\n"


def answered(text: str) -> str:
    return f":::{{answer}}\n{text}\n:::"


LONG = pack(*(asked(n, answered(ESSAY)) for n in range(1, 19)))
"""Answers that are far longer than their room: laid out by itself, the teacher's sheet runs on."""


def begins(path: Path) -> dict[str, int]:
    """Return the page, counted from 1, on which each question of a PDF begins, by its name there."""
    with pikepdf.open(path) as pdf:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        found: dict[str, int] = {}
        _walk(pdf.Root.StructTreeRoot.K, numbers, found)
    return found


def _walk(node: pikepdf.Object, numbers: dict[tuple[int, int], int], found: dict[str, int]) -> None:
    for kid in node if isinstance(node, pikepdf.Array) else [node]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            if kid.S == "/Sect" and "/T" in kid:
                found[str(kid.T)] = min(_pages(kid, numbers))
            if "/K" in kid:
                _walk(kid.K, numbers, found)


def _pages(node: pikepdf.Object, numbers: dict[tuple[int, int], int]) -> Iterator[int]:
    """Yield the pages of what is in an element; one that is written on may hold nothing."""
    if "/Pg" in node:
        yield numbers[node.Pg.objgen]
    for kid in node.K if isinstance(node.get("/K"), pikepdf.Array) else [node.get("/K")]:
        if isinstance(kid, pikepdf.Dictionary):
            yield from _pages(kid, numbers)


def count_of(path: Path) -> int:
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def pair(workspace: Workspace, *options: str, text: str = "") -> tuple[Path, Path]:
    """Build a pack for pupils and teachers and return both files."""
    if text:
        workspace.write(text=text)
    wanted = ["--product", "handout", "--edition", "student,teacher", "--jobs", "1"]
    ran = workspace.run("build", *wanted, *options)
    assert (ran.status, ran.err) == (0, "")
    out = workspace.folder / "out" / "water"
    return out / "water-handout.pdf", out / "water-handout-teacher.pdf"


def page_texts(path: Path) -> list[str]:
    return pdf_text(path).split("\f")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_pupils_and_teachers_are_laid_out_once(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, jobs: str
) -> None:
    laid_out, lay_out = tmp_path / "laid-out", printing._new_layout

    def noting(sheet: Any) -> Any:
        with laid_out.open("a") as notes:  # other processes lay out as well
            notes.write("once ")
        return lay_out(sheet)

    monkeypatch.setattr(printing, "_new_layout", noting)
    pair(workspace, "--jobs", jobs)
    assert laid_out.read_text() == "once "
    pair(workspace, "--jobs", jobs, "--loose", "--force")  # the control: pages of its own
    assert laid_out.read_text() == "once " * 3


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every pack that there is, for pupils and teachers."""
    folder = tmp_path_factory.mktemp("held")
    for name, source in PACKS.items():
        shutil.copytree(source, folder / "source" / name)
    products = ["--product", "handout", "--edition", "student,teacher", "--jobs", "1"]
    assert main(["build", "--workspace", str(folder), *products]) == 0
    small = [
        "--product",
        "handout,worksheet",
        "--format",
        "pdf",
        "--variants",
        "1",
        "--level",
        "core",
    ]
    editions = ["--edition", "large-print,teacher+large-print,dyslexia,teacher+dyslexia"]
    chosen = ["every-construct", "--jobs", "1"]
    assert main(["build", "--workspace", str(folder), *chosen, *small, *editions]) == 0
    return folder / "out"


def pairs(out: Path) -> list[tuple[Path, Path]]:
    """Return the files of pupils and teachers that differ in that alone."""
    return [
        (path, theirs)
        for path in sorted(out.rglob("*.pdf"))
        for theirs in [_of_teacher(path)]
        if theirs.is_file() and theirs != path
    ]


def _of_teacher(path: Path) -> Path:
    product = "handout" if "-handout" in path.name else "worksheet"
    return path.with_name(path.name.replace(f"-{product}", f"-{product}-teacher", 1))


def test_every_question_of_every_pack_is_on_the_pupils_page(every: Path) -> None:
    found = pairs(every)
    assert len(found) >= len(PACKS) + 4
    for pupils, teachers in found:
        known = begins(pupils)
        assert known, pupils.name
        assert begins(teachers) == known, teachers.name


def test_teachers_pages_are_sound_and_all_read(every: Path) -> None:
    files = [teachers for _, teachers in pairs(every)]
    assert errors(verapdf(files)) == []
    assert [path.name for path in files if untagged_text(path).strip()] == []


def test_a_loose_sheet_of_teachers_goes_its_own_way(workspace: Workspace) -> None:
    """The negative control: by itself it has other pages, and is taken for another file."""
    pupils, teachers = pair(workspace, text=LONG)
    held, known = begins(teachers), begins(pupils)
    assert held == known
    pair(workspace, "--loose")
    assert begins(teachers) != known
    explained = workspace.run("build", "--product", "handout", "--edition", "teacher", "--explain")
    assert "on the pages of the pupils' edition, or on its own" in explained.out


def test_loose_is_refused_where_nothing_is_held(workspace: Workspace) -> None:
    for options in (["--product", "guide"], ["--product", "worksheet", "--edition", "teacher"]):
        ran = workspace.run("build", "--loose", *options)
        assert ran.status == 2
        assert "only a teacher's PDF can be loose" in ran.err


def test_an_answer_stands_in_its_room(workspace: Workspace) -> None:
    text = pack(asked(1, answered("Evaporation.")), asked(2, answered("Rain.")))
    _, teachers = pair(workspace, text=text)
    for text in ("".join(page_texts(teachers)), structure_text(teachers)):
        assert re.search(r"Stem 1.*Evaporation.*Stem 2.*Rain", text, re.DOTALL)


def test_gaps_are_filled_in_whatever_mark_stands_beside_them(workspace: Workspace) -> None:
    cloze = ":::{question}\n:type: cloze\n\nWater [rises]{.blank}, then ([falls]{.blank}).\n:::\n"
    _, teachers = pair(workspace, text=pack(cloze))
    assert re.search(r"Water.*rises.*then.*falls", "".join(page_texts(teachers)), re.DOTALL)


def test_an_answer_too_long_for_room_and_page_is_at_the_end_with_a_mark(
    workspace: Workspace,
) -> None:
    pupils, teachers = pair(workspace, text=LONG)
    count = count_of(pupils)
    texts = page_texts(teachers)
    said = " ".join(structure_text(teachers).split())
    assert said.count("something else that takes long") == 18 * 30
    assert f"→ {count + 1}" in said
    assert "Question 1" in texts[count]
    assert f"Page 1 of {count_of(teachers)}" in texts[0]


def test_what_has_no_room_in_its_column_says_which_that_is(workspace: Workspace) -> None:
    long = "something that takes much longer to say than a card of a game has room for " * 6
    rows = f"| Sea | Land |\n|---|---|\n| a wave | a hill |\n| {long.strip()} | a lane |"
    sorting = f":::{{question}}\n:type: categorise\n\nSort them.\n\n{rows}\n:::\n"
    _, teachers = pair(workspace, text=pack(sorting))
    said = " ".join(pdf_text(teachers).split())
    assert re.search(r"Sea ✓ something that takes much longer", said)
    assert "✓ a lane" in said
    assert said.count("Land") == 1


def test_a_note_stands_where_it_is_written_if_the_page_has_white(workspace: Workspace) -> None:
    note = ":::{teacher}\nRemark between both.\n:::\n"
    pupils, teachers = pair(workspace, text=pack(asked(1), note, asked(2)))
    assert re.search(r"Stem 1.*Remark.*Stem 2", page_texts(teachers)[0], re.DOTALL)
    assert count_of(pupils) == count_of(teachers)


def test_what_is_for_pupils_alone_leaves_its_place(workspace: Workspace) -> None:
    own = (
        ":::{note} For you\n:id: own\n:audience: student\n\n"
        + "For pupils only. " * 150
        + "\n:::\n"
    )
    text = pack(*map(asked, range(1, 6)), own, "See [](#own).\n", asked(6))
    pupils, teachers = pair(workspace, text=text)
    assert begins(pupils) == begins(teachers)
    assert "For pupils only" in structure_text(pupils)
    assert "For pupils only" not in structure_text(teachers)


def test_notes_keep_the_numbers_that_pupils_have(workspace: Workspace) -> None:
    notes = "\n[^a]: For all.\n\n[^b]: For teachers.\n"
    text = pack(":::{teacher}\nFirst[^b].\n:::\n\nWater[^a].\n", asked(1), notes)
    pupils, teachers = pair(workspace, text=text)
    assert "1 For all." in " ".join(structure_text(pupils).split())
    assert "1 For all." in " ".join(structure_text(teachers).split())
    assert "2 For teachers." in " ".join(structure_text(teachers).split())
