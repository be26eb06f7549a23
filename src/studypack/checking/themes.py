"""Whether themes are used; called by `rules`."""

from __future__ import annotations

from studypack.diagnostics import Diagnostics
from studypack.model.blocks import StudyBlock, Theme
from studypack.model.generated import ThemeGrid
from studypack.model.inlines import Reference, plain
from studypack.model.pack import Pack
from studypack.model.walk import query


def unused_theme(pack: Pack, found: Diagnostics) -> None:
    """A theme that nothing touches was forgotten, in a pack that tags what touches the others."""
    blocks = tuple(query(pack.roots, StudyBlock))
    tagged = {name for block in blocks for name in block.themes}
    if not tagged and not any(isinstance(block, ThemeGrid) for block in blocks):
        return
    pointed_at = {reference.target for reference in query(pack.roots, Reference)}
    for theme in query(pack.blocks, Theme):
        if theme.id not in tagged | pointed_at:
            found.warning(
                "unused-theme",
                f"nothing is tagged with the theme '{plain(theme.name)}'",
                theme.span,
                f"write ':themes: {theme.id}' at a quotation, note or task that touches it",
            )
