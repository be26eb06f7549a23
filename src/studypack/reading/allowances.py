"""Allowances: 'missing-answer – found in the lab; equal-options – on purpose'.

Called for the option and the attribute `allow`, and for the key of that name in front matter.
Whether there is such a code, and whether it is needed, `checking` finds out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from studypack.model.allowance import Allowance
from studypack.spans import Span

_ONE = re.compile(r"[^;]+")
_PARTS = re.compile(r"(?P<code>\S+?)(?:\s*:\s+|\s+[-–—]{1,3}\s+|\s+|$)(?P<reason>.*)", re.DOTALL)
_DASHES = " \t\n:-–—"


def read_allowances(written: str, span: Callable[[int, int], Span]) -> tuple[Allowance, ...]:
    """Return the allowances in `written`: a code, a dash and the reason, with semicolons between.

    span  makes the span of a stretch of `written`, from its offset and width
    """
    return tuple(_each(written, span))


def _each(written: str, span: Callable[[int, int], Span]) -> Iterator[Allowance]:
    for match in _ONE.finditer(written):
        text = match[0].strip()
        parts = _PARTS.match(text)
        if parts is not None:
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            reason = " ".join(parts["reason"].strip(_DASHES).split())
            yield Allowance(parts["code"], reason, span(start, len(parts["code"])))
