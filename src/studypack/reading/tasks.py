"""Questions and their parts: how each is answered, and the lists and tables that this needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeGuard, TypeVar

from studypack.diagnostics import Diagnostics
from studypack.model.base import Block, Node
from studypack.model.blocks import (
    BulletList,
    Cell,
    Columns,
    Figure,
    ListEntry,
    NumberedList,
    Only,
    Paragraph,
    Table,
)
from studypack.model.inlines import Blank, Inlines, Marked, plain
from studypack.model.room import RoomKind
from studypack.model.spot import Side, Spot
from studypack.model.tasks import (
    Answer,
    Categorising,
    CommonErrors,
    Hint,
    Labelling,
    Matching,
    NumericEntry,
    Option,
    Options,
    Ordering,
    Part,
    QuestionType,
    Rubric,
    Scaffold,
    Step,
    Task,
    TrueFalse,
)
from studypack.model.walk import query, rewrite_all
from studypack.reading.above import speaks_of_others
from studypack.reading.values import is_number
from studypack.spans import Span

T = TypeVar("T", bound=Task)
Change = Callable[[Block], Block | None]

_LONG = 5
"""From so many marks or lines on an answer is an extended one."""

_PAIR = 2
_TRUE = {"true", "t", "yes"}
_FALSE = {"false", "f", "no"}
_TRUTH = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Shaping:
    """What shaping a block needs besides it: where to report, and where its author wrote what.

    span     of the opening fence;  name  of the directive's name
    written  of the value of each option, by the option's name, and '' for the argument
    """

    found: Diagnostics
    span: Span
    name: Span
    written: Mapping[str, Span]


def shape_task(task: T, shaping: Shaping) -> T:
    """Return a question or part with its type, and with the blocks that this type has."""
    kind = task.type or _inferred(task)
    task = replace(task, type=kind)
    shaper = _SHAPERS.get(kind)
    return shaper(task, shaping) if shaper is not None else task


def _inferred(task: Task) -> QuestionType:
    """Return the type that the body or the answer shows; see the table in docs/language.md."""
    ticks = [
        sum(entry.checked is True for entry in listed.entries)
        for listed in _spread(task.body)
        if _is_task_list(listed)
    ]
    answer = plain(task.answer).strip()
    if ticks:
        return QuestionType.MULTIPLE if sum(ticks) > 1 else QuestionType.CHOICE
    if answer.lower() in _TRUTH:
        return QuestionType.TRUEFALSE
    if any(_has_blank(block) for block in task.body):
        return QuestionType.CLOZE
    if is_number(answer):
        return QuestionType.NUMERIC
    long = (
        task.space is not None and task.space.kind is RoomKind.LINES and task.space.lines >= _LONG
    )
    return QuestionType.EXTENDED if long or (task.marks or 0) >= _LONG else QuestionType.SHORT


def _spread(body: tuple[Block, ...]) -> Iterator[Block]:
    """Yield the blocks of a body, and those that only layout puts further inside."""
    for block in body:
        if isinstance(block, Columns | Only):
            yield from _spread(block.body)
        else:
            yield block


def _has_blank(block: Block) -> bool:
    if isinstance(block, Part | Hint | Answer | Rubric | CommonErrors | Scaffold):
        return False
    return next(query(block, Blank), None) is not None


def _is_task_list(block: Block) -> TypeGuard[BulletList | NumberedList]:
    return isinstance(block, BulletList | NumberedList) and any(
        entry.checked is not None for entry in block.entries
    )


def _change_blocks(body: tuple[Block, ...], change: Change) -> tuple[Block, ...]:
    """Return `body` with every block that `change` knows (else it returns None) replaced."""
    new: list[Block] = []
    for block in body:
        if isinstance(block, Columns | Only):
            new.append(replace(block, body=_change_blocks(block.body, change)))
        else:
            new.append(change(block) or block)
    return tuple(new)


def _change_first(task: T, shaping: Shaping, change: Change, needed: str) -> T:
    """Return `task` with the first block that `change` knows replaced; report if there is none.

    needed  what such a block is, for the message
    """
    done = False

    def once(block: Block) -> Block | None:
        nonlocal done
        new = None if done else change(block)
        done = done or new is not None
        return new

    body = _change_blocks(task.body, once)
    if not done:
        assert task.type is not None, "the type is set before the body is shaped"
        message = f"a question of type '{task.type.value}' needs {needed}"
        shaping.found.error("wrong-body", message, shaping.name)
    return replace(task, body=body)


# --- Options ----------------------------------------------------------------------------------


def _choice(task: T, shaping: Shaping) -> T:
    """Make the options of every task list: a ticked box left in the body would give the key."""
    several = task.type is QuestionType.MULTIPLE
    made = False

    def change(block: Block) -> Block | None:
        nonlocal made
        if not _is_task_list(block):
            return None
        made = True
        _report_unboxed(block, shaping)
        options = tuple(_option(entry) for entry in block.entries)
        return Options(options=options, several=several, span=block.span)

    task = replace(task, body=_change_blocks(task.body, change))
    if not made:
        message = (
            f"a question of type '{'multiple' if several else 'choice'}' needs a list of options"
        )
        help_ = "begin a right option with '- [x] ' and a wrong one with '- [ ] '"
        shaping.found.error("wrong-body", message, shaping.name, help_)
    return task


def _report_unboxed(listed: BulletList | NumberedList, shaping: Shaping) -> None:
    for entry in listed.entries:
        if entry.checked is None:
            help_ = "begin it with '[ ] ' if it is wrong, with '[x] ' if it is right"
            shaping.found.error("wrong-body", "an option has no box", entry.span, help_)


def _option(entry: ListEntry) -> Option:
    """Return an option: its first block is what a pupil reads, all others are its feedback."""
    return Option(
        body=entry.body[:1],
        feedback=entry.body[1:],
        right=entry.checked is True,
        pinned=_is_pinned(entry.body[:1]),
        span=entry.span,
    )


def _is_pinned(body: tuple[Block, ...]) -> bool:
    match body:
        case (Paragraph(content=content),):
            return speaks_of_others(plain(content))
        case _:
            return False


# --- What is answered in a line ---------------------------------------------------------------


def _true_false(task: T, shaping: Shaping) -> T:
    answer = plain(task.answer).strip().lower()
    right = True if answer in _TRUE else False if answer in _FALSE else None
    if answer and right is None:
        span = shaping.written.get("answer", shaping.span)
        message = f"the answer is true or false, not '{answer}'"
        shaping.found.error("bad-option", message, span)
    return replace(task, body=(*task.body, TrueFalse(right=right, span=task.span)))


def _numeric(task: T, shaping: Shaping) -> T:
    value = plain(task.answer).strip()
    if value and not is_number(value):
        span = shaping.written.get("answer", shaping.span)
        help_ = "write digits alone, and the unit as ':unit:'"
        shaping.found.error("bad-option", f"the answer is a number, not '{value}'", span, help_)
    entry = NumericEntry(unit=task.unit, value=value, tolerance=task.tolerance, span=task.span)
    return replace(task, body=(*task.body, entry))


# --- Matching, ordering, categorising, labelling ------------------------------------------------


def _match(task: T, shaping: Shaping) -> T:
    def change(block: Block) -> Block | None:
        if isinstance(block, Table) and len(block.alignments) == _PAIR:
            return _matching(block, shaping)
        return None

    return _change_first(task, shaping, change, "a table of two columns")


def _matching(table: Table, shaping: Shaping) -> Matching:
    """Return the pairs of a table; a row whose left cell is empty adds a card without partner."""
    left: list[Cell] = []
    right: list[Cell] = []
    key: list[int] = []
    for one, other in table.rows:
        if one.content and not other.content:
            shaping.found.error("wrong-body", "a pair lacks its right side", one.span)
        if one.content:
            left.append(one)
            key.append(len(right))
        if one.content or other.content:
            right.append(other)
    head = table.head if any(cell.content for cell in table.head) else ()
    return Matching(
        head=head, left=tuple(left), right=tuple(right), key=tuple(key), span=table.span
    )


def _order(task: T, shaping: Shaping) -> T:
    def change(block: Block) -> Block | None:
        if not isinstance(block, NumberedList):
            return None
        steps = tuple(Step(body=entry.body, span=entry.span) for entry in block.entries)
        return Ordering(steps=steps, key=tuple(range(1, len(steps) + 1)), span=block.span)

    return _change_first(task, shaping, change, "a numbered list in the right order")


def _categorise(task: T, shaping: Shaping) -> T:
    def change(block: Block) -> Block | None:
        if not isinstance(block, Table):
            return None
        placed = [
            (row[column], column)
            for column in range(len(block.head))
            for row in block.rows
            if row[column].content
        ]
        return Categorising(
            categories=block.head,
            cards=tuple(card for card, _ in placed),
            key=tuple(column for _, column in placed),
            span=block.span,
        )

    return _change_first(task, shaping, change, "a table with a column for each category")


def _label(task: T, shaping: Shaping) -> T:
    def change(block: Block) -> Block | None:
        if not isinstance(block, NumberedList):
            return None
        entries.extend(block.entries)
        labels = tuple(_label_of(entry, shaping) for entry in block.entries)
        return Labelling(count=len(labels), labels=labels, span=block.span)

    entries: list[ListEntry] = []
    labelled = _change_first(task, shaping, change, "a numbered list of the labels")
    spots = _spots(entries, shaping)
    return _spotted(labelled, spots, shaping) if spots else labelled


def _label_of(entry: ListEntry, shaping: Shaping) -> Inlines:
    match entry.body:
        case (Paragraph(content=content),):
            return rewrite_all(content, _without_spot)
        case _:
            shaping.found.error("wrong-body", "a label is one line of text", entry.span)
            return ()


def _without_spot(node: Node) -> Node | tuple[Node, ...]:
    """Return a span that says where a label's number stands without that."""
    if not isinstance(node, Marked) or node.spot is None:
        return node
    says_more = node.lang or node.id or node.classes
    return replace(node, spot=None) if says_more else node.children


_NEAR = 2.0
"""In per cent of a picture: so near to each other, two numbers cannot be told apart."""


def _spots(entries: list[ListEntry], shaping: Shaping) -> tuple[Spot, ...]:
    """Return where the number of each label stands; () if none says, or something is wrong."""
    given = [list(query(entry, Spot)) for entry in entries]
    if not any(given):
        return ()
    for entry, own in zip(entries, given, strict=True):
        if len(own) != 1:
            message = "a label has more than one place" if own else "this label has no place"
            help_ = "write one for each label, or for none: '[nucleus]{at=\"62 41\"}'"
            shaping.found.error("bad-place", message, own[1].span if own else entry.span, help_)
    spots = tuple(spot for own in given for spot in own)
    for place, spot in enumerate(spots):
        if any(_cover(spot, other) for other in spots[:place]):
            message = "the number of this label would cover that of another"
            shaping.found.error("bad-place", message, spot.span, "move one of the two")
    return spots


def _cover(spot: Spot, other: Spot) -> bool:
    one, two = spot.number or spot.at, other.number or other.at
    if isinstance(one, Side) or isinstance(two, Side):
        return spot.at == other.at
    return all(abs(a - b) < _NEAR for a, b in zip(one, two, strict=True))


def _spotted(task: T, spots: tuple[Spot, ...], shaping: Shaping) -> T:
    """Return `task` with numbers on its first figure; report if it has none."""
    done = False

    def change(block: Block) -> Block | None:
        nonlocal done
        if done or not isinstance(block, Figure):
            return None
        done = True
        return replace(block, spots=spots)

    body = _change_blocks(task.body, change)
    if not done:
        message = "there is no picture for the numbers of the labels"
        help_ = "put it into this question, above the labels: '![what it shows](images/cell.svg)'"
        shaping.found.error("bad-place", message, spots[0].span, help_)
    return replace(task, body=body)


_SHAPERS: dict[QuestionType, Callable[[T, Shaping], T]] = {
    QuestionType.CHOICE: _choice,
    QuestionType.MULTIPLE: _choice,
    QuestionType.TRUEFALSE: _true_false,
    QuestionType.NUMERIC: _numeric,
    QuestionType.MATCH: _match,
    QuestionType.ORDER: _order,
    QuestionType.CATEGORISE: _categorise,
    QuestionType.LABEL: _label,
}
