"""What each command does, once `cli` has read its arguments.

`studypack --help` and a build with nothing to do load this: it imports nothing slow.
"""

from __future__ import annotations

import os
import sys

GOOD, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130


def say(text: str) -> None:
    """Print to standard error, where everything goes that is not the result."""
    print(text, file=sys.stderr)


def workspace_at(folder: str) -> str | None:
    """Return the absolute path of a workspace; None, said, if `folder` is none."""
    path = os.path.abspath(folder)
    if os.path.isdir(os.path.join(path, "source")):
        return path
    say(f"studypack: {folder} is no workspace, it has no folder source/")
    say("  help: run it where source/ is, name the place with --workspace, or run `studypack init`")
    return None


def near(path: str | os.PathLike[str]) -> str:
    """Return a path as it is shortest to read: from this folder on, if it is below it."""
    whole, here = os.fspath(path), os.path.join(os.getcwd(), "")
    return whole.removeprefix(here)
