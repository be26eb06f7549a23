"""What an aid is made from: the blocks that it names, the vocabulary, the themes.

Called by the other modules of `aids`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from studypack.model.base import Block, Node
from studypack.model.blocks import Heading, VocabularyEntry
from studypack.model.generated import Aid
from studypack.model.inlines import plain
from studypack.model.walk import query, walk


def material_of(aid: Aid, blocks: tuple[Block, ...]) -> tuple[Node, ...]:
    """Return the nodes that `aid` is made from: those it names by `of`, or all `blocks`.

    A heading stands for its section.
    """
    if not aid.of:
        return blocks
    named = {name: node for node in walk(blocks) if (name := getattr(node, "id", ""))}
    found = (named[name] for name in aid.of if name in named)
    return tuple(
        part
        for node in found
        for part in (section_of(node, blocks) if isinstance(node, Heading) else (node,))
    )


def section_of(heading: Heading, blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield the blocks under a top-level heading, down to the next one of its level."""
    inside = False
    for block in blocks:
        if isinstance(block, Heading):
            inside = block.id == heading.id or (inside and block.level > heading.level)
        if inside:
            yield block


@dataclass(frozen=True, slots=True)
class Word:
    """A word to learn: its term as text, and its entry if the vocabulary has it."""

    term: str
    entry: VocabularyEntry | None


def words_of(aid: Aid, blocks: tuple[Block, ...]) -> tuple[Word, ...]:
    """Return the words for a puzzle or cards: those that `aid` lists, or all of its material.

    A word comes once, however often the pack explains it; the first entry counts.
    """
    entries = vocabulary(material_of(aid, blocks))
    if not aid.words:
        return tuple(Word(plain(entry.term).strip(), entry) for entry in entries.values())
    return tuple(Word(word, entries.get(_folded(word))) for word in dict.fromkeys(aid.words))


def vocabulary(nodes: tuple[Node, ...]) -> dict[str, VocabularyEntry]:
    """Return the first entry of every term in `nodes`, by the term in lower case."""
    entries: dict[str, VocabularyEntry] = {}
    for entry in query(nodes, VocabularyEntry):
        entries.setdefault(_folded(plain(entry.term)), entry)
    return entries


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
