"""The commands `doctor` and `schema`."""

from __future__ import annotations

import argparse
import json
import sys

GOOD, FAILED = 0, 1


def doctor(options: argparse.Namespace) -> int:
    """Print what this machine has and lacks, with the command that mends it."""
    from studypack.doctor import examine

    findings = examine(options.workspace.absolute())
    for finding in findings:
        if options.json:
            print(
                json.dumps(
                    {
                        "what": finding.what,
                        "well": finding.well,
                        "needed": finding.needed,
                        "cure": None if finding.well else finding.cure,
                    },
                    ensure_ascii=False,
                )
            )
            continue
        mark = "ok     " if finding.well else "MISSING" if finding.needed else "optional"
        print(f"{mark}  {finding.what}")
        if not finding.well:
            print(f"         {finding.cure}")
    return GOOD if all(finding.well or not finding.needed for finding in findings) else FAILED


def schema(_options: argparse.Namespace) -> int:
    """Print the JSON Schema of front matter and directives, as the model declares them."""
    from studypack.schema import schema as describe

    json.dump(describe(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
    return GOOD
