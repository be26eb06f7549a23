"""What takes too much time or memory is one pack's failure, told in a line; what follows is free again."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from studypack import composing, limits
from workspaces import Workspace

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems bound less")

ORDER = ("build", "--product", "worksheet,guide")
ENDLESS = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_template_without_end_is_ended(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, jobs: str
) -> None:
    path = workspace.folder / "templates/blocks/paragraph.html.j2"
    path.parent.mkdir(parents=True)
    path.write_text(ENDLESS, "utf-8")
    monkeypatch.setattr(limits, "SECONDS", 2.0)
    ran = workspace.run("build", "--product", "guide", "--jobs", jobs)
    assert ran.status == 1
    assert "error[render-failed]: making it takes too long" in ran.err
    assert "Traceback" not in ran.err
    path.unlink()
    assert workspace.run("build", "--product", "guide", "--jobs", jobs).status == 0


def test_a_thread_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless() -> str:
        try:
            with limits.limited():
                while True:
                    sum(range(1000))
        except limits.TooLongError:
            return "ended"

    monkeypatch.setattr(limits, "SECONDS", 1.0)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(endless).result(timeout=60) == "ended"
        monkeypatch.setattr(limits, "SECONDS", 1000.0)
        assert pool.submit(bounded, 7).result(timeout=60) == 7
    assert not [one for one in threading.enumerate() if one.name.endswith("(watch)")]


def bounded(value: int) -> int:
    with limits.limited():
        return value


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_takes_too_much_memory_is_ended(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, jobs: str
) -> None:
    real = composing.compose
    monkeypatch.setattr(limits, "BYTES", 200 * 2**20)
    monkeypatch.setattr(composing, "compose", lambda *_: bytearray(2**30))
    ran = workspace.run(*ORDER, "--jobs", jobs)
    assert ran.status == 1
    assert "error[render-failed]: water-guide.epub: it takes too much memory" in ran.err
    monkeypatch.setattr(composing, "compose", real)
    assert workspace.run(*ORDER, "--jobs", jobs).status == 0


def test_the_bounds_end_with_the_job() -> None:
    import resource
    import signal

    before = resource.getrlimit(resource.RLIMIT_AS), signal.getsignal(signal.SIGPROF)
    with limits.limited():
        assert resource.getrlimit(resource.RLIMIT_AS) != before[0]
    assert (resource.getrlimit(resource.RLIMIT_AS), signal.getsignal(signal.SIGPROF)) == before
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
