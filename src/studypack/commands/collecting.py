"""The command `collect`: where the table is to standard output, what is left to do beside it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from studypack.collecting import CannotCollect, Collected, as_csv, as_xlsx, collect, rows
from studypack.commands import FAILED, GOOD, MISUSED, near, say, workspace_at
from studypack.writing import replace_all

_WRITERS = {".csv": as_csv, ".xlsx": as_xlsx}


def collect_folder(options: argparse.Namespace) -> int:
    """Make one table of the filled worksheets of a folder."""
    place = workspace_at(options.workspace)
    folder = Path(options.folder)
    if place is None or not _can_begin(folder, options.out):
        return MISUSED
    try:
        collected = collect(folder, Path(place), options.pack)
    except CannotCollect as fault:
        from studypack.commands.telling import show_all

        show_all(fault.found, Path(place), sys.stderr, as_json=False)
        _refuse(f"{options.folder}: {fault}", fault.help)
        return FAILED if fault.found else MISUSED
    for refused in (*collected.refused, *collected.doubts):
        say(f"{refused.file}: {refused.message}")
        say(f"  help: {refused.help}")
    if not collected.pupils:
        _refuse(f"{options.folder}: none of its files can be read", "see above why")
        return FAILED
    path = Path(options.out or folder / f"{collected.slug}-answers.csv")
    if not _write(path, collected, force=options.force):
        return FAILED
    print(near(path.absolute()))
    say(_summary(collected))
    return FAILED if collected.refused else GOOD


def _can_begin(folder: Path, out: str | None) -> bool:
    if not folder.is_dir():
        _refuse(f"{folder} is no folder", "name the folder that the worksheets of a class are in")
        return False
    if out and Path(out).suffix.lower() not in _WRITERS:
        _refuse(f"cannot write {out}", "let the name end in .csv or .xlsx")
        return False
    return True


def _write(path: Path, collected: Collected, *, force: bool) -> bool:
    """Write the table; False, said, if that cannot be, or would write over another one."""
    try:
        content = _WRITERS[path.suffix.lower()](rows(collected))
        if path.exists() and not force and path.read_bytes() != content:
            help = "name another with --out, or add --force if it holds no marks of your own"
            _refuse(f"{path} is there already", help)
            return False
        replace_all(path.absolute().parent, {path.name: content})
    except ImportError:
        _refuse("Excel files need openpyxl", 'run: pip install "studypack[xlsx]", or write a .csv')
        return False
    except OSError as error:
        _refuse(f"cannot write {path}: {error.strerror}", "close it if another program holds it")
        return False
    return True


def _summary(collected: Collected) -> str:
    count = len(collected.pupils)
    sheets = "1 worksheet" if count == 1 else f"{count} worksheets"
    unread = f", {len(collected.refused)} not read (see above)" if collected.refused else ""
    left = ", ".join(collected.left)
    rest = f"left for the teacher: {left}" if left else "nothing is left for the teacher"
    return f"{sheets}{unread}; {rest}"


def _refuse(message: str, help: str) -> None:
    say(f"studypack collect: {message}")
    say(f"  help: {help}")
