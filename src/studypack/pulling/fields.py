"""What stands in the fields of a Word file: what a pupil filled in, or a key that it shows.

`opening` reads them of every file. `collecting` takes them for answers; for `pulling` they are no
part of the source, and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from studypack.backends.docx.visible import GOOGLES

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
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


def fields_of(stories: Iterable[Any]) -> tuple[Field, ...]:
    """Return the fields of a file, in order. stories: its headers, then its text, as trees"""
    return tuple(field for story in stories for field in _fields(story))


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
    rooms = [field for field in made if field.kind == ROOM]
    titles = {(title, place): text for title, place, text in _counted(found)}
    for title, place, tag in _counted(rooms, tagged=True):
        if text := titles.get((title, place)):
            given[tag] = text
    return given


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
        if field.kind == ROOM:
            place = seen[field.title] = seen.get(field.title, -1) + 1
            yield field.title, place, field.tag if tagged else field.text


ROOM = "room"
"""The kind of a field round whole paragraphs: room to write in."""

_SLOT = "slot"
_OWN_KINDS = ("checkbox", "dropDownList", "date", "text")
_KINDS = (*_OWN_KINDS, _SLOT)


def _fields(story: Any) -> Iterator[Field]:
    for control in story.iter(f"{_W}sdt"):
        properties, content = control.find(f"{_W}sdtPr"), control.find(f"{_W}sdtContent")
        if properties is None or content is None:
            continue
        kind = next((kind for kind in _OWN_KINDS if _has(properties, kind)), ROOM)
        if kind == ROOM and content.find(f".//{_W}sdt") is not None:
            continue  # LibreOffice puts one round the paragraph that a box begins
        text = _value(properties, content)
        tag, title = _named(properties, "tag"), _named(properties, "alias")
        if tag.startswith(GOOGLES):
            continue
        in_line = content.find(f".//{_W}p") is None and (tag or not title)
        yield Field(tag, title, _SLOT if kind == ROOM and in_line else kind, text)


def _has(properties: Any, kind: str) -> bool:
    space = _W14 if kind == "checkbox" else _W
    return properties.find(f"{space}{kind}") is not None


def _named(properties: Any, name: str) -> str:
    node = properties.find(f"{_W}{name}")
    return "" if node is None else node.get(f"{_W}val", "")


def _value(properties: Any, content: Any) -> str:
    text = text_of(content)
    box = properties.find(f"{_W14}checkbox")
    if box is None:
        return text.strip(_RULE)[:LONGEST]
    checked = box.find(f"{_W14}checked")
    ticked = checked is not None and checked.get(f"{_W14}val", "1") in _ON
    return "x" if ticked or (text.strip() in _TICKED and text.strip()) else ""


def text_of(content: Any) -> str:
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
