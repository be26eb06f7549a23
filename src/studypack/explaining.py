"""Why a file is made or not, in words; called by `planning` and `build`, shown by `build --explain`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from studypack.digests import CODE, FONTS, NATIVE, VERSIONS, Parts, versions_of

if TYPE_CHECKING:
    from studypack.ingredients import Ingredients

FIRST = "it was not made before"
ASKED = "--force asks for it"
GONE = "the file is gone"
EDITED = "the file is not as it was made: somebody has edited or damaged it"
REFIT = "another number of pages is asked for"
REDRESSED = "it is asked for with fonts, or without"
RETEMPLATED = "another document to write it into is asked for, or none"
REPAGED = "it is asked for on the pages of the pupils' edition, or on its own"
OTHER = "another order, or another pupil's copy, is asked for"
UNTOUCHED = "nothing that it holds has changed since it was made"
FRESH = "nothing has changed since it was made"
REPRINTED = "the PDF whose pages it names has changed"
RECOPIED = "a copy in it has changed"
FAULTY = "the pack has errors or cannot be written"

_UNKNOWN = "it is not known from what it was made"
_PROGRAM = {
    CODE: "studypack itself has changed",
    VERSIONS: "a library has another version",
    versions_of("pdf"): "a library that makes PDFs has another version",
    versions_of("docx"): "the library that packs Word files has another version",
    versions_of("epub"): "the library that packs e-books has another version",
    NATIVE: "Pango, HarfBuzz or Fontconfig has another version",
    FONTS: "other fonts are installed",
}
_SHOWN = 3


def changes(before: Parts | None, now: Parts) -> str:
    """Return what differs between the parts that a file was made from and those of today."""
    if before is None:
        return _UNKNOWN
    return _few(_differences(before, now))


def _few(sentences: Iterable[str]) -> str:
    told = list(dict.fromkeys(sentences))
    more = [f"and {len(told) - _SHOWN} more"] if len(told) > _SHOWN else []
    return ", ".join([*told[:_SHOWN], *more])


def touched(made_from: Parts, now: Ingredients, source: Parts | None, parts: Parts) -> str:
    """Return what differs between the ingredients of a file and those of today: blocks by their line.

    source, parts  what its pack was read from when it was made, and is today
    """
    from studypack.ingredients import listed

    before = listed(made_from)
    lines: dict[str, list[int]] = {}
    for block in listed(now.parts) - before:
        if block in now.places:
            path, line = now.places[block]
            lines.setdefault(path, []).append(line)
    told = _few(_told(made_from, now, source or {}, parts, lines))
    return told or _of_others(made_from, now.parts) or _UNKNOWN


def _of_others(before: Parts, now: Parts) -> str:
    """Return which file has changed that another one is made of; '' if none has."""
    changed = {name for name in before.keys() & now.keys() if before[name] != now[name]}
    if "pages" in changed:
        return REPRINTED
    return RECOPIED if any(name.endswith(".pdf") for name in changed) else ""


def _told(
    made_from: Parts, now: Ingredients, source: Parts, parts: Parts, lines: dict[str, list[int]]
) -> Iterator[str]:
    names = {name for name in source.keys() | parts.keys() if source.get(name) != parts.get(name)}
    ours = {name: digest for name, digest in parts.items() if name in names}
    theirs = {name: digest for name, digest in source.items() if name in names}
    for name in [*names]:
        if not name.endswith(_TEXTS) and made_from.get(name) == now.parts.get(name):
            names.discard(name)
        if name in lines and name in theirs and name in ours:
            yield from (f"{name}:{line} has changed" for line in sorted(lines[name]))
            names.discard(name)
    yield from _differences(
        {name: digest for name, digest in theirs.items() if name in names},
        {name: digest for name, digest in ours.items() if name in names},
    )


_TEXTS = (".md", ".txt", ".toml", ".docx")
"""What is read with a pack, and not looked up by name when a file is made."""


def _differences(before: Parts, now: Parts) -> Iterator[str]:
    for name in sorted(before.keys() | now.keys(), key=lambda name: (name not in _PROGRAM, name)):
        if before.get(name) == now.get(name):
            continue
        if name in _PROGRAM:
            yield _PROGRAM[name]
        elif name not in before:
            yield f"{name} is new"
        else:
            yield f"{name} {'has changed' if name in now else 'is gone'}"
