"""Drawings made from a view's own words, as SVG: `backends.fragments` places them.

Everything is drawn in the colour of the text around it and has a `<title>` and a `<desc>`, so that it
can be printed in grey, read on a dark screen and read aloud. Units are tenths of a millimetre.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

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
    grid: Sequence[Sequence[Square | None]],
    spoken: Spoken,
    *,
    larger: float = 1.0,
    right_to_left: bool = False,
) -> Markup:
    """Return the grid of a crossword, its squares 8 mm wide.

    grid           rows of one length; None is no square at all
    larger         how many times as wide the squares are, by `growth_of_crossword`
    right_to_left  words across begin at the right
    """
    parts = [
        _square(square, x * _SIDE, row * _SIDE, right_to_left=right_to_left)
        for row, squares in enumerate(grid)
        for x, square in enumerate(reversed(squares) if right_to_left else squares)
        if square is not None
    ]
    width, height = _extent(grid)
    return _svg(width, height, spoken, parts, shift=_EDGE, larger=larger)


_HIGHEST = 1500
"""What is drawn larger than usual is no higher: it leaves room on an A5 page for its title."""


def _extent(grid: Sequence[Sequence[Square | None]]) -> tuple[int, int]:
    """Return how wide and how high the grid of a crossword is, in tenths of a millimetre."""
    columns = len(grid[0]) if grid else 0
    return columns * _SIDE + 2 * _EDGE, len(grid) * _SIDE + 2 * _EDGE


def growth_of_crossword(
    grid: Sequence[Sequence[Square | None]], letters: float, widest_mm: float
) -> float:
    """Return how much larger than usual a crossword is drawn where letters are so much larger.

    It never is as high as a page, nor wider than `widest_mm` unless it is so anyway.
    """
    width, height = _extent(grid)
    return max(1.0, min(letters, _HIGHEST / height, 10 * widest_mm / width))


@dataclass(frozen=True, slots=True)
class Area:
    """Where something is in a drawing, in hundredths of its width and height."""

    left: float
    top: float
    width: float
    height: float


def crossword_width_mm(grid: Sequence[Sequence[Square | None]], larger: float = 1.0) -> float:
    """Return how wide the grid of a crossword is drawn; `larger` as for `crossword`."""
    return larger * _extent(grid)[0] / 10


def crossword_square(
    grid: Sequence[Sequence[Square | None]], row: int, column: int, *, right_to_left: bool = False
) -> Area:
    """Return where a square of a crossword is in what `crossword` draws."""
    x = (len(grid[0]) - 1 - column if right_to_left else column) * _SIDE + _EDGE
    width, height = _extent(grid)
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


def character_map(
    names: Sequence[str],
    edges: Sequence[tuple[int, int]],
    spoken: Spoken,
    *,
    width_mm: float = 150,
    letters: float = 1.0,
) -> Markup:
    """Return the characters in a ring and an arrow for each relation, numbered from 1.

    edges    indices into `names`, from and to
    letters  how much larger than usual names and numbers are, as far as they have room
    """
    width = round(10 * width_mm)
    while True:
        height = 380.0 + 90 * len(names) if len(names) > 2 else 300.0  # noqa: PLR2004
        height = min(height, 1000) * max(1.0, letters)
        height = min(height, _HIGHEST)
        boxes = _ring(names, width, height, letters)
        if letters <= _SMALLEST or not _overlap(boxes):
            break
        letters -= 0.1
    seen: dict[frozenset[int], int] = {}
    parts: list[Markup] = []
    for number, (source, target) in enumerate(edges, start=1):
        pair = frozenset((source, target))
        seen[pair] = seen.get(pair, -1) + 1
        if source != target:
            parts.append(_arrow(boxes[source], boxes[target], number, seen[pair], letters))
    parts.extend(_box(box, letters) for box in boxes)
    return _svg(width, height, spoken, parts)


_SMALLEST = 0.7
"""Names are not set smaller, even if they overlap then."""


def _ring(names: Sequence[str], width: float, height: float, letters: float) -> list[_Box]:
    """Return the boxes of names on an ellipse, the first at the top."""
    lines = [_wrapped(name) for name in names]
    half_widths = [
        letters * max(9.5 * max(len(line) for line in wrapped) + 22, 70) for wrapped in lines
    ]
    half_heights = [letters * (20.0 * len(wrapped) + 18) for wrapped in lines]
    across = width / 2 - max([width * 0.153, *half_widths])
    down = height / 2 - max([60, *half_heights])
    return [
        _Box(
            width / 2 + across * math.cos(angle),
            height / 2 + down * math.sin(angle),
            half_widths[index],
            half_heights[index],
            lines[index],
        )
        for index, angle in enumerate(_angles(len(names)))
    ]


def _angles(count: int) -> list[float]:
    if count == 2:  # noqa: PLR2004  # side by side
        return [math.pi, 0.0]
    return [2 * math.pi * index / count - math.pi / 2 for index in range(count)]


def _overlap(boxes: Sequence[_Box]) -> bool:
    """Return whether any two boxes touch."""
    return any(
        abs(a.x - b.x) < a.half_width + b.half_width
        and abs(a.y - b.y) < a.half_height + b.half_height
        for a, b in combinations(boxes, 2)
    )


def _wrapped(name: str, longest: int = 18) -> tuple[str, ...]:
    """Return a name in one or two lines."""
    if len(name) <= longest or " " not in name:
        return (name,)
    spaces = [index for index, character in enumerate(name) if character == " "]
    middle = min(spaces, key=lambda index: abs(index - len(name) / 2))
    return name[:middle], name[middle + 1 :]


def _box(box: _Box, letters: float) -> Markup:
    rect = Markup(
        '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="12" fill="none" '
        'stroke="currentColor" stroke-width="4"/>'
    ).format(
        box.x - box.half_width, box.y - box.half_height, 2 * box.half_width, 2 * box.half_height
    )
    first = box.y + letters * (12 - 20 * (len(box.lines) - 1))
    return rect + Markup("").join(
        _text(line, (box.x, first + letters * 40 * index), size=letters * 34, weight=600)
        for index, line in enumerate(box.lines)
    )


def _arrow(source: _Box, target: _Box, number: int, repeat: int, letters: float) -> Markup:
    """Return an arrow from box to box, broken in its middle by its number."""
    length = math.hypot(target.x - source.x, target.y - source.y) or 1
    dx, dy = (target.x - source.x) / length, (target.y - source.y) / length
    # Relations of the same pair run beside each other; the sign keeps both ways apart.
    aside = 34 * letters * ((repeat + 1) // 2) * (1 if repeat % 2 else -1)
    if source.x > target.x:
        aside = -aside
    start = _shift(source.edge_towards(target.x, target.y), -dy * aside, dx * aside)
    end = _shift(target.edge_towards(source.x, source.y), -dy * aside, dx * aside)
    span = math.hypot(end[0] - start[0], end[1] - start[1])
    middle = _shift(start, dx * span * 0.4, dy * span * 0.4)
    gap = 26 * letters
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
        + _text(number, (middle[0], middle[1] + letters * 11), size=letters * 30)
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
    text: object, at: Point, *, size: float, anchor: str = "middle", weight: int = 400
) -> Markup:
    return Markup(
        '<text x="{:.1f}" y="{:.1f}" font-family="{}" font-size="{:g}" font-weight="{}" '
        'text-anchor="{}" fill="currentColor">{}</text>'
    ).format(*at, _FONT, size, weight, anchor, text)


def _svg(
    width: float,
    height: float,
    spoken: Spoken,
    parts: Iterable[Markup],
    *,
    shift: int = 0,
    larger: float = 1.0,
) -> Markup:
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" direction="ltr" '
        'width="{}mm" height="{}mm" '
        'viewBox="{} {} {:g} {:g}"><title>{}</title><desc>{}</desc>{}</svg>'
    ).format(
        round(larger * width / 10, 2),
        round(larger * height / 10, 2),
        -shift,
        -shift,
        width,
        height,
        spoken.title,
        spoken.description,
        Markup("").join(parts),
    )
