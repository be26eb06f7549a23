"""What a view's readers must not find in its file: the other half of `compose`.

Called by `build`, which has `validating.trust` look for it in the bytes of every file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from studypack.composing.compose import prepared, unless_teachers
from studypack.composing.products import GUIDE
from studypack.composing.request import Request
from studypack.composing.selection import visible
from studypack.composing.view import View
from studypack.composing.wording import BOUNDARY, Needle, Strength, Wording, needle
from studypack.model.base import Audience, Block, Inline, Node
from studypack.model.blocks import StudyBlock, Viewer
from studypack.model.generated import Clue, Crossword
from studypack.model.inlines import Blank, Code, Image, LineBreak, Math, NoteRef, Text
from studypack.model.pack import CheckedPack
from studypack.model.tasks import QuestionType, Task
from studypack.model.walk import fields, query, rewrite_all, walk

_LOOK_UP = frozenset({Audience.STUDENT, Audience.HINT, Audience.KEY})

_NOT_WORDS = frozenset(
    {
        "id",
        "answer_id",
        "told_id",
        "home_id",
        "listed_id",
        "back_id",
        "lang",
        "src",
        "href",
        "target",
        "width",
        "label",
        "file",
    }
    | {"verify", "image", "language", "classes", "themes", "of", "outputs", "tolerance"}
)
"""Fields whose strings are no wording: ids, addresses, sizes."""

_WINDOW = 7
_LEAST_WINDOW = 4


@dataclass(frozen=True, slots=True)
class Withheld:
    """Wording that must not be in a file, cut to stretches of at most ten words.

    never  nowhere in the file
    apart  only where the answers stand that readers look up (the guide's)

    What the view's blocks show is in neither, nor is what is too short to be told from chance.
    Of its answers that is not taken for granted: what may be looked up is asked of the pack.
    """

    never: tuple[Needle, ...] = ()
    apart: tuple[Needle, ...] = ()


def withheld(checked: CheckedPack, view: View, request: Request) -> Withheld:
    """Return the wording of `checked` that the readers of `view` must not see. O(n)."""
    admitted = request.admitted
    if Audience.TEACHER in admitted:
        return Withheld()
    sources = (*checked.pack.blocks, *checked.pack.notes.values())
    puzzles = _puzzle_words(checked, view, request)
    shown = Wording("".join(_shown(checked, view)))
    if request.product != GUIDE:
        hidden = _hidden(sources, admitted, request)
        return Withheld(never=_needles((*hidden, *puzzles), (shown,)))
    looked_up = Wording("".join(_joined(_wording(_everybodys(checked)))))
    never = _hidden(sources, _LOOK_UP, request)
    apart = _hidden(sources, admitted, request)
    return Withheld(
        never=_needles(never, (shown, looked_up)),
        apart=_needles((*apart, *puzzles), (shown,)),
    )


def _everybodys(checked: CheckedPack) -> tuple[Block, ...]:
    """Return the pack's blocks and notes, keys and all, without what is for teachers alone."""
    notes = (block for note in checked.pack.notes.values() for block in note.body)
    blocks = (*checked.pack.blocks, *notes)
    return visible(rewrite_all(blocks, unless_teachers), _LOOK_UP)


def _needles(texts: Iterable[str], shown: tuple[Wording, ...]) -> tuple[Needle, ...]:
    """Return the stretches of `texts` that are worth looking for and nowhere shown."""
    stretches = dict.fromkeys(stretch for text in texts for stretch in _cut(text))
    needles = {found.solid: found for found in map(needle, stretches)}
    return tuple(
        found
        for found in needles.values()
        if found.strength is not Strength.WEAK and not any(text.holds(found) for text in shown)
    )


def _cut(text: str) -> Iterator[str]:
    """Cut a text to stretches of seven words, the last of four to ten.

    A file that holds eleven words of it in a row holds one of them whole.
    """
    words = text.split()
    start = 0
    while start < len(words):
        rest = len(words) - start
        size = rest if rest < _WINDOW + _LEAST_WINDOW else _WINDOW
        yield " ".join(words[start : start + size])
        start += size


# --- The wording of a tree --------------------------------------------------------------------


def _hidden(nodes: Iterable[Any], admitted: frozenset[Audience], request: Request) -> Iterator[str]:
    """Yield the wording of nodes and fields that are not for `admitted`."""
    stack: list[tuple[Any, bool]] = [(nodes, False)]
    while stack:
        value, hidden = stack.pop()
        if hidden:
            yield from _wording(value)
        elif isinstance(value, Node):
            inside = value.FOR not in admitted or _is_for_others(value, request)
            stack.extend(
                (part, inside or audience not in admitted)
                for name, audience, part in fields(value)
                if name not in _NOT_WORDS and not _is_true_or_false(value, name)
            )
        elif isinstance(value, tuple | list):
            stack.extend((part, False) for part in value)


def _is_for_others(node: Node, request: Request) -> bool:
    is_teachers = isinstance(node, StudyBlock) and node.viewer is Viewer.TEACHER
    return is_teachers and not request.edition.is_teachers


def _is_true_or_false(node: Node, name: str) -> bool:
    """Return whether a field is the option that says 'true': no wording, and said to all."""
    return name == "answer" and isinstance(node, Task) and node.type is QuestionType.TRUEFALSE


def _wording(value: Any) -> Iterator[str]:
    """Yield the wording of a value: each run of inlines, and each string, as one text."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Inline):
        yield from _run((value,))
    elif isinstance(value, Node):
        for name, _, part in fields(value):
            if name not in _NOT_WORDS:
                yield from _wording(part)
    elif isinstance(value, tuple):
        if value and all(isinstance(part, Inline) for part in value):
            yield from _run(value)
        else:
            for part in value:
                yield from _wording(part)


def _run(inlines: tuple[Inline, ...]) -> Iterator[str]:
    """Yield the stretches of text in a run of inlines, then what stands beside them.

    A formula ends a stretch, since every format writes it in another way: its source, and the
    numbers in it, are wording of their own.
    """
    beside: list[str] = []
    text = ""
    for node in walk(inlines):
        match node:
            case Text(text=words) | Code(text=words):
                text += words
            case LineBreak() | NoteRef():
                text += " "
            case Math(latex=latex):
                yield text
                text = ""
                beside.extend((latex, *_NUMBER.findall(latex.replace("\\,", ""))))
            case Blank():
                text += " "
                beside.extend(node.answers)
            case Image():
                beside.extend((node.alt, node.title))
            case _:
                pass
    yield text
    yield from beside


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def _joined(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield text
        yield BOUNDARY


def _shown(checked: CheckedPack, view: View) -> Iterator[str]:
    """Yield all wording that readers see: blocks, notes, front matter, labels, drawings.

    Blocks come twice, with boundaries between their texts and without: a PDF has none.
    """
    blocks = [*_wording(view.blocks), *(text for note in view.notes for text in _wording(note))]
    yield from _joined(blocks)
    yield from (f"{text} " for text in blocks)
    yield from _joined(_front_matter(view))
    for label in view.labels.texts.values():
        yield from _joined([label] if isinstance(label, str) else label.values())
    for image in checked.pack.images.values():
        if image.media_type == "image/svg+xml":
            yield from _joined([image.data.decode("utf-8", "replace")])


def _front_matter(view: View) -> Iterator[str]:
    metadata = view.metadata
    work = metadata.work
    yield from (metadata.title, metadata.subtitle, *metadata.authors, metadata.subject)
    yield from (metadata.level, metadata.description, *metadata.keywords, metadata.rights)
    yield from (metadata.identifier, metadata.date, metadata.version, view.slug)
    yield from (view.school.name, view.school.header, view.school.footer)
    yield from (field.value for field in view.name_line)
    if work is not None:
        yield from (work.title, work.creator, work.published, work.kind)


def _puzzle_words(checked: CheckedPack, view: View, request: Request) -> Iterator[str]:
    """Yield the words of the view's crosswords, which only composing knows."""
    if next(query(view.blocks, Crossword), None) is None:
        return
    made = prepared(checked, request, view.labels)
    for clue in query(made, Clue):
        yield clue.word
