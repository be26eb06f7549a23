"""Flash cards for sheets printed on both sides: where each stands on its page; called by `sheet`.

A sheet is turned over its long edge, so that what is at the left of the front is at the right of the
back. Pages of cards have equal margins at both sides (`print.css`), and so a back's place is its
front's, mirrored.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from studypack.backends.measures import length_of_text
from studypack.composing.view import Direction, View
from studypack.model.blocks import Figure
from studypack.model.generated import CardPrint, Flashcard, Flashcards
from studypack.model.inlines import Image
from studypack.model.walk import walk

_COLUMNS = 2
_LEAST_HEIGHT_MM = 48.0
"""Cards are no smaller, however little is on them."""

_MARK_MM = 4.0
_GAP_MM = 1.5
"""The length of a mark to cut by, and what is between it and the cards."""

_PADDING_MM = 12.0
_PICTURE_MM = 30.0
_LEADING = 1.4
_LETTER = 0.45
"""The height of a line and the width of a letter, in the size of type."""

_SLACK = 1.1
"""How much longer a text may turn out than it was reckoned."""

_POINT_MM = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Placed:
    """A card on a page: its number in the deck, and its left and upper edge in mm."""

    number: int
    card: Flashcard
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A line to cut by, outside of the cards, in mm."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSheet:
    """A sheet of cards: the page of fronts and the page of backs; sizes of a card in mm."""

    width: float
    height: float
    fronts: tuple[Placed, ...]
    backs: tuple[Placed, ...]
    marks: tuple[Mark, ...]


def card_sheets(
    block: Flashcards, view: View, area_mm: tuple[float, float]
) -> tuple[CardSheet, ...]:
    """Return the sheets of a deck; () where its cards are folded.

    They are folded inside another block, which cannot begin pages, and where two pages stand on one.

    area_mm  width and height within the margins of a page
    """
    is_outermost = any(block is outer for outer in view.blocks)
    if block.backs is CardPrint.FOLD or view.finish.is_on_sheets or not is_outermost:
        return ()
    width, height = area_mm[0] / _COLUMNS, area_mm[1] - 2 * (_MARK_MM + _GAP_MM)
    rows = _rows(block, view, width, height)
    cards = tuple(enumerate(block.cards, start=1))
    each = rows * _COLUMNS
    return tuple(
        _sheet(cards[first : first + each], width, height / rows, view.direction)
        for first in range(0, len(cards), each)
    )


def _rows(block: Flashcards, view: View, width: float, height: float) -> int:
    """Return as many rows as leave every card room for what is on it."""
    most = max(1, int(height / _LEAST_HEIGHT_MM))
    size_mm = view.look.text_pt * _POINT_MM
    needed = max((_height_mm(card, width, size_mm) for card in block.cards), default=0)
    return next((rows for rows in range(most, 1, -1) if needed <= height / rows), 1)


def _height_mm(card: Flashcard, width: float, size_mm: float) -> float:
    """Return about how high a card must be for its back, which holds more than its front."""
    letters = (width - _PADDING_MM) / (_LETTER * size_mm)
    lines = len(card.back) + math.ceil(length_of_text(card.back) * _SLACK / letters)
    pictures = sum(isinstance(node, Figure | Image) for node in walk(card.back))
    return _PADDING_MM + lines * _LEADING * size_mm + pictures * _PICTURE_MM


def _sheet(
    cards: tuple[tuple[int, Flashcard], ...], width: float, height: float, direction: Direction
) -> CardSheet:
    fronts, backs = [], []
    for place, (number, card) in enumerate(cards):
        row, column = divmod(place, _COLUMNS)
        across = column if direction is Direction.LTR else _COLUMNS - 1 - column
        top = _MARK_MM + _GAP_MM + row * height
        fronts.append(Placed(number, card, across * width, top))
        backs.append(Placed(number, card, (_COLUMNS - 1 - across) * width, top))
    rows = math.ceil(len(cards) / _COLUMNS)
    return CardSheet(
        width=width,
        height=height,
        fronts=tuple(fronts),
        backs=tuple(backs),
        marks=tuple(_marks(rows, width, height)),
    )


def _marks(rows: int, width: float, height: float) -> Iterator[Mark]:
    """Yield a mark at both ends of every line between and around cards."""
    above, right = _MARK_MM + _GAP_MM, _COLUMNS * width
    below = above + rows * height
    for column in range(_COLUMNS + 1):
        yield Mark(column * width, 0, 0, _MARK_MM)
        yield Mark(column * width, below + _GAP_MM, 0, _MARK_MM)
    for row in range(rows + 1):
        yield Mark(-_GAP_MM - _MARK_MM, above + row * height, _MARK_MM, 0)
        yield Mark(right + _GAP_MM, above + row * height, _MARK_MM, 0)
