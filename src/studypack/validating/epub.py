"""Opening an e-book again: the container, the package document, every page and every link.

Cheap enough for every build; EPUBCheck and Ace judge the same files in the tests.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urldefrag

_OPF = "{http://www.idpf.org/2007/opf}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_CONTAINER = "META-INF/container.xml"
_ROOTFILE = "{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"
_LINKS = {"a": "href", "img": "src", "link": "href", "image": "href"}


def problems(data: bytes) -> tuple[str, ...]:
    """Return what is wrong with an EPUB, each in a clause; () for a sound one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return tuple(_Book(book).problems())
    except (zipfile.BadZipFile, KeyError, SyntaxError, ValueError) as error:
        return (f"it cannot be opened: {error}",)


class _Book:
    """An opened book: its members, its manifest, the ids of its pages."""

    def __init__(self, book: zipfile.ZipFile) -> None:
        self._book = book
        self._names = [info.filename for info in book.infolist()]
        container = _parse(book.read(_CONTAINER))
        self._opf_name = next(container.iter(_ROOTFILE)).get("full-path")
        self._opf = _parse(book.read(self._opf_name))
        self._manifest = {
            self._resolve(self._opf_name, entry.get("href")): entry
            for entry in self._opf.iter(f"{_OPF}item")
        }

    def problems(self) -> Iterator[str]:
        yield from self._container_problems()
        yield from self._package_problems()
        pages = {
            name: _parse(self._book.read(name))
            for name, entry in self._manifest.items()
            if entry.get("media-type") == "application/xhtml+xml" and name in self._names
        }
        ids = {
            name: [e.get("id") for e in page.iter() if e.get("id")] for name, page in pages.items()
        }
        for name, page in pages.items():
            yield from self._page_problems(name, page, ids)

    def _container_problems(self) -> Iterator[str]:
        """EPUB 3.3, 4.3: `mimetype` first, stored, exact; no name twice."""
        first = self._book.infolist()[0]
        stored = first.compress_type == zipfile.ZIP_STORED
        if first.filename != "mimetype" or not stored:
            yield "mimetype is not the first member, uncompressed"
        elif self._book.read(first) != b"application/epub+zip":
            yield "mimetype is not application/epub+zip"
        if len(set(self._names)) < len(self._names):
            yield "two members have one name"

    def _package_problems(self) -> Iterator[str]:
        ours = {"mimetype", _CONTAINER, self._opf_name}
        for name in sorted(set(self._names) - ours - self._manifest.keys()):
            yield f"{name} is not in the manifest"
        for name in sorted(self._manifest.keys() - set(self._names)):
            yield f"{name} is in the manifest but not in the book"
        ids = {entry.get("id") for entry in self._manifest.values()}
        spine = [ref.get("idref") for ref in self._opf.iter(f"{_OPF}itemref")]
        if not spine or set(spine) - ids:
            yield "the spine names what is not in the manifest"
        navs = [e for e in self._manifest.values() if "nav" in (e.get("properties") or "").split()]
        if len(navs) != 1:
            yield "there is not exactly one navigation document"
        for element in ("title", "language", "identifier"):
            found = self._opf.find(f".//{{http://purl.org/dc/elements/1.1/}}{element}")
            if found is None or not (found.text or "").strip():
                yield f"the book has no {element}"

    def _page_problems(self, name: str, page: Any, ids: dict[str, list[str]]) -> Iterator[str]:
        if not page.get("lang"):
            yield f"{name} has no language"
        twice = (
            {id for id in ids[name] if ids[name].count(id) > 1} if _repeats(ids[name]) else set()
        )
        yield from (f"{name} has the id {id!r} twice" for id in sorted(twice))
        for element in page.iter(f"{_XHTML}img"):
            if element.get("alt") is None:
                yield f"{name} has an image without alternative text"
        for element in page.iter():
            attribute = _LINKS.get(str(element.tag).rpartition("}")[2])
            target = element.get(attribute) if attribute else None
            if target and ":" not in target.split("/")[0]:
                yield from self._link_problems(name, target, ids)

    def _link_problems(self, name: str, target: str, ids: dict[str, list[str]]) -> Iterator[str]:
        path, fragment = urldefrag(target)
        leads_to = self._resolve(name, path) if path else name
        if leads_to not in self._manifest:
            yield f"{name} links to {target}, which is not in the book"
        elif fragment and fragment not in ids.get(leads_to, ()):
            yield f"{name} links to {target}, where there is no such id"

    @staticmethod
    def _resolve(base: str, href: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(href)))


def _repeats(ids: list[str]) -> bool:
    return len(set(ids)) < len(ids)


def _parse(data: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)
