"""The logical structure of laid-out pages, built from WeasyPrint's boxes; called by `tags`.

WeasyPrint lays an element out as one or several boxes: a paragraph that runs over a page end has two,
a table header as many as it is repeated. The tree here has one node an element, in reading order, with
the marked content of all its boxes. Which part of it is written how is `tags`' business.
"""

from __future__ import annotations

from typing import Any, Final

from weasyprint.formatting_structure import boxes

from studypack.backends.pdf.nodes import (
    FOOTER,
    HEADER,
    LAYOUT,
    Annotation,
    Jump,
    Mark,
    Node,
    Rectangle,
)
from studypack.backends.pdf.roles import (
    INLINE,
    UntaggableError,
    alternative,
    is_hidden,
    role_of,
    text_of,
)
from studypack.backends.pdf.settling import settle
from studypack.backends.pdf.words import Run

Box = Any
"""A box of WeasyPrint, which is not typed."""

_BLANK: Final = " \t\n\r\f\u200b"
"""Text that is not drawn; WeasyPrint puts U+200B into an empty list item."""


class StructureBuilder:
    """Reads page after page, then gives the tree in `root` and what is not in it.

    artifacts  (page, number of the marked content) → LAYOUT, HEADER or FOOTER
    dropped    annotations that belong to nothing which is read: a link in a running header
    runs       the text of each marked content that is in the tree
    blanks     marked content that a blank follows which is not drawn
    """

    def __init__(self, language: str) -> None:
        self.root = Node("Document", language=language)
        self.artifacts: dict[Mark, str] = {}
        self.dropped: list[Annotation] = []
        self.runs: dict[Mark, Run] = {}
        self.blanks: set[Mark] = set()
        self._lines: tuple[int, ...] = ()
        self._line_count = 0
        self._latest: Mark | None = None
        self._page = -1
        self._marks: dict[Box, int] = {}
        self._nodes: dict[tuple[int, str], Node] = {}
        self._first: dict[int, Box] = {}
        self._notes = 0
        self._calls: list[tuple[Node, Node]] = []
        self._places: set[Node] = set()
        self._labels: list[Any] = []

    def add_page(self, page_box: Box, marks: dict[Box, int]) -> None:
        """Read the next page: its boxes, and the number of the marked content of each that has any."""
        self._page += 1
        self._marks = marks
        if self._page == 0:
            self._labels = [*page_box.children[0].element.iter("label")]
        for child in page_box.children:
            self._walk(child, self.root)

    def finish(self) -> Node:
        """Return the root when every page is read, with loose text in paragraphs and no idle node."""
        for call, note in self._calls:
            self._join(call, note)
        settle(self.root)
        return self.root

    # One box.

    def _walk(self, box: Box, parent: Node) -> None:
        box = getattr(box, "_box", box)  # an absolutely positioned box stands in a placeholder
        if isinstance(box, boxes.TextBox):
            self._mark(box, parent)
        elif isinstance(box, boxes.MarginBox):
            self._discard(box, FOOTER if box.at_keyword.startswith("@bottom") else HEADER)
        elif self._is_repeated(box):
            self._discard(box, HEADER)
        elif _is_decoration(box, parent):
            self._discard(box, LAYOUT)
            if box.is_leader:
                self._leave_blank()
        else:
            self._read(box, self._node(box, parent))

    def _read(self, box: Box, node: Node) -> None:
        if box.link_annotation is not None:
            node = self._link(box, node)
        if box.widget_annotation is not None:
            self._field(box, node)
        if node.is_leaf or node in self._places:
            self._spread(node, box)
        if isinstance(box, boxes.ReplacedBox):
            self._mark(box, node)
        outside = self._lines
        if isinstance(box, boxes.LineBox):
            self._line_count += 1
            self._lines = (*outside, self._line_count)
        for child in box.children:
            self._walk(child, node)
        self._lines = outside

    def _mark(self, box: Box, node: Node) -> None:
        number = self._marks.get(box)
        if number is None:
            return
        mark = Mark(self._page, number)
        if isinstance(box, boxes.TextBox) and not box.text.strip(_BLANK):
            self.artifacts[mark] = LAYOUT  # WeasyPrint draws nothing for blank text
            self._leave_blank()
            return
        node.kids.append(mark)
        if isinstance(box, boxes.TextBox):
            hyphen = "" if box.style["hyphens"] == "none" else box.style["hyphenate_character"]
            from_right = box.style["direction"] == "rtl"
            self.runs[mark] = Run(box.text, self._lines, hyphen, from_right)
            self._latest = mark

    def _leave_blank(self) -> None:
        """Note that there is room behind the latest text of this line, or of a box within it."""
        before = self._latest
        here = len(self._lines)
        if before is not None and self.runs[before].lines[:here] == self._lines:
            self.blanks.add(before)

    def _discard(self, box: Box, kind: str) -> None:
        box = getattr(box, "_box", box)
        number = self._marks.get(box)
        if number is not None:
            self.artifacts[Mark(self._page, number)] = kind
        for dictionary in (box.link_annotation, box.widget_annotation):
            if dictionary is not None:
                self.dropped.append(Annotation(self._page, dictionary, ""))
        for child in box.children:
            self._discard(child, kind)

    def _is_repeated(self, box: Box) -> bool:
        """Whether the box shows again what an earlier one has shown: a table's head, a fixed box."""
        repeats = isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer)
        if not repeats and box.style["position"] != "fixed":
            return False
        return self._first.setdefault(id(box.element), box) is not box

    def _spread(self, node: Node, box: Box) -> None:
        left, top, width, height = box.hit_area()
        area = Rectangle(left, top, left + width, top + height)
        if node.area is None:
            node.area, node.area_page = area, self._page
        elif node.area_page == self._page:
            node.area = node.area.joined(area)

    # The node of a box.

    def _node(self, box: Box, parent: Node) -> Node:
        """Return the node that takes the content of `box`: its element's, or its parent's."""
        tag, _, pseudo = (box.element_tag or "").partition("::")
        if not tag or tag in {"html", "body"}:
            return parent
        if pseudo == "marker":
            return self._once(box, pseudo, parent, "Lbl")
        if pseudo == "footnote-marker":
            link = self._once(box, "back", self._once(box, pseudo, parent, "Lbl"), "Link")
            self._places.add(link)
            return link
        if pseudo == "footnote-call":
            return self._call(box, parent)
        if pseudo or parent.is_leaf:
            return parent
        key = (id(box.element), "")
        if key not in self._nodes:
            self._nodes[key] = self._new_node(box, parent)
        return self._nodes[key]

    def _once(self, box: Box, part: str, parent: Node, role: str) -> Node:
        """Return the node for a part of an element, which the first box of that part makes."""
        key = (id(box.element), part)
        if key not in self._nodes:
            self._nodes[key] = parent.child(role, box.style["lang"])
        return self._nodes[key]

    def _call(self, box: Box, parent: Node) -> Node:
        """Return the link of a footnote's call; the note itself follows right behind it."""
        link = self._once(box, "call", self._once(box, "reference", parent, "Reference"), "Link")
        key = (id(box.element), "")
        if key not in self._nodes:
            note = self._nodes[key] = self._note(parent, box)
            self._calls.append((link, note))
            self._places |= {link, note}
        return link

    def _join(self, call: Node, note: Node) -> None:
        """Let a footnote's call and its label lead to each other."""
        label = next((kid for kid in note.nodes() if kid.role == "Lbl"), None)
        ends = [(call, note), *((link, call) for link in (label.nodes() if label else ()))]
        for link, target in ends:
            if link.area is None or target.area is None:
                continue  # its page is not in the document
            words = "".join(self.runs[kid].text for kid in link.kids if isinstance(kid, Mark))
            jump = Jump(link.area_page, link.area, target.area_page, target.area, words.strip())
            link.kids.insert(0, jump)

    def _note(self, parent: Node, box: Box) -> Node:
        self._notes += 1
        note = parent.child("Note", box.style["lang"])
        note.entries["ID"] = f"note-{self._notes}"
        return note

    def _new_node(self, box: Box, parent: Node) -> Node:
        """Return a new node for the element of `box`, or `parent` where the element says nothing."""
        element, language = box.element, box.style["lang"] or parent.language
        role = role_of(element, is_block=_is_block(box), parent=parent)
        if role == "Note":
            return self._note(parent, box)
        if role is None and (language != parent.language or _speaks(element)):
            role = "Span"
        if role is None:
            return parent
        if role == "Reference" and element.tag == "a":
            parent, role = parent.child("Reference", language), "Link"
        if role == "Lbl" and element.tag != "dt":
            home = parent.closest("LI", "Note", "TOCI", "Caption")
            parent, role = (home, role) if home else (parent, "Span")
        node = parent.child(role, language)
        if role == "L":
            node.layout["ListNumbering"] = "/None"
        node.in_contents |= element.tag == "nav" and element.get("role") == "doc-toc"
        _describe(node, box)
        return node

    # Annotations.

    def _link(self, box: Box, node: Node) -> Node:
        """Hang the annotation of `box` on its link, and return the node that takes its content."""
        link = node.closest("Link")
        if link is None:
            link = node = self._once(box, "link", node, "Link")
        others = [kid for kid in link.kids if isinstance(kid, Annotation)]
        words = others[0].description if others else _link_name(box)
        new = Annotation(self._page, box.link_annotation, words)
        for old in others:
            if old.page == self._page and _same_target(old, new) and _area(old).covers(_area(new)):
                # WeasyPrint gives each inline element and picture of a link an annotation.
                old.dictionary["Rect"][:] = _area(old).joined(_area(new))
                self.dropped.append(new)
                return node
        link.kids.append(new)
        return node

    def _field(self, box: Box, node: Node) -> None:
        words = self._label(box.element)
        if box.widget_annotation.get("FT") == "/Tx":
            box.widget_annotation["Q"] = _quadding(box.style)
        node.child("Form").kids.append(Annotation(self._page, box.widget_annotation, words))

    def _label(self, field: Any) -> str:
        """Return the words for a form field: of its label, else its title or name."""
        for label in self._labels:
            if field in label.iter() or (label.get("for") and label.get("for") == field.get("id")):
                return text_of(label)
        return str(field.get("title") or field.get("placeholder") or field.get("name") or "")


def _quadding(style: Any) -> int:
    """Return at which side of its field a text stands (ISO 32000-1, 12.7.3.3)."""
    align = style["text_align_all"]
    if align == "center":
        return 1
    right = "start" if style["direction"] == "rtl" else "end"
    return 2 if align in ("right", right) else 0


def _is_block(box: Box) -> bool:
    return not isinstance(box, boxes.InlineLevelBox | boxes.LineBox)


def _is_decoration(box: Box, parent: Node) -> bool:
    """Whether nobody needs to read what is in `box`."""
    if box.is_leader:
        return True
    if box.element is None or parent.is_leaf:
        return False
    pseudo = box.element_tag.partition("::")[2]
    if isinstance(box, boxes.ReplacedBox) and pseudo:
        return True  # CSS has no alternative text for `content: url(…)`
    if pseudo == "marker" and parent.role not in {"LI", "TOCI", "Lbl"}:
        return True  # a disclosure triangle
    return is_hidden(box.element)


def _speaks(element: Any) -> bool:
    """Whether an inline element carries words of its own beside its text."""
    return bool(element.get("aria-label")) or (element.tag == "abbr" and bool(element.get("title")))


def _describe(node: Node, box: Box) -> None:
    """Give a new node what its element and its box say about it."""
    element, role = box.element, node.role
    label = element.get("aria-label") or ""
    if node.is_leaf:
        words = alternative(element)
        if not words:
            raise UntaggableError(f"no alternative text: {_source(element)}")
        node.entries["Alt"] = words
    elif label:
        node.entries["Alt" if role in INLINE else "T"] = label
    if element.tag == "abbr" and (expansion := element.get("title")):
        node.entries["E"] = expansion
    if role in {"TH", "TD"}:
        _describe_cell(node, box)
    if element.tag == "li" and node.parent is not None and node.parent.role == "L":
        node.parent.layout["ListNumbering"] = _numbering(box.style["list_style_type"])


def _describe_cell(node: Node, box: Box) -> None:
    if box.colspan > 1:
        node.layout["ColSpan"] = box.colspan
    if box.rowspan > 1:
        node.layout["RowSpan"] = box.rowspan
    if node.role == "TH":
        scope = box.element.get("scope", "")
        if not scope:
            scope = "col" if node.closest("THead") else "row"
        node.layout["Scope"] = "/Row" if scope.startswith("row") else "/Column"


_NUMBERINGS: Final = {
    "circle": "/Circle",
    "decimal": "/Decimal",
    "decimal-leading-zero": "/Decimal",
    "disc": "/Disc",
    "lower-alpha": "/LowerAlpha",
    "lower-latin": "/LowerAlpha",
    "lower-roman": "/LowerRoman",
    "square": "/Square",
    "upper-alpha": "/UpperAlpha",
    "upper-latin": "/UpperAlpha",
    "upper-roman": "/UpperRoman",
}


def _numbering(list_style_type: Any) -> str:
    """Return the ListNumbering (ISO 32000-1, table 347) of a computed `list-style-type`."""
    name = list_style_type if isinstance(list_style_type, str) else ""
    return _NUMBERINGS.get(name, "/None")


def _source(element: Any) -> str:
    return str(element.get("src") or element.get("id") or element.tag)


def _link_name(box: Box) -> str:
    element = box.element
    return str(element.get("aria-label") or text_of(element) or element.get("title") or "")


def _same_target(first: Annotation, second: Annotation) -> bool:
    def target(annotation: Annotation) -> tuple[bytes, bytes]:
        action = annotation.dictionary.get("A")
        destination = annotation.dictionary.get("Dest")
        return action.data if action else b"", destination.data if destination else b""

    return target(first) == target(second)


def _area(annotation: Annotation) -> Rectangle:
    x1, y1, x2, y2 = annotation.dictionary["Rect"]
    return Rectangle(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
