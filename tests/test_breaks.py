"""Where the pages of worksheets end, read off the printed page: nothing torn, emptied or overflowing.

Hypothesis makes the same worksheets each time; to hunt for faults, let it make many new ones:

    STUDYPACK_BREAKS=1000 python -m pytest tests/test_breaks.py -k chance
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import (
    SearchStrategy,
    builds,
    integers,
    just,
    lists,
    one_of,
    sampled_from,
)

from checkers.tools import command
from studypack.cli import main

MANY = int(os.environ.get("STUDYPACK_BREAKS", "0"))
"""How many worksheets a hunt makes; 0 for the hundred that every run of the tests makes."""

POINT_MM = 25.4 / 72
PIXEL_MM = 25.4 / 96
ROOM_MM = 40
"""Room to write is wider than what is drawn to be ticked."""
FEW_LINES = 4
"""As many lines are not worth a cut."""
SLACK_MM = 0.5
AIR_MM = 26
"""The space above a question in large print, and more than that elsewhere; none of it is left at a
page's head."""
GOES_ON_MM = 30
"""Three lines of anything: fewer are not left at a page's head."""
LONG = 1 / 4
"""A stem with its options may be cut where it fills more of a page than this."""

MARGINS_MM = {"A4": (18, 18, 20), "Letter": (18, 18, 20), "A5": (15, 12, 17)}
"""Above, at the narrower side, and below."""


# --- What is asked ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """A question by chance: so many words to read, then options to choose from or room to write.

    options  how many; they have `words` / 4 words each
    space    as the source has it; empty where options are
    """

    words: int
    options: int = 0
    space: str = ""
    parts: tuple[Asked, ...] = ()

    def written(self, name: str, directive: str = "question") -> str:
        """Return the source; each word is found again by `name` and its place."""
        space = f":space: {self.space}\n" if self.space else ""
        stem = " ".join(f"{name}s{n}" for n in range(self.words))
        options = "\n".join(
            f"- [{'x' if not letter else ' '}] "
            + " ".join(f"{name}o{letter}w{n}" for n in range(1 + self.words // 4))
            for letter in range(self.options)
        )
        answer = "" if self.options else ":::{answer}\n:kind: vary\n\nAnything.\n:::\n"
        inside = "\n".join(part.written(f"{name}p{n}", "part") for n, part in enumerate(self.parts))
        return f":::{{{directive}}}\n{space}\n{stem}\n\n{inside or options or answer}\n:::\n"

    def answered(self, name: str) -> Iterator[tuple[str, Asked]]:
        """Yield what is answered by itself, by name: each part, or the question."""
        if not self.parts:
            yield name, self
        for n, part in enumerate(self.parts):
            yield f"{name}p{n}", part


SPACES = one_of(
    integers(1, 30).map(lambda count: f"{count} line{'s' * (count > 1)}"),
    integers(1, 14).map("{} cm".format),
    integers(2, 16).map("box {} cm".format),
    integers(2, 12).map("grid {} cm".format),
    just("fill"),
)
WRITTEN: SearchStrategy[Asked] = builds(Asked, words=integers(1, 90), space=SPACES)
CHOSEN: SearchStrategy[Asked] = builds(Asked, words=integers(1, 40), options=integers(2, 6))
PARTED: SearchStrategy[Asked] = builds(
    Asked,
    words=integers(1, 60),
    parts=lists(one_of(WRITTEN, CHOSEN), min_size=1, max_size=4).map(tuple),
)
SHEETS = lists(one_of(WRITTEN, CHOSEN, PARTED), min_size=3, max_size=9)


# --- What is printed --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A word, or something drawn, and where: page from 1, millimetres from its left upper corner."""

    page: int
    top: float
    bottom: float
    left: float
    right: float
    word: str = ""

    @property
    def place(self) -> tuple[int, float]:
        """How far down in the file it begins."""
        return self.page, self.top


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed worksheet, and what it asks.

    marks  all but the running head and foot of its pages
    side   its narrower margin, in millimetres as the next
    floor  where the text of a page ends
    body   how high the text of a page is
    """

    asked: Sequence[Asked]
    marks: Sequence[Mark]
    pages: int
    width: float
    side: float
    floor: float
    body: float

    def on(self, page: int) -> list[Mark]:
        """Return what is on a page, from above."""
        return sorted(mark for mark in self.marks if mark.page == page)

    def questions(self) -> Iterator[tuple[str, Asked]]:
        """Yield what is answered by itself, by name, in the order in which it is asked."""
        for n, question in enumerate(self.asked):
            yield from question.answered(f"q{n}")

    def units(self) -> Iterator[list[Mark]]:
        """Yield what is to stand together: a stem, what is chosen from, the beginning of its room."""
        for n, question in enumerate(self.asked):
            stem = self.words(f"q{n}") if question.parts else []
            for name, asked in question.answered(f"q{n}"):
                kept = FEW_LINES if re.fullmatch(r"[1-4] lines?", asked.space) else 2
                yield [*stem, *self.words(name), *self.room(name, asked)[:kept]]
                stem = []

    def words(self, name: str) -> list[Mark]:
        """Return the words of a stem and its options, in the order in which they are read."""
        ours = re.compile(rf"{name}(s\d+|o\d+w\d+)")
        return [mark for mark in self.marks if ours.fullmatch(mark.word)]

    def room(self, name: str, asked: Asked) -> list[Mark]:
        """Return the room of a question from above: each line, its box, or where nothing is drawn."""
        if not asked.space:
            return []
        blank = re.fullmatch(r"(\d+) cm", asked.space)
        if blank:
            last, high = max(self.words(name)), 10.0 * int(blank[1])
            kept = last.bottom + high < self.floor + SLACK_MM
            page, top = (
                (last.page, last.bottom) if kept else (last.page + 1, self.floor - self.body)
            )
            return [Mark(page, top, top + high, last.left, last.right)]
        begins, ends = self._between(name)
        drawn = {
            (mark.page, round(mark.top)): mark
            for mark in sorted(self.marks)
            if not mark.word and mark.right - mark.left > ROOM_MM and begins < mark.place < ends
        }
        return list(drawn.values())

    def _between(self, name: str) -> tuple[tuple[int, float], tuple[int, float]]:
        """Return where the words of a question end, and where what is asked next begins."""
        last = max(self.words(name), key=lambda mark: mark.place)
        later = [
            mark.place for mark in self.marks if _ASKED.match(mark.word) and mark.place > last.place
        ]
        return last.place, min(later, default=(self.pages + 1, 0.0))


_ASKED = re.compile(r"q\d+(p\d+)?[so]\d+")


def printed(asked: Sequence[Asked], paper: str, edition: str) -> Sheet:
    """Return the worksheet of some questions, built as a teacher would."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source" / "sheet" / "pack.md"
        source.parent.mkdir(parents=True)
        questions = "\n".join(one.written(f"q{n}") for n, one in enumerate(asked))
        source.write_text(f"---\ntitle: Sheet\nlanguage: en\npaper: {paper}\n---\n\n{questions}")
        options = ("--product", "worksheet", "--format", "pdf", "--edition", edition, "--jobs", "1")
        assert main(["build", "--workspace", folder, *options]) == 0
        [path] = Path(folder).glob("out/*/*.pdf")
        with pikepdf.open(path) as pdf:
            _, _, width, height = (float(side) * POINT_MM for side in pdf.pages[0].mediabox)
            drawn = [mark for n, page in enumerate(pdf.pages, 1) for mark in _drawn(page, n)]
            pages = len(pdf.pages)
        above, side, below = MARGINS_MM[paper]
        marks = [
            mark
            for mark in (*_read(path), *drawn)
            if above < (mark.top + mark.bottom) / 2 and mark.top < height - below
        ]
        return Sheet(asked, marks, pages, width, side, height - below, height - below - above)


def _read(path: Path) -> Iterator[Mark]:
    listed = subprocess.run(
        [command("poppler", "pdftotext"), "-bbox", path, "-"],
        capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip
    word = re.compile(
        r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>'
    )
    for number, page in enumerate(listed.split("<page ")[1:], 1):
        for *sides, text in word.findall(page):
            left, top, right, bottom = (float(side) * POINT_MM for side in sides)
            yield Mark(number, top, bottom, left, right, text)


def _drawn(page: pikepdf.Page, number: int) -> Iterator[Mark]:
    """Yield the rectangles of a page; they are drawn in CSS pixels from its left upper corner."""
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "re":
            left, top, width, height = (float(side) * PIXEL_MM for side in operands)
            yield Mark(number, top, top + height, left, left + width)


# --- What must not be -------------------------------------------------------------------------


def torn(sheet: Sheet) -> Iterator[str]:
    """Yield what is parted by the end of a page though it would have had room on one."""
    for name, asked in sheet.questions():
        words, room = sheet.words(name), sheet.room(name, asked)
        pages = sorted({mark.page for mark in words})
        if len(pages) > 1 and height(words) < sheet.body * LONG:
            yield f"{name} begins on page {pages[0]} and goes on overleaf"
        if not asked.space:
            continue
        if not room:
            yield f"{name} has no room to write"
        elif height([*words, room[0]]) > sheet.body - AIR_MM:
            continue  # no page holds both
        elif room[0].page != pages[-1]:
            yield f"{name} is on page {pages[-1]}, its room on {room[0].page}"
        elif "lines" not in asked.space and room[-1].bottom > sheet.floor + SLACK_MM:
            yield f"the room of {name} is cut"


def height(marks: Sequence[Mark]) -> float:
    """Return how high marks are together, without what is free at the end of a page."""
    return sum(
        max(mark.bottom for mark in marks if mark.page == page)
        - min(mark.top for mark in marks if mark.page == page)
        for page in {mark.page for mark in marks}
    )


def emptied(sheet: Sheet) -> Iterator[str]:
    """Yield the pages at whose foot there is room for what begins the next one."""
    units = list(sheet.units())
    rooms = [room for name, asked in sheet.questions() for room in sheet.room(name, asked)]

    def on(page: int) -> list[Mark]:
        return sorted(mark for mark in (*sheet.marks, *rooms) if mark.page == page)

    for page in range(units[0][0].page, sheet.pages):
        marks, following = on(page), on(page + 1)
        if not marks or not following:
            yield f"page {page if not marks else page + 1} is empty"
            continue
        free = sheet.floor - max(mark.bottom for mark in marks)
        needed = max([GOES_ON_MM, *map(height, first_of(units, following[0]))])
        if free > needed + AIR_MM and needed < sheet.body - AIR_MM:
            yield f"page {page} has {free:.0f} mm free; what follows it needs {needed:.0f} mm"


def first_of(units: Sequence[Sequence[Mark]], first: Mark) -> Iterator[Sequence[Mark]]:
    """Yield what is kept together and begins a page: of one that goes on, what is on this page."""
    for unit in units:
        here = [mark for mark in unit if mark.place >= (first.page, first.top - SLACK_MM)]
        if here and here[0].page == first.page and here[0].top < first.bottom:
            yield here


def overflowing(sheet: Sheet) -> Iterator[str]:
    """Yield what is beyond the text's edges."""
    side = sheet.side
    for page in range(1, sheet.pages + 1):
        for mark in sheet.on(page):
            if mark.left < side - SLACK_MM or mark.right > sheet.width - side + SLACK_MM:
                yield f"page {page}: {mark} is beyond the side"
            if mark.bottom > sheet.floor + SLACK_MM:
                yield f"page {page}: {mark} is below the foot"


@settings(
    max_examples=MANY or 100,
    derandomize=not MANY,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),  # a smaller worksheet has other pages
)
@given(
    asked=SHEETS,
    paper=sampled_from(sorted(MARGINS_MM)),
    edition=sampled_from(("student", "student", "large-print", "dyslexia")),
)
def test_the_pages_of_worksheets_by_chance_end_well(
    asked: list[Asked], paper: str, edition: str
) -> None:
    sheet = printed(asked, paper, edition)
    assert [*torn(sheet), *emptied(sheet), *overflowing(sheet)] == []


# --- That the ruler can tell ------------------------------------------------------------------

CALM = [Asked(20, space="3 lines"), Asked(8, options=4), Asked(12, space="box 16 cm")]


@pytest.fixture(scope="module")
def calm() -> Sheet:
    """A worksheet of two pages at whose breaks nothing is wrong."""
    sheet = printed(CALM, "A4", "student")
    assert sheet.pages == 2
    assert [*torn(sheet), *emptied(sheet), *overflowing(sheet)] == []
    return sheet


def moved(sheet: Sheet, name: str, *, to: int, down: float = 0.0) -> Sheet:
    """Return the sheet with the words that begin with `name` on another page."""
    marks = [
        replace(mark, page=to, top=mark.top + down, bottom=mark.bottom + down)
        if mark.word.startswith(name)
        else mark
        for mark in sheet.marks
    ]
    return replace(sheet, marks=marks, pages=max(to, sheet.pages))


def test_a_torn_question_would_be_noticed(calm: Sheet) -> None:
    late = moved(calm, "q1o3", to=2)
    assert list(torn(late)) == ["q1 begins on page 1 and goes on overleaf"]


def test_room_on_another_page_would_be_noticed(calm: Sheet) -> None:
    early = moved(calm, "q2s", to=1, down=200)
    assert list(torn(early)) == ["q2 is on page 1, its room on 2"]


def test_a_question_without_room_would_be_noticed(calm: Sheet) -> None:
    drawn = [mark for mark in calm.marks if mark.word or mark.page == 1]
    assert list(torn(replace(calm, marks=drawn))) == ["q2 has no room to write"]


def test_an_emptied_page_would_be_noticed(calm: Sheet) -> None:
    late = moved(calm, "q1", to=3)
    assert [said.partition(" has ")[0] for said in emptied(late)] == ["page 2"]


def test_what_is_beyond_the_edges_would_be_noticed(calm: Sheet) -> None:
    wide = Mark(1, 100, 105, calm.side, calm.width - calm.side + 1, "wide")
    deep = Mark(2, calm.floor - 1, calm.floor + 1, 50, 60, "deep")
    found = overflowing(replace(calm, marks=[*calm.marks, wide, deep]))
    assert [said.rpartition(" is ")[2] for said in found] == ["beyond the side", "below the foot"]
