"""A node cannot be changed, and is what it says: wherever it stands, in whichever process."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, fields, replace

import pytest

from samples import every_block
from studypack.model.base import Node
from studypack.model.inlines import Text
from studypack.model.walk import walk
from studypack.spans import Span

NODES = list({type(node): node for node in walk(every_block())}.values())
"""A node of every type."""

EACH = pytest.mark.parametrize("node", NODES, ids=lambda node: type(node).__name__)


@EACH
def test_a_node_cannot_be_changed(node: Node) -> None:
    with pytest.raises(FrozenInstanceError):
        node.span = Span("other.md")
    with pytest.raises((FrozenInstanceError, TypeError)):  # TypeError: Python 3.11, with slots
        node.other = 1
    assert not hasattr(node, "__dict__")


@EACH
def test_a_node_is_compared_by_what_it_says(node: Node) -> None:
    elsewhere = replace(node, span=Span("other.md", 3, 4))
    assert elsewhere == node
    assert hash(elsewhere) == hash(node)
    assert {elsewhere: 1}[node] == 1
    for field in fields(node):
        changed = replace(node, **{field.name: "something else"})
        assert (changed == node) is (field.name == "span")


@EACH
def test_a_node_comes_out_of_another_process_as_it_went_in(node: Node) -> None:
    assert pickle.loads(pickle.dumps(node)) == node


def test_nodes_of_two_types_differ_though_they_hold_the_same() -> None:
    class Other(Text):
        """A type of its own."""

    assert Other(text="x") != Text(text="x")
    assert Text(text="x") != "x"


def test_a_node_is_shown_as_it_is_written() -> None:
    assert repr(Text(text="rain", span=Span("pack.md"))) == "Text(text='rain')"
