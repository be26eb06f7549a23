"""The pack while it is worked on: a copy of its source, and the worksheet as made of that copy.

Every step edits the copy, makes the worksheet again and looks whether it now says what the edited
one says; a step that fails is undone. Nothing outside of the copy is touched.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from studypack.backends.docx.lines import Line
from studypack.diagnostics import Diagnostic, Diagnostics, Severity
from studypack.model.blocks import StudyBlock
from studypack.model.walk import query
from studypack.packs import SETTINGS
from studypack.pulling.fields import Field
from studypack.pulling.glyphs import Glyph
from studypack.pulling.opening import read_bytes
from studypack.pulling.sources import SourceFile, Splice, read_source
from studypack.pulling.wording import CannotWrite
from studypack.reading.outline import Extent, Run
from studypack.spans import Span
from studypack.templates import school_document

if TYPE_CHECKING:
    from studypack.composing import Request

KEY_TO_COME = "<!--the right one is to be marked-->"
"""Stands behind the first option of a new question, marked as right, until all is written."""

_KINDS = {"png", "jpg", "jpeg", "gif", "svg", "webp"}


class CannotMake(Exception):
    """The worksheet cannot be made of the source; `found` says why."""

    def __init__(self, found: tuple[Diagnostic, ...]) -> None:
        super().__init__("; ".join(str(one.message) for one in found))
        self.found = found


@dataclass(slots=True)
class Desk:
    """A copy of a pack in the workspace `place`.

    framed  its worksheet is made in the school's own document, if the workspace has one
    lines   what its worksheet says of the pack
    whole   what it says with what stands round that
    fields  the content controls of that
    spans   where each block with an id that it shows was written
    """

    place: Path
    folder: Path
    request: Request
    framed: bool = False
    language: str = "en"
    fingerprint: str = ""
    lines: tuple[Line, ...] = ()
    fields: tuple[Field, ...] = ()
    spans: Mapping[str, Span] = field(default_factory=dict)
    whole: tuple[Line, ...] = ()
    images: dict[str, bytes] = field(default_factory=dict)
    _files: dict[str, SourceFile | None] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, workspace: Path, slug: str, request: Request, place: Path, *, framed: bool = False
    ) -> Desk:
        """Return a desk with a copy of a pack and of all that it is read with."""
        folder = place / "source" / slug
        shutil.copytree(workspace / "source" / slug, folder)
        if (workspace / SETTINGS).is_file():
            shutil.copy2(workspace / SETTINGS, place / SETTINGS)
        if (workspace / "templates").is_dir():
            shutil.copytree(workspace / "templates", place / "templates")
        return cls(place, folder, request, framed)

    def make(self) -> None:
        """Make the worksheet of the copy as it is now. raises CannotMake"""
        from studypack.backends import backend
        from studypack.backends.base import Assets, RenderFault
        from studypack.composing import compose
        from studypack.making import read_checked

        found = Diagnostics()
        checked = read_checked(self.folder, self.place, found)
        word = school_document(self.place, self.request, found) if self.framed else b""
        if checked is None or found.has_errors:
            raise CannotMake(tuple(one for one in found if one.severity is Severity.ERROR))
        try:
            view = compose(checked, self.request)
            assets = Assets(images=checked.pack.images, word=word)
            data = backend("docx").render(view, assets).data
        except RenderFault as fault:
            found.error("render-failed", fault.message, Span(self.pack_path))
            raise CannotMake(tuple(found)) from fault
        worksheet = read_bytes(data)
        assert worksheet.carried is not None, "every file that is made carries what it says"
        self.whole, self.fields = worksheet.carried.lines, worksheet.fields
        self.lines = tuple(line for line in self.whole if not line.frame)
        self.spans = {block.id: block.span for block in query(view.blocks, StudyBlock)}
        self.language = checked.pack.metadata.language
        self.fingerprint = checked.pack.fingerprint

    @property
    def pack_path(self) -> str:
        return f"source/{self.folder.name}/pack.md"

    def file(self, path: str) -> SourceFile | None:
        """Return a source file, None if it cannot be edited."""
        if path not in self._files:
            inside = path.startswith(f"source/{self.folder.name}/") and ".." not in path.split("/")
            self._files[path] = read_source(self.place, path) if inside else None
        return self._files[path]

    def run_at(self, span: Span) -> tuple[SourceFile, Extent, Run] | None:
        """Return the run of source text that a place is in, with its file and block."""
        file = self.file(span.path) if span.line else None
        found = file.run_at(span) if file is not None else None
        return (file, *found) if file is not None and found is not None else None

    def apply(self, edits: Mapping[str, list[Splice]]) -> Mapping[str, SourceFile]:
        """Write edits into the copy and make it again; return the files as they were.

        raises CannotMake, and then everything is as it was
        """
        before: dict[str, SourceFile] = {}
        for path, splices in edits.items():
            file = self.file(path)
            assert file is not None, "only what was read is edited"
            before[path] = file
            (self.place / path).write_bytes(file.spliced(splices).encode())
        self._files.clear()
        try:
            self.make()
        except CannotMake:
            self.restore(before)
            raise
        return before

    def restore(self, files: Mapping[str, SourceFile]) -> None:
        """Write files as they were, and make the worksheet again."""
        for path, file in files.items():
            (self.place / path).write_bytes(file.spliced([]).encode())
        self._files.clear()
        self.make()

    def picture(self, glyph: Glyph, parts: Mapping[str, bytes]) -> str:
        """Put a picture of the edited file into the pack; return the Markdown that shows it.

        raises CannotWrite
        """
        part = glyph.part.lstrip("/")
        kind = PurePosixPath(part).suffix.lstrip(".").lower()
        if part not in parts or kind not in _KINDS:
            raise CannotWrite("a picture of a kind that a pack cannot hold")
        name = self._names.get(glyph.link) or self._free_name(kind)
        self._names[glyph.link] = name
        self.images[name] = parts[part]
        target = self.folder / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(parts[part])
        alt = " ".join(glyph.text.replace("[", "(").replace("]", ")").split())
        return f"![{alt}]({name})"

    def unused_images(self) -> set[str]:
        """Return the pictures that were put into the pack and that nothing in it shows."""
        texts = [path.read_text("utf-8", "replace") for path in self.folder.glob("*.md")]
        return {name for name in self.images if not any(name in text for text in texts)}

    def _free_name(self, kind: str) -> str:
        number = 1
        while any((self.folder / "images").glob(f"from-word-{number}.*")):
            number += 1
        return f"images/from-word-{number}.{kind}"
