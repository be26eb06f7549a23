"""What is written in the room to answer of a file whose fields have lost their tags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studypack.backends.docx.opened import sheet_of
from studypack.backends.docx.visible import style_names
from studypack.pulling import Filled, Worksheet
from studypack.pulling.fields import LONGEST, text_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

Trail = tuple[tuple[str, str], ...]
"""In the order of a text: each bookmark with '', and '' with what is written in room to answer."""

_ROOMS = {"answerline", "answerspace", "answerbox", "squaredpaper"}
"""Names of the styles of room to write in, in small letters without spaces."""


def trail(worksheet: Worksheet) -> Trail:
    """Return the bookmarks of a text and what is written between them, in room to answer."""
    found: list[tuple[str, str]] = []
    sheet = sheet_of(worksheet.parts)
    styles = style_names(sheet.styles)
    for paragraph in sheet.document.iter(f"{_W}p"):
        names = (mark.get(f"{_W}name", "") for mark in paragraph.iter(f"{_W}bookmarkStart"))
        found += ((name, "") for name in names if name)
        text = text_of(paragraph)
        if text and _is_room(paragraph, styles):
            found.append(("", text))
    return tuple(found)


def _is_room(paragraph: Any, styles: Mapping[str, str]) -> bool:
    table = next(paragraph.iterancestors(f"{_W}tbl"), None)
    used = (
        paragraph.find(f"{_W}pPr/{_W}pStyle"),
        None if table is None else table.find(f"{_W}tblPr/{_W}tblStyle"),
    )
    ids = (style.get(f"{_W}val", "") for style in used if style is not None)
    return any(styles.get(id, id.lower()) in _ROOMS for id in ids)


def written(found: Trail, rooms: Mapping[str, str]) -> Filled:
    """Return what is written in the rooms of tasks. rooms: bookmark of a task → tag of its room

    LibreOffice keeps the field round the first line of a room alone: the next lines are found here.
    """
    given: dict[str, list[str]] = {}
    tag = ""
    for bookmark, text in found:
        tag = rooms.get(bookmark, tag)
        if text and tag:
            given.setdefault(tag, []).append(text)
    return {tag: "\n".join(texts)[:LONGEST] for tag, texts in given.items()}
