"""The compact key: a line a question or part, with its answer and its marks; called by `arrange`.

It is what lies beside thirty sheets while they are marked. What has no short answer is left to the
mark scheme.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import Enum

from studypack.composing.sections import asked_sections
from studypack.composing.selfcheck import ANSWER
from studypack.labels import Labels
from studypack.model.base import Block, Node
from studypack.model.blocks import Columns, Paragraph
from studypack.model.copies import derived_id
from studypack.model.generated import Crossword, KeyLine, KeyTable, WordSearch
from studypack.model.inlines import (
    Blank,
    Emphasis,
    Inlines,
    Reference,
    Strong,
    Text,
    as_label,
    plain,
)
from studypack.model.tasks import (
    Answer,
    AnswerKind,
    Categorising,
    CommonErrors,
    Labelling,
    Matching,
    NumericEntry,
    Options,
    Ordering,
    Organizer,
    Part,
    Question,
    Rubric,
    Scaffold,
    Task,
    TrueFalse,
)
from studypack.model.walk import outermost, query


class Extent(Enum):
    """How much the answers tell.

    BOTH    the compact key, then the mark scheme
    KEY     the compact key alone
    SCHEME  the mark scheme alone
    """

    BOTH = ""
    KEY = "key"
    SCHEME = "scheme"


_SHORT = 60
"""Characters of a written answer that still has its place in the key."""

_MANY = 12
"""Lines from which on a key stands in two columns."""

_APART = Text(text="\u00a0· ")
_NONE: Inlines = (Text(text="–"),)
_KEYED: tuple[type[Node], ...] = (
    Part,
    Options,
    TrueFalse,
    NumericEntry,
    Matching,
    Ordering,
    Categorising,
    Labelling,
    Blank,
    Scaffold,
)
"""What has a short answer; in a scaffold none is looked for."""

_IN_SCHEME: tuple[type[Node], ...] = (Rubric, Organizer, Crossword, WordSearch)
"""What no line can tell."""


def answer_key(
    blocks: tuple[Block, ...], labels: Labels, *, with_scheme: bool
) -> tuple[Block, ...]:
    """Return the key to `blocks`, a table a section, in two columns if it is long.

    with_scheme  the mark scheme stands behind it: where the key has no answer, it leads there
    """
    writer = _Writer(labels, with_scheme=with_scheme)
    sections = [
        (section, lines)
        for section in asked_sections(blocks)
        if (lines := tuple(writer.lines(section.questions)))
    ]
    alone = len(sections) < 2  # noqa: PLR2004  # its marks are those of the pack
    tables = tuple(
        KeyTable(
            title=as_label(section.title),
            lines=lines,
            total=None if alone else section.total,
        )
        for section, lines in sections
    )
    if sum(len(table.lines) for table in tables) < _MANY:
        return tables
    return (Columns(body=tables),)


class _Writer:
    def __init__(self, labels: Labels, *, with_scheme: bool) -> None:
        self._labels = labels
        self._with_scheme = with_scheme

    def lines(self, questions: tuple[Question, ...]) -> Iterator[KeyLine]:
        for question in questions:
            parts = tuple(query(question.body, Part))
            answer = self._answer(question)
            if not parts or answer:
                marks = None if any(part.total for part in parts) else question.total
                yield self._line(question.number, answer, marks, question)
            for part in parts:
                number = f"{question.number}\u00a0({part.number})"
                yield self._line(number, self._answer(part), part.total, question)

    def _line(
        self, number: str, answer: Inlines | None, marks: int | None, question: Question
    ) -> KeyLine:
        if answer is None:
            answer = self._see_scheme(question)
        return KeyLine(number=number, answer=answer or _NONE, marks=marks)

    def _see_scheme(self, question: Question) -> Inlines:
        words: Inlines = (Emphasis(children=(Text(text=self._labels["see-scheme"]),)),)
        if not self._with_scheme:
            return words
        target = derived_id(question.id, ANSWER)
        return (Reference(target=target, children=words, automatic=True),)

    def _answer(self, task: Task) -> Inlines | None:
        """Return the answer to a task but for its parts; () for none, None for a long one."""
        inside = [node for node in outermost(task.body, _KEYED) if not isinstance(node, Part)]
        blanks = [node for node in inside if isinstance(node, Blank)]
        keys = [key for node in inside if (key := self._key(node))]
        keys += self._counted([_accepted(blank.answers) for blank in blanks])
        if keys:
            return _joined(keys)
        if task.answer:
            return (*as_label(task.answer), *_also(task.accept))
        return self._written(task)

    def _written(self, task: Task) -> Inlines | None:
        """Return a short written answer, or None if the scheme says more than a line can."""
        match [_without_errors(answer) for answer in task.answers if not answer.is_empty]:
            case []:
                return None if next(outermost(task.body, _IN_SCHEME), None) else ()
            case [Answer(kind=AnswerKind.VARY, body=())]:
                return (Text(text=self._labels["answers-vary"]),)
            case [Answer(kind=AnswerKind.MODEL, body=(Paragraph(content=content),))] if (
                len(plain(content)) <= _SHORT
            ):
                return (*as_label(content), *_also(task.accept))
            case _:
                return None

    def _key(self, node: Node) -> Inlines:
        labels = self._labels
        match node:
            case Options():
                letters = [option.letter for option in node.options if option.right]
                return _joined([(Strong(children=(Text(text=letter),)),) for letter in letters])
            case TrueFalse(right=bool() as right):
                return (Text(text=labels["true" if right else "false"]),)
            case NumericEntry() if node.value:
                return (Text(text=node.quantity),)
            case Matching():
                pairs = (
                    f"{labels.number(left)}\u00a0–\u00a0{labels.letter(right)}"
                    for left, right in enumerate(node.key, 1)
                )
                return _joined([(Text(text=pair),) for pair in pairs])
            case Ordering():
                return _joined([(Text(text=labels.number(place)),) for place in node.key])
            case Categorising():
                return _joined([_sorted_in(node, place) for place in range(len(node.categories))])
            case Labelling():
                return _joined(self._counted([as_label(label) for label in node.labels]))
            case _:
                return ()

    def _counted(self, answers: list[Inlines]) -> list[Inlines]:
        """Return each answer behind its number, where there are several."""
        if len(answers) < 2:  # noqa: PLR2004  # one needs no number
            return [answer for answer in answers if answer]
        return [
            (
                Strong(children=(Text(text=self._labels.number(place)),)),
                Text(text="\u00a0"),
                *answer,
            )
            for place, answer in enumerate(answers, 1)
        ]


def _without_errors(answer: Answer) -> Answer:
    body = tuple(block for block in answer.body if not isinstance(block, CommonErrors))
    return replace(answer, body=body)


def _sorted_in(cards: Categorising, place: int) -> Inlines:
    own = [
        as_label(card.content)
        for card, category in zip(cards.cards, cards.key, strict=False)
        if category == place
    ]
    name = Strong(children=as_label(cards.categories[place].content))
    return (name, Text(text="\u00a0"), *_joined(own, Text(text="\u00a0/ "))) if own else ()


def _accepted(answers: tuple[str, ...]) -> Inlines:
    return (Text(text="\u00a0/ ".join(answers)),) if answers else ()


def _also(accept: tuple[str, ...]) -> Inlines:
    return (Text(text="".join(f"\u00a0/ {answer}" for answer in accept)),) if accept else ()


def _joined(pieces: list[Inlines], between: Text = _APART) -> Inlines:
    joined: Inlines = ()
    for piece in filter(None, pieces):
        joined = (*joined, between, *piece) if joined else piece
    return joined
