"""Lines as sequences of characters and things, compared word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from studypack.backends.docx.lines import Kind, Line, Piece
from studypack.spans import NOWHERE, Span

_TYPED = {"…": "...", "–": "--", "—": "---", "\u00a0": " "}
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’‚‹›", "'") | _TYPED)
"""What typography makes of what is typed, and back."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character, or one thing: then `text` is what it says."""

    text: str
    kind: Kind = Kind.TEXT
    face: str = ""
    link: str = ""
    origin: Span = NOWHERE
    part: str = ""

    @property
    def key(self) -> tuple[str, Kind, str, str]:
        """By what it is compared; how a space looks does not count."""
        if self.kind is Kind.PICTURE:
            return self.link or self.text, self.kind, "", ""
        if self.kind is Kind.TEXT:
            return self.text.replace("\u00a0", " "), self.kind, self.face, self.link
        if self.kind in (Kind.REFERENCE, Kind.BLANK):  # `unseen` looks at what stands in them
            return "", self.kind, "", ""
        return self.text, self.kind, "", self.link if self.kind is Kind.RUBY else ""

    @property
    def sign(self) -> str:
        """The character; for every thing the same."""
        return self.text if self.kind is Kind.TEXT else "\ufffc"


def glyphs_of(pieces: Sequence[Piece]) -> list[Glyph]:
    """Return pieces character by character."""
    found: list[Glyph] = []
    for piece in pieces:
        if piece.kind is Kind.TEXT:
            found += [
                Glyph(letter, Kind.TEXT, piece.face, piece.link, piece.origin)
                for letter in piece.text
            ]
        else:
            face, text = piece.face, piece.text
            found.append(Glyph(text, piece.kind, face, piece.link, piece.origin, piece.part))
    return found


def key_of(line: Line) -> tuple[object, ...]:
    """Return by what two lines are the same, whoever saved the file last.

    How a space looks does not count, nor what typography makes of quotes, dashes and dots.
    """
    parts: list[tuple[str, Kind, str, str]] = []
    for piece in evened(line.pieces) if line.cell else line.pieces:
        for part in _parts(piece):
            last = parts[-1] if parts else None
            if last is not None and last[1] is Kind.TEXT and last[1:] == part[1:]:
                parts[-1] = (last[0] + part[0], *part[1:])
            else:
                parts.append(part)
    return tuple(parts)


def _parts(piece: Piece) -> Iterator[tuple[str, Kind, str, str]]:
    if piece.kind is not Kind.TEXT:
        yield glyphs_of((piece,))[0].key
        return
    text = piece.text.translate(_QUOTES)
    begin, end = len(text) - len(text.lstrip()), len(text.rstrip())
    yield from ((one, Kind.TEXT, "", "") for one in (text[:begin],) if one)
    if begin < end:
        yield text[begin:end], Kind.TEXT, piece.face, piece.link
        yield from ((one, Kind.TEXT, "", "") for one in (text[end:],) if one)


def evened(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return the pieces of a cell's line without what is bold throughout.

    That is so by the style of the table, which some programs write into every run.
    """
    texts = [piece for piece in pieces if piece.kind is Kind.TEXT and piece.text.strip()]
    if not texts or not all("b" in piece.face for piece in texts):
        return pieces
    return tuple(replace(piece, face=piece.face.replace("b", "")) for piece in pieces)


def folded(text: str) -> str:
    """Return `text` without what typography decides: the form of quotation marks and spaces."""
    return " ".join(text.translate(_QUOTES).split())


def said(line: Line) -> str:
    """Return what a line says, for messages and to find lines alike."""
    return " ".join("".join(piece.text for piece in line.pieces).split())


def words_of(glyphs: Sequence[Glyph]) -> list[tuple[int, int]]:
    """Return where each word, sign or thing begins and ends."""
    found: list[tuple[int, int]] = []
    for index, glyph in enumerate(glyphs):
        begin, end = found[-1] if found else (0, 0)
        if found and end == index and _is_word(glyph) and _is_word(glyphs[begin]):
            found[-1] = (begin, index + 1)
        else:
            found.append((index, index + 1))
    return found


def _is_word(glyph: Glyph) -> bool:
    return glyph.kind is Kind.TEXT and (glyph.text.isalnum() or glyph.text in "'’")


def opcodes(old: Sequence[Glyph], new: Sequence[Glyph]) -> list[tuple[str, int, int, int, int]]:
    """Return how `old` becomes `new`, as difflib tells it, in positions of glyphs."""
    a, b = words_of(old), words_of(new)
    keys_a = [tuple(glyph.key for glyph in old[i:j]) for i, j in a]
    keys_b = [tuple(glyph.key for glyph in new[i:j]) for i, j in b]
    found = SequenceMatcher(None, keys_a, keys_b, autojunk=False).get_opcodes()

    def at(words: list[tuple[int, int]], index: int, length: int) -> int:
        return words[index][0] if index < len(words) else length

    return [
        (kind, at(a, i, len(old)), at(a, j, len(old)), at(b, k, len(new)), at(b, m, len(new)))
        for kind, i, j, k, m in found
    ]


def merged(
    base: Sequence[Glyph], one: Sequence[Glyph], other: Sequence[Glyph]
) -> list[Glyph] | None:
    """Return `base` with what both of its later forms changed in it; None where changes touch.

    They touch where they are of the same words, or where nothing that stayed stands between: in
    which order they belong nobody knows then. What both changed alike is one change.
    """
    changes = _changes(base, one) | _changes(base, other)
    found: list[Glyph] = []
    position = 0
    for number, (begin, end, keys) in enumerate(sorted(changes, key=lambda each: each[:2])):
        if number and begin <= position:
            return None
        found += (*base[position:begin], *changes[begin, end, keys])
        position = end
    return [*found, *base[position:]]


_Change = tuple[int, int, tuple[object, ...]]


def _changes(base: Sequence[Glyph], form: Sequence[Glyph]) -> dict[_Change, Sequence[Glyph]]:
    """Return what of `base` is other in `form`: from, to and the keys of the new → the new."""
    return {
        (i, j, tuple(glyph.key for glyph in form[k:m])): form[k:m]
        for kind, i, j, k, m in opcodes(base, form)
        if kind != "equal"
    }


def line_of(glyphs: Sequence[Glyph], like: Line) -> Line:
    """Return a line that says `glyphs`, in all else like another one."""
    pieces: list[Piece] = []
    for glyph in glyphs:
        piece = Piece(
            text=glyph.text, kind=glyph.kind, face=glyph.face, link=glyph.link, part=glyph.part
        )
        last = pieces[-1] if pieces else None
        alike = last is not None and replace(last, text="") == replace(piece, text="")
        if last is not None and alike and piece.kind is Kind.TEXT:
            pieces[-1] = replace(last, text=last.text + piece.text)
        else:
            pieces.append(piece)
    return replace(like, pieces=tuple(pieces))


def shared_out(old: Sequence[Glyph], new: Sequence[Glyph]) -> tuple[dict[Span, list[Glyph]], bool]:
    """Return the glyphs of an edited line by where the line's text was written.

    Also whether what nobody wrote was changed: a label, a number.
    """
    shares: dict[Span, list[Glyph]] = {g.origin: [] for g in old if g.origin.line}
    touched = False
    for kind, i, j, k, m in opcodes(old, new):
        if kind == "equal":
            for before, after in zip(old[i:j], new[k:m], strict=True):
                if before.origin.line:
                    shares[before.origin].append(after)
            continue
        touched = touched or any(not g.origin.line and g.text.strip() for g in old[i:j])
        owner = _owner(old, i, j)
        if owner.line:
            shares[owner] += new[k:m]
        else:
            touched = touched or any(g.text.strip() for g in new[k:m])
    return shares, touched


def _owner(old: Sequence[Glyph], i: int, j: int) -> Span:
    """Return whose text takes what stands in the place of old[i:j]."""
    around = (*old[i:j], *old[max(0, i - 1) : i], *old[j : j + 1], *reversed(old[:i]), *old[j:])
    return next((glyph.origin for glyph in around if glyph.origin.line), NOWHERE)
