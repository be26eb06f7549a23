"""Edits that change no word of the text: how it looks, what is filled in. None has a place in a pack."""

from __future__ import annotations

from collections.abc import Iterator

from studypack.backends.docx.lines import Kind, Line
from studypack.backends.docx.visible import LETTERS
from studypack.pulling.comparing import Comparison, told
from studypack.pulling.desk import Desk
from studypack.pulling.fields import ROOM, Filled, filled, filled_by_place
from studypack.pulling.notices import Notice, Sort, quoted
from studypack.pulling.opening import Worksheet
from studypack.spans import Span


def looks_edited(base: Line, edited: Line) -> bool:
    """Return whether a line looks other than it did, though it may say the same."""
    return (
        bool(set(edited.look) - set(base.look))
        or _style(edited) != _style(base)
        or edited.level != base.level
        or _shown(edited) != _shown(base)
    )


def unseen(seen: Comparison, worksheet: Worksheet) -> list[Notice]:
    """Return a notice for each such edit.

    How a file looked is known only of one that carries it: other programs set much of their own.
    """
    notices = list(_fields(worksheet, seen.desk))
    if worksheet.carried is None:
        return notices
    for base, edited in seen.edits.to_new.items():
        now = seen.changes.to_new.get(base)
        after = seen.edited[edited]
        current = seen.base[base] if now is None else seen.current[now]
        for what in _changes(seen.base[base], after, current):
            text = f"{quoted(told(after))}: {what}"
            notices.append(Notice(Sort.LOST, seen.span_near(edited), text))
    for edited, now in seen.new.items():
        after = seen.edited[edited]
        own = (set(after.look) & set(LETTERS.values())) - set(seen.current[now].look)
        if own:
            text = f"{quoted(told(after))}: {_no_place(own)}"
            notices.append(Notice(Sort.LOST, seen.span_near(edited), text))
    return notices


def _changes(base: Line, edited: Line, current: Line) -> Iterator[str]:
    """Yield what is other in an edited line than in either of the others."""
    own = set(edited.look) - set(base.look) - set(current.look)
    if own:
        yield _no_place(own)
    if _style(edited) not in (_style(base), _style(current)):
        yield f"its style was {_style(base)} and is {_style(edited)}: the source says what it is"
    if edited.level not in (base.level, current.level):
        yield "it was moved to another level of its list"
    for kind, what in _THINGS.items():
        was, now, made = (_said(line, kind) for line in (base, edited, current))
        if len(was) == len(now) and now not in (was, made):
            yield what


_THINGS = {
    Kind.REFERENCE: "the text of a reference was changed, and studypack writes it",
    Kind.PICTURE: "the alternative text of a picture was changed: change it in the source",
}


def _no_place(looks: set[str]) -> str:
    return f"{', '.join(sorted(looks))}: set in Word, and no pack holds how letters look"


def _style(line: Line) -> str:
    return line.style or "normal"


def _shown(line: Line) -> list[list[str]]:
    return [_said(line, kind) for kind in _THINGS]


def _said(line: Line, kind: Kind) -> list[str]:
    return [" ".join(piece.text.split()) for piece in line.pieces if piece.kind is kind]


# --- Fields -----------------------------------------------------------------------------------


def _fields(worksheet: Worksheet, desk: Desk) -> Iterator[Notice]:
    """Yield a notice for each task of which something was filled in, ticked or taken out.

    What is written into room to answer are lines of text, and told as those.
    """
    rooms = {field.tag for field in desk.fields if field.kind == ROOM}
    given = filled(worksheet.fields)
    found = {field.tag for field in worksheet.fields}
    if given is None:
        given = filled_by_place(worksheet.fields, desk.fields)
        found = {field.tag for field in desk.fields}
    if given is None:
        if any(field.text for field in worksheet.fields):
            text = f"its fields are filled in, and it has lost which is which: {_ANSWERS}"
            yield Notice(Sort.LOST, Span(desk.pack_path), text)
        return
    made = filled(desk.fields) or {}
    changed = {tag for tag in found - rooms if given.get(tag, "") != made.get(tag, "") and tag}
    for task, tags in _by_task(sorted(changed), desk).items():
        span = desk.spans.get(task, Span(desk.pack_path))
        text = f"{task}: {_told(tags, made, given)}: {_ANSWERS}"
        yield Notice(Sort.LOST, span, text)


_ANSWERS = "what is answered is no part of the pack; change a key in the source"


def _by_task(tags: list[str], desk: Desk) -> dict[str, list[str]]:
    """Return tags by the id of what they belong to."""
    found: dict[str, list[str]] = {}
    for tag in tags:
        task = tag
        while task not in desk.spans and "." in task:
            task = task.rpartition(".")[0]
        found.setdefault(task, []).append(tag)
    return found


def _told(tags: list[str], made: Filled, given: Filled) -> str:
    """Return what stands in fields now, or what was taken out of them."""
    come = [_value(tag, given[tag]) for tag in tags if tag in given]
    gone = [_value(tag, made[tag]) for tag in tags if tag not in given]
    pieces = [f"{quoted('; '.join(come))} was filled in"] if come else []
    pieces += [f"{quoted('; '.join(gone))} was taken out"] if gone else []
    return ", ".join(pieces)


def _value(tag: str, text: str) -> str:
    """Return what stands in a field; of a box its letter or word."""
    return tag.rpartition(".")[2] if text == "x" else text
