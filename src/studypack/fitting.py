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

Measure = Callable[[View], Rendering]
"""Lays a view out; of what it returns the pages and the places are looked at."""


class CannotFit(Exception):
    """No size gives the number of pages; the text says how many there are instead.

    beyond  id of the first block that is on a page too many, or ''
    """

    def __init__(self, message: str, beyond: str = "") -> None:
        super().__init__(message)
        self.beyond = beyond


def fitted(view: View, pages: int, measure: Measure) -> View:
    """Return `view` in the largest type that gives it exactly `pages` pages.

    An edition that asks for large type is never set smaller than it asks. What keeps the pages of a
    pupils' view is in the type of that one. At most some ten layouts.

    raises CannotFit if there is no such size
    """
    paged = view.pupils or view
    least, most = _limits(paged)
    smallest = measure(_at(paged, least))
    if (count := smallest.pages or 0) > pages:
        raise CannotFit(
            f"it has {count} in the smallest type, {least:g} pt", _first(smallest, pages)
        )
    largest = measure(_at(paged, most))
    if (count := largest.pages or 0) < pages:
        raise CannotFit(f"it has {count} even in the largest type, {most:g} pt")
    if count == pages:
        return _at(view, most)
    return _at(view, _between(paged, (least, most), smallest.pages, pages, measure))


def _between(
    view: View, limits: tuple[float, float], best: int | None, pages: int, measure: Measure
) -> float:
    """Halve the range: at its lower end there are few enough pages, at its upper one too many."""
    low, high = limits
    while high - low > _STEP_PT:
        middle = (low + high) / 2
        count = measure(_at(view, middle)).pages or 0
        if count <= pages:
            low, best = middle, count
        else:
            high = middle
    if best != pages:
        raise CannotFit(f"it has {best} at {low:.1f} pt and more at the next larger size")
    return low


def _limits(view: View) -> tuple[float, float]:
    asked = view.look.text_pt
    if asked <= USUAL_PT:
        return LEAST_PT, MOST_PT
    return asked, asked * MOST_PT / USUAL_PT


def _at(view: View, text_pt: float) -> View:
    """Return a view in another size of type, with that of the pupils whose pages it keeps."""
    return dataclasses.replace(
        view,
        look=dataclasses.replace(view.look, text_pt=text_pt),
        pupils=_at(view.pupils, text_pt) if view.pupils else None,
    )


def _first(rendering: Rendering, pages: int) -> str:
    """Return the id of the first block behind the last page that is wanted."""
    behind = [place for place in rendering.places if place.page > pages]
    return min(behind, key=lambda place: place.page).id if behind else ""
