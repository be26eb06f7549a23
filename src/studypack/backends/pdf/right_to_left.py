"""Right-to-left text in the order of its words; called by `words`.

WeasyPrint shows the strings of a line from the left: a new one begins at each change of font, and at
each vowel mark that is raised. A reader turns the letters of a string, yet takes the strings as they
come, so that Arabic falls to pieces (ISO 32000-1, 14.8.2.3.3). Here the strings are shown at the same
places, in the order in which they are read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

RIGHT: Final = frozenset({"R", "AL"})
LEFT: Final = frozenset({"L", "EN", "AN"})
_TOKEN: Final = re.compile(rb"<([0-9a-f]*)>|(-?[0-9.]+)")
_DIGITS: Final = 4
"""Hexadecimal digits of a glyph's number."""


def is_right_to_left(text: str) -> bool:
    """Return whether some of `text` runs from the right."""
    return bool(RIGHT & _classes(text))


def _classes(text: str) -> set[str]:
    return {unicodedata.bidirectional(character) for character in text}


class _String(NamedTuple):
    """A string on the line: how it is set, from where to where, what is shown, and read."""

    font: bytes
    size: float
    rise: bytes
    start: float
    end: float
    shown: bytes
    text: str


def in_order(content: Sequence[Any], fonts: Mapping[bytes, Any], *, from_right: bool) -> list[Any]:
    """Return a marked content with its strings in the order in which they are read.

    fonts       of the document, by the name that the content calls them
    from_right  whether its paragraph runs from the right
    """
    strings = list(_strings(content, fonts))
    if from_right:
        ordered = _with_turned(strings[::-1], LEFT, RIGHT)
    else:
        ordered = _with_turned(strings, RIGHT, frozenset({"L"}))
    if ordered == strings:
        return list(content)
    first = next(place for place, operator in enumerate(content) if _is_text(operator))
    before, after = content[:first], [op for op in content[first:] if not _is_text(op)]
    return [*before, *_operators(ordered), *after]


def _is_text(operator: Any) -> bool:
    """Whether the operator shows a string, or sets its font or rise."""
    return isinstance(operator, bytes) and operator.endswith((b"] TJ", b" Tf", b" Ts"))


def _strings(content: Sequence[Any], fonts: Mapping[bytes, Any]) -> Iterator[_String]:
    """Yield the strings that a marked content shows, from the left."""
    font, size, rise, pen = b"", 1.0, b"0", 0.0
    for operator in content:
        if not isinstance(operator, bytes):
            continue
        if operator.endswith(b" Tf"):
            name, number, _ = operator.split()
            font, size = name[1:], float(number)
        elif operator.endswith(b" Ts"):
            rise = operator.split()[0]
        elif operator.endswith(b"] TJ"):
            string = _string(operator.removesuffix(b"] TJ")[1:], fonts[font], size, pen)
            pen = string.end
            if string.shown:
                yield string._replace(font=font, rise=rise)


def _string(shown: bytes, font: Any, size: float, pen: float) -> _String:
    """Return the string of one operator, its moves before the first glyph left out."""
    text, start, begin = "", pen, len(shown)
    for match in _TOKEN.finditer(shown):
        numbers, move = match.groups()
        pen -= float(move or 0) / 1000 * size
        if numbers and begin == len(shown):
            start, begin = pen, match.start()
        for place in range(0, len(numbers or b""), _DIGITS):
            glyph = int(numbers[place : place + _DIGITS], 16)
            pen += font.widths.get(glyph, 0) / 1000 * size
            text += font.to_unicode.get(glyph, "")
    return _String(b"", size, b"", start, pen, shown[begin:], text)


def _with_turned(
    strings: list[_String], inner: frozenset[str], outer: frozenset[str]
) -> list[_String]:
    """Turn each piece that runs from a string of the classes `inner` to the last before one of `outer`."""
    turned = list(strings)
    start = end = -1
    for place in range(len(strings) + 1):
        classes = _classes(strings[place].text) if place < len(strings) else outer
        if classes & outer:
            if start >= 0:
                turned[start : end + 1] = turned[start : end + 1][::-1]
            start = -1
        elif classes & inner:
            start, end = (place if start < 0 else start), place
    return turned


def _operators(strings: list[_String]) -> Iterator[bytes]:
    """Yield the operators that show strings where they are."""
    pen, font, rise = 0.0, b"", b"0"
    for string in strings:
        wanted = b"/%s %s Tf" % (string.font, f"{string.size:f}".rstrip("0").rstrip(".").encode())
        if wanted != font:
            yield (font := wanted)
        if string.rise != rise:
            yield (rise := string.rise) + b" Ts"
        move = (pen - string.start) / string.size * 1000
        yield b"[%.4f" % move + string.shown + b"] TJ"
        pen = string.end
    if rise != b"0":
        yield b"0 Ts"
