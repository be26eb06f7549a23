"""Drawings and pictures as PNG."""

from __future__ import annotations

import io

import pytest
from PIL import Image as Picture

from studypack.backends import rasters

_TEXT = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60mm" height="20mm" viewBox="0 0 600 200">'
    '<text x="10" y="120" font-size="90" font-family="{}">Drawing</text></svg>'
)


def opened(data: bytes) -> Picture.Image:
    """Return a PNG as a picture with transparency."""
    return Picture.open(io.BytesIO(data)).convert("RGBA")


def test_a_drawing_is_as_wide_as_asked_and_keeps_its_shape() -> None:
    width, height = opened(rasters.svg_to_png(_TEXT.format("serif"), 300)).size
    assert width == 300
    assert height == pytest.approx(100, abs=1)


def test_a_drawing_is_no_wider_than_the_limit() -> None:
    drawn = opened(rasters.svg_to_png(_TEXT.format("serif"), 10 * rasters.MOST_PIXELS))
    assert drawn.width == rasters.MOST_PIXELS


def test_text_is_set_in_our_fonts_whatever_the_machine_has() -> None:
    ours = rasters.svg_to_png(_TEXT.format("'Source Sans 3'"), 300)
    assert rasters.svg_to_png(_TEXT.format("'Liberation Sans', Arial, sans-serif"), 300) == ours
    assert rasters.svg_to_png(_TEXT.format("'Source Serif 4'"), 300) != ours
    assert opened(ours).getchannel("A").getextrema()[1] == 255


def test_a_broken_drawing_is_an_error() -> None:
    with pytest.raises(ValueError, match="root node"):
        rasters.svg_to_png("<svg", 100)


def test_a_picture_keeps_what_is_transparent() -> None:
    out = io.BytesIO()
    Picture.new("RGBA", (2, 2), (10, 20, 30, 0)).save(out, "WEBP", lossless=True)
    assert opened(rasters.to_png(out.getvalue())).getchannel("A").getextrema() == (0, 0)


def test_a_broken_picture_is_an_error() -> None:
    with pytest.raises(OSError, match="cannot identify"):
        rasters.to_png(b"no picture")


def test_a_grey_picture_of_sixteen_bits_keeps_its_shades_in_eight() -> None:
    deep = Picture.new("I;16", (4, 1))
    for x, shade in enumerate((0, 20_000, 40_000, 65_535)):
        deep.putpixel((x, 0), shade)
    out = io.BytesIO()
    deep.save(out, "PNG")
    with Picture.open(io.BytesIO(rasters.eight_bits(out.getvalue()))) as picture:
        assert picture.mode == "L"
        assert [picture.getpixel((x, 0)) for x in range(4)] == [0, 77, 155, 255]
