"""What the bodies of directives become: lists and tables turn into the blocks that they mean.

Whatever an author wrote besides stays in the body, in its order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from studypack.diagnostics import did_you_mean
from studypack.model.base import Block
from studypack.model.blocks import (
    BlockQuote,
    BulletList,
    Character,
    Characters,
    Columns,
    Definition,
    DefinitionList,
    EventList,
    FactTable,
    KeyFacts,
    NumberedList,
    Only,
    Output,
    Paragraph,
    Quote,
    Relations,
    RelationTable,
    Table,
    Theme,
    Themes,
    Timeline,
    Vocabulary,
    VocabularyEntry,
    VocabularyTable,
)
from studypack.model.inlines import Inlines
from studypack.model.tasks import (
    Anticipation,
    Extension,
    Organizer,
    OrganizerKind,
    Part,
    Question,
    Reflection,
    Rubric,
    Scaffold,
    Scale,
    Starters,
    Statement,
    Statements,
    WordBank,
    Worked,
)
from studypack.model.walk import query
from studypack.reading.tasks import Shaping, shape_task

B = TypeVar("B", bound=Block)

_COLUMNS = (2, 4)
_RELATION_CELLS = 3


def shape(block: Block, shaping: Shaping) -> Block:
    """Return `block`, as just read, with its body in the shape that its type has."""
    shaper = _SHAPERS.get(type(block))
    return shaper(block, shaping) if shaper is not None else block


def _each(block: Any, kind: type[B], change: Callable[[B], Block | tuple[Block, ...]]) -> Any:
    """Return `block` with every block of type `kind` directly in its body changed."""
    body: list[Block] = []
    for inner in block.body:
        new = change(inner) if isinstance(inner, kind) else inner
        body += new if isinstance(new, tuple) else (new,)
    return replace(block, body=tuple(body))


# --- Definition lists -------------------------------------------------------------------------


def _key_facts(block: KeyFacts, _shaping: Shaping) -> Block:
    return _each(  # type: ignore[no-any-return]
        block,
        DefinitionList,
        lambda terms: FactTable(facts=terms.definitions, span=terms.span),
    )


def _timeline(block: Timeline, _shaping: Shaping) -> Block:
    return _each(  # type: ignore[no-any-return]
        block,
        DefinitionList,
        lambda terms: EventList(events=terms.definitions, span=terms.span),
    )


def _themes(block: Themes, _shaping: Shaping) -> Block:
    return _each(  # type: ignore[no-any-return]
        block,
        DefinitionList,
        lambda terms: tuple(
            Theme(name=one.term, body=_all_of(one), span=one.span) for one in terms.definitions
        ),
    )


def _characters(block: Characters, _shaping: Shaping) -> Block:
    return _each(  # type: ignore[no-any-return]
        block,
        DefinitionList,
        lambda terms: tuple(
            Character(name=one.term, body=_all_of(one), span=one.span) for one in terms.definitions
        ),
    )


def _vocabulary(block: Vocabulary, _shaping: Shaping) -> Block:
    return _each(  # type: ignore[no-any-return]
        block,
        DefinitionList,
        lambda terms: VocabularyTable(
            entries=tuple(_entry(one) for one in terms.definitions), span=terms.span
        ),
    )


def _all_of(definition: Definition) -> tuple[Block, ...]:
    return tuple(block for body in definition.definitions for block in body)


def _entry(definition: Definition) -> VocabularyEntry:
    """Return a word to learn: a second definition, or else a second paragraph, is its example."""
    first, *others = definition.definitions
    if others:
        meaning = first
        example = tuple(block for body in others for block in body)
    else:
        meaning, example = first[:1], first[1:]
    return VocabularyEntry(
        term=definition.term, meaning=meaning, example=example, span=definition.span
    )


# --- Tables, quotations and lists -------------------------------------------------------------


def _relations(block: Relations, shaping: Shaping) -> Block:
    def change(table: Table) -> Block:
        if len(table.alignments) != _RELATION_CELLS:
            shaping.found.error(
                "wrong-body",
                f"a table of relations has three columns, not {len(table.alignments)}",
                table.span,
                "write who, to whom, and what joins them",
            )
            return table
        rows = tuple((row[0], row[1], row[2]) for row in table.rows)
        return RelationTable(head=table.head, relations=rows, span=table.span)

    return _each(block, Table, change)  # type: ignore[no-any-return]


def _rubric(block: Rubric, _shaping: Shaping) -> Block:
    return _each(  # type: ignore[no-any-return]
        block, Table, lambda table: replace(table, row_headers=True)
    )


def _quote(block: Quote, _shaping: Shaping) -> Block:
    if block.body and isinstance(block.body[0], BlockQuote):
        return replace(block, quotation=block.body[0].body, body=block.body[1:])
    return block


def _statements(scale: Scale) -> Callable[[BulletList | NumberedList], Block]:
    def change(listed: BulletList | NumberedList) -> Block:
        statements = tuple(Statement(body=e.body, span=e.span) for e in listed.entries)
        return Statements(scale=scale, statements=statements, span=listed.span)

    return change


def _anticipation(block: Anticipation, _shaping: Shaping) -> Block:
    return _each_list(block, _statements(Scale.ANTICIPATION))


def _reflection(block: Reflection, _shaping: Shaping) -> Block:
    return _each_list(block, _statements(Scale(block.scale.value)))


def _each_list(block: Any, change: Callable[[BulletList | NumberedList], Block]) -> Block:
    return _each(_each(block, BulletList, change), NumberedList, change)  # type: ignore[no-any-return]


def _word_bank(block: WordBank, shaping: Shaping) -> Block:
    """Take the words out of the lists of a word bank; each must be a line of text alone."""
    words: list[Inlines] = []
    body: list[Block] = []
    for inner in block.body:
        if not isinstance(inner, BulletList | NumberedList):
            body.append(inner)
            continue
        for entry in inner.entries:
            match entry.body:
                case (Paragraph(content=content),):
                    words.append(content)
                case _:
                    message = "an entry of a word bank is one word or phrase"
                    shaping.found.error("wrong-body", message, entry.span)
                    body += entry.body
    return replace(block, words=tuple(words), body=tuple(body))


def _scaffold(block: Scaffold, shaping: Shaping) -> Block:
    """Report a question inside: its number and marks would come and go with the level."""
    for question in query(block.body, Question):
        shaping.found.error(
            "misplaced-directive",
            "a question cannot stand where only some levels see it",
            question.span,
            "put it behind this task and give it a level: ':level: challenge'",
        )
    return block


_CELLS: Mapping[OrganizerKind, int] = {
    OrganizerKind.T_CHART: 2,
    OrganizerKind.VENN: 3,
    OrganizerKind.CAUSE_EFFECT: 2,
}
"""The organizers whose shape says how many labels they have; all others take any number."""


def _organizer(block: Organizer, shaping: Shaping) -> Block:
    wanted = _CELLS.get(block.kind, len(block.labels))
    if block.labels and len(block.labels) != wanted:
        shaping.found.error(
            "bad-option",
            f"a '{block.kind.value}' has {wanted} labels, not {len(block.labels)}",
            shaping.written.get("labels", shaping.span),
            "write them with commas between; '\\,' is a comma within a label",
        )
    return block


# --- Layout -----------------------------------------------------------------------------------


def _columns(block: Columns, shaping: Shaping) -> Block:
    least, most = _COLUMNS
    if least <= block.count <= most:
        return block
    message = f"'count' must be from {least} to {most}, not {block.count}"
    shaping.found.error("bad-option", message, shaping.written.get("count", shaping.span))
    return replace(block, count=least)


def _only(block: Only, shaping: Shaping) -> Block:
    known = [output.value for output in Output]
    for word in block.outputs:
        if word not in known:
            shaping.found.error(
                "bad-option",
                f"no format or product is called '{word}'",
                shaping.written.get("", shaping.span),
                did_you_mean(word, known) or f"write one of {', '.join(known)}",
            )
    return replace(block, outputs=tuple(word for word in block.outputs if word in known))


_SHAPERS: Mapping[type[Block], Callable[[Any, Shaping], Block]] = {
    Anticipation: _anticipation,
    Characters: _characters,
    Columns: _columns,
    Extension: _scaffold,
    KeyFacts: _key_facts,
    Only: _only,
    Organizer: _organizer,
    Part: shape_task,
    Question: shape_task,
    Quote: _quote,
    Reflection: _reflection,
    Relations: _relations,
    Rubric: _rubric,
    Themes: _themes,
    Timeline: _timeline,
    Starters: _scaffold,
    Vocabulary: _vocabulary,
    WordBank: _word_bank,
    Worked: _scaffold,
}
