"""A view as an EPUB 3.3 book, valid and accessible; `BACKEND` is all that the build sees.

Pages, navigation and metadata are ours; EbookLib packs them (see `packaging`).
"""

from __future__ import annotations

from studypack.backends.base import Assets, RenderFault, Rendering
from studypack.backends.epub.book import Book
from studypack.backends.epub.packaging import pack
from studypack.backends.fragments import uncovered
from studypack.composing.view import View
from studypack.model.base import Block


class EpubBackend:
    """Writes EPUB 3.3 with accessibility metadata after EPUB Accessibility 1.1."""

    format = "epub"
    media_type = "application/epub+zip"

    def uncovered(self) -> frozenset[type[Block]]:
        """Return the block types that have no template."""
        return uncovered()

    def render(self, view: View, assets: Assets) -> Rendering:
        """Return the book for `view`; raises `RenderFault` for what an author can cause."""
        try:
            return Rendering(data=pack(Book(view, assets).package()))
        except RecursionError:
            raise RenderFault("the blocks are nested too deeply for an e-book") from None


BACKEND = EpubBackend()
