"""An e-book as the tests of the EPUB backend read it: its members, pages, metadata and links."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree

EPUB = "{http://www.idpf.org/2007/ops}"
OPF = "{http://www.idpf.org/2007/opf}"
X = "{http://www.w3.org/1999/xhtml}"
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "m": "http://www.w3.org/1998/Math/MathML",
    "n": "http://www.daisy.org/z3986/2005/ncx/",
    "o": OPF[1:-1],
    "s": "http://www.w3.org/2000/svg",
    "x": X[1:-1],
}

Place = tuple[str, str]
"""A page and an id in it; '' for the whole page."""


@dataclass(frozen=True)
class Book:
    """The bytes of a book; members are named as in the zip."""

    data: bytes

    @cached_property
    def archive(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(io.BytesIO(self.data))

    @cached_property
    def names(self) -> list[str]:
        return self.archive.namelist()

    @cached_property
    def package(self) -> Any:
        return etree.fromstring(self.read("EPUB/content.opf"))

    @cached_property
    def pages(self) -> dict[str, Any]:
        """The root of each page, by its name without folder, in the order of the spine."""
        hrefs = {e.get("id"): e.get("href") for e in self.package.iter(f"{OPF}item")}
        spine = [hrefs[ref.get("idref")] for ref in self.package.iter(f"{OPF}itemref")]
        return {posixpath.basename(href): self._root(href) for href in spine}

    @cached_property
    def body(self) -> dict[str, Any]:
        """The pages behind the contents, answers among them."""
        return {n: p for n, p in self.pages.items() if n.startswith(("section", "answers"))}

    @cached_property
    def links(self) -> list[tuple[Place, Place, Any]]:
        """Every link inside the book: the ids around it, where it leads, and itself."""
        return [
            ((name, _nearest_id(anchor)), _place(name, anchor.get("href")), anchor)
            for name, page in self.pages.items()
            for anchor in page.iter(f"{X}a")
            if "://" not in anchor.get("href")
        ]

    def read(self, name: str) -> bytes:
        return self.archive.read(name)

    def has(self, place: Place) -> bool:
        """Whether a link's target is there, once."""
        page = self.pages.get(place[0])
        if page is None:
            return False
        return not place[1] or [e.get("id") for e in page.iter()].count(place[1]) == 1

    def find(self, path: str) -> list[Any]:
        """Everything that an XPath finds, page by page."""
        return [
            hit for page in self.pages.values() for hit in page.xpath(path, namespaces=NAMESPACES)
        ]

    def meta(self, property: str) -> list[str]:
        """The values of a property of the book itself."""
        return [
            meta.text
            for meta in self.package.iter(f"{OPF}meta")
            if meta.get("property") == property and not meta.get("refines")
        ]

    def dublin_core(self, name: str) -> list[str]:
        return [e.text for e in self.package.iter(f"{{{NAMESPACES['dc']}}}{name}")]

    def entry(self, href: str) -> Any:
        """The manifest's line for a file, by its address in the package document."""
        [found] = [e for e in self.package.iter(f"{OPF}item") if e.get("href") == href]
        return found

    def headings(self) -> Iterator[tuple[str, int, str]]:
        for name, page in self.pages.items():
            for element in page.iter(*(f"{X}h{level}" for level in range(1, 7))):
                yield name, int(element.tag[-1]), text_of(element)

    def _root(self, href: str) -> Any:
        return etree.fromstring(self.read(f"EPUB/{href}"))


def text_of(element: Any) -> str:
    """The text of an element on one line."""
    return " ".join("".join(element.itertext()).split())


def _place(page: str, href: str) -> Place:
    path, _, fragment = href.partition("#")
    return path or page, fragment


def _nearest_id(element: Any) -> str:
    chain = (element, *element.iterancestors())
    return next((e.get("id") for e in chain if e.get("id")), "")
