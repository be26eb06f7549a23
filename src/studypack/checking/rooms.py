"""How much room a task leaves for its answer where the author does not say.

Room follows type and marks, never the length of the answer: a pupil must not read it off.

| type                                     | room                                              |
|------------------------------------------|---------------------------------------------------|
| short                                    | 2 lines; with m marks 2 m − 1 lines (1, 3, 5, 7)  |
| extended                                 | 8 lines; with m marks 1.75 m lines, 6 at least    |
| essay                                    | 24 lines; with m marks 1.25 m lines, 24 at least  |
| numeric                                  | none; from 2 marks 2 lines for the working        |
| draw                                     | a box of 8 cm                                     |
| choice, multiple, truefalse, cloze,      | none: the answer is given in what is printed      |
| match, order, categorise, label          |                                                   |

A task with parts leaves its room to them, one that holds an organizer, a puzzle or a `space`
to those. An extension has four lines, unless it holds such a thing.
"""

from __future__ import annotations

import math

from studypack.model.base import Block
from studypack.model.blocks import Space
from studypack.model.generated import Crossword, WordSearch
from studypack.model.room import NO_ROOM, Room, RoomKind
from studypack.model.tasks import (
    Extension,
    Organizer,
    Part,
    QuestionType,
    Scaffold,
    Statements,
    Task,
)
from studypack.model.walk import outermost

_MOST_LINES = 100
_DRAWING = Room(RoomKind.BOX, mm=80.0)
_HAVE_ROOM = (Part, Space, Organizer, Crossword, WordSearch, Statements)
_EXTENSION_LINES = 4


def room_for(task: Task) -> Room:
    """Return the room of `task`: as written, else by the table above."""
    if task.space is not None:
        return task.space
    if _has_room(task.body):
        return NO_ROOM
    match task.type:
        case QuestionType.DRAW:
            return _DRAWING
        case QuestionType.SHORT | None:
            return _lines(2 if not task.marks else 2 * task.marks - 1)
        case QuestionType.EXTENDED:
            return _lines(8 if not task.marks else max(6, math.ceil(1.75 * task.marks)))
        case QuestionType.ESSAY:
            return _lines(max(24, math.ceil(1.25 * (task.marks or 0))))
        case QuestionType.NUMERIC:
            return _lines(2) if (task.marks or 0) > 1 else NO_ROOM
        case _:
            return NO_ROOM


def room_for_extension(extension: Extension) -> Room:
    """Return the room of `extension`: as written, else four lines, none beside room of its own."""
    if extension.space is not None:
        return extension.space
    return NO_ROOM if _has_room(extension.body) else _lines(_EXTENSION_LINES)


def _has_room(body: tuple[Block, ...]) -> bool:
    """Return whether something in `body` leaves room, at whatever level."""
    found = outermost(body, (*_HAVE_ROOM, Scaffold))
    return any(not isinstance(node, Scaffold) for node in found)


def _lines(count: int) -> Room:
    return Room(RoomKind.LINES, lines=min(count, _MOST_LINES))
