"""MathML trees without namespaces, as this package's modules pass them on, and their writing."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

NAMESPACE = "http://www.w3.org/1998/Math/MathML"

FUNCTION_APPLICATION = "\u2061"
NARY = frozenset("∑∏∐∫∬∭∮∯∰⋃⋂⋁⋀⨁⨂⨀⨄⨆")
SCRIPTS = frozenset(("msub", "msup", "msubsup", "munder", "mover", "munderover"))


def element(tag: str, *children: Element, text: str | None = None, **attributes: str) -> Element:
    """Makes an element with its children or its text."""
    made = Element(tag, attributes)
    made.text = text
    made.extend(children)
    return made


def text_of(node: Element) -> str:
    """All characters below a node."""
    return "".join(node.itertext())


def is_operator(node: Element, characters: str | frozenset[str] | None = None) -> bool:
    """Whether a node is an operator, of one of these characters where any are given."""
    return node.tag == "mo" and (characters is None or (node.text or " ") in characters)


def children_of(node: Element | None) -> list[Element]:
    """The nodes of an argument: of a row its children, else the node itself."""
    if node is None:
        return []
    return list(node) if node.tag in ("mrow", "mstyle", "math", "mtd") else [node]


def nary_operator(node: Element) -> str | None:
    """The sign of a sum, product or integral, with limits or bare; None when it is none."""
    core = node[0] if node.tag in SCRIPTS and len(node) else node
    return core.text if is_operator(core, NARY) else None


def limits(node: Element) -> tuple[Element | None, Element | None]:
    """What stands below and above the base of a script, of any kind of script."""
    if node.tag in ("msub", "munder"):
        return node[1], None
    if node.tag in ("msup", "mover"):
        return None, node[1]
    if node.tag in ("msubsup", "munderover"):
        return node[1], node[2]
    return None, None


def fence(node: Element) -> tuple[str, list[Element], str] | None:
    """Opening sign, content and closing sign of a row in signs that stretch; None for others."""
    if node.tag != "mrow" or len(node) in (0, 1):
        return None
    first, *content, last = node
    for edge in (first, last):
        if not is_operator(edge) or edge.get("stretchy") == "false" or len(edge.text or "") > 1:
            return None
        if edge.text and edge.text not in "()[]{}|‖⟨⟩⌊⌋⌈⌉/\\↑↓⟦⟧":
            return None
    return first.text or "", content, last.text or ""


def to_string(formula: Element, *, alttext: str) -> str:
    """Writes a formula as markup with its namespace and alternative text."""
    root = Element("math", {"xmlns": NAMESPACE, **formula.attrib, "alttext": alttext})
    root.extend(formula)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def depth_of(root: Element) -> int:
    """The number of levels of a tree, without recursion, which a hostile tree would exhaust."""
    depth, level = 0, [root]
    while level:
        depth += 1
        level = [child for node in level for child in node]
    return depth


def characters_of(root: Element) -> Iterator[str]:
    """Every character that is to be drawn."""
    for node in root.iter():
        yield from node.text or ""
