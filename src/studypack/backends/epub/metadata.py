"""The package metadata of a book: Dublin Core, and the accessibility of this very book.

EPUB 3.3, 5.5; EPUB Accessibility 1.1, 2 and 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from studypack.composing.view import View
from studypack.model.blocks import Character, Figure, MathBlock
from studypack.model.generated import CharacterMap, Crossword, WordSearch
from studypack.model.inlines import Image, Math
from studypack.model.walk import walk

CONFORMS = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
CERTIFIER = "studypack"


@dataclass(frozen=True, slots=True)
class Content:
    """What a book holds that matters to how it can be read.

    images       there are pictures that carry meaning, the cover among them
    described    each of them has a text alternative
    formulas     there are formulas
    answers      there are answers apart from their questions
    """

    images: bool
    described: bool
    formulas: bool
    answers: bool


def content_of(view: View) -> Content:
    """Look through `view` for what its accessibility metadata must say."""
    images = described = formulas = False
    described = True
    for node in walk((view.blocks, view.answers, view.notes)):
        match node:
            case Image(decorative=False, alt=alt) | Figure(decorative=False, alt=alt):
                images, described = True, described and bool(alt.strip())
            case Character(image=image) if image:
                images = True
            case CharacterMap() | Crossword() | WordSearch():
                images = True
            case Math() | MathBlock():
                formulas = True
            case _:
                pass
    return Content(images, described, formulas, bool(view.answers))


def accessibility(view: View, content: Content) -> Iterator[tuple[str, str]]:
    """Yield property and value of each accessibility statement, true for this book."""
    yield "schema:accessMode", "textual"
    if content.images:
        yield "schema:accessMode", "visual"
    if content.described:
        yield "schema:accessModeSufficient", "textual"
    if content.images:
        yield "schema:accessModeSufficient", "textual,visual"
    for feature in _features(content):
        yield "schema:accessibilityFeature", feature
    yield "schema:accessibilityHazard", "none"
    yield "schema:accessibilitySummary", " ".join(_summary(view, content))
    if content.described:
        yield "dcterms:conformsTo", CONFORMS
        yield "a11y:certifiedBy", CERTIFIER


def _features(content: Content) -> Iterator[str]:
    yield from ("displayTransformability", "readingOrder", "structuralNavigation")
    yield from ("tableOfContents", "ARIA")
    if content.described:
        yield "alternativeText"
    if content.formulas:
        yield "MathML"


def _summary(view: View, content: Content) -> Iterable[str]:
    labels = view.labels
    yield labels["accessibility-reading"]
    yield labels["accessibility-structure"]
    if content.described:
        key = "accessibility-images" if content.images else "accessibility-no-images"
        yield labels[key]
    if content.formulas:
        yield labels["accessibility-formulas"]
    if content.answers:
        yield labels["accessibility-answers"]


def dublin_core(view: View) -> Iterator[tuple[str, str]]:
    """Yield name and value of each Dublin Core element but identifier, title and language."""
    metadata = view.metadata
    for author in metadata.authors:
        yield "creator", author
    if metadata.description:
        yield "description", metadata.description
    for subject in filter(None, (metadata.subject, *metadata.keywords)):
        yield "subject", subject
    if metadata.rights:
        yield "rights", metadata.rights
    if metadata.date:
        yield "date", metadata.date
    yield "type", view.product_title


def modified(view: View) -> datetime:
    """Return when the book was last changed, by its front matter; the epoch of a pack without date.

    Never the clock: the same source gives the same bytes.
    """
    try:
        return datetime.fromisoformat(view.metadata.date).replace(tzinfo=UTC)
    except ValueError:
        return datetime(2000, 1, 1, tzinfo=UTC)
