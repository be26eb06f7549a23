"""How wide text is, for who sets a line without a layout engine; called by the EPUB's cover."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

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
        glyphs = font.getGlyphSet(location={"wght": weight})
        em = font["head"].unitsPerEm
        return MappingProxyType(
            {chr(code): glyphs[glyph].width / em for code, glyph in font.getBestCmap().items()}
        )
