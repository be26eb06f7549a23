"""What stands in the fields of one worksheet, by their tags (`backends.docx.controls`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from studypack.pulling.opening import Worksheet, tree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_STORY = re.compile(r"word/(document|header)\d*\.xml")
_RULE = " \u00a0_\t\n"
"""What an empty field holds to write on."""

_TICKED = "☒☑◉●⦿⊠"
_ON = {"1", "true", "on"}

LONGEST = 10_000
"""Characters of one answer; a cell of a spreadsheet holds 32 767."""

Filled = dict[str, str]
"""Tag of a field → what was typed into it; a ticked box holds 'x'. Empty fields are left out."""


@dataclass(frozen=True, slots=True)
class Field:
    """A content control: its tag and title, what kind it is, and what stands in it."""

    tag: str
    title: str
    kind: str
    text: str


def fields(worksheet: Worksheet) -> tuple[Field, ...]:
    """Return the fields of a worksheet: those of its headers, then those of its text, in order.

    raises `CannotOpen` if a header is broken
    """
    names = sorted(filter(_STORY.fullmatch, worksheet.parts), reverse=True)
    return tuple(field for name in names for field in _fields(tree(worksheet.parts, name)))


def filled(found: Sequence[Field]) -> Filled | None:
    """Return what stands in fields by their tags; None if all have lost them."""
    if not any(field.tag for field in found):
        return None
    return _first_of((field.tag, field.text) for field in found)


def filled_by_place(found: Sequence[Field], made: Sequence[Field]) -> Filled | None:
    """Return what stands in fields without tags; None if it cannot be said which is which.

    made  the fields of the worksheet as it was made. LibreOffice loses tags, but keeps order and
          kinds; of room to write in it keeps the title
    """
    given: Filled = {}
    for kind in _KINDS:
        one = [field for field in found if field.kind == kind]
        other = [field for field in made if field.kind == kind]
        if len(one) != len(other):
            return None
        given |= _first_of((was.tag, now.text) for was, now in zip(other, one, strict=True))
    rooms = [field for field in made if field.kind == _ROOM]
    titles = {(title, place): text for title, place, text in _counted(found)}
    for title, place, tag in _counted(rooms, tagged=True):
        if text := titles.get((title, place)):
            given[tag] = text
    return given


Trail = tuple[tuple[str, str], ...]
"""In the order of a text: each bookmark with '', and '' with what is written in room to answer."""

_ROOMS = {"AnswerLine", "AnswerSpace", "AnswerBox", "SquaredPaper"}


def trail(worksheet: Worksheet) -> Trail:
    """Return the bookmarks of a text and what is written between them, in room to answer."""
    found: list[tuple[str, str]] = []
    for paragraph in tree(worksheet.parts, "word/document.xml").iter(f"{_W}p"):
        names = (mark.get(f"{_W}name", "") for mark in paragraph.iter(f"{_W}bookmarkStart"))
        found += ((name, "") for name in names if name)
        text = _text(paragraph)
        if text and _is_room(paragraph):
            found.append(("", text))
    return tuple(found)


def _is_room(paragraph: Any) -> bool:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    if style is not None and style.get(f"{_W}val") in _ROOMS:
        return True
    table = next(paragraph.iterancestors(f"{_W}tbl"), None)
    kind = None if table is None else table.find(f"{_W}tblPr/{_W}tblStyle")
    return kind is not None and kind.get(f"{_W}val") in _ROOMS


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


def _first_of(pairs: Iterable[tuple[str, str]]) -> Filled:
    found: Filled = {}
    for tag, text in pairs:
        if text and tag not in found:
            found[tag] = text
    return found


def _counted(found: Iterable[Field], *, tagged: bool = False) -> Iterator[tuple[str, int, str]]:
    """Yield title, how many before have it, and text or tag of each room."""
    seen: dict[str, int] = {}
    for field in found:
        if field.kind == _ROOM:
            place = seen[field.title] = seen.get(field.title, -1) + 1
            yield field.title, place, field.tag if tagged else field.text


_ROOM = "room"
_SLOT = "slot"
_OWN_KINDS = ("checkbox", "dropDownList", "date", "text")
_KINDS = (*_OWN_KINDS, _SLOT)


def _fields(story: Any) -> Iterator[Field]:
    for control in story.iter(f"{_W}sdt"):
        properties, content = control.find(f"{_W}sdtPr"), control.find(f"{_W}sdtContent")
        if properties is None or content is None:
            continue
        kind = next((kind for kind in _OWN_KINDS if _has(properties, kind)), _ROOM)
        if kind == _ROOM and content.find(f".//{_W}sdt") is not None:
            continue  # LibreOffice puts one round the paragraph that a box begins
        text = _value(properties, content)
        tag, title = _named(properties, "tag"), _named(properties, "alias")
        in_line = content.find(f".//{_W}p") is None and (tag or not title)
        yield Field(tag, title, _SLOT if kind == _ROOM and in_line else kind, text)


def _has(properties: Any, kind: str) -> bool:
    space = _W14 if kind == "checkbox" else _W
    return properties.find(f"{space}{kind}") is not None


def _named(properties: Any, name: str) -> str:
    node = properties.find(f"{_W}{name}")
    return "" if node is None else node.get(f"{_W}val", "")


def _value(properties: Any, content: Any) -> str:
    text = _text(content)
    box = properties.find(f"{_W14}checkbox")
    if box is None:
        return text.strip(_RULE)[:LONGEST]
    checked = box.find(f"{_W14}checked")
    ticked = checked is not None and checked.get(f"{_W14}val", "1") in _ON
    return "x" if ticked or (text.strip() in _TICKED and text.strip()) else ""


def _text(content: Any) -> str:
    """Return the text of a field, a line a paragraph; what a tracked change took out is not text."""
    pieces: list[str] = []
    for node in content.iter():
        if node.tag == f"{_W}t":
            pieces.append(node.text or "")
        elif node.tag in {f"{_W}br", f"{_W}p"}:
            pieces.append("\n")
        elif node.tag == f"{_W}tab":
            pieces.append("\t")
    lines = (line.strip(_RULE) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
