"""Blocks: from Markdown's block tokens to the blocks of the model; called by `reader`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from studypack.model.base import Block
from studypack.model.blocks import (
    Alignment,
    BlockQuote,
    BulletList,
    Cell,
    CodeBlock,
    Definition,
    DefinitionList,
    Figure,
    Heading,
    ListEntry,
    MathBlock,
    NumberedList,
    Paragraph,
    Passage,
    Rule,
    Table,
)
from studypack.model.inlines import Image, Inlines, Marked, Text
from studypack.model.pack import Footnote
from studypack.reading.attributes import read_attributes
from studypack.reading.directives import build, opening_of
from studypack.reading.grammar import MAX_DEPTH, Fence, Oddities, parse_blocks
from studypack.reading.inlines import check_math, read_inlines
from studypack.reading.marking import HEADING, NONE, Marking
from studypack.reading.places import Lines, Place
from studypack.reading.scope import Reading, Scope
from studypack.reading.unread_lists import unread_list

# Braces right behind a span, link, image or code are that one's, not the heading's.
TRAILING = re.compile(r"(?<![\])`])(?P<braces>\{[^{}]*\})[ \t]*$")
_ALIGNMENTS = {
    "text-align:center": Alignment.CENTER,
    "text-align:right": Alignment.END,
    "text-align:left": Alignment.START,
}


def read_blocks(
    text: str,
    path: str,
    reading: Reading,
    language: str,
    *,
    part: str = "",
    fences: bool = True,
) -> tuple[Block, ...]:
    """Return the blocks of `text`, a Markdown file; its footnotes go to `reading.notes`.

    path    of the file, as in `Span.path`
    part    its name among the pack's files, '' for the first
    fences  whether directives are read: in the text of a passage they are not
    """
    scope = Scope(reading=reading, path=path, env={}, part=part, language=language)
    tokens = parse_blocks(text, scope.env, fences=fences)
    reader = _BlockReader(tokens, Lines(path, tuple(text.split("\n"))))
    blocks = reader.read(scope)
    _report_oddities(scope.env["oddities"], reader.lines, scope)
    _report_definitions(reader.lines, scope)
    reader.report_unused_notes(scope)
    return blocks


def _report_oddities(oddities: Oddities, lines: Lines, scope: Scope) -> None:
    if oddities.too_deep is not None:
        scope.found.error(
            "too-deep",
            f"blocks are nested more than {MAX_DEPTH // 2} lists or {MAX_DEPTH} quotes deep",
            lines.span(oddities.too_deep),
        )
    for line in oddities.unclosed_comments:
        scope.found.warning(
            "raw-html", "a comment is never closed and is shown as text", lines.span(line)
        )


def _report_definitions(lines: Lines, scope: Scope) -> None:
    """Warn about link definitions that are not shown: '[Note]: important' looks like text."""
    used = scope.env.get("used", set())
    definitions = scope.env.get("references", {})
    unused = [one["map"][0] for label, one in definitions.items() if label not in used]
    for line in unused:
        message = "this is read as a link definition, which is never used"
        help_ = "write '\\[' if it is text"
        scope.found.warning("unused-definition", message, lines.span(line), help_)
    for one in scope.env.get("duplicate_refs", []):
        message = "a second definition of the same link is not used"
        scope.found.warning("unused-definition", message, lines.span(one["map"][0]))


def _report_list(content: str, place: Place, scope: Scope) -> None:
    """Warn about items on lines of their own that would be printed one behind the other."""
    found = unread_list(content)
    if found is not None:
        scope.found.warning(
            "unread-list",
            f"the lines from '{found.first}' and '{found.second}' on are set as one paragraph",
            place.span(found.offset, len(found.second)),
            found.help,
        )


class _BlockReader:
    """Reads the block tokens of one file, each once, in order."""

    def __init__(self, tokens: list[Token], lines: Lines) -> None:
        self.lines = lines
        self._tokens = tokens
        self._next = 0
        self._notes: dict[str, Footnote] = {}
        self._readers: dict[str, Callable[[Token, Scope], tuple[Block, ...]]] = {
            "paragraph_open": self._paragraph,
            "heading_open": self._heading,
            "bullet_list_open": self._list,
            "ordered_list_open": self._list,
            "blockquote_open": self._quote,
            "table_open": self._table,
            "dl_open": self._definition_list,
            "fence": self._code,
            "code_block": self._code,
            "hr": self._rule,
            "math_block": self._math,
            "directive_open": self._directive,
            "stray_fence": self._stray_fence,
            "footnote_reference_open": self._footnote,
        }

    def read(self, scope: Scope) -> tuple[Block, ...]:
        """Return all blocks."""
        return self._until("", scope)

    def report_unused_notes(self, scope: Scope) -> None:
        """Warn about footnotes that nothing calls: they would not be printed."""
        for label, note in self._notes.items():
            if label not in scope.env.get("called", ()):
                message = f"the footnote '{label}' is never referred to"
                scope.found.warning("unused-footnote", message, note.span, f"write '[^{label}]'")

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _peek(self) -> str:
        return self._tokens[self._next].type

    def _until(self, closing: str, scope: Scope) -> tuple[Block, ...]:
        """Return the blocks up to the token `closing`, which is taken too."""
        blocks: list[Block] = []
        while self._next < len(self._tokens):
            token = self._take()
            if token.type == closing:
                break
            blocks += self._readers[token.type](token, scope)
        return tuple(blocks)

    @staticmethod
    def _line(token: Token) -> int:
        return token.map[0] if token.map else 0

    def _inlines(self, token: Token, scope: Scope) -> Inlines:
        place = self.lines.place(token.content, self._line(token))
        return read_inlines(token.content, place, scope)

    # --- Text ---

    def _paragraph(self, token: Token, scope: Scope) -> tuple[Block, ...]:
        inline = self._take()
        self._take()
        place = self.lines.place(inline.content, self._line(token))
        content = read_inlines(inline.content, place, scope)
        figure = _figure(content)
        if figure is not None:
            return (figure,)
        if not content:  # a comment alone
            return ()
        _report_list(inline.content, place, scope)
        width = len(inline.content.partition("\n")[0])
        return (Paragraph(content=content, span=place.span(0, width)),)

    def _heading(self, token: Token, scope: Scope) -> tuple[Block, ...]:
        inline = self._take()
        self._take()
        level = int(token.tag[1:])
        text = inline.content
        start = level if token.markup.startswith("#") else 0
        place = self.lines.place(text, self._line(inline), start)
        match = TRAILING.search(text)
        attributes = read_attributes(text, match.start("braces")) if match else None
        if match and attributes is not None:
            text = text[: match.start()].rstrip()
        marking = Marking(attributes or NONE, HEADING, place, scope)
        marking.report()
        lang = marking.language()
        return (
            Heading(
                level=level,
                content=read_inlines(text, place, scope.speaking(lang)),
                id=marking.attributes.get("#"),
                lang=lang,
                allow=marking.allowances(),
                span=self.lines.span(self._line(token)),
            ),
        )

    def _code(self, token: Token, scope: Scope) -> tuple[Block, ...]:
        first, behind = token.map or [0, 0]
        language = token.info.split(maxsplit=1)[0] if token.info.strip() else ""
        if token.type == "fence" and token.content.count("\n") == behind - first - 1:
            message = f"the code block is never closed with '{token.markup}'"
            scope.found.error("unclosed-code", message, self.lines.span(first))
        return (CodeBlock(text=token.content, language=language, span=self.lines.span(first)),)

    def _math(self, token: Token, scope: Scope) -> tuple[Block, ...]:
        span = self.lines.span(self._line(token))
        check_math(token.content, span, scope)
        return (MathBlock(latex=token.content.strip(), span=span),)

    def _rule(self, token: Token, _scope: Scope) -> tuple[Block, ...]:
        return (Rule(span=self.lines.span(self._line(token))),)

    # --- Containers ---

    def _quote(self, token: Token, scope: Scope) -> tuple[Block, ...]:
        body = self._until("blockquote_close", scope)
        return (BlockQuote(body=body, span=self.lines.span(self._line(token))),)

    def _list(self, token: Token, scope: Scope) -> tuple[Block, ...]:
        closing = token.type.replace("open", "close")
        entries: list[ListEntry] = []
        tight = self._is_tight(token)
        while self._take_unless(closing) is not None:
            opening = self._tokens[self._next - 1]
            span = self.lines.span(self._line(opening))
            body = self._until("list_item_close", scope)
            entries.append(
                ListEntry(body=body, checked=opening.meta.get("checked"), span=span),
            )
        span = self.lines.span(self._line(token))
        if token.type == "bullet_list_open":
            return (BulletList(entries=tuple(entries), tight=tight, span=span),)
        start = int(token.attrs.get("start", 1))
        return (NumberedList(entries=tuple(entries), start=start, tight=tight, span=span),)

    def _take_unless(self, closing: str) -> Token | None:
        token = self._take()
        return None if token.type == closing else token

    def _is_tight(self, opening: Token) -> bool:
        """Return whether a list is tight: its own paragraphs are then hidden."""
        level = opening.level + 2
        for index in range(self._next, len(self._tokens)):
            token = self._tokens[index]
            if token.level == level and token.type == "paragraph_open":
                return token.hidden
            if token.level == opening.level:
                break
        return True

    def _definition_list(self, token: Token, scope: Scope) -> tuple[Block, ...]:
        definitions: list[Definition] = []
        while self._take_unless("dl_close") is not None:
            inline = self._take()
            self._take()  # dt_close
            term = self._inlines(inline, scope)
            bodies: list[tuple[Block, ...]] = []
            while self._peek() == "dd_open":
                self._take()
                bodies.append(self._until("dd_close", scope))
            span = self.lines.span(self._line(inline))
            definitions.append(Definition(term=term, definitions=tuple(bodies), span=span))
        span = self.lines.span(self._line(token))
        return (DefinitionList(definitions=tuple(definitions), span=span),)

    def _footnote(self, token: Token, scope: Scope) -> tuple[Block, ...]:
        label = token.meta["label"]
        span = self.lines.span(self._line(token))
        body = self._until("footnote_reference_close", scope)
        if label in self._notes:
            message = f"a second footnote is called '{label}'"
            scope.found.error("duplicate-id", message, span, "give each a label of its own")
            return body
        key = scope.note_key(label)
        self._notes[label] = Footnote(label=key, body=body, span=span)
        scope.reading.notes[key] = self._notes[label]
        return ()

    # --- Tables ---

    def _table(self, token: Token, scope: Scope) -> tuple[Block, ...]:
        rows: list[tuple[Cell, ...]] = []
        alignments: tuple[Alignment, ...] = ()
        while (part := self._take_unless("table_close")) is not None:
            if part.type == "tr_open":
                cells, aligned = self._row(part, scope)
                if rows:
                    self._report_extra_cells(self._line(part), len(alignments), scope)
                else:
                    alignments = aligned
                rows.append(cells)
        span = self.lines.span(self._line(token))
        return (Table(head=rows[0], rows=tuple(rows[1:]), alignments=alignments, span=span),)

    def _row(self, row: Token, scope: Scope) -> tuple[tuple[Cell, ...], tuple[Alignment, ...]]:
        """Return the cells of a row, and how each is aligned."""
        line = self._line(row)
        cells: list[Cell] = []
        alignments: list[Alignment] = []
        start = 0
        while (opening := self._take_unless("tr_close")) is not None:
            inline = self._take()
            self._take()  # th_close, td_close
            place = self.lines.place(inline.content, line, start)
            start = max(start, place.lines[0][1] - 1) + len(inline.content)
            content = read_inlines(inline.content, place, scope)
            cells.append(Cell(content=content, span=place.span(0, len(inline.content))))
            style = str(opening.attrs.get("style", ""))
            alignments.append(_ALIGNMENTS.get(style, Alignment.START))
        return tuple(cells), tuple(alignments)

    def _report_extra_cells(self, line: int, columns: int, scope: Scope) -> None:
        """Report a row with more cells than there are columns: Markdown drops them silently."""
        parts = escapedSplit(self.lines.at(line).strip().lstrip("> \t"))
        if parts and not parts[0]:
            parts.pop(0)
        if parts and not parts[-1]:
            parts.pop()
        if len(parts) > columns:
            scope.found.error(
                "extra-cells",
                f"the row has {len(parts)} cells, the table {columns} columns",
                self.lines.span(line),
                "write '\\|' for a bar within a cell",
            )

    # --- Directives ---

    def _directive(self, token: Token, scope: Scope) -> tuple[Block, ...]:
        fence: Fence = token.meta["fence"]
        opening = opening_of(fence, scope)
        body = self._until("directive_close", opening.scope)
        blocks = build(opening, body)
        return tuple(
            self._passage(block, scope) if isinstance(block, Passage) else block for block in blocks
        )

    def _passage(self, passage: Passage, scope: Scope) -> Passage:
        """Return a passage with the text of its file, if it has one, before its own."""
        text = scope.reading.texts.get(passage.file, "") if passage.file else ""
        if not text:
            return passage
        path = scope.reading.files.path(passage.file)
        body = read_blocks(
            text,
            path,
            scope.reading,
            passage.lang or scope.language,
            part=passage.file,
            fences=False,
        )
        return replace(passage, body=body + passage.body)

    def _stray_fence(self, token: Token, scope: Scope) -> tuple[Block, ...]:
        scope.found.error(
            "stray-fence",
            "this fence closes nothing",
            self.lines.span(self._line(token)),
            "delete it, or open a directive before it with ':::{name}'",
        )
        return ()


def _figure(content: Inlines) -> Figure | None:
    """Return the figure that a paragraph is if it holds one picture and nothing else."""
    shown = [inline for inline in content if not (isinstance(inline, Text) and inline.text == " ")]
    if len(shown) != 1:
        return None
    image, id_, lang = shown[0], "", ""
    if isinstance(image, Marked) and len(image.children) == 1 and not image.classes:
        id_, lang, image = image.id, image.lang, image.children[0]
    if not isinstance(image, Image):
        return None
    title = Paragraph(content=(Text(text=image.title, span=image.span),), span=image.span)
    return Figure(
        src=image.src,
        alt=image.alt,
        width=image.width,
        decorative=image.decorative,
        body=(title,) if image.title else (),
        id=id_,
        lang=lang,
        allow=image.allow,
        span=image.span,
    )
