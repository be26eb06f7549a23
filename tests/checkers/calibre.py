"""The door to Calibre, which turns e-books into those of older readers, and back into text."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Literal

from .findings import AnyPath
from .tools import PATIENCE, command


def calibre_text(path: AnyPath, format: Literal["azw3", "mobi"]) -> str:
    """The text of a book after Calibre has turned it into `format`: what is lost there is missing."""
    with tempfile.TemporaryDirectory() as folder:
        book, text = Path(folder, f"book.{format}"), Path(folder, "book.txt")
        _convert(Path(path), book)
        _convert(book, text, "--txt-output-formatting=plain")
        return text.read_text("utf-8")


def _convert(source: Path, target: Path, *options: str) -> None:
    convert = command("calibre", "ebook-convert")
    settings = target.with_name("settings")  # not those of whoever runs the tests
    subprocess.run(
        [convert, str(source), str(target), *options],
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "CALIBRE_CONFIG_DIRECTORY": str(settings),
        },
        capture_output=True,
        check=True,
        timeout=PATIENCE,
    )
