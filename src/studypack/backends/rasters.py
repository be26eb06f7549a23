"""Pictures made into such as all can show: SVG, WebP and PNG of 16 bits to plain PNG.

Word's older versions get a PNG beside each SVG; an EPUB's cover is one. Only the bundled fonts are
used, so that a drawing has the same bytes on every machine; for Chinese, Japanese and Korean, which
no bundled font has, those of `fonts.han_families`.
"""

from __future__ import annotations

import io
from functools import cache

PIXELS_PER_INCH = 192
"""Resolution for print: twice that of a screen, and still small."""

_SVG_DPI = 96
"""By which millimetres in a drawing become its own pixels (CSS Values 4, §6.2)."""

MOST_PIXELS = 2400
"""Longest side of a picture that is made here."""


def svg_to_png(svg: str | bytes, width_px: int) -> bytes:
    """Return an SVG drawing as a PNG `width_px` wide, on a transparent ground.

    width_px  at most `MOST_PIXELS`; more is cut to that
    raises    ValueError if the drawing cannot be read
    """
    text = svg if isinstance(svg, str) else svg.decode("utf-8")
    return _drawn(text, max(1, min(width_px, MOST_PIXELS)))


@cache
def _drawn(svg: str, width_px: int) -> bytes:
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=width_px,
            dpi=_SVG_DPI,
            skip_system_fonts=True,
            font_files=list(_font_files(han=max(svg) >= _FIRST_HAN)),
            font_family=_family("label"),
            sans_serif_family=_family("label"),
            serif_family=_family("reading"),
            monospace_family=_family("mono"),
        )
    )


_FIRST_HAN = "\u2e80"
"""From here on, characters may need the large fonts for Chinese, Japanese and Korean."""


@cache
def _font_files(*, han: bool) -> tuple[str, ...]:
    from studypack import fonts

    families = (*fonts.families(), *(fonts.han_families() if han else ()))
    return tuple(str(face.path) for family in families for face in family.faces)


@cache
def _family(role: str) -> str:
    from studypack import fonts

    return next(family.name for family in fonts.families() if family.role == role)


def to_png(picture: bytes) -> bytes:
    """Return a bitmap of a kind that Pillow reads, such as WebP, as PNG; its first frame if many.

    raises  OSError if the picture is broken
    """
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        mode = "RGBA" if image.has_transparency_data else "RGB"
        image.convert(mode).save(out, "PNG")
    return out.getvalue()


def eight_bits(picture: bytes) -> bytes:
    """Return a grey bitmap of 16 bits a pixel, as scanners and microscopes write it, in 8: as PNG.

    raises  OSError if the picture is broken
    """
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("I").point(lambda value: value / 257).convert("L").save(out, "PNG")
    return out.getvalue()
