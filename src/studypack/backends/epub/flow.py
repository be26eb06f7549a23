"""The flow of a book's pages, and the marks in them where the pages of its print begin; for `book`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from studypack.backends.flow import OBJECT, Flow, FlowWriter, letters, page_starts

_TAG = r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>"""
PIECE = re.compile(
    rf"(?P<apart><(?P<name>head|math|svg)\b.*?</(?P=name)>)|(?P<tag>{_TAG})"
    r"|(?P<entity>&[^;]*;)|(?P<text>[^<&]+)",
    re.DOTALL,
)
"""A piece of a page's markup: what is apart from its text, a tag, a letter by name, or text."""

_ID = re.compile(r"""\sid="([^"]*)\"""")
_INLINE = re.compile(r"(?:<(?:a|b|cite|em|i|s|span|strong)\b[^<>]*>)+$")


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a page of the print begins in a book: its number, the file, and where in its markup."""

    number: int
    file_name: str
    offset: int

    @property
    def href(self) -> str:
        return f"{self.file_name}#{self.id}"

    @property
    def id(self) -> str:
        """The id of its mark: with a dot, which no author's has."""
        return f"page.{self.number}"


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of text or a picture: its first letter's place in the flow, and where it stands."""

    begin: int
    file_name: str
    offset: int
    text: str


def starts_in(pages: Mapping[str, str], print: Flow) -> tuple[PageStart, ...]:
    """Return where each page of `print` begins in a book.

    pages  markup by file name, in reading order
    """
    writer = FlowWriter()
    runs = [run for name, markup in pages.items() for run in _runs(name, markup, writer)]
    starts = []
    for number, place in enumerate(page_starts(print, writer.flow()), start=1):
        run = _run_at(runs, place)
        offset = _offset(pages[run.file_name], run, place - run.begin)
        starts.append(PageStart(number, run.file_name, offset))
    return tuple(starts)


def with_marks(name: str, markup: str, starts: Iterable[PageStart]) -> str:
    """Return the markup of a file with a mark for each page that begins there."""
    pieces: list[str] = []
    end = 0
    for start in starts:
        if start.file_name == name:
            pieces += (markup[end : start.offset], _MARK.format(id=start.id, number=start.number))
            end = start.offset
    return "".join((*pieces, markup[end:]))


_MARK = '<span epub:type="pagebreak" role="doc-pagebreak" id="{id}" aria-label="{number}"></span>'


def _runs(name: str, markup: str, writer: FlowWriter) -> Iterator[_Run]:
    """Yield the runs of a page, while its letters and ids are written."""
    for piece in PIECE.finditer(markup):
        text, tag = piece["text"], piece["tag"] or piece["apart"]
        if tag:
            if id := _ID.search(tag[: tag.find(">")]):
                writer.id(id[1])
            text = OBJECT if tag.startswith(("<img", "<math", "<svg")) else ""
        if text and letters(text):
            yield _Run(writer.text(text), name, piece.start(), text)


def _run_at(runs: list[_Run], place: int) -> _Run:
    """Return the run that holds a letter; the last one where the book ends before it."""
    return runs[bisect_right(runs, place, key=lambda run: run.begin) - 1]


def _offset(markup: str, run: _Run, count: int) -> int:
    """Return where in the markup the letter stands before which there are `count` in its run.

    A word is not torn apart; and before the first word of a phrase that is marked up, its mark.
    """
    places = [place for place, letter in enumerate(run.text) if letters(letter)]
    within = places[min(count, len(places) - 1)]
    while within and _has_case(run.text[within]) and _has_case(run.text[within - 1]):
        within -= 1
    offset = run.offset + within
    opened = None if within else _INLINE.search(markup, max(0, offset - 400), offset)
    return opened.start() if opened else offset


def _has_case(letter: str) -> bool:
    """Return whether a letter is of a script that writes spaces between words, and has two cases."""
    return letter.lower() != letter.upper()
