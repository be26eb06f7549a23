"""Quotation marks by language: for what authors type, and for titles that are quoted.

`reading` asks for text, `Labels.quotes` is the door for all others.
"""

from __future__ import annotations

from dataclasses import dataclass

_NARROW = "\N{NARROW NO-BREAK SPACE}"


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
_FRENCH = Quotes("«" + _NARROW, _NARROW + "»", "“", "”")
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
    "fr-ch": Quotes("«" + _NARROW, _NARROW + "»", "‹" + _NARROW, _NARROW + "›"),
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
