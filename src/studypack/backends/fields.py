"""Fields of a form, as HTML, for paper that is filled in on a screen; called by `fragments`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from markupsafe import Markup

from studypack.labels import Labels
from studypack.model.base import Block
from studypack.model.generated import Crossword
from studypack.model.inlines import plain
from studypack.model.tasks import Question, Task

_MARKUP: Mapping[str, Markup] = MappingProxyType(
    {
        "line": Markup('<input type="text" class="field-line" name="{}" title="{}"/>'),
        "area": Markup('<textarea class="field-area" name="{}" title="{}"></textarea>'),
        "letter": Markup('<input type="text" maxlength="1" name="{}" title="{}"/>'),
        "sign": Markup('<input type="text" class="write" name="{}" title="{}"/>'),
        "several": Markup('<input type="checkbox" class="tickbox" name="{}" title="{}"/>'),
        "one": Markup('<input type="radio" class="tickbox" name="{}" title="{}"/>'),
    }
)


class Fields:
    """Writes the fields of one file: each has a name of its own, and words that say what it is for.

    A name has no full stop, which would divide it (ISO 32000-1, 12.7.3.2).
    """

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._asked: list[Task] = []
        self._written = 0

    @contextmanager
    def within(self, block: Block) -> Iterator[None]:
        """Let the fields that are written meanwhile belong to `block`, if it is a task."""
        if not isinstance(block, Task):
            yield
            return
        self._asked.append(block)
        try:
            yield
        finally:
            self._asked.pop()

    def group(self) -> int:
        """Return what the choices have in common of which one can be ticked."""
        self._written += 1
        return self._written

    def field(self, kind: str, words: str = "", group: int | None = None) -> Markup:
        """Return a field.

        kind   'line' or 'area' of text, 'sign' for a number or a letter, 'letter' for one in a puzzle;
               'one' or 'several' to tick
        words  what it is for, within its task
        group  of a choice
        """
        number = self.group() if group is None else group
        home = self._asked[-1].id if self._asked else "field"
        words = " ".join((words or self._labels["answer"]).split())
        told = self._labels.listed([*map(self._name, self._asked), words])
        return _MARKUP[kind].format(f"{home}:{number}".replace(".", "-"), told)

    def _name(self, task: Task) -> str:
        if isinstance(task, Question):
            return self._labels.format("question-number", number=task.number)
        return task.number


Place = tuple[int, int]
"""Row and column of a square, from 0."""


def squares_to_fill(block: Crossword, labels: Labels) -> Iterator[tuple[Place, str]]:
    """Yield the squares of a crossword as its clues ask for them, each once, and what it is for.

    A square of two words is yielded with the first: 'Crossword, Across 4, 2/7 – Down 1, 1/6'.
    """
    starts = {
        square.number: (row, column)
        for row, squares in enumerate(block.grid)
        for column, square in enumerate(squares)
        if square is not None and square.number
    }
    told: dict[Place, list[str]] = {}
    for direction, clues, down, right in (
        ("across", block.across, 0, 1),
        ("down", block.down, 1, 0),
    ):
        for clue in clues:
            row, column = starts[clue.number]
            name = f"{labels[direction]} {labels.number(clue.number)}"
            for step in range(clue.length):
                place = f"{labels.number(step + 1)}/{labels.number(clue.length)}"
                square = (row + down * step, column + right * step)
                told.setdefault(square, []).append(f"{name}, {place}")
    title = plain(block.title) or labels["crossword"]
    for square, words in told.items():
        yield square, f"{title}, {' – '.join(words)}"
