"""The source files of a pack as they are on disk, and edits to them that leave all else alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from studypack.reading.outline import Extent, Run, outline
from studypack.spans import Span

_LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_MARK = "\ufeff"


@dataclass(frozen=True, slots=True, order=True)
class Splice:
    """Characters of a file, from `start` to `end`, and what takes their place."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class SourceFile:
    """One text file: with the line ends that it has, and `lines` without them.

    marked  it begins with a byte order mark, which `text` lacks
    """

    path: str
    text: str
    marked: bool = False
    lines: list[str] = field(init=False)
    starts: list[int] = field(init=False)
    whole: Extent = field(init=False)
    end: str = field(init=False)

    def __post_init__(self) -> None:
        kept = _LINE.findall(self.text)
        if not kept or kept[-1].endswith(("\n", "\r")):
            kept.append("")
        self.end = "\r\n" if "\r\n" in self.text else "\n"
        self.lines, self.starts, position = [], [], 0
        for line in kept:
            self.lines.append(line.rstrip("\r\n"))
            self.starts.append(position)
            position += len(line)
        self.whole = outline("\n".join(self.lines), fences=self.path.endswith(".md"))

    def offset(self, line: int, column: int = 0) -> int:
        """Return where a line, from 1, and a column of it, from 0, stand in the text."""
        if line > len(self.starts):
            return len(self.text)
        return min(self.starts[line - 1] + column, len(self.text))

    def run_at(self, span: Span) -> tuple[Extent, Run] | None:
        """Return the run of text in which a place is, and the block that it is of."""
        for extent in self.whole.walk():
            for run in extent.runs:
                if run.holds(span.line, span.column):
                    return extent, run
        return None

    def replace_run(self, run: Run, content: str) -> Splice:
        """Return the edit that writes a run of text anew, each of its lines where it began."""
        parts = run.content.split("\n")
        last_line, last_column = run.places[-1]
        start = self.offset(*run.places[0])
        end = self.offset(last_line, max(0, last_column) + len(parts[-1]))
        prefixes = [self.lines[line - 1][: max(0, column)] for line, column in run.places]
        further = prefixes[1] if len(prefixes) > 1 else self._hanging(run)
        written = []
        for number, part in enumerate(content.split("\n")):
            prefix = (
                "" if number == 0 else (prefixes[number] if number < len(prefixes) else further)
            )
            written.append(prefix + part)
        return Splice(start, end, self.end.join(written))

    def _hanging(self, run: Run) -> str:
        """Return what a second line of a run begins with that has but one."""
        line, column = run.places[0]
        before = self.lines[line - 1][: max(0, column)]
        return "".join(char if char in " \t>" else " " for char in before)

    def delete_lines(self, first: int, last: int) -> Splice:
        """Return the edit that takes lines out, and the empty line that is then one too many."""
        before_empty = first == 1 or not self.lines[first - 2].strip("> \t")
        after_empty = last >= len(self.lines) or not self.lines[last].strip("> \t")
        if before_empty and after_empty and last < len(self.lines):
            last += 1
        return Splice(self.offset(first), self.offset(last + 1), "")

    def insert_after(self, line: int, lines: list[str]) -> Splice:
        """Return the edit that puts lines behind a line; 0 is before the first."""
        at = self.offset(line + 1)
        ends = at == 0 or self.text[at - 1 : at] in ("\n", "\r")
        text = ("" if ends else self.end) + "".join(f"{one}{self.end}" for one in lines)
        return Splice(at, at, text)

    def spliced(self, splices: list[Splice]) -> str:
        """Return the text with edits made; of two that overlap only the first is."""
        text, begin = self.text, len(self.text) + 1
        for splice in sorted(splices, key=lambda one: (one.start, one.end), reverse=True):
            if splice.end <= begin:
                text = text[: splice.start] + splice.text + text[splice.end :]
                begin = splice.start
        return (_MARK if self.marked else "") + text


def read_source(workspace: Path, path: str) -> SourceFile | None:
    """Return a text file of a pack, by its path as in spans; None if it is not UTF-8 text."""
    try:
        text = (workspace / path).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return SourceFile(path, text.removeprefix(_MARK), text.startswith(_MARK))
