"""Opening a PDF again: tags, language, title, fonts, and nothing that acts by itself.

Cheap enough for every build; veraPDF judges the same files in the tests (ISO 14289-1).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

_ACTIONS = ("/OpenAction", "/AA")
_ACTIVE_NAMES = ("/JavaScript", "/EmbeddedFiles")


def problems(data: bytes, *, on_sheets: bool = False) -> tuple[str, ...]:
    """Return what is wrong with a PDF, each in a clause; () for a sound one.

    on_sheets  its pages are pictures of pages, for a printer alone: it need not be tagged
    """
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            found = _problems(pdf) if not on_sheets else _problems_of_sheets(pdf)
            return tuple(found)
    except (pikepdf.PdfError, KeyError, ValueError) as error:
        return (f"it cannot be opened: {error}",)


def _problems(pdf: Any) -> Iterator[str]:
    root = pdf.Root
    yield from _problems_of_sheets(pdf)
    if not root.get("/MarkInfo", {}).get("/Marked", False) or "/StructTreeRoot" not in root:
        yield "it is not tagged (ISO 14289-1, 7.1)"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "its title is not shown (ISO 14289-1, 7.1)"
    with pdf.open_metadata() as metadata:
        if str(metadata.get("pdfuaid:part", "")) != "1":
            yield "it does not say that it is PDF/UA-1 (ISO 14289-1, 5)"


def _problems_of_sheets(pdf: Any) -> Iterator[str]:
    root = pdf.Root
    if not len(pdf.pages):
        yield "it has no pages"
    if not str(root.get("/Lang", "")).strip():
        yield "it has no language (ISO 14289-1, 7.2)"
    with pdf.open_metadata() as metadata:
        if not str(metadata.get("dc:title", "")).strip():
            yield "it has no title"
    for name in _ACTIONS:
        if name in root:
            yield f"it acts when it is opened ({name})"
    for name in _ACTIVE_NAMES:
        if name in root.get("/Names", {}):
            yield f"it holds {name[1:]}"
    for number, page in enumerate(pdf.pages, start=1):
        yield from _page_problems(number, page)


def _page_problems(number: int, page: Any) -> Iterator[str]:
    if str(page.obj.get("/Tabs", "")) != "/S" and "/Annots" in page.obj:
        yield f"page {number}: the order of its links is not that of its text (7.18.3)"
    for name, font in page.obj.get("/Resources", {}).get("/Font", {}).items():
        for descendant in font.get("/DescendantFonts", [font]):
            descriptor = descendant.get("/FontDescriptor", {})
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
                yield f"page {number}: the font {name} is not embedded (7.21.4)"
