"""What somebody does to a worksheet in Word, done by python-docx: one function an edit."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.shared import RGBColor
from docx.text.paragraph import Paragraph
from PIL import Image

Edit = Callable[[Document], object]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = f"{{{W}}}"


def edited(data: bytes, *edits: Edit) -> bytes:
    """Return a Word file with edits made in it."""
    document = docx.Document(io.BytesIO(data))
    for edit in edits:
        edit(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def paragraphs(document: Document) -> list[Paragraph]:
    """Return every paragraph, those in tables and controls too."""
    return [Paragraph(node, document) for node in document.element.body.iter(f"{_W}p")]


def find(document: Document, text: str) -> Paragraph:
    """Return the one paragraph that has a text in it, or that is just this text.

    A space that keeps a number with its unit is one like any other.
    """
    said = [(p, p.text.replace("\u00a0", " ")) for p in paragraphs(document)]
    found = [p for p, words in said if text in words]
    exact = [p for p, words in said if words.strip() == text]
    assert len(exact or found) == 1, f"{len(exact or found)} paragraphs have {text!r}"
    return (exact or found)[0]


def reword(place: str, old: str, new: str) -> Edit:
    """Type over some letters of one run."""

    def edit(document: Document) -> None:
        runs = [run for run in find(document, place).runs if old in run.text]
        assert runs, f"no run has {old!r}"
        runs[0].text = runs[0].text.replace(old, new)

    return edit


def overwrite(place: str, text: str) -> Edit:
    """Replace a paragraph's text, and with it all that stood inside of it: bookmarks too."""
    return lambda document: setattr(find(document, place), "text", text)


def clear(place: str) -> Edit:
    """Delete a paragraph's text and leave it empty."""
    return overwrite(place, "")


def delete(place: str) -> Edit:
    """Delete a paragraph."""

    def edit(document: Document) -> None:
        node = find(document, place)._p
        node.getparent().remove(node)

    return edit


def _between(document: Document, first: str, behind: str) -> list[Any]:
    """Return the top-level elements from the one that holds a text to before another's."""
    body = document.element.body
    top = list(body)

    def index(text: str) -> int:
        node = find(document, text)._p
        while node.getparent() is not body:
            node = node.getparent()
        return top.index(node)

    return top[index(first) : index(behind)]


def delete_from(first: str, behind: str) -> Edit:
    """Delete everything from one paragraph to before another: a question with its room."""

    def edit(document: Document) -> None:
        for node in _between(document, first, behind):
            node.getparent().remove(node)

    return edit


def move(first: str, behind: str, before: str) -> Edit:
    """Cut everything from one paragraph to before another, and paste it before a third."""

    def edit(document: Document) -> None:
        nodes = _between(document, first, behind)
        target = _between(document, before, before) or [_top(document, before)]
        for node in nodes:
            target[0].addprevious(node)

    return edit


def _top(document: Document, text: str) -> Any:
    node = find(document, text)._p
    while node.getparent() is not document.element.body:
        node = node.getparent()
    return node


def swap(one: str, other: str) -> Edit:
    """Put the first of two paragraphs behind the second."""

    def edit(document: Document) -> None:
        find(document, other)._p.addnext(find(document, one)._p)

    return edit


def add(before: str, text: str, style: str = "Normal") -> Edit:
    """Type a paragraph before another."""
    return lambda document: find(document, before).insert_paragraph_before(text, style=style)


def add_behind(place: str, text: str, style: str = "Normal") -> Edit:
    """Type a paragraph behind another."""

    def edit(document: Document) -> None:
        here = find(document, place)
        new = here.insert_paragraph_before(text, style=style)
        here._p.addnext(new._p)

    return edit


def copy_behind(place: str, text: str) -> Edit:
    """Copy a paragraph, numbers and all, paste it behind itself and type over it."""

    def edit(document: Document) -> None:
        here = find(document, place)
        node = copy.deepcopy(here._p)
        here._p.addnext(node)
        new = Paragraph(node, here._parent)
        for run in new.runs[:-1]:
            if run.text.strip():
                run.text = ""
        new.runs[-1].text = text

    return edit


def face(place: str, words: str, **on: bool) -> Edit:
    """Make some words of a paragraph bold, italic or struck through, or no longer so."""

    def edit(document: Document) -> None:
        here = find(document, place)
        run = next(run for run in here.runs if words in run.text)
        before, _, after = run.text.partition(words)
        run.text = before
        node = copy.deepcopy(run._r)
        run._r.addnext(node)
        middle = next(each for each in here.runs if each._r is node)
        middle.text = words
        for name, value in on.items():
            setattr(middle.font, name, value)
        tail = copy.deepcopy(run._r)
        node.addnext(tail)
        next(each for each in here.runs if each._r is tail).text = after

    return edit


def plain(place: str, words: str) -> Edit:
    """Take the character style off some words."""

    def edit(document: Document) -> None:
        run = next(run for run in find(document, place).runs if words in run.text)
        properties = run._r.rPr
        if properties is not None:
            run._r.remove(properties)

    return edit


def reread(reading: str, new: str, *, words: str = "") -> Edit:
    """Change a reading above words, or with `words` what it stands above too."""

    def edit(document: Document) -> None:
        [ruby] = [
            node
            for node in document.element.body.iter(f"{_W}ruby")
            if [text.text for text in node.find(f"{_W}rt").iter(f"{_W}t")] == [reading]
        ]
        for part, text in (("rt", new), ("rubyBase", words)):
            first, *others = ruby.find(f"{_W}{part}").iter(f"{_W}t")
            if text:
                first.text = text
                for other in others:
                    other.text = ""

    return edit


def add_table(behind: str, rows: list[list[str]]) -> Edit:
    """Insert a table behind a paragraph."""

    def edit(document: Document) -> None:
        table = document.add_table(len(rows), len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        find(document, behind)._p.addnext(table._tbl)

    return edit


def copy_row(cell: str, texts: list[str]) -> Edit:
    """Insert a row below the one that holds a text, and type into its cells."""

    def edit(document: Document) -> None:
        row = find(document, cell)._p.getparent().getparent()
        new = copy.deepcopy(row)
        row.addnext(new)
        for node, text in zip(new.iter(f"{_W}p"), texts, strict=True):
            Paragraph(node, document).text = text

    return edit


def delete_row(cell: str) -> Edit:
    """Delete the row that holds a text."""

    def edit(document: Document) -> None:
        row = find(document, cell)._p.getparent().getparent()
        row.getparent().remove(row)

    return edit


def png(color: str = "red") -> bytes:
    """Return a small picture."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(out, "PNG")
    return out.getvalue()


def picture(place: str, *, alt: str = "", alone: bool = False) -> Edit:
    """Insert a picture at the end of a paragraph, or in one of its own before it."""

    def edit(document: Document) -> None:
        here = find(document, place)
        target = here.insert_paragraph_before() if alone else here
        run = target.add_run(" " if not alone else "")
        run.add_picture(io.BytesIO(png()))
        for drawn in run._r.iter(
            "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
        ):
            drawn.set("descr", alt)

    return edit


def track(place: str, old: str, new: str, author: str) -> Edit:
    """Type over some letters with tracked changes on."""

    def edit(document: Document) -> None:
        run = next(run for run in find(document, place).runs if old in run.text)
        before, _, after = run.text.partition(old)
        who = f'w:id="900" w:author="{author}" w:date="2026-01-01T00:00:00Z" xmlns:w="{W}"'
        run.text = before
        tail = copy.deepcopy(run._r)
        gone = parse_xml(
            f'<w:del {who}><w:r><w:delText xml:space="preserve">{old}</w:delText></w:r></w:del>'
        )
        come = parse_xml(f'<w:ins {who}><w:r><w:t xml:space="preserve">{new}</w:t></w:r></w:ins>')
        run._r.addnext(gone)
        gone.addnext(come)
        come.addnext(tail)
        tail.find(f"{_W}t").text = after

    return edit


def comment(place: str, text: str, author: str) -> Edit:
    """Write a comment on a paragraph."""
    return lambda document: document.add_comment(find(document, place).runs, text, author, "X")


def dress(place: str, **how: object) -> Edit:
    """Set letters of a paragraph: `size=Pt(20)`, `underline=True`, `superscript=True`."""

    def edit(document: Document) -> None:
        run = next(run for run in find(document, place).runs if run.text.strip())
        for name, value in how.items():
            setattr(run.font, name, value)

    return edit


def colour(place: str, rgb: str) -> Edit:
    """Give the first letters of a paragraph a colour."""

    def edit(document: Document) -> None:
        run = next(run for run in find(document, place).runs if run.text.strip())
        run.font.color.rgb = RGBColor.from_string(rgb)

    return edit


def align(place: str, how: WD_ALIGN_PARAGRAPH) -> Edit:
    """Set a paragraph to the right, or in the middle."""
    return lambda document: setattr(find(document, place), "alignment", how)


def restyle(place: str, style: str) -> Edit:
    """Give a paragraph another style."""

    def edit(document: Document) -> None:
        find(document, place).style = document.styles[style]

    return edit


def indent(place: str, level: int) -> Edit:
    """Move an entry of a list to another level."""

    def edit(document: Document) -> None:
        numbers = find(document, place)._p.get_or_add_pPr().get_or_add_numPr()
        numbers.get_or_add_ilvl().val = level

    return edit


def new_page(before: str) -> Edit:
    """Break the page before a paragraph."""

    def edit(document: Document) -> None:
        find(document, before).paragraph_format.page_break_before = True

    return edit


def text_box(place: str, text: str) -> Edit:
    """Draw a box with text at a paragraph."""

    def edit(document: Document) -> None:
        box = parse_xml(
            f'<w:r xmlns:w="{W}" xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape>'
            f"<v:textbox><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
            "</v:textbox></v:shape></w:pict></w:r>"
        )
        find(document, place)._p.append(box)

    return edit


def describe(old: str, new: str) -> Edit:
    """Write another alternative text for a picture."""

    def edit(document: Document) -> None:
        drawn = [node for node in document.element.body.iter() if node.get("descr") == old]
        assert drawn, f"no picture is described as {old!r}"
        for node in drawn:
            node.set("descr", new)

    return edit


def refer(place: str, text: str) -> Edit:
    """Type over what a reference shows."""

    def edit(document: Document) -> None:
        here = find(document, place)
        next(here._p.iter(f"{_W}hyperlink")).find(f".//{_W}t").text = text

    return edit
