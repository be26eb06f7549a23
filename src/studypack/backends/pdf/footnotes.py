"""Keeps footnotes on the page of their calls; called by `printing`.

Where the second line of a paragraph has no room, WeasyPrint 70 makes some: it sends the notes that
stand on the page to the next one, whoever calls them and whatever their `footnote-policy` is. It
does not in columns, so lines are told that they are in one; then the paragraph goes instead.
Columns themselves are left to WeasyPrint, which may send on the notes that crowd below them.
"""

from __future__ import annotations

from typing import Any

from weasyprint.layout import block

_lay_out_lines = block._linebox_layout


def keep_notes_with_calls() -> None:
    """Have WeasyPrint lay out all further documents so."""
    block._linebox_layout = _linebox_layout


def _linebox_layout(context: Any, *others: Any) -> Any:
    """Do as WeasyPrint does, but leave the notes of the page where they are."""
    has_notes = context.current_page_footnotes or context.footnotes
    return _lay_out_lines(_InColumn(context) if has_notes else context, *others)


class _InColumn:
    """The context of a layout, which says of itself that it is in a column."""

    in_column = True

    def __init__(self, context: Any) -> None:
        object.__setattr__(self, "_context", context)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._context, name, value)
