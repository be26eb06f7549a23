"""What the reader holds while it reads: one `Reading` a pack, one `Scope` a place in it."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any

from studypack.diagnostics import Diagnostics
from studypack.model.pack import Footnote, ImageFile
from studypack.reading.sources import NoFiles, PackFiles
from studypack.spans import Span


@dataclass(slots=True)
class Reading:
    """What is gathered over one pack, from all its parts."""

    found: Diagnostics
    files: PackFiles | NoFiles
    notes: dict[str, Footnote] = field(default_factory=dict)
    images: dict[str, ImageFile] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where the reader stands.

    path      of the source file, as in `Span.path`
    env       what the Markdown parser knows of this file: link definitions, footnotes
    part      name of the file among the pack's parts, '' for the first: it tells apart the
              footnotes of two files
    language  of the text that is read
    parents   names of the directives around it, the innermost last
    """

    reading: Reading
    path: str
    env: MutableMapping[str, Any]
    part: str
    language: str
    parents: tuple[str, ...] = ()

    @property
    def found(self) -> Diagnostics:
        return self.reading.found

    def speaking(self, language: str) -> Scope:
        """Return this scope with text in `language`, or in the same one if that is ''."""
        return replace(self, language=language) if language else self

    def has_note(self, label: str) -> bool:
        """Return whether this file has a footnote of that label."""
        return f":{label}" in self.env.get("footnotes", {}).get("refs", {})

    def note_key(self, label: str) -> str:
        """Return the key of this file's footnote `label` in `Pack.notes`."""
        return f"{self.part}:{label}" if self.part else label

    def call_note(self, label: str) -> None:
        """Note that a footnote is called, so that those that never are can be reported."""
        self.env.setdefault("called", set()).add(label)

    def use_definition(self, label: str) -> None:
        """Note that a link definition is used, as `call_note` does for a footnote."""
        self.env.setdefault("used", set()).add(label)

    def image(self, written: str, span: Span) -> str:
        """Return the name of the image that an author refers to, reading its file if it is new.

        What is wrong with it is reported at `span`; its name is returned all the same.
        """
        return self.reading.files.image(written, span, self.reading.images, self.found)

    def text_file(self, written: str, span: Span) -> str:
        """Return the name of the text file that an author refers to, as `image` does."""
        return self.reading.files.text(written, span, self.reading.texts, self.found)
