"""The last steps of composing: live references, numbered footnotes, the table of contents."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from studypack.composing.view import ContentsEntry
from studypack.model.base import Block, Node
from studypack.model.blocks import Heading, VocabularyEntry
from studypack.model.generated import AnswerEntry, Glossary
from studypack.model.inlines import NoteRef, Reference, as_label
from studypack.model.pack import Footnote
from studypack.model.walk import descend_all, query, walk


def numbered_notes(
    runs: Iterable[tuple[Block, ...]], notes: Mapping[str, Footnote]
) -> tuple[Footnote, ...]:
    """Return the footnotes that runs of blocks call, by first call.

    Those that notes call come last in their run.
    """
    numbered: dict[str, Footnote] = {}
    waiting: list[tuple[Node, ...]] = []
    waiting += reversed([*runs])
    while waiting:
        called = []
        for call in query(waiting.pop(), NoteRef):
            if call.label in notes and call.label not in numbered:
                number = len(numbered) + 1
                numbered[call.label] = dataclasses.replace(notes[call.label], number=number)
                called.append(numbered[call.label])
        if called:
            waiting.append(tuple(called))
    return tuple(numbered.values())


def settled(
    nodes: tuple[Block, ...], present: frozenset[str], numbers: Mapping[str, int]
) -> tuple[Block, ...]:
    """Return `nodes` with links to what is not `present` dead, and note calls numbered.

    Words of a vocabulary and of a glossary lead to each other.
    """
    listed = {
        entry.home_id: entry.id
        for glossary in query(nodes, Glossary)
        for entry in glossary.entries
        if entry.id
    }

    def enter(node: Node) -> Node:
        if isinstance(node, Reference) and node.target not in present:
            return dataclasses.replace(node, live=False)
        if isinstance(node, AnswerEntry) and node.back_id not in present:
            return dataclasses.replace(node, back_id="")
        if isinstance(node, VocabularyEntry) and node.id:
            home = node.home_id if node.home_id in present else ""
            return dataclasses.replace(node, home_id=home, listed_id=listed.get(node.id, ""))
        if isinstance(node, NoteRef):
            return dataclasses.replace(node, number=numbers.get(node.label, 0))
        return node

    return descend_all(nodes, enter)


def ids_in(nodes: tuple[Node, ...]) -> frozenset[str]:
    """Return every id in `nodes`, of blocks, entries and spans."""
    return frozenset(name for node in walk(nodes) if (name := getattr(node, "id", "")))


def contents(blocks: tuple[Block, ...]) -> tuple[ContentsEntry, ...]:
    """Return a line for every heading of `blocks`, those inside other blocks too."""
    return tuple(
        ContentsEntry(id=heading.id, level=heading.level, title=as_label(heading.content))
        for heading in query(blocks, Heading)
    )
