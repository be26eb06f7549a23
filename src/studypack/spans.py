"""Where something stands in a source file; every block, inline and diagnostic carries a `Span`."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a source file.

    path    POSIX path relative to the workspace, so that messages are the same on every machine
    line    counted from 1
    column  counted from 1, in characters of the line
    width   characters to underline, at least 1
    """

    path: str
    line: int = 1
    column: int = 1
    width: int = 1

    def at(self, *, line: int | None = None, column: int | None = None, width: int = 1) -> Span:
        """Return a span in the same file at another line or column."""
        return replace(
            self,
            line=self.line if line is None else line,
            column=self.column if column is None else column,
            width=max(1, width),
        )

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


NOWHERE = Span("", 0, 0)
"""The span of what no author wrote: generated blocks and nodes made in tests."""


@dataclass(frozen=True, slots=True)
class Source:
    """One text file of a pack: its path as in `Span.path`, and its text with `\\n` line ends."""

    path: str
    text: str

    def line(self, number: int) -> str:
        """Return line `number` (from 1) without its end, or '' where there is no such line."""
        lines = self.text.split("\n")
        return lines[number - 1] if 1 <= number <= len(lines) else ""
