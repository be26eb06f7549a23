"""A part that holds text: its elements, and what they refer to outside the part."""

from __future__ import annotations

from dataclasses import dataclass, field

from studypack.backends.docx.wordml import Element

HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"


@dataclass(slots=True)
class Story:
    """The body of the document, its notes, a header or a footer.

    relations  type and target of each relationship → its id. The target of a hyperlink is an
               address, that of an image the name of its part.
    prefix     what these ids begin with
    """

    elements: list[Element] = field(default_factory=list)
    relations: dict[tuple[str, str], str] = field(default_factory=dict)
    prefix: str = "rId"

    def relate(self, kind: str, target: str) -> str:
        """Return the id of the relationship to `target`, the same for the same target."""
        return self.relations.setdefault((kind, target), f"{self.prefix}{len(self.relations) + 1}")
