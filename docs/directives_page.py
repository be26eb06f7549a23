"""docs/directives.md: every directive and front matter key, as the code declares them.

Called by `generate`. Examples are the first case of tests/cases/directives/<name>.md.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

from casefiles import Case, cases
from studypack.model import DIRECTIVES, Audience, blocks, generated, tasks
from studypack.model.declare import Body, Declared, Directive, Kind
from studypack.model.pack import Metadata
from studypack.schema import schema

HEAD = """\
# Directives and front matter

<!-- Written by docs/generate.py from the code: edit the code or the case files, and run that. -->

What every directive takes. How directives are written, and what a pack is made of, tells
[The source language](language.md#directives); what studypack says when one is wrong, [its messages](diagnostics.md).
Each example is read and checked by the tests.
"""

VALUES: Mapping[Kind, str] = {
    Kind.TEXT: "text",
    Kind.WORD: "one word, kept as written",
    Kind.SIGN: "one character",
    Kind.INLINES: "text, with Markdown",
    Kind.LIST: "texts with commas between",
    Kind.IDS: "ids with commas or blanks between",
    Kind.INTEGER: "a whole number",
    Kind.NUMBER: "a number",
    Kind.FLAG: "`yes` or `no`",
    Kind.CHOICE: "one of ",
    Kind.CHOICES: "one or several of ",
    Kind.PATH: "a text file in the pack's folder",
    Kind.IMAGE: "an image in the pack's folder",
    Kind.LANGUAGE: "a language tag: `es`",
    Kind.ROOM: "[room](language.md#room): `4 lines`",
    Kind.LENGTH: "a width: `6 cm`, `40 mm`, `50%`",
    Kind.CHOOSE: "so many of so many: `2 of 4`",
    Kind.ALLOWANCES: "[allowances](language.md#what-you-allow): `missing-answer – found in the lab`",
}
"""How a value of each kind is written."""

BODIES: Mapping[Body, str] = {
    Body.NONE: "none",
    Body.ANY: "anything, but something",
    Body.OPTIONAL: "anything, or nothing",
    Body.TERMS: "a definition list",
    Body.TABLE: "a table",
    Body.LIST: "a list",
    Body.QUOTE: "a block quotation, then anything",
}
"""What must stand in a body of each kind."""

LAYOUT = (blocks.PageBreak, blocks.Columns, blocks.Only, blocks.Space)

FORMS = {
    "language": "a language tag: `en-GB`, `zh-Hant`",
    "accent": 'a colour in quotes: `"#2f5d62"`',
    "cover": "an image in the pack's folder",
    "date": "`2026`, `2026-11` or `2026-11-24`",
    "fit": "a number, or one a product: `{handout: 8, worksheet: 4}`",
    "labels": "keys and texts: `{question: Task}`",
    "grades": "grades and per cent, or marks: `{A: 80%, B: 65%}`",
    "allow": "a list of allowances: `unused-image – for the next edition`",
}
"""Front matter whose form is more than the type that the schema gives it."""


def page() -> str:
    """Return the whole page."""
    shared = DIRECTIVES["note"].options
    own = {name: _own(known, shared) for name, known in DIRECTIVES.items()}
    examples = {case.path.stem: case for case in cases("directives")}
    parts = [
        HEAD,
        *_contents(),
        "## Options of all directives\n",
        _options(DIRECTIVES["note"], shared),
    ]
    for title, family in _families().items():
        parts.append(f"## {title}\n")
        parts += (_section(known, own[known.name], examples[known.name]) for known in family)
    return "\n".join([*parts, *_front_matter()])


def _own(known: Directive, shared: tuple[Declared, ...]) -> tuple[Declared, ...]:
    names = {option.name for option in shared}
    return tuple(option for option in known.options if option.name not in names)


def _families() -> dict[str, list[Directive]]:
    """Return the directives in the order in which a teacher meets them."""
    families: dict[str, list[Directive]] = {
        "Study notes": [],
        "Tasks": [],
        "Study aids": [],
        "Layout": [],
    }
    modules = {blocks: "Study notes", tasks: "Tasks", generated: "Study aids"}
    titles = {module.__name__: title for module, title in modules.items()}
    for known in DIRECTIVES.values():
        title = "Layout" if known.block in LAYOUT else titles[known.block.__module__]
        families[title].append(known)
    # An answer means nothing before its question.
    return {title: sorted(family, key=_is_withheld) for title, family in families.items()}


def _is_withheld(known: Directive) -> bool:
    return known.block.FOR is not Audience.STUDENT


def _contents() -> Iterator[str]:
    for title, family in _families().items():
        links = ", ".join(f"[`{known.name}`](#{known.name})" for known in family)
        yield f"- **{title}:** {links}"
    yield "- [Front matter](#front-matter)\n"


def _section(known: Directive, options: tuple[Declared, ...], example: Case) -> str:
    facts = [f"- On the opening line: {_argument(known.argument)}", f"- Body: {BODIES[known.body]}"]
    if known.inside:
        facts.append(f"- Stands directly inside: {', '.join(f'`{name}`' for name in known.inside)}")
    parts = [f"### `{known.name}`\n", f"{known.doc}\n", "\n".join(facts) + "\n"]
    if options:
        parts.append(_options(known, options))
    parts.append(f"```markdown\n{example.source}```\n")
    return "\n".join(parts)


def _argument(argument: Declared | None) -> str:
    if argument is None:
        return "nothing"
    return argument.doc + (", which must not be missing" if argument.required else ", if you like")


def _options(known: Directive, options: Iterable[Declared]) -> str:
    rows = [
        (f"`{option.name}`", option.doc, _value(option), _default(known, option))
        for option in options
    ]
    return _table(("option", "what it says", "value", "if left out"), rows)


def _value(option: Declared) -> str:
    words = ", ".join(f"`{choice.value}`" for choice in option.choices or ())
    return VALUES[option.kind] + words


def _default(known: Directive, option: Declared) -> str:
    """Return what holds without the option, '' where that is nothing at all."""
    by_name = {field.name: field.default for field in dataclasses.fields(known.block)}
    return _shown(by_name[option.field])


def _shown(default: object) -> str:
    match default:
        case bool():
            return "`yes`" if default else "`no`"
        case Enum():
            return f"`{default.name if isinstance(default.value, tuple) else default.value}`"
        case str() | int():
            return f"`{default}`" if default else ""
        case _:
            return ""


def _front_matter() -> Iterator[str]:
    known = schema()
    defaults = {field.name: field.default for field in dataclasses.fields(Metadata)}
    rows = [
        (
            f"`{key}`",
            shape["description"],
            FORMS.get(key) or _form(shape),
            "an error" if key in known["required"] else _shown(defaults[key]),
        )
        for key, shape in known["properties"].items()
    ]
    yield "## Front matter\n"
    yield "How it is written is told in [The source language](language.md#front-matter).\n"
    yield _table(("key", "what it is", "value", "if left out"), rows)
    yield "`studypack schema` prints the same, with all directives, as a JSON Schema for editors.\n"


def _form(shape: Mapping[str, Any]) -> str:
    match shape:
        case {"enum": words}:
            return "one of " + ", ".join(f"`{word}`" for word in words)
        case {"type": "array"}:
            return "a list of texts, or one text"
        case {"type": "object", "properties": keys}:
            return "a group of the keys " + ", ".join(f"`{key}`" for key in keys)
        case {"type": "boolean"}:
            return "`yes` or `no`"
        case {"type": "string"}:
            return "text"
        case _:
            raise ValueError(f"no words for the shape {shape}")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
