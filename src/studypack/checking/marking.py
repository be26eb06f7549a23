"""Rules on marks, and on how many tasks there are to choose from; called by `rules`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from studypack.diagnostics import Diagnostics
from studypack.labels import Labels
from studypack.model.base import Block
from studypack.model.blocks import Heading, Paragraph, Table
from studypack.model.inlines import Inlines, plain
from studypack.model.marks import added, group_total, task_total, total
from studypack.model.pack import Pack
from studypack.model.tasks import Group, Part, Question, Rubric, Task
from studypack.model.walk import outermost, query, sequences


def marks_disagree(pack: Pack, found: Diagnostics) -> None:
    """A total that is not the sum is printed, and marked by."""
    _stated_total(pack, found)
    _stated_lines(pack, found)
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


def grade_out_of_reach(pack: Pack, found: Diagnostics) -> None:
    """A grade that nobody can have was meant for another paper, or a question is missing."""
    reached = total(pack.blocks)
    for grade in pack.metadata.grades:
        if reached is None:
            message = f"grade '{grade.name}' takes marks, no task has any"
            found.warning("grade-out-of-reach", message, grade.span, "give tasks ':marks: …'")
            return
        if grade.needed(reached) > reached:
            found.warning(
                "grade-out-of-reach",
                f"grade '{grade.name}' takes {grade.needed(reached)} marks, the tasks have {reached}",
                grade.span,
                "correct it, or write it in per cent: '80%'",
            )


# --- Totals that an author states -------------------------------------------------------------


def _stated_total(pack: Pack, found: Diagnostics) -> None:
    """'Section A (20 marks)' is printed above tasks that have 18."""
    stated = _stated(pack)
    for run in sequences(pack.blocks):
        marks = _Marks(run)
        for place, block in enumerate(run):
            match block:
                case Heading(level=level, content=content):
                    said = stated(content)
                    if said is not None:
                        _compare(said, marks.within(_section(run, place, level)), block, found)
                case Group(title=title, instructions=instructions):
                    for words in (title, instructions):
                        _compare(stated(words), group_total(block), block, found)
                case _:
                    pass


def _stated_lines(pack: Pack, found: Diagnostics) -> None:
    """'Total: 40 marks' on a line of its own, which may mean any section that it stands in."""
    stated = _stated_line(pack)
    marks = _Marks(pack.blocks)
    for place, block in enumerate(pack.blocks):
        said = stated(block.content) if isinstance(block, Paragraph | Heading) else None
        if said is None:
            continue
        meant = [marks.within(section) for section in _sections_around(pack.blocks, place)]
        # A heading with tasks below it is compared with them as every title is.
        if isinstance(block, Paragraph) or meant[0] is None:
            _compare_line(said, meant, block, found)
    for group in query(pack.blocks, Group):
        for block in group.body:
            if isinstance(block, Paragraph):
                _compare_line(stated(block.content), [group_total(group)], block, found)


class _Marks:
    """The marks of each block of a run, so that sections within each other are added up once."""

    def __init__(self, run: tuple[Block, ...]) -> None:
        self._run = run

    @cached_property
    def _each(self) -> list[int | None]:
        return [total((block,)) for block in self._run]

    def within(self, section: slice) -> int | None:
        """Return the marks that can be reached in a section, None where none are given."""
        return added(self._each[section])


def _sections_around(run: tuple[Block, ...], place: int) -> Iterator[slice]:
    """Yield what a line may speak of: each section that it stands in, from within, then all."""
    level = _BELOW_ALL
    for above in range(place, -1, -1):
        heading = run[above]
        if isinstance(heading, Heading) and heading.level < level:
            level = heading.level
            yield _section(run, above, level)
    if level == _BELOW_ALL:
        yield _section(run, -1, level)
    yield slice(len(run))


_BELOW_ALL = 7
"""Deeper than any heading."""


def _compare_line(
    stated: int | None, meant: Iterable[int | None], block: Block, found: Diagnostics
) -> None:
    known = [marks for marks in meant if marks is not None]
    if stated is not None and known and stated not in known:
        found.warning(
            "marks-disagree",
            f"the text says {stated} marks in all, the tasks of its section have {known[0]}",
            block.span,
            "correct one of them, or leave the line out: marks are added up and printed",
        )


def _section(run: tuple[Block, ...], place: int, level: int) -> slice:
    """Return where what stands between the heading at `place` and the next of its level is."""
    for end in range(place + 1, len(run)):
        block = run[end]
        if isinstance(block, Heading) and block.level <= level:
            return slice(place + 1, end)
    return slice(place + 1, len(run))


def _compare(stated: int | None, marks: int | None, block: Block, found: Diagnostics) -> None:
    if stated is not None and marks is not None and stated != marks:
        found.warning(
            "marks-disagree",
            f"the title says {stated} marks, the tasks below it have {marks}",
            block.span,
            "correct one of them: marks are added up and printed without being stated",
        )


def _stated(pack: Pack) -> Callable[[Inlines], int | None]:
    """Return what reads the marks at the end of a title: 'Section A (20 marks)' → 20."""
    return _reader(rf"(?:{_numbered(pack, 'marks-long')}){_CLOSING}$")


def _stated_line(pack: Pack) -> Callable[[Inlines], int | None]:
    """Return what reads the marks of a line that says nothing else: 'Total: 40 marks' → 40."""
    forms = _numbered(pack, "total-marks").replace(":", r"\s*[:：]?\s*")
    return _reader(rf"^[\s(\[（【]*(?:{forms}){_CLOSING}$")


_CLOSING = r"[\s.。)\]）】]*"


def _numbered(pack: Pack, label: str) -> str:
    """Return a pattern for the wordings of a label that counts, in the language of the pack."""
    own = Labels.for_language(pack.metadata.language, pack.metadata.labels)
    forms = own.texts[label]
    texts = (forms,) if isinstance(forms, str) else tuple(forms.values())
    numbered = (re.escape(text).replace(r"\{n\}", r"(\d{1,4})") for text in texts if "{n}" in text)
    return re.sub(r"(?:\\?\s)+", r"\\s*", "|".join(numbered))


def _reader(pattern: str) -> Callable[[Inlines], int | None]:
    compiled = re.compile(pattern, re.IGNORECASE)

    def read(content: Inlines) -> int | None:
        match = compiled.search(plain(content))
        return int(next(filter(None, match.groups()))) if match else None

    return read


# --- Rubrics ----------------------------------------------------------------------------------

_POINTS = re.compile(
    r"(?:\d{1,3}\s*[-–—]\s*)?(?P<bare>\d{1,3})|.*[(\[（](?:\d{1,3}\s*[-–—]\s*)?(?P<in>\d{1,3})[^\d]*",
    re.DOTALL,
)
"""A number alone, or one in brackets at the end: '6', '4–6', 'Assured (6)', 'weighs both (3)'."""

_BRACKETED = re.compile(r".*[(\[（](?:\d{1,3}\s*[-–—]\s*)?(?P<in>\d{1,3})[^\d]*", re.DOTALL)


def rubric_disagrees(pack: Pack, found: Diagnostics) -> None:
    """Pupils add up what they may reach, and find another number at the question."""
    for task in query(pack.blocks, Task):
        marks = task_total(task)
        for rubric in outermost(task.body, (Rubric, Part)):
            if isinstance(rubric, Rubric):
                _compare_rubric(rubric, marks, "the question has", found)
    stated = _stated(pack)
    for rubric in query(pack.blocks, Rubric):
        _compare_rubric(rubric, stated(rubric.title), "its title says", found)


def _compare_rubric(rubric: Rubric, marks: int | None, whose: str, found: Diagnostics) -> None:
    points = [number for table in query(rubric.body, Table) if (number := _most(table)) is not None]
    if points and marks is not None and sum(points) != marks:
        found.warning(
            "rubric-disagrees",
            f"the rubric adds up to {sum(points)} points, {whose} {marks} marks",
            rubric.span,
            "correct the points of its columns, or the marks",
        )


def _most(table: Table) -> int | None:
    """Return the most points that the criteria of a rubric give, None if some say nothing."""
    heads = [_number(_POINTS, plain(cell.content)) for cell in table.head[1:]]
    rows = []
    for row in table.rows:
        own = [_number(_BRACKETED, plain(cell.content)) for cell in row[1:]]
        rows.append(max((n for n in (own if any(own) else heads) if n is not None), default=None))
    given = [number for number in rows if number is not None]
    return sum(given) if given and len(given) == len(rows) else None


def _number(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.fullmatch(text.strip())
    return int(next(filter(None, match.groups()))) if match else None
