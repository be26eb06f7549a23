"""The door to an independent e-book reader, which opens a book and is used as a person would."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from .findings import AnyPath
from .tools import node_service


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the contents, the landmarks or the page list.

    `found`: the reader went there and its target was on the page. `kind` is a landmark's type.
    """

    label: str
    href: str
    kind: str
    depth: int
    found: bool


@dataclass(frozen=True, slots=True)
class Section:
    """One document of the spine: how it parsed and what was laid out.

    `headings` are (level, text); `pages` is the number of screens that it fills.
    """

    href: str
    linear: bool
    well_formed: bool
    characters: int
    pages: int
    headings: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Link:
    """One link in the text, followed by a click; of those to one address, the first.

    `found`: its target exists; `visible`: it was on the page then; `returned`: a link in the block
    that was landed on led back to this one or the block around it (None: there is none). `types`
    and `target_types` are the `epub:type` and `role` of the link and of its target or the nearest
    element around it.
    """

    section: str
    href: str
    text: str
    kind: Literal["noteref", "back", "internal", "external"]
    types: tuple[str, ...]
    target_types: tuple[str, ...]
    found: bool
    visible: bool
    returned: bool | None


@dataclass(frozen=True, slots=True)
class ReaderReport:
    """What the reader saw. A sound book has `problems == ()` and every `found` and `visible` true.

    `problems` are script errors, warnings, resources that did not load, tables, pictures or
    formulas that are wider than the page, and short boxes that are torn though they ask not to be. `screenshots` are PNG files, one a page from the first.
    """

    title: str
    language: str
    toc: tuple[Entry, ...]
    landmarks: tuple[Entry, ...]
    page_list: tuple[Entry, ...]
    sections: tuple[Section, ...]
    pages_turned: int
    links: tuple[Link, ...]
    problems: tuple[str, ...]
    screenshots: tuple[bytes, ...]


def open_in_reader(
    path: AnyPath,
    *,
    screenshots: int = 0,
    size: tuple[int, int] = (700, 900),
    turns: int = 20,
    click: bool = True,
) -> ReaderReport:
    """Opens a book in foliate-js in headless Chromium, visits all of it and reports.

    Goes to each section, each entry of the navigation, and through the first `turns` pages; with
    `click`, clicks a link to every address in the text, and the ways back. `size` is the page in CSS pixels.
    """
    options = {
        "screenshots": screenshots,
        "width": size[0],
        "height": size[1],
        "turns": turns,
        "click": click,
    }
    reader = node_service("reader", "reader.mjs")
    answer = reader.ask(str(Path(path).absolute()), json.dumps(options))[-1]
    return ReaderReport(
        title=answer.get("title", ""),
        language=answer.get("language", ""),
        toc=_entries(answer, "toc"),
        landmarks=_entries(answer, "landmarks"),
        page_list=_entries(answer, "page_list"),
        sections=tuple(map(_section, answer.get("sections", ()))),
        pages_turned=answer.get("pages_turned", 0),
        links=tuple(map(_link, answer.get("links", ()))),
        problems=tuple(answer["problems"]),
        screenshots=tuple(map(base64.b64decode, answer["screenshots"])),
    )


def _entries(answer: dict[str, Any], name: str) -> tuple[Entry, ...]:
    return tuple(Entry(**fields) for fields in answer.get(name, ()))


def _section(fields: dict[str, Any]) -> Section:
    headings = tuple((level, text) for level, text in fields.pop("headings"))
    return Section(**fields, headings=headings)


def _link(fields: dict[str, Any]) -> Link:
    types, target_types = tuple(fields.pop("types")), tuple(fields.pop("target_types"))
    return Link(**fields, types=types, target_types=target_types)
