"""Rules for DOCX files that none of the validators knows; `docx.own_docx_checks` runs them.

A rule is a function from a `Package` to messages, with its severity, in the table at the end. What
is broken here opens in the Open XML SDK without a word and fails in Word, or in a screen reader.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from lxml import etree

from .findings import Severity

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STORY = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_TARGET = re.compile(r"^\s*(?:PAGE|NOTE)?REF\s+\"?([^\s\"]+)")
_TYPED_MARK = re.compile(r"^\s*(?:[•◦▪‣·]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)])\s", re.IGNORECASE)

Element = Any  # lxml publishes no types


@dataclass(frozen=True)
class Package:
    """A DOCX file, unpacked: its members and, parsed, its stories (body, headers, notes, …)."""

    names: tuple[str, ...]
    parts: dict[str, bytes]

    @classmethod
    def open(cls, path: Path) -> Package:
        with zipfile.ZipFile(path) as file:
            return cls(tuple(file.namelist()), {name: file.read(name) for name in file.namelist()})

    @cached_property
    def stories(self) -> dict[str, Element]:
        return {name: self.parse(name) for name in self.names if _STORY.fullmatch(name)}

    @cached_property
    def body(self) -> Element:
        return self.stories["word/document.xml"]

    def parse(self, name: str) -> Element:
        return etree.fromstring(self.parts[name], etree.XMLParser(resolve_entities=False))

    def all(self, *tags: str) -> Iterator[Element]:
        """The elements of all stories with these names, story by story."""
        for story in self.stories.values():
            yield from story.iter(*tags)

    @cached_property
    def outline_levels(self) -> dict[str, int]:
        """Heading level, from 1, of each paragraph style that has one, if only by inheritance."""
        if "word/styles.xml" not in self.parts:
            return {}
        styles = {s.get(f"{W}styleId"): s for s in self.parse("word/styles.xml").iter(f"{W}style")}
        levels = {}
        for name in styles:
            level = _inherited_outline(name, styles)
            if level is not None and level < 9:
                levels[name] = level + 1
        return levels


def _inherited_outline(name: str | None, styles: dict[str, Element]) -> int | None:
    seen: set[str] = set()
    while name in styles and name not in seen:
        seen.add(name)
        level = styles[name].find(f"{W}pPr/{W}outlineLvl")
        if level is not None:
            return int(level.get(f"{W}val"))
        based_on = styles[name].find(f"{W}basedOn")
        name = None if based_on is None else based_on.get(f"{W}val")
    return None


def broken_rules(path: Path) -> Iterator[tuple[str, Severity, str]]:
    """Each rule that a file breaks: its name, how bad that is, and what was found where."""
    try:
        package = Package.open(path)
        package.body.tag  # noqa: B018  # every other rule needs a body
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as broken:
        yield "unreadable", "error", str(broken)
        return
    for name, (severity, rule) in RULES.items():
        for message in rule(package):
            yield name, severity, message


def text_of(paragraph: Element) -> str:
    """What a paragraph shows, without instructions of fields."""
    return "".join(t.text or "" for t in paragraph.iter(f"{W}t"))


def _value(parent: Element, path: str) -> str | None:
    found = parent.find(path)
    return None if found is None else found.get(f"{W}val")


def _repeated(values: Iterable[str | None]) -> list[str]:
    return sorted(str(value) for value, times in Counter(values).items() if value and times > 1)


def duplicate_members(package: Package) -> Iterator[str]:
    for name in _repeated(package.names):
        yield f"{name} occurs twice in the zip file"


def dangling_relationships(package: Package) -> Iterator[str]:
    """Internal targets must exist; external ones may only be hyperlinks, never fetched by Word."""
    for name in package.names:
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        for relationship in package.parse(name).iter(_RELATIONSHIP):
            target = relationship.get("Target")
            if relationship.get("TargetMode") == "External":
                if not relationship.get("Type").endswith("/hyperlink"):
                    yield f"{name} fetches {target}"
            else:
                part = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                if part not in package.parts:
                    yield f"{name} points to {part}, which is missing"


def bookmarks(package: Package) -> Iterator[str]:
    starts = list(package.all(f"{W}bookmarkStart"))
    opened = [start.get(f"{W}id") for start in starts]
    closed = [end.get(f"{W}id") for end in package.all(f"{W}bookmarkEnd")]
    for unpaired in sorted(set(opened) ^ set(closed)):
        yield f"bookmark {unpaired} has a start or an end alone"
    for repeated in _repeated(opened):
        yield f"bookmark id {repeated} occurs twice"
    for repeated in _repeated(start.get(f"{W}name") for start in starts):
        yield f"bookmark name {repeated} occurs twice"


def link_targets(package: Package) -> Iterator[str]:
    names = {start.get(f"{W}name") for start in package.all(f"{W}bookmarkStart")} | {"_top"}
    for link in package.all(f"{W}hyperlink"):
        anchor = link.get(f"{W}anchor")
        if anchor and anchor not in names:
            yield f"a link leads to bookmark {anchor}, which is missing"
    for instruction in package.all(f"{W}instrText"):
        target = _TARGET.match(instruction.text or "")
        if target and target[1] not in names:
            yield f"a field refers to bookmark {target[1]}, which is missing"


def fields(package: Package) -> Iterator[str]:
    """ECMA-376 Part 1, 17.16.18: begin, at most one separate, end; closed in their story."""
    for name, story in package.stories.items():
        open_fields: list[str] = []
        for mark in story.iter(f"{W}fldChar"):
            kind = mark.get(f"{W}fldCharType")
            if kind == "begin":
                open_fields.append(kind)
            elif not open_fields or (kind == "separate" and open_fields[-1] == "separate"):
                yield f"{name}: a field has a '{kind}' too many"
            elif kind == "separate":
                open_fields[-1] = kind
            else:
                open_fields.pop()
        if open_fields:
            yield f"{name}: {len(open_fields)} fields are never ended"


def control_ids(package: Package) -> Iterator[str]:
    controls = list(package.all(f"{W}sdtPr"))
    for repeated in _repeated(_value(control, f"{W}id") for control in controls):
        yield f"content control id {repeated} occurs twice"
    for control in controls:
        if _value(control, f"{W}id") is None:
            yield f"content control {_value(control, f'{W}tag')} has no id"


def control_tags(package: Package) -> Iterator[str]:
    for repeated in _repeated(_value(control, f"{W}tag") for control in package.all(f"{W}sdtPr")):
        yield f"content control tag {repeated} occurs twice"


def alternative_texts(package: Package) -> Iterator[str]:
    for drawing in package.all(f"{WP}docPr"):
        decorative = any(mark.get("val") == "1" for mark in drawing.iter(_DECORATIVE))
        if not decorative and not (drawing.get("descr") or "").strip():
            yield f"picture {drawing.get('id')} {drawing.get('name')!r} has no alternative text"


def drawing_ids(package: Package) -> Iterator[str]:
    for repeated in _repeated(drawing.get("id") for drawing in package.all(f"{WP}docPr")):
        yield f"drawing id {repeated} occurs twice"


def cells(package: Package) -> Iterator[str]:
    """Word refuses a cell that does not end with a paragraph (ECMA-376 Part 1, 17.4.65)."""
    for cell in package.all(f"{W}tc"):
        if len(cell) == 0 or cell[-1].tag != f"{W}p":
            yield f"a table cell does not end with a paragraph: {''.join(cell.itertext())[:40]!r}"


def header_rows(package: Package) -> Iterator[str]:
    """A table whose first row looks special must say that it is a header, for screen readers."""
    for table in package.all(f"{W}tbl"):
        look = table.find(f"{W}tblPr/{W}tblLook")
        first_row = look is not None and look.get(f"{W}firstRow") in ("1", "true", "on")
        row = table.find(f"{W}tr")
        if first_row and row is not None and row.find(f"{W}trPr/{W}tblHeader") is None:
            yield f"the first row is no header row: {''.join(row.itertext())[:40]!r}"


def heading_levels(package: Package) -> Iterator[str]:
    last = 0
    for paragraph in package.body.iter(f"{W}p"):
        level = package.outline_levels.get(_value(paragraph, f"{W}pPr/{W}pStyle") or "")
        if level is None:
            continue
        if level > last + 1:
            yield f"level {level} follows level {last}: {text_of(paragraph)[:60]!r}"
        if not text_of(paragraph).strip():
            yield f"a heading of level {level} is empty"
        last = level


def lost_spaces(package: Package) -> Iterator[str]:
    """A space at an end of a text vanishes without xml:space (ECMA-376 Part 1, 17.3.3.31)."""
    for text in package.all(f"{W}t", f"{W}instrText"):
        content = text.text or ""
        if content != content.strip(" \t\n") and text.get(_SPACE) != "preserve":
            yield f"a space at the end of {content[:40]!r} will vanish"


def languages(package: Package) -> Iterator[str]:
    styles = package.parts.get("word/styles.xml")
    found = None
    if styles:
        path = f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang"
        found = _value(package.parse("word/styles.xml"), path)
    if not found:
        yield "the document's defaults name no language"


def titles(package: Package) -> Iterator[str]:
    core = package.parts.get("docProps/core.xml")
    title = None if core is None else package.parse("docProps/core.xml").findtext(_DC_TITLE)
    if not (title or "").strip():
        yield "the document has no title among its properties"


def empty_paragraphs(package: Package) -> Iterator[str]:
    """An empty paragraph is space by hand, but where Word needs one: a cell's end, by a table."""
    for paragraph in package.body.iter(f"{W}p"):
        if any(child.tag != f"{W}pPr" for child in paragraph):
            continue
        before, after = paragraph.getprevious(), paragraph.getnext()
        ends_cell = after is None and paragraph.getparent().tag == f"{W}tc"
        parts_tables = before is not None and before.tag == f"{W}tbl"
        if not (ends_cell or parts_tables or paragraph.find(f"{W}pPr/{W}sectPr") is not None):
            yield f"an empty paragraph follows {_shown(before)!r}"


def _shown(element: Element | None) -> str:
    return "" if element is None else "".join(t.text or "" for t in element.iter(f"{W}t"))[-40:]


def typed_marks(package: Package) -> Iterator[str]:
    for paragraph in package.body.iter(f"{W}p"):
        text = text_of(paragraph)
        if _TYPED_MARK.match(text) and paragraph.find(f"{W}pPr/{W}numPr") is None:
            yield f"a number or bullet is typed: {text[:40]!r}"


Rule = Callable[[Package], Iterable[str]]
RULES: dict[str, tuple[Severity, Rule]] = {
    "duplicate-member": ("error", duplicate_members),
    "relationship": ("error", dangling_relationships),
    "bookmark": ("error", bookmarks),
    "link-target": ("error", link_targets),
    "field": ("error", fields),
    "control-id": ("error", control_ids),
    "control-tag": ("warning", control_tags),
    "alternative-text": ("error", alternative_texts),
    "drawing-id": ("error", drawing_ids),
    "cell": ("error", cells),
    "header-row": ("error", header_rows),
    "heading-level": ("error", heading_levels),
    "lost-space": ("error", lost_spaces),
    "language": ("error", languages),
    "title": ("error", titles),
    "empty-paragraph": ("warning", empty_paragraphs),
    "typed-mark": ("warning", typed_marks),
}
