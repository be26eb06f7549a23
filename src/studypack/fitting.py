"""Finding the size of type at which a file has just so many pages; called by `making`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from studypack.backends.base import Rendering
from studypack.composing.view import View

LEAST_PT, USUAL_PT, MOST_PT = 9.0, 10.5, 13.0
"""Running text may be as small, and as large: smaller tires, larger looks like a picture book."""

_STEP_PT = 0.1
"""Sizes nearer to each other than this look the same."""

Render = Callable[[View], Rendering]


class CannotFit(Exception):
    """No size gives the number of pages; the text says how many there are instead.

    beyond  id of the first block that is on a page too many, or ''
    """

    def __init__(self, message: str, beyond: str = "") -> None:
        super().__init__(message)
        self.beyond = beyond


def fitted(view: View, pages: int, render: Render) -> Rendering:
    """Return the rendering of `view` in the largest type that gives it exactly `pages` pages.

    An edition that asks for large type is never set smaller than it asks. At most some ten layouts.

    raises CannotFit if there is no such size
    """
    least, most = _limits(view)
    smallest = _at(view, least, render)
    if (count := smallest.pages or 0) > pages:
        raise CannotFit(
            f"it has {count} in the smallest type, {least:g} pt", _first(smallest, pages)
        )
    largest = _at(view, most, render)
    if (count := largest.pages or 0) < pages:
        raise CannotFit(f"it has {count} even in the largest type, {most:g} pt")
    if count == pages:
        return largest
    return _between(view, (least, most), smallest, pages, render)


def _between(
    view: View, limits: tuple[float, float], best: Rendering, pages: int, render: Render
) -> Rendering:
    """Halve the range: at its lower end there are few enough pages, at its upper one too many."""
    low, high = limits
    while high - low > _STEP_PT:
        middle = (low + high) / 2
        rendering = _at(view, middle, render)
        if (rendering.pages or 0) <= pages:
            low, best = middle, rendering
        else:
            high = middle
    if best.pages != pages:
        raise CannotFit(f"it has {best.pages} at {low:.1f} pt and more at the next larger size")
    return best


def _limits(view: View) -> tuple[float, float]:
    asked = view.look.text_pt
    if asked <= USUAL_PT:
        return LEAST_PT, MOST_PT
    return asked, asked * MOST_PT / USUAL_PT


def _at(view: View, text_pt: float, render: Render) -> Rendering:
    return render(dataclasses.replace(view, look=dataclasses.replace(view.look, text_pt=text_pt)))


def _first(rendering: Rendering, pages: int) -> str:
    """Return the id of the first block behind the last page that is wanted."""
    behind = [place for place in rendering.places if place.page > pages]
    return min(behind, key=lambda place: place.page).id if behind else ""
