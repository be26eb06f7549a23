"""Spreading jobs over a Dask cluster, the same ones that `pool` spreads over processes; called by `build`.

A worker shares no disk with the client: what a job is made from is sent to it as content, and
what it makes comes back as content. Only the client writes files.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from studypack.diagnostics import Diagnostic, Severity
from studypack.digests import files_below, leads_out, program_parts, source_digest
from studypack.making import Job, Outcome, death, make
from studypack.packs import SETTINGS

_PATIENCE = "10s"
"""How long a scheduler may take to answer."""

_LARGEST = 20_000_001
"""Bytes of a file that are sent: no more of it is read, and one more says that it is too large."""


class ClusterFault(Exception):
    """The cluster cannot be used; the text says why and what helps."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """A job with all that it is made from.

    program  digest of the client's own program
    files    path below the workspace → content
    links    paths of links that lead out of their folder: nobody reads what is behind them
    """

    job: Job
    program: str
    files: dict[str, bytes] = field(repr=False)
    links: tuple[str, ...] = ()


def run_all(jobs: Iterable[Job], scheduler: str) -> Iterator[Outcome]:
    """Yield what comes of each job, in order of completion.

    scheduler  'host:port'
    Dask gives the jobs of a worker that dies to others; one of which several workers die has failed.
    raises ClusterFault if there is no scheduler, or it is lost
    """
    waiting = list(jobs)
    if not waiting:
        return
    dask = _dask()
    with _connected(dask, scheduler) as client:
        program = source_digest(program_parts())
        futures = {
            client.submit(make_shipment, ship(job, program), pure=False): job for job in waiting
        }
        for future in dask.as_completed(list(futures), loop=client.loop):
            yield _outcome(dask, future, futures.pop(future), scheduler)


def _dask() -> Any:
    """Return the library, which has no types."""
    try:
        return import_module("distributed")
    except ImportError as error:
        help_ = "python -m pip install 'studypack[dask]'"
        raise ClusterFault(f"Dask is not installed: {help_}") from error


def _connected(dask: Any, scheduler: str) -> Any:
    # Of what it mends itself Dask would tell in lines of its own; what it cannot mend is raised.
    logging.getLogger("distributed.client").setLevel(logging.ERROR)
    try:
        return dask.Client(f"tcp://{scheduler}", timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterFault(
            f"no Dask scheduler answers at {scheduler}: is it running, and is the address right?"
        ) from error


def _outcome(dask: Any, future: Any, job: Job, scheduler: str) -> Outcome:
    try:
        outcome: Outcome = future.result()
    except dask.KilledWorker:
        return Outcome(job, (death(job),), None)
    except (dask.CancelledError, OSError) as error:
        raise ClusterFault(f"the Dask scheduler at {scheduler} was lost: build again") from error
    return replace(outcome, job=job)


def ship(job: Job, program: str) -> Shipment:
    """Return a job with the content of its pack, and of the workspace's settings and templates."""
    files: dict[str, bytes] = {}
    links: list[str] = []
    for folder in (job.folder, job.workspace / "templates"):
        for path in files_below(folder):
            name = path.relative_to(job.workspace).as_posix()
            if leads_out(path, folder):
                links.append(name)
            elif path.is_file():
                files[name] = _content(path)
    if (job.workspace / SETTINGS).is_file():
        files[SETTINGS] = _content(job.workspace / SETTINGS)
    return Shipment(job, program, files, tuple(links))


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST)


def make_shipment(shipment: Shipment) -> Outcome:
    """Make the files of a job, on a worker, in a folder that is removed again."""
    job = shipment.job
    if source_digest(program_parts()) != shipment.program:
        return Outcome(job, (_other_program(job),), None)
    with tempfile.TemporaryDirectory(prefix="studypack-", dir=_spare()) as folder:
        workspace = Path(folder)
        for name, content in shipment.files.items():
            path = workspace / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for name in shipment.links:
            (workspace / name).parent.mkdir(parents=True, exist_ok=True)
            (workspace / name).symlink_to(os.sep)
        here = replace(job, workspace=workspace, folder=workspace / "source" / job.folder.name)
        return replace(make(here), job=job)


def _spare() -> str | None:
    """Return the folder of the worker that this runs on, None on no worker.

    A worker that is killed removes nothing, but the next one on its machine clears its folder.
    """
    try:
        return str(import_module("distributed").get_worker().local_directory)
    except (ImportError, ValueError):
        return None


def _other_program(job: Job) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        "render-failed",
        "a worker of the cluster has another studypack, or other libraries or fonts",
        job.place,
        "install the same on all machines, or the same pack would give different files",
    )
