"""How a view is cut into the files of a book, and in which file each id stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from studypack.composing.view import View
from studypack.model.base import Block
from studypack.model.blocks import Heading
from studypack.model.inlines import Inlines, NoteRef
from studypack.model.pack import Footnote
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
    notes      footnotes that are called in it first, and those that these call
    """

    file_name: str
    title: Inlines
    blocks: tuple[Block, ...]
    notes: tuple[Footnote, ...] = ()

    @property
    def has_answers(self) -> bool:
        return self.file_name.startswith(ANSWERS)


def chapters(view: View) -> tuple[Chapter, ...]:
    """Cut `view` at its sections: the body at level 1, the answers at levels 1 and 2.

    A section is a file, so that an e-reader opens it quickly and begins it on a new screen; the
    answers stand in files of their own, so that leafing on from a question never shows one.
    """
    body = _cut(view.blocks, level=1, prefix="section")
    answers = _cut(view.answers, level=2, prefix=ANSWERS)
    waiting = {note.label: note for note in view.notes}
    return tuple(_with_notes(chapter, waiting) for chapter in (*body, *answers))


def _cut(blocks: Iterable[Block], *, level: int, prefix: str) -> Iterator[Chapter]:
    """Yield a chapter a heading of at most `level`; what stands before the first is one too."""
    held: list[Block] = []
    count = 0
    for block in blocks:
        if isinstance(block, Heading) and block.level <= level and held:
            yield _chapter(held, prefix, count)
            held, count = [], count + 1
        held.append(block)
    if held:
        yield _chapter(held, prefix, count)


def _chapter(blocks: list[Block], prefix: str, count: int) -> Chapter:
    first = blocks[0]
    if not isinstance(first, Heading):
        return Chapter(file_name=TITLE_PAGE, title=(), blocks=tuple(blocks))
    name = f"{prefix}-{count + 1:02}{_slug(first.id)}.xhtml"
    return Chapter(file_name=name, title=first.content, blocks=tuple(blocks))


def _slug(id: str) -> str:
    """Return what of an id is safe in a file name on every system: EPUB 3.3, 4.2.3 File names."""
    safe = re.sub(r"[^a-z0-9]+", "-", id.lower()).strip("-")[:40].rstrip("-")
    return f"-{safe}" if safe else ""


def _with_notes(chapter: Chapter, waiting: dict[str, Footnote]) -> Chapter:
    """Return `chapter` with the notes, out of those `waiting`, that it or one of them calls.

    A note stands in one file only: what calls it in another links there.
    """
    taken: list[Footnote] = []
    unread: list[tuple[Block, ...]] = [chapter.blocks]
    while unread:
        for call in query(unread.pop(), NoteRef):
            if call.label in waiting:
                taken.append(waiting.pop(call.label))
                unread.append(taken[-1].body)
    return replace(chapter, notes=tuple(sorted(taken, key=lambda note: note.number)))


def places(chapters: Iterable[Chapter]) -> dict[str, str]:
    """Return, for every id, the name of the file in which it stands, those of notes too."""
    return {
        id: chapter.file_name
        for chapter in chapters
        for id in (*_ids(chapter), *_note_ids(chapter))
    }


def _ids(chapter: Chapter) -> Iterator[str]:
    for node in walk((*chapter.blocks, *chapter.notes)):
        if id := getattr(node, "id", ""):
            yield id


def _note_ids(chapter: Chapter) -> Iterator[str]:
    """Yield the ids of the notes of a chapter and of their first calls, as templates have them."""
    for note in chapter.notes:
        yield from (f"note.{note.number}", f"call.{note.number}")
