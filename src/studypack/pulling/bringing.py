"""Bringing the edits of a worksheet home: the whole of it on one screen; called by the command."""

from __future__ import annotations

import difflib
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from studypack.backends.docx.carried import Carried
from studypack.backends.docx.lines import Line
from studypack.composing import Request
from studypack.pulling.additions import addition_edits
from studypack.pulling.comparing import Comparison
from studypack.pulling.desk import KEY_TO_COME, Desk
from studypack.pulling.faces import unstyled
from studypack.pulling.framing import unframed
from studypack.pulling.glyphs import key_of
from studypack.pulling.matching import paired
from studypack.pulling.moves import disorder, move_edit
from studypack.pulling.notices import Notice, Sort
from studypack.pulling.opening import Worksheet
from studypack.pulling.removals import removal_edits
from studypack.pulling.reviewing import new_running_texts, remarks, running_edits, unsettled
from studypack.pulling.steps import make_edits
from studypack.pulling.texts import text_edits
from studypack.pulling.unseen import looks_edited, unseen
from studypack.spans import Span
from studypack.writing import replace_all

_MOST_MOVES = 40


@dataclass(slots=True)
class Pulled:
    """What a worksheet brings home.

    files    path below the workspace → its new content, for every file that changes
    diff     what changes in them, as lines of a unified diff
    notices  what else a person must know, by place
    """

    files: dict[str, bytes] = field(default_factory=dict)
    diff: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Every edit came home."""
        return not any(notice.sort in (Sort.CONFLICT, Sort.LOST) for notice in self.notices)


def pull(workspace: Path, slug: str, request: Request, worksheet: Worksheet) -> Pulled:
    """Return what an edited worksheet changes in the source of its pack. Nothing is written.

    raises CannotMake if the source as it is has errors
    """
    if worksheet.carried is not None and _is_unedited(worksheet.carried, worksheet):
        return Pulled()
    with tempfile.TemporaryDirectory(prefix="studypack-") as place:
        framed = worksheet.carried is None  # else it says itself what stands round the pack's text
        desk = Desk.of(workspace, slug, request, Path(place), framed=framed)
        desk.make()
        pulled = Pulled()
        _bring_home(desk, worksheet, pulled.notices)
        _collect(desk, workspace, pulled)
        return pulled


def _is_unedited(made: Carried, worksheet: Worksheet) -> bool:
    lines = worksheet.lines
    before, after = _saying(made.lines), _saying(lines)
    if [key_of(line) for line in before] != [key_of(line) for line in after]:
        return False
    looks = any(map(looks_edited, before, after)) or any(line.asides for line in lines)
    return not (looks or new_running_texts(worksheet) or any(f.text for f in worksheet.fields))


def _saying(lines: tuple[Line, ...]) -> list[Line]:
    return [line for line in lines if not line.is_empty]


def _bring_home(desk: Desk, worksheet: Worksheet, notices: list[Notice]) -> None:
    """Edit the copy until its worksheet says what the edited one says, as far as it can."""
    # Names of paragraphs that Google Docs gave look like ours, and name others.
    nameless = (replace(line, anchor="") for line in desk.whole)
    made = worksheet.carried.lines if worksheet.carried else tuple(nameless)
    base, edited = unframed(made, worksheet.lines, desk.pack_path, notices)
    edits = paired(base, edited)
    if worksheet.carried is None:
        edited = unstyled(base, edited, edits)

    def seen() -> Comparison:
        return Comparison.of(base, edited, desk, edits)

    notices += remarks(seen())
    notices += running_edits(desk.pack_path, worksheet)
    make_edits(desk, text_edits(seen(), worksheet.parts, notices), notices, lambda: True)
    make_edits(desk, removal_edits(seen(), notices), notices, lambda: True)
    make_edits(desk, addition_edits(seen(), worksheet.parts, notices), notices, lambda: True)
    _move(desk, seen, notices)
    notices += unsettled(seen(), notices)
    notices += unseen(seen(), worksheet)


def _move(desk: Desk, seen: Callable[[], Comparison], notices: list[Notice]) -> None:
    """Bring moved blocks to their places, one by one, as long as each brings more into order."""
    tried: set[str] = set()
    for _ in range(_MOST_MOVES):
        now = seen()
        edit = move_edit(now, tried, notices)
        if edit is None:
            break
        if make_edits(desk, [edit], notices, partial(_is_better, seen, len(disorder(now)))):
            tried.clear()


def _is_better(seen: Callable[[], Comparison], before: int) -> bool:
    """Return whether fewer lines stand elsewhere than before."""
    return len(disorder(seen())) < before


def _collect(desk: Desk, workspace: Path, pulled: Pulled) -> None:
    """Compare the copy with the source that it was made of."""
    names = sorted(
        path.relative_to(desk.place).as_posix()
        for path in desk.folder.rglob("*")
        if path.is_file() and path.relative_to(desk.folder).as_posix() not in desk.unused_images()
    )
    for name in names:
        content = (desk.place / name).read_bytes()
        if KEY_TO_COME.encode() in content:
            pulled.notices += _keys_to_come(name, content.decode())
            content = _KEY.sub(rb"[ ]\1", content)
        original = workspace / name
        before = original.read_bytes() if original.is_file() else None
        if before != content:
            pulled.files[name] = content
            pulled.diff += _diff(name, before, content)
    pulled.notices.sort(key=lambda one: (one.span, one.sort.value, one.text))


_KEY = re.compile(rb"\[x\]([^\r\n]*?) " + re.escape(KEY_TO_COME.encode()))


def write_all(workspace: Path, files: Mapping[str, bytes]) -> None:
    """Write the files, all or none: each beside its place first, then renamed. raises OSError"""
    replace_all(workspace, files)


def _keys_to_come(path: str, text: str) -> Iterator[Notice]:
    for number, line in enumerate(text.splitlines(), start=1):
        if KEY_TO_COME in line:
            told = "a new question: mark the right option with [x], or the pack cannot be built"
            yield Notice(Sort.NOTE, Span(path, number), told)


def _diff(name: str, before: bytes | None, after: bytes) -> list[str]:
    if not name.endswith((".md", ".txt")):
        return [f"new file {name}, {len(after)} bytes"]
    old = (before or b"").decode("utf-8", "replace").splitlines()
    new = after.decode("utf-8", "replace").splitlines()
    return list(difflib.unified_diff(old, new, f"a/{name}", f"b/{name}", lineterm=""))
