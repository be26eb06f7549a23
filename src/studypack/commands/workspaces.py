"""The commands `new`, `init`, `list` and `clean`."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

from studypack.manifest import MANIFEST, read_manifest
from studypack.scaffold import NameTaken, init_workspace, new_pack

GOOD, FAILED, MISUSED = 0, 1, 2


def new(options: argparse.Namespace) -> int:
    """Write a first version of a pack and say where it is."""
    workspace = options.workspace.absolute()
    try:
        pack = new_pack(workspace, options.title)
    except (NameTaken, ValueError) as fault:
        _say(f"studypack new: {fault}")
        return MISUSED
    except OSError as error:
        _say(f"studypack new: cannot write {error.filename}: {error.strerror}")
        return FAILED
    print(_near(pack))
    _say(f"edit it, then run: studypack build {pack.parent.name}")
    return GOOD


def init(options: argparse.Namespace) -> int:
    """Make a folder a workspace; what is there stays as it is."""
    folder = (options.folder or options.workspace).absolute()
    try:
        written = init_workspace(folder)
    except OSError as error:
        _say(f"studypack init: cannot write {error.filename}: {error.strerror}")
        return FAILED
    for path in written:
        print(_near(path))
    _say("ready: run `studypack build` there" if written else "it is a workspace already")
    return GOOD


def list_packs(options: argparse.Namespace) -> int:
    """Print each pack's slug, and what has been built of it."""
    workspace = options.workspace.absolute()
    source = workspace / "source"
    slugs = sorted(path.parent.name for path in source.glob("*/pack.md"))
    built: dict[str, list[str]] = {slug: [] for slug in slugs}
    for record in read_manifest(workspace / "out").values():
        built.get(record.pack, []).append(record.path)
    for slug in slugs:
        if options.json:
            print(json.dumps({"pack": slug, "files": sorted(built[slug])}, ensure_ascii=False))
        else:
            print(f"{slug}  ({len(built[slug])} built)" if built[slug] else slug)
    if not slugs:
        _say(f'no packs in {_near(source)}: run `studypack new "Title"`')
    return GOOD


def clean(options: argparse.Namespace) -> int:
    """Remove what the manifest lists, and the manifest; what it does not list is not ours."""
    out = options.workspace.absolute() / "out"
    records = read_manifest(out)
    for record in records.values():
        path = out / record.path
        if path.resolve().is_relative_to(out.resolve()):  # a manifest may have been tampered with
            path.unlink(missing_ok=True)
            _remove_if_empty(path.parent)
    (out / MANIFEST).unlink(missing_ok=True)
    _remove_if_empty(out)
    print(f"{len(records)} files removed")
    return GOOD


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        shutil.rmtree(folder)


def _near(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _say(text: str) -> None:
    print(text, file=sys.stderr)
