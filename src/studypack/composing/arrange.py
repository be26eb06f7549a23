"""What each product chooses of a pack, and in which order: one function a product."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from studypack.composing.grading import grade_table
from studypack.composing.key import Extent, answer_key
from studypack.composing.sections import (
    Section,
    asked_sections,
    close_gaps,
    join,
    split,
    without_empty,
)
from studypack.composing.selfcheck import linked, says_something
from studypack.composing.specification import specification_grid
from studypack.labels import Labels
from studypack.model import blocks as notes
from studypack.model import generated, tasks
from studypack.model.base import Block, Node
from studypack.model.blocks import Columns, Heading, Objectives, Paragraph, Passage, VocabularyEntry
from studypack.model.copies import derived_id
from studypack.model.generated import AnswerEntry, Glossary, GradeTable, MarksTable, SectionMarks
from studypack.model.inlines import Inlines, Reference, Strong, Text, as_label
from studypack.model.marks import total
from studypack.model.pack import Grade
from studypack.model.tasks import Question
from studypack.model.walk import outermost, query, rewrite_all

TASKS: tuple[type[Node], ...] = (
    tasks.Question,
    tasks.Group,
    tasks.Activity,
    tasks.Discussion,
    tasks.Anticipation,
    tasks.Organizer,
    tasks.Reflection,
    generated.Crossword,
    generated.WordSearch,
)
"""What a pupil does."""

NOTES: tuple[type[Node], ...] = (
    notes.KeyFacts,
    notes.Context,
    notes.Overview,
    notes.Summary,
    notes.Analysis,
    notes.Theme,
    notes.Themes,
    notes.Symbol,
    notes.Character,
    notes.Characters,
    notes.Relations,
    notes.Timeline,
    notes.Quote,
    notes.Vocabulary,
    generated.Glossary,
    generated.QuoteBank,
    generated.ThemeGrid,
    generated.CharacterMap,
    generated.Flashcards,
)
"""What a pupil learns from. What is in neither table (text, pictures, remarks) serves its section."""

_WITH_TASKS: tuple[type[Node], ...] = (*TASKS, tasks.WordBank, tasks.Rubric, Passage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a product is arranged from.

    blocks   what the audience may see, in source order
    answers  `Heading`s and `AnswerEntry`s in source order, as far as the product may show them
    extent   how much of the answers is wanted
    grades   from how many marks on each is given; () for pupils
    bare     ids of headings under which the source itself has nothing: they stay
    taken    every id of the pack: a heading that composing adds must have another
    crosswalk  makes the table of which question of one variant is which of another: only the
               answers want it, and it takes every variant's order
    """

    blocks: tuple[Block, ...]
    answers: tuple[Block, ...]
    labels: Labels
    extent: Extent
    grades: tuple[Grade, ...]
    bare: frozenset[str]
    taken: frozenset[str]
    crosswalk: Callable[[], tuple[Block, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """The body of a view, and what stands apart from it; as `View.blocks` and `View.answers`."""

    blocks: tuple[Block, ...]
    answers: tuple[Block, ...] = ()


# --- Handout ----------------------------------------------------------------------------------


def handout(material: Material) -> Arrangement:
    """Everything in source order, but first-level sections of tasks alone come last."""
    blocks = close_gaps(_notes_first(material.blocks, material.bare))
    return Arrangement(blocks=(*blocks, *_grades(material)))


def _grades(material: Material) -> tuple[GradeTable, ...]:
    return grade_table(material.grades, material.blocks)


def _notes_first(blocks: tuple[Block, ...], bare: frozenset[str]) -> tuple[Block, ...]:
    sections = split(blocks)
    learning = [section for section in sections if not _is_for_tasks(section)]
    doing = [section for section in sections if _is_for_tasks(section)]
    return join(without_empty([*learning, *doing], bare))


def _is_for_tasks(section: Section) -> bool:
    """Return whether a section, with all below it, holds tasks and no notes."""
    blocks = join([section])
    return section.heading is not None and _has(blocks, TASKS) and not _has(blocks, NOTES)


def _has(blocks: tuple[Block, ...], kinds: tuple[type[Node], ...]) -> bool:
    return next(outermost(blocks, kinds), None) is not None


# --- Worksheet --------------------------------------------------------------------------------


def worksheet(material: Material) -> Arrangement:
    """Objectives, then what pupils do, under its headings; last a table of marks.

    Of a section that holds only tasks everything stays: its text is instructions. Of others
    tasks, word banks, rubrics and passages stay.
    """
    objectives = tuple(query(material.blocks, Objectives))
    rest = rewrite_all(material.blocks, lambda node: _unless(node, Objectives))
    cited = frozenset(
        reference.target for task in outermost(rest, TASKS) for reference in query(task, Reference)
    )
    kept = without_empty(_only_tasks(section, cited) for section in split(rest))
    blocks = (*objectives, *close_gaps(join(kept)))
    return Arrangement(blocks=(*blocks, *_marks_table(blocks), *_grades(material)))


def _unless(node: Node, kind: type[Node]) -> Node | None:
    return None if isinstance(node, kind) else node


def _only_tasks(section: Section, cited: frozenset[str]) -> Section:
    below = tuple(_only_tasks(inner, cited) for inner in section.sections)
    has_tasks = _has(section.blocks, TASKS)
    if not _has(section.blocks, NOTES) and (has_tasks or _is_for_tasks(section)):
        return dataclasses.replace(section, sections=below)
    wanted = _WITH_TASKS if has_tasks else (tasks.WordBank,)
    kept = tuple(piece for block in section.blocks for piece in _pieces(block, wanted, cited))
    return dataclasses.replace(section, blocks=kept, sections=below)


def _pieces(
    block: Block, wanted: tuple[type[Node], ...], cited: frozenset[str]
) -> tuple[Block, ...]:
    """Return what a worksheet takes of a block: all of it, its columns' tasks, or those in it."""
    if isinstance(block, Columns):
        body = tuple(piece for inner in block.body for piece in _pieces(inner, wanted, cited))
        return (dataclasses.replace(block, body=body),) if body else ()
    if isinstance(block, Passage) and block.id in cited:
        return (block,)
    return tuple(node for node in outermost((block,), wanted) if isinstance(node, Block))


def _marks_table(blocks: tuple[Block, ...]) -> tuple[MarksTable, ...]:
    rows = tuple(
        (question.number, question.total)
        for question in query(blocks, Question)
        if question.total is not None
    )
    reached = total(blocks)
    if not rows or reached is None:
        return ()
    sections = tuple(
        SectionMarks(title=as_label(section.title), total=section.total)
        for section in asked_sections(blocks)
        if section.total is not None
    )
    several = sections if len(sections) > 1 else ()
    return (MarksTable(rows=rows, total=reached, sections=several),)


# --- Guide ------------------------------------------------------------------------------------


def guide(material: Material) -> Arrangement:
    """All that the handout holds, in its order, then a glossary; the answers apart, linked both ways.

    Its order must be the handout's: an e-book repeats the numbers of the handout's pages, and they
    ascend.
    """
    blocks = linked(material.blocks, material.answers)
    blocks = close_gaps(_notes_first(blocks, material.bare) + _glossary(material))
    return Arrangement(blocks=blocks, answers=_apart(material))


def _glossary(material: Material) -> tuple[Block, ...]:
    placed = next(query(material.blocks, Glossary), None)
    if placed is not None or next(query(material.blocks, VocabularyEntry), None) is None:
        return ()
    heading = Heading(
        level=1, content=_words(material.labels["glossary"]), id=_free("glossary", material.taken)
    )
    return heading, Glossary(id=_free("glossary-words", material.taken))


def _apart(material: Material) -> tuple[Block, ...]:
    told = tuple(
        block
        for block in material.answers
        if not isinstance(block, AnswerEntry) or says_something(block)
    )
    below = join(without_empty(split(told)))
    if not below:
        return ()
    heading = _heading("answers", material)
    return close_gaps((heading, *(_below(block, heading.id) for block in below)))


def _below(block: Block, prefix: str) -> Block:
    """Return a heading one level lower and under another id: the notes have the same heading."""
    if not isinstance(block, Heading):
        return block
    return dataclasses.replace(
        block,
        level=min(block.level + 1, _DEEPEST),
        content=as_label(block.content),
        id=derived_id(prefix, block.id),
    )


_DEEPEST = 5
"""The title is a heading too, and HTML and Word's outline have six levels that readers know."""


# --- Answers ----------------------------------------------------------------------------------


def answers(material: Material) -> Arrangement:
    """A line a question to mark by, then each answer in full; as much of it as is wanted."""
    match material.extent:
        case Extent.KEY:
            blocks = _key(material)
        case Extent.SCHEME:
            blocks = (*_scheme(material), *_total(material), *_grades(material), *_tables(material))
        case Extent.BOTH:
            blocks = _key_and_scheme(material)
    return Arrangement(blocks=close_gaps(blocks))


def _key_and_scheme(material: Material) -> tuple[Block, ...]:
    key, scheme = _key(material), _scheme(material)
    if not key:
        return (*scheme, *_tables(material))
    above = [_heading(name, material) for name in ("answer-key", "mark-scheme")]
    below = (_below(block, above[1].id) for block in scheme)
    return (above[0], *key, above[1], *below, *_tables(material))


def _key(material: Material) -> tuple[Block, ...]:
    """Return the compact key, and the marks in all."""
    with_scheme = material.extent is Extent.BOTH
    tables = answer_key(material.blocks, material.labels, with_scheme=with_scheme)
    return (*tables, *_total(material), *_grades(material)) if tables else ()


def _scheme(material: Material) -> tuple[Block, ...]:
    """Return the answer to every task under its heading."""
    return join(without_empty(split(material.answers)))


def _tables(material: Material) -> tuple[Block, ...]:
    """Return the marks by skill, and which question of one variant is which of another."""
    tables = {
        "marks-by-skill": specification_grid(material.blocks, material.labels),
        "crosswalk": material.crosswalk(),
    }
    return tuple(
        block
        for name, found in tables.items()
        if found
        for block in (_heading(name, material), *found)
    )


def _heading(name: str, material: Material) -> Heading:
    """Return a heading of ours above what is generated, called as a label is."""
    return Heading(level=1, content=_words(material.labels[name]), id=_free(name, material.taken))


def _total(material: Material) -> tuple[Paragraph, ...]:
    reached = total(material.blocks)
    if reached is None:
        return ()
    said = _words(material.labels.count("total-marks", reached))
    return (Paragraph(content=(Strong(children=said),)),)


def _words(text: str) -> Inlines:
    return (Text(text=text),)


def _free(name: str, taken: frozenset[str]) -> str:
    while name in taken:
        name += "-"
    return name
