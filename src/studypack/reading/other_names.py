"""What to write instead of a name that other programs use, or that comes to mind first."""

from __future__ import annotations

import re
from collections.abc import Mapping

from studypack.diagnostics import did_you_mean
from studypack.model import DIRECTIVES
from studypack.model.declare import Directive
from studypack.model.tasks import QuestionType

OTHER_DIRECTIVES: Mapping[str, str] = {
    "aims": "objectives",
    "answer-space": "space",
    "box": "note",
    "caution": "warning",
    "danger": "warning",
    "definition": "vocabulary",
    "definitions": "vocabulary",
    "exercise": "question",
    "extract": "passage",
    "goals": "objectives",
    "image": "figure",
    "info": "note",
    "item": "question",
    "key": "answer",
    "key-facts": "keyfacts",
    "learning-objectives": "objectives",
    "lines": "space",
    "marking": "answer",
    "newpage": "pagebreak",
    "person": "character",
    "picture": "figure",
    "problem": "question",
    "quotation": "quote",
    "reading": "passage",
    "room": "space",
    "solution": "answer",
    "subquestion": "part",
    "task": "question",
    "teacher-note": "teacher",
    "terms": "vocabulary",
    "text": "passage",
    "vocab": "vocabulary",
    "words": "vocabulary",
}
"""Names of directives elsewhere, in one word or with hyphens, and what they are called here."""

OTHER_TYPES: Mapping[str, QuestionType] = {
    "blanks": QuestionType.CLOZE,
    "classify": QuestionType.CATEGORISE,
    "fill-in": QuestionType.CLOZE,
    "fill-in-the-blank": QuestionType.CLOZE,
    "fill-in-the-blanks": QuestionType.CLOZE,
    "gap-fill": QuestionType.CLOZE,
    "gaps": QuestionType.CLOZE,
    "matching": QuestionType.MATCH,
    "mcq": QuestionType.CHOICE,
    "multiple-choice": QuestionType.CHOICE,
    "multiple-response": QuestionType.MULTIPLE,
    "ordering": QuestionType.ORDER,
    "sequencing": QuestionType.ORDER,
    "short-answer": QuestionType.SHORT,
    "sort": QuestionType.CATEGORISE,
    "true-false": QuestionType.TRUEFALSE,
}
"""Names of kinds of questions elsewhere, and their types here."""

OTHER_OPTIONS: Mapping[str, tuple[str, str]] = {
    "box": ("space", "box 5 cm"),
    "key": ("answer", "…"),
    "kind": ("type", "…"),
    "lines": ("space", "4 lines"),
    "points": ("marks", "2"),
    "pts": ("marks", "2"),
    "room": ("space", "4 lines"),
    "score": ("marks", "2"),
    "solution": ("answer", "…"),
    "units": ("unit", "cm"),
}
"""Names of options elsewhere, and what they are called here, with a value, where there are such."""

_ON_THE_OPENING_LINE = frozenset({"title", "name", "heading", "caption", "label"})
"""What is written as an option elsewhere, and here behind the braces."""

_WITH_AN_OPTION = re.compile(
    r"""(?P<name>[\w-]+)[\s,]+:?(?P<option>[\w-]+)\s*[=:]\s*(?P<quote>["']?)(?P<value>[^,"']+)(?P=quote)"""
)
"""A directive with an option in its braces, as other programs have them: 'question marks="2"'."""


def meant_directive(name: str) -> str | None:
    """Return what helps where no directive is called `name`, or None if nothing is like it."""
    word = name.lower().replace("_", "-").replace(" ", "-")
    if (kind := _meant_type(word)) is not None:
        return f"write ':::{{question}}'; its body shows what kind it is, or ':type: {kind.value}'"
    if (meant := OTHER_DIRECTIVES.get(word)) is not None:
        return f"write ':::{{{meant}}}'"
    if (written := _WITH_AN_OPTION.match(name)) is not None:
        begun = OTHER_DIRECTIVES.get(written["name"], written["name"])
        if begun in DIRECTIVES:
            return _on_a_line(begun, written["option"], written["value"].strip())
        name = written["name"]
    return did_you_mean(name, DIRECTIVES)


def _meant_type(word: str) -> QuestionType | None:
    known = {kind.value: kind for kind in QuestionType}
    return OTHER_TYPES.get(word) or known.get(word)


def _on_a_line(directive: str, option: str, value: str) -> str:
    """Return where an option goes that was written behind its directive's name."""
    option = OTHER_OPTIONS.get(option, (option, ""))[0]
    if option == "type" and (kind := _meant_type(value)) is not None:
        value = kind.value
    return f"write ':::{{{directive}}}', and ':{option}: {value}' in a line below it"


def meant_option(name: str, directive: Directive) -> str:
    """Return what helps where `directive` has no option `name`: one like it, or all it has."""
    names = [option.name for option in directive.options]
    word = name.lower()
    meant, value = OTHER_OPTIONS.get(word, ("", ""))
    if meant in names:
        return f"write ':{meant}: {value}'"
    if near := did_you_mean(name, names):
        return near
    if word in _ON_THE_OPENING_LINE and directive.argument is not None:
        return f"write it on the opening line: ':::{{{directive.name}}} …'"
    return "it has " + ", ".join(f"'{known}'" for known in names)
