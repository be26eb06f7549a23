"""The print whose page numbers a file repeats; called by `making`.

"Turn to page 7" must hold for those with the paper and those with the e-book alike. Where both are
made in one job, the print's layout is used twice; else it is laid out for its pages alone.
"""

from __future__ import annotations

from collections.abc import Callable

from studypack.backends.base import Assets, Print, Rendering
from studypack.backends.flow import Flow
from studypack.composing import Request, View, compose
from studypack.labels import Labels
from studypack.model.pack import CheckedPack


class Prints:
    """The prints of one pack: those that were made, and others as they are asked for."""

    def __init__(
        self,
        checked: CheckedPack,
        assets: Assets,
        sized: Callable[[View], View] = lambda view: view,
    ) -> None:
        """Take what prints are made from.

        sized  gives a view the size of type that it is printed in
        """
        self._checked = checked
        self._assets = assets
        self._sized = sized
        self._flows: dict[Request, Flow] = {}

    def add(self, request: Request, rendering: Rendering) -> None:
        """Take a file that was made, to find its pages in others."""
        if rendering.flow is not None:
            self._flows[request] = rendering.flow

    def of(self, request: Request) -> Print | None:
        """Return the print whose page numbers the file of `request` repeats, if there is one.

        raises RenderFault if it cannot be laid out, and whatever `sized` raises
        """
        print = request.print
        if print is None:
            return None
        if print not in self._flows:
            from studypack.backends import pdf  # slow to load, and most files have no pages

            view = self._sized(compose(self._checked, print))
            self.add(print, pdf.BACKEND.lay_out(view, self._assets))
        return Print(self._name(print), self._flows[print])

    def _name(self, print: Request) -> str:
        pack = self._checked.pack
        labels = Labels.for_language(pack.metadata.language, pack.metadata.labels)
        product = labels[print.product.name]
        return f"{pack.metadata.title} – {product} ({print.file_name(pack.slug)})"
