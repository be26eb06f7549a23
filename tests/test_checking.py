"""What checking sets in a pack, and what it finds wrong: `tests/cases/checking`, one file a code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TypeVar

import pytest

from casefiles import FOLDER, Case, accept, cases
from studypack.checking import check
from studypack.checking.rules import RULES
from studypack.diagnostics import CODES, Diagnostics
from studypack.labels import Labels
from studypack.model.base import Node
from studypack.model.blocks import Figure, Heading, StudyBlock, Theme, VocabularyEntry
from studypack.model.inlines import Blank, Reference, plain
from studypack.model.pack import CheckedPack
from studypack.model.room import NO_ROOM, Room, RoomKind
from studypack.model.tasks import Group, Part, Question, WordBank
from studypack.model.walk import query, walk
from studypack.reading import read_text
from test_cases import FRONT_MATTER, _read, _shown

N = TypeVar("N", bound=Node)

CHECKING = Path(__file__).parents[1] / "src" / "studypack" / "checking"


def checked(source: str, language: str = "en") -> CheckedPack:
    """Return a pack that must be without errors, checked."""
    found = Diagnostics()
    pack = check(
        read_text(f"---\ntitle: T\nlanguage: {language}\n---\n{source}", found=found), found
    )
    assert pack is not None, list(found)
    return pack


def every(pack: CheckedPack, kind: type[N]) -> list[N]:
    return list(query(pack.pack.blocks, kind))


# --- Diagnostics ------------------------------------------------------------------------------


def findings(case: Case, workspace: Path) -> dict[str, str]:
    """Return what reading and checking say of a case, in the form of its expectation."""
    own = case.source.startswith("---\n")
    text = case.source if own else FRONT_MATTER + case.source
    found = Diagnostics()
    pack = _read(case, text, workspace, found)
    assert pack is not None
    result = check(pack, found)
    assert (result is None) is found.has_errors
    shift = 0 if own else FRONT_MATTER.count("\n")
    shown = "".join(f"{_shown(one, text, shift)}\n" for one in found)
    return {"diagnostics": shown} if shown else {}


@pytest.mark.parametrize("case", cases("checking"), ids=str)
def test_checking_finds_in_a_case_what_the_case_says(
    case: Case, tmp_path: Path, accepting: bool
) -> None:
    actual = findings(case, tmp_path)
    if accepting:
        accept(case, actual)
    else:
        assert actual == case.expected


def codes_of_checking() -> list[str]:
    """Return every code that the source of `checking` reports."""
    reported = re.compile(r'\.(?:error|warning)\(\s*"([a-z-]+)"')
    texts = (path.read_text(encoding="utf-8") for path in CHECKING.glob("*.py"))
    return sorted({code for text in texts for code in reported.findall(text)})


@pytest.mark.parametrize("code", codes_of_checking())
def test_every_diagnostic_of_checking_has_a_case_that_shows_it(code: str) -> None:
    shown = [
        case.expected.get("diagnostics", "")
        for case in cases("checking")
        if case.path == FOLDER / "checking" / f"{code}.md"
    ]
    assert any(f"[{code}]:" in text for text in shown)


def test_every_rule_is_called_by_a_code_that_exists() -> None:
    assert RULES.keys() <= CODES.keys()


# --- Ids --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("What Kathy doesn't say", "what-kathy-doesnt-say"),
        ("Über Größe & Maß", "über-größe-maß"),
        ("Память и время", "память-и-время"),
        ("光合成とは", "光合成とは"),
        ("معنى القهوة", "معنى-القهوة"),
        ("1984", "section-1984"),
        ("…", "section"),
        ("A " + "very " * 20 + "long title", "a-" + "-".join(["very"] * 11)),
    ],
)
def test_a_heading_is_named_by_its_words_in_any_script(title: str, expected: str) -> None:
    assert every(checked(f"# {title}"), Heading)[0].id == expected


def test_equal_titles_get_different_ids_and_written_ids_come_first() -> None:
    pack = checked("# Plot\n\n# Plot\n\n# Plot {#plot}\n")
    assert [heading.id for heading in every(pack, Heading)] == ["plot-2", "plot-3", "plot"]


def test_questions_and_parts_are_named_by_their_place() -> None:
    pack = checked(
        ":::{question}\n:answer: x\n\nA\n:::\n\n"
        ":::{question}\nB\n\n:::{part}\n:answer: x\n\nC\n:::\n\n:::{part}\n:answer: x\n\nD\n:::\n:::\n\n"
        ":::{question}\n:id: essay\n\nE\n\n:::{part}\n:answer: x\n\nF\n:::\n:::\n"
    )
    assert [q.id for q in every(pack, Question)] == ["q1", "q2", "essay"]
    assert [p.id for p in every(pack, Part)] == ["q2a", "q2b", "essay-a"]


def test_every_block_and_word_has_an_id_and_no_two_share_one() -> None:
    pack = checked(
        "# Words\n\n:::{vocabulary} Words\ncarer\n: looks after donors\n\ndonor\n: gives\n:::\n\n"
        ":::{note}\nA\n:::\n\n:::{note}\nB\n:::\n\n:::{columns}\nText\n:::\n"
    )
    kinds = StudyBlock | Heading | VocabularyEntry
    ids = [node.id for node in walk(pack.pack.blocks) if isinstance(node, kinds)]
    assert all(ids)
    assert len(ids) == len(set(ids))
    assert [entry.id for entry in every(pack, VocabularyEntry)] == ["term-carer", "term-donor"]
    assert {"note-1", "note-2", "columns-1", "words", "words-2"} <= set(ids)


# --- Numbers ----------------------------------------------------------------------------------

TWO_QUESTIONS = (
    ":::{question}\nA [x]{.blank} and [y]{.blank}\n:::\n\n"
    ":::{question}\nB\n\n:::{part}\n[x]{.blank}\n:::\n\n:::{part}\n[y]{.blank}\n:::\n:::\n"
)


@pytest.mark.parametrize(
    ("language", "numbers", "parts"),
    [
        ("en", ["1", "2"], ["a", "b"]),
        ("ar-EG", ["١", "٢"], ["أ", "ب"]),
        ("ja", ["1", "2"], ["1", "2"]),
    ],
)
def test_questions_are_counted_over_the_pack_in_the_language_numerals(
    language: str, numbers: list[str], parts: list[str]
) -> None:
    pack = checked(f"# A\n\n{TWO_QUESTIONS}", language)
    assert [question.number for question in every(pack, Question)] == numbers
    assert [part.number for part in every(pack, Part)] == parts


def test_blanks_are_counted_within_their_task_and_not_outside_of_one() -> None:
    pack = checked(f"In [notes]{{.blank}} too.\n\n{TWO_QUESTIONS}")
    assert [blank.number for blank in every(pack, Blank)] == [0, 1, 2, 1, 1]


def test_figures_with_a_caption_are_counted_but_not_those_pupils_do_not_see(tmp_path: Path) -> None:
    from PIL import Image

    folder = tmp_path / "source" / "x"
    folder.mkdir(parents=True)
    Image.new("1", (40, 30)).save(folder / "m.png")
    figure = ":::{figure} m.png\n:alt: map\n\nCaption\n:::\n"
    (folder / "pack.md").write_text(
        f"---\ntitle: T\n---\n:::{{question}}\nA\n\n:::{{answer}}\n{figure}:::\n:::\n\n"
        f"![map](m.png)\n\n{figure}\n{figure}"
    )
    from studypack.reading import read_pack

    found = Diagnostics()
    read = read_pack(folder, tmp_path, found)
    assert read is not None
    pack = check(read, found)
    assert pack is not None
    assert [figure.number for figure in every(pack, Figure)] == [0, 0, 1, 2]


def test_themes_are_counted_for_their_marks() -> None:
    pack = checked(":::{theme} Memory\nA\n:::\n\n:::{themes}\nFate\n: B\n\nLove\n: C\n:::\n")
    assert [theme.cue for theme in every(pack, Theme)] == [1, 2, 3]


# --- Room and marks ---------------------------------------------------------------------------


def room_of(options: str, body: str = "Say why.") -> Room:
    pack = checked(f":::{{question}}\n{options}\n\n{body}\n\n:::{{answer}}\nSo.\n:::\n:::\n")
    return every(pack, Question)[0].room


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        (":type: short", 2),
        (":marks: 1", 1),
        (":marks: 2", 3),
        (":marks: 4", 7),
        (":type: extended", 8),
        (":type: extended\n:marks: 2", 6),
        (":marks: 8", 14),
        (":type: essay", 24),
        (":type: essay\n:marks: 40", 50),
        (":answer: 9.81\n:marks: 2", 2),
        (":space: 3 lines\n:marks: 8", 3),
    ],
)
def test_room_follows_type_and_marks(options: str, lines: int) -> None:
    assert room_of(options) == Room(RoomKind.LINES, lines=lines)


def test_room_never_follows_the_length_of_the_answer() -> None:
    short = checked(":::{question}\nA\n\n:::{answer}\nNo.\n:::\n:::\n")
    long = checked(":::{question}\nA\n\n:::{answer}\n" + "Because. " * 200 + "\n:::\n:::\n")
    assert every(short, Question)[0].room == every(long, Question)[0].room


@pytest.mark.parametrize(
    ("options", "body"),
    [
        ("", "- [ ] one\n- [x] two"),
        (":answer: true", "Is it?"),
        (":answer: 9.81", "How much?"),
        ("", "A [gap]{.blank}."),
        (":type: match", "| A | B |\n|---|---|\n| 1 | 2 |"),
        ("", ":::{organizer}\n:kind: venn\n:::"),
    ],
)
def test_what_is_answered_in_print_or_in_an_organizer_gets_no_lines(
    options: str, body: str
) -> None:
    assert room_of(options, body) == NO_ROOM


def test_a_drawing_gets_a_box_of_eight_centimetres() -> None:
    assert room_of(":type: draw") == Room(RoomKind.BOX, mm=80.0)


PARTS = (
    ":::{question}\nB\n\n:::{part}\n:marks: 2\n:answer: x\n\nC\n:::\n\n"
    ":::{part}\n:marks: 3\n:answer: x\n\nD\n:::\n:::\n"
)


def test_parts_have_room_and_their_question_the_sum_of_their_marks() -> None:
    pack = checked(PARTS)
    question = every(pack, Question)[0]
    assert (question.total, question.room) == (5, NO_ROOM)
    assert [part.room.lines for part in every(pack, Part)] == [3, 5]


def test_a_choice_of_questions_counts_only_as_many_as_are_to_be_answered() -> None:
    questions = ":::{question}\n:marks: 4\n:answer: x\n\nA\n:::\n\n" * 3
    pack = checked(f":::{{group}} Choose\n:choose: 2 of 3\n\n{questions}:::\n")
    assert every(pack, Group)[0].total == 8


def test_without_marks_there_is_no_total() -> None:
    assert every(checked(":::{question}\n:answer: x\n\nA\n:::\n"), Question)[0].total is None


# --- Word banks -------------------------------------------------------------------------------

GAPS = ":::{question}\nA [zebra]{.blank} and an [ape|monkey]{.blank}.\n:::\n"


def words(pack: CheckedPack, index: int = 0) -> list[str]:
    return [plain(word) for word in every(pack, WordBank)[index].words]


def test_a_word_bank_is_filled_from_what_follows_in_alphabetical_order() -> None:
    assert words(checked(f":::{{wordbank}}\n:::\n\n{GAPS}\n{GAPS}")) == ["ape", "zebra"]


def test_a_word_bank_ends_at_the_next_one_and_at_a_heading_of_its_level() -> None:
    bank = ":::{wordbank}\n:::\n\n"
    other = ":::{question}\nA [bear]{.blank}.\n:::\n"
    pack = checked(f"# A\n\n{bank}{GAPS}\n{bank}{other}\n## B\n\n{other}\n# C\n\n{GAPS}")
    assert words(pack) == ["ape", "zebra"]
    assert words(pack, 1) == ["bear"]


def test_a_word_bank_at_the_end_of_its_question_serves_all_of_it() -> None:
    pack = checked(":::{question}\nA [zebra]{.blank}.\n\n:::{wordbank}\n:::\n:::\n")
    assert words(pack) == ["zebra"]


def test_a_word_bank_may_name_the_tasks_that_it_serves() -> None:
    named = GAPS.replace(":::{question}\n", ":::{question}\n:id: gaps\n\n", 1)
    pack = checked(f"{named}\n:::{{wordbank}}\n:from: gaps\n:::\n\n:::{{note}}\nText\n:::\n")
    assert words(pack) == ["ape", "zebra"]


def test_words_that_an_author_lists_come_in_alphabetical_order_too() -> None:
    bank = ":::{wordbank}\n- zebra\n- ärgerlich\n- ape\n- Azur\n:::\n\n"
    assert words(checked(bank + GAPS, "de")) == ["ape", "ärgerlich", "Azur", "zebra"]


# --- References -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("block", "name", "says"),
    [
        ("# The *end* of [it](https://example.org) {#x}", "x", "The end of it"),
        (":::{question}\n:id: x\n:answer: y\n\nA\n:::", "x", "Question 1"),
        (":::{theme} Memory\n:id: x\n\nA\n:::", "x", "Memory"),
        (":::{note}\n:id: x\n\nA\n:::", "x", "Note"),
        (":::{vocabulary}\ncarer\n: one\n:::", "term-carer", "carer"),
        (":::{quote}\n:id: x\n\n> My name is Kathy H. I am thirty-one\n\nWhy\n:::", "x",
         "“My name is Kathy H. I …”"),
        ("A [span]{#x} here", "x", "span"),
    ],
)  # fmt: skip
def test_a_reference_without_text_says_what_it_leads_to(block: str, name: str, says: str) -> None:
    pack = checked(f"{block}\n\nSee [](#{name}).\n")
    reference = every(pack, Reference)[-1]
    assert plain(reference.children) == says
    assert reference.automatic


def test_a_reference_keeps_the_text_that_its_author_wrote() -> None:
    reference = every(checked("# A {#a}\n\nSee [there](#a).\n"), Reference)[0]
    assert (plain(reference.children), reference.automatic) == ("there", False)


def test_a_reference_in_a_footnote_is_resolved_too() -> None:
    pack = checked("# A {#a}\n\nText[^n].\n\n[^n]: See [](#a).\n")
    note = pack.pack.notes["n"]
    assert [plain(ref.children) for ref in query(note, Reference)] == ["A"]


def test_an_author_who_calls_a_question_a_task_reads_task_in_references() -> None:
    found = Diagnostics()
    source = (
        "---\ntitle: T\nlabels: {question: Task}\n---\n"
        ":::{question}\n:answer: y\n\nA\n:::\n\nSee [](#q1).\n"
    )
    pack = check(read_text(source, found=found), found)
    assert pack is not None
    assert plain(every(pack, Reference)[0].children) == "Task 1"


def test_theme_tags_become_ids_whatever_the_author_calls_a_theme() -> None:
    pack = checked(
        ":::{theme} Loss of innocence\nA\n:::\n\n:::{theme} Memory\n:id: m\n\nB\n:::\n\n"
        ":::{note}\n:themes: memory, loss of innocence\n\nC\n:::\n"
    )
    note = next(b for b in every(pack, StudyBlock) if b.themes)
    assert note.themes == ("m", "loss-of-innocence")


def test_checking_twice_gives_the_same_pack() -> None:
    source = f"# A\n\n{TWO_QUESTIONS}\n{PARTS}"
    assert checked(source) == checked(source)


def test_labels_of_the_pack_are_those_of_its_language() -> None:
    pack = checked("# A {#a}\n\n:::{question}\n:answer: y\n\nA\n:::\n\nSee [](#q1).\n", "de")
    expected = Labels.for_language("de").format("question-number", number=1)
    assert plain(every(pack, Reference)[0].children) == expected


@pytest.mark.parametrize("code", codes_of_checking())
def test_every_diagnostic_of_checking_is_documented(code: str) -> None:
    page = Path(__file__).parents[1] / "docs" / "diagnostics.md"
    assert f"\n## `{code}`\n" in page.read_text(encoding="utf-8")
