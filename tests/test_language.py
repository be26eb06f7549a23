"""docs/language.md: its examples are read, and it names all that is common to directives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from studypack.diagnostics import Diagnostics
from studypack.model import DIRECTIVES
from studypack.reading import read_text
from studypack.reading.front_matter import KEYS

PAGE = Path(__file__).parents[1] / "docs" / "language.md"
EXAMPLE = re.compile(r"^```markdown\n(.*?)^```$", re.MULTILINE | re.DOTALL)


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
