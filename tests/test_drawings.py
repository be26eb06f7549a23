"""Drawings from a view's words: well-formed, described, and nothing drawn outside their frame."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree

import pytest

from studypack import drawings
from studypack.model.generated import Square

SPOKEN = drawings.Spoken("A & B", "Both of <them>.")
SVG = "{http://www.w3.org/2000/svg}"


def drawn(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(markup)


def texts(root: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def all_drawings() -> dict[str, str]:
    return {
        "crossword": drawings.crossword([[Square(number=1, letter="A"), None]], SPOKEN),
        "character map": drawings.character_map(["Ada", "Ben <i>"], [(0, 1)], SPOKEN),
        "venn": drawings.venn(SPOKEN),
    }


@pytest.mark.parametrize("name", all_drawings())
def test_a_drawing_says_what_it_shows(name: str) -> None:
    root = drawn(all_drawings()[name])
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == "A & B"
    assert root[1].tag == f"{SVG}desc"
    assert root[1].text == "Both of <them>."


@pytest.mark.parametrize("name", all_drawings())
def test_a_drawing_has_the_colour_of_the_text_around_it(name: str) -> None:
    for element in drawn(all_drawings()[name]).iter():
        for ink in ("fill", "stroke"):
            assert element.get(ink, "none") in {"none", "currentColor"}


def test_a_crossword_shows_squares_numbers_and_letters() -> None:
    down: tuple[Square | None, ...] = (Square(letter="E"), None)
    grid = ((Square(number=1, letter="S"), Square(letter="U")), down)
    root = drawn(drawings.crossword(grid, SPOKEN))
    assert len(list(root.iter(f"{SVG}rect"))) == 3
    assert texts(root) == ["1", "S", "U", "E"]


def test_a_crossword_without_its_key_has_no_letters() -> None:
    assert texts(drawn(drawings.crossword([[Square(number=1), Square()]], SPOKEN))) == ["1"]


def test_words_across_run_from_the_right_where_lines_do() -> None:
    grid = ((Square(number=1, letter="א"), Square(letter="ב"), None),)
    root = drawn(drawings.crossword(grid, SPOKEN, right_to_left=True))
    assert root.get("direction") == "ltr"  # else a number that starts in its corner begins outside
    places = {text.text: float(text.get("x", "")) for text in root.iter(f"{SVG}text")}
    assert 80 < places["ב"] < 160 < places["א"] < places["1"] < 240
    assert [drawings.crossword_square(grid, 0, x, right_to_left=True).left for x in (1, 0)] == [
        pytest.approx(100 * x / 244) for x in (82, 162)
    ]


def test_an_empty_crossword_is_drawn() -> None:
    drawn(drawings.crossword([], SPOKEN))


@pytest.mark.parametrize("count", range(1, 13))
def test_names_of_a_map_neither_overlap_nor_leave_it(count: int) -> None:
    root = drawn(drawings.character_map([f"Person {n}" for n in range(count)], [], SPOKEN))
    _, _, width, height = map(float, root.get("viewBox", "").split())
    boxes = [
        tuple(float(rect.get(side, "0")) for side in ("x", "y", "width", "height"))
        for rect in root.iter(f"{SVG}rect")
    ]
    for x, y, w, h in boxes:
        assert 0 <= x <= x + w <= width
        assert 0 <= y <= y + h <= height
    for (x, y, w, h), (u, v, p, q) in itertools.combinations(boxes, 2):
        assert x + w < u or u + p < x or y + h < v or v + q < y


def test_relations_of_a_map_are_numbered_in_order() -> None:
    edges = [(0, 1), (1, 2), (1, 0)]
    root = drawn(drawings.character_map(["Ada", "Ben", "Cleo"], edges, SPOKEN))
    assert texts(root) == ["1", "2", "3", "Ada", "Ben", "Cleo"]
    assert len(list(root.iter(f"{SVG}polygon"))) == 3


def test_two_relations_of_a_pair_run_beside_each_other() -> None:
    root = drawn(drawings.character_map(["Ada", "Ben", "Cleo"], [(0, 1), (1, 0)], SPOKEN))
    first, second = [p.get("points") for p in root.iter(f"{SVG}polygon")]
    assert first != second


def test_a_relation_to_oneself_is_left_to_the_table() -> None:
    root = drawn(drawings.character_map(["Ada", "Ben"], [(0, 0)], SPOKEN))
    assert not list(root.iter(f"{SVG}line"))


def test_a_long_name_stands_in_two_lines() -> None:
    root = drawn(drawings.character_map(["Chrissie and Rodney Green"], [], SPOKEN))
    assert texts(root) == ["Chrissie and", "Rodney Green"]


NAMES = ["Kathy H.", "Ruth", "Tommy", "Miss Lucy", "Miss Emily", "Madame", "Chrissie and Rodney"]


def boxes(root: ElementTree.Element) -> list[tuple[float, float, float, float]]:
    """Return left, top, right and bottom of each box."""
    numbers = [
        [float(rect.get(name, "")) for name in ("x", "y", "width", "height")]
        for rect in root.iter(f"{SVG}rect")
    ]
    return [(x, y, x + width, y + height) for x, y, width, height in numbers]


@pytest.mark.parametrize("letters", [1.0, 1.2, 1.71])
@pytest.mark.parametrize("width_mm", [99, 150])
def test_names_in_a_map_stay_apart_and_inside(letters: float, width_mm: float) -> None:
    root = drawn(
        drawings.character_map(NAMES, [(0, 1)], SPOKEN, width_mm=width_mm, letters=letters)
    )
    placed = boxes(root)
    assert len(placed) == len(NAMES)
    for left, top, right, bottom in placed:
        assert left >= 0
        assert top >= 0
        assert right <= 10 * width_mm
        assert bottom <= float(root.get("viewBox", "").split()[3])
    for one, other in itertools.combinations(placed, 2):
        beside = one[2] <= other[0] or other[2] <= one[0]
        assert beside or one[3] <= other[1] or other[3] <= one[1]


def test_names_in_a_map_grow_with_the_print() -> None:
    def size(letters: float) -> float:
        root = drawn(drawings.character_map(NAMES, [], SPOKEN, letters=letters))
        return max(float(text.get("font-size", "")) for text in root.iter(f"{SVG}text"))

    assert size(1.71) == pytest.approx(1.71 * size(1.0), rel=0.01)


def test_a_crossword_grows_with_the_print_as_far_as_a_page_goes() -> None:
    def height_mm(rows: int, columns: int = 1) -> float:
        grid = [[Square(number=1)] * columns] * rows
        larger = drawings.growth_of_crossword(grid, 1.71, widest_mm=100)
        root = drawn(drawings.crossword(grid, SPOKEN, larger=larger))
        return float(root.get("height", "").removesuffix("mm"))

    assert height_mm(5) == pytest.approx(5 * 8 * 1.71, abs=1)
    assert height_mm(15) == pytest.approx(150, abs=1)
    assert height_mm(25) == pytest.approx(200, abs=1)
    assert height_mm(5, columns=10) == pytest.approx(5 * 8 * 100 / 80, abs=1)
    assert height_mm(5, columns=20) == pytest.approx(5 * 8, abs=1)
