"""What can be made of a pack: one entry a product."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from studypack.composing import arrange
from studypack.composing.arrange import Arrangement, Material
from studypack.composing.editions import STUDENT, TEACHER, Edition
from studypack.model.base import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One kind of file to hand out.

    name       as on the command line, in file names, and as the key of its label
    format     the one that is built unless another is asked for
    edition    the first one; it does not show in file names
    editions   for whom it may be made; any of them in any dress (`large-print`, …)
    admits     audiences beyond the edition's
    arrange    chooses and orders blocks
    name_line  keys of the labels of what pupils fill in at the head
    print      the product on paper whose page numbers an e-book of this one repeats, if any
    """

    name: str
    format: str
    edition: Edition
    editions: tuple[Edition, ...]
    arrange: Callable[[Material], Arrangement]
    admits: frozenset[Audience] = frozenset()
    name_line: tuple[str, ...] = ()
    print: Product | None = None

    def allows(self, edition: Edition) -> bool:
        """Return whether the product can be made in `edition`."""
        return any(edition.is_teachers is allowed.is_teachers for allowed in self.editions)


HANDOUT = Product(
    name="handout",
    format="pdf",
    edition=STUDENT,
    editions=(STUDENT, TEACHER),
    arrange=arrange.handout,
)
WORKSHEET = Product(
    name="worksheet",
    format="docx",
    edition=STUDENT,
    editions=(STUDENT, TEACHER),
    arrange=arrange.worksheet,
    name_line=("name", "class", "date", "score"),
)
GUIDE = Product(
    name="guide",
    format="epub",
    edition=STUDENT,
    editions=(STUDENT,),
    arrange=arrange.guide,
    admits=frozenset({Audience.HINT}),
    print=HANDOUT,
)
ANSWERS = Product(
    name="answers",
    format="pdf",
    edition=TEACHER,
    editions=(TEACHER,),
    arrange=arrange.answers,
)

PRODUCTS: Mapping[str, Product] = MappingProxyType(
    {product.name: product for product in (HANDOUT, WORKSHEET, GUIDE, ANSWERS)}
)
"""Every product by its name, in the order in which they are built."""
