"""Study aids made from a pack's own blocks: glossaries, grids, maps, cards and puzzles.

`composing` fills every aid of a view by `fill`; `checking` asks `lacking` for those that find
nothing to be made from.
"""

from __future__ import annotations

from studypack.aids.filling import fill, fill_puzzles, lacking

__all__ = ["fill", "fill_puzzles", "lacking"]
