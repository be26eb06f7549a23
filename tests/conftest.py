"""Options and fixtures that all tests share."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checkers.tools import close_services
from office import saver
from workspaces import Workspace

pytest_plugins = ["checkers.plugin"]


LONGEST = ("test_unseen", "test_packs", "test_every_task", "test_breaks", "test_held_pages")
"""The files that take minutes: begun first, lest one worker is left with one of them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first, and leave all others in their order."""
    items.sort(key=lambda item: item.path.stem not in LONGEST)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--accept`, with which case files take what came out as what is expected."""
    parser.addoption("--accept", action="store_true", help="rewrite the expectations of case files")


_PREFIX = "studypack-tests-"
_A_DAY = 86_400


@pytest.fixture(scope="session", autouse=True)
def _scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep in one folder what is put aside: by browsers, checkers and whatever a test kills.

    Its path is short, since browsers make sockets there; pytest's own folders stay where they are.
    """
    tmp_path_factory.getbasetemp()
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):  # by sessions that were killed
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < time.time() - _A_DAY:
                shutil.rmtree(left, ignore_errors=True)
    with (
        tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as folder,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("TMPDIR", folder)
        patch.setattr(tempfile, "tempdir", folder)
        yield
        close_services()


@pytest.fixture
def accepting(request: pytest.FixtureRequest) -> bool:
    """Whether expectations are to be rewritten rather than compared."""
    return bool(request.config.getoption("--accept"))


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Workspace:
    """A workspace with one small pack, `water`."""
    made = Workspace(tmp_path, capsys)
    made.write()
    return made


@pytest.fixture
def saved_by_libreoffice(tmp_path: Path) -> Callable[[bytes], bytes]:
    """Save a file as LibreOffice saves it, without a window."""
    return saver(tmp_path)
