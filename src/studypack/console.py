"""How diagnostics and results look on a terminal and as JSON; called by the commands."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence

from studypack.diagnostics import Diagnostic

_LONGEST_LINE = 200
"""Characters of a source line that are shown: the fault stays in sight, the terminal too."""


_FRONT = "---"
"""The first line of a pack: what is said of it is said of the whole, and a caret shows nothing."""


def show(diagnostic: Diagnostic, source: Sequence[str]) -> str:
    """Return `diagnostic` as an author reads it, with its source line and a caret if there is one.

    source  the lines of the file that it is about; () for what is no text
    """
    span = diagnostic.span
    head = f"{span}: {diagnostic.severity.value}[{diagnostic.code}]: {diagnostic.message}"
    lines = [_printable(head)]
    text = source[span.line - 1] if 1 <= span.line <= len(source) else ""
    if text.strip() and not (span.line == 1 and text.strip() == _FRONT):
        lines += _excerpt(text, span.line, span.column, span.width)
    if diagnostic.help:
        lines.append(_printable(f"  help: {diagnostic.help}"))
    return "\n".join(lines)


def as_json(diagnostic: Diagnostic) -> str:
    """Return `diagnostic` as one line of JSON with the keys that the contract names.

    In ASCII, which any stream can carry.
    """
    span = diagnostic.span
    return json.dumps(
        {
            "path": span.path,
            "line": span.line,
            "column": span.column,
            "severity": diagnostic.severity.value,
            "code": diagnostic.code,
            "message": diagnostic.message,
            "help": diagnostic.help,
        }
    )


def _excerpt(text: str, number: int, column: int, width: int) -> list[str]:
    start = max(0, column - 1 - _LONGEST_LINE // 2) if len(text) > _LONGEST_LINE else 0
    shown = _printable(text[start : start + _LONGEST_LINE])
    before = shown[: column - 1 - start]
    under = shown[len(before) : len(before) + width]
    label = f"{number:>5}"
    pad = "".join("\t" if char == "\t" else " " * _cells(char) for char in before)
    carets = "^" * max(1, sum(map(_cells, under)))
    return [f"{label} | {shown}", f"{'':>5} | {pad}{carets}"]


def _printable(text: str) -> str:
    """Replace what could move the cursor or colour the terminal."""
    return "".join(
        char
        if char == "\t" or unicodedata.category(char)[0] != "C"
        else "\N{REPLACEMENT CHARACTER}"
        for char in text
    )


def _cells(char: str) -> int:
    """Return how many columns of a terminal a character takes."""
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def size(count: int) -> str:
    """Return a number of bytes as people read it: '812 B', '64 kB', '1.3 MB'."""
    if count < 1000:  # noqa: PLR2004  # the units are decimal
        return f"{count} B"
    if count < 1_000_000:  # noqa: PLR2004
        return f"{count / 1000:.0f} kB"
    return f"{count / 1_000_000:.1f} MB"
