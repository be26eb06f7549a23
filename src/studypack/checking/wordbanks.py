"""Fills word banks from the blanks that they serve, and finds blanks that a bank lacks.

A bank serves the blanks of the tasks that it names (`from`); else those behind it in the same
run of blocks, up to the next bank or to a heading that ends its section; else, if it stands
last in a task or group, all blanks of that.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from studypack.diagnostics import Diagnostics
from studypack.labels import collation
from studypack.model.base import Block, Node
from studypack.model.blocks import Heading
from studypack.model.inlines import Blank, Inlines, Text, plain
from studypack.model.tasks import Scaffold, Task, WordBank
from studypack.model.walk import descend_all, outermost, query, sequences

_ANY_LEVEL = 99
"""A bank before the first heading serves no section: every heading ends what it serves."""


def fill(blocks: tuple[Block, ...], language: str, found: Diagnostics) -> tuple[Block, ...]:
    """Return `blocks` with every word bank filled and in alphabetical order."""
    blanks_of = {bank.id: blanks for bank, blanks in served(blocks)}

    def enter(node: Node) -> Node:
        if not isinstance(node, WordBank):
            return node
        blanks = blanks_of.get(node.id, ())
        words = node.words or words_of(blanks)
        _report_missing(node, blanks, found)
        return dataclasses.replace(node, words=in_order(words, language))

    return descend_all(blocks, enter) if blanks_of else blocks


def words_of(blanks: Iterable[Blank]) -> tuple[Inlines, ...]:
    """Return what fills each of `blanks`: the first of its answers."""
    return tuple((Text(text=blank.answers[0]),) for blank in blanks if blank.answers)


def in_order(words: Iterable[Inlines], language: str) -> tuple[Inlines, ...]:
    """Return `words` once each, in alphabetical order.

    It helps nobody, and it keeps an author from giving the order of the gaps away.
    """
    by_text = {plain(word): word for word in words}
    return tuple(by_text[text] for text in sorted(by_text, key=collation(language)))


def blanks_in(nodes: Iterable[Node]) -> tuple[Blank, ...]:
    """Return the blanks in `nodes` that pupils of every level fill."""
    found = outermost(nodes, (Blank, Scaffold))
    return tuple(node for node in found if isinstance(node, Blank))


def _report_missing(bank: WordBank, blanks: tuple[Blank, ...], found: Diagnostics) -> None:
    words = {_folded(plain(word)) for word in bank.words}
    for blank in blanks:
        if words and blank.answers and not any(_folded(word) in words for word in blank.answers):
            found.error(
                "missing-bank-word",
                f"the word bank lacks '{blank.answers[0]}'",
                blank.span,
                f"add it to the word bank in line {bank.span.line}, "
                "or leave that empty: it then fills itself",
            )


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def served(blocks: tuple[Block, ...]) -> Iterator[tuple[WordBank, tuple[Blank, ...]]]:
    """Yield every word bank with the blanks that it serves."""
    tasks = {task.id: task for task in query(blocks, Task)}
    for run in sequences(blocks):
        for place, block in enumerate(run):
            if isinstance(block, WordBank):
                named = tuple(tasks[name] for name in block.source if name in tasks)
                yield block, blanks_in(named or _behind(run, place))


def _behind(run: tuple[Block, ...], place: int) -> tuple[Block, ...]:
    levels = (block.level for block in reversed(run[:place]) if isinstance(block, Heading))
    level = next(levels, _ANY_LEVEL)
    blocks: list[Block] = []
    for block in run[place + 1 :]:
        if isinstance(block, WordBank) or (isinstance(block, Heading) and block.level <= level):
            break
        blocks.append(block)
    behind = tuple(blocks)
    without_sections = not any(isinstance(block, Heading) for block in run)
    return run if without_sections and next(query(behind, Blank), None) is None else behind
