"""What other programs call a thing leads to something that there is."""

from __future__ import annotations

import pytest

from studypack.model import DIRECTIVES
from studypack.reading.other_names import (
    OTHER_DIRECTIVES,
    OTHER_OPTIONS,
    OTHER_TYPES,
    meant_directive,
    meant_option,
)


@pytest.mark.parametrize(("name", "meant"), OTHER_DIRECTIVES.items())
def test_another_name_of_a_directive_leads_to_one(name: str, meant: str) -> None:
    assert name not in DIRECTIVES
    assert meant in DIRECTIVES
    assert meant_directive(name.title().replace("-", "_")) == f"write ':::{{{meant}}}'"


@pytest.mark.parametrize("name", OTHER_TYPES)
def test_another_name_of_a_type_leads_to_a_question(name: str) -> None:
    assert name not in DIRECTIVES
    assert f"':type: {OTHER_TYPES[name].value}'" in str(meant_directive(name))


@pytest.mark.parametrize("name", OTHER_OPTIONS)
def test_another_name_of_an_option_leads_to_one_of_a_question(name: str) -> None:
    meant, _ = OTHER_OPTIONS[name]
    assert DIRECTIVES["question"].option(name) is None
    assert DIRECTIVES["question"].option(meant) is not None
    assert meant_option(name, DIRECTIVES["question"]).startswith(f"write ':{meant}: ")
    assert "it has" in meant_option("zzz", DIRECTIVES["question"])
