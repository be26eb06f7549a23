"""The cover of a book: the pack's own picture, or one drawn from its title, in type and one colour.

White on the accent, which is dark enough to be read on white: a greyscale screen loses nothing, and
on a shelf of thumbnails the title stands out. E-readers and shops want a bitmap.
"""

from __future__ import annotations

import io
import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from studypack.backends.base import Assets
from studypack.composing.view import Direction, View

WIDTH, HEIGHT = 1200, 1800
"""Pixels: a ratio of 2:3, large enough for a tablet, small enough for a shop's list."""

_MARGIN = 110
_MEASURE = WIDTH - 2 * _MARGIN
_FOOT_PADDING = 115  # from the edge of the white band to the baseline of its first line
_FRAME = 10  # around the band: its edge on a white page
_TITLE_SIZES = (220, 196, 176, 158, 140, 124, 110, 98, 86, 76, 66)
_TITLE_HEIGHT = 760
_LEADING = 1.08
_TITLE_WEIGHT = 500
_STEADY = 0.7
"""So much smaller a title may be, to stand in fewer lines."""

_HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_NEVER_FIRST = "、。，．・！？」』）】〉》ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々…"
_PIECES = re.compile(f"[{_HAN}][{_NEVER_FIRST}]*|[^{_HAN}]+")

_UPRIGHT = re.compile(f"[\u0590-\u1cff{_HAN}\uac00-\ud7af]")
"""Scripts without italics, whose letters must not be spaced either: right to left, Indic, Han, hangul."""

_BITMAPS = {"image/png", "image/jpeg"}

Measure = Callable[[str], float]
"""Width of a text in the title's face, in ems."""


@dataclass(frozen=True, slots=True)
class Cover:
    """A bitmap that every reader and shop takes."""

    media_type: str
    data: bytes


def cover(view: View, assets: Assets) -> Cover:
    """Return the picture that the front matter names, as a bitmap, or else a drawn one."""
    from studypack.backends.rasters import svg_to_png, to_png

    own = assets.images.get(view.metadata.cover)
    if own is None:
        return Cover("image/png", draw_cover(view))
    if own.media_type in _BITMAPS:
        return Cover(own.media_type, own.data)
    drawn = own.media_type == "image/svg+xml"
    return Cover("image/png", _on_white(svg_to_png(own.data, WIDTH)) if drawn else to_png(own.data))


def _on_white(png: bytes) -> bytes:
    """Return a picture on a white ground: black lines would be lost on a dark shelf."""
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        ground = Image.new("RGBA", picture.size, "white")
        ground.alpha_composite(picture.convert("RGBA"))
        ground.convert("RGB").save(out, "PNG")
    return out.getvalue()


def draw_cover(view: View) -> bytes:
    """Return the cover as PNG, drawn with the fonts of the install alone."""
    from studypack import fonts
    from studypack.backends.rasters import svg_to_png

    widths = fonts.advance_widths("Source Serif 4")  # regular: a hundredth narrower, found faster
    svg = cover_svg(
        view,
        lambda text: sum(widths.get(character) or _width(character) for character in text),
        reading=fonts.font_stack("reading", view.language),
        label=fonts.font_stack("label", view.language),
    )
    return svg_to_png(svg, WIDTH)


def _width(character: str) -> float:
    """Return the width in ems, about, of a character that the title's face does not have."""
    if unicodedata.combining(character):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(character) in "WF" else 0.6


# --- Drawing ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line of the cover: its baseline, size, face and colour."""

    text: str
    y: float
    size: float
    family: str
    fill: str = "#ffffff"
    weight: int = _TITLE_WEIGHT
    slant: bool = False
    spacing: float = 0


def cover_svg(view: View, measure: Measure, *, reading: str, label: str) -> str:
    """Return the cover as SVG.

    measure         of the title's face
    reading, label  CSS font families for the title and for the small lines
    """
    foot = tuple(_foot(view, measure, label))
    lines = (*_head(view, measure, reading, label), *foot)
    top = foot[-1].y - _FOOT_PADDING if foot else HEIGHT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" xml:lang="{escape(view.language)}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{view.look.accent}"/>'
        f'<rect x="{_FRAME}" y="{top:g}" width="{WIDTH - 2 * _FRAME}" '
        f'height="{max(0, HEIGHT - top - _FRAME):g}" fill="#ffffff"/>'
        f'<rect x="{_MARGIN}" y="250" width="{_MEASURE}" height="4" fill="#ffffff"/>'
        f"{''.join(_text(line, view.direction) for line in lines)}</svg>"
    )


def _head(view: View, measure: Measure, reading: str, label: str) -> Iterator[_Line]:
    """Yield product, title, subtitle and whose work it is about, from the top."""
    metadata = view.metadata
    product = " · ".join(filter(None, (view.product_title, view.edition_title))).upper()
    for text in _clipped(product, 52, 1, measure):
        yield _Line(text=text, y=200, size=42, family=label, weight=600, spacing=7)
    size, title = _fit(metadata.title, measure)
    y = 290 + size * 0.95
    for text in title:
        yield _Line(text=text, y=y, size=size, family=reading)
        y += size * _LEADING
    y += 100 - 0.75 * size
    for text in _clipped(metadata.subtitle, 60, 3, measure):
        yield _Line(text=text, y=y, size=60, family=reading, weight=400, slant=True)
        y += 74
    creator = metadata.work.creator if metadata.work else ""
    for text in _clipped(creator, 48, 1, measure):
        yield _Line(text=text, y=y + 30, size=48, family=label, weight=400)


def _foot(view: View, measure: Measure, label: str) -> Iterator[_Line]:
    """Yield subject and level, and the authors, for the band at the foot, from the bottom."""
    metadata = view.metadata
    facts = " · ".join(filter(None, (metadata.subject, metadata.level)))
    authors = view.labels.listed(metadata.authors)
    lines = [
        *((text, 600, "#111111") for text in _clipped(facts, 46, 1, measure)),
        *((text, 400, "#444444") for text in _clipped(authors, 46, 1, measure)),
    ]
    for number, (text, weight, fill) in enumerate(reversed(lines)):
        y = HEIGHT - 90 - 70 * number
        yield _Line(text=text, y=y, size=46, family=label, weight=weight, fill=fill)


def _text(line: _Line, direction: Direction) -> str:
    from studypack import fonts

    lacking = fonts.uncovered(line.text)  # an emoji, say, would be an empty box
    text = "".join(character for character in line.text if character not in lacking)
    x, anchor = _MARGIN, "start"
    if direction is Direction.RTL:
        # The drawing library knows no `direction`: the text itself says so (UAX 9, 2.1).
        text, x, anchor = f"\u202b{text}\u202c", WIDTH - _MARGIN, "end"
    upright = _UPRIGHT.search(text) is not None
    spacing = f' letter-spacing="{line.spacing:g}"' if line.spacing and not upright else ""
    slant = ' font-style="italic"' if line.slant and not upright else ""
    return (
        f'<text x="{x}" y="{line.y:g}" text-anchor="{anchor}" '
        f'font-family="{escape(line.family)}" font-size="{line.size:g}" '
        f'font-weight="{line.weight}" fill="{line.fill}"{slant}{spacing}>{escape(text)}</text>'
    )


# --- Lines --------------------------------------------------------------------------------------


def _fit(title: str, measure: Measure) -> tuple[float, tuple[str, ...]]:
    """Return the size at which the title stands well, and its lines, of about one length.

    The largest size that fits, or a little less if that saves a line.
    """
    fitting = [(size, lines) for size in _TITLE_SIZES if (lines := _lines(title, size, measure))]
    if not fitting:
        size = _TITLE_SIZES[-1]
        return size, _clipped(title, size, int(_TITLE_HEIGHT / size / _LEADING), measure)
    steady = [(size, lines) for size, lines in fitting if size >= _STEADY * fitting[0][0]]
    size, lines = min(steady, key=lambda found: len(found[1]))
    return size, _balanced(title, len(lines), _MEASURE / size, measure)


def _lines(title: str, size: float, measure: Measure) -> tuple[str, ...]:
    """Return the lines of a title at a size, or () if it does not fit at that size."""
    lines = _wrap(title, _MEASURE / size, measure)
    too_wide = any(measure(line) * size > _MEASURE for line in lines)
    return () if too_wide or len(lines) * size * _LEADING > _TITLE_HEIGHT else lines


def _balanced(title: str, count: int, width: float, measure: Measure) -> tuple[str, ...]:
    """Return `count` lines, none wider than `width`, the widest of them as narrow as can be."""
    lines = _wrap(title, width, measure)
    while len(closer := _wrap(title, max(map(measure, lines)) - 0.01, measure)) == count:
        if max(map(measure, closer)) >= max(map(measure, lines)):
            break
        lines = closer
    return lines


def _wrap(text: str, width: float, measure: Measure, *, anywhere: bool = False) -> tuple[str, ...]:
    """Break `text` into lines of `width` ems: at spaces, in Han and kana between characters.

    anywhere  a word that is wider than a line is broken too; without, it is a line of its own
    """
    lines: list[str] = []
    for word in text.split():
        space = " "
        for piece in _pieces(word, width if anywhere else math.inf, measure):
            longer = f"{lines[-1]}{space}{piece}" if lines else piece
            if lines and measure(longer) <= width:
                lines[-1] = longer
            else:
                lines.append(piece)
            space = ""
    return tuple(lines)


def _pieces(word: str, width: float, measure: Measure) -> Iterator[str]:
    """Yield what of a word must stay together; single characters of what is wider than `width`."""
    for piece in _PIECES.findall(word):
        yield from (piece,) if measure(piece) <= width else piece


def _clipped(text: str, size: float, most: int, measure: Measure) -> tuple[str, ...]:
    """Return `text` in at most `most` lines at a size, the last one with an ellipsis if it goes on."""
    lines = _wrap(text, _MEASURE / size, measure, anywhere=True)
    return lines if len(lines) <= most else (*lines[: most - 1], f"{lines[most - 1]}…")
