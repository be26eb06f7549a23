"""The commands `doctor` and `schema`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from studypack.commands import FAILED, GOOD

if TYPE_CHECKING:
    from studypack.doctor import Finding


def doctor(options: argparse.Namespace) -> int:
    """Print what this machine has and lacks, with the command that mends it."""
    from studypack.doctor import examine

    findings = examine(Path(options.workspace).absolute())
    for finding in findings:
        print(_as_json(finding) if options.json else _as_text(finding))
    return GOOD if all(finding.well or not finding.needed for finding in findings) else FAILED


def _as_text(finding: Finding) -> str:
    if finding.well:
        return f"ok        {finding.what}"
    mark = "MISSING " if finding.needed else "optional"
    return f"{mark}  {finding.what}\n          {finding.cure}"


def _as_json(finding: Finding) -> str:
    return json.dumps(
        {
            "what": finding.what,
            "well": finding.well,
            "needed": finding.needed,
            "cure": None if finding.well else finding.cure,
        }
    )


def schema(_options: argparse.Namespace) -> int:
    """Print the JSON Schema of front matter and directives, as the model declares them."""
    from studypack.schema import schema as describe

    json.dump(describe(), sys.stdout, indent=2)
    sys.stdout.write("\n")
    return GOOD
