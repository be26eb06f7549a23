"""What a person is told of a pull besides the diff."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from studypack.spans import Span


class Sort(Enum):
    """CONFLICT  both sides changed the same; LOST  an edit that has no way home; NOTE  good to know;
    REMARK  what somebody said or suggested in the file
    """

    CONFLICT = "conflict"
    LOST = "not brought back"
    NOTE = "note"
    REMARK = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that a person must know, and the place of the source that it is about."""

    sort: Sort
    span: Span
    text: str

    def __str__(self) -> str:
        place = f"{self.span.path}:{self.span.line}" if self.span.line else self.span.path
        sort = f"{self.sort.value}: " if self.sort.value else ""
        return f"{place}: {sort}{self.text}"


_LONGEST = 90


def quoted(text: str) -> str:
    """Return text in quotation marks, cut where it is long."""
    text = " ".join(text.split())
    return f"“{text}”" if len(text) <= _LONGEST else f"“{text[:_LONGEST]}…”"
