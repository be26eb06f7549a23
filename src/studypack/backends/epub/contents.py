"""The navigation of a book: the nested table of contents, shared by the nav document and the NCX."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from studypack.composing.view import ContentsEntry
from studypack.model.inlines import plain


@dataclass(slots=True)
class Point:
    """A line of the contents: where it leads, and the lines below it."""

    label: str
    href: str
    points: list[Point] = field(default_factory=list)


def nest(entries: Iterable[ContentsEntry], hrefs: Mapping[str, str], deepest: int) -> list[Point]:
    """Return `entries` as a tree, down to level `deepest`.

    hrefs  id → address; an entry without one is left out
    A level that is skipped hangs under the nearest heading above it.
    """
    root = Point("", "")
    path: list[tuple[int, Point]] = [(0, root)]
    for entry in entries:
        if entry.level > deepest or entry.id not in hrefs:
            continue
        point = Point(" ".join(plain(entry.title).split()), hrefs[entry.id])
        while path[-1][0] >= entry.level:
            path.pop()
        path[-1][1].points.append(point)
        path.append((entry.level, point))
    return root.points


def depth(points: Iterable[Point]) -> int:
    """Return how many levels a tree has; 0 for none."""
    return max((1 + depth(point.points) for point in points), default=0)
