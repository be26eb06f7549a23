"""Opening a file again, as a reader would, before it is passed on; called by every build."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from studypack.composing import Withheld
from studypack.validating.trust import Leak, find_leaks

__all__ = ["Leak", "leaks", "problems"]


def leaks(
    data: bytes, format: str, withheld: Withheld, *, template: bytes = b""
) -> tuple[Leak, ...]:
    """Return what a file shows that its audience must not see.

    template  the school's own Word document: a part that is as it was there says what the school says
    """
    return find_leaks(data, format, withheld, template)


def problems(
    data: bytes, format: str, *, on_sheets: bool = False, template: bytes = b""
) -> tuple[str, ...]:
    """Return what is wrong with a file of `format`, each in a clause; () for a sound one.

    on_sheets  a PDF for a printer alone, two pages on a side
    template   the school's own document that a Word file was written into: what is wrong with that
               is the school's
    """
    judge = import_module(f"studypack.validating.{format}").problems
    how: dict[str, Any] = {"on_sheets": True} if on_sheets else {}
    how |= {"template": template} if template else {}
    found: tuple[str, ...] = judge(data, **how)
    return found
