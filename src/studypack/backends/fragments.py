"""Blocks and inlines as HTML that is well-formed XML: the PDF and EPUB backends share it.

There is one template a block type, `templates/blocks/<type>.html.j2`; what differs between paper
and an e-reader's screen stands in `Medium`. A workspace may put its own template before ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_never
from xml.etree import ElementTree

from markupsafe import Markup, escape

from studypack import drawings
from studypack.backends.base import Assets, RenderFault, themes_of
from studypack.backends.fields import Fields, squares_to_fill
from studypack.backends.measures import (
    Rows,
    TaskParts,
    cells_of,
    columns,
    length_of_text,
    narrowest,
    words_before,
)
from studypack.backends.runs import kept_runs
from studypack.backends.stylesheets import at_words_of, references_of, syntax_fault
from studypack.composing.view import Direction, View
from studypack.model import RENDERED, generated, tasks
from studypack.model.base import Block
from studypack.model.blocks import Keep, Paragraph, StudyBlock, Theme
from studypack.model.inlines import (
    AnyInline,
    Blank,
    Code,
    Emphasis,
    Image,
    Inlines,
    LineBreak,
    Link,
    Marked,
    Math,
    NoteRef,
    Reference,
    Ruby,
    Strike,
    Strong,
    Text,
    as_label,
    plain,
    text_width,
)
from studypack.model.pack import Footnote
from studypack.model.walk import query
from studypack.resources import template_root
from studypack.spans import Span

if TYPE_CHECKING:
    from jinja2 import Environment

Overrides = tuple[tuple[str, str], ...]
"""Templates that go before ours: path below `templates/` and text, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """What differs between a sheet of paper and an e-reader's screen.

    image     address of an image, by its name in `Assets.images`
    href      address of the element with an id
    formula   LaTeX as markup; the flag says that it stands on a line of its own
    paged     there are pages: references name them
    footed    footnotes stand at the foot of the page that calls them, not at the end
    popped    hints pop up: their calls alone stand where they were written
    writable  pupils write on it: room for answers is drawn
    fillable  pupils type on it: room for answers is fields of a form
    line      characters that a line of a table holds: a table that needs more is set as cards;
              None if every table fits
    cards     sheets of cards to be printed on both sides; () for cards that are folded
    half      characters that fill about half a page: fewer are not worth a cut
    endless   whether a block is longer than any page: it cannot be kept together
    drawn_mm  how wide a drawing may be
    letters   how much larger than usual letters in drawings are
    meaning   attributes that say what a block is, beyond its element and class
    anchor    the attribute by which a block without an id of its own is found, or ''
    """

    image: Callable[[str], str]
    href: Callable[[str], str]
    formula: Callable[[str, bool], Markup]
    paged: bool
    footed: bool
    writable: bool
    popped: bool = False
    fillable: bool = False
    line: int | None = None
    cards: Callable[[generated.Flashcards], Sequence[object]] = lambda _: ()
    half: int = 1700
    endless: Callable[[Block], bool] = lambda _: False
    drawn_mm: float = 150
    letters: float = 1.0
    meaning: Callable[[Block], Markup] = lambda _: Markup("")
    anchor: Callable[[Block], Markup] = lambda _: Markup("")


def template_name(kind: type[Block]) -> str:
    """Return the path below `templates/` of the template that renders blocks of type `kind`."""
    return f"blocks/{_snake_case(kind.__name__)}.html.j2"


def uncovered() -> frozenset[type[Block]]:
    """Return the block types of a view that have no template."""
    return frozenset(
        kind for kind in RENDERED if not (template_root() / template_name(kind)).is_file()
    )


def template_text(name: str, assets: Assets) -> str:
    """Return the text of a template or stylesheet, the workspace's own before ours.

    name    path below `templates/`: 'css/print.css'
    raises  RenderFault if there is none
    """
    own = assets.templates.get(name)
    if own is not None:
        return own
    ours = _ours(template_root())
    if name not in ours:
        raise RenderFault(f"there is no templates/{name}")
    return ours[name].read_text("utf-8")


def broken_templates(templates: Mapping[str, str]) -> Iterator[RenderFault]:
    """Yield what is wrong with the grammar of a workspace's templates and stylesheets.

    Whether anything uses them or not: who writes one wants to know at once.
    """
    for name in sorted(templates):
        try:
            if name.endswith(".css"):
                yield from _faults_of_sheet(templates[name], name)
            else:
                yield from _faults_of_template(templates, name)
        except RecursionError:
            yield RenderFault("it is nested too deeply to be read", Span(f"templates/{name}"))


def _faults_of_template(templates: Mapping[str, str], name: str) -> Iterator[RenderFault]:
    from jinja2 import TemplateSyntaxError

    try:
        _environment(_overrides(templates)).get_template(name)
    except TemplateSyntaxError as error:
        yield RenderFault(str(error), _place(error, name))


def _faults_of_sheet(css: str, name: str) -> Iterator[RenderFault]:
    fault = syntax_fault(css)
    if fault is not None:
        yield RenderFault(fault.message, Span(f"templates/{name}", fault.line, fault.column))
    for one in references_of(css):
        if one.leads_out:
            place = Span(f"templates/{name}", one.line, one.column)
            yield RenderFault(f"{one.address[:200]} is outside the pack", place)
    for word in at_words_of(css):
        if word.name == "font-face":
            message = (
                "fonts of a school are named in studypack.toml under [fonts], not by @font-face"
            )
            yield RenderFault(message, Span(f"templates/{name}", word.line, word.column))


@lru_cache(maxsize=2)
def _ours(root: Path) -> Mapping[str, Path]:
    """Return our templates and stylesheets by name, which is looked up here and never resolved.

    A template may include another by any name: '/etc/hostname' is none of these.
    """
    return {path.relative_to(root).as_posix(): path for path in root.rglob("*.*")}


class Fragments:
    """Renders the blocks of one view, in reading order, for one medium.

    An id is given once: a copy of a block (in a glossary, say) that repeats it goes without.
    """

    def __init__(self, view: View, assets: Assets, medium: Medium) -> None:
        self._view = view
        self._medium = medium
        self._environment = _environment(_overrides(assets.templates))
        self._own = frozenset(assets.templates)
        self._notes = {note.number: note for note in view.notes}
        self._fields = Fields(view.labels)
        self._given: set[str] = set()
        self._called: set[int | str] = set()

    def new_file(self) -> None:
        """Begin a file: its first call of a note is where that note leads back to."""
        self._called.clear()

    def page(self, name: str, **values: object) -> str:
        """Return the page template `pages/<name>` filled with `values`, as one XML document.

        raises  RenderFault, naming template and line, if a template is broken
        """
        return _PRINTABLE.sub("", self._render(f"pages/{name}", values))

    def blocks(self, blocks: Iterable[Block], *, end: str = "") -> Markup:
        """Return `blocks` one after the other; `end` closes the last paragraph among them."""
        rendered = tuple(blocks)
        last = max((i for i, b in enumerate(rendered) if type(b) is Paragraph), default=-1)
        markup = [
            self.block(block, end=end if index == last else "")
            for index, block in enumerate(rendered)
        ]
        if end and last < 0:
            markup.append(Markup('<p class="end">{}</p>').format(end))
        return Markup("".join(markup))

    def block(self, block: Block, *, end: str = "") -> Markup:
        """Return one block; a paragraph has `end` in its last line."""
        with self._fields.within(block):
            return Markup(self._render(template_name(type(block)), {"block": block, "end": end}))

    def inlines(self, inlines: Inlines) -> Markup:
        """Return a run of inlines, what is a box on one line with the marks beside it."""
        made = Markup("")
        for run, is_kept in kept_runs(inlines):
            markup = Markup("").join(self._inline(inline) for inline in run)
            kept = Markup('<span class="kept">{}</span>').format(markup)
            made += kept if is_kept else markup
        return made

    def footnote(self, note: Footnote) -> Markup:
        """Return the text of a footnote, to be placed where the medium has its notes."""
        return Markup(self._render("parts/footnote.html.j2", {"note": note}))

    def attributes(self, block: Any, *classes: str) -> Markup:
        """Return the attributes id, class, lang, dir and meaning of a block's outermost element.

        The first class is the block type's name, `key-facts` for `KeyFacts`.
        """
        names = [_snake_case(type(block).__name__).replace("_", "-"), *classes]
        keep = getattr(block, "keep", None)
        if keep and not (keep is Keep.TOGETHER and self._medium.endless(block)):
            names.append(f"keep-{keep.value}")
        viewer = getattr(block, "viewer", None) if self._medium.paged else None
        return Markup('{} class="{}"{}{}{}').format(
            self.id(getattr(block, "id", "")),
            " ".join(name for name in names if name),
            self.language(getattr(block, "lang", "")),
            self._medium.meaning(block),
            Markup(' data-for="{}"').format(viewer.value) if viewer else "",
        )

    def id(self, name: str) -> Markup:
        """Return the attribute id; '' if it has no name or is given already."""
        if not name or name in self._given:
            return Markup("")
        self._given.add(name)
        return Markup(' id="{}"').format(name)

    def language(self, lang: str) -> Markup:
        """Return the attributes lang, xml:lang and dir for text in another language, or ''."""
        if not lang or lang == self._view.language:
            return Markup("")
        return Markup(' lang="{0}" xml:lang="{0}" dir="{1}"').format(lang, _direction(lang))

    # --- What templates call ----------------------------------------------------------------

    @cached_property
    def _context(self) -> Mapping[str, object]:
        return {
            "view": self._view,
            "labels": self._view.labels,
            "medium": self._medium,
            "anchor": self._medium.anchor,
            "attributes": self.attributes,
            "blocks": self.blocks,
            "cells_of": cells_of,
            "columns": lambda rows: columns(rows, self._medium.line),
            "called_first": self._is_called_first,
            "field": self._fields.field,
            "field_group": self._fields.group,
            "fits": self._fits,
            "fits_in_link": lambda inlines: as_label(inlines) == inlines,
            "footnote": self.footnote,
            "href": self._medium.href,
            "id": self.id,
            "inlines": self.inlines,
            "language": self.language,
            "plain": plain,
            "parts_of": lambda block: TaskParts.of(block, self._medium.half),
            "themes": self._themes_of,
            "zip": zip,
            "character_map": self._character_map,
            "crossword": self._crossword,
            "crossword_fields": self._crossword_fields,
            "crossword_width_mm": self._crossword_width_mm,
            "venn": self._venn,
        }

    def _render(self, name: str, values: Mapping[str, object]) -> str:
        from jinja2 import TemplateError

        try:
            made = self._environment.get_template(name).render({**self._context, **values})
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:  # fmt: skip
            raise RenderFault(str(error), _place(error, name)) from error
        except RecursionError as error:
            raise RenderFault("blocks are nested too deeply to be rendered") from error
        if name in self._own:
            _refuse_malformed(made, name)
        return made

    def _fits(self, rows: Rows) -> bool:
        """Return whether a table with these rows fits a line of the medium."""
        return self._medium.line is None or narrowest(rows) <= self._medium.line

    @property
    def _is_right_to_left(self) -> bool:
        return self._view.direction is Direction.RTL

    @cached_property
    def _themes(self) -> Mapping[str, Theme]:
        return themes_of(self._view)

    def _themes_of(self, block: StudyBlock) -> tuple[Theme, ...]:
        """Return the themes that a block is tagged with, as far as the view holds them."""
        return tuple(self._themes[name] for name in block.themes if name in self._themes)

    # --- Drawings ---------------------------------------------------------------------------

    def _character_map(self, block: generated.CharacterMap) -> Markup:
        names = [plain(name) for name in block.names]
        edges = [(edge.source, edge.target) for edge in block.edges]
        medium = self._medium
        return drawings.character_map(
            names,
            edges,
            self._spoken("character-map", names=self._view.labels.listed(names)),
            width_mm=min(150, medium.drawn_mm),
            letters=medium.letters,
        )

    def _crossword(self, block: generated.Crossword) -> Markup:
        rows, columns = len(block.grid), len(block.grid[0]) if block.grid else 0
        spoken = self._spoken("crossword", rows=rows, columns=columns)
        return drawings.crossword(
            block.grid,
            spoken,
            larger=self._growth(block),
            right_to_left=self._is_right_to_left,
        )

    def _crossword_width_mm(self, block: generated.Crossword) -> float:
        return drawings.crossword_width_mm(block.grid, self._growth(block))

    def _growth(self, block: generated.Crossword) -> float:
        medium = self._medium
        return drawings.growth_of_crossword(block.grid, medium.letters, medium.drawn_mm)

    def _crossword_fields(self, block: generated.Crossword) -> Markup:
        """Return a field for each square of a crossword, in the order of its clues."""
        mirrored = self._is_right_to_left
        return Markup("").join(
            Markup(
                '<span class="letter-square" style="left: {0.left:.3f}%; top: {0.top:.3f}%; '
                'width: {0.width:.3f}%; height: {0.height:.3f}%">{1}</span>'
            ).format(
                drawings.crossword_square(block.grid, *place, right_to_left=mirrored),
                self._fields.field("letter", words),
            )
            for place, words in squares_to_fill(block, self._view.labels)
        )

    def _venn(self, block: tasks.Organizer) -> Markup:
        left, both, right = (*block.labels, "", "", "")[:3]
        return drawings.venn(self._spoken("venn", left=left, both=both, right=right))

    def _spoken(self, drawing: str, **seen: str | int) -> drawings.Spoken:
        """Return what a drawing is called, and what there is to see in it, in the pack's language."""
        labels = self._view.labels
        name = "organizer" if drawing == "venn" else drawing
        return drawings.Spoken(labels[name], labels.format(f"{drawing}-alt", **seen))

    # --- Inlines ----------------------------------------------------------------------------

    def _inline(self, inline: AnyInline) -> Markup:  # noqa: PLR0912  # one case an inline
        match inline:
            case Text(text=text):
                return escape(text)
            case Emphasis(children=children):
                return self._wrap("em", children)
            case Strong(children=children):
                return self._wrap("strong", children)
            case Strike(children=children):
                return self._wrap("s", children)
            case Code(text=text):
                direction = Markup(' dir="ltr"') if self._is_right_to_left else ""
                return Markup("<code{}>{}</code>").format(direction, text)
            case Math(latex=latex):
                return self._medium.formula(latex, False)
            case Link():
                return self._link(inline)
            case Reference():
                return self._reference(inline)
            case Image():
                return self._image(inline)
            case Blank():
                return self._blank(inline)
            case Marked():
                return self._marked(inline)
            case Ruby():
                return self._ruby(inline)
            case NoteRef():
                return self._note_call(inline)
            case LineBreak():
                return Markup("<br/>")
            case _:
                assert_never(inline)

    def _wrap(self, element: str, children: Inlines) -> Markup:
        return Markup("<{0}>{1}</{0}>").format(element, self.inlines(children))

    def _link(self, link: Link) -> Markup:
        title = Markup(' title="{}"').format(link.title) if link.title else ""
        return Markup('<a href="{}"{}>{}</a>').format(link.href, title, self.inlines(link.children))

    def _reference(self, reference: Reference) -> Markup:
        text = self.inlines(reference.children)
        if not reference.live:
            return Markup('<span class="reference">{}</span>').format(text)
        href = self._medium.href(reference.target)
        link = Markup('<a class="reference" href="{}">{}</a>').format(href, text)
        if not (self._medium.paged and reference.automatic):
            return link
        # The number stands outside the link: a counter inside would become a link in the link.
        number = Markup('<span class="page-of" data-target="{}"></span>').format(href)
        pieces = self._view.labels.pieces("page-reference")
        return link + Markup(" ({})").format(
            Markup("").join(number if piece == "{page}" else piece for piece in pieces)
        )

    def _image(self, image: Image) -> Markup:
        return Markup(self._render("parts/image.html.j2", {"image": image, "class": "inline"}))

    def _blank(self, blank: Blank) -> Markup:
        return Markup(self._render("parts/blank.html.j2", {"blank": blank}))

    def _marked(self, marked: Marked) -> Markup:
        # An author's class cannot be mistaken for one of ours.
        names = " ".join(f"own-{name}" for name in marked.classes)
        return Markup("<span{}{}{}>{}</span>").format(
            self.id(marked.id),
            Markup(' class="{}"').format(names) if names else "",
            self.language(marked.lang),
            self.inlines(marked.children),
        )

    def _ruby(self, ruby: Ruby) -> Markup:
        # On paper no reading makes its words as wide as itself: that is for us to do.
        width = text_width(ruby.reading) / 4
        wide = self._medium.paged and width > text_width(plain(ruby.children)) / 2
        style = Markup(' style="min-width: {}em"').format(width) if wide else ""
        text = self.inlines(ruby.children)
        return Markup("<ruby{}>{}<rt>{}</rt></ruby>").format(style, text, ruby.reading)

    def _is_called_first(self, what: int | str) -> bool:
        """Return whether a file calls a note or hint for the first time: it leads back there."""
        is_first = what not in self._called
        self._called.add(what)
        return is_first

    def _note_call(self, call: NoteRef) -> Markup:
        is_first = self._is_called_first(call.number)
        first = Markup(' id="call.{}"').format(call.number) if is_first else Markup("")
        return Markup(
            self._render(
                "parts/note_call.html.j2",
                {"call": call, "first": first, "note": self._notes[call.number]},
            )
        )


def _refuse_malformed(markup: str, name: str) -> None:
    """Raise RenderFault unless what a workspace's template writes is well-formed XML.

    It would come out in the end, but then nobody could tell which template it was.
    """
    whole = markup if name.startswith("pages/") else f"<x {_PREFIXES}>{markup}</x>"
    try:
        ElementTree.fromstring(_PRINTABLE.sub("", whole))
    except ElementTree.ParseError as error:
        message = f"it writes markup that is not well-formed XML: {error}"
        raise RenderFault(message, Span(f"templates/{name}")) from error


_PREFIXES = 'xmlns:epub="http://www.idpf.org/2007/ops"'

_PRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML 1.0 forbids (section 2.2)."""


def _snake_case(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


@lru_cache(maxsize=64)
def _direction(language: str) -> str:
    """Return 'ltr' or 'rtl' for a language tag; 'ltr' for one that nobody knows."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def _overrides(templates: Mapping[str, str]) -> Overrides:
    """Return those of a workspace's templates that shape markup: not its stylesheets.

    Those differ from format to format, and for each set of templates all are compiled. Where a
    template seems to take a stylesheet in, they count as well.
    """
    own = {name: text for name, text in templates.items() if not name.endswith(".css")}
    takes_in = any("css/" in text for text in own.values())
    return tuple(sorted((templates if takes_in else own).items()))


@lru_cache(maxsize=8)
def _environment(overrides: Overrides) -> Environment:
    """Return the templates, compiled once a process for each set of overrides.

    Sandboxed: a workspace's template can read the view and nothing else.
    """
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    own, ours = dict(overrides), _ours(template_root())

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        if name in own or name in ours:
            text = own[name] if name in own else ours[name].read_text("utf-8")
            return text, f"templates/{name}", lambda: True
        return None

    environment = SandboxedEnvironment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
    )
    environment.tests["an"] = lambda block, name: _snake_case(type(block).__name__) == name
    environment.tests["with_blanks"] = lambda node: any(query(node, Blank))
    environment.filters["length_of_text"] = length_of_text
    environment.filters["words_before"] = words_before
    return environment


def _place(error: BaseException, name: str) -> Span:
    """Return the line of the innermost template that failed."""
    from jinja2 import TemplateSyntaxError

    if isinstance(error, TemplateSyntaxError):
        return Span(f"templates/{error.name or name}", error.lineno)
    place = Span(f"templates/{name}")
    trace = error.__traceback__
    while trace is not None:
        path = trace.tb_frame.f_code.co_filename
        if path.startswith("templates/"):
            place = Span(path, trace.tb_lineno)
        trace = trace.tb_next
    return place
