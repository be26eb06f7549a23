"""Footnotes: real ones, in a part of their own, numbered by Word."""

from __future__ import annotations

from collections.abc import Iterator

from studypack.backends.docx.out import Out
from studypack.backends.docx.wordml import (
    NAMESPACES,
    Element,
    Paragraph,
    field_code,
    run,
    write_all,
)
from studypack.model.inlines import NoteRef
from studypack.model.pack import Footnote
from studypack.model.walk import query

_REFERENCE = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'

_SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:pPr>'
    '<w:pStyle w:val="FootnoteText"/></w:pPr>'
    "<w:r><w:separator/></w:r></w:p></w:footnote>"
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:pPr>'
    '<w:pStyle w:val="FootnoteText"/></w:pPr>'
    "<w:r><w:continuationSeparator/></w:r></w:p></w:footnote>"
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
    """Return the part with the text of every note that is called; `out` is a place in it.

    A note that only other notes call has no call that Word would know: it stands behind the first
    note that calls it, under its number.
    """
    parts = [f"<w:footnotes {NAMESPACES}>{_SEPARATORS}"]
    called = out.draft.progress.called
    waiting = {note.label: note for note in out.draft.view.notes if note.label not in called}
    for note in out.draft.view.notes:
        if note.label not in called:
            continue
        inside = out.within(elements=[], style="FootnoteText")
        inside.write(note.body)
        _begin_with(f"<w:r>{_REFERENCE}<w:footnoteRef/></w:r>", inside.elements)
        for further in _called_inside(note, waiting):
            _write_behind(further, inside)
        parts.append(f'<w:footnote w:id="{note.number}">')
        write_all(inside.elements, parts)
        parts.append("</w:footnote>")
    parts.append("</w:footnotes>")
    return "".join(parts)


def _called_inside(note: Footnote, waiting: dict[str, Footnote]) -> Iterator[Footnote]:
    """Yield the notes that `note` calls, and that these call, out of those that are `waiting`."""
    for reference in query(note.body, NoteRef):
        further = waiting.pop(reference.label, None)
        if further is not None:
            yield further
            yield from _called_inside(further, waiting)


def _write_behind(note: Footnote, out: Out) -> None:
    place = out.within(elements=[])
    place.write(note.body)
    number = out.draft.labels.number(note.number)
    _begin_with(run(number, out.face.with_style("FootnoteReference")), place.elements)
    for element in place.elements:
        out.add(element)


def _begin_with(mark: str, elements: list[Element]) -> None:
    """Put a note's number at its beginning."""
    first = elements[0] if elements else None
    if isinstance(first, Paragraph):
        first.content = f"{mark}{run(' ')}{first.content}"
    else:
        elements.insert(0, Paragraph(style="FootnoteText", content=f"{mark}{run(' ')}"))
