"""After an edit, a file is made again exactly when its bytes would be others."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from samples import every_block
from studypack import ingredients
from studypack.composing.fingerprint import fingerprint
from studypack.diagnostics import Diagnostics
from studypack.reading import read_pack
from workspaces import PACK, Workspace

ORDER = ("build", "--product", "handout,worksheet,guide", "--jobs", "1")
HANDOUT, WORKSHEET, GUIDE = (
    "water/water-handout.pdf",
    "water/water-worksheet.docx",
    "water/water-guide.epub",
)
ALL = {HANDOUT, WORKSHEET, GUIDE}
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h{}"/></svg>'
SHOWN = PACK.replace(
    "# Questions", ":::{context}\n:not: worksheet\n\n![A line](line.svg)\n:::\n\n# Questions"
)


def edited(before: str, after: str) -> Callable[[Path], object]:
    def edit(at: Path) -> None:
        pack = at / "source/water/pack.md"
        text = pack.read_text("utf-8")
        assert before in text
        pack.write_text(text.replace(before, after, 1), "utf-8")

    return edit


def written(name: str, text: str) -> Callable[[Path], object]:
    def write(at: Path) -> None:
        (at / name).parent.mkdir(parents=True, exist_ok=True)
        (at / name).write_text(text, "utf-8")

    return write


EDITS: dict[str, tuple[Callable[[Path], object], set[str]]] = {
    "a task": (edited("puddle", "pond"), ALL),
    "a fact": (edited("vapour and", "steam and"), ALL),
    "a title": (edited("title: The", "title: A"), ALL),
    "an answer that readers of the guide look up": (edited("Quixot", "Exot"), {GUIDE, WORKSHEET}),
    "a note for teachers": (edited("Zephyrine", "Zephyr"), {WORKSHEET}),
    "a comment above all": (edited("# Notes", "<!-- x -->\n\n# Notes"), {WORKSHEET}),
    "what is allowed": (
        edited("language:", "allow: [font-lacks-letters – read on screens alone]\nlanguage:"),
        {WORKSHEET},
    ),
    "a picture that a worksheet does not show": (
        written("source/water/line.svg", DRAWING.format(5)),
        {HANDOUT, GUIDE},
    ),
    "a file that nothing names": (written("source/water/notes.txt", "x"), set()),
    "a new part": (written("source/water/20.md", "# More\n\nMore.\n"), ALL),
    "paper": (written("studypack.toml", '[pages]\npaper = "A5"\n'), ALL),
    "a sheet for print": (
        written("templates/css/print.css", "p { color: black }"),
        {HANDOUT, GUIDE},
    ),
    "a sheet for screens": (written("templates/css/epub.css", "p { color: black }"), {GUIDE}),
}
"""What is edited → the files that are then made again.

A worksheet carries a fingerprint of the text of its pack, and a guide the pages of its handout.
"""


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_makes_those_files_again_that_it_changes(workspace: Workspace, name: str) -> None:
    edit, expected = EDITS[name]
    workspace.write(text=SHOWN)
    written("source/water/line.svg", DRAWING.format(7))(workspace.folder)
    assert workspace.run(*ORDER).status == 0
    edit(workspace.folder)
    ran = workspace.run(*ORDER, "--explain")
    assert ran.status == 0, ran.err
    assert made(ran.out) == expected
    assert is_as_if_made_anew(workspace)


def made(told: str) -> set[str]:
    """Return the files of which `--explain` says that they were made."""
    lines = told.splitlines()
    return {
        line.split("out/")[1] for line, reason in pairwise(lines) if reason.startswith("    made: ")
    }


def is_as_if_made_anew(workspace: Workspace) -> bool:
    """Return whether every file has the bytes that a build of all has."""
    before = workspace.built()
    workspace.run(*ORDER, "--force")
    after = workspace.built()
    return all(before[name] == after[name] for name in ALL)


def test_what_is_not_counted_would_be_missed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: ingredients without the blocks."""
    monkeypatch.setattr(ingredients, "_listed", lambda *_: "")
    workspace.run(*ORDER)
    edited("puddle", "pond")(workspace.folder)
    workspace.run(*ORDER)
    assert not is_as_if_made_anew(workspace)


def test_a_file_that_is_kept_is_known_to_be_of_the_pack_as_it_is(workspace: Workspace) -> None:
    order = ("build", "--product", "answers")
    workspace.run(*order)
    edited("# Notes", "<!-- x -->\n\n# Notes")(workspace.folder)
    assert "nothing that it holds has changed" in workspace.run(*order, "--explain").out
    assert "nothing has changed since it was made" in workspace.run(*order, "--explain").out


def test_a_damaged_file_of_an_edited_pack_is_made_again(workspace: Workspace) -> None:
    order = ("build", "--product", "answers")
    workspace.run(*order)
    good = workspace.built()
    edited("# Notes", "<!-- x -->\n\n# Notes")(workspace.folder)
    (workspace.folder / "out/water/water-answers.pdf").write_bytes(b"scribble")
    workspace.run(*order)
    assert workspace.built()["water/water-answers.pdf"] == good["water/water-answers.pdf"]


def test_the_block_that_changed_is_named_by_its_line(workspace: Workspace) -> None:
    workspace.run(*ORDER)
    edited("puddle", "pond")(workspace.folder)
    ran = workspace.run(*ORDER, "--explain")
    line = PACK.splitlines().index(":::{question}") + 1
    assert f"made: source/water/pack.md:{line} has changed\n" in ran.out


def test_whatever_a_block_holds_has_a_fingerprint() -> None:
    folder = Path(__file__).parent / "packs/every-construct"
    pack = read_pack(folder, folder, Diagnostics())
    assert pack is not None
    blocks = (*pack.blocks, *every_block())
    assert len(set(map(fingerprint, blocks))) > 100
    assert fingerprint(Decimal("0.5")) != fingerprint(Decimal("0.50001"))


def test_a_fingerprint_tells_apart_what_reads_alike() -> None:
    alike = [
        ("ab", "c"),
        ("a", "bc"),
        (("ab",), "c"),
        ("ab", ("c",)),
        ("ab", "c", ""),
        (1,),
        ("1",),
    ]
    assert len({fingerprint(value) for value in alike}) == len(alike)
    with pytest.raises(TypeError, match="holds no object"):
        fingerprint(object())
