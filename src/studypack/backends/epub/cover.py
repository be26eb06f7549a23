"""The cover of a book, drawn from the pack's own design: type, a rule, and room.

Black on white with one accent, so that a greyscale screen loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from studypack.composing.view import Direction, View

WIDTH, HEIGHT = 1200, 1800
"""Pixels: a ratio of 2:3, large enough for a tablet, small enough for a shop's list."""

_MARGIN = 110
_MEASURE = WIDTH - 2 * _MARGIN
_TITLE_SIZES = (168, 148, 128, 112, 96, 84, 72, 60)
_TITLE_LINES = 5
_LEADING = 1.12
_TITLE_WEIGHT = 600

Measure = Callable[[str, float], float]
"""Width in pixels of a text in the title's face at a size in pixels."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the cover: its baseline, size, face and colour."""

    text: str
    y: float
    size: float
    family: str
    weight: int = 400
    fill: str = "#111111"
    spacing: float = 0


def cover_svg(view: View, measure: Measure, *, reading: str, label: str) -> str:
    """Return the cover as SVG.

    measure         of the title's face
    reading, label  CSS font families for the title and for the small lines
    """
    lines = "".join(_text(line, view.direction) for line in _lines(view, measure, reading, label))
    accent = view.look.accent
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" xml:lang="{escape(view.language)}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
        f'<rect width="{WIDTH}" height="46" fill="{accent}"/>'
        f'<rect x="{_MARGIN}" y="{HEIGHT - 330}" width="{_MEASURE}" height="3" fill="{accent}"/>'
        f"{lines}</svg>"
    )


def _lines(view: View, measure: Measure, reading: str, label: str) -> Iterator[_Line]:
    metadata = view.metadata
    accent = view.look.accent
    head = view.labels["guide"] if not metadata.subtitle else metadata.subtitle
    yield _Line(head.upper(), 210, 40, label, 600, accent, 6)
    size, title = _fit(metadata.title, measure)
    y = 420.0
    for text in title:
        yield _Line(text, y, size, reading, _TITLE_WEIGHT)
        y += size * _LEADING
    work = metadata.work
    if work is not None and work.creator:
        yield _Line(_clip(work.creator), y + 60, 54, reading, 400, "#333333")
    facts = "  ·  ".join(filter(None, (metadata.subject, metadata.level)))
    if facts:
        yield _Line(_clip(facts), HEIGHT - 240, 44, label, 600)
    if metadata.authors:
        yield _Line(_clip(", ".join(metadata.authors)), HEIGHT - 170, 44, label, 400, "#333333")


def _fit(title: str, measure: Measure) -> tuple[float, tuple[str, ...]]:
    """Return the largest size at which the title fits, and its lines."""
    for size in _TITLE_SIZES:
        lines = _wrap(title, size, measure)
        if len(lines) <= _TITLE_LINES and all(measure(line, size) <= _MEASURE for line in lines):
            return size, lines
    size = _TITLE_SIZES[-1]
    return size, _wrap(title, size, measure)[: 2 * _TITLE_LINES]


def _wrap(title: str, size: float, measure: Measure) -> tuple[str, ...]:
    """Break `title` into lines: at spaces, or between characters where a script has none."""
    words = title.split()
    if len(words) == 1 and measure(title, size) > _MEASURE and not title.isascii():
        words, space = list(title), ""
    else:
        space = " "
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]}{space}{word}" if lines else word
        if lines and measure(longer, size) <= _MEASURE:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def _clip(text: str, longest: int = 44) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _text(line: _Line, direction: Direction) -> str:
    right_to_left = direction is Direction.RTL
    x = WIDTH - _MARGIN if right_to_left else _MARGIN
    # With direction="rtl" the start of a line is its right end (SVG 2, 11.10.1).
    turned = ' direction="rtl"' if right_to_left else ""
    spacing = f' letter-spacing="{line.spacing}"' if line.spacing and line.text.isascii() else ""
    return (
        f'<text x="{x}" y="{line.y:g}" font-family="{escape(line.family)}" '
        f'font-size="{line.size:g}" font-weight="{line.weight}" fill="{line.fill}"'
        f"{turned}{spacing}>{escape(line.text)}</text>"
    )


def draw_cover(view: View) -> bytes:
    """Return the cover as PNG, drawn with the fonts of the install alone."""
    from studypack import fonts
    from studypack.backends.rasters import svg_to_png

    reading = fonts.font_stack("reading", view.language)
    label = fonts.font_stack("label", view.language)
    svg = cover_svg(view, _measure, reading=reading, label=label)
    return svg_to_png(svg, WIDTH)


def _measure(text: str, size: float) -> float:
    """Return how wide `text` is in the title's face; a character of another counts as one em."""
    from studypack import fonts

    widths = fonts.advance_widths("Source Serif 4", _TITLE_WEIGHT)
    return sum(widths.get(char, 1.0) for char in text) * size
