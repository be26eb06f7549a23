"""`--executor dask://…`: a real scheduler and two workers, on this machine's own network alone."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from studypack import cluster, limits
from studypack.digests import program_parts, source_digest
from studypack.making import Job
from studypack.outputs import Wanted, requests
from workspaces import PACK, Workspace

pytest.importorskip("distributed")
posix = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")


@dataclass(frozen=True, slots=True)
class Cluster:
    """A scheduler's address, and the processes of its workers, in a folder far from any workspace."""

    url: str
    workers: list[subprocess.Popen[bytes]]


def dask(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    program = [sys.executable, "-m", "dask", *arguments, "--dashboard-address", "127.0.0.1:0"]
    with (folder / f"{arguments[0]}.log").open("ab") as log:
        return subprocess.Popen(program, cwd=folder, stdout=log, stderr=log)


def address(file: Path) -> str:
    for _ in range(1200):
        try:
            return str(json.loads(file.read_text("utf-8"))["address"])
        except (OSError, ValueError):
            time.sleep(0.05)
    raise AssertionError("the scheduler has not begun in a minute")


@pytest.fixture
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cluster")
    file = folder / "scheduler.json"
    place = ("--host", "127.0.0.1")
    with ExitStack() as stack:
        started = [dask(folder, "scheduler", *place, "--port", "0", "--scheduler-file", str(file))]
        stack.callback(lambda: [process.wait(timeout=60) for process in started])
        stack.callback(lambda: [process.kill() for process in started])
        url = address(file).replace("tcp://", "dask://")
        one = ("--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
        for _ in range(2):
            started.append(dask(folder, "worker", "--scheduler-file", str(file), *place, *one))
        yield Cluster(url, started[1:])


def build(workspace: Workspace, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "studypack", "build", "--product", "worksheet", *options],
        cwd=workspace.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_cluster_makes_the_same_files_though_a_worker_is_killed_midway(
    workspace: Workspace, two: Cluster
) -> None:
    for number in range(24):
        workspace.write(f"pack-{number}", PACK.replace("puddle", f"puddle {number}"))
    building = build(workspace, "--executor", two.url)
    for _ in range(2400):
        if any(workspace.folder.glob("out/*/*.docx")):
            break
        time.sleep(0.05)
    two.workers[0].kill()
    out, errors = building.communicate(timeout=300)
    assert (errors, building.returncode) == ("", 0)
    assert "25 files made" in out
    far = workspace.built()
    assert "25 files made" in workspace.run("build", "--product", "worksheet", "--force").out
    assert workspace.built() == far


def test_a_fault_has_its_place_on_the_client(workspace: Workspace, two: Cluster) -> None:
    workspace.write("bad", PACK.replace(":::{vocabulary}", ":::{vocabluary}"))
    workspace.write("links", PACK.replace("# Questions", "![x](images/x.png)\n\n# Questions"))
    building = build(workspace, "--executor", two.url)
    out, errors = building.communicate(timeout=300)
    assert building.returncode == 1
    assert "source/bad/pack.md:10:5: error[unknown-directive]" in errors
    assert "source/links/pack.md" in errors
    assert "error[missing-image]: there is no image 'images/x.png'" in errors
    assert "not built: bad, links" in out
    assert "water/water-worksheet.docx" in workspace.built()


def test_a_scheduler_that_is_not_there_is_said_in_a_line(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", "200ms")
    ran = workspace.run("build", "--executor", "dask://127.0.0.1:1")
    assert ran.status == 1
    assert ran.err.startswith("studypack build: no Dask scheduler answers at 127.0.0.1:1")
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("url", ["dask://host", "tcp://host:1", "dask://:1", "dask://host:x"])
def test_an_address_that_is_none_is_misuse(workspace: Workspace, url: str) -> None:
    ran = workspace.run("build", "--executor", url)
    assert ran.status == 2
    assert "an executor is written dask://HOST:PORT" in ran.err


def test_without_dask_the_extra_is_named(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    ran = workspace.run("build", "--executor", "dask://127.0.0.1:1")
    assert ran.status == 1
    assert "pip install 'studypack[dask]'" in ran.err


def job(workspace: Workspace) -> Job:
    wanted = requests(Wanted(products=("worksheet",)))
    return Job(workspace.folder, workspace.folder / "source/water", "digest", wanted)


def test_a_shipment_holds_all_that_a_pack_is_made_from(workspace: Workspace) -> None:
    workspace.write(text="A text", part="texts/poem.txt")
    workspace.write(text="not shipped", part=".hidden")
    (workspace.folder / "studypack.toml").write_text('[school]\nname = "Elm"\n')
    shipped = cluster.ship(job(workspace), "program")
    assert sorted(shipped.files) == [
        "source/water/pack.md",
        "source/water/texts/poem.txt",
        "studypack.toml",
    ]


@posix
def test_what_a_link_leads_to_outside_is_not_shipped_and_still_refused(
    workspace: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.png"
    secret.write_bytes(b"secret")
    workspace.write(text=PACK.replace("# Questions", "![x](x.png)\n\n# Questions"))
    (workspace.folder / "source/water/x.png").symlink_to(secret)
    shipped = cluster.ship(job(workspace), source_digest(program_parts()))
    assert b"secret" not in b"".join(shipped.files.values())
    outcome = cluster.make_shipment(shipped)
    assert [one.code for one in outcome.found] == ["outside-pack"]


def test_a_worker_with_another_program_makes_nothing(workspace: Workspace) -> None:
    good = cluster.ship(job(workspace), source_digest(program_parts()))
    assert cluster.make_shipment(good).files
    outcome = cluster.make_shipment(replace(good, program="another"))
    assert outcome.files is None
    assert "another studypack" in outcome.found[0].message


def test_a_worker_leaves_no_folder_behind(
    workspace: Workspace, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    spare = tmp_path_factory.mktemp("spare")
    monkeypatch.setattr("tempfile.tempdir", str(spare))
    cluster.make_shipment(cluster.ship(job(workspace), source_digest(program_parts())))
    assert list(spare.iterdir()) == []


def test_a_pack_without_end_is_ended_on_a_worker(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workspace.folder / "templates/blocks/paragraph.html.j2"
    path.parent.mkdir(parents=True)
    loop = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    path.write_text(loop, "utf-8")
    monkeypatch.setattr(limits, "SECONDS", 2.0)
    order = replace(job(workspace), requests=requests(Wanted(products=("guide",)))[:1])
    shipped = cluster.ship(order, source_digest(program_parts()))
    with ThreadPoolExecutor(1) as worker:  # a worker of Dask makes jobs in threads
        outcome = worker.submit(cluster.make_shipment, shipped).result(timeout=120)
    assert [one.message for one in outcome.found] == ["making it takes too long"]
    assert outcome.files is None
