"""Blocks that stand in a view a second time: in a glossary, a quote bank, an answer.

A copy must not repeat an id, nor call a footnote that the original calls.
"""

from __future__ import annotations

import dataclasses
from typing import TypeVar

from studypack.model.base import Node
from studypack.model.inlines import Marked, NoteRef
from studypack.model.walk import rewrite_all

N = TypeVar("N", bound=Node)


def copied(nodes: tuple[N, ...], owner: str) -> tuple[N, ...]:
    """Return `nodes` with every id preceded by `owner` and two hyphens, without note calls.

    Ids that are made of a title never hold two hyphens in a row, so a copy's id is new.
    """

    def change(node: Node) -> Node | None:
        if isinstance(node, NoteRef):
            return None
        name = getattr(node, "id", "")
        if not name:
            return node
        own = "" if isinstance(node, Marked) else derived_id(owner, name)
        return dataclasses.replace(node, id=own)  # type: ignore[call-arg]  # it has an id

    return rewrite_all(nodes, change)


def derived_id(owner: str, name: str) -> str:
    """Return the id of what was made from the block `name` for the purpose or block `owner`."""
    return f"{owner}--{name}"
