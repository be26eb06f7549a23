"""Writes a laid-out document as a PDF that a screen reader can read; called by the PDF backend.

WeasyPrint 70.0 tags a PDF well enough to conform to PDF/UA-1, yet not well enough to be read with
ease: page numbers are spoken, a list over a page end is two lists, the language of a quotation is
lost (tests/test_pdf_tags.py shows each fault). So the tree it writes is left empty here, by painting
pages that remember where their text went, and one built from the document's elements is put in its
place. No function of WeasyPrint is replaced, so that threads and other documents are not touched.

What a template says, and what becomes of it:

    lang="fr"                              /Lang, where it differs from the parent's
    aria-hidden="true", <img alt="">       an artifact, with all that is inside
    <img alt="…">, <svg> with <desc> or    Figure with Alt and BBox; without words: UntaggableError
        <title> or aria-label
    role="img" aria-label="…"              the same for any element; what is inside is not read
    role="math" and the words as above     Formula with Alt and BBox; what is inside is not read
    <figure> with <figcaption>             the Figure and its Caption, side by side in a Div
    <table>, scope="row" on <th>           Table with Caption, Scope; without scope: the column below
                                           in <thead>, else the row
    role="presentation" on a table         its cells only place what is in them
    <ul>, <ol>, <dl>                       L with ListNumbering; LI with Lbl and LBody
    <div> in <dl>                          one LI
    <nav role="doc-toc"> with lists        TOC, TOCI, Reference
    <a>                                    Link with Contents: aria-label, else its text
    role="doc-noteref" on <a>              Reference with Link
    role="doc-footnote", doc-endnote       Note with ID
    float: footnote                        Reference with a Link to the note, then the Note with ID,
                                           whose label leads back
    <abbr title="…">                       Span with its expansion
    aria-label                             Alt on what stands in a line, else T
    role="heading" aria-level="3"          H3
    data-struct="Lbl"                      that structure type, where HTML has no word for it
    <input>, <select>, <textarea>          Form with Contents, where the document has `pdf_forms`
    anything else                          Div or P as a block; nothing as an inline element

Fields want a static font, as `fonts.typed_face` makes them: WeasyPrint embeds theirs whole, and takes ten
seconds to cut one weight out of a variable font. What is typed stands as `text-align` and `direction` say.

Margin boxes, repeated table heads and feet, fixed boxes from the second page on, leaders and images
that CSS adds are artifacts. Text must not lie under `opacity` below 1: give it a lighter colour.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any, Final

import pydyf
from weasyprint import Document
from weasyprint.css import ColorProfile

from studypack.backends.pdf.nodes import LAYOUT, Annotation, Jump, Mark, Node, Rectangle
from studypack.backends.pdf.pinning import pin_quickly
from studypack.backends.pdf.roles import UntaggableError
from studypack.backends.pdf.structure import StructureBuilder
from studypack.backends.pdf.words import Reading, mend, name_glyphs, readings
from studypack.environment import variable

__all__ = ["UntaggableError", "write_tagged"]

POINTS_PER_PIXEL: Final = 0.75


def write_tagged(
    document: Document,
    *,
    archive: bool = False,
    finisher: Callable[[Document, pydyf.PDF], object] | None = None,
) -> bytes:
    """Return `document` as PDF/UA-1 (ISO 14289-1).

    document  what `weasyprint.HTML(…).render(…)` gives; it may be written again
    archive   PDF/A-2a (ISO 19005-2) as well, which has no fillable forms
    bytes     are the same for the same document, at any time
    finisher  called last with the document and the file's objects, as by WeasyPrint's `write_pdf`
    raises    UntaggableError for a picture without words, or text under `opacity`
    """
    pages = [_RecordingPage(page) for page in document.pages]
    profiles = {"srgb": _srgb()} if archive else {}
    copy = Document(
        pages, document.metadata, document.url_fetcher, document.font_config, profiles, "srgb"
    )

    def finish(_: Document, pdf: pydyf.PDF) -> None:
        _StructureWriter(pdf, pages).write(document.metadata.lang or "")
        if archive:
            _claim_universal_access(pdf)
        if finisher is not None:
            finisher(document, pdf)

    variant = "pdf/a-2a" if archive else "pdf/ua-1"
    # fontTools stamps each instance of a variable font with the clock, or with this.
    with variable("SOURCE_DATE_EPOCH", "0"):
        written = copy.write_pdf(finisher=finish, pdf_variant=variant, output_intent="given")
    assert isinstance(written, bytes)
    return written


def _srgb() -> ColorProfile:
    """Return WeasyPrint's profile for the colours of CSS, whose file it would leave open itself."""
    with (files("weasyprint.pdf") / "sRGB2014.icc").open("rb") as icc:
        return ColorProfile(icc, "sRGB2014.icc", "relative-colorimetric", ("r", "g", "b"))


class _RecordingPage:
    """A page of a document that remembers the marked content that it was painted as.

    It shows WeasyPrint no boxes to build a structure tree from.
    """

    def __init__(self, page: Any) -> None:
        self.width, self.height, self.bleed = page.width, page.height, page.bleed
        self.bookmarks, self.links = page.bookmarks, page.links
        self.anchors, self.forms = page.anchors, page.forms
        self._page = page
        self._page_box = page._page_box.copy_with_children([])
        self.box = page._page_box
        self.marks: dict[Any, int] = {}

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Paint the page into `stream`, and take the numbers of its marked content."""
        self._page.paint(stream, scale)
        self.marks = {box: mark["mcid"] for box, mark in stream._tags.items()}
        stream._tags.clear()
        name_glyphs(stream._fonts.values())
        pin_quickly(stream._fonts.values())


class _StructureWriter:
    """Puts the structure tree of the pages into the objects of a PDF file."""

    def __init__(self, pdf: pydyf.PDF, pages: list[_RecordingPage]) -> None:
        self._pdf = pdf
        self._pages = pages
        self._page_references = pdf.page_references
        self._owners: dict[Mark, bytes] = {}
        self._annotations: list[tuple[Annotation, bytes]] = []
        self._notes: dict[str, bytes] = {}

    def write(self, language: str) -> None:
        """Fill the empty tree that WeasyPrint has made."""
        builder = StructureBuilder(language)
        for page in self._pages:
            builder.add_page(page.box, page.marks)
        root = self._object(self._pdf.catalog["StructTreeRoot"])
        document = self._object(root["K"][0])
        document["K"] = self._kids(builder.finish(), document)
        self._mark_artifacts(builder.artifacts)
        self._mend_words(builder)
        self._drop(builder.dropped)
        self._write_parents(root)
        if self._notes:
            names = [part for name in sorted(self._notes) for part in (name, self._notes[name])]
            root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(map(_string, names))})
        self._list_fields_once()

    def _object(self, reference: bytes) -> Any:
        return self._pdf.objects[int(reference.split()[0])]

    def _add(self, node: Node, parent: pydyf.Dictionary) -> bytes:
        """Add the element of `node` and all below it to the file, and return its reference."""
        element = pydyf.Dictionary({"S": f"/{node.role}", "P": parent.reference})
        self._pdf.add_object(element)
        element.update({key: pydyf.String(text) for key, text in node.entries.items()})
        if node.parent is None or node.language != node.parent.language:
            element["Lang"] = pydyf.String(node.language)
        if attributes := self._attributes(node):
            element["A"] = attributes
        if "ID" in node.entries:
            self._notes[node.entries["ID"]] = element.reference
        element["K"] = self._kids(node, element)
        reference: bytes = element.reference
        return reference

    def _kids(self, node: Node, element: pydyf.Dictionary) -> pydyf.Array:
        """Return the /K of `element`; /Pg is the page of its first content."""
        kids = pydyf.Array()
        for kid in node.kids:
            if isinstance(kid, Node):
                kids.append(self._add(kid, element))
                continue
            page = self._page_references[kid.page]
            home = element.setdefault("Pg", page)
            if isinstance(kid, Mark):
                self._owners[kid] = element.reference
                elsewhere = pydyf.Dictionary({"Type": "/MCR", "Pg": page, "MCID": kid.number})
                kids.append(kid.number if page == home else elsewhere)
            else:
                annotation = self._jump(kid) if isinstance(kid, Jump) else kid
                self._annotations.append((annotation, element.reference))
                reference = annotation.dictionary.reference
                kids.append(pydyf.Dictionary({"Type": "/OBJR", "Pg": page, "Obj": reference}))
        return kids

    def _jump(self, jump: Jump) -> Annotation:
        """Add a link annotation to its page (ISO 32000-1, 12.5.6.5); PDF/A wants it to be printed."""
        left, _, _, top = self._points(jump.target, jump.target_page)
        page = self._page_references[jump.target_page]
        dictionary = pydyf.Dictionary(
            {
                "Type": "/Annot",
                "Subtype": "/Link",
                "Rect": self._points(jump.area, jump.page),
                "BS": pydyf.Dictionary({"W": 0}),
                "F": 4,
                "Dest": pydyf.Array([page, "/XYZ", left, top, 0]),
            }
        )
        self._pdf.add_object(dictionary)
        annotations = self._object(self._page_references[jump.page]).setdefault(
            "Annots", pydyf.Array()
        )
        annotations.append(dictionary.reference)
        return Annotation(jump.page, dictionary, jump.description)

    def _attributes(self, node: Node) -> pydyf.Dictionary | None:
        if node.is_leaf and node.area is not None:
            box = self._points(node.area, node.area_page)
            return pydyf.Dictionary({"O": "/Layout", "BBox": box})
        if node.layout:
            owner = "/List" if node.role == "L" else "/Table"
            return pydyf.Dictionary({"O": owner, **node.layout})
        return None

    def _points(self, area: Rectangle, number: int) -> pydyf.Array:
        """Return `area` in points from the lower left corner, cut to what its page shows."""
        page = self._pages[number]
        left, right = (min(max(x, 0), page.width) for x in (area.left, area.right))
        top, bottom = (page.height - min(max(y, 0), page.height) for y in (area.top, area.bottom))
        return pydyf.Array(round(n * POINTS_PER_PIXEL, 2) for n in (left, bottom, right, top))

    def _mark_artifacts(self, artifacts: dict[Mark, str]) -> None:
        """Turn the marked content that no element owns into artifacts (ISO 32000-1, 14.8.2.2)."""
        for page, reference in enumerate(self._page_references):
            operators = self._object(self._object(reference)["Contents"]).stream
            found = 0
            for place, operator in enumerate(operators):
                if operator != b"BDC":
                    continue
                found += 1
                kind = artifacts.get(Mark(page, operators[place - 1]["MCID"]))
                if kind is not None:
                    operators[place - 2] = "/Artifact"
                    operators[place - 1] = _artifact(kind)
            if found < len(self._pages[page].marks):
                raise UntaggableError(f"text on page {page + 1} lies under opacity; use a colour")

    def _mend_words(self, builder: StructureBuilder) -> None:
        words: list[dict[int, Reading]] = [{} for _ in self._pages]
        for mark, reading in readings(builder.root, builder.runs, builder.blanks).items():
            words[mark.page][mark.number] = reading
        for page, reference in enumerate(self._page_references):
            stream = self._object(self._object(reference)["Contents"])
            mend(stream.stream, stream._fonts.values(), words[page])

    def _drop(self, annotations: list[Annotation]) -> None:
        """Take annotations from their pages: what is read does not have them."""
        for annotation in annotations:
            page = self._object(self._page_references[annotation.page])
            page["Annots"].remove(annotation.dictionary.reference)
            annotation.dictionary.clear()  # pydyf cannot leave an object out of a compressed file

    def _write_parents(self, root: pydyf.Dictionary) -> None:
        """Say for each marked content and annotation which element it belongs to (14.7.4.4)."""
        numbers = pydyf.Array()
        for page, recorded in enumerate(self._pages):
            count = max(recorded.marks.values(), default=-1) + 1
            owners = (self._owners.get(Mark(page, number), "null") for number in range(count))
            numbers += [page, pydyf.Array(owners)]
        for key, (annotation, owner) in enumerate(self._annotations, len(self._pages)):
            numbers += [key, owner]
            annotation.dictionary["StructParent"] = key
            _describe(annotation)
        self._object(root["ParentTree"])["Nums"] = numbers
        root["ParentTreeNextKey"] = len(self._pages) + len(self._annotations)

    def _list_fields_once(self) -> None:
        """Take the buttons of a radio group from the form's fields, where WeasyPrint adds them."""
        form = self._pdf.catalog.get("AcroForm")
        if form is not None:
            form["Fields"] = pydyf.Array(
                field for field in form["Fields"] if "Parent" not in self._object(field)
            )


def _string(value: str | bytes) -> pydyf.String | bytes:
    return pydyf.String(value) if isinstance(value, str) else value


def _artifact(kind: str) -> pydyf.Dictionary:
    if kind == LAYOUT:
        return pydyf.Dictionary({"Type": "/Layout"})
    return pydyf.Dictionary({"Type": "/Pagination", "Subtype": f"/{kind}"})


def _describe(annotation: Annotation) -> None:
    """Give an annotation the words of its link, or of its field's label (ISO 14289-1, 7.18)."""
    if annotation.description:
        words = annotation.dictionary["Contents"] = pydyf.String(annotation.description)
        if "TU" in annotation.dictionary:
            annotation.dictionary["TU"] = words


_UNIVERSAL_ACCESS: Final = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""


def _claim_universal_access(pdf: pydyf.PDF) -> None:
    """Say in the metadata of a PDF/A file that it is PDF/UA-1 too, and switch off interpolation.

    PDF/A wants a property that it does not know declared in an extension schema, and XMP all its
    descriptions in one rdf:RDF (ISO 19005-2, 6.6.2.3); it forbids interpolated images (6.2.8).
    """
    (metadata,) = (
        thing
        for thing in pdf.objects
        if isinstance(thing, pydyf.Stream) and thing.extra.get("Type") == "/Metadata"
    )
    metadata.stream = [part.replace(b"</rdf:RDF>", _UNIVERSAL_ACCESS) for part in metadata.stream]
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Stream) and thing.extra.get("Subtype") == "/Image":
            thing.extra.pop("Interpolate", None)
