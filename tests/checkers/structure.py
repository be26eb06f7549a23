"""Doors to a PDF's tag tree: what a screen reader would say, in order, and what it would miss."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from .findings import AnyPath
from .pdf_content import PageContent, Piece, joined, page_content

_INLINE = {
    *("Span", "NonStruct", "Link", "Em", "Strong", "Quote", "Reference", "Code", "Formula"),
    *("Ruby", "RB", "RT", "RP", "Annot", "Form", "Lbl", "Figure", "Sub", "BibEntry"),
}
_SHOWN = ("lang", "alt", "actual_text", "expansion", "scope", "id")


@dataclass(frozen=True, slots=True)
class Annotation:
    """A link or a form field in the tree: its kind and what it says of itself."""

    subtype: str
    contents: str
    tooltip: str
    target: str


@dataclass(frozen=True, slots=True)
class Tag:
    """One structure element (ISO 32000-1, 14.7.2); `name` is its standard type after the role map.

    `attributes` holds the entries of /A by name ('Scope', 'RowSpan', 'BBox', …) as text.
    """

    name: str
    page: int | None
    lang: str
    alt: str | None
    actual_text: str | None
    expansion: str
    id: str
    attributes: dict[str, str]
    children: tuple[Tag | Piece | Annotation, ...]

    @property
    def scope(self) -> str:
        """Row, Column or Both, on a header cell that says so."""
        return self.attributes.get("Scope", "")

    @property
    def text(self) -> str:
        """All text below, in reading order; a block starts a new line."""
        return re.sub(r"\n{2,}", "\n", "".join(_lines(self))).strip("\n")

    def walk(self) -> Iterator[Tag]:
        """This tag and all below it, in reading order."""
        yield self
        for child in self.children:
            if isinstance(child, Tag):
                yield from child.walk()

    def find(self, *names: str) -> list[Tag]:
        """All tags below with one of these names, in reading order."""
        return [tag for tag in self.walk() if tag.name in names]

    def annotations(self) -> list[Annotation]:
        """The links and fields below, in reading order."""
        return [c for tag in self.walk() for c in tag.children if isinstance(c, Annotation)]


def _lines(tag: Tag) -> Iterator[str]:
    """Text and breaks of a tag; pieces that meet, through inline tags too, are joined by place."""
    if tag.actual_text is not None:
        yield tag.actual_text
        return
    run: list[Piece] = []
    for leaf in _leaves(tag):
        if isinstance(leaf, Piece):
            run.append(leaf)
        else:
            yield joined(run) + "\n" + leaf
            run = []
    yield joined(run)


def _leaves(tag: Tag) -> Iterator[Piece | str]:
    """The pieces below a tag, with a string (a break, or a text that stands for all) in between."""
    for child in tag.children:
        if isinstance(child, Piece):
            yield child
        elif isinstance(child, Tag):
            if child.actual_text is not None:
                yield child.actual_text
            elif child.name in _INLINE:
                yield from _leaves(child)
            else:
                yield ""
                yield from _leaves(child)
                yield ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A whole file, read once."""

    root: Tag
    pages: tuple[PageContent, ...]


def structure_tree(path: AnyPath) -> Tag:
    """The tag tree of a PDF under one root named 'StructTreeRoot'; ValueError when it has none."""
    return _read(Path(path).resolve(), Path(path).stat().st_mtime_ns).root


def structure_text(path: AnyPath) -> str:
    """The text that the tag tree reaches, in its order, a block a line; no alternative texts."""
    return structure_tree(path).text


def structure_dump(path: AnyPath) -> str:
    """The tag tree as indented lines, with language, alternative text, scope and text."""
    return "\n".join(_dump(structure_tree(path), 0))


def artifact_text(path: AnyPath) -> str:
    """What is drawn as artifact: page numbers, running heads, ornaments; a line a piece."""
    return _outside(path, "artifacts")


def untagged_text(path: AnyPath) -> str:
    """What is drawn neither as artifact nor as tagged content; a PDF/UA file has none."""
    return _outside(path, "untagged")


def _outside(path: AnyPath, kind: str) -> str:
    pages = _read(Path(path).resolve(), Path(path).stat().st_mtime_ns).pages
    return "\n".join(piece.text for page in pages for piece in getattr(page, kind))


def unreached_text(path: AnyPath) -> str:
    """What is drawn as tagged content that no tag of the tree claims; a sound file has none."""
    reading = _read(Path(path).resolve(), Path(path).stat().st_mtime_ns)
    reached = {id(p) for tag in reading.root.walk() for p in tag.children if isinstance(p, Piece)}
    pieces = [p for page in reading.pages for run in page.tagged.values() for p in run]
    return "\n".join(piece.text for piece in pieces if id(piece) not in reached)


@lru_cache(maxsize=32)
def _read(path: Path, _changed: int) -> _Reading:
    with pikepdf.open(path) as pdf:
        pages = tuple(page_content(page, number) for number, page in enumerate(pdf.pages))
        if "/StructTreeRoot" not in pdf.Root:
            raise ValueError(f"{path} has no structure tree")
        return _Reading(_Tree(pdf, pages).root(), pages)


class _Tree:
    """Turns the structure tree of an open file into tags."""

    def __init__(self, pdf: pikepdf.Pdf, pages: tuple[PageContent, ...]) -> None:
        self._root: Any = pdf.Root.StructTreeRoot
        self._pages = pages
        self._numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        self._roles = {str(k): str(v) for k, v in self._root.get("/RoleMap", {}).items()}

    def root(self) -> Tag:
        children = tuple(self._children(self._root, None))
        return Tag("StructTreeRoot", None, "", None, None, "", "", {}, children)

    def _children(self, element: Any, page: int | None) -> Iterator[Tag | Piece | Annotation]:
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, int):
                yield from self._marked(kid, page)
            elif kid.get("/Type") == Name.MCR:
                own = self._numbers[kid.Pg.objgen] if "/Pg" in kid else page
                yield from self._marked(int(kid.MCID), own)
            elif kid.get("/Type") == Name.OBJR:
                yield _annotation(kid.Obj)
            else:
                yield self._tag(kid, page)

    def _marked(self, mcid: int, page: int | None) -> list[Piece]:
        return [] if page is None else self._pages[page].tagged.get(mcid, [])

    def _tag(self, element: Any, page: int | None) -> Tag:
        if "/Pg" in element:
            page = self._numbers[element.Pg.objgen]
        role = str(element.S)
        return Tag(
            name=self._roles.get(role, role).lstrip("/"),
            page=page,
            lang=str(element.get("/Lang", "")),
            alt=_optional(element, "/Alt"),
            actual_text=_optional(element, "/ActualText"),
            expansion=str(element.get("/E", "")),
            id=_identifier(element),
            attributes=_attributes(element.get("/A", [])),
            children=tuple(self._children(element, page)),
        )


def _optional(element: Any, key: str) -> str | None:
    return str(element[key]) if key in element else None


def _identifier(element: Any) -> str:
    return bytes(element.ID).decode("latin-1") if "/ID" in element else ""


def _attributes(found: Any) -> dict[str, str]:
    attributes: dict[str, str] = {}
    for owner in found if isinstance(found, Array) else [found]:
        if isinstance(owner, Dictionary):
            attributes |= {str(k).lstrip("/"): _plain(v) for k, v in owner.items() if k != "/O"}
    return attributes


def _plain(value: Any) -> str:
    if isinstance(value, Array):
        return " ".join(_plain(entry) for entry in value)
    return str(value).lstrip("/")


def _annotation(annotation: Any) -> Annotation:
    action = annotation.get("/A", {})
    target = action.get("/URI", action.get("/D", annotation.get("/Dest", "")))
    return Annotation(
        subtype=str(annotation.get("/Subtype", "")).lstrip("/"),
        contents=str(annotation.get("/Contents", "")),
        tooltip=str(annotation.get("/TU", "")),
        target="" if isinstance(target, Array) else str(target),
    )


def _dump(tag: Tag, depth: int) -> Iterator[str]:
    shown = [f"{name}={getattr(tag, name)!r}" for name in _SHOWN if getattr(tag, name)]
    yield "  " * depth + " ".join([tag.name, *shown])
    for child in tag.children:
        if isinstance(child, Tag):
            yield from _dump(child, depth + 1)
        elif isinstance(child, Piece):
            yield "  " * (depth + 1) + repr(child.text)
        else:
            yield "  " * (depth + 1) + f"{child.subtype}: {child.contents or child.tooltip}"
