"""How tasks are presented: what must be scrambled is, and a variant shuffles the rest.

Called by `composing.compose` on the whole tree, before anything is left out, so that a
student's sheet and its answers agree. All orders follow from the pack's slug, the task's id and
the variant by SHA-256: the same on every machine and in every version of Python.
"""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from studypack.composing.request import Variant
from studypack.labels import Labels
from studypack.model.base import Block, Node
from studypack.model.blocks import Figure, MathBlock
from studypack.model.inlines import Code, Image, Math, Reference, Text
from studypack.model.tasks import (
    Categorising,
    Group,
    Matching,
    Options,
    Ordering,
    Organizer,
    OrganizerKind,
    Part,
    Question,
    Task,
)
from studypack.model.walk import descend_all, query, walk

T = TypeVar("T")

_TRIES = 20
"""How many seeded orders are tried before the rotations of the author's order."""


def present(
    blocks: tuple[Block, ...], slug: str, variant: Variant | None, labels: Labels
) -> tuple[Block, ...]:
    """Return `blocks` as pupils meet them: scrambled, lettered and, in a variant, shuffled."""
    presenter = _Presenter(slug, variant, labels)
    shuffled = presenter.questions_shuffled(blocks)
    return descend_all(retitled(blocks, shuffled, labels), presenter.enter)


class _Presenter:
    """Knows the task that the walk is in; its id seeds the order of all inside it."""

    def __init__(self, slug: str, variant: Variant | None, labels: Labels) -> None:
        self._labels = labels
        self._variant = variant
        self._task = ""
        self._shuffle = False
        self._seed = slug if variant is None else f"{slug}/{variant.letter}/{variant.seed}"

    def enter(self, node: Node) -> Node:
        match node:
            case Task():
                self._task = node.id
                self._shuffle = node.shuffle and self._variant is not None
                return node
            case Options():
                return self._options(node)
            case Matching():
                return _matching(node, self._order("match"))
            case Ordering():
                return _ordering(node, self._order("order"))
            case Categorising():
                return _categorising(node, self._order("categorise"))
            case Organizer() if not node.labels:
                return dataclasses.replace(node, labels=organizer_labels(node.kind, self._labels))
            case _:
                return node

    def _order(self, purpose: str) -> Callable[[int, int], list[int]]:
        """Return a function from how many, and which try, to an order of them."""
        seed = f"{self._seed}/{self._task}/{purpose}"
        return lambda count, attempt: permutation(count, f"{seed}/{attempt}")

    def _options(self, options: Options) -> Options:
        listed = options.options
        if self._shuffle:
            free = [place for place, option in enumerate(listed) if not option.pinned]
            listed = _moved(listed, free, self._order("options")(len(free), 0))
        lettered = tuple(
            dataclasses.replace(option, letter=self._labels.letter(index))
            for index, option in enumerate(listed)
        )
        return dataclasses.replace(options, options=lettered)

    # --- the order of questions

    def questions_shuffled(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """Return `blocks` with each run of neighbouring questions in another order.

        Runs are those of the top level and those of each group, whose questions stay behind the
        text that they share. Numbers stay where they are: the first question of a sheet is
        question 1.
        """
        if self._variant is None:
            return blocks
        return descend_all(self._runs_shuffled(blocks), self._group_shuffled)

    def _group_shuffled(self, node: Node) -> Node:
        if not isinstance(node, Group) or not node.shuffle:
            return node
        return dataclasses.replace(node, body=self._runs_shuffled(node.body))

    def _runs_shuffled(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        shuffled: list[Block] = []
        run: list[Question] = []
        for block in (*blocks, None):
            if isinstance(block, Question):
                run.append(block)
            else:
                shuffled.extend(self._run_shuffled(tuple(run)))
                run.clear()
                shuffled.extend((block,) if block is not None else ())
        return tuple(shuffled)

    def _run_shuffled(self, run: tuple[Question, ...]) -> tuple[Question, ...]:
        bound = _bound(run)
        free = [
            place
            for place, question in enumerate(run)
            if not (question.pin or question.id in bound)
        ]
        seed = f"{self._seed}/questions/{run[0].id if run else ''}"
        moved = _moved(run, free, permutation(len(free), seed))
        return tuple(
            dataclasses.replace(question, number=place.number)
            for question, place in zip(moved, run, strict=True)
        )


def _bound(run: tuple[Question, ...]) -> frozenset[str]:
    """Return the ids of questions of a run that lean on each other: each stays in its place.

    'Use your answer to question 2' must not come before question 2.
    """
    home = {task.id: question.id for question in run for task in query(question, Task)}
    bound: set[str] = set()
    for question in run:
        told = {home.get(reference.target, "") for reference in query(question, Reference)}
        others = told - {"", question.id}
        if others:
            bound |= {question.id, *others}
    return frozenset(bound)


def retitled(
    before: tuple[Block, ...], after: tuple[Block, ...], labels: Labels
) -> tuple[Block, ...]:
    """Return `after` with references to questions that have another number than in `before`."""
    old = {question.id: question.number for question in query(before, Question)}
    titles: dict[str, str] = {}
    for question in query(after, Question):
        if old.get(question.id) != question.number:
            titles[question.id] = labels.format("question-number", number=question.number)
            for part in query(question.body, Part):
                titles[part.id] = labels.format(
                    "part-number", number=question.number, part=part.number
                )

    def enter(node: Node) -> Node:
        if isinstance(node, Reference) and node.automatic and node.target in titles:
            return dataclasses.replace(node, children=(Text(text=titles[node.target]),))
        return node

    return descend_all(after, enter) if titles else after


# --- What must never stand in the right order -------------------------------------------------


def _matching(matching: Matching, order: Callable[[int, int], list[int]]) -> Matching:
    """Scramble the right column; no partner faces its own if that can be helped.

    Nor do the partners stand in their order, which a card without partner above them would leave.
    """
    texts = [_text(cell) for cell in matching.right]
    key = matching.key
    partners = [texts[partner] for partner in key]

    def faced(places: Sequence[int]) -> int:
        rows = list(zip(partners, places, strict=False))
        shown = [texts[place] for place in places if place in key]
        return sum(text == texts[place] for text, place in rows) + (shown == partners)

    chosen = _scrambled(len(texts), order, faced)
    place_of = {place: index for index, place in enumerate(chosen)}
    return dataclasses.replace(
        matching,
        right=tuple(matching.right[place] for place in chosen),
        key=tuple(place_of[partner] for partner in key),
    )


def _ordering(ordering: Ordering, order: Callable[[int, int], list[int]]) -> Ordering:
    """Scramble the steps; they never stand in the right order if two of them differ."""
    steps, key = ordering.steps, ordering.key or tuple(range(1, len(ordering.steps) + 1))
    right = [_text(step) for _, step in sorted(zip(key, steps, strict=True), key=lambda p: p[0])]

    def sorted_already(places: Sequence[int]) -> int:
        return int([_text(steps[place]) for place in places] == right)

    chosen = _scrambled(len(steps), order, sorted_already)
    return dataclasses.replace(
        ordering,
        steps=tuple(steps[place] for place in chosen),
        key=tuple(key[place] for place in chosen),
    )


def _categorising(cards: Categorising, order: Callable[[int, int], list[int]]) -> Categorising:
    """Scramble the cards; as few as can be stand next to one of their own category."""

    def together(places: Sequence[int]) -> int:
        categories = [cards.key[place] for place in places]
        in_order = categories == sorted(categories)
        neighbours = itertools.pairwise(categories)
        return in_order * len(categories) + sum(one == other for one, other in neighbours)

    chosen = _scrambled(len(cards.cards), order, together)
    return dataclasses.replace(
        cards,
        cards=tuple(cards.cards[place] for place in chosen),
        key=tuple(cards.key[place] for place in chosen),
    )


def _scrambled(
    count: int, order: Callable[[int, int], list[int]], given_away: Callable[[list[int]], int]
) -> list[int]:
    """Return the order that gives least away among some seeded ones and all rotations.

    given_away  how much an order tells; 0 ends the search. A rotation by one place is never the
    right order if two entries differ, so the result is not either.
    """
    best, least = list(range(count)), None
    rotations = ([*range(turn, count), *range(turn)] for turn in range(1, count))
    seeded = (order(count, attempt) for attempt in range(_TRIES))
    for places in (*seeded, *rotations):
        told = given_away(places)
        if least is None or told < least:
            best, least = places, told
        if told == 0:
            break
    return best


def _text(node: Node) -> str:
    """Return what tells one entry from another: its words, formulas and pictures."""
    return "".join(_told(inside) for inside in walk(node)).strip()


def _told(node: Node) -> str:
    match node:
        case Text(text=text) | Code(text=text):
            return text
        case Math(latex=latex) | MathBlock(latex=latex):
            return latex
        case Image(src=src) | Figure(src=src):
            return src
        case _:
            return ""


def permutation(count: int, seed: str) -> list[int]:
    """Return 0 … count − 1 in an order that follows from `seed` alone."""
    return sorted(
        range(count), key=lambda place: hashlib.sha256(f"{seed}/{place}".encode()).digest()
    )


def _moved(entries: tuple[T, ...], free: list[int], order: list[int]) -> tuple[T, ...]:
    """Return `entries` with those at the places `free` in another order, the rest unmoved."""
    moved = list(entries)
    for place, source in zip(free, order, strict=True):
        moved[place] = entries[free[source]]
    return tuple(moved)


# --- Organizers -------------------------------------------------------------------------------

_ORGANIZER_LABELS: Mapping[OrganizerKind, tuple[str, ...]] = {
    OrganizerKind.KWL: ("kwl-know", "kwl-want", "kwl-learned"),
    OrganizerKind.T_CHART: ("t-chart-left", "t-chart-right"),
    OrganizerKind.VENN: ("venn-left", "venn-both", "venn-right"),
    OrganizerKind.STORY_MAP: (
        "story-setting",
        "story-characters",
        "story-problem",
        "story-events",
        "story-solution",
    ),
    OrganizerKind.CAUSE_EFFECT: ("cause", "effect"),
    OrganizerKind.SEQUENCE: ("sequence-first", "sequence-next", "sequence-then", "sequence-last"),
}


def organizer_labels(kind: OrganizerKind, labels: Labels) -> tuple[str, ...]:
    """Return the headings of an organizer's cells where its author gave none."""
    return tuple(labels[key] for key in _ORGANIZER_LABELS[kind])
