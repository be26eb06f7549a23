"""The study notes: characters, themes, quotations, vocabulary, callouts, figures, …"""

from __future__ import annotations

from studypack.backends.docx.heads import barred, cue, facts, head, label_of, tags, titled, words
from studypack.backends.docx.inlines import runs
from studypack.backends.docx.out import Out, render
from studypack.backends.docx.pictures import size_of
from studypack.backends.docx.sections import end_section
from studypack.backends.docx.styles import QUOTE_INDENT
from studypack.backends.docx.tables import (
    PADDING,
    add_table,
    inline_table,
    shared,
    text_cell,
    word_cell,
    word_width,
)
from studypack.backends.docx.wordml import (
    Cell,
    Paragraph,
    Row,
    dxa,
    field_code,
    keep_together,
    run,
)
from studypack.backends.measures import words_before
from studypack.model.blocks import (
    Analysis,
    Callout,
    CalloutKind,
    Character,
    Characters,
    Context,
    Definition,
    EventList,
    FactTable,
    Figure,
    KeyFacts,
    LineNumbers,
    Objectives,
    Overview,
    Passage,
    Quote,
    Relations,
    RelationTable,
    Summary,
    Symbol,
    Teacher,
    Theme,
    Themes,
    Timeline,
    Vocabulary,
    VocabularyEntry,
    VocabularyTable,
)
from studypack.model.inlines import Inlines, plain, text_width

_PORTRAIT = dxa(28)
_HIGHEST_FIGURE = 0.55
"""A figure is no higher than this share of the page."""


@render.renders(KeyFacts)
def key_facts(block: KeyFacts, out: Out) -> None:
    titled(block, out)


@render.renders(Context)
def context(block: Context, out: Out) -> None:
    titled(block, out)


@render.renders(Overview)
def overview(block: Overview, out: Out) -> None:
    titled(block, out, out.draft.labels["spoiler"] if block.spoiler else "")


@render.renders(Objectives)
def objectives(block: Objectives, out: Out) -> None:
    titled(block, out)


@render.renders(Timeline)
def timeline(block: Timeline, out: Out) -> None:
    titled(block, out)


@render.renders(Vocabulary)
def vocabulary(block: Vocabulary, out: Out) -> None:
    titled(block, out)


@render.renders(Summary)
def summary(block: Summary, out: Out) -> None:
    """Write the retelling, then who appears, then the analysis, as the other formats do."""
    head(out, label_of(block, out), block.title, block.locator)
    tags(block, out)
    out.write(part for part in block.body if not isinstance(part, Analysis))
    facts(out, ("appearing", out.draft.labels.listed(block.characters)))
    out.write(part for part in block.body if isinstance(part, Analysis))


@render.renders(Analysis)
def analysis(block: Analysis, out: Out) -> None:
    barred(block, "StudyAnalysis", out)


@render.renders(Callout)
def callout(block: Callout, out: Out) -> None:
    barred(block, _CALLOUTS[block.kind], out)


_CALLOUTS = {
    CalloutKind.NOTE: "CalloutNote",
    CalloutKind.TIP: "CalloutTip",
    CalloutKind.IMPORTANT: "CalloutImportant",
    CalloutKind.WARNING: "CalloutWarning",
    CalloutKind.EXAMPLE: "CalloutExample",
}


@render.renders(Teacher)
def teacher(block: Teacher, out: Out) -> None:
    barred(block, "TeacherNote", out)


# --- Themes, symbols, persons -----------------------------------------------------------------


@render.renders(Theme)
def theme(block: Theme, out: Out) -> None:
    mark = words(f"{cue(block)}\u00a0") if cue(block) else ()
    head(out, label_of(block, out), mark + block.name, style="StudyTheme")
    tags(block, out)
    out.write(block.body)


@render.renders(Themes)
def themes(block: Themes, out: Out) -> None:
    out.write(block.body)


@render.renders(Symbol)
def symbol(block: Symbol, out: Out) -> None:
    head(out, label_of(block, out), block.name, style="StudyFeature")
    tags(block, out)
    out.write(block.body)


@render.renders(Character)
def character(block: Character, out: Out) -> None:
    """Write the name, the part, other names; the portrait stands in a line of its own above.

    In the line, not floating beside the text: a floating picture loses its place as soon as
    somebody edits what is before it.
    """
    if block.image:
        _portrait(block, out)
    face, labels = out.face, out.draft.labels
    also = f"{labels['also-known-as']} "
    pieces = [
        runs(block.name, out, face),
        run(block.role, face.with_style("StudyDetail")),
        run(also, face.with_style("StudyDetail"))
        + run(labels.listed(block.aka), face.with_style("OtherName"))
        if block.aka
        else "",
    ]
    content = run("\u2002", face).join(piece for piece in pieces if piece)
    out.paragraph(content, "StudyCharacter")
    tags(block, out)
    out.write(block.body)


def _portrait(block: Character, out: Out) -> None:
    pictures = out.draft.pictures
    file = pictures.image(block.image)
    size = size_of(file, "", out.width, dxa(200)).within(_PORTRAIT, _PORTRAIT)
    alt = block.alt or out.draft.labels.format("portrait-alt", name=plain(block.name))
    out.paragraph(pictures.place(file, size, alt, out.story), "Figure", indent=out.start or None)


@render.renders(Characters)
def characters(block: Characters, out: Out) -> None:
    out.write(block.body)


@render.renders(Relations)
def relations(block: Relations, out: Out) -> None:
    head(out, label_of(block, out))
    tags(block, out)
    out.write(block.body)


@render.renders(RelationTable)
def relation_table(block: RelationTable, out: Out) -> None:
    inline_table(
        out,
        [cell.content for cell in block.head],
        [[cell.content for cell in row] for row in block.relations],
        caption=out.draft.labels["relations"],
    )


# --- Facts, events, words ---------------------------------------------------------------------


@render.renders(FactTable)
def fact_table(block: FactTable, out: Out) -> None:
    """Write facts as a table whose first column heads its rows."""
    _definition_table(block.facts, "KeyFacts", out.draft.labels["key-facts"], out)


@render.renders(EventList)
def event_list(block: EventList, out: Out) -> None:
    """Write events as a table: the time at a thick rule, what happened beside it."""
    _definition_table(block.events, "Timeline", out.draft.labels["timeline"], out)


_BOLD_CHARACTER = 125
"""Width of a bold character of table text, about; dxa."""


def _definition_table(
    definitions: tuple[Definition, ...], style: str, caption: str, out: Out
) -> None:
    """Add a table of two columns, the first as wide as its longest term, within bounds."""
    longest = max((text_width(plain(definition.term)) for definition in definitions), default=1)
    wanted = round(longest * _BOLD_CHARACTER * out.scale) + 4 * PADDING
    first = min(max(wanted, dxa(22)), out.width * 2 // 5)
    widths = (first, out.width - first)
    rows = []
    for definition in definitions:
        out.draft.bookmarks.expect(definition.id)
        term = text_cell(out, definition.term, widths[0])
        inside = out.cell(widths[1] - 2 * PADDING)
        for meaning in definition.definitions:
            inside.write(meaning)
        rows.append(Row(cells=[term, Cell(content=inside.elements)]))
    add_table(out, rows, widths, style=style, caption=caption, first_column=True)


@render.renders(VocabularyTable)
def vocabulary_table(block: VocabularyTable, out: Out) -> None:
    word_table(block.entries, out, out.draft.labels["vocabulary"])


def word_table(entries: tuple[VocabularyEntry, ...], out: Out, caption: str) -> None:
    """Add a table of words: term, meaning, and how it is used where any entry says."""
    labels = out.draft.labels
    used = any(entry.example for entry in entries)
    names = ["term", "meaning", *(["in-use"] if used else [])]
    terms = (labels["term"], *(plain(entry.term) for entry in entries))
    shares = shared(out.width, [22, 42, 36] if used else [28, 72])
    first = min(max(shares[0], word_width(terms, out.scale)), out.width * 2 // 5)
    widths = (first, *shared(out.width - first, shares[1:]))
    head_cells = [
        word_cell(out, labels[name], width) for name, width in zip(names, widths, strict=True)
    ]
    rows = [Row(cells=head_cells, header=True)]
    rows += [Row(cells=_word(entry, widths, out)) for entry in entries]
    add_table(out, rows, widths, caption=caption, first_column=True)


def _word(entry: VocabularyEntry, widths: tuple[int, ...], out: Out) -> list[Cell]:
    out.draft.bookmarks.expect(entry.id)
    cells = [text_cell(out, entry.term, widths[0])]
    bodies = (entry.meaning, entry.example)
    for width, body in zip(widths[1:], bodies, strict=False):
        inside = out.cell(width - 2 * PADDING)
        inside.write(body)
        cells.append(Cell(content=inside.elements))
    return cells


# --- Quotations, passages, figures ------------------------------------------------------------


@render.renders(Quote)
def quote(block: Quote, out: Out) -> None:
    begin = len(out.elements)
    inside = out.within(style="StudyQuote", indent=QUOTE_INDENT, hang=None, depth=0)
    inside.write(block.quotation)
    _source(block.speaker, block.locator, out)
    keep_together(out.elements[begin:], with_next=bool(block.body))
    tags(block, out)
    out.write(block.body)
    facts(out, ("devices", out.draft.labels.listed(block.devices)))


def _source(speaker: Inlines, locator: Inlines, out: Out) -> None:
    pieces = [
        runs(speaker, out, out.face.with_style("TaskLabel")) if speaker else "",
        runs(locator, out) if locator else "",
    ]
    if any(pieces):
        comma = run(out.draft.labels.comma, out.face)
        out.paragraph(comma.join(piece for piece in pieces if piece), "QuoteSource")


@render.renders(Passage)
def passage(block: Passage, out: Out) -> None:
    """Write a text to read.

    Line numbers are Word's own, which it has for whole sections only: such a passage is one. They
    stay right when the text is edited or set in another size. Words it does not count by itself:
    how many have been read stands at the end of each paragraph.
    """
    head(out, label_of(block, out), block.title)
    tags(block, out)
    numbered = block.numbered is LineNumbers.LINES and out.in_body
    if numbered:
        end_section(out)
    read = out.within(style="Passage", indent=0, hang=None, depth=0)
    if block.numbered is LineNumbers.WORDS:
        _write_counted(block, read)
    else:
        read.write(block.body)
    if numbered:
        end_section(out, line_numbers=True)
    source = runs(block.source, out) if block.source else ""
    rights = run(block.rights, out.face)
    if source or rights:
        joint = run(out.draft.labels.full_stop, out.face) if source and rights else ""
        out.paragraph(source + joint + rights, "PassageSource")


def _write_counted(block: Passage, out: Out) -> None:
    """Write a passage with the number of words read so far at the end of each of its blocks."""
    face = out.face.with_style("LineNumber")
    for child, read in zip(block.body, words_before(block.body), strict=True):
        out.write((child,))
        last = out.elements[-1]
        if isinstance(last, Paragraph):
            last.content += run(f" {out.draft.labels.number(read)}", face)


@render.renders(Figure)
def figure(block: Figure, out: Out) -> None:
    """Write a picture in a paragraph of its own, and its caption below."""
    pictures = out.draft.pictures
    file = pictures.image(block.src)
    highest = round(out.draft.page.text_height * _HIGHEST_FIGURE)
    size = size_of(file, block.width, out.width, highest)
    alt = "" if block.decorative else block.alt
    picture = out.paragraph(
        pictures.place(file, size, alt, out.story), "Figure", indent=out.start or None
    )
    picture.keep_next = bool(block.body or block.source)
    if block.body or block.source:
        _caption(block, out)


def _caption(block: Figure, out: Out) -> None:
    """Write the caption: Word's own counter in front, then the text, then the source."""
    begin = len(out.elements)
    inside = out.within(style="Caption", indent=0, hang=out.start or None, depth=0)
    inside.write(block.body)
    first = out.elements[begin] if len(out.elements) > begin else None
    if not isinstance(first, Paragraph):
        first = inside.paragraph("")
    if block.number:
        first.content = _figure_number(block.number, out) + first.content
    if block.source:
        label = run(f" {out.draft.labels['source']}: ", out.face)
        last = out.elements[-1]
        assert isinstance(last, Paragraph)
        last.content += label + runs(block.source, out)


def _figure_number(number: int, out: Out) -> str:
    """Return 'Figure 3' with a SEQ field, so that Word can make a list of figures."""
    face = out.face.with_style("TaskLabel")
    shown = run(out.draft.labels.number(number), face)
    progress = out.draft.progress
    # A view may leave figures out and keeps the pack's numbers: \\r sets the count.
    jump = "" if number == progress.figures + 1 else f" \\r {number}"
    progress.figures = number
    counter = field_code(f"SEQ Figure \\* ARABIC{jump}", shown, face)
    label = "".join(
        counter if piece == "{number}" else run(piece, face)
        for piece in out.draft.labels.pieces("figure-number")
    )
    return label + run("\u2002", out.face)
