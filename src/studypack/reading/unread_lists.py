"""Lines of a paragraph that begin as those of a list do, but that Markdown reads as one text.

What is pasted from a word processor looks so: 'a) …', 'b) …', '(i) …', '• …', a line each.
Called by `markdown`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BULLETS = "•◦▪‣·●○■□☐–—"
_ITEM = re.compile(rf"(?:(?P<bullet>[{_BULLETS}])|\(?(?P<mark>[AaIi1]|[Bb]|ii|II|2)[.)])\s")
_BEHIND = {"a": "b", "A": "B", "i": "ii", "I": "II", "1": "2"} | {sign: sign for sign in _BULLETS}
"""Of each marker that a list begins with, the marker of the second item."""

_ITEMS = "write '-' and a space before each"
_OPTIONS = "in a question write '- [ ]' before each, '- [x]' before what is right; elsewhere '-'"
_PARTS = "in a question write each as ':::{part}', elsewhere '1.' or '-' and a space before each"


@dataclass(frozen=True, slots=True)
class UnreadList:
    """A list that is none: where in its paragraph the second item begins, and how items do.

    help  what to write instead
    """

    offset: int
    first: str
    second: str
    help: str


def unread_list(content: str) -> UnreadList | None:
    """Return the first list that lines of a paragraph's `content` begin as, or None. O(n).

    A line behind a line break that the author wrote is none of them: that break is printed.
    """
    awaited: dict[str, tuple[str, str]] = {}
    for offset, line in _lines(content):
        match = _ITEM.match(line)
        if match is None:
            continue
        mark, opening = match["bullet"] or match["mark"], match[0].rstrip()
        if mark in awaited:
            begun, first = awaited[mark]
            return UnreadList(offset, first, opening, _help(begun))
        if mark in _BEHIND:
            awaited.setdefault(_BEHIND[mark], (mark, opening))
    return None


def _lines(content: str) -> Iterator[tuple[int, str]]:
    """Yield each line, behind its indentation, that no written break ends before, with its offset."""
    offset, broken = 0, False
    for line in content.split("\n"):
        bare = line.lstrip()
        if not broken:
            yield offset + len(line) - len(bare), bare
        broken = line.endswith(("  ", "\\"))
        offset += len(line) + 1


def _help(begun: str) -> str:
    """Return what to write instead of a list whose first item is marked by `begun`."""
    if begun in _BULLETS:
        return _ITEMS
    return _OPTIONS if begun == "A" else _PARTS
