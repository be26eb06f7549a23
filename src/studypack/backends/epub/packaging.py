"""The container of a book, by EbookLib, which carries our own bytes; called by `epub` alone.

EbookLib 0.20 would parse and rewrite pages (and lose SVG's letter case), invent a landmarks and a
page list, and stamp the clock on everything: so it is given raw members, and what it writes of
its own – the container, the package document, the zip – is pinned to the pack's own date.
"""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

OPF = "http://www.idpf.org/2007/opf"
_STORED = {"image/png", "image/jpeg", "image/gif", "image/webp"}
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file of the book.

    id, name    as in the manifest; the name is relative to the package document
    properties  of its manifest entry: nav, cover-image, mathml, svg
    in_spine    it is read in order; `linear` False for what a link alone leads to
    """

    id: str
    name: str
    media_type: str
    data: bytes
    properties: tuple[str, ...] = ()
    in_spine: bool = False
    linear: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """All that a book holds: `meta` are properties and values, `dublin_core` names and values."""

    identifier: str
    title: str
    language: str
    modified: datetime
    right_to_left: bool
    dublin_core: tuple[tuple[str, str], ...]
    meta: tuple[tuple[str, str], ...]
    cover_id: str
    ncx: bytes
    members: tuple[Member, ...]


def pack(package: Package) -> bytes:
    """Return the book: `mimetype` first and stored, members in order, one date on all.

    EPUB 3.3, 4.3 OCF ZIP container. Media that are compressed already are stored.
    """
    from ebooklib import epub

    class Writer(epub.EpubWriter):  # type: ignore[misc]  # EbookLib is untyped
        """EbookLib's writer, with the package's language, our NCX and a zip without a clock."""

        def _write_opf_file(self, root: Any) -> None:
            root.set("{http://www.w3.org/XML/1998/namespace}lang", package.language)
            super()._write_opf_file(root)

        def _get_ncx(self) -> bytes:
            return package.ncx

        def write(self) -> None:
            with _Zip(self.file_name, package.members) as self.out:
                self.out.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
                self._write_container()
                self._write_opf()
                self._write_items()

    book = _book(package)
    out = io.BytesIO()
    options = {"mtime": package.modified, "epub2_guide": False, "raise_exceptions": True}
    with _LoudLog():
        writer = Writer(out, book, options)
        writer.process()
        writer.write()
    return out.getvalue()


def _book(package: Package) -> Any:
    from ebooklib import epub

    book = epub.EpubBook()
    book.metadata.clear()  # EbookLib's name and a random identifier
    book.set_identifier(package.identifier)
    book.set_title(package.title)
    book.set_language(package.language)
    book.direction = "rtl" if package.right_to_left else None
    for name, value in package.dublin_core:
        book.add_metadata("DC", name, value)
    for property, value in package.meta:
        book.add_metadata(None, "meta", value, {"property": property})
    book.add_metadata(None, "meta", "", {"name": "cover", "content": package.cover_id})
    made = {member.id: _entry(member) for member in package.members}
    for entry in made.values():
        book.add_item(entry)
    book.add_item(epub.EpubNcx())
    book.spine = [made[member.id] for member in package.members if member.in_spine]
    return book


def _entry(member: Member) -> Any:
    from ebooklib import epub

    entry = epub.EpubItem(
        uid=member.id,
        file_name=member.name,
        media_type=member.media_type,
        content=member.data,
    )
    entry.properties = list(member.properties)
    entry.is_linear = member.linear
    return entry


class _Zip(zipfile.ZipFile):
    """A zip whose members carry one date and whose media are stored as they are."""

    def __init__(self, file: Any, members: Iterable[Member]) -> None:
        super().__init__(file, "w", zipfile.ZIP_DEFLATED)
        self._stored = {f"EPUB/{m.name}" for m in members if m.media_type in _STORED}

    def writestr(self, name: Any, data: Any, compress_type: Any = None, _level: Any = None) -> None:
        info = zipfile.ZipInfo(str(name), _ZIP_EPOCH)
        info.external_attr, info.create_system = 0o644 << 16, 3
        stored = compress_type == zipfile.ZIP_STORED or name in self._stored
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        super().writestr(info, data)


class _LoudLog(logging.Handler):
    """Turns what EbookLib only logs – metadata that it could not write – into an error."""

    def __enter__(self) -> _LoudLog:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if "metadata" in record.getMessage():
            raise ValueError(record.getMessage())
