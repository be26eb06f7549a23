"""Rules on marks, and on how many tasks there are to choose from; called by `rules`."""

from __future__ import annotations

from studypack.diagnostics import Diagnostics
from studypack.model.marks import task_total
from studypack.model.pack import Pack
from studypack.model.tasks import Group, Part, Question
from studypack.model.walk import query


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
