"""Hides words in a square of letters: pure, deterministic, each word exactly once.

Called by `aids.filling`. Words run forwards, down and along both diagonals, never backwards:
what is read from right to left in one script would be forwards in another.
"""

from __future__ import annotations

import hashlib
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

Letters = tuple[str, ...]
Path = tuple[tuple[int, int], ...]

_DIRECTIONS = ((0, 1), (1, 0), (1, 1), (-1, 1))
_ALL_DIRECTIONS = tuple((d, r) for d in (-1, 0, 1) for r in (-1, 0, 1) if (d, r) != (0, 0))
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
    best = Hidden((), ())
    for attempt in range(_TRIES):
        square = _Square(words, side, f"{seed}/{attempt}")
        square.place_all(chosen)
        if square.fill() and len(square.paths) > len(best.paths):
            best = square.hidden()
        if len(best.paths) == len(chosen):
            break
    return best


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


_MORE = {
    "LATIN": "ETAOINSRHLDUCMFPGWYBVK",
    "CYRILLIC": "ОЕАИНТСРВЛКМДПУЯЗБГЧ",
    "GREEK": "ΑΟΙΕΤΣΝΗΥΡΠΚΜΛΩΔΓΘ",
    "ARABIC": "الينمتروبعدفسقكحج",
    "HEBREW": "יוהלארתבמשנכדעחקפ",
    "HIRAGANA": "いうんかのとしたてくなに",
    "KATAKANA": "イントルスクラリアマシ",
    "HANGUL": "가나다라마바사아자차카타파하",
    "CJK": "一大人上中日月山子小生天地",
}
"""Common letters by script, as the first word of a character's Unicode name has it."""


def _more(alphabet: list[str]) -> str:
    """Return further letters of the script that the words are written in."""
    script = unicodedata.name(alphabet[0][0], "").split(" ")[0] if alphabet else ""
    return _MORE.get(script, "")


class _Square:
    """A square in the making."""

    def __init__(self, words: tuple[Letters, ...], side: int, seed: str) -> None:
        self._words = words
        self._side = side
        self._seed = seed
        self._letters: dict[tuple[int, int], str] = {}
        self.paths: dict[int, Path] = {}

    def place_all(self, order: list[int]) -> None:
        """Lay as many of the words as find a place."""
        for word in order:
            path = next(self._places(word), None)
            if path is not None:
                self.paths[word] = path
                self._letters.update(zip(path, self._words[word], strict=True))

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
        """Fill the rest; return whether each word then stands but once.

        A square takes a letter of the words if that makes none of them anew, else another letter
        of their script.
        """
        alphabet = sorted({letter for word in self.paths for letter in self._words[word]})
        if any(self._stands_twice(square) for square in self._letters):
            return False
        for square in ((row, column) for row in range(self._side) for column in range(self._side)):
            if square not in self._letters:
                by_rank = sorted(alphabet, key=lambda letter: self._rank(f"{square}/{letter}"))
                if not any(self._takes(square, letter) for letter in (*by_rank, *_more(alphabet))):
                    return False
        return bool(alphabet)

    def _takes(self, square: tuple[int, int], letter: str) -> bool:
        """Write `letter` into a square, unless a word would then stand there unmeant."""
        self._letters[square] = letter
        if self._stands_twice(square):
            del self._letters[square]
            return False
        return True

    def _stands_twice(self, square: tuple[int, int]) -> bool:
        """Return whether a word runs through `square`, in any direction, where it was not laid."""
        here = self._letters[square]
        for word, meant in self.paths.items():
            letters = self._words[word]
            for place in (i for i, letter in enumerate(letters) if letter == here):
                for down, right in _ALL_DIRECTIONS:
                    row, column = square[0] - down * place, square[1] - right * place
                    path = [(row + down * i, column + right * i) for i in range(len(letters))]
                    if all(
                        self._letters.get(s) == letter
                        for s, letter in zip(path, letters, strict=True)
                    ) and set(path) != set(meant):
                        return True
        return False

    def _rank(self, purpose: str) -> bytes:
        return hashlib.sha256(f"{self._seed}/{purpose}".encode()).digest()

    def hidden(self) -> Hidden:
        """Return the finished square."""
        rows = tuple(
            tuple(self._letters[(row, column)] for column in range(self._side))
            for row in range(self._side)
        )
        return Hidden(rows, tuple(sorted(self.paths.items())))
