"""Rules on answers: whether every task has one, and its key is whole; called by `rules`."""

from __future__ import annotations

from collections.abc import Iterator

from studypack.diagnostics import Diagnostics
from studypack.model.base import Node
from studypack.model.inlines import Blank
from studypack.model.pack import Pack
from studypack.model.tasks import (
    Categorising,
    Labelling,
    Matching,
    NumericEntry,
    Option,
    Options,
    Ordering,
    Organizer,
    Part,
    Question,
    Scaffold,
    Task,
    TrueFalse,
)
from studypack.model.walk import query, walk


def missing_answer(pack: Pack, found: Diagnostics) -> None:
    """An answer sheet with a gap is of no use to a colleague who covers the lesson."""
    for question in query(pack.blocks, Question):
        parts = tuple(query(question.body, Part))
        if _is_answered(question):
            continue
        for task in parts or (question,):
            if not (_has_answer(task) or _lacks_key(task)):
                found.warning(
                    "missing-answer",
                    f"{'part' if isinstance(task, Part) else 'question'} {task.number} "
                    "has no answer",
                    task.span,
                    "write an 'answer' directive inside it; "
                    "with ':kind: vary' it says that answers will vary",
                )


def missing_key(pack: Pack, found: Diagnostics) -> None:
    """Without a right option every version of the answer sheet is wrong."""
    for task in query(pack.blocks, Task):
        if _lacks_key(task):
            found.error(
                "missing-key",
                "no option is marked as right",
                task.span,
                "write [x] before the right one, or ':kind: vary' in an 'answer' directive",
            )


def _has_answer(task: Task) -> bool:
    return _is_answered(task) or bool(task.answer) or any(map(_holds_key, _asked_of_all(task)))


def _asked_of_all(task: Task) -> Iterator[Node]:
    """Yield the nodes of a task, without what only some levels see."""
    return walk(tuple(block for block in task.body if not isinstance(block, Scaffold)))


def _is_answered(task: Task) -> bool:
    return any(not answer.is_empty for answer in task.answers)


def _holds_key(node: Node) -> bool:
    match node:
        case Option(right=right):
            return right
        case TrueFalse(right=right):
            return right is not None
        case NumericEntry(value=value):
            return bool(value)
        case Matching(key=key) | Ordering(key=key) | Categorising(key=key):
            return bool(key)
        case Labelling(labels=names):
            return bool(names)
        case Blank():
            return True  # one without an answer is reported by itself
        case Organizer(body=body):
            return bool(body)
        case _:
            return False


def _lacks_key(task: Task) -> bool:
    """Return whether options of `task` itself, not of its parts, have no key."""
    if task.answers or task.answer:
        return False
    inner = {id(node) for part in query(task.body, Part) for node in query(part.body, Options)}
    return any(
        not any(option.right for option in options.options)
        for options in query(task.body, Options)
        if id(options) not in inner
    )


def empty_blank(pack: Pack, found: Diagnostics) -> None:
    """A blank that nothing fills is a line in the text."""
    for blank in query(pack.blocks, Blank):
        if not any(answer.strip() for answer in blank.answers):
            found.warning(
                "empty-blank",
                "the blank has no answer",
                blank.span,
                "write the answer between its brackets: [answer]{.blank}",
            )
