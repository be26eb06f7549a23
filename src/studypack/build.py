"""The pipeline: packs → views → bytes → `out/`; the only module that has files written there.

    source text ─reading→ Pack ─checking→ CheckedPack ─composing→ View ─backend→ bytes ─validating→ out/

`making` goes from the first arrow to the last, in other processes. A pack's files are replaced
together, after all of them have been made and found good: a pack that fails keeps its old files.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from studypack.diagnostics import Diagnostics
from studypack.digests import digest, pack_parts, source_digest, workspace_parts
from studypack.explaining import FAULTY
from studypack.making import FULL, MAKE_ROOM, File, Job, Outcome, make_preview
from studypack.manifest import MANIFEST, Record, manifest_text, read_manifest
from studypack.packs import select_packs, shown_path
from studypack.planning import Order, Plan, divide, path_of, plan_all, template_of, told_by
from studypack.pool import cores, run_all
from studypack.spans import Span
from studypack.templates import WordTemplate, read_word_template
from studypack.writing import PREVIEWS, locked, replace_all, sweep

__all__ = ["Order", "Progress", "Report", "build", "look", "preview"]

Progress = Callable[[int, int, str], None]
"""Is told how many jobs are done, of how many, and the slug of the last one."""


_WORTH_A_PROCESS = 4
"""Packs to be looked at for which it pays to begin one more process."""


@dataclass(slots=True)
class Report:
    """What came of an order.

    checked      how many packs were looked at
    listed       what was found in the class list, which was told before the build began
    made, fresh  the files that were made, and those that were up to date
    failed       slugs of the packs that could not be built
    why          path of each file that was ordered → why it was made, or was not
    """

    checked: int = 0
    found: Diagnostics = field(default_factory=Diagnostics)
    listed: Diagnostics = field(default_factory=Diagnostics)
    made: list[Record] = field(default_factory=list)
    fresh: list[Record] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    why: dict[str, str] = field(default_factory=dict)


def build(order: Order, progress: Progress = lambda *_: None) -> Report:
    """Build every pack of `order` and write what is good.

    Diagnostics of every pack are in the report; nothing is raised for what an author can cause.
    """
    report = Report()
    folders = _select(order.workspace, order.packs, report)
    if not folders:
        return report
    fault = _made_ready(order.out)
    template = _template(order, report)
    if template is None and order.template is not None:
        report.failed += (folder.name for folder in folders)
        return report
    plans = {plan.folder.name: plan for plan in plan_all(order, folders, template)}
    jobs = divide(order, plans.values())
    if jobs and fault is not None:
        _report_unwritable(fault, order.out, folders[0], report)
        report.failed += (folder.name for folder in folders)
        return report
    for plan in plans.values():
        report.fresh += plan.fresh
        report.why |= plan.why
    for done, outcome in enumerate(_run(order, jobs), start=1):
        slug = outcome.job.folder.name
        progress(done, len(jobs), slug)
        plans[slug].add(outcome)
        if not plans[slug].left:
            _finish(plans.pop(slug), order.out, report)
    return report


def _template(order: Order, report: Report) -> WordTemplate | None:
    """Return the document that the order names; None, reported, if it cannot be read."""
    if order.template is None:
        return None
    shown = shown_path(order.template, order.workspace)
    return read_word_template(order.template, shown, report.found)


def _run(order: Order, jobs: tuple[Job, ...]) -> Iterator[Outcome]:
    if not order.scheduler:
        return run_all(jobs, order.jobs)
    from studypack import cluster

    return cluster.run_all(jobs, order.scheduler)


def preview(order: Order) -> tuple[Path, ...]:
    """Write a page for a browser of the first file of each pack of `order`; return where.

    A pack with errors keeps the page that it has; so do all where the folder cannot be written.
    """
    folders, _ = select_packs(order.workspace, order.packs, Diagnostics())
    pages: dict[str, bytes] = {}
    for plan in plan_all(order, folders):
        job = Job(order.workspace, plan.folder, plan.source, order.requests[:1])
        text = make_preview(job)
        if text is not None:
            pages[f"{PREVIEWS}/{plan.folder.name}.html"] = text.encode()
    try:
        with locked(order.out):
            replace_all(order.out, pages)
    except OSError:  # the build that follows says so
        return ()
    return tuple(order.out / name for name in pages)


def look(workspace: Path, packs: tuple[str, ...] = ()) -> Report:
    """Find every fault of the packs, or of all; make nothing."""
    report = Report()
    folders = _select(workspace, packs, report)
    shared = workspace_parts(workspace)
    jobs = [Job(workspace, f, source_digest(shared | pack_parts(f))) for f in folders]
    for outcome in run_all(jobs, min(cores(), 1 + len(jobs) // _WORTH_A_PROCESS)):
        report.found.extend(outcome.found)
        report.failed += [outcome.job.folder.name] if outcome.files is None else []
    return report


def _select(workspace: Path, packs: tuple[str, ...], report: Report) -> tuple[Path, ...]:
    folders, failed = select_packs(workspace, packs, report.found)
    report.checked = len(folders)
    report.failed += failed
    return folders


def _made_ready(out: Path) -> OSError | None:
    """Make ready the output folder; return why that cannot be: no pack need then be made."""
    try:
        with locked(out):
            sweep(out)
    except OSError as error:
        return error
    return None


def _finish(plan: Plan, out: Path, report: Report) -> None:
    """Write the files of one pack and the manifest, all or none."""
    report.found.extend(plan.found)
    if plan.failed:
        _fail(plan, report)
        return
    warnings = len(set(plan.found))
    contents = {path_of(plan.folder, file.request): file.content or b"" for file in plan.files}
    records = [_record(plan, file, warnings) for file in plan.files]
    kept = [replace(record, source=plan.source, warnings=warnings) for record in plan.kept]
    try:
        if records or kept:
            _write(plan, out, contents, [*records, *kept])
    except OSError as error:
        _report_unwritable(error, out, plan.folder, report)
        _fail(plan, report)
        return
    report.made += records
    report.fresh += kept
    report.why |= plan.why


def _fail(plan: Plan, report: Report) -> None:
    report.failed.append(plan.folder.name)
    report.why |= {path_of(plan.folder, request): FAULTY for request in plan.stale}


def _write(plan: Plan, out: Path, contents: dict[str, bytes], records: list[Record]) -> None:
    with locked(out):
        known = read_manifest(out)  # anew, since another build may have added to it
        kept = {path: record for path, record in known.records.items() if (out / path).is_file()}
        kept |= {record.path: record for record in records}
        made_from = {
            file.made_from.digest: file.made_from.parts for file in plan.files if file.made_from
        }
        sources = {**known.sources, plan.source: plan.parts, **made_from}
        text = manifest_text(kept.values(), sources)
        replace_all(out, {**contents, MANIFEST: text.encode()})


def _record(plan: Plan, file: File, warnings: int) -> Record:
    request = file.request
    content = file.content or b""
    return Record(
        path=path_of(plan.folder, request),
        pack=plan.folder.name,
        product=request.product.name,
        format=request.format,
        edition=request.edition.name,
        variant=request.version,
        bytes=len(content),
        sha256=digest(content),
        source=plan.source,
        pages=file.pages,
        extent=request.extent.value or None,
        finish=request.finish.value or None,
        profile=request.profile.value or None,
        fonts="embedded" if request.fonts else None,
        loose="loose" if request.loose else None,
        fit=request.fit or None,
        pupil=request.pupil.name if request.pupil else None,
        copies=len(request.copies) or None,
        template=template_of(plan, request),
        made_from=file.made_from.digest if file.made_from else None,
        told=told_by(request),
        warnings=warnings,
    )


def _report_unwritable(error: OSError, out: Path, folder: Path, report: Report) -> None:
    report.found.error(
        "cannot-write",
        f"cannot write {error.filename or out}: {error.strerror or error}",
        Span(f"source/{folder.name}/pack.md"),
        _help_against(error),
    )


def _help_against(error: OSError) -> str:
    if error.errno in FULL:
        return MAKE_ROOM
    if error.errno == errno.EROFS:
        return "name a folder that can be written with --out"
    return "close the file if another program holds it, or name another folder with --out"
