"""The blocks of Markdown, the study notes, and what lays a page out."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from studypack.model.allowance import Allowance
from studypack.model.base import Audience, Block, Node, node, part
from studypack.model.declare import Body, Kind, argument, directive, option
from studypack.model.inlines import Inlines
from studypack.model.room import NO_ROOM, Room
from studypack.model.spot import Spot

# --- Markdown ---------------------------------------------------------------------------------


@node
class Paragraph(Block):
    """A paragraph of text."""

    content: Inlines


@node
class Heading(Block):
    """A heading of the source: level 1 is `#`, which stands below the pack's title."""

    level: int
    content: Inlines
    id: str = ""
    lang: str = ""
    allow: tuple[Allowance, ...] = ()


@node
class ListEntry(Node):
    """An entry of a list. `checked` is None unless it is written as a task: `[ ]`, `[x]`."""

    body: tuple[Block, ...]
    checked: bool | None = None


@node
class BulletList(Block):
    """An unordered list; `tight` as CommonMark has it."""

    entries: tuple[ListEntry, ...]
    tight: bool = True


@node
class NumberedList(Block):
    """An ordered list, counted from `start`."""

    entries: tuple[ListEntry, ...]
    start: int = 1
    tight: bool = True


class Alignment(Enum):
    """How a column of a table is aligned; START follows the direction of the text."""

    START = "start"
    CENTER = "center"
    END = "end"


@node
class Cell(Node):
    """A cell of a table."""

    content: Inlines


@node
class Table(Block):
    """A table with one header row.

    head, rows   every row has as many cells as `alignments`
    row_headers  the first column heads its rows (rubrics, organisers, theme grids)
    """

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    alignments: tuple[Alignment, ...]
    row_headers: bool = False


@node
class CodeBlock(Block):
    """Lines as a machine has them; `language` is the fence's first word or ''."""

    text: str
    language: str = ""


@node
class BlockQuote(Block):
    """A quotation written with `>` outside a `quote` directive."""

    body: tuple[Block, ...]


@node
class Rule(Block):
    """A thematic break."""


@node
class MathBlock(Block):
    """A formula on a line of its own, as LaTeX without its dollars."""

    latex: str


@node
class Definition(Node):
    """A term and what stands under it: one or several definitions of blocks."""

    term: Inlines
    definitions: tuple[tuple[Block, ...], ...]
    id: str = ""


@node
class DefinitionList(Block):
    """A definition list outside a directive that gives it a meaning."""

    definitions: tuple[Definition, ...]


# --- What all directives share ----------------------------------------------------------------


class Level(Enum):
    """For whom a block is meant when levels are built apart."""

    SUPPORT = "support"
    CORE = "core"
    CHALLENGE = "challenge"


class Viewer(Enum):
    """The value of the option `audience`."""

    STUDENT = "student"
    TEACHER = "teacher"


class Keep(Enum):
    """How a block holds together at a page's end."""

    TOGETHER = "together"
    WITH_NEXT = "with-next"
    AUTO = "auto"


class Output(Enum):
    """A format or product, as the options `only` and `not` name it."""

    PDF = "pdf"
    DOCX = "docx"
    EPUB = "epub"
    HANDOUT = "handout"
    WORKSHEET = "worksheet"
    GUIDE = "guide"
    ANSWERS = "answers"


@node
class StudyBlock(Block):
    """A block written as a directive, with the options that all directives share.

    id      as written, or a slug of the title, set by `checking.resolve`; '' only before
    viewer  None: everyone
    """

    id: str = option(Kind.WORD, "name for references; unique in the pack", default="")
    level: tuple[Level, ...] = option(
        Kind.CHOICES, "the levels that get the block", default=(), choices=Level
    )
    viewer: Viewer | None = option(
        Kind.CHOICE, "for whom", default=None, name="audience", choices=Viewer
    )
    themes: tuple[str, ...] = option(Kind.IDS, "ids of the themes that it touches", default=())
    tags: tuple[str, ...] = option(Kind.LIST, "free words to find it by", default=())
    lang: str = option(Kind.LANGUAGE, "language of the block", default="")
    only: tuple[Output, ...] = option(
        Kind.CHOICES, "formats or products that get it", default=(), choices=Output
    )
    exclude: tuple[Output, ...] = option(
        Kind.CHOICES, "formats or products that do not", default=(), name="not", choices=Output
    )
    keep: Keep | None = option(
        Kind.CHOICE, "how it holds together at a page's end", default=None, choices=Keep
    )
    allow: tuple[Allowance, ...] = option(
        Kind.ALLOWANCES, "diagnostics that are not meant here, and why", default=()
    )


@node
class TitledBlock(StudyBlock):
    """A directive whose argument is an optional title, and whose body is blocks."""

    title: Inlines = argument(Kind.INLINES, "title")
    body: tuple[Block, ...] = part()


# --- Study notes ------------------------------------------------------------------------------


@node
class FactTable(Block):
    """Facts and their values: the definition list of `keyfacts`."""

    facts: tuple[Definition, ...]


@directive("keyfacts", doc="The facts of a work or topic at a glance.", body=Body.TERMS)
@node
class KeyFacts(TitledBlock):
    """A panel of facts; its definition list became a `FactTable` in `body`."""


@directive("context", doc="Background: author, time, place.", body=Body.ANY)
@node
class Context(TitledBlock):
    """Background to the work."""


@directive("overview", doc="The whole in a paragraph or two.", body=Body.ANY)
@node
class Overview(TitledBlock):
    """The whole of the work or topic in brief."""

    spoiler: bool = option(Kind.FLAG, "it gives the ending away", default=False)


@directive("summary", doc="What happens in one section of the work.", body=Body.ANY)
@node
class Summary(TitledBlock):
    """A section of the work retold (`title` is the section); may hold `Analysis`."""

    locator: str = option(Kind.TEXT, "where in the work: 'Chapters 1–9'", default="")
    characters: tuple[str, ...] = option(Kind.LIST, "who appears", default=())


@directive("analysis", doc="What a section or feature means and how it works.", body=Body.ANY)
@node
class Analysis(TitledBlock):
    """Interpretation, set apart from retelling."""


@directive("theme", doc="An idea that runs through the work.", body=Body.ANY)
@node
class Theme(StudyBlock):
    """A theme: its statement and explanation."""

    name: Inlines = argument(Kind.INLINES, "name of the theme", required=True)
    icon: str = option(Kind.SIGN, "a character as its cue in the margin", default="")
    body: tuple[Block, ...] = part()
    cue: int = part(default=0)
    """Counted from 1 over the pack by `checking.resolve`: picks the theme's geometric mark."""


@directive("themes", doc="Several themes at once.", body=Body.TERMS)
@node
class Themes(StudyBlock):
    """Themes written as a definition list; in `body` each became a `Theme`."""

    body: tuple[Block, ...] = part()


class Feature(Enum):
    """The directives that `Symbol` stands for."""

    SYMBOL = "symbol"
    MOTIF = "motif"
    DEVICE = "device"


@directive(*Feature, doc="A symbol, motif or literary device of the work.", body=Body.ANY)
@node
class Symbol(StudyBlock):
    """A symbol, motif or device: meaning and examples."""

    kind: Feature = part(default=Feature.SYMBOL)
    name: Inlines = argument(Kind.INLINES, "name", required=True)
    body: tuple[Block, ...] = part()


@directive("character", doc="A person of the work.", body=Body.ANY)
@node
class Character(StudyBlock):
    """A person: description, and optionally a portrait."""

    name: Inlines = argument(Kind.INLINES, "name", required=True)
    role: str = option(Kind.TEXT, "protagonist, foil, …", default="")
    aka: tuple[str, ...] = option(Kind.LIST, "other names", default=())
    image: str = option(Kind.IMAGE, "portrait", default="")
    alt: str = option(Kind.TEXT, "what the portrait shows", default="")
    body: tuple[Block, ...] = part()


@directive("characters", doc="Several characters at once.", body=Body.TERMS)
@node
class Characters(StudyBlock):
    """Characters written as a definition list; in `body` each became a `Character`."""

    body: tuple[Block, ...] = part()


@node
class RelationTable(Block):
    """Who stands how to whom: the table of `relations`, whose rows have three cells."""

    head: tuple[Cell, ...]
    relations: tuple[tuple[Cell, Cell, Cell], ...]


@directive("relations", doc="How the characters stand to each other.", body=Body.TABLE)
@node
class Relations(StudyBlock):
    """Relations; the table (From, To, Relation) became a `RelationTable` in `body`."""

    body: tuple[Block, ...] = part()


@node
class EventList(Block):
    """Events in order: the definition list of `timeline`; the term is the time."""

    events: tuple[Definition, ...]


@directive("timeline", doc="What happened when.", body=Body.TERMS)
@node
class Timeline(TitledBlock):
    """A timeline; its definition list became an `EventList` in `body`."""


@directive("quote", doc="A quotation worth knowing, and why.", body=Body.QUOTE)
@node
class Quote(StudyBlock):
    """A key quotation and its explanation."""

    speaker: Inlines = option(Kind.INLINES, "who says it", default=())
    locator: Inlines = option(Kind.INLINES, "where in the work", default=())
    devices: tuple[str, ...] = option(Kind.LIST, "literary devices in it", default=())
    verify: str = option(Kind.PATH, "text file that must contain the quotation", default="")
    quotation: tuple[Block, ...] = part()
    body: tuple[Block, ...] = part()


@node
class VocabularyEntry(Node):
    """A word to learn: the term, its meanings, and an example (a second definition).

    home_id    of an entry in a glossary: where the vocabulary has it, or ''
    listed_id  of an entry in the vocabulary: where the glossary has it, or ''
    """

    term: Inlines
    meaning: tuple[Block, ...]
    example: tuple[Block, ...] = ()
    id: str = ""
    home_id: str = ""
    listed_id: str = ""


@node
class VocabularyTable(Block):
    """The definition list of `vocabulary`."""

    entries: tuple[VocabularyEntry, ...]


@directive("vocabulary", doc="Words to learn.", body=Body.TERMS)
@node
class Vocabulary(TitledBlock):
    """Words to learn; the definition list became a `VocabularyTable` in `body`."""


class LineNumbers(Enum):
    """The value of the option `numbered` of a passage.

    LINES  every fifth line has its number
    WORDS  it is said how many words have been read, at the end of each line or paragraph
    """

    LINES = "lines"
    WORDS = "words"


@directive("passage", doc="A text to read closely.", body=Body.OPTIONAL)
@node
class Passage(TitledBlock):
    """A text to read; where `file` is given, `body` is its text, read as Markdown."""

    source: Inlines = option(Kind.INLINES, "where the text is from", default=())
    file: str = option(Kind.PATH, "text file that holds the passage", default="")
    numbered: LineNumbers | None = option(
        Kind.CHOICE,
        "number every fifth line, or count the words up to each",
        default=None,
        choices=LineNumbers,
    )
    rights: str = option(Kind.TEXT, "licence of the text", default="")


@directive("objectives", doc="What pupils will know or be able to do.", body=Body.LIST)
@node
class Objectives(TitledBlock):
    """Learning objectives."""


class CalloutKind(Enum):
    """The directives that `Callout` stands for."""

    NOTE = "note"
    TIP = "tip"
    IMPORTANT = "important"
    WARNING = "warning"
    EXAMPLE = "example"


@directive(*CalloutKind, doc="A remark set apart from the text.", body=Body.ANY)
@node
class Callout(TitledBlock):
    """A remark set apart, of one of five kinds."""

    kind: CalloutKind = part(default=CalloutKind.NOTE)


@directive("figure", doc="A picture with its caption.", body=Body.OPTIONAL)
@node
class Figure(StudyBlock):
    """A picture that stands alone: the directive, or an image alone in its paragraph.

    src, alt, width, decorative  as in `inlines.Image`
    body                         the caption
    number                       counted over the pack by `checking.resolve` if it has a caption
    spots                        where the numbers of labels stand on it, the first one's first:
                                 `composing` draws them into a picture of its own
    """

    src: str = argument(Kind.IMAGE, "the image's file", default="", required=True)
    alt: str = option(Kind.TEXT, "what the picture shows", default="")
    width: str = option(Kind.LENGTH, "width in print", default="")
    source: Inlines = option(Kind.INLINES, "where the picture is from", default=())
    body: tuple[Block, ...] = part()
    decorative: bool = part(default=False)
    number: int = part(default=0)
    spots: tuple[Spot, ...] = part()


@directive("teacher", doc="A note for the teacher; never in a student file.", body=Body.ANY)
@node
class Teacher(TitledBlock):
    """A note that only teacher editions hold."""

    FOR: ClassVar[Audience] = Audience.TEACHER


# --- Layout -----------------------------------------------------------------------------------


@directive("pagebreak", doc="Begin a new page.", body=Body.NONE)
@node
class PageBreak(StudyBlock):
    """A page break; an e-reader has pages of its own and begins a new screen where it can."""


@directive("columns", doc="Set the body in columns.", body=Body.ANY)
@node
class Columns(StudyBlock):
    """Blocks side by side in print and Word; one after the other on an e-reader."""

    count: int = option(Kind.INTEGER, "how many columns, 2 to 4", default=2)
    body: tuple[Block, ...] = part()


@directive("only", doc="Show the body in some formats or products only.", body=Body.ANY)
@node
class Only(StudyBlock):
    """Blocks for some outputs (`outputs`); `composing` puts the body in its place."""

    outputs: tuple[str, ...] = argument(Kind.IDS, "formats or products", default=(), required=True)
    body: tuple[Block, ...] = part()


@directive("space", doc="Leave room.", body=Body.NONE)
@node
class Space(StudyBlock):
    """Room to write or to breathe; nothing on an e-reader."""

    room: Room = argument(
        Kind.ROOM, "how much: '4 lines', '3 cm', 'grid 5 cm'", default=NO_ROOM, required=True
    )
