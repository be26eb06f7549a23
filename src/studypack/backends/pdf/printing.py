"""Lays a sheet out with WeasyPrint and writes it as a tagged PDF; called by `backends.pdf`."""

from __future__ import annotations

import gc
import logging
import re
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any
from xml.etree import ElementTree

import cssselect2  # type: ignore[import-untyped]

from studypack import fonts
from studypack.backends.base import Place, RenderFault, Rendering
from studypack.backends.flow import Flow
from studypack.backends.pdf.loading import load
from studypack.backends.pdf.sheet import Sheet, Stylesheet
from studypack.backends.stylesheets import rules_of
from studypack.model.pack import Typeface, Typefaces
from studypack.spans import Span

with fonts.private_fontconfig():
    load()
    import weasyprint
    from weasyprint.html import get_html_metadata
    from weasyprint.images import get_image_from_uri
    from weasyprint.layout.background import layout_backgrounds
    from weasyprint.pdf.metadata import DocumentMetadata
    from weasyprint.text.ffi import ffi, fontconfig
    from weasyprint.text.fonts import FontConfiguration

from studypack.backends.pdf.fetch import BASE_URL, PackFetcher, RefusedReferenceError
from studypack.backends.pdf.flow import flow_of
from studypack.backends.pdf.holding import Words, hold
from studypack.backends.pdf.keeping import keep_at_a_fair_cost
from studypack.backends.pdf.lines import number_lines
from studypack.backends.pdf.page_ends import mend_page_ends
from studypack.backends.pdf.spaces import let_spaces_hang
from studypack.backends.pdf.tags import UntaggableError, write_tagged

let_spaces_hang()
mend_page_ends()
keep_at_a_fair_cost()


def print_sheet(sheet: Sheet, *, again: bool = False) -> Rendering:
    """Return `sheet` as PDF/UA-1, and where each block fell.

    A character that no font has becomes an empty box, of which authors are warned when their pack
    is checked: the glyph that fonts have for what they lack is forbidden in PDF/UA.

    again   a teacher's sheet will be printed on these pages next: they are kept for it
    raises  RenderFault if the markup is not well-formed, or if anything in it cannot be printed
            as it stands: what WeasyPrint warns of would be lost in silence
    """
    try:
        return _printed(sheet, again=again)
    except _GlyphlessError as fault:
        return _printed(fault.boxed(sheet), again=again)


def _printed(sheet: Sheet, *, again: bool) -> Rendering:
    with _laid_out(sheet) as layout:
        data = write_tagged(layout.document, archive=sheet.archived)
        if again:
            _kept.layout = layout
    return layout.rendering(data)


def print_held(sheet: Sheet, whole: Sheet, words: Words) -> Rendering:
    """Return `whole`, the sheet of a teacher, on the pages of `sheet`, that of the pupils.

    No question is on another page than the pupils have it on; `hold` says what becomes of the rest.
    Raises as `print_sheet` does.
    """
    try:
        return _printed_held(sheet, whole, words)
    except _GlyphlessError as fault:
        return _printed_held(fault.boxed(sheet), fault.boxed(whole), words)


def _printed_held(sheet: Sheet, whole: Sheet, words: Words) -> Rendering:
    with _laid_out(sheet) as layout:
        teachers = _Page(ElementTree.fromstring(whole.markup), whole)

        def lay_out(root: ElementTree.Element, style: str) -> Any:
            page = _Page(root, whole)
            pieces = _rendered(page, whole, map(_parsed, (*whole.styles, Stylesheet(style))))
            page.url_fetcher.raise_refusal()
            return pieces

        pupils = layout.document
        pages, behind = hold(
            pupils, pupils._html.etree_element, teachers.etree_element, lay_out, words
        )
        _move_backgrounds(pages, pupils)
        held = weasyprint.Document(
            _linked([weasyprint.Page(page) for page in (*pages, *behind)], pupils.pages),
            DocumentMetadata(**get_html_metadata(teachers)),
            pupils.url_fetcher,
            pupils.font_config,
            pupils.color_profiles,
            pupils.output_intent,
        )
        data = write_tagged(held, archive=sheet.archived)
    return _Layout(whole, held, flow_of(held)).rendering(data)


def lay_out(sheet: Sheet) -> Rendering:
    """Return what `print_sheet` does, but no file; raises as it does."""
    with _laid_out(sheet) as layout:
        return layout.rendering(b"")


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
    """A sheet, the document that it is laid out as, and the flow of that."""

    sheet: Sheet
    document: Any
    flow: Flow

    def rendering(self, data: bytes) -> Rendering:
        """Return what there is to know of it, with the file that it is written as."""
        document = self.document
        return Rendering(
            data=data, pages=len(document.pages), places=_places(document), flow=self.flow
        )


class _Kept(threading.local):
    """The layout that is asked for next: the teacher's sheet has the pages of the pupils'."""

    layout: _Layout | None = None

    def take(self, sheet: Sheet) -> _Layout | None:
        """Return the layout if it is that of `sheet`; it is not kept any longer."""
        layout, self.layout = self.layout, None
        return layout if layout is not None and layout.sheet == sheet else None


_kept = _Kept()


def _linked(pages: list[Any], before: Sequence[Any]) -> list[Any]:
    """Return pages with all anchors that they had before, and without links that lead nowhere.

    What is for pupils alone is gone, but not from their table of contents.
    """
    for page, old in zip(pages, before, strict=False):
        for name, place in old.anchors.items():
            page.anchors.setdefault(name, place)
    there = {name for page in pages for name in page.anchors}
    for page in pages:
        page.links = [link for link in page.links if link[0] != "internal" or link[1] in there]
    return pages


def _move_backgrounds(pages: Iterable[Any], document: Any) -> None:
    """Lay out backgrounds again: they stay where they were when their boxes are moved."""
    images = partial(
        get_image_from_uri,
        cache={},
        url_fetcher=document.url_fetcher,
        options=weasyprint.DEFAULT_OPTIONS,
    )
    for page in pages:
        layout_backgrounds(page, images)


@contextmanager
def _laid_out(sheet: Sheet) -> Iterator[_Layout]:
    """Give the layout of `sheet`; raise `RenderFault` for anything that it or its use stumble over."""
    with ExitStack() as stack:
        stack.enter_context(_faults(sheet))
        stack.enter_context(_rare_collection())
        warnings = stack.enter_context(_warnings())
        layout = _kept.take(sheet) or _new_layout(sheet)
        yield layout
        layout.document.url_fetcher.raise_refusal()
    _judge(warnings)


_EMPTY_BOX = "\N{WHITE SQUARE}"
_LACKING = re.compile(r"\.notdef glyph rendered .*\(U\+([0-9A-F]+)\)$", re.DOTALL)


class _GlyphlessError(RenderFault):
    """No font has a glyph for some characters of a sheet."""

    def __init__(self, characters: frozenset[str]) -> None:
        named = " ".join(f"U+{ord(character):04X}" for character in sorted(characters))
        super().__init__(f"no font has {named}")
        self._characters = characters

    def boxed(self, sheet: Sheet) -> Sheet:
        """Return `sheet` with an empty box for each of the characters."""
        boxes = dict.fromkeys(map(ord, self._characters), _EMPTY_BOX)
        return replace(sheet, markup=sheet.markup.translate(boxes))


def _judge(warnings: list[str]) -> None:
    """Raise `RenderFault` for what WeasyPrint warned of, if it did."""
    lacking = [_LACKING.match(warning) for warning in warnings]
    for warning, match in zip(warnings, lacking, strict=True):
        if match is None:
            raise RenderFault(f"WeasyPrint: {warning}")
    if lacking:
        raise _GlyphlessError(frozenset(chr(int(match[1], 16)) for match in lacking if match))


def _new_layout(sheet: Sheet) -> _Layout:
    page = _Page(ElementTree.fromstring(sheet.markup), sheet)
    document = _rendered(page, sheet, map(_parsed, sheet.styles))
    _find_footnotes(sheet, document)
    flow = flow_of(document)
    number_lines(document)
    return _Layout(sheet, document, flow)


def _rendered(page: _Page, sheet: Sheet, styles: Iterable[Any]) -> Any:
    """Lay a page out that goes on as long as it has to, in the type of `sheet`."""
    return page.render(
        font_config=_current_fonts(sheet.typefaces, sheet.typed),
        stylesheets=[*styles],
        pdf_forms=sheet.fillable,
    )


def _find_footnotes(sheet: Sheet, document: Any) -> None:
    """Raise `RenderFault` if a footnote is on no page, or not wholly on one.

    WeasyPrint 70 lets notes without end stand on a document's last page; and when it lays out once
    more for the numbers of pages, it drops a page that held nothing but notes.
    """
    found = {
        name
        for page in document.pages
        for name, (_, top, _, bottom) in page.anchors.items()
        if top >= 0 and bottom <= page.height
    }
    lost = sheet.footnotes - found
    if lost:
        raise RenderFault(f"WeasyPrint loses the footnote {min(lost)}")


class _Page(weasyprint.HTML):  # type: ignore[misc]  # WeasyPrint is not typed
    """A tree as WeasyPrint's source document, with the resources of a sheet.

    WeasyPrint would read the markup with an HTML parser, written in Python, that mends in silence
    what is not well-formed and forbids blocks in a footnote's call.
    """

    def __init__(self, root: ElementTree.Element, sheet: Sheet) -> None:
        self.base_url = BASE_URL
        self.url_fetcher = PackFetcher(sheet.resources)
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = root


def _places(document: Any) -> tuple[Place, ...]:
    """Return where each block with an id begins; WeasyPrint names it on every page that it is on."""
    first: dict[str, int] = {}
    for number, page in enumerate(document.pages, start=1):
        for name in page.anchors:
            first.setdefault(name, number)
    # An id with a dot is ours, such as a footnote's.
    return tuple(Place(name, page) for name, page in first.items() if "." not in name)


ffi.cdef("FcBool FcConfigSetCurrent(FcConfig *config);")


def _current_fonts(chosen: Typefaces, typed: Typeface | None) -> Any:
    """Return what Pango knows of fonts, once Fontconfig keeps to its rules too.

    Pango asks for what stands in for a family in the current configuration, whatever its own is:
    without this, the first sheet of a process would decide for all.
    """
    configuration = _font_configuration(chosen, typed)
    fontconfig.FcConfigSetCurrent(configuration._config)
    return configuration


@lru_cache(maxsize=2)
def _font_configuration(chosen: Typefaces, typed: Typeface | None) -> Any:
    """Return what Pango knows of fonts: ours and, as WeasyPrint's own, those made for the sheet.

    chosen  typefaces of the school
    typed   the face of fields, if there are any
    """
    with fonts.private_fontconfig(chosen):
        configuration = FontConfiguration()
    faces = (*chosen.all, *([typed] if typed else []))
    files = {fonts.font_address(file): file.data for face in faces for file in face.files}
    with _warnings() as warnings:
        weasyprint.CSS(
            string=fonts.font_faces(faces),
            base_url=BASE_URL,
            url_fetcher=PackFetcher(files),
            font_config=configuration,
        )
    if warnings:
        raise RenderFault(f"WeasyPrint: {warnings[0]}")
    return configuration


@lru_cache(maxsize=32)
def _parsed(style: Stylesheet) -> Any:
    """Return a parsed stylesheet; parsing is shared by all renderings of a process."""
    css, fault = _read(style.text)
    if fault:
        raise RenderFault(fault, _place(style, fault))
    return css


_ASTRAY = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
"""What a length of a stylesheet, a drawing or a picture can make WeasyPrint raise, anywhere."""


def _read(css: str) -> tuple[Any, str]:
    """Return what WeasyPrint makes of CSS, and the first thing that it does not understand."""
    with _warnings() as warnings:
        try:
            read = weasyprint.CSS(string=css, base_url=BASE_URL, url_fetcher=PackFetcher({}))
        except RefusedReferenceError as refusal:
            return None, f"{refusal.reference} is {refusal.reason}"
        except _ASTRAY as error:
            return None, f"WeasyPrint cannot read it ({type(error).__name__})"
    return read, warnings[0] if warnings else ""


def _place(style: Stylesheet, fault: str) -> Span | None:
    """Return where a stylesheet is not understood: WeasyPrint says '… at 2:5' of most faults."""
    if not style.name:
        return None
    path = f"templates/{style.name}"
    if numbers := re.search(r" at (\d+):(\d+)", fault):
        return Span(path, int(numbers[1]), int(numbers[2]))
    guilty = (rule for rule in rules_of(style.text) if _read(rule.text)[1])
    rule = next(guilty, None)
    return Span(path, rule.line, rule.column) if rule else Span(path)


def _naming(reference: str, sheet: Sheet) -> Span | None:
    """Return the place in a stylesheet that refers to a picture or font, if one does."""
    written = reference.rpartition("/")[2]
    for style in sheet.styles:
        at = style.text.find(written) if style.name and written else -1
        if at >= 0:
            line = style.text.count("\n", 0, at) + 1
            return Span(f"templates/{style.name}", line, at - style.text.rfind("\n", 0, at))
    return None


# WeasyPrint lays boxes out by recursion, several frames a level; reading bounds the depth.
_FRAMES = 6000

# Layout makes hundreds of thousands of boxes that all live until the file is written.
_COLLECTION = (200_000, 20, 50)


@contextmanager
def _rare_collection() -> Iterator[None]:
    """Let the garbage collector run rarely, and recursion go deep, while the context lasts."""
    before, frames = gc.get_threshold(), sys.getrecursionlimit()
    gc.set_threshold(*_COLLECTION)
    sys.setrecursionlimit(max(frames, _FRAMES))
    try:
        yield
    finally:
        gc.set_threshold(*before)
        sys.setrecursionlimit(frames)


class _Listener(logging.Handler):
    """Keeps what one thread's WeasyPrint warns of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        # Subsetting fonts without HarfBuzz's library takes longer; nothing is lost by it.
        slower = str(record.msg).startswith("Using fontTools instead of HarfBuzz-Subset")
        if record.thread == self._thread and not slower:
            self.heard.append(record.getMessage())


@contextmanager
def _warnings() -> Iterator[list[str]]:
    listener = _Listener()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(listener)
    try:
        yield listener.heard
    finally:
        logger.removeHandler(listener)


@contextmanager
def _faults(sheet: Sheet) -> Iterator[None]:
    """Turn what a pack's content can make WeasyPrint raise into a `RenderFault`."""
    try:
        yield
    except ElementTree.ParseError as error:
        raise RenderFault(f"a template writes markup that is not well-formed: {error}") from error
    except RefusedReferenceError as refusal:
        place = _naming(refusal.reference, sheet)
        raise RenderFault(f"{refusal.reference} is {refusal.reason}", place) from refusal
    except UntaggableError as error:
        raise RenderFault(str(error)) from error
    except RecursionError as error:
        raise RenderFault("blocks are nested too deeply to be laid out") from error
    except MemoryError as error:
        raise RenderFault("there is not enough memory to lay it out") from error
    except _ASTRAY as error:
        reason = f"{type(error).__name__}: {error}"
        raise RenderFault(f"WeasyPrint cannot lay it out ({reason})") from error
