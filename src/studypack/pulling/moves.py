"""The last step: blocks that stand elsewhere."""

from __future__ import annotations

from studypack.pulling.comparing import Comparison, told
from studypack.pulling.matching import in_order
from studypack.pulling.notices import Notice, Sort, quoted
from studypack.pulling.sources import SourceFile, Splice
from studypack.pulling.steps import Edit
from studypack.reading.outline import Extent
from studypack.spans import Span

_Key = tuple[str, int, int]


def disorder(seen: Comparison) -> list[int]:
    """Return the edited lines that stand in another order than they do in `current`."""
    known = [
        (edited, now) for edited in range(len(seen.edited)) if (now := seen.now(edited)) is not None
    ]
    stays = in_order([now for _, now in known])
    return [edited for (edited, _), stay in zip(known, stays, strict=True) if not stay]


def moved_lines(seen: Comparison) -> set[int]:
    """Return the edited lines that were moved in Word: out of the order of `base`."""
    known = sorted((edited, base) for edited, base in seen.edits.to_old.items())
    stays = in_order([base for _, base in known])
    return {edited for (edited, _), stay in zip(known, stays, strict=True) if not stay}


def move_edit(seen: Comparison, tried: set[str], notices: list[Notice]) -> Edit | None:
    """Return the edit that brings the next moved block to its place; None if none is left.

    tried  what has been said of moves already, by the text of their first line
    """
    moved = moved_lines(seen) & set(disorder(seen))
    for edited in sorted(moved):
        about = told(seen.edited[edited])
        found = seen.written(edited)
        if about in tried or found is None:
            continue
        tried.add(about)
        file, extent, _ = found
        edit = _edit(seen, edited, file, _block(seen, file, extent, moved), moved)
        if edit is not None:
            return edit
        text = f"{quoted(about)} was moved in Word to where it cannot be written"
        notices.append(Notice(Sort.LOST, seen.span_near(edited), text))
    return None


def _block(seen: Comparison, file: SourceFile, extent: Extent, moved: set[int]) -> Extent:
    """Return the largest block round a moved line all of whose lines have moved."""
    places: dict[_Key, bool] = {}
    for edited in range(len(seen.edited)):
        found = seen.written(edited)
        if found is not None and found[0].path == file.path:
            line, column = found[2].places[0]
            places[(file.path, line, column)] = edited in moved
    largest = extent
    for block in extent.above():
        inside = [
            gone for (_, line, _), gone in places.items() if block.first <= line <= block.last
        ]
        if block.kind == "file" or not all(inside):
            break
        if block.kind not in ("bullets", "numbers", "cell", "term", "meaning"):
            largest = block
    return largest


def _edit(
    seen: Comparison, edited: int, file: SourceFile, block: Extent, moved: set[int]
) -> Edit | None:
    for indices, behind in (
        (range(edited - 1, -1, -1), True),
        (range(edited + 1, len(seen.edited)), False),
    ):
        for index in indices:
            found = seen.written(index)
            if found is None or (index in moved and not behind):
                continue
            target, extent, _ = found
            if target.path == file.path and block.first <= extent.first <= block.last:
                continue
            sibling = _sibling(extent, block)
            if sibling is not None:
                return _moved(seen, edited, file, block, target, sibling, behind=behind)
            break
    return None


def _sibling(extent: Extent, block: Extent) -> Extent | None:
    """Return the block round a line beside which `block` can stand: of its kind, in a like place."""
    around = block.around
    for one in extent.above():
        if block.kind in ("entry", "row"):
            if one.kind == block.kind and one.around is around:
                return one
        elif one.around is not None and around is not None:
            same = one.around is around
            alike = one.around.kind == around.kind == "file"
            in_group = one.around.name == "group" and block.name == "question"
            out_of_group = one.around.kind == "file" and around.name == "group"
            if same or alike or in_group or (out_of_group and block.name == "question"):
                return one
    return None


def _moved(
    seen: Comparison,
    edited: int,
    file: SourceFile,
    block: Extent,
    target: SourceFile,
    sibling: Extent,
    *,
    behind: bool,
) -> Edit:
    lines = file.lines[block.first - 1 : block.last]
    at = sibling.last if behind else sibling.first - 1
    if block.kind in ("entry", "row"):
        put = target.insert_after(at, lines)
        taken = Splice(file.offset(block.first), file.offset(block.last + 1), "")
    else:
        before = [""] if at and target.lines[at - 1].strip() else []
        after = [""] if at < len(target.lines) and target.lines[at].strip() else []
        put = target.insert_after(at, [*before, *lines, *after])
        taken = file.delete_lines(block.first, block.last)
    edit = Edit(told(seen.edited[edited]), Span(file.path, block.first))
    edit.add(file.path, taken)
    edit.add(target.path, put)
    return edit
