"""The flow of a document that WeasyPrint has laid out: its letters, page by page; for `printing`."""

from __future__ import annotations

from typing import Any

from weasyprint.formatting_structure.boxes import (
    MarginBox,
    ReplacedBox,
    TableRowGroupBox,
    TextBox,
)
from weasyprint.layout.absolute import AbsolutePlaceholder

from studypack.backends.flow import OBJECT, Flow, FlowWriter


def flow_of(document: Any) -> Flow:
    """Return the flow of a laid-out document (`weasyprint.Document`).

    What repeats on every page, and what the style writes (numbers, marks), is no part of it; nor
    are footnotes, which stand elsewhere in a book.
    """
    reader = _Reader()
    for page in document.pages:
        reader.page(page._page_box)
    return reader.writer.flow()


class _Reader:
    def __init__(self) -> None:
        self.writer = FlowWriter()
        self._heads: set[Any] = set()

    def page(self, page: Any) -> None:
        self.writer.page()
        for box in page.children:
            if not isinstance(box, MarginBox) and box.element_tag == "html":
                self._box(box)

    def _box(self, box: Any) -> None:
        if "::" in (box.element_tag or "") or self._is_repeated(box):
            return
        id = box.element.get("id") if box.element is not None else None
        if id:
            self.writer.id(id)
        if isinstance(box, TextBox):
            self.writer.text(box.text)
        elif isinstance(box, ReplacedBox):
            self.writer.text(OBJECT)
        for child in getattr(box, "children", ()):
            self._box(child._box if isinstance(child, AbsolutePlaceholder) else child)

    def _is_repeated(self, box: Any) -> bool:
        """Return whether `box` is the head of a table that goes on from the page before."""
        if not (isinstance(box, TableRowGroupBox) and box.is_header):
            return False
        if box.element in self._heads:
            return True
        self._heads.add(box.element)
        return False
