"""The command `build`: results to standard output, all else to standard error."""

from __future__ import annotations

import json
import os
import sys

from studypack import stamp
from studypack.commands import FAILED, GOOD, MISUSED, say, workspace_at

TYPE_CHECKING = False  # `typing` is slow
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from studypack.build import Order, Report
    from studypack.composing import Roster
    from studypack.diagnostics import Diagnostic
    from studypack.outputs import Wanted

_STATUS_WIDTH = 72


def said_before(packs: list[str]) -> str | None:
    """Return the answer to `studypack build PACK …` in this folder, if it still holds."""
    here = os.getcwd()
    out = os.path.join(here, "out")
    return stamp.recall(out, _question(here, out, {"packs": packs}), stamp.Sight(here))


def build_packs(options: argparse.Namespace) -> int:
    """Build packs, or say again what there is if nothing was touched since it was last asked."""
    places = _places(options)
    if places is None:
        return MISUSED
    workspace, out = places
    question = _question(workspace, out, vars(options))
    sight = stamp.Sight(workspace, filter(None, (options.template,)))
    anew = options.force or options.explain or options.roster
    answer = None if anew else stamp.recall(out, question, sight)
    if answer is not None:
        print(answer, end="")
        return GOOD
    listed: list[Diagnostic] = []
    roster = _roster(options, workspace, listed)
    if isinstance(roster, int):
        return roster
    order = _order(options, workspace, out, roster)
    return MISUSED if order is None else _build(order, options, question, sight, listed)


def order_of(options: argparse.Namespace) -> Order | None:
    """Return what is asked for; None, said, if that does not exist or go together."""
    places = _places(options)
    if places is None:
        return None
    roster = _roster(options, places[0], [])
    return None if isinstance(roster, int) else _order(options, *places, roster)


def _places(options: argparse.Namespace) -> tuple[str, str] | None:
    """Return the workspace and the output folder; None, said, if one of them cannot be."""
    workspace = workspace_at(options.workspace)
    if workspace is None:
        return None
    out = os.path.abspath(options.out or os.path.join(workspace, "out"))
    if os.path.join(out, "").startswith(os.path.join(workspace, "source", "")):
        say("studypack: --out cannot be inside source/, whose files packs are made from")
        return None
    return workspace, out


def _question(workspace: str, out: str, options: dict[str, Any]) -> str:
    """Return all that the answer depends on besides files; options left out do not count."""
    asked = {name: value for name, value in options.items() if value and name not in _ASIDE}
    return json.dumps({**asked, "workspace": workspace, "out": out, "here": os.getcwd()})


_ASIDE = {"run", "command", "workspace", "out", "jobs", "executor", "force"}
"""Options that change nothing in the answer, or are part of the question in another form."""


def _roster(
    options: argparse.Namespace, workspace: str, listed: list[Diagnostic]
) -> Roster | int | None:
    """Return the class list, None if none is asked for; the exit status if it cannot be used.

    What is wrong with it is told, and then in `listed`.
    """
    if not options.roster:
        return None
    from pathlib import Path

    from studypack.commands.telling import show_all
    from studypack.diagnostics import Diagnostics
    from studypack.roster import read_roster

    path = Path(options.roster)
    if not path.is_file():
        say(f"studypack build: there is no class list {options.roster}")
        return MISUSED
    found = Diagnostics()
    roster = read_roster(path, Path(workspace), found)
    show_all(found, Path(workspace), sys.stderr, as_json=options.json)
    listed += found
    stops = roster is None or (options.strict and len(found) > 0)
    return FAILED if stops else roster


def _order(
    options: argparse.Namespace, workspace: str, out: str, roster: Roster | None
) -> Order | None:
    """Return what is asked for; None, said, if that does not exist or go together."""
    from pathlib import Path

    from studypack.build import Order
    from studypack.outputs import UsageFault, requests
    from studypack.pool import cores

    if not _has_template(options):
        return None
    try:
        files = requests(_wanted(options, roster))
    except UsageFault as fault:
        say(f"studypack {options.command}: {fault}")
        return None
    return Order(
        workspace=Path(workspace),
        requests=files,
        out=Path(out),
        packs=tuple(options.packs),
        jobs=options.jobs or cores(),
        scheduler=options.executor or "",
        force=options.force,
        strict=options.strict,
        template=Path(options.template) if options.template else None,
    )


def _wanted(options: argparse.Namespace, roster: Roster | None) -> Wanted:
    from studypack.composing import Finish, Profile
    from studypack.outputs import Wanted

    return Wanted(
        products=options.product,
        formats=options.format,
        editions=options.edition,
        levels=options.level,
        variants=options.variants,
        seed=options.seed,
        answers=options.answers,
        finish=Finish(options.finish),
        profile=Profile(options.profile),
        fonts=options.embed_fonts,
        fit=options.fit,
        loose=options.loose,
        template=bool(options.template),
        roster=roster,
    )


def _has_template(options: argparse.Namespace) -> bool:
    """Return whether the document that is named is there; if not, that is said."""
    there = not options.template or os.path.isfile(options.template)
    if not there:
        say(f"studypack {options.command}: there is no template {options.template}")
    return there


def _build(
    order: Order,
    options: argparse.Namespace,
    question: str,
    sight: stamp.Sight,
    listed: list[Diagnostic],
) -> int:
    from time import monotonic

    from studypack.build import build
    from studypack.cluster import ClusterFault
    from studypack.commands.telling import show_all, summary
    from studypack.manifest import MANIFEST
    from studypack.native import libraries

    begun = monotonic()
    try:
        report = build(order, _progress)
    except ClusterFault as fault:
        say(f"studypack build: {fault}")
        return FAILED
    _progress(0, 0, "")
    report.listed.extend(listed)
    show_all(report.found, order.workspace, sys.stderr, as_json=options.json)
    told = _results if options.json else summary
    if not options.explain:
        report.why.clear()
    print(told(report, order.out, monotonic() - begun), end="")
    if report.failed:
        return FAILED
    if not (report.found or report.why or options.roster):
        report.fresh += report.made
        report.made.clear()
        files = [MANIFEST, *(record.path for record in report.fresh)]
        files += (library.path for library in libraries())
        stamp.remember(str(order.out), question, sight, files, told(report, order.out, 0))
    return GOOD


def _results(report: Report, out: os.PathLike[str], _seconds: float) -> str:
    """Return one JSON object a line and file."""
    from dataclasses import asdict

    records = {record.path: record for record in (*report.made, *report.fresh)}
    made = {record.path for record in report.made}
    lines = []
    for path in sorted(records.keys() | report.why.keys()):
        line = asdict(records[path]) if path in records else {}
        line["path"] = os.path.join(out, *path.split("/"))
        if report.why:
            line |= {"made": path in made, "why": report.why[path]}
        lines.append(json.dumps(line) + "\n")
    return "".join(lines)


def _progress(done: int, all: int, slug: str) -> None:
    """Show one line that overwrites itself; nothing where no person is watching."""
    if sys.stderr is not None and sys.stderr.isatty():
        line = f"{done} of {all} done: {slug}" if all else ""
        sys.stderr.write(f"\r{line[:_STATUS_WIDTH]:<{_STATUS_WIDTH}}\r")
        sys.stderr.flush()
