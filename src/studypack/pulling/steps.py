"""Edits that belong together, and how they are tried: all at once, else one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from studypack.pulling.desk import CannotMake, Desk
from studypack.pulling.glyphs import key_of
from studypack.pulling.notices import Notice, Sort, quoted
from studypack.pulling.sources import Splice
from studypack.spans import Span


@dataclass(slots=True)
class Edit:
    """What brings one change home: it is made whole or not at all.

    about  what the changed line says
    span   the place of the source that it is about
    wanted keys of lines that the worksheet must have then
    """

    about: str
    span: Span
    splices: dict[str, list[Splice]] = field(default_factory=dict)
    wanted: list[object] = field(default_factory=list)

    def add(self, path: str, splice: Splice) -> None:
        """Add a splice of a file."""
        self.splices.setdefault(path, []).append(splice)


def make_edits(
    desk: Desk, edits: list[Edit], notices: list[Notice], succeeded: Callable[[], bool]
) -> bool:
    """Make edits in the copy; those that spoil the pack are taken back and told of.

    succeeded  whether the worksheet then says what it should, as far as this step goes
    returns    whether anything was made
    """
    if not edits:
        return False
    if _tried(desk, edits, succeeded) == "":
        return True
    made = False
    # From the end on: what an edit changes stands behind the places of those to come.
    for edit in sorted(edits, key=lambda one: one.span, reverse=True):
        why = _tried(desk, [edit], succeeded if len(edits) == 1 else lambda: True)
        made = made or not why
        if why:
            notices.append(_lost(edit, why))
    return made


def _tried(desk: Desk, edits: Sequence[Edit], succeeded: Callable[[], bool]) -> str:
    """Make edits together; return '', or why they cannot be, and then nothing is changed."""
    together: dict[str, list[Splice]] = {}
    wanted = {key for edit in edits for key in edit.wanted}
    for edit in edits:
        for path, splices in edit.splices.items():
            together.setdefault(path, []).extend(splices)
    try:
        before = desk.apply(together)
    except CannotMake as fault:
        return f"the pack would have an error, {fault}"
    if wanted <= {key_of(line) for line in desk.lines} and succeeded():
        return ""
    desk.restore(before)
    return "the source has no place for it"


def _lost(edit: Edit, why: str) -> Notice:
    return Notice(Sort.LOST, edit.span, f"{quoted(edit.about)}: {why}")
