"""The spans by which Kobo's own reader counts a book's sentences; called by `book`.

With them it keeps the place to the sentence, marks and searches in step with the page, and turns
pages faster. Each sentence is `<span class="koboSpan" id="kobo.PARAGRAPH.SENTENCE">`, each picture
one too, and two boxes hold the text (as Kobo's store and the tool kepubify make them).
"""

from __future__ import annotations

import itertools
import re

from studypack.backends.epub.flow import PIECE

_PARAGRAPH = re.compile(r"<(?:p|ol|ul|dl|table|h[1-6]|pre|blockquote|section)\b")
_SENTENCE = re.compile(r".*?(?:[.!?…][\"'’”»)\]]*\s+|[。！？]+[」』）]*|$)", re.DOTALL)
_OPEN = '<div id="book-columns"><div id="book-inner">'


def with_spans(page: str) -> str:
    """Return the markup of a page with a span around each sentence and picture."""
    return _Spans().page(page)


class _Spans:
    def __init__(self) -> None:
        self._paragraph = 0
        self._sentence = 0

    def page(self, page: str) -> str:
        runs = itertools.groupby(PIECE.finditer(page), key=_is_text)
        return "".join(
            self._text("".join(piece[0] for piece in run))
            if is_text
            else "".join(self._tag(piece[0]) for piece in run)
            for is_text, run in runs
        )

    def _tag(self, tag: str) -> str:
        if tag.startswith("<body"):
            return tag + _OPEN
        if tag.startswith("</body"):
            return "</div></div>" + tag
        if tag.startswith("<img"):
            return self._span(tag)
        if _PARAGRAPH.match(tag):
            self._paragraph, self._sentence = self._paragraph + 1, 0
        return tag

    def _text(self, text: str) -> str:
        if not text.strip():
            return text
        return "".join(
            self._span(sentence) if sentence.strip() else sentence
            for sentence in _SENTENCE.findall(text)
        )

    def _span(self, markup: str) -> str:
        self._sentence += 1
        id = f"kobo.{self._paragraph}.{self._sentence}"
        return f'<span class="koboSpan" id="{id}">{markup}</span>'


def _is_text(piece: re.Match[str]) -> bool:
    return bool(piece["text"] or piece["entity"])
