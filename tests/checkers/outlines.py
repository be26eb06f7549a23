"""The headings of a file, as each format tells them to a reader: their levels and their words."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from lxml import etree

from .docx_rules import Package, W, text_of
from .findings import AnyPath
from .structure import structure_tree
from .texts import spine, words, xhtml_text

Outline = tuple[tuple[int, str], ...]
"""Each heading's level, 1 for the title, and its words, normalised."""

_HEADINGS = tuple(f"H{level}" for level in range(1, 7))
_XHTML = "{http://www.w3.org/1999/xhtml}"


def pdf_outline(path: AnyPath) -> Outline:
    """The headings of a PDF's structure tree."""
    return _outline((int(tag.name[1:]), tag.text) for tag in structure_tree(path).find(*_HEADINGS))


def docx_outline(path: AnyPath) -> Outline:
    """The paragraphs of a Word file whose style has an outline level."""
    package = Package.open(Path(path))
    levels = package.outline_levels
    return _outline(
        (levels[style.get(f"{W}val")], text_of(paragraph))
        for paragraph in package.body.iter(f"{W}p")
        if (style := paragraph.find(f"{W}pPr/{W}pStyle")) is not None
        and style.get(f"{W}val") in levels
    )


def epub_outline(path: AnyPath) -> Outline:
    """The headings of a book's documents, in reading order, but for its navigation."""
    with zipfile.ZipFile(path) as book:
        documents = [etree.fromstring(book.read(name)) for name in spine(book)]
    return _outline(
        (int(element.tag[-1]), xhtml_text(element))
        for document in documents
        for element in document.iter(f"{_XHTML}*")
        if re.fullmatch("h[1-6]", element.tag.removeprefix(_XHTML))
        and next(element.iterancestors(f"{_XHTML}nav"), None) is None
    )


def _outline(headings: Iterable[tuple[int, str]]) -> Outline:
    return tuple((level, " ".join(words(text))) for level, text in headings)
