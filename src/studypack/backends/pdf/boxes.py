"""The boxes of a laid-out document, found by element; called by `holding`.

Everything here reads WeasyPrint's boxes or moves them about when layout is over, as `lines` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

Box = Any
"""A box of WeasyPrint, which is not typed."""


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """Where an element, or a piece of one, is laid out.

    page   counted from 0
    chain  its box last, before it those that it is in, from that of the page on
    """

    page: int
    chain: tuple[Box, ...]

    @property
    def box(self) -> Box:
        """The outermost box of the element here."""
        return self.chain[-1]


class Spots:
    """Where each element of a document is."""

    def __init__(self, document: Any) -> None:
        self._of: dict[Element | None, list[Spot]] = {}
        for number, page in enumerate(document.pages):
            self._walk(number, page._page_box, ())

    def of(self, element: Element | None) -> list[Spot]:
        """Return the places of an element, in order; [] if it has no box."""
        return self._of.get(element, []) if element is not None else []

    def of_class(self, name: str) -> list[Spot]:
        """Return the places of all elements of a class."""
        return [
            spot
            for element, spots in self._of.items()
            if element is not None and name in (element.get("class") or "").split()
            for spot in spots
        ]

    def _walk(self, page: int, box: Box, outside: tuple[Box, ...]) -> None:
        chain = (*outside, box)
        own = "::" not in (box.element_tag or "::")
        if own and not (outside and outside[-1].element is box.element):
            self._of.setdefault(box.element, []).append(Spot(page, chain))
        for child in children(box):
            self._walk(page, child, chain)


def children(box: Box) -> Iterator[Box]:
    """Yield what is in a box; an absolutely positioned box stands in a placeholder."""
    for child in getattr(box, "children", ()):
        yield child._box if isinstance(child, AbsolutePlaceholder) else child


def place_in(box: Box, child: Box) -> int:
    """Return at which place a box holds `child`."""
    return next(i for i, held in enumerate(children(box)) if held is child)


def put(box: Box, at: int, child: Box) -> None:
    """Put `child` into a box, where it is read and painted; nothing moves."""
    box.children = [*box.children[:at], child, *box.children[at:]]


def flows(box: Box) -> bool:
    """Return whether blocks stand in a box one below the other, and it may become higher."""
    return bool(
        isinstance(box, boxes.BlockBox)
        and not box.is_table_wrapper
        and box.is_in_normal_flow()
        and box.style["height"] == "auto"
        and box.style["position"] in {"static", "relative"}
        and not any(child.is_column or isinstance(child, boxes.LineBox) for child in children(box))
    )


def bottom(box: Box) -> float:
    """Return where a box ends, its border included."""
    return float(box.border_box_y() + box.border_height())


def white_below(page: Box, spots: Spots, number: int) -> float:
    """Return how much white there is at the foot of a page, above its footnotes."""
    limit = page.content_box_y() + page.height
    reached = page.content_box_y()
    for child in page.children:
        if isinstance(child, boxes.FootnoteAreaBox):
            if child.children:
                limit = min(limit, child.position_y)
        elif not isinstance(child, boxes.MarginBox):
            reached = max(reached, _reach(child, spots, number))
    return float(limit - reached)


def _reach(box: Box, spots: Spots, number: int) -> float:
    """Return where the lowest of what is in a box ends, itself included if it ends on this page."""
    inside = [_reach(c, spots, number) for c in children(box) if not c.is_absolutely_positioned()]
    ends = spots.of(box.element)[-1:] if not isinstance(box, boxes.LineBox) else []
    goes_on = bool(ends) and ends[0].page > number
    is_frame = box.element is None or box.element.tag in {"html", "body", "main"}
    own = [] if goes_on or is_frame else [bottom(box)]
    if isinstance(box, boxes.LineBox):
        own = [float(box.position_y + box.height)]
    return max([*inside, *own], default=0.0)
