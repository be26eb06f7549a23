"""Which structure type of PDF an element of HTML becomes; called by `structure`.

The types are those of ISO 32000-1, 14.8.4. An element that the tables here do not name becomes a Div
where it is laid out as a block, and leaves no trace where it is inline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from studypack.backends.pdf.nodes import Node

SVG: Final = "{http://www.w3.org/2000/svg}"
_MATHML: Final = "{http://www.w3.org/1998/Math/MathML}"


class UntaggableError(ValueError):
    """A page holds what no reader could be told about; a template must change."""


GROUPS: Final = frozenset({"Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Index"})
"""Types that group others and hold no text themselves."""

INLINE: Final = frozenset(
    {"Span", "Link", "Reference", "Note", "Quote", "Code", "BibEntry", "Figure", "Formula", "Form"}
)
"""Types that stand within a line of text."""

TEXT_BLOCKS: Final = INLINE | {
    *("P", "H1", "H2", "H3", "H4", "H5", "H6", "Caption", "Lbl", "LBody", "TD", "TH", "TOCI"),
}
"""Types that hold text themselves."""

KEPT_EMPTY: Final = frozenset({"Table", "THead", "TBody", "TFoot", "TR", "TH", "TD"})
"""Types that mean something without content: a cell to write in."""

_NAMED: Final = (GROUPS | TEXT_BLOCKS | {"L", "LI", "TOC"}) - {
    "Document",
    "Figure",
    "Formula",
    "Form",
}

_BY_TAG: Final = {
    "a": "Link",
    "article": "Art",
    "aside": "Sect",
    "blockquote": "BlockQuote",
    "caption": "Caption",
    "code": "Code",
    "dd": "LBody",
    "dl": "L",
    "dt": "Lbl",
    "figcaption": "Caption",
    "figure": "Div",
    "h1": "H1",
    "h2": "H2",
    "h3": "H3",
    "h4": "H4",
    "h5": "H5",
    "h6": "H6",
    "img": "Figure",
    "li": "LI",
    "main": "Sect",
    f"{_MATHML}math": "Formula",
    "nav": "Sect",
    "ol": "L",
    "p": "P",
    "pre": "P",
    "q": "Quote",
    "section": "Sect",
    f"{SVG}svg": "Figure",
    "ul": "L",
}

_PRESENTATION: Final = {"none", "presentation"}

_OF_TABLE: Final = {
    "tbody": "TBody",
    "td": "TD",
    "tfoot": "TFoot",
    "th": "TH",
    "thead": "THead",
    "tr": "TR",
}

_IN_CONTENTS: Final = {"a": "Reference", "li": "TOCI", "ol": "TOC", "ul": "TOC"}

_BY_ROLE: Final = {
    "doc-endnote": "Note",
    "doc-footnote": "Note",
    "doc-noteref": "Reference",
    "img": "Figure",
    "list": "L",
    "listitem": "LI",
    "math": "Formula",
}


def role_of(element: Any, *, is_block: bool, parent: Node) -> str | None:
    """Return the structure type of `element`, or None where it adds nothing to its parent.

    is_block  whether it is laid out as a block
    raises UntaggableError if `data-struct` names no type that an author may ask for
    """
    if asked := element.get("data-struct"):
        if asked not in _NAMED:
            raise UntaggableError(f"data-struct={asked!r} is no structure type")
        return str(asked)
    role = element.get("role", "")
    if role == "heading":
        return f"H{element.get('aria-level', '2')}"
    return (
        _BY_ROLE.get(role)
        or ("Div" if is_block and role in _PRESENTATION else None)
        or _of_table(element, parent)
        or _of_contents(element, parent)
        or _of_definitions(element, parent)
        or (_BY_TAG.get(element.tag) if element.tag != "a" or element.get("href") else None)
        or ("Div" if is_block else None)
    )


def _of_table(element: Any, parent: Node) -> str | None:
    """The parts of a table are none where it is there for the layout only."""
    if element.tag == "table":
        return "Table"
    table = parent.closest("Table", "TH", "TD")
    return _OF_TABLE.get(element.tag) if table and table.role == "Table" else None


def _of_contents(element: Any, parent: Node) -> str | None:
    """A table of contents: lists, entries and links below `<nav role="doc-toc">`."""
    return _IN_CONTENTS.get(element.tag) if parent.in_contents else None


def _of_definitions(element: Any, parent: Node) -> str | None:
    return "LI" if element.tag == "div" and parent.role == "L" else None


def is_hidden(element: Any) -> bool:
    """Return whether `element` is there for the eye alone, with all that is in it."""
    if element.get("aria-hidden") == "true":
        return True
    if element.tag != "img" or element.get("aria-label"):
        return False
    return element.get("alt") == "" or element.get("role") in _PRESENTATION


def alternative(element: Any) -> str:
    """Return the words that stand for a picture or a formula, "" where there are none."""
    words = (
        element.get("aria-label")
        or element.get("alt")
        or element.get("alttext")
        or element.findtext(f"{SVG}desc")
        or element.findtext(f"{SVG}title")
        or ""
    )
    return " ".join(str(words).split())


def text_of(element: Any) -> str:
    """Return the text of `element` in one line, with the words that stand for its pictures."""
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: Any) -> list[str]:
    if element.get("aria-hidden") == "true":
        return []
    if words := alternative(element):
        return [f" {words} "]
    pieces = [element.text or ""]
    for child in element:
        pieces += _pieces(child)
        pieces.append(child.tail or "")
    return pieces
