"""The commands `build` and `check`."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from studypack import console
from studypack.diagnostics import Diagnostic, Diagnostics
from studypack.spans import Source

if TYPE_CHECKING:
    from studypack.build import Report
    from studypack.manifest import Record

GOOD, FAILED, MISUSED = 0, 1, 2

_STATUS_WIDTH = 72


def check_packs(options: argparse.Namespace) -> int:
    """Show every diagnostic of the packs on standard output; build nothing."""
    from studypack.build import select_packs
    from studypack.making import read_checked

    workspace = _workspace(options.workspace)
    if workspace is None:
        return MISUSED
    found = Diagnostics()
    folders = select_packs(workspace, tuple(options.packs), found)
    for folder in folders:
        read_checked(folder, workspace, found)
    _show(found, workspace, as_json=options.json, stream=sys.stdout)
    failed = found.has_errors or (options.strict and bool(len(found)))
    if not options.json:
        print(_verdict(found, len(folders)))
    return FAILED if failed else GOOD


def build_packs(options: argparse.Namespace) -> int:
    """Build packs; results go to standard output, diagnostics and progress to standard error."""
    from studypack.outputs import UsageFault, Wanted, requests

    workspace = _workspace(options.workspace)
    if workspace is None:
        return MISUSED
    try:
        wanted = requests(
            Wanted(
                products=options.product,
                formats=options.format,
                editions=options.edition,
                levels=options.level,
            )
        )
    except UsageFault as fault:
        _say(f"studypack build: {fault}")
        return MISUSED

    from studypack.build import Order, build

    order = Order(
        workspace=workspace,
        requests=wanted,
        out=(options.out or workspace / "out").absolute(),
        packs=tuple(options.packs),
        jobs=options.jobs or os.cpu_count() or 1,
        force=options.force,
        strict=options.strict,
    )
    begun = time.monotonic()
    report = build(order, _progress)
    _progress("")
    _show(report.found, workspace, as_json=options.json, stream=sys.stderr)
    if options.json:
        for record in (*report.made, *report.fresh):
            print(json.dumps(_result(record, order.out), ensure_ascii=False))
    else:
        print(_summary(report, order.out, time.monotonic() - begun))
    return FAILED if report.failed else GOOD


def _workspace(folder: Path) -> Path | None:
    """Return the workspace as an absolute path, or None, said, if it is none."""
    workspace = folder.absolute()
    if (workspace / "source").is_dir():
        return workspace
    _say(f"studypack: {folder} is no workspace, it has no folder source/")
    _say(
        "  help: run it where source/ is, name the place with --workspace, or run `studypack init`"
    )
    return None


def _show(found: Iterable[Diagnostic], workspace: Path, *, as_json: bool, stream: TextIO) -> None:
    sources: dict[str, Source] = {}
    for diagnostic in found:
        if as_json:
            print(console.as_json(diagnostic), file=stream)
            continue
        path = diagnostic.span.path
        if path not in sources:
            sources[path] = Source(path, _text(workspace / path))
        print(console.show(diagnostic, sources), file=stream)


def _text(path: Path) -> str:
    """Return a source as far as it can be shown: a broken file is shown without its line."""
    try:
        text = path.read_text("utf-8", errors="replace")
    except OSError:
        return ""
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\N{BYTE ORDER MARK}")


def _verdict(found: Diagnostics, packs: int) -> str:
    errors = sum(diagnostic.severity.value == "error" for diagnostic in found)
    warnings = len(found) - errors
    checked = f"{_count(packs, 'pack')} checked"
    if not len(found):
        return f"{checked}, nothing to mend"
    return f"{checked}: {_count(errors, 'error')}, {_count(warnings, 'warning')}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _summary(report: Report, out: Path, seconds: float) -> str:
    """Return what a teacher wants to know: which files, how long, what needs a look."""
    records = sorted((*report.made, *report.fresh), key=lambda record: record.path)
    lines = []
    for slug in dict.fromkeys(record.pack for record in records):
        lines.append(slug)
        lines += [_line(record, out) for record in records if record.pack == slug]
    made = f"{_count(len(report.made), 'file')} made in {seconds:.1f} s"
    fresh = f", {len(report.fresh)} up to date" if report.fresh else ""
    lines.append(f"{made}{fresh}, {_verdict_of(report)}")
    if report.failed:
        lines.append(f"not built: {', '.join(report.failed)} (see the errors; old files are kept)")
    return "\n".join(lines)


def _verdict_of(report: Report) -> str:
    errors = sum(diagnostic.severity.value == "error" for diagnostic in report.found)
    warnings = len(report.found) - errors
    if not len(report.found):
        return "nothing to mend"
    return f"{_count(errors, 'error')}, {_count(warnings, 'warning')} above"


def _line(record: Record, out: Path) -> str:
    pages = _count(record.pages, "page") if record.pages else ""
    path = out / record.path
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    what = f"{record.product} ({record.edition})" if record.edition != "student" else record.product
    return f"  {what:<22} {record.format:<5} {pages:>9} {console.size(record.bytes):>8}  {shown}"


def _result(record: Record, out: Path) -> dict[str, object]:
    from dataclasses import asdict

    return {**asdict(record), "path": str(out / record.path)}


def _progress(what: str) -> None:
    """Show one line that overwrites itself; nothing where no person is watching."""
    if sys.stderr.isatty():
        line = f"made {what}" if what else ""
        sys.stderr.write(f"\r{line[:_STATUS_WIDTH]:<{_STATUS_WIDTH}}\r")
        sys.stderr.flush()


def _say(text: str) -> None:
    print(text, file=sys.stderr)
