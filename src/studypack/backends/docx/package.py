"""The package: parts by python-docx, members of the zip in a fixed order with a fixed date.

The only module that imports python-docx. It starts from an empty package, not from python-docx's
template, whose bibliography, thumbnail and two sets of unused styles no pack needs.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from studypack.backends.docx import carried, origins, visible
from studypack.backends.docx.pictures import Media
from studypack.backends.docx.story import HYPERLINK, Story
from studypack.backends.docx.wordml import quoted
from studypack.model.pack import Metadata

if TYPE_CHECKING:
    from docx.opc.part import Part, XmlPart
    from docx.package import Package

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of every member: the first that a zip can hold."""

_UNDATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  # python-docx writes naive times as UTC
_LONGEST_PROPERTY = 255
_COMPRESSED = (".png", ".jpeg", ".gif")
"""Members that are compressed already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPart:
    """A part of WordprocessingML.

    name     inside the package: '/word/styles.xml'
    kind     behind the last '.' of its content type: 'styles', 'document.main'
    relation the last word of the type of its relationship to the document
    id       of that relationship
    """

    name: str
    kind: str
    relation: str
    id: str
    markup: str = field(repr=False)
    story: Story | None = None
    content_type: str = ""


def assemble(
    document: TextPart,
    others: Sequence[TextPart],
    media: Iterable[Media],
    metadata: Metadata,
    application: str,
    recipe: Sequence[tuple[str, str]] = (),
) -> bytes:
    """Return the bytes of a file: same arguments, same bytes.

    document     the main part; `others` are what it refers to
    application  markup of docProps/app.xml
    recipe       how its view was asked for, which the file carries with what it says
    """
    from docx.package import Package

    package = Package()
    main = _part(document, package)
    package.rels.add_relationship(f"{RELATION}/officeDocument", main, "rId1")
    pictures = {picture.name: _media(picture, package) for picture in media}
    parts: dict[str, XmlPart] = {}
    for each in others:
        part = parts[each.id] = _part(each, package)
        main.rels.add_relationship(f"{RELATION}/{each.relation}", part, each.id)
        _relate(part, each.story, pictures)
    _relate(main, document.story, pictures)
    _carry(recipe, main, parts, package)
    _describe(package, metadata)
    _application(package, application)
    return zipped(_members(package))


def _part(text: TextPart, package: Package) -> XmlPart:
    """Return a part; parsing it here is what makes sure that it is well-formed."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import XmlPart
    from docx.oxml import parse_xml

    kind = text.content_type or f"{_WORD}.{text.kind}+xml"
    return XmlPart(PackURI(text.name), kind, parse_xml(text.markup.encode()), package)


def _media(picture: Media, package: Package) -> Part:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    return Part(PackURI(picture.name), picture.media_type, picture.data, package)


def _relate(part: Part, story: Story | None, pictures: dict[str, Part]) -> None:
    """Give a part the relationships that its text uses."""
    for (kind, target), id in (story.relations if story else {}).items():
        outside = kind == HYPERLINK
        part.rels.add_relationship(kind, target if outside else pictures[target], id, outside)


def _carry(
    recipe: Sequence[tuple[str, str]], main: XmlPart, parts: dict[str, XmlPart], package: Package
) -> None:
    """Put in what the file carries of its own making, and take out the marks that told it."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    notes = parts.get("rId_footnotes")
    texts = [part.element for part in (main, notes) if part is not None]
    visible.number_paragraphs(texts)
    if recipe:
        sheet = visible.Sheet(
            document=main.element,
            notes=None if notes is None else notes.element,
            styles=parts["rId_styles"].element,
            running=tuple(
                part.element
                for part in parts.values()
                if str(part.partname).startswith(("/word/header", "/word/footer"))
            ),
            related=lambda id, in_notes: _target(notes if in_notes and notes else main, id),
            content=lambda name: _picture(package, name),
        )
        markup = carried.write(
            recipe, visible.lines_of(sheet), visible.running_texts(sheet)
        ).encode()
        part = Part(PackURI(carried.NAME), "application/xml", markup, package)
        main.rels.add_relationship(f"{RELATION}/customXml", part, "rId_carried")
        properties = Part(
            PackURI(carried.PROPERTIES),
            carried.PROPERTIES_TYPE,
            carried.PROPERTIES_MARKUP.encode(),
            package,
        )
        part.rels.add_relationship(f"{RELATION}/customXmlProps", properties, "rId1")
    for tree in texts:
        origins.strip(tree)


def _target(part: Part, id: str) -> str:
    """Return where a relationship of a part leads: an address, or the name of a picture's part."""
    relation = part.rels.get(id)
    if relation is None:
        return ""
    return str(relation.target_ref if relation.is_external else relation.target_part.partname)


def _picture(package: Package, name: str) -> bytes:
    return next((p.blob for p in package.iter_parts() if str(p.partname) == name), b"")


def _application(package: Package, markup: str) -> None:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    kind = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
    part = Part(PackURI("/docProps/app.xml"), kind, markup.encode(), package)
    package.rels.add_relationship(f"{RELATION}/extended-properties", part, "rId3")


def _describe(package: Package, metadata: Metadata) -> None:
    """Set the core properties; python-docx begins with the clock and its own name."""
    core = package.core_properties
    authors = ", ".join(metadata.authors)
    core.title = _short(metadata.title)
    core.author = core.last_modified_by = _short(authors)
    core.subject = _short(metadata.subject)
    core.keywords = _short(", ".join(metadata.keywords))
    core.comments = _short(metadata.description)
    core.identifier = _short(metadata.identifier)
    core.version = _short(metadata.version)
    core.language = metadata.language
    core.created = core.modified = _date(metadata.date)
    core.revision = 1


def core_properties(metadata: Metadata) -> bytes:
    """Return the part that says what a file is called, by whom and of when it is."""
    from docx.package import Package

    package = Package()
    _describe(package, metadata)
    parts = {str(part.partname): part.blob for part in package.iter_parts()}
    return parts["/docProps/core.xml"]


def _short(text: str) -> str:
    """Return `text` cut to what a core property may hold, at a space."""
    if len(text) <= _LONGEST_PROPERTY:
        return text
    return text[: _LONGEST_PROPERTY - 1].rsplit(" ", 1)[0] + "…"


def _date(iso: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(iso).replace(tzinfo=None)
    except ValueError:
        return _UNDATED


# --- The zip ----------------------------------------------------------------------------------


def zipped(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip of members in their order; what is in it depends on nothing else."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members:
            member = zipfile.ZipInfo(name, _EARLIEST)
            packed = name.endswith(_COMPRESSED)
            member.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            # As written on Unix, readable by all, wherever it is written.
            member.create_system, member.external_attr = 3, 0o644 << 16
            archive.writestr(member, content)
    return out.getvalue()


def _members(package: Package) -> Iterator[tuple[str, bytes]]:
    """Yield the members of the package; readers look for the content types first (OPC, §10.2.2)."""
    parts = sorted(package.iter_parts(), key=_rank)
    yield "[Content_Types].xml", _content_types(parts)
    yield "_rels/.rels", package.rels.xml
    for part in parts:
        yield part.partname.membername, part.blob
        if part.rels:
            yield part.partname.rels_uri.membername, part.rels.xml


def _rank(part: Part) -> tuple[bool, bool, str]:
    """Sort the document first, media last, by number."""
    name = str(part.partname)
    media = name.startswith("/word/media/")
    return name != "/word/document.xml", media, f"{part.partname.idx or 0:06}" if media else name


def _content_types(parts: Iterable[Part]) -> bytes:
    defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml"}
    overrides = []
    for part in parts:
        if part.partname.ext == "xml":
            overrides.append((str(part.partname), part.content_type))
        else:
            defaults[part.partname.ext] = part.content_type
    listed = "".join(
        f'<Default Extension="{quoted(extension)}" ContentType="{quoted(kind)}"/>'
        for extension, kind in sorted(defaults.items())
    ) + "".join(
        f'<Override PartName="{quoted(name)}" ContentType="{quoted(kind)}"/>'
        for name, kind in sorted(overrides)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Types xmlns="{_CONTENT_TYPES}">{listed}</Types>'
    ).encode()
