"""What a view holds: products, editions, levels, variants, and what none of them may hold."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterable
from typing import TypeVar

import pytest

from studypack.checking import check
from studypack.composing import (
    ANSWERS,
    EDITIONS,
    GUIDE,
    HANDOUT,
    PRODUCTS,
    STUDENT,
    TEACHER,
    WORKSHEET,
    Edition,
    Extent,
    Level,
    Product,
    Request,
    UnknownEditionError,
    Variant,
    View,
    compose,
    parse_edition,
)
from studypack.composing.look import contrast_on_white, readable_on_white
from studypack.diagnostics import Diagnostics
from studypack.model import RENDERED
from studypack.model.base import Audience, Block, Node
from studypack.model.blocks import Heading, Paragraph, Table, Teacher
from studypack.model.generated import AnswerEntry, AnswerPart, AnswerText, Glossary, MarksTable
from studypack.model.inlines import NoteRef, Reference, Strong, Text, plain
from studypack.model.pack import CheckedPack
from studypack.model.room import Choose
from studypack.model.tasks import (
    Answer,
    Categorising,
    Group,
    Hint,
    Matching,
    Options,
    Ordering,
    Organizer,
    Question,
)
from studypack.model.walk import query, walk, withheld_texts
from studypack.reading import read_text

N = TypeVar("N", bound=Node)


def checked(source: str, front: str = "") -> CheckedPack:
    found = Diagnostics()
    text = f"---\ntitle: T\n{front}---\n{source}"
    pack = check(read_text(text, "source/pack-a/pack.md", found), found)
    assert pack is not None, list(found)
    return pack


def view_of(source: str | CheckedPack, product: Product = HANDOUT, **wanted: object) -> View:
    """Return the view of a product; `wanted` are further fields of the request."""
    pack = checked(source) if isinstance(source, str) else source
    fields = {"format": product.format, "edition": product.edition} | wanted
    return compose(pack, Request(product=product, **fields))  # type: ignore[arg-type]


def words(nodes: Node | Iterable[Node]) -> str:
    """Return all text in `nodes`, in reading order."""
    return " ".join(text.text for text in query(nodes, Text))


def first(nodes: Node | Iterable[Node], kind: type[N]) -> N:
    return next(query(nodes, kind))


def headings(blocks: tuple[Block, ...]) -> list[str]:
    return [plain(heading.content) for heading in query(blocks, Heading)]


# --- Editions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "suffix"),
    [
        ("student", "student", ""),
        ("teacher", "teacher", "teacher"),
        ("large-print+teacher", "teacher+large-print", "teacher-large-print"),
        ("dyslexia + large-print", "large-print+dyslexia", "large-print-dyslexia"),
        ("student+large-print", "large-print", "large-print"),
        ("Teacher+greyscale+teacher", "teacher+greyscale", "teacher-greyscale"),
    ],
)
def test_an_edition_has_one_name_in_whatever_order_it_is_asked_for(
    text: str, name: str, suffix: str
) -> None:
    edition = parse_edition(text)
    assert (edition.name, edition.suffix) == (name, suffix)
    assert parse_edition(edition.name) == edition


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("techer", "did you mean 'teacher'?"),
        ("teacher+", "no edition is called ''"),
        ("braille", "there are student, teacher, large-print, dyslexia, greyscale"),
        ("student+teacher", "not for both"),
    ],
)
def test_an_edition_that_does_not_exist_is_refused_with_help(text: str, says: str) -> None:
    with pytest.raises(UnknownEditionError) as refused:
        parse_edition(text)
    assert says in str(refused.value)


def test_each_product_is_made_for_whom_its_table_says_in_any_dress() -> None:
    large = parse_edition("large-print")
    assert [p.name for p in PRODUCTS.values() if p.allows(STUDENT)] == [
        "handout",
        "worksheet",
        "guide",
    ]
    assert [p.name for p in PRODUCTS.values() if p.allows(TEACHER)] == [
        "handout",
        "worksheet",
        "answers",
    ]
    assert WORKSHEET.allows(large)
    assert not ANSWERS.allows(large)


@pytest.mark.parametrize(
    ("request_", "name"),
    [
        (Request.of(HANDOUT), "x-handout.pdf"),
        (Request.of(HANDOUT, edition=parse_edition("teacher+large-print")), "x-handout-teacher-large-print.pdf"),
        (Request.of(ANSWERS), "x-answers.pdf"),
        (Request(ANSWERS, "pdf", TEACHER, Variant("b")), "x-answers-b.pdf"),
        (Request(ANSWERS, "pdf", TEACHER, extent=Extent.KEY), "x-answers-key.pdf"),
        (Request(ANSWERS, "docx", TEACHER, Variant("b"), Level.CORE, Extent.SCHEME), "x-answers-core-b-scheme.docx"),
        (Request(WORKSHEET, "docx", STUDENT, level=Level.SUPPORT), "x-worksheet-support.docx"),
        (Request.of(HANDOUT, "epub"), "x-handout.epub"),
    ],
)  # fmt: skip
def test_a_file_is_named_by_what_it_is(request_: Request, name: str) -> None:
    assert request_.file_name("x") == name


def test_a_request_survives_the_way_to_another_process() -> None:
    request = Request(GUIDE, "epub", STUDENT, Variant("b", 3), Level.CORE)
    assert pickle.loads(pickle.dumps(request)) == request
    pack = checked(QUESTIONS)
    assert compose(pack, pickle.loads(pickle.dumps(Request.of(ANSWERS)))) == compose(
        pack, Request.of(ANSWERS)
    )


def test_an_edition_changes_size_sheets_and_colour() -> None:
    look = view_of("Text", edition=parse_edition("dyslexia+large-print+greyscale")).look
    assert (look.text_pt, look.accent) == (18.0, "#333333")
    assert look.stylesheets == ("large-print", "dyslexia", "greyscale")
    assert view_of("Text").look.stylesheets == ()


@pytest.mark.parametrize(
    "color", ["#ffff00", "#ff8800", "#00ffff", "#ffffff", "#777777", "#2f5d62"]
)
def test_an_accent_is_darkened_until_it_can_be_read(color: str) -> None:
    accent = readable_on_white(color)
    channels = [int(accent[i : i + 2], 16) for i in (1, 3, 5)]
    assert contrast_on_white(*channels) >= 4.5


def test_an_accent_that_can_be_read_stays_as_it_is() -> None:
    assert view_of(checked("Text", 'accent: "#123456"\n')).look.accent == "#123456"
    assert contrast_on_white(0, 0, 0) == pytest.approx(21)
    assert contrast_on_white(255, 255, 255) == pytest.approx(1)
    assert contrast_on_white(118, 118, 118) == pytest.approx(4.54, abs=0.01)


# --- What students never get ------------------------------------------------------------------

QUESTIONS = """# Notes {#notes}

Kathy is a carer.

:::{teacher} Timing
Allow TEACHERNOTE minutes.
:::

:::{note} For staff
:audience: teacher

STAFFONLY
:::

:::{note} For pupils
:audience: student

PUPILSONLY
:::

# Tasks {#tasks}

:::{question} Naming
:marks: 2

Who is it?

:::{hint}
HINTTEXT
:::

:::{answer}
MODELTEXT
:::
:::

:::{question}
:marks: 1

Which?

- [ ] first

  FEEDBACKONE
- [x] second
:::

:::{question}
It is [GAPTEXT|OTHERGAP]{.blank}.
:::

:::{question}
:answer: SHORTANSWER
:accept: ALSOACCEPTED
:marks: 3

What?
:::

:::{question}
Parts.

:::{part}
:marks: 1
:answer: PARTANSWER

One.
:::

:::{part}
:marks: 2

Two.

:::{answer}
:kind: scheme

- PARTSCHEME
:::
:::
:::

:::{organizer} Compare
:kind: t-chart

ORGANIZERANSWER
:::
"""

KEYS = [
    "MODELTEXT",
    "FEEDBACKONE",
    "GAPTEXT",
    "OTHERGAP",
    "SHORTANSWER",
    "ALSOACCEPTED",
    "PARTANSWER",
    "PARTSCHEME",
    "ORGANIZERANSWER",
]
TEACHERS = ["TEACHERNOTE", "STAFFONLY"]


def everything(view: View) -> str:
    """Return all that a view holds, keys too, as text."""
    return repr((view.blocks, view.answers, view.notes, view.contents))


@pytest.mark.parametrize("product", [HANDOUT, WORKSHEET], ids=lambda p: p.name)
@pytest.mark.parametrize("edition", ["student", "large-print", "dyslexia+greyscale"])
def test_a_student_view_holds_no_answer_no_hint_and_no_teacher_note(
    product: Product, edition: str
) -> None:
    text = everything(view_of(QUESTIONS, product, edition=parse_edition(edition)))
    assert not [secret for secret in (*KEYS, *TEACHERS, "HINTTEXT") if secret in text]


@pytest.mark.parametrize("product", [HANDOUT, WORKSHEET], ids=lambda p: p.name)
def test_a_teacher_view_holds_them_all(product: Product) -> None:
    text = everything(view_of(QUESTIONS, product, edition=TEACHER))
    assert not [secret for secret in (*KEYS, "HINTTEXT") if secret not in text]
    assert (product is WORKSHEET) or not [note for note in TEACHERS if note not in text]


def test_the_guide_holds_answers_apart_and_never_a_teacher_note() -> None:
    view = view_of(QUESTIONS, GUIDE)
    body, answers = repr(view.blocks), repr(view.answers)
    assert not [key for key in KEYS if key in body]
    assert not [key for key in KEYS if key not in answers]
    assert not [note for note in TEACHERS if note in everything(view)]
    assert "HINTTEXT" in body
    assert "HINTTEXT" not in answers


def test_the_guide_has_no_answer_that_stands_in_a_teachers_note() -> None:
    source = ":::{teacher} Between us\nx\n\n:::{answer}\nHail is frozen.\n:::\n:::\n"
    view = view_of(f"# Notes\n\nRain.\n\n{source}", GUIDE)
    assert not [secret for secret in ("Between us", "Hail") if secret in everything(view)]


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=lambda p: p.name)
def test_a_field_that_is_not_for_the_audience_is_empty_in_every_block(product: Product) -> None:
    request = Request.of(product)
    view = compose(checked(QUESTIONS), request)
    assert not any(withheld_texts(view.blocks, request.admitted))
    assert not any(node.FOR not in request.admitted for node in walk(view.blocks))


def test_level_support_adds_hints() -> None:
    text = everything(view_of(QUESTIONS, WORKSHEET, level=Level.SUPPORT))
    assert "HINTTEXT" in text
    assert not [key for key in KEYS if key in text]


def test_audience_student_is_for_student_editions_only() -> None:
    assert "PUPILSONLY" in everything(view_of(QUESTIONS))
    assert "PUPILSONLY" not in everything(view_of(QUESTIONS, edition=TEACHER))


def test_a_box_that_held_only_a_teacher_note_is_gone_from_the_student_view() -> None:
    source = "A\n\n:::{note} Box\n:::{teacher}\nB\n:::\n:::\n"
    assert [type(block) for block in view_of(source).blocks] == [Paragraph]
    assert words(first(view_of(source, edition=TEACHER).blocks, Teacher)) == "B"


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=lambda p: p.name)
def test_a_view_holds_only_blocks_that_backends_render(product: Product) -> None:
    view = view_of(f"{QUESTIONS}\n:::{{only}} pdf epub docx\nX\n:::\n", product)
    kinds = {type(node) for node in walk((view.blocks, view.answers)) if isinstance(node, Block)}
    assert kinds <= RENDERED


# --- Outputs and levels -----------------------------------------------------------------------

OUTPUTS = """
:::{note}
:only: worksheet, epub

ONLYWORKSHEETOREPUB
:::

:::{note}
:not: pdf

NOTPDF
:::

:::{only} handout
ONLYHANDOUT
:::

:::{only} pdf, epub
:only: handout

BOTH
:::

:::{only} docx
:::{question}
:answer: KEY

ONLYDOCX
:::
:::
"""


@pytest.mark.parametrize(
    ("product", "format", "shown"),
    [
        (HANDOUT, "pdf", {"ONLYHANDOUT", "BOTH"}),
        (HANDOUT, "epub", {"ONLYWORKSHEETOREPUB", "NOTPDF", "ONLYHANDOUT", "BOTH"}),
        (HANDOUT, "docx", {"NOTPDF", "ONLYHANDOUT", "ONLYDOCX"}),
        (GUIDE, "epub", {"ONLYWORKSHEETOREPUB", "NOTPDF"}),
    ],
)
def test_blocks_are_for_formats_and_products(
    product: Product, format: str, shown: set[str]
) -> None:
    text = words(view_of(OUTPUTS, product, format=format).blocks)
    marks = {"ONLYWORKSHEETOREPUB", "NOTPDF", "ONLYHANDOUT", "ONLYDOCX", "BOTH"}
    assert {mark for mark in marks if mark in text} == shown


def test_the_answers_are_the_key_to_all_other_products() -> None:
    assert "KEY" in words(view_of(OUTPUTS, ANSWERS).blocks)


LEVELS = """
:::{question}
:answer: x

EVERYBODY
:::

:::{question}
:level: core challenge
:answer: x

NOTSUPPORT
:::

:::{question}
:level: challenge
:answer: x

CHALLENGE
:::
"""


@pytest.mark.parametrize(
    ("level", "numbers"),
    [(None, "123"), (Level.SUPPORT, "1"), (Level.CORE, "12"), (Level.CHALLENGE, "123")],
)
def test_a_level_keeps_its_questions_with_their_numbers(level: Level | None, numbers: str) -> None:
    view = view_of(LEVELS, WORKSHEET, level=level)
    assert "".join(question.number for question in query(view.blocks, Question)) == numbers


def test_a_choice_among_questions_is_of_those_that_a_level_has() -> None:
    questions = ":::{question}\n:marks: 4\n:answer: x\n\nA\n:::\n\n" * 2
    harder = ":::{question}\n:marks: 4\n:level: challenge\n:answer: x\n\nA\n:::\n\n"
    source = f":::{{group}} Choose\n:choose: 2 of 3\n\n{questions}{harder}:::\n"
    support = first(view_of(source, WORKSHEET, level=Level.SUPPORT).blocks, Group)
    challenge = first(view_of(source, WORKSHEET, level=Level.CHALLENGE).blocks, Group)
    assert (support.choose, support.total) == (None, 8)
    assert (challenge.choose, challenge.total) == (Choose(2, 3), 8)


def test_titles_say_what_sets_a_file_apart() -> None:
    wanted = {"edition": parse_edition("teacher+large-print+dyslexia"), "level": Level.SUPPORT}
    view = view_of(LEVELS, WORKSHEET, variant=Variant("b"), **wanted)
    assert (view.product_title, view.variant) == ("Worksheet", "B")
    assert view.edition_title == "Teacher edition · Large print · Support"
    assert view_of(LEVELS, ANSWERS).edition_title == ""


# --- Handout ----------------------------------------------------------------------------------

MIXED = """Before all.

# Quiz

Instructions.

:::{question}
:answer: x

A
:::

# Chapter one

:::{summary} One
S
:::

:::{question}
:answer: x

B
:::

## Look closer

:::{question}
:answer: x

C
:::

# Remarks

Text alone.

# Own notes

# More to do

:::{activity} Act
D
:::
"""


def test_a_handout_puts_sections_of_tasks_alone_behind_the_notes() -> None:
    view = view_of(MIXED)
    assert words(view.blocks[:1]) == "Before all."
    assert headings(view.blocks) == [
        "Chapter one", "Look closer", "Remarks", "Own notes", "Quiz", "More to do",
    ]  # fmt: skip


def test_a_handout_loses_and_repeats_nothing() -> None:
    pack = checked(MIXED)
    source = sorted(words(pack.pack.blocks).split())
    assert sorted(words(view_of(pack, edition=TEACHER).blocks).split()) == source


# --- Worksheet --------------------------------------------------------------------------------


def test_a_worksheet_takes_tasks_with_their_headings_and_instructions() -> None:
    view = view_of(MIXED, WORKSHEET)
    assert headings(view.blocks) == ["Quiz", "Chapter one", "Look closer", "More to do"]
    text = words(view.blocks)
    assert "Instructions." in text
    assert not [word for word in ("Before all.", "S", "Text alone.") if word in text.split()]


def test_a_worksheet_begins_with_objectives_and_takes_word_banks_passages_and_what_is_cited() -> (
    None
):
    source = (
        "# Notes\n\n:::{keyfacts}\nA\n: b\n:::\n\n:::{passage} Far\n:id: far\n\nFARTEXT\n:::\n\n"
        ":::{passage} Other\n\nOTHERTEXT\n:::\n\n# Do\n\n:::{summary} S\nT\n:::\n\n"
        ":::{wordbank}\n:::\n\n:::{passage} Near\nNEARTEXT\n:::\n\n"
        ":::{question}\nSee [](#far). [gap]{.blank}\n:::\n\n"
        ":::{objectives}\n- know it\n:::\n"
    )
    view = view_of(source, WORKSHEET)
    kinds = [type(block).__name__ for block in view.blocks]
    assert kinds == [
        "Objectives",
        "Heading",
        "Passage",
        "Heading",
        "WordBank",
        "Passage",
        "Question",
    ]
    assert "OTHERTEXT" not in words(view.blocks)


def test_a_worksheet_finds_tasks_inside_columns_and_boxes() -> None:
    question = ":::{question}\n:answer: x\n\nQ\n:::\n"
    source = f":::{{columns}}\nText\n\n{question}:::\n\n:::{{context}} C\nText\n\n{question}:::\n"
    view = view_of(source, WORKSHEET)
    assert [type(block).__name__ for block in view.blocks] == ["Columns", "Question"]
    assert "Text" not in words(view.blocks)


def test_a_worksheet_ends_with_a_table_of_marks_if_there_are_any() -> None:
    table = view_of(QUESTIONS, WORKSHEET).blocks[-1]
    assert table == MarksTable(rows=(("1", 2), ("2", 1), ("4", 3), ("5", 3)), total=9)
    assert not list(query(view_of(MIXED, WORKSHEET).blocks, MarksTable))


def labels_of(view: View) -> tuple[str, ...]:
    return tuple(field.label for field in view.name_line)


def test_a_worksheet_has_a_name_line_and_a_score_only_for_marks() -> None:
    assert labels_of(view_of(QUESTIONS, WORKSHEET)) == ("Name", "Class", "Date", "Score")
    assert labels_of(view_of(MIXED, WORKSHEET)) == ("Name", "Class", "Date")
    assert view_of(QUESTIONS, HANDOUT).name_line == ()


def test_the_marks_of_a_level_are_those_of_its_questions() -> None:
    source = (
        ":::{question}\n:marks: 2\n:answer: x\n\nA\n:::\n\n"
        ":::{question}\n:marks: 3\n:level: core\n:answer: x\n\nB\n:::\n"
    )
    view = view_of(source, WORKSHEET, level=Level.SUPPORT)
    assert first(view.blocks, MarksTable).total == 2


# --- Guide ------------------------------------------------------------------------------------


def test_the_guide_links_each_question_with_its_answer_and_back() -> None:
    view = view_of(QUESTIONS, GUIDE)
    entries = {entry.id: entry for entry in query(view.answers, AnswerEntry) if entry.id}
    questions = list(query(view.blocks, Question))
    assert len(questions) == 5
    for question in questions:
        assert entries[question.answer_id].back_id == question.id
    assert len(entries) == 6  # the organizer's model answer too


def test_the_guide_puts_answers_under_their_headings() -> None:
    view = view_of(QUESTIONS, GUIDE)
    assert headings(view.answers) == ["Answers", "Tasks"]
    assert [heading.level for heading in query(view.answers, Heading)] == [1, 2]
    titles = [plain(entry.title) for entry in view.contents]
    assert titles == ["Notes", "Tasks", "Answers", "Tasks"]


def test_a_question_without_an_answer_has_no_link() -> None:
    view = view_of(":::{question}\nWhy?\n:::\n", GUIDE)
    assert first(view.blocks, Question).answer_id == ""
    assert view.answers == ()


def test_the_guide_has_a_glossary_at_its_end_unless_there_is_one() -> None:
    vocabulary = "# W\n\n:::{vocabulary}\ncarer\n: one who cares\n:::\n\n"
    view = view_of(f"{vocabulary}# Glossary\n\nText\n", GUIDE)
    assert headings(view.blocks) == ["W", "Glossary", "Glossary"]
    assert [plain(entry.term) for entry in first(view.blocks, Glossary).entries] == ["carer"]
    placed = view_of(f"{vocabulary}# Own\n\n:::{{glossary}}\n:::\n", GUIDE)
    assert headings(placed.blocks) == ["W", "Own"]
    assert headings(view_of("# A\n\nText", GUIDE).blocks) == ["A"]


# --- Answers ----------------------------------------------------------------------------------


def entry(source: str, product: Product = ANSWERS) -> AnswerEntry:
    view = view_of(source, product)
    return first((*view.blocks, *view.answers), AnswerEntry)


def question(body: str, options: str = "") -> str:
    return f":::{{question}}\n{options}\n\n{body}\n:::\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (question("- [ ] one\n- [x] two\n- [x] three"), "B   two C   three"),
        (question("True?", ":answer: true"), "True"),
        (question("g?", ":answer: 9.81\n:tolerance: 0\n:unit: m/s²"), "9.81\u00a0m/s²"),
        (question("g?", ":answer: 9.81\n:tolerance: 0.05\n:unit: m/s²"), "9.81 ± 0.05\u00a0m/s²"),
        (question("A [x|y]{.blank} b [z]{.blank}."), "x / y z"),
        (question("A [x|y]{.blank} b."), "x / y"),
        (question("What?", ":answer: the *sea*\n:accept: ocean, water"), "the  sea ocean; water"),
        (question("1. one\n2. two\n3. three", ":type: order"), "3 · 1 · 2 one two three"),
        (question("| A | B |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |", ":type: match"), "A B 1 2 3 4"),
        (question("| A | B |\n|---|---|\n| 1 | 2 |\n| 3 |  |", ":type: categorise"), "A B 3 2 1"),
    ],
)
def test_the_key_to_a_question_is_told_in_ordinary_blocks(source: str, expected: str) -> None:
    body = entry(source).body
    told = words(body)
    if "·" in expected:  # the order in the boxes is that of this pack's scrambling
        told, expected = told[-13:], expected[-13:]
    assert told == expected


def test_models_schemes_and_what_varies_are_labelled() -> None:
    source = question(
        "A\n\n:::{answer}\nM\n:::\n\n:::{answer}\n:kind: scheme\n\nS\n:::\n\n"
        ":::{answer}\n:kind: vary\n:::\n",
        ":type: extended",
    )
    kinds = [part.kind for part in entry(source).body if isinstance(part, AnswerText)]
    assert kinds == [AnswerPart.MODEL, AnswerPart.SCHEME, AnswerPart.VARY]


def test_feedback_names_its_option() -> None:
    made = entry(question("- [x] one\n\n  right\n- [ ] two\n\n  wrong"))
    feedback = next(p for p in made.body if isinstance(p, AnswerText))
    assert feedback.kind is AnswerPart.FEEDBACK
    assert words(feedback) == "A   right B   wrong"


def test_hints_rubrics_and_teacher_notes_are_for_teachers_alone() -> None:
    source = question(
        "A\n\n:::{hint}\nHINT\n:::\n\n:::{rubric}\n| C | 1 |\n|---|---|\n| RUBRIC | x |\n:::\n\n"
        ":::{teacher}\nTEACHER\n:::\n\n:::{answer}\nM\n:::\n"
    )
    teachers, pupils = words(entry(source).body), words(entry(source, GUIDE).body)
    assert all(word in teachers for word in ("HINT", "RUBRIC", "TEACHER", "M"))
    assert pupils == "M"


def test_answers_stand_under_their_headings_with_parts_and_the_total() -> None:
    view = view_of(QUESTIONS, ANSWERS, extent=Extent.SCHEME)
    assert headings(view.blocks) == ["Tasks"]
    entries = [block for block in view.blocks if isinstance(block, AnswerEntry)]
    assert [made.number for made in entries] == ["1", "2", "3", "4", "5", ""]
    assert [(part.number, part.total) for part in entries[4].parts] == [("a", 1), ("b", 2)]
    assert [made.total for made in entries] == [2, 1, None, 3, 3, None]
    assert words(view.blocks[-1:]) == "Total: 9 marks"
    assert plain(entries[5].title) == "Compare"


def test_the_mark_scheme_says_where_no_answer_is_given() -> None:
    parted = question(":::{part}\n:answer: sea\nA\n:::\n\n:::{part}\nB\n:::")
    whole = question("C\n\n:::{part}\nD\n:::\n\n:::{answer}\nAll of it.\n:::")
    empty = question("E\n\n:::{answer}\n:::")
    pack = checked(question("Why?") + "\n" + parted + "\n" + whole + "\n" + empty)
    entries = list(query(view_of(pack, ANSWERS).blocks, AnswerEntry))
    told = {entry.number: words(entry.body) for entry in entries}
    assert told["1"] == told["4"] == told["b"] == "No answer given"
    assert "No answer given" not in words(next(e for e in entries if e.number == "3"))


def test_the_guide_leads_to_no_answer_where_none_is_given() -> None:
    parted = question(":::{part}\n:answer: sea\nA\n:::\n\n:::{part}\nB\n:::")
    guide = view_of(checked(question("Why?") + "\n" + parted), GUIDE)
    assert [entry.number for entry in query(guide.answers, AnswerEntry)] == ["2", "a", "b"]
    assert words(guide.answers).count("No answer given") == 1


def test_an_answer_outside_of_questions_is_named_by_what_it_belongs_to() -> None:
    made = entry(":::{discussion} Fate\nWhy?\n\n:::{answer}\nBecause.\n:::\n:::\n")
    assert (plain(made.title), words(made.body)) == ("Fate", "Because.")


def test_a_puzzle_is_solved_in_the_answers_and_not_in_the_worksheet() -> None:
    source = (
        ":::{vocabulary}\ncarer\n: one\n\ndonor\n: two\n:::\n\n"
        ":::{crossword}\n:::\n\n:::{wordsearch}\n:::\n"
    )
    pack = checked(source)
    for product, solved in ((WORKSHEET, False), (ANSWERS, True)):
        blocks = view_of(pack, product).blocks
        letters = [node for node in walk(blocks) if getattr(node, "letter", "")]
        solutions = [node for node in walk(blocks) if getattr(node, "solution", ())]
        assert bool(letters) is bool(solutions) is solved


# --- Scrambling -------------------------------------------------------------------------------

PAIRS = "| L | R |\n|---|---|\n" + "".join(f"| l{i} | r{i} |\n" for i in range(6))


def matching_of(source: str) -> Matching:
    return first(view_of(source, edition=TEACHER).blocks, Matching)


def test_no_partner_faces_its_own_and_the_key_still_leads_to_it() -> None:
    matching = matching_of(question(PAIRS, ":type: match"))
    for index, (left, partner) in enumerate(zip(matching.left, matching.key, strict=True)):
        assert partner != index
        assert words(left)[1:] == words(matching.right[partner])[1:]


@pytest.mark.parametrize("count", range(2, 9))
def test_nothing_that_is_to_be_ordered_stands_in_order(count: int) -> None:
    steps = "".join(f"{i}. step{i}\n" for i in range(1, count + 1))
    ordering = first(view_of(question(steps, ":type: order"), edition=TEACHER).blocks, Ordering)
    assert list(ordering.key) != sorted(ordering.key)
    shown = [words(step) for step in ordering.steps]
    assert [f"step{place}" for place in ordering.key] == shown


@pytest.mark.parametrize("texts", ["aab", "aabb", "abab", "ab", "aaab"])
def test_equal_entries_do_not_put_the_right_order_back(texts: str) -> None:
    steps = "".join(f"{i}. {text}\n" for i, text in enumerate(texts, 1))
    ordering = first(view_of(question(steps, ":type: order")).blocks, Ordering)
    assert "".join(words(step) for step in ordering.steps) != texts


def test_entries_that_are_all_equal_do_no_harm() -> None:
    ordering = first(view_of(question("1. a\n2. a\n", ":type: order")).blocks, Ordering)
    assert len(ordering.steps) == 2


def test_cards_of_a_category_are_spread() -> None:
    table = "| A | B |\n|---|---|\n| a1 | b1 |\n| a2 | b2 |\n| a3 | b3 |\n"
    made = first(
        view_of(question(table, ":type: categorise"), edition=TEACHER).blocks, Categorising
    )
    assert list(made.key) != sorted(made.key)
    assert [words(card)[0] for card in made.cards] == ["AB"[key].lower() for key in made.key]


def test_students_and_teachers_meet_the_same_order() -> None:
    pack = checked(question(PAIRS, ":type: match"))
    student = first(view_of(pack, WORKSHEET).blocks, Matching)
    teacher = first(view_of(pack, HANDOUT, edition=TEACHER).blocks, Matching)
    assert student.right == teacher.right
    assert student.key == ()


# --- Variants ---------------------------------------------------------------------------------

CHOICES = "".join(
    question("- [ ] one\n- [x] two\n- [ ] three\n- [ ] four\n- [ ] five", f":id: c{i}") + "\n"
    for i in range(6)
)


def orders(pack: CheckedPack, variant: Variant | None, product: Product = WORKSHEET) -> list[str]:
    view = view_of(pack, product, variant=variant)
    return [
        f"{q.id}:{q.number}:{' '.join(words(o) for o in first(q, Options).options)}"
        for q in query(view.blocks, Question)
    ]


def test_without_a_variant_everything_stands_as_its_author_wrote_it() -> None:
    shown = orders(checked(CHOICES), None)
    assert [line.split(":")[:2] for line in shown] == [[f"c{i}", str(i + 1)] for i in range(6)]
    assert all(line.endswith("one two three four five") for line in shown)


def test_variants_differ_and_the_same_one_is_always_the_same() -> None:
    pack = checked(CHOICES)
    a, b = orders(pack, Variant("a")), orders(pack, Variant("b"))
    assert a != b
    assert orders(pack, Variant("a")) == a
    assert orders(pack, Variant("a", seed=1)) != a


def test_a_variant_counts_its_questions_from_one() -> None:
    numbers = [line.split(":")[1] for line in orders(checked(CHOICES), Variant("b"))]
    assert numbers == ["1", "2", "3", "4", "5", "6"]


def test_the_answers_of_a_variant_fit_its_worksheet() -> None:
    pack = checked(CHOICES)
    sheet = view_of(pack, WORKSHEET, edition=TEACHER, variant=Variant("c"))
    answers = view_of(pack, ANSWERS, variant=Variant("c"))
    keys = {made.number: words(made.body) for made in query(answers.blocks, AnswerEntry)}
    for asked in query(sheet.blocks, Question):
        right = next(option for option in first(asked, Options).options if option.right)
        assert keys[asked.number] == f"{right.letter}   two"


def test_what_is_pinned_or_not_to_be_shuffled_stays() -> None:
    pinned = ":::{question}\n:pin:\n:id: first\n:answer: x\n\nA\n:::\n\n"
    fixed = question("- [x] one\n- [ ] two\n- [ ] three\n- [ ] four", ":shuffle: no\n:id: fixed")
    pack = checked(f"{pinned}{CHOICES}{fixed}")
    for letter in "abcdef":
        view = view_of(pack, WORKSHEET, variant=Variant(letter))
        questions = {q.id: q for q in query(view.blocks, Question)}
        assert questions["first"].number == "1"
        options = first(questions["fixed"], Options).options
        assert [words(option) for option in options] == ["one", "two", "three", "four"]


def in_group(questions: str, options: str = "") -> CheckedPack:
    before, after = question("a", ":id: before\n:pin:"), question("z", ":id: after\n:pin:")
    return checked(f"{before}:::{{group}} Text\n{options}\nStimulus\n\n{questions}:::\n\n{after}")


def placed(pack: CheckedPack, letter: str) -> dict[str, str]:
    """Return the ids of a worksheet's questions in their order, with their numbers."""
    view = view_of(pack, WORKSHEET, variant=Variant(letter))
    return {q.id: q.number for q in query(view.blocks, Question)}


def test_questions_of_a_group_are_shuffled_within_it() -> None:
    pack = in_group(CHOICES)
    ids = [f"c{i}" for i in range(6)]
    orders = [list(placed(pack, letter)) for letter in "abcdef"]
    for order in orders:
        assert (order[0], order[-1]) == ("before", "after")
        assert sorted(order[1:-1]) == ids
    assert len({tuple(order) for order in orders}) > 1
    assert list(placed(pack, "b").values()) == list("12345678")
    [group] = query(view_of(pack, WORKSHEET, variant=Variant("b")).blocks, Group)
    assert words(group.body[0]) == "Stimulus"


def test_a_group_can_keep_its_order_and_a_question_its_place() -> None:
    kept = in_group(CHOICES, ":shuffle: no\n")
    pinned = in_group(CHOICES.replace(":id: c2", ":id: c2\n:pin:"))
    for letter in "abcdef":
        assert list(placed(kept, letter))[1:-1] == [f"c{i}" for i in range(6)]
        assert placed(pinned, letter)["c2"] == "4"


def test_text_between_questions_of_a_group_parts_those_before_from_those_behind() -> None:
    pack = in_group(CHOICES.replace(":::{question}\n:id: c3", "Read on.\n\n:::{question}\n:id: c3"))
    for letter in "abcdef":
        ids = list(placed(pack, letter))
        assert sorted(ids[1:4]) == ["c0", "c1", "c2"]


def test_questions_that_refer_to_each_other_stay_in_their_places() -> None:
    leaning = CHOICES + question("Use your answer to [](#c1).", ":id: c6")
    for pack in (checked(leaning), in_group(leaning)):
        first_number = 1 if "before" not in placed(pack, "a") else 2
        for letter in "abcdef":
            numbers = placed(pack, letter)
            assert numbers["c1"] == str(first_number + 1)
            assert numbers["c6"] == str(first_number + 6)
    assert any(placed(pack, letter)["c3"] != "5" for letter in "abcdef")


def test_a_reference_to_a_question_follows_its_number_in_a_variant() -> None:
    pack = checked(f"{CHOICES}\nSee [](#c0) and [this](#c0).\n")
    view = view_of(pack, variant=Variant("c"))
    number = next(q.number for q in query(view.blocks, Question) if q.id == "c0")
    assert number != "1"
    texts = [words(reference) for reference in query(view.blocks, Reference)]
    assert texts == [f"Question {number}", "this"]


def test_no_order_depends_on_the_hash_seed() -> None:
    code = (
        "from test_composing import *; pack = checked(CHOICES + QUESTIONS + question(PAIRS, ':type: match'));"
        "print(repr(view_of(pack, ANSWERS, variant=Variant('b'))))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


# --- Letters, labels, organizers --------------------------------------------------------------


@pytest.mark.parametrize(("language", "letters"), [("en", "AB"), ("ar", "أب"), ("ja", "アイ")])
def test_options_are_lettered_in_the_language_of_the_pack(language: str, letters: str) -> None:
    pack = checked(question("- [x] one\n- [ ] two"), f"language: {language}\n")
    options = first(view_of(pack).blocks, Options).options
    assert "".join(option.letter for option in options) == letters


def test_an_organizer_has_the_headings_of_its_kind_or_its_authors() -> None:
    own = ":::{organizer}\n:kind: t-chart\n:labels: For, Against\n:::\n"
    usual = ":::{organizer}\n:kind: kwl\n:::\n"
    assert first(view_of(own).blocks, Organizer).labels == ("For", "Against")
    assert first(view_of(usual).blocks, Organizer).labels == (
        "What I know", "What I want to know", "What I learned",
    )  # fmt: skip


# --- References, footnotes, contents ----------------------------------------------------------


def test_a_reference_to_what_the_view_lacks_is_not_live() -> None:
    source = (
        "# Notes {#n}\n\n:::{context} C\n:id: c\n\nText\n:::\n\n# Do {#d}\n\n"
        ":::{question}\n:answer: x\n\nSee [](#c) and [](#d).\n:::\n"
    )
    live = {r.target: r.live for r in query(view_of(source, WORKSHEET).blocks, Reference)}
    assert live == {"c": False, "d": True}
    assert all(r.live for r in query(view_of(source).blocks, Reference))


def test_footnotes_are_counted_by_first_call_and_only_those_that_are_called_come() -> None:
    source = (
        "# Quiz\n\n:::{question}\n:answer: x\n\nA[^q] and[^q]\n:::\n\n"
        "# Notes\n\n:::{context} C\nB[^n]\n\n:::{teacher}\nC[^t]\n:::\n:::\n\n"
        "[^q]: Of the quiz.\n\n[^n]: Of the notes[^deep].\n\n[^t]: SECRET\n\n[^deep]: Deeper.\n"
    )
    view = view_of(source)
    assert [(note.number, words(note)) for note in view.notes] == [
        (1, "Of the notes ."), (2, "Of the quiz."), (3, "Deeper."),
    ]  # fmt: skip
    assert [call.number for call in query(view.blocks, NoteRef)] == [1, 2, 2]
    assert [call.number for call in query(view.notes, NoteRef)] == [3]
    assert "SECRET" in words(view_of(source, edition=TEACHER).notes)
    assert [words(note) for note in view_of(source, WORKSHEET).notes] == ["Of the quiz."]


def test_contents_list_the_headings_with_their_levels() -> None:
    view = view_of("# A [x](https://example.org) {#a}\n\n## B {#b}\n\nText")
    listed = [(line.id, line.level, plain(line.title)) for line in view.contents]
    assert listed == [("a", 1, "A x"), ("b", 2, "B")]


def test_no_product_skips_a_heading_level() -> None:
    source = "# A\n\nText\n\n:::{only} docx\n## B\n:::\n\n### C\n\n" + question("Q", ":answer: x")
    for product in PRODUCTS.values():
        above = 0
        for line in view_of(source, product).contents:
            assert line.level <= above + 1
            above = line.level


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=lambda p: p.name)
def test_no_id_comes_twice_in_a_view(product: Product) -> None:
    view = view_of(
        QUESTIONS
        + question("- [x] [a]{#a}\n- [ ] b\n\n:::{rubric}\n| C | 1 |\n|---|---|\n| c | x |\n:::"),
        product,
    )
    ids = [
        name
        for node in walk((view.blocks, view.answers, view.notes))
        if (name := getattr(node, "id", ""))
    ]
    assert len(ids) == len(set(ids))


def test_a_view_knows_direction_and_labels_of_its_language() -> None:
    view = view_of(checked("Text", "language: ar\n"))
    assert view.direction.value == "rtl"
    assert view.product_title == "مذكّرة"


def test_the_same_pack_makes_the_same_view() -> None:
    pack = checked(QUESTIONS)
    for product in PRODUCTS.values():
        assert view_of(pack, product) == view_of(checked(QUESTIONS), product)


def test_the_edition_table_names_each_part_once_and_admits_pupils_and_teachers() -> None:
    admitting = [part.name for part in EDITIONS.values() if part.audiences is not None]
    assert admitting == ["student", "teacher"]
    assert isinstance(STUDENT, Edition)
    assert TEACHER.audiences == frozenset(Audience)


@pytest.mark.parametrize("kind", [Answer, Hint, Teacher])
def test_blocks_for_others_are_not_in_a_student_view_at_all(kind: type[Node]) -> None:
    assert not list(query(view_of(QUESTIONS).blocks, kind))
    assert list(query(view_of(QUESTIONS, edition=TEACHER).blocks, kind))


def test_the_letter_of_a_right_option_is_set_in_bold() -> None:
    made = entry(question("- [ ] one\n- [x] two"))
    assert words(first(made.body, Strong)) == "B"


def test_no_heading_skips_a_level_though_one_between_is_for_others() -> None:
    source = "# A\n\n:::{teacher}\n## B\n\nT\n:::\n\n:::{note}\n### C\n\nN\n:::\n"
    levels = [entry.level for entry in view_of(source, HANDOUT).contents]
    assert levels == [1, 2]
    assert [entry.level for entry in view_of(source, HANDOUT, edition=TEACHER).contents] == [
        1,
        2,
        3,
    ]


# --- Variants side by side --------------------------------------------------------------------

MANY = "# Tasks\n\n" + "\n".join(question(f"Stem {n}?", f":answer: key {n}") for n in range(9))


def test_the_answers_say_which_question_of_one_variant_is_which_of_another() -> None:
    """Read off the answers as a teacher does, and held against every variant's own sheet."""
    variants = {letter: Variant(letter, 5, 3) for letter in "abc"}
    (table,) = query(view_of(MANY, ANSWERS, variant=variants["b"]).blocks, Table)
    head, *rows = [[plain(cell.content) for cell in row] for row in (table.head, *table.rows)]
    assert head == ["Question", "Version A", "Version B", "Version C"]
    for column, variant in enumerate(variants.values(), start=1):
        sheet = query(view_of(MANY, WORKSHEET, variant=variant).blocks, Question)
        stems = {one.number: words(one.body) for one in sheet}
        for number, row in enumerate(rows):
            assert f"Stem {number}?" in stems[row[column]]


def test_a_variant_alone_has_nothing_to_compare() -> None:
    view = view_of(MANY, ANSWERS, variant=Variant("a"))
    assert not list(query(view.blocks, Table))
