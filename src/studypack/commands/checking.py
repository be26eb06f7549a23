"""The command `check`: every diagnostic of packs, which are its result; nothing is built."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from studypack.build import look
from studypack.commands import FAILED, GOOD, MISUSED, workspace_at
from studypack.commands.telling import show_all, verdict


def check_packs(options: argparse.Namespace) -> int:
    """Show every diagnostic of the packs on standard output."""
    place = workspace_at(options.workspace)
    if place is None:
        return MISUSED
    workspace = Path(place)
    report = look(workspace, tuple(options.packs))
    show_all(report.found, workspace, sys.stdout, as_json=options.json)
    if not options.json:
        print(verdict(report))
    failed = report.failed or (options.strict and report.found)
    return FAILED if failed else GOOD
