"""The Markdown parser: CommonMark with our directives, attributes and comments; built once.

markdown-it-py and its plugins do the work; what stands here is what the source language adds.
Block tokens come from `parse_blocks`, the tokens of one run of text from `parse_inlines`; both
hold positions, so that `markdown` and `inlines` can say where everything stands.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any, Literal

from markdown_it import MarkdownIt, helpers
from markdown_it.parser_block import ParserBlock
from markdown_it.parser_inline import ParserInline
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token

from studypack.reading.attributes import read_attributes
from studypack.reading.languages import is_cjk
from studypack.reading.places import Piece

MAX_DEPTH = 32
"""How deep blocks may be nested, a list counting twice: for its entries and itself."""

_OPTIONS = {"maxNesting": MAX_DEPTH, "tasklists": True, "store_labels": True}

_FENCE = ":::"
_OPENING = re.compile(r":{3,}[ \t]*(?:\{(?P<name>[^{}]*)\}|\{?(?P<bare>[\w-]+)\}?)(?P<rest>.*)")
_CLOSING = re.compile(r":{3,}[ \t]*")
_NOTE_CALL = re.compile(r"\[\^(?P<label>[^\s\]]+)\]")
_OPTION = re.compile(r":(?P<key>[^\s:][^:]*):(?P<value>.*)")


@dataclass(frozen=True, slots=True)
class Option:
    """An option line `:key: value`; `value` has a piece for each line that it goes on."""

    key: Piece
    value: tuple[Piece, ...]


@dataclass(slots=True)
class Fence:
    """The opening of a directive.

    braced  whether its name stands in braces, as it must
    closed  whether a closing fence was found for it
    """

    name: Piece
    argument: Piece
    options: tuple[Option, ...]
    column: int
    braced: bool
    closed: bool = True


@dataclass(slots=True)
class Oddities:
    """What the block parser met and leaves to its caller to report; lines count from 0."""

    too_deep: int | None = None
    unclosed_comments: list[int] = field(default_factory=list)


def parse_blocks(text: str, env: MutableMapping[str, Any], *, fences: bool) -> list[Token]:
    """Return the block tokens of `text`.

    env     receives link definitions ('references'), labels of footnotes ('footnotes') and
            'oddities'; hand the same one to `parse_inlines`
    fences  whether directives are read as such
    """
    env["oddities"] = Oddities()
    env["open"] = []
    parser = _parser(fences)
    tokens: list[Token] = []
    parser.block.parse(text, parser, env, tokens)
    return tokens


def parse_inlines(text: str, env: MutableMapping[str, Any]) -> list[Token]:
    """Return the tokens of one run of text; `meta['at']` is the position of each."""
    parser = _parser(True)
    tokens: list[Token] = []
    parser.inline.parse(text, parser, env, tokens)
    return tokens


@cache
def _parser(fences: bool) -> MarkdownIt:
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    parser = _Parser("commonmark", _OPTIONS)
    parser.enable(["table", "strikethrough"])
    footnote_plugin(parser, inline=False, move_to_end=False, always_match_refs=True)
    deflist_plugin(parser)
    dollarmath_plugin(parser, allow_labels=False, allow_blank_lines=False)
    parser.inline.ruler.at("math_inline", _math)
    parser.inline.ruler.at("footnote_ref", _note_call)
    parser.inline.ruler.after("link", "span", _span)
    parser.inline.ruler.push("attributes", _attributes)
    parser.inline.ruler2.disable("fragments_join")
    starts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.at("html_block", _comment, starts)
    if fences:
        parser.block.ruler.before("fence", "directive", _directive, starts)
    return parser


class _Parser(MarkdownIt):
    """markdown-it that leaves addresses as the author wrote them: `inlines` judges them."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.helpers: Any = _HELPERS
        self.block, self.inline = _BlockParser(), _InlineParser()
        self.configure(*arguments)

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002  # as the library calls it
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


# --- Blocks -----------------------------------------------------------------------------------


class _BlockParser(ParserBlock):
    """Closes at the end of each container the directives that were opened in it."""

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        around = state.env["open"]
        opened: list[Fence | None] = []
        state.env["open"] = opened
        if state.level >= MAX_DEPTH:
            _note_depth(state, startLine)
        super().tokenize(state, startLine, endLine)
        for fence in reversed(opened):
            if fence is not None:
                fence.closed = False
                state.push("directive_close", "", -1)
        state.env["open"] = around


def _note_depth(state: StateBlock, line: int) -> None:
    if state.env["oddities"].too_deep is None:
        state.env["oddities"].too_deep = line


def _directive(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read an opening fence with its options, or a closing fence."""
    begin = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith(_FENCE, begin) or state.is_code_block(start):
        return False
    line = state.src[begin : state.eMarks[start]].rstrip()
    if _CLOSING.fullmatch(line):
        if not silent:
            _close(state, start)
        return True
    match = _OPENING.fullmatch(line)
    if match is None:
        return False
    if not silent:
        _open(state, start, end, match)
    return True


def _close(state: StateBlock, line: int) -> None:
    state.line = line + 1
    opened: list[Fence | None] = state.env["open"]
    if not opened:
        token = state.push("stray_fence", "", 0)
        token.map = [line, line + 1]
    elif opened.pop() is not None:
        state.push("directive_close", "", -1).map = [line, line + 1]


def _open(state: StateBlock, start: int, end: int, match: re.Match[str]) -> None:
    column = _column(state, start)
    options, state.line = _read_options(state, start, end)
    if state.level + 1 >= MAX_DEPTH:
        _note_depth(state, start)
        state.env["open"].append(None)  # its closing fence closes nothing else
        return
    group = "name" if match["name"] is not None else "bare"
    rest = match["rest"]
    indent = len(rest) - len(rest.lstrip())
    fence = Fence(
        name=_piece(match[group], start, column + match.start(group)),
        argument=_piece(rest, start, column + match.start("rest") + indent),
        options=options,
        column=column,
        braced=group == "name",
    )
    token = state.push("directive_open", "", 1)
    token.map = [start, state.line]
    token.meta["fence"] = fence
    state.env["open"].append(fence)


def _piece(text: str, line: int, column: int) -> Piece:
    """Return a piece without the space around it; `line` from 0, `column` of its first sign."""
    return Piece(text.strip(), line + 1, column)


def _column(state: StateBlock, line: int) -> int:
    """Return the column, from 1, of the first character of a line behind its indentation."""
    begin: int = state.bMarks[line] + state.tShift[line]
    return begin - state.src.rfind("\n", 0, begin)


def _read_options(state: StateBlock, start: int, end: int) -> tuple[tuple[Option, ...], int]:
    """Return the option lines below line `start`, and the line behind them."""
    options: list[Option] = []
    line = start + 1
    while line < end and state.sCount[line] >= state.blkIndent and not state.is_code_block(line):
        match = _OPTION.fullmatch(_text(state, line))
        if match is None:
            break
        column = _column(state, line)
        key = Piece(match["key"], line + 1, column + 1)
        indent = len(match["value"]) - len(match["value"].lstrip())
        first = _piece(match["value"], line, column + match.start("value") + indent)
        value = [first] if first.text else []
        base, line = state.sCount[line], line + 1
        while line < end and state.sCount[line] > base and _text(state, line):
            value.append(_piece(_text(state, line), line, _column(state, line)))
            line += 1
        options.append(Option(key, tuple(value) or (first,)))
    return tuple(options), line


def _text(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()


def _comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a comment that begins a line; one that is never closed is text."""
    begin = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("<!--", begin) or state.is_code_block(start):
        return False
    last = _comment_end(state, start, end, begin + len("<!--"))
    if last is None:
        if not silent:
            state.env["oddities"].unclosed_comments.append(start)
        return False
    line, behind = last
    rest = state.src[behind : state.eMarks[line]].strip()
    if rest and line == start:
        return False  # a comment within a paragraph
    if silent:
        return True
    state.line = line + 1
    if rest:
        _push_paragraph(state, rest, line)
    return True


def _comment_end(state: StateBlock, start: int, end: int, begin: int) -> tuple[int, int] | None:
    """Return the line on which a comment ends, and the position behind it.

    Where it is not closed before its container ends, that is remembered: else a source full of
    open comments would be searched from each of them to the end.
    """
    searched: tuple[int, int] = state.env.get("no_comment_end", (0, 0))
    if searched[0] <= start < searched[1]:
        return None
    for line in range(start, end):
        if line > start and not state.isEmpty(line) and state.sCount[line] < state.blkIndent:
            state.env["no_comment_end"] = (start, line)
            return None
        found = state.src.find("-->", max(begin, state.bMarks[line]), state.eMarks[line])
        if found >= 0:
            return line, found + len("-->")
    state.env["no_comment_end"] = (start, end)
    return None


def _push_paragraph(state: StateBlock, content: str, line: int) -> None:
    state.push("paragraph_open", "p", 1).map = [line, line + 1]
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = content, [line, line + 1], []
    state.push("paragraph_close", "p", -1)


# --- Inlines ----------------------------------------------------------------------------------


class _InlineState(StateInline):
    """Notes in every token the position at which it stands in the run."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.pending_at = 0

    def append_pending(self, text: str) -> None:
        if not self.pending:
            self.pending_at = self.pos
        super().append_pending(text)

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        """Let marks stand next to Chinese and Japanese, which are written without spaces.

        CommonMark's rules ask for a space outside of a mark that has punctuation inside, so that
        `は**「水」**で` would keep its asterisks.
        """
        scanned = super().scanDelims(start, canSplitWord)
        before = self.src[start - 1 : start] or " "
        after = self.src[start + scanned.length : start + scanned.length + 1] or " "
        if not canSplitWord or not (is_cjk(before) or is_cjk(after)):
            return scanned
        opens = scanned.can_open or not after.isspace()
        closes = scanned.can_close or not before.isspace()
        return Scanned(opens, closes, scanned.length)

    def pushPending(self) -> Token:  # noqa: N802
        token = super().pushPending()
        token.meta["at"] = self.pending_at
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = super().push(ttype, tag, nesting)
        token.meta["at"] = self.pos
        return token


class _InlineParser(ParserInline):
    def parse(
        self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], tokens: list[Token]
    ) -> list[Token]:
        state = _InlineState(src, md, env, tokens)
        self.tokenize(state)
        for settle in self.ruler2.getRules(""):
            settle(state)
        return state.tokens


def _math(state: StateInline, silent: bool) -> bool:
    """Read `$…$` or, within a line, `$$…$$`.

    No space may stand inside next to a single dollar and no digit outside, so that prices are
    text; and a formula ends where the run around it does, such as the text of a link.
    """
    start = state.pos
    if state.src[start] != "$":
        return False
    fence = "$$" if state.src.startswith("$$", start) else "$"
    begin = start + len(fence)
    end = _closing_dollar(state.src, begin, state.posMax, fence)
    latex = state.src[begin:end]
    if end < 0 or not latex.strip():
        return False
    if fence == "$" and (latex[0].isspace() or latex[-1].isspace()):
        return False
    behind = end + len(fence)
    if state.src[start - 1 : start].isdigit() or state.src[behind : behind + 1].isdigit():
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content = latex.strip()
    state.pos = behind
    return True


def _closing_dollar(text: str, begin: int, end: int, fence: str) -> int:
    position = text.find(fence, begin, end)
    while position > begin and text[position - 1] == "\\":
        position = text.find(fence, position + 1, end)
    return position


def _label_end(state: StateInline, start: int, unlinked: bool = False) -> int:
    """Return where the text in brackets ends that begins at `start`, -1 if it does not.

    unlinked  no link may be inside; unlike markdown-it's own, this lets spans be there
    """
    before = state.pos
    state.pos = start + 1
    level = 1
    end = -1
    while state.pos < state.posMax:
        sign = state.src[state.pos]
        level -= sign == "]"
        if level == 0:
            end = state.pos
            break
        at = state.pos
        state.md.inline.skipToken(state)
        if sign == "[" and state.pos == at + 1:
            level += 1
        elif sign == "[" and unlinked and not _is_span_without_link(state, at):
            break
    state.pos = before
    return end


def _is_span_without_link(state: StateInline, start: int) -> bool:
    """Return whether what was skipped, from `start` on, is a span that holds no link."""
    is_span = state.src.startswith("}", state.pos - 1)
    return is_span and _label_end(state, start, unlinked=True) >= 0


_HELPERS = SimpleNamespace(
    parseLinkLabel=_label_end,
    parseLinkDestination=helpers.parseLinkDestination,
    parseLinkTitle=helpers.parseLinkTitle,
)
"""By these names markdown-it's rules look up labels and addresses."""


def _span(state: StateInline, silent: bool) -> bool:
    """Read `[text]{attributes}`."""
    if state.src[state.pos] != "[":
        return False
    start, maximum = state.pos, state.posMax
    close = _label_end(state, start)
    if close < 0 or not state.src.startswith("{", close + 1) or close + 1 >= maximum:
        return False
    attributes = read_attributes(state.src, close + 1)
    if attributes is None or attributes.end > maximum:
        return False
    if not silent:
        state.pos, state.posMax = start + 1, close
        token = state.push("span_open", "span", 1)
        token.meta["attributes"] = attributes
        token.meta["at"] = start
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
    state.pos, state.posMax = attributes.end, maximum
    return True


_BEARERS = {"image", "code_inline", "link_close"}
"""What attributes may follow besides a span."""


def _attributes(state: StateInline, silent: bool) -> bool:
    """Read the attributes of an image, link or code right before them."""
    if silent or state.src[state.pos] != "{" or state.pending or not state.tokens:
        return False  # looking ahead makes no tokens, so there is nothing to bear attributes
    bearer = state.tokens[-1]
    if bearer.type not in _BEARERS or "attributes" in bearer.meta:
        return False
    attributes = read_attributes(state.src, state.pos)
    if attributes is None or attributes.end > state.posMax:
        return False
    bearer.meta["attributes"] = attributes
    state.pos = attributes.end
    return True


def _note_call(state: StateInline, silent: bool) -> bool:
    """Read `[^label]`, the call of a footnote."""
    match = _NOTE_CALL.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("footnote_ref", "", 0).meta["label"] = match["label"]
    state.pos = match.end()
    return True
