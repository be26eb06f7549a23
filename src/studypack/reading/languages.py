"""What the reader must know of languages: tags, quotation marks, and where lines join unspaced."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TAG = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?"
    r"(-([A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*(-[A-WY-Za-wy-z0-9](-[A-Za-z0-9]{2,8})+)*"
    r"(-[xX](-[A-Za-z0-9]{1,8})+)?"
)

NARROW = "\N{NARROW NO-BREAK SPACE}"


def is_language_tag(text: str) -> bool:
    """Return whether `text` has the shape of a language tag (BCP 47, section 2.1)."""
    return _TAG.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Quotes:
    """Quotation marks: what `"` becomes at the start and end of a quotation, and what `'` does."""

    opening: str
    closing: str
    inner_opening: str
    inner_closing: str


_ENGLISH = Quotes("“", "”", "‘", "’")
_GUILLEMETS = Quotes("«", "»", "“", "”")
_LOW = Quotes("„", "“", "‚", "‘")
_LOW_HIGH = Quotes("„", "”", "«", "»")
_SAME = Quotes("”", "”", "’", "’")
_CORNERS = Quotes("「", "」", "『", "』")
_FRENCH = Quotes("«" + NARROW, NARROW + "»", "“", "”")
_RUSSIAN = Quotes("«", "»", "„", "“")

_QUOTES: dict[str, Quotes] = {
    "ar": _GUILLEMETS,
    "be": _RUSSIAN,
    "bg": _LOW,
    "ca": _GUILLEMETS,
    "cs": _LOW,
    "da": Quotes("“", "”", "‘", "’"),
    "de": _LOW,
    "de-ch": Quotes("«", "»", "‹", "›"),
    "de-li": Quotes("«", "»", "‹", "›"),
    "el": _GUILLEMETS,
    "es": _GUILLEMETS,
    "es-mx": _ENGLISH,
    "es-us": _ENGLISH,
    "et": Quotes("„", "“", "«", "»"),
    "fa": Quotes("«", "»", "‹", "›"),
    "fi": _SAME,
    "fr": _FRENCH,
    "fr-ch": Quotes("«" + NARROW, NARROW + "»", "‹" + NARROW, NARROW + "›"),
    "he": _SAME,
    "hr": Quotes("„", "”", "‚", "’"),
    "hu": _LOW_HIGH,
    "is": _LOW,
    "it": _GUILLEMETS,
    "ja": _CORNERS,
    "lt": _LOW,
    "lv": Quotes("„", "“", "‚", "‘"),
    "nb": Quotes("«", "»", "‘", "’"),
    "nn": Quotes("«", "»", "‘", "’"),
    "no": Quotes("«", "»", "‘", "’"),
    "pl": _LOW_HIGH,
    "pt-pt": _GUILLEMETS,
    "ro": _LOW_HIGH,
    "ru": _RUSSIAN,
    "sk": _LOW,
    "sl": Quotes("„", "“", "‚", "‘"),
    "sr": Quotes("„", "“", "‚", "‘"),
    "sv": _SAME,
    "uk": Quotes("«", "»", "„", "“"),
    "yue": _CORNERS,
    "zh-hant": _CORNERS,
    "zh-hk": _CORNERS,
    "zh-tw": _CORNERS,
}
"""Quotation marks by language or language and script or region; all others are as in English."""


def quotes_of(language: str) -> Quotes:
    """Return the quotation marks of a language: of its whole tag, or of less and less of it."""
    parts = language.lower().split("-")
    for length in range(len(parts), 0, -1):
        quotes = _QUOTES.get("-".join(parts[:length]))
        if quotes is not None:
            return quotes
    return _ENGLISH


def joins_unspaced(language: str, before: str, after: str) -> bool:
    """Return whether a line end between two characters is nothing at all rather than a space."""
    if language.lower().split("-")[0] not in {"ja", "zh", "yue"}:
        return False
    return is_cjk(before) and is_cjk(after)


def is_cjk(char: str) -> bool:
    """Return whether a character is Chinese or Japanese, or punctuation set with them."""
    return (
        "\u2e80" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff"
        or "\ufe30" <= char <= "\ufe4f"
        or "\uff00" <= char <= "\uffef"
        or "\U00020000" <= char <= "\U0003ffff"
    )
