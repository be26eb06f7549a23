"""What dies, is stopped or runs beside: other packs are built, no half file is left, nor a process."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from studypack import making, pool
from workspaces import PACK, Workspace

REAL_MAKE = making.make
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


def deadly(job: making.Job) -> making.Outcome:
    """Stands for `make`: the process dies of the pack called 'bad'."""
    if job.folder.name == "bad":
        os._exit(11)
    return REAL_MAKE(job)


def deadly_once(job: making.Job) -> making.Outcome:
    """Stands for `make`: the process dies of the pack called 'bad', but the first time alone."""
    seen = job.workspace / "seen"
    if job.folder.name == "bad" and not seen.exists():
        seen.touch()
        os._exit(11)
    return REAL_MAKE(job)


@pytest.fixture
def three(workspace: Workspace) -> Workspace:
    """A workspace with the packs air, bad and water."""
    for slug in ("air", "bad"):
        workspace.write(slug, PACK.replace("Water", slug.capitalize()))
    return workspace


@pytest.mark.skipif(pool.START != "fork", reason="only a fork knows what a test puts in place")
@pytest.mark.parametrize("product", ["worksheet", "worksheet,guide"])
def test_a_pack_of_which_a_process_dies_fails_alone(
    three: Workspace, monkeypatch: pytest.MonkeyPatch, product: str
) -> None:
    monkeypatch.setattr(making, "make", deadly)
    ran = three.run("build", "--product", product, "--jobs", "2")
    assert ran.status == 1
    assert "source/bad/pack.md:1:1: error[render-failed]: the process that made bad-" in ran.err
    assert {name.split("/")[0] for name in three.built()} == {"air", "water", "manifest.json"}
    assert "not built: bad" in ran.out


@pytest.mark.skipif(pool.START != "fork", reason="only a fork knows what a test puts in place")
def test_a_process_that_dies_once_costs_nothing_but_time(
    three: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "make", deadly_once)
    ran = three.run("build", "--product", "worksheet", "--jobs", "2")
    assert (ran.status, ran.err) == (0, "")
    assert len(three.built()) == 4


def test_messages_are_the_same_in_whatever_order_packs_are_done(
    three: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    three.write("bad", PACK.replace("# Notes", "# Notes\n\n:::{nonesuch}\n:::\n\n<b>x</b>"))
    three.write("air", PACK.replace("# Notes", "# Notes\n\n<b>x</b>"))
    three.write("water", PACK + "\n:::{question}\nWhy?\n:::\n")
    order = ("build", "--product", "worksheet", "--force", "--explain")
    real = pool.run_all
    three.run(*order)

    def told(arrange: Callable[[Iterable[making.Outcome]], Iterable[making.Outcome]]) -> object:
        monkeypatch.setattr("studypack.build.run_all", lambda *given: arrange([*real(*given)]))
        ran = three.run(*order, "--jobs", "3")
        return ran.status, re.sub(r"in \d+\.\d s", "", ran.out), ran.err

    first = told(list)
    assert "raw-html" in str(first)
    assert told(lambda done: reversed([*done])) == first
    assert told(lambda done: sorted(done, key=lambda one: len(one.found))) == first


def test_one_line_of_progress_overwrites_itself_where_a_person_is_watching(
    three: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = ("build", "--product", "worksheet", "--force", "--jobs", "3")
    assert three.run(*order).err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    shown = three.run(*order).err
    assert "\n" not in shown
    lines = [line.rstrip() for line in shown.split("\r") if line]
    assert [line.partition(":")[0] for line in lines] == [f"{n} of 3 done" for n in (1, 2, 3)] + [
        ""
    ]
    assert {line.partition(": ")[2] for line in lines} == {"air", "bad", "water", ""}


def test_the_longest_pack_is_begun_first(three: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    three.write("bad", PACK + "\nA word more.\n" * 100)
    begun: list[tuple[str, str]] = []

    def noted(job: making.Job) -> making.Outcome:
        begun.extend((job.folder.name, request.format) for request in job.requests)
        return REAL_MAKE(job)

    monkeypatch.setattr(making, "make", noted)
    assert three.run("build", "--product", "worksheet,answers", "--jobs", "1").status == 0
    assert begun[:2] == [("bad", "pdf"), ("bad", "docx")]
    assert len(begun) == 6


HOARD: list[bytearray] = []


def hoarding(job: making.Job) -> making.Outcome:
    """Stands for `make`: a process keeps two megabytes of every pack."""
    HOARD.append(bytearray(b"x" * 2 * 2**20))
    return REAL_MAKE(job)


@pytest.mark.skipif(pool.START != "fork", reason="only a fork knows what a test puts in place")
def test_the_memory_of_workers_does_not_grow_with_the_packs(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def most(packs: int) -> int:
        """Return how many megabytes the largest worker has had in a build of so many packs."""
        for number in range(packs):
            workspace.write(f"pack-{number}", PACK.replace("puddle", f"puddle {number}"))

        def run() -> None:
            import resource

            order = ("build", "--product", "worksheet", "--force", "--jobs", "2")
            assert workspace.run(*order).status == 0
            told.send(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)

        heard, told = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.get_context("fork").Process(target=run)
        process.start()
        megabytes = heard.recv()
        process.join(timeout=60)
        assert isinstance(megabytes, int)
        return megabytes

    few = most(12)
    assert most(60) < few + 10
    monkeypatch.setattr(making, "make", hoarding)  # a negative control
    assert most(60) > few + 20


def test_processes_that_know_nothing_of_their_parent_make_the_same_files(
    three: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    three.run("build", "--product", "worksheet", "--jobs", "1")
    alone = three.built()
    monkeypatch.setattr(pool, "START", "spawn")
    ran = three.run("build", "--product", "worksheet", "--jobs", "2", "--force")
    assert (ran.status, ran.err) == (0, "")
    assert three.built() == alone


def start(workspace: Workspace, *options: str) -> subprocess.Popen[str]:
    """Begin a build in a process group of its own, which heeds Ctrl-C.

    A shell has what it starts in the background ignore it, and children inherit that.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "studypack", "build", *options],
            cwd=workspace.folder,
            env={**os.environ, "TMPDIR": str(scratch(workspace))},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
    finally:
        signal.signal(signal.SIGINT, before)


def scratch(workspace: Workspace) -> Path:
    """Return the folder in which a build that is begun puts aside what it needs for a while."""
    folder = workspace.folder / "scratch"
    folder.mkdir(exist_ok=True)
    return folder


def until_workers_load_what_renders(workspace: Workspace) -> None:
    """Wait until one of them has written its fonts' configuration, for which it needs a folder."""
    for _ in range(6000):
        if any(scratch(workspace).rglob("fonts.conf")):
            return
        time.sleep(0.01)
    raise AssertionError("no worker has loaded anything in a minute")


def until_the_first_file(workspace: Workspace) -> None:
    """Wait until a build has begun to write: it is then in the midst of making the others."""
    for _ in range(1200):
        if any(workspace.folder.glob("out/*/*.docx")):
            return
        time.sleep(0.05)
    raise AssertionError("the build has made nothing in a minute")


def untrue(workspace: Workspace) -> list[str]:
    """Return the files of the manifest that are not what it says."""
    out = workspace.folder / "out"
    files = json.loads((out / "manifest.json").read_text("utf-8"))["files"]
    assert files
    return [
        entry["path"]
        for entry in files
        if hashlib.sha256((out / entry["path"]).read_bytes()).hexdigest() != entry["sha256"]
    ]


def many(workspace: Workspace) -> None:
    for number in range(40):
        workspace.write(f"pack-{number}")


@posix
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupted_build_stops_and_says_so(workspace: Workspace, jobs: str) -> None:
    many(workspace)
    build = start(workspace, "--product", "worksheet", "--jobs", jobs)
    until_the_first_file(workspace)
    os.killpg(build.pid, signal.SIGINT)
    said = build.communicate(timeout=60)  # until the last child has closed its end as well
    assert build.returncode == 130
    assert said == ("", "interrupted: finished packs are kept, the files of all others are as they were\n")  # fmt: skip
    assert untrue(workspace) == []
    assert not list(workspace.folder.rglob("*.part"))
    assert len(workspace.built()) < 41


@posix
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "kill -9"])
def test_what_is_ended_while_it_loads_leaves_nothing_in_the_temporary_folder(
    workspace: Workspace, ending: signal.Signals
) -> None:
    many(workspace)
    build = start(workspace, "--product", "handout", "--jobs", "2")
    until_workers_load_what_renders(workspace)
    os.kill(build.pid, ending)  # its workers are told by it, or find it gone
    build.communicate(timeout=60)
    assert list(scratch(workspace).iterdir()) == []


@posix
def test_a_killed_build_leaves_no_process_and_the_next_one_sweeps(workspace: Workspace) -> None:
    many(workspace)
    build = start(workspace, "--product", "worksheet", "--jobs", "2")
    until_the_first_file(workspace)
    build.kill()
    build.communicate(timeout=60)  # the children have their ends of these pipes, too
    half = workspace.folder / "out" / "water" / ".9.part"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"half a fi")
    ran = workspace.run("build", "--product", "worksheet")
    assert ran.status == 0
    assert not half.exists()
    assert untrue(workspace) == []
    assert len(workspace.built()) == 42


def test_two_builds_at_once_leave_one_true_manifest(three: Workspace) -> None:
    builds = [start(three, "--product", product) for product in ("worksheet", "guide")]
    for build in builds:
        _, errors = build.communicate(timeout=120)
        assert (build.returncode, errors) == (0, "")
    assert untrue(three) == []
    assert len(json.loads(three.built()["manifest.json"])["files"]) == 6


def test_a_lock_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys, time; from studypack.writing import locked\n"
        "with locked(pathlib.Path(sys.argv[1])):\n"
        "    print('in', flush=True); time.sleep(0.3); print('out', flush=True)\n"
    )
    log = tmp_path / "log"
    with log.open("w") as stream:
        command = [sys.executable, "-c", program, str(tmp_path / "out")]
        for process in [subprocess.Popen(command, stdout=stream) for _ in range(3)]:
            assert process.wait(timeout=60) == 0
    assert log.read_text().split() == ["in", "out"] * 3
