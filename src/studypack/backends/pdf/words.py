"""The words that a PDF's marked content reads as; called by `tags`.

WeasyPrint drops the space at which it breaks a line, and draws none for a blank between two inline
elements: whoever reads the marked content one after the other hears "theend" (ISO 32000-1, 14.8.2.5
asks for the spaces). It leaves the hyphen of a broken word as if the author had typed it (14.8.2.2.3),
and a glyph that stands for two characters, as a small capital may, means the one that came first.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pydyf
from weasyprint.text.ffi import ffi, harfbuzz

from studypack.backends.pdf.nodes import Kid, Mark, Node
from studypack.backends.pdf.right_to_left import in_order, is_right_to_left
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

ffi.cdef("hb_bool_t hb_font_get_nominal_glyph(hb_font_t *, hb_codepoint_t, hb_codepoint_t *);")

SOFT_HYPHEN: Final = "\u00ad"
WORD_JOINER: Final = "\u2060"
_UNDRAWN: Final = str.maketrans("\u00a0", " ", SOFT_HYPHEN + WORD_JOINER + "\u200b\u200c\u200d")


@dataclass(frozen=True, slots=True)
class Run:
    """The text of one marked content, and the lines that it stands in, outermost first.

    hyphen      the character that a broken word would end with, "" where words are not broken
    from_right  whether its paragraph runs from the right
    """

    text: str
    lines: tuple[int, ...]
    hyphen: str = ""
    from_right: bool = False

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
        return not (_is_unspaced(before[-1:]) or _is_unspaced(after[:1]))


def _is_unspaced(character: str) -> bool:
    return bool(character) and unicodedata.name(character, "").startswith(_UNSPACED)


class Reading(NamedTuple):
    """What a marked content must read as, and whether its paragraph runs from the right."""

    text: str
    from_right: bool


def readings(root: Node, runs: Mapping[Mark, Run], blanks: Collection[Mark]) -> dict[Mark, Reading]:
    """Return what each marked content below `root`, whose text is `runs`, must read as.

    blanks  marked content that a blank follows which is not drawn
    """
    read = {mark: run.text for mark, run in runs.items()}
    for first, second in _neighbours(root, runs):
        if runs[first].is_hyphenated(runs[second]):
            read[first] = runs[first].text.removesuffix(runs[first].hyphen) + SOFT_HYPHEN
        elif runs[first].needs_space(runs[second]):
            read[first] += " "
    for mark in blanks:
        read[mark] = read[mark].rstrip() + " "
    return {mark: Reading(text, runs[mark].from_right) for mark, text in read.items()}


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


def mend(operators: list[Any], fonts: Iterable[Any], words: Mapping[int, Reading]) -> None:
    """Let a page's marked content read as it should, without moving anything that is drawn.

    operators  of WeasyPrint's stream, changed in place: a marked content is '/Tag', its properties,
               b'BDC' … b'EMC'
    fonts      of its document
    words      the number of a marked content → what it must read as
    """
    by_name = {font.hash.encode(): font for font in fonts}
    spaces = {name: space for name, font in by_name.items() if (space := _space(font))}
    mended: list[Any] = []
    done = 0
    for start, stop in _marked(operators):
        content, reading = operators[start:stop], words.get(operators[start + 1]["MCID"])
        mended += operators[done:start]
        mended += content if reading is None else _mended(content, by_name, spaces, reading)
        done = stop
    operators[:] = mended + operators[done:]


def _marked(operators: list[Any]) -> Iterator[tuple[int, int]]:
    """Yield where each numbered marked content starts and stops."""
    start, depth = -1, 0
    for place, operator in enumerate(operators):
        if operator in _OPENING:
            if depth == 0 and operator == b"BDC" and "MCID" in operators[place - 1]:
                start = place - 2
            depth += start >= 0
        elif operator == b"EMC" and depth:
            depth -= 1
            if depth == 0:
                yield start, place + 1
                start = -1


_OPENING: Final = (b"BDC", b"BMC")
_GLYPHS: Final = re.compile(rb"<([0-9a-f]+)>")


def _mended(
    content: list[Any],
    fonts: Mapping[bytes, Any],
    spaces: Mapping[bytes, bytes],
    reading: Reading,
) -> list[Any]:
    """Return one marked content so that it reads as `reading`; `spaces` are glyphs by font."""
    shown, wanted = _shown(content, fonts), reading.text.translate(_UNDRAWN)
    if not wanted or shown == wanted:
        return content
    if is_right_to_left(shown) and _letters(shown) != _letters(wanted):
        return _said(content, reading.text)
    if is_right_to_left(shown):
        return in_order(content, fonts, from_right=reading.from_right)
    if shown[:-1] + SOFT_HYPHEN == reading.text:
        return _edited(content, _soft_hyphen)
    if shown.split() != wanted.split():
        return _said(content, reading.text)
    if spaces and shown and wanted[-1] == " " and shown[-1] != " ":
        return _edited(content, lambda operator, font: _with_space(operator, font, spaces))
    return content


def _said(content: list[Any], reading: str) -> list[Any]:
    """Return a marked content that says outright what it reads as (ISO 32000-1, 14.9.4).

    Needed where a glyph stands for several characters, such as a small capital does.
    """
    properties = pydyf.Dictionary({**content[1], "ActualText": pydyf.String(reading)})
    return [content[0], properties, *content[2:]]


def name_glyphs(fonts: Iterable[Any]) -> None:
    """Give each drawn glyph of `fonts` a character.

    WeasyPrint gives the characters of a cluster to one of its glyphs, an Arabic letter but not its
    dots, and writes a mapping to nothing for the others, which Unicode mappings may not hold. A
    small capital is named by the letter that it is drawn for first; it is the small letter here,
    which it nearly always is, so that programs that do not know of `_said` read no 'banK'.
    """
    for font in fonts:
        for glyph, text in font.to_unicode.items():
            if not text:
                font.to_unicode[glyph] = WORD_JOINER
            elif text.isupper() and len(text) == len(text.lower()) == 1:
                own = ffi.new("hb_codepoint_t *")
                found = harfbuzz.hb_font_get_nominal_glyph(font.hb_font, ord(text), own)
                if found and own[0] != glyph:
                    font.to_unicode[glyph] = text.lower()


def _shown(content: list[Any], fonts: Mapping[bytes, Any]) -> str:
    """Return the text that a reader makes of the glyphs of a marked content."""
    characters: Mapping[int, str] = {}
    shown = ""
    for operator in content:
        if not isinstance(operator, bytes):
            continue
        if operator.endswith(b" Tf"):
            characters = fonts[_font(operator)].to_unicode
        elif operator.endswith(b"] TJ"):
            glyphs = b"".join(_GLYPHS.findall(operator))
            numbers = (int(glyphs[n : n + 4], 16) for n in range(0, len(glyphs), 4))
            shown += "".join(characters.get(number, "") for number in numbers)
    return shown.translate(_UNDRAWN)


def _font(operator: bytes) -> bytes:
    """Return the name that `/NAME size Tf` sets."""
    return operator.split()[0][1:]


def _space(font: Any) -> bytes | None:
    """Return the number of the glyph of a space in hexadecimal, if `font` has drawn one."""
    for glyph, text in font.to_unicode.items():
        if text in {" ", "\u00a0"}:
            return b"%04x" % glyph
    return None


def _letters(text: str) -> Counter[str]:
    """Return the letters and digits of `text`: what a ligature without a mapping would lose."""
    return Counter(filter(str.isalnum, unicodedata.normalize("NFKC", text)))


def _edited(content: list[Any], edit: Callable[[bytes, bytes], Iterable[Any]]) -> list[Any]:
    """Return a marked content with what `edit` makes of the last text that it shows, and its font."""
    font, last = b"", -1
    for place, operator in enumerate(content):
        if isinstance(operator, bytes) and operator.endswith(b" Tf"):
            font = _font(operator)
        elif isinstance(operator, bytes) and operator.endswith(b"] TJ"):
            last = place
    return [*content[:last], *edit(content[last], font), *content[last + 1 :]]


def _with_space(operator: bytes, font: bytes, spaces: Mapping[bytes, bytes]) -> Iterator[bytes]:
    """Yield `operator` and the glyph of a space, which is its font's own if that has drawn one."""
    if font in spaces:
        yield operator.removesuffix(b"] TJ") + b"<" + spaces[font] + b">] TJ"
    else:
        other, space = next(iter(spaces.items()))
        yield from (operator, b"/" + other + b" 1 Tf", b"[<" + space + b">] TJ")


def _soft_hyphen(operator: bytes, _font: bytes) -> Iterator[Any]:
    """Set the last glyph apart: it is shown, and read as the soft hyphen that it is."""
    match = _LAST_GLYPH.fullmatch(operator)
    if match is None:
        yield operator
        return
    before, glyph = match.groups()
    yield before + b">] TJ"
    yield from ("/Span", pydyf.Dictionary({"ActualText": pydyf.String(SOFT_HYPHEN)}), b"BDC")
    yield b"[<" + glyph + b">] TJ"
    yield b"EMC"
