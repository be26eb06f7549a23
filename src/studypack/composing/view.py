"""A pack as one audience sees it in one product: all that a backend is given.

A backend asks a view nothing about products, editions or audiences: what must not be seen is not
in it, and what differs in looks stands in `Look`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from studypack.composing.request import Finish, Profile
from studypack.labels import Labels
from studypack.model.base import Block
from studypack.model.inlines import Inlines
from studypack.model.pack import Footnote, ImageFile, Margins, Metadata, PageCount, Paper, School


class Direction(Enum):
    """The way lines run; the value is that of HTML's `dir`."""

    LTR = "ltr"
    RTL = "rtl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a view looks, beyond what its blocks say.

    accent       '#rrggbb', dark enough to be read on white
    margins      None: as each format has them by itself
    punched      there is room for holes
    text_pt      size of running text; everything else is in proportion
    stylesheets  names of edition stylesheets (`templates/css/editions/<name>.css`), in order
    """

    paper: Paper
    accent: str
    margins: Margins | None = None
    punched: bool = False
    text_pt: float = 10.5
    stylesheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsEntry:
    """A line of the table of contents: a heading of the view. `level` counts from 1."""

    id: str
    level: int
    title: Inlines


@dataclass(frozen=True, slots=True)
class NameField:
    """Something at the head that says whose sheet it is: its label, and what is printed behind it.

    value  '' for what a pupil writes
    """

    label: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a backend renders.

    slug           of the pack
    language       BCP 47, of the whole
    metadata       the front matter
    school         whose pack it is
    finish         what becomes of the file in the end
    profile        for which readers an e-book is made
    fonts          an e-book brings its fonts
    fit            how many pages it is to have on paper, None for as many as it takes
    labels         every generated word, in the pack's language
    product_title  'Handout', 'Worksheet', …, localised
    edition_title  'Teacher edition', …, localised; '' for the first edition
    variant        letter of the variant, or ''
    pupil          whose copy it is, or ''
    name_line      whose sheet it is, at the head ('Name', 'Class', …); () for none
    blocks         the body: headings (level 1 is below the title) among other blocks
    answers        what stands apart, behind links (the guide's self-check): `Heading`s and
                   `AnswerEntry`s; () in all other products
    notes          footnotes called in `blocks` and `answers`, by number
    contents       the headings of `blocks`, then of `answers`
    recipe         how to ask for this view again, and of which source: keys and their values
    pictures       those that composing draws, by name, as `Assets.images` has those of the pack
    pupils         what pupils see of the same, whose pages this view keeps on paper, if it does
    """

    slug: str
    language: str
    direction: Direction
    metadata: Metadata
    labels: Labels
    look: Look
    product_title: str
    edition_title: str = ""
    variant: str = ""
    pupil: str = ""
    name_line: tuple[NameField, ...] = ()
    blocks: tuple[Block, ...] = ()
    answers: tuple[Block, ...] = ()
    notes: tuple[Footnote, ...] = ()
    contents: tuple[ContentsEntry, ...] = ()
    school: School = field(default_factory=School)
    finish: Finish = Finish.NONE
    profile: Profile = Profile.NONE
    fonts: bool = False
    fit: PageCount | None = None
    recipe: tuple[tuple[str, str], ...] = ()
    pictures: Mapping[str, ImageFile] = field(default_factory=lambda: MappingProxyType({}))
    pupils: View | None = None
