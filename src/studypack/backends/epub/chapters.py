"""How a view is cut into the files of a book, and in which file each id stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from studypack.composing.view import View
from studypack.model.base import Block
from studypack.model.blocks import Heading, Table
from studypack.model.inlines import Inlines, NoteRef
from studypack.model.pack import Footnote
from studypack.model.tasks import Hint, Question
from studypack.model.walk import query, walk

ANSWERS = "answers"
"""How the name of every file with answers begins; no other file may hold an answer."""

TITLE_PAGE = "title.xhtml"
"""The title page; what stands before the first heading follows the title there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One XHTML file of a book.

    file_name  without folder
    title      its first heading, or () for what stands before the first heading
    blocks     what it holds, its heading first
    notes      footnotes that are called in it, and those that these call, by number
    """

    file_name: str
    title: Inlines
    blocks: tuple[Block, ...]
    notes: tuple[Footnote, ...] = ()

    @property
    def hints(self) -> tuple[tuple[str, Hint], ...]:
        """The hints that are called in it, each behind the number of its question, if in one."""
        hints = {hint.id: hint for hint in query((self.blocks, self.notes), Hint) if hint.id}
        numbers = {
            hint.id: question.number
            for question in query(self.blocks, Question)
            for hint in query(question, Hint)
        }
        return tuple((numbers.get(id, ""), hint) for id, hint in hints.items())

    @property
    def has_answers(self) -> bool:
        return self.file_name.startswith(ANSWERS)


def chapters(view: View) -> tuple[Chapter, ...]:
    """Cut `view` at its sections: the body at level 1, the answers at levels 1 and 2.

    A section is a file, so that an e-reader opens it quickly and begins it on a new screen; the
    answers stand in files of their own, the heading above them all alone in the first, so that
    leafing on from the last question never shows one.
    """
    body = _cut(view.blocks, level=1, prefix="section")
    answers = _cut(view.answers, level=2, prefix=ANSWERS)
    notes = {note.label: note for note in view.notes}
    return tuple(_with_notes(chapter, notes) for chapter in (*body, *answers))


def _cut(blocks: Iterable[Block], *, level: int, prefix: str) -> Iterator[Chapter]:
    """Yield a chapter a heading of at most `level`; what stands before the first is one too."""
    held: list[Block] = []
    count = 1
    for block in blocks:
        if isinstance(block, Heading) and block.level <= level and held:
            yield _chapter(held, f"{prefix}-{count:02}")
            held, count = [], count + 1
        held.append(block)
    if held:
        yield _chapter(held, f"{prefix}-{count:02}")


def _chapter(blocks: list[Block], name: str) -> Chapter:
    first = blocks[0]
    if isinstance(first, Heading):
        file_name = f"{name}{_slug(first.id)}.xhtml"
        return Chapter(file_name=file_name, title=first.content, blocks=tuple(blocks))
    file_name = f"{name}.xhtml" if name.startswith(ANSWERS) else TITLE_PAGE
    return Chapter(file_name=file_name, title=(), blocks=tuple(blocks))


def _slug(id: str) -> str:
    """Return what of an id is safe in a file name on every system: EPUB 3.3, 4.2.3 File names."""
    safe = re.sub(r"[^a-z0-9]+", "-", id.lower()).strip("-")[:40].rstrip("-")
    return f"-{safe}" if safe else ""


def _with_notes(chapter: Chapter, notes: Mapping[str, Footnote]) -> Chapter:
    """Return `chapter` with the notes that it, or one of them, calls.

    A note that two files call stands in both: only in the file of its call does it pop up.
    """
    taken: dict[str, Footnote] = {}
    unread: list[tuple[Block, ...]] = [chapter.blocks]
    while unread:
        for call in query(unread.pop(), NoteRef):
            if call.label in notes and call.label not in taken:
                taken[call.label] = notes[call.label]
                unread.append(notes[call.label].body)
    return replace(chapter, notes=tuple(sorted(taken.values(), key=lambda note: note.number)))


def places(chapters: Iterable[Chapter]) -> dict[str, str]:
    """Return, for every id, the name of the file in which it stands first."""
    found: dict[str, str] = {}
    for chapter in chapters:
        for node in walk((*chapter.blocks, *chapter.notes)):
            if id := getattr(node, "id", ""):
                found.setdefault(id, chapter.file_name)
    return found


def table_places(chapters: Iterable[Chapter]) -> dict[int, tuple[str, str]]:
    """Return file name and id of each Markdown table, by the table's identity.

    No author names one: its id is a number behind a word and a dot.
    """
    found: dict[int, tuple[str, str]] = {}
    for chapter in chapters:
        for table in query(chapter.blocks, Table):
            found.setdefault(id(table), (chapter.file_name, f"table.{len(found) + 1}"))
    return found
