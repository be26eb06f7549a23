"""How much time and memory one job may take, so that no pack can hold a machine; called by `making`."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

SECONDS = 1200.0
"""Seconds of processor time: ten times what the files of a pack of five hundred pages take."""

BYTES = 4 * 2**30
"""Memory beyond what the process has: three times what such a pack takes."""


class TooLongError(BaseException):
    """The time is up. No `Exception`, since what catches all of those would go on."""


@contextmanager
def limited() -> Iterator[None]:
    """Bound what is done while the context lasts, as far as the system can.

    raises TooLongError when the time is up, and MemoryError where Python asks for too much; a C
    library that asks for too much ends the process, which its parent reports
    """
    with ExitStack() as stack:
        if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
            stack.enter_context(_time())
        if sys.platform == "linux":
            stack.enter_context(_memory())
        yield


@contextmanager
def _time() -> Iterator[None]:
    def end(_signal: int, _frame: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


if sys.platform == "linux":

    @contextmanager
    def _memory() -> Iterator[None]:
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        most = pages * resource.getpagesize() + BYTES
        lowest = min(limit for limit in (soft, hard, most) if limit != resource.RLIM_INFINITY)
        resource.setrlimit(resource.RLIMIT_AS, (lowest, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
