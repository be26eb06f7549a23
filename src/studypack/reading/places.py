"""Where text stands in its source: from a position in what Markdown made of it back to a span."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from studypack.spans import Span

_PREFIX = re.compile(r"[\s>]*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one source line: `line` and `column` of its first character, from 1."""

    text: str
    line: int
    column: int

    def span(self, path: str) -> Span:
        return Span(path, self.line, self.column, max(1, len(self.text)))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run of text stands.

    lines    for each line of the run: the source line, the column at which the run's line
             begins there, and the column behind the source line's last character
    offsets  for each line of the run: the position in the run at which it begins
    """

    path: str
    lines: tuple[tuple[int, int, int], ...]
    offsets: tuple[int, ...]

    def span(self, offset: int = 0, width: int = 1) -> Span:
        """Return the span of `width` characters at `offset` of the run, within its line."""
        index = max(0, bisect_right(self.offsets, offset) - 1)
        line, first, end = self.lines[index]
        column = min(max(1, first + offset - self.offsets[index]), max(1, end - 1))
        return Span(self.path, line, column, max(1, min(width, end - column)))

    def behind(self, offset: int) -> Place:
        """Return the place of what is left of the run behind `offset`."""
        return Place(self.path, self.lines, tuple(start - offset for start in self.offsets))


def place_of(path: str, pieces: tuple[Piece, ...]) -> Place:
    """Return the place of the run that `pieces` make, joined by line ends."""
    lines, offsets, offset = [], [], 0
    for piece in pieces:
        lines.append((piece.line, piece.column, piece.column + len(piece.text)))
        offsets.append(offset)
        offset += len(piece.text) + 1
    return Place(path, tuple(lines), tuple(offsets))


@dataclass(frozen=True, slots=True)
class Lines:
    """A source as its lines, to find text in. `at` counts lines from 0, as Markdown tokens do."""

    path: str
    texts: tuple[str, ...]

    def at(self, line: int) -> str:
        """Return source line `line`, or '' behind the last one."""
        return self.texts[line] if line < len(self.texts) else ""

    def span(self, line: int) -> Span:
        """Return the span of what stands in a line behind indentation and quote marks."""
        text = self.at(line)
        match = _PREFIX.match(text)
        start = match.end() if match else 0
        if start >= len(text):
            start = 0
        return Span(self.path, line + 1, start + 1, max(1, len(text.rstrip()) - start))

    def place(self, content: str, line: int, start: int = 0) -> Place:
        """Return where `content` stands, whose first line is in source line `line`.

        start  position in that line before which it is not looked for
        """
        lines, offsets, offset = [], [], 0
        for number, part in enumerate(content.split("\n"), start=line):
            text = self.at(number)
            first = _find(part, text, start if number == line else 0)
            lines.append((number + 1, first + 1, len(text) + 1))
            offsets.append(offset)
            offset += len(part) + 1
        return Place(self.path, tuple(lines), tuple(offsets))


def _find(part: str, text: str, start: int) -> int:
    """Return the position in `text` at which `part` begins, -1 or less for a widened tab.

    A line of Markdown text is the end of its source line; a heading or a cell is inside it.
    """
    bare = part.strip()
    indent = len(part) - len(part.lstrip())
    end = text.rstrip()
    if start == 0 and end.endswith(bare):
        return len(end) - len(bare) - indent
    found = text.find(bare, start)
    return (found if found >= 0 else start) - indent
