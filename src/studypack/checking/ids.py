"""Ids: which an author may write, and those that blocks without one are given.

Called by `checking.numbering` (ids of blocks) and `checking.references` (names of themes).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_FURTHER = _START + "\\-.0-9\u00b7\u0300-\u036f\u203f\u2040"

# Namespaces in XML 1.0, 4: NCName. XHTML, OPF and Word's bookmarks all take such an id.
_ASCII_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9.-]*")

_LONGEST = 60
"""Characters of an id made from a title; longer titles are cut between words."""

_APOSTROPHES = "'’ʼ"


def is_id(text: str) -> bool:
    """Return whether `text` may be an id: an XML name without a colon."""
    if text.isascii():
        return _ASCII_NAME.fullmatch(text) is not None
    return _pattern(f"[{_START}][{_FURTHER}]*").fullmatch(text) is not None


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Compile when it is needed what takes longer than reading a page: all letters there are."""
    return re.compile(text)


def slug(text: str, otherwise: str) -> str:
    """Return an id made from a title, or `otherwise` if no letter of it can be kept.

    Letters of every script are kept (NFC, lower case), anything else becomes one hyphen. A slug
    that would begin with a digit is preceded by `otherwise` and a hyphen.
    """
    words = unicodedata.normalize("NFC", text).lower()
    kept = "".join(_kept(character) for character in words)
    name = _shortened(re.sub("-+", "-", kept).strip("-."))
    if not name:
        return otherwise
    return name if is_id(name[0]) else f"{otherwise}-{name}"


def _kept(character: str) -> str:
    if character in _APOSTROPHES:
        return ""
    # Letters, the marks that Indic and Arabic words cannot be without, and decimal digits.
    wanted = unicodedata.category(character)[0] in "LM" or character.isdecimal()
    if not wanted or character.isascii():
        return character if wanted else "-"
    return character if _pattern(f"[{_FURTHER}]").match(character) else "-"


def _shortened(name: str) -> str:
    if len(name) <= _LONGEST:
        return name
    return name[:_LONGEST].rsplit("-", 1)[0].strip("-")


class Ids:
    """The ids of one pack: those that its author wrote, and those given so far."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def reserve(self, name: str) -> bool:
        """Take `name`; return whether it was free."""
        free = name not in self._taken
        self._taken.add(name)
        return free

    def fresh(self, wanted: str) -> str:
        """Return and take `wanted`, or 'wanted-2', 'wanted-3', … if it is taken."""
        name, count = wanted, 1
        while not self.reserve(name):
            count += 1
            name = f"{wanted}-{count}"
        return name
