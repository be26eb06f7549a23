"""Writes a formula as Office Math (ISO 29500-1, 22.1), the formulas that Word can edit.

The package's door calls `convert`. One function an element of MathML; a row becomes the run of its
children, in which sums take what follows them, and functions their arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from studypack.maths.trees import (
    FUNCTION_APPLICATION,
    children_of,
    fence,
    is_operator,
    limits,
    nary_operator,
    text_of,
)

M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

_ACCENTS = {
    "^": "\u0302",
    "~": "\u0303",
    "ˆ": "\u0302",
    "\u0302": "\u0302",
    "˜": "\u0303",
    "\u0303": "\u0303",
    "¯": "\u0305",
    "˙": "\u0307",
    "¨": "\u0308",
    "˘": "\u0306",
    "˚": "\u030a",
    "ˇ": "\u030c",
    "´": "\u0301",
    "`": "\u0300",
    "→": "\u20d7",
    "\u20d7": "\u20d7",
    "←": "\u20d6",
    "↔": "\u20e1",
    "⃛": "\u20db",
}
_BARS = {"‾": "top", "_": "bot"}
_GROUPS = frozenset("⏞⏟⏜⏝⏠⏡⌢⌣⎴⎵")
_RELATIONS = frozenset("=≠<>≤≥≈≡∼≅∝→⇒⇔←⟺∈∉⊂⊆,;:")
_SIGNS = frozenset("+−±∓-")
_SUMMANDS = _RELATIONS | _SIGNS
_INTEGRALS = frozenset("∫∬∭∮∯∰")
_STRIKES = {"updiagonalstrike": "strikeBLTR", "downdiagonalstrike": "strikeTLBR"}
_HIDDEN_SIDES = ("hideTop", "hideBot", "hideLeft", "hideRight")
_LIMIT = "lim"
_NOTHING = "\u200b"  # in an argument that is empty, where Word would show a dotted box
_SPACES = ((1.0, "\u2003"), (0.5, "\u2002"), (0.25, "\u2005"), (0.2, "\u205f"), (0.1, "\u2009"))
_VARIANTS = {"bold": "w:b", "italic": "w:i"}


def convert(formula: Element, *, display: bool) -> str:
    """Writes a tree that `reading.read` made as `m:oMath`, or with `display` `m:oMathPara`."""
    root = _m("oMath", *_row(list(formula)))
    if display:
        root = _m("oMathPara", root)
    root.set("xmlns:m", M)
    root.set("xmlns:w", W)
    return ElementTree.tostring(root, encoding="unicode")


def _m(tag: str, *children: Element) -> Element:
    made = Element(f"m:{tag}")
    made.extend(children)
    return made


def _value(tag: str, value: str) -> Element:
    return Element(f"m:{tag}", {"m:val": value})


def _argument(tag: str, nodes: Sequence[Element]) -> Element:
    """An argument; a sign at its edge gets something invisible to stand between."""
    written = _row(nodes) or [_run(_NOTHING)]
    if len(nodes) > 1 and is_operator(nodes[0], _RELATIONS):
        written.insert(0, _run(_NOTHING))
    if nodes and is_operator(nodes[-1], _SIGNS):
        written.append(_run(_NOTHING))
    return _m(tag, *written)


def _run(text: str, *properties: Element) -> Element:
    shown = Element("m:t", {"xml:space": "preserve"})
    shown.text = text
    return _m("r", *([_m("rPr", *properties)] if properties else []), shown)


def _row(nodes: Sequence[Element]) -> list[Element]:
    """A run of nodes; those that belong together by sense, not by markup, are put together."""
    written: list[Element] = []
    rest = list(nodes)
    while rest:
        node = rest.pop(0)
        if nary_operator(node):
            operand = _operand(node, rest)
            written.append(_nary(node, operand))
            del rest[: len(operand)]
        elif rest and is_operator(rest[0], FUNCTION_APPLICATION):
            written.append(_m("func", _m("fName", *_name(node)), _argument("e", rest[1:2])))
            del rest[:2]
        elif rest and _is_prescript(node):
            written.append(_prescript(node, rest.pop(0)))
        else:
            written.extend(_node(node))
    return written


def _name(node: Element) -> list[Element]:
    """A function's name; Word sets what a limit tends to below it, on a line of text too."""
    if node.tag == "msub" and text_of(node[0]).startswith(_LIMIT):
        return [_m("limLow", _argument("e", [node[0]]), _argument("lim", children_of(node[1])))]
    return _row([node])


def _operand(node: Element, following: Sequence[Element]) -> list[Element]:
    """What a sum or an integral is over: all up to the next relation, of a sum the next summand."""
    ends = _RELATIONS if (nary_operator(node) or "") in _INTEGRALS else _SUMMANDS
    operand: list[Element] = []
    for candidate in following:
        if is_operator(candidate, ends) and operand:
            break
        operand.append(candidate)
    return operand


def _nary(node: Element, operand: Sequence[Element]) -> Element:
    below, above = limits(node)
    properties = _m("naryPr", _value("chr", nary_operator(node) or ""))
    place = "undOvr" if node.tag in ("munder", "mover", "munderover") else "subSup"
    properties.append(_value("limLoc", place))
    properties.extend(
        _value(hide, "1")
        for hide, limit in (("subHide", below), ("supHide", above))
        if limit is None
    )
    sub, sup = _m("sub", *_row(children_of(below))), _m("sup", *_row(children_of(above)))
    return _m("nary", properties, sub, sup, _argument("e", operand))


def _is_prescript(node: Element) -> bool:
    """Indices on nothing belong to what follows: {}^{14}_6 C."""
    return node.tag in ("msub", "msup", "msubsup") and not text_of(node[0]).strip()


def _prescript(node: Element, base: Element) -> Element:
    below, above = limits(node)
    return _m(
        "sPre",
        _argument("sub", children_of(below)),
        _argument("sup", children_of(above)),
        _argument("e", [base]),
    )


def _node(node: Element) -> list[Element]:
    return _WRITERS[node.tag](node)


def _transparent(node: Element) -> list[Element]:
    return _row(list(node))


def _mrow(node: Element) -> list[Element]:
    fenced = fence(node)
    return _transparent(node) if fenced is None else [_delimiter(*fenced)]


def _delimiter(opening: str, content: list[Element], closing: str) -> Element:
    properties = _m("dPr", _value("begChr", opening))
    parts: list[list[Element]] = [[]]
    for node in content:
        if is_operator(node, "|") and node.get("stretchy") == "true":
            parts.append([])
        else:
            parts[-1].append(node)
    if len(parts) > 1:
        properties.append(_value("sepChr", "|"))
    properties.append(_value("endChr", closing))
    return _m("d", properties, *(_argument("e", part) for part in parts))


def _mi(node: Element) -> list[Element]:
    text = node.text or ""
    upright = len(text) != 1 or node.get("mathvariant") == "normal"
    return [_run(text, *([_value("sty", "p")] if upright else []))] if text else []


def _mn(node: Element) -> list[Element]:
    return [_run(node.text or "")]


def _mo(node: Element) -> list[Element]:
    text = (node.text or "").replace(FUNCTION_APPLICATION, "")
    return [_run(text, _value("sty", "p"))] if text else []


def _mtext(node: Element) -> list[Element]:
    """Text is no mathematics (m:nor), so that bold is set as in any other run of Word."""
    if not node.text:
        return []
    run = _run(node.text, _m("nor"))
    if (variant := node.get("mathvariant", "")) in _VARIANTS:
        run.insert(1, Element("w:rPr"))
        run[1].append(Element(_VARIANTS[variant]))
    return [run]


def _mspace(node: Element) -> list[Element]:
    width = float(node.get("width", "0em").rstrip("rem") or 0)
    spaces = ""
    for size, character in _SPACES:
        while width >= size - 0.01:
            spaces += character
            width -= size
    return [_run(spaces, _m("nor"))] if spaces else []


def _mfrac(node: Element) -> list[Element]:
    numerator, denominator = node
    bar = [_m("fPr", _value("type", "noBar"))] if node.get("linethickness") == "0" else []
    parts = (_argument("num", children_of(numerator)), _argument("den", children_of(denominator)))
    return [_m("f", *bar, *parts)]


def _msqrt(node: Element) -> list[Element]:
    properties = _m("radPr", _value("degHide", "1"))
    return [_m("rad", properties, _m("deg"), _argument("e", list(node)))]


def _mroot(node: Element) -> list[Element]:
    base, index = node
    return [_m("rad", _argument("deg", children_of(index)), _argument("e", children_of(base)))]


def _script(tag: str, *names: str) -> Callable[[Element], list[Element]]:
    def write(node: Element) -> list[Element]:
        parts = zip(names, node, strict=True)
        return [_m(tag, *(_argument(name, children_of(part)) for name, part in parts))]

    return write


def _munder(node: Element) -> list[Element]:
    return [_marked(node, node[0], node[1], "bot", "limLow")]


def _mover(node: Element) -> list[Element]:
    return [_marked(node, node[0], node[1], "top", "limUpp")]


def _marked(node: Element, base: Element, mark: Element, side: str, limit: str) -> Element:
    """A base with a sign or a text over or under it."""
    content = _argument("e", children_of(base))
    sign = mark.text or ""
    is_accent = node.get("accent") == "true" or node.get("accentunder") == "true"
    if is_accent and sign in _BARS:
        return _m("bar", _m("barPr", _value("pos", side)), content)
    if is_accent and side == "top" and sign in _ACCENTS:
        return _m("acc", _m("accPr", _value("chr", _ACCENTS[sign])), content)
    if mark.tag == "mo" and sign in _GROUPS:
        opposite = "bot" if side == "top" else "top"
        properties = (_value("chr", sign), _value("pos", side), _value("vertJc", opposite))
        return _m("groupChr", _m("groupChrPr", *properties), content)
    return _m(limit, content, _argument("lim", children_of(mark)))


def _munderover(node: Element) -> list[Element]:
    base, below, above = node
    lower = _m("limLow", _argument("e", children_of(base)), _argument("lim", children_of(below)))
    return [_m("limUpp", _m("e", lower), _argument("lim", children_of(above)))]


def _mmultiscripts(node: Element) -> list[Element]:
    """Post-scripts, then pre-scripts, in pairs around the mark between them (MathML 3, 3.4.7)."""
    base, *scripts = node
    tags = [script.tag for script in scripts]
    middle = tags.index("mprescripts") if "mprescripts" in tags else len(scripts)
    after, before = scripts[:middle], scripts[middle + 1 :]
    content = _row(children_of(base))
    for below, above in zip(after[::2], after[1::2], strict=True):
        content = [_m("sSubSup", _m("e", *content), *_pair(below, above))]
    for below, above in zip(before[::2], before[1::2], strict=True):
        content = [_m("sPre", *_pair(below, above), _m("e", *content))]
    return content


def _pair(below: Element, above: Element) -> tuple[Element, Element]:
    return _argument("sub", children_of(below)), _argument("sup", children_of(above))


def _mtable(node: Element) -> list[Element]:
    columns = max(len(row) for row in node)
    sides = [_side(node, column) for column in range(columns)]
    formats = [_m("mc", _m("mcPr", _value("count", "1"), _value("mcJc", side))) for side in sides]
    properties = _m("mPr", _value("plcHide", "1"))
    if node.get("columnspacing") == "0em":  # aligned equations meet at their relation
        properties.extend((_value("cGpRule", "3"), _value("cGp", "0")))
    properties.append(_m("mcs", *formats))
    rows = (_m("mr", *(_cell(row, column) for column in range(columns))) for row in node)
    return [_m("m", properties, *rows)]


def _side(table: Element, column: int) -> str:
    cells = (row[column] for row in table if column < len(row))
    return next((cell.get("columnalign", "center") for cell in cells), "center")


def _cell(row: Element, column: int) -> Element:
    return _argument("e", list(row[column]) if column < len(row) else [])


def _menclose(node: Element) -> list[Element]:
    notations = node.get("notation", "").split()
    strikes = [_value(_STRIKES[notation], "1") for notation in notations if notation in _STRIKES]
    hidden = [_value(side, "1") for side in _HIDDEN_SIDES] if strikes else []
    properties = [_m("borderBoxPr", *hidden, *strikes)] if strikes else []
    return [_m("borderBox", *properties, _argument("e", list(node)))]


def _mphantom(node: Element) -> list[Element]:
    return [_m("phant", _m("phantPr", _value("show", "0")), _argument("e", list(node)))]


_WRITERS: dict[str, Callable[[Element], list[Element]]] = {
    "mi": _mi,
    "mn": _mn,
    "mo": _mo,
    "mtext": _mtext,
    "mspace": _mspace,
    "mrow": _mrow,
    "mstyle": _transparent,
    "mpadded": _transparent,
    "mphantom": _mphantom,
    "mfrac": _mfrac,
    "msqrt": _msqrt,
    "mroot": _mroot,
    "msub": _script("sSub", "e", "sub"),
    "msup": _script("sSup", "e", "sup"),
    "msubsup": _script("sSubSup", "e", "sub", "sup"),
    "munder": _munder,
    "mover": _mover,
    "munderover": _munderover,
    "mmultiscripts": _mmultiscripts,
    "mtable": _mtable,
    "menclose": _menclose,
}
