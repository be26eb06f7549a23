"""Inlines as runs: the closed union of `model.inlines`, matched to the end."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from studypack.backends.base import RenderFault
from studypack.backends.docx import notes
from studypack.backends.docx.languages import attribute_of, lang_element, word_tag
from studypack.backends.docx.origins import marked
from studypack.backends.docx.out import Out
from studypack.backends.docx.pictures import size_of
from studypack.backends.docx.story import HYPERLINK
from studypack.backends.docx.wordml import RUBY_SIZE, Face, element, escape, quoted, run
from studypack.labels import Labels
from studypack.labels.scripts import is_right_to_left
from studypack.model.inlines import (
    AnyInline,
    Blank,
    Code,
    Emphasis,
    Image,
    Inlines,
    LineBreak,
    Link,
    Marked,
    Math,
    NoteRef,
    Reference,
    Ruby,
    Strike,
    Strong,
    Text,
)

_LONGEST_TIP = 255
"""Characters that Word shows over a link."""

_HIGHEST_SHARE = 0.4
"""A picture in a line of text is no higher than this share of the page."""


def runs(inlines: Inlines, out: Out, face: Face | None = None) -> str:
    """Return inlines as runs, hyperlinks, formulas and controls.

    face  how they are set, by default as the paragraph has it
    """
    set_in = out.face if face is None else face
    return marked(_runs(inlines, out, set_in), inlines)


def _runs(inlines: Inlines, out: Out, face: Face) -> str:
    return "".join(_inline(inline, out, face) for inline in inlines)


def _inline(inline: AnyInline, out: Out, face: Face) -> str:  # noqa: PLR0912  # a closed union
    match inline:
        case Text(text=text):
            return run(text, face)
        case Emphasis(children=children):
            return _runs(children, out, _stressed(face, out))
        case Strong(children=children):
            return _runs(children, out, replace(face, bold=True))
        case Strike(children=children):
            return _runs(children, out, replace(face, strike=True))
        case Code(text=text):
            return run(text, replace(face, style="HTMLCode", rtl=False))
        case Math(latex=latex):
            return formula(latex, display=False)
        case Link():
            return _link(inline, out, face)
        case Reference():
            return _reference(inline, out, face)
        case Image():
            return _image(inline, out)
        case Blank():
            return _blank(inline, out)
        case Marked():
            return _marked(inline, out, face)
        case Ruby():
            return _ruby(inline, out, face)
        case NoteRef():
            return notes.call(inline, out)
        case LineBreak():
            return "<w:r><w:br/></w:r>"
        case _:
            assert_never(inline)


def _stressed(face: Face, out: Out) -> Face:
    """Return the face of stressed text: bold where the edition has no italics."""
    if out.draft.stylesheet.upright:
        return replace(face, bold=True)
    return replace(face, italic=not face.italic)


def formula(latex: str, *, display: bool) -> str:
    """Return LaTeX as Office Math, in the line or as a paragraph's whole content.

    raises  RenderFault if it cannot be typeset, which `checking` reports beforehand
    """
    from studypack.maths import MathError, to_omml

    try:
        return to_omml(latex, display=display)
    except MathError as error:
        raise RenderFault(f"the formula {latex} cannot be typeset: {error}") from error


# --- Links ------------------------------------------------------------------------------------


def _link(link: Link, out: Out, face: Face) -> str:
    target = out.story.relate(HYPERLINK, link.href)
    title = f' w:tooltip="{quoted(link.title[:_LONGEST_TIP])}"' if link.title else ""
    inner = _runs(link.children, out, face.with_style("Hyperlink"))
    return f'<w:hyperlink r:id="{target}"{title} w:history="1">{inner}</w:hyperlink>'


def _reference(reference: Reference, out: Out, face: Face) -> str:
    """Return a link to a bookmark.

    It names no page: Word would not refresh the number before somebody asks it to, and what is
    written here cannot know where Word will break its pages.
    """
    if not reference.live:
        return _runs(reference.children, out, face)
    return link_to(
        reference.target, _runs(reference.children, out, face.with_style("Hyperlink")), out
    )


def link_to(id: str, content: str, out: Out) -> str:
    """Return runs as a link to the block or heading `id`."""
    name = out.draft.bookmarks.name(id)
    return f'<w:hyperlink w:anchor="{quoted(name)}" w:history="1">{content}</w:hyperlink>'


# --- Pictures, gaps, languages, readings ------------------------------------------------------


def _image(image: Image, out: Out) -> str:
    file = out.draft.pictures.image(image.src)
    highest = round(out.draft.page.text_height * _HIGHEST_SHARE)
    size = size_of(file, image.width, out.width, highest)
    alt = "" if image.decorative else image.alt
    return out.draft.pictures.place(file, size, alt, out.story, title=image.title)


def _blank(blank: Blank, out: Out) -> str:
    labels, controls = out.draft.labels, out.draft.controls
    if out.task is None:
        out.draft.progress.loose_blanks += 1
    count = blank.number or out.draft.progress.loose_blanks
    tag = f"{out.task.id if out.task else 'gap'}.{count}"
    answer = (
        run(_accepted(blank, labels), out.face.with_style("AnswerText")) if blank.answers else ""
    )
    return controls.text(tag, labels.format("blank-number", number=count), answer)


def _accepted(blank: Blank, labels: Labels) -> str:
    """Return the model answer, and behind it in brackets what else is accepted."""
    model, *others = blank.answers
    return f"{model} ({labels.listed(others)})" if others else model


def _marked(marked: Marked, out: Out, face: Face) -> str:
    if marked.lang:
        face = replace(face, lang=lang_element(marked.lang), rtl=is_right_to_left(marked.lang))
    inner = _runs(marked.children, out, face)
    return out.draft.bookmarks.around(inner, marked.id) if marked.id else inner


def _ruby(ruby: Ruby, out: Out, face: Face) -> str:
    """Return text with its reading above it (§17.3.3.25), which `Out.paragraph` gives its size."""
    language = out.lang or out.draft.view.language
    reading_lang = word_tag(language) if attribute_of(language) == "eastAsia" else "ja-JP"
    properties = element(
        "rubyPr",
        element("rubyAlign", val="distributeSpace"),
        RUBY_SIZE,
        element("lid", val=reading_lang),
    )
    reading = replace(face, reading=True).properties()
    above = f"<w:r>{reading}<w:t>{escape(ruby.reading)}</w:t></w:r>"
    base = _runs(ruby.children, out, face)
    return (
        f"<w:r>{face.properties()}<w:ruby>{properties}<w:rt>{above}</w:rt>"
        f"<w:rubyBase>{base}</w:rubyBase></w:ruby></w:r>"
    )
