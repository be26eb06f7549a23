"""The command `pull`: the difference to standard output, what else is to be known beside it."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from studypack.commands import FAILED, GOOD, MISUSED, say, workspace_at
from studypack.pulling import (
    CannotMake,
    CannotOpen,
    NoOrigin,
    Pulled,
    Worksheet,
    open_file,
    origin_of,
    pull,
    write_all,
)


def pull_worksheet(options: argparse.Namespace) -> int:
    """Show what an edited worksheet changes in the source of its pack, and write it if asked."""
    place = workspace_at(options.workspace)
    if place is None:
        return MISUSED
    workspace, file = Path(place), Path(options.file)
    try:
        worksheet = open_file(file, accepted=options.changes == "accept")
        slug, request = origin_of(worksheet, file.name, workspace, options.pack)
        pulled = pull(workspace, slug, request, worksheet)
    except (CannotOpen, NoOrigin) as fault:
        say(f"studypack pull: {options.file}: {fault}")
        say(f"  help: {fault.help}")
        return MISUSED
    except CannotMake as fault:
        from studypack.commands.telling import show_all

        show_all(fault.found, workspace, sys.stderr, as_json=False)
        say("studypack pull: the pack has errors: mend them, then pull again")
        return FAILED
    return _tell(pulled, worksheet, workspace, options)


def _tell(
    pulled: Pulled, worksheet: Worksheet, workspace: Path, options: argparse.Namespace
) -> int:
    for line in pulled.diff:
        print(_steady(line))
    if worksheet.carried is None:
        say(
            "note: the file has lost what it was made from, as Google Docs loses it: "
            "it was compared with the source as it is"
        )
    for notice in pulled.notices:
        say(_steady(str(notice)))
    if pulled.files and options.apply:
        try:
            write_all(workspace, pulled.files)
        except OSError as error:
            say(f"studypack pull: cannot write {error.filename}: {error.strerror}")
            return FAILED
    say(_summary(pulled, applied=options.apply))
    return GOOD if pulled.is_whole else FAILED


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def _steady(text: str) -> str:
    """Return text of a file from outside without what moves the terminal's cursor."""
    return _CONTROL.sub("\ufffd", text)


def _summary(pulled: Pulled, *, applied: bool) -> str:
    count = len(pulled.files)
    files = "1 file" if count == 1 else f"{count} files"
    if not count:
        done = "nothing to bring back"
    else:
        done = f"{files} changed" if applied else f"{files} would change: --apply writes it"
    return done if pulled.is_whole else f"{done}; see above what did not come back"
