"""What is wrong with a stylesheet by the grammar of CSS alone, where its rules begin, what it loads.

Called by `fragments` for stylesheets of a workspace, by `pdf` to find the rule that is to blame, and
by the validator of e-books.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import tinycss2  # type: ignore[import-untyped]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a stylesheet outside of all others: where it begins, and its text."""

    line: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """What no reader of CSS understands, and where."""

    line: int
    column: int
    message: str


@dataclass(frozen=True, slots=True)
class AtWord:
    """A word with an at sign, at whatever depth: where it stands, and its name in small letters."""

    line: int
    column: int
    name: str


@dataclass(frozen=True, slots=True)
class Reference:
    """What a stylesheet has loaded: the address as it is meant, and where it stands."""

    line: int
    column: int
    address: str

    @property
    def leads_out(self) -> bool:
        """Whether it names another machine, or a place on the disk, by itself."""
        return leads_out(self.address)


def leads_out(address: str) -> bool:
    """Return whether an address, as a page or a stylesheet has it, leads out of the file."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:  # no address at all, whatever a reader would make of it
        return True
    return bool(parts.netloc) or parts.scheme not in {"", "data"} or "\\" in address


def rules_of(css: str) -> tuple[Rule, ...]:
    """Return the rules of a stylesheet in order."""
    return tuple(
        Rule(rule.source_line, rule.source_column, rule.serialize())
        for rule in _rules(css)
        if rule.type != "error"
    )


def syntax_fault(css: str) -> SyntaxFault | None:
    """Return the first thing in a stylesheet that is no CSS, whatever properties there are."""
    return next(_faults(_rules(css)), None)


def at_words_of(css: str) -> Iterator[AtWord]:
    """Yield `@media`, `@font-face` and their like, those within other rules too."""
    yield from _at_words(_rules(css))


def _at_words(nodes: Iterable[Any]) -> Iterator[AtWord]:
    for node in nodes:
        if node.type == "at-rule":
            yield AtWord(node.source_line, node.source_column, node.lower_at_keyword)
        elif node.type == "at-keyword":  # within a rule nothing is parsed beyond words and brackets
            yield AtWord(node.source_line, node.source_column, node.lower_value)
        yield from _at_words(getattr(node, "content", None) or ())


@lru_cache(maxsize=8)
def references_of(css: str) -> tuple[Reference, ...]:
    """Return all that a stylesheet has loaded: by `url()`, `@import` and functions of pictures."""
    return tuple(_references(_rules(css)))


def _references(nodes: Iterable[Any], *, strings: bool = False) -> Iterator[Reference]:
    """Yield what `nodes` have loaded; `strings` among them are addresses."""
    for node in nodes:
        if node.type == "url" or (strings and node.type == "string"):
            yield Reference(node.source_line, node.source_column, node.value)
        elif node.type == "function":
            yield from _references(node.arguments, strings=node.lower_name in _LOADING)
        elif node.type == "at-rule" and node.lower_at_keyword == "namespace":
            continue  # its address is a name
        else:
            imported = node.type == "at-rule" and node.lower_at_keyword == "import"
            yield from _references(getattr(node, "prelude", None) or (), strings=imported)
            yield from _references(getattr(node, "content", None) or ())


_LOADING = {"url", "src", "image", "image-set", "-webkit-image-set", "cross-fade"}


def _rules(css: str) -> list[Any]:
    return list(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))


def _faults(nodes: Iterable[Any]) -> Iterator[SyntaxFault]:
    for node in nodes:
        if node.type == "error":
            yield SyntaxFault(node.source_line, node.source_column, _words_for(node))
            continue
        for name in ("prelude", "value", "arguments"):
            inside = getattr(node, name, None)
            yield from _faults(inside if isinstance(inside, list) else ())
        content = getattr(node, "content", None)
        if content is not None and node.type in {"qualified-rule", "at-rule"}:
            yield from _faults(
                tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
            )
        elif content is not None:
            yield from _faults(content)


def _words_for(error: Any) -> str:
    kind = str(error.kind)
    if kind == "invalid":
        return "a declaration is 'property: value;', and this is none"
    if kind in {")", "]", "}"}:
        return f"'{kind}' closes nothing"
    return f"this is no CSS: {error.message}"
