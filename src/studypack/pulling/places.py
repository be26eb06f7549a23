"""Where in the source something new or moved is put: behind a block, an entry or a row."""

from __future__ import annotations

import re
from dataclasses import dataclass

from studypack.backends.docx.lines import Line
from studypack.pulling.comparing import Comparison
from studypack.pulling.sources import SourceFile, Splice
from studypack.reading.outline import Extent

_ENTRY = re.compile(
    r"(?P<indent>[\s>]*)(?P<sign>[-*+]|(?P<number>\d+)(?P<dot>[.)]))(?P<gap>\s+)(?P<box>\[[ xX]\]\s+)?"
)
_HOLDERS = frozenset({"group", "only", "columns"})
"""Directives whose blocks stand for themselves."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a source file: behind a line, 0 for its beginning.

    indent  what every line there begins with
    marker  what an entry of the list there begins with; '' where no list is
    parted  an empty line stands between what is here
    row     a row of a table with so many cells
    """

    file: SourceFile
    line: int
    indent: str = ""
    marker: str = ""
    parted: bool = True
    row: int = 0
    new_list: bool = False

    def splice(self, text: list[str], *, again: bool = False) -> Splice:
        """Return the edit that puts lines here; `again` behind others that were put here."""
        if self.row:
            cells = text[0].split("\t")
            cells += [""] * (self.row - len(cells))
            lines = [f"{self.indent}| {' | '.join(cells[: self.row])} |"]
            return self.file.insert_after(self.line, lines)
        lines = [f"{self.indent}{one}" if one else "" for one in self._marked(text)]
        if not self.parted:
            return self.file.insert_after(self.line, lines)
        before = [""] if self.line and self.file.lines[self.line - 1].strip() and not again else []
        following = self.file.lines[self.line : self.line + 1]
        after = [""] if following and (following[0].strip() or again) else []
        if not before and not again and self.line:
            # Behind an empty line already: the one that follows parts what comes next.
            after = after or []
        return self.file.insert_after(self.line, [*before, *lines, *after])

    def _marked(self, text: list[str]) -> list[str]:
        if not self.marker:
            return text
        number = re.match(r"(\d+)(.*)", self.marker, re.DOTALL)
        marked = []
        for index, one in enumerate(text):
            marker = f"{int(number[1]) + index}{number[2]}" if number else self.marker
            first, *others = one.split("\n")
            marked += [f"{marker}{first}", *(f"{' ' * len(marker)}{other}" for other in others)]
        return marked


def behind_row(seen: Comparison, before: int | None, after: int | None, line: Line) -> Place | None:
    """Return the place of a new row behind the row before it in its table."""
    for index in (before, after):
        found = seen.written(index) if index is not None else None
        if index is None or found is None or seen.edited[index].cell[:1] != line.cell[:1]:
            continue
        file, extent, _ = found
        row = next((one for one in extent.above() if one.kind == "row"), None)
        if row is None or row.around is None:
            return None
        cells = sum(one.kind == "cell" for one in row.inner)
        columns = max(other.cell[2] for other in seen.edited if other.cell[:1] == line.cell[:1])
        if cells != columns:
            return None
        rows = [one for one in row.around.inner if one.kind == "row"]
        at = row.last if index == before else row.first - 1
        if row is rows[0]:
            at = row.last + 1  # behind the line of hyphens
        return Place(file, at, _indent(file, row), parted=False, row=cells)
    return None


def behind_entry(
    seen: Comparison, before: int | None, after: int | None, line: Line
) -> Place | None:
    """Return the place of a new entry in the list of the lines round it."""
    for index in (before, after):
        found = seen.written(index) if index is not None else None
        if index is None or found is None or not _listed(seen.edited[index], line):
            continue
        file, extent, _ = found
        entry = next((one for one in extent.above() if one.kind == "entry"), None)
        match = _ENTRY.match(file.lines[entry.first - 1]) if entry else None
        if entry is None or match is None:
            continue
        box = "[ ] " if match["box"] else ""
        sign = f"{int(match['number']) + 1}{match['dot']}" if match["number"] else match["sign"]
        at = entry.last if index == before else entry.first - 1
        loose = _is_loose(entry, file)
        return Place(file, at, match["indent"], f"{sign}{match['gap']}{box}", parted=loose)
    return None


def _listed(one: Line, other: Line) -> bool:
    """Return whether two lines may be entries of one list."""
    return (one.level is not None or one.style == other.style) and bool(one.cell) == bool(
        other.cell
    )


def _is_loose(entry: Extent, file: SourceFile) -> bool:
    entries = entry.around.inner if entry.around else []
    return len(entries) > 1 and not file.lines[entries[1].first - 2].strip()


def behind_block(
    seen: Comparison, before: int | None, after: int | None, *, inside: bool
) -> Place | None:
    """Return the place behind the block of the line before; before that of the one after it."""
    if before is not None:
        found = seen.written(before)
        if found is not None:
            file, extent, _ = found
            block = inner_block(extent) if inside else outer_block(extent)
            if block.kind == "directive" and inside:
                return Place(file, opening_end(file, block), _indent(file, block))
            if inside and block.around is not None and _opening_holds(block, extent):
                return Place(file, opening_end(file, block), _indent(file, block))
            return Place(file, block.last, _indent(file, block))
    found = seen.written(after) if after is not None else None
    if found is None:
        return None
    file, extent, _ = found
    block = outer_block(extent)
    return Place(file, block.first - 1, _indent(file, block))


def _opening_holds(block: Extent, extent: Extent) -> bool:
    return extent is block and block.kind == "directive"


def opening_end(file: SourceFile, directive: Extent) -> int:
    """Return the last line of a directive's opening and its options."""
    last = directive.first
    for run in directive.runs:
        last = max(last, *(line for line, _ in run.places))
    while re.match(
        r"[\s>]*:[a-z]+:", file.lines[last : last + 1][0] if last < len(file.lines) else ""
    ):
        last += 1
    return last


def outer_block(extent: Extent) -> Extent:
    """Return the block round a run that stands for itself: a question, a paragraph, a callout."""
    chain = [one for one in extent.above() if one.kind != "file"]
    block = chain[0]
    for one in chain:
        if one.kind == "directive" and one.name in _HOLDERS and one is not extent:
            break
        block = one
    return block


def inner_block(extent: Extent) -> Extent:
    """Return the block round a run that stands directly in the innermost directive."""
    block = extent
    for one in extent.above():
        if one.kind == "directive":
            return one if one is extent else block
        block = one
    return extent


def _indent(file: SourceFile, block: Extent) -> str:
    line = file.lines[block.first - 1]
    return line[: len(line) - len(line.lstrip())]
