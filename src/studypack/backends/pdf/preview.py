"""A view as one HTML page for a browser, in a fraction of the time that a PDF takes; called by `making`."""

from __future__ import annotations

import re
from base64 import b64encode
from urllib.parse import unquote

from studypack.backends.base import Assets
from studypack.backends.pdf.sheet import Sheet
from studypack.composing.view import View

_SOURCE = re.compile(r' src="([^":]+)"')

_HEAD = """\
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"/>
<meta name="viewport" content="width=device-width"/>
<style>
{}
body {{ max-width: 42rem; margin: 2rem auto; padding: 0 1rem 0 4rem }}
.running {{ display: none }}
img {{ max-width: 100% }}
</style>
"""


def preview(view: View, assets: Assets) -> str:
    """Return the page, with its pictures in it: it loads nothing and runs nothing.

    It has no pages, numbers of pages or head and foot: those only a layout can tell.
    """
    sheet = Sheet.of(view, assets, footed=False)
    types = {image.name: image.media_type for image in assets.images.values()}

    def inline(source: re.Match[str]) -> str:
        name = unquote(source[1])
        content = b64encode(sheet.resources[name]).decode()
        return f' src="data:{types.get(name, "image/svg+xml")};base64,{content}"'

    styles = "\n".join(style.text for style in sheet.styles).replace("</", "<\\/")
    page = _SOURCE.sub(inline, sheet.markup)
    return "<!doctype html>\n" + page.replace("</head>", _HEAD.format(styles) + "</head>", 1)
