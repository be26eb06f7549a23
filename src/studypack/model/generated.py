"""Study aids made from a pack's own blocks, and what only composing makes.

An author places an aid (`glossary`, `crossword`, …); `aids` fills the field that says what it
holds, from the blocks that the view's audience may see.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from enum import Enum

from studypack.model.base import Audience, Block, Node, node, part
from studypack.model.blocks import Quote, StudyBlock, VocabularyEntry
from studypack.model.declare import Body, Kind, argument, directive, option
from studypack.model.inlines import Inlines


@node
class Aid(StudyBlock):
    """What all study aids share.

    of     ids of the blocks that it is made from; () for all that fit
    words  words to use instead of, or chosen among, the vocabulary
    size   rows and columns of a grid, or how many cards
    seed   another number, another arrangement
    body   an introduction by the author
    """

    title: Inlines = argument(Kind.INLINES, "title")
    of: tuple[str, ...] = option(Kind.IDS, "ids of the blocks to make it from", default=())
    words: tuple[str, ...] = option(Kind.LIST, "the words to use", default=())
    size: int = option(Kind.INTEGER, "rows and columns of a grid", default=0)
    seed: int = option(Kind.INTEGER, "another number, another arrangement", default=0)
    body: tuple[Block, ...] = part()


@directive("glossary", doc="Every word of the vocabulary, sorted.", body=Body.OPTIONAL)
@node
class Glossary(Aid):
    """The pack's vocabulary in alphabetical order of its language."""

    entries: tuple[VocabularyEntry, ...] = part()


@directive("quotebank", doc="Every key quotation.", body=Body.OPTIONAL)
@node
class QuoteBank(Aid):
    """The pack's quotations together."""

    quotes: tuple[Quote, ...] = part()


@node
class ThemeRow(Node):
    """A section of the pack and, theme by theme, whether it touches it."""

    title: Inlines
    touched: tuple[bool, ...]
    target: str = ""


@directive("themegrid", doc="Sections by themes.", body=Body.OPTIONAL)
@node
class ThemeGrid(Aid):
    """Which section touches which theme; every row's `touched` is as long as `columns`."""

    columns: tuple[Inlines, ...] = part()
    rows: tuple[ThemeRow, ...] = part()


@node
class MapEdge(Node):
    """A relation: indices into `CharacterMap.names`, and what joins them."""

    source: int
    target: int
    relation: Inlines


@directive("charactermap", doc="Who stands how to whom, drawn.", body=Body.OPTIONAL)
@node
class CharacterMap(Aid):
    """The characters as a drawing, with its edges as text beside it."""

    names: tuple[Inlines, ...] = part()
    edges: tuple[MapEdge, ...] = part()


@node
class Flashcard(Node):
    """A card: front and back."""

    front: Inlines
    back: tuple[Block, ...]


class CardPrint(Enum):
    """How cards get their backs.

    FOLD    front and back stand side by side, to be folded
    DUPLEX  a page of fronts, then a page of backs, to be printed on both sides
    """

    FOLD = "fold"
    DUPLEX = "duplex"


@directive("flashcards", doc="Cards to cut out.", body=Body.OPTIONAL)
@node
class Flashcards(Aid):
    """Cards made from the vocabulary."""

    backs: CardPrint = option(
        Kind.CHOICE,
        "how backs are printed: beside the fronts to fold, or on the sheet's other side",
        default=CardPrint.FOLD,
        name="print",
        choices=CardPrint,
    )
    cards: tuple[Flashcard, ...] = part()


@node
class Square(Node):
    """A white square of a crossword; its letter is part of the key."""

    number: int = 0
    letter: str = part(audience=Audience.KEY, default="")


@node
class Clue(Node):
    """A clue: its number, its text, how many letters; the word is part of the key."""

    number: int
    text: tuple[Block, ...]
    length: int
    word: str = part(audience=Audience.KEY, default="")


@directive("crossword", doc="A crossword of the vocabulary.", body=Body.OPTIONAL)
@node
class Crossword(Aid):
    """A crossword: rows of squares (None is black), all of one length, and its clues."""

    grid: tuple[tuple[Square | None, ...], ...] = part()
    across: tuple[Clue, ...] = part()
    down: tuple[Clue, ...] = part()


@directive("wordsearch", doc="Words hidden in a square of letters.", body=Body.OPTIONAL)
@node
class WordSearch(Aid):
    """A word search.

    grid      rows of single letters, all of one length
    hidden    the words to find, in alphabetical order
    solution  squares (row, column) of each word in `hidden`
    """

    grid: tuple[tuple[str, ...], ...] = part()
    hidden: tuple[str, ...] = part()
    solution: tuple[tuple[tuple[int, int], ...], ...] = part(audience=Audience.KEY)


# --- Made by composing alone ------------------------------------------------------------------


@node
class AnswerEntry(Block):
    """The answer to a question or part, for the answers product and the guide's self-check.

    id       where the question's link leads; '' for a part
    number   '7' or 'a', as in `Task`
    themes   names of those that the task is tagged with, for teachers
    body     the key as ordinary blocks, then model answers, schemes, feedback and common errors
    parts    the entries of the question's parts
    back_id  id of the question in this view, or '' where the view has no questions
    """

    id: str
    number: str
    title: Inlines = ()
    total: int | None = None
    skill: str = ""
    themes: tuple[Inlines, ...] = ()
    body: tuple[Block, ...] = ()
    parts: tuple[AnswerEntry, ...] = ()
    back_id: str = ""


@node
class KeyLine(Node):
    """A line of the compact key.

    number  '7', or '7 (a)' for a part
    answer  as short as it can be: letters, a number, a few words
    marks   None where none are given
    """

    number: str
    answer: Inlines
    marks: int | None = None


@node
class KeyTable(Block):
    """The compact key to the questions of a section.

    title  the section's, or () where there is but one
    total  marks of the section, None where there is but one, or none are given
    """

    title: Inlines
    lines: tuple[KeyLine, ...]
    total: int | None = None


@node
class SectionMarks(Node):
    """The marks that can be reached in the questions under one heading, () before the first."""

    title: Inlines
    total: int


@node
class MarksTable(Block):
    """Marks a question, to be filled in by the marker: rows of number and marks.

    sections  subtotals; () where there is but one section
    """

    rows: tuple[tuple[str, int], ...]
    total: int
    sections: tuple[SectionMarks, ...] = ()

    def side_by_side(self, most: int) -> Iterator[tuple[tuple[str, int], ...]]:
        """Yield the rows in as few groups as hold `most` at most, all about as long as one another.

        Tables with a column a row, one below the other, take little of a page.
        """
        groups = max(1, math.ceil(len(self.rows) / most))
        length = max(1, math.ceil(len(self.rows) / groups))
        for begin in range(0, len(self.rows), length):
            yield self.rows[begin : begin + length]


@node
class GradeRow(Node):
    """A grade and the marks that it takes, both counted in."""

    name: str
    least: int
    most: int


@node
class GradeTable(Block):
    """Which marks make which grade, the highest first; made for teachers alone."""

    rows: tuple[GradeRow, ...]


class AnswerPart(Enum):
    """What an `AnswerText` is: it decides the label before it."""

    ANSWER = "answer"
    ACCEPT = "accept"
    MODEL = "model"
    SCHEME = "scheme"
    VARY = "vary"
    FEEDBACK = "feedback"
    ERRORS = "errors"
    HINT = "hint"
    EXTENSION = "extension"


@node
class AnswerText(Block):
    """A labelled piece of an `AnswerEntry`."""

    kind: AnswerPart
    body: tuple[Block, ...]
