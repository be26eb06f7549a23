"""Study aids, graphic organisers and what only composing makes, as tables that can be written in.

Every organiser is a table: Word's drawing shapes float, lose their place, and cannot be filled in
with a keyboard or read aloud in order. Two circles that overlap become three columns, of which the
middle one is what both have in common.
"""

from __future__ import annotations

from collections.abc import Sequence

from studypack import drawings
from studypack.backends.docx.heads import head, label_of, tags
from studypack.backends.docx.inlines import link_to, runs
from studypack.backends.docx.interactions import ROW_TO_WRITE, bank, boxed, writing_cell
from studypack.backends.docx.numbering import OPTION_STEP, numerals
from studypack.backends.docx.out import Out, render
from studypack.backends.docx.study import word_table
from studypack.backends.docx.tables import (
    PADDING,
    add_table,
    shared,
    text_cell,
    word_cell,
    word_width,
)
from studypack.backends.docx.wordml import Cell, Paragraph, Row, dxa, run
from studypack.model import blocks as b
from studypack.model.generated import (
    AnswerEntry,
    AnswerPart,
    AnswerText,
    CharacterMap,
    Clue,
    Crossword,
    Flashcard,
    Flashcards,
    Glossary,
    GradeTable,
    KeyTable,
    MarksTable,
    QuoteBank,
    Square,
    ThemeGrid,
    WordSearch,
)
from studypack.model.inlines import Inlines, Text, plain
from studypack.model.tasks import Organizer, OrganizerKind, WordBank

_PUZZLE_SQUARE = dxa(9)
_LETTER_SQUARE = dxa(8)
_FOUND = "#D9D9D9"


def _aid(
    block: Glossary | QuoteBank | ThemeGrid | CharacterMap | Flashcards | Crossword | WordSearch,
    out: Out,
    detail: str = "",
) -> None:
    head(out, label_of(block, out), block.title, detail)
    tags(block, out)
    begin = len(out.elements)
    out.write(block.body)
    out.hold(out.elements[begin:], with_next=True, share=0.3)


# --- Organisers, word banks -------------------------------------------------------------------


@render.renders(Organizer)
def organizer(block: Organizer, out: Out) -> None:
    head(out, label_of(block, out), block.title)
    tags(block, out)
    match block.kind:
        case OrganizerKind.KWL:
            _columns(block, block.labels, dxa(90), out)
        case OrganizerKind.T_CHART:
            _columns(block, block.labels[:2], dxa(90), out)
        case OrganizerKind.VENN:
            _columns(block, block.labels[:3], dxa(80), out)
        case OrganizerKind.CAUSE_EFFECT:
            _columns(block, block.labels[:2], ROW_TO_WRITE * 2, out, rows=3)
        case OrganizerKind.STORY_MAP | OrganizerKind.SEQUENCE:
            _labelled_rows(block, out)
    if block.body:
        out.within(style="Answer").write(block.body)


def _columns(
    block: Organizer, labels: Sequence[str], height: int, out: Out, *, rows: int = 1
) -> None:
    """Add a table with a column a label and empty cells below."""
    widths = shared(out.width, [1.0] * len(labels))
    headed = [word_cell(out, text, width) for text, width in zip(labels, widths, strict=True)]
    table = [Row(cells=headed, header=True)]
    for row in range(rows):
        cells = [
            _slot(block, row * len(labels) + place + 1, text, width, out)
            for place, (text, width) in enumerate(zip(labels, widths, strict=True))
        ]
        table.append(Row(cells=cells, height=height))
    add_table(out, table, widths, style="WritingTable", caption=label_of(block, out))


def _labelled_rows(block: Organizer, out: Out) -> None:
    """Add a table with a row a label and an empty cell beside it."""
    first = max(out.width // 4, word_width(block.labels, out.scale))
    widths = (first, out.width - first)
    rows = [
        Row(
            cells=[word_cell(out, text, widths[0]), _slot(block, place, text, widths[1], out)],
            height=ROW_TO_WRITE * 3 // 2,
        )
        for place, text in enumerate(block.labels, start=1)
    ]
    add_table(
        out, rows, widths, style="WritingTable", caption=label_of(block, out), first_column=True
    )


def _slot(block: Organizer, place: int, title: str, width: int, out: Out) -> Cell:
    return writing_cell(out.cell(width), f"{block.id}.{place}", title, out)


@render.renders(WordBank)
def word_bank(block: WordBank, out: Out) -> None:
    head(out, label_of(block, out))
    tags(block, out)
    out.write(block.body)
    if block.words:
        words = bank([runs(word, out) for word in block.words], out)
        boxed(words, out).keep_next = True


# --- Gathered from the pack -------------------------------------------------------------------


@render.renders(Glossary)
def glossary(block: Glossary, out: Out) -> None:
    _aid(block, out)
    word_table(block.entries, out, out.draft.labels["glossary"])


@render.renders(QuoteBank)
def quote_bank(block: QuoteBank, out: Out) -> None:
    _aid(block, out)
    out.write(block.quotes)


@render.renders(ThemeGrid)
def theme_grid(block: ThemeGrid, out: Out) -> None:
    """Write a table of sections by themes; a cell says by a mark that a section touches a theme."""
    _aid(block, out)
    labels = out.draft.labels
    widths = shared(out.width, [2.4, *([1.0] * len(block.columns))])
    headed = [word_cell(out, labels["section"], widths[0])]
    headed += [
        text_cell(out, name, width, align="center")
        for name, width in zip(block.columns, widths[1:], strict=True)
    ]
    rows = [Row(cells=headed, header=True)]
    for row in block.rows:
        inside = out.cell(widths[0] - 2 * PADDING)
        title = runs(row.title, inside)
        inside.paragraph(link_to(row.target, title, out) if row.target else title)
        marks = [
            word_cell(out, "●" if touched else "", width, align="center")
            for touched, width in zip(row.touched, widths[1:], strict=True)
        ]
        rows.append(Row(cells=[Cell(content=inside.elements), *marks]))
    caption = labels["theme-grid"]
    add_table(out, rows, widths, caption=caption, first_column=True)


@render.renders(CharacterMap)
def character_map(block: CharacterMap, out: Out) -> None:
    """Write the relations as a drawing, then as a table whose rows have the arrows' numbers."""
    _aid(block, out)
    labels = out.draft.labels
    names = [plain(name) for name in block.names]
    alt = labels.format("character-map-alt", names=labels.listed(names))
    edges = [(edge.source, edge.target) for edge in block.edges]
    spoken = drawings.Spoken(labels["character-map"], alt)
    drawing = drawings.character_map(names, edges, spoken)
    picture = out.draft.pictures.draw(drawing, alt, out.story, available=out.width)
    out.paragraph(picture, "Figure")
    widths = shared(out.width, [3, 4, 3])
    heads = ("relation-from", "relation", "relation-to")
    headed = [
        word_cell(out, labels[name], width) for name, width in zip(heads, widths, strict=True)
    ]
    numbers = out.draft.numbering.fresh(numerals(0))
    rows = [Row(cells=headed, header=True)]
    for edge in block.edges:
        source = text_cell(out, block.names[edge.source], widths[0], number=(numbers, 0))
        relation = text_cell(out, edge.relation, widths[1])
        target = text_cell(out, block.names[edge.target], widths[2])
        rows.append(Row(cells=[source, relation, target]))
    add_table(out, rows, widths, caption=labels["character-map"])


# --- Cards and puzzles ------------------------------------------------------------------------


@render.renders(Flashcards)
def flashcards(block: Flashcards, out: Out) -> None:
    """Write cards to cut out: a row a card, front and back side by side, to be folded."""
    labels = out.draft.labels
    _aid(block, out, labels["cut-out"])
    widths = shared(out.width, [1, 1])
    rows = [Row(cells=_card(card, widths, out), height=dxa(44)) for card in block.cards]
    add_table(out, rows, widths, style="FlashCards", caption=labels["flashcards"], held=False)


def _card(card: Flashcard, widths: Sequence[int], out: Out) -> list[Cell]:
    front = out.cell(widths[0] - 2 * PADDING, "CardTerm")
    front.paragraph(runs(card.front, front))
    back = out.cell(widths[1] - 2 * PADDING, "CardText")
    back.write(card.back)
    return [Cell(content=place.elements) for place in (front, back)]


@render.renders(Crossword)
def crossword(block: Crossword, out: Out) -> None:
    _aid(block, out)
    labels = out.draft.labels
    if block.grid:
        across, down = len(block.grid[0]), len(block.grid)
        side = _side(_PUZZLE_SQUARE, across, out)
        rows = [
            Row(cells=[_square(square, side, out) for square in row], height=side, exact=True)
            for row in block.grid
        ]
        caption = labels.format("crossword-alt", rows=down, columns=across)
        add_table(out, rows, [side] * across, style="Puzzle", caption=caption, held=True)
    for name, clues in (("across", block.across), ("down", block.down)):
        if clues:
            out.paragraph(run(labels[name], out.face), "StudyBlock")
            _clues(clues, out)


def _side(side: int, across: int, out: Out) -> int:
    """Return the side of a square that grows with the text, as far as a row of them fits."""
    return min(round(side * out.draft.stylesheet.scale), out.width // across)


def _square(square: Square | None, side: int, out: Out) -> Cell:
    """Return a square with its number and letter; where there is none, nothing is printed."""
    inside = out.cell(side, "PuzzleNumber")
    if square is None:
        inside.paragraph("")
        return Cell(content=inside.elements)
    number = out.draft.labels.number(square.number) if square.number else ""
    inside.paragraph(run(number, out.face))
    letter = run(square.letter, out.face.with_style("AnswerText"))
    inside.paragraph(letter, "PuzzleSquare")
    return Cell(content=inside.elements, framed=True)


def _clues(clues: Sequence[Clue], out: Out) -> None:
    """Add clues: Word numbers them, from anew wherever a number is left out."""
    labels, numbering = out.draft.labels, out.draft.numbering
    instance, expected = 0, 0
    for clue in clues:
        if clue.number != expected:
            instance = numbering.fresh(numerals(out.indent), start=clue.number)
        expected = clue.number + 1
        begin = len(out.elements)
        inside = out.within(hang=OPTION_STEP, style="QuestionText")
        inside.write(clue.text)
        _finish_clue(
            out, begin, instance, run(f" {labels.count('letters', clue.length)}", out.face)
        )
        if clue.word:
            face = out.face.with_style("AnswerText")
            inside.paragraph(run(f"✓\u00a0{clue.word}", face), "Answer", indent=OPTION_STEP)


def _finish_clue(out: Out, begin: int, instance: int, length: str) -> None:
    """Number the first paragraph of a clue and say at its end how many letters it asks for."""
    first = out.elements[begin] if len(out.elements) > begin else None
    if not isinstance(first, Paragraph):
        first = out.paragraph("", "QuestionText")
    first.number, first.indent = (instance, 0), None
    last = out.elements[-1]
    (last if isinstance(last, Paragraph) else first).content += length


@render.renders(WordSearch)
def word_search(block: WordSearch, out: Out) -> None:
    """Write a square of letters; the words stand below, found ones are shaded in it."""
    _aid(block, out)
    labels = out.draft.labels
    found = {place for places in block.solution for place in places}
    if block.grid:
        across = len(block.grid[0])
        side = _side(_LETTER_SQUARE, across, out)
        rows = [
            Row(
                cells=[
                    _letter(letter, (line, column) in found, side, out)
                    for column, letter in enumerate(row)
                ],
                height=side,
                exact=True,
            )
            for line, row in enumerate(block.grid)
        ]
        caption = labels.format("word-search-alt", rows=len(block.grid), columns=across)
        add_table(out, rows, [side] * across, style="WordSearch", caption=caption, held=True)
    out.paragraph(run(labels["word-search-words"], out.face), "StudyBlock")
    boxed(bank([run(word, out.face) for word in block.hidden], out), out)


def _letter(letter: str, shaded: bool, side: int, out: Out) -> Cell:
    inside = out.cell(side, "PuzzleSquare")
    inside.paragraph(run(letter, out.face))
    return Cell(content=inside.elements, fill=_FOUND if shaded else "")


# --- Made by composing ------------------------------------------------------------------------


@render.renders(MarksTable)
def marks_table(block: MarksTable, out: Out) -> None:
    """Write tables for the marker: a column a question, its marks and an empty cell; and the sum.

    As many columns stand side by side as a page is wide, twelve at most.
    """
    labels = out.draft.labels
    begin = len(out.elements)
    out.paragraph(run(labels["marks-table"], out.face), "StudyBlock").keep_next = True
    head = word_width((labels[name] for name in _MARKED), out.scale)
    total = word_width((labels["total"],), out.scale)
    numbers = (number for number, _ in block.rows)
    column = max(word_width(numbers, out.scale), _LEAST_TO_MARK)
    most = max(_FEWEST, min(_MOST, (out.width - head - total) // column))
    *groups, last = block.side_by_side(most)
    for group in groups:
        _marks_side_by_side(group, (head, *(column for _ in group)), out)
    summed = (*last, (labels["total"], block.total))
    _marks_side_by_side(summed, (head, *(column for _ in last), total), out)
    if block.sections:
        _marks_by_section(block, out)
    out.hold(out.elements[begin:])


_MARKED = ("question", "maximum", "achieved")
_LEAST_TO_MARK = dxa(11)
_FEWEST, _MOST = 4, 12


def _marks_side_by_side(
    columns: Sequence[tuple[str, int]], widths: Sequence[int], out: Out
) -> None:
    """Add a table with a column each: a name, its marks and an empty cell."""
    labels = out.draft.labels
    marks = [labels.number(marks) for _, marks in columns]
    texts = ([name for name, _ in columns], marks, ["" for _ in columns])
    rows = [
        Row(
            cells=[
                word_cell(out, labels[name], widths[0]),
                *(
                    word_cell(out, text, width, align="center")
                    for text, width in zip(line, widths[1:], strict=True)
                ),
            ],
            header=place == 0,
        )
        for place, (name, line) in enumerate(zip(_MARKED, texts, strict=True))
    ]
    _to_fill(rows, widths, out)


def _marks_by_section(block: MarksTable, out: Out) -> None:
    """Add a table with a row a section, its marks and an empty cell, and the sum of all."""
    labels = out.draft.labels
    names = ("section", "maximum", "achieved")
    marks = word_width((labels[name] for name in names[1:]), out.scale)
    widths = (min(dxa(70), out.width - 2 * marks), marks, marks)
    headed = [
        word_cell(out, labels[name], width, align=None if name == "section" else "center")
        for name, width in zip(names, widths, strict=True)
    ]
    rows = [Row(cells=headed, header=True)]
    sections = [(plain(section.title) or "–", section.total) for section in block.sections]
    for name, total in (*sections, (labels["total"], block.total)):
        cells = [
            word_cell(out, name, widths[0]),
            word_cell(out, labels.number(total), widths[1], align="center"),
            word_cell(out, "", widths[2]),
        ]
        rows.append(Row(cells=cells))
    _to_fill(rows, widths, out)


def _to_fill(rows: Sequence[Row], widths: Sequence[int], out: Out) -> None:
    add_table(
        out,
        rows,
        widths,
        style="WritingTable",
        caption=out.draft.labels["marks-table"],
        first_column=True,
        held=True,
    )


@render.renders(GradeTable)
def grade_table(block: GradeTable, out: Out) -> None:
    """Write a table of grades and the marks that each takes."""
    labels = out.draft.labels
    names = (labels["grade"], labels["marks-table"])
    width = max(dxa(34), word_width(names, out.scale))
    widths = (width, width)
    rows = [
        Row(cells=[word_cell(out, *one) for one in zip(names, widths, strict=True)], header=True)
    ]
    for row in block.rows:
        marks = " – ".join(map(labels.number, sorted({row.least, row.most})))
        cells = [word_cell(out, row.name, widths[0]), word_cell(out, marks, widths[1])]
        rows.append(Row(cells=cells))
    out.paragraph(run(labels["grade-boundaries"], out.face), "StudyBlock").keep_next = True
    add_table(out, rows, widths, caption=labels["grade-boundaries"], first_column=True)


@render.renders(KeyTable)
def key_table(block: KeyTable, out: Out) -> None:
    """Write the key to a section: a row a question or part, its answer and its marks."""
    labels = out.draft.labels
    lines = [
        (line.number, line.answer, "" if line.marks is None else labels.number(line.marks))
        for line in block.lines
    ]
    widths = _key_widths(block, out)
    rows = [_key_head(block, widths, out)]
    for number, answer, marks in lines:
        cells = [
            word_cell(out, number, widths[0]),
            text_cell(out, answer, widths[1]),
            word_cell(out, marks, widths[2], align="right"),
        ]
        rows.append(Row(cells=cells))
    if block.total is not None:
        total: Inlines = (Text(text=labels["total"]),)
        rows.append(Row(cells=_spanning(total, labels.number(block.total), widths, out)))
    caption = plain(block.title) or labels["answer-key"]
    add_table(out, rows, widths, caption=caption, first_column=True)


def _key_widths(block: KeyTable, out: Out) -> tuple[int, int, int]:
    """Return the widths of a key's columns: the answers get what numbers and marks leave."""
    labels = out.draft.labels
    heads = [] if block.title else [labels["question"]]
    number = word_width((*heads, *(line.number for line in block.lines)), out.scale)
    marks = word_width((labels["marks-table"],), out.scale)
    return number, max(out.width - number - marks, out.width // 3), marks


def _key_head(block: KeyTable, widths: Sequence[int], out: Out) -> Row:
    """Return the head of a key: the section's title, which Word repeats where the table goes on."""
    labels = out.draft.labels
    if block.title:
        return Row(cells=_spanning(block.title, labels["marks-table"], widths, out), header=True)
    cells = [word_cell(out, labels["question"], widths[0])]
    cells.append(word_cell(out, labels["answer"], widths[1]))
    cells.append(word_cell(out, labels["marks-table"], widths[2], align="right"))
    return Row(cells=cells, header=True)


def _spanning(title: Inlines, marks: str, widths: Sequence[int], out: Out) -> list[Cell]:
    """Return cells of which the first takes the columns of number and answer."""
    words = text_cell(out, title, widths[0] + widths[1])
    words.span = 2
    return [words, word_cell(out, marks, widths[2], align="right")]


@render.renders(AnswerEntry)
def answer_entry(block: AnswerEntry, out: Out) -> None:
    """Write the answer to a task under the number of the task, its parts' answers inside."""
    _entry(block, 0, out)


def _entry(block: AnswerEntry, level: int, out: Out) -> None:
    labels, face = out.draft.labels, out.face
    out.draft.bookmarks.expect(block.id)
    number = out.draft.numbering.answer(block.number, level)
    pieces = [
        runs(block.title, out, face) if block.title else "",
        run(block.skill, face.with_style("StudyDetail")),
        *(runs(theme, out, face.with_style("StudyDetail")) for theme in block.themes),
        "" if block.total is None else run(labels.count("marks", block.total), face),
    ]
    content = run("\u2002", face).join(piece for piece in pieces if piece)
    body = block.body
    if not content and body and isinstance(body[0], b.Paragraph):
        content, body = runs(body[0].content, out), body[1:]
    out.paragraph(content, "AnswerPart" if level else "AnswerEntry", number=number)
    indent = OPTION_STEP * level
    style = "PartText" if level else "QuestionText"
    inside = out.within(style=style, indent=indent, width=out.width - indent, hang=None)
    inside.write(body)
    for part in block.parts:
        _entry(part, 1, out)
    if block.back_id:
        link = run(labels["back-to-question"], face.with_style("Hyperlink"))
        inside.paragraph(link_to(block.back_id, link, out))


_ANSWER_LABELS = {
    AnswerPart.ANSWER: "answer",
    AnswerPart.ACCEPT: "accept",
    AnswerPart.MODEL: "model-answer",
    AnswerPart.SCHEME: "mark-scheme",
    AnswerPart.VARY: "answers-vary",
    AnswerPart.FEEDBACK: "feedback",
    AnswerPart.ERRORS: "common-errors",
    AnswerPart.HINT: "hint",
    AnswerPart.EXTENSION: "extension",
}


@render.renders(AnswerText)
def answer_text(block: AnswerText, out: Out) -> None:
    """Write a piece of an answer, its label in front of the first paragraph."""
    begin = len(out.elements)
    out.write(block.body)
    first = out.elements[begin] if len(out.elements) > begin else None
    key = _ANSWER_LABELS[block.kind]
    label = run(out.draft.labels[key], out.face.with_style("TaskLabel"))
    if isinstance(first, Paragraph) and first.number is None:
        first.content = f"{label}{run(_LABEL_GAP)}{first.content}"
    else:
        heading = Paragraph(style=out.style, content=label, keep_next=bool(block.body))
        out.elements.insert(begin, heading)


_LABEL_GAP = "\u2002"
