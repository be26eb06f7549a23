"""The libraries of the system that set the text of a PDF: which there are, in which version, where.

Called by `digests`, to which a version counts as that of a library of Python's does, and by
`commands.building`, which looks at their files alone. They are loaded by the names by which
WeasyPrint loads them, in a few milliseconds: WeasyPrint itself is not.
"""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Library:
    """A library as it was loaded.

    version  as it tells itself: '1.50.12', or a number
    path     absolute, maybe that of a link; '' where the system does not tell
    """

    name: str
    version: str
    path: str


_KNOWN = (
    ("Pango", "pango_version_string", ctypes.c_char_p, "libpango-1.0.so.0", "libpango-1.0.dylib"),
    ("HarfBuzz", "hb_version_string", ctypes.c_char_p, "libharfbuzz.so.0", "libharfbuzz.0.dylib"),
    ("Fontconfig", "FcGetVersion", ctypes.c_int, "libfontconfig.so.1", "libfontconfig.1.dylib"),
)
"""What tells the version of each, in which type, and names of its file."""


@lru_cache(maxsize=1)
def libraries() -> tuple[Library, ...]:
    """Return those that are found; one that is not, as on Windows, is left out."""
    return tuple(
        _described(name, teller, kind, library)
        for name, teller, kind, *files in _KNOWN
        if (library := _loaded(files)) is not None
    )


def _loaded(files: list[str]) -> ctypes.CDLL | None:
    for file in files:
        try:
            return ctypes.CDLL(file)
        except OSError:
            continue
    return None


def _described(name: str, teller: str, kind: type, library: ctypes.CDLL) -> Library:
    tell = library[teller]
    tell.restype = kind
    version = tell()
    told = version.decode() if isinstance(version, bytes) else str(version)
    return Library(name, told, _path_of(tell))


class _Place(ctypes.Structure):
    """What `dladdr` tells of a function."""

    _fields_ = (
        ("file", ctypes.c_char_p),
        ("base", ctypes.c_void_p),
        ("symbol", ctypes.c_char_p),
        ("address", ctypes.c_void_p),
    )


def _path_of(function: object) -> str:
    """Return the path of the file that a function was loaded from; '' if it is not told."""
    place = _Place()
    found = ctypes.CDLL(None).dladdr(function, ctypes.byref(place))
    return str(Path(os.fsdecode(place.file)).absolute()) if found and place.file else ""
