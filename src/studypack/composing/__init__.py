"""From a checked pack to the view of one audience: products, editions, variants, levels."""

from __future__ import annotations

from studypack.composing.compose import asked_again, compose
from studypack.composing.editions import (
    EDITIONS,
    STUDENT,
    TEACHER,
    Edition,
    EditionPart,
    UnknownEditionError,
    parse_edition,
)
from studypack.composing.key import Extent
from studypack.composing.products import ANSWERS, GUIDE, HANDOUT, PRODUCTS, WORKSHEET, Product
from studypack.composing.pupils import Pupil, Roster, letters_for
from studypack.composing.request import Finish, Profile, Request, Variant
from studypack.composing.view import View
from studypack.composing.withheld import Withheld, withheld
from studypack.model.blocks import Level

__all__ = [
    "ANSWERS",
    "EDITIONS",
    "GUIDE",
    "HANDOUT",
    "PRODUCTS",
    "STUDENT",
    "TEACHER",
    "WORKSHEET",
    "Edition",
    "EditionPart",
    "Extent",
    "Finish",
    "Level",
    "Product",
    "Profile",
    "Pupil",
    "Request",
    "Roster",
    "UnknownEditionError",
    "Variant",
    "View",
    "Withheld",
    "asked_again",
    "compose",
    "letters_for",
    "parse_edition",
    "withheld",
]
