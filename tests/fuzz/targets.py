"""What is fuzzed: each target takes bytes, and fails by an exception that no input may cause.

A refusal – `CannotOpen`, a diagnostic – is an answer. Anything else is a fault of ours.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from lxml import etree

from studypack.checking import check
from studypack.collecting.rooms import trail
from studypack.diagnostics import Diagnostics
from studypack.model import DIRECTIVES
from studypack.pulling import CannotOpen, NoOrigin, Worksheet, filled, filled_by_place, origin_of
from studypack.pulling.comparing import told
from studypack.pulling.matching import paired
from studypack.pulling.opening import read_bytes
from studypack.reading import read_text

T = TypeVar("T")

FRONT_MATTER = "---\ntitle: A pack\n---\n"
SEED = """\
---
title: Rain
language: ja
---

:::{question}
:marks: 2

[雨]{ruby=あめ}は *なぜ* [降る]{.blank}か。[^1]

| a | **b** |
|---|---|
| $x^2$ | ~~d~~ |
:::

:::{question}
Which?

- [x] rain
- [ ] [snow](https://example.org)
:::

[^1]: From clouds.
"""


@cache
def seed() -> bytes:
    """Return a small worksheet that has something of everything."""
    from studypack.backends import backend
    from studypack.backends.base import Assets
    from studypack.composing import WORKSHEET, Request, compose

    found = Diagnostics()
    checked = check(read_text(SEED, found=found), found)
    assert checked is not None, [str(one) for one in found]
    return backend("docx").render(compose(checked, Request.of(WORKSHEET, "docx")), Assets()).data


@cache
def seed_parts() -> Mapping[str, bytes]:
    """Return the parts of the small worksheet by name."""
    with zipfile.ZipFile(io.BytesIO(seed())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return a package of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def word_file(data: bytes) -> Worksheet | None:
    """Read a Word file as `pull` and `collect` do, to where the pack itself is needed."""
    worksheet = answered(lambda: read_bytes(data))
    if worksheet is None:
        return None
    made = read_bytes(seed())
    assert made.carried is not None
    paired(made.carried.lines, worksheet.lines)
    assert all(isinstance(told(line), str) for line in worksheet.lines)
    given = filled(worksheet.fields) or filled_by_place(worksheet.fields, made.fields)
    assert given is None or all(given.values())
    answered(lambda: trail(worksheet))
    answered(lambda: origin_of(worksheet, "x.docx", Path("/nowhere"), ""))
    return worksheet


def answered(ask: Callable[[], T]) -> T | None:
    """Return what `ask` does, None if it refuses, which it does with words that help."""
    try:
        return ask()
    except (CannotOpen, NoOrigin) as fault:
        refusal = fault
    assert str(refusal)
    assert refusal.help
    return None


def word_part(data: bytes) -> None:
    """Read a Word file one part of which, told by the first byte, is the rest of the bytes."""
    parts = dict(seed_parts())
    names = sorted(parts)
    parts[names[data[0] % len(names)] if data else names[0]] = data[1:]
    word_file(packed(parts))


Mutation = tuple[int, int, int, str]
"""Which element, what is done to it, to which of its attributes or children, and a text."""


def mutated(content: bytes, mutations: Sequence[Mutation]) -> bytes:
    """Return a part whose tree was changed here and there: it stays XML, and little else."""
    root = etree.fromstring(content)
    for place, deed, inner, text in mutations:
        nodes = list(root.iter(etree.Element))
        _DEEDS[deed % len(_DEEDS)](nodes[place % len(nodes)], inner, text, nodes)
    return etree.tostring(root)


def _set(node: Any, inner: int, text: str, _: list[Any]) -> None:
    names = list(node.attrib)
    if names:
        node.set(names[inner % len(names)], text)


def _unset(node: Any, inner: int, _text: str, _: list[Any]) -> None:
    names = list(node.attrib)
    if names:
        del node.attrib[names[inner % len(names)]]


def _say(node: Any, _inner: int, text: str, _: list[Any]) -> None:
    node.text = text


def _remove(node: Any, _inner: int, _text: str, _: list[Any]) -> None:
    if node.getparent() is not None:
        node.getparent().remove(node)


def _empty(node: Any, _inner: int, _text: str, _: list[Any]) -> None:
    for child in list(node):
        node.remove(child)


def _double(node: Any, inner: int, _text: str, _: list[Any]) -> None:
    if node.getparent() is not None:
        for _time in range(inner % 3 + 1):
            node.addnext(etree.fromstring(etree.tostring(node)))


def _move(node: Any, inner: int, _text: str, nodes: list[Any]) -> None:
    target = nodes[inner % len(nodes)]
    if node not in (target, *target.iterancestors()):
        target.append(node)


def _wrap(node: Any, inner: int, _text: str, nodes: list[Any]) -> None:
    if node.getparent() is not None:
        around = etree.Element(nodes[inner % len(nodes)].tag)
        node.addprevious(around)
        around.append(node)


def _rename(node: Any, inner: int, _text: str, nodes: list[Any]) -> None:
    node.tag = nodes[inner % len(nodes)].tag


_DEEDS: tuple[Callable[[Any, int, str, list[Any]], None], ...] = (
    *(_set, _unset, _say, _remove, _empty, _double, _move, _wrap, _rename),
)


def pack(data: bytes) -> None:
    """Read a pack's text, and check what came of it."""
    found = Diagnostics()
    text = data.decode("utf-8", "replace")
    check(read_text(FRONT_MATTER + text, found=found), found)
    read_text(f"---\n{text}\n---\n")


def options(data: bytes) -> None:
    """Read a directive, told by the first byte, with options and a body."""
    names = sorted(DIRECTIVES)
    name = names[data[0] % len(names)] if data else names[0]
    text = data[1:].decode("utf-8", "replace")
    found = Diagnostics()
    check(read_text(f"{FRONT_MATTER}:::{{{name}}} {text}\n:::\n", found=found), found)


TARGETS: Mapping[str, Callable[[bytes], object]] = {
    "word-file": word_file,
    "word-part": word_part,
    "pack": pack,
    "options": options,
}


def seeds(target: str) -> list[bytes]:
    """Return what a target's fuzzing begins with."""
    if target == "word-file":
        return [seed()]
    if target == "word-part":
        parts = seed_parts()
        return [bytes([number]) + parts[name] for number, name in enumerate(sorted(parts))]
    if target == "pack":
        return [SEED.encode()]
    names = sorted(DIRECTIVES)
    return [
        bytes([number]) + f"A title\n:{option}: 1\n\n- [x] a\n".encode()
        for number, name in enumerate(names)
        for option in list(DIRECTIVES[name].options)[:3]
    ]
