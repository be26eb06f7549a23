"""The house keeps its shape: imports run one way, libraries stay fenced, functions fit a screen."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "studypack"
LONGEST = 41


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the import contracts of pyproject.toml over the package below `folder`/src."""
    program = "import sys; sys.path.insert(0, 'src'); from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the package and its contracts."""
    shutil.copytree(SOURCE, tmp_path / "src" / "studypack")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_imports_run_one_way_and_libraries_stay_fenced(copied: Path) -> None:
    done = lint_imports(copied)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("module", "planted"),
    [
        ("model/base.py", "import studypack.composing"),
        ("backends/epub/contents.py", "import studypack.backends.pdf"),
        ("composing/view.py", "import weasyprint"),
        ("build.py", "import markdown_it"),
    ],
)
def test_a_planted_import_is_caught(copied: Path, module: str, planted: str) -> None:
    path = copied / "src" / "studypack" / module
    path.write_text(f"{path.read_text('utf-8')}\n{planted}\n", "utf-8")
    done = lint_imports(copied)
    assert done.returncode != 0
    assert "BROKEN" in done.stdout


def test_every_function_fits_a_screen() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > LONGEST
    ]
    assert long == []


def test_every_module_says_what_lives_there() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in SOURCE.rglob("*.py")
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []
