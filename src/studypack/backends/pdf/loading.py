"""Imports WeasyPrint quickly; called by the PDF backend when its first page is to be printed."""

from __future__ import annotations

import ctypes.util
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module


def load(name: str = "weasyprint") -> None:
    """Import WeasyPrint, in about half the time on Linux.

    For each C library it tries several names. Where the dynamic linker does not know one, ctypes
    looks for it by running ldconfig and, where there is one, the C compiler: half a second for names
    of other systems. They are passed over here, and looked for only if the import fails without.
    """
    if sys.platform == "linux" and name not in sys.modules:
        with _known_libraries_only(), _no_collection():
            try:
                import_module(name)
            except OSError:
                pass  # a library has another name here: once more, and search for it
            else:
                return
    import_module(name)


@contextmanager
def _known_libraries_only() -> Iterator[None]:
    """Let ctypes find no library that the dynamic linker does not know by the name it is given."""
    search = ctypes.util.find_library
    ctypes.util.find_library = _find_nothing
    try:
        yield
    finally:
        ctypes.util.find_library = search


def _find_nothing(name: str) -> str | None:
    del name
    return None


@contextmanager
def _no_collection() -> Iterator[None]:
    """Let the garbage collector rest: what an import makes stays."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
