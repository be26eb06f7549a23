"""Print: a view becomes HTML, WeasyPrint lays it out, and a tagged PDF/UA-1 comes out.

`BACKEND` stands in the table of backends; nothing here is imported before a PDF is made.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from studypack.backends import fragments
from studypack.backends.base import Assets, RenderFault, Rendering
from studypack.backends.pdf.sheet import Sheet, notes_fit
from studypack.composing.view import Direction, View
from studypack.model.base import Block
from studypack.model.pack import Paper

if TYPE_CHECKING:
    from studypack.backends.pdf.holding import Words

T = TypeVar("T")


class PdfBackend:
    """PDF for the printer and the screen; see `backends.base.Backend`."""

    format = "pdf"
    media_type = "application/pdf"

    def uncovered(self) -> frozenset[type[Block]]:
        """Return the block types that have no template."""
        return fragments.uncovered()

    def render(self, view: View, assets: Assets) -> Rendering:
        """Return the PDF of `view`, its number of pages and the page of every block with an id.

        raises  RenderFault if a template is broken, or WeasyPrint complains of anything at all
        """
        rendering = self._printed(view, assets)
        if not view.finish.is_on_sheets:
            return rendering
        from studypack.backends.pdf.imposition import impose

        paper = view.metadata.paper if view.metadata.paper is not Paper.A5 else Paper.A4
        mirrored = view.direction is Direction.RTL
        data, sides = impose(rendering.data, view.finish, paper.value, mirrored=mirrored)
        return Rendering(data=data, pages=sides)

    def lay_out(self, view: View, assets: Assets) -> Rendering:
        """Return what there is to know of the PDF of `view` without writing it.

        Of a teacher's view it is laid out as a pupils' is. Raises as `render` does.
        """
        if view.finish.is_on_sheets:
            return self.render(view, assets)
        from studypack.backends.pdf.printing import lay_out

        return _on_sheet(view, assets, lay_out)

    def _printed(self, view: View, assets: Assets) -> Rendering:
        from studypack.backends.pdf.printing import print_held, print_sheet

        if view.pupils is None:
            return _on_sheet(view, assets, partial(print_sheet, again=assets.again))
        whole, words = Sheet.of(view, assets, footed=False), _words(view)
        return _on_sheet(view.pupils, assets, lambda sheet: print_held(sheet, whole, words))


def _words(view: View) -> Words:
    """Return what is generated on a teacher's pages behind those that pupils have too."""
    from studypack.backends.pdf.holding import Words

    labels = view.labels
    return Words(
        title=f"{labels['answers']} · {labels['notes']}",
        page=lambda number: labels.format("page-reference", page=number),
        question=lambda number: labels.format("question-number", number=number),
    )


def _on_sheet(view: View, assets: Assets, use: Callable[[Sheet], T]) -> T:
    """Return what `use` makes of the sheet of `view`, its notes at the foot of pages if they fit."""
    if view.notes and notes_fit(view):
        try:
            return use(Sheet.of(view, assets, footed=True))
        except RenderFault:
            pass  # WeasyPrint 70 loses notes that crowd at a document's end, or fails there
    return use(Sheet.of(view, assets, footed=False))


BACKEND = PdfBackend()
