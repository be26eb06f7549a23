"""What a value of the model says, as one digest: alike where nothing differs that a reader could see.

Called by `ingredients`, to find which files are to be made again.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from studypack.model.allowance import Allowance


def fingerprint(value: Any, strings: set[str] | None = None) -> str:
    """Return the SHA-256 of a value, in hexadecimal, in every process the same. O(n).

    strings  receives every text in it
    Spans and what an author allows do not count: no file shows them. Empty fields do not either.
    """
    told: list[str] = []
    _tell(value, told)
    if strings is not None:
        strings.update(token[1:] for token in told if token[0] == _TEXT)
    return hashlib.sha256("\0".join(told).encode("utf-8", "surrogateescape")).hexdigest()


_TEXT = "'"
"""What a token begins with that is a text. No text of a pack holds NUL, which parts the tokens."""


def _tell(value: Any, told: list[str]) -> None:
    kind: Any = type(value)
    if kind is str:
        told.append(f"{_TEXT}{value}")
    elif kind is tuple:
        told.append(f"({len(value)}")
        for part in value:
            _tell(part, told)
    else:
        _teller(kind)(value, told)


@cache
def _teller(kind: type) -> Callable[[Any, list[str]], None]:
    if dataclasses.is_dataclass(kind):
        return _tell_fields
    if issubclass(kind, Mapping):
        return _tell_mapping
    if issubclass(kind, frozenset):
        return _tell_set
    if issubclass(kind, Enum):
        return lambda value, told: told.append(f"={kind.__name__}.{value.name}")
    if kind is bytes:
        return lambda value, told: told.append(f"={hashlib.sha256(value).hexdigest()}")
    if kind in (int, float, bool, Decimal, type(None)):
        return lambda value, told: told.append(f"={value!r}")
    raise TypeError(f"a view holds no {kind.__name__}")


def _tell_fields(value: Any, told: list[str]) -> None:
    kind: Any = type(value)
    told.append(f"<{kind.__name__}")
    for name, default in _fields(kind):
        part = getattr(value, name)
        if part or part != default:
            told.append(f".{name}")
            _tell(part, told)
    told.append(">")


@cache
def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    """Return the fields that count, each with its default."""
    return tuple(
        (field.name, field.default)
        for field in dataclasses.fields(kind)
        if field.compare and not _is_aside(field)
    )


def _is_aside(field: dataclasses.Field[Any]) -> bool:
    return Allowance.__name__ in str(field.type)


def _tell_mapping(value: Mapping[str, Any], told: list[str]) -> None:
    told.append(f"{{{len(value)}")
    for key in sorted(value):
        _tell(key, told)
        _tell(value[key], told)


def _tell_set(value: frozenset[Any], told: list[str]) -> None:
    told.append("|".join(sorted(fingerprint(part) for part in value)))
