"""The room that a task leaves for its answer, and how many tasks of a group are to be done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class RoomKind(Enum):
    """How the room looks: ruled lines, blank paper, a box, squared paper, the rest of the page."""

    LINES = "lines"
    BLANK = "blank"
    BOX = "box"
    GRID = "grid"
    FILL = "fill"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Room:
    """Room to answer.

    lines  for LINES, 1 to 100; else 0
    mm     height for BLANK, BOX and GRID, 5 to 250; else 0
    """

    kind: RoomKind
    lines: int = 0
    mm: float = 0.0


NO_ROOM = Room(RoomKind.NONE)


@dataclass(frozen=True, slots=True)
class Choose:
    """'2 of 4': how many of a group's tasks a pupil answers. 1 ≤ wanted ≤ given."""

    wanted: int
    given: int
