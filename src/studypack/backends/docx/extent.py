"""How high elements stand on a page, about: whether it is worth holding them together on one.

Word knows the height of a line and we do not; but a chain of paragraphs and tables that is higher
than a page is not held anyhow, and LibreOffice then begins a page at every link of it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from studypack.backends.docx.styles import BASE_PT, LINE_MM, SIZES, SPACE_BEFORE
from studypack.backends.docx.wordml import Control, Element, Paragraph, Table, dxa

_EMU_PER_DXA = 635
_LEADING = 1.4
_BEHIND = 4
"""Space in points behind a paragraph, on the average."""

_SET = 0.5
"""The width of a character, as a share of its height."""

_TEXT = re.compile(r"<(?:w|m):t(?: [^>]*)?>([^<]*)<")
_PICTURE = re.compile(r'<wp:extent cx="\d+" cy="(\d+)"')


def height(elements: Iterable[Element], width: int, scale: float) -> int:
    """Return how high `elements` are between margins `width` apart, about; dxa.

    scale  of the text, as `Stylesheet.scale`
    """
    return sum(_height(each, width, scale) for each in elements)


def _height(element: Element, width: int, scale: float) -> int:
    match element:
        case Paragraph():
            return _paragraph(element, width, scale)
        case Control(content=content):
            return height(content, width, scale)
        case Table():
            return _table(element, scale)


def _paragraph(paragraph: Paragraph, width: int, scale: float) -> int:
    if paragraph.style == "AnswerLine":
        return dxa(LINE_MM)
    size = SIZES.get(paragraph.style, BASE_PT) * scale * 20
    letters = sum(map(len, _TEXT.findall(paragraph.content)))
    lines = max(1, math.ceil(letters * size * _SET / max(1, width - (paragraph.indent or 0))))
    pictures = sum(int(high) // _EMU_PER_DXA for high in _PICTURE.findall(paragraph.content))
    around = (SPACE_BEFORE.get(paragraph.style, 0) + _BEHIND) * scale * 20
    return round(lines * size * _LEADING + around) + pictures + paragraph.room


def _table(table: Table, scale: float) -> int:
    total = 0
    for row in table.rows:
        share = [sum(table.widths[at : at + cell.span]) for at, cell in enumerate(row.cells)]
        cells = zip(row.cells, share, strict=True)
        content = [height(cell.content, width, scale) for cell, width in cells]
        total += row.height if row.exact else max(row.height, *content)
    return total
