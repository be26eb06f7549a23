"""Sections: columns and line numbers, which Word has for whole sections only; headers and footers.

The first page has the line for name and class instead of the running header. Every section refers
to the same headers and footers, so the running matter does not change where columns begin.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from studypack.backends.docx.controls import BLANK_SPACES
from studypack.backends.docx.draft import Draft
from studypack.backends.docx.languages import word_tag
from studypack.backends.docx.out import Out
from studypack.backends.docx.page import COLUMN_GAP, Page
from studypack.backends.docx.story import Story
from studypack.backends.docx.tables import shared
from studypack.backends.docx.wordml import (
    NAMESPACES,
    PLAIN,
    Cell,
    Face,
    Paragraph,
    Row,
    Table,
    dxa,
    element,
    field_code,
    run,
    write_all,
)
from studypack.composing.view import NameField

RUNNING = (
    ("header", "first", "rIdHeaderFirst"),
    ("header", "default", "rIdHeader"),
    ("footer", "first", "rIdFooterFirst"),
    ("footer", "default", "rIdFooter"),
)
"""Kind, page and relationship id of each part of the running matter."""

_MARGIN_TO_EDGE = dxa(9)
_LINE_NUMBER_STEP = 5


def section(draft: Draft, *, columns: int = 1, line_numbers: bool = False) -> str:
    """Return the `w:sectPr` (§17.6.17) of the section that ends here."""
    first = draft.progress.sections == 0
    draft.progress.sections += 1
    references = "".join(
        f'<w:{kind}Reference w:type="{page}" r:id="{id}"/>' for kind, page, id in RUNNING
    )
    return element(
        "sectPr",
        references,
        "" if first else element("type", val="continuous"),
        _sheet(draft.page),
        element("lnNumType", countBy=_LINE_NUMBER_STEP, distance=dxa(4), restart="newSection")
        if line_numbers
        else "",
        element("cols", num=columns, space=COLUMN_GAP),
        element("titlePg") if first else "",
        element("bidi") if draft.rtl else "",
    )


def _sheet(page: Page) -> str:
    size = element("pgSz", w=page.width, h=page.height)
    margins = element(
        "pgMar",
        top=page.top,
        right=page.right,
        bottom=page.bottom,
        left=page.left,
        header=_MARGIN_TO_EDGE,
        footer=_MARGIN_TO_EDGE,
        gutter=0,
    )
    return size + margins


def end_section(out: Out, *, columns: int = 1, line_numbers: bool = False) -> None:
    """End a section behind what has been written; `out` is the body.

    The properties stand in the last paragraph. Where a table or a control is last, or that
    paragraph ends a section already, a paragraph of no height carries them.
    """
    elements = out.elements
    if not elements:
        return
    last = elements[-1]
    if not isinstance(last, Paragraph) or last.section:
        out.add(last := Paragraph(style="SectionBreak"))
    last.section = section(out.draft, columns=columns, line_numbers=line_numbers)


# --- Running matter ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Running:
    """A header or footer: its kind, its relationship id, its markup."""

    kind: str
    id: str
    markup: str


def running_matter(draft: Draft) -> tuple[Running, ...]:
    """Return the headers and footers, in the order of `RUNNING`."""
    stories = {
        ("header", "first"): _first_header(draft),
        ("header", "default"): _header(draft),
        ("footer", "first"): _footer(draft),
        ("footer", "default"): _footer(draft),
    }
    return tuple(Running(kind, id, _part(kind, stories[kind, page])) for kind, page, id in RUNNING)


def variant_footer(draft: Draft) -> Running:
    """Return a footer with nothing but the letter of the variant, for the school's document."""
    story = Story([Paragraph(style="Footer", content=_letter(draft))])
    return Running("footer", "rIdFooter", _part("footer", story))


def _part(kind: str, story: Story) -> str:
    name = "hdr" if kind == "header" else "ftr"
    parts = [f"<w:{name} {NAMESPACES}>"]
    write_all(story.elements, parts)
    return "".join((*parts, f"</w:{name}>"))


def _face(draft: Draft) -> Face:
    return Face(rtl=draft.rtl)


def _first_header(draft: Draft) -> Story:
    """Return the header of the first page: what pupils fill in, or nothing."""
    fields = draft.view.name_line
    table = name_line(draft, [2.2, *(1.0 for _ in fields[1:])])
    return Story([*([] if table is None else [table]), Paragraph(style="Header")])


def name_line(draft: Draft, shares: Sequence[float]) -> Table | None:
    """Return what pupils fill in at the head, None if they fill in nothing.

    A table, a cell a field, each with a rule below: the fields share the whole width and stay in
    place whatever is typed. The first field, the name, has twice the room.

    shares  of the columns: as many fields stand side by side
    """
    fields = draft.view.name_line
    if not fields:
        return None
    cells = [
        Cell(content=[_name_field(draft, number, field)])
        for number, field in enumerate(fields, start=1)
    ]
    count = len(shares)
    cells += [Cell() for _ in range(-len(cells) % count)]
    return Table(
        style="NameLine",
        widths=shared(draft.page.text_width, list(shares)),
        rows=[
            Row(cells=cells[at : at + count], height=dxa(9)) for at in range(0, len(cells), count)
        ],
        caption=" · ".join(field.label for field in fields),
        bidi=draft.rtl,
    )


def _name_field(draft: Draft, number: int, field: NameField) -> Paragraph:
    spaces = BLANK_SPACES if number == 1 else BLANK_SPACES // 2
    tag, known = f"name-line.{number}", _known(field.value)
    if field.label == draft.labels["date"]:
        language = word_tag(draft.view.language)
        control = draft.controls.date(tag, field.label, language, spaces=spaces)
    else:
        control = draft.controls.text(tag, field.label, known, spaces=spaces)
    label = run(f"{field.label} ", _face(draft).with_style("TaskLabel"))
    return Paragraph(style="TableText", content=label + control)


def _known(value: str) -> str:
    """Return a run with what is known of a pupil, in the direction of its own letters."""
    strong = (unicodedata.bidirectional(character) for character in value)
    first = next((kind for kind in strong if kind in {"L", "R", "AL"}), "L")
    return run(value, Face(rtl=first != "L")) if value else ""


def _header(draft: Draft) -> Story:
    view = draft.view
    left = _beside(view.school.header, view.metadata.title)
    right = run(_beside(view.product_title, view.edition_title), _face(draft))
    if view.pupil:
        right += run(" · ", _face(draft)) + _known(view.pupil)
    return _two_sided("Header", run(left, _face(draft)), right)


def _footer(draft: Draft) -> Story:
    face = _face(draft)
    school = draft.view.school
    left = run(school.footer or _beside(school.name, draft.view.metadata.rights), face)
    if draft.view.variant:
        left += (run("  ", face) if left else "") + _letter(draft)
    return _two_sided("Footer", left, _page_of(draft, face))


def _letter(draft: Draft) -> str:
    """Return a run with the letter of the variant."""
    return run(draft.view.variant, _face(draft).with_style("Variant"))


def _beside(*texts: str) -> str:
    return " · ".join(filter(None, texts))


def _page_of(draft: Draft, face: Face) -> str:
    """Return 'Page x of y' with Word's own fields, in the order of the language."""
    one = run(draft.labels.number(1), face)
    fields = {"{page}": field_code("PAGE", one, face), "{pages}": field_code("NUMPAGES", one, face)}
    return "".join(
        fields.get(piece) or run(piece, face) for piece in draft.labels.pieces("page-of")
    )


def _two_sided(style: str, left: str, right: str) -> Story:
    """Return a line with two ends: the stop at the margin is part of Word's own two styles."""
    tab = f"<w:r>{PLAIN.properties()}<w:tab/></w:r>"
    return Story([Paragraph(style=style, content=left + tab + right)])
