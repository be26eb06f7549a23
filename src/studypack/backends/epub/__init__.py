"""A view as an EPUB 3.3 book, valid and accessible; `BACKEND` is all that the build sees.

Pages, navigation and metadata are ours; EbookLib packs them (see `packaging`).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping

from markupsafe import Markup

from studypack.backends.base import Assets, RenderFault, Rendering
from studypack.backends.epub.chapters import TITLE_PAGE, Chapter, chapters, places
from studypack.backends.epub.contents import Point, depth, nest
from studypack.backends.epub.cover import draw_cover
from studypack.backends.epub.metadata import accessibility, content_of, dublin_core, modified
from studypack.backends.epub.packaging import Member, Package, pack
from studypack.backends.fragments import Fragments, Medium, template_text, uncovered
from studypack.composing.view import Direction, View
from studypack.model.base import Block
from studypack.model.blocks import Heading
from studypack.model.inlines import plain
from studypack.model.pack import ImageFile

FOLDER = "text"
_XHTML = "application/xhtml+xml"
_SUFFIXES = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
}
_LINE = 46
"""Characters of a table's line on a phone 360 pixels wide: what needs more is set as cards."""

_DEEPEST = 3
"""Heading levels in the table of contents."""


class EpubBackend:
    """Writes EPUB 3.3 with accessibility metadata after EPUB Accessibility 1.1."""

    format = "epub"
    media_type = "application/epub+zip"

    def uncovered(self) -> frozenset[type[Block]]:
        """Return the block types that have no template."""
        return uncovered()

    def render(self, view: View, assets: Assets) -> Rendering:
        """Return the book for `view`; raises `RenderFault` for what an author can cause."""
        try:
            return Rendering(data=pack(_Book(view, assets).package()))
        except RecursionError:
            raise RenderFault("the blocks are nested too deeply for an e-book") from None


BACKEND = EpubBackend()


class _Book:
    """Makes the members of one book, in the order in which it is read."""

    def __init__(self, view: View, assets: Assets) -> None:
        self._view = view
        self._assets = assets
        self._chapters = chapters(view)
        self._places = places(self._chapters)
        self._images = _named(assets.images)
        medium = Medium(
            image=lambda name: f"../{self._images[name].name}",
            href=self._href,
            formula=_formula,
            paged=False,
            writable=False,
            line=_LINE,
        )
        self._fragments = Fragments(view, assets, medium)

    def package(self) -> Package:
        view = self._view
        held = content_of(view)
        title = self._title_page()  # before the chapters: ids are given in reading order
        pages = [self._page(c) for c in self._chapters if c.file_name != TITLE_PAGE]
        points = nest(view.contents, self._hrefs(), _DEEPEST)
        identifier = view.metadata.identifier or _identifier(view.slug)
        ncx = self._text(
            "toc.ncx.j2", points=points, depth=depth(points) or 1, identifier=identifier
        )
        return Package(
            identifier=identifier,
            title=view.metadata.title,
            language=view.language,
            modified=modified(view),
            right_to_left=view.direction is Direction.RTL,
            dublin_core=tuple(dublin_core(view)),
            meta=tuple(accessibility(view, held)),
            cover_id="cover-image",
            ncx=ncx,
            members=(
                self._cover_page(),
                title,
                self._nav(points),
                *pages,
                *self._resources(),
            ),
        )

    # --- Pages ------------------------------------------------------------------------------

    def _cover_page(self) -> Member:
        view = self._view
        alt = view.labels.format("cover-alt", title=view.metadata.title)
        return self._document(
            "cover", "cover.xhtml.j2", title=view.labels["cover"], alt=alt,
            image=f"../{self._cover_name}", kind="cover",
        )  # fmt: skip

    def _title_page(self) -> Member:
        front = next((c for c in self._chapters if c.file_name == TITLE_PAGE), None)
        return self._document(
            "title", "title.xhtml.j2", title=self._view.metadata.title, kind="titlepage",
            content=self._fragments.blocks(front.blocks) if front else "",
            notes=front.notes if front else (),
        )  # fmt: skip

    def _nav(self, points: list[Point]) -> Member:
        view = self._view
        bodies = (c.file_name for c in self._chapters if not c.has_answers)
        first = next((name for name in bodies if name != TITLE_PAGE), TITLE_PAGE)
        answers = next((c.file_name for c in self._chapters if c.has_answers), "")
        return self._document(
            "nav", "nav.xhtml.j2", ("nav",), title=view.labels["contents"], kind="toc",
            points=points, first=first, answers=answers,
        )  # fmt: skip

    def _page(self, chapter: Chapter) -> Member:
        name = chapter.file_name.removesuffix(".xhtml")
        heading = chapter.blocks[0]
        return self._document(
            name, "section.xhtml.j2",
            title=plain(chapter.title) or self._view.metadata.title,
            kind="answers" if chapter.has_answers else "chapter",
            heading_id=heading.id if isinstance(heading, Heading) else "",
            content=self._fragments.blocks(chapter.blocks),
            notes=chapter.notes,
        )  # fmt: skip

    def _document(
        self, name: str, template: str, properties: tuple[str, ...] = (), **values: object
    ) -> Member:
        data = self._text(template, **values)
        return Member(
            id=name,
            name=f"{FOLDER}/{name}.xhtml",
            media_type=_XHTML,
            data=data,
            properties=(*properties, *_properties(data)),
            in_spine=True,
        )

    def _text(self, template: str, **values: object) -> bytes:
        return self._fragments.page(template, **values).encode()

    # --- What pages refer to ----------------------------------------------------------------

    def _resources(self) -> Iterator[Member]:
        yield Member(
            id="style", name="styles/book.css", media_type="text/css",
            data=template_text("css/epub.css", self._assets).encode(),
        )  # fmt: skip
        yield self._cover_image()
        for image in self._images.values():
            id = image.name.rpartition("/")[2].replace(".", "-")
            yield Member(id=id, name=image.name, media_type=image.media_type, data=image.data)

    def _href(self, id: str) -> str:
        """Return where an id stands: its file and fragment."""
        return f"{self._places[id]}#{id}" if id in self._places else f"#{id}"

    def _hrefs(self) -> dict[str, str]:
        return {id: f"{file}#{id}" for id, file in self._places.items()}

    def _cover_image(self) -> Member:
        own = self._assets.images.get(self._view.metadata.cover)
        if own is not None:
            name, media_type, data = self._cover_name, own.media_type, own.data
        else:
            name, media_type, data = self._cover_name, "image/png", draw_cover(self._view)
        return Member(
            id="cover-image", name=name, media_type=media_type, data=data,
            properties=("cover-image",),
        )  # fmt: skip

    @property
    def _cover_name(self) -> str:
        own = self._assets.images.get(self._view.metadata.cover)
        return f"images/cover.{_SUFFIXES[own.media_type] if own else 'png'}"


def _named(images: Mapping[str, ImageFile]) -> dict[str, ImageFile]:
    """Give every image a name in the book that is safe on every system (EPUB 3.3, 4.2.3)."""
    return {
        name: ImageFile(
            name=f"images/image-{number:02}.{_SUFFIXES[image.media_type]}",
            media_type=image.media_type,
            data=image.data,
            width_px=image.width_px,
            height_px=image.height_px,
        )
        for number, (name, image) in enumerate(sorted(images.items()), start=1)
    }


def _formula(latex: str, display: bool) -> Markup:
    """Return a formula as MathML, its words as `alttext`."""
    from studypack.maths import to_mathml

    return Markup(to_mathml(latex, display=display))  # well-formed by contract


def _properties(page: bytes) -> Iterator[str]:
    """Yield what the manifest must say of a page: EPUB 3.3, 5.6.2.1 and D.6."""
    if b"<math" in page:
        yield "mathml"
    if b"<svg" in page:
        yield "svg"


def _identifier(slug: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'studypack:{slug}')}"
