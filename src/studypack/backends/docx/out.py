"""Where a block is written: the place in the document, how prose looks there, how wide it is.

Every block's function gets an `Out`. Going deeper – into a list, a callout, a cell – makes another
one with `within`; nothing is ever set back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from studypack.backends.base import RenderTable
from studypack.backends.docx.draft import Draft
from studypack.backends.docx.extent import height
from studypack.backends.docx.languages import lang_element
from studypack.backends.docx.story import Story
from studypack.backends.docx.styles import AFTER_TABLE, BASE_PT, CONTINUE, SIZES, SPACE_BEFORE
from studypack.backends.docx.wordml import (
    Control,
    Element,
    Face,
    Paragraph,
    Table,
    keep_together,
    ruby_sized,
)
from studypack.labels.scripts import is_right_to_left
from studypack.model.base import Block
from studypack.model.blocks import Heading, Keep, StudyBlock
from studypack.model.blocks import Paragraph as ModelParagraph
from studypack.model.tasks import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Out:
    """A place to write blocks.

    elements  what is being filled: the body, a cell, a note, a control
    width     room for a table or picture, in dxa
    style     paragraph style of prose here; '' is Normal
    indent    where prose of that style begins
    hang      where prose behind a bullet or number begins instead, or None
    depth     how many lists are round this place
    task      the question or part round this place
    tag       what the tags of controls begin with where no task is round this place
    """

    draft: Draft
    story: Story
    elements: list[Element]
    width: int
    style: str = ""
    indent: int = 0
    hang: int | None = None
    depth: int = 0
    lang: str = ""
    task: Task | None = None
    tag: str = ""

    def within(self, **changes: Any) -> Out:
        """Return a place that differs from this one in `changes`."""
        return replace(self, **changes)

    # --- Blocks -------------------------------------------------------------------------------

    def write(self, blocks: Iterable[Block]) -> None:
        """Write blocks one after the other, each with its bookmark, language and keeping.

        A line or two between a heading and a study block keep the heading with the block.
        """
        introduced: int | None = None
        for block in blocks:
            begin = len(self.elements)
            if not isinstance(block, StudyBlock):
                render(block, self)
                introduced = _introduced(block, begin, introduced)
                continue
            if introduced is not None:
                self.hold(self.elements[introduced:begin], with_next=True, share=_INTRODUCTION)
            introduced = None
            self.draft.bookmarks.expect(block.id)
            render(block, self.within(lang=block.lang) if block.lang else self)
            if block.keep in {Keep.TOGETHER, Keep.WITH_NEXT}:
                self.hold(self.elements[begin:], with_next=block.keep is Keep.WITH_NEXT)

    def hold(
        self, elements: Sequence[Element], *, with_next: bool = False, share: float = 0.9
    ) -> bool:
        """Hold elements on one page, and with what follows if `with_next`; return whether it is so.

        share  of a page that they may take, beyond which they are left to break
        """
        if not self.fits(elements, share):
            return False
        keep_together(elements, with_next=with_next)
        return True

    def fits(self, elements: Sequence[Element], share: float) -> bool:
        """Return whether elements take no more than a share of a page, about."""
        draft = self.draft
        high = height(elements, self.width, self.scale)
        return high <= draft.page.text_height * share

    # --- Elements -----------------------------------------------------------------------------

    def paragraph(self, content: str, style: str | None = None, **details: Any) -> Paragraph:
        """Add a paragraph, by default one of prose, and return it.

        details  as in `wordml.Paragraph`
        """
        if style is None and not self.in_text:
            details.setdefault("indent", self.hang)
        style = self.style if style is None else style
        paragraph = Paragraph(
            style=style,
            content=self.draft.bookmarks.place(self._with_readings(content, style)),
            page_break_before=self.draft.progress.page_break,
            bidi=self.bidi,
            **details,
        )
        self.draft.progress.page_break = False
        self.add(paragraph)
        return paragraph

    def _with_readings(self, content: str, style: str) -> str:
        """Return runs whose readings have half the size of the letters of a style."""
        if "<w:ruby>" not in content:
            return content
        size = self.draft.stylesheet.half_points(SIZES.get(style, BASE_PT))
        return ruby_sized(content, size)

    def add(self, element: Element) -> None:
        """Add an element, parted from a table before it."""
        if self.elements and _ends_with_table(self.elements[-1]):
            self._part_from_table(element)
        if isinstance(element, Paragraph):
            self._note(element)
        self.elements.append(element)

    def _note(self, paragraph: Paragraph) -> None:
        """Have the styles hold the variant of a style that a paragraph has."""
        if paragraph.variant.differs:
            self.draft.variants.add(paragraph.variant)

    def _part_from_table(self, element: Element) -> None:
        """Word has no space behind a table, and runs two tables together that touch."""
        match element:
            case Paragraph():
                if SPACE_BEFORE.get(element.style, 0) < AFTER_TABLE:
                    element.below_table = True
                    self._note(element)
            case Control():
                if element.content:
                    self._part_from_table(element.content[0])
            case Table():
                self.elements.append(Paragraph(style="TableGap"))

    def cell(self, width: int, style: str = "TableText", **changes: Any) -> Out:
        """Return a place in a new cell; hand its `elements` to a `Cell`."""
        return self.within(
            elements=[], width=width, style=style, indent=0, hang=None, depth=0, **changes
        )

    @property
    def in_text(self) -> bool:
        """Whether prose here is ordinary text, perhaps in a list: Word's own styles serve."""
        return not self.style or self.style in CONTINUE

    @property
    def in_body(self) -> bool:
        """Whether this place is the body itself: only there can a section end."""
        return self.elements is self.draft.body.elements

    @property
    def start(self) -> int:
        """Where a table or picture begins here, in dxa from the margin or the cell's edge."""
        return self.indent if self.hang is None else self.hang

    # --- Language -----------------------------------------------------------------------------

    @property
    def scale(self) -> float:
        """How much larger the text is than in the pupils' plain edition."""
        return self.draft.stylesheet.scale

    @property
    def bidi(self) -> bool | None:
        """The direction of a paragraph here, or None where it is that of the pack."""
        if not self.lang or is_right_to_left(self.lang) == self.draft.rtl:
            return None
        return not self.draft.rtl

    @property
    def rtl(self) -> bool:
        """Whether lines run from right to left here."""
        return is_right_to_left(self.lang) if self.lang else self.draft.rtl

    @property
    def face(self) -> Face:
        """How characters are set here, as far as no style says it."""
        foreign = self.lang and self.lang != self.draft.view.language
        return Face(rtl=self.rtl, lang=lang_element(self.lang) if foreign else "")


_INTRODUCTION = 0.2
"""The share of a page that may stand between a heading and what it keeps with."""


def _introduced(block: Block, begin: int, introduced: int | None) -> int | None:
    """Return where what a heading introduces begins, once `block` is written, if one does."""
    match block:
        case Heading():
            return begin
        case ModelParagraph():
            return introduced
        case _:
            return None


def _ends_with_table(element: Element) -> bool:
    match element:
        case Table():
            return True
        case Control():
            return bool(element.content) and _ends_with_table(element.content[-1])
        case _:
            return False


render: RenderTable[Out] = RenderTable("docx")
"""The functions of this backend, one a block type; the modules beside this one fill it."""
