"""Tasks: questions and their parts, what a pupil does with them, answers, and other work."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from studypack.model.base import Audience, Block, Node, node, part
from studypack.model.blocks import Cell, Level, StudyBlock, TitledBlock
from studypack.model.declare import Body, Kind, argument, directive, option
from studypack.model.inlines import Inlines
from studypack.model.room import NO_ROOM, Choose, Room


class QuestionType(Enum):
    """How a question is answered."""

    SHORT = "short"
    EXTENDED = "extended"
    ESSAY = "essay"
    CHOICE = "choice"
    MULTIPLE = "multiple"
    TRUEFALSE = "truefalse"
    CLOZE = "cloze"
    NUMERIC = "numeric"
    MATCH = "match"
    ORDER = "order"
    CATEGORISE = "categorise"
    LABEL = "label"
    DRAW = "draw"


# --- What a pupil does: each stands in the body of its question, where the author wrote it -----


@node
class Option(Node):
    """One answer to choose.

    letter    'A', 'B', … as presented, set by `composing`
    right     part of the key
    feedback  what a pupil who chose it is told
    pinned    stays where it stands when options are shuffled
    told_id   where a pupil who chose it is told so, '' where that is nowhere
    """

    body: tuple[Block, ...]
    letter: str = ""
    pinned: bool = False
    right: bool = part(audience=Audience.KEY, default=False)
    feedback: tuple[Block, ...] = part(audience=Audience.KEY)
    told_id: str = part(default="")


@node
class Options(Block):
    """The options of a choice (one right) or multiple (several) question."""

    options: tuple[Option, ...]
    several: bool = False


@node
class TrueFalse(Block):
    """True or false, to ring. `right` is None in student editions."""

    right: bool | None = part(audience=Audience.KEY, default=None)


@node
class NumericEntry(Block):
    """A number to write, with its unit beside it."""

    unit: str = ""
    value: str = part(audience=Audience.KEY, default="")
    tolerance: str = part(audience=Audience.KEY, default="")

    @property
    def margin(self) -> str:
        """As in `Task`."""
        return _margin(self.tolerance)

    @property
    def quantity(self) -> str:
        """The right number, how far off it may be, and its unit: '9.81 ± 0.05 m/s²'."""
        unit = f"\u00a0{self.unit}" if self.unit else ""
        return f"{self.value}{self.margin}{unit}"


@node
class Matching(Block):
    """Two columns to join by lines.

    head     headings of the two columns, or ()
    left     as presented, in source order
    right    as presented: `composing` scrambles it; never in the right order where it can be helped
    key      for left i the index of its partner in `right`; len(key) == len(left)
    """

    head: tuple[Cell, ...]
    left: tuple[Cell, ...]
    right: tuple[Cell, ...]
    key: tuple[int, ...] = part(audience=Audience.KEY)


@node
class Step(Node):
    """One thing to be put in order."""

    body: tuple[Block, ...]


@node
class Ordering(Block):
    """Steps to number in the right order.

    steps  as presented: `composing` scrambles them
    key    for step i as presented its right position, from 1
    """

    steps: tuple[Step, ...]
    key: tuple[int, ...] = part(audience=Audience.KEY)


@node
class Categorising(Block):
    """Cards to sort into categories.

    categories  headings of the columns
    cards       as presented: `composing` scrambles them
    key         for card i the index of its category
    """

    categories: tuple[Cell, ...]
    cards: tuple[Cell, ...]
    key: tuple[int, ...] = part(audience=Audience.KEY)


@node
class Labelling(Block):
    """Numbered places of a figure to name: `count` lines, and the labels as the key."""

    count: int
    labels: tuple[Inlines, ...] = part(audience=Audience.KEY)


# --- Questions --------------------------------------------------------------------------------


class AnswerKind(Enum):
    """A model answer, a mark scheme, or 'answers will vary'."""

    MODEL = "model"
    SCHEME = "scheme"
    VARY = "vary"


@directive("answer", doc="The answer or mark scheme of the task around it.", body=Body.OPTIONAL)
@node
class Answer(StudyBlock):
    """An answer; teacher editions, the answers product and the guide's self-check hold it."""

    FOR: ClassVar[Audience] = Audience.KEY

    kind: AnswerKind = option(
        Kind.CHOICE, "what it is", default=AnswerKind.MODEL, choices=AnswerKind
    )
    body: tuple[Block, ...] = part()

    @property
    def is_empty(self) -> bool:
        """Nothing is said: not even that answers will vary."""
        return not self.body and self.kind is not AnswerKind.VARY


@directive("hint", doc="Help for those who want it.", body=Body.ANY)
@node
class Hint(StudyBlock):
    """A hint: in the guide, in teacher editions and at level support."""

    FOR: ClassVar[Audience] = Audience.HINT

    body: tuple[Block, ...] = part()


@directive(
    "errors",
    doc="What pupils often get wrong in the task around it, and why.",
    body=Body.TERMS,
    inside=("question", "part", "answer"),
)
@node
class CommonErrors(StudyBlock):
    """Common errors: a definition list of what is written, and what lies behind it.

    Held by what holds answers; the guide's self-check says of each 'If you wrote …'.
    """

    FOR: ClassVar[Audience] = Audience.KEY

    body: tuple[Block, ...] = part()


# --- What a task offers at some levels alone ---------------------------------------------------


@node
class Scaffold(TitledBlock):
    """What a task offers at some levels alone, beside what every pupil gets.

    At a level it is there for those whom `level` names, by default `GIVEN`. Where no level is
    asked for, teachers find it, marked with its level, and pupils do not. It has no marks and no
    number, so that neither depends on the level.
    """

    GIVEN: ClassVar[Level]


@directive(
    "starters",
    doc="Beginnings of sentences, for those who need a way into writing.",
    body=Body.LIST,
    inside=("question", "part", "group", "activity", "discussion", "extension"),
)
@node
class Starters(Scaffold):
    """Sentence starters: at level support and in teacher editions."""

    GIVEN: ClassVar[Level] = Level.SUPPORT


@directive(
    "worked",
    doc="A task like this one, solved step by step.",
    body=Body.ANY,
    inside=("question", "part", "group"),
)
@node
class Worked(Scaffold):
    """A worked example, its steps a numbered list: at level support and in teacher editions."""

    GIVEN: ClassVar[Level] = Level.SUPPORT


@directive(
    "extension",
    doc="More to do, for those who want it.",
    body=Body.ANY,
    inside=("question", "part", "group", "activity", "discussion"),
)
@node
class Extension(Scaffold):
    """Where a task leads on to: at level challenge and in teacher editions.

    room  as written, else four lines; set by `checking.resolve`
    """

    GIVEN: ClassVar[Level] = Level.CHALLENGE

    space: Room | None = option(Kind.ROOM, "room to answer; 4 lines by default", default=None)
    room: Room = part(default=NO_ROOM)


@node
class Task(StudyBlock):
    """What a question and a part share.

    body      the stem and what a pupil does, in source order: an `Options`, `Matching`, … block
              stands where the author wrote it; a question's `Part`s, hints, rubrics and
              scaffolds too
    answers   the `answer` directives directly inside
    type      as stated, or inferred by the reader: never None behind it
    number    '7' or 'a', without punctuation, set by `checking.resolve`
    room      as written or by type and marks, set by `checking.resolve`; NO_ROOM with parts
    total     own marks, or the sum of the parts'; None where no marks are given
    """

    type: QuestionType | None = option(
        Kind.CHOICE,
        "how it is answered; inferred where the body shows it",
        default=None,
        choices=QuestionType,
    )
    marks: int | None = option(Kind.INTEGER, "marks", default=None)
    space: Room | None = option(Kind.ROOM, "room to answer", default=None)
    skill: str = option(Kind.TEXT, "what it tests: AO1, infer, …", default="")
    answer: Inlines = option(Kind.INLINES, "a short answer", default=(), audience=Audience.KEY)
    accept: tuple[str, ...] = option(
        Kind.LIST, "further accepted answers", default=(), audience=Audience.KEY
    )
    tolerance: str = option(
        Kind.NUMBER, "how far a number may be off", default="", audience=Audience.KEY
    )
    unit: str = option(Kind.WORD, "unit of a number", default="")
    shuffle: bool = option(Kind.FLAG, "its options may be shuffled", default=True)
    pin: bool = option(Kind.FLAG, "it stays in its place in every variant", default=False)
    body: tuple[Block, ...] = part()
    answers: tuple[Answer, ...] = part(audience=Audience.KEY)
    number: str = part(default="")
    room: Room = part(default=NO_ROOM)
    total: int | None = part(default=None)
    answer_id: str = part(default="")
    """Id of the `AnswerEntry` with its answer, where the view holds one; set by `composing`."""

    @property
    def margin(self) -> str:
        """' ± 0.05' to stand behind a number; '' where it is not given, or exactly 0."""
        return _margin(self.tolerance)

    @property
    def is_parted(self) -> bool:
        """Whether it is answered part by part."""
        return any(isinstance(block, Part) for block in self.body)

    @property
    def is_numeric(self) -> bool:
        """Whether a number is to be entered, not in a part but in the task itself."""
        return any(isinstance(block, NumericEntry) for block in self.body)


def _margin(tolerance: str) -> str:
    return f" ± {tolerance}" if tolerance.strip("+-−0.,") else ""


@directive("question", doc="A question.", body=Body.ANY)
@node
class Question(Task):
    """A numbered question."""

    title: Inlines = argument(Kind.INLINES, "title")


@directive("part", doc="One part of a question: (a), (b), …", body=Body.ANY, inside=("question",))
@node
class Part(Task):
    """A part of a question."""


@directive("group", doc="Questions about one shared stimulus.", body=Body.ANY)
@node
class Group(TitledBlock):
    """A shared stimulus and its questions, in `body`; `total` as in `Task`."""

    choose: Choose | None = option(Kind.CHOOSE, "how many to answer: '2 of 4'", default=None)
    instructions: Inlines = option(Kind.INLINES, "what to do", default=())
    shuffle: bool = option(Kind.FLAG, "its questions may be shuffled", default=True)
    total: int | None = part(default=None)


@directive("rubric", doc="Criteria and levels by which work is marked.", body=Body.TABLE)
@node
class Rubric(TitledBlock):
    """A rubric; its `Table` has `row_headers`."""


# --- Other work -------------------------------------------------------------------------------


@directive("activity", doc="Something to do.", body=Body.ANY)
@node
class Activity(TitledBlock):
    """An activity: its steps."""

    kind: str = option(Kind.TEXT, "debate, role-play, practical, …", default="")
    time: str = option(Kind.TEXT, "how long", default="")
    group: str = option(Kind.TEXT, "alone, in pairs, …", default="")
    materials: tuple[str, ...] = option(Kind.LIST, "what is needed", default=())


@directive("discussion", doc="Prompts to talk about.", body=Body.ANY)
@node
class Discussion(TitledBlock):
    """Prompts for talk."""


class Scale(Enum):
    """How a statement is judged; ANTICIPATION is agree or disagree, before and after."""

    ANTICIPATION = "anticipation"
    TRAFFIC = "traffic"
    STARS = "stars"
    FIVE = "1-5"


class ReflectionScale(Enum):
    """The value of the option `scale`."""

    TRAFFIC = "traffic"
    STARS = "stars"
    FIVE = "1-5"


@node
class Statement(Node):
    """One statement to judge."""

    body: tuple[Block, ...]


@node
class Statements(Block):
    """Statements, each with boxes to tick: the list of `anticipation` or `reflection`."""

    scale: Scale
    statements: tuple[Statement, ...]


@directive("anticipation", doc="Statements to agree or disagree with.", body=Body.LIST)
@node
class Anticipation(TitledBlock):
    """An anticipation guide; its list became `Statements` in `body`."""


@directive("reflection", doc="Statements by which pupils judge their learning.", body=Body.LIST)
@node
class Reflection(TitledBlock):
    """Self-assessment; its list became `Statements` in `body`."""

    scale: ReflectionScale = option(
        Kind.CHOICE,
        "how each is judged",
        default=ReflectionScale.TRAFFIC,
        choices=ReflectionScale,
    )


class OrganizerKind(Enum):
    """The shape of a graphic organizer."""

    KWL = "kwl"
    T_CHART = "t-chart"
    VENN = "venn"
    STORY_MAP = "story-map"
    CAUSE_EFFECT = "cause-effect"
    SEQUENCE = "sequence"


@directive("organizer", doc="A graphic organizer to fill in.", body=Body.OPTIONAL)
@node
class Organizer(StudyBlock):
    """A graphic organizer; `body` is a model answer.

    labels  headings of its cells; filled by `composing` with those of its kind where not given
    """

    title: Inlines = argument(Kind.INLINES, "title")
    kind: OrganizerKind = option(
        Kind.CHOICE, "its shape", default=OrganizerKind.KWL, choices=OrganizerKind
    )
    labels: tuple[str, ...] = option(Kind.LIST, "headings of its cells", default=())
    body: tuple[Block, ...] = part(audience=Audience.KEY)


@directive("wordbank", doc="Words to choose from.", body=Body.OPTIONAL)
@node
class WordBank(StudyBlock):
    """Words to fill gaps with.

    body   what the author wrote besides the list of words
    words  the list, or the answers of the blanks that follow (`checking.resolve`), in an order
           that helps nobody
    """

    source: tuple[str, ...] = option(
        Kind.IDS,
        "ids of the tasks whose blanks fill it; default: those that follow",
        default=(),
        name="from",
    )
    words: tuple[Inlines, ...] = part()
    body: tuple[Block, ...] = part()
