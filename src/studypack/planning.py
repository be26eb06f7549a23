"""What is to be done for an order: which files are stale, and how the work is divided.

Called by `build` alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from studypack.digests import digest, pack_digest, program_digest, workspace_digest
from studypack.making import File, Job, Outcome
from studypack.manifest import Record, read_manifest

if TYPE_CHECKING:
    from studypack.composing import Request
    from studypack.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to build.

    requests  the files of each pack
    packs     slugs; () for every pack of the workspace
    out       the output folder
    jobs      how many processes at most, 1 or more
    force     make everything anew
    strict    a warning stops a pack as an error does
    """

    workspace: Path
    requests: tuple[Request, ...]
    out: Path
    packs: tuple[str, ...] = ()
    jobs: int = 1
    force: bool = False
    strict: bool = False


@dataclass(slots=True)
class Plan:
    """What is to be done for one pack, and what has come of it so far.

    source  digest of all that its files are made from
    stale   the files to be made
    fresh   the files that are up to date
    left    how many jobs are not done
    failed  one of them has found an error
    """

    folder: Path
    source: str
    stale: tuple[Request, ...] = ()
    fresh: tuple[Record, ...] = ()
    left: int = 0
    found: list[Diagnostic] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    failed: bool = False

    @property
    def is_done(self) -> bool:
        """Nothing is to be made, nor to be told again: what a pack was warned of."""
        return not self.stale and not any(record.warnings for record in self.fresh)

    def add(self, outcome: Outcome) -> None:
        """Take what came of one of its jobs."""
        self.left -= 1
        self.found += outcome.found
        self.files += outcome.files or ()
        self.failed = self.failed or outcome.files is None


def plan_all(order: Order, folders: Iterable[Path]) -> tuple[Plan, ...]:
    """Return one plan a pack: O(size of the packs and of their files), since all are hashed."""
    manifest = read_manifest(order.out)
    shared = (program_digest(), workspace_digest(order.workspace))
    plans = []
    for folder in folders:
        source = pack_digest(folder, *shared)
        plan = Plan(folder, source)
        for request in order.requests:
            record = manifest.get(path_of(folder, request))
            if record and not order.force and _is_fresh(record, request, order.out, source):
                plan.fresh += (record,)
            else:
                plan.stale += (request,)
        plans.append(plan)
    return tuple(plans)


def _is_fresh(record: Record, request: Request, out: Path, source: str) -> bool:
    """Say whether the file of `record` is on disk, untouched, and made as asked from `source`."""
    if record.source != source or (record.fit or 0) != request.fit:
        return False
    try:
        return digest((out / record.path).read_bytes()) == record.sha256
    except OSError:
        return False


def path_of(folder: Path, request: Request) -> str:
    """Return the path of a file below the output folder."""
    return f"{folder.name}/{request.file_name(folder.name)}"


_SLOWEST_FIRST = {"pdf": 0, "docx": 1, "epub": 2}


def divide(order: Order, plans: Iterable[Plan]) -> tuple[Job, ...]:
    """Return the jobs of all plans: a pack each where there are many packs, else a file each."""
    todo = [plan for plan in plans if not plan.is_done]
    whole = order.jobs == 1 or len(todo) > 4 * order.jobs
    jobs = []
    for plan in todo:
        stale = sorted(plan.stale, key=lambda request: _SLOWEST_FIRST[request.format])
        parts = [tuple(stale)] if whole or not stale else [(request,) for request in stale]
        plan.left = len(parts)
        jobs += [Job(order.workspace, plan.folder, plan.source, p, order.strict) for p in parts]
    return tuple(jobs)
