"""Paper, colours and the way of lines as people write them; for `front_matter` and `settings`."""

from __future__ import annotations

import re

from studypack.model.pack import Margins, Paper, Writing

PAPERS = {"A4": Paper.A4, "Letter": Paper.LETTER, "A5": Paper.A5}
"""Papers by the names that are told to authors."""

MARGINS = {margins.value: margins for margins in Margins}
"""Margins by the names that are told to authors."""

_BY_NAME = {name.lower(): paper for name, paper in PAPERS.items()}

VERTICAL = frozenset({"ja", "ko", "yue", "zh"})
"""Languages whose lines may run from top to bottom."""

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def paper_of(written: str) -> Paper | None:
    """Return the paper of a name, in capital letters or not; None if there is none."""
    return _BY_NAME.get(written.lower())


def colour_of(written: str) -> str | None:
    """Return a colour as '#rrggbb' in small letters; None for what is none."""
    return written.lower() if _COLOUR.fullmatch(written) else None


def writing_of(written: str) -> Writing | None:
    """Return the way of lines that a word names; None if it names none."""
    return next((writing for writing in Writing if writing.value == written.lower()), None)
