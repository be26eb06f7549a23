"""Front matter: from YAML to `Metadata`, every value as the author wrote it; called by `reader`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from studypack.diagnostics import Diagnostics, did_you_mean
from studypack.model.allowance import Allowance
from studypack.model.pack import Grade, Margins, Metadata, PageCount, Paper, Work, Writing
from studypack.reading.allowances import read_allowances
from studypack.reading.grades import fault_of, least_of
from studypack.reading.languages import is_language_tag
from studypack.reading.look import MARGINS, PAPERS, VERTICAL, colour_of, paper_of, writing_of
from studypack.reading.typography import set_text
from studypack.reading.values import NO, YES
from studypack.spans import Span

_OPEN = re.compile(r"---[ \t]*")
_CLOSE = re.compile(r"(---|\.\.\.)[ \t]*")
_KEY = re.compile(r"[A-Za-z][\w-]*:([ \t]|$)")
_MAX_CHARACTERS = 100_000
_MAX_DEPTH = 8
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_READ = {"title", "subtitle", "subject", "level", "description", "rights"}
"""The keys whose values are read as text, and set in the pack's language."""

_HELP_GRADES = "write 'grades: {A: 80%, B: 65%}', or marks: 'grades: {A: 32, B: 26}'"
_HELP_QUOTES = "a text with ':' or '#', or one that begins with a sign, stands in quotes"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of a pack.

    metadata  what it says; its title is the slug where the author gave none
    body      the text with the front matter blanked, so that line numbers stay
    spans     where the value of each key stands
    """

    metadata: Metadata
    body: str
    spans: Mapping[str, Span] = field(default_factory=dict)


def read_front_matter(text: str, path: str, slug: str, found: Diagnostics) -> FrontMatter:
    """Read the front matter at the beginning of `text`; report all that is wrong with it.

    path  of the file, as in `Span.path`
    slug  of the pack, from which the identifier is derived if none is given
    """
    if _OPEN.fullmatch(text.partition("\n")[0]) is None:
        help_ = "begin the file with the lines '---', 'title: …' and '---'"
        found.error("no-front-matter", "the file has no front matter", Span(path), help_)
        return FrontMatter(_metadata({}, slug), text)
    lines = text.split("\n")
    end = _end_of(lines)
    if end is None:
        help_ = "write '---' on a line of its own behind it"
        found.error("bad-front-matter", "the front matter is never closed", Span(path), help_)
        return FrontMatter(_metadata({}, slug), text)
    reader = _Reader(path, found)
    values = reader.read("\n".join(lines[1:end]) + "\n")
    return FrontMatter(_metadata(values, slug), _blanked(lines, end), reader.spans)


def without_front_matter(text: str) -> str:
    """Return `text` with a front matter at its beginning blanked, so that line numbers stay.

    A '---' that no key follows is a rule across the page, and stays.
    """
    lines = text.split("\n")
    if _OPEN.fullmatch(lines[0]) is None or len(lines) == 1 or _KEY.match(lines[1]) is None:
        return text
    end = _end_of(lines)
    return text if end is None else _blanked(lines, end)


def _end_of(lines: list[str]) -> int | None:
    """Return the number of the line, from 0, that closes the front matter."""
    return next((n for n, line in enumerate(lines[1:], 1) if _CLOSE.fullmatch(line)), None)


def _blanked(lines: list[str], end: int) -> str:
    return "\n".join([""] * (end + 1) + lines[end + 1 :])


def _metadata(values: dict[str, Any], slug: str) -> Metadata:
    """Return the metadata with all that an author need not give, set as text is set."""
    language = values.get("language", "en")
    for key in _READ & values.keys():
        values[key] = set_text(values[key], language)
    if work := values.get("work"):
        facts = {key: set_text(getattr(work, key), language) for key in _WORK_KEYS}
        values["work"] = Work(**facts)
    values.setdefault("title", slug)
    values.setdefault("identifier", uuid5(NAMESPACE_URL, f"studypack:{slug}").urn)
    return Metadata(**values)


class _Reader:
    """Reads one block of YAML as a tree of nodes: nothing is converted, everything has a place."""

    def __init__(self, path: str, found: Diagnostics) -> None:
        self.spans: dict[str, Span] = {}
        self._path = path
        self._found = found

    def read(self, yaml: str) -> dict[str, Any]:
        """Return the values of all sound keys, by field of `Metadata`."""
        try:
            root = _compose(yaml)
        except _BadYaml as bad:
            span = Span(self._path, bad.line + 2, bad.column + 1)
            self._found.error("bad-front-matter", bad.message, span, bad.help)
            return {}
        if root is None:
            self._report_missing_title()
            return {}
        if not isinstance(root, MappingNode):
            help_ = "write a key and its value on each line: 'title: …'"
            message = "the front matter is not a list of keys and values"
            self._found.error("bad-front-matter", message, self._span(root), help_)
            return {}
        values = self._mapping(root, KEYS)
        self._check_writing(values)
        if not values.get("title"):
            values.pop("title", None)
            if "title" not in self.spans or self._is_empty(root, "title"):
                self._report_missing_title()
        return values

    def _is_empty(self, root: MappingNode, key: str) -> bool:
        return any(name.value == key and _is_absent(node) for name, node in root.value)

    def _check_writing(self, values: dict[str, Any]) -> None:
        """Report vertical lines of a language that has none, and leave them out."""
        language = str(values.get("language", "en"))
        if (
            values.get("writing") is Writing.VERTICAL
            and language.split("-", maxsplit=1)[0] not in VERTICAL
        ):
            message = f"'writing' is vertical, which '{language}' is not written"
            help_ = "leave it out, or say that the pack is in Japanese, Chinese or Korean"
            self._found.error("bad-value", message, self.spans["writing"], help_)
            del values["writing"]

    def _report_missing_title(self) -> None:
        message, help_ = "the front matter has no title", "write 'title: …' in it"
        self._found.error("missing-title", message, Span(self._path), help_)

    def _mapping(
        self, root: MappingNode, keys: Mapping[str, Callable[[_Reader, Node], Any]]
    ) -> dict[str, Any]:
        values: dict[str, Any] = {}
        seen: set[str] = set()
        for key, node in root.value:
            name = key.value if isinstance(key, ScalarNode) else ""
            span = self._span(key)
            if name in seen:
                self._found.error("duplicate-key", f"'{name}' is given twice", span)
                continue
            seen.add(name)
            if name not in keys:
                message = f"no key is called '{name}'" if name else "a key must be one word"
                meant = did_you_mean(name, keys)
                self._found.error("unknown-key", message, span, meant)
                if meant == did_you_mean("title", keys):
                    self.spans["title"] = span  # one slip, one message: it is not missing
                continue
            if keys is KEYS:
                self.spans[name] = self._span(node)
            if not _is_absent(node):
                self._read_value(values, name, node, keys[name])
        return values

    def _read_value(
        self, values: dict[str, Any], name: str, node: Node, read: Callable[[_Reader, Node], Any]
    ) -> None:
        try:
            values[name] = read(self, node)
        except _BadValue as bad:
            message = f"'{name}' {bad.message}"
            self._found.error("bad-value", message, self._span(bad.node or node), bad.help)

    def _span(self, node: Node) -> Span:
        start, end = node.start_mark, node.end_mark
        width = end.column - start.column if end.line == start.line else 1
        return Span(self._path, start.line + 2, start.column + 1, max(1, width))

    # --- Kinds of values ---

    def allowances(self, node: Node) -> tuple[Allowance, ...]:
        """Return what a text allows, or what each text of a list does."""
        texts = node.value if isinstance(node, SequenceNode) else [node]
        return tuple(one for text in texts for one in self._allowances_of(text))

    def _allowances_of(self, node: Node) -> tuple[Allowance, ...]:
        written, whole = self.text(node), self._span(node)
        shift = len("'") if getattr(node, "style", None) in {"'", '"'} else 0
        return read_allowances(
            written, lambda at, width: whole.at(column=whole.column + shift + at, width=width)
        )

    def text(self, node: Node) -> str:
        if not isinstance(node, ScalarNode):
            what = "a list" if isinstance(node, SequenceNode) else "a group of keys"
            raise _BadValue(f"must be text, not {what}", node)
        return " ".join(_UNPRINTABLE.sub(" ", str(node.value)).split())

    def texts(self, node: Node) -> tuple[str, ...]:
        """Return the texts of a list, or the one text that stands for a list of one."""
        if isinstance(node, ScalarNode):
            return (self.text(node),)
        if not isinstance(node, SequenceNode):
            raise _BadValue("must be a list of texts, not a group of keys", node)
        texts = []
        for child in node.value:
            if not isinstance(child, ScalarNode):
                raise _BadValue("must be a list of texts", child)
            texts.append(self.text(child))
        return tuple(filter(None, texts))

    def words(self, node: Node) -> tuple[str, ...]:
        """Return the texts of a list, or of one text with commas."""
        if not isinstance(node, ScalarNode):
            return self.texts(node)
        return tuple(filter(None, (word.strip() for word in self.text(node).split(","))))

    def language(self, node: Node) -> str:
        tag = self.text(node)
        if is_language_tag(tag):
            return tag
        if is_language_tag(tag.replace("_", "-")):
            raise _BadValue(
                f"is not a language tag: '{tag}'", node, f"write '{tag.replace('_', '-')}'"
            )
        raise _BadValue(
            f"is not a language tag: '{tag}'", node, "write one such as 'en' or 'en-GB'"
        )

    def date(self, node: Node) -> str:
        written = self.text(node)
        parts = written.split("-")
        try:
            if _DATE.fullmatch(written) is None:
                raise ValueError(written)
            date(*map(int, [*parts, "1", "1"][:3]))
        except ValueError:
            help_ = "write year, month and day: '2026-11-24'"
            raise _BadValue(f"is not a date: '{written}'", node, help_) from None
        return written

    def paper(self, node: Node) -> Paper:
        written = self.text(node)
        paper = paper_of(written)
        if paper is None:
            help_ = f"write one of {', '.join(PAPERS)}"
            raise _BadValue(f"is not a paper that is known: '{written}'", node, help_)
        return paper

    def margins(self, node: Node) -> Margins:
        written = self.text(node)
        margins = MARGINS.get(written.lower())
        if margins is None:
            help_ = f"write one of {', '.join(MARGINS)}"
            raise _BadValue(f"are not margins that are known: '{written}'", node, help_)
        return margins

    def flag(self, node: Node) -> bool:
        written = self.text(node).lower()
        if written not in YES | NO:
            raise _BadValue(f"must be yes or no, not '{written}'", node, "write 'yes' or 'no'")
        return written in YES

    def colour(self, node: Node) -> str:
        written = self.text(node)
        colour = colour_of(written)
        if colour is None:
            raise _BadValue(f"is not a colour: '{written}'", node, 'write one such as "#2f5d62"')
        return colour

    def writing(self, node: Node) -> Writing:
        written = self.text(node)
        writing = writing_of(written)
        if writing is None:
            help_ = "write 'vertical' or 'horizontal'"
            raise _BadValue(f"is no way in which lines run: '{written}'", node, help_)
        return writing

    def work(self, node: Node) -> Work:
        if not isinstance(node, MappingNode):
            help_ = f"write {', '.join(_WORK_KEYS)} on lines of their own, indented"
            raise _BadValue("must be a group of keys", node, help_)
        return Work(**self._mapping(node, _WORK_KEYS))

    def grades(self, node: Node) -> tuple[Grade, ...]:
        """Return the grades of a group of keys, if they descend and are of one kind."""
        if not isinstance(node, MappingNode):
            raise _BadValue("must be a group of keys", node, _HELP_GRADES)
        grades: list[Grade] = []
        for key, value in node.value:
            grade = self._grade(key, value)
            if grade.name in {other.name for other in grades}:
                message = f"'{grade.name}' is given twice"
                self._found.error("duplicate-key", message, self._span(key))
                continue
            fault = fault_of(grade, grades[-1] if grades else None)
            if fault is not None:
                raise _BadValue(f"of '{grade.name}' {fault.message}", value, fault.help)
            grades.append(grade)
        return tuple(grades)

    def _grade(self, key: Node, value: Node) -> Grade:
        name, written = self.text(key), self.text(value)
        least = least_of(written)
        if least is None:
            raise _BadValue(f"of '{name}' are no marks: '{written}'", value, _HELP_GRADES)
        number, percent = least
        return Grade(name=name, least=number, percent=percent, span=self._span(value))

    def pages(self, node: Node) -> Mapping[str, PageCount]:
        """Return a number of pages for each product that has one."""
        if isinstance(node, ScalarNode):
            return MappingProxyType({_PAGED[0]: self._page_count(node)})
        keys = dict.fromkeys(_PAGED, _Reader._page_count)
        if not isinstance(node, MappingNode):
            help_ = "write 'fit: 8', or 'fit: {handout: 8, worksheet: 4}'"
            raise _BadValue("must be a number, or a group of products", node, help_)
        return MappingProxyType(self._mapping(node, keys))

    def _page_count(self, node: Node) -> PageCount:
        written = self.text(node)
        if not (written.isascii() and written.isdecimal() and 0 < int(written) <= _MOST_PAGES):
            help_ = f"write a number from 1 to {_MOST_PAGES}"
            raise _BadValue(f"is not a number of pages: '{written}'", node, help_)
        return PageCount(int(written), self._span(node))

    def labels(self, node: Node) -> Mapping[str, str]:
        if not isinstance(node, MappingNode):
            help_ = "write 'labels: {question: Task}'"
            raise _BadValue("must be a group of keys", node, help_)
        labels: dict[str, str] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode) or key.value in labels:
                span = self._span(key)
                self._found.error("duplicate-key", f"'{key.value}' is given twice", span)
                continue
            labels[key.value] = self.text(value)
        return MappingProxyType(labels)


_PAGED = ("handout", "worksheet", "answers")
"""The products that can be printed; a number alone is meant for the first."""

_MOST_PAGES = 999

_WORK_KEYS: dict[str, Callable[[_Reader, Any], Any]] = {
    "title": _Reader.text,
    "creator": _Reader.text,
    "published": _Reader.text,
    "kind": _Reader.text,
}

KEYS: dict[str, Callable[[_Reader, Any], Any]] = {
    "title": _Reader.text,
    "subtitle": _Reader.text,
    "language": _Reader.language,
    "authors": _Reader.texts,
    "work": _Reader.work,
    "subject": _Reader.text,
    "level": _Reader.text,
    "description": _Reader.text,
    "keywords": _Reader.words,
    "rights": _Reader.text,
    "identifier": _Reader.text,
    "date": _Reader.date,
    "version": _Reader.text,
    "cover": _Reader.text,
    "paper": _Reader.paper,
    "margins": _Reader.margins,
    "punch": _Reader.flag,
    "fit": _Reader.pages,
    "accent": _Reader.colour,
    "writing": _Reader.writing,
    "labels": _Reader.labels,
    "grades": _Reader.grades,
    "allow": _Reader.allowances,
}


class _BadValue(Exception):
    """A value of the wrong type or form."""

    def __init__(self, message: str, node: Node | None, help: str | None = None) -> None:
        super().__init__(message)
        self.message, self.node, self.help = message, node, help


class _BadYaml(Exception):
    """What is no YAML, or more of it than front matter needs; line and column from 0."""

    def __init__(self, message: str, line: int, column: int, help: str | None = None) -> None:
        super().__init__(message)
        self.message, self.line, self.column, self.help = message, line, column, help


def _is_absent(node: Node) -> bool:
    """Return whether a key has no value: nothing stands behind it, or the sign for nothing."""
    return isinstance(node, ScalarNode) and node.style is None and node.value in {"", "~"}


def _compose(text: str) -> Node | None:
    """Return the root node of a YAML document, None if it is empty."""
    if len(text) > _MAX_CHARACTERS:
        raise _BadYaml(f"the front matter has more than {_MAX_CHARACTERS} characters", 0, 0)
    try:
        _refuse_excess(yaml.parse(text, Loader=yaml.SafeLoader))
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark is not None else (0, 0)
        message = f"the front matter is not YAML: {error.problem or error.context}"
        raise _BadYaml(message, line, column, _HELP_QUOTES) from error
    except yaml.YAMLError as error:
        raise _BadYaml("the front matter has characters that YAML cannot hold", 0, 0) from error


def _refuse_excess(events: Any) -> None:
    """Refuse anchors, aliases and tags, which front matter has no use for, and deep nesting."""
    depth = 0
    for event in events:
        mark = event.start_mark
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            message = "anchors and aliases ('&', '*') are not allowed in front matter"
            raise _BadYaml(message, mark.line, mark.column, _HELP_QUOTES)
        if getattr(event, "tag", None):
            message = f"tags are not allowed in front matter: '{event.tag}'"
            raise _BadYaml(message, mark.line, mark.column, _HELP_QUOTES)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            raise _BadYaml("the front matter is nested too deeply", mark.line, mark.column)
