"""Putting files into a folder, all or none, under a lock; called by whatever writes files."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

LOCK = ".lock"
PREVIEWS = ".preview"
_PART = ".part"


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the folder `out` against other builds while the context lasts; make it if missing.

    The system lets go of the lock of a process that dies. raises OSError if `out` is no folder or
    cannot be written
    """
    out.mkdir(parents=True, exist_ok=True)
    with (out / LOCK).open("ab") as file:
        _lock(file.fileno())
        yield


if sys.platform == "win32":

    def _lock(handle: int) -> None:
        import msvcrt

        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)  # waits ten seconds, then raises OSError

else:

    def _lock(handle: int) -> None:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)


def sweep(out: Path) -> None:
    """Remove what a build that was killed has left in `out`, which must be `locked`."""
    for path in (*out.glob(f".*{_PART}"), *out.glob(f"*/.*{_PART}")):
        path.unlink(missing_ok=True)


def replace_all(out: Path, files: Mapping[str, bytes]) -> None:
    """Write every file of `files`, path below `out` → content; `out` must be `locked`.

    All are written beside their places first and then renamed, so that nobody ever reads half a
    file; if a rename fails, those before it are taken back, and folders that were made are removed.
    raises OSError, with the name of the file that cannot be written
    """
    with ExitStack() as leftovers, ExitStack() as renames:
        ready: list[tuple[Path, Path]] = []
        for name, content in files.items():
            with _naming(out / name):
                _make_folder((out / name).parent, leftovers)
                part = _beside(out / name, len(ready))
                leftovers.callback(part.unlink, missing_ok=True)
                part.write_bytes(content)
            ready.append((part, out / name))
        for number, (part, target) in enumerate(ready, start=len(ready)):
            with _naming(target):
                old = _beside(target, number)
                leftovers.callback(old.unlink, missing_ok=True)
                renames.callback(_restore, old if _keep(target, old) else None, target)
                part.replace(target)
        renames.pop_all()


@contextmanager
def _naming(target: Path) -> Iterator[None]:
    """Let an error name the file that a person knows, not the one beside it or none."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from error


def _make_folder(folder: Path, leftovers: ExitStack) -> None:
    """Make a folder and those that it lies in, which go again if they stay empty."""
    if folder.is_dir():
        return
    _make_folder(folder.parent, leftovers)
    folder.mkdir(exist_ok=True)
    leftovers.callback(_remove_if_empty, folder)


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _beside(target: Path, number: int) -> Path:
    """Return a name for what may become `target`, in its folder."""
    part = target.parent / f".{number}{_PART}"
    part.unlink(missing_ok=True)
    return part


def _keep(target: Path, old: Path) -> bool:
    """Give the present content of `target` a second name; return whether there is any."""
    if not target.exists():
        return False
    try:
        old.hardlink_to(target)
    except OSError:  # a file system without hard links
        shutil.copy2(target, old)
    return True


def _restore(old: Path | None, target: Path) -> None:
    if old is None:
        target.unlink(missing_ok=True)
    else:
        old.replace(target)
