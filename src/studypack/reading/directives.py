"""Directives: from a fence, its options and its body to a block, by the model's own table."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from studypack.model import DIRECTIVES
from studypack.model.base import Block
from studypack.model.blocks import (
    BlockQuote,
    BulletList,
    DefinitionList,
    NumberedList,
    Paragraph,
    Table,
)
from studypack.model.declare import Body, Declared, Directive, Kind
from studypack.model.inlines import plain
from studypack.model.tasks import Answer, Task
from studypack.reading.allowances import read_allowances
from studypack.reading.grammar import Fence, Option
from studypack.reading.inlines import read_inlines
from studypack.reading.other_names import meant_directive, meant_option
from studypack.reading.places import Piece, place_of
from studypack.reading.refusal import Refused
from studypack.reading.scope import Scope
from studypack.reading.shapes import shape
from studypack.reading.tasks import Shaping
from studypack.reading.values import parse_value
from studypack.spans import Span

_LIKE_OPTION = re.compile(r":(?P<key>[a-z]+):(\s|$)")


@dataclass(slots=True)
class Opening:
    """The opening of a directive, read: what it is and what its author gave it.

    directive  None if there is none of that name: its body is then read all the same
    scope      that of its body
    values     of its argument and options, by field
    written    where the value of each option stands, by its name
    """

    fence: Fence
    directive: Directive | None
    scope: Scope
    span: Span
    values: dict[str, Any] = field(default_factory=dict)
    written: dict[str, Span] = field(default_factory=dict)


def opening_of(fence: Fence, scope: Scope) -> Opening:
    """Read the opening of a directive; whatever is wrong with it is reported in its place."""
    width = fence.name.column + len(fence.name.text) + fence.braced - fence.column
    span = Span(scope.path, fence.name.line, fence.column, width)
    name = fence.name.text
    directive = DIRECTIVES.get(name) if fence.braced else None
    if not fence.closed:
        help_ = "close it with ':::' on a line of its own"
        scope.found.error("unclosed-directive", f"'{name}' is never closed", span, help_)
    inner = replace(scope, parents=(*scope.parents, name))
    if directive is None:
        _report_unknown(fence, scope)
        return Opening(fence, None, inner, span)
    if directive.inside and (not scope.parents or scope.parents[-1] not in directive.inside):
        _report_misplaced(directive, fence, scope)
    opening = Opening(fence, directive, inner, span)
    _read_options(opening, directive)
    opening.scope = inner.speaking(opening.values.get("lang", ""))
    _read_values(opening, directive)
    return opening


def build(opening: Opening, body: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the block that a directive makes of its body; what is wrong with it is reported.

    More than one block comes of a directive that is unknown or should have no body: what the
    author wrote is kept.
    """
    directive = opening.directive
    if directive is None:
        return body
    _check_body(opening, directive, body)
    _report_misplaced_options(opening, directive, body)
    fields: dict[str, Any] = dict(opening.values)
    if directive.variant is not None:
        fields["kind"] = directive.variant
    if issubclass(directive.block, Task):
        fields["answers"] = tuple(block for block in body if isinstance(block, Answer))
        body = tuple(block for block in body if not isinstance(block, Answer))
    if directive.body is Body.NONE:
        return (directive.block(**fields, span=opening.span), *body)
    fields["body"] = body
    block = directive.block(**fields, span=opening.span)
    shaping = Shaping(opening.scope.found, opening.span, _name_span(opening), opening.written)
    return (shape(block, shaping),)


def _report_misplaced_options(
    opening: Opening, directive: Directive, body: tuple[Block, ...]
) -> None:
    """Report what looks like an option in the body: pupils would read ':answer: …' there."""
    for block in body:
        if not isinstance(block, Paragraph):
            continue
        match = _LIKE_OPTION.match(plain(block.content))
        if match is not None and directive.option(match["key"]) is not None:
            opening.scope.found.error(
                "misplaced-option",
                f"the option '{match['key']}' stands in the text of '{directive.name}'",
                block.span,
                "write it right below the opening line, without a blank line between",
            )


# --- The opening line -------------------------------------------------------------------------


def _report_unknown(fence: Fence, scope: Scope) -> None:
    name, span = fence.name.text, fence.name.span(scope.path)
    if not fence.braced:
        meant = name if name in DIRECTIVES else "name"
        scope.found.error(
            "unknown-directive",
            "the name of a directive stands in braces",
            span,
            f"write ':::{{{meant}}}'",
        )
    elif name:
        message = f"no directive is called '{name}'"
        scope.found.error("unknown-directive", message, span, meant_directive(name))
    else:
        scope.found.error("unknown-directive", "the directive has no name", span)


def _report_misplaced(directive: Directive, fence: Fence, scope: Scope) -> None:
    around = " or ".join(f"'{name}'" for name in directive.inside)
    scope.found.error(
        "misplaced-directive",
        f"'{directive.name}' stands directly inside {around} only",
        fence.name.span(scope.path),
    )


def _name_span(opening: Opening) -> Span:
    return opening.fence.name.span(opening.scope.path)


# --- Options and the argument -----------------------------------------------------------------


def _read_options(opening: Opening, directive: Directive) -> None:
    """Report options that are unknown or given twice, and read all that need no language."""
    seen: set[str] = set()
    known: list[Option] = []
    for option in opening.fence.options:
        if _is_known(option, directive, seen, opening.scope):
            known.append(option)
        seen.add(option.key.text)
    opening.fence.options = tuple(known)
    for option in known:
        declared = directive.option(option.key.text)
        if declared is not None and declared.kind is Kind.LANGUAGE:
            _read_value(opening, declared, option.value)


def _is_known(option: Option, directive: Directive, seen: set[str], scope: Scope) -> bool:
    key, span = option.key.text, option.key.span(scope.path)
    if directive.option(key) is None:
        message = f"'{directive.name}' has no option '{key}'"
        scope.found.error("unknown-option", message, span, meant_option(key, directive))
        return False
    if key in seen:
        scope.found.error("duplicate-option", f"'{key}' is given twice", span)
        return False
    return True


def _read_values(opening: Opening, directive: Directive) -> None:
    """Read the argument and all options but the language, which is known already."""
    for option in opening.fence.options:
        declared = directive.option(option.key.text)
        if declared is not None and declared.kind is not Kind.LANGUAGE:
            _read_value(opening, declared, option.value)
    argument, found = opening.fence.argument, opening.scope.found
    declared = directive.argument
    if declared is None:
        if argument.text:
            message = f"'{directive.name}' takes nothing on its opening line"
            help_ = "write it on the lines below"
            found.error("unexpected-argument", message, argument.span(opening.scope.path), help_)
    elif argument.text:
        _read_value(opening, declared, (argument,))
    elif declared.required:
        message = f"'{directive.name}' needs {_with_article(declared.doc)} on its opening line"
        found.error("missing-argument", message, _name_span(opening))


def _with_article(doc: str) -> str:
    first = doc.split(":", maxsplit=1)[0]
    return first if first.startswith(("how", "the ", "formats")) else f"a {first}"


def _read_value(opening: Opening, declared: Declared, pieces: tuple[Piece, ...]) -> None:
    """Read one value into the opening; report a wrong one, for which the default then stands."""
    scope = opening.scope
    written = " ".join(piece.text for piece in pieces)
    place = place_of(scope.path, pieces)
    span = place.span(0, len(pieces[0].text))
    opening.written[declared.name] = span
    try:
        if declared.kind is Kind.INLINES and written:
            content = "\n".join(piece.text for piece in pieces)
            value: Any = read_inlines(content, place, scope)
        elif declared.kind is Kind.ALLOWANCES:
            value = read_allowances(written, place.span)
        elif declared.kind in _FILES and written:
            value = _FILES[declared.kind](scope, written, span)
        else:
            value = parse_value(declared, written, scope.language)
    except Refused as refused:
        refused.report(scope.found, span)
    else:
        opening.values[declared.field] = value


_FILES: dict[Kind, Callable[[Scope, str, Span], str]] = {
    Kind.IMAGE: Scope.image,
    Kind.PATH: Scope.text_file,
}


# --- The body ---------------------------------------------------------------------------------

_NEEDED: dict[Body, tuple[tuple[type[Block], ...], str, str]] = {
    Body.TERMS: (
        (DefinitionList,),
        "a definition list",
        "write a term on one line and ': ' with what it means on the next",
    ),
    Body.TABLE: ((Table,), "a table", "write '| a | b |', and '|---|---|' on the next line"),
    Body.LIST: ((BulletList, NumberedList), "a list", "begin each entry with '- '"),
}


def _check_body(opening: Opening, directive: Directive, body: tuple[Block, ...]) -> None:
    found, span, name = opening.scope.found, _name_span(opening), directive.name
    if directive.body is Body.NONE and body:
        message = f"'{name}' has no body"
        found.error("wrong-body", message, body[0].span, f"close '{name}' before it with ':::'")
    elif directive.body is Body.ANY and not body and _says_nothing(opening):
        found.error("wrong-body", f"'{name}' is empty", span, "write its text before the ':::'")
    elif directive.body is Body.QUOTE and not (body and isinstance(body[0], BlockQuote)):
        help_ = "begin its lines with '> '"
        found.error("wrong-body", f"'{name}' must begin with the quotation", span, help_)
    elif directive.body in _NEEDED:
        types, what, help_ = _NEEDED[directive.body]
        if not any(isinstance(block, types) for block in body):
            found.error("wrong-body", f"'{name}' needs {what}", span, help_)


def _says_nothing(opening: Opening) -> bool:
    """Say whether neither the opening line nor what follows it says anything.

    A short question may stand on its opening line alone. A directive that is never closed is
    reported as that.
    """
    return opening.fence.closed and not opening.fence.argument.text
