"""Whom each place of a pack is for, and references that would tell more; called by `rules`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from studypack.diagnostics import Diagnostics
from studypack.model.base import Audience, Node
from studypack.model.blocks import Figure, Heading, Quote, StudyBlock, Viewer, VocabularyEntry
from studypack.model.inlines import Marked, NoteRef, Reference
from studypack.model.pack import Pack
from studypack.model.tasks import Task
from studypack.model.walk import fields

_ORDER = (Audience.STUDENT, Audience.HINT, Audience.KEY, Audience.TEACHER)
"""From everybody to teachers alone."""


def hidden_reference(pack: Pack, found: Diagnostics) -> None:
    """A reference is filled in with its target's title: to a teacher's note it would tell of it."""
    places = tuple(_everything(pack))
    closest = {
        name: audience
        for node, audience in places
        if (name := getattr(node, "id", "")) and _is_titled_by_its_words(node)
    }
    for node, audience in places:
        if not isinstance(node, Reference) or not node.automatic:
            continue
        wanted = closest.get(node.target, Audience.STUDENT)
        if _ORDER.index(wanted) > _ORDER.index(audience):
            found.error(
                "hidden-reference",
                f"'{node.target}' is not for all who read this: its title would tell them of it",
                node.span,
                f"write a text of your own, '[…](#{node.target})', or take the reference away",
            )


def _is_titled_by_its_words(node: Node) -> bool:
    """Return whether a reference to `node` says words of it, and not just 'Question 7'."""
    match node:
        case Task():
            return False
        case Figure(number=number):
            return not number
        case Heading() | Marked() | VocabularyEntry() | Quote():
            return True
        case StudyBlock():
            return bool(getattr(node, "title", ()) or getattr(node, "name", ()))
        case _:
            return False


def _everything(pack: Pack) -> Iterator[tuple[Node, Audience]]:
    """Yield every node of the blocks and of the notes that are called, and whom it is for.

    A note is for those who may read one of its calls.
    """
    called: dict[str, Audience] = {}
    waiting: list[tuple[Any, Audience]] = [(pack.blocks, Audience.STUDENT)]
    while waiting:
        for node, audience in _within(*waiting.pop()):
            yield node, audience
            if isinstance(node, NoteRef) and node.label in pack.notes:
                before = called.get(node.label)
                if before is None or _ORDER.index(audience) < _ORDER.index(before):
                    called[node.label] = audience
                    waiting.append((pack.notes[node.label], audience))


def _within(value: Any, audience: Audience) -> Iterator[tuple[Node, Audience]]:
    """Yield every node of `value`, and whom it is for by all that is around it."""
    stack = [(value, audience)]
    while stack:
        value, audience = stack.pop()
        if isinstance(value, Node):
            audience = _stricter(audience, value.FOR)
            if isinstance(value, StudyBlock) and value.viewer is Viewer.TEACHER:
                audience = Audience.TEACHER
            yield value, audience
            stack.extend(
                (part, _stricter(audience, own)) for _, own, part in reversed(tuple(fields(value)))
            )
        elif isinstance(value, tuple):
            stack.extend((part, audience) for part in reversed(value))


def _stricter(one: Audience, other: Audience) -> Audience:
    return max(one, other, key=_ORDER.index)
