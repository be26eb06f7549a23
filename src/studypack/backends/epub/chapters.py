"""How a view is cut into the files of a book, and in which file each id stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

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
    notes      footnotes that are called in it
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
    notes = {note.label: note for note in view.notes}
    return tuple(_with_notes(chapter, notes) for chapter in (*body, *answers))


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


def _with_notes(chapter: Chapter, notes: Mapping[str, Footnote]) -> Chapter:
    called = dict.fromkeys(ref.label for ref in query(chapter.blocks, NoteRef))
    return Chapter(
        file_name=chapter.file_name,
        title=chapter.title,
        blocks=chapter.blocks,
        notes=tuple(notes[label] for label in called if label in notes),
    )


def places(chapters: Iterable[Chapter]) -> dict[str, str]:
    """Return, for every id, the name of the file in which it stands."""
    return {
        id: chapter.file_name
        for chapter in chapters
        for node in walk(chapter.blocks)
        if (id := getattr(node, "id", ""))
    }
