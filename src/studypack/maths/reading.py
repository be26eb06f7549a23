"""Reads LaTeX into a MathML tree that every format can take, or says why it cannot be done.

The reading itself is the library math-core's, which is strict and names what it does not know. Here
is what goes before it (limits, chemistry, the environments of displayed equations) and after it:
the tree is brought to MathML 3, which EPUB asks for, and to one way of saying each thing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html.entities import html5
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from studypack.maths import chemistry, svg
from studypack.maths.trees import depth_of, element

if TYPE_CHECKING:
    from math_core import LatexToMathML

MAX_CHARACTERS = 2000  # LaTeX source of one formula; the longest of a school book has about 300
MAX_DEPTH = 40  # levels of its tree; recursion and paper end somewhere

_MACROS = {
    "celsius": r"\degree\mathrm{C}",
    "euro": r"\text{€}",
    "mbox": r"\text{#1}",
    "overarc": r"\overparen{#1}",
    "wideparen": r"\overparen{#1}",
    "pmb": r"\boldsymbol{#1}",
}
_ENVIRONMENTS = {
    "align": "aligned",
    "eqnarray": "aligned",
    "split": "aligned",
    "equation": "gathered",
    "gather": "gathered",
    "multline": "gathered",
    "smallmatrix": "matrix",
}
_ENVIRONMENT = re.compile(r"(\\(?:begin|end)\s*)\{([a-z]+)\*?\}")
_COMMENT = re.compile(r"(?<!\\)(?:\\\\)*%")
_LINE_BREAK = re.compile(r"\\\\|\\newline(?![a-zA-Z])")
_TABLE = re.compile(r"\\begin\s*\{")
_REFUSED = {
    "color": "colour cannot be carried into Word",
    "textcolor": "colour cannot be carried into Word",
    "colorbox": "colour cannot be carried into Word",
    "fcolorbox": "colour cannot be carried into Word",
    "hline": "a line in an array cannot be carried into Word; use a table",
    "hdashline": "a line in an array cannot be carried into Word; use a table",
    "def": "a formula cannot define commands",
    "gdef": "a formula cannot define commands",
    "let": "a formula cannot define commands",
    "newcommand": "a formula cannot define commands",
    "renewcommand": "a formula cannot define commands",
    "providecommand": "a formula cannot define commands",
    "DeclareMathOperator": "a formula cannot define commands",
    "raisebox": "text cannot be raised",
}
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_ENTITY = re.compile(r"&(?!lt;|gt;|amp;|quot;|apos;|#)(\w+;)")
_WHERE = re.compile(r"^\d+: ")
_NEGATIVE = re.compile(r"margin-left:\s*(-[0-9.]+em)")
_ALIGNED = re.compile(r"text-align:\s*(left|right)")
_COMBINING_LINE = "\u0332"  # the library's line over and under; a bare one has no width of its own
_LINES = {"mover": "‾", "munder": "_"}
_DOTS = {".": "…", "·": "⋯", "⋅": "⋯"}
_BOLD = {"b": "bold", "i": "italic"}


class MathError(ValueError):
    """A formula cannot be set; its text is the one sentence that says why."""


@lru_cache(4096)
def read(latex: str, *, display: bool) -> Element:
    """The tree of a formula, a `math` element without namespace; treat it as read-only.

    `display` gives sums their limits above and below. Raises MathError.
    """
    _refuse(latex)
    try:
        plain = _ENVIRONMENT.sub(_inner_environment, chemistry.expand(latex))
    except chemistry.ChemistryError as error:
        raise MathError(str(error)) from None
    formula = _parsed(_translated(plain, display=display))
    if depth_of(formula) > MAX_DEPTH:
        raise MathError(f"it is nested more than {MAX_DEPTH} levels deep")
    _normalise(formula)
    formula.set("display", "block" if display else "inline")
    if next(iter(formula), None) is None:
        raise MathError("there is no formula between the dollar signs")
    if missing := svg.missing_characters(formula):
        raise MathError(f"the formula font has no {' '.join(map(_visible, sorted(missing)))}")
    return formula


def _visible(character: str) -> str:
    return character if character.isprintable() else f"U+{ord(character):04X}"


def _refuse(latex: str) -> None:
    """What the library would take without a word, and what would cost it too much."""
    if len(latex) > MAX_CHARACTERS:
        raise MathError(f"it is longer than {MAX_CHARACTERS} characters")
    for character in latex:
        if (
            unicodedata.category(character) in ("Cc", "Cs", "Cn", "Co")
            and character not in "\t\n\r"
        ):
            raise MathError(f"it holds a character that cannot be printed, U+{ord(character):04X}")
    if _COMMENT.search(latex):
        raise MathError(r"'%' starts a comment here; write '\%' for per cent")
    if _LINE_BREAK.search(latex) and not _TABLE.search(latex):
        raise MathError(r"'\\' breaks a line only in an environment such as aligned")
    for name in _COMMAND.findall(latex):
        if name in _REFUSED:
            raise MathError(rf"'\{name}' is not supported: {_REFUSED[name]}")


def _inner_environment(written: re.Match[str]) -> str:
    """A displayed environment numbers its lines; its inner twin, which we want, does not."""
    return f"{written[1]}{{{_ENVIRONMENTS.get(written[2], written[2])}}}"


@lru_cache(1)
def _translator() -> LatexToMathML:
    from math_core import LatexToMathML

    return LatexToMathML(
        macros=_MACROS, fancy_error=False, allow_unreliable_rendering=True, max_expansions=100
    )


def _translated(latex: str, *, display: bool) -> str:
    from math_core import LatexError

    try:
        return _translator().convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        message = _WHERE.sub("", str(error)).rstrip(".").replace('"', "'")
        raise MathError(message[:1].lower() + message[1:]) from None


def _parsed(markup: str) -> Element:
    """The library writes names of entities that XML does not know."""
    try:
        return ElementTree.fromstring(_ENTITY.sub(lambda name: html5[name[1]], markup))
    except ElementTree.ParseError:  # it does not escape the names of operators
        raise MathError("there is a '<' or '&' in the name of an operator") from None


def _normalise(node: Element) -> None:
    """Brings a tree to MathML 3 and to one way of saying each thing, from the leaves up."""
    for place, child in enumerate(list(node)):
        _normalise(child)
        node[place] = _normalised(child)
    for child in list(node):
        if child.tag == "mspace" and not child.attrib:
            node.remove(child)  # the library's way to stop two identifiers from merging
        elif child.tag == "mrow" and "class" in child.attrib:
            node.remove(child)  # a hook for a stylesheet that draws what `menclose` says
    _join_dots(node)


def _join_dots(node: Element) -> None:
    """Three dots in a row are one sign."""
    dots = [child.text if child.tag == "mo" else None for child in node]
    for place in range(len(dots) - 3, -1, -1):
        if dots[place] in _DOTS and dots[place : place + 3] == [dots[place]] * 3:
            del node[place + 1 : place + 3]
            node[place].text = _DOTS[dots[place] or ""]
            del dots[place + 1 : place + 3]


def _normalised(node: Element) -> Element:
    if node.text:
        node.text = re.sub("[\u2063\ufe00-\ufe0f]", "", node.text)
    _set_attributes(node)
    if node.tag == "mtext" and len(node):
        return element("mtext", text="".join(node.itertext()), mathvariant=_BOLD[node[0].tag])
    if node.tag in ("munder", "mover", "munderover"):
        _refuse_enclosed_marks(node)
    if node.tag in _LINES and node[-1].text == _COMBINING_LINE:
        node[-1].text = _LINES[node.tag]
    if node.tag in _LINES and node[-1].tag == "mspace":
        return node[0]  # a strut that keeps an arrow long
    if node.tag == "mrow" and len(node) == 1 and not node.attrib:
        return node[0]
    return _styled(node)


def _refuse_enclosed_marks(node: Element) -> None:
    """Outlines cannot be drawn of what is crossed out or boxed over or under something."""
    if any(mark.find(".//menclose") is not None or mark.tag == "menclose" for mark in node[1:]):
        raise MathError("a crossed-out or boxed part cannot stand above or below another")


def _set_attributes(node: Element) -> None:
    style = node.attrib.pop("style", "")
    if negative := _NEGATIVE.search(style):
        node.set("width", negative[1])
    if aligned := _ALIGNED.search(style):
        node.set("columnalign", aligned[1])
    if "border" in style:
        raise MathError("a line in an array cannot be carried into Word; use a table")
    if node.tag == "mtable":
        node.attrib.pop("scriptlevel", None)
        if _is_aligned(node):
            node.set("columnspacing", "0em")


def _is_aligned(table: Element) -> bool:
    first = table.find("mtr/mtd")
    return first is not None and first.get("columnalign") == "right"


def _styled(node: Element) -> Element:
    """In MathML 3 only `mstyle`, and for one attribute `mtable`, may change the style."""
    names = [name for name in ("displaystyle", "scriptlevel") if name in node.attrib]
    if not names or node.tag in ("mstyle", "mtable"):
        return node
    attributes = {name: node.attrib.pop(name) for name in names}
    if node.tag == "mrow":
        return element("mstyle", *node, **attributes)
    return element("mstyle", node, **attributes)
