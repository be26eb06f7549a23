"""What a workspace makes its own in `templates/`: templates and stylesheets, and Word documents.

Called by whatever makes files: `making`, `pulling` and `collecting`.
"""

from __future__ import annotations

import stat
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from studypack.diagnostics import Diagnostics
from studypack.spans import Span

if TYPE_CHECKING:
    from studypack.composing import Request

_NO_LINK = "put the file itself into the folder"

# --- Templates and stylesheets ----------------------------------------------------------------


def templates_of(workspace: Path, found: Diagnostics) -> dict[str, str]:
    """Return the workspace's template overrides: path below `templates/` → text.

    One that cannot be read is left out and reported.
    """
    root = workspace / "templates"
    texts = {}
    for path in sorted(root.rglob("*")):
        if path.name.endswith((".j2", ".css")) and path.is_file():
            name = path.relative_to(root).as_posix()
            text = _template(path, root, Span(f"templates/{name}"), found)
            if text is not None:
                texts[name] = text
    return texts


def _template(path: Path, root: Path, place: Span, found: Diagnostics) -> str | None:
    if not _is_below(path, root):
        found.error("unreadable-file", "the template is a link out of templates/", place, _NO_LINK)
        return None
    try:
        content = path.read_bytes()
        return content.decode()
    except OSError as error:
        found.error("unreadable-file", f"cannot read the template: {error.strerror}", place)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode()
        line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
        message = f"byte {error.start + 1} is not part of UTF-8 text"
        place = place.at(line=line, column=column)
        found.error("not-utf8", message, place, "save the file with the encoding UTF-8")
    return None


def _is_below(path: Path, root: Path) -> bool:
    return path.resolve().is_relative_to(root.resolve())


# --- The school's Word documents --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WordTemplate:
    """The school's own Word document: its path for messages, and its bytes."""

    path: str
    content: bytes = field(repr=False)


_KINDS = (".docx", ".dotx")
_OTHERS = (".docm", ".dotm", ".doc", ".dot", ".odt", ".ott", ".rtf")


def word_templates(
    workspace: Path, wanted: Collection[str] | None, found: Diagnostics
) -> dict[str, WordTemplate]:
    """Return the workspace's own documents, by the product that each is named after.

    wanted  names of products; None for all
    Every fault of one is reported.
    """
    kinds = (*_KINDS, *_OTHERS)
    paths = sorted((workspace / "templates").glob("*.*"), key=lambda path: path.name)
    there = [path for path in paths if path.suffix.lower() in kinds]
    if not there or (wanted is not None and not wanted):
        return {}
    from studypack.composing import PRODUCTS

    given = {}
    for product in PRODUCTS if wanted is None else wanted:
        named = sorted(
            (path for path in there if path.stem == product),
            key=lambda path: kinds.index(path.suffix.lower()),
        )
        template = _word_template(named, product, found) if named else None
        if template is not None and is_usable(template, found):
            given[product] = template
    return given


def school_document(workspace: Path, request: Request, found: Diagnostics) -> bytes:
    """Return what a file of the workspace is written into, b'' for nothing; faults are reported."""
    if not request.takes_template:
        return b""
    name = request.product.name
    template = word_templates(workspace, (name,), found).get(name)
    return template.content if template else b""


def _word_template(there: list[Path], product: str, found: Diagnostics) -> WordTemplate | None:
    path, *more = there
    place = Span(f"templates/{path.name}")
    if path.suffix.lower() in _OTHERS:
        help = f"save it in Word as {product}.docx, without macros"
        found.error("bad-template", f"a {path.suffix} cannot be used", place, help)
    elif more:
        message = f"there is {more[0].name} as well"
        found.error("bad-template", message, place, "leave the one that is to be used")
    elif not _is_below(path, path.parent):
        found.error("unreadable-file", "the template is a link out of templates/", place, _NO_LINK)
    else:
        return read_word_template(path, place.path, found)
    return None


def read_word_template(path: Path, shown: str, found: Diagnostics) -> WordTemplate | None:
    """Return a document as it is; None, reported, if it cannot be read.

    shown  its path for messages
    """
    from studypack.backends.docx.template import LARGEST

    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would never end
            found.error("unreadable-file", "the template is not a file", Span(shown))
            return None
        with path.open("rb") as file:
            return WordTemplate(shown, file.read(LARGEST + 1))
    except OSError as error:
        found.error("unreadable-file", f"cannot read the template: {error.strerror}", Span(shown))
    return None


def is_usable(template: WordTemplate, found: Diagnostics) -> bool:
    """Return whether Word files can be written into a document; why not is reported."""
    from studypack.backends.docx.opened import CannotOpen
    from studypack.backends.docx.template import open_template

    try:
        open_template(template.content)
    except CannotOpen as fault:
        found.error("bad-template", str(fault), Span(template.path), fault.help)
        return False
    return True
