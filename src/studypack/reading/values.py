"""The values of options and arguments, by their `Kind`; called by `directives` and `inlines`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from enum import Enum
from typing import Any

from studypack.diagnostics import did_you_mean
from studypack.model.declare import Declared, Kind
from studypack.model.room import NO_ROOM, Choose, Room, RoomKind
from studypack.model.spot import Point
from studypack.reading.languages import is_language_tag
from studypack.reading.refusal import Refused
from studypack.reading.typography import set_text

_COMMA = re.compile(r"(?<!\\),")
_SEPARATORS = re.compile(r"[,\s]+")
_INTEGER = re.compile(r"[0-9]{1,6}")
_NUMBER = re.compile(r"[+\-−]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]{1,3})?", re.ASCII)
_LENGTH = re.compile(r"(?P<number>[0-9]+(\.[0-9]+)?) ?(?P<unit>cm|mm|%)")
_POINT = re.compile(
    r"(?P<left>-?[0-9]{1,4}(\.[0-9]+)?) ?%?(,\s*|\s+)(?P<top>-?[0-9]{1,4}(\.[0-9]+)?) ?%?"
)
_POINT_HELP = "write per cents from its left edge and from its top, 0 to 100: '62 41'"
_LINES = re.compile(r"(?P<lines>[0-9]{1,3}) ?lines?")
_HEIGHT = re.compile(r"((?P<kind>box|grid|blank) )?(?P<number>[0-9]+(\.[0-9]+)?) ?(?P<unit>cm|mm)")
_CHOOSE = re.compile(r"(?P<wanted>[0-9]{1,3}) of (?P<given>[0-9]{1,3})")
YES = {"yes", "true", "on"}
NO = {"no", "false", "off"}
_MAX_LINES = 100
_HEIGHTS_MM = (5, 250)
_MM = {"mm": 1.0, "cm": 10.0}
_WIDEST_MM = 1000
_ALL = 100
_MARKS = {"Mn", "Me", "Cf"}


def parse_value(declared: Declared, written: str, language: str) -> Any:
    """Return the Python value of what an author wrote for an option or argument.

    written   without space around it; one line
    language  in which texts are set
    raises Refused (bad-option) where it has the wrong form; KeyError for the kinds that are
    read elsewhere, INLINES, PATH and IMAGE
    """
    if not written and declared.kind is not Kind.FLAG:
        raise Refused("bad-option", f"'{declared.name}' has no value")
    if declared.kind is Kind.TEXT:
        return set_text(written, language)
    if declared.kind is Kind.LIST:
        return tuple(set_text(part, language) for part in _parts(written))
    return _PARSERS[declared.kind](declared, written)


def is_number(text: str) -> bool:
    """Return whether `text` is a decimal number as people write it: '9.81', '−0,5', '6e23'."""
    return _NUMBER.fullmatch(text) is not None


def length(written: str) -> str:
    """Return a width as `Kind.LENGTH` has it: '6 cm', '40 mm', '50%'."""
    match = _LENGTH.fullmatch(written.strip())
    if match is None:
        help_ = "write one such as '6 cm', '40 mm' or '50%'"
        raise Refused("bad-option", f"'{written}' is not a width", help_)
    number, unit = float(match["number"]), match["unit"]
    most = _ALL if unit == "%" else _WIDEST_MM / _MM[unit]
    if not 0 < number <= most:
        raise Refused("bad-option", f"'{written}' is not a width that can be printed")
    return f"{match['number']}%" if unit == "%" else f"{match['number']} {unit}"


def point(written: str) -> Point:
    """Return a place on a picture, in per cent from its left edge and from its top: '62 41'.

    raises Refused (bad-place) for what is none, or lies outside the picture
    """
    match = _POINT.fullmatch(written.strip())
    if match is None:
        raise Refused("bad-place", f"'{written}' is not a place on a picture", _POINT_HELP)
    left, top = float(match["left"]), float(match["top"])
    if not (0 <= left <= _ALL and 0 <= top <= _ALL):
        raise Refused("bad-place", f"'{written}' lies outside the picture", _POINT_HELP)
    return left, top


def _word(_declared: Declared, written: str) -> str:
    return written


def _sign(declared: Declared, written: str) -> str:
    sign = unicodedata.normalize("NFC", written)
    if any(unicodedata.category(mark) not in _MARKS for mark in sign[1:]):
        raise _not("one character", declared, written, "write one such as '◆'")
    return sign


def _parts(written: str) -> tuple[str, ...]:
    parts = (part.strip().replace("\\,", ",") for part in _COMMA.split(written))
    return tuple(filter(None, parts))


def _ids(_declared: Declared, written: str) -> tuple[str, ...]:
    return tuple(part.removeprefix("#") for part in _SEPARATORS.split(written) if part)


def _integer(declared: Declared, written: str) -> int:
    if _INTEGER.fullmatch(written) is None:
        raise _not("a whole number", declared, written, "write digits alone, such as '4'")
    return int(written)


def _number(declared: Declared, written: str) -> str:
    if not is_number(written):
        raise _not("a number", declared, written, "write one such as '0.05'")
    return written


def _flag(declared: Declared, written: str) -> bool:
    word = written.lower()
    if word not in YES | NO and word:
        raise _not("yes or no", declared, written, "write 'yes' or 'no'")
    return word not in NO


def _choice(declared: Declared, written: str) -> Enum:
    assert declared.choices is not None, "a choice is declared with its enumeration"
    by_value = {str(member.value): member for member in declared.choices}
    member = by_value.get(written.lower())
    if member is None:
        meant = did_you_mean(written, by_value) or f"write one of {', '.join(by_value)}"
        raise Refused("bad-option", f"'{declared.name}' cannot be '{written}'", meant)
    return member


def _choices(declared: Declared, written: str) -> tuple[Enum, ...]:
    words = [word for word in _SEPARATORS.split(written) if word]
    return tuple(dict.fromkeys(_choice(declared, word) for word in words))


def _language(declared: Declared, written: str) -> str:
    if not is_language_tag(written):
        raise _not("a language tag", declared, written, "write one such as 'en-GB' or 'es'")
    return written


def _length(_declared: Declared, written: str) -> str:
    return length(written)


def _room(declared: Declared, written: str) -> Room:
    word = " ".join(written.lower().split())
    if word == "fill":
        return Room(RoomKind.FILL)
    if word == "none":
        return NO_ROOM
    if match := _LINES.fullmatch(word):
        lines = int(match["lines"])
        if 1 <= lines <= _MAX_LINES:
            return Room(RoomKind.LINES, lines=lines)
    elif match := _HEIGHT.fullmatch(word):
        mm = float(match["number"]) * _MM[match["unit"]]
        if _HEIGHTS_MM[0] <= mm <= _HEIGHTS_MM[1]:
            return Room(RoomKind(match["kind"] or "blank"), mm=mm)
    help_ = (
        f"write '4 lines' (1 to {_MAX_LINES}), '6 cm', 'box 5 cm' or 'grid 8 cm' "
        "(5 mm to 25 cm), 'fill' or 'none'"
    )
    raise _not("room to answer", declared, written, help_)


def _choose(declared: Declared, written: str) -> Choose:
    match = _CHOOSE.fullmatch(" ".join(written.lower().split()))
    if match is None or not 1 <= int(match["wanted"]) <= int(match["given"]):
        raise _not("a choice among tasks", declared, written, "write one such as '2 of 4'")
    return Choose(int(match["wanted"]), int(match["given"]))


def _not(what: str, declared: Declared, written: str, help_: str) -> Refused:
    name = f"'{declared.name}'" if declared.name else "the argument"
    return Refused("bad-option", f"{name} must be {what}, not '{written}'", help_)


_PARSERS: dict[Kind, Callable[[Declared, str], Any]] = {
    Kind.WORD: _word,
    Kind.SIGN: _sign,
    Kind.IDS: _ids,
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.LANGUAGE: _language,
    Kind.LENGTH: _length,
    Kind.ROOM: _room,
    Kind.CHOOSE: _choose,
}
