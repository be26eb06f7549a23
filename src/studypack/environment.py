"""Variables of the environment that C libraries and fontTools read; called by `fonts` and the PDF backend."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LOCKS = {name: threading.RLock() for name in ("FONTCONFIG_FILE", "SOURCE_DATE_EPOCH")}


@contextmanager
def variable(name: str, value: str) -> Iterator[None]:
    """Set one of the known variables while the context lasts, then put back what was there.

    All threads share the environment, so that a second one waits. KeyError: another variable.
    """
    with _LOCKS[name]:
        before = os.environ.get(name)
        os.environ[name] = value
        try:
            yield
        finally:
            if before is None:
                del os.environ[name]
            else:
                os.environ[name] = before
