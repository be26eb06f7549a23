"""The sheet and its margins, in Word's units; asked by styles, sections and whatever has a width."""

from __future__ import annotations

from dataclasses import dataclass

from studypack.backends.docx.wordml import dxa
from studypack.composing.view import Direction, Look
from studypack.model.pack import Margins, Paper

NUMERAL_MM = 9
NUMERAL = dxa(NUMERAL_MM)
"""How far the numeral of a question hangs out into the margin."""

_HOLES = 18
"""Millimetres from the edge that holes leave free: they reach 16.3 mm into a page (ISO 838)."""

_FOR_HOLES = 3
_LEAST = 10
_UNPRINTABLE = 6
"""Millimetres at the edge on which no printer prints."""

COLUMN_GAP = dxa(12)
"""Between columns: a numeral hangs into it."""


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet: width, height and margins in dxa; `inner` is where lines begin."""

    width: int
    height: int
    inner: int
    outer: int
    top: int
    bottom: int
    rtl: bool = False

    @property
    def text_width(self) -> int:
        """Width between the margins."""
        return self.width - self.inner - self.outer

    @property
    def text_height(self) -> int:
        """Height between the margins."""
        return self.height - self.top - self.bottom

    @property
    def left(self) -> int:
        """The margin at the left of the sheet, wherever lines begin."""
        return self.outer if self.rtl else self.inner

    @property
    def right(self) -> int:
        """The margin at the right of the sheet."""
        return self.inner if self.rtl else self.outer


def page_of(look: Look, direction: Direction) -> Page:
    """Return the page for the paper and the margins of `look`.

    The margin where lines begin is wide: numerals hang in it, so that text, tables and writing
    lines share one edge, and a punch finds room. Small sheets have smaller margins. Mirrored margins
    change places on even pages, so that numerals hang in the outer one there.
    """
    width, height = look.paper.value
    small = width < Paper.A4.value[0] * 0.8
    inner, outer, top, bottom = (20, 12, 16, 16) if small else (28, 18, 20, 20)
    if look.punched:
        inner = max(inner + _FOR_HOLES, NUMERAL_MM + _HOLES)
        outer -= min(_FOR_HOLES, outer - _LEAST)
    if look.margins is Margins.MIRRORED:
        outer = max(outer, NUMERAL_MM + _UNPRINTABLE)
    return Page(
        dxa(width),
        dxa(height),
        dxa(inner),
        dxa(outer),
        dxa(top),
        dxa(bottom),
        direction is Direction.RTL,
    )
