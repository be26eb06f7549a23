"""Killed at any moment, a disk that is full: no half file, no lost file, and the next build heals."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from studypack.cli import main
from workspaces import PACK, Workspace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a process must be forked")

ORDER = ("build", "--product", "worksheet,guide", "--jobs", "1")
KILLED = 9
STEPS = ("write_bytes", "replace", "hardlink_to", "unlink", "mkdir")


def in_a_process(workspace: Workspace, before: Callable[[], None]) -> int | None:
    """Run a build in a process of its own in which `before` was done; return its exit status."""

    def run() -> None:
        before()
        os._exit(main([*ORDER, "--workspace", str(workspace.folder)]))

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    process.join(timeout=120)
    return process.exitcode


def dying_at(step: int) -> Callable[[], None]:
    """Return what lets a process die, as by SIGKILL, before it touches the disk the `step`th time.

    A file that is being written is then half there.
    """

    def prepare() -> None:
        left = [step]

        def counted(name: str) -> Callable[..., object]:
            real = getattr(Path, name)

            def do(path: Path, *arguments: object, **options: object) -> object:
                left[0] -= 1
                if not left[0]:
                    if name == "write_bytes":
                        real(path, bytes(arguments[0])[:100])  # type: ignore[call-overload]
                    os._exit(KILLED)
                return real(path, *arguments, **options)

            return do

        for name in STEPS:
            setattr(Path, name, counted(name))

    return prepare


def is_whole(workspace: Workspace, *versions: dict[str, bytes]) -> bool:
    """Say whether every file is one of its versions, and the manifest can be read."""
    built = workspace.built()
    json.loads(built.get("manifest.json", b"{}"))
    return all(
        any(content == version.get(name) for version in versions) for name, content in built.items()
    )


@pytest.fixture
def versions(workspace: Workspace) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """What is built of a pack before and after an edit; the first of them is in place."""
    edited = PACK.replace("puddle", "pond").replace("vapour and", "steam and")
    workspace.write(text=edited)
    workspace.run(*ORDER)
    after = workspace.built()
    workspace.write(text=PACK)
    workspace.run(*ORDER)
    before = workspace.built()
    workspace.write(text=edited)
    assert all(before[name] != after[name] for name in before)
    return before, after


def test_a_build_killed_at_any_step_leaves_whole_files_and_the_next_one_heals(
    workspace: Workspace, versions: tuple[dict[str, bytes], dict[str, bytes]]
) -> None:
    before, after = versions
    for step in range(1, 100):
        status = in_a_process(workspace, dying_at(step))
        assert is_whole(workspace, before, after), f"a half file at step {step}"
        assert workspace.built().keys() == before.keys(), f"a lost file at step {step}"
        if status == 0:
            break
        assert status == KILLED
        assert workspace.run(*ORDER).status == 0
        assert workspace.built() == after
        assert not list(workspace.folder.rglob("*.part"))
        workspace.write(text=PACK)
        workspace.run(*ORDER)
        workspace.write(text=PACK.replace("puddle", "pond").replace("vapour and", "steam and"))
    assert step > 10  # it was killed at each of these


def test_a_step_that_is_not_atomic_would_be_caught(
    workspace: Workspace, versions: tuple[dict[str, bytes], dict[str, bytes]]
) -> None:
    """Negative control: a file that is written in place and cut short."""
    path = workspace.folder / "out/water/water-guide.epub"
    path.write_bytes(path.read_bytes()[:100])
    assert not is_whole(workspace, *versions)


def full_at(size: int) -> Callable[[], None]:
    """Return what lets no file grow beyond `size` bytes, as on a disk that is full."""

    def prepare() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    return prepare


@pytest.mark.parametrize("size", [0, 100, 5000])
def test_a_full_disk_keeps_every_file_as_it_was(
    workspace: Workspace, versions: tuple[dict[str, bytes], dict[str, bytes]], size: int
) -> None:
    before, after = versions
    heard, told = os.pipe()

    def prepare() -> None:
        sys.stdout = sys.stderr = os.fdopen(told, "w", buffering=1, encoding="utf-8")
        full_at(size)()

    assert in_a_process(workspace, prepare) == 1
    os.close(told)
    with os.fdopen(heard, encoding="utf-8") as stream:
        said = stream.read()
    assert "error[cannot-write]" in said
    assert "File too large" in said
    assert "Traceback" not in said
    assert workspace.built() == before
    assert not list(workspace.folder.rglob("*.part"))
    assert workspace.run(*ORDER).status == 0
    assert workspace.built() == after


def test_the_manifest_is_true_after_every_heal(
    workspace: Workspace, versions: tuple[dict[str, bytes], dict[str, bytes]]
) -> None:
    assert in_a_process(workspace, dying_at(5)) == KILLED
    workspace.run(*ORDER)
    built = workspace.built()
    assert built == versions[1]
    for entry in json.loads(built["manifest.json"])["files"]:
        assert hashlib.sha256(built[entry["path"]]).hexdigest() == entry["sha256"]
