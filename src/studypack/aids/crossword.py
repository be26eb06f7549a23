"""Builds a crossword of words given as squares: pure, deterministic, connected.

Called by `aids.filling`. The longest word is laid first; each further one goes where it crosses
most letters and keeps the grid small. Of several seeded orders the one that places most wins.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

Letters = tuple[str, ...]
Grid = dict[tuple[int, int], str]
Bounds = tuple[int, int, int, int]
"""First row, first column, last row, last column."""

SHORTEST = 2
LARGEST = 17
"""Rows and columns at most where the author gives no size: it still prints on A5."""

_ORDERS = 16

_NOISE = 3.0
"""By how many letters a word may seem longer than it is."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A word in the grid: `word` is its index among those given; row and column from 0."""

    word: int
    row: int
    column: int
    across: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """A finished grid, its top left corner at (0, 0). Words that did not fit are not in it."""

    rows: int
    columns: int
    placed: tuple[Placed, ...]


@lru_cache(maxsize=64)
def lay_out(words: tuple[Letters, ...], size: int, seed: str) -> Layout:
    """Return a connected crossword of as many of `words` as fit.

    words  distinct; those shorter than two or longer than the grid are left out
    size   most rows and columns; 0 for `LARGEST`, or more if the longest word needs it
    """
    limit = size or max(LARGEST, min(25, max(map(len, words), default=0)))
    fitting = [i for i, word in enumerate(words) if SHORTEST <= len(word) <= limit]
    best = _Board(words, limit)
    for attempt in range(_ORDERS if len(fitting) > 1 else 1):
        board = _Board(words, limit)
        board.lay_all(sorted(fitting, key=lambda i: _weight(words[i], seed, attempt)))
        if board.worth > best.worth:
            best = board
        if len(best.placed) == len(fitting):
            break
    return best.layout()


def _weight(word: Letters, seed: str, attempt: int) -> tuple[float, Letters]:
    """Return a sort key by which long words mostly come first, in another order each attempt."""
    digest = hashlib.sha256(f"{seed}/{attempt}/{''.join(word)}".encode()).digest()
    return -len(word) - _NOISE * digest[0] / 255, word


@dataclass(slots=True)
class _Board:
    """A grid in the making; squares have any coordinates until `layout` moves them to 0."""

    words: tuple[Letters, ...]
    limit: int
    squares: Grid = field(default_factory=dict)
    placed: list[Placed] = field(default_factory=list)
    by_letter: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    bounds: Bounds = (0, 0, -1, -1)

    @property
    def worth(self) -> tuple[int, int]:
        """What makes one board better than another: more words, then less area."""
        rows, columns = _extent(self.bounds)
        return len(self.placed), -rows * columns

    def lay_all(self, order: list[int]) -> None:
        """Lay the words in `order`, coming back to those that found no place at first."""
        waiting = list(order)
        while waiting:
            left = [word for word in waiting if not self._lay(word)]
            if len(left) == len(waiting):
                return
            waiting = left

    def _lay(self, word: int) -> bool:
        places = [Placed(word, 0, 0, True)] if not self.placed else list(self._places(word))
        scored = [(score, place) for place in places if (score := self._score(place)) is not None]
        if not scored:
            return False
        _, best = max(scored, key=lambda pair: (pair[0], -pair[1].row, -pair[1].column))
        for square, letter in self._squares(best):
            if square not in self.squares:
                self.squares[square] = letter
                self.by_letter.setdefault(letter, []).append(square)
        self.placed.append(best)
        self.bounds = self._with(best)
        return True

    def _places(self, word: int) -> Iterator[Placed]:
        """Yield every place at which a letter of the word falls on the same letter."""
        for offset, letter in enumerate(self.words[word]):
            for row, column in self.by_letter.get(letter, ()):
                yield Placed(word, row, column - offset, True)
                yield Placed(word, row - offset, column, False)

    def _squares(self, place: Placed) -> Iterator[tuple[tuple[int, int], str]]:
        down, right = (0, 1) if place.across else (1, 0)
        for offset, letter in enumerate(self.words[place.word]):
            yield (place.row + down * offset, place.column + right * offset), letter

    def _score(self, place: Placed) -> tuple[int, int] | None:
        """Return how many letters cross, and how small the grid stays; None if it cannot be."""
        down, right = (0, 1) if place.across else (1, 0)
        length = len(self.words[place.word])
        before = (place.row - down, place.column - right)
        behind = (place.row + down * length, place.column + right * length)
        if before in self.squares or behind in self.squares:
            return None
        rows, columns = _extent(self._with(place))
        if max(rows, columns) > self.limit:
            return None
        crossings = 0
        for (row, column), letter in self._squares(place):
            there = self.squares.get((row, column))
            if there == letter:
                crossings += 1
            elif there is not None or self._touches(row, column, right, down):
                return None
        if crossings == length:
            return None
        return crossings, -(rows * columns + abs(rows - columns))

    def _touches(self, row: int, column: int, down: int, right: int) -> bool:
        """Return whether a new letter would stand beside another word's, at either side."""
        return (row + down, column + right) in self.squares or (
            row - down,
            column - right,
        ) in self.squares

    def _with(self, place: Placed) -> Bounds:
        """Return the bounds of the board with a further word."""
        reach = len(self.words[place.word]) - 1
        last_row = place.row + (0 if place.across else reach)
        last_column = place.column + (reach if place.across else 0)
        if not self.placed:
            return place.row, place.column, last_row, last_column
        top, left, bottom, right = self.bounds
        return (
            min(top, place.row),
            min(left, place.column),
            max(bottom, last_row),
            max(right, last_column),
        )

    def layout(self) -> Layout:
        """Return the board with its corner at (0, 0), words in reading order."""
        top, left, _, _ = self.bounds
        moved = (
            Placed(place.word, place.row - top, place.column - left, place.across)
            for place in self.placed
        )
        in_order = sorted(moved, key=lambda place: (place.row, place.column, not place.across))
        return Layout(*_extent(self.bounds), tuple(in_order))


def _extent(bounds: Bounds) -> tuple[int, int]:
    """Return how many rows and columns `bounds` take."""
    top, left, bottom, right = bounds
    return bottom - top + 1, right - left + 1
