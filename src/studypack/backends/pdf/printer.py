"""What PDFs made of others for a printer have in common; called by `imposition` and `joining`."""

from __future__ import annotations

import io

import pikepdf
from pikepdf import Dictionary, Pdf, String


def introduce(source: Pdf, made: Pdf, *, without: str = "") -> None:
    """Let `made` have the language and the title of `source`, the title without its end `without`."""
    made.Root.Lang = source.Root.get("/Lang", String("en"))
    made.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    with source.open_metadata() as told:
        title = str(told.get("dc:title", "")).removesuffix(without)
    with made.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = title
    made.docinfo["/Title"] = title


def saved(made: Pdf) -> bytes:
    """Return the bytes of `made`, the same at any time."""
    made.remove_unreferenced_resources()
    written = io.BytesIO()
    made.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()
