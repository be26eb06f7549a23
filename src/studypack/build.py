"""The pipeline: packs → views → bytes → `out/`; the only module that writes there.

    source text ─reading→ Pack ─checking→ CheckedPack ─composing→ View ─backend→ bytes ─validating→ out/

A pack's files are replaced together, after all of them have been made and found good: a pack that
fails leaves its old files as they were.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from studypack import __version__
from studypack.composing import Request
from studypack.diagnostics import Diagnostics, did_you_mean
from studypack.making import Made, Unit, libraries, make_all, read_checked, templates_of
from studypack.manifest import (
    MANIFEST,
    Record,
    digest,
    folder_digest,
    is_fresh,
    manifest_text,
    read_manifest,
    source_digest,
)
from studypack.reading import find_packs
from studypack.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to build.

    packs    slugs; () for every pack of the workspace
    out      the output folder
    jobs     how many processes at most, 1 or more
    force    make everything anew
    strict   a warning stops a pack as an error does
    """

    workspace: Path
    requests: tuple[Request, ...]
    out: Path
    packs: tuple[str, ...] = ()
    jobs: int = 1
    force: bool = False
    strict: bool = False


@dataclass(slots=True)
class Report:
    """What came of an order: `made` and `fresh` files by path, and the packs that failed."""

    found: Diagnostics = field(default_factory=Diagnostics)
    made: list[Record] = field(default_factory=list)
    fresh: list[Record] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Job:
    """A pack to be built: the units whose files are not fresh, and what its files are made from."""

    folder: Path
    units: tuple[Unit, ...]
    source: str
    warnings: int


def build(order: Order, progress: Callable[[str], None] = lambda _: None) -> Report:
    """Build every pack of `order` and write what is good.

    progress  is told what is being done, one line each time
    Diagnostics of every pack are in the report; nothing is raised for what an author can cause.
    """
    report = Report()
    manifest = read_manifest(order.out)
    folders = select_packs(order.workspace, order.packs, report.found)
    report.failed += [slug for slug in order.packs if slug not in {f.name for f in folders}]
    jobs = [job for folder in folders if (job := _job(order, folder, manifest, report))]
    units = [unit for job in jobs for unit in job.units]
    made: dict[str, list[Made]] = {job.folder.name: [] for job in jobs}
    left = {job.folder.name: len(job.units) for job in jobs}
    by_slug = {job.folder.name: job for job in jobs}
    for result in make_all(units, order.jobs):
        slug = result.unit.slug
        progress(result.unit.file_name)
        made[slug].append(result)
        left[slug] -= 1
        if not left[slug]:
            _finish(order, by_slug[slug], made.pop(slug), manifest, report)
    return report


def select_packs(workspace: Path, wanted: tuple[str, ...], found: Diagnostics) -> tuple[Path, ...]:
    """Return the folders of the wanted packs, or of all; name those that do not exist."""
    folders = {folder.name: folder for folder in find_packs(workspace)}
    if not wanted:
        return tuple(folders.values())
    for slug in wanted:
        if slug not in folders:
            help = did_you_mean(slug, folders) or "`studypack list` names the packs"
            span = Span(f"source/{slug}", 1, 1)
            found.error("no-such-pack", f"there is no pack called '{slug}'", span, help)
    return tuple(folders[slug] for slug in dict.fromkeys(wanted) if slug in folders)


def _job(order: Order, folder: Path, manifest: dict[str, Record], report: Report) -> _Job | None:
    """Read and check a pack unless all its files are fresh; None if there is nothing to make."""
    source = _source(order.workspace, folder)
    wanted = {
        f"{folder.name}/{request.file_name(folder.name)}": request for request in order.requests
    }
    records = {path: manifest.get(path) for path in wanted}
    stale = [
        path
        for path, record in records.items()
        if order.force or not is_fresh(record, order.out, source)
    ]
    fresh = [record for path, record in records.items() if record and path not in stale]
    if not stale and not any(record.warnings for record in fresh):
        report.fresh += fresh
        return None
    found = Diagnostics()
    checked = read_checked(folder, order.workspace, found)
    report.found.extend(found)
    if checked is None or (order.strict and len(found)):
        report.failed.append(folder.name)
        return None
    report.fresh += fresh
    units = tuple(Unit(order.workspace, folder, wanted[path], Path(path).name) for path in stale)
    return _Job(folder, units, source, len(found)) if units else None


def _source(workspace: Path, folder: Path) -> str:
    return source_digest(
        {
            "version": __version__,
            "libraries": libraries(),
            "pack": folder_digest(folder),
            "templates": digest(repr(sorted(templates_of(workspace).items())).encode()),
        }
    )


def _finish(
    order: Order, job: _Job, made: list[Made], manifest: dict[str, Record], report: Report
) -> None:
    """Write the files of one pack, all or none, and the manifest after them."""
    faults = [fault for result in made for fault in result.faults]
    report.found.extend(faults)
    if faults:
        report.failed.append(job.folder.name)
        return
    records = [_record(job, result) for result in made]
    try:
        _write(order.out, {r.path: m.data for r, m in zip(records, made, strict=True)})
        manifest.update({record.path: record for record in records})
        kept = _on_disk(order.out, manifest)
        _write(order.out, {MANIFEST: manifest_text(kept).encode()})
    except OSError as error:
        place = Span(f"source/{job.folder.name}/pack.md")
        report.found.error(
            "cannot-write",
            f"cannot write {error.filename or order.out}: {error.strerror or error}",
            place,
            "close the file if another program holds it, or free some room on the disk",
        )
        report.failed.append(job.folder.name)
        return
    report.made += records


def _record(job: _Job, result: Made) -> Record:
    request = result.unit.request
    return Record(
        path=f"{job.folder.name}/{result.unit.file_name}",
        pack=job.folder.name,
        product=request.product.name,
        format=request.format,
        edition=request.edition.name,
        variant=request.level.value if request.level else "",
        bytes=len(result.data),
        sha256=digest(result.data),
        source=job.source,
        pages=result.pages,
        warnings=job.warnings,
    )


def _on_disk(out: Path, manifest: dict[str, Record]) -> Iterator[Record]:
    """Yield the records of files that are there: who deletes a file deletes its record."""
    return (record for path, record in manifest.items() if (out / path).is_file())


def _write(out: Path, files: dict[str, bytes]) -> None:
    """Write every file beside its place, then rename all into place.

    A reader sees the old file or the new one, never half of one; on an error before the first
    rename nothing is changed.
    """
    ready: list[tuple[Path, Path]] = []
    try:
        for name, data in files.items():
            target = out / name
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, beside = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
            ready.append((Path(beside), target))
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(beside).chmod(0o644)
        while ready:
            beside_path, target = ready[0]
            beside_path.replace(target)
            ready.pop(0)
    finally:
        _remove(path for path, _ in ready)


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
