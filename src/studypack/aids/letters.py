"""Words as the letters that stand in the squares of a puzzle, in any script.

Called by `aids.crossword` and `aids.wordsearch`.
"""

from __future__ import annotations

import re
import unicodedata

from studypack.labels import scripts

_BRACKETS = re.compile(r"\s*[(\[（［].*?[)\]）］]")

_ABJADS = ("ARABIC", "HEBREW", "SYRIAC")
"""Scripts that leave vowels to marks, which puzzles leave out."""

_TATWEEL = "ـ"

MOST_WORDS_IN_ONE = 3
"""A term of more words is no word for a puzzle."""


def squares(term: str, language: str) -> tuple[str, ...]:
    """Return the letters of `term`, one a square, in capitals; () if it is no word for a puzzle.

    What stands in brackets, spaces, hyphens and apostrophes are left out; a term with a digit,
    or with more than three words, is no word for a puzzle. A letter and its combining marks
    share a square; the vowel marks of Arabic and Hebrew are dropped.
    """
    bare = _BRACKETS.sub("", term)
    if any(character.isdigit() for character in bare) or len(bare.split()) > MOST_WORDS_IN_ONE:
        return ()
    letters: list[str] = []
    for character in unicodedata.normalize("NFC", _capitals(bare, language)):
        category = unicodedata.category(character)[0]
        if category == "L" and character != _TATWEEL:
            letters.append(character)
        elif category == "M" and letters and not _is_vowel_mark(character):
            letters[-1] += character
    return tuple(letters)


def _capitals(text: str, language: str) -> str:
    if scripts.base_language(language) in ("tr", "az"):
        text = text.replace("i", "İ")
    if scripts.base_language(language) == "el":
        # Greek capitals carry no accent; the dieresis stays.
        text = unicodedata.normalize("NFD", text).replace("\u0301", "")
    return text.upper()


def _is_vowel_mark(character: str) -> bool:
    return unicodedata.name(character, "").startswith(_ABJADS)
