"""How wide text is, for who sets a line without a layout engine; called by the EPUB's cover."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from studypack.fonts.families import Style, families


@cache
def advance_widths(name: str, weight: int = 400, style: Style = "normal") -> Mapping[str, float]:
    """Return the width of each character of a bundled family at `weight`, in ems.

    Kerning and joining are left out: they narrow a line a little, and seldom widen it. KeyError: no
    bundled family is called `name`.
    """
    from fontTools.ttLib import TTFont

    face = {family.name: family for family in families()}[name].face(weight, style)
    with TTFont(face.path, lazy=True) as font:
        em = font["head"].unitsPerEm
        width = _width_of(font, weight)
        return MappingProxyType(
            {chr(code): width(glyph) / em for code, glyph in font.getBestCmap().items()}
        )


def _width_of(font: Any, weight: int) -> Callable[[str], float]:
    """Return the function that measures a glyph; at the weight of the file itself, a look-up."""
    axes = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes} if "fvar" in font else {}
    if axes.get("wght", weight) == weight:
        return lambda glyph: float(font["hmtx"][glyph][0])
    glyphs = font.getGlyphSet(location={"wght": weight})
    return lambda glyph: float(glyphs[glyph].width)
