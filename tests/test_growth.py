"""Work grows as packs do: four times the pages cost four times the calls, not sixteen times.

Calls are counted instead of seconds, so that neither the machine nor its load matters.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from studypack.checking import check
from studypack.diagnostics import Diagnostics
from studypack.reading import read_text

UNIT = """\
# Unit {n}

What stands in unit {n} is about the river, its banks and the village beside it.

| what | when |
|---|---|
| flood {n} | spring |

:::{{vocabulary}} Words
term-{n}
: what is meant by number {n}
:::

:::{{question}}
:marks: 4

Why does the river of unit {n} rise?

:::{{answer}}
- Since snow melts on mountain {n}
:::
:::

:::{{question}}
:marks: 1

How many floods were counted?

- [x] {n}7
- [ ] {n}3
:::

Total: 5 marks
"""

FEW, MANY = 12, 48
MOST = 1.15 * MANY / FEW


def source(units: int) -> str:
    return "---\ntitle: T\nlanguage: en\n---\n" + "".join(UNIT.format(n=n) for n in range(units))


def calls(work: Callable[[], object]) -> int:
    """Return how many functions `work` calls, those of C too."""
    counted = 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return counted


def growth(work: Callable[[int], object]) -> float:
    """Return how many times as many calls `work` takes for many units as for few."""
    work(FEW)  # what is done once a process does not count
    return calls(lambda: work(MANY)) / calls(lambda: work(FEW))


def test_reading_and_checking_grow_with_the_pack() -> None:
    def checked(units: int) -> None:
        found = Diagnostics()
        assert check(read_text(source(units), found=found), found) is not None
        assert not list(found)

    assert growth(checked) < MOST


def test_what_compares_all_with_all_is_noticed() -> None:
    def compared(units: int) -> None:
        for one in range(units):
            for other in range(units):
                min(one, other)

    assert growth(compared) > MOST
