"""Fills the study aids of a tree, and names those that would stay empty."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from studypack.aids import crossword, gathering, wordsearch
from studypack.aids.letters import squares
from studypack.aids.sources import Word, words_of
from studypack.labels import collation
from studypack.model.base import Block, Node
from studypack.model.copies import copied
from studypack.model.generated import (
    Aid,
    CharacterMap,
    Clue,
    Crossword,
    Flashcards,
    Glossary,
    QuoteBank,
    Square,
    ThemeGrid,
    WordSearch,
)
from studypack.model.inlines import Text
from studypack.model.walk import descend_all, query, rewrite_all

_GAP = "…"


def fill(
    blocks: tuple[Block, ...], material: tuple[Block, ...], language: str
) -> tuple[Block, ...]:
    """Return `blocks` with every aid but puzzles made from `material`: what its reader may see."""
    material = _without_aids(material)

    def enter(node: Node) -> Node:
        match node:
            case Glossary():
                return gathering.glossary(node, material, language)
            case QuoteBank():
                return gathering.quote_bank(node, material)
            case ThemeGrid():
                return gathering.theme_grid(node, material)
            case CharacterMap():
                return gathering.character_map(node, material)
            case Flashcards():
                return gathering.flashcards(node, material)
            case _:
                return node

    return descend_all(blocks, enter)


def fill_puzzles(
    blocks: tuple[Block, ...], material: tuple[Block, ...], language: str, slug: str
) -> tuple[Block, ...]:
    """Return `blocks` with every puzzle made, key and all.

    material  what pupils may see of the whole pack, whatever the product: a pupil's puzzle and
              the teacher's solution must be one
    """
    material = _without_aids(material)

    def enter(node: Node) -> Node:
        match node:
            case Crossword():
                return _crossword(node, words_of(node, material), language, slug)
            case WordSearch():
                return _word_search(node, words_of(node, material), language, slug)
            case _:
                return node

    return descend_all(blocks, enter)


def _without_aids(material: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return `material` without aids: one that stands in what it gathers would never end."""
    return rewrite_all(material, lambda node: None if isinstance(node, Aid) else node)


def lacking(blocks: tuple[Block, ...], language: str, slug: str) -> Iterator[tuple[Aid, str]]:
    """Yield every aid for which `blocks` hold too little, and what it is made from."""
    if next(query(blocks, Aid), None) is None:
        return
    filled = fill_puzzles(fill(blocks, blocks, language), blocks, language, slug)
    for aid in query(filled, Aid):
        match aid:
            case Glossary(entries=()) | Flashcards(cards=()) | Crossword(grid=()):
                yield aid, "words with a meaning, in a 'vocabulary' directive"
            case WordSearch(grid=()):
                yield aid, "words, in a 'vocabulary' directive or as ':words:'"
            case QuoteBank(quotes=()):
                yield aid, "'quote' directives"
            case CharacterMap(edges=()):
                yield aid, "a 'relations' directive"
            case ThemeGrid(rows=()):
                yield aid, "'theme' directives, and blocks with ':themes:'"
            case _:
                pass


# --- Puzzles ----------------------------------------------------------------------------------


def _seed(aid: Aid, slug: str) -> str:
    return f"{slug}/{aid.id}/{aid.seed}"


def _playable(words: tuple[Word, ...], language: str) -> list[tuple[tuple[str, ...], Word]]:
    """Return the words fit for a puzzle with their letters, no letters twice."""
    by_letters: dict[tuple[str, ...], Word] = {}
    for word in words:
        letters = squares(word.term, language)
        if len(letters) > 1:
            by_letters.setdefault(letters, word)
    return list(by_letters.items())


def _crossword(aid: Crossword, words: tuple[Word, ...], language: str, slug: str) -> Crossword:
    playable = _playable(tuple(word for word in words if word.entry), language)
    layout = crossword.lay_out(
        tuple(letters for letters, _ in playable), aid.size, _seed(aid, slug)
    )
    numbers: dict[tuple[int, int], int] = {}
    letters: dict[tuple[int, int], str] = {}
    clues: dict[bool, list[Clue]] = {True: [], False: []}
    for place in layout.placed:
        own, word = playable[place.word]
        number = numbers.setdefault((place.row, place.column), len(numbers) + 1)
        clues[place.across].append(_clue(number, own, word, aid.id))
        down, right = (0, 1) if place.across else (1, 0)
        letters.update(
            ((place.row + down * i, place.column + right * i), letter)
            for i, letter in enumerate(own)
        )
    grid = tuple(
        tuple(
            Square(number=numbers.get((row, column), 0), letter=letters[(row, column)])
            if (row, column) in letters
            else None
            for column in range(layout.columns)
        )
        for row in range(layout.rows)
    )
    return dataclasses.replace(aid, grid=grid, across=tuple(clues[True]), down=tuple(clues[False]))


def _clue(number: int, letters: tuple[str, ...], word: Word, owner: str) -> Clue:
    meaning = copied(word.entry.meaning, owner) if word.entry else ()
    return Clue(
        number=number,
        text=_without(word.term, meaning),
        length=len(letters),
        word=word.term,
    )


def _without(term: str, meaning: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return a meaning in which the term itself is a gap: it is what the clue asks for."""
    pattern = re.compile(rf"(?<!\w){re.escape(term)}(?!\w)", re.IGNORECASE)

    def change(node: Node) -> Node:
        if isinstance(node, Text) and pattern.search(node.text):
            return dataclasses.replace(node, text=pattern.sub(_GAP, node.text))
        return node

    return rewrite_all(meaning, change)


def _word_search(aid: WordSearch, words: tuple[Word, ...], language: str, slug: str) -> WordSearch:
    playable = _playable(words, language)
    hidden = wordsearch.hide(tuple(letters for letters, _ in playable), aid.size, _seed(aid, slug))
    order = collation(language)
    found = sorted(
        ((playable[index][1].term, path) for index, path in hidden.paths),
        key=lambda pair: order(pair[0]),
    )
    return dataclasses.replace(
        aid,
        grid=hidden.rows,
        hidden=tuple(term for term, _ in found),
        solution=tuple(path for _, path in found),
    )
