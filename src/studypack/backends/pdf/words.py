"""Word ends in the text that a PDF's structure holds; called by `tags`.

WeasyPrint drops the space at which it breaks a line, and draws none for a blank between two inline
elements: whoever reads the marked content one after the other hears "theend" (ISO 32000-1, 14.8.2.5
asks for the spaces). It leaves the hyphen of a broken word as if the author had typed it (14.8.2.2.3).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pydyf

from studypack.backends.pdf.nodes import Kid, Mark, Node
from studypack.backends.pdf.roles import INLINE

# Scripts that are written without spaces, by the first word or two of their characters' names.
_UNSPACED: Final = (
    "CJK ",
    "HIRAGANA ",
    "KATAKANA",
    "BOPOMOFO ",
    "IDEOGRAPHIC ",
    "FULLWIDTH ",
    "THAI ",
    "LAO ",
    "KHMER ",
    "MYANMAR ",
)
_LAST_GLYPH: Final = re.compile(rb"(\[.*<[0-9a-f]*)([0-9a-f]{4})>[^<>]*\] TJ")
_JOINERS: Final = "-–—/\u200b"


@dataclass(frozen=True, slots=True)
class Run:
    """The text of one marked content, and the lines that it stands in, outermost first.

    hyphen  the character that a broken word would end with, "" where words are not broken
    """

    text: str
    lines: tuple[int, ...]
    hyphen: str = ""

    def breaks_before(self, following: Run) -> bool:
        """Return whether a line ends between the two.

        Text in a box within the line stands in lines of its own as well: (5,), (5, 8), (5,).
        """
        return any(a != b for a, b in zip(self.lines, following.lines, strict=False))

    def is_hyphenated(self, following: Run) -> bool:
        """Return whether a word is broken between the two."""
        return (
            bool(self.hyphen) and self.text.endswith(self.hyphen) and self.breaks_before(following)
        )

    def needs_space(self, following: Run) -> bool:
        """Return whether a line was broken at a space between the two."""
        before, after = self.text, following.text
        if not self.breaks_before(following) or self.is_hyphenated(following):
            return False
        if before[-1:].isspace() or after[:1].isspace():
            return False
        if before[-1:] in _JOINERS and not before[-2:-1].isspace():
            return False
        return not (_is_unspaced(before[-1:]) or _is_unspaced(after[:1]) or _is_reversed(before))


def _is_unspaced(character: str) -> bool:
    return bool(character) and unicodedata.name(character, "").startswith(_UNSPACED)


def _is_reversed(text: str) -> bool:
    """Return whether `text` runs right to left: its glyphs are written from its end to its start."""
    return any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)


@dataclass(frozen=True, slots=True)
class WordEnds:
    """Marked content that does not end as it reads: a space must follow, or its hyphen is soft."""

    spaced: frozenset[Mark]
    hyphenated: frozenset[Mark]

    def on(self, page: int) -> WordEnds:
        """Return what is on one page."""
        return WordEnds(
            frozenset(mark for mark in self.spaced if mark.page == page),
            frozenset(mark for mark in self.hyphenated if mark.page == page),
        )


def word_ends(root: Node, runs: Mapping[Mark, Run], blanks: Collection[Mark]) -> WordEnds:
    """Return where words end in the text below `root`, whose text is `runs`.

    blanks  marked content that a blank follows which is not drawn
    """
    pairs = list(_neighbours(root, runs))
    spaced = {first for first, second in pairs if runs[first].needs_space(runs[second])}
    hyphenated = {first for first, second in pairs if runs[first].is_hyphenated(runs[second])}
    return WordEnds(frozenset(spaced.union(blanks)), frozenset(hyphenated))


def _neighbours(root: Node, runs: Mapping[Mark, Run]) -> Iterator[tuple[Mark, Mark]]:
    """Yield the pieces of text that follow one another in a block."""
    before: Mark | None = None
    for kid in _in_line(root):
        if isinstance(kid, Node):
            yield from _neighbours(kid, runs)
            before = before if kid.role == "Note" else None
        elif isinstance(kid, Mark):
            if before is not None and kid in runs:
                yield before, kid
            before = kid if kid in runs else None


def _in_line(node: Node) -> Iterator[Kid]:
    """Yield the kids of `node` with those of its inline elements; a note is a block of its own."""
    for kid in node.kids:
        if isinstance(kid, Node) and kid.role in INLINE and kid.role != "Note":
            yield from _in_line(kid)
        else:
            yield kid


def mend(operators: list[Any], fonts: Iterable[Any], ends: WordEnds) -> None:
    """Add what is missing to a page's content, in place and without moving anything that is drawn.

    operators  of WeasyPrint's stream: a marked content is '/Tag', its properties, b'BDC' … b'EMC'
    fonts      of its document
    ends       of this page alone
    """
    spaces = {font.hash.encode(): glyph for font in fonts if (glyph := _space(font))}
    spaced = {mark.number for mark in ends.spaced} if spaces else set()
    hyphenated = {mark.number for mark in ends.hyphenated}
    if spaced or hyphenated:
        operators[:] = list(_mended(operators, spaces, spaced, hyphenated))


def _space(font: Any) -> bytes | None:
    """Return the number of the glyph of a space in hexadecimal, if `font` has drawn one."""
    for glyph, text in font.to_unicode.items():
        if text in {" ", "\u00a0"}:
            return b"%04x" % glyph
    return None


def _mended(
    operators: list[Any], spaces: dict[bytes, bytes], spaced: set[int], hyphenated: set[int]
) -> Iterator[Any]:
    number, font = -1, b""
    shown = _last_shown(operators)
    for place, operator in enumerate(operators):
        if operator == b"BDC" and "MCID" in operators[place - 1]:
            number = operators[place - 1]["MCID"]
        elif isinstance(operator, bytes) and operator.endswith(b" Tf"):
            font = operator.split()[0][1:]
        elif place in shown:
            if number in hyphenated:
                yield from _soft_hyphen(operator)
            elif number in spaced:
                yield from _with_space(operator, font, spaces)
            else:
                yield operator
            continue
        yield operator


def _with_space(operator: bytes, font: bytes, spaces: dict[bytes, bytes]) -> Iterator[bytes]:
    """Yield `operator` and the glyph of a space, which is `font`'s own if it has drawn one."""
    space, match = spaces.get(font), _LAST_GLYPH.fullmatch(operator)
    if space is None:
        other, space = next(iter(spaces.items()))
        yield from (operator, b"/" + other + b" 1 Tf", b"[<" + space + b">] TJ")
    elif match is None or match[2] == space:
        yield operator
    else:
        yield operator.removesuffix(b"] TJ") + b"<" + space + b">] TJ"


def _last_shown(operators: list[Any]) -> set[int]:
    """Return the places where each marked content shows text for the last time."""
    places, latest = set(), None
    for place, operator in enumerate(operators):
        if operator == b"BDC":
            latest = None
        elif isinstance(operator, bytes) and operator.endswith(b"] TJ"):
            latest = place
        elif operator == b"EMC" and latest is not None:
            places.add(latest)
            latest = None
    return places


def _soft_hyphen(operator: bytes) -> Iterator[Any]:
    """Set the last glyph apart: it is shown, and read as the soft hyphen that it is."""
    match = _LAST_GLYPH.fullmatch(operator)
    if match is None:
        yield operator
        return
    before, glyph = match.groups()
    yield before + b">] TJ"
    yield from ("/Span", pydyf.Dictionary({"ActualText": pydyf.String("\u00ad")}), b"BDC")
    yield b"[<" + glyph + b">] TJ"
    yield b"EMC"
