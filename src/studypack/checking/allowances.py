"""What an author allows is not reported; what is allowed in vain is. Called by `checking.check`."""

from __future__ import annotations

from collections.abc import Iterator

from studypack.checking.rules import ALLOWABLE
from studypack.diagnostics import CODES, Diagnostics, did_you_mean
from studypack.model.allowance import Allowance
from studypack.model.base import Node
from studypack.model.pack import Pack
from studypack.model.walk import walk
from studypack.spans import Span


def report(pack: Pack, met: Diagnostics, found: Diagnostics) -> None:
    """Add to `found` what of `met` the author of `pack` does not allow, and what is wrong with it.

    An allowance counts for its block and all that is inside, one in the front matter everywhere.
    O(n) in nodes.
    """
    everywhere = pack.metadata.allow
    there = _by_place(pack)
    used: set[Span] = set()
    for fault in met:
        fitting = [
            one for one in (*everywhere, *there.get(fault.span, ())) if one.code == fault.code
        ]
        if not fitting or fault.code not in ALLOWABLE:
            found.extend((fault,))
        used.update(one.span for one in fitting)
    for allowance in (*everywhere, *_written(pack)):
        _judge(allowance, allowance.span in used, found)


def _bearers(pack: Pack) -> Iterator[tuple[Node, tuple[Allowance, ...]]]:
    for node in walk(pack.roots):
        allowances: tuple[Allowance, ...] = getattr(node, "allow", ())
        if allowances:
            yield node, allowances


def _written(pack: Pack) -> Iterator[Allowance]:
    return (allowance for _, allowances in _bearers(pack) for allowance in allowances)


def _by_place(pack: Pack) -> dict[Span, list[Allowance]]:
    """Return what is allowed at each span that a fault may have."""
    there: dict[Span, list[Allowance]] = {}
    for bearer, allowances in _bearers(pack):
        for span in {node.span for node in walk(bearer)}:
            there.setdefault(span, []).extend(allowances)
    return there


def _judge(allowance: Allowance, used: bool, found: Diagnostics) -> None:
    code, span = allowance.code, allowance.span
    if code not in CODES:
        found.error(
            "unknown-code",
            f"no diagnostic is called '{code}'",
            span,
            did_you_mean(code, ALLOWABLE) or "write the word in brackets: 'warning[the-word]'",
        )
    elif code not in ALLOWABLE:
        found.error(
            "unknown-code",
            f"'{code}' cannot be allowed",
            span,
            "mend what it speaks of: with it the files could not be sound",
        )
    elif not allowance.reason:
        found.error(
            "missing-reason",
            f"nothing says why '{code}' is allowed",
            span,
            f"write the reason behind a dash: '{code} – because …'",
        )
    elif not used:
        found.warning(
            "idle-allowance",
            f"'{code}' is allowed, but does not occur here",
            span,
            "take it away: what it stood for has been mended",
        )
