"""The pictures of a book: only those that its pages show, each under a name that is safe anywhere."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping

from studypack.backends.epub.packaging import Member
from studypack.model.pack import ImageFile

SUFFIXES: Mapping[str, str] = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
}
"""The suffix of a file, by media type."""

_MOVES = re.compile(rb"<(animate|animateMotion|animateTransform|set)\b|@keyframes|\banimation\b")
"""What sets an SVG in motion: SMIL, or CSS."""


class Pictures:
    """Images by the name that a view calls them; a page that shows one asks for its address."""

    def __init__(self, images: Mapping[str, ImageFile]) -> None:
        self._images = images
        self._shown: dict[str, str] = {}

    def name(self, source: str) -> str:
        """Return the name in the book of an image that a page shows (KeyError: there is none).

        Numbers and lower-case letters alone: EPUB 3.3, 4.2.3 File names.
        """
        if source not in self._shown:
            suffix = SUFFIXES[self._images[source].media_type]
            self._shown[source] = f"images/image-{len(self._shown) + 1:02}.{suffix}"
        return self._shown[source]

    def members(self) -> Iterator[Member]:
        """Yield the images that were shown, as they are, in the order in which they were."""
        for source, name in self._shown.items():
            image = self._images[source]
            id = name.rpartition("/")[2].replace(".", "-")
            yield Member(id=id, name=name, media_type=image.media_type, data=image.data)

    def any_moves(self) -> bool:
        """Return whether an image that was shown is animated, so that it may flash."""
        return any(_moves(self._images[source]) for source in self._shown)


def _moves(image: ImageFile) -> bool:
    if image.media_type == "image/svg+xml":
        return _MOVES.search(image.data) is not None
    if image.media_type == "image/jpeg":
        return False
    from PIL import Image

    with Image.open(io.BytesIO(image.data)) as picture:
        return bool(getattr(picture, "is_animated", False))
