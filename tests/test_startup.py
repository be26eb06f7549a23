"""What the command loads and reads: nothing heavy before it is needed, nothing twice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import docx
import pytest

from studypack import stamp
from workspaces import PACK, Workspace

RENDERING = (
    "weasyprint", "docx", "ebooklib", "jinja2", "pikepdf", "resvg_py", "fontTools", "ziamath",
)  # fmt: skip
READING = ("markdown_it", "yaml", "PIL", "lxml", "babel")
SLOW = ("argparse", "dataclasses", "pathlib", "typing", "hashlib", "importlib.metadata")

PROGRAM = """
import sys
from studypack.cli import main
try:
    main(sys.argv[2:])
except SystemExit:
    pass
print("loaded:", *(name for name in sys.argv[1].split(",") if name in sys.modules))
"""


def loaded(libraries: tuple[str, ...], folder: Path, *arguments: str) -> str:
    """Return which of `libraries` a run of the command in a process of its own has imported."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, ",".join(libraries), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip().splitlines()[-1]


@pytest.fixture
def settled(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace in which a change is seen however soon it comes: no test needs to wait."""
    monkeypatch.setattr(stamp, "_COARSEST", -1)
    monkeypatch.chdir(workspace.folder)
    return workspace


ORDER = ("build", "--product", "worksheet")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["build", "--help"]])
def test_help_loads_no_library(tmp_path: Path, arguments: list[str]) -> None:
    unwanted = (*RENDERING, *READING, "dataclasses", "pathlib", "typing", "shutil")
    assert loaded(unwanted, tmp_path, *arguments) == "loaded:"


@pytest.mark.parametrize("arguments", [["list"], ["clean"], ["new", "Air"], ["init"]])
def test_what_needs_no_pack_read_loads_no_library(
    workspace: Workspace, arguments: list[str]
) -> None:
    assert loaded((*RENDERING, *READING), workspace.folder, *arguments) == "loaded:"


def test_check_loads_nothing_that_renders(workspace: Workspace) -> None:
    unwanted = (*RENDERING, "studypack.backends", "studypack.composing", "studypack.validating")
    assert loaded(unwanted, workspace.folder, "check") == "loaded:"


def test_a_build_of_files_that_are_up_to_date_loads_no_library(settled: Workspace) -> None:
    settled.run(*ORDER)
    (settled.folder / "out" / stamp.STAMP).unlink()
    assert loaded((*RENDERING, *READING), settled.folder, *ORDER) == "loaded:"


def test_a_build_that_was_asked_for_before_loads_next_to_nothing(settled: Workspace) -> None:
    settled.run("build")
    unwanted = (*RENDERING, *READING, *SLOW, "studypack.build", "studypack.manifest")
    assert loaded(unwanted, settled.folder, "build") == "loaded:"


def test_a_build_does_load_what_renders(workspace: Workspace) -> None:
    wanted = ("weasyprint", "docx", "ebooklib")
    run = ("build", "--jobs", "1")
    assert loaded(wanted, workspace.folder, *run) == "loaded: weasyprint docx ebooklib"


def test_the_same_answer_is_given_until_something_is_touched(settled: Workspace) -> None:
    made = settled.run(*ORDER).out
    again = settled.run(*ORDER).out
    assert made.splitlines()[:-1] == again.splitlines()[:-1]
    assert again.endswith("1 file up to date, nothing to mend\n")
    assert again == settled.run(*ORDER).out == settled.run(*ORDER, "--jobs", "3").out


def test_a_change_that_hides_in_size_and_time_is_seen(settled: Workspace) -> None:
    settled.run(*ORDER)
    pack = settled.folder / "source/water/pack.md"
    times = pack.stat()
    pack.write_text(PACK.replace("vapour", "vapeur"), "utf-8")
    os.utime(pack, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert pack.stat().st_size == times.st_size
    if sys.platform != "win32":  # which keeps no time of the last change of a file's times
        assert "1 file made" in settled.run(*ORDER).out


@pytest.mark.parametrize(
    "touch",
    [
        lambda folder: (folder / "source/water/pack.md").write_text(PACK + "\nMore.\n", "utf-8"),
        lambda folder: (folder / "source/water/20.md").write_text("# More\n\nx\n", "utf-8"),
        lambda folder: (folder / "out/water/water-worksheet.docx").write_bytes(b"scribble"),
        lambda folder: (folder / "out/water/water-worksheet.docx").unlink(),
    ],
    ids=["a pack", "a part", "a file", "no file"],
)
def test_what_was_touched_is_made_again(settled: Workspace, touch: object) -> None:
    settled.run(*ORDER)
    assert callable(touch)
    touch(settled.folder)
    assert "1 file made" in settled.run(*ORDER).out


def test_a_new_pack_a_template_and_a_lost_manifest_are_seen(settled: Workspace) -> None:
    settled.run(*ORDER)
    settled.write("air")
    assert "1 file made" in settled.run(*ORDER).out
    own = settled.folder / "templates/worksheet.docx"
    own.parent.mkdir()
    docx.Document().save(str(own))
    assert "2 files made" in settled.run(*ORDER).out
    (settled.folder / "out/manifest.json").unlink()
    assert "2 files made" in settled.run(*ORDER).out


def test_an_answer_is_for_its_own_question(settled: Workspace) -> None:
    settled.run(*ORDER)
    assert "1 file made" in settled.run("build", "--product", "guide").out
    assert settled.run(*ORDER, "--json").out.startswith("{")
    assert settled.run(*ORDER, "--strict").out == settled.run(*ORDER).out
    assert "1 file made" in settled.run(*ORDER, "--force").out


def test_a_build_just_after_a_change_is_not_remembered(workspace: Workspace) -> None:
    workspace.run(*ORDER)
    assert not (workspace.folder / "out" / stamp.STAMP).exists()


def test_what_a_pack_is_warned_of_is_told_each_time(settled: Workspace) -> None:
    settled.write(text=PACK.replace("# Notes", "# Notes\n\n<b>bold</b>"))
    first, second, third = (settled.run(*ORDER) for _ in range(3))
    assert "warning[raw-html]" in first.err
    assert first.err == second.err == third.err
    assert "1 file up to date, 2 warnings above" in third.out
