"""What grows while one view is written: numbering, bookmarks, controls, pictures, notes, sections.

`document` makes one draft a render; every block's function reaches it through `Out.draft`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from studypack.backends.base import Assets, themes_of, with_pictures
from studypack.backends.docx.bookmarks import Bookmarks
from studypack.backends.docx.controls import Controls
from studypack.backends.docx.numbering import Numbering
from studypack.backends.docx.page import Page, page_of
from studypack.backends.docx.pictures import Pictures
from studypack.backends.docx.story import Story
from studypack.backends.docx.stylesheet import Stylesheet
from studypack.backends.docx.template import Taken, open_template
from studypack.backends.docx.wordml import Variant
from studypack.composing.request import Finish
from studypack.composing.view import Direction, View
from studypack.labels import Labels
from studypack.model.blocks import Theme
from studypack.model.pack import Footnote


@dataclass(slots=True)
class Progress:
    """What a block leaves for those behind it.

    page_break    the next paragraph begins a page
    sections      how many sections have been ended
    called        labels of the footnotes whose call stands already
    figures       number of the last figure that has one
    loose_blanks  gaps outside any task so far
    """

    page_break: bool = False
    sections: int = 0
    called: set[str] = field(default_factory=set)
    loose_blanks: int = 0
    figures: int = 0


class Draft:
    """One document in the making; all of it follows from the view and its assets.

    template  the school's document that it is written into, or None
    """

    def __init__(self, view: View, assets: Assets) -> None:
        self.view = view
        self.template = open_template(assets.word) if assets.word else None
        taken = self.template.taken if self.template else Taken()
        own = self.template.page if self.template else None
        self.page: Page = own or page_of(view.look, view.direction)
        self.numbering = Numbering(taken.scheme, taken.instance)
        look = self.template.dressed(view.look) if self.template else view.look
        themed = self.template is None or look.accent == self.template.accent
        numbers = self.numbering.styles
        self.stylesheet = Stylesheet(look, view.language, self.page, numbers, themed)
        self.bookmarks = Bookmarks(taken.bookmarks, taken.bookmark)
        locked = view.finish is Finish.PROTECTED
        self.controls = Controls(
            locked, self.stylesheet.scale, set(taken.tags), set(taken.controls)
        )
        self.pictures = Pictures(with_pictures(assets, view).images, taken.picture)
        self.body = Story(prefix=taken.prefix)
        self.notes = Story(prefix=taken.prefix)
        self.progress = Progress()
        self.variants: set[Variant] = set()
        """The variants of styles that paragraphs have."""

    @property
    def labels(self) -> Labels:
        """Every generated word."""
        return self.view.labels

    @property
    def rtl(self) -> bool:
        """Whether lines of the pack run from right to left."""
        return self.view.direction is Direction.RTL

    @cached_property
    def themes(self) -> Mapping[str, Theme]:
        """The themes that the view holds, by id, with names to link to them by."""
        return themes_of(self.view)

    @cached_property
    def footnotes(self) -> dict[str, Footnote]:
        """The notes of the view by label."""
        return {note.label: note for note in self.view.notes}
