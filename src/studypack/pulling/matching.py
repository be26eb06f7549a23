"""Which paragraph of one file is which of another: by anchors, by text, by likeness."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from studypack.backends.docx.lines import Line
from studypack.pulling.glyphs import key_of, said

_ALIKE = 0.5
"""Two lines with so much in common are one, edited."""


@dataclass(slots=True)
class Pairs:
    """Which line of the old file is which of the new one, by index, both ways."""

    to_new: dict[int, int] = field(default_factory=dict)
    to_old: dict[int, int] = field(default_factory=dict)

    def add(self, old: int, new: int) -> None:
        self.to_new[old] = new
        self.to_old[new] = old


def paired(old: Sequence[Line], new: Sequence[Line]) -> Pairs:
    """Return which line of `old`, as made, became which of `new`, as edited.

    A line has more than one anchor, since programs lose different ones: Word's name for the
    paragraph, the bookmarks in it, its text, and its place between lines that are known. Lines
    that say nothing have no partner.
    """
    pairs = Pairs()
    a, b = _saying(old), _saying(new)
    _by_anchor(old, new, a, b, pairs)
    _by_marks(old, new, a, b, pairs)
    _by_text(old, new, a, b, pairs)
    _by_cell(old, new, a, b, pairs)
    _by_likeness(old, new, a, b, pairs)
    return pairs


def followed(old: Sequence[Line], new: Sequence[Line], edited: Mapping[int, Line]) -> Pairs:
    """Return which line of `old`, as made, is which of `new`, as made of another source.

    Names of paragraphs and numbered bookmarks are then others: text alone tells.

    edited  what lines of `old` became in Word, which the new source may say by now
    """
    pairs = Pairs()
    a, b = _saying(old), _saying(new)
    _by_text(old, new, a, b, pairs)
    _by_text([edited.get(index, line) for index, line in enumerate(old)], new, a, b, pairs)
    _by_likeness(old, new, a, b, pairs)
    return pairs


def _saying(lines: Sequence[Line]) -> list[int]:
    return [index for index, line in enumerate(lines) if not line.is_empty]


def _by_anchor(
    old: Sequence[Line], new: Sequence[Line], a: list[int], b: list[int], pairs: Pairs
) -> None:
    anchors = {old[index].anchor: index for index in a if old[index].anchor}
    held: dict[str, list[int]] = {}
    for index in b:
        if new[index].anchor in anchors:
            held.setdefault(new[index].anchor, []).append(index)
    for anchor, found in held.items():
        index = anchors[anchor]
        best = max(found, key=lambda one: (_likeness(old[index], new[one]), -one))
        if _likeness(old[index], new[best]) > 0 or _same_place(old[index], new[best]):
            pairs.add(index, best)


def _same_place(one: Line, other: Line) -> bool:
    return one.style == other.style and one.cell == other.cell


def _by_marks(
    old: Sequence[Line], new: Sequence[Line], a: list[int], b: list[int], pairs: Pairs
) -> None:
    marks = {mark: index for index in a for mark in old[index].marks}
    for index in b:
        if index in pairs.to_old:
            continue
        for mark in new[index].marks:
            known = marks.get(mark)
            if known is not None and known not in pairs.to_new:
                pairs.add(known, index)
                break


def _by_text(
    old: Sequence[Line], new: Sequence[Line], a: list[int], b: list[int], pairs: Pairs
) -> None:
    """Pair lines that say the same: those in the same order, then those that only moved."""
    for anchored in _gaps(a, b, pairs):
        left, right = anchored
        keys_a = [key_of(old[index]) for index in left]
        keys_b = [key_of(new[index]) for index in right]
        for i, k, size in SequenceMatcher(
            None, keys_a, keys_b, autojunk=False
        ).get_matching_blocks():
            for offset in range(size):
                pairs.add(left[i + offset], right[k + offset])
    rest_a = [index for index in a if index not in pairs.to_new]
    rest_b = [index for index in b if index not in pairs.to_old]
    counts = Counter(said(new[index]) for index in rest_b)
    by_text = {said(old[index]): index for index in rest_a}
    for index in rest_b:
        known = by_text.get(said(new[index]))
        if known is not None and counts[said(new[index])] == 1:
            pairs.add(known, index)


def _by_cell(
    old: Sequence[Line], new: Sequence[Line], a: list[int], b: list[int], pairs: Pairs
) -> None:
    """Pair what stands alone in the same cell of a table that has as many rows as it had."""
    before, after = _alone_in_cells(old, a), _alone_in_cells(new, b)
    rows = [_rows(lines) for lines in (old, new)]
    for cell in before.keys() & after.keys():
        one, other = before[cell], after[cell]
        free = one not in pairs.to_new and other not in pairs.to_old
        if free and rows[0][cell[0]] == rows[1][cell[0]]:
            pairs.add(one, other)


def _alone_in_cells(lines: Sequence[Line], saying: list[int]) -> dict[tuple[int, ...], int]:
    cells = Counter(lines[index].cell for index in saying if lines[index].cell)
    return {lines[index].cell: index for index in saying if cells[lines[index].cell] == 1}


def _rows(lines: Sequence[Line]) -> dict[int, int]:
    """Return how many rows each table has."""
    found: dict[int, int] = {}
    for line in lines:
        if line.cell:
            found[line.cell[0]] = max(line.cell[1], found.get(line.cell[0], 0))
    return found


def _gaps(a: list[int], b: list[int], pairs: Pairs) -> Iterable[tuple[list[int], list[int]]]:
    """Return the lines without a partner between those that have one, on both sides."""
    order = [(old, pairs.to_new[old]) for old in a if old in pairs.to_new]
    kept = in_order([new for _, new in order])
    fixed = [pair for pair, stays in zip(order, kept, strict=True) if stays]
    found = []
    for (old_from, new_from), (old_to, new_to) in zip(
        [(-1, -1), *fixed],
        [*fixed, (len(a) + max(a, default=0) + 1, max(b, default=0) + 1)],
        strict=True,
    ):
        left = [i for i in a if old_from < i < old_to and i not in pairs.to_new]
        right = [i for i in b if new_from < i < new_to and i not in pairs.to_old]
        if left and right:
            found.append((left, right))
    return found


def in_order(numbers: Sequence[int]) -> list[bool]:
    """Return which of `numbers` stand in a longest rising row: the others have moved. O(n log n)."""
    tails: list[int] = []
    lengths = []
    for number in numbers:
        place = bisect_left(tails, number)
        tails[place : place + 1] = [number]
        lengths.append(place + 1)
    stays = [False] * len(numbers)
    wanted, limit = len(tails), float("inf")
    for index in range(len(numbers) - 1, -1, -1):
        if lengths[index] == wanted and numbers[index] < limit:
            stays[index] = True
            wanted, limit = wanted - 1, numbers[index]
    return stays


def _by_likeness(
    old: Sequence[Line], new: Sequence[Line], a: list[int], b: list[int], pairs: Pairs
) -> None:
    for left, right in _gaps(a, b, pairs):
        sizes = (
            sum(len(said(lines[i])) for i in gap) for lines, gap in ((old, left), (new, right))
        )
        if math.prod(sizes) > _MOST_COMPARED:
            continue
        for i, k in _best(left, right, old, new):
            pairs.add(i, k)


_MOST_COMPARED = 200_000_000
"""Letters of one gap times those of the other: in a larger one nothing is left of what it was."""


def _best(
    left: list[int], right: list[int], old: Sequence[Line], new: Sequence[Line]
) -> list[tuple[int, int]]:
    """Return the pairs, in order, that have most in common together."""
    alone = len(left) == len(right)
    worth = [[_worth(old[i], new[k], alone=alone) for k in right] for i in left]
    rows, columns = len(left), len(right)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for k in range(columns - 1, -1, -1):
            joined = worth[i][k] + best[i + 1][k + 1] if worth[i][k] else 0.0
            best[i][k] = max(joined, best[i + 1][k], best[i][k + 1])
    found = []
    i = k = 0
    while i < rows and k < columns:
        if worth[i][k] and best[i][k] == worth[i][k] + best[i + 1][k + 1]:
            found.append((left[i], right[k]))
            i, k = i + 1, k + 1
        elif best[i][k] == best[i + 1][k]:
            i += 1
        else:
            k += 1
    return found


def _worth(one: Line, other: Line, *, alone: bool) -> float:
    """Return how much speaks for two lines being one, 0 for nothing.

    alone  as many lines stand here as stood here before: what was written over is changed, not new
    """
    likeness = _likeness(one, other)
    if likeness >= _ALIKE:
        return likeness + (0.1 if one.style == other.style else 0.0)
    if alone and _same_style(one, other) and bool(one.cell) == bool(other.cell):
        return 0.05 + likeness / 4
    return 0.0


def _same_style(one: Line, other: Line) -> bool:
    """Return whether two lines are of one style, or may have been: Google Docs loses most."""
    lost = not one.anchor and other.style in ("", "normal")
    return one.style == other.style or lost


_WORDS = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]|[^\W\u2e80-\u9fff\uf900-\ufaff]+")
"""Words; a letter is one in scripts that have no spaces."""


def _likeness(one: Line, other: Line) -> float:
    a, b = (_WORDS.findall(said(line)) or said(line).split() for line in (one, other))
    if not a or not b:
        return 0.0
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() > 0 else 0.0
