"""What may be typed behind `studypack`: every command with its options; called by `cli` alone."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from functools import partial

from studypack import __version__

_MOST_VARIANTS = 26
"""As many as there are letters."""

_LONGEST_SEED = 18
_MOST_PAGES = 999


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command; `run` in what it returns is 'module:function'."""
    whole = argparse.ArgumentParser(
        prog="studypack",
        description="Write a study pack once; print it, edit it in Word, read it on an e-reader.",
        epilog="`studypack COMMAND --help` explains a command.",
        formatter_class=_formatter(),
    )
    whole.add_argument("--version", action="version", version=f"studypack {__version__}")
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_build(commands)
    _add_watch(commands)
    _add_check(commands)
    _add_pull(commands)
    _add_collect(commands)
    _add_workspace_commands(commands)
    _add_machine_commands(commands)
    return whole


def _formatter() -> Callable[..., argparse.HelpFormatter]:
    """Return how help is set: as wide as the terminal, which argparse is slow to find out."""
    try:
        columns = int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
    except (OSError, ValueError):
        columns = 80
    return partial(argparse.RawDescriptionHelpFormatter, width=min(columns, 100) - 2)


def _add_build(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    build = _command(
        commands,
        "building:build_packs",
        "build",
        "build packs to PDF, Word and EPUB",
        "studypack build photosynthesis --product handout --edition student,teacher",
    )
    _add_wanted(build)
    cluster = "work on a Dask cluster: dask://HOST:PORT of its scheduler"
    build.add_argument("--executor", metavar="URL", type=_scheduler, help=cluster)
    build.add_argument("--force", action="store_true", help="make every file anew")
    build.add_argument("--explain", action="store_true", help="say why each file is made or not")
    _add_json(build)


def _add_watch(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    watch = _command(
        commands,
        "watching:watch",
        "watch",
        "build again whatever is edited, until Ctrl-C",
        "studypack watch photosynthesis --product handout",
    )
    _add_wanted(watch)
    watch.set_defaults(force=False, executor="")


def _add_wanted(build: argparse.ArgumentParser) -> None:
    """Add what says which files are made of which packs, and how."""
    _add_packs(build)
    for name, help in (
        ("product", "handout, worksheet, guide or answers; several joined by commas"),
        ("format", "pdf, docx or epub"),
        ("edition", "student, teacher, large-print, dyslexia, greyscale; teacher+large-print"),
        ("level", "support, core or challenge"),
    ):
        build.add_argument(f"--{name}", metavar="NAME", type=_words, default=(), help=help)
    extent = "of the answers: key (a line a question), scheme, or both"
    build.add_argument("--answers", metavar="NAME", type=_words, default=(), help=extent)
    _add_versions(build)
    _add_finish(build)
    _add_profile(build)
    template = "document of your school that Word files are written into"
    build.add_argument("--template", metavar="FILE.docx", default="", help=template)
    build.add_argument("--out", metavar="DIR", help="default: out/ in the workspace")
    processes = _number_of("processes")
    build.add_argument("--jobs", metavar="N", type=processes, help="processes; default: one a core")
    build.add_argument("--strict", action="store_true", help="a warning stops a pack")


def _add_versions(build: argparse.ArgumentParser) -> None:
    versions = "versions a, b, … in other orders"
    count = _number_of("variants", _MOST_VARIANTS)
    build.add_argument("--variants", metavar="N", type=count, default=0, help=versions)
    orders = "of the variants: another number, other orders"
    build.add_argument("--seed", metavar="S", type=_seed, default=0, help=orders)
    roster = "class list: a copy with the name of each pupil, and all in one PDF to print"
    build.add_argument("--roster", metavar="FILE.csv", default="", help=roster)


def _add_finish(build: argparse.ArgumentParser) -> None:
    fit = "PDF with exactly N pages, in type that is larger or smaller"
    count = _number_of("pages", _MOST_PAGES)
    build.add_argument("--fit", metavar="N", type=count, default=0, help=fit)
    loose = "teacher's PDF on pages of its own, not on those of the pupils' edition"
    build.add_argument("--loose", action="store_true", help=loose)
    finish = build.add_mutually_exclusive_group()
    for option, value, help in (
        ("--archive", "archive", "PDF that is PDF/A-2a as well"),
        ("--booklet", "booklet", "PDF with A5 pages on sheets to fold and staple"),
        ("--protect", "protected", "Word file in which pupils type in the fields alone"),
        ("--fillable", "fillable", "PDF of pupils with fields to type answers in"),
    ):
        finish.add_argument(
            option, dest="finish", action="store_const", const=value, default="", help=help
        )
    finish.add_argument(
        "--nup", dest="finish", metavar="2", type=_nup, help="PDF with two A5 pages on each sheet"
    )


def _add_profile(build: argparse.ArgumentParser) -> None:
    build.add_argument(
        "--profile",
        choices=("kindle", "kobo"),
        default="",
        help="EPUB for Kindle (formulas and drawings as pictures) or Kobo (.kepub.epub)",
    )
    build.add_argument("--embed-fonts", action="store_true", help="EPUB that brings its fonts")


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = _command(
        commands,
        "checking:check_packs",
        "check",
        "show every fault of packs; build nothing",
        "studypack check photosynthesis --strict",
    )
    _add_packs(check)
    check.add_argument("--strict", action="store_true", help="a warning is a failure")
    _add_json(check)


def _add_pull(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    pull = _command(
        commands,
        "pulling:pull_worksheet",
        "pull",
        "bring what was edited in a Word file back into the source of its pack",
        "studypack pull ~/Downloads/photosynthesis-worksheet.docx --apply",
    )
    pull.add_argument("file", metavar="FILE.docx", help="a worksheet that studypack made")
    pull.add_argument(
        "--apply", action="store_true", help="write it; else only the difference is shown"
    )
    pull.add_argument(
        "--changes",
        choices=("accept", "reject"),
        default="accept",
        help="take tracked changes as made or as not made; default: accept",
    )
    pull.add_argument(
        "--pack", metavar="PACK", default="", help="the pack, if the file no longer says which"
    )


def _add_workspace_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    new = _command(
        commands,
        "workspaces:new",
        "new",
        "begin a pack that builds and explains the language",
        'studypack new "The Water Cycle"',
    )
    new.add_argument("title", metavar="TITLE", help="the title of the pack, in quotation marks")
    init = _command(
        commands,
        "workspaces:init",
        "init",
        "make a folder a workspace with a first pack",
        "studypack init my-school",
    )
    init.add_argument("folder", nargs="?", metavar="DIR", help="default: the workspace")
    listing = _command(
        commands,
        "workspaces:list_packs",
        "list",
        "name the packs of the workspace and what is built of them",
        "studypack list --json",
    )
    clean = _command(
        commands, "workspaces:clean", "clean", "remove what was built", "studypack clean"
    )
    for command in (listing, clean):
        command.add_argument("--out", metavar="DIR", help="default: out/ in the workspace")
    _add_json(listing)


def _add_machine_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    doctor = _command(
        commands,
        "machine:doctor",
        "doctor",
        "look whether this machine has all it needs",
        "studypack doctor",
    )
    _add_json(doctor)
    _command(
        commands,
        "machine:schema",
        "schema",
        "print the JSON Schema of front matter and directives",
        "studypack schema > studypack.schema.json",
    )


def _add_collect(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    collect = _command(
        commands,
        "collecting:collect_folder",
        "collect",
        "make one table of the filled worksheets of a class, marked where possible",
        "studypack collect ~/Downloads/year-10 --out marks.xlsx",
    )
    collect.add_argument("folder", metavar="FOLDER", help="where the worksheets of a class are")
    collect.add_argument("--pack", metavar="PACK", default="", help="the pack, if they do not say")
    collect.add_argument(
        "--out", metavar="FILE", help=".csv or .xlsx; default: FOLDER/PACK-answers.csv"
    )
    collect.add_argument("--force", action="store_true", help="write over a table that is there")


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    run: str,
    name: str,
    help: str,
    example: str,
) -> argparse.ArgumentParser:
    """Add the command `name`; run is 'module:function' below `studypack.commands`."""
    parser = commands.add_parser(
        name,
        help=help,
        description=f"{help[0].upper()}{help[1:]}.",
        epilog=f"example: {example}",
        formatter_class=_formatter(),
    )
    parser.set_defaults(run=run, command=name)
    parser.add_argument("--workspace", metavar="DIR", default=".", help="default: this folder")
    return parser


def _add_packs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("packs", nargs="*", metavar="PACK", help="default: every pack in source/")


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in (part.strip() for part in text.split(",")) if word)


def _number_of(what: str, most: int | None = None) -> Callable[[str], int]:
    """Return what reads a number from 1 to `most`, or from 1 on."""
    bounds = f"1 to {most}" if most else "1 or more"

    def read(text: str) -> int:
        if not text.isdecimal() or int(text) < 1 or (most and int(text) > most):
            raise argparse.ArgumentTypeError(f"a number of {what} is {bounds}")
        return int(text)

    return read


def _nup(text: str) -> str:
    if text != "2":
        raise argparse.ArgumentTypeError("two pages stand on a sheet: --nup 2")
    return "2-up"


def _scheduler(text: str) -> str:
    host, _, port = text.removeprefix("dask://").rpartition(":")
    if not text.startswith("dask://") or not host or not port.isdecimal():
        raise argparse.ArgumentTypeError("an executor is written dask://HOST:PORT")
    return f"{host}:{port}"


def _seed(text: str) -> int:
    if not text.isdecimal() or len(text) > _LONGEST_SEED:
        raise argparse.ArgumentTypeError("a seed is a whole number")
    return int(text)
