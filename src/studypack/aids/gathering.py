"""Glossaries, quote banks, theme grids, character maps and cards: gathered, not invented.

Each function takes an aid and the blocks that its reader may see, and returns the aid filled.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from studypack.aids.sources import material_of, section_of, words_of
from studypack.labels import collation
from studypack.model.base import Block, Node
from studypack.model.blocks import (
    Character,
    Heading,
    Quote,
    RelationTable,
    StudyBlock,
    Summary,
    Theme,
)
from studypack.model.copies import copied
from studypack.model.generated import (
    CharacterMap,
    Flashcard,
    Flashcards,
    Glossary,
    MapEdge,
    QuoteBank,
    ThemeGrid,
    ThemeRow,
)
from studypack.model.inlines import Inlines, as_label, plain
from studypack.model.walk import query


def glossary(aid: Glossary, blocks: tuple[Block, ...], language: str) -> Glossary:
    """List every term once, in alphabetical order; `words` chooses among them."""
    words = words_of(aid, blocks)
    order = collation(language)
    entries = sorted(
        (word.entry for word in words if word.entry), key=lambda entry: order(plain(entry.term))
    )
    listed = copied(tuple(entries), aid.id)
    homes = (dataclasses.replace(e, home_id=o.id) for e, o in zip(listed, entries, strict=True))
    return dataclasses.replace(aid, entries=tuple(homes))


def quote_bank(aid: QuoteBank, blocks: tuple[Block, ...]) -> QuoteBank:
    """Put all quotations together, in source order."""
    quotes = tuple(query(material_of(aid, blocks), Quote))
    return dataclasses.replace(aid, quotes=copied(quotes, aid.id))


def flashcards(aid: Flashcards, blocks: tuple[Block, ...]) -> Flashcards:
    """Make a card of every word with a meaning, the first `size` of them if that is given."""
    cards = tuple(
        Flashcard(front=as_label(word.entry.term), back=copied(word.entry.meaning, aid.id))
        for word in words_of(aid, blocks)
        if word.entry
    )
    return dataclasses.replace(aid, cards=cards[: aid.size or None])


# --- Themes -----------------------------------------------------------------------------------


def theme_grid(aid: ThemeGrid, blocks: tuple[Block, ...]) -> ThemeGrid:
    """Set sections against themes.

    The sections are the summaries if any is tagged (what stands in one counts for it), else the
    headings under which tagged blocks stand. A theme is named where the grid's reader meets it.
    """
    themes = tuple(query(blocks, Theme))
    rows = tuple(
        ThemeRow(
            title=title,
            touched=tuple(theme.id in tags for theme in themes),
            target=target,
        )
        for title, target, tags in _tagged_sections(aid, blocks)
    )
    columns = tuple(as_label(theme.name) for theme in themes)
    return dataclasses.replace(aid, columns=columns, rows=rows if columns else ())


def _tagged_sections(
    aid: ThemeGrid, blocks: tuple[Block, ...]
) -> list[tuple[Inlines, str, frozenset[str]]]:
    summaries = tuple(query(material_of(aid, blocks), Summary))
    tagged = [
        (as_label(summary.title), summary.id, _tags((summary,)))
        for summary in summaries
        if summary.title
    ]
    if any(tags for _, _, tags in tagged):
        return tagged
    wanted = {id(node) for node in query(material_of(aid, blocks), Heading)}
    sections = [
        (as_label(heading.content), heading.id, _tags(_right_under(heading, blocks)))
        for heading in blocks
        if isinstance(heading, Heading) and id(heading) in wanted
    ]
    return [section for section in sections if section[2]]


def _right_under(heading: Heading, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks between a heading and the next one, whatever its level."""
    below = list(section_of(heading, blocks))[1:]
    end = next((i for i, block in enumerate(below) if isinstance(block, Heading)), len(below))
    return tuple(below[:end])


def _tags(nodes: Iterable[Node]) -> frozenset[str]:
    return frozenset(tag for block in query(tuple(nodes), StudyBlock) for tag in block.themes)


# --- Characters -------------------------------------------------------------------------------


def character_map(aid: CharacterMap, blocks: tuple[Block, ...]) -> CharacterMap:
    """Draw every relation as an edge between two names, in the order in which they come up.

    A name is the same person by name or by `aka`. Who stands in no relation is not on the map.
    """
    known: dict[str, Inlines] = {}
    for character in query(blocks, Character):
        for name in (plain(character.name), *character.aka):
            known.setdefault(_folded(name), as_label(character.name))
    names: list[Inlines] = []
    places: dict[str, int] = {}
    edges: list[MapEdge] = []

    def place(written: Inlines) -> int:
        name = known.get(_folded(plain(written)), as_label(written))
        if plain(name) not in places:
            places[plain(name)] = len(names)
            names.append(name)
        return places[plain(name)]

    for table in query(material_of(aid, blocks), RelationTable):
        for source, target, relation in table.relations:
            edges.append(
                MapEdge(
                    source=place(source.content),
                    target=place(target.content),
                    relation=as_label(relation.content),
                )
            )
    return dataclasses.replace(aid, names=tuple(names), edges=tuple(edges))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
