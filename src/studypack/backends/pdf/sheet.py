"""A view as HTML for paper, with all that the HTML refers to; `backends.pdf` prints it."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from studypack import fonts
from studypack.backends.base import Assets, with_pictures
from studypack.backends.fragments import Fragments, Medium, template_text
from studypack.backends.measures import length_of_text
from studypack.backends.pdf.cards import card_sheets
from studypack.composing.request import Finish
from studypack.composing.view import Direction, Look, View
from studypack.model.base import Node
from studypack.model.blocks import Figure, Paragraph
from studypack.model.generated import Crossword, Flashcard
from studypack.model.inlines import NoteRef, text_width
from studypack.model.pack import Margins, Paper, Typeface, Typefaces
from studypack.model.room import RoomKind
from studypack.model.tasks import Options, Organizer, Task
from studypack.model.walk import query, walk

LONG = 12
"""Pages from which a pack has a cover and a table of contents."""


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """CSS, and its path below `templates/` if it is a file there."""

    text: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What WeasyPrint is given.

    markup     an XHTML document, well-formed
    styles     stylesheets, the strongest last
    resources  everything that the markup refers to, by its name below the base address
    footnotes  ids of the notes that stand at the foot of a page
    typefaces  what the school sets its pages in
    archived   it is to be PDF/A-2a as well
    fillable   room for answers is fields of a form
    typed      what is typed into the fields is set in
    """

    markup: str
    styles: tuple[Stylesheet, ...]
    resources: Mapping[str, bytes] = field(repr=False)
    footnotes: frozenset[str] = frozenset()
    typefaces: Typefaces = field(default_factory=Typefaces)
    archived: bool = False
    fillable: bool = False
    typed: Typeface | None = None

    @classmethod
    def of(cls, view: View, assets: Assets, *, footed: bool) -> Sheet:
        """Return the sheet of `view`; its notes stand at the foot of pages, or else at the end."""
        assets = with_pictures(assets, view)
        formulas: dict[str, bytes] = {}
        fragments = Fragments(view, assets, _paper(view, formulas, footed=footed))
        picture = view.metadata.cover if view.metadata.cover in assets.images else ""
        markup = fragments.page(
            "print.html.j2",
            body=fragments.blocks(view.blocks),
            answers=fragments.blocks(view.answers),
            endnotes=() if footed else view.notes,
            cover=estimated_pages(view.pupils or view) >= LONG,
            picture=picture,
            title_pt=cover_title_pt(view) // (2 if picture else 1),
            paper=view.look.paper.name.lower(),
        )
        images = {name: image.data for name, image in assets.images.items()}
        fillable = view.finish is Finish.FILLABLE
        return cls(
            markup=_without_dead_links(markup),
            styles=_styles(view, assets),
            resources=MappingProxyType(images | formulas),
            footnotes=frozenset(_FOOTNOTE.findall(markup)),
            typefaces=view.school.typefaces,
            archived=view.finish is Finish.ARCHIVE,
            fillable=fillable,
            typed=_typed(markup, view) if fillable else None,
        )


def _typed(markup: str, view: View) -> Typeface:
    """Return the face that pupils type in, by what they read."""
    text = "".join(sorted(set(unescape(_TAG.sub("", markup)))))
    clear = "dyslexia" in view.look.stylesheets
    return fonts.typed_face(text, view.language, clear=clear)


_TAG = re.compile("<[^>]*>")
_ID = re.compile(' id="([^"]+)"')
_FOOTNOTE = re.compile(' class="footnote" id="([^"]+)"')
_LINK = re.compile(r' href="#([^"]+)"| <span class="page-of" data-target="#([^"]+)"></span>')


def _without_dead_links(markup: str) -> str:
    """Return `markup` without links to what is not on paper: a note that is never called, say."""
    ids = set(_ID.findall(markup))
    return _LINK.sub(lambda link: link[0] if (link[1] or link[2]) in ids else "", markup)


def _paper(view: View, formulas: dict[str, bytes], *, footed: bool) -> Medium:
    """Return paper as a medium; formulas are drawn into `formulas`, by name."""
    from studypack import maths

    def formula(latex: str, display: bool) -> Markup:
        size, language = view.look.text_pt, view.language
        drawn = maths.to_svg(latex, display=display, size_pt=size, lang=language)
        drawing = drawn.svg.encode()
        name = f"formulas/{hashlib.sha256(drawing).hexdigest()[:16]}.svg"
        formulas[name] = drawing
        return Markup(
            '<img class="formula" role="math" src="{}" alt="{}" style="width: {:.2f}pt; '
            'height: {:.2f}pt; vertical-align: {:.2f}pt"/>'
        ).format(name, drawn.alt, drawn.width_pt, drawn.height_pt, -drawn.depth_pt)

    # A letter of Source Sans is about half as wide as it is high.
    look = view.look
    width, height = _text_area_mm(look)
    measure_mm = width - _frame(look).hang
    return Medium(
        image=quote,
        href=lambda name: f"#{name}",
        formula=formula,
        paged=True,
        footed=footed,
        writable=True,
        fillable=view.finish is Finish.FILLABLE,
        cards=lambda block: card_sheets(block, view, (width, height)),
        line=int(measure_mm / (0.45 * look.text_pt * _POINT_MM)),
        half=int(width * height / _letter_mm2(look)),
        endless=lambda block: _pages(block, look) > _SURELY,
        drawn_mm=measure_mm,
        letters=max(1.0, look.text_pt / _TEXT_PT),
    )


def _styles(view: View, assets: Assets) -> tuple[Stylesheet, ...]:
    """Return the stylesheets: fonts, ours, what this view sets itself, how it is dressed."""

    def own(name: str) -> Stylesheet:
        path = f"css/{name}.css"
        return Stylesheet(template_text(path, assets), path)

    return (
        Stylesheet(fonts.stylesheet(view.school.typefaces)),
        *map(own, ("tokens", "blocks", "print")),
        Stylesheet(_settings(view)),
        Stylesheet(_natural_widths(assets)),
        *map(own, _dress(view)),
        Stylesheet(_margins(view)),
    )


def _dress(view: View) -> Iterator[str]:
    """Yield the names of the stylesheets that only some views have, the strongest last."""
    look = view.look
    if look.paper.value[0] / look.text_pt < _NARROW:
        yield "narrow"
    if look.paper is Paper.A5:
        yield "papers/a5"
    yield from (f"editions/{name}" for name in look.stylesheets)
    if view.finish is Finish.FILLABLE:
        yield "fillable"
    if view.pupils is not None:
        yield "held"


def _margins(view: View) -> str:
    """Return rules for inner margins that are not as the stylesheets have them: mirrored, unpunched.

    The margins of a page keep their sum, so that no line breaks elsewhere.
    """
    look = view.look
    frame = _frame(look)
    room = _FOR_HOLES_MM if look.punched else 0.0
    left, right = frame.inner + room, frame.outer - room
    if look.margins is Margins.SINGLE:
        if view.direction is Direction.RTL:
            left, right = right, left
        return _sides("", left, right) + _sides(" :left", left, right)
    return _sides("", left, right) + _sides(" :left", right, left) if room else ""


def _sides(page: str, left: float, right: float) -> str:
    return f"@page{page} {{ margin-left: {left}mm; margin-right: {right}mm }}\n"


_FOR_HOLES_MM = 3.0
"""What the inner margin takes of the outer one: holes reach 16.3 mm into a page (ISO 838)."""

_NARROW = 16
"""Millimetres of paper a point of type, below which a line holds less than 60 characters."""


def _settings(view: View) -> str:
    """Return what a view sets itself: WeasyPrint lets no variable into a page's own rules."""
    look = view.look
    width, height = look.paper.value
    size = f"@page {{ size: {width}mm {height}mm }}\n"
    root = (
        f":root {{ font-size: {look.text_pt}pt; --accent: {look.accent}; "
        f"--page: {_text_area_mm(look)[1]}mm }}\n"
    )
    return size + root + (_MIRRORED if view.direction is Direction.RTL else "")


def _natural_widths(assets: Assets) -> str:
    """Return the widths of drawings that do not state their own.

    Without one a drawing would be as wide as the page, and in a line that runs from right to left
    WeasyPrint 70 fails over it.
    """
    return "".join(
        f'figure img[src="{quote(image.name)}"], img.inline[src="{quote(image.name)}"] '
        f"{{ width: {image.width_px}px }}\n"
        for image in assets.images.values()
        if image.media_type == "image/svg+xml"
    )


_MIRRORED = """@page {
  @top-left { content: element(head-end) } @top-right { content: element(head-start) }
  @bottom-left { content: element(foot-end) } @bottom-right { content: element(foot-start) }
  @footnote { margin-left: 0; margin-right: 12mm }
}
@page :first { @top-left { content: none } @top-right { content: none } }
"""
"""Running matter of a page that is read from right to left: margin boxes have no logical names."""


def notes_fit(view: View) -> bool:
    """Return whether every note of `view` may stand at the foot of a page.

    What is more than text, calls a further note or fills half a page stands at the end, like all
    the others then: WeasyPrint cuts a note off that is longer than a page.
    """
    width, height = _text_area_mm(view.look)
    return all(
        all(isinstance(block, Paragraph) for block in note.body)
        and next(query(note.body, NoteRef), None) is None
        and length_of_text(note) * _letter_mm2(view.look) < width * height / 2
        for note in view.notes
    )


def estimated_pages(view: View) -> float:
    """Return about how many pages `view` fills, without laying it out.

    Good to a third: it only decides whether the pack is long enough for a cover, and a second
    layout to be sure of it would double the time.
    """
    return _pages((view.blocks, view.answers), view.look)


def _pages(held: Any, look: Look) -> float:
    """Return about how many pages nodes fill."""
    width, height = _text_area_mm(look)
    drawn_mm = sum(_height_mm(node) for node in walk(held) if isinstance(node, _DRAWN))
    return (length_of_text(held) * _letter_mm2(look) / width + drawn_mm) / height


_SURELY = 4 / 3
"""Pages by estimate, from which a block is longer than one."""


def _text_area_mm(look: Look) -> tuple[float, float]:
    """Return width and height of a page within its margins."""
    (width, height), frame = look.paper.value, _frame(look)
    return width - frame.inner - frame.outer, height - frame.top - frame.bottom


@dataclass(frozen=True, slots=True)
class Frame:
    """Millimetres around the text of a page, and those of the column of numerals beside it."""

    inner: float
    outer: float
    top: float
    bottom: float
    hang: float


FRAME = Frame(inner=22.0, outer=18.0, top=18.0, bottom=20.0, hang=12.0)
"""What `print.css` says, which WeasyPrint lets no variable into."""

A5_FRAME = Frame(inner=16.0, outer=12.0, top=15.0, bottom=17.0, hang=9.0)
"""What `papers/a5.css` says."""


def _frame(look: Look) -> Frame:
    return A5_FRAME if look.paper is Paper.A5 else FRAME


def _letter_mm2(look: Look) -> float:
    """Return the room that a letter takes, with its share of the space around paragraphs."""
    return 26 * (look.text_pt / _TEXT_PT) ** 2


_TEXT_PT = 10.5
"""The size of running text in ordinary print."""


_HEIGHTS_MM = {Figure: 65.0, Organizer: 120.0, Flashcard: 36.0, Crossword: 110.0, Options: 12.0}
"""Heights, with the space around them, of what is not text."""

_DRAWN = (Task, *_HEIGHTS_MM)


def _height_mm(node: Node) -> float:
    """Return the height of a drawn node, or of the room of a task."""
    if not isinstance(node, Task):
        return _HEIGHTS_MM[type(node)]
    lines = 12 * 8 if node.room.kind is RoomKind.FILL else node.room.lines * 8
    return 12 + lines + node.room.mm


def cover_title_pt(view: View) -> int:
    """Return the size at which the title fills a cover: no word broken, half the page at most."""
    words = view.metadata.title.split() or [""]
    width, height = (side / _POINT_MM for side in _text_area_mm(view.look))
    # A letter of Source Serif is half as wide as it is high; lines are set solid.
    by_width = width / (0.56 * max(map(text_width, words)))
    by_height = math.sqrt(width * height / 2 / (0.62 * text_width(view.metadata.title)))
    return int(max(24, min(_LARGEST_PT, by_width, by_height)))


_LARGEST_PT = 104

_POINT_MM = 25.4 / 72
