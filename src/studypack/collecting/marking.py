"""What the answers in a worksheet are worth, as far as the pack says what is right.

Each slot of a task – a gap, a pair, a step, a card, a place of a figure – is worth the same share of
its marks. Of several options each wrong one that was chosen takes a right one back. Letters, spaces
and quotation marks are compared as people read them: neither capitals nor typographic quotes count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from studypack.backends.docx.controls import room_tag
from studypack.labels import Labels
from studypack.model.base import Block, Node
from studypack.model.inlines import Blank, plain
from studypack.model.room import RoomKind
from studypack.model.tasks import (
    Categorising,
    Labelling,
    Matching,
    NumericEntry,
    Options,
    Ordering,
    Part,
    Scaffold,
    Task,
    TrueFalse,
)
from studypack.model.walk import children
from studypack.pulling import Filled


@dataclass(frozen=True, slots=True)
class Marked:
    """What a pupil answered to one task, and what that is worth.

    points  None where the teacher has to say
    most    what the task is worth; None where nothing says
    """

    answer: str
    points: Decimal | None
    most: Decimal | None


@dataclass(frozen=True, slots=True)
class _Score:
    """Slots that are right, less what was wrongly chosen, of how many; and what was answered.

    slots is 0 where the pack holds no key, and then the teacher has to say.

    open  something was written that only a person can judge
    """

    right: int
    slots: int
    answer: str
    open: bool = False


def mark(task: Task, given: Filled, labels: Labels, extensions: Iterable[str] = ()) -> Marked:
    """Return what was answered to a task and its worth; `task` holds its key.

    extensions  ids of those whose answers, worth no marks, are shown with it
    """
    scores = [score for block in _doings(task) if (score := _score(block, task, given, labels))]
    answers = [score.answer for score in scores if score.answer]
    blanks = [node for node in _own(task) if isinstance(node, Blank) and node.answers]
    if blanks:
        score = _cloze(blanks, task.id, given)
        scores.append(score)
        answers.append(score.answer)
    written = _written(task, given, bool(blanks))
    answers += [written, *(given.get(id, "") for id in extensions)]
    slots = sum(score.slots for score in scores)
    most = Decimal(task.marks) if task.marks is not None else Decimal(slots) or None
    answer = "\n".join(answer for answer in answers if answer)
    if not slots or most is None or _needs_reading(task) or any(score.open for score in scores):
        return Marked(answer, None, most)
    right = sum(max(0, score.right) for score in scores)
    return Marked(answer, _rounded(most * right / slots), most)


def _rounded(points: Decimal) -> Decimal:
    exact = points.quantize(Decimal("0.01"))
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize()


def _needs_reading(task: Task) -> bool:
    """Say whether something is to be written that only a person can judge: not beside a number."""
    return task.room.kind is not RoomKind.NONE and not task.is_numeric


def _own(task: Task) -> Iterator[Node]:
    """Yield the nodes of a task's body, those of its parts left out, and what only some levels see."""
    waiting: list[Node] = list(reversed(task.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, Part | Scaffold):
            continue
        yield node
        waiting.extend(reversed(list(children(node))))


def _doings(task: Task) -> Iterator[Block]:
    kinds = (Options, TrueFalse, NumericEntry, Matching, Ordering, Categorising, Labelling)
    return (node for node in _own(task) if isinstance(node, kinds))


def _score(block: Block, task: Task, given: Filled, labels: Labels) -> _Score | None:
    match block:
        case Options():
            return _options(block, task.id, given)
        case TrueFalse():
            return _true_false(block, task.id, given, labels)
        case NumericEntry():
            return _number(block, task, given)
        case Matching():
            wanted = [labels.letter(place) for place in block.key]
            return _slots(wanted, task.id, given)
        case Ordering():
            return _slots([labels.number(place) for place in block.key], task.id, given)
        case Labelling():
            return _slots([plain(label) for label in block.labels], task.id, given)
        case Categorising():
            return _sorted(block, task.id, given)
        case _:
            return None


def _options(block: Options, id: str, given: Filled) -> _Score:
    chosen = [option for option in block.options if f"{id}.{option.letter}" in given]
    right = sum(option.right for option in block.options)
    hits = sum(option.right for option in chosen)
    misses = len(chosen) - hits
    if not block.several and misses:
        hits = 0
    answer = ", ".join(option.letter for option in chosen)
    return _Score(hits - (misses if block.several else 0), right, answer)


def _true_false(block: TrueFalse, id: str, given: Filled, labels: Labels) -> _Score:
    chosen = [word for word in ("true", "false") if f"{id}.{word}" in given]
    right = chosen == ["true" if block.right else "false"]
    slots = int(block.right is not None)
    return _Score(int(right), slots, ", ".join(labels[word] for word in chosen))


def _number(block: NumericEntry, task: Task, given: Filled) -> _Score:
    answer = given.get(task.id, "")
    wanted = (block.value, *task.accept) if block.value else ()
    right = any(_is_near(answer, value, block.tolerance, block.unit) for value in wanted)
    return _Score(int(right), int(bool(wanted)), answer)


def _is_near(answer: str, value: str, tolerance: str, unit: str) -> bool:
    given, wanted = _decimal(answer, unit), _decimal(value, unit)
    if given is None or wanted is None:
        return bool(answer) and _same(answer, value)
    return abs(given - wanted) <= abs(_decimal(tolerance, "") or Decimal(0))


_TIMES_TEN = re.compile(r"\s*[×x·*]\s*10\s*\^?\s*")
_GROUPED = re.compile(r"(?<=\d)[\s\u2009\u202f'’](?=\d{3})")
_LONGEST_NUMBER = 40


def _decimal(text: str, unit: str) -> Decimal | None:
    """Return a number as pupils write it: with a comma or a point, a unit behind it, '6 × 10^3'."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if unit:
        plain = plain.removesuffix(unicodedata.normalize("NFKC", unit)).rstrip()
    plain = _GROUPED.sub("", plain).replace("−", "-").replace("–", "-")
    plain = _TIMES_TEN.sub("e", plain).replace(",", ".")
    if len(plain) > _LONGEST_NUMBER:
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 100 else None  # noqa: PLR2004


def _cloze(blanks: Iterable[Blank], id: str, given: Filled) -> _Score:
    right, slots, answers = 0, 0, []
    for count, blank in enumerate(blanks, start=1):
        answer = given.get(f"{id}.{blank.number or count}", "")
        slots += 1
        right += any(_same(answer, accepted) for accepted in blank.answers)
        answers.append(answer or "–")
    return _Score(right, slots, "; ".join(answers) if set(answers) != {"–"} else "")


def _slots(wanted: list[str], id: str, given: Filled) -> _Score | None:
    if not wanted:
        return None
    answers = [given.get(f"{id}.{number}", "") for number in range(1, len(wanted) + 1)]
    right = sum(map(_same, answers, wanted))
    shown = "; ".join(f"{number} {answer or '–'}" for number, answer in enumerate(answers, 1))
    return _Score(right, len(wanted), shown if any(answers) else "")


def _sorted(block: Categorising, id: str, given: Filled) -> _Score:
    """Return how many cards stand in their category and in no other.

    Cards are found as pupils list them: one a line, or with commas or only spaces between. What is
    left of a cell is no card that anyone knows: it is left to the teacher.
    """
    cells = [given.get(f"{id}.{number}", "") for number in range(1, len(block.categories) + 1)]
    cards = [
        (_read(plain(card.content)), place)
        for card, place in zip(block.cards, block.key, strict=False)
    ]
    wanted: dict[str, set[int]] = {}
    for card, place in cards:
        wanted.setdefault(card, set()).add(place)
    rests = [_read(cell) for cell in cells]
    placed: dict[str, set[int]] = {card: set() for card in wanted}
    for card in sorted(wanted, key=len, reverse=True):
        pattern = rf"(?<!\w){re.escape(card)}(?!\w)"
        for place, rest in enumerate(rests):
            rests[place], count = re.subn(pattern, " ", rest)
            if count:
                placed[card].add(place)
    right = sum(place in placed[card] and placed[card] <= wanted[card] for card, place in cards)
    heads = [plain(category.content) for category in block.categories]
    shown = "\n".join(
        f"{head}: {'; '.join(cell.splitlines())}"
        for head, cell in zip(heads, cells, strict=True)
        if cell
    )
    return _Score(right, len(cards), shown, any(re.search(r"\w", rest) for rest in rests))


_QUOTES = str.maketrans("‘’ʼ“”„«»–—‐‑−", '\'\'\'"""""-----')


def _same(answer: str, wanted: str) -> bool:
    return bool(answer.strip()) and _read(answer) == _read(wanted)


def _read(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).translate(_QUOTES).casefold()
    return " ".join(plain.split()).strip(" .,;:!")


def _written(task: Task, given: Filled, cloze: bool) -> str:
    """Return what stands in the room of a task and in slots that nothing above has read."""
    tags = [room_tag(task)]
    if not cloze and not any(True for _ in _doings(task)):
        tags += [tag for tag in given if re.fullmatch(rf"{re.escape(task.id)}\.\d+", tag)]
    return "\n".join(given[tag] for tag in tags if tag in given)
