"""Why a file is made or not, in words; called by `planning` and `build`, shown by `build --explain`."""

from __future__ import annotations

from collections.abc import Iterator

from studypack.digests import CODE, FONTS, VERSIONS, Parts

FIRST = "it was not made before"
ASKED = "--force asks for it"
GONE = "the file is gone"
EDITED = "the file is not as it was made: somebody has edited or damaged it"
REFIT = "another number of pages is asked for"
REDRESSED = "it is asked for with fonts, or without"
RETEMPLATED = "another document to write it into is asked for, or none"
REPAGED = "it is asked for on the pages of the pupils' edition, or on its own"
OTHER = "another order, or another pupil's copy, is asked for"
FRESH = "nothing has changed since it was made"
FAULTY = "the pack has errors or cannot be written"

_UNKNOWN = "it is not known from what it was made"
_PROGRAM = {
    CODE: "studypack itself has changed",
    VERSIONS: "a library has another version",
    FONTS: "other fonts are installed",
}
_SHOWN = 3


def changes(before: Parts | None, now: Parts) -> str:
    """Return what differs between the parts that a file was made from and those of today."""
    if before is None:
        return _UNKNOWN
    told = list(_differences(before, now))
    more = [f"and {len(told) - _SHOWN} more"] if len(told) > _SHOWN else []
    return ", ".join([*told[:_SHOWN], *more])


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
