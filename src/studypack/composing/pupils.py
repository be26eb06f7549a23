"""Who gets a copy with a name on it, in which version, and what the copy's file is called.

`roster` reads them, `outputs` makes a request a pupil.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from studypack.model.blocks import Level

_LONGEST = 80
"""Bytes of a pupil's name in a file's name: a file system takes 255 for the whole of it."""

_APOSTROPHES = "'’ʼ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pupil:
    """One line of a class list.

    name        as it is printed
    file_name   the same as part of a file's name: unlike that of any other pupil of the list
    class_name  printed behind 'Class', or ''
    letter      of the variant that the list gives the pupil, or ''
    level       that the list gives the pupil, or None
    """

    name: str
    file_name: str
    class_name: str = ""
    letter: str = ""
    level: Level | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """A class list; `name` is that of its file, fit for the name of a folder."""

    name: str
    pupils: tuple[Pupil, ...]


def letters_for(pupils: Sequence[Pupil], letters: Sequence[str]) -> tuple[str, ...]:
    """Return a letter a pupil, so that no two who sit side by side in the list have the same.

    A letter of a pupil's own stays; of the others the one is given that fewest have. Neighbours
    have the same only where the list says so, or where there is but one letter. O(n · letters)
    """
    given = Counter(pupil.letter for pupil in pupils if pupil.letter)
    chosen: list[str] = []
    for place, pupil in enumerate(pupils):
        if pupil.letter:
            chosen.append(pupil.letter)
            continue
        beside = {*chosen[-1:], *(neighbour.letter for neighbour in pupils[place + 1 : place + 2])}
        free = [letter for letter in letters if letter not in beside]
        if not free:  # between two different ones, of two in all: the pupil before is nearer
            free = [letter for letter in letters if letter not in chosen[-1:]] or list(letters)
        letter = min(free, key=lambda each: given[each])
        given[letter] += 1
        chosen.append(letter)
    return tuple(chosen)


def file_names(names: Iterable[str], taken: Iterable[str] = ()) -> tuple[str, ...]:
    """Return a part of a file's name for each of `names`, all different on every file system.

    taken  what none of them may be
    """
    used = {_folded(name) for name in taken}
    found = []
    for place, name in enumerate(names, start=1):
        plain = file_name(name) or f"pupil-{place}"
        unique, count = plain, 1
        while _folded(unique) in used:
            count += 1
            unique = f"{plain}-{count}"
        used.add(_folded(unique))
        found.append(unique)
    return tuple(found)


def file_name(name: str) -> str:
    """Return `name` as part of a file's name: letters and digits of any script, and hyphens.

    Neither dots nor slashes nor what a system reserves can be in it; '' where nothing is left.
    """
    composed = unicodedata.normalize("NFC", name).casefold()
    kept = "".join(_kept(character) for character in unicodedata.normalize("NFC", composed))
    plain = re.sub("-+", "-", kept).strip("-")
    if len(plain.encode()) <= _LONGEST:
        return plain
    short = plain.encode()[:_LONGEST].decode(errors="ignore")
    return (short.rpartition("-")[0] or short).strip("-")


def _kept(character: str) -> str:
    if character in _APOSTROPHES:
        return ""
    # Letters, the marks that Indic and Arabic words cannot be without, and digits.
    wanted = unicodedata.category(character)[0] in "LM" or character.isdecimal()
    return character if wanted else "-"


def _folded(name: str) -> str:
    """Return what two names have in common that one file system or another takes for the same."""
    return unicodedata.normalize("NFKD", name).casefold()
