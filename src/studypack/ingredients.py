"""What one file is made from: the parts of its view, its pictures, its templates, a digest each.

Called by `making`: a file whose ingredients are those of the file on disk need not be made again,
whatever else in its pack was edited. What a backend gets is cut down to them here, so that no file
can show what is not counted among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from studypack.backends.base import Assets
from studypack.composing import Request, View
from studypack.composing.fingerprint import fingerprint
from studypack.model.base import Node
from studypack.model.walk import walk

BLOCKS = "blocks"
"""The ingredient that lists the blocks of a view, `DIGITS` hexadecimal digits each."""

DIGITS = 16


@dataclass(frozen=True, slots=True)
class Ingredients:
    """What one file is made from.

    parts   name → digest; a picture and a template by its path below the workspace
    places  digest of a block, as in `BLOCKS` → file and line where it begins
    """

    parts: dict[str, str]
    places: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """One digest of them all."""
        return fingerprint(tuple(sorted(self.parts.items())))


def ingredients_of(view: View, request: Request, assets: Assets) -> Ingredients:
    """Return the ingredients of the file that is made of `view` with what `served` leaves of `assets`.

    The print whose pages it repeats is not among them, but has its own.
    """
    places: dict[str, tuple[str, int]] = {}
    texts: set[str] = set()
    # Of what source the pupils' pages are made shows in no file: recipes are carried by Word's alone.
    pupils = replace(view.pupils, recipe=()) if view.pupils else None
    parts = {
        "order": fingerprint((request.format, view.fit)),
        "pupils": fingerprint(pupils, texts),
        "front matter": fingerprint((view.slug, view.language, view.metadata), texts),
        "school": fingerprint(view.school, texts),
        "labels": fingerprint(view.labels),
        "look": fingerprint((view.direction, view.look, view.finish, view.profile, view.fonts)),
        "head": fingerprint(_head(view)),
        BLOCKS: ".".join(
            _listed(nodes, texts, places) for nodes in (view.blocks, view.answers, view.notes)
        ),
    }
    if request.format == "docx":  # it carries how it was made, with a fingerprint of the source
        parts["recipe"] = fingerprint(view.recipe)
        parts["document"] = fingerprint(assets.word)
    used = served(assets, request.format, texts)
    for name, image in used.images.items():
        parts[_path(name, view.slug)] = fingerprint(image.data)
    for name, image in view.pictures.items():  # each has the author's picture in it
        parts[_path(name.rpartition("/")[0], view.slug)] = fingerprint(image.data)
    for name, text in used.templates.items():
        parts[f"templates/{name}"] = fingerprint(text)
    return Ingredients(parts, places)


def served(assets: Assets, format: str, texts: set[str]) -> Assets:
    """Return what a file of `format` may use of `assets`, if its view says `texts`.

    A template of the workspace's own may show any picture of the pack.
    """
    templates = {name: text for name, text in assets.templates.items() if _shapes(name, format)}
    images = {name: image for name, image in assets.images.items() if templates or name in texts}
    return replace(assets, images=images, templates=templates)


_SHEETS = {"css/print.css": "pdf", "css/epub.css": "epub"}
"""Stylesheets that only one format reads."""


def _shapes(name: str, format: str) -> bool:
    return format != "docx" and _SHEETS.get(name, format) == format


def _path(name: str, slug: str) -> str:
    """Return the path of a picture below the workspace; the school's logo lies in templates/."""
    return f"templates/{name[1:]}" if name.startswith("~") else f"source/{slug}/{name}"


def _head(view: View) -> tuple[object, ...]:
    titles = (view.product_title, view.edition_title, view.variant, view.pupil)
    return (*titles, view.name_line)


def _listed(nodes: tuple[Node, ...], texts: set[str], places: dict[str, tuple[str, int]]) -> str:
    """Return a digest of each node, one behind the other, and note where it is written."""
    digests = []
    for node in nodes:
        one = fingerprint(node, texts)[:DIGITS]
        digests.append(one)
        spans = (inner.span for inner in walk((node,)))
        place = next((span for span in spans if span.line > 0), None)
        if place is not None:
            places.setdefault(one, (place.path, place.line))
    return "".join(digests)


def listed(parts: Mapping[str, str]) -> frozenset[str]:
    """Return the digests of the blocks in the parts of some ingredients."""
    text = parts.get(BLOCKS, "").replace(".", "")
    return frozenset(text[at : at + DIGITS] for at in range(0, len(text), DIGITS))


def texts_of(view: View) -> set[str]:
    """Return every text in which a view may name a picture."""
    texts: set[str] = set()
    fingerprint(view, texts)
    return texts
