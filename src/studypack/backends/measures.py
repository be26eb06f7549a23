"""How much room text takes and how many words it has, by counting characters, and where a task may be cut; for `fragments`.

Nothing is laid out here: these are the decisions that a designer makes before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from studypack.model import tasks
from studypack.model.base import Block, Node
from studypack.model.inlines import Blank, Math, Text, plain, text_width
from studypack.model.room import RoomKind
from studypack.model.walk import query, walk


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskParts:
    """The body of a task, in the order in which it is set and cut where the page may break.

    opening  the stem, and what it is answered by: options, columns to match, …
    rest     parts, hints, rubrics, scaffolds and whatever follows the first of them
    entry    where the number goes that working in the room has led to
    short    the opening is to stay on one page: it fills half of one at most, so that little is wasted
    shown    the key stands in what a pupil fills in: the short answer need not be repeated
    parted   the room for the answers, and their marks, stand in the parts
    filled   the last part takes the rest of its page: nothing can stand below it
    """

    opening: tuple[Block, ...]
    rest: tuple[Block, ...]
    entry: tuple[Block, ...]
    short: bool
    shown: bool
    parted: bool
    filled: bool

    @classmethod
    def of(cls, block: tasks.Task, half: int) -> TaskParts:
        """Return the parts of `block`, where `half` characters fill half a page."""
        entry = tuple(b for b in block.body if isinstance(b, tasks.NumericEntry))
        body = tuple(b for b in block.body if not isinstance(b, tasks.NumericEntry))
        cut = next((i for i, b in enumerate(body) if isinstance(b, _AFTER)), len(body))
        # An author does not place true and false: reading appends them, behind a hint if there is.
        choice = tuple(b for b in body[cut:] if isinstance(b, tasks.TrueFalse))
        opening = body[:cut] + choice
        parts = [b for b in body if isinstance(b, tasks.Part)]
        return cls(
            opening=opening,
            rest=tuple(b for b in body[cut:] if not isinstance(b, tasks.TrueFalse)),
            entry=entry,
            short=length_of_text(opening) < half,
            shown=bool(entry) or any(isinstance(b, tasks.TrueFalse) for b in opening),
            parted=bool(parts),
            filled=bool(parts) and parts[-1].room.kind is RoomKind.FILL,
        )


_AFTER = (
    tasks.Part,
    tasks.Hint,
    tasks.Rubric,
    tasks.Answer,
    tasks.CommonErrors,
    tasks.Scaffold,
)

Rows = Sequence[Sequence[Node | Iterable[Node]]]
"""The cells of a table, row by row; every row has as many."""


def cells_of(entries: Iterable[Node], *names: str) -> Rows:
    """Return the rows of a table with a row an entry and a column a field."""
    return [[getattr(entry, name) for name in names] for entry in entries]


def columns(rows: Rows, line: int | None = None) -> Markup:
    """Return `<colgroup>` for `rows`: no column narrower than its words, the longest text widest.

    A browser would find such widths by laying the table out twice, and so would WeasyPrint.

    line  how many characters a line of the table holds; None for as many as a page of A4
    """
    words = [max(map(_longest_word, column)) + 2 for column in zip(*rows, strict=True)]
    texts = [sum(map(length_of_text, column)) for column in zip(*rows, strict=True)]
    spare = max(0, (line or _LINE) - sum(words))
    widths = [
        word + spare * text / (sum(texts) or 1) for word, text in zip(words, texts, strict=True)
    ]
    return Markup("<colgroup>{}</colgroup>").format(
        Markup("").join(
            Markup('<col style="width: {:.1f}%"/>').format(100 * width / sum(widths))
            for width in widths
        )
    )


def narrowest(rows: Rows) -> int:
    """Return how many characters the narrowest line has that holds a table with these rows."""
    return sum(max(map(_unbroken, column)) + _GUTTER for column in zip(*rows, strict=True))


def _unbroken(cell: Node | Iterable[Node]) -> int:
    """Return the width of the widest that a cell holds and that is not broken at a line's end."""
    words = (_unbroken_word(word) for text in query(cell, Text) for word in text.text.split())
    blanks = (_GAP for _ in query(cell, Blank))
    formulas = (min(len(formula.latex) // 2, _HYPHENATED) for formula in query(cell, Math))
    return max((*words, *blanks, *formulas), default=1)


def _unbroken_word(word: str) -> int:
    width = text_width(word)
    if width > _LONGEST_WORD:
        return width
    return min(width, _HYPHENATED if width == len(word) else _HAN)


_GUTTER = 1
_GAP = 7
_HYPHENATED = 13
"""Longer words have a place to break."""
_LONGEST_WORD = 36
"""What is longer is no word that has a place to break, but an address, say."""
_HAN = 6
"""Han and kana are broken anywhere, but a column of fewer than three is hard to read."""


def _longest_word(cell: Node | Iterable[Node]) -> int:
    """Return the width of the longest word of a cell; a blank is as wide as twenty characters.

    Longer ones can be broken, and where words are not parted by spaces a sentence seems to be one.
    """
    words = (min(text_width(word), 18) for text in query(cell, Text) for word in text.text.split())
    blanks = (20 for _ in query(cell, Blank))
    formulas = (min(len(formula.latex) // 2, 18) for formula in query(cell, Math))
    return max((*words, *blanks, *formulas), default=0)


_LINE = 95
"""Characters that a line of a table holds on a page of A4, about."""


def count_words(text: str) -> int:
    """Return how many words a text has, as a teacher counts: a hyphen parts none, a dash does.

    Of Chinese and Japanese, which part no words, every character counts, as it does in Word.
    """
    parted = _CHARACTER.sub(" x ", text)
    return sum(any(map(str.isalnum, token)) for token in _BETWEEN.split(parted))


_CHARACTER = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_BETWEEN = re.compile(r"[\s—―]+")


def words_before(blocks: Iterable[Block]) -> Iterator[int]:
    """Yield, for each of `blocks`, how many words have been read at its end."""
    read = 0
    for block in blocks:
        read += sum(count_words(text) for text in _texts(block))
        yield read


def _texts(block: Block) -> Iterator[str]:
    """Yield the running texts of a block, each whole, however many inlines it is made of."""
    for node in walk(block):
        content = getattr(node, "content", None)
        if isinstance(content, tuple):
            yield plain(content)


def length_of_text(nodes: Node | Iterable[Any]) -> int:
    """Return how wide the text of `nodes` is, in characters of Latin script."""
    return sum(text_width(text.text) for text in query(nodes, Text))
