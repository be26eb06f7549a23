"""`watch`: what an edit touched is made anew, however an editor saves; one line an edit."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from studypack.commands.watching import Seen
from workspaces import PACK, Workspace

WORKSHEET = "out/water/water-worksheet.docx"
PREVIEW = "out/.preview/water.html"


class Watching:
    """A `studypack watch` of worksheets, in a process of its own."""

    def __init__(self, folder: Path) -> None:
        before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a child inherits it
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "studypack", "watch", "--product", "worksheet"],
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        finally:
            signal.signal(signal.SIGINT, before)
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))

    def line(self) -> str:
        """Return the next line that it prints, without the time of day."""
        line = self._lines.get(timeout=120)
        return re.sub(r"^\d\d:\d\d:\d\d ", "", line)

    def says_nothing_more(self) -> bool:
        return self._lines.empty()


@pytest.fixture
def watching(workspace: Workspace) -> Iterator[Watching]:
    started = Watching(workspace.folder)
    try:
        assert started.line().startswith("water: 1 made in ")
        yield started
    finally:
        started.process.kill()
        started.process.communicate(timeout=60)


def save_by_rename(path: Path, text: str) -> None:
    """Save as many editors do: the new file beside the old one, then in its place."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, "utf-8")
    beside.replace(path)


def test_an_edit_is_built_and_told_in_one_line(workspace: Workspace, watching: Watching) -> None:
    folder = workspace.folder
    before = (folder / WORKSHEET).read_bytes()
    save_by_rename(folder / "source/water/pack.md", PACK.replace("puddle", "pond"))
    line = watching.line()
    assert re.fullmatch(
        r"water: 1 made in \d+\.\d s, preview in \d+\.\d\d s: out/\.preview/water\.html", line
    )
    assert (folder / WORKSHEET).read_bytes() != before
    assert "pond vanish" in (folder / PREVIEW).read_text("utf-8")
    assert watching.says_nothing_more()


def test_a_broken_state_is_told_and_the_next_one_mends_it(
    workspace: Workspace, watching: Watching
) -> None:
    folder = workspace.folder
    pack = folder / "source/water/pack.md"
    before = (folder / WORKSHEET).read_bytes()
    save_by_rename(pack, PACK.replace(":::{vocabulary}", ":::{vocabluary}"))
    line = watching.line()
    assert (
        "water: nothing made; files are kept as they were; error source/water/pack.md:10:5:" in line
    )
    assert "did you mean 'vocabulary'" in line
    assert (folder / WORKSHEET).read_bytes() == before
    save_by_rename(pack, PACK.replace("puddle", "pool"))
    assert watching.line().startswith("water: 1 made")
    pack.unlink()  # some editors delete, then write; the pack is gone in between
    pack.write_text(PACK, "utf-8")
    assert watching.line().startswith("water: ")


def test_what_all_packs_share_and_what_is_new_is_seen(
    workspace: Workspace, watching: Watching
) -> None:
    workspace.write("air", PACK.replace("Water", "Air"))
    assert watching.line().startswith("air: 1 made")
    (workspace.folder / "studypack.toml").write_text('[school]\nname = "Elm"\n', "utf-8")
    assert watching.line().startswith("air, water: 2 made")
    own = workspace.folder / "templates"
    own.mkdir()
    docx.Document().save(str(own / "new.docx"))
    (own / "new.docx").rename(own / "worksheet.docx")
    while not (line := watching.line()).startswith("air, water: 2 made"):
        assert "nothing to make" in line  # it was seen while the folder was still empty


def test_many_files_that_are_saved_at_once_are_built_together(
    workspace: Workspace, watching: Watching
) -> None:
    for number in range(20, 60):
        save_by_rename(
            workspace.folder / f"source/water/{number}.md", f":::{{question}}\nWhy {number}?\n:::\n"
        )
    lines = [watching.line()]
    while "Why 59?" not in (workspace.folder / PREVIEW).read_text("utf-8"):
        lines.append(watching.line())  # where the disk is slow they do not all fall together
    assert all(line.startswith("water: 1 made") for line in lines)
    assert len(lines) < 10


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_ctrl_c_is_how_it_ends(watching: Watching) -> None:
    os.kill(watching.process.pid, signal.SIGINT)
    assert watching.process.wait(timeout=60) == 0
    assert watching.process.stderr is not None
    said = watching.process.stderr.read()
    assert said == "watching: save a file and it is built; Ctrl-C ends\n"


WAITING = """
import sys
from studypack.arguments import parser
from studypack.commands import watching
from studypack.commands.building import order_of

order = order_of(parser().parse_args(["watch", "--product", "worksheet"]))
watching._warm(order)
wakings = watching.wakings(order.workspace)
next(wakings)
before = set(sys.modules)
next(wakings)
print("loaded:", *sorted(set(sys.modules) - before))
"""


def test_nothing_is_loaded_while_it_waits_that_ctrl_c_could_break(workspace: Workspace) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WAITING],
        cwd=workspace.folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "loaded:\n"


def test_a_file_that_is_touched_but_not_changed_is_no_edit(workspace: Workspace) -> None:
    workspace.write("air")
    seen = Seen(workspace.folder)
    assert seen.touched() == ("air", "water")
    os.utime(workspace.folder / "source/water/pack.md")
    (workspace.folder / "source/water/.pack.md.swp").write_bytes(b"an editor's own")
    assert seen.touched() == ()
    workspace.write("air", PACK + "\nMore.\n")
    assert seen.touched() == ("air",)


def test_only_the_packs_that_are_named_are_watched(workspace: Workspace) -> None:
    workspace.write("air")
    seen = Seen(workspace.folder, ("air", "fire"))
    assert seen.touched() == ("air",)
    workspace.write("fire")
    assert seen.touched() == ("fire",)


def test_a_folder_that_vanishes_is_waited_for(workspace: Workspace) -> None:
    seen = Seen(workspace.folder)
    seen.touched()
    (workspace.folder / "source").rename(workspace.folder / "elsewhere")
    assert seen.touched() == ()
    (workspace.folder / "elsewhere").rename(workspace.folder / "source")
    assert seen.touched() == ("water",)


def test_clean_removes_previews(workspace: Workspace, watching: Watching) -> None:
    watching.process.kill()
    watching.process.wait(timeout=60)
    workspace.run("clean")
    assert not (workspace.folder / "out").exists()


def test_misuse_is_explained(workspace: Workspace) -> None:
    ran = workspace.run("watch", "--product", "handuot")
    assert ran.status == 2
    assert ran.err.startswith("studypack watch: no product is called 'handuot'")
