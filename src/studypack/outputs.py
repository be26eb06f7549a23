"""Which files a build makes of each pack; called by `cli`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from studypack.backends import FORMATS
from studypack.composing import (
    HANDOUT,
    PRODUCTS,
    WORKSHEET,
    Edition,
    Finish,
    Product,
    Profile,
    Request,
    UnknownEditionError,
    Variant,
    parse_edition,
)
from studypack.diagnostics import did_you_mean
from studypack.model.base import Audience
from studypack.model.blocks import Level

T = TypeVar("T")


class UsageFault(ValueError):
    """What the command line asks for does not exist or does not go together; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to build of each pack, in the words of the command line; () stands for the default.

    variants  how many versions of every file, each in another order; 0 for the author's order
    seed      another number, other orders
    """

    products: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    variants: int = 0
    seed: int = 0
    finish: Finish = Finish.NONE
    fit: int = 0
    profile: Profile = Profile.NONE
    fonts: bool = False


def requests(wanted: Wanted) -> tuple[Request, ...]:
    """Return one request a file to be made of each pack, product by product.

    By default every product in its own format and first edition. An edition that is asked for
    without a product is made of every product that has it.

    raises `UsageFault` for an unknown word, and for an edition that a wanted product lacks
    """
    products = _known("product", wanted.products, PRODUCTS) or _usual_products(wanted)
    formats = _known("format", wanted.formats, {name: name for name in FORMATS})
    formats = _possible(formats, wanted)
    levels = _known("level", wanted.levels, {level.value: level for level in Level})
    editions = tuple(map(_edition, wanted.editions))
    chosen = tuple(
        Request(
            product,
            format,
            edition,
            variant,
            level,
            finish=wanted.finish,
            fit=wanted.fit,
            profile=wanted.profile,
            fonts=wanted.fonts and format == "epub",
        )
        for product in products
        for edition in _editions_of(product, editions, named=bool(wanted.products))
        for format in formats or (product.format,)
        for level in levels or (None,)
        for variant in Variant.all(wanted.variants, wanted.seed) or (None,)
    )
    if wanted.finish is Finish.FILLABLE:
        _refuse_answered(chosen)
    if not chosen:
        names = " or ".join(edition.name for edition in editions)
        raise UsageFault(f"no product has the edition '{names}'")
    return tuple(dict.fromkeys(chosen))


def _usual_products(wanted: Wanted) -> tuple[Product, ...]:
    """Return the products that are made where none is named, of those that can be as wanted."""
    if wanted.fit:
        return (HANDOUT,)
    every = tuple(PRODUCTS.values())
    if wanted.finish is Finish.FILLABLE:
        return (WORKSHEET,)
    if wanted.profile is not Profile.NONE:
        return tuple(product for product in every if product.format == "epub")
    return tuple(p for p in every if wanted.finish.format in {"", p.format})


def _refuse_answered(chosen: tuple[Request, ...]) -> None:
    """Raise `UsageFault` if a file that is to be filled in shows its answers."""
    for request in chosen:
        if Audience.KEY in request.admitted:
            what = " ".join(part for part in (request.edition.name, request.product.name) if part)
            raise UsageFault(f"only a pupil's PDF can be 'fillable': {what} shows the answers")


def _possible(formats: tuple[str, ...], wanted: Wanted) -> tuple[str, ...]:
    """Return the formats; only the one that has a notion of what is asked for."""
    if wanted.profile is not Profile.NONE:
        return _for_readers(formats, wanted)
    only = "pdf" if wanted.fit else wanted.finish.format
    if not only:
        return formats
    others = sorted(set(formats) - {only})
    if wanted.fit and wanted.finish.format == "docx":
        raise UsageFault("a Word file has no pages before Word lays it out: leave out --fit")
    if others:
        what = f"be '{wanted.finish.value}'" if not wanted.fit else f"have just {wanted.fit} pages"
        kind = "a Word file" if only == "docx" else "a PDF"
        raise UsageFault(f"only {kind} can {what}, not {' or '.join(others)}")
    return (only,)


def _for_readers(formats: tuple[str, ...], wanted: Wanted) -> tuple[str, ...]:
    others = sorted(set(formats) - {"epub"})
    if others or wanted.fit or wanted.finish is not Finish.NONE:
        what = " or ".join(others) or "PDF"
        raise UsageFault(f"only an EPUB can be for {wanted.profile.value}, not {what}")
    return ("epub",)


def _known(kind: str, words: Iterable[str], table: Mapping[str, T]) -> tuple[T, ...]:
    found = []
    for word in words:
        if word not in table:
            help = did_you_mean(word, table) or f"there are {', '.join(table)}"
            raise UsageFault(f"no {kind} is called '{word}': {help}")
        found.append(table[word])
    return tuple(found)


def _edition(word: str) -> Edition:
    try:
        return parse_edition(word)
    except UnknownEditionError as fault:
        raise UsageFault(str(fault)) from None


def _editions_of(
    product: Product, editions: tuple[Edition, ...], *, named: bool
) -> tuple[Edition, ...]:
    if not editions:
        return (product.edition,)
    allowed = tuple(edition for edition in editions if product.allows(edition))
    if named and len(allowed) < len(editions):
        missing = next(edition for edition in editions if edition not in allowed)
        raise UsageFault(f"a {product.name} has no edition '{missing.name}'")
    return allowed
