"""From a pack as read to a pack that holds together: the only maker of `CheckedPack`."""

from __future__ import annotations

from studypack.checking import allowances
from studypack.checking.resolve import resolve
from studypack.checking.rules import RULES
from studypack.diagnostics import Diagnostics
from studypack.model.pack import CheckedPack, Pack


def check(pack: Pack, found: Diagnostics) -> CheckedPack | None:
    """Return `pack` resolved and numbered, or None if `found` then has an error.

    Every fault is reported, also those behind the first, but not what the author allows. O(n) in nodes of the tree.
    """
    met = Diagnostics()
    resolved, titles = resolve(pack, met)
    for rule in RULES.values():
        rule(resolved, met)
    allowances.report(resolved, met, found)
    return None if found.has_errors else CheckedPack(resolved, titles)


__all__ = ["check"]
