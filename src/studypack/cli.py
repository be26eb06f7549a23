"""Arguments → one call → exit status. Nothing heavy is imported before it is needed.

Exit status: 0 built, 1 a pack has errors or failed, 2 the command was wrong, 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from studypack import __version__

GOOD, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with `arguments` (those of the process by default); return its exit status."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except KeyboardInterrupt:
        _say("interrupted: every old file is as it was")
        return INTERRUPTED
    except BrokenPipeError:  # `studypack list | head`: the reader has enough
        sys.stderr.close()
        return GOOD


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="studypack",
        description="Write a study pack once; print it, edit it in Word, read it on an e-reader.",
        epilog="`studypack COMMAND --help` explains a command.",
    )
    parser.add_argument("--version", action="version", version=f"studypack {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_build(commands)
    _add_check(commands)
    new = _command(commands, "new", _new, "begin a pack that builds and explains the language")
    new.add_argument("title", metavar="TITLE", help="the title of the pack, in quotation marks")
    init = _command(commands, "init", _init, "make a folder a workspace with a first pack")
    init.add_argument("folder", nargs="?", metavar="DIR", type=Path, help="default: the workspace")
    _json(_command(commands, "list", _list, "name the packs of the workspace"))
    _json(_command(commands, "doctor", _doctor, "look whether this machine has all it needs"))
    _command(commands, "clean", _clean, "remove what was built")
    _command(commands, "schema", _schema, "print the JSON Schema of front matter and directives")
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    help: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.")
    parser.set_defaults(run=run)
    parser.add_argument(
        "--workspace", metavar="DIR", type=Path, default=Path(), help="default: this folder"
    )
    return parser


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def _add_build(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    build = _command(commands, "build", _build, "build packs to PDF, Word and EPUB")
    build.add_argument("packs", nargs="*", metavar="PACK", help="default: every pack in source/")
    for name, help in (
        ("product", "handout, worksheet, guide, answers"),
        ("format", "pdf, docx, epub"),
        ("edition", "student, teacher, large-print, dyslexia, greyscale; joined by +"),
        ("level", "support, core, challenge"),
    ):
        build.add_argument(f"--{name}", metavar="NAME,…", type=_words, default=(), help=help)
    build.add_argument("--out", metavar="DIR", type=Path, help="default: out/ in the workspace")
    build.add_argument("--jobs", metavar="N", type=_jobs, help="processes; default: one a core")
    build.add_argument("--force", action="store_true", help="make every file anew")
    build.add_argument("--strict", action="store_true", help="a warning stops a pack")
    _json(build)


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = _command(commands, "check", _check, "show every fault of packs; build nothing")
    check.add_argument("packs", nargs="*", metavar="PACK", help="default: every pack in source/")
    check.add_argument("--strict", action="store_true", help="a warning is a failure")
    _json(check)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in (part.strip() for part in text.split(",")) if word)


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a number of processes is 1 or more")
    return int(text)


def _build(options: argparse.Namespace) -> int:
    from studypack.commands import building

    return building.build_packs(options)


def _check(options: argparse.Namespace) -> int:
    from studypack.commands import building

    return building.check_packs(options)


def _new(options: argparse.Namespace) -> int:
    from studypack.commands import workspaces

    return workspaces.new(options)


def _init(options: argparse.Namespace) -> int:
    from studypack.commands import workspaces

    return workspaces.init(options)


def _list(options: argparse.Namespace) -> int:
    from studypack.commands import workspaces

    return workspaces.list_packs(options)


def _clean(options: argparse.Namespace) -> int:
    from studypack.commands import workspaces

    return workspaces.clean(options)


def _doctor(options: argparse.Namespace) -> int:
    from studypack.commands import machine

    return machine.doctor(options)


def _schema(options: argparse.Namespace) -> int:
    from studypack.commands import machine

    return machine.schema(options)


def _say(text: str) -> None:
    print(text, file=sys.stderr)
