"""Opening a file again, as a reader would, before it is passed on; called by every build."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from studypack.composing import Withheld
from studypack.validating.trust import Leak, find_leaks

__all__ = ["Leak", "leaks", "problems"]

leaks: Callable[[bytes, str, Withheld], tuple[Leak, ...]] = find_leaks
"""What a file shows that its audience must not see."""


def problems(data: bytes, format: str, *, on_sheets: bool = False) -> tuple[str, ...]:
    """Return what is wrong with a file of `format`, each in a clause; () for a sound one.

    on_sheets  a PDF for a printer alone, two pages on a side
    """
    judge = import_module(f"studypack.validating.{format}").problems
    found: tuple[str, ...] = judge(data, on_sheets=True) if on_sheets else judge(data)
    return found
