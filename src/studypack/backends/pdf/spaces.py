"""Lets the space at a line's end hang over its edge; called by `printing`.

WeasyPrint 70 takes a text for too long whose last space alone has no room. That happens before
whatever else stands in the line – a gap, emphasis, a formula –, and then the first word of the
text was left alone on its line.
"""

from __future__ import annotations

from math import inf
from typing import Any

from weasyprint.layout import inline
from weasyprint.text.line_break import split_first_line

_LETTERS_AN_EM = 4
"""So many letters are an em wide at least, near enough: a longer text fills its line anyway."""

_FITS: int = 2
"""Where in what `split_first_line` returns it says where the next line begins: None if none does."""


def let_spaces_hang() -> None:
    """Have WeasyPrint lay out all further documents so."""
    inline.split_first_line = _split_first_line


def _split_first_line(
    text: str, style: Any, context: Any, max_width: float | None, *others: Any, **more: Any
) -> tuple[Any, ...]:
    """Do as WeasyPrint does, unless the text fits but for the spaces at its end."""
    found: tuple[Any, ...] = split_first_line(text, style, context, max_width, *others, **more)
    if found[_FITS] is None or not text.endswith(" ") or max_width in (None, inf):
        return found
    bare = text.rstrip(" ")
    if not bare or not _may_fit(bare, style, max_width):
        return found
    if split_first_line(bare, style, context, max_width, *others, **more)[_FITS] is not None:
        return found
    return split_first_line(text, style, context, None, *others, **more)  # type: ignore[no-any-return]


def _may_fit(text: str, style: Any, width: float | None) -> bool:
    size = style["font_size"]
    collapses = style["white_space"] in ("normal", "pre-line")
    return collapses and bool(size) and len(text) * size <= (width or 0) * _LETTERS_AN_EM
