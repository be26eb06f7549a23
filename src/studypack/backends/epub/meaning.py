"""What blocks mean, in the words of the EPUB vocabulary and of DPUB-ARIA; `book` hands it to pages.

EPUB 3 Structural Semantics Vocabulary 1.1; Digital Publishing WAI-ARIA Module 1.1. What stands in
the page templates – cover, title page, chapter, answers, notes – has its words there.
"""

from __future__ import annotations

from markupsafe import Markup

from studypack.model.base import Block
from studypack.model.blocks import Callout, CalloutKind, Objectives
from studypack.model.generated import AnswerEntry, Glossary
from studypack.model.tasks import Question, QuestionType

_QUESTIONS = {
    QuestionType.CHOICE: "multiple-choice-problem",
    QuestionType.MULTIPLE: "multiple-choice-problem",
    QuestionType.CLOZE: "fill-in-the-blank-problem",
    QuestionType.MATCH: "match-problem",
    QuestionType.TRUEFALSE: "true-false-problem",
}

_CALLOUTS = {
    CalloutKind.NOTE: ("notice", "doc-notice"),
    CalloutKind.IMPORTANT: ("notice", "doc-notice"),
    CalloutKind.WARNING: ("notice", "doc-notice"),
    CalloutKind.EXAMPLE: ("", "doc-example"),
}
"""A tip has no word: its role, `doc-tip`, is for `aside` alone."""


def meaning(block: Block) -> Markup:
    """Return the attributes `epub:type` and `role` of a block, or ''."""
    type, role = _of(block)
    return Markup("{}{}").format(
        Markup(' epub:type="{}"').format(type) if type else "",
        Markup(' role="{}"').format(role) if role else "",
    )


def _of(block: Block) -> tuple[str, str]:
    match block:
        case Question(type=kind):
            return (_QUESTIONS.get(kind, "general-problem") if kind else "general-problem"), ""
        case AnswerEntry():
            return "answer", ""
        case Glossary():
            return "glossary", "doc-glossary"
        case Objectives():
            return "learning-objectives", ""
        case Callout(kind=callout):
            return _CALLOUTS.get(callout, ("", ""))
        case _:
            return "", ""
