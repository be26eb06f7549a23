"""Our `@dataclass` makes what the standard library's does, without compiling what nobody calls."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, field, fields, replace
from typing import Any

import pytest

from studypack.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    place: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours(Base):
    text: str
    more: tuple[int, ...] = ()
    notes: dict[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, order=True)
class Point:
    x: int
    y: int = 1


@dataclass(slots=True)
class Open:
    text: str
    length: int = field(init=False)
    seen: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.length = len(self.text)


@dataclass(slots=True, eq=False)
class Same:
    text: str = ""


def test_fields_have_the_values_given_or_their_defaults() -> None:
    one = Ours(text="a", place=3)
    assert (one.text, one.more, one.notes, one.place) == ("a", (), {}, 3)
    assert Ours(text="b").notes is not Ours(text="b").notes
    assert (Point(4).x, Point(4).y, Point(4, y=2).y) == (4, 1, 2)
    assert Open("four").length == 4


@pytest.mark.parametrize(
    "call",
    [lambda: Ours("a"), Ours, lambda: Point(1, 2, 3), lambda: Ours(text="", other=1)],
)
def test_a_wrong_call_is_refused_the_first_time_and_every_time(call: Callable[[], Any]) -> None:
    for _ in range(2):
        with pytest.raises(TypeError, match="__init__"):
            call()


def test_what_is_frozen_cannot_be_changed() -> None:
    one = Point(1)
    with pytest.raises(FrozenInstanceError, match="'x'"):
        one.x = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError, match="'x'"):
        del one.x
    with pytest.raises(AttributeError):
        one.z = 2  # type: ignore[attr-defined]
    Open("a").text = "b"


def test_values_make_equal_and_places_do_not_count() -> None:
    assert Ours(text="a", place=1) == Ours(text="a", place=2)
    assert Ours(text="a") != Ours(text="b")
    assert Ours(text="a") != Base()
    assert hash(Point(1, 2)) == hash(Point(1, 2))
    assert len({Point(1), Point(1), Point(2)}) == 2
    assert Same() != Same()
    with pytest.raises(TypeError):
        hash(Open("a"))


def test_what_has_an_order_is_sorted_by_its_values() -> None:
    assert sorted([Point(2), Point(1, 9), Point(1)]) == [Point(1), Point(1, 9), Point(2)]
    assert Point(1) <= Point(1) < Point(2) >= Point(2) > Point(1)
    with pytest.raises(TypeError):
        Point(1) < (1, 1)  # type: ignore[operator]  # noqa: B015


def test_it_shows_what_it_is_made_of() -> None:
    assert repr(Ours(text="a", place=7)) == "Ours(text='a', more=(), notes={})"


def test_the_library_knows_it_as_one_of_its_own() -> None:
    assert [member.name for member in fields(Ours)] == ["place", "text", "more", "notes"]
    assert replace(Point(1), y=5) == Point(1, 5)
    assert asdict(Point(1)) == {"x": 1, "y": 1}
    assert dataclasses.is_dataclass(Ours)
    match Point(3, 4):
        case Point(x, y):
            assert (x, y) == (3, 4)


@pytest.mark.parametrize("one", [Ours(text="a", more=(1,), place=2), Point(1), Open("abc")])
def test_it_comes_through_a_pickle_and_a_copy(one: Any) -> None:
    for again in (pickle.loads(pickle.dumps(one)), copy.copy(one), copy.deepcopy(one)):
        assert again == one
        assert repr(again) == repr(one)


PROGRAM = """
import builtins
compiled = 0
def counting(*given, real=exec):
    global compiled
    compiled += isinstance(given[0], str)
    return real(*given)
builtins.exec = counting
import studypack.model
print(compiled)
"""


def test_the_model_is_loaded_without_compiling_a_method_a_class() -> None:
    program = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(program, check=True, capture_output=True, text=True)
    from studypack import model

    classes = [one for one in vars(model).values() if dataclasses.is_dataclass(one)]
    assert 0 < int(done.stdout) < len(classes)


def test_the_librarys_own_compiles_a_method_a_class() -> None:
    own = "\n".join(f"@dataclasses.dataclass\nclass A{n}:\n a: int" for n in range(3))
    program = [
        sys.executable,
        "-c",
        PROGRAM.replace("import studypack.model", f"import dataclasses\n{own}"),
    ]
    done = subprocess.run(program, check=True, capture_output=True, text=True)
    assert int(done.stdout) >= 3
