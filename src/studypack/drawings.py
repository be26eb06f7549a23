"""Drawings made from a view's own words, as SVG: `backends.fragments` places them.

Everything is drawn in the colour of the text around it and has a `<title>` and a `<desc>`, so that it
can be printed in grey, read on a dark screen and read aloud. Units are tenths of a millimetre.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from studypack.model.generated import Square

_FONT = "sans-serif"
"""In print and in pictures, the face for labels; in e-books, the reader's own."""

Point = tuple[float, float]

_SIDE = 80
"""A square of a crossword."""

_EDGE = 2
"""What its lines need around it."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a screen reader says of a drawing: what it is, and what there is to see."""

    title: str
    description: str


def crossword(
    grid: Sequence[Sequence[Square | None]], spoken: Spoken, *, right_to_left: bool = False
) -> Markup:
    """Return the grid of a crossword, its squares 8 mm wide.

    grid           rows of one length; None is no square at all
    right_to_left  words across begin at the right
    """
    columns = len(grid[0]) if grid else 0
    parts = [
        _square(square, x * _SIDE, row * _SIDE, right_to_left=right_to_left)
        for row, squares in enumerate(grid)
        for x, square in enumerate(reversed(squares) if right_to_left else squares)
        if square is not None
    ]
    edges = 2 * _EDGE
    return _svg(columns * _SIDE + edges, len(grid) * _SIDE + edges, spoken, parts, shift=_EDGE)


@dataclass(frozen=True, slots=True)
class Area:
    """Where something is in a drawing, in hundredths of its width and height."""

    left: float
    top: float
    width: float
    height: float


def crossword_width_mm(grid: Sequence[Sequence[Square | None]]) -> float:
    """Return how wide the grid of a crossword is."""
    return ((len(grid[0]) if grid else 0) * _SIDE + 2 * _EDGE) / 10


def crossword_square(
    grid: Sequence[Sequence[Square | None]], row: int, column: int, *, right_to_left: bool = False
) -> Area:
    """Return where a square of a crossword is in what `crossword` draws."""
    x = (len(grid[0]) - 1 - column if right_to_left else column) * _SIDE + _EDGE
    width, height = (count * _SIDE + 2 * _EDGE for count in (len(grid[0]), len(grid)))
    return Area(
        left=100 * x / width,
        top=100 * (row * _SIDE + _EDGE) / height,
        width=100 * _SIDE / width,
        height=100 * _SIDE / height,
    )


def _square(square: Square, x: int, y: int, *, right_to_left: bool) -> Markup:
    shape = Markup(
        '<rect x="{0}" y="{1}" width="{2}" height="{2}" fill="none" '
        'stroke="currentColor" stroke-width="3"/>'
    ).format(x, y, _SIDE)
    if square.number:
        corner, anchor = (x + _SIDE - 6, "end") if right_to_left else (x + 6, "start")
        shape += _text(square.number, (corner, y + 24), size=22, anchor=anchor)
    if square.letter:
        shape += _text(square.letter, (x + _SIDE / 2, y + 62), size=44, weight=600)
    return shape


@dataclass(frozen=True, slots=True)
class _Box:
    """A name in a box: centre, half width and half height, and the name's lines."""

    x: float
    y: float
    half_width: float
    half_height: float
    lines: tuple[str, ...]

    def edge_towards(self, x: float, y: float) -> Point:
        """Return where the line from the box's centre to a point leaves the box."""
        dx, dy = x - self.x, y - self.y
        reach = min(
            self.half_width / abs(dx) if dx else math.inf,
            self.half_height / abs(dy) if dy else math.inf,
        )
        return (self.x, self.y) if math.isinf(reach) else (self.x + dx * reach, self.y + dy * reach)


def character_map(names: Sequence[str], edges: Sequence[tuple[int, int]], spoken: Spoken) -> Markup:
    """Return the characters in a ring and an arrow for each relation, numbered from 1.

    edges  indices into `names`, from and to
    """
    width, height = 1500, 380 + 90 * len(names) if len(names) > 2 else 300  # noqa: PLR2004
    height = min(height, 1000)
    boxes = [_place(name, index, len(names), width, height) for index, name in enumerate(names)]
    seen: dict[frozenset[int], int] = {}
    parts: list[Markup] = []
    for number, (source, target) in enumerate(edges, start=1):
        pair = frozenset((source, target))
        seen[pair] = seen.get(pair, -1) + 1
        if source != target:
            parts.append(_arrow(boxes[source], boxes[target], number, seen[pair]))
    parts.extend(_box(box) for box in boxes)
    return _svg(width, height, spoken, parts)


def _place(name: str, index: int, count: int, width: int, height: int) -> _Box:
    """Return the box of a name on an ellipse, the first at the top."""
    lines = _wrapped(name)
    half_width = max(9.5 * max(len(line) for line in lines) + 22, 70)
    half_height = 20.0 * len(lines) + 18
    angle = 2 * math.pi * index / count - math.pi / 2
    if count == 2:  # noqa: PLR2004  # side by side
        angle = math.pi * (1 - index)
    x = width / 2 + (width / 2 - 230) * math.cos(angle)
    y = height / 2 + (height / 2 - 60) * math.sin(angle)
    return _Box(x, y, half_width, half_height, lines)


def _wrapped(name: str, longest: int = 18) -> tuple[str, ...]:
    """Return a name in one or two lines."""
    if len(name) <= longest or " " not in name:
        return (name,)
    spaces = [index for index, character in enumerate(name) if character == " "]
    middle = min(spaces, key=lambda index: abs(index - len(name) / 2))
    return name[:middle], name[middle + 1 :]


def _box(box: _Box) -> Markup:
    rect = Markup(
        '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="12" fill="none" '
        'stroke="currentColor" stroke-width="4"/>'
    ).format(
        box.x - box.half_width, box.y - box.half_height, 2 * box.half_width, 2 * box.half_height
    )
    first = box.y + 12 - 20 * (len(box.lines) - 1)
    return rect + Markup("").join(
        _text(line, (box.x, first + 40 * index), size=34, weight=600)
        for index, line in enumerate(box.lines)
    )


def _arrow(source: _Box, target: _Box, number: int, repeat: int) -> Markup:
    """Return an arrow from box to box, broken in its middle by its number."""
    length = math.hypot(target.x - source.x, target.y - source.y) or 1
    dx, dy = (target.x - source.x) / length, (target.y - source.y) / length
    # Relations of the same pair run beside each other; the sign keeps both ways apart.
    aside = 34 * ((repeat + 1) // 2) * (1 if repeat % 2 else -1)
    if source.x > target.x:
        aside = -aside
    start = _shift(source.edge_towards(target.x, target.y), -dy * aside, dx * aside)
    end = _shift(target.edge_towards(source.x, source.y), -dy * aside, dx * aside)
    span = math.hypot(end[0] - start[0], end[1] - start[1])
    middle = _shift(start, dx * span * 0.4, dy * span * 0.4)
    gap = 26
    before = (start, _shift(middle, -dx * gap, -dy * gap))
    after = (_shift(middle, dx * gap, dy * gap), _shift(end, -dx * 18, -dy * 18))
    head = (
        end,
        _shift(end, -dx * 26 - dy * 10, -dy * 26 + dx * 10),
        _shift(end, -dx * 26 + dy * 10, -dy * 26 - dx * 10),
    )
    return (
        _line(*before)
        + _line(*after)
        + Markup('<polygon points="{}" fill="currentColor"/>').format(
            " ".join(f"{x:.1f},{y:.1f}" for x, y in head)
        )
        + _text(number, (middle[0], middle[1] + 11), size=30)
    )


def venn(spoken: Spoken) -> Markup:
    """Return two circles that overlap, 150 mm wide together."""
    circle = (
        '<ellipse cx="{}" cy="400" rx="460" ry="390" fill="none" '
        'stroke="currentColor" stroke-width="5"/>'
    )
    return _svg(1500, 800, spoken, [Markup(circle.format(470)), Markup(circle.format(1030))])


def _shift(point: Point, dx: float, dy: float) -> Point:
    return point[0] + dx, point[1] + dy


def _line(start: Point, end: Point) -> Markup:
    return Markup(
        '<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="currentColor" '
        'stroke-width="3"/>'
    ).format(*start, *end)


def _text(
    text: object, at: Point, *, size: int, anchor: str = "middle", weight: int = 400
) -> Markup:
    return Markup(
        '<text x="{:.1f}" y="{:.1f}" font-family="{}" font-size="{}" font-weight="{}" '
        'text-anchor="{}" fill="currentColor">{}</text>'
    ).format(*at, _FONT, size, weight, anchor, text)


def _svg(
    width: float, height: float, spoken: Spoken, parts: Iterable[Markup], *, shift: int = 0
) -> Markup:
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" direction="ltr" '
        'width="{}mm" height="{}mm" '
        'viewBox="{} {} {} {}"><title>{}</title><desc>{}</desc>{}</svg>'
    ).format(
        *(width / 10, height / 10, -shift, -shift, width, height),
        *(spoken.title, spoken.description, Markup("").join(parts)),
    )
