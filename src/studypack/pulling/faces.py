"""Faces in a file that has lost its styles: bold that a style gave is bold that somebody set.

Google Docs writes what character styles look like into every run. So bold and italics that all
letters of a text have, and that it did not have, are taken for its style's; those of single words,
for an edit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from studypack.backends.docx.lines import Kind, Line
from studypack.pulling.glyphs import Glyph, glyphs_of, line_of
from studypack.pulling.matching import Pairs

_OF_STYLES = "bi"


def unstyled(base: Sequence[Line], edited: Sequence[Line], edits: Pairs) -> tuple[Line, ...]:
    """Return the edited lines without the faces that styles gave them."""
    found = list(edited)
    for old, new in edits.to_new.items():
        found[new] = _unstyled(base[old], edited[new])
    return tuple(found)


def _unstyled(base: Line, edited: Line) -> Line:
    old, new = glyphs_of(base.pieces), glyphs_of(edited.pieces)
    if all(set(glyph.face).isdisjoint(_OF_STYLES) for glyph in new):
        return edited
    partners = dict(_aligned(old, new))
    for begin, end in _texts(old):
        inside = [partners[index] for index in range(begin, end) if index in partners]
        if not inside:
            continue
        own = range(min(inside), max(inside) + 1)
        if not old[begin].origin.line:  # what studypack writes is of no face that an author gave
            for index in own:
                new[index] = replace(new[index], face=old[begin].face)
            continue
        letters = [new[index] for index in own if new[index].text.strip()]
        given = _common(letters) - _common(old[begin:end])
        for index in own:
            face = "".join(letter for letter in new[index].face if letter not in given)
            new[index] = replace(new[index], face=face)
    return line_of(new, edited)


def _aligned(old: Sequence[Glyph], new: Sequence[Glyph]) -> Iterator[tuple[int, int]]:
    """Yield which letter of `old` is which of `new`."""
    matcher = SequenceMatcher(None, [g.sign for g in old], [g.sign for g in new], autojunk=False)
    for i, k, size in matcher.get_matching_blocks():
        yield from zip(range(i, i + size), range(k, k + size), strict=True)


def _texts(glyphs: Sequence[Glyph]) -> Iterator[tuple[int, int]]:
    """Yield where each text of one origin begins and ends."""
    begin = 0
    for index in range(1, len(glyphs) + 1):
        if index == len(glyphs) or glyphs[index].origin != glyphs[begin].origin:
            yield begin, index
            begin = index


def _common(glyphs: Iterable[Glyph]) -> set[str]:
    """Return the faces of styles that all letters have."""
    texts = [glyph for glyph in glyphs if glyph.kind is Kind.TEXT and glyph.text.strip()]
    return {one for one in _OF_STYLES if texts and all(one in glyph.face for glyph in texts)}
