"""Which form of a label counts how many, by the rules of CLDR for whole numbers.

Babel knows the rules too, but to ask it for them loads all that it knows of a language, dates and
currencies included; the tests compare the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

_ONE = {"one": "n = 1"}
_EAST_SLAVIC = {
    "one": "n mod 10 = 1 and n mod 100 != 11",
    "few": "n mod 10 in 2..4 and n mod 100 not in 12..14",
    "many": "n mod 10 = 0 or n mod 10 in 5..9 or n mod 100 in 11..14",
}
_MILLIONS = {"many": "n != 0 and n mod 1000000 = 0"}

RULES: Mapping[str, Mapping[str, str]] = {
    "ar": {
        "zero": "n = 0",
        "one": "n = 1",
        "two": "n = 2",
        "few": "n mod 100 in 3..10",
        "many": "n mod 100 in 11..99",
    },
    "bg": _ONE,
    "ca": _ONE | _MILLIONS,
    "cs": _ONE | {"few": "n in 2..4"},
    "da": _ONE,
    "de": _ONE,
    "el": _ONE,
    "en": _ONE,
    "es": _ONE | _MILLIONS,
    "fi": _ONE,
    "fr": {"one": "n in 0..1"} | _MILLIONS,
    "he": _ONE | {"two": "n = 2"},
    "hr": {name: _EAST_SLAVIC[name] for name in ("one", "few")},
    "hu": _ONE,
    "id": {},
    "it": _ONE | _MILLIONS,
    "ja": {},
    "ko": {},
    "nb": _ONE,
    "nl": _ONE,
    "pl": {
        "one": "n = 1",
        "few": "n mod 10 in 2..4 and n mod 100 not in 12..14",
        "many": "n != 1 and n mod 10 in 0..1 or n mod 10 in 5..9 or n mod 100 in 12..14",
    },
    "pt": {"one": "n in 0..1"} | _MILLIONS,
    "ro": {"one": "n = 1", "few": "n = 0 or n != 1 and n mod 100 in 1..19"},
    "ru": _EAST_SLAVIC,
    "sk": _ONE | {"few": "n in 2..4"},
    "sv": _ONE,
    "tr": _ONE,
    "uk": _EAST_SLAVIC,
    "vi": {},
    "zh-Hans": {},
    "zh-Hant": {},
}
"""Language of a catalogue → plural category → the numbers that have it; all others have 'other'."""


def category(language: str, n: int) -> str:
    """Return the plural category of `n` in the language of a catalogue."""
    return _rule(language)(n)


@lru_cache(maxsize=len(RULES))
def _rule(language: str) -> Callable[[int], str]:
    from babel.plural import PluralRule

    return PluralRule(RULES[language])
