"""Rules on what pupils choose, join, sort and put in order; called by `rules`.

Two cards that look the same cannot be told apart: whoever takes the wrong one is right.
"""

from __future__ import annotations

from collections.abc import Iterator

from studypack.checking.phrases import folded, said
from studypack.diagnostics import Diagnostics
from studypack.model.base import Node
from studypack.model.pack import Pack
from studypack.model.tasks import Categorising, Matching, Options, Ordering
from studypack.model.walk import query, walk


def equal_options(pack: Pack, found: Diagnostics) -> None:
    """Of two options that say the same one is right and the other is not, or both are."""
    for options in query(pack.blocks, Options):
        for option, text in _repeated(tuple((one, one.body) for one in options.options)):
            found.warning(
                "equal-options",
                f"two options say the same: '{text}'",
                option.span,
                "write another one, or take one of them away",
            )


def too_many_keys(pack: Pack, found: Diagnostics) -> None:
    """Where one option is to be ticked, two right ones leave a pupil with half of the key."""
    for options in query(pack.blocks, Options):
        right = [option for option in options.options if option.right]
        if not options.several and len(right) > 1:
            found.warning(
                "too-many-keys",
                f"{len(right)} options are right, of which pupils choose one",
                right[1].span,
                "write ':type: multiple', or leave one [x]",
            )


def all_right(pack: Pack, found: Diagnostics) -> None:
    """Who ticks everything without reading has full marks."""
    for options in query(pack.blocks, Options):
        if options.several and options.options and all(one.right for one in options.options):
            found.warning(
                "all-right",
                "every option is right: whoever ticks all has the answer",
                options.span,
                "add one that is wrong",
            )


def ambiguous_pairs(pack: Pack, found: Diagnostics) -> None:
    """Two cards that look the same may each go where the other should."""
    for node in walk(pack.blocks):
        match node:
            case Matching(left=left, right=right):
                for column in (left, right):
                    _report_cards(column, "two cards of a column say the same", found)
            case Categorising(cards=cards):
                _report_cards(cards, "two cards to sort say the same", found)
            case Ordering(steps=steps):
                _report_cards(steps, "two steps say the same", found)
            case _:
                pass


def _report_cards(cards: tuple[Node, ...], message: str, found: Diagnostics) -> None:
    for card, text in _repeated(tuple((one, (one,)) for one in cards)):
        found.warning(
            "ambiguous-pairs",
            f"{message}: '{text}'",
            card.span,
            "word one of them so that only one place is right for it",
        )


def _repeated(
    worded: tuple[tuple[Node, tuple[Node, ...]], ...],
) -> Iterator[tuple[Node, str]]:
    """Yield every node whose words an earlier one has already, and the words."""
    seen: set[str] = set()
    for node, inside in worded:
        text = said(inside)
        key = folded(text)
        if key and key in seen:
            yield node, text
        seen.add(key)
