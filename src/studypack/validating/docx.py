"""Opening a Word file again: what Word would refuse or repair, and what a screen reader needs.

Cheap enough for every build; Microsoft's own validator and others judge the same files in the
tests. Section numbers are those of ISO/IEC 29500-1.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_NAMESPACES = {
    "w": _W[1:-1],
    "wp": _WP[1:-1],
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_DOCUMENT = "word/document.xml"
_LONGEST_TAG = 64
_NO_HEADING = 10
"""One more than the deepest outline level, counted from 1: body text (§17.3.1.20)."""


def problems(data: bytes, template: bytes = b"") -> tuple[str, ...]:
    """Return what is wrong with a Word file, each in a clause; () for a sound one.

    template  the school's own document that it was written into: what is wrong with that, once
              for every time that it is, is not told
    """
    try:
        package = _opened(data)
        school = _opened(template) if template else None
    except (zipfile.BadZipFile, KeyError, SyntaxError, ValueError) as error:
        return (f"it cannot be opened: {error}",)
    known = Counter(problem for rule in _RULES for problem in rule(school)) if school else Counter()
    found = []
    for problem in (problem for rule in _RULES for problem in rule(package)):
        if known[problem]:
            known[problem] -= 1
        else:
            found.append(problem)
    headings = _ours(_headings(package), _headings(school) if school else [])
    return (*found, *_outline([level for level, _ in headings]))


@dataclass(frozen=True, slots=True)
class _Package:
    """An opened file: the names of its members in their order, and its parts as trees, by name."""

    names: list[str]
    parts: dict[str, Any]

    def find(self, path: str, part: str = _DOCUMENT) -> list[Any]:
        """Return what an XPath finds in a part, [] where there is no such part.

        part  its name, or the kind of relationship that the document has to it
        """
        tree = self.parts.get(part if "/" in part else self._related(part))
        return [] if tree is None else tree.xpath(path, namespaces=_NAMESPACES)

    def _related(self, kind: str) -> str:
        for relation in self.parts.get("word/_rels/document.xml.rels", ()):
            if relation.get("Type", "").endswith(f"/{kind}"):
                return posixpath.normpath(posixpath.join("/word", relation.get("Target")))[1:]
        return ""

    def everywhere(self, path: str) -> list[Any]:
        """Return what an XPath finds in all parts with text."""
        return [found for name in self.stories for found in self.find(path, name)]

    @property
    def stories(self) -> list[str]:
        """The parts that hold text: the document, its notes, headers and footers."""
        kinds = ("word/document", "word/footnotes", "word/header", "word/footer")
        return [name for name in self.parts if name.startswith(kinds)]


def _opened(data: bytes) -> _Package:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        parts = {
            name: etree.fromstring(archive.read(name), parser)
            for name in names
            if name.endswith((".xml", ".rels"))
        }
    parts[_DOCUMENT]  # a file without a document is none
    return _Package(names, parts)


def _repeated(values: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    twice: set[str] = set()
    for value in values:
        (twice if value in seen else seen).add(value)
    return sorted(twice)


# --- The package ------------------------------------------------------------------------------


def _members(package: _Package) -> Iterator[str]:
    if package.names[0] != "[Content_Types].xml":
        yield "[Content_Types].xml is not the first member"
    for name in _repeated(package.names):
        yield f"two members are called {name}"
    for name, part in package.parts.items():
        if part.getroottree().docinfo.doctype:
            yield f"{name} has a document type declaration"


def _content_types(package: _Package) -> Iterator[str]:
    types = package.parts["[Content_Types].xml"]
    extensions = {entry.get("Extension") for entry in types if entry.get("Extension")}
    parts = {entry.get("PartName") for entry in types if entry.get("PartName")}
    for name in package.names:
        known = f"/{name}" in parts or name.rpartition(".")[2] in extensions
        if not known and name != "[Content_Types].xml":
            yield f"{name} has no content type"


def _relationships(package: _Package) -> Iterator[str]:
    """Every relationship leads to a part, or is a link; every one that text uses is there."""
    for name in package.names:
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        for relation in package.parts[name]:
            target = relation.get("Target")
            if relation.get("TargetMode") == "External":
                if not relation.get("Type", "").endswith("/hyperlink"):
                    yield f"{name} fetches {target} from outside"
            elif (
                posixpath.normpath(posixpath.join(folder, target)).lstrip("/") not in package.names
            ):
                yield f"{name} names {target}, which is not in the file"
    for name in package.stories:
        rels = package.parts.get(f"word/_rels/{posixpath.basename(name)}.rels")
        known = {relation.get("Id") for relation in (() if rels is None else rels)}
        for attribute in ("id", "embed", "link"):
            for used in sorted(set(package.find(f"//@r:{attribute}", name)) - known):
                yield f"{name} uses the relationship {used}, which does not exist"


# --- What text refers to ----------------------------------------------------------------------


def _styles(package: _Package) -> Iterator[str]:
    known = set(package.find("//w:style/@w:styleId", "styles"))
    # One path a kind: a union would be sorted into the order of the document, which is slow.
    for kind in ("pStyle", "rStyle", "tblStyle"):
        for style in sorted(set(package.everywhere(f"//w:{kind}/@w:val")) - known):
            yield f"the style {style} is not defined"


def _numbers(package: _Package) -> Iterator[str]:
    known = set(package.find("//w:num/@w:numId", "numbering"))
    for number in sorted(set(package.everywhere("//w:numPr/w:numId/@w:val")) - known):
        yield f"the numbering {number} is not defined"


def _bookmarks(package: _Package) -> Iterator[str]:
    """Bookmarks come in pairs, have one name each, and every link inside the file leads to one."""
    starts = package.everywhere("//w:bookmarkStart/@w:id")
    if sorted(starts) != sorted(package.everywhere("//w:bookmarkEnd/@w:id")) or _repeated(starts):
        yield "bookmarks do not come in pairs"
    names = package.everywhere("//w:bookmarkStart/@w:name")
    for name in _repeated(name.lower() for name in names):
        yield f"the bookmark {name} occurs twice"
    for name in sorted(set(package.everywhere("//w:hyperlink/@w:anchor")) - set(names)):
        yield f"a link leads to the bookmark {name}, which does not exist"


def _footnotes(package: _Package) -> Iterator[str]:
    notes = set(package.find("/w:footnotes/w:footnote/@w:id", "footnotes"))
    called = package.find("//w:footnoteReference/@w:id")
    for number in sorted(set(called) - notes):
        yield f"the footnote {number} has no text"
    for number in _repeated(called):
        yield f"the footnote {number} is called twice"


def _fields(package: _Package) -> Iterator[str]:
    """Fields begin and end, the inner ones inside the outer (§17.16.18)."""
    for name in package.stories:
        depth = 0
        for kind in package.find("//w:fldChar/@w:fldCharType", name):
            depth += {"begin": 1, "end": -1}.get(kind, 0)
            if depth < 0:
                break
        if depth:
            yield f"{name} has a field that does not end, or ends without a beginning"


# --- Tables, controls, pictures ---------------------------------------------------------------


def _cells(package: _Package) -> Iterator[str]:
    """Word refuses a cell without a paragraph at its end (§17.4.66) and rows of another length."""
    path = "//w:tc[not(*[last()][self::w:p])]"
    for _ in package.everywhere(path):
        yield "a table cell does not end with a paragraph"
    for table in package.everywhere("//w:tbl"):
        columns = len(table.findall(f"{_W}tblGrid/{_W}gridCol"))
        if any(_columns(row) != columns for row in table.findall(f"{_W}tr")):
            yield "a table has rows of different lengths"


def _columns(row: Any) -> int:
    """Return how many columns the cells of a row take; one may take several (§17.4.17)."""
    spans = (cell.find(f"{_W}tcPr/{_W}gridSpan") for cell in row.findall(f"{_W}tc"))
    return sum(1 if span is None else int(span.get(f"{_W}val", "1")) for span in spans)


def _controls(package: _Package) -> Iterator[str]:
    """A control has content, a title for screen readers, and an id and a tag of its own.

    Word calls a file damaged in which a tag or title has more than 64 characters.
    """
    for kind in ("alias", "tag"):
        for value in package.everywhere(f"//w:sdtPr/w:{kind}/@w:val"):
            if len(value) > _LONGEST_TAG:
                yield f"the {kind} of a content control is too long: {value}"
    for kind in ("id", "tag"):
        for value in _repeated(package.everywhere(f"//w:sdtPr/w:{kind}/@w:val")):
            yield f"two content controls have the {kind} {value}"
    if package.everywhere("//w:sdt[not(w:sdtContent/*)]"):
        yield "a content control is empty"
    untitled = "//w:sdtPr[not(w:docPartObj)][not(w:alias/@w:val != '')]"
    if package.everywhere(untitled):
        yield "a content control has no title"


def _pictures(package: _Package) -> Iterator[str]:
    for number in _repeated(package.everywhere("//wp:docPr/@id")):
        yield f"two pictures have the id {number}"
    bare = "//wp:docPr[not(normalize-space(@descr))][not(.//adec:decorative[@val='1'])]"
    for picture in package.everywhere(bare):
        yield f"{picture.get('name')} has no alternative text"


# --- The whole --------------------------------------------------------------------------------


def _outline(levels: Iterable[int]) -> Iterator[str]:
    """One heading of the first level, and none that skips a level."""
    last = 0
    first_level = 0
    for level in levels:
        if level > last + 1:
            yield f"a heading of level {level} follows one of level {last}"
        first_level += level == 1
        last = level
    if first_level != 1:
        yield f"there are {first_level} headings of the first level"


_Heading = tuple[int, str]


def _headings(package: _Package) -> list[_Heading]:
    """Return level and text of every heading."""
    levels = _outline_levels(package)
    found = []
    for properties in package.find("//w:p/w:pPr[w:pStyle or w:outlineLvl]"):
        own, style = properties.find(f"{_W}outlineLvl"), properties.find(f"{_W}pStyle")
        if own is not None:
            level = int(own.get(f"{_W}val")) + 1
        else:
            level = levels.get(style.get(f"{_W}val"), _NO_HEADING)
        if level < _NO_HEADING:
            found.append((level, "".join(properties.getparent().itertext(f"{_W}t"))))
    return found


def _ours(headings: list[_Heading], schools: list[_Heading]) -> list[_Heading]:
    """Return the headings that stand in one row between those of the school's own document."""
    kept = [heading for heading in schools if heading[1].strip() and "{{" not in heading[1]]
    count = len(headings) - len(kept)
    for begin in range(len(kept) + 1):
        if [*headings[:begin], *headings[begin + count :]] == kept:
            return headings[begin : begin + count]
    return headings


def _outline_levels(package: _Package) -> dict[str, int]:
    """Return the outline level, from 1, of every style that has one or inherits it."""
    styles = {style.get(f"{_W}styleId"): style for style in package.find("//w:style", "styles")}
    levels = {}
    for name in styles:
        style, seen = styles.get(name), set[str]()
        while style is not None and style.get(f"{_W}styleId") not in seen:
            seen.add(style.get(f"{_W}styleId"))
            own = style.find(f"{_W}pPr/{_W}outlineLvl")
            if own is not None:
                levels[name] = int(own.get(f"{_W}val")) + 1
                break
            parent = style.find(f"{_W}basedOn")
            style = None if parent is None else styles.get(parent.get(f"{_W}val"))
    return levels


def _properties(package: _Package) -> Iterator[str]:
    language = "//w:docDefaults/w:rPrDefault/w:rPr/w:lang/@w:val"
    if not package.find(language, "styles"):
        yield "the file names no language"
    if not package.find("//dc:title[normalize-space()]", "docProps/core.xml"):
        yield "the file has no title"


_RULES: tuple[Callable[[_Package], Iterator[str]], ...] = (
    _members,
    _content_types,
    _relationships,
    _styles,
    _numbers,
    _bookmarks,
    _footnotes,
    _fields,
    _cells,
    _controls,
    _pictures,
    _properties,
)
