"""From what Word shows to Markdown: what is unchanged keeps its bytes, what is new is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from studypack.backends.docx.lines import Kind
from studypack.pulling.glyphs import Glyph, folded, opcodes
from studypack.reading.outline import Mark, marks_of

Wrap = tuple[tuple[str, str], ...]

_SIGNS = {"b": "**", "i": "*", "s": "~~", "c": "`"}
_ORDER = "bisc"
_BREAK = "\\\n"
"""The end of a line within a paragraph."""


class CannotWrite(Exception):
    """Something has no form in Markdown, or not in this place; the text names it."""


@dataclass(slots=True)
class _Sign:
    """A character or thing to be written; `raw` is its text in the source, if it has one."""

    glyph: Glyph
    raw: str | None
    face: str
    wrap: Wrap
    kept: Mark | None = None


def reworded(
    content: str,
    old: Sequence[Glyph],
    new: Sequence[Glyph],
    language: str,
    picture: Callable[[Glyph], str],
    *,
    in_table: bool = False,
) -> str:
    """Return a run of Markdown text that shows `new`, made from one that shows `old`.

    picture  gives the Markdown of a picture that is new
    raises   CannotWrite
    """
    signs = _signs(content, old, new, language, picture)
    for whole in (False, True):
        text = _patched(content, signs, whole=whole, in_table=in_table)
        if _says(text, signs, language):
            return text
    raise CannotWrite("its form")


def written(
    new: Sequence[Glyph], language: str, picture: Callable[[Glyph], str], *, in_table: bool = False
) -> str:
    """Return Markdown text for what is new altogether. raises `CannotWrite`"""
    signs = [_new_sign(glyph, glyph.face, _wrap(glyph), picture) for glyph in new]
    text = _escaped_begin(_write(signs, in_table=in_table))
    if not _says(text, signs, language):
        raise CannotWrite("its form")
    return text


def _says(text: str, signs: Sequence[_Sign], language: str) -> bool:
    """Return whether a run of Markdown text shows what it is to show, in the faces it is to have.

    What a thing says is not compared: it is the source's own, or written by its rules.
    """
    marks = marks_of(text, language)
    shown = [(folded(mark.text) or "\ufffc", mark.face if mark.text else "") for mark in marks]
    wanted = [
        (folded(sign.glyph.sign) or "\ufffc", sign.face if sign.glyph.kind is Kind.TEXT else "")
        for sign in signs
    ]
    spaceless = [[one for one in each if one[0] != "\ufffc"] for each in (shown, wanted)]
    if len(shown) == len(wanted):
        return spaceless[0] == spaceless[1]
    texts = ["".join(letter for letter, _ in each) for each in spaceless]
    return texts[0] == texts[1]


# --- Which sign comes from where --------------------------------------------------------------


def _signs(
    content: str,
    old: Sequence[Glyph],
    new: Sequence[Glyph],
    language: str,
    picture: Callable[[Glyph], str],
) -> list[_Sign]:
    marks = marks_of(content, language)
    sources = _sources(old, marks)
    _refuse_gaps_written_over(old, new)
    faces = {g.face: m.face for g, m in zip(old, sources, strict=True) if m and m.text}
    wraps = {g.link: m.wrap for g, m in zip(old, sources, strict=True) if m and g.link}
    signs: list[_Sign] = []
    spare = {g.key: m for g, m in zip(old, sources, strict=True) if m and g.kind is not Kind.TEXT}
    for kind, i, j, k, m in opcodes(old, new):
        if kind == "equal":
            for before, glyph in zip(sources[i:j], new[k:m], strict=True):
                signs.append(_kept(glyph, before, content, glyph.face, picture, intact=True))
            continue
        around = _common_wrap(sources, i, j)
        for glyph, before, same in _aligned(old[i:j], sources[i:j], new[k:m]):
            mark = before if glyph.kind is not Kind.RUBY else None  # one letter of it may differ
            mark = mark or (spare.get(glyph.key) if glyph.kind is not Kind.TEXT else None)
            face = mark.face if same and mark else faces.get(glyph.face, glyph.face)
            wrap = wraps.get(glyph.link, _wrap(glyph)) if _wrap(glyph) else around
            sign = _kept(glyph, mark, content, face, picture, intact=False)
            sign.face, sign.wrap = face, wrap
            signs.append(sign)
    return signs


def _refuse_gaps_written_over(old: Sequence[Glyph], new: Sequence[Glyph]) -> None:
    """Refuse what stands where a gap did: an answer, in a file that has lost its fields.

    raises  CannotWrite
    """
    for kind, i, j, k, m in opcodes(old, new):
        lost = any(glyph.kind is Kind.BLANK for glyph in old[i:j])
        if kind == "replace" and lost and not any(g.kind is Kind.BLANK for g in new[k:m]):
            raise CannotWrite("what was written over a gap")


def _sources(old: Sequence[Glyph], marks: Sequence[Mark]) -> list[Mark | None]:
    """Return for each glyph the mark of the source that it shows, None where there is none."""
    found: list[Mark | None] = [None] * len(old)
    a = [glyph.sign for glyph in old]
    b = [mark.text or "\ufffc" for mark in marks]
    for i, k, size in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
        found[i : i + size] = marks[k : k + size]
    return found


def _aligned(
    old: Sequence[Glyph], sources: Sequence[Mark | None], new: Sequence[Glyph]
) -> list[tuple[Glyph, Mark | None, bool]]:
    """Return for each new glyph the mark that has its letter, and whether it looks as before."""
    found: list[tuple[Glyph, Mark | None, bool]] = [(glyph, None, False) for glyph in new]
    a, b = [g.text for g in old], [g.text for g in new]
    for i, k, size in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
        for offset in range(size):
            same = old[i + offset].face == new[k + offset].face
            found[k + offset] = (new[k + offset], sources[i + offset], same)
    return found


def _common_wrap(sources: Sequence[Mark | None], i: int, j: int) -> Wrap:
    """Return what text in the place of sources[i:j] is wrapped in, if both its ends agree."""
    before = sources[i - 1] if i else None
    after = sources[j] if j < len(sources) else None
    inside = next((mark for mark in sources[i:j] if mark), None)
    if before and after:
        return before.wrap if before.wrap == after.wrap and not _is_link(before.wrap) else ()
    one = inside or before or after
    return one.wrap if one and not _is_link(one.wrap) else ()


def _is_link(wrap: Wrap) -> bool:
    return any(closing.startswith("](") or opening == "<" for opening, closing in wrap)


def _wrap(glyph: Glyph) -> Wrap:
    """Return what a character stands in that leads somewhere."""
    leads = glyph.kind is Kind.TEXT and glyph.link
    return (("[", f"]({glyph.link})"),) if leads else ()


def _kept(
    glyph: Glyph,
    mark: Mark | None,
    content: str,
    face: str,
    picture: Callable[[Glyph], str],
    *,
    intact: bool,
) -> _Sign:
    if mark is None:
        return _new_sign(glyph, face, _wrap(glyph), picture)
    raw = content[mark.start : mark.end]
    return _Sign(glyph, raw, mark.face, mark.wrap, mark if intact else None)


def _new_sign(glyph: Glyph, face: str, wrap: Wrap, picture: Callable[[Glyph], str]) -> _Sign:
    if glyph.kind is Kind.TEXT:
        return _Sign(glyph, None, face, wrap)
    if glyph.kind is Kind.PICTURE:
        return _Sign(glyph, picture(glyph), "", wrap)
    if glyph.kind is Kind.BREAK:
        return _Sign(glyph, _BREAK, "", wrap)
    if glyph.kind is Kind.RUBY and glyph.text and glyph.link and '"' not in glyph.link:
        words = "".join(_escaped(letter, [], in_table=True) for letter in glyph.text)
        return _Sign(glyph, f'[{words}]{{ruby="{glyph.link}"}}', "", wrap)
    if glyph.kind is Kind.BLANK:
        raise CannotWrite("a gap, whose answer only the source can hold")
    raise CannotWrite(f"a {glyph.kind.value}")


# --- Writing ----------------------------------------------------------------------------------


def _patched(content: str, signs: list[_Sign], *, whole: bool, in_table: bool) -> str:
    """Return the text with all that is kept as it was, and what is between written anew."""
    parts: list[str] = []
    position = 0
    index = 0
    while index < len(signs):
        if signs[index].kept and not whole and _follows(signs, index, position, content):
            mark = signs[index].kept
            assert mark is not None
            parts.append(content[position : mark.end] if mark.end > position else "")
            position = max(position, mark.end)
            index += 1
            continue
        end = index
        while end < len(signs) and (whole or not _resumes(signs, end)):
            end += 1
        while parts and index and not whole and not _is_plain(signs[index - 1]):
            index -= 1  # back to where no emphasis is open
            parts.pop()
        position = _position(signs, index)
        parts.append(_region(signs, index, end, position, in_table=in_table))
        position = _next_start(signs, end, content)
        index = end
    if not whole and signs and signs[-1].kept:
        parts.append(content[position:])
    return "".join(parts)


def _follows(signs: list[_Sign], index: int, position: int, content: str) -> bool:
    """Return whether what stands before a kept sign in the source can stay as it is."""
    mark = signs[index].kept
    if mark is None or mark.start < position:
        return bool(mark and mark.end <= position)  # a dash of two characters, say
    previous = signs[index - 1].kept if index else None
    if index and previous is None:
        return True
    gap = content[position : mark.start]
    return not gap or not _SHOWS.search(gap) or previous is not None or not index


_SHOWS = re.compile(r"\w")


def _resumes(signs: list[_Sign], index: int) -> bool:
    """Return whether the source's own text can go on at a sign: it is kept, and in no emphasis."""
    return signs[index].kept is not None and _is_plain(signs[index])


def _is_plain(sign: _Sign) -> bool:
    return not sign.face and not sign.wrap


def _position(signs: list[_Sign], index: int) -> int:
    mark = signs[index - 1].kept if index else None
    return mark.end if mark else 0


def _next_start(signs: list[_Sign], end: int, content: str) -> int:
    mark = signs[end].kept if end < len(signs) else None
    return mark.start if mark else len(content)


def _region(signs: list[_Sign], begin: int, end: int, position: int, *, in_table: bool) -> str:
    text = _write(signs[begin:end], in_table=in_table)
    return _escaped_begin(text) if begin == 0 and position == 0 else text


def _write(signs: Sequence[_Sign], *, in_table: bool) -> str:
    """Return signs as Markdown, from a place without emphasis to another."""
    out: list[str] = []
    stack: list[tuple[str, str]] = []
    for sign, marks in zip(signs, _wanted(signs), strict=True):
        common = 0
        while common < min(len(stack), len(marks)) and stack[common] == marks[common]:
            common += 1
        out += [closing for _, closing in reversed(stack[common:])]
        stack = stack[:common]
        for mark in marks[common:]:
            out.append(mark[0])
            stack.append(mark)
        out.append(sign.raw if sign.raw is not None else _escaped(sign.glyph.text, marks, in_table))
    out += [closing for _, closing in reversed(stack)]
    first, *others = "".join(out).split(_BREAK)
    return _BREAK.join([first, *map(_escaped_begin, others)])


def _wanted(signs: Sequence[_Sign]) -> list[list[tuple[str, str]]]:
    """Return what each sign stands in; a space at the edge of an emphasis stands outside of it."""
    faces = [set(sign.face) for sign in signs]
    solid = [
        i
        for i, sign in enumerate(signs)
        if sign.glyph.text.strip() or sign.glyph.kind is not Kind.TEXT
    ]
    for i, sign in enumerate(signs):
        if sign.glyph.kind is Kind.TEXT and not sign.glyph.text.strip():
            before = max((s for s in solid if s < i), default=None)
            after = min((s for s in solid if s > i), default=None)
            left = faces[before] if before is not None else set()
            right = faces[after] if after is not None else set()
            faces[i] = faces[i] & left & right
    return [
        [*sign.wrap, *((_SIGNS[letter], _SIGNS[letter]) for letter in _ORDER if letter in face)]
        for sign, face in zip(signs, faces, strict=True)
    ]


def _escaped(text: str, marks: list[tuple[str, str]], in_table: bool) -> str:
    if ("`", "`") in marks:
        return text
    if text == "\u00a0":
        return "&nbsp;"
    if text in "\\*_`[]<" or (text == "|" and in_table) or text in "~$":
        return f"\\{text}"
    return text


_BEGIN = re.compile(r"(\s*)([#>+=-]|\d+(?=[.)])|:(?=::)|:(?=[a-z]+:)|\|)")


def _escaped_begin(text: str) -> str:
    """Return text whose first characters are no sign of a block."""
    match = _BEGIN.match(text)
    if match is None:
        return text
    if match[2].isdigit():
        end = match.end()
        return f"{text[:end]}\\{text[end:]}"
    return f"{text[: match.start(2)]}\\{text[match.start(2) :]}"


def plain_signs(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Return glyphs without faces and links, for where only plain text can stand."""
    return [replace(glyph, face="", link="") for glyph in glyphs]
