"""The rules that a pack is checked by once every reference is resolved: one a code.

`checking.check` runs all of `RULES`. What would print wrong is an error; a slip that harms
nobody but the author's intent is a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from studypack.checking import (
    choices,
    giveaways,
    keys,
    marking,
    notes,
    numbers,
    outline,
    quotations,
    readability,
    themes,
    wording,
)
from studypack.checking.audiences import hidden_reference
from studypack.diagnostics import Diagnostics
from studypack.model.pack import Pack

Rule = Callable[[Pack, Diagnostics], None]

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "hidden-reference": hidden_reference,
        "skipped-heading": outline.skipped_heading,
        "missing-alt": outline.missing_alt,
        "bad-place": outline.bad_place,
        "missing-answer": keys.missing_answer,
        "missing-key": keys.missing_key,
        "too-many-keys": choices.too_many_keys,
        "all-right": choices.all_right,
        "equal-options": choices.equal_options,
        "ambiguous-pairs": choices.ambiguous_pairs,
        "missing-tolerance": numbers.missing_tolerance,
        "unit-disagrees": numbers.unit_disagrees,
        "empty-blank": keys.empty_blank,
        "article-betrays": giveaways.article_betrays,
        "answer-given-away": giveaways.answer_given_away,
        "marks-disagree": marking.marks_disagree,
        "missing-marks": marking.missing_marks,
        "choose-disagrees": marking.choose_disagrees,
        "grade-out-of-reach": marking.grade_out_of_reach,
        "rubric-disagrees": marking.rubric_disagrees,
        "unused-theme": themes.unused_theme,
        "reading-level": readability.reading_level,
        "long-note": notes.long_note,
        "unknown-label": wording.unknown_label,
        "altered-quotation": quotations.altered_quotation,
        "missing-glyph": wording.missing_glyph,
        "font-lacks-letters": wording.font_lacks_letters,
        "nested-cards": outline.nested_cards,
        "nothing-to-gather": outline.nothing_to_gather,
        "unused-image": outline.unused_image,
    }
)
"""The rules by the code that they report."""

_MET_BEFORE = frozenset({"missing-bank-word", "unknown-theme"})
_UNSOUND = frozenset({"hidden-reference", "skipped-heading", "bad-place"})

ALLOWABLE: frozenset[str] = (_MET_BEFORE | RULES.keys()) - _UNSOUND
"""What an author may allow at a block. All else would leave no pack, no sound file, or a leak."""
