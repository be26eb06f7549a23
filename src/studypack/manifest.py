"""The record of what was built, `out/manifest.json`; called by `build` alone.

It lists every file with its pack, product, format, edition, variant, bytes, SHA-256 and pages,
and from what each was made, so that a file is made again exactly when something changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

MANIFEST = "manifest.json"
_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One built file.

    path     POSIX path below the output folder
    edition  name as on the command line: 'student', 'teacher+large-print'
    variant  letter of the variant or name of the level, or ''
    pages    for PDF, else None
    source   digest of everything that the file was made from
    warnings how many diagnostics its pack had: they are shown again, so the pack is read again
    """

    path: str
    pack: str
    product: str
    format: str
    edition: str
    variant: str
    bytes: int
    sha256: str
    source: str
    pages: int | None = None
    warnings: int = 0


def read_manifest(out: Path) -> dict[str, Record]:
    """Return what the manifest in `out` lists, by path; {} where there is none that can be read.

    A manifest that a person has damaged is no record: everything is then made again.
    """
    try:
        content = json.loads((out / MANIFEST).read_text("utf-8"))
        if content["version"] != _VERSION:
            return {}
        return {entry["path"]: Record(**entry) for entry in content["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def manifest_text(records: Iterable[Record]) -> str:
    """Return the manifest as text: sorted by path, without a time, so that it is reproducible."""
    files = [
        {name: value for name, value in asdict(record).items() if value is not None}
        for record in sorted(records, key=lambda record: record.path)
    ]
    return json.dumps({"version": _VERSION, "files": files}, ensure_ascii=False, indent=1) + "\n"


def digest(data: bytes) -> str:
    """Return the SHA-256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def folder_digest(folder: Path) -> str:
    """Return a digest of every file below `folder`, by name and content; '' where there is none.

    Hidden files do not count: no pack is made from what an editor leaves behind.
    """
    if not folder.is_dir():
        return ""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not any(part.startswith(".") for part in name.split("/")):
            total.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def source_digest(parts: Mapping[str, str]) -> str:
    """Return one digest for everything that a file depends on, name → what identifies it."""
    return digest(json.dumps(parts, sort_keys=True).encode())


def is_fresh(record: Record | None, out: Path, source: str) -> bool:
    """Say whether the file of `record` is on disk, untouched, and made from `source`."""
    if record is None or record.source != source:
        return False
    try:
        return digest((out / record.path).read_bytes()) == record.sha256
    except OSError:
        return False
