"""Languages as Word names them: which of its three the language of a run is, and its region.

Word keeps three languages for every run (§17.3.2.20): one for Latin and similar scripts, one for
East Asian, one for scripts that run from right to left. Its proofing tools want a region.
"""

from __future__ import annotations

from functools import cache

from studypack.backends.docx.wordml import element
from studypack.labels.scripts import is_right_to_left

_EAST_ASIAN = frozenset({"Hans", "Hant", "Jpan", "Kore", "Hira", "Kana", "Hang", "Hani", "Bopo"})


@cache
def full_tag(tag: str) -> tuple[str, str, str]:
    """Return language, script and region of a BCP 47 tag, the likely ones where it names none.

    'fr' is ('fr', 'Latn', 'FR'); a tag that CLDR does not know keeps what it says.
    """
    from babel.core import get_global, parse_locale

    try:
        language, region, script, *_ = parse_locale(tag, sep="-")
    except ValueError:
        return tag, "Latn", ""
    likely = get_global("likely_subtags")
    known = (f"{language}_{script}", f"{language}_{region}", language)
    guess = next((likely[key] for key in known if key in likely), "")
    parts = guess.split("_") if guess else []
    if len(parts) == 3:  # noqa: PLR2004  # language, script, region: CLDR's maximal form
        script, region = script or parts[1], region or parts[2]
    return language, script or "Latn", region or ""


_ITALICS = frozenset({"Latn", "Cyrl", "Grek"})


def has_italics(tag: str) -> bool:
    """Return whether the script of a language has italics."""
    return full_tag(tag)[1] in _ITALICS


_WITH_READINGS = frozenset({"Hans", "Hant", "Jpan"})


def has_readings(tag: str) -> bool:
    """Return whether readings may stand above the characters of a language."""
    return full_tag(tag)[1] in _WITH_READINGS


def attribute_of(tag: str) -> str:
    """Return which attribute of `w:lang` holds a language: 'val', 'eastAsia' or 'bidi'."""
    if is_right_to_left(tag):
        return "bidi"
    return "eastAsia" if full_tag(tag)[1] in _EAST_ASIAN else "val"


def word_tag(tag: str) -> str:
    """Return a language with its region, as Word's proofing tools want it: 'fr' is 'fr-FR'."""
    language, _, region = full_tag(tag)
    return f"{language}-{region}" if region else language


@cache
def lang_element(tag: str) -> str:
    """Return the `w:lang` of a run in a language, '' for none."""
    return element("lang", **{attribute_of(tag): word_tag(tag)}) if tag else ""


def document_lang(tag: str, name: str = "lang") -> str:
    """Return the `w:lang` (or `w:themeFontLang`) of a whole document.

    Every document may hold a word of another script; so all three languages are always named.
    """
    languages = {"val": "en-GB", "eastAsia": "ja-JP", "bidi": "ar-SA"}
    return element(name, **{**languages, attribute_of(tag): word_tag(tag)})
