"""Grades as an author writes them: '80%' of the marks, or 32 of them; called by `front_matter`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from studypack.model.pack import Grade

_LEAST = re.compile(r"(?P<marks>\d{1,4})|(?P<part>\d{1,3}(?:[.,]\d{1,2})?)\s*[%٪％]")
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a grade: behind 'grades of …', and what helps."""

    message: str
    help: str


def least_of(text: str) -> tuple[Decimal, bool] | None:
    """Return from where on a grade is given, and whether that is per cent; None for neither."""
    match = _LEAST.fullmatch(text)
    if match is None:
        return None
    return Decimal((match["marks"] or match["part"]).replace(",", ".")), match["marks"] is None


def fault_of(grade: Grade, above: Grade | None) -> Fault | None:
    """Return what is wrong with a grade.

    above  the one that is written before it
    """
    if grade.percent and grade.least > _WHOLE:
        return Fault("are more than all marks", "write 100% at most")
    if above is None:
        return None
    if grade.percent is not above.percent:
        help = "write all of them in marks, or all in per cent"
        return Fault(f"are of another kind than those of '{above.name}'", help)
    if grade.least >= above.least:
        help = "write the highest grade first; each takes fewer marks than the one before it"
        return Fault(f"are no fewer than those of '{above.name}'", help)
    return None
