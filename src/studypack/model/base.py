"""What every node of a pack's tree has in common; the root of `inlines`, `blocks` and `tasks`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar

from studypack.spans import NOWHERE, Span


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Anything in the tree: a block, an inline, or a piece of one, such as a table's cell.

    `span` is ignored by `==`, so that trees can be compared by what they say.
    """

    FOR: ClassVar[Audience] = Audience.STUDENT
    """The audience of every node of this type: `Answer` and `Teacher` set their own."""

    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline(Node):
    """Anything inside a line of text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Node):
    """Anything that stands on its own line."""
