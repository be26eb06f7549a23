"""A pack as read, and as checked: what flows between reading, checking and composing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from math import ceil
from types import MappingProxyType
from typing import Literal

from studypack.model.allowance import Allowance
from studypack.model.base import Block, Node, node
from studypack.model.inlines import Inlines
from studypack.spans import NOWHERE, Span


class Paper(Enum):
    """A sheet: width and height in mm."""

    A4 = (210.0, 297.0)
    LETTER = (215.9, 279.4)
    A5 = (148.0, 210.0)


class Margins(Enum):
    """Where the inner margin, which is for binding and holes, is wide."""

    MIRRORED = "mirrored"
    SINGLE = "single"


class Writing(Enum):
    """How lines run in an e-book: across, or down from the right, as Japanese and Chinese may."""

    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The work that a pack is about; any of its facts may be ''."""

    title: str = ""
    creator: str = ""
    published: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certifier:
    """Who vouches for the accessibility of e-books, by the settings of the workspace.

    credential  what makes them fit to: a title, or an address
    report      address of what they found
    """

    name: str = ""
    credential: str = ""
    report: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFile:
    """A font file of the school, already found sound and free to be embedded.

    name     path below the workspace's templates/
    style    'normal' or 'italic'
    weights  the lightest and the heaviest, as in CSS: one number twice, if it is not variable
    panose   its classification in ten bytes, in hexadecimal; '' if it has none
    holds    the first and last code points of the ranges that it has glyphs for
    """

    name: str
    data: bytes = field(repr=False)
    style: Literal["normal", "italic"] = "normal"
    weights: tuple[int, int] = (400, 400)
    panose: str = ""
    holds: tuple[tuple[int, int], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typeface:
    """What text is set in, by the school's choice.

    family  its name, as CSS and Word call it
    files   its files; () for a family that every install brings
    span    where the settings name it
    """

    family: str
    files: tuple[FontFile, ...] = ()
    span: Span = field(default=Span("studypack.toml"), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typefaces:
    """What the school sets its pages in; None for what it leaves to us.

    text    running text and titles
    labels  labels, headings, tables and tasks
    """

    text: Typeface | None = None
    labels: Typeface | None = None

    @property
    def all(self) -> tuple[Typeface, ...]:
        """Return each of them once."""
        return tuple(dict.fromkeys(face for face in (self.text, self.labels) if face is not None))


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """Whose packs these are, by the settings of the workspace; '' for what they do not say.

    logo            name among the pack's images
    header, footer  text at the head and foot of every page
    typefaces       what it sets its pages in
    certifier       who vouches for the accessibility of its e-books
    """

    name: str = ""
    logo: str = ""
    header: str = ""
    footer: str = ""
    typefaces: Typefaces = field(default_factory=Typefaces)
    certifier: Certifier = field(default_factory=Certifier)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A grade, and from where on it is given.

    least    so many marks, or so many per cent of all
    percent  which of the two
    span     of what the author wrote
    """

    name: str
    least: Decimal
    percent: bool = False
    span: Span = field(default=NOWHERE, compare=False, repr=False)

    def needed(self, total: int) -> int:
        """Return how many of `total` marks it takes."""
        return ceil(self.least * total / 100) if self.percent else int(self.least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The front matter, each value as the author wrote it, but with typographic quotes.

    identifier  as written, or `urn:uuid:` derived from the slug
    accent      '#rrggbb' or ''
    margins     None: as each format has them by itself
    punch       None: no room for holes beyond the usual margin
    cover       image file inside the pack's folder, or ''
    date        ISO date or ''
    labels      generated labels that the author words anew
    grades      the highest first, all in marks or all in per cent
    allow       diagnostics that are not meant anywhere in the pack
    fit         how many pages a product has on paper, by its name
    """

    title: str
    subtitle: str = ""
    language: str = "en"
    authors: tuple[str, ...] = ()
    work: Work | None = None
    subject: str = ""
    level: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()
    rights: str = ""
    identifier: str = ""
    date: str = ""
    version: str = ""
    cover: str = ""
    paper: Paper = Paper.A4
    margins: Margins | None = None
    punch: bool | None = None
    accent: str = ""
    writing: Writing = Writing.HORIZONTAL
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    grades: tuple[Grade, ...] = ()
    allow: tuple[Allowance, ...] = ()
    fit: Mapping[str, PageCount] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class PageCount:
    """How many pages a file is to have on paper, and where the pack says so, if it does."""

    pages: int
    span: Span = field(default=NOWHERE, compare=False, repr=False)


WORK_KEYS: Mapping[str, str] = MappingProxyType({
    "title": "what the work is called",
    "creator": "who wrote, painted, composed or made it",
    "published": "the year in which it came out",
    "kind": "what it is: 'novel', 'play', 'poem', 'film', …",
})  # fmt: skip
"""What each key of `work` is for."""

FRONT_MATTER_KEYS: Mapping[str, str] = MappingProxyType({
    "title": "what the pack is called: the first heading of every file",
    "subtitle": "a line below the title",
    "language": "the language of the pack: of generated words, hyphens, numerals and direction",
    "authors": "who wrote the pack",
    "work": "the book, play, film or other work that the pack is about",
    "subject": "the school subject, as your school names it",
    "level": "the year or class, as your school names it",
    "description": "one sentence for catalogues and e-readers",
    "keywords": "what catalogues find the pack by",
    "rights": "the licence, such as 'CC BY 4.0'",
    "identifier": "what tells the pack from all others: an ISBN or another URN",
    "date": "when it was published: year, month or day",
    "version": "which edition of the pack this is, as you count them",
    "cover": "an image in the pack's folder for the cover, in place of the one that is drawn",
    "paper": "what paper it is printed on",
    "margins": "whether sheets are printed on both sides, inner margins towards the fold, or on one",
    "punch": "whether the inner margin has more room for holes",
    "fit": "how many pages the handout has in print, or each product by its name",
    "accent": "the colour of rules, numerals and the title",
    "writing": "how lines run in e-books: Japanese, Chinese and Korean may run down, from the right",
    "labels": "your own words for generated labels, by the label's key",
    "grades": "from how many marks on, or what part of them, each grade is given, highest first",
    "allow": "messages that are not meant for this pack, each with the reason why",
})  # fmt: skip
"""What each key of the front matter is for; feeds `studypack schema` and the reference."""


@node
class Footnote(Node):
    """The text of a footnote; `number` as in `NoteRef`."""

    label: str
    body: tuple[Block, ...]
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFile:
    """An image of a pack, already found sound: bounded, decodable, of a supported kind.

    name        path inside the pack's folder, as in `Image.src`
    media_type  image/png, image/jpeg, image/gif, image/webp or image/svg+xml
    width_px, height_px  natural size, 1 or more; for SVG from its viewBox
    """

    name: str
    media_type: str
    data: bytes = field(repr=False)
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A pack as read: nothing is numbered, no reference resolved.

    slug    the folder's name: letters, digits and hyphens
    blocks  all parts of the pack one after the other
    notes   footnotes by label
    images  every image that the pack refers to and that is sound, by name
    texts   files that `passage` and `quote` refer to, by name
    image_files  names of all image files in the folder, whether referred to or not
    school  by the settings of the workspace
    fingerprint  of the text of its files: another text, another fingerprint; '' if not from files
    """

    slug: str
    metadata: Metadata
    blocks: tuple[Block, ...]
    notes: Mapping[str, Footnote]
    images: Mapping[str, ImageFile]
    texts: Mapping[str, str]
    span: Span
    image_files: tuple[str, ...] = ()
    school: School = field(default_factory=School)
    fingerprint: str = field(default="", compare=False)

    @property
    def roots(self) -> tuple[Node, ...]:
        """The blocks and the footnotes: all trees in which something is said."""
        return (*self.blocks, *self.notes.values())


@dataclass(frozen=True, slots=True)
class CheckedPack:
    """Only `checking.check` makes one: ids are unique, references resolve, numbers are set.

    titles  id → title of every heading and block that can be referred to
    """

    pack: Pack
    titles: Mapping[str, Inlines]
