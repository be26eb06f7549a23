"""Pictures with the numbers of labels on them; called by `compose`.

Each is one SVG drawing that holds the author's picture untouched and the numbers above it, so
that no format has to lay one over the other. A number stands in a white disc with a dark rim,
its line has a white seam: both can be told from any ground, in grey and on a dark screen.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import hypot
from types import MappingProxyType

from studypack.composing.view import Look
from studypack.labels import Labels
from studypack.model.base import Block, Node
from studypack.model.blocks import Figure
from studypack.model.pack import ImageFile
from studypack.model.spot import Point, Side, Spot
from studypack.model.walk import descend_all

_SVG = "image/svg+xml"
_MM_PER_PT = 25.4 / 72
_MM_PER_PX = 25.4 / 96
_BESIDE_TEXT_MM = 43
"""What the margins of a sheet leave of its width for no figure."""

_HIGHEST_MM = 120
_DISC = 0.85
"""Radius of a disc, by the size of the text."""

_LARGEST = 0.07
"""Radius of a disc at most, by the width of the picture: a small one must not vanish behind it."""

_MARGIN = 2.8
_APART = 2.3
"""Width of a margin for numbers, and how far apart these are in it, by the radius of a disc."""


class NumberedPictures:
    """Draws pictures with numbers, each once; `drawn` holds them by name."""

    def __init__(self, images: Mapping[str, ImageFile], labels: Labels, look: Look) -> None:
        self._images = images
        self._labels = labels
        self._look = look
        self._made: dict[tuple[str, str, tuple[Spot, ...]], ImageFile] = {}

    @property
    def drawn(self) -> Mapping[str, ImageFile]:
        """Return the pictures that were drawn, by name."""
        return MappingProxyType({image.name: image for image in self._made.values()})

    def put_into(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """Return `blocks` with every figure that has spots showing its numbers."""
        return descend_all(blocks, self._enter)

    def _enter(self, node: Node) -> Node:
        if not isinstance(node, Figure) or not node.spots:
            return node
        key = (node.src, node.width, node.spots)
        if key not in self._made:
            self._made[key] = self._draw(node)
        return replace(node, src=self._made[key].name)

    def _draw(self, figure: Figure) -> ImageFile:
        image = self._images[figure.src]
        canvas = _Canvas.of(image, figure.spots, self._radius(image, figure.width))
        numbers = [self._labels.number(place + 1) for place in range(len(figure.spots))]
        width, height = round(canvas.width), image.height_px
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {canvas.width:.1f} {height}" '
            f'width="{width}" height="{height}">'
            f"{_original(image, canvas.left)}{canvas.drawing(numbers)}</svg>"
        )
        # No file can have this name: the picture itself is none of its folders.
        name = f"{image.name}/{len(self._made) + 1}.svg"
        return ImageFile(
            name=name, media_type=_SVG, data=svg.encode(), width_px=width, height_px=height
        )

    def _radius(self, image: ImageFile, width: str) -> float:
        """Return the radius of a disc in pixels of the picture, about as large as text in print."""
        widest = self._look.paper.value[0] - _BESIDE_TEXT_MM
        wanted = _millimetres(width, widest) or image.width_px * _MM_PER_PX
        shown = min(wanted, widest, _HIGHEST_MM * image.width_px / image.height_px)
        share = self._look.text_pt * _MM_PER_PT * _DISC / shown
        return min(share, _LARGEST) * image.width_px


def _millimetres(width: str, widest: float) -> float:
    """Return a width of `Figure` in millimetres, 0 where there is none."""
    number = float(width.rstrip(" %cm") or 0)
    unit = {"%": widest / 100, "cm": 10.0}
    return number * next((mm for name, mm in unit.items() if width.endswith(name)), 1.0)


def _original(image: ImageFile, left: float) -> str:
    """Return the author's picture as an element of another drawing, `left` from its edge."""
    place = f'x="{left:.1f}" y="0" width="{image.width_px}" height="{image.height_px}"'
    nested = _nested(image.data, place) if image.media_type == _SVG else ""
    if nested:
        return nested
    data = base64.b64encode(image.data).decode("ascii")
    return f'<image {place} href="data:{image.media_type};base64,{data}"/>'


def _nested(data: bytes, place: str) -> str:
    """Return a drawing to stand in another one; '' if nothing says what is to be scaled."""
    from lxml import etree

    root = etree.fromstring(data)
    if not root.get("viewBox"):
        return ""
    for attribute in ("x", "y", "width", "height"):
        root.attrib.pop(attribute, None)
    opening, _, rest = etree.tostring(root, encoding="unicode", with_tail=False).partition(" ")
    return f"{opening} {place} {rest}"


@dataclass(frozen=True, slots=True)
class _Canvas:
    """A picture with its margins, in pixels of the picture.

    left     where the picture begins;  width, height  of all
    radius   of a disc
    points   what each number points at;  discs  where each number stands
    """

    left: float
    width: float
    height: float
    radius: float
    points: tuple[Point, ...]
    discs: tuple[Point, ...]

    @classmethod
    def of(cls, image: ImageFile, spots: tuple[Spot, ...], radius: float) -> _Canvas:
        margin = _MARGIN * radius
        sides = {spot.number for spot in spots}
        left = margin if Side.LEFT in sides else 0.0
        width = left + image.width_px + (margin if Side.RIGHT in sides else 0.0)
        height = float(image.height_px)

        def pixels(point: Point) -> Point:
            return left + point[0] * image.width_px / 100, point[1] * height / 100

        def inside(point: Point) -> Point:
            return (
                min(max(point[0], radius + 1), width - radius - 1),
                min(max(point[1], radius + 1), height - radius - 1),
            )

        points = tuple(pixels(spot.at) for spot in spots)
        discs = {
            place: inside(pixels(spot.number or spot.at))
            for place, spot in enumerate(spots)
            if not isinstance(spot.number, Side)
        }
        for side, x in ((Side.LEFT, radius + 1), (Side.RIGHT, width - radius - 1)):
            places = [place for place, spot in enumerate(spots) if spot.number is side]
            places.sort(key=lambda place: points[place][1])
            heights = _spread([points[place][1] for place in places], _APART * radius, height)
            discs |= {place: inside((x, y)) for place, y in zip(places, heights, strict=True)}
        return cls(
            left, width, height, radius, points, tuple(discs[place] for place in range(len(spots)))
        )

    def drawing(self, numbers: list[str]) -> str:
        """Return the lines first, so that no line crosses a number."""
        pairs = [*zip(self.points, self.discs, strict=True)]
        lines = (self._line(point, disc) for point, disc in pairs)
        discs = (self._disc(disc, text) for disc, text in zip(self.discs, numbers, strict=True))
        return "".join((*lines, *discs))

    def _line(self, point: Point, disc: Point) -> str:
        """Return the line from a disc to what it points at, with a dot at its end."""
        if hypot(point[0] - disc[0], point[1] - disc[1]) <= self.radius:
            return ""
        thin, dot = self.radius * 0.12, self.radius * 0.28
        ends = 'x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"'.format(*disc, *point)
        return "".join(
            f'<line {ends} style="stroke:{color};stroke-width:{thin * width:.2f}"/>'
            f'<circle cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="{dot * size:.2f}" '
            f'style="fill:{color};stroke:none"/>'
            for color, width, size in (("#fff", 3, 1.5), ("#000", 1, 1))
        )

    def _disc(self, disc: Point, text: str) -> str:
        size = self.radius * (1.25 if len(text) == 1 else 1.0)
        rim = self.radius * 0.14
        x, y = disc
        return (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{self.radius - rim / 2:.2f}" '
            f'style="fill:#fff;stroke:#000;stroke-width:{rim:.2f}"/>'
            f'<text x="{x:.1f}" y="{y + size * 0.34:.1f}" style="font-family:sans-serif;'
            f"font-size:{size:.1f}px;font-weight:700;font-style:normal;text-anchor:middle;"
            f'fill:#000;stroke:none">{text}</text>'
        )


def _spread(heights: list[float], apart: float, height: float) -> list[float]:
    """Return `heights`, which are in order, moved so that neighbours are `apart`, as far as may be."""
    if not heights:
        return []
    apart = min(apart, height / len(heights))
    spread: list[float] = []
    lowest = apart / 2
    for wanted in heights:
        spread.append(max(wanted, lowest))
        lowest = spread[-1] + apart
    highest = height - apart / 2
    for place in reversed(range(len(spread))):
        spread[place] = min(spread[place], highest)
        highest = spread[place] - apart
    return spread
