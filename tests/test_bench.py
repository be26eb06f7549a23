"""What the benchmarks stand on: packs that are the same in every run, and a plot that can be read."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from studypack.diagnostics import Diagnostics
from studypack.making import read_checked

BENCH = Path(__file__).parents[1] / "bench"


@pytest.fixture(autouse=True)
def _beside_the_benchmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCH))


def test_a_pack_of_the_benchmarks_is_the_same_each_time_and_has_no_error(tmp_path: Path) -> None:
    from packs import write_pack

    one, two = (write_pack(tmp_path / f"source/{name}", 2) for name in ("one", "two"))
    assert (one / "pack.md").read_bytes() == (two / "pack.md").read_bytes()
    found = Diagnostics()
    assert read_checked(one, tmp_path, found) is not None
    assert not found.has_errors


def test_a_plot_is_a_drawing_with_a_line_for_each_name() -> None:
    from plot import chart

    drawn = chart("Cost", "pages", "seconds", {"PDF": [(4, 1.0), (20, 4.0)], "Word": [(4, 0.5)]})
    root = ElementTree.fromstring(drawn)
    assert len(root.findall("{http://www.w3.org/2000/svg}polyline")) == 2


def test_commands_keep_what_python_compiles_as_an_install_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from compare import as_installed

    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    kept = as_installed()
    assert "PYTHONDONTWRITEBYTECODE" not in kept
    assert kept["PYTHONHASHSEED"] == "7"
