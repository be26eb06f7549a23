"""Fuzz one target by coverage, with atheris: what makes it fail is written to a file and shown.

    cd tests && ../.venv/bin/python -m fuzz word-part --seconds 300

Needs atheris, which the extra `test` brings where there is one: Linux on x86-64, Python below 3.14.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Run libFuzzer over a target until its time is over, or something fails; return its status."""
    import atheris

    with atheris.instrument_imports(include=["studypack"]):
        from fuzz.targets import TARGETS, seeds

    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=60, help="the budget (default: 60)")
    parser.add_argument("--runs", type=int, default=-1, help="at most so many inputs")
    parser.add_argument("--seed", type=int, default=1, help="of chance (default: 1)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as corpus:
        for number, content in enumerate(seeds(asked.target)):
            (Path(corpus) / str(number)).write_bytes(content)
        limits = [f"-max_total_time={asked.seconds}", f"-runs={asked.runs}", f"-seed={asked.seed}"]
        bounds = ["-timeout=20", "-rss_limit_mb=2048", "-max_len=65536"]
        child = os.fork()  # libFuzzer ends its process: nobody there would remove the folder
        if not child:
            atheris.Setup([sys.argv[0], *limits, *bounds, corpus], TARGETS[asked.target])
            atheris.Fuzz()
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main())
