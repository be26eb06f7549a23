"""From a view to a file: the masthead, the contents, the blocks, and every part round them."""

from __future__ import annotations

from collections.abc import Iterator

from studypack.backends.base import Assets, RenderFault
from studypack.backends.docx import notes, package, sections, stylesheet
from studypack.backends.docx.draft import Draft
from studypack.backends.docx.inlines import link_to, runs
from studypack.backends.docx.languages import document_lang
from studypack.backends.docx.merging import Written, merged
from studypack.backends.docx.opened import CannotOpen
from studypack.backends.docx.out import Out
from studypack.backends.docx.package import TextPart
from studypack.backends.docx.pictures import size_of
from studypack.backends.docx.wordml import (
    NAMESPACES,
    Control,
    Paragraph,
    dxa,
    element,
    run,
    write_all,
)
from studypack.composing.request import Finish
from studypack.composing.view import ContentsEntry, View
from studypack.model.pack import Margins, School

_FEWEST_HEADINGS = 12
"""With fewer headings a list of contents is longer than what it is good for."""

_DEEPEST_CONTENTS = 2

_GALLERY = element(
    "docPartObj", element("docPartGallery", val="Table of Contents"), element("docPartUnique")
)
"""What makes Word show 'Update table' above the contents."""

_APPLICATION = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>studypack</Application></Properties>"
)


def render(view: View, assets: Assets) -> bytes:
    """Return the Word file for `view`.

    raises  RenderFault if an image or formula cannot be set, or the template cannot be used
    """
    try:
        draft = Draft(view, assets)
    except CannotOpen as fault:
        raise RenderFault(f"the school's Word document cannot be used: {fault}") from fault
    out = Out(
        draft=draft, story=draft.body, elements=draft.body.elements, width=draft.page.text_width
    )
    head = _name_line(out)
    _masthead(out)
    _contents(view.contents, out)
    out.write(view.blocks)
    if view.answers:
        draft.progress.page_break = True
        out.write(view.answers)
    body = _body(draft)
    footnotes = notes.write(out.within(story=draft.notes)) if draft.progress.called else ""
    document = TextPart(
        name="/word/document.xml",
        kind="document.main",
        relation="officeDocument",
        id="rId1",
        markup=body,
        story=draft.body,
    )
    media = draft.pictures.media
    others = (*_others(draft, footnotes), *_running_matter(draft))
    if draft.template is None:
        return package.assemble(document, others, media, view.metadata, _APPLICATION, view.recipe)
    by_kind = {part.kind: part for part in others}
    written = Written(document=document, others=by_kind, media=media, view=view, head=head)
    return merged(draft.template, written)


def _body(draft: Draft) -> str:
    elements = draft.body.elements
    if not isinstance(elements[-1], Paragraph):
        # Word wants a paragraph behind the last table.
        elements.append(Paragraph(style="TableGap"))
    last = sections.section(draft)
    parts = [f"<w:document {NAMESPACES}><w:body>"]
    write_all(elements, parts)
    parts.append(f"{last}</w:body></w:document>")
    return "".join(parts)


# --- The head of the first page ---------------------------------------------------------------


_NAME_SHARES = (1.3, 1.0)
"""Of two fields side by side: so they have room between any margins, in any type."""


def _name_line(out: Out) -> int:
    """Write what pupils fill in into the text, where the header is the school's.

    Return how many elements that are: none if the school's document asks for a name itself.
    """
    template = out.draft.template
    table = None
    if template is not None and not template.has_name_line:
        table = sections.name_line(out.draft, _NAME_SHARES)
    if table is not None:
        out.add(table)
    return len(out.elements)


def _masthead(out: Out) -> None:
    """Write the title, what the pack is about, and what this file is."""
    view, labels, face = out.draft.view, out.draft.labels, out.face
    metadata = view.metadata
    if view.school.logo and out.draft.template is None:
        out.paragraph(_logo(view.school, out), "SchoolLogo")
    out.paragraph(run(metadata.title, face), "Title")
    work = metadata.work
    about = ""
    if work and work.title != metadata.title:
        about = work.title
    creator = labels.format("by", name=work.creator) if work and work.creator else ""
    under = " ".join(part for part in (about, creator) if part)
    for line in (metadata.subtitle, under):
        if line:
            out.paragraph(run(line, face), "Subtitle")
    details = (
        view.product_title,
        view.edition_title,
        labels.format("variant", letter=view.variant) if view.variant else "",
        metadata.subject,
        metadata.level,
    )
    out.paragraph(run(" · ".join(part for part in details if part), face), "PackDetails")


def _logo(school: School, out: Out) -> str:
    """Return a run with the school's logo, described by the school's name."""
    file = out.draft.pictures.image(school.logo)
    size = size_of(file, "", dxa(50), dxa(18))
    return out.draft.pictures.place(file, size, school.name, out.story)


def _contents(entries: tuple[ContentsEntry, ...], out: Out) -> None:
    """Write the contents as a field of Word's that links to every section.

    It names no pages (`\\n`): where they break is Word's to say, and a number that is wrong until
    somebody updates it is worse than none. 'Update field' adds them with that switch removed.
    """
    shown = [entry for entry in entries if entry.level <= _DEEPEST_CONTENTS]
    if len(shown) < _FEWEST_HEADINGS:
        return
    title = out.draft.labels["contents"]
    control = Control(properties=out.draft.controls.block("contents", title, _GALLERY), content=[])
    inside = out.within(elements=control.content)
    inside.paragraph(run(title, out.face), "TOCHeading")
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
        ' TOC \\o "2-3" \\n \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    for index, entry in enumerate(shown):
        link = link_to(entry.id, runs(entry.title, inside), out)
        content = (begin if index == 0 else "") + link
        if index == len(shown) - 1:
            content += '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        inside.paragraph(content, f"TOC{entry.level + 1}")
    out.add(control)


# --- The other parts --------------------------------------------------------------------------


def _others(draft: Draft, footnotes: str) -> Iterator[TextPart]:
    """Yield every part that the document refers to."""
    view = draft.view
    markup = {
        "styles": draft.stylesheet.write(view, draft.variants),
        "numbering": draft.numbering.write(),
        "settings": _settings(draft, footnotes=bool(footnotes)),
        "fontTable": stylesheet.font_table(view.look, view.school.typefaces),
    }
    for name, text in markup.items():
        yield TextPart(
            name=f"/word/{name}.xml", kind=name, relation=name, id=f"rId_{name}", markup=text
        )
    yield TextPart(
        name="/word/theme/theme1.xml",
        kind="theme",
        relation="theme",
        id="rId_theme",
        markup=stylesheet.theme(view.look, view.school.typefaces),
        content_type="application/vnd.openxmlformats-officedocument.theme+xml",
    )
    if footnotes:
        yield TextPart(
            name="/word/footnotes.xml",
            kind="footnotes",
            relation="footnotes",
            id="rId_footnotes",
            markup=footnotes,
            story=draft.notes,
        )


def _running_matter(draft: Draft) -> Iterator[TextPart]:
    """Yield the headers and footers; for the school's own document what its own do not say."""
    matter: tuple[sections.Running, ...] = ()
    if draft.template is None:
        matter = sections.running_matter(draft)
    elif draft.view.variant:
        matter = (sections.variant_footer(draft),)
    for number, running in enumerate(matter, start=1):
        yield TextPart(
            name=f"/word/{running.kind}{number}.xml",
            kind=running.kind,
            relation=running.kind,
            id=running.id,
            markup=running.markup,
        )


_COMPATIBLE = {
    "compatibilityMode": 15,
    "overrideTableStyleFontSizeAndJustification": 1,
    "enableOpenTypeFeatures": 1,
    "doNotFlipMirrorIndents": 1,
    "differentiateMultirowTableHeaders": 1,
}
"""What Word 2013 and later do; without it they lay a file out as Word 2007 did."""


_FIELDS_ONLY = element("documentProtection", edit="forms", enforcement=1)
"""Nothing can be typed outside a content control. No password: a teacher can lift it in Word."""


def _settings(draft: Draft, *, footnotes: bool) -> str:
    """Return the settings part (§17.15.1.78). It asks for no update of fields: Word would ask, too."""
    compat = "".join(
        element("compatSetting", name=name, uri="http://schemas.microsoft.com/office/word", val=on)
        for name, on in _COMPATIBLE.items()
    )
    separators = element("footnote", id=-1) + element("footnote", id=0)
    return (
        f"<w:settings {NAMESPACES}>"
        + element("zoom", percent=100)
        + (element("mirrorMargins") if draft.view.look.margins is Margins.MIRRORED else "")
        + (_FIELDS_ONLY if draft.view.finish is Finish.PROTECTED else "")
        + element("defaultTabStop", val=720)
        + element("characterSpacingControl", val="doNotCompress")
        + (element("footnotePr", separators) if footnotes else "")
        + element("compat", compat)
        + '<m:mathPr><m:mathFont m:val="Cambria Math"/></m:mathPr>'
        + document_lang(draft.view.language, "themeFontLang")
        + _COLOR_MAPPING
        + "</w:settings>"
    )


_COLOR_MAPPING = element(
    "clrSchemeMapping",
    bg1="light1", t1="dark1", bg2="light2", t2="dark2",
    accent1="accent1", accent2="accent2", accent3="accent3",
    accent4="accent4", accent5="accent5", accent6="accent6",
    hyperlink="hyperlink", followedHyperlink="followedHyperlink",
)  # fmt: skip
