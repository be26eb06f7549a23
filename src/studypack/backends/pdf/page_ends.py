"""Mends what WeasyPrint 70 does to paragraphs that run over a page; called by `printing`.

Where the second line of a paragraph has no room, it makes some: it sends the notes that stand on
the page to the next one, whoever calls them and whatever their `footnote-policy` is. It does not in
columns, so lines are told that they are in one; then the paragraph goes instead. Columns themselves
are left to WeasyPrint, which may send on the notes that crowd below them.

It knows no `hyphenate-limit-last`: a line that ends in a broken word goes to the next page with the
rest of the word, if enough of the paragraph stays behind and ends with a whole one.
"""

from __future__ import annotations

from typing import Any

from weasyprint.formatting_structure.boxes import LineBox, TextBox
from weasyprint.layout import block

_lay_out_lines = block._linebox_layout

_HYPHEN = "\N{HYPHEN}"
"""What WeasyPrint breaks words with; a hyphen that an author typed is another character."""


def mend_page_ends() -> None:
    """Have WeasyPrint lay out all further documents so."""
    block._linebox_layout = _linebox_layout


def _linebox_layout(
    context: Any, box: Any, index: int, child: Any, children: list[Any], *others: Any
) -> tuple[Any, ...]:
    """Do as WeasyPrint does, but leave notes on their page, and break no word at its end."""
    has_notes = context.current_page_footnotes or context.footnotes
    seen = _InColumn(context) if has_notes else context
    abort, stop, resume_at, y, notes, lines_left = _lay_out_lines(
        seen, box, index, child, children, *others
    )
    if stop and not abort and not context.in_column and _may_go(box, children):
        line = children.pop()
        block.remove_placeholders(context, line.children, *others[1:3])
        resume_at, y = {index: children[-1].resume_at}, line.position_y
    return abort, stop, resume_at, y, notes, lines_left


def _may_go(box: Any, children: list[Any]) -> bool:
    """Return whether the last line ends in a broken word and the page ends better without it."""
    lines = [child for child in children if isinstance(child, LineBox)]
    return (
        len(lines) > box.style["orphans"]
        and children[-2:] == lines[-2:]
        and _is_broken(lines[-1])
        and not _is_broken(lines[-2])
    )


def _is_broken(line: Any) -> bool:
    texts = [box for box in line.descendants() if isinstance(box, TextBox)]
    return bool(texts) and bool(texts[-1].text.endswith(_HYPHEN))


class _InColumn:
    """The context of a layout, which says of itself that it is in a column."""

    in_column = True

    def __init__(self, context: Any) -> None:
        object.__setattr__(self, "_context", context)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._context, name, value)
