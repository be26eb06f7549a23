"""Whether an image is sound: bounded, decodable and of a kind that every format can show."""

from __future__ import annotations

import warnings
from io import BytesIO

from studypack.model.pack import ImageFile
from studypack.reading.refusal import Refused
from studypack.reading.svg import svg_size

MAX_IMAGE_BYTES = 20_000_000
MAX_PIXELS = 40_000_000

_RASTER = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "GIF": "image/gif",
    "WEBP": "image/webp",
}
_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
_KINDS = "PNG, JPEG, GIF, WebP and SVG"


def is_image_name(name: str) -> bool:
    """Return whether a file is an image by its name."""
    return name.lower().endswith(_SUFFIXES)


def inspect_image(name: str, content: bytes) -> ImageFile:
    """Return the image in `content`, decoded once to see that it is whole.

    name  path inside the pack's folder
    raises Refused: bad-image for a broken file or another kind than PNG, JPEG, GIF, WebP and
    SVG, huge-image for more than `MAX_PIXELS` pixels
    """
    if name.lower().endswith(".svg"):
        width, height = svg_size(name, content)
        return ImageFile(
            name=name,
            media_type="image/svg+xml",
            data=content,
            width_px=width,
            height_px=height,
        )
    media_type, width, height = _decode(name, content)
    return ImageFile(
        name=name, media_type=media_type, data=content, width_px=width, height_px=height
    )


def _decode(name: str, content: bytes) -> tuple[str, int, int]:
    """Return media type, width and height of a raster image; its header is judged first."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=tuple(_RASTER)) as picture:
                width, height = picture.size
                _refuse_huge(name, width * height)
                media_type = _RASTER[str(picture.format)]
                picture.load()
    except UnidentifiedImageError as error:
        reason = f"'{name}' is broken or not one of {_KINDS}"
        raise Refused("bad-image", reason, "save it anew as PNG") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _huge(name) from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, MemoryError) as error:
        reason = f"'{name}' is broken: it cannot be decoded to its end"
        raise Refused("bad-image", reason, "save it anew") from error
    return media_type, width, height


def _refuse_huge(name: str, pixels: int) -> None:
    if pixels > MAX_PIXELS:
        raise _huge(name)


def _huge(name: str) -> Refused:
    most = MAX_PIXELS // 1_000_000
    return Refused(
        "huge-image",
        f"'{name}' has more than {most} million pixels",
        "make it smaller: 2000 pixels across fill a page",
    )
