"""Numbers the lines of a passage, or counts their words, once they are known; for `printing`.

CSS cannot count lines. So the passage's template writes as many numbers as could be needed, all at
the passage's head; here each is moved to its line, or dropped. Layout is over by then: the numbers
stand in the margin, and nothing that they are moved past can shift.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure.boxes import LineBox, TextBox

from studypack.backends.measures import count_words

STEP = 5
"""Every how many lines there is a number; the template counts in the same steps."""


def number_lines(document: Any) -> None:
    """Move the numbers of every passage of a laid-out document (`weasyprint.Document`)."""
    passages: dict[Any, _Passage] = {}
    for page in document.pages:
        for box in _boxes(page._page_box):
            if _is(box, "numbered-lines"):
                kind = _Counted if _is(box, "counted-words") else _Passage
                passages.setdefault(box.element, kind(box)).number(box)


class _Passage:
    """The lines of one passage, over all pages that it runs over."""

    def __init__(self, first: Any) -> None:
        self._numbers = [box for box in first.children if _is(box, "line-number")]
        self._left = first.position_x
        self._lines = 0

    def number(self, piece: Any) -> None:
        """Number the lines of the piece of the passage that stands on one page."""
        text = [box for box in piece.children if not _is(box, "line-number")]
        moved = []
        for line in (line for child in text for line in _lines(child)):
            number = self._number_of(line)
            if number is not None:
                moved.append(self._to_line(number, line, piece))
        # The numbers come first, as in the element: reading order is by the element's children.
        piece.children = [*moved, *text]

    def _number_of(self, _line: Any) -> Any | None:
        """Return the number that belongs to the next line, if one does."""
        self._lines += 1
        place, rest = divmod(self._lines, STEP)
        return self._numbers[place - 1] if rest == 0 and place <= len(self._numbers) else None

    def _to_line(self, number: Any, line: Any, piece: Any) -> Any:
        own = next(box for box in _boxes(number) if isinstance(box, LineBox))
        down = (line.position_y + line.baseline) - (own.position_y + own.baseline)
        number.translate(piece.position_x - self._left, down)
        return number


class _Counted(_Passage):
    """A passage whose lines say how many words have been read at their ends."""

    def __init__(self, first: Any) -> None:
        super().__init__(first)
        self._text = ""
        self._read = 0

    def _number_of(self, line: Any) -> Any | None:
        # A word that is parted at its hyphen is one, read when its first part is.
        joint = "" if self._text.endswith(_HYPHENS) else " "
        self._text += joint + "".join(_texts(line))
        before, self._read = self._read, count_words(self._text)
        known = before < self._read <= len(self._numbers)
        return self._numbers[self._read - 1] if known else None


_HYPHENS = ("-", "\u00ad", "\u2010")


def _texts(box: Any) -> Iterator[str]:
    """Yield the words in a line, but not calls of notes and readings above words."""
    element = box.element
    if "::" in (box.element_tag or "") or (
        element is not None and (element.tag == "rt" or element.get("role") == "doc-noteref")
    ):
        return
    if isinstance(box, TextBox):
        yield box.text
    for child in getattr(box, "children", ()):
        yield from _texts(child)


def _is(box: Any, name: str) -> bool:
    element = box.element
    return (
        element is not None
        and not box.element_tag.endswith("::before")
        and name in (element.get("class") or "").split()
    )


def _lines(box: Any) -> Iterator[Any]:
    """Yield the lines of `box`, but not those of a box that itself stands in a line."""
    if isinstance(box, LineBox):
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from _lines(child)


def _boxes(box: Any) -> Iterator[Any]:
    """Yield `box` and every box inside it, in order."""
    yield box
    for child in getattr(box, "children", ()):
        yield from _boxes(child)
