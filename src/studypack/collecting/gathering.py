"""Reading every worksheet of a folder and marking it against its pack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from studypack.backends import backend
from studypack.backends.base import Assets
from studypack.backends.docx.bookmarks import Bookmarks
from studypack.backends.docx.controls import room_tag
from studypack.collecting.marking import Marked, mark
from studypack.collecting.rooms import Trail, trail, written
from studypack.composing import Request, View, compose, parse_edition
from studypack.diagnostics import Diagnostics
from studypack.labels import Labels
from studypack.making import read_checked
from studypack.model.base import Block
from studypack.model.pack import CheckedPack
from studypack.model.tasks import Extension, Group, Part, Question, Task
from studypack.model.walk import query
from studypack.pulling import (
    CannotOpen,
    Field,
    Filled,
    NoOrigin,
    filled,
    filled_by_place,
    open_file,
    origin_of,
)
from studypack.pulling.opening import read_bytes
from studypack.templates import school_document

_MOST_FILES = 2_000


class CannotCollect(Exception):
    """No table can be made; the text says why, `help` what to do, `found` the pack's errors."""

    def __init__(self, message: str, help: str, found: Diagnostics | None = None) -> None:
        super().__init__(message)
        self.help = help
        self.found = found or Diagnostics()


@dataclass(frozen=True, slots=True)
class Pupil:
    """One worksheet: its file, the fields of its name line in their order, and each task by id."""

    file: str
    name_line: tuple[str, ...]
    answers: dict[str, Marked]


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be read, or was read in doubt; and what to do."""

    file: str
    message: str
    help: str


@dataclass(slots=True)
class Collected:
    """What came of a folder.

    labels   words of the pack's language, for the headings
    fields   headings of the name line
    numbers  id of each task → its number, '7' or '7a', in the author's order
    """

    slug: str = ""
    labels: Labels = field(default_factory=lambda: Labels.for_language("en"))
    fields: tuple[str, ...] = ()
    numbers: dict[str, str] = field(default_factory=dict)
    pupils: list[Pupil] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    doubts: list[Refused] = field(default_factory=list)

    @property
    def left(self) -> tuple[str, ...]:
        """The numbers of the tasks that only the teacher can mark, of those anyone answered."""
        return tuple(
            number
            for id, number in self.numbers.items()
            if any(_is_left(pupil.answers.get(id)) for pupil in self.pupils)
        )


def _is_left(marked: Marked | None) -> bool:
    return marked is not None and marked.points is None and bool(marked.answer)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A worksheet that was read: of which pack, how it was asked for, what stands in it."""

    file: str
    slug: str
    request: Request
    fingerprint: str
    fields: tuple[Field, ...]
    trail: Trail


def collect(folder: Path, workspace: Path, wanted: str = "") -> Collected:
    """Read the worksheets below `folder` and mark them against their pack.

    wanted  the pack as the command names it, or ''
    raises  CannotCollect
    """
    collected = Collected()
    sheets = [
        sheet
        for path in _files(folder)
        if (sheet := _sheet(path, folder, workspace, wanted, collected))
    ]
    if not sheets:
        if not collected.refused:
            raise CannotCollect("there is no Word file in it", "name the folder of a class")
        return collected
    collected.slug = _the_pack(sheets)
    checked = _checked(workspace, collected.slug)
    metadata = checked.pack.metadata
    collected.labels = Labels.for_language(metadata.language, metadata.labels)
    collected.numbers = _numbers(checked)
    views = {request: _views(checked, request) for request in {s.request for s in sheets}}
    for sheet in sheets:
        _add(sheet, workspace, checked, views[sheet.request], collected)
    return collected


def _files(folder: Path) -> Iterator[Path]:
    """Yield the Word files; not those that Word keeps beside an open one, nor a link to elsewhere."""
    try:
        paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES)
    except OSError as error:
        raise CannotCollect(
            f"cannot list it: {error.strerror}", "look whether it is there"
        ) from error
    if len(paths) > _MOST_FILES:
        raise CannotCollect(f"it holds more than {_MOST_FILES} files", "name the folder of a class")
    inside = folder.resolve()
    for path in paths:
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if not hidden and path.is_file() and path.resolve().is_relative_to(inside):
            yield path


_SUFFIXES = {".docx", ".docm", ".doc"}


def _sheet(
    path: Path, folder: Path, workspace: Path, wanted: str, collected: Collected
) -> _Sheet | None:
    name = path.relative_to(folder).as_posix()
    try:
        worksheet = open_file(path, accepted=True)
        slug, request = origin_of(worksheet, path.name, workspace, wanted)
        written_down = trail(worksheet)
    except (CannotOpen, NoOrigin) as fault:
        collected.refused.append(Refused(name, str(fault), fault.help))
        return None
    recipe = worksheet.carried.recipe if worksheet.carried else {}
    fingerprint = recipe.get("fingerprint", "")
    return _Sheet(name, slug, request, fingerprint, worksheet.fields, written_down)


def _the_pack(sheets: list[_Sheet]) -> str:
    slugs = sorted({sheet.slug for sheet in sheets})
    if len(slugs) > 1:
        help = "put the worksheets of each pack into a folder of its own"
        raise CannotCollect(f"it holds worksheets of several packs: {', '.join(slugs)}", help)
    return slugs[0]


def _checked(workspace: Path, slug: str) -> CheckedPack:
    found = Diagnostics()
    checked = read_checked(workspace / "source" / slug, workspace, found)
    if checked is None:
        raise CannotCollect(f"the pack '{slug}' has errors", "mend them, then collect again", found)
    return checked


def _add(
    sheet: _Sheet,
    workspace: Path,
    checked: CheckedPack,
    views: tuple[View, View],
    collected: Collected,
) -> None:
    view, keys = views
    given = filled(sheet.fields)
    if given is None:
        given = _found_again(sheet, workspace, checked, view)
    if given is None:
        message = "it has lost which of its fields is which"
        help = "have it filled in with Word, or type its answers into the table"
        collected.refused.append(Refused(sheet.file, message, help))
        return
    seen = {task.id for task in query(view.blocks, Task)}
    collected.fields = collected.fields or tuple(field.label for field in view.name_line)
    extended = _extensions(view)
    answers = {
        task.id: mark(task, given, view.labels, extended.get(task.id, ()))
        for task in query(keys.blocks, Task)
        if task.id in seen and not task.is_parted
    }
    places = range(1, len(view.name_line) + 1)
    names = tuple(given.get(f"name-line.{place}", "") for place in places)
    collected.pupils.append(Pupil(sheet.file, names, answers))
    if sheet.fingerprint and sheet.fingerprint != checked.pack.fingerprint:
        message = "the pack has changed since it was made: it was marked by the pack of today"
        collected.doubts.append(Refused(sheet.file, message, "look at what was changed since"))


def _extensions(view: View) -> dict[str, list[str]]:
    """Return, by the id of a task, those of the extensions whose answers are shown with its own.

    One of a question in parts is shown with the last part, one of a group with the last question.
    """
    found: dict[str, list[str]] = {}

    def add(task: Task, body: tuple[Block, ...]) -> None:
        leaf = [task, *query(task.body, Part)][-1]
        ids = [block.id for block in body if isinstance(block, Extension)]
        found.setdefault(leaf.id, []).extend(ids)

    for task in query(view.blocks, Task):
        add(task, task.body)
    for group in query(view.blocks, Group):
        for question in list(query(group.body, Question))[-1:]:
            add(question, group.body)
    return found


def _views(checked: CheckedPack, request: Request) -> tuple[View, View]:
    """Return the view that a pupil had, and the same with its keys."""
    return compose(checked, request), compose(
        checked, replace(request, edition=parse_edition("teacher"))
    )


def _found_again(sheet: _Sheet, workspace: Path, checked: CheckedPack, view: View) -> Filled | None:
    """Return what stands in a worksheet whose fields have lost their tags; None if nobody can say."""
    words = (school_document(workspace, sheet.request, Diagnostics()), b"")
    likely = (
        filled_by_place(sheet.fields, _as_made(checked, view, word))
        for word in dict.fromkeys(words)
    )
    given = next((found for found in likely if found is not None), None)
    if given is None:
        return None
    names = Bookmarks()
    rooms = {names.name(task.id): room_tag(task) for task in query(view.blocks, Task)}
    return given | written(sheet.trail, rooms)


def _as_made(checked: CheckedPack, view: View, word: bytes) -> tuple[Field, ...]:
    """Return the fields of a worksheet as the build makes it, in the school's own document or not."""
    rendering = backend("docx").render(view, Assets(images=checked.pack.images, word=word))
    return read_bytes(rendering.data).fields


def _numbers(checked: CheckedPack) -> dict[str, str]:
    """Return the numbers of the tasks as the author has them, by which all variants are told."""
    numbers: dict[str, str] = {}
    for question in query(checked.pack.blocks, Question):
        parts = [block for block in question.body if isinstance(block, Part)]
        if parts:
            numbers |= {part.id: f"{question.number}{part.number}" for part in parts}
        else:
            numbers[question.id] = question.number
    return numbers
