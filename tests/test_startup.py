"""What the command loads: nothing heavy before it is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from workspaces import Workspace

HEAVY = ("weasyprint", "docx", "ebooklib", "jinja2", "pikepdf", "resvg_py", "fontTools", "ziamath")
RENDERING = ("weasyprint", "docx", "ebooklib", "jinja2", "pikepdf", "resvg_py")

PROGRAM = """
import sys
from studypack.cli import main
try:
    main(sys.argv[2:])
except SystemExit:
    pass
print("loaded:", *(name for name in sys.argv[1].split(",") if name in sys.modules))
"""


def loaded(libraries: tuple[str, ...], *arguments: str) -> str:
    """Return which of `libraries` a run of the command in a process of its own has imported."""
    command = [sys.executable, "-c", PROGRAM, ",".join(libraries), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip().splitlines()[-1]


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["build", "--help"]])
def test_help_loads_no_heavy_library(arguments: list[str]) -> None:
    assert loaded((*HEAVY, "markdown_it", "PIL", "lxml", "babel"), *arguments) == "loaded:"


def test_list_loads_no_heavy_library(workspace: Workspace) -> None:
    run = ("list", "--workspace", str(workspace.folder))
    assert loaded((*HEAVY, "markdown_it"), *run) == "loaded:"


def test_check_loads_nothing_that_renders(workspace: Workspace) -> None:
    assert loaded(RENDERING, "check", "--workspace", str(workspace.folder)) == "loaded:"


def test_a_build_with_nothing_to_do_loads_nothing_that_renders(workspace: Workspace) -> None:
    workspace.run("build")
    assert loaded(HEAVY, "build", "--workspace", str(workspace.folder)) == "loaded:"


def test_a_build_does_load_what_renders(workspace: Workspace) -> None:
    run = ("build", "--jobs", "1", "--workspace", str(workspace.folder))
    assert loaded(("weasyprint", "docx", "ebooklib"), *run) == "loaded: weasyprint docx ebooklib"
