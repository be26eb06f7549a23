"""Which files a build makes of each pack; called by `cli`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import TypeVar

from studypack.backends import FORMATS
from studypack.composing import (
    ANSWERS,
    HANDOUT,
    PRODUCTS,
    WORKSHEET,
    Edition,
    Extent,
    Finish,
    Product,
    Profile,
    Request,
    Roster,
    UnknownEditionError,
    Variant,
    letters_for,
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

    answers   how much the answers tell: 'key', 'scheme' or 'both'
    variants  how many versions of every file, each in another order; 0 for the author's order, and
              for two if there is a class list
    seed      another number, other orders
    template  a document is named that Word files are to be written into
    """

    products: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    variants: int = 0
    seed: int = 0
    finish: Finish = Finish.NONE
    fit: int = 0
    profile: Profile = Profile.NONE
    fonts: bool = False
    template: bool = False
    loose: bool = False
    roster: Roster | None = None


def requests(wanted: Wanted) -> tuple[Request, ...]:
    """Return one request a file to be made of each pack, product by product.

    By default every product in its own format and first edition. An edition that is asked for is
    made of every product that has it.

    With a class list every pupil gets a copy of all that is for pupils, by default a worksheet in
    PDF; the copies of one kind are then also made as one PDF.

    raises `UsageFault` for an unknown word, for a named product that has none of the editions,
    and for an edition that none of the products has
    """
    products = _known("product", wanted.products, PRODUCTS) or _usual_products(wanted)
    formats = _known("format", wanted.formats, {name: name for name in FORMATS})
    formats = _possible(formats, wanted)
    levels = _known("level", wanted.levels, {level.value: level for level in Level})
    extents = _extents(wanted, products)
    editions = tuple(map(_edition, wanted.editions))
    _refuse_unmade(products, editions, named=bool(wanted.products))
    plain = (
        _dressed(Request(product, format, edition, None, level, extent), wanted)
        for product in products
        for edition in _editions_of(product, editions)
        for format in formats or (_usual_format(product, wanted),)
        for level in levels or (None,)
        for extent in (extents if product == ANSWERS else (Extent.BOTH,))
    )
    chosen = tuple(version for request in plain for version in _versions(request, wanted))
    if wanted.finish is Finish.FILLABLE:
        _refuse_answered(chosen)
    if wanted.template and not any(request.takes_template for request in chosen):
        raise UsageFault(
            "no Word file is made that takes a template: add --format docx, "
            "without an edition that has type of its own"
        )
    if wanted.loose and not any(request.loose for request in chosen):
        raise UsageFault("only a teacher's PDF can be loose: leave out --loose")
    return tuple(dict.fromkeys(chosen))


def _dressed(request: Request, wanted: Wanted) -> Request:
    """Return `request` for a file that is finished as wanted."""
    return replace(
        request,
        finish=wanted.finish,
        fit=wanted.fit,
        profile=wanted.profile,
        fonts=wanted.fonts and request.format == "epub",
        loose=wanted.loose and request.pupils is not None,
    )


def _versions(request: Request, wanted: Wanted) -> tuple[Request, ...]:
    """Return `request` once a variant, or once a pupil if it is for those of a class list."""
    if wanted.roster is None or request.edition.is_teachers:
        variants = Variant.all(_count(wanted), wanted.seed)
        return tuple(replace(request, variant=variant) for variant in variants) or (request,)
    copies = named_copies(request, wanted.roster, Variant.all(_count(wanted), wanted.seed))
    if request.format != "pdf" or request.finish is Finish.FILLABLE:  # of a form each has one
        return copies
    return (*copies, replace(request, roster=wanted.roster.name, copies=copies))


def _count(wanted: Wanted) -> int:
    """Return how many variants there are: of a class list, at least as many as it names."""
    if wanted.roster is None:
        return wanted.variants
    named = [ascii_lowercase.index(p.letter) + 1 for p in wanted.roster.pupils if p.letter]
    if wanted.variants and max(named, default=0) > wanted.variants:
        letter = ascii_lowercase[max(named) - 1].upper()
        raise UsageFault(
            f"the class list gives somebody variant {letter}: --variants {max(named)} at least"
        )
    return wanted.variants or max(named, default=_USUAL_VARIANTS)


_USUAL_VARIANTS = 2
"""So many it takes for neighbours to have different ones."""


def named_copies(
    request: Request, roster: Roster, variants: Sequence[Variant]
) -> tuple[Request, ...]:
    """Return `request` once a pupil, so that neighbours in the list have different variants.

    A level that is asked for holds for all, else each pupil has the level that the list says.
    """
    by_letter = {variant.letter: variant for variant in variants}
    letters = letters_for(roster.pupils, tuple(by_letter))
    return tuple(
        replace(
            request,
            roster=roster.name,
            pupil=pupil,
            variant=by_letter[letter],
            level=request.level or pupil.level,
        )
        for pupil, letter in zip(roster.pupils, letters, strict=True)
    )


def _usual_format(product: Product, wanted: Wanted) -> str:
    """Return the format that is made where none is named: copies with names are to be printed."""
    return product.format if wanted.roster is None else "pdf"


def _usual_products(wanted: Wanted) -> tuple[Product, ...]:
    """Return the products that are made where none is named, of those that can be as wanted."""
    if wanted.answers and wanted.roster is None:
        return (ANSWERS,)
    if wanted.fit:
        return (HANDOUT,)
    if wanted.roster is not None:
        return (WORKSHEET, ANSWERS)
    every = tuple(PRODUCTS.values())
    if wanted.finish is Finish.FILLABLE:
        return (WORKSHEET,)
    if wanted.profile is not Profile.NONE:
        return tuple(product for product in every if product.format == "epub")
    return tuple(p for p in every if wanted.finish.format in {"", p.format})


def _extents(wanted: Wanted, products: tuple[Product, ...]) -> tuple[Extent, ...]:
    """Return how much the answers tell, once a file."""
    names = {extent.value or "both": extent for extent in Extent}
    extents = _known("form of answers", wanted.answers, names)
    if extents and ANSWERS not in products:
        others = " or ".join(product.name for product in products)
        raise UsageFault(f"only the answers can be '{wanted.answers[0]}', not {others}")
    return extents or (Extent.BOTH,)


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


def _editions_of(product: Product, editions: tuple[Edition, ...]) -> tuple[Edition, ...]:
    """Return those of the wanted editions that a product has, its first if none is wanted."""
    if not editions:
        return (product.edition,)
    return tuple(edition for edition in editions if product.allows(edition))


def _refuse_unmade(
    products: tuple[Product, ...], editions: tuple[Edition, ...], *, named: bool
) -> None:
    """Raise `UsageFault` if a word of the command line would make no file.

    named  the products are such words
    """
    for edition in editions:
        if not any(product.allows(edition) for product in products):
            raise UsageFault(f"there is no edition '{edition.name}' of {_either(products)}")
    for product in products:
        if named and editions and not _editions_of(product, editions):
            raise UsageFault(f"there is no edition '{_either(editions)}' of {product.name}")


def _either(named: Iterable[Product | Edition]) -> str:
    return " or ".join(one.name for one in named)
