"""The letters of a document in reading order, and where a place of one stands in another.

Paper and e-book hold the same words between different marks, so letters are what both can be
measured by. `pdf` makes the flow of a print, `epub` that of a book, in which it finds the pages.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

OBJECT = "\ufffc"
"""Stands for a picture, a drawing or a formula among the letters."""

_NO_LETTER = re.compile(rf"[^\w{OBJECT}]+|_+")


def letters(text: str) -> str:
    """Return the letters and digits of `text`, in lower case where that is one letter too."""
    return "".join(
        letter if len(letter.lower()) != 1 else letter.lower()
        for letter in _NO_LETTER.sub("", text)
    )


@dataclass(frozen=True, slots=True)
class Flow:
    """The letters of a document; what begins somewhere is counted in letters before it.

    ids    where each element with an id begins
    pages  where each page begins; () for what has none
    """

    letters: str
    ids: Mapping[str, int]
    pages: tuple[int, ...] = ()


@dataclass(slots=True)
class FlowWriter:
    """Takes a document's letters as they come; `flow` returns them."""

    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _ids: dict[str, int] = field(default_factory=dict)
    _pages: list[int] = field(default_factory=list)

    def page(self) -> None:
        """Begin a page."""
        self._pages.append(self._length)

    def id(self, id: str) -> None:
        """Begin an element with an id; one that goes on, on the next page say, has begun already."""
        self._ids.setdefault(id, self._length)

    def text(self, text: str) -> int:
        """Add the letters of `text`; return where they begin."""
        begin = self._length
        piece = letters(text)
        self._pieces.append(piece)
        self._length += len(piece)
        return begin

    def flow(self) -> Flow:
        """Return what was taken."""
        return Flow("".join(self._pieces), self._ids, tuple(self._pages))


_NEEDLES = (40, 20, 10)
"""How many letters in a row are looked for: many first, since few stand in many places."""

_LEAST = 4
"""Fewer letters than these stand anywhere."""

_REACH = 800
"""How far behind the beginning of a page letters are looked for that both documents have."""


def page_starts(print: Flow, book: Flow) -> tuple[int, ...]:
    """Return, for each page of `print`, where it begins in `book`, in ascending order.

    A page begins where its first letters stand. What is on paper alone has no place in a book: its
    page begins there with what comes next.
    """
    search = _Search(print, book)
    starts: list[int] = []
    above = 0
    for page in range(len(print.pages)):
        above = max(above, search.start(page, above))
        starts.append(above)
    return tuple(starts)


class _Search:
    def __init__(self, print: Flow, book: Flow) -> None:
        self._print = print
        self._book = book
        common = sorted((at, book.ids[id]) for id, at in print.ids.items() if id in book.ids)
        self._here = [here for here, _ in common]
        self._there = [there for _, there in common]

    def start(self, page: int, above: int) -> int:
        """Return where a page begins in the book, no earlier than the page before it, at `above`."""
        if page == 0:
            return 0
        begin = self._print.pages[page]
        end = [*self._print.pages, len(self._print.letters)][page + 1]
        found = next(self._places(begin, end), None)
        if found is not None:
            return found
        behind = bisect_right(self._here, begin)
        return self._there[behind] if behind < len(self._there) else above

    def _places(self, begin: int, end: int) -> Iterator[int]:
        """Yield where the letters of a page stand in the book: its first ones first."""
        for at in range(begin, min(end, begin + _REACH)):
            low, high, near = self._window(at)
            if near == low and at:  # an element of both begins here
                yield low
            for length in _NEEDLES:
                needle = self._print.letters[at : min(at + length, end)]
                place = self._nearest(needle, low, high, near)
                if place is not None:
                    yield place

    def _window(self, at: int) -> tuple[int, int, int]:
        """Return between which elements of the book a place of the print lies, and about where."""
        behind = bisect_right(self._here, at)
        before_here, before_there = (
            (self._here[behind - 1], self._there[behind - 1]) if behind else (0, 0)
        )
        near = before_there + at - before_here
        high = self._there[behind] if behind < len(self._there) else len(self._book.letters)
        return before_there, max(high, before_there) + _NEEDLES[0], near

    def _nearest(self, needle: str, low: int, high: int, near: int) -> int | None:
        if len(needle) < _LEAST:
            return None
        places = []
        place = self._book.letters.find(needle, low, high)
        while place >= 0:
            places.append(place)
            place = self._book.letters.find(needle, place + 1, high)
        return min(places, key=lambda place: abs(place - near), default=None)
