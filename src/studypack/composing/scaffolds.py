"""What a level adds to tasks and takes from them; called by `selection` and `compose`.

An author writes sentence starters, worked examples and extensions; the word bank of a cloze that
has none is made here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TypeVar

from studypack.checking.wordbanks import in_order, served, words_of
from studypack.composing.request import Request
from studypack.model.base import Audience, Block, Node
from studypack.model.blocks import Level, StudyBlock
from studypack.model.copies import derived_id
from studypack.model.inlines import Blank, plain
from studypack.model.tasks import Answer, Part, Question, Scaffold, Task, WordBank
from studypack.model.walk import descend_all, for_audience, outermost, query

B = TypeVar("B", bound=StudyBlock)

_LEAST_WORDS = 3
"""In a bank of fewer words hardly anything is left to choose."""

_ASKED = frozenset({Audience.STUDENT, Audience.KEY})


def levels_of(block: StudyBlock) -> tuple[Level, ...]:
    """Return the levels that get a block; () for all."""
    return block.level or ((block.GIVEN,) if isinstance(block, Scaffold) else ())


def is_for_level(block: StudyBlock, request: Request) -> bool:
    """Return whether a block is there at the level that is asked for.

    Where none is, everything is but what helps some pupils or leads them on: teachers alone find it.
    """
    if request.level is None:
        return request.edition.is_teachers or not isinstance(block, Scaffold)
    return request.level in (levels_of(block) or (request.level,))


def said_for_whom(block: B, request: Request) -> B:
    """Return a block that says which levels get it, but only where one file holds all levels.

    A pupil whose sheet is of one level need not read beside a question whom it is for.
    """
    told = levels_of(block) if request.level is None else ()
    return block if told == block.level else dataclasses.replace(block, level=told)


def with_word_banks(
    blocks: tuple[Block, ...], request: Request, language: str
) -> tuple[Block, ...]:
    """Return `blocks`, at level support with a word bank in every cloze that no bank serves.

    The words are those of its own gaps; where these are too few to choose from, also those of
    the nearest gaps of other tasks that fit none of its own. A task that finds no others gets
    no bank: its one word would be the answer. O(n), for such tasks O(n) each.
    """
    if request.level is not Level.SUPPORT:
        return blocks
    asked = tuple(query(for_audience(blocks, _ASKED), Task))
    pool = tuple(blank for task in asked for blank in _own_blanks(task))
    has_bank = {id(blank) for _, blanks in served(blocks) for blank in blanks}

    def enter(node: Node) -> Node:
        if not isinstance(node, Task):
            return node
        own = tuple(_own_blanks(node))
        if not own or any(id(blank) in has_bank for blank in own):
            return node
        words = in_order(words_of((*own, *_others(own, pool))), language)
        if len(words) == 1:
            return node
        bank = WordBank(id=derived_id(node.id, "words"), words=words, span=node.span)
        return dataclasses.replace(node, body=_with(bank, node))

    return descend_all(blocks, enter)


def _own_blanks(task: Task) -> Iterator[Blank]:
    """Yield the gaps of a task that are no part's, in reading order."""
    found = outermost(task.body, (Blank, Part, Scaffold, Answer))
    return (node for node in found if isinstance(node, Blank) and node.answers)


def _others(own: tuple[Blank, ...], pool: tuple[Blank, ...]) -> Iterator[Blank]:
    """Yield as many gaps of other tasks as the bank of `own` is short of, the nearest first."""
    taken = {_folded(answer) for blank in own for answer in blank.answers}
    short = _LEAST_WORDS - len({_folded(blank.answers[0]) for blank in own})
    here = next((place for place, blank in enumerate(pool) if blank is own[0]), 0)
    for _, blank in sorted(enumerate(pool), key=lambda placed: abs(placed[0] - here)):
        if short <= 0:
            return
        if not any(_folded(answer) in taken for answer in blank.answers):
            taken.add(_folded(blank.answers[0]))
            short -= 1
            yield blank


def _folded(word: str) -> str:
    return " ".join(word.casefold().split())


def _with(bank: WordBank, task: Task) -> tuple[Block, ...]:
    """Return the body of a task with `bank` before its first gap, or behind the last one.

    Behind it where the gap is in the first words of the task, beside its number.
    """
    gapped = [place for place, block in enumerate(task.body) if _has_gap(block)]
    begins = gapped[0] == 0 and not (isinstance(task, Question) and plain(task.title))
    place = gapped[-1] + 1 if begins else gapped[0]
    return (*task.body[:place], bank, *task.body[place:])


def _has_gap(block: Block) -> bool:
    found = outermost((block,), (Blank, Part, Scaffold, Answer))
    return any(isinstance(node, Blank) for node in found)
