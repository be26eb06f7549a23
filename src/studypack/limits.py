"""How much time and memory one job may take, so that no pack can hold a machine; called by `making`."""

from __future__ import annotations

import signal
import sys
import threading
import time
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
        if threading.current_thread() is not threading.main_thread():
            stack.enter_context(_time_of_thread())
        elif hasattr(signal, "setitimer"):
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


_LOOK = 0.5
"""How often the clock of a thread is looked at, in seconds."""


@contextmanager
def _time_of_thread() -> Iterator[None]:
    """Bound the time of a thread that gets no signals, such as a worker's on a cluster."""
    if not hasattr(time, "pthread_getcpuclockid"):
        yield
        return
    thread = threading.get_ident()
    clock = time.pthread_getcpuclockid(thread)
    last = time.clock_gettime(clock) + SECONDS
    is_over, ending = threading.Event(), threading.Lock()

    def watch() -> None:
        while not is_over.wait(_LOOK):
            with ending:
                if not is_over.is_set() and time.clock_gettime(clock) > last:
                    _raise_in(thread)
                    return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        with ending:
            is_over.set()
        watcher.join()


def _raise_in(thread: int) -> None:
    """Raise TooLongError in another thread, before its next step of Python."""
    import ctypes

    error = ctypes.py_object(TooLongError)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), error)


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
