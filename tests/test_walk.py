"""Going through a tree finds every node; looking for one kind leaves out only where it cannot be."""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

import pytest

from samples import every_block
from studypack.model.base import Block, Inline, Node
from studypack.model.tasks import Question
from studypack.model.walk import outermost, query, sequences, walk

EVERYTHING = every_block()


def kinds(of: type[Node]) -> list[type[Node]]:
    return [one for below in of.__subclasses__() for one in (below, *kinds(below))]


def held(hint: Any) -> list[type]:
    if isinstance(hint, type) and not get_args(hint):
        return [hint]
    return [one for argument in get_args(hint) for one in held(argument)]


def below(kind: type[Node], seen: set[type[Node]]) -> set[type[Node]]:
    """Add to `seen` every type of node that can be anywhere inside one of `kind`."""
    hints = get_type_hints(kind).values()
    for one in {one for hint in hints for one in held(hint) if issubclass(one, Node)} - seen:
        seen.add(one)
        below(one, seen)
    return seen


@pytest.mark.parametrize("kind", kinds(Inline), ids=lambda kind: kind.__name__)
def test_inside_a_line_there_are_no_blocks(kind: type[Inline]) -> None:
    """What `query` relies on: it does not look for blocks in lines."""
    assert not any(issubclass(one, Block) for one in below(kind, set()))


def test_inside_a_question_there_are() -> None:
    assert any(issubclass(one, Block) for one in below(Question, set()))


@pytest.mark.parametrize("kind", [Node, Inline, Block, *kinds(Node)], ids=lambda k: k.__name__)
def test_looking_for_a_kind_finds_what_going_through_all_finds(kind: type[Node]) -> None:
    there = [id(node) for node in walk(EVERYTHING) if isinstance(node, kind)]
    assert [id(node) for node in query(EVERYTHING, kind)] == there
    first = [id(node) for node in outermost(EVERYTHING, (kind,))]
    assert set(first) <= set(there)
    assert bool(first) == bool(there)


def test_every_run_of_blocks_is_found() -> None:
    blocks = {id(node) for node in walk(EVERYTHING) if isinstance(node, Question)}
    assert blocks
    assert blocks <= {id(block) for run in sequences(EVERYTHING) for block in run}
