"""Attributes in braces: `{#id .class key=value key="value"}`; called by `grammar` and `inlines`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONE = re.compile(
    r"""
      \#(?P<id>[^\s\#.{}"=|]+)
    | \.(?P<class>[^\s\#.{}"=|]+)
    | (?P<key>[A-Za-z][\w:-]*)=(?:"(?P<quoted>[^"{}\n]*)"|(?P<bare>[^\s"{}|]+))
    """,
    re.VERBOSE,
)
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute: `name` is '#' for an id, '.' for a class, else the key.

    offset, width  where it stands in the text that was read
    """

    name: str
    value: str
    offset: int
    width: int


@dataclass(frozen=True, slots=True)
class Attributes:
    """All that stands within one pair of braces; `end` is the position behind the closing one."""

    all: tuple[Attribute, ...]
    end: int

    def get(self, name: str) -> str:
        """Return the last value of attribute `name`, or ''."""
        return next((one.value for one in reversed(self.all) if one.name == name), "")

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(one.value for one in self.all if one.name == ".")


def read_attributes(text: str, start: int) -> Attributes | None:
    """Return the attributes whose opening brace stands at `start`; None if there are none.

    Reads no further than the first character that cannot belong to attributes.
    """
    if not text.startswith("{", start):
        return None
    all_: list[Attribute] = []
    position = _skip_space(text, start + 1)
    while match := _ONE.match(text, position):
        all_.append(_attribute(match))
        position = _skip_space(text, match.end())
        if position == match.end():
            break
    if not all_ or not text.startswith("}", position):
        return None
    return Attributes(tuple(all_), position + 1)


def _skip_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _attribute(match: re.Match[str]) -> Attribute:
    width = match.end() - match.start()
    if match["id"]:
        return Attribute("#", match["id"], match.start(), width)
    if match["class"]:
        return Attribute(".", match["class"], match.start(), width)
    value = match["quoted"] if match["quoted"] is not None else match["bare"]
    return Attribute(match["key"], value, match.start(), width)
