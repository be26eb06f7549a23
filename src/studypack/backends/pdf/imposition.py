"""Pages arranged on sheets, to be folded into a booklet or cut in two; called by `backends.pdf`.

What comes out is for a printer, not for a screen: its pages are pictures of pages, and so it has no
structure tree, no links and no bookmarks, and does not say that it is PDF/UA.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Dictionary, Name, Pdf, Rectangle, Stream

from studypack.backends.pdf.printer import introduce, saved
from studypack.composing.request import Finish

_POINTS_PER_MM = 72 / 25.4
_FOLDED = 4
"""Pages on a sheet that is folded once."""

Pair = tuple[int | None, int | None]
"""The pages on the left and on the right half of a side, from 0; None for an empty half."""


def impose(
    data: bytes, finish: Finish, paper_mm: tuple[float, float], *, mirrored: bool
) -> tuple[bytes, int]:
    """Return a PDF with two pages of `data` on each side of a sheet in landscape; and its sides.

    finish    BOOKLET: in the order in which sheets are nested, folded and stapled, to be printed on
              both sides and turned over the short edge; TWO_UP: one after the other
    paper_mm  width and height of the sheet upright; a page is made smaller if it needs be
    mirrored  the first page is on the right, as in a script that runs from right to left
    """
    with pikepdf.open(io.BytesIO(data)) as source, Pdf.new() as sheets:
        count = len(source.pages)
        pairs = _nested(count) if finish is Finish.BOOKLET else _paired(count)
        for left, right in pairs:
            halves = (right, left) if mirrored else (left, right)
            _add_side(sheets, source, halves, paper_mm)
        introduce(source, sheets)
        sheets.Root.ViewerPreferences.Duplex = Name.DuplexFlipShortEdge
        return saved(sheets), len(sheets.pages)


def _paired(count: int) -> Iterator[Pair]:
    for first in range(0, count, 2):
        yield first, first + 1 if first + 1 < count else None


def _nested(count: int) -> Iterator[Pair]:
    """Yield the sides of sheets that lie in one another: the last page beside the first, …"""
    whole = -(-count // _FOLDED) * _FOLDED
    for side in range(whole // 2):
        low, high = side, whole - 1 - side
        left, right = (high, low) if side % 2 == 0 else (low, high)
        yield left if left < count else None, right if right < count else None


def _add_side(sheets: Pdf, source: Pdf, halves: Pair, paper_mm: tuple[float, float]) -> None:
    height, width = (side * _POINTS_PER_MM for side in paper_mm)  # upright sides, laid across
    sheet = sheets.add_blank_page(page_size=(width, height))
    drawn = Dictionary()
    content = b""
    for number, page in enumerate(halves):
        if page is None:
            continue
        # Not `add_overlay`, which gives what it draws a name by chance.
        name, left = Name(f"/Half{number}"), number * width / 2
        drawn[name] = sheets.copy_foreign(source.pages[page].as_form_xobject())
        half = Rectangle(left, 0, left + width / 2, height)
        content += sheet.calc_form_xobject_placement(drawn[name], name, half)
    sheet.Resources = Dictionary(XObject=drawn)
    sheet.Contents = Stream(sheets, content)
