"""Where the text of a paragraph was written: marks in the markup that `package` takes out again.

They are processing instructions, which the schema allows everywhere and no reader shows. A file
that is passed on has none: what they say stands in the part that `carried` writes.
"""

from __future__ import annotations

from typing import Any

from studypack.model.inlines import Inlines
from studypack.model.walk import walk
from studypack.spans import Span

FROM, TO = "from", "to"


def marked(content: str, inlines: Inlines) -> str:
    """Return the markup of a run of text with marks round it, if an author wrote it."""
    span = _begin(inlines)
    if span is None or not content:
        return content
    return f"<?{FROM} {span.line}:{span.column}:{_safe(span.path)}?>{content}<?{TO}?>"


def _begin(inlines: Inlines) -> Span | None:
    return next((node.span for node in walk(inlines) if node.span.line > 0), None)


def _safe(path: str) -> str:
    return path.replace("?>", "")


def span_of(text: str) -> Span:
    """Return the span that a mark holds."""
    line, column, path = text.split(":", 2)
    return Span(path, int(line), int(column))


def strip(tree: Any) -> None:
    """Take all marks out of a part."""
    from lxml import etree

    etree.strip_tags(tree, etree.ProcessingInstruction)
