"""The rules that a pack is checked by once every reference is resolved: one a code.

`checking.check` runs all of `RULES`. What would print wrong is an error; a slip that harms
nobody but the author's intent is a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from studypack.checking import keys, marking, outline, quotations, wording
from studypack.checking.audiences import hidden_reference
from studypack.diagnostics import Diagnostics
from studypack.model.pack import Pack

Rule = Callable[[Pack, Diagnostics], None]

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "hidden-reference": hidden_reference,
        "skipped-heading": outline.skipped_heading,
        "missing-alt": outline.missing_alt,
        "missing-answer": keys.missing_answer,
        "missing-key": keys.missing_key,
        "empty-blank": keys.empty_blank,
        "marks-disagree": marking.marks_disagree,
        "missing-marks": marking.missing_marks,
        "choose-disagrees": marking.choose_disagrees,
        "unknown-label": wording.unknown_label,
        "altered-quotation": quotations.altered_quotation,
        "missing-glyph": wording.missing_glyph,
        "nothing-to-gather": outline.nothing_to_gather,
        "unused-image": outline.unused_image,
    }
)
"""The rules by the code that they report."""

_MET_BEFORE = frozenset({"missing-bank-word", "unknown-theme"})
_UNSOUND = frozenset({"hidden-reference", "skipped-heading"})

ALLOWABLE: frozenset[str] = (_MET_BEFORE | RULES.keys()) - _UNSOUND
"""What an author may allow at a block. All else would leave no pack, no sound file, or a leak."""
