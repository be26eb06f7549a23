"""Runs of inlines: which of them one line must hold; for `fragments`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from studypack.model.inlines import AnyInline, Blank, Image, Inlines, Math, Text


def kept_runs(inlines: Inlines) -> Iterator[tuple[Inlines, bool]]:
    """Yield `inlines` in runs, and of each whether it is to stand on one line: a box with its marks.

    A line may end on both sides of a formula, a picture or a gap: its full stop would begin the next.
    """
    loose: list[AnyInline] = []
    ahead = list(reversed(inlines))
    while ahead:
        inline = ahead.pop()
        if not _is_box(inline):
            loose.append(inline)
            continue
        opening, closing = _opening_marks(loose), _closing_marks(ahead)
        yield tuple(loose), False
        yield (*opening, inline, *closing), bool(opening or closing)
        loose = []
    yield tuple(loose), False


def _is_box(inline: AnyInline) -> bool:
    """Return whether an inline is set as one box, between which and what is beside it a line may end.

    A gap is, with its answer as well: what teachers have beyond the pupils' page is found by its place.
    """
    return isinstance(inline, Math | Image | Blank)


def _opening_marks(before: list[AnyInline]) -> Inlines:
    """Take the marks that open what follows, a bracket or a sign, off the text at the end."""
    last = before[-1] if before else None
    if not isinstance(last, Text):
        return ()
    begin = len(last.text)
    while begin and _opens(last.text[begin - 1]):
        begin -= 1
    before[-1:] = _piece(last, last.text[:begin])
    return _piece(last, last.text[begin:])


def _closing_marks(ahead: list[AnyInline]) -> Inlines:
    """Take the marks that close what precedes, or a short ending as in `$n$th`, off the next text."""
    following = ahead[-1] if ahead else None
    if not isinstance(following, Text):
        return ()
    ending = _ENDING.match(following.text)
    end = ending.end() if ending else 0
    while end < len(following.text) and _closes(following.text[end]):
        end += 1
    ahead[-1:] = _piece(following, following.text[end:])
    return _piece(following, following.text[:end])


def _piece(whole: Text, piece: str) -> tuple[Text, ...]:
    """Return a piece of a text as a text, or () for nothing."""
    return (replace(whole, text=piece),) if piece else ()


_ENDING = re.compile(r"[^\W\d_]{1,3}(?!\w)")


def _opens(mark: str) -> bool:
    category = unicodedata.category(mark)
    return category in {"Ps", "Pi"} or category[0] == "S" or mark in "\"'»"


def _closes(mark: str) -> bool:
    category = unicodedata.category(mark)
    return category[0] == "P" and category != "Ps"
