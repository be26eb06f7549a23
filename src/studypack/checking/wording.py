"""Rules on labels and characters; called by `rules`."""

from __future__ import annotations

import unicodedata

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
    """A character that no font has prints as an empty box, and makes a PDF invalid."""
    from studypack.fonts import uncovered

    runs = [node for node in walk(pack.roots) if isinstance(node, Text | Code)]
    missing = uncovered("".join(run.text for run in runs) + pack.metadata.title)
    if not missing:
        return
    for run in runs:
        for character in sorted(missing.intersection(run.text)):
            _report_glyph(character, run.span, found)
    for character in sorted(missing.intersection(pack.metadata.title)):
        _report_glyph(character, pack.span, found)


def _report_glyph(character: str, span: Span, found: Diagnostics) -> None:
    name = unicodedata.name(character, "a character without a name")
    found.warning(
        "missing-glyph",
        f"no font has '{character}' (U+{ord(character):04X} {name})",
        span,
        "print would show an empty box: use another character or a picture",
    )
