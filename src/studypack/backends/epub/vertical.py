"""Lines that run from top to bottom, the first at the right; called by `book`.

The style is written for lines across, its sides and lengths physical, because old engines know no
others. For lines down, every side and length is turned by a quarter; what is along the line stays
along it. Numbers of one or two digits stand upright, as one character does.
"""

from __future__ import annotations

import re

from studypack.backends.epub.flow import PIECE

_TURNED = {
    "top": "right", "right": "bottom", "bottom": "left", "left": "top",
    "width": "height", "height": "width",
}  # fmt: skip
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_DECLARATION = re.compile(
    r"(?P<before>[{;]\s*)"
    r"(?P<name>(?:margin|padding|border)(?:-(?:top|right|bottom|left))?(?:-(?:width|style|color))?"
    r"|(?:min-|max-)?(?:width|height))"
    r"(?P<between>\s*:\s*)(?P<value>[^;{}]*)"
)
_SIDES = re.compile(r"(?:margin|padding|border-(?:width|style|color))$")
_LENGTH = re.compile(r"(?:[^\s()]|\([^()]*\))+")
_NUMBER = re.compile(r"(?<![0-9A-Za-z.,:/\-])[0-9]{1,2}(?![0-9A-Za-z.,:/%\-])")
_UPRIGHT = r'<span class="upright">\g<0></span>'
_AS_TYPED = re.compile(r"<(?P<end>/?)(?:code|pre)\b")


def turned(style: str) -> str:
    """Return a stylesheet for lines across with its sides and lengths turned for lines down."""
    return _DECLARATION.sub(_turned, _COMMENT.sub("", style))


def _turned(declaration: re.Match[str]) -> str:
    parts = declaration["name"].split("-")
    of_border = parts[0] == "border"
    name = "-".join(
        part if of_border and part == "width" else _TURNED.get(part, part) for part in parts
    )
    value = declaration["value"]
    if _SIDES.fullmatch(declaration["name"]):
        value = _sides_turned(value)
    return f"{declaration['before']}{name}{declaration['between']}{value}"


def _sides_turned(value: str) -> str:
    """Return the values of two to four sides, clockwise from the top, for where they are now."""
    sides, mark, rest = value.partition("!")
    lengths = _LENGTH.findall(sides)
    if len(lengths) < 2:  # noqa: PLR2004  # all sides are alike
        return value
    top, right, bottom, left = (*lengths, *lengths, *lengths[1:])[:4]
    if len(lengths) == 3:  # noqa: PLR2004
        bottom, left = lengths[2], lengths[1]
    return f"{left} {top} {right} {bottom}{' ' if mark else ''}{mark}{rest}"


def with_upright_numbers(page: str) -> str:
    """Return the markup of a page with each number of one or two digits marked to stand upright."""
    typed = 0
    pieces = []
    for piece in PIECE.finditer(page):
        if tag := _AS_TYPED.match(piece[0]):
            typed += -1 if tag["end"] else 1
        is_text = piece["text"] and not typed
        pieces.append(_NUMBER.sub(_UPRIGHT, piece[0]) if is_text else piece[0])
    return "".join(pieces)
