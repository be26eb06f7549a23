"""How many marks of each skill every question has: a table for the teacher; called by `arrange`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from studypack.labels import Labels
from studypack.model.base import Block
from studypack.model.blocks import Alignment, Cell, Table
from studypack.model.inlines import Text
from studypack.model.marks import total
from studypack.model.tasks import Part, Question
from studypack.model.walk import query

_NONE = "–"


def specification_grid(blocks: tuple[Block, ...], labels: Labels) -> tuple[Table, ...]:
    """Return a table with a row a question and a column a skill; () if no marks are of a skill.

    A last row adds up each skill, unless pupils choose among tasks: then it depends on them.
    """
    rows = {question.number: _marks(question) for question in query(blocks, Question)}
    rows = {number: marks for number, marks in rows.items() if marks}
    skills = tuple(dict.fromkeys(skill for marks in rows.values() for skill in marks))
    if not any(skills):
        return ()
    sums = Counter[str]()
    for marks in rows.values():
        sums.update(marks)
    lines = [_line(number, marks, skills, labels) for number, marks in rows.items()]
    if sums.total() == total(blocks):
        lines.append(_line(labels["total"], sums, skills, labels))
    head = (labels["question"], *(skill or _NONE for skill in skills), labels["total"])
    return (
        Table(
            head=_cells(head),
            rows=tuple(lines),
            alignments=(Alignment.START, *(Alignment.CENTER for _ in head[1:])),
            row_headers=True,
        ),
    )


def _marks(question: Question) -> Counter[str]:
    """Return the marks of a question by skill, '' for those of none."""
    marks = Counter[str]()
    marked = [part for part in query(question.body, Part) if part.total]
    for task in marked or (question,):
        if task.total:
            marks[task.skill or question.skill] += task.total
    return marks


def _line(
    title: str, marks: Mapping[str, int], skills: Iterable[str], labels: Labels
) -> tuple[Cell, ...]:
    each = [labels.number(marks[skill]) if marks.get(skill) else "" for skill in skills]
    return _cells((title, *each, labels.number(sum(marks.values()))))


def _cells(texts: Iterable[str]) -> tuple[Cell, ...]:
    return tuple(Cell(content=(Text(text=text),) if text else ()) for text in texts)
