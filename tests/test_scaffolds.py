"""What a level adds to tasks: starters, worked examples, extensions, and banks for a cloze."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from outputs import TEXT, outputs
from studypack.checking import check
from studypack.cli import main
from studypack.composing import ANSWERS, GUIDE, HANDOUT, TEACHER, WORKSHEET, Request, View, compose
from studypack.composing.products import Product
from studypack.diagnostics import Diagnostics
from studypack.model.base import Node
from studypack.model.blocks import Level, StudyBlock
from studypack.model.inlines import Blank, Text, plain
from studypack.model.pack import CheckedPack
from studypack.model.room import NO_ROOM, Room, RoomKind
from studypack.model.tasks import Extension, Question, Scaffold, WordBank
from studypack.model.walk import query
from studypack.reading import read_text

TASKS = """
:::{question}
:marks: 4

Why does she stay?

:::{starters}
- STARTED She stays because …
:::

:::{worked}
1. WORKED Say what she could lose.
:::

:::{extension}
EXTENDED Would you stay?

:::{answer}
EXTENDEDKEY Some would.
:::
:::

:::{answer}
PLAINKEY She has promised.
:::
:::

:::{question}
:marks: 2
:answer: fog
What comes on the second night?
:::
"""
HELP = ("STARTED", "WORKED")


def checked(source: str) -> CheckedPack:
    found = Diagnostics()
    pack = check(read_text(f"---\ntitle: T\n---\n{source}", "source/a/pack.md", found), found)
    assert pack is not None, list(found)
    return pack


def view_of(source: str, product: Product = WORKSHEET, **wanted: object) -> View:
    fields = {"format": product.format, "edition": product.edition} | wanted
    return compose(checked(source), Request(product=product, **fields))  # type: ignore[arg-type]


def words(nodes: Node | Iterable[Node]) -> str:
    return " ".join(text.text for text in query(nodes, Text))


# --- Who gets what ----------------------------------------------------------------------------


@pytest.mark.parametrize("product", [HANDOUT, WORKSHEET, GUIDE], ids=lambda product: product.name)
def test_only_those_of_a_level_get_what_it_adds(product: Product) -> None:
    for level in (None, *Level):
        text = words(view_of(TASKS, product, level=level).blocks)
        assert [word in text for word in HELP] == [level is Level.SUPPORT] * 2
        assert ("EXTENDED" in text) is (level is Level.CHALLENGE)
        assert "KEY" not in text


def test_a_teacher_without_a_level_has_all_and_is_told_for_whom() -> None:
    view = view_of(TASKS, HANDOUT, edition=TEACHER)
    told = {type(block).__name__: block.level for block in query(view.blocks, Scaffold)}
    support, challenge = (Level.SUPPORT,), (Level.CHALLENGE,)
    assert told == {"Starters": support, "Worked": support, "Extension": challenge}
    assert "EXTENDEDKEY" in words(view.blocks)


def test_blocks_are_marked_with_their_level_only_where_levels_stand_side_by_side() -> None:
    source = f"{TASKS}\n:::{{question}}\n:level: support\n:answer: x\n\nHot?\n:::\n"

    def marked(level: Level | None) -> list[tuple[Level, ...]]:
        view = view_of(source, HANDOUT, edition=TEACHER, level=level)
        return [block.level for block in query(view.blocks, StudyBlock) if block.level]

    assert len(marked(None)) == 4
    assert [marked(level) for level in Level] == [[], [], []]


def test_a_teacher_of_a_level_has_what_its_pupils_have() -> None:
    text = words(view_of(TASKS, HANDOUT, edition=TEACHER, level=Level.CORE).blocks)
    assert not [word for word in (*HELP, "EXTENDED") if word in text]
    assert "PLAINKEY" in text


def test_an_author_may_give_it_to_another_level() -> None:
    source = TASKS.replace(":::{starters}\n", ":::{starters}\n:level: support, core\n")
    assert "STARTED" in words(view_of(source, level=Level.CORE).blocks)
    assert "STARTED" not in words(view_of(source, level=Level.CHALLENGE).blocks)
    assert "STARTED" not in words(view_of(source).blocks)


def test_the_answers_tell_what_an_extension_leads_to_where_it_is() -> None:
    assert "EXTENDEDKEY" in words(view_of(TASKS, ANSWERS).blocks)
    assert "EXTENDEDKEY" in words(view_of(TASKS, ANSWERS, level=Level.CHALLENGE).blocks)
    assert "EXTENDEDKEY" not in words(view_of(TASKS, ANSWERS, level=Level.CORE).blocks)
    assert "EXTENDEDKEY" in words(view_of(TASKS, GUIDE, level=Level.CHALLENGE).answers)
    assert "EXTENDEDKEY" not in words(view_of(TASKS, GUIDE).answers)


def test_numbers_and_marks_are_those_of_every_level() -> None:
    def told(level: Level | None) -> list[tuple[str, int | None, Room]]:
        view = view_of(TASKS, level=level)
        return [(one.number, one.total, one.room) for one in query(view.blocks, Question)]

    assert {str(told(level)) for level in Level} == {str(told(None))}
    assert [number for number, _, _ in told(None)] == ["1", "2"]


@pytest.mark.parametrize(
    ("options", "body", "room"),
    [
        ("", "More?", Room(RoomKind.LINES, lines=4)),
        (":space: box 5 cm\n", "More?", Room(RoomKind.BOX, mm=50)),
        ("", "More?\n\n:::{space} 2 lines\n:::", NO_ROOM),
    ],
)
def test_an_extension_has_room_and_takes_none_from_its_task(
    options: str, body: str, room: Room
) -> None:
    source = f":::{{question}}\nWhy?\n\n:::{{extension}}\n{options}{body}\n:::\n:::\n"
    [question] = query(checked(source).pack.blocks, Question)
    [extension] = query(question.body, Extension)
    assert extension.room == room
    assert question.room == Room(RoomKind.LINES, lines=2)


def test_a_gap_in_a_worked_example_makes_no_cloze_and_is_counted_last() -> None:
    worked = ":::{worked}\nIt [rings]{.blank}.\n:::\n"
    [short] = query(checked(f":::{{question}}\nWhy?\n\n{worked}:::\n").pack.blocks, Question)
    assert short.type is not None
    assert short.type.value == "short"
    cloze = f":::{{question}}\n{worked}\nA [cat]{{.blank}} and a [dog]{{.blank}}.\n:::\n"
    numbers = [
        (blank.answers[0], blank.number) for blank in query(checked(cloze).pack.blocks, Blank)
    ]
    assert sorted(numbers) == [("cat", 1), ("dog", 2), ("rings", 3)]


# --- Word banks of support --------------------------------------------------------------------

CLOZE = ":::{question}\n[Ada]{.blank} lights the [lamp|light]{.blank} in the [fog]{.blank}.\n:::\n"
GAP = ":::{question}\nShe calls it a [sun]{.blank}.\n:::\n"


def banks(source: str, level: Level | None = Level.SUPPORT) -> list[list[str]]:
    view = view_of(source, level=level)
    return [[plain(word) for word in bank.words] for bank in query(view.blocks, WordBank)]


def test_support_gets_a_word_bank_where_a_cloze_has_none() -> None:
    assert banks(CLOZE) == [["Ada", "fog", "lamp"]]
    assert [banks(CLOZE, level) for level in (None, Level.CORE, Level.CHALLENGE)] == [[], [], []]


@pytest.mark.parametrize(
    "bank", [":::{wordbank}\n:::\n", ":::{wordbank}\n- Ada\n- fog\n- lamp\n:::\n"]
)
def test_a_cloze_with_a_bank_of_its_own_gets_no_other(bank: str) -> None:
    assert len(banks(f"{bank}\n{CLOZE}")) == 1


def test_a_cloze_of_one_gap_borrows_words_and_never_names_its_own_alone() -> None:
    borrowed = banks(f"{CLOZE}\n{GAP}")
    assert borrowed[0] == ["Ada", "fog", "lamp"]
    assert borrowed[1] == ["fog", "lamp", "sun"]
    assert banks(GAP) == []


def test_a_bank_offers_no_second_word_that_would_be_right() -> None:
    other = ":::{question}\nA [light]{.blank}, [May]{.blank}.\n:::\n"
    [_, bank] = banks(f"{other}\n:::{{question}}\nThe [lamp|light]{{.blank}}.\n:::\n")
    assert bank == ["lamp", "May"]


def test_no_word_comes_from_what_is_for_teachers() -> None:
    note = ":::{teacher}\n:::{question}\nSay [secret]{.blank} and [hidden]{.blank}.\n:::\n:::\n"
    assert banks(f"{GAP}\n{note}") == []


def test_parts_have_banks_of_their_own() -> None:
    source = (
        ":::{question}\nFill in.\n\n:::{part}\n[One]{.blank}, [two]{.blank}.\n:::\n\n"
        ":::{part}\nWhy?\n:::\n\n:::{part}\n[Three]{.blank}, [four]{.blank}.\n:::\n:::\n"
    )
    assert banks(source) == [["One", "Three", "two"], ["four", "Three", "two"]]


def test_a_bank_stands_before_the_gaps_but_never_before_the_first_words() -> None:
    led = ":::{question}\nFill in.\n\n[Ada]{.blank}, [fog]{.blank}, [sun]{.blank}\n:::\n"
    titled = led.replace(":::{question}\nFill in.\n\n", ":::{question} Gaps\n")
    for source, place in ((led, 1), (titled, 0), (CLOZE, 1)):
        [question] = query(view_of(source, level=Level.SUPPORT).blocks, Question)
        assert isinstance(question.body[place], WordBank)


# --- On the page ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("levels")
    pack = folder / "source" / "night" / "pack.md"
    pack.parent.mkdir(parents=True)
    pack.write_text(f"---\ntitle: Night\n---\n{TASKS}\n{CLOZE}", "utf-8")
    build = ["build", "--workspace", str(folder), "--jobs", "1", "--format", "pdf,docx,epub"]
    assert main([*build, "--product", "worksheet", "--level", "support,core,challenge"]) == 0
    assert main([*build, "--product", "worksheet", "--edition", "student,teacher"]) == 0
    return folder


@pytest.mark.parametrize("format", ["pdf", "docx", "epub"])
def test_every_format_says_what_a_level_adds_and_nothing_else(workspace: Path, format: str) -> None:
    def said(version: str) -> str:
        [output] = [
            output
            for output in outputs(workspace, workspace / "out")
            if output.path.name == f"night-worksheet{version}.{format}"
        ]
        assert output.lost() == []
        return TEXT[f".{format}"](output.path)

    texts = {level.value: said(f"-{level.value}") for level in Level}
    marks = {word: rf"\b{word}\b" for word in (*HELP, "EXTENDED", "Word bank", "Going further")}
    found = {
        level: {word for word, mark in marks.items() if re.search(mark, text)}
        for level, text in texts.items()
    }
    assert found == {
        "support": {*HELP, "Word bank"},
        "core": set(),
        "challenge": {"EXTENDED", "Going further"},
    }
    assert "KEY" not in "".join([*texts.values(), said("")])
    assert "EXTENDEDKEY" in said("-teacher")
