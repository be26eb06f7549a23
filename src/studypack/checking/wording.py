"""Rules on labels and characters; called by `rules`."""

from __future__ import annotations

import unicodedata
from collections import Counter

from studypack import labels
from studypack.diagnostics import Diagnostics, did_you_mean
from studypack.model.inlines import Code, Text
from studypack.model.pack import Pack
from studypack.model.walk import walk
from studypack.spans import Span


def unknown_label(pack: Pack, found: Diagnostics) -> None:
    """A label that nothing prints was probably misspelt."""
    known = labels.keys()
    for key in pack.metadata.labels:
        if key not in known:
            found.warning(
                "unknown-label",
                f"no label is called '{key}'",
                pack.span,
                did_you_mean(key, known) or "the documentation lists all labels",
            )


def missing_glyph(pack: Pack, found: Diagnostics) -> None:
    """A character that no font has prints as an empty box."""
    from studypack import fonts

    runs = _runs(pack)
    missing = fonts.uncovered("".join(run.text for run in runs) + pack.metadata.title)
    for face in pack.school.typefaces.all:
        missing &= fonts.lacking(face, "".join(missing))
    if not missing:
        return
    for run in runs:
        for character in sorted(missing.intersection(run.text)):
            _report_glyph(character, run.span, found)
    for character in sorted(missing.intersection(pack.metadata.title)):
        _report_glyph(character, pack.span, found)


def _runs(pack: Pack) -> list[Text | Code]:
    return [node for node in walk(pack.roots) if isinstance(node, Text | Code)]


def font_lacks_letters(pack: Pack, found: Diagnostics) -> None:
    """Letters that the school's font lacks are set in another, in the middle of words."""
    if not pack.school.typefaces.all:
        return
    from studypack import fonts

    letters = _own_letters(pack.metadata.title + "".join(run.text for run in _runs(pack)))
    for face in pack.school.typefaces.all:
        lacking = sorted(fonts.lacking(face, letters))
        if lacking:
            shown = " ".join(lacking[:_SHOWN]) + (" …" if len(lacking) > _SHOWN else "")
            count = "a letter" if len(lacking) == 1 else f"{len(lacking)} letters"
            found.warning(
                "font-lacks-letters",
                f"'{face.family}' lacks {count} of the pack '{pack.slug}': {shown}",
                face.span,
                "they are set in another font: choose one that is made for the language",
            )


_SHOWN = 12
_COMMON = 0.25
"""The share of a text's letters from which on a script is the text's own, not that of a quotation."""


def _own_letters(text: str) -> str:
    """Return the letters of the scripts that a text is written in, each once."""
    counts = Counter(character for character in text if character.isalpha())
    scripts: Counter[str] = Counter()
    for character, count in counts.items():
        scripts[_script(character)] += count
    own = {name for name, count in scripts.items() if count >= _COMMON * counts.total()}
    return "".join(sorted(letter for letter in counts if _script(letter) in own))


def _script(letter: str) -> str:
    """Return the first word of a letter's name: 'LATIN', 'ARABIC', 'CJK', …"""
    return unicodedata.name(letter, "").partition(" ")[0]


def _report_glyph(character: str, span: Span, found: Diagnostics) -> None:
    name = unicodedata.name(character, "a character without a name")
    found.warning(
        "missing-glyph",
        f"no font has '{character}' (U+{ord(character):04X} {name})",
        span,
        "print would show an empty box: use another character or a picture",
    )
