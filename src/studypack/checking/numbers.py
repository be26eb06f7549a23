"""Rules on answers that are numbers: how near is right, and in which unit; called by `rules`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studypack.checking.phrases import said
from studypack.diagnostics import Diagnostics
from studypack.labels.units import UNIT
from studypack.model.inlines import plain
from studypack.model.pack import Pack
from studypack.model.tasks import NumericEntry, Part, Task
from studypack.model.walk import query

_NUMBER = r"[+\-−]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?"
_WHOLE = re.compile(r"[+\-−]?\d+")
_UNIT = r"[^\s\d.,;:!?()\[\]]\S*"
_BEHIND = ".,;:!?)]"
_QUANTITY = re.compile(rf"(?P<number>{_NUMBER})[\s\u00a0\u202f]*(?P<unit>{_UNIT})")
_ASKED = re.compile(
    rf"(?:^|[\s(])(?:in|en|em|i|på|w|в)\s+(?P<unit>{_UNIT}?)\s*(?:[.?!)\]]|$)", re.IGNORECASE
)
"""'… in cm?': how a stem asks for a unit, in the languages that say it with a short word."""

_KNOWN = re.compile(UNIT)

_ALIKE = str.maketrans({"⋅": "·", "*": "·", ".": "·", "μ": "µ", "l": "L", "−": "-", "⁻": "-"})
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def missing_tolerance(pack: Pack, found: Diagnostics) -> None:
    """A measured or rounded number is never hit exactly; a whole one may be counted."""
    for entry in query(pack.blocks, NumericEntry):
        if entry.value and not entry.tolerance and not _WHOLE.fullmatch(entry.value):
            found.warning(
                "missing-tolerance",
                f"nothing says how far from {entry.value} an answer may be",
                entry.span,
                "write ':tolerance: …', with 0 if only this number is right",
            )


def unit_disagrees(pack: Pack, found: Diagnostics) -> None:
    """A task that asks for centimetres and prints 'm' beside its blank is marked wrongly."""
    for task in query(pack.blocks, Task):
        if not task.unit or not task.is_numeric:
            continue
        for other, where in _units(task):
            if _same(other) != _same(task.unit):
                found.warning(
                    "unit-disagrees",
                    f"the unit is '{task.unit}', but {where} has '{other}'",
                    task.span,
                    "give both in one unit",
                )


def _units(task: Task) -> Iterator[tuple[str, str]]:
    """Yield every unit that a task names besides its own, and where."""
    stem = said(block for block in task.body if not isinstance(block, Part))
    for match in _ASKED.finditer(stem):
        if _KNOWN.fullmatch(match["unit"]):
            yield match["unit"], "the question"
    for text in task.accept:
        accepted = _QUANTITY.fullmatch(text)
        if accepted is not None:
            yield accepted["unit"].rstrip(_BEHIND), f"the accepted answer '{text}'"
    value = _value(plain(task.answer))
    for answer in task.answers:
        for match in _QUANTITY.finditer(said(answer.body)):
            unit = match["unit"].rstrip(_BEHIND)
            if _value(match["number"]) == value and _KNOWN.fullmatch(unit):
                yield unit, "the answer below it"


def _value(number: str) -> str:
    return number.strip().replace(",", ".").replace("−", "-")


def _same(unit: str) -> str:
    return unit.translate(_ALIKE).translate(_RAISED).replace("^", "")
