"""Tracked changes and comments; and, in the end, what did not come home."""

from __future__ import annotations

from studypack.backends.docx.carried import mark_of
from studypack.pulling.comparing import Comparison, told
from studypack.pulling.glyphs import key_of
from studypack.pulling.moves import disorder, moved_lines
from studypack.pulling.notices import Notice, Sort, quoted
from studypack.pulling.opening import Worksheet
from studypack.spans import Span

_SHOWN = {"inserted": "inserted ", "deleted": "deleted ", "comment": ""}


def remarks(seen: Comparison) -> list[Notice]:
    """Return a note for each tracked change and comment: where, whose, what."""
    found = []
    for index, line in enumerate(seen.edited):
        for aside in line.asides:
            what = f"{_SHOWN[aside.kind]}{quoted(aside.text) if aside.kind != 'comment' else aside.text}"
            author = aside.author or "somebody"
            found.append(Notice(Sort.REMARK, seen.span_near(index), f"{author}: {what}"))
    return found


def new_running_texts(worksheet: Worksheet) -> list[str]:
    """Return what headers and footers say that they did not when the worksheet was made."""
    if worksheet.carried is None:
        return []
    known = worksheet.carried.running  # in files made before there were marks, the texts
    return [text for text in worksheet.running if not {text, mark_of(text)} & set(known)]


def running_edits(path: str, worksheet: Worksheet) -> list[Notice]:
    """Return a notice for each new text in headers and footers, which no pack holds."""
    told = "in a header or footer: the school's name and its lines go into studypack.toml"
    return [
        Notice(Sort.LOST, Span(path), f"{quoted(text)} {told}")
        for text in new_running_texts(worksheet)
    ]


def unsettled(seen: Comparison, known: list[Notice]) -> list[Notice]:
    """Return a notice for every edit that the worksheet of the new source does not show.

    known  what was said already: nothing is said twice
    """
    said = " ".join(notice.text for notice in known)
    found = [
        *_texts(seen),
        *_additions(seen),
        *_removals(seen),
        *_moves(seen),
    ]
    return [notice for notice in found if _quote(notice) not in said]


def _quote(notice: Notice) -> str:
    return notice.text.partition("”")[0]


def _texts(seen: Comparison) -> list[Notice]:
    found = []
    for base, edited in seen.edits.to_new.items():
        after = seen.edited[edited]
        now = seen.changes.to_new.get(base)
        if key_of(after) == key_of(seen.base[base]):
            continue
        wanted = seen.both(base, edited)
        if now is None or wanted is None or key_of(seen.current[now]) != key_of(wanted):
            text = f"{quoted(told(after))} was {quoted(told(seen.base[base]))}"
            found.append(Notice(Sort.LOST, seen.span_near(edited), text))
    return found


def _additions(seen: Comparison) -> list[Notice]:
    return [
        Notice(Sort.LOST, seen.span_near(index), f"{quoted(told(seen.edited[index]))} is new")
        for index in seen.additions()
    ]


def _removals(seen: Comparison) -> list[Notice]:
    """Return a notice for each deleted line that the source still has, with what it stands by.

    What studypack writes goes with what it was written for.
    """
    gone = set(seen.removals())
    found = []
    for base in sorted(gone):
        now = seen.changes.to_new.get(base)
        if now is None:
            continue
        text = f"{quoted(told(seen.base[base]))} was deleted in Word"
        if not seen.base[base].origin.line:
            text += ", and studypack writes it"
        found.append(Notice(Sort.LOST, seen.span_of_base(base), text))
    return found


def _moves(seen: Comparison) -> list[Notice]:
    moved = sorted(moved_lines(seen) & set(disorder(seen)))
    return [
        Notice(
            Sort.LOST,
            seen.span_near(index),
            f"{quoted(told(seen.edited[index]))} was moved in Word",
        )
        for index in moved
        if seen.written(index) is not None
    ]
