"""Puts a structure tree in order when all pages are read; called by `structure`."""

from __future__ import annotations

from typing import Final

from studypack.backends.pdf.nodes import Annotation, Jump, Kid, Node
from studypack.backends.pdf.roles import GROUPS, INLINE, KEPT_EMPTY, TEXT_BLOCKS

_ALONE: Final = {"Figure", "Formula", "Form", "Note"}
"""Types in a line that need no paragraph around them."""


def settle(node: Node, *, flow: bool = True) -> None:
    """Put loose text into paragraphs and list bodies, and drop nodes that hold nothing.

    flow  whether `node` stands where a paragraph may stand
    """
    below = node.role == "Note" or (flow and node.role not in TEXT_BLOCKS - {"LBody", "TD", "TH"})
    for kid in tuple(node.nodes()):
        settle(kid, flow=below)
    node.kids = [kid for kid in node.kids if not (isinstance(kid, Node) and _is_idle(kid))]
    if node.role == "Link" and not any(isinstance(kid, Annotation | Jump) for kid in node.kids):
        node.role = "Span"  # its target is not on these pages
    if node.role in {"Div", "P"} and not flow:
        node.role = "Span"
    elif node.role == "Div" and node.kids and _is_text(node.kids):
        node.role = "P"
    elif node.role == "L":
        _fill_list(node)
    elif node.role == "LI":
        _fill_list_body(node)
    elif node.role in GROUPS or (below and any(map(_is_block_node, node.kids))):
        _fill_paragraphs(node)
    _collapse(node)


def _is_idle(node: Node) -> bool:
    return not node.kids and node.role not in KEPT_EMPTY and "Alt" not in node.entries


def _is_block_node(kid: Kid) -> bool:
    return isinstance(kid, Node) and kid.role not in INLINE


def _is_text(run: list[Kid]) -> bool:
    """Whether a run of kids is a line of text, and not one of figures and fields alone."""
    if any(map(_is_block_node, run)):
        return False
    return any(not isinstance(kid, Node) or kid.role not in _ALONE for kid in run)


def _fill_list(node: Node) -> None:
    """Give each term of a definition list, with what defines it, an item of its own."""
    kids, item = node.kids, None
    node.kids = []
    for kid in kids:
        if not isinstance(kid, Node) or kid.role not in {"Lbl", "LBody"}:
            node.kids.append(kid)
            continue
        if item is None or (kid.role == "Lbl" and any(k.role == "LBody" for k in item.nodes())):
            item = node.child("LI")
        item.kids.append(kid)
        kid.parent = item


def _fill_list_body(node: Node) -> None:
    """Move all but the labels and bodies of a list item into one body (ISO 32000-1, table 336)."""
    labels = [kid for kid in node.nodes() if kid.role == "Lbl"]
    if all(isinstance(kid, Node) and kid.role in {"Lbl", "LBody"} for kid in node.kids):
        return
    loose = [kid for kid in node.kids if kid not in labels]
    node.kids = [*labels]
    body = node.child("LBody")
    body.kids = loose
    for kid in body.nodes():
        kid.parent = body
    if any(map(_is_block_node, loose)):
        _fill_paragraphs(body)


def _fill_paragraphs(node: Node) -> None:
    """Wrap each run of text between the blocks of `node` in a paragraph."""
    kids, run = node.kids, list[Kid]()
    node.kids = []
    for kid in [*kids, None]:
        if kid is not None and not _is_block_node(kid):
            run.append(kid)
            continue
        if run and _is_text(run):
            paragraph = node.child("P")
            paragraph.kids = run
            for inner in paragraph.nodes():
                inner.parent = paragraph
        else:
            node.kids += run
        run = []
        if kid is not None:
            node.kids.append(kid)


def _collapse(node: Node) -> None:
    """Put what is in each idle wrapper in its place: the only child of a Div, a Span's text."""
    kids: list[Kid] = []
    for kid in node.kids:
        inside = _unwrapped(kid, node)
        for inner in inside:
            if isinstance(inner, Node):
                inner.parent = node
        kids += inside
    node.kids = kids


def _unwrapped(kid: Kid, parent: Node) -> list[Kid]:
    if not isinstance(kid, Node) or kid.entries or kid.language != parent.language:
        return [kid]
    if kid.role == "Span":
        return kid.kids
    only = kid.kids[0] if kid.role == "Div" and len(kid.kids) == 1 else None
    return [only] if isinstance(only, Node) else [kid]
