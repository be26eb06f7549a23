"""The pictures of a book: only those that its pages show, each under a name that is safe anywhere."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping

from studypack.backends.epub.packaging import Member
from studypack.backends.rasters import svg_to_png
from studypack.model.pack import ImageFile

SUFFIXES: Mapping[str, str] = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
}
"""The suffix of a file, by media type."""

_SHARP = 3
"""Pixels of a picture for each that its drawing says: e-ink has 300 to an inch."""

_MOVES = re.compile(rb"<(animate|animateMotion|animateTransform|set)\b|@keyframes|\banimation\b")
"""What sets an SVG in motion: SMIL, or CSS."""


class Pictures:
    """Images by the name that a view calls them; a page that shows one asks for its address."""

    def __init__(self, images: Mapping[str, ImageFile], *, pixels: bool = False) -> None:
        """Take the images; with `pixels`, no drawing is packed as such, but as a PNG."""
        self._images = images
        self._pixels = pixels
        self._shown: dict[str, str] = {}
        self._drawn: dict[str, tuple[str, int]] = {}

    def name(self, source: str) -> str:
        """Return the name in the book of an image that a page shows (KeyError: there is none).

        Numbers and lower-case letters alone: EPUB 3.3, 4.2.3 File names.
        """
        if source not in self._shown:
            image = self._images[source]
            suffix = "png" if self._is_to_draw(image) else SUFFIXES[image.media_type]
            self._shown[source] = f"images/image-{len(self._shown) + 1:02}.{suffix}"
        return self._shown[source]

    def drawing(self, svg: str, width_px: int) -> str:
        """Return the name in the book of a drawing that is to be packed as a PNG."""
        for name, drawn in self._drawn.items():
            if drawn == (svg, width_px):
                return name
        name = f"images/drawing-{len(self._drawn) + 1:02}.png"
        self._drawn[name] = (svg, width_px)
        return name

    def members(self) -> Iterator[Member]:
        """Yield the images that were shown, as they are, in the order in which they were."""
        for source, name in self._shown.items():
            image = self._images[source]
            if self._is_to_draw(image):
                yield _png(name, svg_to_png(image.data, image.width_px * _SHARP))
            else:
                yield _member(name, image.media_type, image.data)
        for name, (svg, width_px) in self._drawn.items():
            yield _png(name, svg_to_png(svg, width_px))

    def _is_to_draw(self, image: ImageFile) -> bool:
        return self._pixels and image.media_type == "image/svg+xml"

    def any_moves(self) -> bool:
        """Return whether an image that was shown is animated, so that it may flash."""
        return any(
            _moves(image)
            for image in map(self._images.__getitem__, self._shown)
            if not self._is_to_draw(image)
        )


def _png(name: str, data: bytes) -> Member:
    return _member(name, "image/png", data)


def _member(name: str, media_type: str, data: bytes) -> Member:
    id = name.rpartition("/")[2].replace(".", "-")
    return Member(id=id, name=name, media_type=media_type, data=data)


def _moves(image: ImageFile) -> bool:
    if image.media_type == "image/svg+xml":
        return _MOVES.search(image.data) is not None
    if image.media_type == "image/jpeg":
        return False
    from PIL import Image

    with Image.open(io.BytesIO(image.data)) as picture:
        return bool(getattr(picture, "is_animated", False))
