"""Draws a formula as outlines with ziamath and its STIX Two Math; the package's door calls it."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from studypack.maths.trees import characters_of, element

if TYPE_CHECKING:
    from types import ModuleType

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?")
# Sure to be in the font, so that checking a pack of plain formulas need not load it.
_COMMON = frozenset(
    " !%&'()*+,-./0123456789:;<=>?@[]^_`{|}~|ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ±×÷·−′″→←⇒⇔∂∇∑∏∫√∞≈≠≡≤≥∈∉∅∩∪⊂∘°‾\u2061\u00a0\u2009"
)


@dataclass(frozen=True, slots=True)
class MathSvg:
    """A formula as a picture that stands in a line of text.

    `svg` is a whole `svg` element with `alt` as its title; lengths are in points. The baseline is
    `depth_pt` above the lower edge: CSS `vertical-align: -{depth_pt}pt` sets it on the line.
    """

    svg: str
    width_pt: float
    height_pt: float
    depth_pt: float
    alt: str


def draw(formula: Element, *, size_pt: float, color: str, alt: str) -> MathSvg:
    """Draws a tree that `reading.read` made, its text `size_pt` points high, in one colour."""
    root = _ziamath().Math(_for_drawing(formula, color), size=size_pt, margin=0.0).svgxml()
    left, top, right, bottom = _extent(root)
    width, height = round(right - left, 2), round(bottom - top, 2)
    root.set("width", f"{width:g}pt")
    root.set("height", f"{height:g}pt")
    root.set("viewBox", f"{left:.2f} {top:.2f} {width:.2f} {height:.2f}")
    root.set("role", "img")
    root.attrib.pop("xmlns:xlink", None)
    title = Element("title")
    title.text = alt
    root.insert(0, title)
    markup = ElementTree.tostring(root, encoding="unicode")
    return MathSvg(markup, width, height, round(max(bottom, 0.0), 2), alt)


def _extent(root: Element) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of all that is drawn; what the library says may cut it short.

    Paths are absolute, and their curves lie within their control points.
    """
    xs: list[float] = []
    ys: list[float] = []
    left, top, width, height = map(float, root.get("viewBox", "0 0 0 0").split())
    xs += (left, left + width)
    ys += (top, top + height)
    for shape in root.iter():
        if shape.tag == "path":
            numbers = [float(number) for number in _NUMBER.findall(shape.get("d", ""))]
            xs += numbers[::2]
            ys += numbers[1::2]
        elif shape.tag == "rect":
            x, y = float(shape.get("x", 0)), float(shape.get("y", 0))
            xs += (x, x + float(shape.get("width", 0)))
            ys += (y, y + float(shape.get("height", 0)))
    return min(xs), min(ys), max(xs), max(ys)


def missing_characters(formula: Element) -> set[str]:
    """The characters of a formula for which the font has no glyph."""
    rare = set(characters_of(formula)) - _COMMON
    if not rare:
        return set()
    font = _ziamath().zmath.loadedfonts["default"]
    return {character for character in rare if font.glyphindex(character) == 0}


@lru_cache(1)
def _ziamath() -> ModuleType:
    import ziamath
    from ziamath.config import config

    config.svg2 = False  # outlines in place: no symbols whose ids would meet on a page
    config.precision = 3
    return ziamath


def _for_drawing(formula: Element, color: str) -> Element:
    """A copy that ziamath can draw: it strips `mstyle` bare and trips over empty rows."""
    tree = deepcopy(formula)
    tree.set("mathcolor", color)
    for node in list(tree.iter()):
        if node.tag == "mstyle":
            row = element("mrow", *node)
            node[:] = [row]
        elif node.tag == "mrow" and len(node) == 0:
            node.append(element("mspace", width="0em"))
    return tree
