"""The PDF backend's fetcher gives out what it was handed, and nothing else."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path

import pytest
import weasyprint
from PIL import Image
from weasyprint.urls import URLFetcher

from studypack.backends.pdf.fetch import (
    BASE_URL,
    MAX_INLINE,
    MAX_PIXELS,
    PackFetcher,
    RefusedReferenceError,
)


def png(width: int = 1, height: int = 1) -> bytes:
    stream = BytesIO()
    Image.new("1", (width, height)).save(stream, "png")
    return stream.getvalue()


def svg_naming(reference: str) -> bytes:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="9" height="9"><image xlink:href="{reference}" width="9" height="9"/></svg>'
    ).encode()


def deep_png() -> bytes:
    """Return a grey picture of 16 bits a pixel, as a microscope takes it."""
    stream = BytesIO()
    Image.new("I;16", (9, 9), 40_000).save(stream, "png")
    return stream.getvalue()


RESOURCES = {
    "images/dot.png": png(),
    "images/deep.png": deep_png(),
    "images/two words é.png": png(),
    "images/harmless.svg": svg_naming("dot.png"),
    "images/reaches-out.svg": svg_naming("file:///etc/hostname"),
    "styles/print.css": b"body { background: url(../images/dot.png) }",
    "styles/reaches-out.css": b"@import 'http://example.org/x.css';",
    "notes.exe": b"MZ",
    "huge.png": png(MAX_PIXELS // 4000 + 1, 4000),
    "broken.png": b"not a picture",
}


def render(markup: str, fetcher: URLFetcher | None = None) -> bytes:
    fetcher = fetcher or PackFetcher(RESOURCES)
    page = f"<html lang=en><title>t</title>{markup}"
    written = weasyprint.HTML(string=page, base_url=BASE_URL, url_fetcher=fetcher).write_pdf()
    assert isinstance(written, bytes)
    if isinstance(fetcher, PackFetcher):
        fetcher.raise_refusal()
    return written


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="images/dot.png" alt=dot>',
        '<img src="/images/dot.png" alt=dot>',
        '<img src="images/deep.png" alt=dot>',
        '<img src="images/two words é.png" alt=dot>',
        '<img src="images/harmless.svg" alt=dot>',
        '<link rel=stylesheet href="styles/print.css">',
        f'<img src="data:image/png;base64,{base64.b64encode(png()).decode()}" alt=dot>',
    ],
)
def test_what_was_handed_over_is_served_without_a_warning(
    markup: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert render(markup).startswith(b"%PDF")
    assert caplog.messages == []


def test_the_media_type_follows_the_name() -> None:
    response = PackFetcher(RESOURCES).fetch(BASE_URL + "styles/print.css")
    assert response.content_type == "text/css"


HOSTILE = {
    "img": '<img src="file:///etc/hostname" alt=x>',
    "img over the network": '<img src="http://example.org/x.png" alt=x>',
    "img by ftp": '<img src="ftp://example.org/x.png" alt=x>',
    "img without a scheme": '<img src="//example.org/x.png" alt=x>',
    "a host with a user": '<img src="http://pack.invalid@example.org/images/dot.png" alt=x>',
    "another port": '<img src="http://pack.invalid:81/images/dot.png" alt=x>',
    "a query": '<img src="images/dot.png?x" alt=x>',
    "a missing file": '<img src="images/none.png" alt=x>',
    "a parent folder": '<img src="../etc/hostname" alt=x>',
    "an encoded parent folder": '<img src="images/%2e%2e/%2e%2e/etc/hostname" alt=x>',
    "an encoded slash": '<img src="..%2f..%2fetc%2fhostname" alt=x>',
    "CSS url": "<style>body { background: url(file:///etc/hostname) }</style>",
    "CSS import": "<style>@import 'file:///etc/hostname';</style>",
    "CSS import over the network": '<link rel=stylesheet href="styles/reaches-out.css">',
    "CSS content": "<style>p::before { content: url(file:///etc/hostname) }</style><p>x",
    "list marker": "<style>li { list-style-image: url(file:///etc/hostname) }</style><ul><li>x",
    "font": "<style>@font-face { font-family: x; src: url(file:///etc/hostname) }</style>",
    "an SVG that reaches out": '<img src="images/reaches-out.svg" alt=x>',
    "inline SVG": f"{svg_naming('file:///etc/hostname').decode()}",
    "object": '<object data="file:///etc/hostname"></object>',
    "embed": '<embed src="file:///etc/hostname">',
    "attachment": '<link rel=attachment href="file:///etc/hostname">',
    "attachment behind a link": '<a rel=attachment href="file:///etc/hostname">x</a>',
    "base": '<base href="file:///etc/"><img src="hostname" alt=x>',
    "a kind of file no page needs": '<link rel=attachment href="notes.exe">',
    "a long data URL": f'<img src="data:image/png;base64,{"A" * MAX_INLINE}" alt=x>',
    "a picture of too many pixels": '<img src="huge.png" alt=x>',
    "a picture that is none": '<img src="broken.png" alt=x>',
}


@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_other_reference_stops_the_rendering(markup: str) -> None:
    with pytest.raises(RefusedReferenceError):
        render(markup)


def test_the_refusal_names_the_reference_and_the_reason() -> None:
    with pytest.raises(RefusedReferenceError) as refusal:
        render('<img src="images/none.png" alt=x>')
    assert refusal.value.reference == BASE_URL + "images/none.png"
    assert refusal.value.reason == "not among the pack's files"
    assert refusal.value.reference in str(refusal.value)


def test_without_the_fetcher_a_file_would_get_into_the_pdf(tmp_path: Path) -> None:
    """Negative control: the attachment above is refused by the fetcher, not by WeasyPrint."""
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    written = render(f'<link rel=attachment href="{secret.as_uri()}">', URLFetcher())
    assert b"/EmbeddedFile" in written
