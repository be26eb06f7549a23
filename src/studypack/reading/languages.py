"""What the reader must know of languages: tags, and where lines join unspaced."""

from __future__ import annotations

import re

_TAG = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?"
    r"(-([A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*(-[A-WY-Za-wy-z0-9](-[A-Za-z0-9]{2,8})+)*"
    r"(-[xX](-[A-Za-z0-9]{1,8})+)?"
)


def is_language_tag(text: str) -> bool:
    """Return whether `text` has the shape of a language tag (BCP 47, section 2.1)."""
    return _TAG.fullmatch(text) is not None


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
