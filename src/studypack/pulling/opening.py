"""Opening a Word file that came back: what it says, and what it carries of its making."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studypack.backends.docx import carried, visible
from studypack.backends.docx.carried import Carried
from studypack.backends.docx.lines import Line
from studypack.backends.docx.opened import CannotOpen, sheet_of, tree, unpacked
from studypack.pulling.fields import Field, fields_of

__all__ = ["CannotOpen", "Worksheet", "open_file", "read_bytes", "tree"]

_LARGEST_FILE = 200_000_000
_MOST_LINES = 50_000
_LONGEST_LINE = 20_000
"""Characters of one paragraph, about four pages: to compare takes the square of what changed."""

_FLOOD = "it holds more text than any worksheet"


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A Word file, read.

    lines    what it says
    carried  what it carries of its making, None where that was lost
    parts    the whole package, for the bytes of pictures
    running  what its headers and footers say
    fields   its content controls, those of its headers first
    """

    lines: tuple[Line, ...]
    carried: Carried | None
    parts: dict[str, bytes]
    running: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()


def open_file(path: Path, *, accepted: bool) -> Worksheet:
    """Return what a Word file says. raises `CannotOpen`"""
    try:
        size = path.stat().st_size
        if size > _LARGEST_FILE:
            raise CannotOpen("the file is too large", "a worksheet has a few megabytes")
        data = path.read_bytes()
    except OSError as error:
        raise CannotOpen(f"cannot read it: {error.strerror}", "look whether it is there") from error
    return read_bytes(data, accepted=accepted)


def read_bytes(data: bytes, *, accepted: bool = True) -> Worksheet:
    """Return what the bytes of a Word file say. raises `CannotOpen`"""
    parts = unpacked(data)
    sheet = sheet_of(parts, accepted=accepted)
    if sum(1 for _ in sheet.document.iter(f"{visible.W}p")) > _MOST_LINES:
        raise CannotOpen(_FLOOD, "ask who sent it")
    try:
        lines, running = visible.lines_of(sheet), visible.running_texts(sheet)
    except RecursionError as error:
        help = "open it in Word and save it again"
        raise CannotOpen("what is in it is nested too deeply", help) from error
    longest = max((sum(len(piece.text) for piece in line.pieces) for line in lines), default=0)
    if longest > _LONGEST_LINE:
        raise CannotOpen(_FLOOD, "ask who sent it")
    fields = fields_of((*sheet.running, sheet.document))
    return Worksheet(lines, _carried(parts), parts, running, fields)


def _carried(parts: dict[str, bytes]) -> Carried | None:
    """Return what studypack put in; a part of somebody else's, or a broken one, does not count."""
    for name in sorted(parts):
        if name.startswith("customXml/item") and carried.NAMESPACE.encode() in parts[name]:
            found = carried.read(tree(parts, name))
            if found is not None:
                return found
    return None
