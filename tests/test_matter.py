"""What teachers have is found in long sheets at the price of their length, and nothing else is found."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import pytest

from studypack.backends.pdf import matter


def sheet(units: int, *, notes: bool = False, ids: bool = True, swapped: bool = False) -> Element:
    """Return a sheet of units with a few paragraphs each; `notes` are the teacher's, in every second."""
    root = Element("html")
    main = SubElement(SubElement(root, "body"), "main")
    for number in reversed(range(units)) if swapped else range(units):
        SubElement(main, "h2", {"id": f"unit-{number}"} if ids else {})
        for text in "one", "two", "three":
            SubElement(main, "p").text = text
        if notes and number % 2:
            SubElement(main, "aside", {"class": "teacher"}).text = f"note {number}"
        SubElement(main, "p").text = "four"
    return root


def found(pupils: Element, teachers: Element) -> list[str]:
    return ["".join(one.content.itertext()) for one in matter.matter_of(pupils, teachers)]


def compared(monkeypatch: pytest.MonkeyPatch, units: int, *, ids: bool) -> int:
    """Return how many pairs of elements are up for comparison in a sheet of so many units."""
    pairs = 0

    def noting(junk: None, left: list[Any], right: list[Any], *, autojunk: bool) -> Any:
        nonlocal pairs
        pairs += len(left) * len(right)
        return SequenceMatcher(junk, left, right, autojunk=autojunk)

    monkeypatch.setattr(matter, "SequenceMatcher", noting)
    found(sheet(units, ids=ids), sheet(units, notes=True, ids=ids))
    return pairs


def test_a_sheet_twice_as_long_takes_twice_the_comparisons(monkeypatch: pytest.MonkeyPatch) -> None:
    short, long = (compared(monkeypatch, units, ids=True) for units in (20, 40))
    assert long < 2.1 * short
    short, long = (compared(monkeypatch, units, ids=False) for units in (20, 40))
    assert long > 3.5 * short  # negative control: nothing to cut at


def test_only_what_teachers_have_is_found() -> None:
    pupils, teachers = sheet(6), sheet(6, notes=True)
    assert found(pupils, teachers) == ["note 1", "note 3", "note 5"]
    assert found(pupils, pupils) == []


def test_a_note_keeps_its_neighbours() -> None:
    pupils, teachers = sheet(2), sheet(2, notes=True)
    (one,) = matter.matter_of(pupils, teachers)
    assert (one.before is not None and one.before.text, one.after is not None and one.after.text) == (
        "three", "four",
    )  # fmt: skip


def test_another_order_is_compared_as_a_whole() -> None:
    pupils, teachers = sheet(3), sheet(3, notes=True, swapped=True)
    assert "note 1" in found(pupils, teachers)
