"""A tree as indented text, for tests that say in one glance what a source became."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator
from enum import Enum
from typing import Any

from studypack.model.base import Inline, Node
from studypack.model.inlines import (
    Blank,
    Code,
    Emphasis,
    Image,
    LineBreak,
    Link,
    Marked,
    Math,
    NoteRef,
    Reference,
    Ruby,
    Strike,
    Strong,
    Text,
)
from studypack.model.pack import Metadata, Pack, Paper
from studypack.model.room import Choose, Room, RoomKind


def dump(value: Node | Pack | tuple[Node, ...]) -> str:
    """Return a node, several, or a pack's blocks and footnotes, one node a line.

    Inlines stand in one line, marked up in a notation of their own; fields that say nothing
    (empty, None, False or their default) are left out, and so are spans.
    """
    if isinstance(value, Pack):
        lines = [line for block in value.blocks for line in _node(block, 0)]
        for note in value.notes.values():
            lines += _node(note, 0)
        return "\n".join(lines)
    nodes = value if isinstance(value, tuple) else (value,)
    return "\n".join(line for node in nodes for line in _node(node, 0))


def fields(metadata: Metadata) -> str:
    """Return what front matter says, a field a line."""
    lines = []
    for member in dataclasses.fields(metadata):
        value = getattr(metadata, member.name)
        if member.name == "identifier" and value.startswith("urn:uuid:"):
            continue  # derived from the slug
        if not _says_nothing(value, member.default) and value != {}:
            lines.append(f"{member.name}: {_short(value) if value != Paper.A4 else 'A4'}")
    return "\n".join(lines)


def words(pack: Pack) -> Counter[str]:
    """Return every word in the texts of a pack's blocks and footnotes, with how often it stands."""
    found: Counter[str] = Counter()
    for text in _texts((pack.blocks, tuple(pack.notes.values()))):
        found.update(re.findall(r"\w+", text))
    return found


_ADDRESSES = {"href", "src", "target", "id", "label"}
"""Fields that hold no words of the text."""


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Node):
        for member in dataclasses.fields(value):
            if member.name not in _ADDRESSES:
                yield from _texts(getattr(value, member.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)


def spans(value: Pack) -> str:
    """Return the place of every block and inline of a pack, in reading order."""
    from studypack.model.walk import walk

    return "\n".join(
        f"{node.span.line}:{node.span.column}+{node.span.width} {type(node).__name__}"
        for node in walk((value.blocks, tuple(value.notes.values())))
    )


def _node(node: Node, depth: int) -> Iterator[str]:
    """Yield the lines of a node: its short fields on the first, its children below."""
    short: list[str] = []
    below: list[tuple[str, tuple[Any, ...]]] = []
    for member in dataclasses.fields(node):
        value = getattr(node, member.name)
        if member.name == "span" or _says_nothing(value, member.default):
            continue
        if isinstance(value, Node) and not isinstance(value, Inline):
            below.append((member.name, (value,)))
        elif _holds_blocks(value):
            below.append((member.name, value))
        else:
            short.append(_field(member.name, value))
    yield "  " * depth + " ".join([type(node).__name__, *short])
    named = len(below) > 1
    for name, children in below:
        if named:
            yield "  " * (depth + 1) + f"{name}:"
        yield from _children(children, depth + 1 + named)


def _children(children: tuple[Any, ...], depth: int) -> Iterator[str]:
    for child in children:
        if isinstance(child, tuple):
            yield "  " * depth + "-"
            yield from _children(child, depth + 1)
        elif isinstance(child, Node):
            yield from _node(child, depth)
        else:
            yield "  " * depth + repr(child)


def _says_nothing(value: Any, default: Any) -> bool:
    return value in ("", (), None) or (value is False and default is False) or value == default


def _holds_blocks(value: Any) -> bool:
    if not isinstance(value, tuple) or not value:
        return False
    first = value[0]
    if isinstance(first, tuple):
        return any(_holds_blocks(part) for part in value)
    return isinstance(first, Node) and not isinstance(first, Inline)


def _field(name: str, value: Any) -> str:
    shown = _short(value)
    return shown if name in {"content", "text", "latex"} else f"{name}={shown}"


def _short(value: Any) -> str:
    match value:
        case Enum():
            return str(value.value)
        case Room(kind=RoomKind.LINES, lines=lines):
            return f"{lines}-lines"
        case Room(kind=kind, mm=mm):
            return f"{kind.value}-{mm:g}mm" if mm else kind.value
        case Choose(wanted=wanted, given=given):
            return f"{wanted}-of-{given}"
        case tuple() if value and isinstance(value[0], Inline):
            return f"⟦{''.join(map(_inline, value))}⟧"
        case tuple() if value and isinstance(value[0], tuple):
            return "[" + ", ".join(map(_short, value)) + "]"
        case tuple():
            return "[" + ", ".join(map(_short, value)) + "]"
        case str():
            return repr(value)
        case _:
            return str(value)


def _inline(node: Inline) -> str:  # noqa: PLR0912  # one branch a type
    match node:
        case Text(text=text):
            return text
        case Emphasis(children=inner):
            return f"‹em {_run(inner)}›"
        case Strong(children=inner):
            return f"‹strong {_run(inner)}›"
        case Strike(children=inner):
            return f"‹strike {_run(inner)}›"
        case Code(text=text):
            return f"‹code {text}›"
        case Math(latex=latex):
            return f"‹math {latex}›"
        case Link(href=href, children=inner, title=title):
            return f"‹link {href}{f' {title!r}' if title else ''} {_run(inner)}›"
        case Reference(target=target, children=inner, automatic=automatic):
            return f"‹ref {target}{'' if automatic else ' ' + _run(inner)}›"
        case Image(src=src, alt=alt, title=title, width=width, decorative=decorative):
            extra = f"{f' {title!r}' if title else ''}{f' width={width}' if width else ''}"
            return f"‹image {src} {'decorative' if decorative else repr(alt)}{extra}›"
        case Blank(answers=answers):
            return f"‹blank {' | '.join(answers)}›"
        case Marked(children=inner, lang=lang, id=id_, classes=classes):
            marks = [f"lang={lang}"] * bool(lang) + [f"#{id_}"] * bool(id_)
            return f"‹span {' '.join([*marks, *(f'.{name}' for name in classes)])} {_run(inner)}›"
        case Ruby(children=inner, reading=reading):
            return f"‹ruby {reading} {_run(inner)}›"
        case NoteRef(label=label):
            return f"‹note {label}›"
        case LineBreak():
            return "‹br›"
        case _:
            raise AssertionError(f"no notation for {type(node).__name__}")


def _run(inlines: tuple[Inline, ...]) -> str:
    return "".join(map(_inline, inlines))
