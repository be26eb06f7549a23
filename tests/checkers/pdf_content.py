"""Reads what a PDF page draws: text with marks and place; `structure` puts it into the tag tree."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pikepdf
from pikepdf import Matrix, Name

PdfObject = Any  # pikepdf types an object by what it holds, so each use would need a cast
_GAP = 0.12  # of the font size; the space of a narrow font is 0.2, and kerning takes some of it
_MISSING = "\N{REPLACEMENT CHARACTER}"
_BFCHAR = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_BFRANGE = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_RANGE = re.compile(rb"<(\w+)>\s*<(\w+)>\s*(?:<(\w+)>|\[(.*?)\])", re.DOTALL)
_LEFT_TO_RIGHT_RUN = re.compile(r"[0-9A-Za-z][0-9A-Za-z.,:/-]*(?<=[0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Piece:
    """One string that a page shows, with its page (from 0) and place in points, y upwards.

    Of a turned string, `left` and `right` are along its direction, `baseline` is across it.
    """

    text: str
    page: int
    left: float
    right: float
    baseline: float
    size: float

    def joined_to(self, before: Piece) -> str:
        """What stands between the piece before and this one: a line break, a space or nothing.

        A raised or lowered piece goes on where the last one ended; a new line goes back.
        """
        if self.page != before.page or abs(self.baseline - before.baseline) > 1.5 * self.size:
            return "\n"
        if abs(self.baseline - before.baseline) > 0.1 and self.left < before.right - 0.1:
            return "\n"
        return " " if abs(self.left - before.right) > _GAP * self.size else ""


@dataclass(slots=True)
class PageContent:
    """What one page draws: tagged pieces by marked-content id, artifacts, and what is neither."""

    tagged: dict[int, list[Piece]] = field(default_factory=dict)
    artifacts: list[Piece] = field(default_factory=list)
    untagged: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class _Mark:
    """An open marked-content sequence (ISO 32000-1, 14.6); its actual text is told once."""

    tag: str
    mcid: int | None
    actual_text: str | None
    told: bool = False


class Font:
    """How a font's codes read and how wide they are (ISO 32000-1, 9.7.4.3 and 9.10.3)."""

    def __init__(self, font: PdfObject) -> None:
        self._font = font
        self._composite = font.get("/Subtype") == Name.Type0

    def glyphs(self, string: bytes) -> Iterator[tuple[str, float]]:
        """Text and width, in thousandths of the font size, of each code of a string."""
        length = 2 if self._composite else 1
        for start in range(0, len(string), length):
            code = int.from_bytes(string[start : start + length], "big")
            yield self._texts.get(code, _MISSING), self._widths.get(code, self._default_width)

    @cached_property
    def _texts(self) -> dict[int, str]:
        cmap = self._font.get("/ToUnicode")
        if cmap is None:
            return {} if self._composite else {code: chr(code) for code in range(256)}
        return dict(_mappings(cmap.read_bytes()))

    @cached_property
    def _default_width(self) -> float:
        return float(self._font.DescendantFonts[0].get("/DW", 1000)) if self._composite else 500.0

    @cached_property
    def _widths(self) -> dict[int, float]:
        if self._composite:
            return dict(_cid_widths(list(self._font.DescendantFonts[0].get("/W", []))))
        first = int(self._font.get("/FirstChar", 0))
        return {first + n: float(width) for n, width in enumerate(self._font.get("/Widths", []))}


def _mappings(cmap: bytes) -> Iterator[tuple[int, str]]:
    for block in _BFCHAR.findall(cmap):
        codes = _HEX.findall(block)
        yield from ((int(a, 16), _utf16(b)) for a, b in zip(codes[::2], codes[1::2], strict=True))
    for block in _BFRANGE.findall(cmap):
        for low, high, first, listed in _RANGE.findall(block):
            for offset in range(int(high, 16) - int(low, 16) + 1):
                text = _utf16(_HEX.findall(listed)[offset]) if listed else _after(first, offset)
                yield int(low, 16) + offset, text


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode("ascii")).decode("utf-16-be", "replace")


def _after(digits: bytes, offset: int) -> str:
    text = _utf16(digits)
    return text[:-1] + chr(ord(text[-1]) + offset)


def _cid_widths(entries: list[PdfObject]) -> Iterator[tuple[int, float]]:
    while entries:
        first, second = int(entries.pop(0)), entries.pop(0)
        if isinstance(second, pikepdf.Array):
            yield from ((first + n, float(width)) for n, width in enumerate(second))
        else:
            width = float(entries.pop(0))
            yield from ((code, width) for code in range(first, int(second) + 1))


@dataclass(slots=True)
class _State:
    """The part of the graphics state that places text (ISO 32000-1, 8.4 and 9.3)."""

    ctm: Matrix
    font: Font | None = None
    size: float = 0.0


class _Interpreter:
    """Runs a content stream for its text; forms that it draws are run in place."""

    def __init__(self, number: int) -> None:
        self.content = PageContent()
        self._page = number
        self._marks: list[_Mark] = []
        self._fonts: dict[tuple[int, int], Font] = {}
        self._state = _State(Matrix())
        self._text = Matrix()

    def run(self, stream: PdfObject, resources: PdfObject) -> None:
        saved: list[_State] = []
        for instruction in pikepdf.parse_content_stream(stream):
            name, operands = str(instruction.operator), list(instruction.operands)
            if name == "q":
                state = self._state
                saved.append(_State(state.ctm, state.font, state.size))
            elif name == "Q":
                self._state = saved.pop()
            elif name == "Do":
                self._draw(resources.XObject[str(operands[0])], resources)
            elif name in ("BDC", "BMC"):
                self._marks.append(_mark(operands, resources))
            elif name == "EMC":
                self._marks.pop()
            else:
                self._set_or_show(name, operands, resources)

    def _set_or_show(self, name: str, operands: list[PdfObject], resources: PdfObject) -> None:
        state = self._state
        if name == "cm":
            state.ctm = Matrix(*map(float, operands)) @ state.ctm
        elif name == "BT":
            self._text = Matrix()
        elif name == "Tm":
            self._text = Matrix(*map(float, operands))
        elif name in ("Td", "TD"):
            self._text = Matrix(1, 0, 0, 1, *map(float, operands)) @ self._text
        elif name == "Tf":
            state.font = self._font(resources.Font[str(operands[0])])
            state.size = float(operands[1])
        elif name in ("Tj", "TJ"):
            self._show(list(operands[0]) if name == "TJ" else [operands[0]])

    def _font(self, font: PdfObject) -> Font:
        if font.objgen not in self._fonts or font.objgen == (0, 0):
            self._fonts[font.objgen] = Font(font)
        return self._fonts[font.objgen]

    def _draw(self, drawn: PdfObject, resources: PdfObject) -> None:
        if drawn.get("/Subtype") != Name.Form:
            return
        outer = self._state
        matrix = Matrix(*map(float, drawn.get("/Matrix", [1, 0, 0, 1, 0, 0])))
        self._state = _State(matrix @ outer.ctm)
        self.run(drawn, drawn.get("/Resources", resources))
        self._state = outer

    def _show(self, strings: list[PdfObject]) -> None:
        font, size = self._state.font, self._state.size
        assert font is not None, "text is shown before a font is set"
        glyphs: list[str] = []
        width = 0.0
        for entry in strings:
            if not isinstance(entry, pikepdf.String):
                width -= float(entry)
                continue
            for text, advance in font.glyphs(bytes(entry)):
                glyphs.append(text)
                width += advance
        start = self._text @ self._state.ctm
        self._text = Matrix(1, 0, 0, 1, width / 1000 * size, 0) @ self._text
        end = self._text @ self._state.ctm
        scale = abs(start.a * start.d - start.b * start.c) ** 0.5
        along, across = _in_text_direction(start)
        piece = Piece(
            logical_order(glyphs), self._page, along(start), along(end), across(start), size * scale
        )
        self._place(piece)

    def _place(self, piece: Piece) -> None:
        mark = next((mark for mark in reversed(self._marks) if mark.mcid is not None), None)
        if any(mark.tag == "/Artifact" for mark in self._marks):
            self.content.artifacts.append(piece)
        elif mark is None or mark.mcid is None:
            self.content.untagged.append(piece)
        else:
            pieces = self.content.tagged.setdefault(mark.mcid, [])
            replaced = next((m for m in self._marks if m.actual_text is not None), None)
            if replaced is None:
                pieces.append(piece)
            elif not replaced.told:
                text = replaced.actual_text or ""
                pieces.append(Piece(text, *_place_of(piece)))
                replaced.told = True


def _place_of(piece: Piece) -> tuple[int, float, float, float, float]:
    return piece.page, piece.left, piece.right, piece.baseline, piece.size


Position = Callable[[Matrix], float]


def _in_text_direction(matrix: Matrix) -> tuple[Position, Position]:
    """How far a point is along and across lines of text, which may be turned: x and y when not."""
    length = math.hypot(matrix.a, matrix.b) or 1.0
    cosine, sine = matrix.a / length, matrix.b / length
    return (
        lambda point: point.e * cosine + point.f * sine,
        lambda point: point.f * cosine - point.e * sine,
    )


def _mark(operands: list[PdfObject], resources: PdfObject) -> _Mark:
    properties: PdfObject = operands[1] if len(operands) > 1 else pikepdf.Dictionary()
    if isinstance(properties, Name):
        properties = resources.Properties[str(properties)]
    mcid, actual_text = properties.get("/MCID"), properties.get("/ActualText")
    return _Mark(
        str(operands[0]),
        None if mcid is None else int(mcid),
        None if actual_text is None else str(actual_text),
    )


def logical_order(glyphs: list[str]) -> str:
    """Text as it is read, from glyphs as they are drawn, left to right.

    A run of Arabic or Hebrew is drawn from its end; numbers and Latin words in it are not.
    """
    text = "".join(glyphs)
    kinds = [unicodedata.bidirectional(character) for character in text]
    if sum(kind in ("R", "AL") for kind in kinds) <= kinds.count("L"):
        return text
    turned = "".join(reversed(glyphs))
    return _LEFT_TO_RIGHT_RUN.sub(lambda run: run[0][::-1], turned)


def page_content(page: pikepdf.Page, number: int) -> PageContent:
    """All text of one page, by its marks. Resources may be inherited (ISO 32000-1, 7.7.3.4)."""
    interpreter = _Interpreter(number)
    interpreter.run(page, page.resources)
    return interpreter.content


def joined(pieces: list[Piece]) -> str:
    """Pieces that follow each other, as one text."""
    text = ""
    for before, piece in zip([None, *pieces], pieces, strict=False):
        text += (piece.joined_to(before) if before else "") + piece.text
    return text
