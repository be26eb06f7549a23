"""The record of what was built, `out/manifest.json`; called by `build` and the commands.

It lists every file with its pack, product, format, edition, variant, bytes, SHA-256 and pages,
and from what each was made, so that a file is made again exactly when something changed, and
`build --explain` can say what.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path, PurePosixPath

MANIFEST = "manifest.json"
_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One built file.

    path     POSIX path below the output folder
    edition  name as on the command line: 'student', 'teacher+large-print'
    variant  name of the level, letter of the variant, both ('support-b'), or ''
    source   digest of everything that its pack was read from
    made_from digest of what is in this very file, and of what made it
    pages    for PDF, else None
    extent   'key' or 'scheme' where the answers are not told whole, else None
    finish   'archive', 'booklet', '2-up' or 'protected', else None
    profile  'kindle' or 'kobo', else None
    fonts    'embedded' in an e-book that brings its fonts, else None
    loose    'loose' for a teacher's file that does not keep the pupils' pages, else None
    fit      how many pages were asked for, else None
    pupil    whose copy it is, else None
    copies   how many pupils' copies it holds, else None
    template digest of the document that it was written into, if --template named it, else None
    told     digest of the order of a variant, and of whose copy it is, else None
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
    extent: str | None = None
    finish: str | None = None
    profile: str | None = None
    fonts: str | None = None
    loose: str | None = None
    fit: int | None = None
    pupil: str | None = None
    copies: int | None = None
    template: str | None = None
    made_from: str | None = None
    told: str | None = None


_TYPES = {
    field.name: int if "int" in str(field.type) else str for field in fields(Record)
}  # `pages` may be missing, but is never null


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest lists.

    records  by path
    sources  `Record.source`, `Record.made_from` → the digest of each part that it is a digest of
    """

    records: Mapping[str, Record] = field(default_factory=dict)
    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_manifest(out: Path) -> Manifest:
    """Return what the manifest in `out` lists; nothing where there is none that can be read.

    A manifest that a person has damaged is no record: everything is then made again.
    """
    try:
        content = json.loads((out / MANIFEST).read_bytes())
        if content["version"] != _VERSION:
            return Manifest()
        records = {entry["path"]: _record(entry) for entry in content["files"]}
        return Manifest(records, _sources(content.get("sources", {})))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Manifest()


def _record(entry: dict[str, object]) -> Record:
    """Return a record; raise ValueError for one that no build has written."""
    for name, value in entry.items():
        if type(value) is not _TYPES[name]:
            raise ValueError(f"{name} cannot be {value!r}")
    record = Record(**entry)  # type: ignore[arg-type]  # just looked at
    path = PurePosixPath(record.path)
    if path.is_absolute() or ".." in path.parts or "\\" in record.path:
        raise ValueError(f"{record.path} leads out of the folder")
    return record


def _sources(content: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Return the parts of each source as text; they serve to explain alone, so none is judged."""
    return {
        source: {name: str(digest) for name, digest in parts.items()}
        for source, parts in content.items()
    }


def manifest_text(records: Iterable[Record], sources: Mapping[str, Mapping[str, str]]) -> str:
    """Return the manifest as text: sorted by path, without a time, so that it is reproducible.

    sources  of which only those are kept that a record has
    """
    files = [
        {name: value for name, value in asdict(record).items() if value is not None}
        for record in sorted(records, key=lambda record: record.path)
    ]
    named = {record.get(key) for record in files for key in ("source", "made_from")}
    used = sorted(source for source in sources if source in named)
    parts = {source: dict(sorted(sources[source].items())) for source in used}
    content = {"version": _VERSION, "files": files, "sources": parts}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
