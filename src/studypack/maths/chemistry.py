r"""Reads chemical formulas and equations in `\ce{…}` into plain LaTeX; `reading` calls it.

The part of mhchem that school chemistry needs: coefficients, indices, charges, isotopes, states of
matter, bonds, hydrates, brackets, gas and precipitate signs, and arrows with conditions. Anything
else is refused by name, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MINUS = "\N{MINUS SIGN}"
_ARROWS = {
    "->": r"\rightarrow",
    "<-": r"\leftarrow",
    "<->": r"\leftrightarrow",
    "<=>": r"\rightleftharpoons",
    "<=>>": r"\rightleftharpoons",
    "<<=>": r"\rightleftharpoons",
}
_LABELLED_ARROWS = {"->": r"\xrightarrow", "<-": r"\xleftarrow"}
_ARROW = re.compile(r"(<=>>|<<=>|<=>|<->|->|<-)((?:\[[^\[\]]*\]){0,2})")
_PART = re.compile(
    r"""
      (?P<script>[\^_](?:\{[^{}]*\}|[0-9]*[+-]|[0-9a-z]+))
    | (?P<state>\((?:aq|s|l|g|cr|vap)\))
    | (?P<element>[A-Z][a-z]?)
    | (?P<letters>[a-z]+)
    | (?P<number>[0-9]+)
    | (?P<bracket>[()\[\]])
    | (?P<bond>[=\#-])
    | (?P<dot>[.*·])
    | (?P<charge>[+])
    """,
    re.VERBOSE,
)
_COEFFICIENT = re.compile(r"(?:(\d+)/(\d+)|(\d+(?:\.\d+)?)|([a-z])(?=[A-Z(\[]))")
_BONDS = {"-": "-", "=": "=", "#": r"\equiv "}
_SIGNS = {"+": "+", "v": r"\downarrow", "^": r"\uparrow", "e-": rf"\text{{e}}^{{\text{{{MINUS}}}}}"}


class ChemistryError(ValueError):
    r"""A `\ce{…}` is outside the part of mhchem that is understood."""


def expand(latex: str) -> str:
    r"""LaTeX with every `\ce{…}` written out; raises ChemistryError where that cannot be done."""
    written = []
    rest = latex
    while (start := re.search(r"\\ce(?![A-Za-z])\s*", rest)) is not None:
        body, after = _group(rest[start.end() :])
        written += [rest[: start.start()], "{", equation(body), "}"]
        rest = after
    return "".join([*written, rest])


def _group(text: str) -> tuple[str, str]:
    """The content of the braces that a text starts with, and what follows them."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            if character != "}":
                break
            return text[1:place], text[place + 1 :]
    raise ChemistryError(r"\ce needs its formula in braces, and the braces to be closed")


def equation(body: str) -> str:
    """One chemical formula or equation as LaTeX."""
    written = []
    place = 0
    for arrow in _ARROW.finditer(body):
        written += [*_side(body[place : arrow.start()]), _arrow(arrow[1], arrow[2])]
        place = arrow.end()
    return " ".join([*written, *_side(body[place:])])


def _arrow(sign: str, conditions: str) -> str:
    labels = [rf"\text{{{label}}}" for label in re.findall(r"\[([^\[\]]*)\]", conditions)]
    if not any(labels):
        return _ARROWS[sign]
    if any(re.search(r"[\\${}]", label) for label in re.findall(r"\[([^\[\]]*)\]", conditions)):
        raise ChemistryError(r"\ce understands only plain text over an arrow")
    above, below = (*labels, "")[:2]
    if sign not in _LABELLED_ARROWS:
        return rf"\underset{{{below}}}{{\overset{{{above}}}{{{_ARROWS[sign]}}}}}"
    return _LABELLED_ARROWS[sign] + (f"[{below}]" if below else "") + f"{{{above}}}"


def _side(text: str) -> Iterator[str]:
    for word in text.split():
        yield _SIGNS[word] if word in _SIGNS else _species(word)


def _species(word: str) -> str:
    coefficient = _COEFFICIENT.match(word)
    written = ""
    if coefficient is not None:
        above, below, number, letter = coefficient.groups()
        written = rf"\tfrac{{{above}}}{{{below}}}" if above else number or letter
        word = word[coefficient.end() :]
        written += r"\," if word and not number else ""
    return written + "".join(_parts(word))


def _parts(word: str) -> Iterator[str]:
    """The parts of one species; a number is an index after a symbol, a coefficient after a dot."""
    place, before = 0, ""
    while place < len(word):
        part = _PART.match(word, place)
        if part is None:
            raise ChemistryError(rf"\ce does not understand '{word[place:]}'")
        place, kind = part.end(), str(part.lastgroup)
        yield _part(kind, part[0], before, last=place == len(word))
        before = kind


def _part(kind: str, text: str, before: str, *, last: bool) -> str:
    attached = before in ("element", "bracket", "script", "number", "letters")
    if kind == "charge" or (text == "-" and last and attached):
        if not (last and attached):
            raise ChemistryError(rf"\ce needs spaces around the '{text}' between two substances")
        return f"^{_upright(text)}"
    if kind == "script":
        return ("" if before else "{}") + text[0] + _upright(text[1:].strip("{}"))
    if kind == "number" and before in ("element", "bracket"):
        return f"_{_upright(text)}"
    if kind == "bond":
        return f"{{{_BONDS[text]}}}"
    if kind == "dot":
        return r"\cdot "
    return text if kind == "number" else _upright(text)


def _upright(text: str) -> str:
    """Symbols, indices and charges are text: no sums, no variables."""
    if not re.fullmatch(r"[0-9A-Za-z+\-., ()\[\]]*", text):
        raise ChemistryError(rf"\ce does not understand '{text}' as an index or a charge")
    return rf"{{\text{{{text.replace('-', MINUS)}}}}}"
