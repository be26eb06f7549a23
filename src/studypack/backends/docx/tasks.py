"""Questions, their parts, their answers, and other work.

A question is a paragraph in the style `Question`, numbered by Word, then its stem, what it is
answered with, the marks, the room. Marks stand in a paragraph of their own behind the stem, at the
far edge, in the style `Marks`: a tab would slip when the stem is edited or the margin moved, a cell
would put the whole stem into a table. So a teacher types into the stem and nothing else moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from studypack.backends.docx import rooms
from studypack.backends.docx.controls import room_tag
from studypack.backends.docx.heads import barred, facts, head, label_of, tags, titled
from studypack.backends.docx.inlines import link_to, runs
from studypack.backends.docx.numbering import OPTION_STEP
from studypack.backends.docx.out import Out, render
from studypack.backends.docx.styles import BAR_INDENT
from studypack.backends.docx.wordml import Control, Element, Paragraph, run
from studypack.model import blocks as b
from studypack.model.base import Block
from studypack.model.inlines import Inlines
from studypack.model.room import RoomKind
from studypack.model.tasks import (
    Activity,
    Answer,
    AnswerKind,
    Anticipation,
    CommonErrors,
    Discussion,
    Extension,
    Group,
    Hint,
    NumericEntry,
    Part,
    Question,
    Reflection,
    Rubric,
    Scaffold,
    Starters,
    Task,
    TrueFalse,
    Worked,
)

_AFTER_STEM = (Part, Hint, Rubric, Answer, CommonErrors, Scaffold)


@dataclass(frozen=True, slots=True)
class Shape:
    """How a question and a part differ: styles, indent, level of the numbering."""

    numbered: str
    prose: str
    indent: int
    level: int


_PROSE = "QuestionText"
_QUESTION = Shape("Question", _PROSE, 0, 0)
_PART = Shape("QuestionPart", "PartText", OPTION_STEP, 1)


@render.renders(Question)
def question(block: Question, out: Out) -> None:
    name = out.draft.labels.format("question-number", number=block.number)
    _task(block, block.title, name, _QUESTION, out)


@render.renders(Part)
def part(block: Part, out: Out) -> None:
    above = out.task.number if out.task else ""
    name = out.draft.labels.format("part-number", number=above, part=block.number)
    _task(block, (), name, _PART, out)


def _task(block: Task, title: Inlines, name: str, shape: Shape, out: Out) -> None:
    """Write a task. name: what it is called in the titles of its controls."""
    inside = out.within(
        style=shape.prose,
        indent=shape.indent,
        width=out.width - shape.indent,
        hang=None,
        depth=0,
        task=block,
    )
    opening, rest = _cut(block)
    begin = len(out.elements)
    _opening(block, title, opening, shape, inside)
    _hold(out, out.elements[begin:], with_next=bool(rest) or _has_room(block))
    inside.write(rest)
    _room(block, name, inside)
    _closing(block, inside)


def _cut(block: Task) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Return the body before and from the first part, hint, rubric, scaffold or answer."""
    cut = next((i for i, b in enumerate(block.body) if isinstance(b, _AFTER_STEM)), len(block.body))
    return block.body[:cut], block.body[cut:]


def _has_room(block: Task) -> bool:
    """Return whether something stands behind the opening: room to answer, or the answer."""
    return block.room.kind is not RoomKind.NONE or bool(block.answer or block.answers)


def _opening(block: Task, title: Inlines, opening: Sequence[Block], shape: Shape, out: Out) -> None:
    """Write number, title and stem, the marks behind the last of its paragraphs, and the rest."""
    number = out.draft.numbering.task(block.number, shape.level)
    texts = [place for place, inner in enumerate(opening) if isinstance(inner, b.Paragraph)]
    behind = texts[-1] + 1 if texts else len(opening)
    stem, rest = opening[:behind], opening[behind:]
    first = stem[0] if stem else None
    content = ""
    if title:
        content = runs(title, out, out.face.with_style("TaskLabel"))
    elif isinstance(first, b.Paragraph):
        content, stem = runs(first.content, out), stem[1:]
    out.paragraph(content, shape.numbered, number=number)
    tags(block, out)
    out.write(stem)
    _marks(block, out)
    out.write(rest)


def _marks(block: Task, out: Out) -> None:
    """Write what the task tests and how many marks it is worth, on one line."""
    labels, face = out.draft.labels, out.face
    pieces = []
    if block.skill:
        pieces.append(run(f"{labels['skill']} {block.skill}", face.with_style("StudyDetail")))
    if block.total is not None and not block.is_parted:
        pieces.append(run(labels.count("marks", block.total), face))
    if pieces:
        out.paragraph(run("\u2003", face).join(pieces), "Marks")


_HELD = 0.6
"""The share of a page that an opening may take to be held on one; a longer one may break."""


def _hold(out: Out, elements: Sequence[Element], *, with_next: bool) -> None:
    """Hold the stem, the options and the marks together, and with the room or part behind them.

    Of an opening that is too long, what stands before the picture or table holds on to that.
    """
    if not out.hold(elements, with_next=with_next, share=_HELD):
        out.hold(tuple(takewhile(_is_text, elements)), with_next=True, share=_HELD)
        return
    last = elements[-1] if elements else None
    if not with_next and isinstance(last, Paragraph) and last.style in _KEEPS_NEXT:
        last.keep_next = False


def _is_text(element: Element) -> bool:
    return isinstance(element, Paragraph) and element.style not in _NOT_TEXT


_NOT_TEXT = ("Figure", "Option", "WordBank")
"""Styles of paragraphs that are no part of a stem."""

_KEEPS_NEXT = ("Question", "QuestionPart", "Marks", "StudyDetails")
"""Styles that hold on to what follows, which at the end of a task is another task."""


# --- Answers ----------------------------------------------------------------------------------


def _room(block: Task, name: str, out: Out) -> None:
    """Leave the room for the answer, or put the answer into it where the view holds one."""
    tag = room_tag(block)
    shown = any(isinstance(inner, TrueFalse | NumericEntry) for inner in block.body)
    short = block.answer if not shown else ()
    if short or block.accept or block.answers:
        if block.room.kind is RoomKind.NONE:
            _answers(block, short, out.within(style="Answer"))
        else:
            rooms.answered(
                block.room, tag, name, out, lambda inside: _answers(block, short, inside)
            )
    elif not block.is_parted:
        rooms.leave(block.room, tag, name, out)


def _answers(block: Task, short: Inlines, out: Out) -> None:
    """Write the key of a task: the short answer, what else counts, the model answers."""
    labels, face = out.draft.labels, out.face
    tick = run("✓\u00a0", face)
    if short:
        unit = f" {block.unit}" if block.unit else ""
        out.paragraph(tick + runs(short, out) + run(block.margin + unit, face))
    if block.accept:
        label = run(f"{labels['accept']} ", face.with_style("TaskLabel"))
        out.paragraph(label + run("; ".join(block.accept), face))
    begin = len(out.elements)
    out.write(block.answers)
    first = out.elements[begin] if len(out.elements) > begin else None
    if isinstance(first, Paragraph) and not short:
        first.content = tick + first.content


def _closing(block: Task, out: Out) -> None:
    """Write what stands behind a task: the sum of its parts' marks, the way to the key."""
    labels, face = out.draft.labels, out.face
    if block.total is not None and block.is_parted:
        _keep_last(out.elements)
        out.paragraph(run(labels.count("total-marks", block.total), face), "TotalMarks")
    if block.answer_id:
        link = run(labels["check-answer"], face.with_style("Hyperlink"))
        out.paragraph(link_to(block.answer_id, link, out))


def _keep_last(elements: Sequence[Element]) -> None:
    """Keep what stands last with the sum of marks behind it, which begins no page."""
    match elements[-1] if elements else None:
        case Control(content=content):
            _keep_last(content)
        case Paragraph() as last:
            last.keep_next = True
        case _:
            pass


@render.renders(Answer)
def answer(block: Answer, out: Out) -> None:
    labels, face = out.draft.labels, out.face
    inside = out.within(style="Answer", hang=out.start or None)
    key = {AnswerKind.SCHEME: "mark-scheme", AnswerKind.VARY: "answers-vary"}.get(block.kind)
    if key:
        inside.paragraph(run(labels[key], face.with_style("TaskLabel"))).keep_next = bool(
            block.body
        )
    inside.write(block.body)


@render.renders(Hint)
def hint(block: Hint, out: Out) -> None:
    inside = out.within(style="Hint", indent=BAR_INDENT, hang=None, depth=0)
    head(inside, out.draft.labels["hint"], style="Hint")
    inside.write(block.body)


@render.renders(CommonErrors)
def common_errors(block: CommonErrors, out: Out) -> None:
    inside = out.within(style="Hint", indent=BAR_INDENT, hang=None, depth=0)
    head(inside, label_of(block, out), style="Hint")
    inside.write(block.body)


# --- What only some levels get -----------------------------------------------------------------


@render.renders(Starters)
def starters(block: Starters, out: Out) -> None:
    barred(block, "Starters", out)


@render.renders(Worked)
def worked(block: Worked, out: Out) -> None:
    barred(block, "WorkedExample", out)


@render.renders(Extension)
def extension(block: Extension, out: Out) -> None:
    """Write what there is more to do, then the room for it, or the answer in that."""
    answers = tuple(inner for inner in block.body if isinstance(inner, Answer))
    asked = tuple(inner for inner in block.body if not isinstance(inner, Answer))
    barred(replace(block, body=asked), "Extension", out)
    name = label_of(block, out)
    if answers and block.room.kind is not RoomKind.NONE:
        rooms.answered(block.room, block.id, name, out, lambda inside: inside.write(answers))
    else:
        out.write(answers)
        rooms.leave(block.room, block.id, name, out)


# --- Other work -------------------------------------------------------------------------------


@render.renders(Group)
def group(block: Group, out: Out) -> None:
    labels, face = out.draft.labels, out.face
    begin = len(out.elements)
    if block.title:
        out.paragraph(runs(block.title, out), "StudyBlock")
    tags(block, out)
    inside = out.within(style=_PROSE)
    if block.choose:
        wanted, given = block.choose.wanted, block.choose.given
        text = labels.format("choose", wanted=wanted, given=given)
        inside.paragraph(run(text, face.with_style("TaskLabel")))
    if block.instructions:
        inside.paragraph(runs(block.instructions, out, face.with_style("TaskLabel")))
    _hold(out, out.elements[begin:], with_next=True)
    inside.write(block.body)
    if block.total is not None:
        _keep_last(out.elements)
        out.paragraph(run(labels.count("total-marks", block.total), face), "TotalMarks")


@render.renders(Rubric)
def rubric(block: Rubric, out: Out) -> None:
    titled(block, out.within(style=_PROSE))


@render.renders(Discussion)
def discussion(block: Discussion, out: Out) -> None:
    titled(block, out.within(style=_PROSE))


@render.renders(Anticipation)
def anticipation(block: Anticipation, out: Out) -> None:
    titled(block, out.within(style=_PROSE, tag=block.id))


@render.renders(Reflection)
def reflection(block: Reflection, out: Out) -> None:
    titled(block, out.within(style=_PROSE, tag=block.id))


@render.renders(Activity)
def activity(block: Activity, out: Out) -> None:
    begin = len(out.elements)
    head(out, label_of(block, out), block.title, block.kind)
    tags(block, out)
    materials = out.draft.labels.listed(block.materials)
    facts(out, ("time", block.time), ("group", block.group), ("materials", materials))
    _hold(out, out.elements[begin:], with_next=bool(block.body))
    out.within(style=_PROSE).write(block.body)
