"""Opening a Word file that came from outside: nothing in it is trusted, nothing in it is run."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studypack.backends.docx import carried, visible
from studypack.backends.docx.carried import Carried
from studypack.backends.docx.lines import Line

_LARGEST_FILE = 200_000_000
_LARGEST_PART = 100_000_000
_LARGEST_WHOLE = 400_000_000
_MOST_MEMBERS = 5_000
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/"
_MACROS = ("vbaProject.bin", "vbaData.xml")


class CannotOpen(Exception):
    """A file is no Word file that can be read; the text says why, `help` what to do."""

    def __init__(self, message: str, help: str) -> None:
        super().__init__(message)
        self.help = help


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A Word file, read.

    lines    what it says
    carried  what it carries of its making, None where that was lost
    parts    the whole package, for the bytes of pictures
    running  what its headers and footers say
    """

    lines: tuple[Line, ...]
    carried: Carried | None
    parts: dict[str, bytes]
    running: tuple[str, ...] = ()


def open_file(path: Path, *, accepted: bool) -> Worksheet:
    """Return what a Word file says. raises `CannotOpen`"""
    try:
        size = path.stat().st_size
        if size > _LARGEST_FILE:
            raise CannotOpen("the file is too large", "a worksheet has a few megabytes")
        data = path.read_bytes()
    except OSError as error:
        raise CannotOpen(f"cannot read it: {error.strerror}", "look whether it is there") from error
    return read_bytes(data, accepted=accepted)


def read_bytes(data: bytes, *, accepted: bool = True) -> Worksheet:
    """Return what the bytes of a Word file say. raises `CannotOpen`"""
    parts = _unpacked(data)
    main = _main_part(parts)
    related = _relations(parts, main)
    notes_name = _first(related, "footnotes")
    notes_related = _relations(parts, notes_name) if notes_name else {}

    def target(id: str, in_notes: bool) -> str:
        return (notes_related if in_notes else related).get(id, ("", ""))[1]

    sheet = visible.Sheet(
        document=tree(parts, main),
        styles=_tree_of(parts, _first(related, "styles")),
        notes=_tree_of(parts, notes_name),
        comments=_tree_of(parts, _first(related, "comments")),
        running=tuple(
            tree(parts, name)
            for kind, name in sorted(related.values())
            if kind in ("header", "footer") and name in parts
        ),
        related=target,
        content=lambda name: parts.get(name.lstrip("/"), b""),
        accepted=accepted,
    )
    try:
        lines, running = visible.lines_of(sheet), visible.running_texts(sheet)
    except RecursionError as error:
        help = "open it in Word and save it again"
        raise CannotOpen("what is in it is nested too deeply", help) from error
    return Worksheet(lines, _carried(parts), parts, running)


def _unpacked(data: bytes) -> dict[str, bytes]:
    import io

    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise CannotOpen(
            "it is an old Word file or has a password", "save it as .docx without a password"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _refuse_bombs(members)
            if any(member.filename.endswith(_MACROS) for member in members):
                raise CannotOpen("it holds macros", "save it as .docx, without macros")
            return {member.filename: archive.read(member) for member in members}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        help = "open it in Word and save it again as .docx"
        raise CannotOpen("it is not a Word file, or it is broken", help) from error
    except Exception as error:  # zlib and its kin raise what they like for broken bytes
        if isinstance(error, CannotOpen):
            raise
        help = "open it in Word and save it again as .docx"
        raise CannotOpen("it is broken", help) from error


def _refuse_bombs(members: list[zipfile.ZipInfo]) -> None:
    help = "ask who sent it: no worksheet is like this"
    if len(members) > _MOST_MEMBERS:
        raise CannotOpen(f"it has more than {_MOST_MEMBERS} members", help)
    largest = max((member.file_size for member in members), default=0)
    if largest > _LARGEST_PART or sum(m.file_size for m in members) > _LARGEST_WHOLE:
        raise CannotOpen("it would unpack to more than any worksheet holds", help)


def tree(parts: dict[str, bytes], name: str) -> Any:
    """Return a part as a tree. raises `CannotOpen` if it is missing, broken or declares entities"""
    from lxml import etree

    content = parts.get(name)
    help = "open it in Word and save it again"
    if content is None:
        raise CannotOpen(f"it has no {name}", help)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise CannotOpen(f"{name} declares entities", "ask who sent it: no program writes this")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise CannotOpen(f"{name} is not well-formed XML", help) from error
    if root.getroottree().docinfo.internalDTD is not None:  # in another encoding, say
        raise CannotOpen(f"{name} declares entities", "ask who sent it: no program writes this")
    return root


def _tree_of(parts: dict[str, bytes], name: str) -> Any:
    return tree(parts, name) if name in parts else None


def _main_part(parts: dict[str, bytes]) -> str:
    related = _relations(parts, "")
    name = _first(related, "officeDocument")
    root = tree(parts, name or "word/document.xml")
    if root.tag.startswith(f"{{{_STRICT}"):
        help = "save it as 'Word Document (.docx)', not as 'Strict Open XML Document'"
        raise CannotOpen("it is a Strict Open XML document", help)
    if root.tag != f"{visible.W}document":
        raise CannotOpen("it is not a Word document", "pull reads .docx files")
    return name or "word/document.xml"


def _relations(parts: dict[str, bytes], source: str) -> dict[str, tuple[str, str]]:
    """Return the relationships of a part: id → the last word of its type, and where it leads."""
    folder, base = posixpath.split(source)
    name = posixpath.join(folder, "_rels", f"{base}.rels")
    if name not in parts:
        return {}
    found = {}
    for one in tree(parts, name):
        if not isinstance(one.tag, str):
            continue
        target = one.get("Target", "")
        if one.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], target)
    return found


def _first(related: dict[str, tuple[str, str]], kind: str) -> str:
    return next((target for word, target in related.values() if word == kind), "")


def _carried(parts: dict[str, bytes]) -> Carried | None:
    """Return what studypack put in; a part of somebody else's, or a broken one, does not count."""
    for name in sorted(parts):
        if name.startswith("customXml/item") and carried.NAMESPACE.encode() in parts[name]:
            found = carried.read(tree(parts, name))
            if found is not None:
                return found
    return None
