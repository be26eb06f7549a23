"""The container of a book, by EbookLib, which carries our own bytes; called by `epub` alone.

EbookLib 0.20 would parse and rewrite pages (and lose SVG's letter case), invent a landmarks and a
page list, know no refined titles, and stamp the clock on everything: so it is given raw members and
our metadata, and what it writes of its own – the container, the manifest, the spine, the zip – bears
no date.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_DC = "http://purl.org/dc/elements/1.1/"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_STORED = {"image/png", "image/jpeg", "image/gif", "image/webp"}
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file of the book.

    id, name    as in the manifest; the name is relative to the package document
    properties  of its manifest entry: nav, cover-image, mathml, svg
    in_spine    it is read in order
    """

    id: str
    name: str
    media_type: str
    data: bytes
    properties: tuple[str, ...] = ()
    in_spine: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """An element of the metadata: `dc:` and a name of Dublin Core, or `meta`."""

    element: str
    text: str
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """All that a book holds; among `statements` is a `dc:identifier` whose id is 'id'."""

    language: str
    right_to_left: bool
    statements: tuple[Statement, ...]
    ncx: bytes
    members: tuple[Member, ...]


def pack(package: Package) -> bytes:
    """Return the book: `mimetype` first and stored, members in order, one date on all.

    EPUB 3.3, 4.3 OCF ZIP container. Media that are compressed already are stored.
    """
    from ebooklib import epub

    class Writer(epub.EpubWriter):  # type: ignore[misc]  # EbookLib is untyped
        """EbookLib's writer, with our metadata and NCX, and a zip without a clock."""

        def _write_opf_metadata(self, root: Any) -> None:
            _write_metadata(root, package)

        def _get_ncx(self) -> bytes:
            return package.ncx

        def write(self) -> None:
            with _Zip(self.file_name, package.members) as self.out:
                self.out.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
                self._write_container()
                self._write_opf()
                self._write_items()

    out = io.BytesIO()
    options = {"epub2_guide": False, "package_direction": True, "raise_exceptions": True}
    Writer(out, _book(package), options).write()
    return out.getvalue()


def _write_metadata(root: Any, package: Package) -> None:
    """Write the metadata below the package element, and the package's language on it."""
    from lxml import etree

    root.set(_LANG, package.language)
    del root.attrib["prefix"]  # one that is reserved: EPUB 3.3, D.1.4
    metadata = etree.SubElement(root, "metadata", nsmap={"dc": _DC})
    for statement in package.statements:
        name = statement.element.replace("dc:", f"{{{_DC}}}")
        element = etree.SubElement(metadata, name, dict(statement.attributes))
        element.text = statement.text or None


def _book(package: Package) -> Any:
    from ebooklib import epub

    book = epub.EpubBook()
    book.direction = "rtl" if package.right_to_left else None
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
