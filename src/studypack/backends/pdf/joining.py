"""The copies of a class one behind the other, to be printed at one go; called by `making`.

As with sheets (`imposition`), what comes out is for a printer: it has no structure tree. Every pupil
has a file of their own that has one.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import OutlineItem, Page, Pdf

from studypack.backends.pdf.printer import introduce, saved


@dataclass(frozen=True, slots=True)
class Part:
    """One PDF to be joined with others, and what its bookmark says."""

    data: bytes
    title: str


def join(parts: Sequence[Part]) -> tuple[bytes, int]:
    """Return one PDF with the pages of all `parts`, and how many they are.

    Each begins on a front: printed on both sides, no sheet belongs to two pupils.
    """
    with Pdf.new() as whole:
        starts = [_add(whole, part) for part in parts]
        with whole.open_outline() as outline:
            outline.root.extend(
                OutlineItem(part.title, start)
                for part, start in zip(parts, starts, strict=True)
                if part.title
            )
        return saved(whole), len(whole.pages)


def _add(whole: Pdf, part: Part) -> int:
    """Add the pages of a part; return the number of its first page, from 0."""
    start = len(whole.pages)
    with pikepdf.open(io.BytesIO(part.data)) as source:
        if not start:
            introduce(source, whole, without=f" – {part.title}")
        for page in source.pages:
            _untag(page)
        for key in _PLACES & set(source.Root.keys()):
            del source.Root[key]
        whole.pages.extend(source.pages)
    if len(whole.pages) % 2:
        last = whole.pages[-1].mediabox
        whole.add_blank_page(page_size=(float(last[2]), float(last[3])))
    return start


_PLACES = {"/Names", "/Dests"}
"""What names the places that links lead to."""


def _untag(page: Page) -> None:
    """Remove what leads into the structure tree, or to places in a file that is no more."""
    for key in ("/Annots", "/StructParents", "/Tabs"):
        if key in page.obj:
            del page.obj[key]
