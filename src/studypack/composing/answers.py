"""The answers to a pack's tasks as ordinary blocks, for the answers product and the guide.

Called by `composing.compose` with the whole tree, keys and all, after scrambling: letters and
orders are those that pupils see.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from studypack.composing.selfcheck import ANSWER, feedback_id, says_something
from studypack.labels import BLOCK_LABELS, Labels
from studypack.model import directive_name
from studypack.model.base import Audience, Block, Node
from studypack.model.blocks import (
    Alignment,
    BulletList,
    Cell,
    Definition,
    DefinitionList,
    Heading,
    ListEntry,
    NumberedList,
    Paragraph,
    StudyBlock,
    Table,
    Teacher,
)
from studypack.model.copies import copied, derived_id
from studypack.model.generated import (
    AnswerEntry,
    AnswerPart,
    AnswerText,
    Crossword,
    WordSearch,
)
from studypack.model.inlines import Blank, Inlines, Marked, Strong, Text, as_label
from studypack.model.tasks import (
    Answer,
    AnswerKind,
    Categorising,
    CommonErrors,
    Extension,
    Hint,
    Labelling,
    Matching,
    NumericEntry,
    Option,
    Options,
    Ordering,
    Organizer,
    Part,
    Question,
    QuestionType,
    Rubric,
    Starters,
    Task,
    TrueFalse,
    Worked,
)
from studypack.model.walk import children, outermost, query

_ANSWERED: tuple[type[Node], ...] = (
    Part,
    Options,
    TrueFalse,
    NumericEntry,
    Matching,
    Ordering,
    Categorising,
    Labelling,
    Organizer,
    Crossword,
    WordSearch,
    Blank,
    CommonErrors,
    Extension,
    Starters,
    Worked,
    Hint,
    Rubric,
    Teacher,
)
"""What inside a task has a part in its answer."""


def answer_entries(
    blocks: tuple[Block, ...],
    labels: Labels,
    admitted: frozenset[Audience],
    themes: Mapping[str, Inlines],
) -> tuple[Block, ...]:
    """Return the top-level headings of `blocks`, and behind each the entries for its tasks.

    admitted  whom the answers are for: hints, rubrics, teacher notes and themes are for teachers
              alone, everybody else has them with the question
    themes    names of the pack's, by id
    """
    for_teachers = Audience.TEACHER in admitted
    writer = _AnswerWriter(labels, themes if for_teachers else {}, for_teachers=for_teachers)
    told: list[Block] = []
    for block in blocks:
        told.extend((block,) if isinstance(block, Heading) else writer.entries(block, ()))
    return tuple(told)


class _AnswerWriter:
    def __init__(
        self, labels: Labels, themes: Mapping[str, Inlines], *, for_teachers: bool
    ) -> None:
        self._labels = labels
        self._themes = themes
        self._for_teachers = for_teachers

    # --- finding what has an answer

    def entries(self, node: Node, title: Inlines) -> Iterator[AnswerEntry]:
        """Yield an entry for every task in `node`; `title` is that of the block around it."""
        match node:
            case Question():
                yield self._question(node)
            case Organizer():
                if node.body:
                    yield self._standing_alone(node, node.title, self._organizer(node))
            case Crossword() | WordSearch():
                yield self._standing_alone(node, node.title, (_solved(node),))
            case Answer():
                written = (*self._written(node, None), *self._errors((node,)))
                yield self._standing_alone(node, title, written)
            case _:
                around = self._title(node) if isinstance(node, StudyBlock) else title
                for inner in children(node):
                    yield from self.entries(inner, around)

    def _title(self, block: StudyBlock) -> Inlines:
        title: Inlines = getattr(block, "title", ()) or getattr(block, "name", ())
        key = BLOCK_LABELS.get(directive_name(block))
        return title or (_text(self._labels[key]) if key else ())

    def _standing_alone(
        self, block: StudyBlock, title: Inlines, body: tuple[Block, ...]
    ) -> AnswerEntry:
        is_in_view = not isinstance(block, Answer)
        return AnswerEntry(
            id=derived_id(block.id, ANSWER),
            number="",
            title=as_label(title or self._title(block)),
            body=body,
            back_id=block.id if is_in_view else "",
            span=block.span,
        )

    # --- one task

    def _question(self, question: Question) -> AnswerEntry:
        entry = AnswerEntry(
            id=derived_id(question.id, ANSWER),
            number=question.number,
            title=as_label(question.title),
            total=question.total,
            skill=question.skill,
            themes=self._themes_of(question),
            body=self._body(question),
            parts=tuple(self._part(part) for part in query(question.body, Part)),
            back_id=question.id,
            span=question.span,
        )
        return self._without_gaps(entry) if self._for_teachers or says_something(entry) else entry

    def _without_gaps(self, entry: AnswerEntry) -> AnswerEntry:
        """Return `entry` with a word where its author wrote no answer, lest it look forgotten by us."""
        if entry.body:  # it may be said of all parts at once
            return entry
        if entry.parts:
            parts = tuple(map(self._without_gaps, entry.parts))
            return dataclasses.replace(entry, parts=parts)
        return dataclasses.replace(entry, body=_paragraph(self._labels["no-answer"]))

    def _part(self, part: Part) -> AnswerEntry:
        return AnswerEntry(
            id="",
            number=part.number,
            total=part.total,
            skill=part.skill,
            themes=self._themes_of(part),
            body=self._body(part),
            span=part.span,
        )

    def _themes_of(self, task: Task) -> tuple[Inlines, ...]:
        return tuple(self._themes[name] for name in task.themes if name in self._themes)

    def _body(self, task: Task) -> tuple[Block, ...]:
        inside = [node for node in outermost(task.body, _ANSWERED) if not isinstance(node, Part)]
        key = [block for node in inside for block in self._key(node)]
        key += self._blanks([node for node in inside if isinstance(node, Blank)])
        if task.answer and not key:
            key.append(Paragraph(content=task.answer))
        further = [block for node in inside for block in self._beside_key(node, task)]
        accept = self._labelled(AnswerPart.ACCEPT, _paragraph("; ".join(task.accept)))
        given = (answer for answer in task.answers if not answer.is_empty)
        written = [block for answer in given for block in self._written(answer, task)]
        errors = self._errors((*task.answers, *inside))
        return (*key, *(accept if task.accept else ()), *written, *further, *errors)

    # --- the key

    def _key(self, node: Node) -> tuple[Block, ...]:
        match node:
            case Options():
                return tuple(
                    block
                    for option in node.options
                    if option.right
                    for block in _lettered(option, copied(option.body, ANSWER))
                )
            case TrueFalse(right=bool() as right):
                return _paragraph(self._labels["true" if right else "false"])
            case NumericEntry() if node.value:
                return _paragraph(node.quantity)
            case Matching():
                return copied(_pairs(node), ANSWER)
            case Ordering():
                return copied(self._order(node), ANSWER)
            case Categorising():
                return copied(_columns(node), ANSWER)
            case Labelling() if node.labels:
                return (_numbered([(Paragraph(content=label),) for label in node.labels]),)
            case Organizer() if node.body:
                return self._organizer(node)
            case Crossword() | WordSearch():
                return (_solved(node),)
            case _:
                return ()

    def _blanks(self, blanks: list[Blank]) -> list[Block]:
        """List what fills the gaps, counted as the gaps are; further answers behind a slash."""
        texts = [" / ".join(blank.answers) for blank in blanks]
        if len(texts) == 1:
            return list(_paragraph(texts[0])) if texts[0] else []
        return [_numbered([_paragraph(text) for text in texts])] if any(texts) else []

    def _order(self, ordering: Ordering) -> tuple[Block, ...]:
        """Give the numbers as they stand in the boxes, then the steps in the right order."""
        boxes = " · ".join(self._labels.number(place) for place in ordering.key)
        in_order = sorted(
            zip(ordering.key, ordering.steps, strict=True), key=lambda placed: placed[0]
        )
        return (*_paragraph(boxes), _numbered([step.body for _, step in in_order]))

    def _organizer(self, organizer: Organizer) -> tuple[Block, ...]:
        return self._labelled(AnswerPart.MODEL, organizer.body)

    # --- what stands beside the key

    def _written(self, answer: Answer, task: Task | None) -> tuple[Block, ...]:
        body = tuple(block for block in answer.body if not isinstance(block, CommonErrors))
        match answer.kind:
            case AnswerKind.SCHEME:
                return self._labelled(AnswerPart.SCHEME, body)
            case AnswerKind.VARY:
                return self._labelled(AnswerPart.VARY, body)
            case AnswerKind.MODEL:
                # The answer to a short question is the answer, not a model of one.
                is_plain = task is None or task.type in (None, QuestionType.SHORT)
                kind = AnswerPart.ANSWER if is_plain else AnswerPart.MODEL
                return self._labelled(kind, body)

    def _beside_key(self, node: Node, task: Task) -> tuple[Block, ...]:
        match node:
            case Options():
                return self._feedback(node, task)
            case Hint() if self._for_teachers:
                return self._labelled(AnswerPart.HINT, node.body)
            case Extension():
                return self._extended(node)
            case Rubric() | Teacher() if self._for_teachers:
                return copied((node,), ANSWER)
            case _:
                return ()

    def _extended(self, extension: Extension) -> tuple[Block, ...]:
        answers = (answer for answer in extension.body if isinstance(answer, Answer))
        body = tuple(block for answer in answers for block in self._plainly(answer))
        return self._labelled(AnswerPart.EXTENSION, body) if body else ()

    def _plainly(self, answer: Answer) -> tuple[Block, ...]:
        """Return what is written in an answer, a label before it only if that tells something."""
        if answer.kind is not AnswerKind.MODEL:
            return self._written(answer, None)
        return tuple(block for block in answer.body if not isinstance(block, CommonErrors))

    def _feedback(self, options: Options, task: Task) -> tuple[Block, ...]:
        entries = tuple(
            ListEntry(body=_lettered(option, option.feedback, feedback_id(task, option)))
            for option in options.options
            if option.feedback
        )
        return (
            self._labelled(AnswerPart.FEEDBACK, (BulletList(entries=entries),)) if entries else ()
        )

    def _errors(self, nodes: tuple[Node, ...]) -> tuple[Block, ...]:
        """List the common errors in `nodes`: each word by word, then what lies behind it."""
        body: list[Block] = []
        for errors in query(nodes, CommonErrors):
            body += map(self._error_list, errors.body)
        return self._labelled(AnswerPart.ERRORS, tuple(body)) if body else ()

    def _error_list(self, block: Block) -> Block:
        if not isinstance(block, DefinitionList):
            return block
        entries = tuple(ListEntry(body=self._error(one)) for one in block.definitions)
        return BulletList(entries=entries, span=block.span)

    def _error(self, error: Definition) -> tuple[Block, ...]:
        """Return what is said of an error: to pupils, 'If you wrote …'."""
        wrong = Strong(children=as_label(error.term))
        body = tuple(block for definition in error.definitions for block in definition)
        if self._for_teachers:
            return _opened((wrong,), body)
        pieces = self._labels.pieces("if-you-wrote")
        return _opened(
            tuple(wrong if piece == "{words}" else Text(text=piece) for piece in pieces), body
        )

    def _labelled(self, kind: AnswerPart, body: tuple[Block, ...]) -> tuple[Block, ...]:
        return (AnswerText(kind=kind, body=body),)


# --- Keys as tables and lists -----------------------------------------------------------------


def _lettered(option: Option, body: tuple[Block, ...], id: str = "") -> tuple[Block, ...]:
    """Return `body` with the option's letter before its first words, under the id if there is one."""
    letter: Inlines = (Strong(children=_text(option.letter)),)
    if id:
        letter = (Marked(id=id, children=letter),)
    return _opened(letter, body)


def _opened(words: Inlines, body: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return `body` with `words` before its first ones."""
    if body and isinstance(body[0], Paragraph):
        return (Paragraph(content=(*words, Text(text=" "), *body[0].content)), *body[1:])
    return (Paragraph(content=words), *body)


def _pairs(matching: Matching) -> tuple[Block, ...]:
    rows = tuple(
        (left, matching.right[partner])
        for left, partner in zip(matching.left, matching.key, strict=False)
    )
    return (_table(matching.head, rows),) if rows else ()


def _columns(cards: Categorising) -> tuple[Block, ...]:
    columns = [
        [card for card, category in zip(cards.cards, cards.key, strict=False) if category == index]
        for index in range(len(cards.categories))
    ]
    height = max(map(len, columns), default=0)
    empty = Cell(content=())
    rows = tuple(
        tuple(column[row] if row < len(column) else empty for column in columns)
        for row in range(height)
    )
    return (_table(cards.categories, rows),) if rows else ()


def _table(head: tuple[Cell, ...], rows: tuple[tuple[Cell, ...], ...]) -> Table:
    width = len(rows[0])
    return Table(
        head=head or tuple(Cell(content=()) for _ in range(width)),
        rows=rows,
        alignments=(Alignment.START,) * width,
    )


def _numbered(bodies: list[tuple[Block, ...]]) -> NumberedList:
    return NumberedList(entries=tuple(ListEntry(body=body) for body in bodies))


def _solved(puzzle: Crossword | WordSearch) -> Block:
    """Return a puzzle with its solution in it, without introduction and under another id."""
    return dataclasses.replace(puzzle, id=derived_id(puzzle.id, "solution"), title=(), body=())


def _paragraph(text: str) -> tuple[Block, ...]:
    return (Paragraph(content=_text(text)),) if text else ()


def _text(text: str) -> Inlines:
    return (Text(text=text),)
