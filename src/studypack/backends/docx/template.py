"""The school's own Word document: whether it can be used, where content goes in it, what is taken.

`document` writes into it by way of `merging`; `making` tells what is wrong with it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from studypack.backends.docx import opened
from studypack.backends.docx.opened import CONTENT_TYPES, MAIN, Bounds, CannotOpen
from studypack.backends.docx.page import Page
from studypack.backends.docx.visible import ANCHOR, W
from studypack.backends.docx.wordml import dxa
from studypack.composing.look import readable_on_white
from studypack.composing.view import Look

LARGEST = 20_000_000
"""Bytes of a template: a letterhead with pictures has a hundredth of it."""

_BOUNDS = Bounds(part=50_000_000, whole=100_000_000)
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PLACEHOLDER = re.compile(r"\{\{\s*content\s*\}\}", re.IGNORECASE)
_NAME_LINE = "name-line."
_LEAST_WIDTH = dxa(60)
_PREFIX = "rIdPack"
_USUAL_SIZE = 10.0
"""Points of text for which a document says nothing (§17.3.2.38)."""

_AGAIN = "open it in Word and save it again as .docx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a document uses already, so that what is written into it takes something else.

    bookmarks   names, in small letters; bookmark: the highest number of one
    picture     the highest number of a drawing
    tags, controls  of content controls: tags and numbers
    scheme, instance, note  the highest number of each
    paragraphs  Word's names for paragraphs
    prefix      no relationship begins with it
    """

    bookmarks: frozenset[str] = frozenset()
    bookmark: int = 0
    picture: int = 0
    tags: frozenset[str] = frozenset()
    controls: frozenset[int] = frozenset()
    scheme: int = 0
    instance: int = 0
    note: int = 0
    paragraphs: frozenset[str] = frozenset()
    prefix: str = "rId"


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A document that can be used.

    parts    its members by name, the text in `opened.MAIN`
    place    between which of the body's elements the content goes: those from the first up to the
             second are replaced
    page     the sheet there, a column of it where it has several; None where it says nothing
    accent   the first accent colour of its theme, '#rrggbb' or ''
    text_pt  size of running text
    """

    parts: Mapping[str, bytes]
    place: tuple[int, int]
    page: Page | None
    accent: str
    text_pt: float
    taken: Taken

    @property
    def has_name_line(self) -> bool:
        """Whether it asks for a pupil's name itself, as one made from a worksheet does."""
        return any(tag.startswith(_NAME_LINE) for tag in self.taken.tags)

    def dressed(self, look: Look) -> Look:
        """Return how the styles look that the document lacks: as its own, in size and colour."""
        grey = len(set(re.findall("..", look.accent.lstrip("#")))) == 1
        accent = look.accent if grey or not self.accent else readable_on_white(self.accent)
        return replace(look, text_pt=self.text_pt, accent=accent)


@lru_cache(maxsize=4)
def open_template(data: bytes) -> Template:
    """Return the school's document. raises `CannotOpen` if it cannot be used"""
    if len(data) > LARGEST:
        raise CannotOpen("it is too large", "make its pictures smaller: it has some 100 kB then")
    parts = opened.unpacked(data, _BOUNDS)
    parts = {name: content for name, content in parts.items() if not name.endswith("/")}
    trees = {name: opened.tree(parts, name) for name in parts if name.endswith((".xml", ".rels"))}
    _refuse_programs(parts, trees)
    _refuse_references(trees)
    main = opened.main_part(parts)
    _look_elsewhere(trees, main)
    parts = _at_home(parts, main)
    stories = [tree for name, tree in trees.items() if name.startswith("word/")]
    body = opened.tree(parts, MAIN).find(f"{W}body")
    if body is None:
        raise CannotOpen("it has no text", _AGAIN)
    return Template(
        parts=MappingProxyType(parts),
        place=_place(body),
        page=_page(section_at(body, _place(body)[0])),
        accent=_accent(parts),
        text_pt=_text_size(parts),
        taken=_taken(stories),
    )


# --- What cannot be used ----------------------------------------------------------------------


def _refuse_programs(parts: Mapping[str, bytes], trees: Mapping[str, Any]) -> None:
    if CONTENT_TYPES not in trees:
        raise CannotOpen(f"it has no {CONTENT_TYPES}", _AGAIN)
    kinds = [entry.get("ContentType", "") for entry in trees[CONTENT_TYPES]]
    if any("macroEnabled" in kind for kind in kinds):
        raise CannotOpen("it is one with macros", "save it as .docx, without macros")
    if any("activeX" in kind for kind in kinds):
        raise CannotOpen("it holds controls that run programs (ActiveX)", "take them out")
    if any(name.startswith("_xmlsignatures/") for name in parts):
        raise CannotOpen("it is signed", "take out the signature, which would no longer hold")


_LINKS = {
    "attachedTemplate": (
        "it is attached to {}, which Word would open with every worksheet",
        "in Word, Developer, Document Template: write Normal, and save it",
    ),
    "aFChunk": ("it takes in {} when it is opened", _AGAIN),
}
_LINKED = (
    "it loads {} from outside",
    "put pictures into the document itself: in Word, File, Info, Edit Links to Files, Break Link",
)


def _refuse_references(trees: Mapping[str, Any]) -> None:
    """Refuse a document that fetches something when it is opened; links to click on are none."""
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        for relation in tree:
            kind = relation.get("Type", "").rpartition("/")[2]
            outside = relation.get("TargetMode") == "External" and kind != "hyperlink"
            if outside or kind == "aFChunk":
                message, help = _LINKS.get(kind, _LINKED)
                raise CannotOpen(message.format(relation.get("Target", "")), help)


def _look_elsewhere(trees: Mapping[str, Any], main: str) -> None:
    """Refuse a mark for the content where none can go."""
    for name, tree in trees.items():
        if name.startswith("word/") and name != main and not name.endswith(".rels"):
            for paragraph in tree.iter(f"{W}p"):
                if _PLACEHOLDER.search(_text(paragraph)):
                    raise CannotOpen("{{content}} stands in a header, footer or note", _ALONE)


# --- Its parts --------------------------------------------------------------------------------


def _at_home(parts: dict[str, bytes], main: str) -> dict[str, bytes]:
    """Return the parts with the text where every program looks for it."""
    if main == MAIN:
        return parts
    if posixpath.dirname(main) != posixpath.dirname(MAIN) or MAIN in parts:
        raise CannotOpen(f"its text is in {main}", _AGAIN)
    names = {main: MAIN, opened.rels_name(main): opened.rels_name(MAIN)}
    moved = {names.get(name, name): content for name, content in parts.items()}
    for name in (CONTENT_TYPES, opened.rels_name("")):
        for attribute in (b'"%s"', b'"/%s"'):
            old, new = (attribute % one.encode() for one in (main, MAIN))
            moved[name] = moved[name].replace(old, new)
    return moved


def _text(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter(f"{W}t"))


_ALONE = "write it in a paragraph of its own, in the text: not in a table, a box or a header"


def _place(body: Any) -> tuple[int, int]:
    """Return which of the body's elements the content replaces, from the first up to the second.

    Where no paragraph is marked, it goes behind all that is there, instead of empty paragraphs.
    """
    marked = [p for p in body.iter(f"{W}p") if _PLACEHOLDER.search(_text(p))]
    if len(marked) > 1:
        raise CannotOpen("{{content}} stands in it more than once", "leave one of them")
    if not marked:
        end = len(body) - (len(body) > 0 and body[-1].tag == f"{W}sectPr")
        begin = end
        while begin and _is_bare(body[begin - 1]):
            begin -= 1
        return begin, end
    if marked[0].getparent() is not body or not _PLACEHOLDER.fullmatch(_text(marked[0]).strip()):
        raise CannotOpen("{{content}} does not stand alone in a paragraph of the text", _ALONE)
    place = list(body).index(marked[0])
    return place, place + 1


_BARE = {f"{W}{name}" for name in ("r", "rPr", "pPr", "proofErr", "bookmarkStart", "bookmarkEnd")}


def _is_bare(node: Any) -> bool:
    """Return whether a paragraph shows nothing and ends no section."""
    if node.tag != f"{W}p" or node.find(f"{W}pPr/{W}sectPr") is not None:
        return False
    inside = [one.tag for child in node for one in (child, *child) if child.tag != f"{W}pPr"]
    return set(inside) <= _BARE


def section_at(body: Any, place: int) -> Any:
    """Return the properties of the section that an element of the body is in, None without any."""
    for node in list(body)[place:]:
        if node.tag == f"{W}sectPr":
            return node
        found = node.find(f"{W}pPr/{W}sectPr")
        if found is not None:
            return found
    return None


def _page(section: Any) -> Page | None:
    size = None if section is None else section.find(f"{W}pgSz")
    margins = None if section is None else section.find(f"{W}pgMar")
    if size is None or margins is None:
        return None
    edges = {side: _length(margins, side) for side in ("top", "right", "bottom", "left", "gutter")}
    width, left = _length(size, "w"), edges["left"] + edges["gutter"]
    column = _column(section, width - left - edges["right"])
    height = _length(size, "h")
    if column < _LEAST_WIDTH or height - edges["top"] - edges["bottom"] < _LEAST_WIDTH:
        raise CannotOpen("its pages leave no room for text", "make their margins smaller")
    right = width - left - column
    return Page(width, height, left, right, edges["top"], edges["bottom"])


def _column(section: Any, width: int) -> int:
    """Return the width of a column of text."""
    columns = section.find(f"{W}cols")
    count = 1 if columns is None else max(1, _length(columns, "num") or 1)
    if count == 1 or columns is None:
        return width
    gap = _length(columns, "space") if columns.get(f"{W}space") else 720
    return (width - (count - 1) * gap) // count


_UNITS = {"": 1.0, "pt": 20.0, "in": 1440.0, "cm": 1440 / 2.54, "mm": 1440 / 25.4, "pc": 240.0}


def _length(node: Any, name: str) -> int:
    """Return a length in dxa, which may stand there in any unit (§22.9.2.14), or be negative."""
    found = re.fullmatch(r"-?(\d+(?:\.\d+)?)(\w*)", node.get(f"{W}{name}", "0"))
    if found is None or found[2] not in _UNITS:
        raise CannotOpen("its pages have no size that can be read", _AGAIN)
    return round(min(float(found[1]) * _UNITS[found[2]], 100_000))


def _accent(parts: Mapping[str, bytes]) -> str:
    name = opened.first(opened.relations(parts, MAIN), "theme")
    if name not in parts:
        return ""
    for color in opened.tree(parts, name).iter(f"{_A}accent1"):
        value = "".join(one.get("lastClr") or one.get("val", "") for one in color)
        if re.fullmatch("[0-9A-Fa-f]{6}", value):
            return f"#{value.lower()}"
    return ""


def _text_size(parts: Mapping[str, bytes]) -> float:
    name = opened.first(opened.relations(parts, MAIN), "styles")
    if name not in parts:
        return _USUAL_SIZE
    styles = opened.tree(parts, name)
    usual = f"{W}style[@{W}type='paragraph'][@{W}default='1']/{W}rPr/{W}sz"
    for path in (usual, f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}sz"):
        size = styles.find(path)
        if size is not None and size.get(f"{W}val", "").isdecimal():
            return min(max(int(size.get(f"{W}val")) / 2, 8.0), 16.0)
    return _USUAL_SIZE


# --- What is taken ----------------------------------------------------------------------------


def _taken(stories: list[Any]) -> Taken:
    relations = {relation.get("Id", "") for tree in stories for relation in tree}
    prefix = _PREFIX
    while any(id.startswith(prefix) for id in relations):
        prefix += "x"
    tags = _values(stories, f"{W}sdtPr/{W}tag", f"{W}val")
    return Taken(
        bookmarks=frozenset(
            name.lower() for name in _values(stories, f"{W}bookmarkStart", f"{W}name")
        ),
        bookmark=_highest(stories, f"{W}bookmarkStart", f"{W}id"),
        picture=_highest(stories, f"{_WP}docPr", "id"),
        tags=frozenset(tags),
        controls=frozenset(map(_number, _values(stories, f"{W}sdtPr/{W}id", f"{W}val"))),
        scheme=_highest(stories, f"{W}abstractNum", f"{W}abstractNumId"),
        instance=_highest(stories, f"{W}num", f"{W}numId"),
        note=_highest(stories, f"{W}footnote", f"{W}id"),
        paragraphs=frozenset(_values(stories, f"{W}p", ANCHOR)),
        prefix=prefix,
    )


def _values(stories: list[Any], path: str, attribute: str) -> Iterator[str]:
    for tree in stories:
        for node in tree.iterfind(f".//{path}"):
            yield node.get(attribute, "")


def _highest(stories: list[Any], path: str, attribute: str) -> int:
    return max(map(_number, _values(stories, path, attribute)), default=0)


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,10}", text) else 0
