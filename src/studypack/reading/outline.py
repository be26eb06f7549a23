"""Where every block of a source file begins and ends, and where its runs of text stand.

The blocks of the model say where they begin; who changes a source (`pulling`) must know the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from markdown_it.token import Token

from studypack.reading.front_matter import without_front_matter
from studypack.reading.grammar import Fence, parse_blocks, parse_inlines
from studypack.reading.markdown import TRAILING
from studypack.reading.places import Lines, Piece
from studypack.reading.typography import set_type

_NAMES = {
    "paragraph": "paragraph",
    "heading": "heading",
    "bullet_list": "bullets",
    "ordered_list": "numbers",
    "list_item": "entry",
    "blockquote": "quote",
    "table": "table",
    "tr": "row",
    "th": "cell",
    "td": "cell",
    "dl": "terms",
    "dt": "term",
    "dd": "meaning",
    "directive": "directive",
    "footnote_reference": "note",
}
"""What a token opens, in the words of this module."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of Markdown text: `content`, and for each of its lines where that begins.

    places  line from 1 and column from 0
    role    'argument', the name of an option, or '' in the body
    """

    content: str
    places: tuple[tuple[int, int], ...]
    role: str = ""

    def holds(self, line: int, column: int) -> bool:
        """Return whether a place, both numbers from 1, is in the run."""
        parts = self.content.split("\n")
        return any(
            at == line and first <= column - 1 <= first + max(len(part), 1)
            for (at, first), part in zip(self.places, parts, strict=True)
        )


@dataclass(slots=True)
class Extent:
    """A block: its first and last line from 1, what is inside it, and its own runs of text.

    kind  one of the words of `_NAMES`, 'file' for the whole
    name  of a directive
    """

    kind: str
    first: int
    last: int
    name: str = ""
    inner: list[Extent] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    around: Extent | None = field(default=None, repr=False)

    def walk(self) -> Iterator[Extent]:
        """Yield the block and all inside it, in reading order."""
        yield self
        for inner in self.inner:
            yield from inner.walk()

    def above(self) -> Iterator[Extent]:
        """Yield the block and all round it, from the inside out."""
        here: Extent | None = self
        while here is not None:
            yield here
            here = here.around


def outline(text: str, *, fences: bool = True) -> Extent:
    """Return a file as the extents of its blocks; `text` with `\\n` line ends."""
    body = without_front_matter(text) if fences else text
    env: dict[str, Any] = {}
    lines = Lines("", tuple(body.split("\n")))
    whole = Extent("file", 1, max(1, len(lines.texts)))
    _fill(whole, parse_blocks(body, env, fences=fences), lines)
    return whole


def _fill(whole: Extent, tokens: list[Token], lines: Lines) -> None:
    here = whole
    position = 0
    for token in tokens:
        kind, _, part = token.type.rpartition("_")
        if part == "open" and kind in _NAMES:
            here = _opened(token, _NAMES[kind], here)
            position = 0 if kind == "tr" else position
        elif part == "close" and kind in _NAMES:
            _close(token, here, lines)
            here = here.around or whole
        elif token.type == "inline":
            position = _add_run(token, here, lines, position)
        elif token.map and token.nesting == 0:
            here.inner.append(_leaf(token, here))


def _opened(token: Token, kind: str, here: Extent) -> Extent:
    first, behind = token.map or (here.first - 1, here.first)
    extent = Extent(kind, first + 1, max(first + 1, behind), around=here)
    here.inner.append(extent)
    fence = token.meta.get("fence") if kind == "directive" else None
    if isinstance(fence, Fence):
        extent.name = fence.name.text
        extent.runs += _opening_runs(fence)
    return extent


def _opening_runs(fence: Fence) -> Iterator[Run]:
    if fence.argument.text:
        yield _run_of((fence.argument,), "argument")
    for option in fence.options:
        yield _run_of(option.value, option.key.text)


def _run_of(pieces: tuple[Piece, ...], role: str) -> Run:
    places = tuple((piece.line, piece.column - 1) for piece in pieces)
    return Run("\n".join(piece.text for piece in pieces), places, role)


def _close(token: Token, here: Extent, lines: Lines) -> None:
    if here.kind == "directive":
        here.last = token.map[1] if token.map else max(here.last, _last_inside(here))
    elif here.kind in ("bullets", "numbers", "entry", "quote", "terms", "meaning", "note"):
        here.last = max(here.last, _last_inside(here))
    while here.last > here.first and not lines.at(here.last - 1).strip("> \t"):
        here.last -= 1


def _last_inside(here: Extent) -> int:
    return max((inner.last for inner in here.inner), default=here.last)


def _leaf(token: Token, here: Extent) -> Extent:
    first, behind = token.map or (0, 1)
    return Extent(token.type, first + 1, behind, around=here)


def _add_run(token: Token, here: Extent, lines: Lines, position: int) -> int:
    """Add a run of text; return where in its line the next cell is looked for."""
    line = token.map[0] if token.map else here.first - 1
    content = token.content
    if here.kind == "heading":
        match = TRAILING.search(content)
        content = content[: match.start()].rstrip() if match else content
        hashes = len(lines.at(line)) - len(lines.at(line).lstrip("# "))
        place = lines.place(content, line, hashes)
    else:
        in_row = here.kind == "cell"
        line = here.first - 1 if in_row and not token.map else line
        place = lines.place(content, line, position if in_row else 0)
        if in_row:
            position = max(position, place.lines[0][1] - 1) + len(content)
    here.runs.append(Run(content, tuple((at, column - 1) for at, column, _ in place.lines)))
    return position


# --- Inside a run -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """One character that a run shows, or one thing, and what of the run's text it comes from.

    text     the character, '' for a thing
    start, end  of what makes it, in the run's text
    face     letters as in `backends.docx.lines.Piece`
    wrap     what it is wrapped in besides: opening and closing text of links and spans, outermost first
    """

    text: str
    start: int
    end: int
    face: str = ""
    wrap: tuple[tuple[str, str], ...] = ()


def marks_of(content: str, language: str) -> tuple[Mark, ...]:
    """Return what a run of Markdown text shows, character by character."""
    env: dict[str, Any] = {}
    tokens = parse_inlines(content, env)
    written = [token.content for token in tokens]
    ends = _ends(tokens, len(content))
    set_type(tokens, language)
    found: list[Mark] = []
    stack: list[tuple[str, tuple[str, str] | None]] = []
    skipped = 0
    for index, token in enumerate(tokens):
        start, end = token.meta["at"], ends[index]
        if skipped:
            skipped += token.nesting
            continue
        face = "".join(sorted({letter for letter, _ in stack if letter}))
        wrap = tuple(pair for _, pair in stack if pair is not None)
        if token.nesting > 0:
            behind = ends[_partner(tokens, index)]
            if _is_thing(token, tokens[index + 1].type if index + 1 < len(tokens) else ""):
                found.append(Mark("", _outer(token), behind, face, wrap))
                skipped = 1
            else:
                stack.append(_opening(token, content, tokens, index, ends))
        elif token.nesting < 0:
            stack.pop()
        else:
            found += _shown(token, written[index], start, end, content, face, wrap)
    return tuple(found)


def _ends(tokens: list[Token], length: int) -> list[int]:
    """Return where in the run each token's text ends: where the next one's begins."""
    return [*(_outer(token) for token in tokens[1:]), length]


def _outer(token: Token) -> int:
    """Return where a token's text begins: that of a link's bracket, markdown-it says one later."""
    at = int(token.meta["at"])
    return at - 1 if token.type == "link_open" and token.info != "auto" else at


_LETTERS = {"em_open": "i", "strong_open": "b", "s_open": "s"}


def _is_thing(token: Token, following: str) -> bool:
    if token.type == "span_open":
        attributes = token.meta["attributes"]
        return "blank" in attributes.classes or bool(attributes.get("ruby"))
    if token.type == "link_open":
        return following == "link_close" or str(token.attrs.get("href", "")).startswith("#")
    return False


def _partner(tokens: list[Token], index: int) -> int:
    """Return which token closes what a token opens."""
    depth = 0
    for number in range(index, len(tokens)):
        depth += tokens[number].nesting
        if depth == 0:
            return number
    return len(tokens) - 1


def _opening(
    token: Token, content: str, tokens: list[Token], index: int, ends: list[int]
) -> tuple[str, tuple[str, str] | None]:
    """Return the letter of an emphasis that a token opens, or what else it wraps text in."""
    letter = _LETTERS.get(token.type, "")
    if letter:
        return letter, None
    if token.info == "auto":
        return "", ("<", ">")
    last = _partner(tokens, index)
    return "", ("[", content[_closing(content, token, tokens[last]) : ends[last]])


def _closing(content: str, opening: Token, closing: Token) -> int:
    """Return where the signs begin that close a link or span."""
    at = int(closing.meta["at"])
    if content[at : at + 1] in ("]", ">"):
        return at
    bracket = content.rfind("]", int(opening.meta["at"]), at + 1)
    return bracket if bracket >= 0 else at


def _shown(
    token: Token,
    written: str,
    start: int,
    end: int,
    content: str,
    face: str,
    wrap: tuple[tuple[str, str], ...],
) -> Iterator[Mark]:
    if token.type == "text" and written:
        start += bool(wrap and wrap[-1][0] == "<")  # markdown-it counts from the bracket
        yield from _letters(written, token.content, start, face, wrap)
    elif token.type == "text":  # the end of a line within the run
        if token.content:
            yield Mark(token.content, start, end, face, wrap)
    elif token.type == "text_special":
        for letter in token.content[:1]:
            yield Mark(letter, start, start + max(1, len(token.markup)), face, wrap)
    elif token.type == "code_inline":
        begin = start + len(token.markup)
        where = content.find(token.content, begin) if token.content else begin
        inner = "".join(sorted({*face, "c"}))
        for offset, letter in enumerate(token.content):
            yield Mark(letter, where + offset, where + offset + 1, inner, wrap)
    elif token.type == "hardbreak":
        yield Mark("", start, end, face, wrap)
    elif token.type == "html_inline":
        return
    else:
        yield Mark("", start, end, face, wrap)


def _letters(
    written: str, shown: str, start: int, face: str, wrap: tuple[tuple[str, str], ...]
) -> Iterator[Mark]:
    """Yield what a stretch of text shows; where typography made it shorter, aligned."""
    if len(written) == len(shown):
        for offset, letter in enumerate(shown):
            yield Mark(letter, start + offset, start + offset + 1, face, wrap)
        return
    from difflib import SequenceMatcher

    for kind, a, b, c, d in SequenceMatcher(None, written, shown, autojunk=False).get_opcodes():
        if kind == "equal" or b - a == d - c:
            for offset in range(d - c):
                at = start + a + offset
                yield Mark(shown[c + offset], at, at + 1, face, wrap)
        else:
            for offset in range(d - c):
                yield Mark(shown[c + offset], start + a, start + b, face, wrap)
