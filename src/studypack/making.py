"""Making files of one pack: a pure unit of work that any process can do; called by `build`."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from studypack.diagnostics import Diagnostic, Diagnostics, Severity, did_you_mean
from studypack.limits import TooLongError, limited
from studypack.spans import NOWHERE, Span
from studypack.templates import WordTemplate, is_usable, templates_of, word_templates

if TYPE_CHECKING:
    from studypack.backends.base import Assets
    from studypack.composing import Request, View
    from studypack.ingredients import Ingredients
    from studypack.model.pack import CheckedPack
    from studypack.paging import Prints

OUR_FAULT = "this is a fault of studypack; please report it with the pack that shows it"

_SHOWN = 3
"""How many problems of one file are reported: the first ones name the cause."""


@dataclass(frozen=True, slots=True)
class Job:
    """Files to be made of one pack.

    source    digest of all that they are made from: a process reads the same source once
    requests  () to look for faults alone
    strict    a warning stops the pack as an error does
    template  what Word files are written into, instead of the workspace's own documents
    program   digests of the parts of the program that make files of each format
    known     files on disk that are whole: what is asked for → digest of its ingredients
    """

    workspace: Path
    folder: Path
    source: str
    requests: tuple[Request, ...] = ()
    strict: bool = False
    template: WordTemplate | None = None
    program: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    known: tuple[tuple[Request, str], ...] = ()

    @property
    def place(self) -> Span:
        """Where a fault is reported that no line of the pack is to blame for."""
        return Span(f"source/{self.folder.name}/pack.md")


@dataclass(frozen=True, slots=True)
class File:
    """One file, made and found good; `pages` for PDF.

    content    None if the file on disk is this very one, and was not made again
    made_from  None for a part of another file
    """

    request: Request
    content: bytes | None = field(repr=False)
    pages: int | None = None
    made_from: Ingredients | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: every fault that was found, and all of its files or None."""

    job: Job
    found: tuple[Diagnostic, ...]
    files: tuple[File, ...] | None


def make(job: Job) -> Outcome:
    """Read and check a pack and make its files. Whatever is wrong is in the outcome.

    A fault of our own ends this job, not the build of a hundred other packs.
    """
    found = Diagnostics()
    files = None
    try:
        with limited():
            files = _make(job, found)
    except TooLongError:
        found.error("render-failed", "making it takes too long", job.place, _TOO_MUCH)
    except Exception as error:  # reported as this pack's failure, not passed over
        _report(error, "", job, found)
    return Outcome(job, tuple(found), files)


_TOO_MUCH = "divide the pack, or take out what is largest: pictures, tables, templates with loops"


def _report(error: Exception, name: str, job: Job, found: Diagnostics) -> None:
    """Report what no pack should cause: the machine has come to its end, or we are at fault.

    name  of the file that was being made, or ''
    """
    before = f"{name}: " if name else ""
    if isinstance(error, MemoryError):
        found.error("render-failed", f"{before}it takes too much memory", job.place, _TOO_MUCH)
    elif isinstance(error, OSError) and error.errno in FULL:
        message = f"{before}cannot write a temporary file: {error.strerror}"
        found.error("cannot-write", message, job.place, MAKE_ROOM)
    else:
        found.error("our-fault", f"{before}{describe(error)}", job.place, OUR_FAULT)


MAKE_ROOM = "free some room on the disk"

FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
"""What the system says where there is no room."""


def make_preview(job: Job) -> str | None:
    """Return a page for a browser that shows the first file of `job`; None if a fault prevents it.

    The fault is not told: the job itself will meet it.
    """
    from studypack.backends.base import Assets, RenderFault
    from studypack.backends.pdf.preview import preview
    from studypack.composing import compose

    found = Diagnostics()
    templates = templates_of(job.workspace, found)
    checked, faults = _read(job.folder, job.workspace, job.source)
    found.extend(faults)
    if checked is None or found.has_errors:
        return None
    view = compose(checked, job.requests[0])
    try:
        return preview(view, Assets(images=checked.pack.images, templates=templates))
    except RenderFault:
        return None


def death(job: Job) -> Diagnostic:
    """Return what is said of a job of which a process dies, time and again."""
    names = ", ".join(request.file_name(job.folder.name) for request in job.requests)
    return Diagnostic(
        Severity.ERROR,
        "render-failed",
        f"the process that made {names} died" if names else "the process that read it died",
        job.place,
        "is there enough memory? a pack with fewer or smaller pictures needs less",
    )


def describe(error: BaseException) -> str:
    """Return what a report of an unforeseen error needs: its kind, its text, where it rose."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{place}"


def read_checked(folder: Path, workspace: Path, found: Diagnostics) -> CheckedPack | None:
    """Read and check a pack; None if it has errors, which are then in `found`."""
    from studypack.checking import check
    from studypack.reading import read_pack

    own = Diagnostics()
    pack = read_pack(folder, workspace, own)
    checked = check(pack, own) if pack is not None else None
    found.extend(own)
    return checked


def _make(job: Job, found: Diagnostics) -> tuple[File, ...] | None:
    templates = templates_of(job.workspace, found)
    if templates:
        _look_through(templates, found)
    words = _word_templates(job, found)
    checked, faults = _read(job.folder, job.workspace, job.source)
    found.extend(faults)
    if checked is None or found.has_errors or (job.strict and len(found)):
        return None
    if not job.requests:
        return ()

    from studypack.backends.base import Assets
    from studypack.paging import Prints

    assets = Assets(images=checked.pack.images, templates=templates)
    prints = Prints(checked, assets, lambda view: _sized(view, checked, assets))
    again = frozenset(request.pupils for request in job.requests)
    source = _Source(checked, assets, prints, words, again)
    made: dict[Request, File] = {}
    files = [_file(job, request, source, made, found) for request in job.requests]
    return None if None in files else tuple(file for file in files if file)


def _look_through(templates: dict[str, str], found: Diagnostics) -> None:
    """Report what is wrong with the workspace's templates, whether a page needs them or not."""
    from studypack.backends.fragments import broken_templates
    from studypack.resources import template_names

    for name in sorted(templates.keys() - template_names()):
        if not any(name in text for other, text in templates.items() if other != name):
            message = "no template of ours is called so, and none of yours includes it"
            help_ = did_you_mean(name, template_names()) or _NO_SUCH_TEMPLATE
            found.warning("unknown-template", message, Span(f"templates/{name}"), help_)
    for fault in broken_templates(templates):
        if fault.place is not None:
            found.error("render-failed", fault.message, fault.place)


_NO_SUCH_TEMPLATE = "it takes the place of nothing: give it the name of the one that it is for"


def _word_templates(job: Job, found: Diagnostics) -> dict[str, bytes]:
    """Return what the Word files of each product are written into, of those that are asked for.

    A job that looks for faults alone looks at all that the workspace has.
    """
    wanted = {request.product.name for request in job.requests if request.takes_template}
    if job.template is None:
        given = word_templates(job.workspace, wanted if job.requests else None, found)
        return {product: template.content for product, template in given.items()}
    if wanted:
        is_usable(job.template, found)
    return dict.fromkeys(wanted, job.template.content)


@dataclass(frozen=True, slots=True)
class _Source:
    """What the files of one pack are made from.

    words  name of a product → the document that its Word files are written into
    again  the files whose pages others keep
    views  those composed so far
    made_from  the ingredients found so far: of a copy and of a print they are asked for twice
    """

    checked: CheckedPack
    assets: Assets
    prints: Prints
    words: dict[str, bytes]
    again: frozenset[Request | None]
    views: dict[Request, View] = field(default_factory=dict)
    made_from: dict[Request, Ingredients] = field(default_factory=dict)

    def view(self, request: Request) -> View:
        """Return what a file is made of: composed once, looked at by its ingredients too."""
        from studypack.composing import compose

        if request not in self.views:
            self.views[request] = compose(self.checked, request)
        return self.views[request]

    def word(self, request: Request) -> bytes:
        """Return the document that a file is written into, b'' for none."""
        return self.words.get(request.product.name, b"") if request.takes_template else b""


@lru_cache(maxsize=2)
def _read(
    folder: Path, workspace: Path, _source: str
) -> tuple[CheckedPack | None, tuple[Diagnostic, ...]]:
    found = Diagnostics()
    return read_checked(folder, workspace, found), tuple(found)


def _file(
    job: Job, request: Request, source: _Source, made: dict[Request, File], found: Diagnostics
) -> File | None:
    """Make one file; None, and why in `found`, if it cannot be made or is not good.

    made  the job's files so far: one that holds them all need not make them again
    """
    from studypack.backends.base import RenderFault

    name = request.file_name(job.folder.name)
    try:
        made_from = _ingredients(request, source, job)
        if dict(job.known).get(request) == made_from.digest:
            return File(request, None, made_from=made_from)
        if request.copies:
            return replace(_joined(request, source, made), made_from=made_from)
        made[request] = _rendered(request, source)
        return replace(made[request], made_from=made_from)
    except RenderFault as fault:
        message = fault.message if fault.place else f"cannot make {name}: {fault.message}"
        found.error("render-failed", message, fault.place or job.place)
    except _NotGood as fault:
        place = job.place if fault.place is NOWHERE else fault.place
        found.error(fault.code, f"{name} {fault}", place, fault.help)
    except Exception as error:  # see `make`
        _report(error, name, job, found)
    return None


def _ingredients(request: Request, source: _Source, job: Job) -> Ingredients:
    """Return what a file is made from, the program among it: found once."""
    if request not in source.made_from:
        source.made_from[request] = _found_ingredients(request, source, job)
    return source.made_from[request]


def _found_ingredients(request: Request, source: _Source, job: Job) -> Ingredients:
    from studypack.ingredients import Ingredients, ingredients_of

    program = job.program.get(request.format, {})
    if request.copies:
        copies = {
            copy.file_name(job.folder.name): _ingredients(copy, source, job).digest
            for copy in request.copies
        }
        return Ingredients({**program, **copies})
    assets = replace(source.assets, word=source.word(request))
    own = ingredients_of(source.view(request), request, assets)
    pages = {"pages": _ingredients(request.print, source, job).digest} if request.print else {}
    return replace(own, parts={**program, **own.parts, **pages})


class _NotGood(Exception):
    """A file that was made is not fit to be passed on; the text continues its name."""

    def __init__(
        self, code: str, message: str, help: str | None = None, place: Span = NOWHERE
    ) -> None:
        super().__init__(message)
        self.code = code
        self.help = help
        self.place = place


def _sized(view: View, checked: CheckedPack, assets: Assets) -> View:
    """Return a view in type that gives it as many pages as it is to have.

    raises `_NotGood` if no size does
    """
    if view.fit is None:
        return view

    from studypack.backends import pdf
    from studypack.fitting import CannotFit, fitted
    from studypack.model.inlines import plain

    pages, place = view.fit.pages, view.fit.span
    try:
        return fitted(view, pages, lambda view: pdf.BACKEND.lay_out(view, assets))
    except CannotFit as fault:
        wanted = "1 page" if pages == 1 else f"{pages} pages"
        title = plain(checked.titles.get(fault.beyond, ())) or fault.beyond
        help_ = f"what begins with '{title}' has no room" if title else None
        raise _NotGood("cannot-fit", f"cannot have {wanted}: {fault}", help_, place) from fault


def _joined(request: Request, source: _Source, made: dict[Request, File]) -> File:
    """Put the copies of all pupils one behind the other, making those that are not made yet."""
    from studypack.backends.pdf.joining import Part, join
    from studypack.validating import problems

    files = [made.get(copy) or _rendered(copy, source) for copy in request.copies]
    named = [
        Part(file.content or b"", file.request.pupil.name if file.request.pupil else "")
        for file in files
    ]
    data, pages = join(named)
    broken = problems(data, request.format, on_sheets=True)
    if broken:
        raise _NotGood("invalid-output", f"is not valid: {'; '.join(broken[:_SHOWN])}")
    return File(request, data, pages)


def _rendered(request: Request, source: _Source) -> File:
    """Compose, render, reopen and search one file."""
    from studypack.backends import backend
    from studypack.composing import withheld
    from studypack.ingredients import served, texts_of
    from studypack.validating import leaks, problems

    checked = source.checked
    view = _sized(source.view(request), checked, source.assets)
    word = source.word(request)
    assets = replace(
        served(source.assets, request.format, texts_of(view)),
        print=source.prints.of(request),
        word=word,
        again=request in source.again,
    )
    rendering = backend(request.format).render(view, assets)
    source.prints.add(request, rendering)
    on_sheets = request.finish.is_on_sheets
    broken = problems(rendering.data, request.format, on_sheets=on_sheets, template=word)
    if broken:
        raise _NotGood("invalid-output", f"is not valid: {'; '.join(broken[:_SHOWN])}")
    hidden = withheld(checked, view, request)
    leaked = leaks(rendering.data, request.format, hidden, template=word)
    if leaked:
        shown = "; ".join(str(leak) for leak in leaked[:_SHOWN])
        raise _NotGood("answer-leak", f"would show an answer: {shown}")
    return File(request, rendering.data, rendering.pages)
