"""What is to be done for an order: which files are stale, and how the work is divided.

Called by `build` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from studypack.digests import (
    Parts,
    by_format,
    digest,
    pack_parts,
    program_parts,
    source_digest,
    workspace_parts,
)
from studypack.explaining import (
    ASKED,
    EDITED,
    FIRST,
    FRESH,
    GONE,
    OTHER,
    REDRESSED,
    REFIT,
    REPAGED,
    RETEMPLATED,
    UNTOUCHED,
    changes,
    touched,
)
from studypack.making import File, Job, Outcome
from studypack.manifest import Manifest, Record, read_manifest
from studypack.templates import WordTemplate

if TYPE_CHECKING:
    from studypack.composing import Request
    from studypack.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to build.

    requests  the files of each pack
    packs     slugs; () for every pack of the workspace
    out       the output folder
    jobs      how many processes at most, 1 or more
    scheduler 'host:port' of a Dask cluster that makes them; '' for processes of this machine
    force     make everything anew
    strict    a warning stops a pack as an error does
    template  the document that Word files are written into; None for the workspace's own
    """

    workspace: Path
    requests: tuple[Request, ...]
    out: Path
    packs: tuple[str, ...] = ()
    jobs: int = 1
    scheduler: str = ""
    force: bool = False
    strict: bool = False
    template: Path | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is known of a file of a pack that was edited.

    made_from  its ingredients, a digest each
    source     the parts of its pack when it was made
    """

    record: Record
    made_from: Parts
    source: Parts | None


@dataclass(slots=True)
class Plan:
    """What is to be done for one pack, and what has come of it so far.

    parts   all that its files are made from, a digest each
    source  one digest of them
    template what its Word files are written into, if the order names it
    why     path of each file → why it is to be made, or is not
    stale   the files to be made
    fresh   the files that are up to date
    doubtful of the stale files those that are whole, and what is known of them: only when the pack
            is read does it show whether what has changed is in them
    kept    those of the doubtful files that are as they would be made
    left    how many jobs are not done
    failed  one of them has found an error
    """

    folder: Path
    parts: Parts
    source: str
    template: WordTemplate | None = None
    why: dict[str, str] = field(default_factory=dict)
    stale: tuple[Request, ...] = ()
    fresh: tuple[Record, ...] = ()
    doubtful: dict[Request, Doubt] = field(default_factory=dict)
    left: int = 0
    found: list[Diagnostic] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    kept: tuple[Record, ...] = ()
    failed: bool = False

    @property
    def is_done(self) -> bool:
        """Nothing is to be made, nor to be told again: what a pack was warned of."""
        return not self.stale and not any(record.warnings for record in self.fresh)

    def add(self, outcome: Outcome) -> None:
        """Take what came of one of its jobs."""
        self.left -= 1
        self.found += outcome.found
        self.failed = self.failed or outcome.files is None
        for file in outcome.files or ():
            self._take(file)

    def _take(self, file: File) -> None:
        """Take a file that was made, or found to be what would be made."""
        path = path_of(self.folder, file.request)
        doubt = self.doubtful.get(file.request)
        if file.content is None:
            assert doubt is not None, "only what is known is found again"
            self.kept += (doubt.record,)
            self.why[path] = UNTOUCHED
            return
        self.files.append(file)
        if doubt is not None and file.made_from is not None:
            self.why[path] = touched(doubt.made_from, file.made_from, doubt.source, self.parts)


def plan_all(
    order: Order, folders: Iterable[Path], template: WordTemplate | None = None
) -> tuple[Plan, ...]:
    """Return one plan a pack: O(size of the packs and of their files), since all are hashed."""
    manifest = read_manifest(order.out)
    shared = {**program_parts(), **workspace_parts(order.workspace)}
    plans = []
    for folder in folders:
        parts = shared | pack_parts(folder)
        plan = Plan(folder, parts, source_digest(parts), template)
        for request in order.requests:
            _add(plan, request, order, manifest)
        plans.append(plan)
    return tuple(plans)


def _add(plan: Plan, request: Request, order: Order, manifest: Manifest) -> None:
    """Put one file among the stale or the fresh ones of its pack."""
    path = path_of(plan.folder, request)
    record = manifest.records.get(path)
    reason = _reason(plan, request, order, record, manifest)
    plan.why[path] = reason or FRESH
    if record is None or reason:
        plan.stale += (request,)
    else:
        plan.fresh += (record,)
    if record is not None and not order.force and record.source != plan.source:
        made_from = manifest.sources.get(record.made_from or "")
        if made_from and not _otherwise(plan, request, order, record):
            source = manifest.sources.get(record.source)
            plan.doubtful[request] = Doubt(record, made_from, source)


def _reason(
    plan: Plan, request: Request, order: Order, record: Record | None, manifest: Manifest
) -> str:
    """Return why a file is to be made; '' if it is on disk, untouched, and made as asked."""
    if record is None:
        return FIRST
    if order.force:
        return ASKED
    if record.source != plan.source:
        return changes(manifest.sources.get(record.source), plan.parts)
    return _otherwise(plan, request, order, record)


def _otherwise(plan: Plan, request: Request, order: Order, record: Record) -> str:
    """Return why a file is to be made though its pack may be as it was; '' if it need not be."""
    if (record.fit or 0) != request.fit:
        return REFIT
    if (record.fonts is not None) is not request.fonts:
        return REDRESSED
    if (record.loose is not None) is not request.loose:
        return REPAGED
    if record.told != told_by(request):
        return OTHER
    if record.template != template_of(plan, request):
        return RETEMPLATED
    try:
        intact = digest((order.out / record.path).read_bytes()) == record.sha256
    except OSError:
        return GONE
    return "" if intact else EDITED


def told_by(request: Request) -> str | None:
    """Return a digest of what a file depends on besides its name and pack; None for nothing."""
    return digest(request.told.encode()) if request.told else None


def template_of(plan: Plan, request: Request) -> str | None:
    """Return a digest of the document that a file is written into, if the order names one."""
    if plan.template is None or not request.takes_template:
        return None
    return digest(plan.template.content)


def path_of(folder: Path, request: Request) -> str:
    """Return the path of a file below the output folder."""
    return f"{folder.name}/{request.file_name(folder.name)}"


_SLOWEST_FIRST = {"pdf": 0, "docx": 1, "epub": 2}


def divide(order: Order, plans: Iterable[Plan]) -> tuple[Job, ...]:
    """Return the jobs of all plans: a pack each where there are many packs, else a file each.

    The longest come first, so that no process is left alone with one of them in the end.
    A file that repeats another's page numbers, or stands on its pages, is made with it: it is laid
    out once.
    """
    todo = sorted((plan for plan in plans if not plan.is_done), key=_length, reverse=True)
    program = by_format(program_parts())
    whole = order.jobs == 1 or len(todo) > 4 * order.jobs
    jobs = []
    for plan in todo:
        stale = sorted(plan.stale, key=lambda request: _SLOWEST_FIRST[request.format])
        stale = [*_in_turn(stale)]
        parts = [tuple(stale)] if whole or not stale else list(_apart(stale))
        plan.left = len(parts)
        jobs += [
            Job(
                workspace=order.workspace,
                folder=plan.folder,
                source=plan.source,
                requests=part,
                strict=order.strict,
                template=plan.template,
                program=program,
                known=tuple(_known(plan, part)),
            )
            for part in parts
        ]
    return tuple(jobs)


def _length(plan: Plan) -> int:
    """Return about how long a pack takes: its text, once for every file."""
    texts = (path.stat().st_size for path in plan.folder.glob("*.md") if path.is_file())
    return sum(texts) * (1 + len(plan.stale))


def _known(plan: Plan, requests: Iterable[Request]) -> Iterator[tuple[Request, str]]:
    for request in requests:
        doubt = plan.doubtful.get(request)
        if doubt is not None and doubt.record.made_from:
            yield request, doubt.record.made_from


def _in_turn(requests: Sequence[Request]) -> Iterator[Request]:
    """Yield `requests`, those that keep the pages of another right behind it: it is laid out once."""
    held = {request.pupils: request for request in requests}
    for request in requests:
        if request.pupils not in requests:
            yield request
            if request in held:
                yield held[request]


def _apart(requests: Sequence[Request]) -> Iterator[tuple[Request, ...]]:
    """Yield `requests` each alone, but with what it is made of or repeats.

    That is the print whose page numbers it has, the pupils' file whose pages it keeps, and the
    copies that stand in it.
    """
    held = {copy for request in requests for copy in request.copies}
    parts: list[list[Request]] = []
    homes: dict[Request | None, list[Request]] = {}
    for request in requests:  # prints come first, pupils' before teachers'
        if request in held:
            continue
        part = homes.get(request.print) or homes.get(request.pupils)
        if part is None:
            part = []
            parts.append(part)
        part += [*(copy for copy in request.copies if copy in requests), request]
        homes[request] = part
    yield from map(tuple, parts)
