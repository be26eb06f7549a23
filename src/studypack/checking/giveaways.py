"""Rules on what gives an answer away: an article, or another task; called by `rules`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from studypack.checking.phrases import folded, said, words
from studypack.checking.wordbanks import served
from studypack.diagnostics import Diagnostics
from studypack.model.base import Block, Inline, Node
from studypack.model.blocks import BlockQuote, BulletList, Character, NumberedList, Paragraph
from studypack.model.inlines import Blank, Inlines, Text, plain
from studypack.model.pack import Pack
from studypack.model.tasks import Options, Part, Question, QuestionType, Task
from studypack.model.walk import fields, query, walk
from studypack.spans import Span

# --- Articles ---------------------------------------------------------------------------------

_ARTICLE = re.compile(r"(?:^|[\s(“‘\"'])(?P<article>an?)[\s\u00a0]+$", re.IGNORECASE)
_BEFORE_OPTIONS = re.compile(r"(?:^|\s)(?P<article>an?)[\s_.…:]*$", re.IGNORECASE)

_VOWEL = re.compile(
    r"(?!uni(?!n|m)|u[bfkst]i|us[aeu]|eu|ewe|one\b|once\b|ura|utop)[aeiou]|hours?\b|hono|heir|honest",
    re.IGNORECASE,
)
"""How words begin before which English says 'an'."""


def article_betrays(pack: Pack, found: Diagnostics) -> None:
    """'An ___' leaves of a word bank only the words that begin with a vowel."""
    if not pack.metadata.language.lower().startswith("en"):
        return
    banks = _banks(pack)
    for node in walk(pack.blocks):
        for run in _runs(node):
            for before, blank in pairwise(run):
                if isinstance(before, Text) and isinstance(blank, Blank):
                    _judge_blank(before.text, blank, banks.get(id(blank), ()), found)
        if isinstance(node, Task):
            _judge_options(node, found)


def _banks(pack: Pack) -> dict[int, tuple[str, ...]]:
    """Return, for every blank that a word bank serves, the words of that."""
    return {
        id(blank): tuple(plain(word) for word in bank.words)
        for bank, blanks in served(pack.blocks)
        for blank in blanks
    }


def _runs(node: Node) -> Iterator[Inlines]:
    for _, _, value in fields(node):
        if isinstance(value, tuple) and value and isinstance(value[0], Inline):
            yield value


def _judge_blank(text: str, blank: Blank, bank: tuple[str, ...], found: Diagnostics) -> None:
    match = _ARTICLE.search(text)
    if match is None or not blank.answers:
        return
    article = match["article"].lower()
    fitting = sum(_takes_an(word) is (article == "an") for word in bank)
    if fitting * 2 > len(bank) if bank else article == "a":
        return  # most words of the bank, or of the language, can follow
    found.warning(
        "article-betrays",
        f"'{article}' before the blank says how the answer begins",
        blank.span,
        f"write 'a/an' before it, or take the article into the blank: '[{article} "
        f"{blank.answers[0]}]{{.blank}}'",
    )


def _judge_options(task: Task, found: Diagnostics) -> None:
    """Report a stem that ends with an article which only some of its options can follow."""
    for before, options in pairwise(task.body):
        if not (isinstance(before, Paragraph) and isinstance(options, Options)):
            continue
        match = _BEFORE_OPTIONS.search(plain(before.content))
        sounds = {_takes_an(said(option.body)) for option in options.options}
        if match is not None and len(sounds) > 1:
            found.warning(
                "article-betrays",
                f"'{match['article']}' before the options fits only some of them",
                before.span,
                "write 'a/an', or begin every option with its own article",
            )


def _takes_an(word: str) -> bool:
    return _VOWEL.match(word) is not None


# --- Other tasks ------------------------------------------------------------------------------

_LEAST_LETTERS = 4
_MOST_WORDS = 6
_CLOSE_SET = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f\uf900-\ufaff]")
"""Scripts that set no space between words: three of their characters say enough."""
_LEAST_CLOSE_SET = 3
_UNTOLD = (QuestionType.TRUEFALSE, QuestionType.NUMERIC)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A task, the question that it belongs to, what it asks and how it is called."""

    task: Task
    question: Question
    stem: _Stem
    name: str


def answer_given_away(pack: Pack, found: Diagnostics) -> None:
    """Who turns the page reads in question 7 what question 3 asks for. O(n) in words."""
    asked = tuple(_asked(pack))
    stems = _Stems(tuple(one.stem for one in asked))
    known = _known(pack)
    in_bank = _banks(pack).keys()
    for one in asked:
        for answer, place in _answers(one.task):
            if id(place) in in_bank:
                continue  # it is shown anyway
            if not _is_telling(answer) or _padded(answer) in known or one.stem.holds(answer):
                continue
            other = next((o for n in stems.holding(answer) if _is_apart(o := asked[n], one)), None)
            if other is not None:
                found.warning(
                    "answer-given-away",
                    f"the answer to {one.name}, '{answer}', stands in {other.name}",
                    place.span,
                    f"word {other.name} ({_where(other.task.span, place.span)}) without it",
                )


def _known(pack: Pack) -> str:
    """Return what stands on every page anyhow: the title, and the names of characters."""
    names = (plain(one.name) for one in query(pack.blocks, Character))
    work = pack.metadata.work.title if pack.metadata.work else ""
    return "".join(map(_padded, (pack.metadata.title, work, *names)))


def _where(there: Span, here: Span) -> str:
    return f"line {there.line}" if there.path == here.path else f"{there.path}:{there.line}"


def _asked(pack: Pack) -> Iterator[_Asked]:
    for question in query(pack.blocks, Question):
        yield _Asked(question, question, _stem(question), f"question {question.number}")
        for part in query(question.body, Part):
            name = f"question {question.number} ({part.number})"
            yield _Asked(part, question, _stem(part), name)


def _is_apart(one: _Asked, other: _Asked) -> bool:
    """Return whether two tasks are not the same, nor one inside the other."""
    if one.question is not other.question:
        return True
    return one.task is not other.task and one.question not in (one.task, other.task)


def _stem(task: Task) -> _Stem:
    """Return what a task says to its pupils, without what they choose from or read."""
    told = (Paragraph, BulletList, NumberedList, BlockQuote)
    title = plain(task.title) if isinstance(task, Question) else ""
    return _Stem(f"{title} {said(block for block in task.body if isinstance(block, told))}")


def _answers(task: Task) -> Iterator[tuple[str, Node]]:
    """Yield every short answer to a task, and where it stands."""
    own: tuple[Block, ...] = tuple(block for block in task.body if not isinstance(block, Part))
    if task.type not in _UNTOLD:
        yield plain(task.answer).strip(), task
    for node in walk(own):
        match node:
            case Blank(answers=(first, *_)):
                yield first, node
            case Options(options=options):
                yield from ((said(one.body), one) for one in options if one.right)
            case _:
                pass


def _is_telling(answer: str) -> bool:
    """Return whether an answer is a word or phrase that is met by more than chance."""
    letters = sum(character.isalpha() for character in answer)
    if _CLOSE_SET.search(answer):
        return letters >= _LEAST_CLOSE_SET
    return letters >= _LEAST_LETTERS and len(words(answer)) <= _MOST_WORDS


def _padded(text: str) -> str:
    return f" {' '.join(words(text))} "


class _Stem:
    """What a task asks, to be searched for a phrase."""

    def __init__(self, text: str) -> None:
        self.words = words(text)
        self._spaced = f" {' '.join(self.words)} "
        self._folded = folded(text)

    def holds(self, phrase: str) -> bool:
        """Return whether the words of `phrase` stand in it one after the other."""
        if _CLOSE_SET.search(phrase):
            return folded(phrase) in self._folded
        return _padded(phrase) in self._spaced


class _Stems:
    """The stems of a pack, found by their words."""

    def __init__(self, stems: tuple[_Stem, ...]) -> None:
        self._stems = stems
        self._by_word: dict[str, list[int]] = {}
        for number, stem in enumerate(stems):
            for word in dict.fromkeys(stem.words):
                self._by_word.setdefault(word, []).append(number)

    def holding(self, phrase: str) -> Iterator[int]:
        """Yield the numbers of the stems that hold `phrase`."""
        if _CLOSE_SET.search(phrase):
            numbers: list[int] = list(range(len(self._stems)))
        else:
            lists = [self._by_word.get(word, []) for word in words(phrase)]
            numbers = min(lists, key=len, default=[])
        return (number for number in numbers if self._stems[number].holds(phrase))
