"""Where the installed checkers are and how they are kept running; only the doors call it."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .findings import CheckerMissing

HERE = Path(__file__).resolve().parent
Answer = dict[str, Any]
PATIENCE = 300.0  # seconds for one file; the longest seen was 24


def home() -> Path:
    """The folder that `tests/checkers/install` fills."""
    return Path(os.environ.get("STUDYPACK_CHECKERS", HERE.parents[1] / ".cache" / "checkers"))


def installed(checker: str, relative: str) -> Path:
    """A file or folder below `home()`; raises `CheckerMissing` when it is not there."""
    path = home() / relative
    if not path.exists():
        raise CheckerMissing(checker, f"no {relative} in {home().name}")
    return path


def command(checker: str, *names: str) -> str:
    """The first of these commands that is on this machine; raises `CheckerMissing` without one."""
    for name in names:
        if found := shutil.which(name):
            return found
    raise CheckerMissing(checker, f"no command {' or '.join(names)}")


def chromium(checker: str) -> str:
    """The browser that the reader and Ace look at books with."""
    return command(checker, "chromium", "chromium-browser", "google-chrome")


class Service:
    """A checker that is started once a session, then asked and answering line by line.

    A request is one line; the answer is any number of JSON objects, one a line, of which the last
    has a key `done`. Starting a JVM or a browser costs more than most checks.
    """

    def __init__(self, command_line: Sequence[str], environment: Mapping[str, str] | None = None):
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  # as long as the process lives
        self._process = subprocess.Popen(
            command_line,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            # Java opens files whose names are not ASCII only where the locale says UTF-8.
            env={**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})},
            encoding="utf-8",
        )
        atexit.register(self.close)

    def ask(self, *fields: str) -> list[Answer]:
        """The answers to one request. A checker that dies over it raises: silence is no pass."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        patience = threading.Timer(PATIENCE, self._process.kill)
        patience.start()
        try:
            self._process.stdin.write("\t".join(fields) + "\n")
            self._process.stdin.flush()
            answers = []
            for line in self._process.stdout:
                answers.append(json.loads(line))
                if "done" in answers[-1]:
                    return answers
        except BrokenPipeError:
            pass  # it is gone, which is told below
        finally:
            patience.cancel()
        raise self._died(fields)

    def close(self) -> None:
        """Ends the process; asking again is an error."""
        atexit.unregister(self.close)
        if not self._log.closed:
            self._process.communicate()
            self._log.close()

    def _died(self, fields: Sequence[str]) -> RuntimeError:
        self._process.wait()
        self._log.seek(0)
        said = self._log.read().decode("utf-8", "replace")[-2000:]
        return RuntimeError(f"{self._process.args!r} died over {fields}:\n{said}")


_SERVICES: dict[str, Service] = {}


def service(name: str, command_line: Sequence[str], **environment: str) -> Service:
    """The session's one service of that name, started at its first use."""
    if name not in _SERVICES:
        _SERVICES[name] = Service(command_line, environment)
    return _SERVICES[name]


def close_services() -> None:
    """Ends every service of the session."""
    while _SERVICES:
        _SERVICES.popitem()[1].close()


def java_service(checker: str, main: str, jar: str) -> Service:
    """A service that is one of our Java drivers on that jar's class path."""
    java = command(checker, "java")
    classes = installed(checker, f"classes/{main}.class").parent
    class_path = os.pathsep.join((str(classes), str(installed(checker, f"jars/{jar}"))))
    return service(
        checker,
        # Short runs: the cheap compiler and collector start sooner and take less memory.
        [java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss8m", "-cp", class_path, main],
    )


def python_service(checker: str) -> Service:
    """The service that runs the checkers' own virtual environment; see `in_venv.py`."""
    binary = "Scripts/python.exe" if os.name == "nt" else "bin/python"
    python = installed(checker, f"venv/{binary}")
    return service("python", [str(python), str(HERE / "in_venv.py")])


def node_service(checker: str, script: str) -> Service:
    """A service that is one of our scripts for Node, with Chromium at hand."""
    node = command(checker, "node")
    installed(checker, "node/node_modules/playwright-core")
    browser = chromium(checker)
    return service(
        checker,
        [node, str(HERE / script), str(home() / "node")],
        CHROMIUM=browser,
        PUPPETEER_EXECUTABLE_PATH=browser,  # by which Ace finds it
        ACE_TIMEOUT_INITIAL="60000",
    )
