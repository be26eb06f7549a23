"""Doors to the checkers of EPUB files: EPUBCheck, Ace by DAISY, and the container's own rules."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

from .findings import AnyPath, Finding, Severity, checked
from .tools import java_service, node_service

_EPUBCHECK: dict[str, Severity] = {"FATAL": "error", "ERROR": "error", "WARNING": "warning"}
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF = "{http://www.idpf.org/2007/opf}"
_UNLISTED = ("mimetype", "META-INF/")  # EPUB 3.3, 3.5: never in the manifest


def epubcheck(paths: Iterable[AnyPath]) -> list[Finding]:
    """Validates EPUB files with EPUBCheck; one JVM serves the whole session.

    Fatal problems count as errors; usage and information, which break no rule, as info.
    """
    return checked(paths, _epubcheck, "epubcheck")


def _epubcheck(paths: Sequence[Path]) -> Iterator[Finding]:
    engine = java_service("epubcheck", "EpubMany", "epubcheck/epubcheck.jar")
    for path in paths:
        *messages, _verdict = engine.ask(str(path.absolute()))
        for message in messages:
            severity = _EPUBCHECK.get(message["severity"], "info")
            text = f"{message['message']} @ {message['where']}"
            yield Finding("EPUBCheck", message["rule"], severity, path, text)


def ace(paths: Iterable[AnyPath]) -> list[Finding]:
    """Checks the accessibility of EPUB files with Ace; critical and serious findings are errors."""
    return checked(paths, _ace, "ace")


def _ace(paths: Sequence[Path]) -> Iterator[Finding]:
    engine = node_service("ace", "ace.mjs")
    for path in paths:
        *violations, _verdict = engine.ask(str(path.absolute()))
        for found in violations:
            severity: Severity = (
                "error" if found["impact"] in ("critical", "serious") else "warning"
            )
            text = f"{found['message']} @ {found['where']} {found.get('html') or ''}"
            yield Finding("Ace", found["rule"], severity, path, text)


def epub_container(paths: Iterable[AnyPath]) -> list[Finding]:
    """Checks the zip file around a book, of which EPUBCheck lets more pass than readers do.

    EPUB 3.3, 4.2: `mimetype` is the first member, stored, without an extra field. No name occurs
    twice, and each member is in the manifest.
    """
    return checked(paths, _container, "epub-container")


def _container(paths: Sequence[Path]) -> Iterator[Finding]:
    for path in paths:
        for rule, message in _container_faults(path):
            yield Finding("container", rule, "error", path, message)


def _container_faults(path: Path) -> Iterator[tuple[str, str]]:
    try:
        with zipfile.ZipFile(path) as book:
            yield from _mimetype_faults(book)
            names = book.namelist()
            for name in sorted({name for name in names if names.count(name) > 1}):
                yield "duplicate", f"{name} occurs twice"
            for name in sorted(set(names) - _listed(book)):
                if not name.startswith(_UNLISTED):
                    yield "unlisted", f"{name} is not in the manifest"
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError) as broken:
        yield "unreadable", str(broken)


def _mimetype_faults(book: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    first = book.infolist()[0]
    if first.filename != "mimetype":
        yield "mimetype", f"the first member is {first.filename}"
    elif first.compress_type != zipfile.ZIP_STORED or first.extra:
        yield "mimetype", "it is compressed or has an extra field"
    elif book.read(first) != b"application/epub+zip":
        yield "mimetype", f"it reads {book.read(first)!r}"


def _listed(book: zipfile.ZipFile) -> set[str]:
    """The package documents and what their manifests list, as names of members."""
    container = ElementTree.fromstring(book.read("META-INF/container.xml"))
    listed = set()
    for root in container.iter(f"{_CONTAINER}rootfile"):
        package = Path(root.attrib["full-path"])
        listed.add(package.as_posix())
        for part in ElementTree.fromstring(book.read(package.as_posix())).iter(f"{_OPF}item"):
            listed.add((package.parent / part.attrib["href"]).as_posix())
    return listed
