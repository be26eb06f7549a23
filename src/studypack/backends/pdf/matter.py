"""What a teacher's sheet has beyond the pupils': found by laying the two trees beside each other.

Both come from the same templates, so that what is the same stands in the same order. What is left over
is the teacher's matter; `holding` finds a place for it on the pupils' pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import Enum
from operator import itemgetter
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from studypack.backends.pdf.roles import text_of


class Manner(Enum):
    """How matter stands on the pupils' page.

    LINE    on the line of a gap, from its beginning
    END     on a line, at its end, in place of the pupils' words
    TITLE   on a line, from its beginning, in place of the pupils' words
    MIDDLE  in the middle of a small box
    ROOM    in the room that is left for an answer
    SWAP    in place of the pupils' drawing, of the same size
    BLOCK   between two blocks, where the page has white left
    NOT     what is for pupils alone: its place stays empty
    """

    LINE = "line"
    END = "end"
    TITLE = "title"
    MIDDLE = "middle"
    ROOM = "room"
    SWAP = "swap"
    BLOCK = "block"
    NOT = "not"


@dataclass(frozen=True, slots=True, eq=False)
class Matter:
    """Something that is for teachers alone.

    content  what is to be set, in an element that has the classes of what holds it
    around   the elements that it stands in on the teacher's sheet, the outermost first
    slot     the pupils' element that it stands in or for; None for a BLOCK
    parent, before, after
             the pupils' element that a BLOCK belongs in, and its neighbours there
    whose    id and number of the question that it is of, as far as there is one
    letter   of the option that it is of, or the title of the column that it is sorted into
    """

    manner: Manner
    content: Element
    around: tuple[Element, ...]
    parent: Element
    slot: Element | None = None
    before: Element | None = None
    after: Element | None = None
    whose: tuple[str, str] = ("", "")
    letter: str = ""

    @property
    def is_note(self) -> bool:
        """Whether it is no answer: it gives way to those where a page has little white."""
        return not set(classes(self.content)) & {"key", "answered", "feedback"}


def matter_of(pupils: Element, teachers: Element) -> tuple[Matter, ...]:
    """Return what the tree of a teacher's sheet has beyond that of the pupils', in its order."""
    return tuple(_Comparison(pupils).pair(pupils, teachers))


def classes(element: Element) -> list[str]:
    """Return the classes of an element."""
    return (element.get("class") or "").split()


_STATES = {"correct", "answered", "found"}
"""Classes that an element has in a teacher's sheet alone."""

_SLOTS = {
    "blank": Manner.LINE,
    "entry": Manner.LINE,
    "write": Manner.MIDDLE,
    "between": Manner.MIDDLE,
    "product": Manner.TITLE,
    "head-end": Manner.END,
    "drawing": Manner.SWAP,
    "letters": Manner.SWAP,
}
"""What has one size for pupils and teachers: class → how it is filled."""

_BOXES = {"categorising", "map-boxes"}
"""What has cells that pupils write in."""

Key = tuple[str, str, str]
"""What an element is known by among its neighbours: its tag, its id, its first class."""

_IN_LINES = {"a", "abbr", "b", "br", "cite", "code", "em", "i", "img", "s", "span", "strong", "sup"}


class _Comparison:
    def __init__(self, pupils: Element) -> None:
        self._ids = {element.get("id") for element in pupils.iter()}
        self._around: tuple[Element, ...] = ()

    def pair(self, mine: Element, theirs: Element) -> Iterator[Matter]:
        """Yield the matter in an element of the pupils' sheet, found in the same of the teacher's."""
        manner = next((_SLOTS[name] for name in classes(mine) if name in _SLOTS), None)
        if theirs.tag in {"head", "nav"} or theirs.tag.startswith("{"):
            return
        if "answered" in classes(theirs) and "room" in classes(mine):
            yield self._in_slot(Manner.ROOM, mine, theirs, _without_lines(theirs))
        elif manner is not None:
            if _says(mine) != _says(theirs):
                yield self._in_slot(manner, mine, theirs, list(theirs))
        else:
            outside = self._around
            self._around = (*outside, theirs)
            yield from self._children(mine, theirs)
            self._around = outside

    def _in_slot(
        self, manner: Manner, mine: Element, theirs: Element, content: Sequence[Element]
    ) -> Matter:
        held = Element("div", {"class": theirs.get("class", "")})
        held.text = theirs.text
        held.extend(map(deepcopy, content))
        around = self._around if manner is Manner.ROOM else (*self._around, theirs)
        return Matter(manner, held, around, mine, slot=mine, whose=self._whose())

    def _children(self, mine: Element, theirs: Element) -> Iterator[Matter]:
        """Yield the matter in the children of a pair: those of both, and those of one alone."""
        left, right = list(mine), list(theirs)
        for is_same, low, high, begin, end in _compared([*map(_key, left)], [*map(_key, right)]):
            if is_same:
                for a, b in zip(left[low:high], right[begin:end], strict=True):
                    yield from self.pair(a, b)
                continue
            for gone in left[low:high]:
                if gone.get("data-for") == "student":
                    yield Matter(Manner.NOT, Element("div"), (), gone, slot=gone)
            before = left[low - 1] if low else None
            after = left[high] if high < len(left) else None
            for added in right[begin:end]:
                yield from self._added(added, mine, before, after)

    def _added(
        self, added: Element, mine: Element, before: Element | None, after: Element | None
    ) -> Iterator[Matter]:
        """Yield an element that pupils do not have, with its place among those that they have."""
        names = classes(added)
        if "tick" in names:
            box = next((e for e in mine.iter() if "tickbox" in classes(e)), None)
            if box is not None:
                yield self._in_slot(Manner.MIDDLE, box, added, [])
        elif "endnotes" in names or "endnote" in names:
            notes = [note for note in added.iter("aside") if note.get("id") not in self._ids]
            yield from (self._block(note, mine, before, after) for note in notes)
        elif "key" in names and any("clues" in classes(e) for e in self._around):
            return  # the word stands in the grid
        elif "key" in names and any(_BOXES & set(classes(e)) for e in self._around):
            sorted_here = self._in_slot(Manner.ROOM, mine, added, list(added))
            yield replace(sorted_here, letter=_title_of(self._around))
        elif "answer" in names and (room := _room_in(mine)) is not None:
            yield self._in_slot(Manner.ROOM, room, added, list(added))
        elif added.tag not in _IN_LINES or "accept" in names:
            yield self._block(added, mine, before, after)

    def _block(
        self, added: Element, mine: Element, before: Element | None, after: Element | None
    ) -> Matter:
        copy = deepcopy(added)
        copy.tail = None
        held = Element("div", {"class": " ".join(set(classes(added)) & {"key", "feedback"})})
        if "answered" in classes(added):
            held.set("class", "key-block answered")
        held.append(copy)
        letter = ""
        if "feedback" in classes(added):
            home = next(e for e in reversed(self._around) if e.tag == "li")
            letter = next((text_of(e) for e in home if "letter" in classes(e)), "")
        matter = Matter(Manner.BLOCK, held, self._around, mine, before=before, after=after)
        return replace(matter, whose=self._whose(), letter=letter)

    def _whose(self) -> tuple[str, str]:
        """Return id and number of the question, or the part of one, that is being compared."""
        id, numbers = "", []
        for element in self._around:
            if {"question", "part"} & set(classes(element)):
                id = element.get("id") or id
                number = element.find("./div/p[@class='number']")
                numbers.append(text_of(number) if number is not None else "")
        return id, " ".join([*numbers[:1], *(f"({number})" for number in numbers[1:])])


def _title_of(around: Sequence[Element]) -> str:
    """Return what heads the box that is innermost of `around`: above its column, or within it."""
    box = around[-1]
    title = next((e for e in box if "cell-title" in classes(e)), None)
    if box.tag == "td":
        table = next(e for e in reversed(around) if e.tag == "table")
        title = [*table.iter("th")][list(around[-2]).index(box)]
    return "" if title is None else text_of(title)


def _room_in(pupils: Element) -> Element | None:
    """Return the room to write that an element of the pupils' sheet has itself."""
    return next((child for child in pupils if "room" in classes(child)), None)


def _key(element: Element) -> Key:
    """Return what an element is known by among its neighbours."""
    names = [name for name in classes(element) if name not in _STATES]
    return element.tag, element.get("id", ""), element.get("data-for", "") or " ".join(names[:1])


def _compared(left: list[Key], right: list[Key]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Yield stretches that are the same in both lists, or not: whether, and where in each.

    Matching takes the square of a list's length and more, so that long ones are cut at what has the
    same id in both.
    """
    for low, high, begin, end in _cut(left, right):
        matcher = SequenceMatcher(None, left[low:high], right[begin:end], autojunk=False)
        for kind, a, b, c, d in matcher.get_opcodes():
            yield kind == "equal", low + a, low + b, begin + c, begin + d


def _cut(left: list[Key], right: list[Key]) -> Iterator[tuple[int, int, int, int]]:
    """Yield stretches of two lists that belong together, each from what has an id to the next."""
    places = {key: place for place, key in enumerate(right) if key[1]}
    pairs = [(place, places[key]) for place, key in enumerate(left) if key in places]
    if [*map(itemgetter(1), pairs)] != sorted({place for _, place in pairs}):
        pairs = []  # they have another order, or one id is there twice
    ends = [*pairs, (len(left), len(right))]
    for (low, begin), (high, end) in zip([(0, 0), *pairs], ends, strict=True):
        yield low, high, begin, end


def _says(element: Element) -> str:
    """Return all that can be seen of an element."""
    inside = Element(element.tag)
    inside.text = element.text
    inside.extend(element)
    return ElementTree.tostring(inside, "unicode")


def _without_lines(room: Element) -> list[Element]:
    return [child for child in room if "line" not in classes(child)]
