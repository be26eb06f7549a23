"""Keeps blocks whole at a fair cost; called by `printing`.

CSS cannot say how much of a page may stay white so that a block is not cut. A stylesheet's
`break-inside: avoid` is a wish here: it holds while less than a share of the page would stay white,
and for no block that is higher than that. So in large print and on small paper, where a block
easily takes half a page, it is cut where its own rules let it. `avoid-page` is no wish: what cannot
be read or filled in when it is cut stays whole as long as a page holds it.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isinf
from typing import Any

from weasyprint.layout import block

_SHARE = 0.3
"""So much of a page, from its upper edge to the foot of its text, a wish may leave white."""


def keep_at_a_fair_cost() -> None:
    """Have WeasyPrint lay out all further documents so."""
    block.block_container_layout = _at_a_fair_cost(block.block_container_layout)
    block.table_layout = _at_a_fair_cost(block.table_layout)


def _at_a_fair_cost(lay_out: Callable[..., Any]) -> Callable[..., Any]:
    """Return a layout that does as WeasyPrint's, but lets go of wishes that cost too much."""

    def lay_out_fairly(
        context: Any, box: Any, bottom_space: float, *others: Any, **more: Any
    ) -> Any:
        wished = box.style
        # A column is as short as it can be, and what stands in a line, say, is never cut.
        if wished["break_inside"] != "avoid" or context.in_column or isinf(bottom_space):
            return lay_out(context, box, bottom_space, *others, **more)
        most = context.page_bottom * _SHARE
        if context.page_bottom - bottom_space - box.position_y <= most:
            return lay_out(context, box, bottom_space, *others, **more)
        box.style = wished.copy()
        box.style["break_inside"] = "auto"
        try:
            result = lay_out(context, box, bottom_space, *others, **more)
        finally:
            box.style = wished
        laid_out = result[0]
        if laid_out is not None and laid_out.height <= most:
            laid_out.style = wished  # what is kept with it may still send it to the next page
        return result

    return lay_out_fairly
