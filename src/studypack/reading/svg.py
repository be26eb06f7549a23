"""Whether an SVG is sound: well-formed, bounded, and without anything that it would load or run."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from studypack.reading.refusal import Refused

if TYPE_CHECKING:
    from lxml import etree

MAX_DEPTH = 64
MAX_ELEMENTS = 50_000
MAX_SIDE_PX = 4000
"""A larger drawing is said to be this size: only its proportions matter."""

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_HTML = "{http://www.w3.org/1999/xhtml}"
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_FORBIDDEN = {"script", "foreignObject", "iframe", "audio", "video", "handler", "listener"}
_EMBEDDED = re.compile(r"data:image/(png|jpeg|gif|webp);base64,")
_LOADS = re.compile(r"@import|url\(\s*['\"]?(?!#|['\"]?#)", re.IGNORECASE)
_STYLES_LOAD = re.compile(
    rf"{_LOADS.pattern}|(?<![\w-])src\(|image(-set)?\(|cross-fade\(", re.IGNORECASE
)
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE)
_SIZE = re.compile(r"\s*([0-9]*\.?[0-9]+)\s*(px|pt|pc|mm|cm|in|)\s*")
_PX = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_VIEW_BOX = 4
_ENCODINGS = ("UTF-8", "UTF8", "ASCII", "US-ASCII")


def svg_size(name: str, content: bytes) -> tuple[int, int]:
    """Return width and height in CSS pixels of the drawing in `content`, each 1 or more.

    From `width` and `height`, or the `viewBox` (SVG 2, section 8.2); larger drawings are scaled
    down to `MAX_SIDE_PX`.
    raises Refused (bad-image) for what is no SVG, is broken, loads or runs anything, or grows
    beyond `MAX_ELEMENTS` by its own references
    """
    root = _parse(name, content)
    _refuse_active(name, root)
    _refuse_growth(name, root)
    width, height = _natural_size(name, root)
    scale = min(1.0, MAX_SIDE_PX / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _parse(name: str, content: bytes) -> etree._Element:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _bad(name, f"is not well-formed: {error.msg}", "save it anew") from error
    _refuse_encoding(name, content, root)
    if root.getroottree().docinfo.doctype:
        raise _bad(name, "has a document type, which may hide anything", "save it as plain SVG")
    if root.tag != f"{_SVG}svg":
        raise _bad(name, "is not an SVG drawing: its root is not 'svg' in the namespace of SVG")
    return root


def _refuse_encoding(name: str, content: bytes, root: etree._Element) -> None:
    """Refuse what is not UTF-8, which is what those who draw take it for, whatever it says.

    In UTF-7 `+ADwAIQAtAC0-` begins a comment: what is judged would not be what is drawn.
    """
    said = root.getroottree().docinfo.encoding or _ENCODINGS[0]
    try:
        content.decode("utf-8")
        is_utf8 = said.upper() in _ENCODINGS
    except UnicodeDecodeError:
        is_utf8 = False
    if not is_utf8:
        raise _bad(name, f"is written in {said}", "save it in the encoding UTF-8")


def _refuse_active(name: str, root: etree._Element) -> None:
    """Refuse what is too much or too deep, what would run, and what would be loaded."""
    depths = {root: 1}
    for instruction in root.itersiblings(preceding=True):
        if getattr(instruction, "target", "") == "xml-stylesheet":
            raise _bad(name, "loads a style sheet")
    for count, element in enumerate(root.iter()):
        if not isinstance(element.tag, str):  # a comment or an instruction
            continue
        parent = element.getparent()
        depths[element] = 1 if parent is None else depths[parent] + 1
        if count > MAX_ELEMENTS or depths[element] > MAX_DEPTH:
            raise _bad(name, "has too many elements, or too deep ones", "simplify the drawing")
        tag = element.tag.rpartition("}")[2]
        if tag in _FORBIDDEN or element.tag.startswith(_HTML):
            raise _bad(name, f"has an element '{tag}', which cannot be shown", "save it without")
        if tag == "style" and _STYLES_LOAD.search(_meant(str(element.xpath("string()")))):
            raise _bad(name, "loads a file from its styles")
        for attribute, value in element.attrib.items():
            _refuse_attribute(name, tag, str(attribute), str(value))


def _refuse_attribute(name: str, tag: str, attribute: str, value: str) -> None:
    if attribute.lower().startswith("on"):
        raise _bad(name, f"has an attribute '{attribute}', which would run something")
    if attribute == _BASE:
        raise _bad(name, "has an attribute 'xml:base', which leads out of it", "save it without")
    if attribute == "attributeName" and value.strip().rpartition(":")[2] == "href":
        raise _bad(name, f"has an element '{tag}' that changes what another refers to")
    if attribute.rpartition("}")[2] == "href":
        inside = value.startswith("#") or _EMBEDDED.match(value) is not None
        if not inside and not (tag == "a" and value.startswith(("http://", "https://"))):
            raise _bad(name, f"refers to '{value[:60]}'", "put what it shows into the drawing")
    elif (_STYLES_LOAD if attribute == "style" else _LOADS).search(_meant(value)):
        raise _bad(name, f"loads a file from its attribute '{attribute}'")


def _meant(css: str) -> str:
    """Return styles with their escapes resolved: `\\75rl(` is `url(` (CSS Syntax 3, 4.3.7)."""

    def character(escape: re.Match[str]) -> str:
        number = int(escape[1] or "0", 16)
        return escape[2] or chr(number if number <= sys.maxunicode else _REPLACEMENT)

    return _ESCAPE.sub(character, css)


_REPLACEMENT = 0xFFFD


def _refuse_growth(name: str, root: etree._Element) -> None:
    """Refuse drawings whose `use` elements refer in a circle, or multiply beyond all bounds."""
    by_id = {element.get("id"): element for element in root.iter(f"{_SVG}*") if element.get("id")}
    if _grown(root, by_id) > MAX_ELEMENTS:
        raise _bad(name, "refers to its own parts too often, or in a circle", "simplify it")


def _grown(root: etree._Element, by_id: dict[str | None, etree._Element]) -> int:
    """Return how many elements `root` has with every `use` replaced by what it refers to.

    Depth first, without recursion; a circle counts as more than may be.
    """
    sizes: dict[etree._Element, int] = {}
    entered: set[etree._Element] = set()
    stack = [(root, False)]
    while stack:
        element, done = stack.pop()
        if element in sizes:
            continue
        needed = _needed(element, by_id)
        if done:
            sizes[element] = min(1 + sum(sizes[part] for part in needed), MAX_ELEMENTS + 1)
            continue
        if element in entered:
            return MAX_ELEMENTS + 1
        entered.add(element)
        stack.append((element, True))
        stack.extend((part, False) for part in needed if part not in sizes)
    return sizes[root]


def _needed(
    element: etree._Element, by_id: dict[str | None, etree._Element]
) -> list[etree._Element]:
    parts = [part for part in element if isinstance(part.tag, str)]
    if element.tag == f"{_SVG}use":
        target = by_id.get((element.get("href") or element.get(_XLINK) or "").removeprefix("#"))
        if target is not None:
            parts.append(target)
    return parts


def _natural_size(name: str, root: etree._Element) -> tuple[float, float]:
    width, height = _pixels(root.get("width", "")), _pixels(root.get("height", ""))
    if width and height:
        return width, height
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    try:
        sides = [float(part) for part in box]
    except ValueError:
        sides = []
    if len(sides) == _VIEW_BOX and 0 < sides[2] < 1e9 and 0 < sides[3] < 1e9:  # noqa: PLR2004
        if width or height:
            ratio = sides[3] / sides[2]
            return (width, width * ratio) if width else (height / ratio, height)
        return sides[2], sides[3]
    raise _bad(name, "has neither a width and height nor a viewBox", "give it a viewBox")


def _pixels(written: str) -> float:
    match = _SIZE.fullmatch(written)
    return float(match[1]) * _PX[match[2]] if match else 0.0


def _bad(name: str, fault: str, help_: str | None = None) -> Refused:
    return Refused("bad-image", f"'{name}' {fault}", help_)
