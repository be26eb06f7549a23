"""Every inline, as a closed union: a backend matches on it and ends with `assert_never`."""

from __future__ import annotations

from dataclasses import replace
from unicodedata import east_asian_width

from studypack.model.allowance import Allowance
from studypack.model.base import Audience, Inline, node, part
from studypack.model.spot import Spot


@node
class Text(Inline):
    """Characters, typographic quotes already set."""

    text: str


@node
class Emphasis(Inline):
    """Stressed text, set in italics."""

    children: tuple[AnyInline, ...]


@node
class Strong(Inline):
    """Important text, set in bold."""

    children: tuple[AnyInline, ...]


@node
class Strike(Inline):
    """Text that no longer holds, struck through."""

    children: tuple[AnyInline, ...]


@node
class Code(Inline):
    """Characters as a machine has them."""

    text: str


@node
class Math(Inline):
    """A formula in the line, as LaTeX without its dollars."""

    latex: str


@node
class Link(Inline):
    """A link to an address outside the pack (`http`, `https`, `mailto`)."""

    href: str
    children: tuple[AnyInline, ...]
    title: str = ""


@node
class Reference(Inline):
    """A link to a heading or block of the pack.

    target    the id it leads to
    children  what the author wrote, or the target's title, filled in by `checking.resolve`
    automatic the author wrote no text: print adds the page number
    live      the target is in this view; `composing` sets it False where it is not
    """

    target: str
    children: tuple[AnyInline, ...] = ()
    automatic: bool = False
    live: bool = True


@node
class Image(Inline):
    """A picture in a line of text; one that stands alone is a `Figure` block.

    src    path inside the pack's folder, POSIX, without `.` and `..`: a key of `Assets.images`
    alt    '' only if `decorative`, or if the author forgot it (a warning)
    width  as the author gave it: '6 cm', '50%' or ''
    """

    src: str
    alt: str = ""
    title: str = ""
    width: str = ""
    decorative: bool = False
    allow: tuple[Allowance, ...] = ()


@node
class Blank(Inline):
    """A gap to fill in.

    answers  accepted answers, the first is the model; empty in student editions
    number   counted from 1 within its task, set by `checking.resolve`
    """

    answers: tuple[str, ...] = part(audience=Audience.KEY)
    number: int = 0
    allow: tuple[Allowance, ...] = ()


@node
class Marked(Inline):
    """A span `[text]{…}` with a language, an id or classes of its own.

    spot  where the number of a label stands: `reading.tasks` hands it on to the figure
    """

    children: tuple[AnyInline, ...]
    lang: str = ""
    id: str = ""
    classes: tuple[str, ...] = ()
    spot: Spot | None = part(default=None)


@node
class Ruby(Inline):
    """Text with its reading above it: `[漢字]{ruby=かんじ}`."""

    children: tuple[AnyInline, ...]
    reading: str


@node
class NoteRef(Inline):
    """The call of a footnote; its text is `Pack.notes[label]`.

    number  counted from 1 in order of first call within the view, set by `composing`
    """

    label: str
    number: int = 0


@node
class LineBreak(Inline):
    """A hard line break. A soft one is a space in `Text`."""


AnyInline = (
    Text
    | Emphasis
    | Strong
    | Strike
    | Code
    | Math
    | Link
    | Reference
    | Image
    | Blank
    | Marked
    | Ruby
    | NoteRef
    | LineBreak
)
"""The closed union of inlines."""

Inlines = tuple[AnyInline, ...]
"""A run of inlines, in reading order."""


def plain(inlines: Inlines) -> str:
    """Return the text of `inlines` without marks: for ids, bookmarks, metadata and messages.

    A blank and a note call give nothing, a formula its LaTeX, an image its alternative text,
    a line break a space.
    """
    return "".join(_plain(inline) for inline in inlines)


def _plain(inline: AnyInline) -> str:
    match inline:
        case Text(text=text) | Code(text=text):
            return text
        case Math(latex=latex):
            return latex
        case Image(alt=alt):
            return alt
        case LineBreak():
            return " "
        case Blank() | NoteRef():
            return ""
        case _:
            return plain(inline.children)


def text_width(text: str) -> int:
    """Return the width of `text`: Han, kana and hangul are twice as wide as Latin letters."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def as_label(inlines: Inlines) -> Inlines:
    """Return `inlines` fit to stand inside a link or a table of contents.

    Links and references become their text; blanks, note calls, ids and images go, a line break
    becomes a space. Emphasis, languages, ruby and formulas stay.
    """
    return tuple(part for inline in inlines for part in _as_label(inline))


def _as_label(inline: AnyInline) -> Inlines:
    match inline:
        case Link(children=children) | Reference(children=children):
            return as_label(children)
        case Blank() | NoteRef() | Image():
            return ()
        case LineBreak():
            return (Text(text=" "),)
        case Marked(children=children):
            return (replace(inline, children=as_label(children), id=""),)
        case Emphasis() | Strong() | Strike() | Ruby():
            return (replace(inline, children=as_label(inline.children)),)
        case Text() | Code() | Math():
            return (inline,)
