"""Whether a quotation stands in the file that is to hold it; called by `rules`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from studypack.diagnostics import Diagnostics
from studypack.model.blocks import Quote
from studypack.model.inlines import Text
from studypack.model.pack import Pack
from studypack.model.walk import query


def altered_quotation(pack: Pack, found: Diagnostics) -> None:
    """A quotation is checked, word for word, against the text that its author names."""
    for quote in query(pack.blocks, Quote):
        source = pack.texts.get(quote.verify)
        if source is None:
            continue
        words = _bare(source)
        for passage in _passages(quote):
            if _bare(passage) not in words:
                found.warning(
                    "altered-quotation",
                    f"'{quote.verify}' does not hold the words '{_beginning(passage)}'",
                    quote.span,
                    "compare the wording; an ellipsis stands for what is left out",
                )


_ELLIPSIS = re.compile(r"\[?(?:…|\.\s?\.\s?\.)\]?")
_BEGINNING = 40


def _passages(quote: Quote) -> Iterable[str]:
    """Yield the stretches of a quotation between its ellipses."""
    for block in quote.quotation:
        text = " ".join(text.text for text in query(block, Text))
        yield from (piece for piece in _ELLIPSIS.split(text) if _bare(piece))


def _bare(text: str) -> str:
    """Return the letters and digits of a text: quotation marks and line ends differ freely."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def _beginning(text: str) -> str:
    text = " ".join(text.split()).strip("“”‘’„‚«»‹›「」『』\"' ")
    return text if len(text) <= _BEGINNING else text[:_BEGINNING].rsplit(" ", 1)[0] + " …"
