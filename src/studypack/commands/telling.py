"""How what was found and what was made is told; called by `build` and `check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from studypack import console
from studypack.build import Report
from studypack.commands import near
from studypack.diagnostics import Diagnostic, Severity
from studypack.manifest import Record


def show_all(
    found: Iterable[Diagnostic], workspace: Path, stream: TextIO, *, as_json: bool
) -> None:
    """Print diagnostics to `stream`, each with its source line, or as JSON."""

    @lru_cache(maxsize=1)  # they come file by file
    def lines_of(path: str) -> tuple[str, ...]:
        return _lines(workspace / path)

    for diagnostic in found:
        if as_json:
            print(console.as_json(diagnostic), file=stream)
        else:
            print(console.show(diagnostic, lines_of(diagnostic.span.path)), file=stream)


def _lines(path: Path) -> tuple[str, ...]:
    """Return the lines of a source as far as they can be shown: none of what is not a file."""
    try:
        content = path.read_bytes() if path.is_file() else b""
    except OSError:
        return ()
    if b"\0" in content:  # a Word file, say
        return ()
    text = content.decode("utf-8-sig", errors="replace")
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def verdict(report: Report) -> str:
    """Return the last line of `check`."""
    checked = f"{_count(report.checked, 'pack')} checked"
    return f"{checked}: {_faults(report.found)}" if report.found else f"{checked}, nothing to mend"


def summary(report: Report, out: Path, seconds: float) -> str:
    """Return what a teacher wants to know: which files, how long, what needs a look."""
    if not report.checked and not report.found:
        return "there are no packs yet\n"
    lines = [*_listing(report, out), *_unmade(report)]
    told = []
    if report.made:
        told.append(f"{_count(len(report.made), 'file')} made in {seconds:.1f} s")
    if report.fresh:
        told.append(f"{_count(len(report.fresh), 'file')} up to date")
    told = told or ["nothing made"]
    above = [*report.listed, *report.found]
    told.append(f"{_faults(above)} above" if above else "nothing to mend")
    lines.append(", ".join(told))
    if report.failed:
        failed = ", ".join(sorted(set(report.failed)))
        lines.append(f"not built: {failed} (see the errors; files built before are kept)")
    elif report.found:
        lines.append("`studypack check` shows what was found again")
    return "".join(f"{line}\n" for line in lines)


def _faults(found: Iterable[Diagnostic]) -> str:
    severities = [diagnostic.severity for diagnostic in found]
    errors = severities.count(Severity.ERROR)
    warnings = len(severities) - errors
    counts = ((errors, "error"), (warnings, "warning"))
    return ", ".join(_count(number, word) for number, word in counts if number)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _listing(report: Report, out: Path) -> Iterator[str]:
    """Yield a line for each file in columns, below its pack's name."""
    records = sorted((*report.made, *report.fresh), key=lambda record: (record.pack, record.path))
    rows = [_row(record, out) for record in records]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    made = {record.path for record in report.made}
    pack = ""
    for record, row in zip(records, rows, strict=True):
        if record.pack != pack:
            pack = record.pack
            yield pack
        what, format, pages, size, path = row
        yield (
            f"  {what:<{widths[0]}}  {format:<{widths[1]}}  {pages:>{widths[2]}}"
            f"  {size:>{widths[3]}}  {path}"
        )
        if report.why:
            verb = "made" if record.path in made else "not made"
            yield f"    {verb}: {report.why[record.path]}"


def _unmade(report: Report) -> Iterator[str]:
    """Yield a line for each file that is explained and that this build could not make."""
    there = {record.path for record in (*report.made, *report.fresh)}
    for path in sorted(report.why.keys() - there):
        yield f"{path}\n    not made: {report.why[path]}"


def _row(record: Record, out: Path) -> tuple[str, str, str, str, str]:
    marks = [record.edition] if record.edition != "student" else []
    copies = f"{record.copies} copies" if record.copies else ""
    further = (record.variant, record.extent, record.finish, record.profile, record.pupil, copies)
    marks += [mark for mark in further if mark]
    what = f"{record.product} ({', '.join(marks)})" if marks else record.product
    pages = _count(record.pages, "page") if record.pages else ""
    return what, record.format, pages, console.size(record.bytes), near(out / record.path)
