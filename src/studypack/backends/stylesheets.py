"""What is wrong with a stylesheet by the grammar of CSS alone, and where its rules begin.

Called by `fragments` for stylesheets of a workspace, and by `pdf` to find the rule that is to blame.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import tinycss2  # type: ignore[import-untyped]

from studypack.records import dataclass


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
