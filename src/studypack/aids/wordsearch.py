"""Hides words in a square of letters: pure, deterministic, each word exactly once.

Called by `aids.filling`. Words run forwards, down and along both diagonals, never backwards:
what is read from right to left in one script would be forwards in another.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

Letters = tuple[str, ...]
Path = tuple[tuple[int, int], ...]

_DIRECTIONS = ((0, 1), (1, 0), (1, 1), (-1, 1))
_TRIES = 40
_SMALLEST = 8
_LARGEST = 25

_DENSITY = 2.2
"""Squares a letter of the words: enough room to hide, not too much to search."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A square of letters and where each of its words runs.

    rows   `size` rows of `size` letters
    paths  squares (row, column) by the word's index; words that found no place are missing
    """

    rows: tuple[Letters, ...]
    paths: tuple[tuple[int, Path], ...]


@lru_cache(maxsize=64)
def hide(words: tuple[Letters, ...], size: int, seed: str) -> Hidden:
    """Return a square in which every word stands exactly once.

    words  a word that stands in another, forwards or backwards, is left out
    size   rows and columns; 0 to follow from the words
    """
    chosen = _apart(words)
    side = size or _side([words[i] for i in chosen])
    best: Hidden | None = None
    for attempt in range(_TRIES):
        square = _Square(words, side, f"{seed}/{attempt}")
        if square.place_all(chosen) and square.fill():
            return square.hidden()
        if square.is_sound and (best is None or len(square.paths) > len(best.paths)):
            best = square.hidden()
    return best or Hidden((), ())


def _apart(words: tuple[Letters, ...]) -> list[int]:
    """Return the indices of words that stand in no other word, longest first."""
    texts = ["".join(word) for word in words]
    chosen: list[int] = []
    for i in sorted(range(len(words)), key=lambda i: (-len(words[i]), i)):
        others = [texts[j] for j in chosen]
        inside = any(texts[i] in other or texts[i][::-1] in other for other in others)
        if len(words[i]) > 1 and not inside:
            chosen.append(i)
    return chosen


def _side(words: list[Letters]) -> int:
    letters = sum(map(len, words))
    longest = max(map(len, words), default=0)
    return min(_LARGEST, max(_SMALLEST, longest + 1, math.ceil(math.sqrt(letters * _DENSITY))))


class _Square:
    """A square in the making."""

    def __init__(self, words: tuple[Letters, ...], side: int, seed: str) -> None:
        self._words = words
        self._side = side
        self._seed = seed
        self._letters: dict[tuple[int, int], str] = {}
        self._laid: frozenset[tuple[int, int]] = frozenset()
        self.paths: dict[int, Path] = {}
        self.is_sound = False

    def place_all(self, order: list[int]) -> bool:
        """Lay the words; return whether all found a place."""
        for word in order:
            path = next(self._places(word), None)
            if path is not None:
                self.paths[word] = path
                self._letters.update(zip(path, self._words[word], strict=True))
        self._laid = frozenset(self._letters)
        return len(self.paths) == len(order)

    def _places(self, word: int) -> Iterator[Path]:
        """Yield the places where the word fits, in seeded order."""
        spots = [
            (row, column, direction)
            for row in range(self._side)
            for column in range(self._side)
            for direction in _DIRECTIONS
        ]
        for row, column, direction in sorted(spots, key=lambda s: self._rank(f"{word}/{s}")):
            path = self._path(row, column, direction, len(self._words[word]))
            if path and all(
                self._letters.get(square, letter) == letter
                for square, letter in zip(path, self._words[word], strict=True)
            ):
                yield path

    def _path(self, row: int, column: int, direction: tuple[int, int], length: int) -> Path:
        last = row + direction[0] * (length - 1), column + direction[1] * (length - 1)
        if not all(0 <= place < self._side for place in last):
            return ()
        return tuple((row + direction[0] * i, column + direction[1] * i) for i in range(length))

    def fill(self) -> bool:
        """Fill the rest with letters of the words; return whether each word stands but once.

        Where a word came about by chance, one of the filling letters in it is drawn anew.
        """
        alphabet = sorted({letter for word in self.paths for letter in self._words[word]})
        if not alphabet:
            return False
        for row in range(self._side):
            for column in range(self._side):
                self._letters.setdefault((row, column), self._drawn(alphabet, row, column, 0))
        for turn in range(1, self._side * self._side):
            by_chance = next(self._by_chance(), None)
            if by_chance is None:
                self.is_sound = True
                return True
            free = [square for square in by_chance if square not in self._laid]
            if not free:
                return False
            self._letters[free[0]] = self._drawn(alphabet, *free[0], turn)
        return False

    def _drawn(self, alphabet: list[str], row: int, column: int, turn: int) -> str:
        rank = int.from_bytes(self._rank(f"fill/{row}/{column}/{turn}")[:4], "big")
        return alphabet[rank % len(alphabet)]

    def _by_chance(self) -> Iterator[Path]:
        """Yield every run of squares, in all eight directions, that reads as a word unmeant."""
        starts: dict[str, list[tuple[int, int]]] = {}
        for square, letter in self._letters.items():
            starts.setdefault(letter, []).append(square)
        around = (*_DIRECTIONS, *((-down, -right) for down, right in _DIRECTIONS))
        for word, meant in self.paths.items():
            letters = self._words[word]
            for row, column in starts.get(letters[0], ()):
                for direction in around:
                    path = self._path(row, column, direction, len(letters))
                    if (
                        path
                        and set(path) != set(meant)
                        and all(self._letters[s] == x for s, x in zip(path, letters, strict=True))
                    ):
                        yield path

    def _rank(self, purpose: str) -> bytes:
        return hashlib.sha256(f"{self._seed}/{purpose}".encode()).digest()

    def hidden(self) -> Hidden:
        rows = tuple(
            tuple(self._letters[(row, column)] for column in range(self._side))
            for row in range(self._side)
        )
        return Hidden(rows, tuple(sorted(self.paths.items())))
