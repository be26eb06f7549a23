"""The second step: lines that are gone. What nothing is left of is taken out of the source whole."""

from __future__ import annotations

from collections.abc import Iterator

from studypack.pulling.comparing import Comparison, Found, told
from studypack.pulling.glyphs import key_of
from studypack.pulling.notices import Notice, Sort, quoted
from studypack.pulling.sources import SourceFile
from studypack.pulling.steps import Edit
from studypack.reading.outline import Extent, Run

_WHOLE = frozenset(
    {"paragraph", "heading", "bullets", "numbers", "entry", "quote", "table", "row"}
    | {"terms", "directive"}
)
"""Blocks that can be taken out by their lines."""

_Place = tuple[str, tuple[tuple[int, int], ...]]


def removal_edits(seen: Comparison, notices: list[Notice]) -> list[Edit]:
    """Return an edit for every block of which all that pupils see is gone."""
    gone: dict[_Place, Found] = {}
    lines: dict[_Place, int] = {}
    for base in seen.removals():
        for found in _to_remove(seen, base, notices):
            place = _place(found[0], found[2])
            gone[place] = found
            lines[place] = base
    shown = _shown(seen)
    edits: list[Edit] = []
    done: set[_Place] = set()
    for place, (file, extent, _) in gone.items():
        if place in done:
            continue
        block = _largest(file, extent, shown, set(gone))
        about, span = told(seen.base[lines[place]]), seen.span_of_base(lines[place])
        if block is None:
            text = f"{quoted(about)} was deleted in Word, and cannot be without the rest round it"
            notices.append(Notice(Sort.LOST, span, text))
            done.add(place)
            continue
        edit = Edit(about, span)
        edit.add(file.path, file.delete_lines(block.first, block.last))
        edits.append(edit)
        done |= {_place(file, each) for each in _runs(block)} | {place}
    return edits


def _to_remove(seen: Comparison, base: int, notices: list[Notice]) -> Iterator[Found]:
    """Yield the runs of text of a line that is gone, unless the source changed it meanwhile."""
    now = seen.changes.to_new.get(base)
    if now is None:
        return  # gone from the source as well
    line = seen.current[now]
    if key_of(line) != key_of(seen.base[base]):
        text = (
            f"{quoted(told(seen.base[base]))} was deleted in Word "
            f"and became {quoted(told(line))} in the source"
        )
        notices.append(Notice(Sort.CONFLICT, seen.span_of_base(base), text))
        return
    for piece in line.pieces:
        found = seen.desk.run_at(piece.origin)
        if found is not None:
            yield found


def _place(file: SourceFile, run: Run) -> _Place:
    return file.path, run.places


def _shown(seen: Comparison) -> set[_Place]:
    """Return every run of text that the worksheet shows."""
    origins = {piece.origin for line in seen.current for piece in line.pieces if piece.origin.line}
    found = (seen.desk.run_at(origin) for origin in origins)
    return {_place(one[0], one[2]) for one in found if one is not None}


def _runs(extent: Extent) -> Iterator[Run]:
    for inner in extent.walk():
        yield from inner.runs


def _largest(
    file: SourceFile, extent: Extent, shown: set[_Place], gone: set[_Place]
) -> Extent | None:
    """Return the largest block round a run of which all that is shown is gone."""
    largest = None
    for block in extent.above():
        visible = {_place(file, run) for run in _runs(block)} & shown
        if block.kind == "file" or not visible <= gone:
            break
        if block.kind in _WHOLE and not _is_head(block):
            largest = block
    return largest


def _is_head(block: Extent) -> bool:
    """Return whether a row is the first of its table, without which there is none."""
    rows = [one for one in (block.around.inner if block.around else []) if one.kind == "row"]
    return block.kind == "row" and rows[0] is block
