"""What builds found that had nothing left to do, so that the same one need not read a file again.

Called by `commands.building` before anything else. Of a hundred packs that are all up to date,
each file is looked at by its size and times alone; so this module imports nothing slow.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator

TYPE_CHECKING = False  # `typing` is slow
if TYPE_CHECKING:
    from typing import Any

STAMP = ".stamp"

_COARSEST = 2_000_000_000
"""Nanoseconds between two changes that every file system tells apart; FAT is the coarsest."""

_ANSWERS = 8
"""How many different commands are remembered."""


_INSTALLED = ("site-packages", "dist-packages")
"""Folders that change whenever a program or library in them is installed anew."""


class Sight:
    """How the files of a workspace, and of the program, look at one moment from outside.

    lines    one a file: path, size, times of change
    settled  all of them are old enough for any later change to be seen
    others   files elsewhere that a command names
    """

    def __init__(self, workspace: str, others: Iterable[str] = ()) -> None:
        now = time.time_ns()
        program = os.path.dirname(__file__)
        seen = [
            *_below(os.path.join(workspace, "source")),
            *_below(os.path.join(workspace, "templates")),
            *_look((os.path.join(workspace, "studypack.toml"), *others)),
            *_look(path for path in sys.path if path.endswith(_INSTALLED)),
        ]
        if not os.path.dirname(program).endswith(_INSTALLED):  # a checkout, where code is edited
            seen += _below(program)
            seen += _below(os.path.join(program, "..", "..", "templates"))
        self.lines = [line for line, _ in seen]
        self.settled = all(changed < now - _COARSEST for _, changed in seen)


def recall(out: str, question: str, sight: Sight) -> str | None:
    """Return the answer to a build that was asked for before; None if anything was touched since.

    out       the output folder
    question  the whole command: another one may have another answer
    """
    try:
        known = _answers(out, sight)[question]
        return str(known["answer"]) if known["seen"] == _seen(out, known["files"]) else None
    except (KeyError, TypeError):
        return None


def remember(out: str, question: str, sight: Sight, files: list[str], answer: str) -> None:
    """Keep the answer to a build of which nothing is left to do.

    sight  taken before the build read anything
    files  what it made or found fresh, path below `out`; what else it rests on, absolute path
    Nothing is kept that could be mistaken later, nor where it cannot be written.
    """
    if not sight.settled:
        return
    answers = _answers(out, sight)
    answers.pop(question, None)
    answers[question] = {"files": files, "seen": _seen(out, files), "answer": answer}
    kept = dict(list(answers.items())[-_ANSWERS:])
    path = os.path.join(out, STAMP)
    try:
        with open(f"{path}.part", "w", encoding="utf-8") as file:
            json.dump({"lines": sight.lines, "answers": kept}, file)
        os.replace(f"{path}.part", path)
    except OSError:
        return


def _answers(out: str, sight: Sight) -> dict[str, Any]:
    """Return what is remembered of files that look as they did then; {} if they do not."""
    try:
        with open(os.path.join(out, STAMP), encoding="utf-8") as file:
            known = json.load(file)
        return dict(known["answers"]) if known["lines"] == sight.lines else {}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def _seen(out: str, files: Iterable[str]) -> list[str]:
    return [line for line, _ in _look(os.path.join(out, name) for name in files)]


def _below(folder: str) -> Iterator[tuple[str, int]]:
    """Yield a line for each file below `folder`, hidden ones left out, and when it changed."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name == "__pycache__":
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path)
        else:
            yield from _look((entry.path,))


def _look(paths: Iterable[str]) -> Iterator[tuple[str, int]]:
    for path in paths:
        try:
            seen = os.stat(path)
        except OSError as error:
            yield f"{path} {error.errno}", 0
            continue
        changed = max(seen.st_mtime_ns, seen.st_ctime_ns)
        yield f"{path} {seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns}", changed
