"""The room for an answer, and the answer in it where a view holds one.

Writing lines are paragraphs in a style of their own, `Answer Line`: Enter makes one more line, and
a school that wants them wider changes one style. A box is a table of one cell, which grows where
more is typed than it was made for; a page of squares is a table of squares of 5 mm, so that figures
can be typed into them. Blank paper is a paragraph with space behind it. 'The rest of the page' is a
notion that Word lacks: it gets twelve lines.

In a view with answers the answer stands in the room, a cell at least as high as what pupils see, so
that both files break their pages alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from studypack.backends.docx.controls import in_line
from studypack.backends.docx.out import Out
from studypack.backends.docx.styles import LINE_MM
from studypack.backends.docx.tables import PADDING, add_table
from studypack.backends.docx.wordml import Cell, Control, Element, Paragraph, Row, dxa
from studypack.model.room import Room, RoomKind

FILL_LINES = 12
"""Lines for the rest of a page."""

HIGHEST_ROW = 31_680
"""The height of a row of a table in dxa, 22 inches, beyond which Word calls a file damaged."""

_SQUARE = dxa(5)
_LINE = dxa(LINE_MM)


def height(room: Room) -> int:
    """Return the height of a room in dxa."""
    match room.kind:
        case RoomKind.LINES:
            return room.lines * _LINE
        case RoomKind.FILL:
            return FILL_LINES * _LINE
        case _:
            return dxa(room.mm)


def leave(room: Room, tag: str, title: str, out: Out) -> None:
    """Leave room to write in, as a content control with this tag and title."""
    if room.kind is RoomKind.NONE:
        return
    control = Control(properties=out.draft.controls.block(tag, title), content=[])
    inside = out.within(elements=control.content)
    _DRAW[room.kind](room, title, inside)
    out.add(control)


def answered(room: Room, tag: str, title: str, out: Out, write: Callable[[Out], None]) -> None:
    """Let `write` put an answer into the room."""
    inside = out.cell(out.width - 2 * PADDING, "Answer")
    write(inside)
    controlled = _controlled(inside.elements, out.draft.controls.block(tag, title))
    least = min(height(room), HIGHEST_ROW)
    row = Row(cells=[Cell(content=controlled)], height=least, splits=True)
    style = "AnswerBox" if room.kind in {RoomKind.BOX, RoomKind.GRID} else "AnswerRoom"
    add_table(out, [row], [out.width], style=style, caption=title)


def _controlled(answer: list[Element], properties: str) -> list[Element]:
    """Return an answer in a content control, which stands in the line where it begins with one.

    Of the first paragraph in a control round paragraphs, LibreOffice sets the formulas before the words.
    """
    first = answer[0] if answer else None
    if not isinstance(first, Paragraph):
        return [Control(properties=properties, content=answer)]
    return [replace(first, content=in_line(properties, first.content)), *answer[1:]]


def _lines(room: Room, _: str, out: Out) -> None:
    count = FILL_LINES if room.kind is RoomKind.FILL else room.lines
    for number in range(count):
        # The stem holds on to the first two, and the last two hold together: none begins a page alone.
        line = out.paragraph("", "AnswerLine", indent=out.start or None)
        line.keep_next = number in {0, count - 2} and number < count - 1


def _blank(room: Room, _: str, out: Out) -> None:
    out.paragraph("", "AnswerSpace", room=height(room), indent=out.start or None)


def _box(room: Room, title: str, out: Out) -> None:
    inside = out.cell(out.width)
    inside.paragraph("")
    row = Row(cells=[Cell(content=inside.elements)], height=height(room))
    add_table(out, [row], [out.width], style="AnswerBox", caption=title)


def _grid(room: Room, title: str, out: Out) -> None:
    across, down = out.width // _SQUARE, max(1, round(height(room) / _SQUARE))
    rows: Sequence[Row] = [
        Row(cells=[_square(out) for _ in range(across)], height=_SQUARE, exact=True)
        for _ in range(down)
    ]
    add_table(out, rows, [_SQUARE] * across, style="SquaredPaper", caption=title, held=True)


def _square(out: Out) -> Cell:
    inside = out.cell(_SQUARE, "PuzzleSquare")
    inside.paragraph("")
    return Cell(content=inside.elements)


_DRAW: dict[RoomKind, Callable[[Room, str, Out], None]] = {
    RoomKind.LINES: _lines,
    RoomKind.FILL: _lines,
    RoomKind.BLANK: _blank,
    RoomKind.BOX: _box,
    RoomKind.GRID: _grid,
}
