"""Numbers every fifth line of a passage, once it is known where the lines end; for `printing`.

CSS cannot count lines. So the passage's template writes as many numbers as could be needed, all at
the passage's head; here each is moved to its line, or dropped. Layout is over by then: the numbers
stand in the margin, and nothing that they are moved past can shift.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure.boxes import LineBox

STEP = 5
"""Every how many lines there is a number; the template counts in the same steps."""


def number_lines(document: Any) -> None:
    """Move the numbers of every passage of a laid-out document (`weasyprint.Document`)."""
    passages: dict[Any, _Passage] = {}
    for page in document.pages:
        for box in _boxes(page._page_box):
            if _is(box, "numbered-lines"):
                passages.setdefault(box.element, _Passage(box)).number(box)


class _Passage:
    """The lines of one passage, over all pages that it runs over."""

    def __init__(self, first: Any) -> None:
        self._numbers = deque(box for box in first.children if _is(box, "line-number"))
        self._left = first.position_x
        self._lines = 0

    def number(self, piece: Any) -> None:
        """Number the lines of the piece of the passage that stands on one page."""
        text = [box for box in piece.children if not _is(box, "line-number")]
        moved = []
        for line in (line for child in text for line in _lines(child)):
            self._lines += 1
            if self._lines % STEP == 0 and self._numbers:
                moved.append(self._to_line(self._numbers.popleft(), line, piece))
        # The numbers come first, as in the element: reading order is by the element's children.
        piece.children = [*moved, *text]

    def _to_line(self, number: Any, line: Any, piece: Any) -> Any:
        own = next(box for box in _boxes(number) if isinstance(box, LineBox))
        down = (line.position_y + line.baseline) - (own.position_y + own.baseline)
        number.translate(piece.position_x - self._left, down)
        return number


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
