"""The Word backend: a view becomes a file that teachers edit and pupils fill in."""

from __future__ import annotations

from studypack.backends.base import Assets, Rendering
from studypack.backends.docx import aids, blocks, interactions, study, tasks
from studypack.backends.docx.document import render
from studypack.backends.docx.out import render as render_table
from studypack.composing.view import View
from studypack.model.base import Block

_FUNCTIONS = (aids, blocks, interactions, study, tasks)
"""The modules whose import fills the table."""


class DocxBackend:
    """Renders views as WordprocessingML (ISO/IEC 29500 transitional, as Word 2010 and later read)."""

    format = "docx"
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def uncovered(self) -> frozenset[type[Block]]:
        """Return the block types that no function renders."""
        return render_table.uncovered()

    def render(self, view: View, assets: Assets) -> Rendering:
        """Return the Word file for `view`. It has no pages until Word lays it out."""
        return Rendering(data=render(view, assets))


BACKEND = DocxBackend()
"""The one instance, which `backends.backend('docx')` returns."""
