"""What every node of a pack's tree has in common; the root of `inlines`, `blocks` and `tasks`."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Any, ClassVar, TypeVar, dataclass_transform

from studypack.spans import NOWHERE, Span

T = TypeVar("T")


class Audience(Enum):
    """Whom a node or a field is for; an edition admits a set of audiences.

    STUDENT  everyone
    HINT     the guide, teacher editions, level support
    KEY      answers: teacher editions, the answers product, the guide's self-check
    TEACHER  teacher editions and the answers product only
    """

    STUDENT = "student"
    HINT = "hint"
    KEY = "key"
    TEACHER = "teacher"


AUDIENCE = "audience"
"""The key of a dataclass field's metadata under which its audience stands."""


def part(*, audience: Audience = Audience.STUDENT, default: Any = ()) -> Any:
    """Declare a dataclass field that the author does not write as an option.

    A field for an audience that an edition does not admit is reset to `default`, which must
    say nothing: an empty tuple, an empty string, None or False.
    """
    return field(default=default, metadata={AUDIENCE: audience})


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
def node(kind: type[T]) -> type[T]:
    """Make a class of nodes: a frozen dataclass with slots.

    What `==`, `hash` and `repr` do is written once, in `Node`: a dataclass writes and compiles
    them for each of a hundred types, anew in every process.
    """
    return dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)(kind)


@node
class Node:
    """Anything in the tree: a block, an inline, or a piece of one, such as a table's cell.

    `span` is ignored by `==`, so that trees can be compared by what they say.
    """

    FOR: ClassVar[Audience] = Audience.STUDENT
    """The audience of every node of this type: `Answer` and `Teacher` set their own."""

    span: Span = field(default=NOWHERE, compare=False, repr=False)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in _compared(type(self)))

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in _compared(type(self))))

    def __repr__(self) -> str:
        told = (f"{name}={getattr(self, name)!r}" for name in _compared(type(self)))
        return f"{type(self).__name__}({', '.join(told)})"


_names: dict[type, tuple[str, ...]] = {}


def _compared(kind: type[Node]) -> tuple[str, ...]:
    """Return the names of the fields by which nodes of a type differ."""
    if kind not in _names:
        _names[kind] = tuple(field.name for field in fields(kind) if field.compare)
    return _names[kind]


@node
class Inline(Node):
    """Anything inside a line of text."""


@node
class Block(Node):
    """Anything that stands on its own line."""
