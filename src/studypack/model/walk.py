"""Going through a tree: every node, rewriting bottom-up, removing what an audience must not see.

Nothing here knows a block type by name: fields are read from the dataclasses, so that a new
block is walked and filtered correctly on its first day.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar, get_args, get_type_hints

from studypack.model.base import AUDIENCE, Audience, Block, Inline, Node

N = TypeVar("N", bound=Node)
Change = Callable[[Node], Node | tuple[Node, ...] | None]


_known: dict[type[Node], tuple[tuple[str, Audience, Any], ...]] = {}


def _fields(kind: type[Node]) -> tuple[tuple[str, Audience, Any], ...]:
    """Return name, audience and default of every field of a node type but its span."""
    if kind not in _known:
        _known[kind] = tuple(
            (member.name, member.metadata.get(AUDIENCE, Audience.STUDENT), member.default)
            for member in dataclasses.fields(kind)
            if member.name != "span"
        )
    return _known[kind]


_HEADS = frozenset({"title", "name"})

Names = dict[type, tuple[str, ...]]

_inner: Names = {}
_around_lines: Names = {}
"""Of each node type the fields that can hold nodes; and of those the ones that are not text alone."""


def _inner_fields(kind: type[Node]) -> tuple[str, ...]:
    """Return the names of the fields of a node type that can hold nodes, by their annotations."""
    names = _inner.get(kind)
    if names is None:
        hints = get_type_hints(kind)
        held = {name: set(_node_types(hints[name])) for name, _, _ in _fields(kind)}
        # A dataclass puts the fields of its base first; a title is read first.
        in_order = sorted(held, key=lambda name: name not in _HEADS)
        names = _inner[kind] = tuple(name for name in in_order if held[name])
        _around_lines[kind] = tuple(
            name for name in names if not all(issubclass(one, Inline) for one in held[name])
        )
    return names


def _fields_for(kinds: tuple[type[Node], ...]) -> Names:
    """Return in which fields nodes of `kinds` can be: no block is inside of a line."""
    return _around_lines if all(issubclass(kind, Block) for kind in kinds) else _inner


def _node_types(hint: Any) -> Iterator[type[Node]]:
    if isinstance(hint, type) and not get_args(hint):
        if issubclass(hint, Node):
            yield hint
    else:
        for argument in get_args(hint):
            yield from _node_types(argument)


def walk(nodes: Node | Iterable[Any]) -> Iterator[Node]:
    """Yield every node, each before the nodes inside it, in reading order. O(n)."""
    return _walk(nodes, _inner)


def _walk(nodes: Node | Iterable[Any], known: Names) -> Iterator[Node]:
    """Yield every node that is reached by the fields in `known`."""
    stack: list[Any] = [nodes]
    while stack:
        value = stack.pop()
        kind = type(value)
        if kind is tuple:
            stack.extend(value[::-1])
            continue
        names = known.get(kind)
        if names is None:
            if not isinstance(value, Node):
                if isinstance(value, tuple | list):
                    stack.extend(reversed(value))
                continue
            _inner_fields(kind)
            names = known[kind]
        yield value
        for name in names[::-1]:
            inside = getattr(value, name)
            if inside:
                stack.append(inside)


def children(node: Node) -> Iterator[Node]:
    """Yield the nodes directly inside `node`, in reading order."""
    for name in _inner_fields(type(node)):
        yield from _nodes(getattr(node, name))


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for element in value:
            yield from _nodes(element)


def fields(node: Node) -> Iterator[tuple[str, Audience, Any]]:
    """Yield name, audience and value of every field of `node` but its span."""
    for name, audience, _ in _fields(type(node)):
        yield name, audience, getattr(node, name)


def outermost(nodes: Iterable[Node], kinds: tuple[type[Node], ...]) -> Iterator[Node]:
    """Yield every node of one of `kinds` that is in no other such node, in reading order."""
    known = _fields_for(kinds)
    for node in nodes:
        if isinstance(node, kinds):
            yield node
            continue
        _inner_fields(type(node))
        for name in known[type(node)]:
            yield from outermost(_nodes(getattr(node, name)), kinds)


def query(nodes: Node | Iterable[Any], kind: type[N]) -> Iterator[N]:
    """Yield every node of type `kind`, in reading order."""
    return (node for node in _walk(nodes, _fields_for((kind,))) if isinstance(node, kind))


def rewrite(node: N, change: Change) -> Node | tuple[Node, ...] | None:
    """Return `node` with `change` applied to it and to every node inside it.

    Works bottom-up: `change` sees a node whose children are already rewritten. None removes
    the node from the tuple that holds it (and is the field's value elsewhere), a tuple puts
    several in its place. Spans are kept. O(n) in nodes; an untouched node is not copied.
    """
    changed: dict[str, Any] = {}
    for name in _inner_fields(type(node)):
        value = getattr(node, name)
        new = _rewrite_value(value, change) if value else value
        if new is not value:
            changed[name] = new
    return change(dataclasses.replace(node, **changed) if changed else node)


def rewrite_all(nodes: tuple[N, ...], change: Change) -> tuple[N, ...]:
    """Return `nodes` with every node rewritten, as by `rewrite`; same tuple if none changed."""
    return _rewrite_value(nodes, change)  # type: ignore[no-any-return]  # a tuple gives a tuple


def _rewrite_value(value: Any, change: Change) -> Any:
    if isinstance(value, Node):
        return rewrite(value, change)
    if not isinstance(value, tuple) or not value:
        return value
    parts: list[Any] = []
    same = True
    for element in value:
        new = _rewrite_value(element, change)
        same = same and new is element
        if isinstance(element, Node) and isinstance(new, tuple):
            parts.extend(new)
        elif new is not None or element is None:
            parts.append(new)
    return value if same else tuple(parts)


def descend(node: N, enter: Callable[[Node], Node | None]) -> Node | None:
    """Return `node` with `enter` applied to it, and then to every node inside what it became.

    Works top-down, in reading order: `enter` may count, and sees a node before what is inside
    it. None removes the node, with all that is in it. Spans are kept. O(n) in nodes; an
    untouched node is not copied.
    """
    entered = enter(node)
    if entered is None:
        return None
    changed: dict[str, Any] = {}
    for name in _inner_fields(type(entered)):
        value = getattr(entered, name)
        new = _descend_value(value, enter) if value else value
        if new is not value:
            changed[name] = new
    return dataclasses.replace(entered, **changed) if changed else entered


def descend_all(nodes: tuple[N, ...], enter: Callable[[Node], Node | None]) -> tuple[N, ...]:
    """Return `nodes` with every node rewritten, as by `descend`; same tuple if none changed."""
    return _descend_value(nodes, enter)  # type: ignore[no-any-return]  # a tuple gives a tuple


def _descend_value(value: Any, enter: Callable[[Node], Node | None]) -> Any:
    if isinstance(value, Node):
        return descend(value, enter)
    if not isinstance(value, tuple) or not value:
        return value
    parts = [_descend_value(element, enter) for element in value]
    if all(new is old for new, old in zip(parts, value, strict=True)):
        return value
    return tuple(
        new for new, old in zip(parts, value, strict=True) if new is not None or old is None
    )


def sequences(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, ...]]:
    """Yield `blocks` and every run of blocks inside them, in reading order. O(n)."""
    if blocks:
        yield blocks
    for node in _walk(blocks, _around_lines):
        for name in _around_lines[type(node)]:
            value = getattr(node, name)
            if isinstance(value, tuple) and value and isinstance(value[0], Block):
                yield value


def for_audience(nodes: tuple[N, ...], admitted: frozenset[Audience]) -> tuple[N, ...]:
    """Return `nodes` without any node or field that `admitted` must not see.

    A node whose `FOR` is not admitted is removed; a field whose audience is not admitted is
    reset to its default. What is removed is not in the result at all.
    """

    def see(node: Node) -> Node | None:
        if node.FOR not in admitted:
            return None
        hidden = {
            name: default
            for name, audience, default in _fields(type(node))
            if audience not in admitted and getattr(node, name) != default
        }
        return dataclasses.replace(node, **hidden) if hidden else node

    return rewrite_all(nodes, see)


def withheld(nodes: Iterable[Any], admitted: frozenset[Audience]) -> Iterator[Node | str]:
    """Yield every node, and every string of a field, that `admitted` must not see.

    In reading order; a node that is withheld comes before the nodes and strings inside it. O(n).
    """
    stack: list[tuple[Any, bool]] = [(nodes, False)]
    while stack:
        value, hidden = stack.pop()
        if isinstance(value, Node):
            inside = hidden or value.FOR not in admitted
            if inside:
                yield value
            stack.extend(
                (getattr(value, name), inside or audience not in admitted)
                for name, audience, _ in reversed(_fields(type(value)))
            )
        elif isinstance(value, tuple | list):
            stack.extend((element, hidden) for element in reversed(value))
        elif hidden and isinstance(value, str):
            yield value


def withheld_texts(nodes: Iterable[Any], admitted: frozenset[Audience]) -> Iterator[str]:
    """Yield every string that stands in a node or field that `admitted` must not see."""
    return (value for value in withheld(nodes, admitted) if isinstance(value, str))
