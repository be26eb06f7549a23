"""What the logical structure of a document is made of; shared by `structure`, `settling` and `tags`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

LAYOUT: Final = "Layout"
"""An artifact that decorates: a rule, a tick box, a leader."""

HEADER: Final = "Header"
FOOTER: Final = "Footer"
"""Artifacts at the head and the foot of a page, as a page number."""


class Mark(NamedTuple):
    """A marked-content sequence: its page, counted from 0, and its number on that page."""

    page: int
    number: int


class Annotation(NamedTuple):
    """A link's or a form field's annotation, with the words that describe it."""

    page: int
    dictionary: Any
    description: str


class Jump(NamedTuple):
    """A link that no element has asked for, between a footnote and its call.

    area, target  where it is, on `page`, and where it leads, on `target_page`
    """

    page: int
    area: Rectangle
    target_page: int
    target: Rectangle
    description: str


class Rectangle(NamedTuple):
    """An area of a page in CSS pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def covers(self, other: Rectangle) -> bool:
        """Return whether the two show the same piece of a line: one's width lies in the other's."""
        overlap = min(self.bottom, other.bottom) - max(self.top, other.top)
        height = min(self.bottom - self.top, other.bottom - other.top)
        slack = 0.5
        inside = self.left - slack <= other.left and other.right <= self.right + slack
        around = other.left - slack <= self.left and self.right <= other.right + slack
        return overlap > height / 2 and (inside or around)

    def joined(self, other: Rectangle) -> Rectangle:
        """Return the smallest rectangle around both."""
        return Rectangle(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(slots=True, eq=False)
class Node:
    """One element of the logical structure (ISO 32000-1, 14.7.2). It changes while pages are read.

    role      a standard structure type (14.8.4)
    language  BCP 47, of its text; written where it differs from the parent's
    entries   text strings of its dictionary: Alt, T, E, ID
    layout    attributes of its role's owner: Scope, ListNumbering …
    area      where its page `area_page` shows it, for a figure or a formula
    in_contents  whether it stands in a table of contents
    """

    role: str
    parent: Node | None = None
    language: str = ""
    kids: list[Kid] = field(default_factory=list)
    entries: dict[str, str] = field(default_factory=dict)
    layout: dict[str, str | int] = field(default_factory=dict)
    area: Rectangle | None = None
    area_page: int = 0
    in_contents: bool = False

    def child(self, role: str, language: str = "") -> Node:
        """Append and return a new node."""
        kid = Node(role, self, language or self.language, in_contents=self.in_contents)
        self.kids.append(kid)
        return kid

    def nodes(self) -> Iterator[Node]:
        """Yield the children that are nodes."""
        return (kid for kid in self.kids if isinstance(kid, Node))

    def closest(self, *roles: str) -> Node | None:
        """Return the innermost node with one of `roles` among this one and its ancestors."""
        node: Node | None = self
        while node is not None and node.role not in roles:
            node = node.parent
        return node

    @property
    def is_leaf(self) -> bool:
        """Whether an alternative text stands for all that is in it."""
        return self.role in {"Figure", "Formula"}


Kid = Node | Mark | Annotation | Jump
"""What an element of the structure holds."""
