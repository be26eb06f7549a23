"""What is asked for: one product in one format, for one edition, variant and level."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from string import ascii_lowercase

from studypack.composing.editions import Edition
from studypack.composing.products import Product
from studypack.model.base import Audience
from studypack.model.blocks import Level


class Finish(Enum):
    """What becomes of a file in the end: PDF, but for the last.

    ARCHIVE    it is PDF/A-2a as well, to be kept for decades
    BOOKLET    its pages, A5, stand on sheets that are folded once and stapled
    TWO_UP     its pages, A5, stand two by two on sheets that are cut
    FILLABLE   room for answers is fields of a form, to be filled in on a screen
    PROTECTED  in Word, pupils type in the fields and nowhere else
    """

    NONE = ""
    ARCHIVE = "archive"
    BOOKLET = "booklet"
    TWO_UP = "2-up"
    FILLABLE = "fillable"
    PROTECTED = "protected"

    @property
    def format(self) -> str:
        """The only format that can be finished so; '' where any can."""
        return {Finish.NONE: "", Finish.PROTECTED: "docx"}.get(self, "pdf")

    @property
    def is_on_sheets(self) -> bool:
        """Two pages stand on a side: it is for the printer alone."""
        return self in {Finish.BOOKLET, Finish.TWO_UP}


class Profile(Enum):
    """For which readers an e-book is made.

    KINDLE  formulas and drawings are pictures
    KOBO    sentences are counted in the way of Kobo's own reader
    """

    NONE = ""
    KINDLE = "kindle"
    KOBO = "kobo"


@dataclass(frozen=True, slots=True)
class Variant:
    """One of several versions of the same tasks in another order.

    letter  'a', 'b', …: shown in capitals on the page
    seed    another number, another order
    count   how many versions there are, this one included: up to 26
    """

    letter: str
    seed: int = 0
    count: int = 1

    @classmethod
    def all(cls, count: int, seed: int) -> tuple[Variant, ...]:
        """Return `count` versions, each by its letter."""
        return tuple(cls(letter, seed, count) for letter in ascii_lowercase[:count])


@dataclass(frozen=True, slots=True)
class Request:
    """One file to make of a pack.

    edition  None: the product's first
    variant  None: everything in the author's order
    level    None: blocks of every level
    finish   of a PDF alone, or of a Word file
    fit      how many pages a PDF must have, 0 for as many as it takes
    profile  of an e-book alone
    fonts    an e-book brings its fonts
    """

    product: Product
    format: str
    edition: Edition
    variant: Variant | None = None
    level: Level | None = None
    finish: Finish = Finish.NONE
    fit: int = 0
    profile: Profile = Profile.NONE
    fonts: bool = False

    @classmethod
    def of(cls, product: Product, format: str = "", edition: Edition | None = None) -> Request:
        """Return the request for a product in its own format and first edition, or as given."""
        return cls(product, format or product.format, edition or product.edition)

    @property
    def version(self) -> str:
        """Level and letter as the manifest has them: 'support', 'b', 'support-b', or ''."""
        level = self.level.value if self.level else ""
        return "-".join(
            part for part in (level, self.variant.letter if self.variant else "") if part
        )

    @property
    def admitted(self) -> frozenset[Audience]:
        """Whom the file may tell: the edition's audiences, and what product and level add."""
        hints = {Audience.HINT} if self.level is Level.SUPPORT else set()
        return self.edition.audiences | self.product.admits | hints

    @property
    def print(self) -> Request | None:
        """The print whose page numbers this file repeats; None for a file that repeats none."""
        product = self.product.print
        if product is None or self.format != "epub":
            return None
        return Request(product, product.format, self.edition, self.variant, self.level)

    def file_name(self, slug: str) -> str:
        """Return the file's name: '<slug>-<product>[-<edition>][-<level>][-<variant>][-<finish>].<format>'.

        The product's first edition is not marked. Kobo's own reader knows its books by '.kepub.epub'.
        """
        kobo = self.profile is Profile.KOBO
        parts = (
            slug,
            self.product.name,
            "" if self.edition == self.product.edition else self.edition.suffix,
            self.version,
            self.finish.value,
            "" if kobo else self.profile.value,
        )
        name = "-".join(part for part in parts if part)
        return f"{name}.kepub.{self.format}" if kobo else f"{name}.{self.format}"
