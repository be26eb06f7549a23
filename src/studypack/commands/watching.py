"""The command `watch`: a process that stays, and makes anew what an edit has touched.

Events of the file system only wake it; what was touched is found by digests. So it does not matter
how an editor saves, how many files change at once, or whether an event is lost.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path

from studypack.build import Order, Report, build, preview
from studypack.commands import GOOD, MISUSED, near, say
from studypack.commands.building import order_of
from studypack.digests import file_digest, pack_parts, source_digest, workspace_parts
from studypack.packs import SETTINGS, find_packs

_QUIET_MS = 50
"""How long nothing may change before what has changed is built: many files are saved at once."""

_LOOK_MS = 500
"""How often it looks for what is not watched: settings, and a folder of templates that is new."""

_NAMED = 3


def watch(options: argparse.Namespace) -> int:
    """Build, then build again whatever is edited, until Ctrl-C."""
    order = order_of(options)
    if order is None:
        return MISUSED
    try:
        import_module("watchfiles")
    except ImportError:
        say("studypack watch: the library watchfiles is not installed")
        say("  help: python -m pip install watchfiles")
        return MISUSED
    say("watching: save a file and it is built; Ctrl-C ends")
    try:
        _warm(order)
        seen = Seen(order.workspace, order.packs, order.template)
        for _ in wakings(order.workspace, order.template):
            touched = seen.touched()
            if touched:
                print(_rebuilt(replace(order, packs=touched)), flush=True)
    except KeyboardInterrupt:
        pass
    return GOOD


def _warm(order: Order) -> None:
    """Load what renders, so that the first edit need not wait for it, and what waits for edits.

    `watchfiles` loads `platform` as it begins to wait. Where Ctrl-C comes in just then, Python may
    lose it, or take the process for killed when it ends: `platform` evaluates code from a string.
    """
    from studypack.backends import backend

    for format in {request.format for request in order.requests}:
        backend(format)
    import_module("studypack.backends.pdf.printing")
    import_module("platform")


@dataclass(slots=True)
class Seen:
    """What packs were made from when they were looked at last.

    wanted   slugs; () for every pack, those too that are yet to be written
    template a document that Word files are written into, wherever it is
    """

    workspace: Path
    wanted: tuple[str, ...] = ()
    template: Path | None = None
    _sources: dict[str, str] = field(default_factory=dict)

    def touched(self) -> tuple[str, ...]:
        """Return the slugs of the packs that have changed since, or are new."""
        try:
            folders = find_packs(self.workspace)
        except OSError:  # source/ is being moved: there will be another event
            return ()
        shared = workspace_parts(self.workspace)
        if self.template is not None:
            shared["--template"] = file_digest(self.template)
        now = {
            folder.name: source_digest(shared | pack_parts(folder))
            for folder in folders
            if not self.wanted or folder.name in self.wanted
        }
        before, self._sources = self._sources, now
        return tuple(slug for slug, source in now.items() if before.get(slug) != source)


def wakings(workspace: Path, template: Path | None = None) -> Iterator[None]:
    """Yield at once, and whenever something may have changed; for ever."""
    from watchfiles import watch as events

    while True:
        folders = [path for path in _folders(workspace) if path.is_dir()]
        unwatched = _unwatched(workspace, template)
        yield
        if not folders:
            time.sleep(_LOOK_MS / 1000)
            continue
        news = events(*folders, step=_QUIET_MS, rust_timeout=_LOOK_MS, yield_on_timeout=True)
        for number, changes in enumerate(news):
            if _unwatched(workspace, template) != unwatched:
                break
            if changes or not number:  # what came before the events began, too
                yield


def _folders(workspace: Path) -> tuple[Path, ...]:
    return workspace / "source", workspace / "templates"


def _unwatched(workspace: Path, template: Path | None) -> tuple[object, ...]:
    """Return how single files look from outside, and which folders there are."""
    single = (workspace / SETTINGS, *(() if template is None else (template,)))
    return (*map(_look, single), *(path.is_dir() for path in _folders(workspace)))


def _look(path: Path) -> tuple[int, int, int]:
    try:
        seen = path.stat()
    except OSError:
        return 0, 0, 0
    return seen.st_mtime_ns, seen.st_size, seen.st_ino


def _rebuilt(order: Order) -> str:
    """Write previews, then the files; return the one line that tells of it."""
    begun = time.monotonic()
    pages = preview(order)
    shown = time.monotonic() - begun
    report = build(order)
    whole = time.monotonic() - begun
    names = ", ".join(order.packs[:_NAMED])
    more = f" and {len(order.packs) - _NAMED} more" if len(order.packs) > _NAMED else ""
    nothing = "nothing made" if report.failed else "nothing to make"
    told = f"{len(report.made)} made in {whole:.1f} s" if report.made else nothing
    where = f", preview in {shown:.2f} s: {near(pages[0])}" if pages else ""
    return f"{time.strftime('%H:%M:%S')} {names}{more}: {told}{where}{_faults(report)}"


def _faults(report: Report) -> str:
    """Return the first fault and how many there are, on the same line."""
    found = list(report.found)
    if not found:
        return ""
    first = min(found, key=lambda one: one.severity.value)  # an error before a warning
    more = f" (and {len(found) - 1} more, see `studypack check`)" if len(found) > 1 else ""
    kept = "; files are kept as they were" if report.failed else ""
    help_ = f" ({first.help})" if first.help else ""
    return f"{kept}; {first.severity.value} {first.span}: {first.message}{help_}{more}"
