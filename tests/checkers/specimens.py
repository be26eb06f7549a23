"""Small sound files of the three formats, for tests to check, to break and to put formulas into.

They are written by hand, with nothing of studypack in them, so that a test which breaks one knows
what it breaks. Every checker of this package passes them; `test_checkers.py` sees to that.
"""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Mapping
from importlib.resources import files

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAF0lEQVR4nGNk+M9AEmAiTfmohlENQ0oDAGqkAR8WYrFS"
    "AAAAAElFTkSuQmCC"
)
_DATE = (2026, 1, 1, 0, 0, 0)
"""Zip members carry a date; a fixed one keeps the bytes equal."""


def pack(members: Mapping[str, str | bytes], *, stored: str = "") -> bytes:
    """Writes members to a zip file in their order, all deflated but the one to be `stored`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name, _DATE)
            kind = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            archive.writestr(member, content, compress_type=kind)
    return buffer.getvalue()


# --- DOCX -------------------------------------------------------------------------------------

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

DOCX_BODY = """
<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>
  <w:bookmarkStart w:id="1" w:name="start"/><w:r><w:t>A worksheet</w:t></w:r>
  <w:bookmarkEnd w:id="1"/></w:p>
<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>Questions</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>
  <w:r><w:t xml:space="preserve">What is it? See </w:t></w:r>
  <w:hyperlink w:anchor="start"><w:r><w:t>the start</w:t></w:r></w:hyperlink>
  <w:r><w:t>.</w:t></w:r></w:p>
<w:sdt><w:sdtPr><w:alias w:val="Answer"/><w:tag w:val="q1"/><w:id w:val="11"/></w:sdtPr>
  <w:sdtContent><w:p><w:r><w:t>Write here</w:t></w:r></w:p></w:sdtContent></w:sdt>
<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>
  <w:r><w:instrText xml:space="preserve"> REF start \\h </w:instrText></w:r>
  <w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>A worksheet</w:t></w:r>
  <w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr>
  <w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid>
  <w:tr><w:trPr><w:tblHeader/></w:trPr>
    <w:tc><w:p><w:r><w:t>Head</w:t></w:r></w:p></w:tc></w:tr>
  <w:tr><w:tc><w:p><w:r><w:t>Cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:r><w:drawing><wp:inline><wp:extent cx="152400" cy="152400"/>
  <wp:docPr id="1" name="Picture 1" descr="A square"/>
  <a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">
  <pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="square.png"/><pic:cNvPicPr/></pic:nvPicPr>
  <pic:blipFill><a:blip r:embed="rId3"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>
  <pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="152400" cy="152400"/></a:xfrm>
  <a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>
  </wp:inline></w:drawing></w:r></w:p>
"""

_DOCUMENT = f"""{_XML}<w:document xmlns:w="{_W}" xmlns:r="{_OFFICE}/relationships"
  xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:a="{_DRAWING}/main"
  xmlns:pic="{_DRAWING}/picture"><w:body>BODY<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>
  <w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720"
  w:gutter="0"/></w:sectPr></w:body></w:document>"""

_STYLES = f"""{_XML}<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>
  <w:lang w:val="en-GB"/></w:rPr></w:rPrDefault></w:docDefaults>
  <w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
  <w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/>
    <w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
  <w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/>
    <w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
  <w:style w:type="paragraph" w:styleId="Heading3"><w:name w:val="heading 3"/>
    <w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style></w:styles>"""

_NUMBERING = f"""{_XML}<w:numbering xmlns:w="{_W}"><w:abstractNum w:abstractNumId="0">
  <w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>
  <w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/><w:lvlJc w:val="left"/></w:lvl>
  </w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""

_CORE = f"""{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"
  xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A worksheet</dc:title>
  </cp:coreProperties>"""

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CONTENT_TYPES = f"""{_XML}<Types xmlns="{_PACKAGE}/content-types">
  <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
  <Default Extension="xml" ContentType="application/xml"/>
  <Default Extension="png" ContentType="image/png"/>
  <Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>
  <Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>
  <Override PartName="/word/numbering.xml" ContentType="{_WORD}.numbering+xml"/>
  <Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>
  <Override PartName="/word/fontTable.xml" ContentType="{_WORD}.fontTable+xml"/>
  <Override PartName="/word/theme/theme1.xml"
    ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/>
  <Override PartName="/docProps/core.xml"
    ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"""


_SETTINGS = f'{_XML}<w:settings xmlns:w="{_W}"/>'


def _theme_and_fonts() -> dict[str, str | bytes]:
    """Two parts that Word can do without and openxml-audit cannot, from python-docx's template."""
    template = files("docx").joinpath("templates", "default.docx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        names = ("word/theme/theme1.xml", "word/fontTable.xml")
        return {name: archive.read(name) for name in names}


def _relationships(*targets: tuple[str, str]) -> str:
    lines = (
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def docx_members(body: str = DOCX_BODY) -> dict[str, str | bytes]:
    """The members of a sound DOCX with this content of its body."""
    return {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _relationships(
            (f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "word/document.xml": _DOCUMENT.replace("BODY", body),
        "word/styles.xml": _STYLES,
        "word/numbering.xml": _NUMBERING,
        "word/media/square.png": PIXEL,
        "word/_rels/document.xml.rels": _relationships(
            (f"{_OFFICE}/relationships/styles", "styles.xml"),
            (f"{_OFFICE}/relationships/numbering", "numbering.xml"),
            (f"{_OFFICE}/relationships/image", "media/square.png"),
            (f"{_OFFICE}/relationships/settings", "settings.xml"),
            (f"{_OFFICE}/relationships/theme", "theme/theme1.xml"),
            (f"{_OFFICE}/relationships/fontTable", "fontTable.xml"),
        ),
        "word/settings.xml": _SETTINGS,
        "docProps/core.xml": _CORE,
        **_theme_and_fonts(),
    }


def docx(body: str = DOCX_BODY) -> bytes:
    """A sound DOCX with this content of its body."""
    return pack(docx_members(body))


# --- EPUB -------------------------------------------------------------------------------------

EPUB_BODY = """
<h1 id="start">A guide</h1>
<p id="p1">It has a <a epub:type="noteref" role="doc-noteref" id="ref" href="#note">note</a>
and a <a id="q1" href="answers.xhtml#a1">question</a>.
<span epub:type="pagebreak" role="doc-pagebreak" id="page1" aria-label="1"/></p>
<p><img src="square.png" alt="A square"/></p>
<table><tr><th scope="col">Head</th></tr><tr><td>Cell</td></tr></table>
<aside epub:type="footnote" role="doc-footnote" id="note"><p>The note.
<a role="doc-backlink" href="#ref">Back</a></p></aside>
"""

_ANSWERS = """
<h1 id="answers">Answers</h1>
<section id="a1" aria-label="Answer 1"><p>Forty-two. <a role="doc-backlink"
href="guide.xhtml#q1">Back to the question</a></p></section>
"""

_PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
  lang="en" xml:lang="en"><head><title>A guide</title></head><body>BODY</body></html>"""

_NAVIGATION = """<nav epub:type="toc" role="doc-toc" id="toc"><h1>Contents</h1><ol>
<li><a href="guide.xhtml#start">A guide</a></li>
<li><a href="answers.xhtml#answers">Answers</a></li></ol></nav>
<nav epub:type="landmarks" aria-label="Landmarks" hidden="hidden"><ol>
<li><a epub:type="bodymatter" href="guide.xhtml">Start</a></li></ol></nav>
<nav epub:type="page-list" role="doc-pagelist" aria-label="Pages" hidden="hidden"><ol>
<li><a href="guide.xhtml#page1">1</a></li></ol></nav>"""

_PACKAGE_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:2f5d62a0-0000-5000-8000-000000000001</dc:identifier>
<dc:title>A guide</dc:title><dc:language>en</dc:language>
<meta property="dcterms:modified">2026-01-01T00:00:00Z</meta>
<meta property="schema:accessMode">textual</meta><meta property="schema:accessMode">visual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">alternativeText</meta>
<meta property="schema:accessibilityFeature">pageBreakMarkers</meta>
<meta property="schema:accessibilityFeature">pageNavigation</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">Text and one described picture.</meta>
<meta property="pageBreakSource">none</meta>
</metadata><manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="guide" href="guide.xhtml" media-type="application/xhtml+xml"PROPERTIES/>
<item id="answers" href="answers.xhtml" media-type="application/xhtml+xml"/>
<item id="square" href="square.png" media-type="image/png"/>
</manifest><spine><itemref idref="guide"/><itemref idref="answers"/></spine></package>"""

_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>"""


def epub_members(body: str = EPUB_BODY) -> dict[str, str | bytes]:
    """The members of a sound EPUB 3.3 whose first chapter has this content."""
    properties = ' properties="mathml"' if "<math" in body else ""
    return {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": _CONTAINER,
        "EPUB/package.opf": _PACKAGE_DOCUMENT.replace("PROPERTIES", properties),
        "EPUB/nav.xhtml": _PAGE.replace("BODY", _NAVIGATION),
        "EPUB/guide.xhtml": _PAGE.replace("BODY", body),
        "EPUB/answers.xhtml": _PAGE.replace("BODY", _ANSWERS),
        "EPUB/square.png": PIXEL,
    }


def epub(body: str = EPUB_BODY) -> bytes:
    """A sound EPUB 3.3 whose first chapter has this content."""
    return pack(epub_members(body), stored="mimetype")


# --- PDF --------------------------------------------------------------------------------------

PDF_PAGE = """<!doctype html><html lang="en"><head><title>A handout</title><style>
@page { size: A5; margin: 2cm } html { font-family: "Source Serif 4", serif; hyphens: auto }
p { width: 6cm }</style></head><body>
<h1>A handout</h1><h2>Words</h2>
<p>Extraordinarily incomprehensible characteristics of x<sup>2</sup>, <b>bold</b>ly.</p>
<p><a href="#end">To the end</a></p>
<table><thead><tr><th scope="col">Head</th></tr></thead>
<tbody><tr><td>Cell</td></tr></tbody></table>
<ul><li>First</li><li>Second</li></ul><p lang="ar" dir="rtl">مرحبا بالعالم 42</p>
<p id="end"><svg width="20" height="20"><title>A square</title><rect width="20" height="20"/></svg>
</p></body></html>"""


def pdf(page: str = PDF_PAGE) -> bytes:
    """A sound PDF/UA-1 file made by WeasyPrint from a page of HTML."""
    from weasyprint import HTML

    made: bytes = HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    return made
