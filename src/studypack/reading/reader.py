"""Reading a pack: its files in order, front matter first, to one `Pack`."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from studypack.diagnostics import Diagnostics, Severity
from studypack.model.base import Block
from studypack.model.pack import Pack
from studypack.reading.front_matter import FrontMatter, read_front_matter, without_front_matter
from studypack.reading.markdown import read_blocks
from studypack.reading.scope import Reading
from studypack.reading.settings import Settings, read_settings
from studypack.reading.sources import NoFiles, PackFiles, clean
from studypack.spans import Span


def read_pack(folder: Path, workspace: Path, found: Diagnostics) -> Pack | None:
    """Read the pack in `folder`; whatever is wrong with its source goes to `found`.

    workspace  spans hold paths relative to it
    Returns None where there is nothing to read: no pack.md, or one that is not text.
    """
    files = PackFiles(folder, workspace)
    reading = Reading(found, files)
    first = Span(files.path("pack.md"))
    if "pack.md" not in files.names:
        found.error("no-such-pack", f"there is no pack.md in '{files.slug}'", first)
        return None
    text = files.source("pack.md", found)
    if text is None:
        return None
    if not text.strip():
        found.error("empty-pack", "the file is empty", first)
        return None
    _check_slug(files.slug, first, found)
    settings = read_settings(workspace, found)
    reading.images.update(settings.images)
    front = _settled(read_front_matter(text, first.path, files.slug, found), settings)
    language = front.metadata.language
    blocks = read_blocks(front.body, first.path, reading, language)
    texts = hashlib.sha256(text.encode())
    for name in files.parts()[1:]:
        part = files.source(name, found) or ""
        texts.update(f"\0{name}\0{part}".encode())
        blocks += _read_part(name, part, files, reading, language)
    pack = _pack(files.slug, front, blocks, reading, first)
    return replace(pack, school=settings.school, fingerprint=texts.hexdigest())


def read_text(text: str, path: str = "pack.md", found: Diagnostics | None = None) -> Pack:
    """Read `text` as the pack.md of a pack whose folder nobody looks into.

    path   as in `Span.path`; the name of its folder is the slug, 'pack' if it has none
    found  receives whatever is wrong with it, if anybody wants to know
    """
    found = found if found is not None else Diagnostics()
    reading = Reading(found, NoFiles())
    slug = path.rpartition("/")[0].rpartition("/")[2] or "pack"
    front = read_front_matter(clean(text, path, found), path, slug, found)
    blocks = read_blocks(front.body, path, reading, front.metadata.language)
    return _pack(slug, front, blocks, reading, Span(path))


def _settled(front: FrontMatter, settings: Settings) -> FrontMatter:
    """Return the front matter with what the workspace's settings say, where it says nothing."""
    own = front.metadata
    paper = own.paper if "paper" in front.spans else settings.paper
    metadata = replace(
        own,
        paper=paper,
        margins=own.margins or settings.margins,
        punch=settings.punch if own.punch is None else own.punch,
        accent=own.accent or settings.accent,
    )
    return replace(front, metadata=metadata)


def _read_part(
    name: str, text: str, files: PackFiles, reading: Reading, language: str
) -> tuple[Block, ...]:
    path = files.path(name)
    part = without_front_matter(text)
    if part != text:
        message = "only pack.md begins with front matter"
        reading.found.error("front-matter-in-part", message, Span(path, width=3), "delete it here")
    return read_blocks(part, path, reading, language, part=name.removesuffix(".md"))


def _pack(
    slug: str, front: FrontMatter, blocks: tuple[Block, ...], reading: Reading, span: Span
) -> Pack:
    found = reading.found
    metadata = front.metadata
    if metadata.cover:
        place = front.spans.get("cover", span)
        cover = reading.files.image(metadata.cover, place, reading.images, found)
        metadata = replace(metadata, cover=cover)
    if not blocks and not _has_errors(found, span):
        found.error("empty-pack", "the pack has no content", span, "write below the front matter")
    return Pack(
        slug=slug,
        metadata=metadata,
        blocks=blocks,
        notes=MappingProxyType(reading.notes),
        images=MappingProxyType(reading.images),
        texts=MappingProxyType(reading.texts),
        span=span,
        image_files=reading.files.image_names,
    )


def _has_errors(found: Diagnostics, span: Span) -> bool:
    """Return whether this pack has errors already: then one of them may be why it is empty."""
    folder = span.path.rpartition("/")[0]
    return any(one.severity is Severity.ERROR and one.span.path.startswith(folder) for one in found)


def _check_slug(slug: str, span: Span, found: Diagnostics) -> None:
    """Report a folder's name that is not letters and digits in groups joined by hyphens."""
    groups = slug.split("-")
    if all(group and all(map(_is_word_character, group)) for group in groups):
        return
    words = "".join(char if _is_word_character(char) else " " for char in slug).split()
    help_ = f"name it '{'-'.join(words)}'" if words else "use letters and digits"
    message = f"the folder's name '{slug}' is not letters, digits and hyphens"
    found.error("bad-slug", message, span, help_)


def _is_word_character(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN"
