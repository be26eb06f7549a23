"""Spreading jobs over processes, so that one that dies takes nothing with it; called by `build`.

What starts processes is loaded when there are some: most builds and checks are one job.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from studypack import making
from studypack.making import Job, Outcome, death

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

START = "fork" if sys.platform == "linux" else "spawn"
"""How a process begins: a fork has all that is imported, but is safe on Linux alone."""


def cores() -> int:
    """Return how many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_all(jobs: Iterable[Job], processes: int) -> Iterator[Outcome]:
    """Yield what comes of each job, in order of completion, over at most `processes` processes.

    When a process dies, the jobs that were being made are made again, each alone: the one of
    which the process dies a second time has failed, and no other. On Ctrl-C all stop at once.
    """
    waiting = deque(jobs)
    if min(processes, len(waiting)) <= 1:
        yield from map(making.make, waiting)
        return
    while waiting:
        suspects = yield from _until_one_dies(waiting, processes)
        for job in suspects:
            yield from _alone(job)


def _until_one_dies(waiting: deque[Job], processes: int) -> Generator[Outcome, None, list[Job]]:
    """Make what is waiting; return what was being made when a process died, [] if none did."""
    from concurrent.futures import FIRST_COMPLETED, wait
    from concurrent.futures.process import BrokenProcessPool

    running: dict[Future[Outcome], Job] = {}
    with _pool(min(processes, len(waiting))) as pool:
        try:
            while waiting or running:
                while waiting and len(running) < processes:
                    job = waiting[0]
                    running[pool.submit(making.make, job)] = job
                    waiting.popleft()
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    outcome = future.result()
                    del running[future]
                    yield outcome
        except BrokenProcessPool:
            return list(running.values())
    return []


def _alone(job: Job) -> Iterator[Outcome]:
    from concurrent.futures.process import BrokenProcessPool

    with _pool(1) as pool:
        future = pool.submit(making.make, job)
        try:
            outcome = future.result()
        except BrokenProcessPool:
            outcome = Outcome(job, (death(job),), None)
    yield outcome


@contextmanager
def _pool(processes: int) -> Iterator[ProcessPoolExecutor]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    others = multiprocessing.active_children()
    context = multiprocessing.get_context(START)
    with _scratch() as scratch:
        pool = ProcessPoolExecutor(processes, context, _begin, (scratch,))
        try:
            yield pool
        except BaseException:  # Ctrl-C, or the caller wants no more: stop at once
            for child in multiprocessing.active_children():
                if child not in others:
                    child.terminate()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


@contextmanager
def _scratch() -> Iterator[str | None]:
    """Make a folder for what workers put aside: one that is ended cannot remove its own.

    Yields None where none can be made; the first worker that needs one will say so.
    """
    try:
        folder = tempfile.mkdtemp(prefix="studypack-")
    except OSError:
        yield None
        return
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _begin(scratch: str | None) -> None:
    """Begin a worker: its parent alone answers Ctrl-C, and it does not outlive its parent."""
    tempfile.tempdir = scratch
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    import multiprocessing
    from multiprocessing.connection import wait as wait_for

    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        if tempfile.tempdir is not None:
            shutil.rmtree(tempfile.tempdir, ignore_errors=True)
        os._exit(1)
