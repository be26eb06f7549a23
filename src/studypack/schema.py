"""A JSON Schema of front matter and directives, derived from the model; called by `cli`.

Editors complete and check with it; the directive reference in docs/ is made from the same table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studypack.model import DIRECTIVES
from studypack.model.declare import Body, Declared, Directive, Kind
from studypack.model.pack import FRONT_MATTER_KEYS, WORK_KEYS, Margins, Paper, Writing

_ROOM = r"^(\d+ lines?|(box |grid )?\d+([.,]\d+)? ?(cm|mm)|fill|none)$"

_ALLOWANCES = r"^[a-z][a-z-]* *[:–—-]+ [^;]+(; ?[a-z][a-z-]* *[:–—-]+ [^;]+)*$"

_SHAPES: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"type": "string"},
    Kind.WORD: {"type": "string"},
    Kind.SIGN: {"type": "string", "minLength": 1},
    Kind.INLINES: {"type": "string", "contentMediaType": "text/markdown"},
    Kind.LIST: {"type": "string", "description": "separated by commas"},
    Kind.IDS: {"type": "string", "description": "ids, separated by commas or spaces"},
    Kind.INTEGER: {"type": "integer", "minimum": 0},
    Kind.NUMBER: {"type": "number"},
    Kind.FLAG: {"type": "boolean"},
    Kind.CHOICE: {},
    Kind.CHOICES: {"type": "string", "description": "one or several, separated by commas"},
    Kind.PATH: {"type": "string", "format": "uri-reference"},
    Kind.IMAGE: {"type": "string", "format": "uri-reference"},
    Kind.LANGUAGE: {"type": "string", "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"},
    Kind.ROOM: {"type": "string", "pattern": _ROOM},
    Kind.LENGTH: {"type": "string", "pattern": r"^\d+([.,]\d+)? ?(cm|mm|%)$"},
    Kind.CHOOSE: {"type": "string", "pattern": r"^\d+ of \d+$"},
    Kind.ALLOWANCES: {"type": "string", "pattern": _ALLOWANCES},
}


def schema() -> dict[str, Any]:
    """Return the schema (draft 2020-12): front matter as the root, directives under `$defs`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "studypack front matter",
        **_front_matter(),
        "$defs": {
            "directives": {
                "type": "object",
                "additionalProperties": False,
                "properties": {name: _directive(known) for name, known in DIRECTIVES.items()},
            }
        },
    }


_PAGES = {"type": "integer", "minimum": 1}
_PRINTED = ("handout", "worksheet", "answers")


def _front_matter() -> dict[str, Any]:
    words = {"type": "array", "items": {"type": "string"}}
    shapes: dict[str, Any] = {
        "language": _SHAPES[Kind.LANGUAGE],
        "authors": words,
        "keywords": words,
        "work": {
            "type": "object",
            "additionalProperties": False,
            "properties": _described(WORK_KEYS, {}),
        },
        "paper": {"enum": [_paper(paper) for paper in Paper]},
        "margins": {"enum": [margins.value for margins in Margins]},
        "punch": _SHAPES[Kind.FLAG],
        "writing": {"enum": [writing.value for writing in Writing]},
        "accent": {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"},
        "fit": {
            "oneOf": [_PAGES, {"type": "object", "properties": dict.fromkeys(_PRINTED, _PAGES)}]
        },
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        "grades": {"type": "object", "additionalProperties": {"type": ["integer", "string"]}},
        "allow": {"type": "array", "items": _SHAPES[Kind.ALLOWANCES]},
    }
    return {
        "type": "object",
        "required": ["title"],
        "additionalProperties": False,
        "properties": _described(FRONT_MATTER_KEYS, shapes),
    }


def _described(keys: Mapping[str, str], shapes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the shape of each key, text unless `shapes` says otherwise, with what it is for."""
    return {
        key: {**shapes.get(key, {"type": "string"}), "description": what}
        for key, what in keys.items()
    }


def _paper(paper: Paper) -> str:
    return paper.name if paper.name.startswith("A") else paper.name.capitalize()


def _directive(known: Directive) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "type": "object",
        "description": known.doc,
        "additionalProperties": False,
        "properties": {option.name: _option(option) for option in known.options},
        "x-body": known.body.value,
    }
    if known.argument is not None:
        shape["x-argument"] = _option(known.argument) | {"required": known.argument.required}
    if known.inside:
        shape["x-inside"] = list(known.inside)
    if known.body is Body.NONE:
        shape["x-body"] = None
    return shape


def _option(option: Declared) -> dict[str, Any]:
    shape = dict(_SHAPES[option.kind])
    if option.choices is not None and option.kind is Kind.CHOICE:
        shape["enum"] = [choice.value for choice in option.choices]
    elif option.choices is not None:
        words = "|".join(str(choice.value) for choice in option.choices)
        shape["pattern"] = rf"^({words})([, ]+({words}))*$"
    return {**shape, "description": option.doc}
