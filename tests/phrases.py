"""The wording of a view as phrases, and which of them a file lacks or has out of order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checkers import words
from studypack.composing.view import View
from studypack.model.base import Block
from studypack.model.blocks import Cell, Heading, Paragraph, Table
from studypack.model.generated import Aid
from studypack.model.inlines import (
    Blank,
    Code,
    Image,
    Inlines,
    LineBreak,
    Math,
    NoteRef,
    Reference,
    Ruby,
    Text,
)
from studypack.model.tasks import Categorising, Hint, Labelling, Matching
from studypack.model.walk import query, rewrite, walk

Phrase = tuple[str, ...]

_TOUCHING = "\N{OBJECT REPLACEMENT CHARACTER}"

_COLUMNS = (Matching, Categorising, Labelling, Table, Aid)
"""Blocks that stand in columns: a file may tell them row by row."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a block says: its phrases, and whether a file may tell them row by row."""

    phrases: tuple[Phrase, ...]
    in_columns: bool


def phrases(view: View) -> list[Said]:
    """Return what each block of `view` says, in reading order.

    A phrase is an unbroken run of words: a formula, a gap, a note's call or a link's page number
    begins a new one.
    """
    return [said for block in (*view.blocks, *view.answers) for said in _all_said(block)]


def _all_said(block: Block) -> Iterator[Said]:
    """Yield what the hints in a block say, which may stand behind it all, and what it says itself."""
    for hint in query(block, Hint):
        yield Said(tuple(_phrases(hint)), in_columns=True)
    rest = rewrite(block, lambda node: None if isinstance(node, Hint) else node)
    if isinstance(rest, Block):
        in_columns = any(isinstance(node, _COLUMNS) for node in walk(rest))
        yield Said(tuple(_phrases(rest)), in_columns)


def _phrases(block: Block) -> Iterator[Phrase]:
    for node in walk(block):
        if isinstance(node, Paragraph | Heading | Cell):
            yield from _runs(node.content)


def _runs(inlines: Inlines) -> Iterator[Phrase]:
    run = ""
    for piece in _pieces(inlines):
        if piece is None:
            # What touches a formula or gap is no word by itself.
            yield from _said(run.rstrip() if run[-1:].isspace() else run.rpartition(" ")[0])
            run = _TOUCHING
        else:
            run += piece
    yield from _said(run)


def _said(run: str) -> Iterator[Phrase]:
    if run.startswith(_TOUCHING):
        run = run[1:] if run[1:2].isspace() else run.partition(" ")[2]
    found = tuple(words(run))
    if found:
        yield found


def _pieces(inlines: Inlines) -> Iterator[str | None]:
    for inline in inlines:
        match inline:
            case Text(text=text) | Code(text=text):
                yield text
            case LineBreak():
                yield " "
            case Math() | Blank() | NoteRef() | Image() | Ruby():
                yield None
            case Reference(children=children, automatic=automatic):
                yield from _pieces(children)
                if automatic:
                    yield None
            case _:
                yield from _pieces(inline.children)


def missing(
    blocks: Sequence[Said], said: Sequence[str], *, solid: bool = False, in_order: bool = True
) -> list[str]:
    """Return the phrases that are not in `said`, or not behind what stands before them.

    solid  compare letters alone: in a script that joins its letters, a reader of PDF may see a
           gap where the language changes, a stretched stroke as a letter, and a ligature taken
           apart as it is drawn
    in_order  not anywhere
    """
    text = _prepared(said, solid)
    lost = []
    start = 0
    for block in blocks:
        at = start
        for phrase in block.phrases:
            found = text.find(_prepared(phrase, solid), at)
            if found < 0:
                lost.append(" ".join(phrase))
            elif in_order and not block.in_columns:
                at = found
        start = at
    return lost


def _prepared(said: Sequence[str], solid: bool) -> str:
    return letters(said) if solid else f" {' '.join(said)} "


def letters(said: Sequence[str]) -> str:
    """Return the letters of words, so that all readers of all formats see the same."""
    return "".join(map(_letters, said))


def _letters(word: str) -> str:
    """Return a word without stretching, its runs of lam and alef sorted."""
    lam_and_alef = "[\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}]{2,}"
    plain = word.replace("\N{ARABIC TATWEEL}", "")
    return re.sub(lam_and_alef, lambda run: "".join(sorted(run[0])), plain)
