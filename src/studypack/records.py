"""`@dataclass` as the standard library has it, at a tenth of what its classes cost to declare.

The library writes and compiles six methods a class when that is declared; with three hundred classes, most of
which a command never makes anything of, that was a third of each start. Here all classes share
those methods but `__init__`, which is compiled when the first instance of a class is made.
What comes out is a dataclass: `fields`, `replace` and `asdict` know it. Used by every module.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(field_specifiers=(field,))
def dataclass(
    *,
    frozen: bool = False,
    slots: bool = False,
    kw_only: bool = False,
    eq: bool = True,
    order: bool = False,
) -> Callable[[type[T]], type[T]]:
    """Return what makes a dataclass of a class; the options mean what they mean in the library."""

    def declare(cls: type[T]) -> type[T]:
        own = set(cls.__dict__)
        cls = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)(
            cls
        )
        methods: dict[str, Any] = {"__init__": _late_init(cls), "__repr__": _repr}
        if eq:
            methods |= {"__eq__": _eq, "__hash__": _hash if frozen else None}
        if order:
            methods |= {"__lt__": _lt, "__le__": _le, "__gt__": _gt, "__ge__": _ge}
        if frozen:
            methods |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
        if frozen and slots:  # what is frozen cannot be filled again attribute by attribute
            methods |= {"__getstate__": _state, "__setstate__": _fill}
        for name, method in methods.items():
            if name not in own:
                setattr(cls, name, method)
        return cls

    return declare


def _late_init(cls: type) -> Callable[..., None]:
    """Return an `__init__` that puts a compiled one in its place when it is first called."""

    def __init__(self: Any, *given: Any, **named: Any) -> None:  # noqa: N807
        init = _init(cls)
        cls.__init__ = init  # type: ignore[misc]  # from now on
        init(self, *given, **named)

    return __init__


def _init(cls: type) -> Callable[..., None]:
    """Compile the `__init__` of a class. A slot's own setter passes by what keeps it frozen."""
    names: dict[str, Any] = {"_MISSING": MISSING, "_set": object.__setattr__}
    positional: list[str] = []
    named: list[str] = []
    lines: list[str] = []
    for member in fields(cls):
        name = member.name
        value = name
        if member.default_factory is not MISSING:
            names[f"_make_{name}"] = member.default_factory
            value = (
                f"_make_{name}() if {name} is _MISSING else {name}"
                if member.init
                else f"_make_{name}()"
            )
            default = "=_MISSING"
        elif member.default is not MISSING:
            names[f"_default_{name}"] = member.default
            default = f"=_default_{name}"
        else:
            default = ""
        if member.init:
            (named if member.kw_only else positional).append(f"{name}{default}")
        elif member.default_factory is MISSING:
            continue  # `__post_init__` sets it
        setter = getattr(getattr(cls, name, None), "__set__", None)
        names[f"_set_{name}"] = setter
        lines.append(f"_set_{name}(self, {value})" if setter else f"_set(self, {name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    parameters = ", ".join(["self", *positional, *(["*", *named] if named else [])])
    exec(f"def __init__({parameters}):\n " + "\n ".join(lines or ["pass"]), names)
    init: Callable[..., None] = names["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


# --- What all share ---------------------------------------------------------------------------


_compared: dict[type, Callable[[Any], Any]] = {}


def _values(one: Any) -> Any:
    """Return what counts when `one` is compared."""
    kind = type(one)
    if kind not in _compared:
        names = [member.name for member in fields(kind) if member.compare]
        _compared[kind] = attrgetter(*names) if names else lambda _one: ()
    return _compared[kind](one)


def _repr(self: Any) -> str:
    shown = (f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _eq(self: Any, other: object) -> Any:
    if type(other) is not type(self):
        return NotImplemented
    return self is other or _values(self) == _values(other)


def _hash(self: Any) -> int:
    return hash(_values(self))


def _lt(self: Any, other: object) -> Any:
    return _values(self) < _values(other) if type(other) is type(self) else NotImplemented


def _le(self: Any, other: object) -> Any:
    return _values(self) <= _values(other) if type(other) is type(self) else NotImplemented


def _gt(self: Any, other: object) -> Any:
    return _values(self) > _values(other) if type(other) is type(self) else NotImplemented


def _ge(self: Any, other: object) -> Any:
    return _values(self) >= _values(other) if type(other) is type(self) else NotImplemented


def _refuse_to_set(_self: Any, name: str, _value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, member.name) for member in fields(self)]


def _fill(self: Any, state: list[Any]) -> None:
    for member, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, member.name, value)
