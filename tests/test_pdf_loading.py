"""WeasyPrint is imported without a search for libraries of other systems, and with one if need be."""

from __future__ import annotations

import ctypes.util
import gc
import subprocess
import sys
from pathlib import Path

import pytest

from studypack.backends.pdf.loading import load

SEARCHES = """
import ctypes.util, sys
searches = []
find = ctypes.util.find_library
ctypes.util.find_library = lambda name: searches.append(name) or find(name)
{load}
print("weasyprint" in sys.modules, len(searches))
"""


def searches_of(load: str) -> tuple[str, int]:
    program = SEARCHES.format(load=load)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    imported, searches = done.stdout.split()
    return imported, int(searches)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have to search")
def test_no_library_is_searched_for_on_linux() -> None:
    assert searches_of("from studypack.backends.pdf.loading import load; load()") == ("True", 0)
    imported, searches = searches_of("import weasyprint")  # negative control
    assert imported == "True"
    assert searches > 0


def test_a_library_with_another_name_is_searched_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "picky.py").write_text(
        "import ctypes.util\nif not ctypes.util.find_library('c'): raise OSError('no C library')\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    load("picky")
    assert "picky" in sys.modules


def test_what_was_changed_for_the_import_is_put_back() -> None:
    search = ctypes.util.find_library
    load()
    assert ctypes.util.find_library is search
    assert gc.isenabled()


def test_a_failure_of_another_kind_is_not_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.py").write_text("raise ZeroDivisionError\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ZeroDivisionError):
        load("broken")
    assert gc.isenabled()
