"""What a page may load: only the bytes handed over; called by the PDF backend for each rendering.

WeasyPrint asks a URL fetcher for every picture, stylesheet, font and attachment that markup, CSS or an
SVG names. The one here has no way to the disk or the network: it looks names up in a mapping.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from io import BytesIO
from typing import Final, NoReturn
from urllib.parse import unquote, urlsplit

from PIL import Image
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from studypack.backends.rasters import eight_bits

# `urljoin` resolves relative references only against schemes that it knows, so a scheme of our own
# will not do. The top-level domain `invalid` never resolves (RFC 2606, section 2).
BASE_URL: Final = "http://pack.invalid/"

MAX_INLINE: Final = 28 * 2**20
"""The longest `data:` URL that is read, in characters: the largest picture of a pack has as many."""

MAX_PIXELS: Final = 40_000_000
"""The largest picture that is decoded, in pixels: A3 at 400 dpi is 31 million."""

_BASE = urlsplit(BASE_URL)

_MEDIA_TYPES: Final[Mapping[str, str]] = {
    "css": "text/css",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "otf": "font/otf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "ttf": "font/ttf",
    "webp": "image/webp",
    "woff": "font/woff",
    "woff2": "font/woff2",
}


class RefusedReferenceError(FatalURLFetchingError):  # type: ignore[misc]  # WeasyPrint is not typed
    """The page refers to something that was not handed over, so that rendering stops.

    It is a `BaseException`, as WeasyPrint goes on after any other: catch it by its name.
    """

    def __init__(self, reference: str, reason: str) -> None:
        self.reference = reference[:200]
        self.reason = reason
        super().__init__(f"{reason}: {self.reference}")


class PackFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint is not typed
    """Serves the given bytes under `BASE_URL`, and `data:` URLs of reasonable length.

    resources  name → content; `images/map.svg` answers to `http://pack.invalid/images/map.svg`

    Anything else raises `RefusedReferenceError`: another scheme or host, a name that is not among the
    resources, a kind of file that no page needs, a picture of more than `MAX_PIXELS`. WeasyPrint
    swallows even that while it draws an SVG, so call `raise_refusal` when the PDF is written.
    """

    def __init__(self, resources: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)
        self._resources = resources
        self._refusal: RefusedReferenceError | None = None

    def raise_refusal(self) -> None:
        """Raise the first `RefusedReferenceError` of this fetcher's life again, if there was one."""
        if self._refusal is not None:
            raise self._refusal

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Return the response for `url`; WeasyPrint calls this."""
        try:
            return self._response(url, headers)
        except RefusedReferenceError as refusal:
            self._refusal = self._refusal or refusal
            raise

    def _response(self, url: str, headers: Mapping[str, str] | None) -> URLFetcherResponse:
        if url[:5].lower() == "data:":
            return self._inline(url, headers)
        name = _name(url)
        if name not in self._resources:
            _refuse(url, "not among the pack's files")
        media_type = _MEDIA_TYPES.get(name.rpartition(".")[2].lower())
        if media_type is None:
            _refuse(url, "not a kind of file that a page can hold")
        return _response(url, self._resources[name], media_type)

    def _inline(self, url: str, headers: Mapping[str, str] | None) -> URLFetcherResponse:
        if len(url) > MAX_INLINE:
            _refuse(url, f"a data: URL of more than {MAX_INLINE} characters")
        response = super().fetch(url, headers)
        return _response(url, response.read(), response.content_type)


def _name(url: str) -> str:
    """Return the name that `url` has below `BASE_URL`."""
    parts = urlsplit(url)
    if (parts.scheme, parts.netloc) != (_BASE.scheme, _BASE.netloc):
        _refuse(url, "outside the pack")
    if parts.query:
        _refuse(url, "a file of the pack has no query")
    return unquote(parts.path).removeprefix("/")


def _response(url: str, content: bytes, media_type: str) -> URLFetcherResponse:
    if media_type.startswith("image/") and media_type != "image/svg+xml":
        content = _printable(url, content)
    return URLFetcherResponse(url, content, {"Content-Type": media_type})


def _printable(url: str, content: bytes) -> bytes:
    """Return a picture that WeasyPrint can print: of a grey one of 16 bits a pixel, the upper 8.

    One whose header announces too many pixels is refused before anything decodes it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(BytesIO(content)) as picture:
                width, height = picture.size
                deep = picture.mode in _DEEP_GREY
        except (OSError, ValueError, SyntaxError):
            _refuse(url, "not a picture that can be read")
        except Image.DecompressionBombError:
            width = height = MAX_PIXELS
            deep = False
    if width * height > MAX_PIXELS:
        _refuse(url, f"a picture of more than {MAX_PIXELS} pixels")
    return eight_bits(content) if deep else content


_DEEP_GREY: Final = {"I", "I;16", "I;16B"}
"""What Pillow calls pictures of more than 8 bits that are all grey; it cuts coloured ones itself."""


def _refuse(url: str, reason: str) -> NoReturn:
    raise RefusedReferenceError(url, reason)
