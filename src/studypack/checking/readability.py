"""How hard a text is to read, and whether the pack's pupils can; called by `rules`.

The formulas are those that schools know, one a language; syllables are counted with Pyphen's
hyphenation dictionaries, which are loaded when a pack has a level, and a text that is long
enough to measure and has many vowels.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from studypack.diagnostics import Diagnostics
from studypack.model.base import Audience, Node
from studypack.model.blocks import Heading, Paragraph, StudyBlock, Viewer
from studypack.model.generated import Aid
from studypack.model.inlines import Math, Text
from studypack.model.pack import Pack
from studypack.model.tasks import Organizer, Task
from studypack.model.walk import children, query

LEAST_WORDS = 100
"""Below that a formula measures chance."""

MARGIN = 3
"""So many years a text may be ahead of its readers: formulas are no finer than that."""

_SLACK = 1
"""By so many years the first look may be wrong."""

_AT_SCHOOL = 6
_GROWN = 18


@dataclass(frozen=True, slots=True)
class Measures:
    """What the formulas are made of; shares are of 1."""

    words: int
    words_a_sentence: float
    syllables_a_word: float
    letters_a_word: float
    long_words: float
    many_syllables: float
    one_syllable: float


def reading_level(pack: Pack, found: Diagnostics) -> None:
    """A text for students, in a pack for pupils of eleven, is a text that nobody reads."""
    language = pack.metadata.language.lower().split("-")[0]
    formula = _FORMULAS.get(language)
    year = school_year(pack.metadata.level, pack.metadata.language)
    if formula is None or year is None:
        return
    for place, text in _texts(pack, language):
        if len(text.split()) < LEAST_WORDS:
            continue
        if formula(measures(text, _vowels)) <= year + MARGIN - _SLACK:
            continue
        measured = measures(text, _syllables(pack.metadata.language))
        needed = formula(measured)
        if needed > year + MARGIN:
            found.warning(
                "reading-level",
                f"the text is for readers of {_age(needed)}, "
                f"'{pack.metadata.level}' are about {_age(year)}",
                place.span,
                f"its sentences have {measured.words_a_sentence:.0f} words: shorten them, and "
                "take commoner words",
            )


def _age(year: float) -> str:
    """Return how old pupils are at the end of a year of school."""
    age = round(year) + _AT_SCHOOL
    return f"{age}" if age < _GROWN else f"{_GROWN} and more"


# --- What is read -----------------------------------------------------------------------------

_UNREAD = (Task, Aid, Organizer)


def _texts(pack: Pack, language: str) -> Iterator[tuple[Node, str]]:
    """Yield every text that pupils read by itself, and the block at which it begins.

    That is a directive that is no task, or what stands between two headings and directives.
    """
    place: Node | None = None
    pieces: list[str] = []
    for block in pack.blocks:
        if isinstance(block, StudyBlock | Heading):
            if place is not None and pieces:
                yield place, " ".join(pieces)
            place, pieces = (block if isinstance(block, Heading) else None), []
        if isinstance(block, StudyBlock):
            if _speaks(block, language):
                yield block, " ".join(_sentences(block))
        elif not isinstance(block, Heading):
            place = place or block
            pieces += _sentences(block)
    if place is not None and pieces:
        yield place, " ".join(pieces)


def _speaks(block: StudyBlock, language: str) -> bool:
    return block.lang.lower().split("-")[0] in {"", language}


def _sentences(node: Node) -> Iterator[str]:
    """Yield the paragraphs in `node` that pupils read; one with a formula is no plain text."""
    if node.FOR is not Audience.STUDENT or isinstance(node, _UNREAD):
        return
    if isinstance(node, StudyBlock) and node.viewer is Viewer.TEACHER:
        return
    if isinstance(node, Paragraph):
        if next(query(node, Math), None) is None:
            text = "".join(one.text for one in query(node, Text)).strip()
            yield text if text.endswith((".", "!", "?", "…")) else f"{text}."
        return
    for child in children(node):
        yield from _sentences(child)


# --- Measuring --------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_END = re.compile(r"[.!?…]+[”’»\")\]]*(?=\s|$)")
_LONG = 6
_MANY = 3


def measures(text: str, count: Callable[[str], int]) -> Measures:
    """Return what a text of at least one word is made of; `count` tells a word's syllables."""
    words = _WORD.findall(text)
    syllables = [count(word) for word in words]
    total = len(words)
    return Measures(
        words=total,
        words_a_sentence=total / max(1, len(_END.findall(text))),
        syllables_a_word=sum(syllables) / total,
        letters_a_word=sum(map(len, words)) / total,
        long_words=sum(len(word) > _LONG for word in words) / total,
        many_syllables=sum(number >= _MANY for number in syllables) / total,
        one_syllable=sum(number == 1 for number in syllables) / total,
    )


_VOWELS = re.compile(r"[aeiouyà-æè-ïò-öù-ýÿœ]+", re.IGNORECASE)


def _vowels(word: str) -> int:
    """Return a number of syllables that is too high rather than too low, for a first look."""
    return max(1, len(_VOWELS.findall(word)))


@cache
def _syllables(language: str) -> Callable[[str], int]:
    """Return what counts the syllables of a word of `language`."""
    import pyphen

    # American patterns break at sounds, British ones at the parts of a word.
    name = "en_US" if language.lower().startswith("en") else language.replace("-", "_")
    known = pyphen.language_fallback(name) or name.split("_")[0]
    dictionary = pyphen.Pyphen(lang=known, left=1, right=1)
    counted: dict[str, int] = {}

    def count(word: str) -> int:
        if word not in counted:
            counted[word] = len(dictionary.positions(word)) + 1
        return counted[word]

    return count


def _flesch_kincaid(text: Measures) -> float:
    return 0.39 * text.words_a_sentence + 11.8 * text.syllables_a_word - 15.59


def _wiener_sachtextformel(text: Measures) -> float:
    return (
        19.35 * text.many_syllables
        + 0.1672 * text.words_a_sentence
        + 12.97 * text.long_words
        - 3.27 * text.one_syllable
        - 0.875
    )


def _crawford(text: Measures) -> float:
    return -20.5 / text.words_a_sentence + 4.9 * text.syllables_a_word - 3.407


def _kandel_moles(text: Measures) -> float:
    return _year_of_ease(207 - 1.015 * text.words_a_sentence - 73.6 * text.syllables_a_word)


def _douma(text: Measures) -> float:
    return _year_of_ease(206.84 - 0.93 * text.words_a_sentence - 77 * text.syllables_a_word)


def _gulpease(text: Measures) -> float:
    """Return the year that the index stands for: 80 the fifth, 60 the eighth, 40 the thirteenth."""
    index = 89 + 300 / text.words_a_sentence - 10 * text.letters_a_word
    return 5 + (80 - index) * 0.15 if index >= 60 else 8 + (60 - index) * 0.25  # noqa: PLR2004


def _year_of_ease(ease: float) -> float:
    """Return the school year of Flesch's table: 90 the fifth, 65 the eighth, 30 the thirteenth."""
    return 5 + (90 - ease) * 0.12 if ease >= 65 else 8 + (65 - ease) / 7  # noqa: PLR2004


_FORMULAS: Mapping[str, Callable[[Measures], float]] = {
    "en": _flesch_kincaid,
    "de": _wiener_sachtextformel,
    "es": _crawford,
    "fr": _kandel_moles,
    "it": _gulpease,
    "nl": _douma,
}

# --- The pack's level -------------------------------------------------------------------------

_LAST = r"(?:\d{1,2}\D{1,12})?(?P<n>\d{1,2})"
"""A number, or the last of two: 'Years 10 and 11', 'ages 11–14'."""

_LEVELS: tuple[tuple[re.Pattern[str], Callable[[int], int]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), year)
    for pattern, year in (
        (rf"\bages?\s+{_LAST}", lambda age: age - 5),
        (rf"{_LAST}\s*(?:years old|jahren?\b|ans\b|años|anni|jaar)", lambda age: age - 5),
        (
            rf"\b(?:grades?|class|klassen?|jahrgangsstufen?|klassenstufen?|klas|grados?)\s+{_LAST}",
            int,
        ),
        (
            r"(?P<n>\d{1,2})(?:st|nd|rd|th)\s+grade|(?P<m>\d{1,2})\.\s*(?:klasse|jahrgangsstufe)",
            int,
        ),
        (r"\bkey stage\s+(?P<n>[1-4])|\bks\s?(?P<m>[1-4])", (0, 1, 5, 8, 10).__getitem__),
        (r"(?P<n>\d)\s?\.?\s?[ºo°]?\s*(?:de\s+)?(?:la\s+)?primaria", int),
        (r"(?P<n>\d)\s?\.?\s?[ºo°]?\s*(?:de\s+)?(?:la\s+)?eso\b", lambda year: 6 + year),
        (r"(?P<n>\d)\s?\.?\s?[ºo°]?\s*(?:de\s+)?bachillerato", lambda year: 10 + year),
        (r"\b(?P<n>[3-6])\s?(?:e|ème|ᵉ)\b", lambda form: 12 - form),
    )
)
_NAMED = (
    (re.compile(r"\bgcse\b", re.IGNORECASE), 10),
    (re.compile(r"\ba[ -]levels?\b|\bsixth form\b", re.IGNORECASE), 12),
)
_BRITISH_YEAR = re.compile(rf"\byears?\s+{_LAST}", re.IGNORECASE)
_COUNT_FROM_SIX = ("en-au", "en-nz")


def school_year(level: str, language: str) -> int | None:
    """Return the highest year of school, from the age of six, that a pack's level names."""
    match = _BRITISH_YEAR.search(level)
    if match is not None:
        return int(match["n"]) - (not language.lower().startswith(_COUNT_FROM_SIX))
    for pattern, year in _LEVELS:
        match = pattern.search(level)
        if match is not None:
            return year(int(next(filter(None, match.groups()))))
    return next((year for pattern, year in _NAMED if pattern.search(level)), None)
