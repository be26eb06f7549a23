"""Canaries: a word of its own in every place of a pack that pupils must not see, and their search."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from checkers import archive_strings, pdf_strings
from studypack.backends import backend
from studypack.backends.base import Assets
from studypack.composing import PRODUCTS, Request, compose
from studypack.composing.editions import Edition
from studypack.model.base import AUDIENCE, Audience, Node
from studypack.model.blocks import StudyBlock, Viewer
from studypack.model.inlines import Text
from studypack.model.pack import CheckedPack
from studypack.model.tasks import QuestionType

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True)
class Canaries:
    """The words that were planted, by the audience that may see them.

    places  where: the classes and fields that are declared for fewer than all
    """

    words: dict[Audience, list[str]] = field(
        default_factory=lambda: {audience: [] for audience in Audience}
    )
    places: set[str] = field(default_factory=set)
    _numbers: Iterator[int] = field(default_factory=lambda: count(26**3))

    def hatch(self, audience: Audience) -> str:
        """Return a new word for `audience`."""
        number, word = next(self._numbers), ""
        while number:
            number, digit = divmod(number, len(_LETTERS))
            word += _LETTERS[digit]
        self.words[audience].append(f"xq{word}zw")
        return self.words[audience][-1]


def plant(checked: CheckedPack) -> tuple[CheckedPack, Canaries]:
    """Return `checked` with a canary in every text that pupils must not see.

    Knows the declared audiences, and nothing of how they are filtered.
    """
    canaries = Canaries()
    pack = checked.pack
    blocks = _planted(pack.blocks, Audience.STUDENT, canaries)
    changed = dataclasses.replace(checked, pack=dataclasses.replace(pack, blocks=blocks))
    return changed, canaries


def _planted(value: Any, audience: Audience, canaries: Canaries) -> Any:
    if isinstance(value, tuple):
        return tuple(_planted(element, audience, canaries) for element in value)
    if not isinstance(value, Node):
        return value
    if value.FOR is not Audience.STUDENT:
        canaries.places.add(type(value).__name__)
    audience = _stricter(audience, value.FOR)
    if isinstance(value, StudyBlock) and value.viewer is Viewer.TEACHER:
        audience = Audience.TEACHER
    if isinstance(value, Text) and audience is not Audience.STUDENT:
        return dataclasses.replace(value, text=f"{value.text} {canaries.hatch(audience)} ")
    changes = {}
    for member in dataclasses.fields(value):
        old = getattr(value, member.name)
        if member.name == "answer" and getattr(value, "type", None) in _SHOWN_OTHERWISE:
            continue
        own = _stricter(audience, member.metadata.get(AUDIENCE, Audience.STUDENT))
        if own is Audience.KEY and old and isinstance(old, tuple) and isinstance(old[0], str):
            new: Any = tuple(f"{text} {canaries.hatch(own)}" for text in old)
        else:
            new = _planted(old, own, canaries)
        if new != old:
            changes[member.name] = new
            if AUDIENCE in member.metadata and own is not Audience.STUDENT:
                canaries.places.add(_place(value, member))
    return dataclasses.replace(value, **changes) if changes else value


def _place(owner: Any, member: dataclasses.Field[Any]) -> str:
    """Return the name of a declared field: a part of a question declares what a question does."""
    return f"{type(owner).__name__}.{member.name}"


_SHOWN_OTHERWISE = (QuestionType.TRUEFALSE, QuestionType.NUMERIC)
"""Types whose short answer is a box or a number, made of it by the reader."""

_ORDER = (Audience.STUDENT, Audience.HINT, Audience.KEY, Audience.TEACHER)


def _stricter(one: Audience, other: Audience) -> Audience:
    return max(one, other, key=_ORDER.index)


# --- Looking for them -------------------------------------------------------------------------


def render(checked: CheckedPack, product: str, edition: Edition, format: str) -> bytes:
    """Return the file of a product, without the search of the build itself."""
    view = compose(checked, Request(product=PRODUCTS[product], format=format, edition=edition))
    return backend(format).render(view, Assets(images=checked.pack.images)).data


def texts(data: bytes, format: str, folder: Path) -> str:
    """Return every string of a file, streams inflated, by the checkers' own means."""
    path = folder / f"file.{format}"
    path.write_bytes(data)
    strings = pdf_strings(path) if format == "pdf" else archive_strings(path)
    # A word may be broken at a line's end.
    return "\n".join(strings).replace("\u00ad\n", "").replace("\u00ad", "")


def hits(words: Iterable[str], text: str) -> list[str]:
    """Return the words that are in `text`."""
    return [word for word in words if word in text]
