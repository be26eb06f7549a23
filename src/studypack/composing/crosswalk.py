"""Which question of one variant is which of another: a table for the teacher; called by `compose`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from studypack.composing.request import Variant
from studypack.composing.variants import present
from studypack.labels import Labels
from studypack.model.base import Block
from studypack.model.blocks import Alignment, Cell, Table
from studypack.model.inlines import Text
from studypack.model.pack import Pack
from studypack.model.tasks import Question
from studypack.model.walk import query


def crosswalk(
    pack: Pack, variant: Variant, labels: Labels, shown: Iterable[Question]
) -> tuple[Table, ...]:
    """Return a table with a row a question and a column a variant, in the pack's own order.

    shown  the questions of the file; () where there is nothing to compare
    O(questions x variants)
    """
    wanted = {question.id for question in shown}
    rows = [question for question in query(pack.blocks, Question) if question.id in wanted]
    variants = Variant.all(variant.count, variant.seed)
    if not rows or len(variants) < 2:  # noqa: PLR2004  # one is compared with another
        return ()
    numbers = [_numbers(pack, each, labels) for each in variants]
    head = (labels["question"], *(_title(each, labels) for each in variants))
    return (
        Table(
            head=tuple(map(_cell, head)),
            rows=tuple(
                tuple(map(_cell, (row.number, *(known[row.id] for known in numbers))))
                for row in rows
            ),
            alignments=(Alignment.START,) * len(head),
            row_headers=True,
        ),
    )


def _numbers(pack: Pack, variant: Variant, labels: Labels) -> Mapping[str, str]:
    blocks: tuple[Block, ...] = present(pack.blocks, pack.slug, variant, labels)
    return {question.id: question.number for question in query(blocks, Question)}


def _title(variant: Variant, labels: Labels) -> str:
    return labels.format("variant", letter=variant.letter.upper())


def _cell(text: str) -> Cell:
    return Cell(content=(Text(text=text),))
