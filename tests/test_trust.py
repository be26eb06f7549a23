"""The leak test: what is kept from readers is found wherever it is planted, and nothing else is."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from studypack.checking import check
from studypack.composing import (
    ANSWERS,
    GUIDE,
    HANDOUT,
    TEACHER,
    WORKSHEET,
    Product,
    Request,
    Withheld,
    compose,
    withheld,
)
from studypack.composing.wording import Strength, needle
from studypack.diagnostics import Diagnostics
from studypack.model.blocks import Paragraph
from studypack.model.inlines import Text
from studypack.model.pack import CheckedPack
from studypack.reading import read_text
from studypack.validating.trust import find_leaks

CANARY = "the canary sings at dawn"
WORD = "quetzalcoatl"


def secret(*texts: str) -> Withheld:
    return Withheld(never=tuple(needle(text) for text in texts))


def leaks(data: bytes, format: str, *texts: str) -> list[str]:
    return [leak.text for leak in find_leaks(data, format, secret(*(texts or (CANARY,))))]


# --- What is withheld -------------------------------------------------------------------------

SOURCE = """# Notes

Kathy is a carer who tells her story.

:::{vocabulary}
completion
: what donors call their death
:::

:::{teacher}
Colleagues should allow forty minutes for this.
:::

# Tasks

:::{question}
Who tells the story?

:::{hint}
Look for the word that she calls herself by.
:::

:::{answer}
Kathy is a carer who tells her story. She speaks to readers who know her world as well as she does.
:::
:::

:::{question}
:answer: 1996
:accept: nineteen ninety-six

When?
:::

:::{question}
A [Hailsham|boarding school]{.blank} and a [Norfolk]{.blank} coast.
:::

:::{wordbank}
- Norfolk
- Cornwall
:::

:::{crossword}
:::
"""


def checked(source: str = SOURCE) -> CheckedPack:
    found = Diagnostics()
    pack = check(read_text(f"---\ntitle: T\n---\n{source}", found=found), found)
    assert pack is not None, list(found)
    return pack


def withheld_from(product: Product, source: str = SOURCE, **wanted: Any) -> Withheld:
    pack = checked(source)
    request = Request(product, product.format, wanted.pop("edition", product.edition), **wanted)
    return withheld(pack, compose(pack, request), request)


def texts(needles: tuple[Any, ...]) -> str:
    return " | ".join(found.text for found in needles)


def test_answers_hints_and_teacher_notes_are_withheld_from_students() -> None:
    kept = texts(withheld_from(HANDOUT).never)
    for part in ("She speaks", "1996", "nineteen ninety-six", "Hailsham", "boarding school",
                 "allow forty", "Look for the"):  # fmt: skip
        assert part in kept


def test_what_the_view_shows_is_not_withheld() -> None:
    kept = texts(withheld_from(HANDOUT).never)
    assert "Norfolk" not in kept  # the word bank has it
    assert "Kathy is a carer who tells her" not in kept  # the notes say so
    assert "completion" not in kept  # the vocabulary has it


def test_a_word_of_the_crossword_is_withheld_where_the_vocabulary_is_not_shown() -> None:
    assert "completion" in texts(withheld_from(WORKSHEET).never)


def test_nothing_is_withheld_from_teachers() -> None:
    assert withheld_from(HANDOUT, edition=TEACHER) == Withheld()
    assert withheld_from(ANSWERS) == Withheld()


def test_the_guide_may_tell_answers_where_they_stand_apart_and_teacher_notes_nowhere() -> None:
    kept = withheld_from(GUIDE)
    assert "allow forty" in texts(kept.never)
    assert "She speaks" not in texts(kept.never)
    assert "She speaks" in texts(kept.apart)
    assert "Look for the" not in texts(kept.never + kept.apart)


def test_what_a_guide_answers_is_not_taken_for_granted() -> None:
    """A view that answers with a teacher's note, as one did, is found out."""
    pack = checked()
    request = Request.of(GUIDE)
    view = compose(pack, request)
    note = Paragraph(content=(Text(text="Colleagues should allow forty minutes for this."),))
    told = dataclasses.replace(view, answers=(*view.answers, note))
    kept = withheld(pack, view, request)
    assert texts(withheld(pack, told, request).never) == texts(kept.never)
    assert "allow forty" in texts(kept.never)


def test_a_block_for_teachers_by_its_option_is_withheld_too() -> None:
    source = (
        "A\n\n:::{note} Secret title here\n:audience: teacher\n\nB colleagues only please\n:::\n"
    )
    kept = texts(withheld_from(HANDOUT, source).never)
    assert "Secret title here" in kept
    assert "B colleagues only please" in kept


def test_long_answers_are_cut_so_that_a_part_of_them_is_found() -> None:
    answer = " ".join(f"word{i}" for i in range(60))
    kept = withheld_from(HANDOUT, f":::{{question}}\nQ\n\n:::{{answer}}\n{answer}\n:::\n:::\n")
    assert all(4 <= len(found.text.split()) <= 10 for found in kept.never)
    assert " ".join(found.text for found in kept.never) == answer
    part = " ".join(f"word{i}" for i in range(20, 33))
    assert find_leaks(docx(body=f"<w:p><w:r><w:t>{part}</w:t></w:r></w:p>"), "docx", kept)


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("the canary sings", Strength.PHRASE),
        ("in it", Strength.WEAK),
        ("red car", Strength.SHORT),
        ("yes", Strength.WEAK),
        ("mitosis", Strength.WORD),
        ("42", Strength.WEAK),
        ("9.81", Strength.WORD),
        ("1996", Strength.WORD),
        ("光合成", Strength.PHRASE),
        ("春", Strength.WEAK),
        ("", Strength.WEAK),
        ("…", Strength.WEAK),
    ],
)
def test_a_text_is_as_strong_as_it_is_unlikely_by_chance(text: str, strength: Strength) -> None:
    assert needle(text).strength is strength


# --- Archives ---------------------------------------------------------------------------------

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def archive(**members: str | bytes) -> bytes:
    """Return a zip archive; '__' in a name stands for '/', '_' for '.'."""
    return packed({name.replace("__", "/").replace("_", "."): c for name, c in members.items()})


def packed(members: dict[str, str | bytes], comment: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
        file.comment = comment.encode()
    return buffer.getvalue()


def docx(body: str = "", **members: str | bytes) -> bytes:
    document = f"<?xml version='1.0'?><w:document {W}><w:body>{body}</w:body></w:document>"
    return archive(word__document_xml=document, **members)


def run(*pieces: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{piece}</w:t></w:r>" for piece in pieces) + "</w:p>"


NESTED = packed({"word/document.xml": run(CANARY)})

IN_WORD = {
    "text": docx(run(CANARY)),
    "text in other case and spacing": docx(run("The  Canary\u00a0sings at DAWN")),
    "text cut into runs": docx(run("the can", "ary si", "ngs at dawn")),
    "text cut by a line break": docx("<w:p><w:r><w:t>the canary</w:t><w:br/><w:t>sings at dawn</w:t></w:r></w:p>"),
    "hyphenated text": docx(run("the ca\u00adnary sings at dawn")),
    "hidden text": docx(f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{CANARY}</w:t></w:r></w:p>"),
    "deleted text": docx(f"<w:p><w:del><w:r><w:delText>{CANARY}</w:delText></w:r></w:del></w:p>"),
    "a field's code": docx(f"<w:p><w:r><w:instrText>QUOTE {CANARY}</w:instrText></w:r></w:p>"),
    "alternative text": docx(f'<w:p><wp:docPr id="1" descr="{CANARY}"/></w:p>'),
    "a title of a content control": docx(f'<w:sdt><w:sdtPr><w:alias w:val="{CANARY}"/></w:sdtPr></w:sdt>'),
    "an entry of a drop-down list": docx(f'<w:listItem w:displayText="A" w:value="{CANARY}"/>'),
    "a bookmark": docx(f'<w:bookmarkStart w:name="{CANARY.replace(" ", "_")}"/>'),
    "a comment of XML": docx(f"<w:p/><!-- {CANARY} -->"),
    "character references": docx(run("the canar&#121; sings at d&#x61;wn")),
    "comments": docx(word__comments_xml=f"<w:comments>{run(CANARY)}</w:comments>"),
    "a footer": docx(word__footer1_xml=f"<w:ftr>{run(CANARY)}</w:ftr>"),
    "footnotes": docx(word__footnotes_xml=f"<w:footnotes>{run(CANARY)}</w:footnotes>"),
    "properties": docx(docProps__core_xml=f"<cp><dc:subject>{CANARY}</dc:subject></cp>"),
    "custom properties": docx(docProps__custom_xml=f'<p><property name="{CANARY}"/></p>'),
    "custom data": docx(customXml__item1_xml=f"<x><![CDATA[{CANARY}]]></x>"),
    "a relationship": docx(word___rels__document_xml_rels=f'<R Target="http://x/{CANARY}"/>'),
    "a document within": docx(word__embeddings__a_docx=NESTED),
    "the name of a member": packed({f"word/{CANARY}.xml": "<a/>"}),
    "the comment of the archive": packed({"word/document.xml": "<a/>"}, CANARY),
}  # fmt: skip

IN_EPUB = {
    "text": packed({"EPUB/a.xhtml": f"<p>{CANARY}</p>"}),
    "text with marks": packed({"EPUB/a.xhtml": "<p>the <em>can</em>ary <b>sings</b> at dawn</p>"}),
    "ruby": packed({"EPUB/a.xhtml": "<p>the canary <ruby>sings</ruby> at dawn</p>"}),
    "alternative text": packed({"EPUB/a.xhtml": f'<img alt="{CANARY}"/>'}),
    "an aria label": packed({"EPUB/a.xhtml": f'<a aria-label="{CANARY}">x</a>'}),
    "a data attribute": packed({"EPUB/a.xhtml": f'<a data-key="{CANARY}">x</a>'}),
    "an id": packed({"EPUB/a.xhtml": f'<a id="{CANARY.replace(" ", "-")}">x</a>'}),
    "a comment": packed({"EPUB/a.xhtml": f"<p>x</p><!--{CANARY}-->"}),
    "metadata": packed({"EPUB/package.opf": f"<dc:description>{CANARY}</dc:description>"}),
    "navigation": packed({"EPUB/nav.xhtml": f"<a>{CANARY}</a>"}),
    "the old table of contents": packed({"EPUB/toc.ncx": f"<text>{CANARY}</text>"}),
    "a drawing": packed({"EPUB/a.svg": f"<svg><title>{CANARY}</title></svg>"}),
    "a drawing's words letter by letter": packed(
        {"EPUB/a.svg": "<svg><text>the <tspan>canary</tspan> sings at dawn</text></svg>"}
    ),
    "a stylesheet": packed({"EPUB/a.css": f"p::after {{ content: '{CANARY} over the hill' }}"}),
    "a script": packed({"EPUB/a.js": f"answers = '{CANARY}'"}),
    "UTF-16": packed({"EPUB/a.xhtml": f"<p>{CANARY}</p>".encode("utf-16")}),
}


@pytest.mark.parametrize("place", IN_WORD)
def test_a_canary_is_found_in_every_place_of_a_word_file(place: str) -> None:
    assert leaks(IN_WORD[place], "docx") == [CANARY]


@pytest.mark.parametrize("place", IN_EPUB)
def test_a_canary_is_found_in_every_place_of_an_epub(place: str) -> None:
    canary = f"{CANARY} over the hill" if place == "a stylesheet" else CANARY
    assert leaks(IN_EPUB[place], "epub", canary) == [canary]


def test_a_clean_file_has_no_leak() -> None:
    clean = docx(run("the canary") + run("sings at dawn"))
    assert leaks(clean, "docx", CANARY, WORD) == []  # the words stand in two paragraphs


def test_a_leak_says_what_and_where() -> None:
    found = find_leaks(docx(run(CANARY)), "docx", secret(CANARY))
    assert str(found[0]) == f"“{CANARY}” in word/document.xml"


def test_what_is_kept_apart_may_stand_in_the_answers_of_an_epub_alone() -> None:
    kept = Withheld(apart=(needle(CANARY),))
    right = packed(
        {"EPUB/answers.xhtml": CANARY, "EPUB/answers-2.xhtml": CANARY, "EPUB/a.xhtml": "<p>x</p>"}
    )
    wrong = packed({"EPUB/answers.xhtml": CANARY, "EPUB/a.xhtml": f"<p>{CANARY}</p>"})
    assert find_leaks(right, "epub", kept) == ()
    assert [leak.place for leak in find_leaks(wrong, "epub", kept)] == ["EPUB/a.xhtml"]
    assert [leak.place for leak in find_leaks(right, "epub", secret(CANARY))] != []


def test_a_single_word_is_looked_for_where_people_read_and_as_a_whole_word() -> None:
    assert leaks(docx(run(f"It is a {WORD.upper()}!")), "docx", WORD) == [WORD]
    assert leaks(docx(f'<wp:docPr descr="a {WORD}"/>'), "docx", WORD) == [WORD]
    assert leaks(docx(run(f"{WORD}s")), "docx", WORD) == []
    assert leaks(docx(f'<w:pStyle w:val="{WORD}"/>'), "docx", WORD) == []


def test_a_number_is_found_with_its_decimal_sign_alone() -> None:
    assert leaks(docx(run("g = 9.81 m/s")), "docx", "9.81") == ["9.81"]
    assert leaks(docx(run("9", " ", "81") + run("19.811")), "docx", "9.81") == []


def test_short_words_must_stand_as_words() -> None:
    assert leaks(docx(run("a red car")), "docx", "red car") == ["red car"]
    assert leaks(docx(run("a shared carton")), "docx", "red car") == []


def test_names_of_styles_are_no_leak() -> None:
    styles = '<w:styles><w:lsdException w:name="Light Grid Accent 1"/></w:styles>'
    assert leaks(docx(word__styles_xml=styles), "docx", "light grid accent") == []


# --- PDF --------------------------------------------------------------------------------------


def pdf(change: Callable[[Pdf], None] | None = None, content: bytes = b"") -> bytes:
    """Return a PDF of one page with Helvetica, whose strings are codes of Latin letters."""
    document = pikepdf.new()
    document.add_blank_page()
    page = document.pages[0]
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F1=document.make_indirect(font)))
    page.Contents = Stream(document, content)
    if change is not None:
        change(document)
    buffer = io.BytesIO()
    document.save(
        buffer,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        recompress_flate=True,
    )
    return buffer.getvalue()


def put(dictionary: Any, entries: Mapping[str, Any]) -> None:
    for key, value in entries.items():
        dictionary[key] = value


def root(**entries: Any) -> bytes:
    return pdf(lambda document: put(document.Root, entries_of(document, entries)))


def entries_of(document: Pdf, entries: dict[str, Any]) -> dict[str, Any]:
    return {f"/{key}": document.make_indirect(value) for key, value in entries.items()}


def annotated(**entries: Any) -> bytes:
    def change(document: Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], **entries)
        document.pages[0].Annots = Array([document.make_indirect(note)])

    return pdf(change)


def with_xmp() -> bytes:
    def change(document: Pdf) -> None:
        with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:description"] = CANARY

    return pdf(change)


def with_attachment(content: bytes) -> bytes:
    return pdf(lambda document: document.attachments.__setitem__("a.txt", content))


def with_info() -> bytes:
    return pdf(lambda document: document.docinfo.__setitem__("/Keywords", CANARY))


def with_outline() -> bytes:
    def change(document: Pdf) -> None:
        with document.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(CANARY, 0))

    return pdf(change)


CMAP = b"""begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange
2 beginbfrange <0001> <001A> <0061> <001B> <001C> [<00660066> <00660069>] endbfrange
1 beginbfchar <0020> <0020> endbfchar endcmap"""


def glyphs(text: str) -> bytes:
    codes = [0x20 if letter == " " else ord(letter) - 0x60 for letter in text]
    return b"".join(b"%04X" % code for code in codes)


def with_glyphs(content: bytes) -> bytes:
    def change(document: Pdf) -> None:
        font = document.pages[0].Resources.Font.F1
        font.Subtype = Name.Type0
        font.ToUnicode = Stream(document, CMAP)

    return pdf(change, content)


TWO_LINES = b"BT /F1 9 Tf [<%s> -20 <%s>] TJ 0 -9 Td <%s> Tj ET" % (
    glyphs("the cana"),
    glyphs("ry si"),
    glyphs("ngs at dawn"),
)

IN_PDF = {
    "page text": pdf(content=f"BT /F1 9 Tf ({CANARY}) Tj ET".encode()),
    "page text in pieces": pdf(content=b"BT /F1 9 Tf [(the can) -20 (ary)] TJ T* ( sings at\\040dawn) ' ET"),
    "page text as glyphs": with_glyphs(TWO_LINES),
    "hexadecimal page text": pdf(content=b"BT /F1 9 Tf <%s> Tj ET" % CANARY.encode().hex().encode()),
    "actual text in the page": pdf(content=f"/Span <</ActualText ({CANARY})>> BDC EMC".encode()),
    "a form on the page": pdf(
        lambda d: put(
            d.pages[0].Resources,
            {"/XObject": Dictionary(X=Stream(d, f"BT /F1 9 Tf ({CANARY}) Tj ET".encode(), Subtype=Name.Form))},
        )
    ),
    "document information": with_info(),
    "XMP metadata": with_xmp(),
    "an outline": with_outline(),
    "alternative text": root(StructTreeRoot=Dictionary(K=Dictionary(S=Name.Figure, Alt=String(CANARY)))),
    "replacement text": root(StructTreeRoot=Dictionary(K=Dictionary(S=Name.P, ActualText=String(CANARY)))),
    "an annotation": annotated(Contents=String(CANARY)),
    "a form field": annotated(FT=Name.Tx, T=String("q1"), V=String(CANARY)),
    "a field's tooltip": annotated(FT=Name.Tx, TU=String(CANARY)),
    "a link": annotated(A=Dictionary(S=Name.URI, URI=String(f"http://x/{CANARY}"))),
    "the name of a destination": root(Names=Dictionary(Dests=Dictionary(Names=[String(CANARY), Array()]))),
    "an attachment": with_attachment(CANARY.encode()),
    "an archive that is attached": with_attachment(NESTED),
    "a PDF that is attached": with_attachment(with_info()),
    "a script": root(OpenAction=Dictionary(S=Name.JavaScript, JS=String(f"x='{CANARY}'"))),
    "wide characters": root(Lang=String("\u4e00" + CANARY)),
    "a name": root(PieceInfo=Dictionary({"/X": Name("/" + CANARY.replace(" ", "_"))})),
}  # fmt: skip


@pytest.mark.parametrize("place", IN_PDF)
def test_a_canary_is_found_in_every_place_of_a_pdf(place: str) -> None:
    assert leaks(IN_PDF[place], "pdf") == [CANARY]


def test_ligatures_hide_nothing() -> None:
    content = b"BT /F1 9 Tf <001B> Tj ET"
    shown = with_glyphs(
        b"BT /F1 9 Tf <%s001C%s> Tj ET" % (glyphs("the of"), glyphs("ce of the king"))
    )
    assert leaks(shown, "pdf", "the offiice of the king") == []
    assert leaks(shown, "pdf", "the offi ce of the king") == ["the offi ce of the king"]
    assert leaks(with_glyphs(content), "pdf") == []


def test_a_clean_pdf_has_no_leak() -> None:
    assert (
        leaks(pdf(content=b"BT /F1 9 Tf (the canary sleeps at dawn) Tj ET"), "pdf", CANARY, WORD)
        == []
    )


def test_a_word_of_a_pdf_is_found_on_its_page_but_not_in_its_names() -> None:
    assert leaks(pdf(content=f"BT /F1 9 Tf (a {WORD}.) Tj ET".encode()), "pdf", WORD) == [WORD]
    named = Dictionary(Dests=Dictionary(Names=[String(WORD), Array()]))
    assert leaks(root(Names=named), "pdf", WORD) == []


# --- Real files -------------------------------------------------------------------------------


def test_text_that_weasyprint_breaks_hyphenates_and_kerns_is_found() -> None:
    from weasyprint import HTML

    answer = "An extraordinarily efficient office offers official affidavits of photosynthesis."
    arabic = "الضيافة عادة قديمة في هذه البلاد الجميلة"
    html = (
        "<style>@page { size: 40mm 90mm; margin: 2mm } p { hyphens: auto; text-align: justify }"
        f"</style><body lang=en><p>{answer}<p lang=ar dir=rtl>{arabic}"
    )
    written = HTML(string=html).write_pdf()
    assert leaks(written, "pdf", answer, arabic, CANARY) == [answer, arabic]


def test_a_file_of_twenty_pages_is_searched_for_many_texts_at_once() -> None:
    page = b"BT /F1 9 Tf " + b"(some words of a page that go on and on) Tj T* " * 60 + b"ET"

    def change(document: Pdf) -> None:
        for _ in range(19):
            document.pages.append(document.pages[0])
        for place in document.pages:
            place.Contents = Stream(document, page)

    written = pdf(change)
    texts = [f"answer number {i} is a long one" for i in range(500)]
    assert find_leaks(written, "pdf", secret(*texts)) == ()
    assert find_leaks(written, "pdf", secret(*texts, "words of a page that go on"))
