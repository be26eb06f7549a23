"""What a reference to a block says when its author wrote no text: 'Question 7', 'Memory'.

Called by `checking.resolve`, after numbering.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from studypack.labels import BLOCK_LABELS, Labels
from studypack.model import directive_name
from studypack.model.base import Block, Node
from studypack.model.blocks import Figure, Heading, Quote, StudyBlock, VocabularyEntry
from studypack.model.inlines import Inlines, Marked, Text, as_label
from studypack.model.tasks import Part, Question
from studypack.model.walk import query, walk

_QUOTED_WORDS = 6


class Titles:
    """Collects the title of every node of a pack that has an id."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._titles: dict[str, Inlines] = {}
        self._section: Inlines = ()
        self._question = ""

    def collect(self, blocks: tuple[Block, ...]) -> Mapping[str, Inlines]:
        """Return id → title for all that can be referred to in `blocks`."""
        for node in walk(blocks):
            if isinstance(node, Heading):
                self._section = as_label(node.content)
            elif isinstance(node, Question):
                self._question = node.number
            name = getattr(node, "id", "")
            if name:
                # Space, columns and the like say nothing of themselves: their section does.
                self._titles.setdefault(name, self._title(node) or self._section)
        return MappingProxyType(self._titles)

    def _title(self, node: Node) -> Inlines:
        match node:
            case Heading():
                return as_label(node.content)
            case Question():
                return _text(question_title(node.number, self._labels))
            case Part():
                return _text(part_title(self._question, node.number, self._labels))
            case Figure():
                return self._figure(node)
            case Quote():
                return _text(self._quotation(node))
            case VocabularyEntry():
                return as_label(node.term)
            case Marked():
                return as_label(node.children)
            case StudyBlock():
                return self._of_directive(node)
            case _:
                return ()

    def _of_directive(self, block: StudyBlock) -> Inlines:
        title: Inlines = getattr(block, "title", ()) or getattr(block, "name", ())
        key = BLOCK_LABELS.get(directive_name(block))
        return as_label(title) or (_text(self._labels[key]) if key else ())

    def _figure(self, figure: Figure) -> Inlines:
        if figure.number:
            return _text(self._labels.format("figure-number", number=figure.number))
        return _text(figure.alt or self._labels["figure"])

    def _quotation(self, quote: Quote) -> str:
        words = "".join(text.text for text in query(quote.quotation, Text)).split()
        marks = self._labels.quotes
        short = " ".join(words[:_QUOTED_WORDS]) + (" …" if len(words) > _QUOTED_WORDS else "")
        return f"{marks.opening}{short}{marks.closing}"


def question_title(number: str, labels: Labels) -> str:
    """Return what a question is called in running text: 'Question 7'."""
    return labels.format("question-number", number=number)


def part_title(question: str, number: str, labels: Labels) -> str:
    """Return what a part is called in running text: 'Question 7 (b)'."""
    return labels.format("part-number", number=question, part=number)


def _text(text: str) -> Inlines:
    return (Text(text=text),)
