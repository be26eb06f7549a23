"""Puts a teacher's matter on the pages of the pupils' sheet, which stay as they are; for `printing`.

The pupils' sheet is laid out; layout is then over, and no question can leave its page any more. What
teachers have beyond it is laid out piece by piece and put in: answers in the room that is left for
them, smaller where they are long; notes and what else has no room of its own between the blocks where
they belong, if there is white enough at the foot of the page; the rest on pages behind the last one,
with marks that lead there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from math import sqrt
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from studypack.backends.pdf.boxes import Box, Spot, Spots, bottom, flows, place_in, put, white_below
from studypack.backends.pdf.matter import Manner, Matter, classes, matter_of
from studypack.backends.pdf.roles import is_hidden

LayOut = Callable[[Element, str], Any]
"""Lays a tree out, with a stylesheet of its own behind the others, into a document."""

_LEAST = 0.75
"""To so much an answer may shrink that is longer than its room: 8 pt of 10.5."""

_LEAST_IN_LINE = 0.6
"""The same for a few words in a gap."""

_SLACK = 0.5
"""So much, in CSS pixels, may a piece be larger than its place: nobody sees it."""

_GAP = 5.0
"""Space above what is put between blocks, in CSS pixels."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is generated on the pages behind the last one.

    title  of these pages
    page   'page 7'
    question  'Question 7'
    """

    title: str
    page: Callable[[int], str]
    question: Callable[[str], str]


def hold(
    document: Any, pupils: Element, teachers: Element, lay_out: LayOut, words: Words
) -> tuple[list[Box], list[Box]]:
    """Return the pages of the pupils' document with the teacher's matter, and those behind them.

    document  the pupils', laid out from the tree `pupils`; its boxes are changed
    """
    return _Holding(document, teachers, lay_out, words).run(matter_of(pupils, teachers))


@dataclass(slots=True, eq=False)
class _Piece:
    """A piece of matter on its way to the page.

    spot    where it is to stand: the box that it fills, or that it follows
    width   that it may fill, in CSS pixels
    below   for a BLOCK: it stands below the spot's box, not above it
    hoisted it stands below what holds its place, where nothing tells of which option it is
    scale   how much smaller than usual it is
    """

    matter: Matter
    spot: Spot
    width: float
    below: bool = True
    hoisted: bool = False
    scale: float = 1.0
    box: Box = field(default=None, repr=False)

    @property
    def height(self) -> float:
        """The height that it takes on the page."""
        return float(self.box.margin_height() * self.scale)


class _Holding:
    def __init__(self, document: Any, teachers: Element, lay_out: LayOut, words: Words) -> None:
        self._document = document
        self._teachers = teachers
        self._lay_out = lay_out
        self._words = words
        self._spots = Spots(document)
        self._from_right = teachers.get("dir") == "rtl"
        self._pages = [page._page_box for page in document.pages]
        self._used: dict[Element | None, float] = defaultdict(float)
        self._numbers = {
            name: number
            for number, page in reversed([*enumerate(document.pages, start=1)])
            for name in page.anchors
        }

    def run(self, found: Sequence[Matter]) -> tuple[list[Box], list[Box]]:
        """Place all of `found`."""
        pieces = [piece for matter in found for piece in self._slots(matter)]
        self._set(pieces)
        self._shrink(pieces)
        held = [*self._held(pieces)]
        placed = {piece.matter for piece in held}
        rest = self._between(
            [
                matter if matter.manner is Manner.BLOCK else _loosened(matter)
                for matter in found
                if matter.manner is not Manner.NOT and matter not in placed
            ]
        )
        behind = self._behind(rest)
        for piece in held:
            self._fill(piece)
        for matter in found:
            if matter.manner is Manner.NOT:
                for spot in self._spots.of(matter.slot):
                    spot.box.children = []
        return self._pages, behind

    # --- What has a place of its own -----------------------------------------------------------

    def _slots(self, matter: Matter) -> Iterator[_Piece]:
        """Yield a piece for each place of matter that fills a box of the pupils' page."""
        if matter.manner in {Manner.BLOCK, Manner.NOT}:
            return
        spots = self._spots.of(matter.slot)
        if matter.manner is Manner.ROOM:
            spots = sorted(spots, key=lambda spot: float(spot.box.height), reverse=True)
        repeated = matter.manner is Manner.END
        for spot in spots if repeated else spots[:1]:
            yield _Piece(matter, spot, spot.box.width - _numbered(matter, spot.box))

    def _set(self, pieces: Sequence[_Piece]) -> None:
        """Lay pieces out, each as wide as it may be, and give them their boxes."""
        if not pieces:
            return
        root = self._root()
        body = SubElement(root, "body")
        holders = {self._holder(body, piece): piece for piece in pieces}
        document = self._lay_out(root, _PIECES)
        spots = Spots(document)
        for holder, piece in holders.items():
            piece.box = spots.of(holder)[0].box

    def _root(self) -> Element:
        return Element("html", dict(self._teachers.items()))

    def _holder(self, body: Element, piece: _Piece) -> Element:
        """Add a piece to a tree, within elements like those that it stands in; return its own."""
        matter, home = piece.matter, body
        for element in matter.around:
            if element.tag in {"html", "body"}:
                continue
            home = _inside(home, element, _NOT_AROUND)
        holder = _lettered(matter) if piece.hoisted else deepcopy(matter.content)
        names = ["piece", f"in-{matter.manner.value}", *classes(holder)]
        holder.set("class", " ".join(name for name in names if name not in _NOT_AROUND))
        style = [] if matter.manner in _LINES else [f"width: {piece.width / piece.scale:.3f}px"]
        if piece.scale < 1:
            style.append(f"transform: scale({piece.scale:.3f}); transform-origin: 0 0")
        holder.set("style", "; ".join(style))
        home.append(holder)
        self._tell_pages(holder)
        return holder

    def _tell_pages(self, tree: Element) -> None:
        """Write the numbers of pages that references name: a counter finds no target here."""
        for element in tree.iter():
            if "page-of" in classes(element):
                target = (element.get("data-target") or "").removeprefix("#")
                element.set("class", "page-told")
                element.text = str(self._numbers.get(target, ""))

    def _shrink(self, pieces: Sequence[_Piece]) -> None:
        """Set once more, smaller, what is too large for its place, if that can help."""
        smaller = []
        for piece in pieces:
            wanted = self._wanted(piece)
            if wanted < 1:
                least = _LEAST if piece.matter.manner is Manner.ROOM else _LEAST_IN_LINE
                piece.scale = max(least, wanted)
                smaller.append(piece)
        self._set(smaller)
        tight = [p for p in smaller if p.matter.manner is Manner.ROOM and not self._holds(p)]
        for piece in tight:
            piece.scale = _LEAST
        self._set(tight)

    def _wanted(self, piece: _Piece) -> float:
        """Return how large a piece may be, for all that can be told before it is set again."""
        match piece.matter.manner:
            case Manner.ROOM:
                room = piece.spot.box.height
                return 0.98 * sqrt(room / piece.height) if piece.height > room else 1.0
            case Manner.LINE | Manner.END | Manner.TITLE:
                return float(min(1.0, piece.width / piece.box.margin_width()))
            case _:
                return 1.0

    def _holds(self, piece: _Piece) -> bool:
        """Return whether a piece fits where it is to stand."""
        if piece.matter.manner is Manner.ROOM:
            return piece.height <= float(piece.spot.box.height) + _SLACK
        if piece.matter.manner is Manner.LINE:
            return float(piece.box.margin_width()) * piece.scale <= piece.width + _SLACK
        return True

    def _held(self, pieces: Iterable[_Piece]) -> Iterator[_Piece]:
        """Yield the pieces that fit where they are to stand, beside those before them."""
        used: dict[Element | None, float] = defaultdict(float)
        for piece in pieces:
            slot, room = piece.matter.slot, float(piece.spot.box.height)
            if piece.matter.manner is not Manner.ROOM:
                if self._holds(piece):
                    yield piece
            elif used[slot] + piece.height <= room + _SLACK:
                used[slot] += piece.height
                yield piece

    def _fill(self, piece: _Piece) -> None:
        """Put a piece into the box that it fills."""
        slot, box, manner = piece.spot.box, piece.box, piece.matter.manner
        left, top = slot.content_box_x(), slot.content_box_y()
        width = box.margin_width() * piece.scale
        if manner is Manner.MIDDLE:
            left += (slot.width - width) / 2
            if slot.style["height"] != "auto":
                top += (slot.height - piece.height) / 2
        elif manner in _LINES:
            top += slot.height - piece.height
            number = _numbered(piece.matter, slot)
            if (manner is Manner.END) is not self._from_right:
                left += slot.width - width - number
            else:
                left += number
        elif manner is Manner.ROOM:
            top += self._used[piece.matter.slot]
            self._used[piece.matter.slot] += piece.height
        if manner in {Manner.SWAP, Manner.END, Manner.TITLE}:
            slot.children = []
        self._move(piece, left, top)
        if is_hidden(slot.element) or slot.element.get("role") == "img":
            home = piece.spot.chain[-2]  # within it nobody who listens would hear the answer
            put(home, place_in(home, slot) + 1, box)
        else:
            put(slot, 0, box)

    def _move(self, piece: _Piece, left: float, top: float) -> None:
        box = piece.box
        box.translate(left - box.position_x, top - box.position_y)

    # --- What stands between blocks ------------------------------------------------------------

    def _between(self, found: Sequence[Matter]) -> list[_Piece]:
        """Put in what the pages have white for; return what is left over.

        Answers go before notes, short ones before long ones.
        """
        places = [_of_one_width([*self._places(matter)]) for matter in found]
        self._set([some[0] for some in places])
        for first, *others in places:
            for other in others:
                other.box = first.box
        white = {
            number: white_below(page, self._spots, number)
            for number, page in enumerate(self._pages)
        }
        chosen, rest = [], []
        for some in sorted(places, key=lambda some: (some[0].matter.is_note, some[0].height)):
            piece = next((p for p in some if p.height + _GAP <= white[p.spot.page]), None)
            if piece is None:
                rest.append(some[0])
            else:
                white[piece.spot.page] -= piece.height + _GAP
                chosen.append(piece)
        order = {matter: number for number, matter in enumerate(found)}
        for piece in sorted(chosen, key=lambda p: order[p.matter], reverse=True):
            self._insert(piece)
        return sorted(rest, key=lambda piece: order[piece.matter])

    def _places(self, matter: Matter) -> Iterator[_Piece]:
        """Yield where matter may stand: below what comes before it, or above what follows."""
        before, after = self._spots.of(matter.before), self._spots.of(matter.after)
        parent = self._spots.of(matter.parent)
        if before:
            yield self._place(matter, before[-1], below=True)
        elif not after:
            top = Spot(0, (self._pages[0], *self._pages[0].children[:1]))
            yield self._place(matter, (parent or [top])[-1], below=True)
        if after and not (before and before[-1].page == after[0].page):
            yield self._place(matter, after[0], below=False)

    def _place(self, matter: Matter, spot: Spot, *, below: bool) -> _Piece:
        """Return a piece at the innermost box around `spot` that has blocks before and behind it."""
        depth = 2
        while depth < len(spot.chain) - 1 and flows(spot.chain[depth]):
            depth += 1
        chain = spot.chain[: depth + 1]
        hoisted = len(chain) < len(spot.chain)
        return _Piece(matter, Spot(spot.page, chain), chain[-2].width, below, hoisted)

    def _insert(self, piece: _Piece) -> None:
        """Put a piece between two blocks, and move down what is below it on the page."""
        *outside, neighbour = piece.spot.chain
        box, home = piece.box, outside[-1]
        down = piece.height + _GAP
        top = bottom(neighbour) + _GAP if piece.below else neighbour.border_box_y()
        at = place_in(home, neighbour) + (1 if piece.below else 0)
        following = list(home.children[at:])
        self._move(piece, home.content_box_x(), top)
        for child in following:
            child.translate(0, down)
        put(home, at, box)
        home.height += down
        for outer, inner in zip(outside[-2:0:-1], outside[:1:-1], strict=False):
            for child in outer.children[place_in(outer, inner) + 1 :]:
                child.translate(0, down)
            outer.height += down

    # --- What has no place at all --------------------------------------------------------------

    def _behind(self, rest: Sequence[_Piece]) -> list[Box]:
        """Lay out what is left over on pages behind the last one, and mark where it belongs."""
        if not rest:
            return []
        count = len(self._pages)
        root = self._appendix(rest)
        document = self._lay_out(root, self._dress_behind(count))
        numbers = {
            name: number
            for number, page in reversed([*enumerate(document.pages, start=count + 1)])
            for name in page.anchors
        }
        self._mark(rest, [numbers[_name(index)] for index in range(len(rest))])
        self._number(document)
        return [page._page_box for page in document.pages]

    def _dress_behind(self, count: int) -> str:
        """Return the style of pages behind `count` others: they go on, on the other side."""
        first, last = ("end", "start") if self._from_right else ("start", "end")
        side = "recto" if count % 2 == 0 else "verso"
        return _APPENDIX % (side, count + 1, first, last)

    def _number(self, behind: Any) -> None:
        """Write on every page how many there are, now that there are more than the pupils have."""
        feet = [e for e in self._teachers.iterfind("body/div") if "foot-end" in classes(e)]
        if not feet:
            return  # a school's own template may have none
        (foot,) = feet[:1]
        count = len(self._pages)
        told = {"page-count": count + len(behind.pages)}
        pieces = []
        for first, spots in ((1, self._spots), (count + 1, Spots(behind))):
            for spot in spots.of_class("foot-end"):
                content = deepcopy(foot)
                told["page-number"] = spot.page + first
                for span in content.iter("span"):
                    if (name := span.get("class")) in told:
                        del span.attrib["class"]
                        span.text = str(told[name])
                pieces.append(_Piece(Matter(Manner.END, content, (), foot), spot, spot.box.width))
        self._set(pieces)
        for piece in pieces:
            self._fill(piece)

    def _appendix(self, rest: Sequence[_Piece]) -> Element:
        root = self._root()
        body = SubElement(root, "body")
        for running in self._teachers.iterfind("body/div"):
            if "running" in classes(running):
                body.append(deepcopy(running))
        main = SubElement(body, "main")
        SubElement(main, "h2", {"id": "held"}).text = self._words.title
        told = ""
        for index, piece in enumerate(rest):
            entry = SubElement(main, "section", {"class": "held", "id": _name(index)})
            before, told = told, self._origin(piece)
            if told == before:
                entry.set("class", "held on")
            else:
                self._head(SubElement(entry, "p", {"class": "held-from"}), piece, told)
            home = entry
            for element in piece.matter.around:
                if element.tag not in {"html", "body", "main"}:
                    home = _inside(home, element, _NOT_AROUND | _DRESS)
            home.append(_lettered(piece.matter))
            self._tell_pages(home)
        return root

    def _origin(self, piece: _Piece) -> str:
        """Return where something was taken from: 'page 7 · Question 3'."""
        _, number = piece.matter.whose
        place = self._words.page(piece.spot.page + 1)
        return f"{place} · {self._words.question(number)}" if number else place

    def _head(self, line: Element, piece: _Piece, told: str) -> None:
        id, _ = piece.matter.whose
        link = SubElement(line, "a", {"href": f"#{id}"} if id in self._numbers else {})
        link.text = told

    def _mark(self, rest: Iterable[_Piece], pages: Sequence[int]) -> None:
        """Write in the margin, beside the place of what is left over, on which page it stands."""
        marks = []
        for index, (piece, number) in enumerate(zip(rest, pages, strict=True)):
            content = Element("div", {"class": "held-mark"})
            SubElement(content, "a", {"href": f"#{_name(index)}"}).text = (
                f"← {number}" if self._from_right else f"→ {number}"
            )
            matter = Matter(Manner.LINE, content, (), piece.matter.parent)
            marks.append(_Piece(matter, piece.spot, 0.0))
        self._set(marks)
        lowest: dict[int, float] = {}
        for mark in marks:
            page, neighbour = self._pages[mark.spot.page], mark.spot.box
            top = max(bottom(neighbour) - mark.height, lowest.get(mark.spot.page, 0.0))
            lowest[mark.spot.page] = top + mark.height
            left = page.content_box_x() + page.width + _GAP
            if self._from_right:
                left = page.content_box_x() - _GAP - mark.box.margin_width()
            self._move(mark, left, top)
            home = mark.spot.chain[-2]
            put(home, place_in(home, neighbour) + 1, mark.box)


def _numbered(matter: Matter, slot: Box) -> float:
    """Return how much of a gap its number takes, behind which the answer begins."""
    if matter.manner is not Manner.LINE:
        return 0.0
    return sum(float(inline.margin_width()) for line in slot.children for inline in line.children)


_LINES = {Manner.LINE, Manner.END, Manner.TITLE, Manner.MIDDLE}

_NOT_AROUND = {"running", "head-end", "foot-end", "columns", "columns-2", "columns-3", "columns-4"}
"""Classes that would take a piece out of the flow of its own document."""

_DRESS = {"question", "part", "opening", "options", "says", "beside"}
"""Classes that give what they hold a place on the page which it does not have behind the last one."""


def _inside(home: Element, element: Element, without: set[str]) -> Element:
    """Add an element to `home` that holds what is in it as `element` does, and return it."""
    names = [name for name in classes(element) if name not in without]
    inside = SubElement(home, element.tag, {"class": " ".join(["around", *names])})
    for name, value in element.items():
        if name in {"lang", "dir"} or (name == "style" and value.startswith("--")):
            inside.set(name, value)
    return inside


def _of_one_width(places: list[_Piece]) -> list[_Piece]:
    """Return those of the places that the same piece can stand in: an id is given once."""
    return [place for place in places if place.width == places[0].width]


def _lettered(matter: Matter) -> Element:
    """Return the content of matter that tells itself of which option it is."""
    content = deepcopy(matter.content)
    if matter.letter:
        first = next((e for e in content.iter("p")), content)
        letter = Element("strong")
        letter.text, letter.tail, first.text = matter.letter, f" {first.text or ''}", None
        first.insert(0, letter)
    return content


def _loosened(matter: Matter) -> Matter:
    """Return what is larger than its place as matter that stands below it."""
    content = deepcopy(matter.content)
    content.set("class", "key-block answered")
    return replace(matter, manner=Manner.BLOCK, content=content, before=matter.slot, slot=None)


def _name(index: int) -> str:
    """Return the id of what stands behind the last page; no author's has a dot."""
    return f"held.{index + 1}"


_PIECES = """
@page { size: 500mm 20000mm; margin: 0; @top-left { content: none } @top-right { content: none }
  @bottom-left { content: none } @bottom-center { content: none } @bottom-right { content: none } }
"""

_APPENDIX = """
html { break-before: %s }
@page :first { counter-increment: page %d;
  @top-left { content: element(head-%s) } @top-right { content: element(head-%s) } }
"""
