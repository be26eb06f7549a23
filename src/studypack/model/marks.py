"""Adding marks up: a task's total, a group's, and that of a whole pack or view.

`checking` sets `total` on tasks and groups by it, `composing` makes tables of marks.
"""

from __future__ import annotations

from collections.abc import Iterable

from studypack.model.base import Block
from studypack.model.tasks import Group, Part, Question, Task
from studypack.model.walk import query


def task_total(task: Task) -> int | None:
    """Return a task's own marks, else the sum of its parts' marks, else None."""
    if task.marks is not None:
        return task.marks
    return added(part.marks for part in query(task.body, Part))


def group_total(group: Group) -> int | None:
    """Return the marks that can be reached in a group, or None where none are given.

    Of '2 of 4' tasks the two with the most marks count.
    """
    totals = [task_total(question) for question in query(group.body, Question)]
    if group.choose is None:
        return added(totals)
    given = sorted((total for total in totals if total is not None), reverse=True)
    return added(given[: group.choose.wanted])


def total(blocks: tuple[Block, ...]) -> int | None:
    """Return the marks that can be reached in `blocks`, a group counting as a group."""
    groups = list(query(blocks, Group))
    grouped = {id(question) for group in groups for question in query(group.body, Question)}
    alone = [
        task_total(question) for question in query(blocks, Question) if id(question) not in grouped
    ]
    return added([*(group_total(group) for group in groups), *alone])


def added(marks: Iterable[int | None]) -> int | None:
    """Return the sum of what is given, or None where nothing is."""
    given = [number for number in marks if number is not None]
    return sum(given) if given else None
