"""The fonts of a school: families by name, and files of its own; called by `reading`, rules, backends."""

from __future__ import annotations

import re
from functools import lru_cache
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, Final, Literal

from studypack.fonts.coverage import covered_by, holds, joined
from studypack.fonts.families import families, han_families
from studypack.model.pack import FontFile, Typeface

SUFFIXES: Final = (".ttf", ".otf")
"""How the name of a font file ends."""

_NEEDED: Final = ("cmap", "head", "hhea", "hmtx", "maxp", "name", "OS/2", "post")

# OS/2, fsType (OpenType 1.9): the lowest four bits say how freely it may be embedded.
_USAGE: Final = 0x000F
_RESTRICTED: Final = 0x0002
_NO_SUBSETTING: Final = 0x0100
_BITMAPS_ONLY: Final = 0x0200

_LIGHTEST, _HEAVIEST = 100, 900
_LONGEST_NAME: Final = 60


class UnfitFontError(ValueError):
    """A font file cannot be used; the text says why, `help` what to do."""

    def __init__(self, message: str, help: str) -> None:
        super().__init__(message)
        self.help = help


def known_families() -> tuple[str, ...]:
    """Return the names of all families that a school may choose without files of its own."""
    return tuple(family.name for family in (*families(), *han_families()))


@lru_cache(maxsize=16)
def inspect_font(name: str, data: bytes) -> tuple[str, FontFile]:
    """Return the family that a font file belongs to, and the file, once it is found sound.

    name    path below templates/
    raises  UnfitFontError if it is broken, is of another kind, or may not be embedded
    """
    from fontTools.ttLib import TTFont

    if data[:4] in {b"ttcf", b"wOFF", b"wOF2"}:
        raise UnfitFontError(
            "is a collection or a font for the web", "save the face itself as .ttf or .otf"
        )
    try:
        with TTFont(BytesIO(data), recalcTimestamp=False) as font:
            _refuse_incomplete(font)
            _refuse_protected(font["OS/2"].fsType)
            return _family(font, name), _file(font, name, data)
    except UnfitFontError:
        raise
    except Exception as error:  # fontTools raises whatever a broken table leads it to
        raise UnfitFontError("is not a font that can be read", "export or copy it anew") from error


def _refuse_incomplete(font: Any) -> None:
    missing = [tag for tag in _NEEDED if tag not in font]
    if missing or not ({"glyf", "CFF ", "CFF2"} & set(font.keys())):
        raise UnfitFontError(
            f"lacks the table {missing[0].strip()}" if missing else "has no outlines",
            "take the TrueType or OpenType font itself, not one for the web or the screen",
        )
    for tag in font.keys():  # noqa: SIM118  # a font is no mapping
        font[tag]  # a table is read when it is asked for


def _refuse_protected(rights: int) -> None:
    """Raise UnfitFontError unless the font's maker lets it be embedded, cut to what is shown."""
    help_ = "ask its maker for a licence and a file that may be embedded, or choose another font"
    if rights & _USAGE == _RESTRICTED:
        raise UnfitFontError("may not be embedded: its maker forbids it (OS/2 fsType 2)", help_)
    if rights & _NO_SUBSETTING:
        raise UnfitFontError("may be embedded only whole (OS/2 fsType 256)", help_)
    if rights & _BITMAPS_ONLY:
        raise UnfitFontError("may be embedded only as bitmaps (OS/2 fsType 512)", help_)


def _family(font: Any, name: str) -> str:
    """Return the family's name, as programs that know many weights call it; else the file's."""
    names = font["name"]
    told = names.getDebugName(16) or names.getDebugName(1) or ""
    plain = " ".join(re.sub(r"[^\w .-]", " ", told).split())[:_LONGEST_NAME]
    return plain or PurePosixPath(name).stem


def _file(font: Any, name: str, data: bytes) -> FontFile:
    panose = "".join(f"{getattr(font['OS/2'].panose, field):02X}" for field in _PANOSE)
    return FontFile(
        name=name,
        data=data,
        style=_style(font),
        weights=_weights(font),
        panose=panose if panose.strip("0") else "",
        holds=joined(font.getBestCmap() or _refuse_symbols()),
    )


_PANOSE: Final = (
    "bFamilyType", "bSerifStyle", "bWeight", "bProportion", "bContrast",
    "bStrokeVariation", "bArmStyle", "bLetterForm", "bMidline", "bXHeight",
)  # fmt: skip


def _refuse_symbols() -> tuple[int, ...]:
    raise UnfitFontError("has no letters of Unicode", "choose a font for text")


def _style(font: Any) -> Literal["normal", "italic"]:
    leans = font["OS/2"].fsSelection & 1 or font["head"].macStyle & 2
    return "italic" if leans else "normal"


def _weights(font: Any) -> tuple[int, int]:
    """Return the lightest and the heaviest weight, in the hundreds that CSS knows."""
    if "fvar" in font:
        for axis in font["fvar"].axes:
            if axis.axisTag == "wght":
                return _hundred(axis.minValue), _hundred(axis.maxValue)
    weight = _hundred(font["OS/2"].usWeightClass)
    return weight, weight


def _hundred(weight: float) -> int:
    return max(_LIGHTEST, min(_HEAVIEST, round(weight / 100) * 100))


def lacking(face: Typeface, text: str) -> frozenset[str]:
    """Return the characters of `text` that a typeface has no glyph for."""
    return frozenset(character for character in set(text) if not has(face, character))


def has(face: Typeface, character: str) -> bool:
    """Return whether a typeface has a glyph for a character in its upright face of text."""
    if not face.files:
        return face.family in covered_by(character)
    return holds(upright(face).holds, ord(character))


def upright(face: Typeface) -> FontFile:
    """Return the file in which most text is set: upright, of the weight nearest to 400."""
    return min(
        face.files,
        key=lambda file: (file.style != "normal", *(abs(edge - 400) for edge in file.weights)),
    )
