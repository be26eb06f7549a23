"""Killed at any moment, a disk that is full: no half file, no lost file, and the next build heals."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import multiprocessing
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest

from studypack.cli import main
from workspaces import PACK, Workspace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a process must be forked")

F = TypeVar("F")
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


# --- Disks that are full, and folders that cannot be written ----------------------------------


def on_a_disk(folder: Path, options: str, act: Callable[[], None]) -> int | None:
    """Run `act` in a process that alone sees a small disk at `folder`; return its exit status."""

    def run() -> None:
        mount(folder, options)
        act()

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    process.join(timeout=300)
    return process.exitcode


def mount(folder: Path, options: str, flags: int = 0) -> None:
    """Mount a disk in memory, for this process alone; raise OSError where that may not be."""
    libc = ctypes.CDLL(None, use_errno=True)

    def call(name: str, *arguments: object) -> None:
        if getattr(libc, name)(*arguments):
            raise OSError(ctypes.get_errno(), name)

    if not flags:
        user, group = os.getuid(), os.getgid()
        call("unshare", _NEW_MOUNTS | (0 if user == 0 else _NEW_USERS))
        if user:
            for name, line in (
                ("setgroups", "deny"),
                ("uid_map", f"0 {user} 1"),
                ("gid_map", f"0 {group} 1"),
            ):
                Path("/proc/self", name).write_text(line, "ascii")
        call("mount", b"none", b"/", None, _RECURSIVE | _PRIVATE, None)
    kind = b"tmpfs"
    call("mount", kind, bytes(folder), kind, flags, options.encode())


_NEW_MOUNTS, _NEW_USERS = 0x20000, 0x10000000
_RECURSIVE, _PRIVATE, _READ_ONLY, _AGAIN = 0x4000, 0x40000, 0x1, 0x20


@cache
def can_mount() -> bool:
    """Return whether this machine lets a test have a disk of its own; not all do."""
    with tempfile.TemporaryDirectory() as folder:
        return sys.platform == "linux" and on_a_disk(Path(folder), "", lambda: None) == 0


def where_disks_can_be_had(test: F) -> F | None:
    """Leave a test out where nobody may mount: there the limits above stand for disks."""
    return test if can_mount() else None


def fill(folder: Path, room: int) -> None:
    """Fill a disk but for `room` bytes."""
    free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
    (folder / "full").write_bytes(bytes(free - room))


def fill_with_names(folder: Path) -> None:
    """Make files until a disk holds no more of them."""
    (folder / "names").mkdir()
    with contextlib.suppress(OSError):
        for number in range(10_000):
            (folder / "names" / str(number)).touch()


DISKS = {
    "no room at all": lambda out: fill(out, 0),
    "room for a page": lambda out: fill(out, 4096),
    "room for one file of two": lambda out: fill(out, 20_000),
    "room for no further name": fill_with_names,
}  # fmt: skip


def empty(folder: Path) -> None:
    (folder / "full").unlink(missing_ok=True)
    shutil.rmtree(folder / "names", ignore_errors=True)


def put(files: dict[str, bytes], out: Path) -> None:
    for name, content in files.items():
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_bytes(content)


@where_disks_can_be_had
@pytest.mark.parametrize("disk", DISKS)
def test_a_real_disk_that_is_full_keeps_every_file_and_the_next_build_heals(
    workspace: Workspace, versions: tuple[dict[str, bytes], dict[str, bytes]], disk: str
) -> None:
    before, after = versions
    out = workspace.folder / "out"

    def act() -> None:
        put(before, out)
        DISKS[disk](out)
        ran = workspace.run(*ORDER)
        assert ran.status == 1
        assert "error[cannot-write]" in ran.err
        assert f"cannot write {out}/" in ran.err
        assert "No space left on device\n  help: free some room on the disk" in ran.err
        assert {name: workspace.built()[name] for name in before} == before
        assert not list(out.rglob("*.part"))
        empty(out)
        assert workspace.run(*ORDER).status == 0
        assert workspace.built() == after

    assert on_a_disk(out, "size=256k,nr_inodes=40", act) == 0


def test_a_disk_on_which_nothing_is_full_would_be_noticed(workspace: Workspace) -> None:
    """Negative control: a step that fails in the other process fails the test."""

    def act() -> None:
        assert workspace.run(*ORDER).status == 1

    process = multiprocessing.get_context("fork").Process(target=act)
    process.start()
    process.join(timeout=300)
    assert process.exitcode == 1


def read_only_by_rights(folder: Path) -> None:
    """Take the right to write from a folder, and from this process the might to ignore that."""
    for each in (*folder.rglob("*"), folder):
        each.chmod(0o555 if each.is_dir() else 0o444)
    if os.getuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        version_3_of_this_process = (ctypes.c_uint32 * 2)(0x20080522, 0)
        assert libc.capset(version_3_of_this_process, (ctypes.c_uint32 * 6)()) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="root's might is taken by a call of Linux")
def test_a_folder_that_is_read_only_is_said_and_heals(
    workspace: Workspace, versions: tuple[dict[str, bytes], dict[str, bytes]]
) -> None:
    before, after = versions
    out = workspace.folder / "out"

    def act() -> None:
        read_only_by_rights(out)
        ran = workspace.run(*ORDER)
        assert ran.status == 1
        assert (
            f"error[cannot-write]: cannot write {out}/.lock: Permission denied\n  help: " in ran.err
        )
        assert "--out" in ran.err
        assert workspace.built() == before
        cleaned = workspace.run("clean")
        assert cleaned.status == 1
        assert "studypack clean: cannot remove " in cleaned.err
        assert workspace.built() == before
        for each in (out, *out.rglob("*")):
            each.chmod(0o755)
        assert workspace.run(*ORDER).status == 0
        assert workspace.built() == after

    process = multiprocessing.get_context("fork").Process(target=act)
    process.start()
    process.join(timeout=300)
    assert process.exitcode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="root's might is taken by a call of Linux")
def test_a_folder_that_is_read_only_is_no_fault_where_nothing_is_to_be_made(
    workspace: Workspace,
) -> None:
    assert workspace.run(*ORDER).status == 0
    before = workspace.built()

    def act() -> None:
        read_only_by_rights(workspace.folder / "out")
        ran = workspace.run(*ORDER)
        assert (ran.status, ran.err) == (0, "")
        assert "up to date" in ran.out
        assert workspace.built() == before
        assert workspace.run(*ORDER, "--force").status == 1

    process = multiprocessing.get_context("fork").Process(target=act)
    process.start()
    process.join(timeout=300)
    assert process.exitcode == 0


@where_disks_can_be_had
def test_a_disk_that_is_read_only_is_said_and_keeps_every_file(
    workspace: Workspace, versions: tuple[dict[str, bytes], dict[str, bytes]]
) -> None:
    before, after = versions
    out = workspace.folder / "out"

    def act() -> None:
        put(before, out)
        mount(out, "", _AGAIN | _READ_ONLY)
        ran = workspace.run(*ORDER)
        assert ran.status == 1
        assert (
            "Read-only file system\n  help: name a folder that can be written with --out" in ran.err
        )
        assert workspace.built() == before
        mount(out, "", _AGAIN)
        assert workspace.run(*ORDER).status == 0
        assert workspace.built() == after

    assert on_a_disk(out, "size=256k", act) == 0


@where_disks_can_be_had
@pytest.mark.parametrize("arguments", [("new", "Rain"), ("init",)])
def test_what_cannot_be_begun_leaves_nothing_and_can_be_begun_again(
    workspace: Workspace, arguments: tuple[str, ...]
) -> None:
    """A disk has names left for a file, but no room for its content."""
    shutil.rmtree(workspace.folder / "source")

    def act() -> None:
        fill(workspace.folder, 0)
        ran = workspace.run(*arguments)
        assert ran.status == 1
        assert f"cannot write {workspace.folder}/" in ran.err
        assert "No space left on device" in ran.err
        assert [path.name for path in workspace.folder.iterdir()] == ["full"]
        empty(workspace.folder)
        assert workspace.run(*arguments).status == 0
        assert workspace.run("check").out == "1 pack checked, nothing to mend\n"

    assert on_a_disk(workspace.folder, "size=64k", act) == 0


def test_the_manifest_is_true_after_every_heal(
    workspace: Workspace, versions: tuple[dict[str, bytes], dict[str, bytes]]
) -> None:
    assert in_a_process(workspace, dying_at(5)) == KILLED
    workspace.run(*ORDER)
    built = workspace.built()
    assert built == versions[1]
    for entry in json.loads(built["manifest.json"])["files"]:
        assert hashlib.sha256(built[entry["path"]]).hexdigest() == entry["sha256"]
