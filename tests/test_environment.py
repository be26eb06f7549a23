"""Variables of the environment that are set for a while."""

from __future__ import annotations

import os

import pytest

from studypack.environment import variable


@pytest.mark.parametrize("before", [None, "theirs"])
def test_a_variable_is_put_back_even_after_an_error(
    before: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    if before is not None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", before)
    with variable("SOURCE_DATE_EPOCH", "0"):
        assert os.environ["SOURCE_DATE_EPOCH"] == "0"
    assert os.environ.get("SOURCE_DATE_EPOCH") == before
    with pytest.raises(ZeroDivisionError), variable("SOURCE_DATE_EPOCH", "0"):
        raise ZeroDivisionError
    assert os.environ.get("SOURCE_DATE_EPOCH") == before


def test_other_variables_are_left_alone() -> None:
    with pytest.raises(KeyError), variable("PATH", ""):
        pass
