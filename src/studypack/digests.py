"""From what a file is made, in a digest each: the pack, the templates, the program itself.

Called by `build`: a file is made again exactly when one of them has changed.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from studypack import __version__
from studypack.packs import SETTINGS
from studypack.resources import template_root

LIBRARIES = (
    "babel", "cssselect2", "EbookLib", "fonttools", "fontpkg-amiri", "fontpkg-assistant",
    "fontpkg-atkinson-hyperlegible", "fontpkg-frank-ruhl-libre", "fontpkg-ibm-plex-sans-arabic",
    "fontpkg-noto-sans", "fontpkg-noto-serif", "fontpkg-source-code-pro", "fontpkg-source-sans-3",
    "fontpkg-source-serif-4", "Jinja2", "lxml", "markdown-it-py", "math-core", "mdit-py-plugins",
    "pikepdf", "pillow", "pydyf", "pyphen", "python-docx", "PyYAML", "resvg-py", "tinycss2",
    "weasyprint", "ziafont", "ziamath",
)  # fmt: skip
"""The libraries on whose versions the bytes of a file may depend."""

_LARGEST = 50_000_000
"""Bytes of the largest file that is read: no text or image of a pack may be nearly as large."""


def digest(content: bytes) -> str:
    """Return the SHA-256 of `content` in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def pack_digest(folder: Path, *shared: str) -> str:
    """Return a digest of a pack's files, and of what it shares with others: digests in their turn."""
    return digest("\0".join((*shared, _folder_digest(folder))).encode())


def workspace_digest(workspace: Path) -> str:
    """Return a digest of what all packs of a workspace share: its settings and templates."""
    settings = _content(workspace / SETTINGS).hex()
    return f"{settings}\0{_folder_digest(workspace / 'templates')}"


def _folder_digest(folder: Path) -> str:
    """Return a digest of every file below `folder`, by name and content; '' where there is none.

    Hidden files do not count: no pack is made from what an editor leaves behind.
    """
    total = hashlib.sha256()
    empty = True
    for path in _files(folder):
        empty = False
        total.update(os.fsencode(path.relative_to(folder)).replace(b"\\", b"/") + b"\0")
        total.update(_content(path))
    return "" if empty else total.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name[0] != "." and name != "__pycache__")
        yield from (Path(here, name) for name in sorted(files) if not name.startswith("."))


def _content(path: Path) -> bytes:
    """Return a digest of a file; why not, where it cannot be read."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe would never end
            return b"no file"
        if status.st_size > _LARGEST:
            return str(status.st_size).encode()
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        return str(error.errno).encode()


@lru_cache(maxsize=1)
def program_digest() -> str:
    """Return a digest of the program: code, templates, versions of libraries, fonts it finds."""
    from studypack.fonts import han_families

    parts = (
        __version__,
        _folder_digest(Path(__file__).parent),
        _folder_digest(template_root()),
        *(f"{name}={_version(name)}" for name in LIBRARIES),
        *(family.name for family in han_families()),
    )
    return digest("\0".join(parts).encode())


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return ""
