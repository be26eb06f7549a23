"""The files of a pack, and the only place in `reading` that touches the disk."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path

from studypack.diagnostics import Diagnostics, did_you_mean
from studypack.model.pack import ImageFile
from studypack.reading.images import MAX_IMAGE_BYTES, inspect_image, is_image_name
from studypack.reading.refusal import Refused
from studypack.spans import Span

MAX_TEXT_BYTES = 5_000_000
MAX_FONT_BYTES = 30_000_000
MAX_LINE = 50_000
MAX_FILES = 10_000

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
_DRIVE = re.compile(r"[A-Za-z]:")
_NO_FILE = "put the file there, or correct its name here"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")


class PackFiles:
    """The files in one pack's folder; nothing outside of it is ever opened.

    inspect  what judges and decodes an image, by its name and content
    """

    def __init__(
        self,
        folder: Path,
        workspace: Path,
        inspect: Callable[[str, bytes], ImageFile] = inspect_image,
    ) -> None:
        self._inspect = inspect
        self._folder = folder
        self._root = folder.resolve()
        self._path = _relative(folder, workspace)
        self._texts: dict[str, str] = {}
        self._images: dict[str, ImageFile | Refused] = {}

    @property
    def slug(self) -> str:
        return self._folder.name

    @cached_property
    def names(self) -> frozenset[str]:
        """Paths of all files inside the folder, POSIX; hidden ones are left out."""
        names: list[str] = []
        for folder, folders, files in os.walk(self._folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            inside = Path(folder).relative_to(self._folder)
            names += ((inside / name).as_posix() for name in files if not name.startswith("."))
            if len(names) > MAX_FILES:
                break
        return frozenset(names[:MAX_FILES])

    @property
    def image_names(self) -> tuple[str, ...]:
        return tuple(sorted(filter(is_image_name, self.names)))

    def parts(self) -> tuple[str, ...]:
        """Return the pack's Markdown files: pack.md, then the others in name order."""
        names = sorted(name for name in self.names if "/" not in name and name.endswith(".md"))
        return tuple(sorted(names, key=lambda name: name != "pack.md"))

    def path(self, name: str) -> str:
        """Return the path of a file as `Span.path` has it."""
        return name if self._path == "." else f"{self._path}/{name}"

    def source(self, name: str, found: Diagnostics) -> str | None:
        """Return the text of a Markdown file; None, and why not in `found`, if it has none."""
        try:
            return self._decoded(name, found)
        except Refused as refused:
            refused.report(found, Span(self.path(name)))
            return None

    def text(self, written: str, span: Span, read: dict[str, str], found: Diagnostics) -> str:
        """Return the name of a text file that is referred to at `span`; put its text in `read`."""
        name = _normal(written)
        try:
            if name not in read:
                real = self._find(name, "unreadable-file", "file", self.names)
                text = self._decoded(real, found)
                read[name] = text if text is not None else ""
        except Refused as refused:
            refused.report(found, span)
        return name

    def image(
        self, written: str, span: Span, read: dict[str, ImageFile], found: Diagnostics
    ) -> str:
        """Return the name of an image that is referred to at `span`; put it in `read` if sound."""
        name = _normal(written)
        if name in read:
            return name
        try:
            read[name] = self._image(name)
        except Refused as refused:
            refused.report(found, span)
        return name

    def font(self, written: str) -> tuple[str, bytes]:
        """Return the name and the content of a font file; raise Refused if there is none."""
        name = _normal(written)
        real = self._find(name, "unknown-font", "font file", self.names)
        return name, self._bytes(real, MAX_FONT_BYTES)

    def _image(self, name: str) -> ImageFile:
        known = self._images.get(name)
        if isinstance(known, Refused):  # referred to before, and found broken
            raise known
        try:
            real = self._find(name, "missing-image", "image", self.image_names)
            return self._inspect(name, self._bytes(real, MAX_IMAGE_BYTES))
        except Refused as refused:
            self._images[name] = refused
            raise

    def _find(self, name: str, code: str, what: str, known: Iterable[str]) -> str:
        """Return the file's name as it is on disk; raise Refused if it may or can not be read."""
        _refuse_outside(name)
        if name in self.names:
            return name
        composed = {unicodedata.normalize("NFC", real): real for real in self.names}
        if real := composed.get(unicodedata.normalize("NFC", name)):
            return real
        folded = {real.casefold(): real for real in self.names}
        if real := folded.get(name.casefold()):
            help_ = f"the file is called '{real}': capital letters matter on other computers"
            raise Refused(code, f"there is no {what} '{name}'", help_)
        if (self._folder / name).exists():  # behind a link that leads out of the folder
            self._refuse_link(name)
        raise Refused(code, f"there is no {what} '{name}'", did_you_mean(name, known) or _NO_FILE)

    def _refuse_link(self, name: str) -> None:
        real = os.path.realpath(self._folder / name)  # `resolve` fails at a link to itself
        if not Path(real).is_relative_to(self._root):
            raise Refused(
                "outside-pack",
                f"'{name}' leads out of the pack's folder",
                "put the file itself into the folder",
            )

    def _decoded(self, name: str, found: Diagnostics) -> str | None:
        """Return the text of a file; None, and the place in `found`, where it is not UTF-8."""
        content = self._bytes(name, MAX_TEXT_BYTES)
        path = self.path(name)
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = content[: error.start]
            line = before.count(b"\n") + 1
            column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
            found.error(
                "not-utf8",
                f"byte {error.start + 1} is not part of UTF-8 text",
                Span(path, line, column),
                "save the file with the encoding UTF-8",
            )
            return None
        return clean(text, path, found)

    def _bytes(self, name: str, most: int) -> bytes:
        """Return a file's content, at most `most` bytes; raise Refused for what cannot be read."""
        file = self._folder / name
        self._refuse_link(name)
        try:
            if not file.is_file():
                raise Refused("unreadable-file", f"'{name}' is not a file")
            with file.open("rb") as stream:
                content = stream.read(most + 1)
        except OSError as error:
            reason = error.strerror or "it cannot be opened"
            raise Refused("unreadable-file", f"cannot read '{name}': {reason}") from error
        if len(content) > most:
            help_ = f"a pack's files may have {most // 1_000_000} MB at most"
            raise Refused("too-large", f"'{name}' is too large", help_)
        return content


class NoFiles:
    """Stands for a folder where a text is read alone: every path inside it is as good as another."""

    image_names: tuple[str, ...] = ()

    def path(self, name: str) -> str:
        return name

    def text(self, written: str, span: Span, _read: dict[str, str], found: Diagnostics) -> str:
        return _checked_name(written, span, found)

    def image(
        self, written: str, span: Span, _read: dict[str, ImageFile], found: Diagnostics
    ) -> str:
        return _checked_name(written, span, found)


def clean(text: str, path: str, found: Diagnostics) -> str:
    """Return `text` with `\\n` line ends, without a byte order mark and what no document can hold.

    Reports control characters, and lines that no person typed, which are cut.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if match := _CONTROL.search(text):
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - text.rfind("\n", 0, match.start())
        found.warning(
            "control-character",
            f"character U+{ord(match[0]):04X} cannot be shown",
            Span(path, line, column),
            "delete it: it came with copied text",
        )
        text = _CONTROL.sub(" ", text)
    if len(text) > MAX_LINE:
        text = "\n".join(_cut_lines(text.split("\n"), path, found))
    return text


def _cut_lines(lines: list[str], path: str, found: Diagnostics) -> Iterable[str]:
    for number, line in enumerate(lines, start=1):
        if len(line) > MAX_LINE:
            found.error(
                "too-long-line",
                f"the line has {len(line)} characters, more than {MAX_LINE}",
                Span(path, number),
                "divide it into paragraphs",
            )
        yield line[:MAX_LINE]


def _checked_name(written: str, span: Span, found: Diagnostics) -> str:
    name = _normal(written)
    try:
        _refuse_outside(name)
    except Refused as refused:
        refused.report(found, span)
    return name


def _normal(written: str) -> str:
    """Return a path without `.` and doubled slashes; `..` and all else stays, to be refused."""
    if _SCHEME.match(written) or written.startswith("/"):
        return written
    return "/".join(part for part in written.split("/") if part not in {"", "."})


def _refuse_outside(name: str) -> None:
    if _DRIVE.match(name) or (name.startswith(("/", "\\", "~")) and not name.startswith("//")):
        reason = f"'{name}' is not a path inside the pack's folder"
        raise Refused("outside-pack", reason, "write it from the folder on: 'images/x.png'")
    if _SCHEME.match(name):
        help_ = "save the picture in the pack's folder: a pack is built without a network"
        raise Refused("remote-image", f"'{name}' is not in the pack's folder", help_)
    if "\\" in name:
        raise Refused("outside-pack", f"'{name}' is written with '\\'", "write '/' between folders")
    if ".." in name.split("/"):
        reason = f"'{name}' leads out of the pack's folder"
        raise Refused("outside-pack", reason, "put the file into the folder")


def _relative(folder: Path, workspace: Path) -> str:
    try:
        return folder.resolve().relative_to(workspace.resolve()).as_posix()
    except ValueError:
        return folder.name
