"""Content controls: one for each slot that a pupil fills in, so that a file can be filled on screen.

The tag of a control says which slot it is, and is the same in every build of a pack:

| slot                                          | tag                                  |
|-----------------------------------------------|--------------------------------------|
| the room of a question or part, a number       | its id: `q7`, `q7a`                  |
| the room beside a number (the working)         | `q8.working`, by `room_tag`          |
| the n-th gap, line, pair or step of a task     | `q7.1`, `q7.2`, …                    |
| an option                                      | `q4.A`, by its letter as presented   |
| true, false                                    | `q6.true`, `q6.false`                |
| statement n, box m                             | `reflection-1.2.3`                   |
| cell n of an organiser                         | `organizer-1.2`                      |
| a field of the name line                       | `name-line.1`, …                     |
| the table of contents                          | `contents`                           |

An empty slot holds a rule of fixed length, not an invitation to click: most copies are printed, and
nobody writes over grey words. What it is for is said in its title (`w:alias`), which Word shows on
entering it and a screen reader speaks.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from studypack.backends.docx.styles import BOX_FONT
from studypack.backends.docx.wordml import PLAIN, Face, element, quoted, run
from studypack.model.tasks import Task

Shape = Literal["square", "circle"]

_GLYPHS: dict[Shape, tuple[str, str]] = {"square": ("2610", "2612"), "circle": ("25CB", "25C9")}
"""Empty and chosen: a square where several may be chosen, a circle where one may."""

_LONGEST = 64
"""Characters of a tag or title: Word calls a file with longer ones damaged."""

_LOCK = element("lock", val="sdtLocked")

_SPACE = "\u00a0"

BLANK_SPACES = 46
"""No-break spaces in a gap: about 35 mm, the same for every gap whatever belongs in it."""

_FEWEST_SPACES = 8
"""So many in a row are known for a gap where a program has lost its control."""

NARROW_SPACES = 12
"""No-break spaces in a slot for a letter or a number in a narrow cell."""


@dataclass(slots=True)
class Controls:
    """Makes the controls of one document; tags and ids are unique in it.

    locked  nobody can delete a control, though what stands in it
    scale   of the text, as `Stylesheet.scale`: gaps are as wide in large print
    """

    locked: bool = False
    scale: float = 1.0
    _tags: set[str] = field(default_factory=set)
    _ids: set[int] = field(default_factory=set)

    def text(self, tag: str, title: str, answer: str = "", *, spaces: int = BLANK_SPACES) -> str:
        """Return a slot in the line; `answer` stands in it where the view holds it."""
        # Not `w:text`: of such a control LibreOffice drops the rule.
        properties = self._properties(tag, title, "", empty=not answer)
        return in_line(properties, answer or self._blank(spaces))

    def date(self, tag: str, title: str, language: str, *, spaces: int = BLANK_SPACES) -> str:
        """Return a slot in the line for a date, which Word lets a pupil pick from a calendar.

        language  by its tag as Word writes it: in its order day, month and year stand
        """
        year_first = language.startswith(("zh", "ja", "ko"))
        kind = element(
            "date",
            element("dateFormat", val="yyyy-MM-dd" if year_first else "d MMMM yyyy"),
            element("lid", val=language),
            element("storeMappedDataAs", val="dateTime"),
            element("calendar", val="gregorian"),
        )
        return in_line(self._properties(tag, title, kind, empty=True), self._blank(spaces))

    def choice(self, tag: str, title: str, choices: Iterable[str], answer: str = "") -> str:
        """Return a drop-down list in the line; `answer` is markup of the chosen one."""
        listed = "".join(
            element("listItem", displayText=choice, value=choice)
            for choice in dict.fromkeys(choices)
        )
        kind = element("dropDownList", listed)
        properties = self._properties(tag, title, kind, empty=not answer)
        return in_line(properties, answer or self._blank(NARROW_SPACES))

    def box(self, tag: str, title: str, shape: Shape, *, checked: bool = False) -> str:
        """Return a box to tick."""
        empty, chosen = _GLYPHS[shape]
        kind = (
            f'<w14:checkbox><w14:checked w14:val="{int(checked)}"/>'
            f'<w14:checkedState w14:val="{chosen}" w14:font="{BOX_FONT}"/>'
            f'<w14:uncheckedState w14:val="{empty}" w14:font="{BOX_FONT}"/></w14:checkbox>'
        )
        glyph = chr(int(chosen if checked else empty, 16))
        box = run(glyph, PLAIN.with_style("TickBox"))
        return in_line(self._properties(tag, title, kind), box)

    def block(self, tag: str, title: str, kind: str = "") -> str:
        """Return the properties of a control round an answer, or round whole paragraphs or tables.

        kind  markup of what it is, if it is more than a place to write
        """
        return self._properties(tag, title, kind)

    def _properties(self, tag: str, title: str, kind: str, *, empty: bool = False) -> str:
        unique = self._unique(tag)
        title = title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1]}…"
        # What is typed over the rule stands on a rule as well.
        letters = '<w:rPr><w:rStyle w:val="Blank"/></w:rPr>' if empty else ""
        return (
            f'<w:sdtPr>{letters}<w:alias w:val="{quoted(title)}"/><w:tag w:val="{quoted(unique)}"/>'
            f'<w:id w:val="{self._id(unique)}"/>'
            f"{_LOCK if self.locked else ''}"
            f"{'<w:showingPlcHdr/>' if empty else ''}{kind}</w:sdtPr>"
        )

    def _blank(self, spaces: int) -> str:
        return blank(max(_FEWEST_SPACES, round(spaces / self.scale)))

    def _unique(self, tag: str) -> str:
        """Return `tag`, or with a count behind it where a view shows a task twice."""
        if len(tag) > _LONGEST - len(".again99"):
            tag = f"{tag[: _LONGEST // 2]}.{zlib.crc32(tag.encode()):08x}"
        unique, count = tag, 1
        while unique in self._tags:
            count += 1
            unique = f"{tag}.again{count}"
        self._tags.add(unique)
        return unique

    def _id(self, tag: str) -> int:
        """Return a number for a tag: the same in every build, positive, unique (§17.5.2.18)."""
        number = zlib.crc32(tag.encode()) & 0x7FFFFFFF or 1
        while number in self._ids:
            number = number % 0x7FFFFFFF + 1
        self._ids.add(number)
        return number


def room_tag(task: Task) -> str:
    """Return the tag of a task's room: that of the task, unless its number entry has that one."""
    return f"{task.id}.working" if task.is_numeric else task.id


def blank(spaces: int = BLANK_SPACES, face: Face = PLAIN) -> str:
    """Return a rule to write on, in the line."""
    return run(_SPACE * spaces, face.with_style("Blank"))


def in_line(properties: str, content: str) -> str:
    """Return `content`, markup of runs, in a control with these properties."""
    return f"<w:sdt>{properties}<w:sdtContent>{content}</w:sdtContent></w:sdt>"
