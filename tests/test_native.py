"""What sets the text of a PDF counts among what it is made from: libraries of the system."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from studypack import explaining
from studypack.native import Library, libraries
from workspaces import Workspace

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="a library is put before the system's by means of Linux"
)

PROGRAM = """
from studypack import stamp
from studypack.cli import main
stamp._COARSEST = -1  # a build is remembered however soon it comes
raise SystemExit(main())
"""

PDF, WORD, BOOK = "water-handout.pdf", "water-worksheet.docx", "water-guide.epub"


def harfbuzz() -> Library:
    return next(library for library in libraries() if library.name == "HarfBuzz")


def newer(content: bytes, version: str) -> bytes:
    """Return a library that says of itself to be of another version, as long."""
    other = re.sub(r"\d$", lambda last: str((int(last[0]) + 1) % 10), version)
    changed = content.replace(f"\0{version}\0".encode(), f"\0{other}\0".encode())
    assert changed != content
    return changed


class Upgradable:
    """A workspace on a system with a HarfBuzz of its own."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.folder = workspace.folder
        found = Path(harfbuzz().path)
        self.library = folder / found.name
        self.library.write_bytes(found.read_bytes())

    def upgrade(self) -> None:
        other = self.library.with_suffix(".new")
        other.write_bytes(newer(self.library.read_bytes(), harfbuzz().version))
        other.replace(self.library)  # as a package manager does

    def build(self, *options: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, "build", "--jobs", "1", *options],
            cwd=self.folder,
            env=os.environ | {"LD_LIBRARY_PATH": str(self.library.parent)},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


@pytest.fixture
def system(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Upgradable:
    return Upgradable(workspace, tmp_path_factory.mktemp("lib"))


def test_each_library_tells_its_version_and_its_file() -> None:
    found = {library.name: library for library in libraries()}
    assert list(found) == ["Pango", "HarfBuzz", "Fontconfig"]
    assert all(library.version[0].isdigit() for library in found.values())
    assert all(Path(library.path).is_absolute() for library in found.values())
    assert all(Path(library.path).is_file() for library in found.values())


def test_an_upgrade_makes_pdfs_anew_and_what_names_their_pages(system: Upgradable) -> None:
    system.build()
    for _ in range(2):  # the second answer is from memory
        assert "4 files up to date" in system.build()
    system.upgrade()
    told = system.build()
    assert "3 files made" in told
    assert "1 file up to date" in told
    assert "4 files up to date" in system.build()


def test_an_upgrade_is_told_as_the_reason(system: Upgradable) -> None:
    system.build()
    system.upgrade()
    lines = system.build("--explain").splitlines()
    reason = {
        name: next(why for line, why in pairwise(lines) if name in line)
        for name in (PDF, WORD, BOOK)
    }
    assert reason == {
        PDF: "    made: Pango, HarfBuzz or Fontconfig has another version",
        WORD: f"    not made: {explaining.UNTOUCHED}",
        BOOK: f"    made: {explaining.REPRINTED}",
    }
