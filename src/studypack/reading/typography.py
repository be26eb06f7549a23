"""Typographic quotes, dashes, dots and spaces, and line ends in a paragraph; called by `inlines`.

Markdown's own typographer knows one language a document and needs quadratic time on a run of
stray quotes; here every span is set in its own language, in linear time. `"…"` and `'…'` become
the quotation marks of the language, a lone `'` an apostrophe, `--` an en dash, `---` an em dash
and `...` an ellipsis; the space between a number and its unit ends no line. What is escaped
(`\\"`), code or a formula is left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from markdown_it.token import Token

from studypack.labels.quotes import quotes_of
from studypack.labels.units import SPACE_BEFORE_UNIT
from studypack.reading.languages import is_cjk, joins_unspaced

_MARKS = re.compile(r"[\"']|-{2,}|\.{3,}")
_APOSTROPHE = "’"
_DASHES = {2: "–", 3: "—"}
_ELLIPSIS = 3
_SPACE_BEFORE_UNIT = re.compile(SPACE_BEFORE_UNIT)
_HELD = "\N{NO-BREAK SPACE}"
_OBJECT = "x"
"""What a formula or a picture counts as when the characters around a quote are looked at."""


@dataclass(slots=True)
class _Opener:
    """A quote that may open a quotation: where it stands among the parts, and how deep."""

    parts: list[str]
    index: int
    level: int
    language: str


def set_type(tokens: list[Token], language: str) -> None:
    """Set the text of `tokens` (one inline run) in place, in `language` and that of its spans."""
    before, after = _neighbours(tokens)
    quoting = _Quoting()
    for index, (token, spoken, level) in enumerate(_nested(tokens, language)):
        quoting.leave(level)
        if token.type == "softbreak":
            token.type = "text"
            joined = joins_unspaced(spoken, before[index], after[index])
            token.content = "" if joined else " "
        elif token.type == "text":
            token.content = quoting.set(token, level, spoken, before[index], after[index])
    quoting.finish()
    _hold_units(tokens)


def set_text(text: str, language: str) -> str:
    """Return a text that stands alone, such as a title, set in `language`."""
    token = Token("text", "", 0, content=text)
    set_type([token], language)
    return token.content


def _nested(tokens: list[Token], language: str) -> Iterator[tuple[Token, str, int]]:
    """Yield each token with the language it is in and how many others it stands in."""
    stack = [language]
    for token in tokens:
        if token.nesting < 0 and len(stack) > 1:
            stack.pop()
        yield token, stack[-1], len(stack)
        if token.nesting > 0:
            attributes = token.meta.get("attributes")
            own = attributes.get("lang") if attributes is not None else ""
            stack.append(own or stack[-1])


def _neighbours(tokens: list[Token]) -> tuple[list[str], list[str]]:
    """Return for each token the character before and the one behind it; a space at the ends."""
    shown = [_shown(token) for token in tokens]
    before, after = [" "] * len(tokens), [" "] * len(tokens)
    for previous, index in pairwise(range(len(tokens))):
        before[index] = shown[previous][-1:] or before[previous]
    for index in range(len(tokens) - 2, -1, -1):
        after[index] = shown[index + 1][:1] or after[index + 1]
    return before, after


def _shown(token: Token) -> str:
    """Return what a token shows, as far as its first and last character matter."""
    match token.type:
        case "text" | "text_special" | "code_inline":
            return token.content
        case "softbreak" | "hardbreak":
            return " "  # to a quote at the end or the beginning of a line
        case "image" | "math_inline":
            return _OBJECT
        case _:
            return ""


def _hold_units(tokens: list[Token]) -> None:
    """Have a number and its unit stay on one line, also where one of them is emphasised."""
    shown = [_shown(token) for token in tokens]
    whole = "".join(shown)
    held = _SPACE_BEFORE_UNIT.sub(_HELD, whole)
    if held == whole:
        return
    ends = accumulate(map(len, shown))
    for token, text, end in zip(tokens, shown, ends, strict=True):
        if token.type == "text":
            token.content = held[end - len(text) : end]


class _Quoting:
    """Pairs quotes: a closing one finds the last opening one of its kind at the same level."""

    def __init__(self) -> None:
        self._open: dict[str, list[_Opener]] = {'"': [], "'": []}
        self._unsettled: list[tuple[Token, list[str]]] = []

    def leave(self, level: int) -> None:
        """Forget what was opened inside what has ended: a quotation ends where it began."""
        for openers in self._open.values():
            while openers and openers[-1].level > level:
                self._abandon(openers.pop())

    def set(self, token: Token, level: int, language: str, before: str, after: str) -> str:
        """Return the text of `token` with its marks set, as far as they are known yet."""
        text = token.content
        parts: list[str] = []
        end = 0
        for match in _MARKS.finditer(text):
            left = text[match.start() - 1] if match.start() else before
            right = text[match.end()] if match.end() < len(text) else after
            parts += (text[end : match.start()], match.group())
            end = match.end()
            if match.group() in self._open:
                self._quote(parts, level, language, left, right)
            else:
                parts[-1] = _dash_or_dots(match.group(), left, right)
        if not parts:
            return text
        parts.append(text[end:])
        self._unsettled.append((token, parts))
        return text

    def finish(self) -> None:
        """Write the parts back: every quote now has its partner, or has none."""
        for openers in self._open.values():
            while openers:
                self._abandon(openers.pop())
        for token, parts in self._unsettled:
            token.content = "".join(parts)

    def _quote(self, parts: list[str], level: int, language: str, left: str, right: str) -> None:
        mark, index = parts[-1], len(parts) - 1
        opens, closes = _flanks(mark, left, right)
        openers = self._open[mark]
        if closes and openers and openers[-1].level == level:
            opener = openers.pop()
            self._drop_inner(mark, opener)
            quotes = quotes_of(opener.language)
            outer = mark == '"'
            opener.parts[opener.index] = quotes.opening if outer else quotes.inner_opening
            parts[index] = quotes.closing if outer else quotes.inner_closing
        elif opens:
            openers.append(_Opener(parts, index, level, language))
        elif mark == "'":
            parts[index] = _APOSTROPHE

    def _drop_inner(self, mark: str, opener: _Opener) -> None:
        """Abandon quotes of the other kind that were opened within and never closed."""
        others = self._open["'" if mark == '"' else '"']
        while others and _stands_behind(others[-1], opener):
            self._abandon(others.pop())

    def _abandon(self, opener: _Opener) -> None:
        if opener.parts[opener.index] == "'":
            opener.parts[opener.index] = _APOSTROPHE


def _stands_behind(one: _Opener, other: _Opener) -> bool:
    return one.parts is other.parts and one.index > other.index


def _flanks(mark: str, left: str, right: str) -> tuple[bool, bool]:
    """Return whether a quote between two characters can open, and whether it can close.

    As CommonMark's flanking rules for emphasis; a quote that could do both opens only behind
    punctuation and closes only before it, and two behind a digit are a sign for inches.
    """
    left_space, right_space = left.isspace(), right.isspace()
    left_point, right_point = _is_point(left), _is_point(right)
    opens = not right_space and (not right_point or left_space or left_point)
    closes = not left_space and (not left_point or right_space or right_point)
    if is_cjk(left) or is_cjk(right):  # written without spaces: whatever is open is closed
        return not right_space, not left_space
    if opens and closes:
        opens, closes = left_point, right_point
    if mark == right and left.isdigit():
        return False, False
    return opens, closes


def _is_point(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _dash_or_dots(marks: str, left: str, right: str) -> str:
    if marks[0] == ".":
        return "…" if len(marks) == _ELLIPSIS else marks
    if left.isspace() != right.isspace():  # '--option' is not a dash
        return marks
    return _DASHES.get(len(marks), marks)
