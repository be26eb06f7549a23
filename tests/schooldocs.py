"""Word documents as schools have them, to be written into: made by python-docx, as Word saves them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from PIL import Image

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

RED = RGBColor(0xC0, 0x00, 0x00)


def letterhead(*, content: bool = True) -> Document:
    """Return a letterhead: a logo in the first header, other matter on later pages, rules in the text."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.different_first_page_header_footer = True
    first = section.first_page_header.paragraphs[0]
    first.add_run().add_picture(io.BytesIO(logo()), width=Cm(3))
    first.add_run(" Springfield School")
    for drawn in first._p.iter(qn("wp:docPr")):
        drawn.set("descr", "A pine tree")
    section.header.paragraphs[0].text = "Springfield School"
    section.footer.paragraphs[0].text = "Every child matters"
    section.first_page_footer.paragraphs[0].text = "springfield.example"
    document.styles["Normal"].font.name = "Verdana"
    document.styles["Normal"].font.size = Pt(11)
    document.styles["Heading 2"].font.color.rgb = RED
    document.add_heading("Department of Science", 1)
    document.add_paragraph("Write in ink.", style="List Number")
    document.add_paragraph("Show your working.", style="List Number")
    if content:
        document.add_paragraph("{{content}}")
        document.add_paragraph("Hand in to the office.")
    return document


def logo() -> bytes:
    """Return the school's logo."""
    out = io.BytesIO()
    Image.new("RGB", (120, 60), "darkgreen").save(out, "PNG")
    return out.getvalue()


def in_german(document: Document) -> Document:
    """Rename the ids of the styles as German Word has them; it leaves their names as they are."""
    ids = {
        "Heading1": "berschrift1",
        "Heading2": "berschrift2",
        "Title": "Titel",
        "Normal": "Standard",
    }
    for part in (document.part, document.part._styles_part):
        for node in part.element.iter():
            for attribute in (qn("w:styleId"), qn("w:val")):
                is_name = node.tag == qn("w:name")
                if node.get(attribute) in ids and not is_name:
                    node.set(attribute, ids[node.get(attribute)])
    return document


def with_footnote(document: Document) -> Document:
    """Add a footnote of the school's own to the first paragraph."""
    note = (
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/>'
        '</w:r></w:p></w:footnote><w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r><w:r>'
        "<w:t>Since 1907.</w:t></w:r></w:p></w:footnote>"
    )
    markup = f'<w:footnotes xmlns:w="{W}">{note}</w:footnotes>'.encode()
    name, kind = PackURI("/word/footnotes.xml"), f"{_WORD}.footnotes+xml"
    part = Part(name, kind, markup, document.part.package)
    document.part.relate_to(part, f"{_RELATION}/footnotes")
    call = parse_xml(f'<w:r xmlns:w="{W}"><w:footnoteReference w:id="1"/></w:r>')
    document.paragraphs[0]._p.append(call)
    return document


def with_sections(document: Document) -> Document:
    """Put the last paragraph on a page of its own that lies on its side."""
    last = document.paragraphs[-1]
    text = last.text
    last._p.getparent().remove(last._p)
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.different_first_page_header_footer = False
    document.add_paragraph(text)
    return document


def with_numbered_questions(document: Document, format: str = "decimal") -> Document:
    """Have the school number its style Question in its own way: 'Task 1:'."""
    numbering = document.part.numbering_part.element
    scheme = (
        f'<w:abstractNum xmlns:w="{W}" w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{format}"/>'
        '<w:pStyle w:val="Aufgabe"/><w:lvlText w:val="Task %1:"/><w:lvlJc w:val="left"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/>'
        '<w:lvlText w:val="%2)"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
    )
    numbering.insert(0, parse_xml(scheme))
    numbering.append(
        parse_xml(f'<w:num xmlns:w="{W}" w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
    )
    style = (
        f'<w:style xmlns:w="{W}" w:type="paragraph" w:customStyle="1" w:styleId="Aufgabe">'
        '<w:name w:val="Question"/><w:basedOn w:val="Normal"/><w:pPr><w:numPr>'
        '<w:numId w:val="77"/></w:numPr></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
    )
    document.styles.element.append(parse_xml(style))
    return document


def saved(document: Document) -> bytes:
    """Return the bytes of a document."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def members(data: bytes) -> dict[str, bytes]:
    """Return the members of a file by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return a file of members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def changed(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a file with one member changed, or put in where there is none."""
    parts = members(data)
    return zipped({**parts, name: change(parts.get(name, b""))})


def replaced(data: bytes, name: str, old: str, new: str) -> bytes:
    """Return a file with some text of one member replaced; it must be there."""
    assert old.encode() in members(data)[name], (name, old)
    return changed(data, name, lambda content: content.replace(old.encode(), new.encode()))


def without(data: bytes, word: str) -> bytes:
    """Return a file without the members that have a word in their names, nor ties to them."""
    tie = re.compile(rf"<(?:Relationship|Override) [^>]*{word}[^>]*/>")
    kept = {name: content for name, content in members(data).items() if word not in name}
    for name, content in kept.items():
        if name.endswith((".rels", "[Content_Types].xml")):
            kept[name] = tie.sub("", content.decode()).encode()
    return zipped(kept)


def trees(data: bytes) -> dict[str, Any]:
    """Return the parts of a file as trees."""
    from lxml import etree

    parts = members(data).items()
    return {name: etree.fromstring(content) for name, content in parts if name.endswith(".xml")}
