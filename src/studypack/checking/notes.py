"""A rule on footnotes and hints, which e-readers show in a box above the page; called by `rules`."""

from __future__ import annotations

from studypack.diagnostics import Diagnostics
from studypack.model.inlines import Code, Text, text_width
from studypack.model.pack import Footnote, Pack
from studypack.model.tasks import Hint
from studypack.model.walk import walk

_MOST = 600
"""Characters of Latin script that half the screen of a phone shows."""


def long_note(pack: Pack, found: Diagnostics) -> None:
    """What is longer than its box is cut, scrolled in it, or opened as a page instead: by the reader."""
    for node in walk(pack.roots):
        if not isinstance(node, Footnote | Hint):
            continue
        length = sum(text_width(x.text) for x in walk(node.body) if isinstance(x, Text | Code))
        if length > _MOST:
            kind = "footnote" if isinstance(node, Footnote) else "hint"
            found.warning(
                "long-note",
                f"a {kind} of {length} characters is too long to pop up in an e-book",
                node.span,
                f"keep it within {_MOST}, or say the rest in the text",
            )
