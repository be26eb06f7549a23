"""The members of one book, made in the order in which it is read; called by the backend's door."""

from __future__ import annotations

import dataclasses
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from studypack.backends.base import Assets, RenderFault, with_pictures
from studypack.backends.epub.chapters import TITLE_PAGE, Chapter, chapters, places, table_places
from studypack.backends.epub.contents import Point, depth, figures, nest, tables, themes
from studypack.backends.epub.cover import cover
from studypack.backends.epub.flow import PageStart, starts_in, with_marks
from studypack.backends.epub.kobo import with_spans
from studypack.backends.epub.meaning import meaning
from studypack.backends.epub.metadata import content_of, statements
from studypack.backends.epub.packaging import Member, Package
from studypack.backends.epub.pictures import SUFFIXES, Pictures
from studypack.backends.epub.typefaces import typefaces
from studypack.backends.epub.vertical import turned, with_upright_numbers
from studypack.backends.fragments import Fragments, Medium, template_text
from studypack.composing.request import Profile
from studypack.composing.view import Direction, View
from studypack.model.base import Block
from studypack.model.blocks import Heading
from studypack.model.inlines import plain
from studypack.model.pack import Writing

_FOLDER = "text"
_STYLESHEET = "css/epub.css"
_VERTICAL = "css/vertical.css"
_LINE = 46
"""Characters of a table's line on a phone 360 pixels wide: what needs more is set as cards."""

_SHORT_FORMULA = 24
"""Characters of LaTeX that make no formula wider than a phone."""

_FORMULA_EM = 20
"""The width of a line on a phone, less the padding of a box around it."""

_SMALLEST_SHARE = 0.6
_FORMULA_PT = 12.0
_PIXELS_PER_POINT = 300 / 72
_DRAWING_PX = 1600
_DRAWING = re.compile(
    r"<svg\b[^>]*><title>[^<]*</title><desc>(?P<description>[^<]*)</desc>.*?</svg>", re.DOTALL
)

_DEEPEST = 3
"""Heading levels in the table of contents."""


@dataclass(frozen=True, slots=True)
class _Navigation:
    """What the navigation leads to: contents, figures, tables, themes, the pages of the print."""

    points: list[Point]
    figures: list[Point]
    tables: list[Point]
    themes: list[Point]
    pages: tuple[PageStart, ...] = ()


class Book:
    """Makes the members of the book for one view; of use once."""

    def __init__(self, view: View, assets: Assets) -> None:
        self._view = view
        self._assets = assets = with_pictures(assets, view)
        self._chapters = chapters(view)
        self._places = places(self._chapters)
        self._tables = table_places(self._chapters)
        self._pictures = Pictures(assets.images, pixels=view.profile is Profile.KINDLE)
        self._cover = cover(view, assets)
        medium = Medium(
            image=lambda name: f"../{self._pictures.name(name)}",
            href=self._href,
            formula=self._formula,
            paged=False,
            footed=False,
            popped=True,
            writable=False,
            line=_LINE,
            meaning=meaning,
            anchor=self._anchor,
        )
        self._fragments = Fragments(view, assets, medium)

    def package(self) -> Package:
        """Return all that the book holds."""
        view = self._view
        title = self._title_page()  # before the chapters: ids are given in reading order
        pages = [self._page(c) for c in self._chapters if c.file_name != TITLE_PAGE]
        hrefs = {id: f"{file}#{id}" for id, file in self._places.items()}
        navigation = _Navigation(
            nest(view.contents, hrefs, _DEEPEST, view.language),
            figures(view.blocks, hrefs, view.labels),
            tables(view, hrefs, {key: f"{file}#{id}" for key, (file, id) in self._tables.items()}),
            themes(view, hrefs),
        )
        starts = self._page_starts((title, self._nav(navigation), *pages))
        navigation = dataclasses.replace(navigation, pages=starts)
        read = tuple(_paged(page, starts) for page in (title, self._nav(navigation), *pages))
        if view.profile is Profile.KOBO:
            read = tuple(map(_counted, read))
        identifier = _identifier(view)
        content = content_of(
            view,
            animated=self._pictures.any_moves(),
            own_templates=_is_reshaped(self._assets),
            print=self._assets.print.name if starts and self._assets.print else "",
        )
        return Package(
            language=view.language,
            right_to_left=view.direction is Direction.RTL or self._is_vertical,
            statements=tuple(statements(view, content, identifier)),
            ncx=self._ncx(navigation, identifier),
            members=(self._cover_page(), *read, *self._resources(read)),
        )

    def _page_starts(self, read: Iterable[Member]) -> tuple[PageStart, ...]:
        """Return where the pages of the print begin in what is read; () if there is no print."""
        if self._assets.print is None:
            return ()
        pages = {_file_name(page): page.data.decode() for page in read}
        return starts_in(pages, self._assets.print.flow)

    # --- Pages ------------------------------------------------------------------------------

    def _cover_page(self) -> Member:
        view = self._view
        alt = view.labels.format("cover-alt", title=view.metadata.title)
        return self._document(
            "cover", "cover.xhtml.j2",
            title=view.labels["cover"], alt=alt, image=f"../{self._cover_name}",
        )  # fmt: skip

    def _title_page(self) -> Member:
        front = next((c for c in self._chapters if c.file_name == TITLE_PAGE), None)
        return self._document(
            "title", "title.xhtml.j2",
            title=self._view.metadata.title,
            content=self._fragments.blocks(front.blocks) if front else "",
            hints=front.hints if front else (),
            notes=front.notes if front else (),
        )  # fmt: skip

    def _nav(self, navigation: _Navigation) -> Member:
        bodies = (c.file_name for c in self._chapters if not c.has_answers)
        return self._document(
            "nav", "nav.xhtml.j2", ("nav",),
            title=self._view.labels["contents"],
            points=navigation.points,
            figures=navigation.figures,
            tables=navigation.tables,
            themes=navigation.themes,
            pages=navigation.pages,
            first=next((name for name in bodies if name != TITLE_PAGE), TITLE_PAGE),
            answers=next((c.file_name for c in self._chapters if c.has_answers), ""),
        )  # fmt: skip

    def _page(self, chapter: Chapter) -> Member:
        heading = chapter.blocks[0]
        return self._document(
            chapter.file_name.removesuffix(".xhtml"), "section.xhtml.j2",
            title=" ".join(plain(chapter.title).split()) or self._view.metadata.title,
            kind="answers" if chapter.has_answers else "chapter",
            heading_id=heading.id if isinstance(heading, Heading) else "",
            content=self._fragments.blocks(chapter.blocks),
            hints=chapter.hints,
            notes=chapter.notes,
        )  # fmt: skip

    def _ncx(self, navigation: _Navigation, identifier: str) -> bytes:
        return self._fragments.page(
            "toc.ncx.j2",
            points=navigation.points,
            pages=navigation.pages,
            depth=depth(navigation.points) or 1,
            identifier=identifier,
        ).encode()

    def _document(
        self, name: str, template: str, properties: tuple[str, ...] = (), **values: object
    ) -> Member:
        page = _with_named_headers(self._fragments.page(template, **values))
        if self._view.profile is Profile.KINDLE:
            page = self._with_pictures(page)
        if self._is_vertical:
            page = with_upright_numbers(page)
        self._fragments.new_file()
        return Member(
            id=name,
            name=f"{_FOLDER}/{name}.xhtml",
            media_type="application/xhtml+xml",
            data=page.encode(),
            properties=(*properties, *_properties(page)),
            in_spine=True,
        )

    # --- What pages refer to ----------------------------------------------------------------

    def _resources(self, read: Iterable[Member]) -> Iterator[Member]:
        style = template_text(_STYLESHEET, self._assets)
        if self._is_vertical:
            style = turned(style) + template_text(_VERTICAL, self._assets)
        if self._view.fonts:
            faces, rules = typefaces(
                (page.data.decode() for page in read),
                self._view.look,
                self._view.school.typefaces.text,
            )
            yield from faces
            style = rules + style
        yield Member(id="style", name="styles/book.css", media_type="text/css", data=style.encode())
        yield Member(
            id="cover-image", name=self._cover_name, media_type=self._cover.media_type,
            data=self._cover.data, properties=("cover-image",),
        )  # fmt: skip
        yield from self._pictures.members()

    @property
    def _is_vertical(self) -> bool:
        return self._view.metadata.writing is Writing.VERTICAL

    def _href(self, id: str) -> str:
        """Return where an id stands; notes and their calls stand in the file that links to them."""
        return f"{self._places[id]}#{id}" if id in self._places else f"#{id}"

    def _anchor(self, block: Block) -> Markup:
        """Return the id by which the list of tables finds a block that has none of its own."""
        _, name = self._tables.get(id(block), ("", ""))
        return self._fragments.id(name)

    def _formula(self, latex: str, display: bool) -> Markup:
        """Return a formula as MathML, its words as `alttext`."""
        from studypack.maths import to_mathml

        if self._view.profile is Profile.KINDLE:
            return self._drawn_formula(latex, display)
        markup = to_mathml(latex, display=display, lang=self._view.language)
        if (share := self._share(latex, display)) < 1:
            markup = markup.replace("<math ", f'<math style="font-size: {share:.0%}" ', 1)
        formula = Markup(markup)  # well-formed by contract
        return (
            Markup('<span class="across">{}</span>').format(formula)
            if self._is_vertical
            else formula
        )

    def _share(self, latex: str, display: bool) -> float:
        """Return how large a formula is set, 1 being as the text: no reader breaks it into lines."""
        from studypack.maths import to_svg

        if len(latex) < _SHORT_FORMULA:
            return 1
        drawn = to_svg(latex, display=display, size_pt=_FORMULA_PT, lang=self._view.language)
        return max(_SMALLEST_SHARE, min(1, _FORMULA_EM * _FORMULA_PT / drawn.width_pt))

    def _drawn_formula(self, latex: str, display: bool) -> Markup:
        """Return a formula as a picture as large as the text around it."""
        from studypack.maths import to_svg

        em = _FORMULA_PT
        drawn = to_svg(latex, display=display, size_pt=em, lang=self._view.language)
        name = self._pictures.drawing(drawn.svg, round(drawn.width_pt * _PIXELS_PER_POINT))
        style = f"width: {drawn.width_pt / em:.2f}em; vertical-align: {-drawn.depth_pt / em:.2f}em"
        kind = "formula own-line" if display else "formula"
        return Markup('<img class="{}" src="../{}" alt="{}" style="{}"/>').format(
            kind, name, drawn.alt, style
        )

    def _with_pictures(self, page: str) -> str:
        """Return `page` with a picture in the place of each drawing in it."""

        def picture(drawing: re.Match[str]) -> str:
            name = self._pictures.drawing(drawing[0], _DRAWING_PX)
            return Markup('<img class="drawing-picture" src="../{}" alt="{}"/>').format(
                name, Markup(drawing["description"]).unescape()
            )

        return _DRAWING.sub(picture, page)

    @property
    def _cover_name(self) -> str:
        return f"images/cover.{SUFFIXES[self._cover.media_type]}"


def _file_name(page: Member) -> str:
    return page.name.rpartition("/")[2]


def _paged(page: Member, starts: tuple[PageStart, ...]) -> Member:
    """Return a page with a mark for each page of the print that begins there."""
    markup = with_marks(_file_name(page), page.data.decode(), starts)
    return dataclasses.replace(page, data=markup.encode())


def _counted(page: Member) -> Member:
    """Return a page with its sentences counted, but for the contents, which are not text."""
    if "nav" in page.properties:
        return page
    return dataclasses.replace(page, data=with_spans(page.data.decode()).encode())


def _is_reshaped(assets: Assets) -> bool:
    """Return whether templates of the workspace's own shape the pages of its books."""
    folders = ("blocks/", "parts/", "pages/")
    return any(
        text != _our_template(name)
        for name, text in assets.templates.items()
        if name in {_STYLESHEET, _VERTICAL} or name.startswith(folders)
    )


@cache
def _our_template(name: str) -> str:
    try:
        return template_text(name, Assets())
    except RenderFault:
        return ""


_FORMULA_IN_HEADER = re.compile(r'(<th\b[^>]*>\s*<math\b[^>]*?)(alttext=)("[^"]*")')


def _with_named_headers(page: str) -> str:
    """Return `page` with a name on each formula that begins a table's header cell.

    A screen reader says the header before every cell below it, and takes names, not formulas.
    """
    return _FORMULA_IN_HEADER.sub(r"\1aria-label=\3 \2\3", page)


def _properties(page: str) -> Iterator[str]:
    """Yield what the manifest must say of a page: EPUB 3.3, 5.6.2.1 and D.6."""
    if "<math" in page:
        yield "mathml"
    if "<svg" in page:
        yield "svg"


def _identifier(view: View) -> str:
    """Return what tells this book from all others; an edition is another book than the first."""
    identifier = view.metadata.identifier or f"studypack:{view.slug}"
    if view.metadata.identifier and not (view.edition_title or view.variant or view.pupil):
        return identifier
    name = " ".join(filter(None, (identifier, view.edition_title, view.variant, view.pupil)))
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"
