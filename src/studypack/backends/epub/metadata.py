"""The package metadata of a book: Dublin Core, and the accessibility of this very book.

EPUB 3.3, 5.5; EPUB Accessibility 1.1, 2 to 4; the values are those of the Schema.org Accessibility
Properties for Discoverability Vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from studypack.backends.epub.packaging import Statement
from studypack.composing.request import Profile
from studypack.composing.view import View
from studypack.model.blocks import Character, Figure, MathBlock
from studypack.model.generated import CharacterMap, Crossword
from studypack.model.inlines import Image, Math, Ruby
from studypack.model.pack import Certifier, Writing
from studypack.model.tasks import Organizer, OrganizerKind
from studypack.model.walk import walk

_CONFORMS = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
_CERTIFIER = "studypack"
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ufffe\uffff]+")
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a book holds that matters to how it can be read.

    images         its pages show pictures that carry meaning (the cover is not counted)
    described      each of them has a text alternative
    formulas       there are formulas
    drawn          formulas are pictures, whose text alternative is how they are spoken
    readings       there are readings beside Han characters
    answers        there are answers apart from their questions
    animated       a picture moves, and might flash
    own_templates  the workspace's own templates shape its pages: what they make, nobody has judged
    print          the name of the print whose pages are marked in it, or ''
    """

    images: bool
    described: bool
    formulas: bool
    drawn: bool
    readings: bool
    answers: bool
    animated: bool
    own_templates: bool
    print: str


def content_of(view: View, *, animated: bool, own_templates: bool, print: str) -> Content:
    """Look through `view` for what its accessibility metadata must say."""
    drawn = view.profile is Profile.KINDLE
    alternatives: list[str] = []
    formulas = readings = False
    for node in walk((view.blocks, view.answers, view.notes)):
        match node:
            case Image(decorative=False, alt=alt) | Figure(decorative=False, alt=alt):
                alternatives.append(alt.strip())
            case Character(image=source) if source:
                alternatives.append("the template has one for each")
            case CharacterMap() | Crossword() | Organizer(kind=OrganizerKind.VENN):
                alternatives.append("the drawing has one of its own")
            case Math() | MathBlock():
                formulas = True
            case Ruby():
                readings = True
            case _:
                pass
    return Content(
        images=bool(alternatives) or (formulas and drawn),
        described=all(alternatives),
        formulas=formulas,
        drawn=drawn,
        readings=readings,
        answers=bool(view.answers),
        animated=animated,
        own_templates=own_templates,
        print=_clean(print),
    )


def statements(view: View, content: Content, identifier: str) -> Iterator[Statement]:
    """Yield the metadata of the book, in the order in which it is written."""
    yield Statement("dc:identifier", identifier, (("id", "id"),))
    yield from _titles(view)
    yield Statement("dc:language", view.language)
    yield _property("dcterms:modified", _modified(view))
    yield from _dublin_core(view)
    for name, value in _accessibility(view, content):
        yield _property(name, value)
    if _conforms(content):
        yield from _certified(view.school.certifier)
    if content.print:
        yield _property("pageBreakSource", content.print)
    yield Statement("meta", "", (("name", "cover"), ("content", "cover-image")))
    if view.metadata.writing is Writing.VERTICAL:  # by this alone Kindle knows it
        yield Statement("meta", "", (("name", "primary-writing-mode"), ("content", "vertical-rl")))


def _titles(view: View) -> Iterator[Statement]:
    titles = (("main", view.metadata.title), ("subtitle", view.metadata.subtitle))
    for type, title in titles:
        if _clean(title):
            yield Statement("dc:title", _clean(title), (("id", f"title-{type}"),))
            yield _property("title-type", type, refines=f"#title-{type}")


def _dublin_core(view: View) -> Iterator[Statement]:
    metadata = view.metadata
    elements = (
        *(("creator", author) for author in metadata.authors),
        ("description", metadata.description),
        *(
            ("subject", subject)
            for subject in dict.fromkeys((metadata.subject, *metadata.keywords))
        ),
        ("publisher", view.school.name),
        ("rights", metadata.rights),
        ("date", metadata.date),
    )
    for name, value in elements:
        if _clean(value):
            yield Statement(f"dc:{name}", _clean(value))
    if _clean(metadata.level):
        yield _property("dcterms:educationLevel", _clean(metadata.level))


def _modified(view: View) -> str:
    """Return when the book was last changed, by its front matter: EPUB 3.3, 5.5.6.

    Never the clock: the same source gives the same bytes.
    """
    try:
        date = datetime.fromisoformat(view.metadata.date).replace(tzinfo=UTC)
    except ValueError:
        date = _UNDATED
    return date.strftime("%Y-%m-%dT%H:%M:%SZ")


def _accessibility(view: View, content: Content) -> Iterator[tuple[str, str]]:
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
    yield "schema:accessibilityHazard", "unknown" if content.animated else "none"
    yield "schema:accessibilitySummary", " ".join(_summary(view, content))
    if _conforms(content):
        yield "dcterms:conformsTo", _CONFORMS


def _conforms(content: Content) -> bool:
    return content.described and not content.animated and not content.own_templates


def _certified(certifier: Certifier) -> Iterator[Statement]:
    """Yield who says that the book conforms; studypack does, if nobody else is named."""
    name = _clean(certifier.name)
    id = (("property", "a11y:certifiedBy"), ("id", "certifier"))
    yield Statement("meta", name or _CERTIFIER, id)
    if name and _clean(certifier.credential):
        credential = _clean(certifier.credential)
        yield _property("a11y:certifierCredential", credential, refines="#certifier")
    if name and certifier.report:
        report = (("rel", "a11y:certifierReport"), ("refines", "#certifier"))
        yield Statement("link", "", (*report, ("href", certifier.report)))


def _features(content: Content) -> Iterator[str]:
    yield from ("displayTransformability", "readingOrder", "structuralNavigation")
    yield from ("tableOfContents", "ARIA")
    if content.images and content.described:
        yield "alternativeText"
    if content.formulas:
        yield from ("describedMath",) if content.drawn else ("MathML", "describedMath")
    if content.readings:
        yield "rubyAnnotations"
    if content.print:
        yield from ("pageBreakMarkers", "pageNavigation")


def _summary(view: View, content: Content) -> Iterator[str]:
    labels = view.labels
    yield labels["accessibility-reading"]
    yield labels["accessibility-structure"]
    if content.described:  # the cover's picture, at least, is
        yield labels["accessibility-images"]
    if content.formulas and not content.drawn:
        yield labels["accessibility-formulas"]
    if content.answers:
        yield labels["accessibility-answers"]
    if content.print:
        yield labels["accessibility-pages"]


def _property(name: str, value: str, *, refines: str = "") -> Statement:
    attributes = (("refines", refines), ("property", name)) if refines else (("property", name),)
    return Statement("meta", value, attributes)


def _clean(value: str) -> str:
    """Return `value` on one line, without what XML 1.0 forbids (section 2.2)."""
    return " ".join(_UNPRINTABLE.sub(" ", value).split())
