"""What is asked for: one product in one format, for one edition, variant and level."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from string import ascii_lowercase

from studypack.composing.editions import Edition
from studypack.composing.key import Extent
from studypack.composing.products import Product
from studypack.composing.pupils import Pupil
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
    extent   how much the answers tell
    finish   of a PDF alone, or of a Word file
    fit      how many pages a PDF must have, 0 for as many as it takes
    profile  of an e-book alone
    fonts    an e-book brings its fonts
    loose    a teacher's PDF has pages of its own, not those of the pupils'
    roster   name of the class list that it is made for, or ''
    pupil    whose copy it is
    copies   the copies that it holds, one behind the other, to be printed at one go
    """

    product: Product
    format: str
    edition: Edition
    variant: Variant | None = None
    level: Level | None = None
    extent: Extent = Extent.BOTH
    finish: Finish = Finish.NONE
    fit: int = 0
    profile: Profile = Profile.NONE
    fonts: bool = False
    loose: bool = False
    roster: str = ""
    pupil: Pupil | None = None
    copies: tuple[Request, ...] = ()

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

    @property
    def takes_template(self) -> bool:
        """Whether it is written into the school's own Word document, if there is one."""
        return self.format == "docx" and not self.edition.sets_own_type

    @property
    def pupils(self) -> Request | None:
        """The pupils' file whose pages this one keeps; None for a file that keeps none."""
        edition = self.edition.for_pupils
        if self.format != "pdf" or self.loose or edition == self.edition:
            return None
        return replace(self, edition=edition) if self.product.allows(edition) else None

    @property
    def told(self) -> str:
        """What the file depends on besides its name and pack; '' where that is nothing."""
        if self.copies:
            return "\n".join(f"{copy.version} {copy.told}" for copy in self.copies)
        # The letter alone does not tell which order it is.
        facts = (replace(self.variant, letter="") if self.variant else None, self.pupil)
        return "" if facts == (None, None) else repr(facts)

    def file_name(self, slug: str) -> str:
        """Return the file's name below the pack's folder.

        It is '<slug>-<product>[-<edition>][-<level>][-<variant>][-<extent>][-<finish>].<format>', without the
        product's first edition, and `.kepub.epub` for Kobo, whose reader knows its books by that; in a folder named by the class list, if it is made for one, with the
        pupil's name behind the variant, or the list's where it holds all copies.
        """
        kobo = self.profile is Profile.KOBO
        parts = (
            slug,
            self.product.name,
            "" if self.edition == self.product.edition else self.edition.suffix,
            self.version,
            self.pupil.file_name if self.pupil else self.roster,
            self.extent.value,
            self.finish.value,
            "" if kobo else self.profile.value,
        )
        ending = f"kepub.{self.format}" if kobo else self.format
        name = f"{'-'.join(part for part in parts if part)}.{ending}"
        return f"{self.roster}/{name}" if self.roster else name
