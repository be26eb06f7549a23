"""What a file carries of its own making, so that what is edited in it can be brought home.

A custom XML part (ISO/IEC 29500-1, §22.5) that Word and LibreOffice keep and nobody sees: how the
view was asked for, a fingerprint of its source, and each paragraph as it was, with its anchors and
where its text was written. It says nothing that the file does not show.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from studypack.backends.docx.lines import Kind, Line, Piece
from studypack.backends.docx.wordml import escape, quoted
from studypack.spans import NOWHERE, Span

NAMESPACE = "urn:studypack:worksheet:1"
NAME = "/customXml/item1.xml"
PROPERTIES = "/customXml/itemProps1.xml"
PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_NS = f"{{{NAMESPACE}}}"
_STORE = "{5D0A5C3E-6E1B-4F0E-9C55-7B2E5A3D9A10}"

PROPERTIES_MARKUP = (
    '<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" '
    f'ds:itemID="{_STORE}"><ds:schemaRefs><ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs>'
    "</ds:datastoreItem>"
)
"""By this Word knows the part again when it saves a file."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What the part holds.

    recipe   how the view was asked for, by key
    lines    of the file
    running  marks of what its headers and footers say, as `mark_of` makes them
    """

    recipe: dict[str, str]
    lines: tuple[Line, ...]
    running: tuple[str, ...] = ()


def write(recipe: Iterable[tuple[str, str]], lines: Iterable[Line], running: Iterable[str]) -> str:
    """Return the markup of the part."""
    asked = "".join(f' {key}="{quoted(value)}"' for key, value in recipe if value)
    paths: dict[str, int] = {}
    written = "".join(_line(line, paths) for line in lines)
    sources = "".join(f'<source path="{quoted(path)}"/>' for path in paths)
    heads = "".join(f"<running>{mark_of(text)}</running>" for text in running)
    return f'<worksheet xmlns="{NAMESPACE}"{asked}>{sources}{heads}{written}</worksheet>'


def mark_of(text: str) -> str:
    """Return by what a text is known again: a letterhead's words are nobody's to repeat."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _line(line: Line, paths: dict[str, int]) -> str:
    attributes = {
        "id": line.anchor,
        "style": line.style,
        "marks": " ".join(line.marks),
        "tag": line.tag,
        "cell": ".".join(map(str, line.cell)),
        "level": "" if line.level is None else str(line.level),
        "note": "1" if line.note else "",
        "look": ";".join(line.look),
        "frame": "1" if line.frame else "",
    }
    said = "".join(f' {key}="{quoted(value)}"' for key, value in attributes.items() if value)
    return f"<line{said}>{''.join(_piece(piece, paths) for piece in line.pieces)}</line>"


def _piece(piece: Piece, paths: dict[str, int]) -> str:
    origin = piece.origin
    at = ""
    if origin.line:
        number = paths.setdefault(origin.path, len(paths))
        at = f"{number}:{origin.line}:{origin.column}"
    attributes = {"kind": piece.kind.value, "face": piece.face, "link": piece.link, "at": at}
    said = "".join(f' {key}="{quoted(value)}"' for key, value in attributes.items() if value)
    return f"<span{said}>{escape(piece.text)}</span>"


def read(root: Any) -> Carried | None:
    """Return what a part says, None if it is somebody else's or was tampered with."""
    if root.tag != f"{_NS}worksheet":
        return None
    paths = [source.get("path", "") for source in root.iter(f"{_NS}source")]
    try:
        lines = tuple(_read_line(line, paths) for line in root.iter(f"{_NS}line"))
    except (ValueError, IndexError):
        return None
    running = tuple(one.text or "" for one in root.iter(f"{_NS}running"))
    return Carried({str(key): str(value) for key, value in root.attrib.items()}, lines, running)


def _read_line(node: Any, paths: list[str]) -> Line:
    level, cell = node.get("level"), node.get("cell", "")
    return Line(
        pieces=tuple(_read_piece(span, paths) for span in node.iter(f"{_NS}span")),
        anchor=node.get("id", ""),
        style=node.get("style", ""),
        marks=tuple(node.get("marks", "").split()),
        tag=node.get("tag", ""),
        cell=tuple(int(part) for part in cell.split(".") if part),
        level=None if level is None else int(level),
        note=node.get("note") == "1",
        look=tuple(node.get("look", "").split(";")) if node.get("look") else (),
        frame=node.get("frame") == "1",
    )


def _read_piece(node: Any, paths: list[str]) -> Piece:
    return Piece(
        text=node.text or "",
        kind=Kind(node.get("kind", "")),
        face=node.get("face", ""),
        link=node.get("link", ""),
        origin=_read_origin(node.get("at", ""), paths),
    )


def _read_origin(at: str, paths: list[str]) -> Span:
    if not at:
        return NOWHERE
    number, line, column = (int(part) for part in at.split(":"))
    return Span(paths[number], line, column)
