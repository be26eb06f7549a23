"""Every generated word, in the language of the pack: one catalogue a language, in TOML.

Composing makes one `Labels` a view; templates and backends write no word of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Labels:
    """The generated words of one language, with the author's own in their place.

    texts  key → text, or plural category → text with `{n}`
    """

    language: str
    texts: Mapping[str, str | Mapping[str, str]]

    def __getitem__(self, key: str) -> str:
        """Return the text called `key` (KeyError: a key that no catalogue has is our fault)."""
        text = self.texts[key]
        assert isinstance(text, str), f"{key} needs a number: use count()"
        return text
