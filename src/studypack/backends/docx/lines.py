"""The small form in which two Word files are compared: their paragraphs, cut to alike pieces.

`visible` makes it of a file, `carried` writes it into one, `pulling` compares.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from studypack.spans import NOWHERE, Span


class Kind(Enum):
    """What a piece of a line is: text, or a thing that cannot be typed."""

    TEXT = ""
    BLANK = "blank"
    BOX = "box"
    FORMULA = "formula"
    PICTURE = "picture"
    NOTE = "note"
    REFERENCE = "reference"
    RUBY = "ruby"
    BREAK = "break"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Characters that look alike, or a thing.

    text    the characters; what a thing says: a formula's letters, a picture's alternative text
    face    letters in order: b bold, c code, i italic, s struck through
    link    the address that it leads to; of a picture the digest of its bytes; of words with a
            reading the reading
    origin  where an author wrote it, NOWHERE for what studypack says
    part    name of a picture's part in the package, only in a file that is read
    """

    text: str
    kind: Kind = Kind.TEXT
    face: str = ""
    link: str = ""
    origin: Span = NOWHERE
    part: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Aside:
    """A tracked change or a comment: 'inserted', 'deleted' or 'comment', whose, and what."""

    kind: str
    author: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A paragraph of a file.

    anchor  Word's own name for it, '' if it has none
    style   its style's name in small letters without spaces
    marks   bookmarks that begin in it
    tag     of the innermost content control round it
    cell    number of its table, row and column, () outside of tables
    level   of its number or bullet, None without one
    note    it stands in a footnote
    look    words for what is set in it by no style: colour, alignment
    frame   it is the school's own, or asks for a pupil's name: no text of the pack
    """

    pieces: tuple[Piece, ...]
    anchor: str = ""
    style: str = ""
    marks: tuple[str, ...] = ()
    tag: str = ""
    cell: tuple[int, ...] = ()
    level: int | None = None
    note: bool = False
    look: tuple[str, ...] = field(default=(), compare=False)
    frame: bool = field(default=False, compare=False)
    asides: tuple[Aside, ...] = field(default=(), compare=False)

    @property
    def plain(self) -> str:
        """Its characters alone."""
        return "".join(piece.text for piece in self.pieces if piece.kind is Kind.TEXT)

    @property
    def origin(self) -> Span:
        """Where its first written piece was written."""
        return next((piece.origin for piece in self.pieces if piece.origin.line), NOWHERE)

    @property
    def is_empty(self) -> bool:
        """Nothing stands in it but boxes, gaps and spaces."""
        nothing = (Kind.BOX, Kind.BLANK, Kind.BREAK)
        return not any(
            p.text.strip() or p.kind is Kind.PICTURE for p in self.pieces if p.kind not in nothing
        )
