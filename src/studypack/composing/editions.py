"""For whom a file is made and how it must look to them: `teacher`, `large-print`, `teacher+dyslexia`.

The table has one entry an edition; several combine with `+`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from studypack.diagnostics import did_you_mean
from studypack.model.base import Audience

_PUPILS = frozenset({Audience.STUDENT})
_ALL = frozenset(Audience)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPart:
    """One word of an edition's name.

    audiences  whom it admits, or None if it only changes the look
    shown      its title is printed: a dress that helps one pupil need not say so on the page
    text_pt    least size of running text, 0 for the usual one
    stylesheet name in templates/css/editions/, or ''
    grey       no colour
    """

    name: str
    audiences: frozenset[Audience] | None = None
    shown: bool = True
    text_pt: float = 0.0
    stylesheet: str = ""
    grey: bool = False


EDITIONS: Mapping[str, EditionPart] = MappingProxyType(
    {
        part.name: part
        for part in (
            EditionPart(name="student", audiences=_PUPILS, shown=False),
            EditionPart(name="teacher", audiences=_ALL),
            EditionPart(name="large-print", text_pt=18.0, stylesheet="large-print"),
            EditionPart(name="dyslexia", shown=False, text_pt=12.0, stylesheet="dyslexia"),
            EditionPart(name="greyscale", shown=False, stylesheet="greyscale", grey=True),
        )
    }
)
"""Every word that an edition's name may be made of, in the order of the canonical name."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One or several parts; `parse_edition` makes them, in canonical order.

    parts  exactly one of them admits audiences: 'student' where the author named none
    """

    parts: tuple[EditionPart, ...]

    @property
    def name(self) -> str:
        """'student', 'teacher', 'large-print', 'teacher+large-print', …"""
        return "+".join(self._words()) or "student"

    @property
    def suffix(self) -> str:
        """The edition in a file's name: 'teacher-large-print', '' for the student edition."""
        return "-".join(self._words())

    @property
    def audiences(self) -> frozenset[Audience]:
        """Whom the edition admits."""
        return next(part.audiences for part in self.parts if part.audiences is not None)

    @property
    def is_teachers(self) -> bool:
        """Whether the edition holds what only teachers may see."""
        return Audience.TEACHER in self.audiences

    @property
    def sets_own_type(self) -> bool:
        """Whether its readers need other type than a school's styles may have."""
        return any(part.text_pt for part in self.parts)

    @property
    def for_pupils(self) -> Edition:
        """The edition in the same dress that pupils have beside a teacher's."""
        return Edition(
            (EDITIONS["student"], *(part for part in self.parts if part.audiences is None))
        )

    def _words(self) -> list[str]:
        return [part.name for part in self.parts if part.name != "student"]


class UnknownEditionError(ValueError):
    """An edition's name cannot be understood; the message says why, for the user."""


def parse_edition(text: str) -> Edition:
    """Return the edition called `text`: words of `EDITIONS` joined by '+', in any order.

    raises UnknownEditionError for an unknown word, or for both 'student' and 'teacher'
    """
    words = [word.strip().lower() for word in text.split("+")]
    for word in words:
        if word not in EDITIONS:
            known = did_you_mean(word, EDITIONS) or f"there are {', '.join(EDITIONS)}"
            raise UnknownEditionError(f"no edition is called '{word}': {known}")
    parts = [part for name, part in EDITIONS.items() if name in words]
    admitting = [part for part in parts if part.audiences is not None]
    if len(admitting) > 1:
        raise UnknownEditionError("an edition is for students or for teachers, not for both")
    return Edition(tuple(parts) if admitting else (EDITIONS["student"], *parts))


STUDENT = parse_edition("student")
TEACHER = parse_edition("teacher")
