"""The lines round the pack's text: the school's own document, and what asks for a pupil's name.

They have no place in a pack. What was edited in them is told; the other steps never see them.
"""

from __future__ import annotations

from collections.abc import Sequence

from studypack.backends.docx.lines import Line
from studypack.pulling.glyphs import said
from studypack.pulling.matching import paired
from studypack.pulling.notices import Notice, Sort, quoted
from studypack.spans import Span

_ELSEWHERE = "it stands in the school's own document"


def unframed(
    base: Sequence[Line], edited: Sequence[Line], path: str, notices: list[Notice]
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Return the lines as made and as edited without those round the pack's text.

    path  of the pack, for what is told
    """
    pairs = paired(base, edited)
    gone: set[int] = set()
    for index, line in enumerate(base):
        if not line.frame or line.is_empty:
            continue
        now = pairs.to_new.get(index)
        if now is None:
            text = f"{quoted(said(line))} was deleted in Word: {_ELSEWHERE}"
            notices.append(Notice(Sort.LOST, Span(path), text))
            continue
        gone.add(now)
        after = edited[now]
        if " ".join(after.plain.split()) != " ".join(line.plain.split()):
            text = f"{quoted(said(after))} was {quoted(said(line))}: {_ELSEWHERE}"
            notices.append(Notice(Sort.LOST, Span(path), text))
    kept = tuple(line for index, line in enumerate(edited) if index not in gone)
    return tuple(line for line in base if not line.frame), kept
