"""What may be wrong with a pack once every reference is resolved: one function a code.

`checking.check` runs all of `RULES`. What would print wrong is an error; a slip that harms
nobody but the author's intent is a warning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from studypack import aids, labels
from studypack.checking.audiences import hidden_reference
from studypack.diagnostics import Diagnostics, did_you_mean
from studypack.model import directive_name
from studypack.model.base import Node
from studypack.model.blocks import Character, Figure, Heading, Quote
from studypack.model.generated import Aid
from studypack.model.inlines import Blank, Code, Image, Text
from studypack.model.marks import task_total
from studypack.model.pack import Pack
from studypack.model.tasks import (
    Categorising,
    Group,
    Labelling,
    Matching,
    NumericEntry,
    Option,
    Options,
    Ordering,
    Organizer,
    Part,
    Question,
    Task,
    TrueFalse,
)
from studypack.model.walk import query, walk
from studypack.spans import Span

Rule = Callable[[Pack, Diagnostics], None]


# --- Outline and pictures ---------------------------------------------------------------------


def skipped_heading(pack: Pack, found: Diagnostics) -> None:
    """A screen reader's user who meets level 3 below level 1 looks for what is not there."""
    above = 0
    for heading in query(pack.blocks, Heading):
        if heading.level > above + 1:
            found.error(
                "skipped-heading",
                f"a heading of level {heading.level} follows "
                + (f"one of level {above}" if above else "no heading at all"),
                heading.span,
                f"write {'#' * (above + 1)} before it",
            )
        above = heading.level


def missing_alt(pack: Pack, found: Diagnostics) -> None:
    """Who does not see a picture hears its alternative text."""
    help_text = "say what it shows, or mark it as {.decorative}"
    for node in walk(_everything(pack)):
        match node:
            case Figure(src=src, alt="", decorative=False) if src:
                found.warning(
                    "missing-alt", f"'{src}' has no alternative text", node.span, help_text
                )
            case Image(src=src, alt="", decorative=False):
                found.warning(
                    "missing-alt", f"'{src}' has no alternative text", node.span, help_text
                )
            case Character(image=src, alt="") if src:
                found.warning(
                    "missing-alt",
                    f"'{src}' has no alternative text",
                    node.span,
                    "say what it shows: ':alt: …'",
                )


# --- Answers ----------------------------------------------------------------------------------


def missing_answer(pack: Pack, found: Diagnostics) -> None:
    """An answer sheet with a gap is of no use to a colleague who covers the lesson."""
    for question in query(pack.blocks, Question):
        parts = tuple(query(question.body, Part))
        if _is_answered(question):
            continue
        for task in parts or (question,):
            if not (_has_answer(task) or _lacks_key(task)):
                found.warning(
                    "missing-answer",
                    f"{'part' if isinstance(task, Part) else 'question'} {task.number} "
                    "has no answer",
                    task.span,
                    "write an 'answer' directive inside it; "
                    "with ':kind: vary' it says that answers will vary",
                )


def missing_key(pack: Pack, found: Diagnostics) -> None:
    """Without a right option every version of the answer sheet is wrong."""
    for task in query(pack.blocks, Task):
        if _lacks_key(task):
            found.error(
                "missing-key",
                "no option is marked as right",
                task.span,
                "write [x] before the right one, or ':kind: vary' in an 'answer' directive",
            )


def _has_answer(task: Task) -> bool:
    return _is_answered(task) or bool(task.answer) or any(map(_holds_key, walk(task.body)))


def _is_answered(task: Task) -> bool:
    return any(not answer.is_empty for answer in task.answers)


def _holds_key(node: Node) -> bool:
    match node:
        case Option(right=right):
            return right
        case TrueFalse(right=right):
            return right is not None
        case NumericEntry(value=value):
            return bool(value)
        case Matching(key=key) | Ordering(key=key) | Categorising(key=key):
            return bool(key)
        case Labelling(labels=names):
            return bool(names)
        case Blank():
            return True  # one without an answer is reported by itself
        case Organizer(body=body):
            return bool(body)
        case _:
            return False


def _lacks_key(task: Task) -> bool:
    """Return whether options of `task` itself, not of its parts, have no key."""
    if task.answers or task.answer:
        return False
    inner = {id(node) for part in query(task.body, Part) for node in query(part.body, Options)}
    return any(
        not any(option.right for option in options.options)
        for options in query(task.body, Options)
        if id(options) not in inner
    )


def empty_blank(pack: Pack, found: Diagnostics) -> None:
    """A blank that nothing fills is a line in the text."""
    for blank in query(pack.blocks, Blank):
        if not any(answer.strip() for answer in blank.answers):
            found.warning(
                "empty-blank",
                "the blank has no answer",
                blank.span,
                "write the answer between its brackets: [answer]{.blank}",
            )


# --- Marks ------------------------------------------------------------------------------------


def marks_disagree(pack: Pack, found: Diagnostics) -> None:
    """A total that is not the sum is printed, and marked by."""
    for question in query(pack.blocks, Question):
        marks = [part.marks for part in query(question.body, Part)]
        given = [number for number in marks if number is not None]
        if question.marks is None or not given or len(given) < len(marks):
            continue
        if question.marks != sum(given):
            found.error(
                "marks-disagree",
                f"question {question.number} has {question.marks} marks, "
                f"its parts have {sum(given)}",
                question.span,
                "correct one of them, or leave the question's marks out: they are added up",
            )


def missing_marks(pack: Pack, found: Diagnostics) -> None:
    """A part without marks among parts with marks was probably forgotten."""
    for question in query(pack.blocks, Question):
        parts = tuple(query(question.body, Part))
        if any(part.marks is not None for part in parts):
            for part in parts:
                if part.marks is None:
                    found.warning(
                        "missing-marks",
                        f"part {part.number} of question {question.number} has no marks, "
                        "others have",
                        part.span,
                        "give it marks: ':marks: …'",
                    )


def choose_disagrees(pack: Pack, found: Diagnostics) -> None:
    """'Answer 2 of the 4 questions' above three questions sends pupils looking for the fourth."""
    for group in query(pack.blocks, Group):
        questions = tuple(query(group.body, Question))
        if group.choose is None:
            continue
        if group.choose.given != len(questions):
            found.error(
                "choose-disagrees",
                f"the group says that it has {group.choose.given} questions, "
                f"it has {len(questions)}",
                group.span,
                f"write ':choose: {group.choose.wanted} of {len(questions)}'",
            )
        elif len({task_total(question) for question in questions}) > 1:
            found.warning(
                "marks-disagree",
                "the questions to choose from have different marks",
                group.span,
                "give all of them the same marks, or the total depends on the choice",
            )


# --- Words ------------------------------------------------------------------------------------


def unknown_label(pack: Pack, found: Diagnostics) -> None:
    """A label that nothing prints was probably misspelt."""
    known = labels.keys()
    for key in pack.metadata.labels:
        if key not in known:
            found.warning(
                "unknown-label",
                f"no label is called '{key}'",
                pack.span,
                did_you_mean(key, known) or "the documentation lists all labels",
            )


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


def missing_glyph(pack: Pack, found: Diagnostics) -> None:
    """A character that no font has prints as an empty box, and makes a PDF invalid."""
    from studypack.fonts import uncovered

    runs = [node for node in walk(_everything(pack)) if isinstance(node, Text | Code)]
    missing = uncovered("".join(run.text for run in runs) + pack.metadata.title)
    if not missing:
        return
    for run in runs:
        for character in sorted(missing.intersection(run.text)):
            _report_glyph(character, run.span, found)
    for character in sorted(missing.intersection(pack.metadata.title)):
        _report_glyph(character, pack.span, found)


def _report_glyph(character: str, span: Span, found: Diagnostics) -> None:
    name = unicodedata.name(character, "a character without a name")
    found.warning(
        "missing-glyph",
        f"no font has '{character}' (U+{ord(character):04X} {name})",
        span,
        "print would show an empty box: use another character or a picture",
    )


# --- What is made of the pack, and what is not ------------------------------------------------


def nothing_to_gather(pack: Pack, found: Diagnostics) -> None:
    """A glossary without a word is a heading without a text."""
    for aid, wanted in aids.lacking(pack.blocks, pack.metadata.language, pack.slug):
        if _names_unknown(aid, pack):
            continue  # that is the fault, and reported
        found.warning(
            "nothing-to-gather",
            f"'{directive_name(aid)}' finds nothing to be made from",
            aid.span,
            f"it needs {wanted}",
        )


def _names_unknown(aid: Aid, pack: Pack) -> bool:
    names = set(aid.of)
    return bool(names) and not names <= {getattr(node, "id", "") for node in walk(pack.blocks)}


def unused_image(pack: Pack, found: Diagnostics) -> None:
    """A picture that nobody sees was renamed in the text, or forgotten."""
    shown = {pack.metadata.cover}
    for node in walk(_everything(pack)):
        match node:
            case Figure(src=name) | Image(src=name) | Character(image=name):
                shown.add(name)
            case _:
                pass
    for name in pack.image_files:
        if name not in shown:
            found.warning(
                "unused-image",
                f"'{name}' is shown nowhere",
                pack.span,
                "show it, or take it out of the folder",
            )


def _everything(pack: Pack) -> tuple[Node, ...]:
    return (*pack.blocks, *pack.notes.values())


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "hidden-reference": hidden_reference,
        "skipped-heading": skipped_heading,
        "missing-alt": missing_alt,
        "missing-answer": missing_answer,
        "missing-key": missing_key,
        "empty-blank": empty_blank,
        "marks-disagree": marks_disagree,
        "missing-marks": missing_marks,
        "choose-disagrees": choose_disagrees,
        "unknown-label": unknown_label,
        "altered-quotation": altered_quotation,
        "missing-glyph": missing_glyph,
        "nothing-to-gather": nothing_to_gather,
        "unused-image": unused_image,
    }
)
"""The rules by the code that they report."""
