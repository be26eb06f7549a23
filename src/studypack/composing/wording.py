"""Words compared as readers compare them: without case, spacing, hyphens, ligatures, marks.

Called by `composing.withheld` and `validating.trust`, which must normalise alike.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

BOUNDARY = "\0"
"""Stands in a text where one string ends and the next begins: no phrase runs across it."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069ـ]")
_BETWEEN_LETTERS = re.compile(r"[^\w\0]+|_+")
_WORD = re.compile(r"\d+(?:[.,٫]\d+)+|[^\W_]+|\0")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")

_SOLID = 12
"""From so many letters on, two or more words are told from chance even without their spaces."""

_SOLID_UNSPACED = 3
_LETTERS = 4
_DIGITS = 3
_LONG_INTEGER = 4
_BACKSTAGE_LETTERS = 24


class Strength(Enum):
    """How surely a text is recognised where it turns up.

    WEAK     short or common words: not looked for
    WORD     one distinctive word or number: only where people read
    SHORT    two or three little words: as whole words, anywhere in what the pack's author wrote
    PHRASE   longer: letter by letter, however the file cuts it
    """

    WEAK = 0
    WORD = 1
    SHORT = 2
    PHRASE = 3


@dataclass(frozen=True, slots=True)
class Needle:
    """A text to look for.

    text      as written, for messages
    solid     its letters and digits alone
    words     its words, each between spaces
    """

    text: str
    solid: str
    words: str
    strength: Strength

    @property
    def is_long(self) -> bool:
        """Whether it is recognised even among style names and stylesheets."""
        return self.strength is Strength.PHRASE and len(self.solid) >= _BACKSTAGE_LETTERS


class Wording:
    """A text prepared for looking needles up in it."""

    def __init__(self, text: str) -> None:
        self._text = folded(text)
        self._solid: str | None = None
        self._words: str | None = None

    @property
    def solid(self) -> str:
        """The letters, digits and boundaries of the text alone."""
        if self._solid is None:
            self._solid = _BETWEEN_LETTERS.sub("", self._text)
        return self._solid

    @property
    def words(self) -> str:
        """The words of the text, each between spaces."""
        if self._words is None:
            self._words = f" {' '.join(_WORD.findall(self._text))} "
        return self._words

    def holds(self, needle: Needle) -> bool:
        """Return whether the needle is in the text: a phrase by letters, others as whole words."""
        if needle.strength is Strength.PHRASE:
            return needle.solid in self.solid
        return needle.words in self.words


def needle(text: str) -> Needle:
    """Return `text` ready to be looked for, and how strong it is.

    A phrase has two words and twelve letters, or three characters of a script without spaces. A
    single word has four letters; a single number four digits, or three with a decimal sign.
    """
    plain = folded(text)
    solid = _BETWEEN_LETTERS.sub("", plain)
    words = _WORD.findall(plain)
    return Needle(text.strip(), solid, f" {' '.join(words)} ", _strength(solid, words))


def _strength(solid: str, words: list[str]) -> Strength:
    if _UNSPACED.search(solid):
        return Strength.PHRASE if len(solid) >= _SOLID_UNSPACED else Strength.WEAK
    if len(words) > 1:
        if len(solid) >= _SOLID:
            return Strength.PHRASE
        return Strength.SHORT if len(solid) > _LETTERS else Strength.WEAK
    return Strength.WORD if words and _is_distinctive(words[0]) else Strength.WEAK


def _is_distinctive(word: str) -> bool:
    if any(character.isalpha() for character in word):
        return len(word) >= _LETTERS
    digits = sum(character.isdigit() for character in word)
    return digits >= (_LONG_INTEGER if digits == len(word) else _DIGITS)


def folded(text: str) -> str:
    """Return `text` without case, compatibility forms, combining marks and what is not seen."""
    bare = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    if bare.isascii():
        return bare
    decomposed = unicodedata.normalize("NFD", bare)
    return "".join(character for character in decomposed if not unicodedata.combining(character))
