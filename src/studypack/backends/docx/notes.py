"""Footnotes: real ones, in a part of their own, numbered by Word."""

from __future__ import annotations

from studypack.backends.docx.out import Out
from studypack.backends.docx.wordml import NAMESPACES, Paragraph, field_code, run, write_all
from studypack.model.inlines import NoteRef

_REFERENCE = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'

_SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:pPr><w:spacing w:after="0"/></w:pPr>'
    "<w:r><w:separator/></w:r></w:p></w:footnote>"
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:pPr><w:spacing w:after="0"/>'
    "</w:pPr><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>"
)
"""What Word draws above notes; settings.xml names both by these ids."""


def call(reference: NoteRef, out: Out) -> str:
    """Return the call of a footnote.

    A note called again is a cross-reference to its first call, since a footnote of Word has one
    call only; inside a note, where Word allows no further one, its number stands.
    """
    note = out.draft.footnotes.get(reference.label)
    number = out.draft.labels.number(reference.number)
    if note is None or out.story is out.draft.notes:
        return run(number, out.face.with_style("FootnoteReference"))
    name = out.draft.bookmarks.name(_bookmark(reference.label))
    if reference.label in out.draft.progress.called:
        shown = run(number, out.face.with_style("FootnoteReference"))
        return field_code(f"NOTEREF {name} \\f \\h", shown)
    out.draft.progress.called.add(reference.label)
    first = f'<w:r>{_REFERENCE}<w:footnoteReference w:id="{note.number}"/></w:r>'
    return out.draft.bookmarks.around(first, _bookmark(reference.label))


def _bookmark(label: str) -> str:
    return f"note-call-{label}"


def write(out: Out) -> str:
    """Return the part with the text of every note that is called; `out` is a place in it."""
    parts = [f"<w:footnotes {NAMESPACES}>{_SEPARATORS}"]
    for note in out.draft.view.notes:
        if note.label not in out.draft.progress.called:
            continue
        inside = out.within(elements=[], style="FootnoteText")
        inside.write(note.body)
        _number(inside)
        parts.append(f'<w:footnote w:id="{note.number}">')
        write_all(inside.elements, parts)
        parts.append("</w:footnote>")
    parts.append("</w:footnotes>")
    return "".join(parts)


def _number(note: Out) -> None:
    """Put the note's number at its beginning."""
    mark = f"<w:r>{_REFERENCE}<w:footnoteRef/></w:r>{run(' ')}"
    first = note.elements[0] if note.elements else None
    if isinstance(first, Paragraph):
        first.content = mark + first.content
    else:
        note.elements.insert(0, Paragraph(style="FootnoteText", content=mark))
