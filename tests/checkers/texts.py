"""Doors to a file's words, for comparing formats, and to all its strings, for finding leaks."""

from __future__ import annotations

import io
import posixpath
import re
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pikepdf
from lxml import etree

from .docx_rules import Package, W
from .findings import AnyPath
from .pdf_content import joined, page_content
from .tools import command

_XHTML = "{http://www.w3.org/1999/xhtml}"
_SVG = "{http://www.w3.org/2000/svg}"
_MATH = "{http://www.w3.org/1998/Math/MathML}"
_OMML = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OPF = "{http://www.idpf.org/2007/opf}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"

_BROKEN_WORD = re.compile("[\u2010\u00ad]\\s*\n\\s*")
# Scripts without spaces, whose lines may end anywhere, are compared by character.
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(f"[{_SPACELESS}]|[^\\W_{_SPACELESS}]+")
_XHTML_INLINE = {
    *(
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "i",
        "img",
        "ins",
    ),
    *("kbd", "mark", "q", "ruby", "rb", "rt", "rp", "s", "samp", "small", "span", "strong", "sub"),
    *("sup", "time", "u", "var", "wbr", "label", "input"),
}
_XHTML_UNSEEN = {f"{_XHTML}{name}" for name in ("script", "style", "template", "head")} | {
    f"{_SVG}{name}" for name in ("title", "desc", "metadata", "style", "defs")
}
_MATH_UNSEEN = {f"{_MATH}annotation", f"{_MATH}annotation-xml"}


def words(text: str) -> list[str]:
    """The words of a text, normalised so that those of PDF, DOCX, EPUB and source compare.

    Case, accents, ligatures, presentation forms, invisible characters, punctuation and the hyphens
    of broken lines have no say. A character of a script without spaces is a word of its own.
    """
    whole = _BROKEN_WORD.sub("", text)
    apart = unicodedata.normalize("NFKD", whole)
    kept = (c for c in apart if unicodedata.category(c) not in ("Mn", "Mc", "Me", "Cf"))
    return _WORD.findall(unicodedata.normalize("NFKC", "".join(kept)).casefold())


def pdf_text(path: AnyPath) -> str:
    """The text of all pages as Poppler reads it, page furniture and all."""
    run = subprocess.run(
        [command("poppler", "pdftotext"), "-enc", "UTF-8", path, "-"],
        capture_output=True,
        check=True,
    )
    return run.stdout.decode("utf-8")


def docx_text(path: AnyPath) -> str:
    """The text of the body, a paragraph a line, then of the notes; no headers and footers.

    Fields give their last result, content controls what they show; numbers that Word makes for
    lists are not text. Formulas give their characters.
    """
    package = Package.open(Path(path))
    wanted = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
    return "\n".join(_docx_story(package.stories[n]) for n in wanted if n in package.stories)


def _docx_story(story: Any) -> str:
    parts: list[str] = []
    _docx_walk(story, parts)
    return re.sub(r"\n{2,}", "\n", "".join(parts)).strip("\n")


def _docx_walk(element: Any, parts: list[str]) -> None:
    if element.tag in (f"{W}t", f"{_OMML}t"):
        parts.append(element.text or "")
    elif element.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
        parts.append("\t" if element.tag == f"{W}tab" else "\n")
    elif element.tag != f"{_COMPATIBILITY}Fallback":
        for child in element:
            _docx_walk(child, parts)
        if element.tag == f"{W}p":
            parts.append("\n")


def epub_text(path: AnyPath) -> str:
    """The text of the spine's documents, in order, a block a line."""
    with zipfile.ZipFile(path) as book:
        documents = [etree.fromstring(book.read(name)) for name in spine(book)]
    return "\n".join(xhtml_text(document) for document in documents)


def spine(book: zipfile.ZipFile) -> list[str]:
    """The names of the members that a book's spine lists, in reading order (EPUB 3.3, 5.7)."""
    container = etree.fromstring(book.read("META-INF/container.xml"))
    package_name = container.find(f".//{_CONTAINER}rootfile").get("full-path")
    package = etree.fromstring(book.read(package_name))
    hrefs = {part.get("id"): unquote(part.get("href")) for part in package.iter(f"{_OPF}item")}
    folder = posixpath.dirname(package_name)
    references = [reference.get("idref") for reference in package.iter(f"{_OPF}itemref")]
    return [posixpath.normpath(posixpath.join(folder, hrefs[name])) for name in references]


def xhtml_text(document: Any) -> str:
    """The text of one XHTML document or element as read, a block a line."""
    parts: list[str] = []
    _xhtml_walk(document, parts)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _xhtml_walk(element: Any, parts: list[str]) -> None:
    if not isinstance(element.tag, str) or element.tag in _XHTML_UNSEEN | _MATH_UNSEEN:
        return
    local = etree.QName(element).localname
    block = element.tag.startswith(_XHTML) and local not in _XHTML_INLINE
    parts.append("\n" if block else "")
    parts.append(_one_line(element.text))
    for child in element:
        _xhtml_walk(child, parts)
        parts.append(_one_line(child.tail))
    parts.append("\n" if block else "")


def _one_line(text: str | None) -> str:
    return (text or "").replace("\n", " ")


def archive_strings(path: AnyPath) -> tuple[str, ...]:
    """All that a DOCX or EPUB holds as text: names, every member as written and as read.

    Read means: an XML member's text without its tags, so that words split over runs are whole. An
    archive inside the archive is opened too.
    """
    return tuple(_archive(Path(path).read_bytes()))


def _archive(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield archive.comment.decode("utf-8", "replace")
        for member in archive.infolist():
            yield member.filename
            yield member.comment.decode("utf-8", "replace")
            yield from _member(archive.read(member))


def _member(content: bytes) -> Iterator[str]:
    if content.startswith(b"PK\x03\x04"):
        yield from _archive(content)
        return
    yield content.decode("utf-8", "replace")
    if content.lstrip().startswith(b"<"):
        tree = etree.fromstring(content, etree.XMLParser(resolve_entities=False, recover=True))
        if tree is not None:
            yield "".join(tree.itertext())
            yield from (value for e in tree.iter(etree.Element) for value in e.attrib.values())


def pdf_strings(path: AnyPath) -> tuple[str, ...]:
    """All that a PDF holds as text: strings of every object, streams unpacked, pages as read.

    Objects that nothing refers to any more, attachments and metadata are among them.
    """
    with pikepdf.open(Path(path)) as pdf:
        pages = [page_content(page, number) for number, page in enumerate(pdf.pages)]
        shown = [
            joined(pieces)
            for page in pages
            for pieces in (*page.tagged.values(), page.artifacts, page.untagged)
        ]
        stored = [string for found in pdf.objects for string in _strings(found)]
        return (*shown, *stored, *_strings(pdf.trailer))


def _strings(found: Any) -> Iterator[str]:
    if isinstance(found, pikepdf.Stream):
        yield from _stream_strings(found)
        yield from _strings(found.stream_dict)
    elif isinstance(found, pikepdf.Dictionary):
        for key, value in found.items():
            yield str(key)
            if not getattr(value, "is_indirect", False):
                yield from _strings(value)
    elif isinstance(found, pikepdf.Array):
        for value in found:
            if not getattr(value, "is_indirect", False):
                yield from _strings(value)
    elif isinstance(found, pikepdf.String | pikepdf.Name):
        yield str(found)


def _stream_strings(stream: pikepdf.Stream) -> Iterator[str]:
    try:
        content = stream.read_bytes()
    except pikepdf.PdfError:
        return  # an image's own compression, which holds no text
    yield from _archive(content) if content.startswith(b"PK\x03\x04") else [_decoded(content)]


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")
