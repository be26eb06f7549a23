"""LibreOffice as the tests use it: without a window, saving a Word file as its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest


def saver(folder: Path) -> Callable[[bytes], bytes]:
    """Return what saves a Word file as LibreOffice saves it; the test is skipped where it is not.

    folder  for its files and its profile
    """
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")

    def save(data: bytes) -> bytes:
        (folder / "sheet.docx").write_bytes(data)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        into = ["--convert-to", "docx", "--outdir", str(folder / "saved")]
        command = [program, "--headless", profile, *into, str(folder / "sheet.docx")]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return (folder / "saved" / "sheet.docx").read_bytes()

    return save
