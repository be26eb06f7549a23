"""A Word file that came from outside, taken apart: nothing in it is trusted, nothing in it is run.

`pulling` opens what was edited or filled in with it, `template` the school's own document.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studypack.backends.docx import visible

CONTENT_TYPES = "[Content_Types].xml"
MAIN = "word/document.xml"
"""Where every program keeps the text."""

_STRICT = "http://purl.oclc.org/ooxml/"
_MACROS = ("vbaProject.bin", "vbaData.xml")
_MOST_MEMBERS = 5_000


class CannotOpen(Exception):
    """A file is no Word file that can be read; the text says why, `help` what to do."""

    def __init__(self, message: str, help: str) -> None:
        super().__init__(message)
        self.help = help


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many bytes a file may unpack to: one of its members, and all together."""

    part: int = 100_000_000
    whole: int = 400_000_000


_USUAL = Bounds()


def unpacked(data: bytes, bounds: Bounds = _USUAL) -> dict[str, bytes]:
    """Return the members of a Word file by name. raises `CannotOpen`"""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise CannotOpen(
            "it is an old Word file or has a password", "save it as .docx without a password"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _refuse_bombs(members, bounds)
            _refuse_doubles(members)
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


def _refuse_bombs(members: list[zipfile.ZipInfo], bounds: Bounds) -> None:
    help = "ask who sent it: no Word file of a school is like this"
    if len(members) > _MOST_MEMBERS:
        raise CannotOpen(f"it has more than {_MOST_MEMBERS} members", help)
    largest = max((member.file_size for member in members), default=0)
    if largest > bounds.part or sum(m.file_size for m in members) > bounds.whole:
        raise CannotOpen("it would unpack to more than any worksheet holds", help)


def _refuse_doubles(members: list[zipfile.ZipInfo]) -> None:
    """Refuse a file of which Word would read one part, and we another of its name."""
    names = [member.filename.lower() for member in members]
    if len(set(names)) < len(names):
        raise CannotOpen("two of its parts have one name", "open it in Word and save it again")


def tree(parts: Mapping[str, bytes], name: str) -> Any:
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


def main_part(parts: Mapping[str, bytes]) -> str:
    """Return the name of the part that holds the text. raises `CannotOpen` if it is no document"""
    name = first(relations(parts, ""), "officeDocument") or MAIN
    root = tree(parts, name)
    if root.tag.startswith(f"{{{_STRICT}"):
        help = "save it as 'Word Document (.docx)', not as 'Strict Open XML Document'"
        raise CannotOpen("it is a Strict Open XML document", help)
    if root.tag != f"{visible.W}document":
        raise CannotOpen("it is not a Word document", "open it in Word and save it as .docx")
    return name


def rels_name(source: str) -> str:
    """Return the member that holds the relationships of a part; of the package for ''."""
    folder, base = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def relations(parts: Mapping[str, bytes], source: str) -> dict[str, tuple[str, str]]:
    """Return the relationships of a part: id → the last word of its type, and where it leads."""
    name = rels_name(source)
    if name not in parts:
        return {}
    folder = posixpath.dirname(source)
    found = {}
    for one in tree(parts, name):
        if not isinstance(one.tag, str):
            continue
        target = one.get("Target", "")
        if one.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], target)
    return found


def first(related: Mapping[str, tuple[str, str]], kind: str) -> str:
    """Return where the first relationship of a kind leads, '' where there is none."""
    return next((target for word, target in related.values() if word == kind), "")


def sheet_of(parts: Mapping[str, bytes], *, accepted: bool = True) -> visible.Sheet:
    """Return the parts of a file that are read, as trees. raises `CannotOpen`

    accepted  tracked changes are taken as made
    """
    main = main_part(parts)
    related = relations(parts, main)
    notes = first(related, "footnotes")
    notes_related = relations(parts, notes) if notes else {}

    def target(id: str, in_notes: bool) -> str:
        return (notes_related if in_notes else related).get(id, ("", ""))[1]

    def known(kind: str) -> Any:
        name = first(related, kind)
        return tree(parts, name) if name in parts else None

    return visible.Sheet(
        document=tree(parts, main),
        styles=known("styles"),
        notes=known("footnotes"),
        comments=known("comments"),
        running=tuple(
            tree(parts, name)
            for kind, name in sorted(related.values())
            if kind in ("header", "footer") and name in parts
        ),
        related=target,
        content=lambda name: parts.get(name.lstrip("/"), b""),
        accepted=accepted,
    )
