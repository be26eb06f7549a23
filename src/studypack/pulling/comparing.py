"""Three files side by side: as the worksheet was made, as it was edited, as it would be made now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from studypack.backends.docx.lines import Line
from studypack.pulling.desk import Desk
from studypack.pulling.glyphs import evened, glyphs_of, key_of, line_of, merged, said
from studypack.pulling.matching import Pairs, followed
from studypack.pulling.sources import SourceFile
from studypack.reading.outline import Extent, Run
from studypack.spans import NOWHERE, Span

Found = tuple[SourceFile, Extent, Run]


@dataclass(slots=True)
class Comparison:
    """The lines of the three files and which is which.

    base     as the worksheet was made, `edited` as it came back, `current` of the source as it is
    edits    base → edited
    changes  base → current
    new      edited → current, for what stands in both but not in base
    """

    base: tuple[Line, ...]
    edited: tuple[Line, ...]
    desk: Desk
    edits: Pairs
    changes: Pairs
    new: dict[int, int]

    @classmethod
    def of(
        cls, base: tuple[Line, ...], edited: tuple[Line, ...], desk: Desk, edits: Pairs
    ) -> Comparison:
        """Return the comparison with the worksheet of the copy as it is now."""
        said_now = {old: edited[new] for old, new in edits.to_new.items()}
        changes = followed(base, desk.lines, said_now)
        return cls(
            base, edited, desk, edits, changes, _both_new(edited, desk.lines, edits, changes)
        )

    @property
    def current(self) -> tuple[Line, ...]:
        return self.desk.lines

    def now(self, edited: int) -> int | None:
        """Return which line of `current` an edited one is."""
        if edited in self.new:
            return self.new[edited]
        base = self.edits.to_old.get(edited)
        return None if base is None else self.changes.to_new.get(base)

    def written(self, edited: int) -> Found | None:
        """Return the run of source text in which an edited line begins, if an author wrote it."""
        now = self.now(edited)
        return None if now is None else self.desk.run_at(self.current[now].origin)

    def additions(self) -> Iterator[int]:
        """Yield the edited lines that are in neither of the others."""
        for index, line in enumerate(self.edited):
            if index not in self.edits.to_old and index not in self.new and not line.is_empty:
                yield index

    def removals(self) -> Iterator[int]:
        """Yield the lines of `base` that are no longer in the edited file."""
        for index, line in enumerate(self.base):
            if not line.is_empty and index not in self.edits.to_new:
                yield index

    def both(self, base: int, edited: int) -> Line | None:
        """Return a line with what Word and what the source changed in it; None in a conflict."""
        now = self.changes.to_new.get(base)
        if now is None:
            return None
        line, old, new = self.current[now], self.base[base], self.edited[edited]
        even = evened if line.cell and evened(line.pieces) is line.pieces else tuple
        three = (glyphs_of(even(each.pieces)) for each in (old, line, new))
        found = merged(*three)
        return None if found is None else line_of(found, new)

    def span_near(self, edited: int) -> Span:
        """Return the place of the source nearest to an edited line: its own, or one before it."""
        for index in (*range(edited, -1, -1), *range(edited + 1, len(self.edited))):
            now = self.now(index)
            if now is not None and self.current[now].origin.line:
                return self.current[now].origin
        return Span(self.desk.pack_path)

    def span_near_current(self, now: int) -> Span:
        """Return the place in the source of the last written line up to one of `current`."""
        before = (line.origin for line in self.current[now::-1] if line.origin.line)
        return next(before, Span(self.desk.pack_path))

    def span_of_base(self, base: int) -> Span:
        """Return the place of a line of `base` in the source as it is, or as it was."""
        now = self.changes.to_new.get(base)
        own = self.current[now].origin if now is not None else self.base[base].origin
        if own.line:
            return own
        before = next((line.origin for line in self.base[base::-1] if line.origin.line), NOWHERE)
        return before if before.line else Span(self.desk.pack_path)


def _both_new(
    edited: tuple[Line, ...], current: tuple[Line, ...], edits: Pairs, changes: Pairs
) -> dict[int, int]:
    """Return edited line → current line for those that came into both with the same text."""
    waiting: dict[object, list[int]] = {}
    for index, line in enumerate(current):
        if index not in changes.to_old and not line.is_empty:
            waiting.setdefault(key_of(line), []).append(index)
    found = {}
    for index, line in enumerate(edited):
        if index not in edits.to_old and not line.is_empty:
            known = waiting.get(key_of(line))
            if known:
                found[index] = known.pop(0)
    return found


def told(line: Line) -> str:
    """Return what a line says, for a message; a thing shows as a sign."""
    return said(line) or "a picture"
