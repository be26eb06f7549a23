"""The blocks of Markdown, and what lays a page out."""

from __future__ import annotations

from dataclasses import replace

from studypack.backends.docx import rooms
from studypack.backends.docx.inlines import formula, runs
from studypack.backends.docx.numbering import LIST_STEP, boxes
from studypack.backends.docx.out import Out, render
from studypack.backends.docx.page import COLUMN_GAP
from studypack.backends.docx.sections import end_section
from studypack.backends.docx.styles import CONTINUE, QUOTE_INDENT
from studypack.backends.docx.tables import inline_table
from studypack.backends.docx.wordml import lines
from studypack.model.blocks import (
    BlockQuote,
    BulletList,
    CodeBlock,
    Columns,
    DefinitionList,
    Heading,
    ListEntry,
    MathBlock,
    NumberedList,
    PageBreak,
    Paragraph,
    Rule,
    Space,
    Table,
)

_DEEPEST_HEADING = 7
_DEEPEST_LIST = 8


@render.renders(Paragraph)
def paragraph(block: Paragraph, out: Out) -> None:
    out.paragraph(runs(block.content, out))


@render.renders(Heading)
def heading(block: Heading, out: Out) -> None:
    """Write a heading one level below its own: the pack's title is the first."""
    out.draft.bookmarks.expect(block.id)
    here = out.within(lang=block.lang) if block.lang else out
    level = min(block.level + 1, _DEEPEST_HEADING)
    here.paragraph(runs(block.content, here), f"Heading{level}")


# --- Lists ------------------------------------------------------------------------------------


@render.renders(BulletList)
def bullet_list(block: BulletList, out: Out) -> None:
    numbering = out.draft.numbering
    for entry in block.entries:
        if entry.checked is None:
            instance = numbering.bulleted(out.indent)
        else:
            instance = numbering.shared(boxes(out.indent, checked=entry.checked))
        _entry(entry, "ListBullet", instance, block.tight, out)


@render.renders(NumberedList)
def numbered_list(block: NumberedList, out: Out) -> None:
    """Write an ordered list: an instance of its own, which counts from its own start."""
    instance = out.draft.numbering.numbered(out.indent, start=block.start, level=out.depth)
    for entry in block.entries:
        _entry(entry, "ListNumber", instance, block.tight, out)


def _entry(entry: ListEntry, style: str, instance: int, tight: bool, out: Out) -> None:
    """Write an entry: its first paragraph is numbered, what follows hangs below its text.

    In a callout, a task or a cell the paragraphs keep the style of that place, so that its bar
    and its letters go on; elsewhere they have Word's own list styles.
    """
    begins_with_text = bool(entry.body) and isinstance(entry.body[0], Paragraph)
    first = entry.body[0] if begins_with_text else None
    content = runs(first.content, out) if isinstance(first, Paragraph) else ""
    level = min(out.depth, _DEEPEST_LIST)
    own = style if out.in_text else out.style
    out.paragraph(content, own, number=(instance, level), loose=not tight)
    inside = out.within(
        style=CONTINUE[min(level, len(CONTINUE) - 1)] if out.in_text else out.style,
        hang=out.indent + LIST_STEP * (level + 1),
        depth=out.depth + 1,
        width=out.width - LIST_STEP,
    )
    inside.write(entry.body[1:] if begins_with_text else entry.body)


@render.renders(DefinitionList)
def definition_list(block: DefinitionList, out: Out) -> None:
    """Write terms and meanings; in a callout or task in the style of that place, as lists are."""
    inside = out
    if out.in_text:
        inside = out.within(style="Definition", indent=LIST_STEP, hang=None, depth=0)
    for definition in block.definitions:
        out.draft.bookmarks.expect(definition.id)
        if out.in_text:
            out.paragraph(runs(definition.term, out), "Term")
        else:
            out.paragraph(runs(definition.term, out, replace(out.face, bold=True)), keep_next=True)
        for meaning in definition.definitions:
            inside.write(meaning)


# --- Tables, code, quotations, rules, formulas ------------------------------------------------


@render.renders(Table)
def table(block: Table, out: Out) -> None:
    inline_table(
        out,
        [cell.content for cell in block.head],
        [[cell.content for cell in row] for row in block.rows],
        alignments=block.alignments,
        first_column=block.row_headers,
    )


@render.renders(CodeBlock)
def code_block(block: CodeBlock, out: Out) -> None:
    # Programs run from left to right, as English does, whatever the language around them.
    out.within(lang="en").paragraph(lines(block.text.rstrip("\n")), "HTMLPreformatted")


@render.renders(BlockQuote)
def block_quote(block: BlockQuote, out: Out) -> None:
    inside = out.within(style="Quote", indent=QUOTE_INDENT, hang=None, depth=0)
    inside.write(block.body)


@render.renders(Rule)
def rule(_: Rule, out: Out) -> None:
    out.paragraph("", "SectionRule")


@render.renders(MathBlock)
def math_block(block: MathBlock, out: Out) -> None:
    out.paragraph(formula(block.latex, display=True), "Formula" if out.in_text else None)


# --- Layout -----------------------------------------------------------------------------------


@render.renders(PageBreak)
def page_break(_: PageBreak, out: Out) -> None:
    out.draft.progress.page_break = True


@render.renders(Columns)
def columns(block: Columns, out: Out) -> None:
    """Write columns as a section of their own; in a cell, where none can be, one below the other."""
    if not out.in_body:
        out.write(block.body)
        return
    end_section(out)
    gaps = COLUMN_GAP * (block.count - 1)
    out.within(width=(out.width - gaps) // block.count).write(block.body)
    end_section(out, columns=block.count)


@render.renders(Space)
def space(block: Space, out: Out) -> None:
    rooms.leave(block.room, block.id, out.draft.labels["write-here"], out)
