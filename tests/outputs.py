"""What a build has made: each file of its manifest, with the view that it was made from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from checkers import archive_strings, docx_text, epub_text, pdf_strings, structure_text, words
from phrases import missing, phrases
from studypack.composing import PRODUCTS, Level, Request, View, compose, parse_edition
from studypack.composing.view import Direction
from studypack.diagnostics import Diagnostics
from studypack.making import read_checked
from studypack.model.pack import CheckedPack

TEXT: Mapping[str, Callable[[Path], str]] = {
    ".pdf": structure_text,
    ".docx": docx_text,
    ".epub": epub_text,
}
"""How the text of a file is read, as a reader meets it, by the file's suffix."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file, what was asked for, and what it was made from."""

    path: Path
    request: Request
    checked: CheckedPack
    view: View

    def lost(self) -> list[str]:
        """Return the phrases of the view that are not in the file, or not in their order.

        On the pages of the pupils' edition what teachers have beyond it stands where there is room.
        """
        said = words(TEXT[self.path.suffix](self.path))
        joined = self.view.direction is Direction.RTL and self.path.suffix == ".pdf"
        lost = missing(phrases(self.view.pupils or self.view), said, solid=joined)
        if self.view.pupils is not None:
            told = {" ".join(phrase) for block in phrases(self.view) for phrase in block.phrases}
            lost = [phrase for phrase in lost if phrase in told]  # not what is for pupils alone
            lost += missing(phrases(self.view), said, solid=joined, in_order=False)
        return lost

    def strings(self) -> str:
        """Return every string of the file, streams inflated, words broken at a line's end joined."""
        found = pdf_strings(self.path) if self.path.suffix == ".pdf" else archive_strings(self.path)
        return "\n".join(found).replace("\u00ad\n", "").replace("\u00ad", "")


def outputs(workspace: Path, out: Path) -> Iterator[Output]:
    """Yield every file that the manifest in `out` lists, of the packs in `workspace`."""
    for entry in json.loads((out / "manifest.json").read_text("utf-8"))["files"]:
        checked = _checked(workspace / "source" / entry["pack"], workspace)
        request = Request(
            product=PRODUCTS[entry["product"]],
            format=entry["format"],
            edition=parse_edition(entry["edition"]),
            level=Level(entry["variant"]) if entry["variant"] else None,
        )
        yield Output(out / entry["path"], request, checked, compose(checked, request))


@lru_cache(maxsize=8)
def _checked(folder: Path, workspace: Path) -> CheckedPack:
    checked = read_checked(folder, workspace, Diagnostics())
    assert checked is not None, folder
    return checked
