"""The font of what pupils type into a PDF: no reader takes another from the machine for certain.

Called by `backends.pdf`. It is in the file with every character that may be typed, not with those of its
pages alone; it is of one weight, so that writing the file need not cut that out of a variable font.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final
from unicodedata import category

from studypack.fonts.coverage import coverage, covered_by
from studypack.fonts.families import HAN_REGIONS, families, han_families
from studypack.fonts.fontconfig import native_sans
from studypack.model.pack import FontFile, Typeface

TYPED: Final = "Studypack Typed"
"""What CSS calls the family."""

_FOR_ALL: Final = ("Source Sans 3", "Noto Sans")
_CLEAR: Final = "Atkinson Hyperlegible"


@lru_cache(maxsize=4)
def typed_face(text: str, language: str, *, clear: bool) -> Typeface:
    """Return the face that pupils who read `text` type in: the first that has all of its letters.

    Of a family that would fill megabytes it has the characters of the language's national standard, and
    those of `text`; of any other, all.

    clear  in the face for readers with dyslexia, if that has them
    """
    letters = {character for character in text if category(character).startswith("L")}
    name = max(_candidates(language, clear=clear), key=lambda name: _held(name, letters))
    known = {family.name: family for family in (*families(), *han_families())}
    characters = None if name in coverage() else _standard(name[-2:]) | frozenset(map(ord, text))
    data = _whole(str(known[name].face().path), _number(name), characters)
    return Typeface(family=TYPED, files=(FontFile(name=name, data=data),))


def _candidates(language: str, *, clear: bool) -> Iterator[str]:
    native = native_sans(language)
    installed = {family.name for family in han_families()} | coverage().keys()
    if native in installed:
        yield native
    if clear:
        yield _CLEAR
    yield from _FOR_ALL


def _held(name: str, letters: Iterable[str]) -> int:
    return sum(name in covered_by(letter) for letter in letters)


# --- Which characters -------------------------------------------------------------------------

_Bytes = Iterable[int]
_ALL: Final = range(0xA1, 0xFF)

# By region: the codec, and the lead and trail bytes of the characters that are taught at schools.
_STANDARDS: Final[dict[str, tuple[str, tuple[int, ...], _Bytes]]] = {
    "JP": ("euc_jp", (*range(0xA1, 0xA9), *range(0xB0, 0xF5)), _ALL),  # JIS X 0208
    "SC": ("gb2312", (*range(0xA1, 0xAA), *range(0xB0, 0xF8)), _ALL),  # GB 2312
    "TC": ("big5", tuple(range(0xA1, 0xC7)), (*range(0x40, 0x7F), *_ALL)),  # Big5, level 1
    "HK": ("big5", tuple(range(0xA1, 0xC7)), (*range(0x40, 0x7F), *_ALL)),
    "KR": ("euc_kr", (*range(0xA1, 0xAD), *range(0xB0, 0xC9)), _ALL),  # KS X 1001, hangul
}


def _standard(region: str) -> frozenset[int]:
    """Return the characters that the schools of a region write, and Latin letters with accents."""
    codec, leads, trails = _STANDARDS[region]
    pairs = (bytes((lead, trail)) for lead in leads for trail in trails)
    decoded = (pair.decode(codec, "ignore") for pair in pairs)
    return frozenset(ord(one) for one in decoded if len(one) == 1) | frozenset(range(0x20, 0x180))


def _number(name: str) -> int:
    """Return the place of a family in its collection; -1 if its file holds but one."""
    places = {"JP": 0, "KR": 1, "SC": 2, "TC": 3, "HK": 4}
    return places[name[-2:]] if name[-2:] in HAN_REGIONS.values() else -1


# --- The file ---------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _whole(path: str, number: int, characters: frozenset[int] | None) -> bytes:
    """Return a font of regular weight with `characters`, or all, each a glyph by itself.

    Readers take the glyph of a character and know no other: what joins and replaces is left out.
    """
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    options = Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=[])
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "meta", "vhea", "vmtx"]
    out = io.BytesIO()
    with TTFont(path, fontNumber=number, recalcTimestamp=False, lazy=True) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=sorted(characters or font.getBestCmap()))
        subsetter.subset(font)
        numbered = "CFF " in font
        if "fvar" in font:
            axes = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
            instantiateVariableFont(font, axes | {"wght": 400}, inplace=True)
        font.save(out)
    return _counted(out.getvalue()) if numbered else out.getvalue()


def _counted(data: bytes) -> bytes:
    """Return a CFF font whose glyphs have the numbers of their places.

    WeasyPrint takes the two for one, as they are until glyphs are left out (ISO 32000-1, 9.7.4.2).
    """
    from fontTools.ttLib import TTFont

    font: Any = TTFont(io.BytesIO(data), recalcTimestamp=False)
    before = font.getGlyphOrder()
    after = [".notdef", *(f"cid{place:05d}" for place in range(1, len(before)))]
    renamed = dict(zip(before, after, strict=True))
    top = font["CFF "].cff.topDictIndex[0]
    strings = top.CharStrings
    metrics, tables = font["hmtx"].metrics, font["cmap"].tables
    top.charset[:] = after
    strings.charStrings = {renamed[name]: held for name, held in strings.charStrings.items()}
    font.setGlyphOrder(after)
    font["hmtx"].metrics = {renamed[name]: widths for name, widths in metrics.items()}
    for table in tables:
        if hasattr(table, "cmap"):
            table.cmap = {code: renamed[name] for code, name in table.cmap.items()}
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
