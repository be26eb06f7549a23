"""A hand-made view that holds every block type, for tests of backends that need no reader."""

from __future__ import annotations

import io
from types import MappingProxyType

from PIL import Image as Picture

from studypack.backends.base import Assets
from studypack.composing.view import ContentsEntry, Direction, Look, NameField, View
from studypack.labels import Labels
from studypack.model import blocks as b
from studypack.model import generated as g
from studypack.model import tasks as t
from studypack.model.base import Block
from studypack.model.inlines import (
    AnyInline,
    Blank,
    Code,
    Emphasis,
    Image,
    Inlines,
    LineBreak,
    Link,
    Marked,
    Math,
    NoteRef,
    Reference,
    Ruby,
    Strike,
    Strong,
    Text,
)
from studypack.model.pack import Footnote, ImageFile, Metadata, Paper, Work
from studypack.model.room import Choose, Room, RoomKind

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60"><title>Two shapes</title>'
    '<rect x="5" y="5" width="40" height="40" fill="none" stroke="black"/>'
    '<circle cx="90" cy="30" r="20" fill="#888"/></svg>'
)


def words(text: str) -> Inlines:
    """Return `text` as inlines."""
    return (Text(text=text),)


def para(*content: AnyInline | str) -> b.Paragraph:
    """Return a paragraph; strings become `Text`."""
    return b.Paragraph(content=tuple(Text(text=c) if isinstance(c, str) else c for c in content))


def paras(*texts: str) -> tuple[Block, ...]:
    """Return one paragraph a text."""
    return tuple(para(text) for text in texts)


def cell(text: str) -> b.Cell:
    """Return a cell that holds `text`."""
    return b.Cell(content=words(text))


def table(head: str, *rows: str, row_headers: bool = False) -> b.Table:
    """Return a table; cells are separated by `|`."""
    cells = tuple(cell(text) for text in head.split("|"))
    return b.Table(
        head=cells,
        rows=tuple(tuple(cell(text) for text in row.split("|")) for row in rows),
        alignments=tuple(b.Alignment.START for _ in cells),
        row_headers=row_headers,
    )


def entries(*texts: str) -> tuple[b.ListEntry, ...]:
    """Return list entries of one paragraph each."""
    return tuple(b.ListEntry(body=paras(text)) for text in texts)


def definition(term: str, *meanings: str) -> b.Definition:
    """Return a term and one paragraph a meaning."""
    return b.Definition(term=words(term), definitions=tuple(paras(m) for m in meanings))


def vocabulary_entry(term: str, meaning: str, example: str = "") -> b.VocabularyEntry:
    """Return a word to learn."""
    return b.VocabularyEntry(
        term=words(term),
        meaning=paras(meaning),
        example=paras(example) if example else (),
        id=f"term-{term}",
    )


def markdown_blocks() -> tuple[Block, ...]:
    """Return one of every Markdown block, with every inline among them."""
    return (
        b.Heading(level=1, content=words("Plain blocks"), id="plain-blocks"),
        para(
            "Text with ",
            Emphasis(children=words("stress")),
            ", ",
            Strong(children=words("weight")),
            ", ",
            Strike(children=words("a slip")),
            ", ",
            Code(text="code < more"),
            ", a formula ",
            Math(latex=r"\frac{1}{2} x^2"),
            ", ",
            Link(href="https://example.org/", children=words("a link")),
            ", see ",
            Reference(target="theme-one", children=words("Loyalty"), automatic=True),
            ", a picture ",
            Image(src="images/shapes.png", alt="a red square"),
            ", ",
            Marked(children=words("une phrase"), lang="fr"),
            ", ",
            Ruby(children=words("漢字"), reading="かんじ"),
            ", a note",
            NoteRef(label="n", number=1),
            ",",
            LineBreak(),
            "and a new line.",
        ),
        b.Heading(level=2, content=words("Lists and tables"), id="lists-and-tables"),
        b.BulletList(entries=entries("Bullet one", "Bullet two")),
        b.BulletList(
            entries=(
                b.ListEntry(body=paras("Open task"), checked=False),
                b.ListEntry(body=paras("Done task"), checked=True),
            )
        ),
        b.NumberedList(
            start=3,
            tight=False,
            entries=(
                b.ListEntry(
                    body=(para("Third"), b.NumberedList(entries=entries("Inner", "Second inner")))
                ),
                *entries("Fourth"),
            ),
        ),
        table("Gas|Share", "Nitrogen|78 %", "Oxygen|21 %"),
        b.CodeBlock(text="print('hello')\n  indented", language="python"),
        b.BlockQuote(body=paras("Quoted matter.")),
        b.Rule(),
        b.MathBlock(latex=r"E = m c^2"),
        b.DefinitionList(definitions=(definition("Carer", "One who cares", "A second sense"),)),
    )


def study_blocks() -> tuple[Block, ...]:
    """Return one of every study note."""
    facts = b.FactTable(facts=(definition("Author", "A. Writer"), definition("Published", "2005")))
    return (
        b.Heading(level=1, content=words("Study notes"), id="study-notes"),
        b.KeyFacts(id="facts", title=words("At a glance"), body=(facts,)),
        b.Context(id="context", title=words("The time"), body=paras("It was a time of change.")),
        b.Overview(id="overview", body=paras("All in all, much happens."), spoiler=True),
        b.Summary(
            id="part-one",
            title=words("Part One"),
            locator="Chapters 1–9",
            characters=("Ada", "Ben"),
            themes=("theme-one",),
            body=(
                para("They grow up."),
                b.Analysis(id="analysis", title=words("Why it matters"), body=paras("Childhood.")),
            ),
        ),
        b.Theme(id="theme-one", name=words("Loyalty"), body=paras("Who stays, and why?"), cue=1),
        b.Themes(
            id="more-themes",
            body=(b.Theme(id="theme-two", name=words("Memory"), body=paras("It shapes."), cue=2),),
        ),
        *(
            b.Symbol(id=kind.value, kind=kind, name=words(f"The {kind.value}"), body=paras("Sign."))
            for kind in b.Feature
        ),
        b.Character(
            id="ada",
            name=words("Ada"),
            role="protagonist",
            aka=("The Countess",),
            image="images/shapes.svg",
            alt="Portrait of Ada",
            body=paras("She counts."),
        ),
        b.Characters(
            id="others", body=(b.Character(id="ben", name=words("Ben"), body=paras("He asks.")),)
        ),
        b.Relations(
            id="relations",
            body=(
                b.RelationTable(
                    head=(cell("From"), cell("To"), cell("Relation")),
                    relations=((cell("Ada"), cell("Ben"), cell("teaches")),),
                ),
            ),
        ),
        b.Timeline(
            id="timeline",
            title=words("A life"),
            body=(b.EventList(events=(definition("1815", "Born"), definition("1843", "Notes"))),),
        ),
        b.Quote(
            id="quote",
            speaker=words("Ada"),
            locator=words("Letter 3"),
            devices=("metaphor",),
            themes=("theme-one",),
            quotation=paras("Weave algebraical patterns."),
            body=paras("An image from the loom."),
        ),
        b.Vocabulary(
            id="vocabulary",
            title=words("Words"),
            body=(
                b.VocabularyTable(
                    entries=(
                        vocabulary_entry("loom", "A machine for weaving", "The loom hums."),
                        vocabulary_entry("punch", "To make a hole"),
                    )
                ),
            ),
        ),
        b.Passage(
            id="passage",
            title=words("From a letter"),
            source=words("Letters, 1843"),
            numbered=b.LineNumbers.LINES,
            rights="public domain",
            body=paras("The first paragraph of the passage. " * 8, "And the second."),
        ),
        b.Objectives(
            id="objectives",
            title=words("Aims"),
            body=(b.BulletList(entries=entries("Explain", "Compare")),),
        ),
        *(
            b.Callout(
                id=f"callout-{kind.value}",
                kind=kind,
                title=words("Look"),
                body=paras(f"A {kind.value} it is."),
            )
            for kind in b.CalloutKind
        ),
        b.Figure(
            id="figure",
            src="images/shapes.svg",
            alt="A square beside a circle",
            width="6 cm",
            source=words("own drawing"),
            body=paras("Two shapes."),
            number=1,
        ),
        b.Figure(id="ornament", src="images/shapes.png", decorative=True),
        b.Teacher(id="teacher", title=words("Pace"), body=paras("Allow ten minutes.")),
    )


def interactions() -> tuple[t.Question, ...]:
    """Return one question of every type, with its key, as a teacher's view holds it."""
    options = t.Options(
        options=(
            t.Option(body=paras("Mars"), letter="A", feedback=paras("Too far.")),
            t.Option(body=paras("Venus"), letter="B", right=True),
        )
    )
    several = t.Options(options=options.options, several=True)
    matching = t.Matching(
        head=(cell("Word"), cell("Meaning")),
        left=(cell("hot"), cell("cold")),
        right=(cell("icy"), cell("warm")),
        key=(1, 0),
    )
    ordering = t.Ordering(
        steps=(t.Step(body=paras("Then")), t.Step(body=paras("First"))), key=(2, 1)
    )
    sorting = t.Categorising(
        categories=(cell("Plant"), cell("Animal")),
        cards=(cell("cat"), cell("oak"), cell("fern")),
        key=(1, 0, 0),
    )
    cloze = para("The ", Blank(answers=("sun", "Sun"), number=1), " is a star.")
    lines = Room(RoomKind.LINES, lines=3)
    kinds = t.QuestionType
    bodies: tuple[tuple[t.QuestionType, tuple[Block, ...], Room], ...] = (
        (kinds.SHORT, paras("Who wrote it?"), lines),
        (kinds.EXTENDED, paras("Explain why."), Room(RoomKind.LINES, lines=8)),
        (kinds.ESSAY, paras("Discuss."), Room(RoomKind.FILL)),
        (kinds.CHOICE, (para("Which is hotter?"), options), Room(RoomKind.NONE)),
        (kinds.MULTIPLE, (para("Which are planets?"), several), Room(RoomKind.NONE)),
        (kinds.TRUEFALSE, (para("It rains."), t.TrueFalse(right=True)), Room(RoomKind.NONE)),
        (kinds.CLOZE, (cloze,), Room(RoomKind.NONE)),
        (
            kinds.NUMERIC,
            (para("How fast?"), t.NumericEntry(unit="m/s", value="9.81", tolerance="0.05")),
            Room(RoomKind.BLANK, mm=30),
        ),
        (kinds.MATCH, (para("Match."), matching), Room(RoomKind.NONE)),
        (kinds.ORDER, (para("Put in order."), ordering), Room(RoomKind.NONE)),
        (kinds.CATEGORISE, (para("Sort."), sorting), Room(RoomKind.NONE)),
        (
            kinds.LABEL,
            (
                b.Figure(id="labelled", src="images/shapes.svg", alt="Unlabelled shapes"),
                t.Labelling(count=2, labels=(words("square"), words("circle"))),
            ),
            Room(RoomKind.NONE),
        ),
        (kinds.DRAW, paras("Draw a leaf."), Room(RoomKind.GRID, mm=50)),
    )
    return tuple(
        t.Question(
            id=f"q{number}",
            number=str(number),
            title=words("Titled") if number == 1 else (),
            type=kind,
            marks=number % 4 + 1,
            total=number % 4 + 1,
            room=room,
            body=body,
            answer=words("Ada") if kind is kinds.SHORT else (),
            answers=(t.Answer(body=paras(f"Model answer {number}.")),),
        )
        for number, (kind, body, room) in enumerate(bodies, start=1)
    )


def task_blocks() -> tuple[Block, ...]:
    """Return every task and what stands in tasks."""
    compound = t.Question(
        id="q14",
        number="14",
        total=5,
        level=(b.Level.CHALLENGE,),
        skill="AO2",
        body=(
            para("Read the letter again."),
            t.Part(
                id="q14a",
                number="a",
                marks=2,
                total=2,
                type=t.QuestionType.SHORT,
                room=Room(RoomKind.LINES, lines=2),
                body=paras("What is said?"),
                answers=(t.Answer(kind=t.AnswerKind.VARY, body=()),),
            ),
            t.Part(
                id="q14b",
                number="b",
                marks=3,
                total=3,
                type=t.QuestionType.SHORT,
                room=Room(RoomKind.BOX, mm=30),
                body=paras("What is meant?"),
                answers=(
                    t.Answer(
                        kind=t.AnswerKind.SCHEME,
                        body=(b.BulletList(entries=entries("one mark for tone")),),
                    ),
                ),
            ),
            t.Hint(id="hint", body=paras("Think of the loom.")),
            t.CommonErrors(id="errors", body=paras("The warp is taken for the weft.")),
            t.Starters(id="starters", body=(b.BulletList(entries=entries("It is said that …")),)),
            t.Worked(id="worked", body=(b.NumberedList(entries=entries("Read", "Ask")),)),
            t.Extension(
                id="extension",
                room=Room(RoomKind.LINES, lines=4),
                body=(para("Write the reply."), t.Answer(body=paras("A short reply."))),
            ),
            t.Rubric(
                id="rubric",
                title=words("How it is marked"),
                body=(table("Criterion|1|2", "Clarity|vague|clear", row_headers=True),),
            ),
        ),
    )
    group = t.Group(
        id="group",
        title=words("About the letter"),
        choose=Choose(1, 2),
        total=5,
        instructions=words("Answer one."),
        body=(para("A shared stimulus."), compound),
    )
    statements = tuple(t.Statement(body=paras(text)) for text in ("I can explain.", "I can ask."))
    return (
        b.Heading(level=1, content=words("Tasks"), id="tasks"),
        t.WordBank(id="bank", words=(words("moon"), words("sun"))),
        *interactions(),
        group,
        t.Activity(
            id="activity",
            title=words("Weave"),
            kind="practical",
            time="20 min",
            group="pairs",
            materials=("paper", "scissors"),
            body=(b.NumberedList(entries=entries("Cut", "Weave")),),
        ),
        t.Discussion(id="discussion", body=(b.BulletList(entries=entries("Is it fair?")),)),
        t.Anticipation(
            id="anticipation",
            body=(t.Statements(scale=t.Scale.ANTICIPATION, statements=statements),),
        ),
        *(
            t.Reflection(
                id=f"reflection-{scale.value}",
                scale=scale,
                body=(t.Statements(scale=t.Scale(scale.value), statements=statements),),
            )
            for scale in t.ReflectionScale
        ),
        *(
            t.Organizer(
                id=f"organizer-{kind.value}",
                kind=kind,
                title=words(f"My {kind.value}"),
                labels=("Left", "Middle", "Right", "Fourth", "Fifth"),
                body=paras("A model of it."),
            )
            for kind in t.OrganizerKind
        ),
        g.MarksTable(
            rows=(("1", 2), ("2", 3)),
            total=5,
            sections=(
                g.SectionMarks(title=words("Reading"), total=2),
                g.SectionMarks(title=(), total=3),
            ),
        ),
        t.Answer(id="loose-answer", body=paras("A loose answer.")),
    )


def aid_blocks() -> tuple[Block, ...]:
    """Return every study aid, filled."""
    square = g.Square
    return (
        b.Heading(level=1, content=words("Aids"), id="aids"),
        g.Glossary(id="glossary", entries=(vocabulary_entry("warp", "Threads along"),)),
        g.QuoteBank(
            id="quotebank",
            quotes=(b.Quote(id="", speaker=words("Ben"), quotation=paras("Why not?")),),
        ),
        g.ThemeGrid(
            id="themegrid",
            columns=(words("Loyalty"), words("Memory")),
            rows=(g.ThemeRow(title=words("Part One"), touched=(True, False), target="part-one"),),
        ),
        g.CharacterMap(
            id="charactermap",
            names=(words("Ada"), words("Ben"), words("Cleo")),
            edges=(
                g.MapEdge(source=0, target=1, relation=words("teaches")),
                g.MapEdge(source=1, target=2, relation=words("trusts")),
            ),
        ),
        g.Flashcards(
            id="flashcards",
            cards=tuple(
                g.Flashcard(front=words(f"Front {n}"), back=paras(f"Back {n}")) for n in range(5)
            ),
        ),
        g.Crossword(
            id="crossword",
            grid=(
                (square(number=1, letter="S"), square(letter="U"), square(letter="N")),
                (square(letter="E"), None, None),
                (square(letter="A"), None, None),
            ),
            across=(g.Clue(number=1, text=paras("A star"), length=3, word="SUN"),),
            down=(g.Clue(number=1, text=paras("Salt water"), length=3, word="SEA"),),
        ),
        g.WordSearch(
            id="wordsearch",
            grid=(("S", "U", "N"), ("X", "Q", "E"), ("P", "A", "T")),
            hidden=("NET", "SUN"),
            solution=(((0, 2), (1, 2), (2, 2)), ((0, 0), (0, 1), (0, 2))),
        ),
    )


def layout_blocks() -> tuple[Block, ...]:
    """Return every layout block, a key, and an answer entry."""
    return (
        b.PageBreak(),
        b.Heading(level=1, content=words("Layout"), id="layout"),
        b.Columns(id="columns", count=2, body=paras("Left column text.", "Right column text.")),
        b.Space(id="space", room=Room(RoomKind.BLANK, mm=20)),
        g.KeyTable(
            title=words("Keyed section"),
            lines=(
                g.KeyLine(number="1", answer=words("B"), marks=2),
                g.KeyLine(number="2\u00a0(a)", answer=words("1.5 m/s")),
            ),
            total=2,
        ),
        g.KeyTable(title=(), lines=(g.KeyLine(number="3", answer=words("amber")),)),
        g.GradeTable(
            rows=(g.GradeRow(name="Top", least=4, most=5), g.GradeRow(name="Low", least=1, most=3))
        ),
        g.AnswerEntry(
            id="answer-q1",
            number="1",
            title=words("Titled"),
            total=2,
            body=(g.AnswerText(kind=g.AnswerPart.MODEL, body=paras("It is Ada.")),),
            parts=(g.AnswerEntry(id="", number="a", body=paras("Because.")),),
            back_id="q1",
        ),
    )


def every_block() -> tuple[Block, ...]:
    """Return blocks among which every type that a view may hold occurs."""
    return (
        *markdown_blocks(), *study_blocks(), *task_blocks(), *aid_blocks(), *layout_blocks(),
    )  # fmt: skip


def sample_assets() -> Assets:
    """Return the two images that the sample refers to."""
    out = io.BytesIO()
    Picture.new("RGB", (60, 40), "#c33").save(out, "PNG")
    images = (
        ImageFile(
            name="images/shapes.png", media_type="image/png", data=out.getvalue(),
            width_px=60, height_px=40,
        ),
        ImageFile(
            name="images/shapes.svg", media_type="image/svg+xml", data=SVG.encode(),
            width_px=120, height_px=60,
        ),
    )  # fmt: skip
    return Assets(images=MappingProxyType({image.name: image for image in images}))


def sample_view(labels: Labels, body: tuple[Block, ...] | None = None) -> View:
    """Return a view of `body`, by default of every block, as a teacher's edition."""
    held = every_block() if body is None else body
    return View(
        slug="sample",
        language="en-GB",
        direction=Direction.LTR,
        metadata=Metadata(
            title="The Sample Pack",
            subtitle="Every block once",
            language="en-GB",
            authors=("A. Teacher",),
            work=Work(title="Letters", creator="A. Writer", published="1843", kind="letters"),
            subject="English",
            level="Year 10",
            description="A pack that holds every block.",
            keywords=("looms", "letters"),
            rights="CC BY 4.0",
            identifier="urn:uuid:8a0f1f66-6c3b-5d9e-9a54-5b4c9a3b1c11",
            date="2026-11-24",
            version="1.0",
        ),
        labels=labels,
        look=Look(paper=Paper.A4, accent="#2f5d62"),
        product_title="Handout",
        edition_title="Teacher edition",
        name_line=tuple(map(NameField, ("Name", "Class", "Date"))),
        blocks=held,
        notes=(Footnote(label="n", number=1, body=paras("The text of the note.")),),
        contents=tuple(
            ContentsEntry(id=block.id, level=block.level, title=block.content)
            for block in held
            if isinstance(block, b.Heading)
        ),
    )
