"""The parts of the school's document, and those that are put in beside them.

A part that nothing is put into keeps its bytes.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any

from studypack.backends.docx import opened
from studypack.backends.docx.opened import CONTENT_TYPES

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


class Filing:
    """A package that grows; `parts` holds its members, but for types and relationships."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.parts = dict(parts)
        self._types = opened.tree(parts, CONTENT_TYPES)
        self._relations: dict[str, Any] = {}

    def tree(self, name: str) -> Any:
        """Return a part as a tree, which `write` puts back."""
        return opened.tree(self.parts, name)

    def write(self, name: str, tree: Any) -> None:
        """Put a tree in the place of a part."""
        self.parts[name] = _serialized(tree)

    # --- Relationships ---

    def related(self, source: str, kind: str) -> str:
        """Return the part to which a part has a relationship of a kind, '' if there is none."""
        return next(iter(self.all_related(source, kind)), "")

    def all_related(self, source: str, kind: str) -> tuple[str, ...]:
        """Return the parts to which a part has relationships of a kind, each once."""
        found = (
            _target(source, relation)
            for relation in self._of(source)
            if relation.get("Type", "").rpartition("/")[2] == kind
        )
        return tuple(dict.fromkeys(found))

    def relate(
        self, source: str, kind: str, target: str, id: str, *, outside: bool = False
    ) -> None:
        """Relate a part to another, or to an address. kind: the whole type, or its last word"""
        from lxml import etree

        relation = etree.SubElement(self._of(source), f"{{{_RELATIONSHIPS}}}Relationship")
        relation.set("Id", id)
        relation.set("Type", kind if "/" in kind else f"{_RELATION}/{kind}")
        if outside:
            relation.set("Target", target)
            relation.set("TargetMode", "External")
        else:
            relation.set("Target", posixpath.relpath(target, posixpath.dirname(source) or "."))

    def _of(self, source: str) -> Any:
        from lxml import etree

        if source not in self._relations:
            name = opened.rels_name(source)
            self._relations[source] = (
                self.tree(name)
                if name in self.parts
                else etree.Element(
                    f"{{{_RELATIONSHIPS}}}Relationships", nsmap={None: _RELATIONSHIPS}
                )
            )
        return self._relations[source]

    # --- Parts ---

    def add(self, name: str, content: bytes, kind: str) -> None:
        """Put in a part by its content type."""
        self.parts[name] = content
        self.declare(name, kind)

    def declare(self, name: str, kind: str) -> None:
        """Say of what content type a part is."""
        from lxml import etree

        extension = name.rpartition(".")[2].lower()
        by_extension = {
            entry.get("Extension", "").lower(): entry.get("ContentType") for entry in self._types
        }
        self._forget(name)
        if by_extension.get(extension) == kind:
            return
        if extension != "xml" and extension not in by_extension:
            entry = etree.Element(f"{{{_TYPES}}}Default", Extension=extension, ContentType=kind)
            self._types.insert(0, entry)
            return
        etree.SubElement(
            self._types, f"{{{_TYPES}}}Override", PartName=f"/{name}", ContentType=kind
        )

    def remove(self, name: str, source: str) -> None:
        """Take out a part, what it has relationships to, and that of `source` to it."""
        for relation in list(self._of(name)):
            if relation.get("TargetMode") != "External":
                self.parts.pop(_target(name, relation), None)
                self._forget(_target(name, relation))
        self._relations.pop(name)
        self.parts.pop(opened.rels_name(name), None)
        self.parts.pop(name, None)
        self._forget(name)
        for relation in list(self._of(source)):
            if _target(source, relation) == name:
                self._of(source).remove(relation)

    def _forget(self, name: str) -> None:
        for entry in list(self._types):
            if entry.get("PartName", "").lower() == f"/{name}".lower():
                self._types.remove(entry)

    def free(self, pattern: str, usual: str = "") -> str:
        """Return the first name by a pattern with '{}' for a number that no part has.

        usual  a name that is better, if no part has it
        """
        taken = {name.lower() for name in self.parts}
        if usual and usual.lower() not in taken:
            return usual
        number = 1
        while pattern.format(number).lower() in taken:
            number += 1
        return pattern.format(number)

    # --- The whole ---

    def settle(self) -> None:
        """Put back the types and relationships that were asked for."""
        self.parts[CONTENT_TYPES] = _serialized(self._types)
        for source, relations in self._relations.items():
            if len(relations):
                self.parts[opened.rels_name(source)] = _serialized(relations)

    def members(self) -> Iterator[tuple[str, bytes]]:
        """Yield the members; readers look for the types first (OPC, §10.2.2)."""
        leading = [CONTENT_TYPES, opened.rels_name(""), opened.MAIN]
        for name in (*leading, *sorted(self.parts.keys() - set(leading))):
            yield name, self.parts[name]


def _target(source: str, relation: Any) -> str:
    folder = posixpath.dirname(source)
    joined = posixpath.join("/", folder, relation.get("Target", ""))
    return posixpath.normpath(joined).lstrip("/")


def _serialized(tree: Any) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))
