"""The commands `new`, `init`, `list` and `clean`."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from studypack.commands import FAILED, GOOD, MISUSED, near, say, workspace_at
from studypack.manifest import MANIFEST, read_manifest
from studypack.packs import find_packs
from studypack.stamp import STAMP
from studypack.writing import LOCK, PREVIEWS


def new(options: argparse.Namespace) -> int:
    """Write a first version of a pack and say where it is."""
    from studypack.scaffold import NameTaken, new_pack

    try:
        pack = new_pack(Path(options.workspace).absolute(), options.title)
    except (NameTaken, ValueError) as fault:
        say(f"studypack new: {fault}")
        return MISUSED
    except OSError as error:
        say(f"studypack new: cannot write {error.filename}: {error.strerror}")
        return FAILED
    print(near(pack))
    say(f"edit it, then run: studypack build {pack.parent.name}")
    return GOOD


def init(options: argparse.Namespace) -> int:
    """Make a folder a workspace; what is there stays as it is."""
    from studypack.scaffold import init_workspace

    try:
        written = init_workspace(Path(options.folder or options.workspace).absolute())
    except OSError as error:
        say(f"studypack init: cannot write {error.filename}: {error.strerror}")
        return FAILED
    for path in written:
        print(near(path))
    say("ready: run `studypack build` there" if written else "it is a workspace already")
    return GOOD


def list_packs(options: argparse.Namespace) -> int:
    """Print each pack's slug, and what has been built of it."""
    workspace = workspace_at(options.workspace)
    if workspace is None:
        return MISUSED
    slugs = [folder.name for folder in find_packs(Path(workspace))]
    built: dict[str, list[str]] = {slug: [] for slug in slugs}
    for record in read_manifest(_out(options)).records.values():
        built.get(record.pack, []).append(record.path)
    for slug in slugs:
        if options.json:
            print(json.dumps({"pack": slug, "files": sorted(built[slug])}))
        else:
            print(f"{slug}  ({len(built[slug])} built)" if built[slug] else f"{slug}  (not built)")
    if not slugs:
        say('there are no packs yet: run `studypack new "Title"`')
    return GOOD


def clean(options: argparse.Namespace) -> int:
    """Remove what the manifest lists, and what a build keeps beside; all else is not ours."""
    out = _out(options)
    records = read_manifest(out).records
    try:
        removed = sum(_remove(out, record.path) for record in records.values())
        previews = (f"{PREVIEWS}/{path.name}" for path in (out / PREVIEWS).glob("*.html"))
        for name in (*previews, MANIFEST, STAMP, LOCK):
            _remove(out, name)
        _remove_if_empty(out)
    except OSError as error:
        say(f"studypack clean: cannot remove {error.filename}: {error.strerror}")
        return FAILED
    print("1 file removed" if removed == 1 else f"{removed} files removed")
    return GOOD


def _out(options: argparse.Namespace) -> Path:
    return Path(options.out or os.path.join(options.workspace, "out")).absolute()


def _remove(out: Path, name: str) -> bool:
    """Remove a file below `out`, never one that a link leads to; return whether there was one."""
    path = out / name
    if not path.is_file() or not path.resolve().is_relative_to(out.resolve()):
        return False
    path.unlink()
    _remove_if_empty(path.parent)
    return True


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
