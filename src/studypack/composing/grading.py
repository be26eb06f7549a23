"""Which marks make which grade: a table for the teacher; called by `arrange`."""

from __future__ import annotations

from collections.abc import Iterable

from studypack.model.base import Block
from studypack.model.generated import GradeRow, GradeTable
from studypack.model.marks import total
from studypack.model.pack import Grade


def grade_table(grades: Iterable[Grade], blocks: tuple[Block, ...]) -> tuple[GradeTable, ...]:
    """Return the grades of the marks that can be reached in `blocks`; () if there are none."""
    reached = total(blocks)
    if reached is None:
        return ()
    rows: list[GradeRow] = []
    most = reached
    for grade in grades:
        least = grade.needed(reached)
        if least <= most:  # at one level alone there may be too few marks for a grade
            rows.append(GradeRow(name=grade.name, least=least, most=most))
            most = least - 1
    return (GradeTable(rows=tuple(rows)),) if rows else ()
