"""Options and fixtures that all tests share."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from workspaces import Workspace

pytest_plugins = ["checkers.plugin"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--accept`, with which case files take what came out as what is expected."""
    parser.addoption("--accept", action="store_true", help="rewrite the expectations of case files")


@pytest.fixture
def accepting(request: pytest.FixtureRequest) -> bool:
    """Whether expectations are to be rewritten rather than compared."""
    return bool(request.config.getoption("--accept"))


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Workspace:
    """A workspace with one small pack, `water`."""
    made = Workspace(tmp_path, capsys)
    made.write()
    return made


@pytest.fixture
def saved_by_libreoffice(tmp_path: Path) -> Callable[[bytes], bytes]:
    """Save a file as LibreOffice saves it, without a window."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")

    def save(data: bytes) -> bytes:
        (tmp_path / "sheet.docx").write_bytes(data)
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        into = ["--convert-to", "docx", "--outdir", str(tmp_path / "saved")]
        command = [program, "--headless", profile, *into, str(tmp_path / "sheet.docx")]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return (tmp_path / "saved" / "sheet.docx").read_bytes()

    return save
