"""The first step: lines whose text, emphasis or things were changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from studypack.backends.docx.lines import Line
from studypack.pulling.comparing import Comparison, told
from studypack.pulling.front import front_edit, option_edit
from studypack.pulling.glyphs import Glyph, evened, glyphs_of, key_of, said, shared_out
from studypack.pulling.notices import Notice, Sort, quoted
from studypack.pulling.sources import Splice
from studypack.pulling.steps import Edit
from studypack.pulling.wording import CannotWrite, plain_signs, reworded
from studypack.spans import Span


def text_edits(seen: Comparison, parts: Mapping[str, bytes], notices: list[Notice]) -> list[Edit]:
    """Return an edit for each changed line; what cannot be one goes to `notices`."""
    edits = []
    for base, edited in sorted(seen.edits.to_new.items()):
        before, after = seen.base[base], seen.edited[edited]
        if key_of(before) == key_of(after):
            continue
        now = seen.changes.to_new.get(base)
        if now is None:
            text = f"{quoted(told(after))} was changed in Word and is gone from the source"
            notices.append(Notice(Sort.CONFLICT, seen.span_of_base(base), text))
            continue
        if key_of(seen.current[now]) == key_of(after):
            continue
        wanted = seen.both(base, edited)
        if wanted is None:
            notices.append(_conflict(seen, base, now, after))
        elif edit := _edit(seen, now, wanted, parts, notices):
            edits.append(edit)
    return edits


def _conflict(seen: Comparison, base: int, now: int, after: Line) -> Notice:
    text = (
        f"{quoted(told(seen.base[base]))} became {quoted(told(after))} in Word "
        f"and {quoted(told(seen.current[now]))} in the source"
    )
    return Notice(Sort.CONFLICT, seen.span_of_base(base), text)


def _edit(
    seen: Comparison, now: int, after: Line, parts: Mapping[str, bytes], notices: list[Notice]
) -> Edit | None:
    """Return the edit that makes a line of the source say what its edited form says."""
    line = seen.current[now]
    even = evened if line.cell and evened(line.pieces) is line.pieces else tuple
    old, new = glyphs_of(line.pieces), glyphs_of(even(after.pieces))
    shares, touched = shared_out(old, new)
    span = line.origin if line.origin.line else seen.span_near_current(now)
    edit = Edit(told(after), span)
    if touched:
        front = front_edit(seen.desk, line, after) or _marks_edit(seen, now, after)
        if front is not None:
            edit.add(*front)
            return edit
        text = f"{quoted(told(after))}: what studypack itself writes here was {quoted(told(line))}"
        notices.append(Notice(Sort.LOST, span, text))
    for origin, share in shares.items():
        mine = [glyph for glyph in old if glyph.origin == origin]
        if [glyph.key for glyph in mine] == [glyph.key for glyph in share]:
            continue
        try:
            found = _reworded(seen, origin, mine, share, parts)
        except CannotWrite as fault:
            text = f"{quoted(told(after))}: {fault} cannot be written here"
            notices.append(Notice(Sort.LOST, origin, text))
            return None
        edit.add(*found)
    if not touched and not any(piece.part for piece in after.pieces):
        edit.wanted.append(key_of(after))
    return edit if edit.splices else None


def _marks_edit(seen: Comparison, now: int, after: Line) -> tuple[str, Splice] | None:
    """Return the edit that gives a task other marks, if that is all that a line says anew."""
    line = seen.current[now]
    if line.style != "marks" or _NUMBER.sub("", said(line)) != _NUMBER.sub("", said(after)):
        return None
    numbers = _NUMBER.findall(said(after))
    found = seen.desk.run_at(seen.span_near_current(now))
    if found is None or len(numbers) != 1:
        return None
    file, extent, _ = found
    task = next((one for one in extent.above() if one.name in ("question", "part")), None)
    if task is None:
        return None
    return file.path, option_edit(file, task.first, "marks", str(int(numbers[0])))


_NUMBER = re.compile(r"\d+")


def _reworded(
    seen: Comparison, origin: Span, old: list[Glyph], new: list[Glyph], parts: Mapping[str, bytes]
) -> tuple[str, Splice]:
    found = seen.desk.run_at(origin)
    if found is None:
        raise CannotWrite("what does not stand in the text of the pack")
    file, extent, run = found
    if not any(glyph.text.strip() for glyph in new):
        raise CannotWrite("nothing at all")
    if run.role in _PLAIN:
        new = plain_signs(new)
    content = reworded(
        run.content,
        old,
        new,
        seen.desk.language,
        partial(seen.desk.picture, parts=parts),
        in_table=extent.kind == "cell",
    )
    if extent.kind == "cell" or run.role:
        content = content.replace("\\\n", " ") if "\n" not in run.content else content
    return file.path, file.replace_run(run, content)


_PLAIN = {"locator", "speaker", "unit", "skill", "time", "kind"}
"""Options whose value is text without emphasis."""
