"""Fonts to be packed into an e-book: of each face no more than the characters that it shows."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from studypack.fonts.choosing import lacking
from studypack.fonts.coverage import covered_by
from studypack.fonts.families import FontFamily, Style, families
from studypack.fonts.fontconfig import css_name
from studypack.model.pack import Typeface

_FACES: tuple[tuple[int, Style], ...] = ((400, "normal"), (700, "normal"), (400, "italic"))
"""What running text uses; a bold italic is slanted by the reader."""

_NEAR = 100
"""How far a weight may be from the one that is wanted: a semibold is bold, a book weight regular."""

_LEGAL_NAMES = [0, 1, 2, 4, 6, 13, 14]
"""Entries of the name table that stay: names, copyright and licence."""


@dataclass(frozen=True, slots=True)
class EmbeddedFace:
    """A TrueType or OpenType file of one weight and style, and the family that CSS calls it by."""

    family: str
    weight: int
    style: Style
    data: bytes


def embedded_faces(
    characters: Iterable[str], role: str, chosen: Typeface | None = None
) -> tuple[EmbeddedFace, ...]:
    """Return faces that show `characters`: of the family with that role, then of others for the rest.

    chosen  the school's typeface, before all others

    The large fonts of the machine for Chinese, Japanese and Korean are not ours to pass on. Pure:
    the same characters give the same bytes.
    """
    known = {family.name: family for family in families()}
    preferred = next(family.name for family in known.values() if family.role == role)
    left = set(characters)
    own: tuple[EmbeddedFace, ...] = ()
    if chosen is not None and chosen.files:
        seen = left - lacking(chosen, "".join(left))
        own = tuple(_own_faces(chosen, seen)) if seen else ()
        left -= seen if own else set()
    elif chosen is not None and chosen.family in known:
        preferred = chosen.family
    shown: dict[str, set[str]] = {}
    for character in left:
        names = [name for name in covered_by(character) if name in known]
        if names:
            name = preferred if preferred in names else names[0]
            shown.setdefault(name, set()).add(character)
    order = sorted(shown, key=lambda name: (name != preferred, list(known).index(name)))
    return own + tuple(face for name in order for face in _faces(known[name], shown[name]))


def _own_faces(chosen: Typeface, characters: set[str]) -> Iterator[EmbeddedFace]:
    for weight, style in _FACES:
        near = [
            file
            for file in chosen.files
            if file.style == style and file.weights[0] - _NEAR <= weight <= file.weights[1] + _NEAR
        ]
        if near:
            data = _subset(io.BytesIO(near[0].data), weight, characters)
            yield EmbeddedFace(css_name(chosen), weight, style, data)


def _faces(family: FontFamily, characters: set[str]) -> Iterator[EmbeddedFace]:
    for weight, style in _FACES:
        face = family.face(weight, style)
        if face.style == style and face.weights[0] <= weight <= face.weights[1]:
            data = _subset(str(face.path), weight, characters)
            yield EmbeddedFace(family.name, weight, style, data)


def _subset(source: str | BinaryIO, weight: int, characters: set[str]) -> bytes:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    options = Options(layout_features=["*"], name_IDs=_LEGAL_NAMES, notdef_outline=True)
    font: Any = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=sorted(map(ord, characters)))
    subsetter.subset(font)
    if "fvar" in font:
        axes = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
        if "wght" in axes:
            axes["wght"] = weight
        font = instantiateVariableFont(font, axes)
    out = io.BytesIO()
    font.save(out, reorderTables=True)
    return out.getvalue()
