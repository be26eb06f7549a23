"""How a block class declares what an author writes; `DIRECTIVES` is derived from it.

The class is the only place where a directive, its options and its body are described: the
reader, the JSON Schema and the directive reference all read `Directive`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar

from studypack.model.base import AUDIENCE, Audience, Block

OPTION = "option"
ARGUMENT = "argument"

B = TypeVar("B", bound=Block)


class Kind(Enum):
    """What the value of an option or argument is, and the Python value that it becomes.

    TEXT      str, with typographic quotes and dashes
    WORD      str, as written: an id, a unit
    SIGN      str of one character, with the marks that belong to it
    INLINES   `Inlines`, read as Markdown
    LIST      tuple[str, …], separated by commas, each as TEXT
    IDS       tuple[str, …], separated by commas or spaces
    INTEGER   int, 0 or more
    NUMBER    str that is a decimal number, kept as the author wrote it
    FLAG      bool: yes/no, true/false, on/off; an empty value is yes
    CHOICE    a member of `Declared.choices`, by its value
    CHOICES   tuple of members, separated by commas or spaces
    PATH      str, a text file inside the pack's folder
    IMAGE     str, an image file inside the pack's folder
    LANGUAGE  str, a BCP 47 tag
    ROOM      `Room`: '4 lines', '6 cm', 'box 5 cm', 'grid 8 cm', 'fill', 'none'
    LENGTH    str: '6 cm', '40 mm' or '50%'
    CHOOSE    `Choose`: '2 of 4'
    ALLOWANCES  tuple[`Allowance`, …]: 'code – reason', separated by semicolons
    """

    TEXT = "text"
    WORD = "word"
    SIGN = "sign"
    INLINES = "inlines"
    LIST = "list"
    IDS = "ids"
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"
    CHOICES = "choices"
    PATH = "path"
    IMAGE = "image"
    LANGUAGE = "language"
    ROOM = "room"
    LENGTH = "length"
    CHOOSE = "choose"
    ALLOWANCES = "allowances"


class Body(Enum):
    """What the body of a directive must hold; anything else may stand beside it and is kept.

    NONE     no body
    ANY      any blocks, at least one
    OPTIONAL any blocks or nothing
    TERMS    a definition list
    TABLE    a table
    LIST     a list
    QUOTE    a block quote first
    """

    NONE = "none"
    ANY = "any"
    OPTIONAL = "optional"
    TERMS = "terms"
    TABLE = "table"
    LIST = "list"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Declared:
    """One option, or the argument, of a directive.

    name     as the author writes it; '' for the argument
    field    the field of the block class that takes the value
    choices  the enumeration behind CHOICE and CHOICES
    """

    name: str
    field: str
    kind: Kind
    doc: str
    required: bool = False
    choices: type[Enum] | None = None


@dataclass(frozen=True, slots=True)
class Directive:
    """How a block type is written in source, derived from its class.

    name      as in `:::{name}`
    variant   set as the block's field `kind` where one class serves several names
    inside    names of the directives that it must stand directly in; () for anywhere
    """

    name: str
    block: type[Block]
    doc: str
    argument: Declared | None
    options: tuple[Declared, ...]
    body: Body
    variant: Enum | None = None
    inside: tuple[str, ...] = ()

    def option(self, name: str) -> Declared | None:
        """Return the option that an author calls `name`, or None."""
        return next((option for option in self.options if option.name == name), None)


def option(
    kind: Kind,
    doc: str,
    *,
    default: Any,
    name: str = "",
    choices: type[Enum] | None = None,
    audience: Audience = Audience.STUDENT,
) -> Any:
    """Declare a field that the author writes as `:name: value` (the field's name by default)."""
    declared = Declared(name=name, field="", kind=kind, doc=doc, choices=choices)
    return field(default=default, metadata={OPTION: declared, AUDIENCE: audience})


def argument(kind: Kind, doc: str, *, default: Any = (), required: bool = False) -> Any:
    """Declare the field that takes the rest of the opening line."""
    declared = Declared(name="", field="", kind=kind, doc=doc, required=required)
    return field(default=default, metadata={ARGUMENT: declared, AUDIENCE: Audience.STUDENT})


_DECLARED: dict[str, Directive] = {}


def directive(
    *names: str | Enum, doc: str, body: Body, inside: tuple[str, ...] = ()
) -> Callable[[type[B]], type[B]]:
    """Register a block class under one or several directive names.

    names  strings; or members of an enumeration, whose values are the names and which are
           set as the field `kind` of the block
    raises ValueError for a name that is taken
    """

    def register(block: type[B]) -> type[B]:
        for name in names:
            word = name.value if isinstance(name, Enum) else name
            if word in _DECLARED:
                raise ValueError(f"two block types declare the directive {word!r}")
            _DECLARED[word] = _derive(word, block, doc, body, name, inside)
        return block

    return register


def _derive(
    word: str, block: type[Block], doc: str, body: Body, name: str | Enum, inside: tuple[str, ...]
) -> Directive:
    options = []
    argument = None
    for member in dataclasses.fields(block):
        if OPTION in member.metadata:
            declared: Declared = member.metadata[OPTION]
            written = declared.name or member.name
            options.append(dataclasses.replace(declared, name=written, field=member.name))
        elif ARGUMENT in member.metadata:
            argument = dataclasses.replace(member.metadata[ARGUMENT], field=member.name)
    variant = name if isinstance(name, Enum) else None
    return Directive(word, block, doc, argument, tuple(options), body, variant, inside)


def directives() -> dict[str, Directive]:
    """Return every directive by name, in order of declaration (import `studypack.model` first)."""
    return dict(_DECLARED)
