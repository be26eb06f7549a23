"""The one table of output formats; a backend is imported when it is first used."""

from __future__ import annotations

from importlib import import_module

from studypack.backends.base import Backend

_MODULES = {
    "pdf": "studypack.backends.pdf",
    "docx": "studypack.backends.docx",
    "epub": "studypack.backends.epub",
}

FORMATS: tuple[str, ...] = tuple(_MODULES)
"""Every output format; also the suffix of its files."""


def backend(format: str) -> Backend:
    """Return the backend for one of `FORMATS` (KeyError for any other)."""
    chosen: Backend = import_module(_MODULES[format]).BACKEND
    return chosen
