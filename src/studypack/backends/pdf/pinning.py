"""Cuts what a page needs out of variable fonts, quickly; called by `tags`.

A subset of WeasyPrint keeps the numbers of glyphs, so that a font of which forty letters are drawn has
a thousand glyphs still, nearly all of them empty. fontTools pins the axes glyph by glyph, the empty ones
too; here it is shown the drawn ones alone. The bytes of the font are the same.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable
from functools import partial
from typing import Any, Final

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

_TABLES: Final = {"fvar", "glyf", "gvar"}
_AXES: Final = {"wght", "opsz"}
"""What our fonts vary in. WeasyPrint pins others, such as a school may have, itself."""


def pin_quickly(fonts: Iterable[Any]) -> None:
    """Let fonts of a document that is being written pin their axes as soon as they are subset.

    fonts  of WeasyPrint: it subsets each once, when all pages are painted
    """
    for font in fonts:
        if set(font.tables) >= _TABLES:
            font.subset = partial(_subset, font)


def _subset(font: Any, drawn: Collection[int], hinting: bool) -> None:
    """Subset a font to the glyphs that are drawn, and pin it; with none it stays whole."""
    type(font).subset(font, drawn, hinting)
    if not drawn:
        return
    cut = TTFont(io.BytesIO(font.file_content), fontNumber=font.index)
    axes = {axis.axisTag for axis in cut["fvar"].axes}
    place = {"wght": font.weight, "opsz": font.font_size, **font.variations}
    if axes <= _AXES and font.variations.keys() <= axes:
        font.file_content = _pinned(cut, {axis: place[axis] for axis in axes}, drawn)
        font.tables.remove("fvar")  # so that WeasyPrint takes it for the static font that it is now


def _pinned(font: TTFont, place: dict[str, float], drawn: Collection[int]) -> bytes:
    """Return a font with its axes pinned at `place`; glyphs that are empty and not drawn are left."""
    glyphs, outlines, names = font["glyf"], font["loca"], font.getGlyphOrder()
    kept = [
        name
        for number, name in enumerate(names)
        if number in drawn or outlines[number] != outlines[number + 1]
    ]
    variations = font["gvar"].variations
    font["gvar"].variations = {name: variations[name] for name in kept if name in variations}
    glyphs.setGlyphOrder(kept)
    instantiateVariableFont(font, place, inplace=True, static=True)
    glyphs.setGlyphOrder(names)
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()
