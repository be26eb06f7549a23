"""What a pupil does in a task: choose, fill in, match, order, sort, name, judge.

Each can be done with a pen and on screen: where lines are drawn on paper, a letter is chosen in Word;
where a box is ticked, the box is a control. Options stand one below the other, also where print has
two columns: a teacher adds one with Enter and takes one out with its line, and Word letters the rest
anew, which no table would do.
"""

from __future__ import annotations

from collections.abc import Sequence

from studypack.backends.docx.controls import Shape
from studypack.backends.docx.inlines import runs
from studypack.backends.docx.numbering import OPTION_STEP, numerals
from studypack.backends.docx.out import Out, render
from studypack.backends.docx.styles import BANK_INDENT
from studypack.backends.docx.tables import (
    PADDING,
    add_table,
    shared,
    text_cell,
    word_cell,
    word_width,
)
from studypack.backends.docx.wordml import Cell, Control, Paragraph, Row, dxa, run
from studypack.model import blocks as b
from studypack.model.base import Block
from studypack.model.inlines import plain
from studypack.model.tasks import (
    Categorising,
    Labelling,
    Matching,
    NumericEntry,
    Option,
    Options,
    Ordering,
    Scale,
    Statements,
    TrueFalse,
)

_TICK = "✓\u00a0"

ROW_TO_WRITE = dxa(12)
"""Least height of a cell that somebody writes in."""


def tag_of(out: Out) -> str:
    """Return what tags begin with here: the id of the task, or of the block round this place."""
    return out.task.id if out.task else out.tag


def _keyed(text: str, out: Out) -> str:
    """Return part of the key, as a run."""
    return run(text, out.face.with_style("AnswerText"))


# --- Choosing ---------------------------------------------------------------------------------


@render.renders(Options)
def options(block: Options, out: Out) -> None:
    """Write options: the letter is Word's, then a box – round where one is right – and the text."""
    letters = out.draft.numbering.options(out.indent)
    shape: Shape = "square" if block.several else "circle"
    for option in block.options:
        _option(option, letters.number(option.letter), shape, out)


def _option(option: Option, number: tuple[int, int], shape: Shape, out: Out) -> None:
    title = out.draft.labels.format("option", letter=option.letter)
    tag = f"{tag_of(out)}.{option.letter}"
    box = out.draft.controls.box(tag, title, shape, checked=option.right)
    tick = _keyed(_TICK, out) if option.right else ""
    content, others = _first_text(option.body, out)
    out.paragraph(f"{box}{run(' ')}{tick}{content}", "Option", number=number)
    indent = out.indent + OPTION_STEP
    inside = out.within(
        style="OptionText",
        hang=indent if out.indent else None,
        indent=indent,
        width=out.width - OPTION_STEP,
    )
    inside.write(others)
    inside.within(style="Answer", hang=indent).write(option.feedback)


def _first_text(body: tuple[Block, ...], out: Out) -> tuple[str, tuple[Block, ...]]:
    """Return the first paragraph of a body as runs, '' if it is none, and what follows it."""
    if body and isinstance(body[0], b.Paragraph):
        return runs(body[0].content, out), body[1:]
    return "", body


@render.renders(TrueFalse)
def true_false(block: TrueFalse, out: Out) -> None:
    labels, controls = out.draft.labels, out.draft.controls
    choices = []
    for word, right in (("true", block.right is True), ("false", block.right is False)):
        box = controls.box(f"{tag_of(out)}.{word}", labels[word], "circle", checked=right)
        tick = _keyed(_TICK, out) if right else ""
        choices.append(f"{box}{run(' ')}{tick}{run(labels[word], out.face)}")
    out.paragraph(run("\u2003\u2003", out.face).join(choices))


# --- Filling in -------------------------------------------------------------------------------


@render.renders(NumericEntry)
def numeric_entry(block: NumericEntry, out: Out) -> None:
    answer = _keyed(f"{_TICK}{block.value}{block.margin}", out) if block.value else ""
    entry = out.draft.controls.text(tag_of(out), out.draft.labels["answer"], answer)
    unit = run(f"\u00a0{block.unit}", out.face) if block.unit else ""
    out.paragraph(entry + unit)


_LINE_SPACES = 80
"""No-break spaces in a line for a name or label: about 60 mm."""


@render.renders(Labelling)
def labelling(block: Labelling, out: Out) -> None:
    """Write numbered lines, one a place of the figure."""
    instance = out.draft.numbering.fresh(numerals(out.indent))
    for index in range(block.count):
        face = out.face.with_style("AnswerText")
        known = block.labels[index] if index < len(block.labels) else ()
        answer = run(_TICK, face) + runs(known, out, face) if known else ""
        title = out.draft.labels.format("blank-number", number=index + 1)
        tag = f"{tag_of(out)}.{index + 1}"
        slot = out.draft.controls.text(tag, title, answer, spaces=_LINE_SPACES)
        out.paragraph(slot, number=(instance, 0))


# --- Bringing together ------------------------------------------------------------------------


@render.renders(Matching)
def matching(block: Matching, out: Out) -> None:
    """Write two columns with room between them to draw lines, and a letter to choose on screen.

    Rows at the left are numbered, at the right lettered, both by Word.
    """
    gap, slot = min(dxa(34), out.width // 4), dxa(20)
    left, right = shared(out.width - gap - slot, [1, 1])
    widths = (left, slot, gap, right)
    numbers = out.draft.numbering.fresh(numerals(0))
    letters = out.draft.numbering.options(0)
    rows = [_match_head(block, widths, out)] if block.head else []
    for index in range(max(len(block.left), len(block.right))):
        letter = letters.number(out.draft.labels.letter(index))
        cells = [
            _numbered_cell(block.left, index, (numbers, 0), left, out),
            _letter_cell(block, index, slot, out),
            word_cell(out, "", gap),
            _numbered_cell(block.right, index, letter, right, out),
        ]
        rows.append(Row(cells=cells, height=dxa(9)))
    add_table(out, rows, widths, style="Matching", caption=out.draft.labels["match"], held=True)


def _match_head(block: Matching, widths: Sequence[int], out: Out) -> Row:
    cells = [
        text_cell(out, block.head[0].content, widths[0]),
        word_cell(out, "", widths[1]),
        word_cell(out, "", widths[2]),
        text_cell(out, block.head[1].content, widths[3]),
    ]
    return Row(cells=cells, header=True)


def _numbered_cell(
    cells: Sequence[b.Cell], index: int, number: tuple[int, int], width: int, out: Out
) -> Cell:
    """Return a cell whose text has a number or letter; an empty one where a side is shorter."""
    inside = out.cell(width - 2 * PADDING, "TaskCell")
    if index < len(cells):
        inside.paragraph(runs(cells[index].content, inside), number=number)
    else:
        inside.paragraph("")
    return Cell(content=inside.elements)


def _letter_cell(block: Matching, index: int, width: int, out: Out) -> Cell:
    """Return the cell where the letter of the partner is chosen."""
    labels = out.draft.labels
    inside = out.cell(width, "TaskCell")
    if index >= len(block.left):
        inside.paragraph("")
        return Cell(content=inside.elements)
    known = index < len(block.key)
    answer = _keyed(_TICK + labels.letter(block.key[index]), out) if known else ""
    choices = [labels.letter(place) for place in range(len(block.right))]
    title = f"{labels.number(index + 1)}: {plain(block.left[index].content)}"
    tag = f"{tag_of(out)}.{index + 1}"
    inside.paragraph(out.draft.controls.choice(tag, title, choices, answer), "TaskChoice")
    return Cell(content=inside.elements)


@render.renders(Ordering)
def ordering(block: Ordering, out: Out) -> None:
    """Write each step beside a slot for its place."""
    labels = out.draft.labels
    widths = (dxa(18), out.width - dxa(18))
    choices = [labels.number(place + 1) for place in range(len(block.steps))]
    rows = []
    for index, step in enumerate(block.steps):
        known = index < len(block.key)
        answer = _keyed(_TICK + labels.number(block.key[index]), out) if known else ""
        slot = out.cell(widths[0], "TaskCell")
        title = labels.format("blank-number", number=index + 1)
        tag = f"{tag_of(out)}.{index + 1}"
        slot.paragraph(out.draft.controls.choice(tag, title, choices, answer), "TaskChoice")
        inside = out.cell(widths[1] - 2 * PADDING, "TaskCell")
        inside.write(step.body)
        cells = [Cell(content=slot.elements), Cell(content=inside.elements)]
        rows.append(Row(cells=cells))
    add_table(out, rows, widths, style="Ordering", caption=labels["order"])


@render.renders(Categorising)
def categorising(block: Categorising, out: Out) -> None:
    """Write the cards, then a table with a column a category, its cells high enough to write in."""
    boxed(bank([runs(card.content, out) for card in block.cards], out), out)
    widths = shared(out.width, [1.0] * len(block.categories))
    head = [
        text_cell(out, category.content, width)
        for category, width in zip(block.categories, widths, strict=True)
    ]
    cells = [_category(block, index, width, out) for index, width in enumerate(widths)]
    height = ROW_TO_WRITE + dxa(6) * len(block.cards)
    rows = [Row(cells=head, header=True), Row(cells=cells, height=height)]
    add_table(out, rows, widths, style="WritingTable", caption=out.draft.labels["categorise"])


def _category(block: Categorising, index: int, width: int, out: Out) -> Cell:
    inside = out.cell(width - 2 * PADDING)
    for card, place in zip(block.cards, block.key, strict=False):
        if place == index:
            inside.paragraph(run(_TICK, inside.face) + runs(card.content, inside), "Answer")
    title = plain(block.categories[index].content)
    return writing_cell(inside, f"{tag_of(out)}.{index + 1}", title, out)


def writing_cell(inside: Out, tag: str, title: str, out: Out) -> Cell:
    """Return a cell that is one slot; `inside` holds what the view knows of the answer."""
    if not inside.elements:
        inside.paragraph("")
    control = Control(properties=out.draft.controls.block(tag, title), content=inside.elements)
    return Cell(content=[control])


def bank(pieces: Sequence[str], out: Out) -> str:
    """Return the words of a bank, well apart; each piece is markup of runs."""
    return run("\u2003\u2003", out.face).join(pieces)


def boxed(words: str, out: Out) -> Paragraph:
    """Add the words of a bank in a box as wide as the text here, and return it."""
    return out.paragraph(words, "WordBank", indent=out.start + BANK_INDENT if out.start else None)


# --- Judging ----------------------------------------------------------------------------------


@render.renders(Statements)
def statements(block: Statements, out: Out) -> None:
    """Write a table: a statement a row, a box to tick a column."""
    names = _choices(block.scale, out)
    widest = max(dxa(24), word_width(names, out.scale))
    box_width = min(widest, out.width * 2 // 3 // len(names))
    widths = (out.width - box_width * len(names), *(box_width for _ in names))
    said = [""] * len(names)
    rows = []
    if block.scale is Scale.ANTICIPATION:
        said = [f"{out.draft.labels[when]}: " for when in _WHEN for _ in range(2)]
        rows.append(_times(widths, out))
    head = [word_cell(out, out.draft.labels["statement"], widths[0])]
    head += [word_cell(out, name, box_width, align="center") for name in names]
    rows.append(Row(cells=head, header=True))
    titles = [f"{before}{name}" for before, name in zip(said, names, strict=True)]
    for number, statement in enumerate(block.statements, start=1):
        inside = out.cell(widths[0] - 2 * PADDING, "TaskCell")
        inside.write(statement.body)
        boxes = [
            _box_cell(f"{tag_of(out)}.{number}.{place}", title, box_width, out)
            for place, title in enumerate(titles, start=1)
        ]
        rows.append(Row(cells=[Cell(content=inside.elements), *boxes]))
    add_table(out, rows, widths, style="Statements", caption=out.draft.labels["statement"])


_WHEN = ("before", "after")


def _times(widths: Sequence[int], out: Out) -> Row:
    """Return the row that says over each pair of boxes when they are ticked."""
    cells = [word_cell(out, "", widths[0])]
    for when in _WHEN:
        cells.append(word_cell(out, out.draft.labels[when], 2 * widths[1], align="center"))
        cells[-1].span = 2
    return Row(cells=cells, header=True)


def _choices(scale: Scale, out: Out) -> list[str]:
    """Return the headings of the boxes."""
    labels = out.draft.labels
    match scale:
        case Scale.ANTICIPATION:
            return [labels["agree"], labels["disagree"]] * len(_WHEN)
        case Scale.TRAFFIC:
            return [labels[f"traffic-{light}"] for light in ("red", "amber", "green")]
        case Scale.STARS:
            return [labels.count("stars", stars) for stars in (1, 2, 3)]
        case Scale.FIVE:
            return [labels.number(value) for value in range(1, 6)]


def _box_cell(tag: str, title: str, width: int, out: Out) -> Cell:
    inside = out.cell(width)
    inside.paragraph(out.draft.controls.box(tag, title, "square"), "TaskChoice")
    return Cell(content=inside.elements)
