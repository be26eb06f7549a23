"""Making one file: a pure unit of work that any process can do; called by `build` alone."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import traceback
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from studypack.backends import backend
from studypack.backends.base import Assets, RenderFault
from studypack.checking import check
from studypack.composing import Request, compose, withheld
from studypack.diagnostics import Diagnostic, Diagnostics, Severity
from studypack.model.pack import CheckedPack
from studypack.reading import read_pack
from studypack.spans import Span
from studypack.validating import leaks, problems

_SLOWEST_FIRST = {"pdf": 0, "docx": 1, "epub": 2}

_SHOWN = 3
"""How many problems of one file are reported: the first ones name the cause."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One file to make."""

    workspace: Path
    folder: Path
    request: Request
    file_name: str

    @property
    def slug(self) -> str:
        return self.folder.name


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a unit: the file, or what went wrong (`faults` is not empty, `data` is)."""

    unit: Unit
    data: bytes = b""
    pages: int | None = None
    faults: tuple[Diagnostic, ...] = ()


_checked: dict[Path, CheckedPack] = {}
"""Packs that this process has read: forked workers inherit what their parent has read."""


def read_checked(folder: Path, workspace: Path, found: Diagnostics) -> CheckedPack | None:
    """Read and check a pack; None if it has errors, which are then in `found`."""
    try:
        pack = read_pack(folder, workspace, found)
        checked = check(pack, found) if pack is not None else None
    except Exception as error:  # reported as this pack's failure, see `make`
        place = Span(f"source/{folder.name}/pack.md")
        found.error("our-fault", describe(error), place, OUR_FAULT)
        return None
    if checked is not None and not found.has_errors:
        _checked[folder] = checked
        return checked
    return None


def make(unit: Unit) -> Made:
    """Make one file. Whatever is wrong with it is in `faults`: nothing is raised.

    A fault of our own ends this file, not the build of a hundred other packs.
    """
    try:
        return _make(unit)
    except Exception as error:  # reported as this file's failure, not passed over
        return _failed(unit, "our-fault", f"{unit.file_name}: {describe(error)}", OUR_FAULT)


OUR_FAULT = "this is a fault of studypack; please report it with the pack that shows it"


def describe(error: BaseException) -> str:
    """Return what a report of an unforeseen error needs: its kind, its text, where it rose."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{place}"


def _make(unit: Unit) -> Made:
    """Compose, render, reopen and search one file."""
    checked = _checked.get(unit.folder) or read_checked(unit.folder, unit.workspace, Diagnostics())
    if checked is None:  # changed on disk since the parent read it
        return _failed(unit, "render-failed", "the pack changed while it was built", "build again")
    view = compose(checked, unit.request)
    assets = Assets(images=checked.pack.images, templates=templates_of(unit.workspace))
    try:
        rendering = backend(unit.request.format).render(view, assets)
    except RenderFault as fault:
        return _failed(unit, "render-failed", f"cannot make {unit.file_name}: {fault}")
    broken = problems(rendering.data, unit.request.format)
    if broken:
        return _failed(unit, "invalid-output", f"{unit.file_name}: {'; '.join(broken[:_SHOWN])}")
    leaked = leaks(rendering.data, unit.request.format, withheld(checked, view, unit.request))
    if leaked:
        shown = "; ".join(str(leak) for leak in leaked[:_SHOWN])
        return _failed(unit, "answer-leak", f"{unit.file_name} would show an answer: {shown}")
    return Made(unit, rendering.data, rendering.pages)


def _failed(unit: Unit, code: str, message: str, help: str | None = None) -> Made:
    place = Span(f"source/{unit.slug}/pack.md")
    return Made(unit, faults=(Diagnostic(Severity.ERROR, code, message, place, help),))


def make_all(units: list[Unit], jobs: int) -> Iterator[Made]:
    """Yield what comes of each unit, in order of completion, over at most `jobs` processes.

    A worker that dies is reported as the failure of what it was making and of what was waiting.
    """
    if min(jobs, len(units)) <= 1:
        yield from map(make, units)
        return
    ordered = sorted(units, key=lambda unit: _SLOWEST_FIRST[unit.request.format])
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    pool = ProcessPoolExecutor(min(jobs, len(units)), context, _leave_interrupts_to_parent)
    try:
        waiting: dict[Future[Made], Unit] = {pool.submit(make, unit): unit for unit in ordered}
        while waiting:
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield _result(future, waiting.pop(future))
    except BaseException:  # Ctrl-C, or the caller wants no more: stop at once
        for child in multiprocessing.active_children():
            child.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_interrupts_to_parent() -> None:
    """Let Ctrl-C, which every process of a terminal gets, be answered by the parent alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _result(future: Future[Made], unit: Unit) -> Made:
    try:
        return future.result()
    except BrokenProcessPool:
        return _failed(
            unit, "render-failed", f"the process that made {unit.file_name} died",
            "is there enough memory? `--jobs 1` needs less",
        )  # fmt: skip


def templates_of(workspace: Path) -> dict[str, str]:
    """Return the workspace's template overrides: path below `templates/` → text."""
    root = workspace / "templates"
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.suffix in {".j2", ".css"}
    }


def libraries() -> str:
    """Return the versions of the libraries on which a file's bytes depend."""
    names = ("weasyprint", "pydyf", "python-docx", "EbookLib", "fonttools", "lxml", "pillow")
    return " ".join(f"{name}={version(name)}" for name in names)
