"""The ways of the guide's self-check: from a question to its answer, from an option to its feedback.

`arrange` links the questions, `answers` writes what the links lead to.
"""

from __future__ import annotations

import dataclasses

from studypack.model.base import Block, Node
from studypack.model.copies import derived_id
from studypack.model.generated import AnswerEntry
from studypack.model.inlines import Marked
from studypack.model.tasks import Option, Options, Question, Task
from studypack.model.walk import query, rewrite_all

ANSWER = "answer"
"""What `derived_id` puts behind a task's id to name its answer."""


def feedback_id(task: Task, option: Option) -> str:
    """Return the id of what a pupil is told who chose `option`."""
    return derived_id(task.id, f"feedback-{option.letter}")


def says_something(entry: AnswerEntry) -> bool:
    """Return whether an entry, or one of its parts, tells anything."""
    return bool(entry.body) or any(says_something(part) for part in entry.parts)


def linked(blocks: tuple[Block, ...], answers: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return `blocks` with a link from each question to its entry in `answers`, if that has one."""
    answered = frozenset(
        entry.back_id for entry in query(answers, AnswerEntry) if says_something(entry)
    )
    told = frozenset(marked.id for marked in query(answers, Marked) if marked.id)

    def link(node: Node) -> Node:
        if isinstance(node, Question) and node.id in answered:
            return _linked(node, derived_id(node.id, ANSWER), told)
        return node

    return rewrite_all(blocks, link)


def _linked(question: Question, answer_id: str, told: frozenset[str]) -> Question:
    def link(node: Node) -> Node:
        return _with_feedback(node, answer_id, told) if isinstance(node, Task) else node

    [whole] = rewrite_all((question,), link)
    return dataclasses.replace(whole, answer_id=answer_id)


def _with_feedback(task: Task, answer_id: str, told: frozenset[str]) -> Task:
    """Return `task` with a link from each of its options to its feedback.

    Where one has feedback, all lead somewhere: one that leads nowhere would stand out.
    """

    def link(block: Block) -> Block:
        if not isinstance(block, Options):
            return block
        ids = [feedback_id(task, option) for option in block.options]
        if told.isdisjoint(ids):
            return block
        options = tuple(
            dataclasses.replace(option, told_id=id if id in told else answer_id)
            for option, id in zip(block.options, ids, strict=True)
        )
        return dataclasses.replace(block, options=options)

    return dataclasses.replace(task, body=tuple(map(link, task.body)))
