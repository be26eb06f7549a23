"""Whether a quotation stands in the file that is to hold it; called by `rules`."""

from __future__ import annotations

import difflib
import heapq
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from studypack.diagnostics import Diagnostics
from studypack.model.blocks import Quote
from studypack.model.inlines import Text
from studypack.model.pack import Pack
from studypack.model.walk import query

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\s–—\u3040-\u30ff\u3400-\u9fff]+")
"""What spaces and dashes part; of scripts that set no space between words, a character."""

_ELLIPSIS = re.compile(r"\[?(?:…|\.\s?\.\s?\.)\]?")
_BEGINNING = 40
_SHOWN = 200

_NEAR = 0.6
"""From so much likeness on, of 1, a stretch of the file is probably what was meant."""

_LONGER = 2
"""By so many words the stretch may be longer or shorter than the quotation."""

_TRIED = 12
"""How many stretches of the file are compared closely."""

_SPELT = 40
"""Up to so many words are compared letter by letter, longer quotations word by word."""


def altered_quotation(pack: Pack, found: Diagnostics) -> None:
    """A quotation is checked, word for word, against the text that its author names."""
    sources = {name: _Source(text) for name, text in pack.texts.items()}
    for quote in query(pack.blocks, Quote):
        source = sources.get(quote.verify)
        if source is None:
            continue
        for passage in _passages(quote):
            if _bare(passage) not in source.bare:
                found.warning(
                    "altered-quotation",
                    f"'{quote.verify}' does not hold the words '{_beginning(passage, _BEGINNING)}'",
                    quote.span,
                    source.nearest(passage)
                    or "compare the wording; an ellipsis stands for what is left out",
                )


def _passages(quote: Quote) -> Iterable[str]:
    """Yield the stretches of a quotation between its ellipses."""
    for block in quote.quotation:
        text = " ".join(text.text for text in query(block, Text))
        yield from (piece for piece in _ELLIPSIS.split(text) if _bare(piece))


def _bare(text: str) -> str:
    """Return the letters and digits of a text: quotation marks and line ends differ freely."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def _beginning(text: str, most: int) -> str:
    text = " ".join(text.split()).strip("“”‘’„‚«»‹›「」『』\"' ")
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


@dataclass
class _Source:
    """A text that quotations are from; what comparing needs is made of it once."""

    text: str

    @cached_property
    def bare(self) -> str:
        return _bare(self.text)

    @cached_property
    def _words(self) -> list[tuple[str, int, int]]:
        """Every word, bare, and where it begins and ends."""
        found = ((_bare(word[0]), *word.span()) for word in _WORD.finditer(self.text))
        return [word for word in found if word[0]]

    def nearest(self, passage: str) -> str:
        """Return where the file has nearly the words of `passage`, or '' if it has not."""
        wanted = [bare for word in _WORD.findall(passage) if (bare := _bare(word))]
        by = "".join if len(wanted) <= _SPELT else list[str]
        compared = difflib.SequenceMatcher(b=by(wanted), autojunk=False)
        best, likeness = self._words[:0], _NEAR
        for start in self._promising(wanted):
            for size in range(max(1, len(wanted) - _LONGER), len(wanted) + _LONGER + 1):
                stretch = self._words[start : start + size]
                compared.set_seq1(by(word for word, _, _ in stretch))
                if compared.real_quick_ratio() > likeness and compared.ratio() > likeness:
                    best, likeness = stretch, compared.ratio()
        if not best:
            return ""
        start, end = best[0][1], best[-1][2]
        line = self.text.count("\n", 0, start) + 1
        return f"line {line} of it has '{_beginning(self.text[start:end], _SHOWN)}'"

    def _promising(self, wanted: list[str]) -> Iterator[int]:
        """Yield where the stretches begin that share the most words with `wanted`. O(n)."""
        known, shared, counts = set(wanted), 0, list[tuple[int, int]]()
        size = len(wanted)
        for place, (word, _, _) in enumerate(self._words):
            shared += word in known
            if place >= size:
                shared -= self._words[place - size][0] in known
            if place >= size - 1:
                counts.append((-shared, place - size + 1))
        return (start for _, start in heapq.nsmallest(_TRIED, counts))
