"""How a view looks: paper, accent colour, size of text, number of pages, edition stylesheets."""

from __future__ import annotations

from studypack.composing.request import Finish, Request
from studypack.composing.view import Look
from studypack.model.pack import Metadata, PageCount, Paper

_ACCENT = "#2f5d62"
_GREY_ACCENT = "#333333"

CONTRAST = 4.5
"""WCAG 2.2, 1.4.3: text on white needs this contrast at least."""

_DARKER = 0.95


def look_of(metadata: Metadata, request: Request) -> Look:
    """Return the look of a file of a pack; the accent is darkened until it can be read.

    A booklet is stapled in its fold, whatever the pack's other sheets are.
    """
    edition = request.edition
    paper = Paper.A5 if request.finish.is_on_sheets else metadata.paper
    is_folded = request.finish is Finish.BOOKLET
    is_grey = any(part.grey for part in edition.parts)
    text_pt = max(part.text_pt for part in edition.parts)
    usual = Look(paper=paper, accent="")
    return Look(
        paper=paper,
        accent=_GREY_ACCENT if is_grey else readable_on_white(metadata.accent or _ACCENT),
        margins=None if is_folded else metadata.margins,
        punched=bool(metadata.punch) and not is_folded,
        text_pt=text_pt or usual.text_pt,
        stylesheets=tuple(part.stylesheet for part in edition.parts if part.stylesheet),
    )


def fit_of(metadata: Metadata, request: Request) -> PageCount | None:
    """Return how many pages a file is to have on paper, None for as many as it takes.

    What is asked for goes before what the pack says of the product. That is said of the whole pack
    in type of the usual size: a level has fewer questions, large print more pages, a booklet others.
    """
    usual = not any(part.text_pt for part in request.edition.parts)
    is_meant = usual and request.level is None and not request.finish.is_on_sheets
    if request.format != "pdf":
        return None
    if request.fit:
        return PageCount(request.fit)
    return metadata.fit.get(request.product.name) if is_meant else None


def readable_on_white(color: str) -> str:
    """Return `color` ('#rrggbb'), darkened in small steps until its contrast on white is 4.5:1."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    while contrast_on_white(red, green, blue) < CONTRAST:
        red, green, blue = (int(channel * _DARKER) for channel in (red, green, blue))
    return f"#{red:02x}{green:02x}{blue:02x}"


def contrast_on_white(red: int, green: int, blue: int) -> float:
    """Return the contrast of a colour (0 to 255 a channel) on white, 1 to 21 (WCAG 2.2)."""
    luminance = (
        0.2126 * _linear(red / 255) + 0.7152 * _linear(green / 255) + 0.0722 * _linear(blue / 255)
    )
    return 1.05 / (luminance + 0.05)


def _linear(channel: float) -> float:
    # WCAG 2.2, definition of relative luminance.
    low = channel <= 0.04045  # noqa: PLR2004
    return channel / 12.92 if low else float(((channel + 0.055) / 1.055) ** 2.4)
