"""Study aids: what they gather, and puzzles that can be solved in one way only."""

from __future__ import annotations

import itertools
from typing import TypeVar

import pytest

from studypack.aids import crossword, wordsearch
from studypack.aids.letters import squares
from studypack.checking import check
from studypack.composing import HANDOUT, TEACHER, WORKSHEET, Request, compose
from studypack.diagnostics import Diagnostics
from studypack.model.base import Node
from studypack.model.generated import (
    Aid,
    CharacterMap,
    Crossword,
    Flashcards,
    Glossary,
    QuoteBank,
    ThemeGrid,
    WordSearch,
)
from studypack.model.inlines import Text, plain
from studypack.model.pack import CheckedPack
from studypack.model.walk import query, walk
from studypack.reading import read_text

N = TypeVar("N", bound=Node)

WORDS = [
    "chloroplast",
    "glucose",
    "stomata",
    "xylem",
    "phloem",
    "oxygen",
    "starch",
    "enzyme",
    "osmosis",
    "membrane",
    "nucleus",
    "vacuole",
    "cytoplasm",
    "respiration",
    "photosynthesis",
    "limiting",
    "palisade",
    "epidermis",
    "guard",
    "diffusion",
]
ARABIC = ["قهوة", "مقهى", "تراث", "ضيافة", "بيت", "كتاب", "مدرسة", "حكاية"]
CYRILLIC = ["память", "время", "судьба", "дружба", "детство", "донор"]
KANA = ["さくら", "なつやすみ", "もみじ", "ゆきだるま", "つゆ", "はなび", "まつり"]
HAN = ["光合", "合作", "作用", "用水", "水分"]


def letters(words: list[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(squares(word, "en") for word in words)


def checked(source: str, language: str = "en") -> CheckedPack:
    found = Diagnostics()
    pack = check(
        read_text(f"---\ntitle: T\nlanguage: {language}\n---\n{source}", found=found), found
    )
    assert pack is not None, list(found)
    return pack


def aid(source: str, kind: type[N], language: str = "en", request: Request | None = None) -> N:
    """Return the first aid of a kind in the handout of `source`."""
    view = compose(checked(source, language), request or Request.of(HANDOUT))
    return next(query(view.blocks, kind))


# --- Letters ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "language", "expected"),
    [
        ("carer", "en", "C A R E R"),
        ("carer (noun)", "en", "C A R E R"),
        ("close-up shot", "en", "C L O S E U P S H O T"),
        ("l’été", "fr", "L É T É"),
        ("Straße", "de", "S T R A S S E"),
        ("iğne", "tr", "İ Ğ N E"),
        ("Μνήμη", "el", "Μ Ν Η Μ Η"),
        ("قَهْوَة", "ar", "ق ه و ة"),
        ("שָׁלוֹם", "he", "ש ל ו ם"),
        ("हिंदी", "hi", "हिं दी"),
        ("がっこう", "ja", "が っ こ う"),
    ],
)
def test_a_square_holds_a_letter_of_the_script(term: str, language: str, expected: str) -> None:
    assert squares(term, language) == tuple(expected.split())


@pytest.mark.parametrize("term", ["H2O", "a word of five words", "", "…"])
def test_what_is_no_word_for_a_puzzle_has_no_squares(term: str) -> None:
    assert squares(term, "en") == ()


# --- Crosswords -------------------------------------------------------------------------------


def grid_of(
    words: tuple[tuple[str, ...], ...], layout: crossword.Layout
) -> dict[tuple[int, int], str]:
    """Return the letters by square, sure that no two words disagree about one."""
    grid: dict[tuple[int, int], str] = {}
    for place in layout.placed:
        down, right = (0, 1) if place.across else (1, 0)
        for i, letter in enumerate(words[place.word]):
            square = (place.row + down * i, place.column + right * i)
            assert grid.setdefault(square, letter) == letter
    return grid


def runs(grid: dict[tuple[int, int], str], rows: int, columns: int) -> list[str]:
    """Return every run of two or more letters, across and down: what a solver sees as words."""
    lines = [[grid.get((r, c), " ") for c in range(columns)] for r in range(rows)]
    lines += [[grid.get((r, c), " ") for r in range(rows)] for c in range(columns)]
    return sorted(run for line in lines for run in "".join(line).split() if len(run) > 1)


@pytest.mark.parametrize(
    "words",
    [WORDS, ARABIC, CYRILLIC, KANA, HAN],
    ids=["latin", "arabic", "cyrillic", "kana", "han"],
)
def test_every_run_of_letters_in_a_crossword_is_one_of_its_words(words: list[str]) -> None:
    given = letters(words)
    layout = crossword.lay_out(given, 0, "seed")
    grid = grid_of(given, layout)
    placed = sorted("".join(given[place.word]) for place in layout.placed)
    assert runs(grid, layout.rows, layout.columns) == placed


@pytest.mark.parametrize("seed", range(12))
def test_a_crossword_hangs_together_and_holds_most_words(seed: int) -> None:
    given = letters(WORDS)
    layout = crossword.lay_out(given, 0, str(seed))
    grid = grid_of(given, layout)
    reached, waiting = set(), [next(iter(grid))]
    while waiting:
        row, column = waiting.pop()
        if (row, column) in grid and (row, column) not in reached:
            reached.add((row, column))
            waiting += [(row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)]
    assert reached == set(grid)
    assert len(layout.placed) >= len(WORDS) - 3


def test_a_crossword_keeps_to_its_size_and_begins_at_its_corner() -> None:
    given = letters(WORDS)
    layout = crossword.lay_out(given, 12, "seed")
    grid = grid_of(given, layout)
    assert max(layout.rows, layout.columns) <= 12
    assert min(row for row, _ in grid) == min(column for _, column in grid) == 0
    assert all(len(given[place.word]) <= 12 for place in layout.placed)


def test_another_seed_makes_another_crossword_and_the_same_one_the_same() -> None:
    given = letters(WORDS)
    first = crossword.lay_out(given, 0, "one")
    crossword.lay_out.cache_clear()
    assert crossword.lay_out(given, 0, "one") == first
    assert crossword.lay_out(given, 0, "two") != first


@pytest.mark.parametrize("words", [[], ["one"], ["abc", "xyz"]])
def test_too_few_words_or_none_that_cross_make_a_small_crossword(words: list[str]) -> None:
    assert len(crossword.lay_out(letters(words), 0, "seed").placed) == min(1, len(words))


VOCABULARY = (
    ":::{vocabulary} Words\ncarer\n: a carer looks after donors\n\ndonor\n: gives organs\n\n"
    "reserve\n: what is kept back\n\nfurther education\n: school after school\n:::\n\n"
)


def test_clues_are_numbered_in_reading_order_and_hide_their_word() -> None:
    made = aid(f"{VOCABULARY}:::{{crossword}}\n:::\n", Crossword)
    starts = [square.number for row in made.grid for square in row if square and square.number]
    assert starts == list(range(1, len(starts) + 1))
    assert {clue.number for clue in made.across + made.down} == set(starts)
    words = " ".join(text.text for clue in made.across + made.down for text in query(clue, Text))
    assert "carer" not in words
    assert "… looks after donors" in words


def test_a_clue_tells_how_many_squares_its_word_takes() -> None:
    made = aid(f"{VOCABULARY}:::{{crossword}}\n:::\n", Crossword)
    lengths = sorted(clue.length for clue in made.across + made.down)
    assert lengths == [5, 5, 7, 16]


# --- Word searches ----------------------------------------------------------------------------


def count(word: str, rows: tuple[tuple[str, ...], ...]) -> int:
    """Return how often a word stands in a square, in any of eight directions."""
    side = len(rows)
    ways = [way for way in itertools.product((-1, 0, 1), repeat=2) if way != (0, 0)]
    found = set()
    for row, column, (down, right) in itertools.product(range(side), range(side), ways):
        path = [(row + down * i, column + right * i) for i in range(len(word))]
        inside = all(0 <= r < side and 0 <= c < side for r, c in path)
        if inside and "".join(rows[r][c] for r, c in path) == word:
            found.add(frozenset(path))
    return len(found)


@pytest.mark.parametrize(
    "words",
    [WORDS, ARABIC, CYRILLIC, KANA, HAN],
    ids=["latin", "arabic", "cyrillic", "kana", "han"],
)
@pytest.mark.parametrize("seed", range(5))
def test_every_word_is_hidden_exactly_once(words: list[str], seed: int) -> None:
    given = letters(words)
    hidden = wordsearch.hide(given, 0, str(seed))
    assert len(hidden.paths) == len(words)
    assert len({len(row) for row in hidden.rows} | {len(hidden.rows)}) == 1
    for index, path in hidden.paths:
        assert tuple(hidden.rows[r][c] for r, c in path) == given[index]
        assert count("".join(given[index]), hidden.rows) == 1


def test_words_of_two_letters_are_not_hidden_twice_by_chance() -> None:
    given = letters(["ab", "bc", "ca"])
    hidden = wordsearch.hide(given, 6, "seed")
    assert hidden.rows
    assert [count("".join(given[index]), hidden.rows) for index, _ in hidden.paths] == [1] * 3


def test_a_word_within_another_is_left_out() -> None:
    given = letters(["care", "carer", "rera"])
    hidden = wordsearch.hide(given, 0, "seed")
    assert [index for index, _ in hidden.paths] == [1]


def test_a_word_search_keeps_to_its_size_and_leaves_out_what_is_longer() -> None:
    hidden = wordsearch.hide(letters(["respiration", "starch"]), 8, "seed")
    assert len(hidden.rows) == 8
    assert [index for index, _ in hidden.paths] == [1]


def test_words_to_find_are_in_alphabetical_order_with_their_squares() -> None:
    made = aid(f"{VOCABULARY}:::{{wordsearch}}\n:words: donor, carer, unheard\n:::\n", WordSearch)
    assert made.hidden == ("carer", "donor", "unheard")
    assert made.solution == ()
    teachers = Request.of(HANDOUT, edition=TEACHER)
    solved = aid(f"{VOCABULARY}:::{{wordsearch}}\n:::\n", WordSearch, request=teachers)
    shown = ["".join(solved.grid[row][column] for row, column in path) for path in solved.solution]
    assert shown == ["CARER", "DONOR", "FURTHEREDUCATION", "RESERVE"]


def test_a_large_word_search_holds_every_word_that_fits() -> None:
    words = letters(list(WORDS))
    hidden = wordsearch.hide(words, 25, "large")
    assert len(hidden.paths) == sum(len(word) <= 25 for word in words)


# --- What is gathered -------------------------------------------------------------------------


def test_a_glossary_has_each_word_once_in_alphabetical_order() -> None:
    more = ":::{vocabulary}\nagar\n: a jelly\n\ndonor\n: again\n:::\n\n"
    made = aid(f"{VOCABULARY}{more}:::{{glossary}}\n:::\n", Glossary)
    terms = [plain(entry.term) for entry in made.entries]
    assert terms == ["agar", "carer", "donor", "further education", "reserve"]


def test_an_aid_is_made_of_the_blocks_or_the_section_that_it_names() -> None:
    source = (
        f"# A {{#a}}\n\n{VOCABULARY}\n# B {{#b}}\n\n:::{{vocabulary}}\nagar\n: a jelly\n:::\n\n"
        "# C\n\n:::{glossary}\n:of: b\n:::\n\n:::{flashcards}\n:of: words\n:size: 2\n:::\n"
    )
    assert [plain(entry.term) for entry in aid(source, Glossary).entries] == ["agar"]
    assert [plain(card.front) for card in aid(source, Flashcards).cards] == ["carer", "donor"]


def test_no_id_of_a_view_comes_twice_though_aids_repeat_blocks() -> None:
    source = (
        f"{VOCABULARY}:::{{quote}}\n> [I]{{#me}} knew[^n]\n\nWhy\n:::\n\n[^n]: Note.\n\n"
        ":::{glossary}\n:::\n\n:::{quotebank}\n:::\n\n:::{flashcards}\n:::\n"
    )
    view = compose(checked(source), Request.of(HANDOUT))
    ids = [name for node in walk(view.blocks) if (name := getattr(node, "id", ""))]
    assert len(ids) == len(set(ids))
    assert len(next(query(view.blocks, QuoteBank)).quotes) == 1


@pytest.mark.parametrize("name", ["glossary", "flashcards", "crossword", "wordsearch"])
def test_an_aid_inside_a_meaning_that_it_gathers_comes_to_an_end(name: str) -> None:
    inside = f"agar\n: a jelly\n\n  :::{{{name}}}\n  :::\n"
    view = compose(checked(f":::{{vocabulary}}\n{inside}:::\n"), Request.of(HANDOUT))
    assert len(list(query(view.blocks, Aid))) == 1


def test_a_quote_bank_inside_a_quotation_comes_to_an_end() -> None:
    made = aid(":::{quote}\n> I knew.\n\n:::{quotebank}\n:::\n:::\n", QuoteBank)
    assert len(made.quotes) == 1


def test_an_aid_holds_only_what_its_reader_may_see() -> None:
    secret = ":::{vocabulary}\n:audience: teacher\n\nsecret\n: hidden\n:::\n\n"
    made = aid(f"{VOCABULARY}{secret}:::{{glossary}}\n:::\n", Glossary)
    assert "secret" not in [plain(entry.term) for entry in made.entries]


def test_a_worksheet_makes_its_puzzle_from_words_that_it_does_not_show() -> None:
    source = f"# Words\n\n{VOCABULARY}# Do\n\n:::{{crossword}}\n:::\n"
    made = aid(source, Crossword, request=Request.of(WORKSHEET))
    assert made == aid(source, Crossword)
    assert len(made.across + made.down) == 4


THEMES = ":::{theme} Memory\nA\n:::\n\n:::{theme} Fate\nB\n:::\n\n"


def test_a_theme_grid_sets_summaries_against_themes() -> None:
    source = (
        f"{THEMES}:::{{summary}} Part One\n:themes: memory\n\nA\n:::\n\n"
        ":::{summary} Part Two\n\nB\n\n:::{analysis}\n:themes: fate\n\nC\n:::\n:::\n\n"
        ":::{themegrid}\n:::\n"
    )
    made = aid(source, ThemeGrid)
    assert [plain(column) for column in made.columns] == ["Memory", "Fate"]
    rows = [(plain(row.title), row.touched, row.target) for row in made.rows]
    assert rows == [
        ("Part One", (True, False), "part-one"),
        ("Part Two", (False, True), "part-two"),
    ]


def test_without_summaries_a_theme_grid_has_the_sections_with_tags() -> None:
    source = (
        f"# One\n\n{THEMES}## Quotations\n\n:::{{quote}}\n:themes: fate\n\n> Q\n\nWhy\n:::\n\n"
        "# Nothing\n\nText\n\n:::{themegrid}\n:::\n"
    )
    assert [plain(row.title) for row in aid(source, ThemeGrid).rows] == ["Quotations"]


def test_a_character_map_knows_a_person_by_all_names() -> None:
    source = (
        ":::{character} Kathy H.\n:aka: Kath\n\nA\n:::\n\n:::{character} Keffers\nB\n:::\n\n"
        ":::{relations}\n| From | To | Relation |\n|---|---|---|\n"
        "| Kath | Tommy | *loves* |\n| Ruth | Kathy H. | friend |\n:::\n\n:::{charactermap}\n:::\n"
    )
    made = aid(source, CharacterMap)
    assert [plain(name) for name in made.names] == ["Kathy H.", "Tommy", "Ruth"]
    edges = [(edge.source, edge.target, plain(edge.relation)) for edge in made.edges]
    assert edges == [(0, 1, "loves"), (2, 0, "friend")]


def test_flashcards_have_term_and_meaning() -> None:
    made = aid(f"{VOCABULARY}:::{{flashcards}}\n:words: donor, unheard\n:::\n", Flashcards)
    assert [plain(card.front) for card in made.cards] == ["donor"]
    assert [text.text for text in query(made.cards[0].back, Text)] == ["gives organs"]
