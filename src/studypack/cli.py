"""Arguments → one call → exit status. Nothing heavy is imported before it is needed.

Exit status: 0 built, 1 a pack has errors or failed, 2 the command was wrong, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from studypack.commands import FAILED, GOOD, INTERRUPTED, MISUSED, say


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with `arguments` (those of the process by default); return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal may lack letters of a pack's name
            stream.reconfigure(errors="backslashreplace")
    try:
        status = _run(list(sys.argv[1:] if arguments is None else arguments))
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        say("interrupted: finished packs are kept, the files of all others are as they were")
        return INTERRUPTED
    except BrokenPipeError:  # `studypack list | head`: the reader has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return status


def _run(words: list[str]) -> int:
    try:
        os.getcwd()
    except FileNotFoundError:
        say("studypack: the folder that you are in is gone")
        say("  help: change to one that is there")
        return MISUSED

    # Without options there is nothing to parse: half the time of a build with nothing to do.
    if words[:1] == ["build"] and not any(word.startswith("-") for word in words):
        from studypack.commands.building import said_before

        answer = said_before(words[1:])
        if answer is not None:
            print(answer, end="")
            return GOOD

    from importlib import import_module

    from studypack.arguments import parser

    options = parser().parse_args(words)
    module, _, function = options.run.partition(":")
    status: int = getattr(import_module(f"studypack.commands.{module}"), function)(options)
    return status
