"""Every generated word, in the language of the pack: one catalogue a language, in TOML.

`checking` and `composing` make one `Labels` from a pack's language and overrides; templates and
backends write no word of their own. The keys are those of catalogue/en.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

from studypack.labels import plurals, scripts
from studypack.labels.quotes import Quotes, quotes_of
from studypack.labels.scripts import collation

Label = str | Mapping[str, str]
"""A text with `{placeholders}`; or, for a label that counts, such a text a plural category."""

CATALOGUES: tuple[str, ...] = (
    "en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "cs", "tr", "el", "ru", "uk",
    "ar", "he", "ja", "zh-Hans", "zh-Hant", "ko", "nb", "fi", "hu", "ro", "sk", "hr", "bg", "ca",
    "id", "vi",
)  # fmt: skip
"""Every language with a catalogue of its own; English is the reference."""

BLOCK_LABELS: Mapping[str, str] = MappingProxyType({
    "keyfacts": "key-facts",
    "quote": "quotation",
    "teacher": "teacher-note",
    "wordbank": "word-bank",
    "errors": "common-errors",
    "quotebank": "quote-bank",
    "themegrid": "theme-grid",
    "charactermap": "character-map",
    "wordsearch": "word-search",
    **{
        name: name
        for name in (
            "context", "overview", "summary", "analysis", "theme", "themes", "symbol", "motif",
            "device", "character", "characters", "relations", "timeline", "vocabulary", "passage",
            "objectives", "note", "tip", "important", "warning", "example", "figure", "question",
            "part", "hint", "answer", "rubric", "activity", "discussion", "anticipation",
            "organizer", "reflection", "starters", "worked", "extension", "glossary", "flashcards", "crossword",
        )
    },
})  # fmt: skip
"""The label of a block without a title of its own: directive → key."""

_NEAR = MappingProxyType({"no": "nb", "nn": "nb", "in": "id"})
"""Languages without a catalogue whose readers read that of another; old tags among them."""

_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")

_COMPOSED: Mapping[str, tuple[str, ...]] = {
    "question": ("question-number", "part-number"),
    "figure": ("figure-number",),
    "line": ("line-number",),
    "page": ("page-of",),
}
"""Labels that say another one: an author who calls a question a task means 'Task 7' too."""

_PLACEHOLDER = re.compile(r"(\{\w+\})")


@dataclass(frozen=True, slots=True)
class Labels:
    """The generated words of one language, with the author's own in their place.

    language  BCP 47 tag of the pack; decides numerals, letters, quotation marks, direction
    texts     key → text, or plural category → text with `{n}`
    spoken    the catalogue's language, by whose rules a label counts
    """

    language: str
    texts: Mapping[str, Label]
    spoken: str = "en"

    @classmethod
    def for_language(
        cls, language: str, overrides: Mapping[str, str] = MappingProxyType({})
    ) -> Labels:
        """Return the labels of the nearest catalogue: 'zh-TW' → zh-Hant, 'nn' → nb, else en.

        overrides  key → text; unknown keys are ignored here and reported by `checking`
        """
        spoken = catalogue_for(language)
        texts = dict(_catalogue(spoken))
        for key, text in overrides.items():
            word = texts.get(key)
            for whole in _COMPOSED.get(key, ()):
                sentence = texts[whole]
                if isinstance(word, str) and isinstance(sentence, str):
                    texts[whole] = sentence.replace(word, text)
        texts.update((key, text) for key, text in overrides.items() if key in texts)
        return cls(language, MappingProxyType(texts), spoken)

    def __getitem__(self, key: str) -> str:
        """Return the text called `key` (KeyError: a key that no catalogue has is our fault)."""
        text = self.texts[key]
        if not isinstance(text, str):
            raise KeyError(f"{key} needs a number: use count()")
        return text

    def count(self, key: str, n: int) -> str:
        """Return the text for `n` of something, by the plural rules of the language."""
        forms = self.texts[key]
        text = forms if isinstance(forms, str) else forms[plurals.category(self.spoken, n)]
        return _fill(text, {"n": self.number(n)})

    def format(self, key: str, **values: str | int) -> str:
        """Return the text with its placeholders filled; whole numbers become numerals.

        A placeholder without a value stays as it is: authors may word labels anew.
        """
        shown = {
            name: self.number(value) if isinstance(value, int) else value
            for name, value in values.items()
        }
        return _fill(self[key], shown)

    def pieces(self, key: str) -> tuple[str, ...]:
        """Return the text cut at its placeholders: 'Page ', '{page}', ' of ', '{pages}'.

        For what a format counts itself, such as pages. No piece is empty.
        """
        return tuple(piece for piece in _PLACEHOLDER.split(self[key]) if piece)

    def number(self, n: int) -> str:
        """Return `n` in the numerals of the language, without grouping."""
        return scripts.numeral(n, self.language)

    def letter(self, index: int) -> str:
        """Return the letter of the option at `index`, from 0: 'A', 'أ', 'ア'."""
        return scripts.option_letter(index, self.language)

    def part_letter(self, index: int) -> str:
        """Return the letter of the part at `index`, from 0, without brackets: 'a'."""
        return scripts.part_letter(index, self.language)

    def listed(self, texts: Iterable[str]) -> str:
        """Return texts as a list in a line: 'a, b', 'a、b', 'أ، ب'."""
        return scripts.listed(texts, self.language)

    @property
    def comma(self) -> str:
        """The comma of the language, with its space: ', ', '، ', '、'."""
        return scripts.comma(self.language)

    @property
    def full_stop(self) -> str:
        """The full stop of the language, with its space: '. ', '。'."""
        return scripts.full_stop(self.language)

    @property
    def direction(self) -> str:
        """'ltr' or 'rtl', as HTML's `dir`."""
        return "rtl" if scripts.is_right_to_left(self.language) else "ltr"

    @property
    def quotes(self) -> Quotes:
        """The quotation marks of the language."""
        return quotes_of(self.language)


def catalogue_for(language: str) -> str:
    """Return the language of `CATALOGUES` nearest to a BCP 47 tag."""
    tag = language.replace("_", "-").lower()
    base = scripts.base_language(tag)
    if base == "zh":
        traditional = any(tag == known or tag.startswith(known + "-") for known in _TRADITIONAL)
        return "zh-Hant" if traditional else "zh-Hans"
    base = _NEAR.get(base, base)
    return base if base in CATALOGUES else "en"


def keys() -> frozenset[str]:
    """Return every key that an author may word anew."""
    return frozenset(_catalogue("en"))


@lru_cache(maxsize=len(CATALOGUES))
def _catalogue(language: str) -> Mapping[str, Label]:
    folder = resources.files("studypack.labels") / "catalogue"
    text = (folder / f"{language}.toml").read_text("utf-8")
    return MappingProxyType(tomllib.loads(text))


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: values.get(found[0][1:-1], found[0]), text)


__all__ = [
    "BLOCK_LABELS",
    "CATALOGUES",
    "Label",
    "Labels",
    "Quotes",
    "catalogue_for",
    "collation",
    "keys",
]
