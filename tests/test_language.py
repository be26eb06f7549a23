"""docs/language.md: its examples are read, and its reference is that of the block classes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from studypack.diagnostics import Diagnostics
from studypack.model import DIRECTIVES
from studypack.model.declare import Body, Declared, Directive
from studypack.reading import read_text
from studypack.reading.front_matter import KEYS

PAGE = Path(__file__).parents[1] / "docs" / "language.md"
REFERENCE = re.compile(r"(?<=from the block classes -->\n).*?(?=<!-- end -->)", re.DOTALL)
EXAMPLE = re.compile(r"^```markdown\n(.*?)^```$", re.MULTILINE | re.DOTALL)

_BODIES = {
    Body.NONE: "none",
    Body.ANY: "any",
    Body.OPTIONAL: "any, or none",
    Body.TERMS: "definition list",
    Body.TABLE: "table",
    Body.LIST: "list",
    Body.QUOTE: "quotation first",
}


def reference() -> str:
    """Return the table of all directives, as the block classes declare them."""
    lines = ["| directive | argument | options | body | what it is for |", "|---|---|---|---|---|"]
    lines += [_row(directive) for directive in DIRECTIVES.values()]
    return "\n".join(lines) + "\n"


def _row(directive: Directive) -> str:
    shared = {option.name for option in DIRECTIVES["note"].options}
    own = [option for option in directive.options if option.name not in shared]
    argument = directive.argument
    shown = "" if argument is None else argument.doc + (" (required)" if argument.required else "")
    cells = (
        f"`{directive.name}`",
        shown,
        "; ".join(map(_option, own)),
        _BODIES[directive.body],
        directive.doc + (f" Inside `{directive.inside[0]}`." if directive.inside else ""),
    )
    return "| " + " | ".join(cells) + " |"


def _option(option: Declared) -> str:
    values = (
        "" if option.choices is None else ": " + ", ".join(str(v.value) for v in option.choices)
    )
    return f"`{option.name}` ({option.doc}{values})"


def test_the_reference_lists_every_directive_as_its_class_declares_it(accepting: bool) -> None:
    page = PAGE.read_text(encoding="utf-8")
    if accepting:
        PAGE.write_text(REFERENCE.sub(lambda _: reference(), page), encoding="utf-8")
        page = PAGE.read_text(encoding="utf-8")
    shown = REFERENCE.search(page)
    assert shown is not None
    assert shown.group() == reference()


@pytest.mark.parametrize("example", EXAMPLE.findall(PAGE.read_text(encoding="utf-8")))
def test_an_example_is_read_without_a_fault(example: str) -> None:
    found = Diagnostics()
    read_text(f"---\ntitle: An example\n---\n{example}", found=found)
    assert [one.message for one in found] == []


def test_the_page_names_every_key_of_the_front_matter() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [key for key in KEYS if f"`{key}`" not in page] == []


def test_the_page_names_every_option_that_all_directives_share() -> None:
    section = PAGE.read_text(encoding="utf-8").partition("### Options of all directives")[2]
    shared = [option.name for option in DIRECTIVES["note"].options]
    assert [name for name in shared if f"`{name}`" not in section.partition("###")[0]] == []
