"""What a screen reader gets of a PDF, and what WeasyPrint alone would give it.

Each fault of WeasyPrint 70.0 that `write_tagged` cures is shown without the cure as well (`theirs`):
where such a line fails after an upgrade, the cure can go.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
import weasyprint
from weasyprint.text.fonts import FontConfiguration

from checkers import (
    artifact_text,
    page_images,
    page_validation,
    pdf_text,
    qpdf,
    structure_dump,
    structure_text,
    verapdf,
)
from checkers.structure import Tag, structure_tree, unreached_text, untagged_text
from studypack import fonts
from studypack.backends.pdf.tags import UntaggableError, write_tagged
from studypack.labels import BLOCK_LABELS, Labels

PICTURE = (
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='30' height='20'>"
    "<rect width='30' height='20'/></svg>"
)
RUNNING = "@page { @top-left { content: 'Running head' } @bottom-right { content: counter(page) } }"
SMALL = "@page { size: 300px 200px; margin: 40px 20px } p { orphans: 1; widows: 1 }"
FORM_OF_FIELDS = (
    "<style>input { font-family: 'Atkinson Hyperlegible' }</style>"
    "<form><p><label for=n>Your name</label> <input id=n name=n></p>"
    "<p><label><input type=checkbox name=c> agreed</label>"
    "<p><label><input type=radio name=r value=1> one</label>"
    "<label><input type=radio name=r value=2> two</label></form>"
)
LONG = "Words that go on for long enough to be broken over several lines of a very small page. " * 3

CASES = {
    "language": "<p lang=en>One <em>may</em> say <em lang=fr>déjà vu</em>.</p><p lang=de>Zwei",
    "running": f"<style>{RUNNING}</style><p>Text",
    "link": '<p>See <a href="http://example.org/a?b">our <em>list</em></a>.',
    "labelled link": '<p id=q>Text <a href="#q" aria-label="Back to the question">↩</a>',
    "picture in a link": f'<p><a href="http://example.org/"><img alt="Home" src="{PICTURE}"></a>',
    "link over lines": f"<style>{SMALL}</style><p><a href='http://example.org/'>{LONG[:80]}</a>",
    "table": (
        "<table><caption>Scores</caption><thead><tr><th>Name<th scope=colgroup colspan=2>Points"
        "<tbody><tr><th scope=row>Ann<td>1<td>2<tr><th>Bob<td rowspan=2>3<td>4<tr><th>Cid<td></table>"
    ),
    "table over pages": (
        f"<style>{SMALL}</style><table><thead><tr><th>Head<th>Other<tfoot><tr><td>Foot<td>x<tbody>"
        + "".join(f"<tr><th>row {n}<td>{n}" for n in range(12))
        + "</table>"
    ),
    "layout table": "<table role=presentation><tr><td>left<td><p>right</table>",
    "picture": f'<p>Text</p><img alt="A dot" src="{PICTURE}">',
    "decorative picture": f'<p>Text <img alt="" src="{PICTURE}"> goes on',
    "hidden": (
        "<p>Text</p><div aria-hidden=true><hr><p>hidden <a href='http://example.org/'>words</a></div>"
        "<p><span aria-hidden=true>☐</span> option"
    ),
    "lists": (
        "<ul><li>plain<li><p>block</p><ol style='list-style: upper-roman'><li>nested</ol><li></ul>"
        "<ol style='list-style: none'><li><div><span data-struct=Lbl>7</span> stem</div>room</ol>"
    ),
    "definitions": "<dl><dt>a<dt>b<dd>c<dd>d<dt>e<dd>f</dl><dl><div><dt>g<dd>h</div></dl>",
    "footnote": (
        "<style>.n { float: footnote }</style>"
        "<p>Before<span class=n>The <em>note</em>.</span> after<span class=n>Another</span>."
    ),
    "endnote": "<p>x<a role=doc-noteref href='#n'>1</a></p><p role=doc-endnote id=n>Note",
    "over pages": (
        f"<style>{SMALL}</style><p>{LONG}</p><ul><li>{LONG}<li>last</ul>"
        f"<section><h2>Head</h2><p>{LONG}</section>"
    ),
    "figure": f'<figure><img alt="A dot" src="{PICTURE}"><figcaption>Fig. 1</figcaption></figure>',
    "parts": (
        "<main><section>a</section><article>b</article><aside>c</aside><nav>d</nav>"
        "<blockquote>e <q>f</q></blockquote><pre><code>g</code></pre><p>h</p></main>"
    ),
    "loose text": "<div>before<p>middle</p>after</div><div><div>alone</div></div>",
    "contents": (
        "<style>a::after { content: leader('.') target-counter(attr(href), page) }</style>"
        "<nav role=doc-toc><h2>Contents</h2><ol><li><a href='#s'>First</a>"
        "<ol><li><a href='#s'>Sub</a></ol></ol></nav><h2 id=s>First</h2>"
    ),
    "formula": (
        "<p>If <span role=math aria-label='x squared'><svg xmlns='http://www.w3.org/2000/svg' "
        "aria-hidden=true width=9 height=9><circle r=4 /></svg></span> is "
        f'<img role=math alt="y" src="{PICTURE}"> or <svg xmlns="http://www.w3.org/2000/svg" '
        "role=math width=9 height=9><title>z</title><circle r=4 /></svg>."
    ),
    "labelled": (
        "<p>Mood: <span role=img aria-label='two of five stars'>★★☆☆☆</span>, "
        "<abbr title='for example'>e.g.</abbr></p><section aria-label='Tasks'><p>x</section>"
        "<div role=heading aria-level=2>Head</div>"
    ),
    "lines": f"<style>{SMALL}</style><p>{LONG}</p><p><b>bold</b> <i>italic</i></p>",
    "hyphens": (
        "<style>@page { size: 110px 300px; margin: 20px } p { hyphens: auto }</style>"
        "<p>Characterisation</p>"
    ),
    "small capitals": (
        "<style>.l { font-variant: all-small-caps }</style><p class=l>Handout</p><p class=l>the path"
    ),
    "right to left": (
        "<div lang=ar dir=rtl><p style='font-family: var(--font-label)'>مذكّرة المعلّم عن Ada وعن 1843"
        "<p>نصٌّ للقراءة</div><p>Left <span lang=ar>مذكرة المعلم</span> right"
    ),
    "fixed": (
        f"<style>{SMALL} .f {{ position: fixed; top: 0 }} .u {{ text-decoration: underline }}"
        f"</style><p class=f>Stamp</p><p class=u>{LONG}"
    ),
}

Writer = Callable[..., Path]


def document_of(markup: str, **options: object) -> weasyprint.Document:
    head = f"<title>Title</title><style>{fonts.stylesheet()} body {{ font-family: serif }}</style>"
    page = f"<html lang=en>{head}<body><h1>Title</h1>{markup}"
    with fonts.private_fontconfig():
        font_config = FontConfiguration()
    return weasyprint.HTML(string=page).render(font_config=font_config, **options)


@pytest.fixture
def ours(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Writer:
    """Write a case as the project does, without a word from WeasyPrint."""

    def write(markup: str, *, archive: bool = False, **options: object) -> Path:
        path = tmp_path / "ours.pdf"
        path.write_bytes(write_tagged(document_of(markup, **options), archive=archive))
        assert caplog.messages == []
        return path

    return write


@pytest.fixture
def theirs(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Writer:
    """Write a case as WeasyPrint does by itself."""

    def write(markup: str, **options: object) -> Path:
        path = tmp_path / "theirs.pdf"
        with caplog.at_level(logging.CRITICAL, "weasyprint"):
            document_of(markup, **options).write_pdf(path, pdf_variant="pdf/ua-1")
        return path

    return write


def tags(path: Path, *names: str) -> list[Tag]:
    return structure_tree(path).find(*names)


def outline(path: Path) -> str:
    """Return the structure below Document and its heading, as one line: P('text' Span('x'))."""
    lines = structure_dump(path).splitlines()
    start = lines.index("      'Title'") + 1
    written, depth = "", 2
    for line in (*lines[start:], "    "):
        indent = (len(line) - len(line.lstrip())) // 2
        gap = "(" if indent > depth else ")" * (depth - indent) + " "
        written += gap + line.strip()
        depth = indent
    return written.strip()


# Conformance


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("archive", [False, True], ids=["ua1", "ua1+2a"])
def test_every_case_conforms(case: str, archive: bool, ours: Writer) -> None:
    path = ours(CASES[case], archive=archive)
    profiles = ("ua1", "2a") if archive else ("ua1",)
    assert [str(finding) for finding in verapdf([path], profiles)] == []
    assert [str(finding) for finding in page_validation([path])] == []
    assert untagged_text(path) == ""
    assert unreached_text(path) == ""


def test_without_the_cure_a_decorative_picture_does_not_conform(theirs: Writer) -> None:
    """Negative control of the test above."""
    assert verapdf([theirs(CASES["decorative picture"])])


def test_an_archive_claims_both_standards_and_draws_pixels_as_they_are(ours: Writer) -> None:
    pixels = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
    path = ours(f'<p><img alt=dot src="{pixels}">', archive=True)
    with pikepdf.open(path) as pdf:
        metadata = pdf.Root.Metadata.read_bytes()
        assert b'part="2"' in metadata
        assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata
        assert metadata.count(b"<rdf:RDF") == 1
        images = pdf.pages[0].get_images().values()
        assert [image.get("/Interpolate") for image in images] == [None]
    assert verapdf([path], ("ua1", "2a")) == []


# Language, artifacts


def test_the_language_of_inner_elements_is_kept(ours: Writer, theirs: Writer) -> None:
    path = ours(CASES["language"])
    assert (
        outline(path) == "P('One ' 'may' ' say ' Span lang='fr'('déjà vu') '.') P lang='de'('Zwei')"
    )
    assert [tag.lang for tag in tags(theirs(CASES["language"]), "P", "Span") if tag.lang] == []


def test_running_heads_and_page_numbers_are_not_read(ours: Writer, theirs: Writer) -> None:
    path = ours(CASES["running"])
    assert artifact_text(path).splitlines() == ["Running head", "1"]
    with pikepdf.open(path) as pdf:
        content = pdf.pages[0].Contents.read_bytes()
    assert b"/Type /Pagination/Subtype /Header" in content
    assert b"/Type /Pagination/Subtype /Footer" in content
    assert artifact_text(theirs(CASES["running"])) == ""


def test_a_decorative_picture_is_an_artifact(ours: Writer, theirs: Writer) -> None:
    assert outline(ours(CASES["decorative picture"])) == "P('Text ' ' goes on')"
    (figure,) = tags(theirs(CASES["decorative picture"]), "Figure")
    assert not figure.alt


def test_what_is_hidden_is_not_read_with_all_that_is_in_it(ours: Writer, theirs: Writer) -> None:
    path = ours(CASES["hidden"])
    assert outline(path) == "P('Text') P(' option')"
    assert artifact_text(path).split() == ["hidden", "words", "☐"]
    with pikepdf.open(path) as pdf:
        assert list(pdf.pages[0].get("/Annots", [])) == []
    assert "hidden" in structure_text(theirs(CASES["hidden"]))


def test_a_fixed_box_is_read_once(ours: Writer, theirs: Writer) -> None:
    assert structure_text(ours(CASES["fixed"])).count("Stamp") == 1
    assert structure_text(theirs(CASES["fixed"])).count("Stamp") > 1


# Links, notes


def test_a_link_is_described_by_its_text(ours: Writer, theirs: Writer) -> None:
    (link,) = structure_tree(ours(CASES["link"])).annotations()
    assert link.contents == "our list"
    assert link.target == "http://example.org/a?b"
    assert {a.contents for a in structure_tree(theirs(CASES["link"])).annotations()} == {
        link.target
    }


def test_a_label_describes_a_link_before_its_text(ours: Writer, theirs: Writer) -> None:
    (link,) = tags(ours(CASES["labelled link"]), "Link")
    assert link.alt == "Back to the question"
    assert [a.contents for a in link.annotations()] == ["Back to the question"]
    assert tags(theirs(CASES["labelled link"]), "Link")[0].alt is None


def test_a_picture_in_a_link_is_one_link_with_a_figure(ours: Writer, theirs: Writer) -> None:
    path = ours(CASES["picture in a link"])
    assert outline(path) == "P(Link(Link: Home Figure alt='Home'))"
    with pikepdf.open(path) as pdf:
        (annotation,) = pdf.pages[0].Annots
        left, bottom, right, top = map(float, annotation.Rect)
    assert abs(right - left) == pytest.approx(22.5)
    assert abs(top - bottom) >= 15
    assert tags(theirs(CASES["picture in a link"]), "Figure")[0].annotations()


def test_a_link_over_two_lines_is_one_link_with_two_areas(ours: Writer, theirs: Writer) -> None:
    (link,) = tags(ours(CASES["link over lines"]), "Link")
    assert len(link.annotations()) == 3
    assert len(tags(theirs(CASES["link over lines"]), "Link")) == 3


def test_a_footnote_follows_its_call_and_they_lead_to_each_other(
    ours: Writer, theirs: Writer
) -> None:
    path = ours(CASES["footnote"])
    assert outline(path) == (
        "P('Before' Reference(Link(Link: 1 '1')) "
        "Note id='note-1'(Lbl(Link(Link: 1. '1. ')) P('The ' 'note' '.')) "
        "' after' Reference(Link(Link: 2 '2')) "
        "Note id='note-2'(Lbl(Link(Link: 2. '2. ')) P('Another')) '.')"
    )
    with pikepdf.open(path) as pdf:
        assert [str(name) for name in pdf.Root.StructTreeRoot.IDTree.Names[::2]] == [
            "note-1",
            "note-2",
        ]
        call, label = (pdf.pages[0].Annots[place] for place in (0, 1))
        assert float(call.Dest[3]) == pytest.approx(float(label.Rect[3]), abs=2)
        assert float(label.Dest[3]) == pytest.approx(float(call.Rect[3]), abs=2)
    assert tags(theirs(CASES["footnote"]), "Note", "Reference") == []


def test_an_endnote_and_its_reference_are_named_as_such(ours: Writer, theirs: Writer) -> None:
    path = ours(CASES["endnote"])
    assert outline(path) == "P('x' Reference(Link(Link: 1 '1'))) Note id='note-1'('Note')"
    assert tags(theirs(CASES["endnote"]), "Note", "Reference") == []


# Tables


def test_header_cells_have_the_scope_of_their_element(ours: Writer, theirs: Writer) -> None:
    cells = tags(ours(CASES["table"]), "TH")
    assert [(cell.text, cell.scope) for cell in cells] == [
        ("Name", "Column"),
        ("Points", "Column"),
        ("Ann", "Row"),
        ("Bob", "Row"),
        ("Cid", "Row"),
    ]
    assert not [cell for cell in tags(theirs(CASES["table"]), "TH") if cell.scope]


def test_data_cells_do_not_name_headers_that_are_not_theirs(ours: Writer, theirs: Writer) -> None:
    assert not [cell for cell in tags(ours(CASES["table"]), "TD") if "Headers" in cell.attributes]
    plain = tags(theirs(CASES["table"]), "TD")
    assert "Headers" in plain[1].attributes
    assert "-0-1" not in plain[1].attributes["Headers"]  # the second column is under 'Points' too


def test_a_table_keeps_its_caption_spans_and_empty_cells(ours: Writer) -> None:
    (table,) = tags(ours(CASES["table"]), "Table")
    assert [tag.name for tag in table.children if isinstance(tag, Tag)] == [
        "Caption",
        "THead",
        "TBody",
    ]
    spans = [
        (cell.attributes.get("ColSpan"), cell.attributes.get("RowSpan"))
        for cell in table.find("TH")
    ]
    assert spans[1] == ("2", None)
    assert [cell.text for cell in table.find("TD")] == ["1", "2", "3", "4", ""]


def test_a_table_over_pages_is_one_with_one_head_and_one_foot(ours: Writer, theirs: Writer) -> None:
    path = ours(CASES["table over pages"])
    (table,) = tags(path, "Table")
    assert [tag.text for tag in table.find("THead", "TFoot")] == ["Head\nOther", "Foot\nx"]
    assert len(table.find("TR")) == 14
    assert "Head" in artifact_text(path)
    assert len(tags(theirs(CASES["table over pages"]), "Table")) > 1


def test_a_cell_that_spans_rows_over_a_page_end_keeps_its_span(ours: Writer) -> None:
    rows = "".join(f"<tr><td>{n}" for n in range(1, 12))
    path = ours(f"<style>{SMALL}</style><table><tr><td>0<td rowspan=12>{LONG}{rows}</table>")
    assert [cell.attributes["RowSpan"] for cell in tags(path, "TD") if cell.attributes] == ["12"]
    assert verapdf([path]) == []


def test_a_table_for_the_layout_alone_is_none(ours: Writer, theirs: Writer) -> None:
    assert outline(ours(CASES["layout table"])) == "Div(P('left') P('right'))"
    assert tags(theirs(CASES["layout table"]), "Table")


# Pictures and formulas


def test_the_area_of_a_figure_is_where_the_page_shows_it(ours: Writer, theirs: Writer) -> None:
    def area(path: Path) -> tuple[float, ...]:
        (figure,) = tags(path, "Figure")
        return tuple(map(float, figure.attributes["BBox"].split()))

    top = f'<style>@page {{ size: 400px 300px; margin: 0 }} h1 {{ display: none }} img {{ display: block }} body {{ margin: 0 }}</style><img alt=dot src="{PICTURE}">'
    assert area(ours(top)) == (0, 210, 22.5, 225)
    assert area(theirs(top)) == (0, 0, 30, 20)  # pixels, from the top


def test_a_figure_stands_beside_its_caption(ours: Writer, theirs: Writer) -> None:
    assert outline(ours(CASES["figure"])) == "Div(Figure alt='A dot' Caption('Fig. 1'))"
    assert "NonStruct" in structure_dump(theirs(CASES["figure"]))


def test_a_formula_is_spoken_by_its_words(ours: Writer, theirs: Writer) -> None:
    path = ours(CASES["formula"])
    assert outline(path) == (
        "P('If ' Formula alt='x squared' ' is ' Formula alt='y' ' or ' Formula alt='z' '.')"
    )
    assert all(tag.attributes["BBox"] for tag in tags(path, "Formula"))
    assert tags(theirs(CASES["formula"]), "Formula") == []


def test_labels_and_expansions_speak(ours: Writer, theirs: Writer) -> None:
    path = ours(CASES["labelled"])
    assert [tag.alt for tag in tags(path, "Figure")] == ["two of five stars"]
    assert [tag.expansion for tag in tags(path, "Span")] == ["for example"]
    with pikepdf.open(path) as pdf:
        (section,) = (kid for kid in pdf.Root.StructTreeRoot.K[0].K if kid.S == "/Sect")
        assert str(section.T) == "Tasks"
    assert [tag.text for tag in tags(path, "H2")] == ["Head"]
    plain = structure_tree(theirs(CASES["labelled"]))
    assert not [tag for tag in plain.walk() if tag.alt or tag.expansion or tag.name == "H2"]


# Lists


def test_lists_have_labels_bodies_and_their_numbering(ours: Writer, theirs: Writer) -> None:
    path = ours(CASES["lists"])
    assert outline(path) == (
        "L(LI(Lbl('• ') LBody('plain')) "
        "LI(Lbl('• ') LBody(P('block') L(LI(Lbl('I. ') LBody('nested'))))) LI(Lbl('• '))) "
        "L(LI(Lbl('7') LBody(P(' stem') P('room'))))"
    )
    numberings = [tag.attributes["ListNumbering"] for tag in tags(path, "L")]
    assert numberings == ["Disc", "UpperRoman", "None"]
    plain = tags(theirs(CASES["lists"]), "L", "LI")
    assert not [tag for tag in plain if "ListNumbering" in tag.attributes]
    assert [tag for tag in plain if tag.name == "LI" and not tag.find("LBody")]


def test_a_term_and_its_definitions_are_one_item(ours: Writer, theirs: Writer) -> None:
    assert outline(ours(CASES["definitions"])) == (
        "L(LI(Lbl('a') Lbl('b') LBody('c') LBody('d')) LI(Lbl('e') LBody('f'))) "
        "L(LI(Lbl('g') LBody('h')))"
    )
    assert not tags(theirs(CASES["definitions"]), "Lbl")


def test_a_table_of_contents_is_one(ours: Writer, theirs: Writer) -> None:
    path = ours(CASES["contents"])
    assert outline(path).startswith(
        "Sect(H2('Contents') TOC(TOCI(Lbl('1. ') Reference(Link(Link: First 'First ' '1')) "
        "TOC(TOCI("
    )
    assert set(artifact_text(path).split()) == {"."}
    assert tags(theirs(CASES["contents"]), "TOC", "TOCI") == []


# What runs over pages


def test_an_element_over_a_page_end_stays_one(ours: Writer, theirs: Writer) -> None:
    def count(path: Path) -> dict[str, int]:
        return {name: len(tags(path, name)) for name in ("P", "L", "LI", "Sect")}

    path = ours(CASES["over pages"])
    assert count(path) == {"P": 2, "L": 1, "LI": 2, "Sect": 1}
    assert [" ".join(tag.text.split()) for tag in tags(path, "P")] == [LONG.strip()] * 2
    assert count(theirs(CASES["over pages"]))["P"] > 2


# Blocks and text


def test_the_parts_of_a_page_are_named(ours: Writer, theirs: Writer) -> None:
    path = ours(CASES["parts"])
    assert outline(path) == (
        "Sect(Sect(P('a')) Art(P('b')) Sect(P('c')) Sect(P('d')) "
        "BlockQuote(P('e ' Quote('“' 'f' '”'))) P(Code('g')) P('h'))"
    )
    assert "NonStruct" in structure_dump(theirs(CASES["parts"]))


def test_loose_text_becomes_paragraphs_and_idle_wrappers_go(ours: Writer, theirs: Writer) -> None:
    path = ours(CASES["loose text"])
    assert outline(path) == "Div(P('before') P('middle') P('after')) P('alone')"
    assert len(tags(theirs(CASES["loose text"]), "P")) == 1


def pieces(path: Path) -> str:
    """Return the text of the tree, its pieces one right after the other, as a reader may take them."""
    return "".join(re.findall(r"'((?:[^'\\]|\\.)*)'", structure_dump(path)))


def test_words_do_not_run_together_at_line_ends(ours: Writer, theirs: Writer) -> None:
    assert f"{LONG}bold italic" in pieces(ours(CASES["lines"]))
    plain = pieces(theirs(CASES["lines"]))
    assert "bolditalic" in plain
    assert "overseveral" in plain


def test_a_reading_above_the_line_does_not_run_into_the_next_word(
    ours: Writer, theirs: Writer
) -> None:
    look = "ruby { display: inline-block; position: relative } rt { position: absolute; top: -1em }"
    ruby = f"<style>{look}</style><p>A <ruby>kanji<rt>reading</rt></ruby> <em>word</em> and more"
    assert re.search(r"reading\s+word", pieces(ours(ruby)))
    assert "readingword" in pieces(theirs(ruby))


def test_the_hyphen_of_a_broken_word_is_soft(ours: Writer, theirs: Writer) -> None:
    def letters(path: Path) -> bytes:
        with pikepdf.open(path) as pdf:
            return pdf.pages[0].Contents.read_bytes()

    assert b"/ActualText <feff00ad>" in letters(ours(CASES["hyphens"]))
    assert b"ActualText" not in letters(theirs(CASES["hyphens"]))


def test_a_glyph_that_stands_for_two_characters_is_read_as_the_right_one(
    ours: Writer, theirs: Writer
) -> None:
    case = CASES["small capitals"]
    assert structure_text(ours(case)).split("\n") == ["Title", "Handout", "the path"]
    assert "tHe patH" in structure_text(theirs(case))


def without_replacements(path: Path) -> str:
    """Return the text of a page for programs that read the glyphs alone, not what they stand for."""
    with pikepdf.open(path) as pdf:
        content = pikepdf.parse_content_stream(pdf.pages[0])
        for instruction in content:
            if str(instruction.operator) == "BDC" and "/ActualText" in instruction.operands[1]:
                del instruction.operands[1]["/ActualText"]
        pdf.pages[0].Contents = pdf.make_stream(pikepdf.unparse_content_stream(content))
        pdf.save(bare := path.with_suffix(".bare.pdf"))
    return pdf_text(bare)


@pytest.mark.parametrize("language", ["en", "de", "cs", "pl", "ru"])
def test_labels_in_small_capitals_have_no_capital_inside(
    language: str, ours: Writer, theirs: Writer
) -> None:
    labels = Labels.for_language(language)
    said = {labels[key] for key in BLOCK_LABELS.values()}
    drawn = {label.lower() for label in said}
    look = "font-family: var(--font-label); font-variant-caps: all-small-caps; margin: 0"
    rows = "".join(f"<p>{label}</p>" for label in sorted(said))
    markup = f"<style>@page {{ size: A3 }} p {{ {look} }}</style>{rows}"
    assert said <= set(pdf_text(ours(markup)).split("\n"))
    assert drawn <= set(without_replacements(ours(markup)).split("\n"))
    assert not drawn <= set(without_replacements(theirs(markup)).split("\n"))


def test_text_with_raised_marks_is_read_from_the_right(ours: Writer, theirs: Writer) -> None:
    def lines(path: Path) -> list[str]:
        text = structure_text(path).replace("\u2060", "")
        return ["".join(line.split()) for line in text.splitlines()[1:]]

    case = CASES["right to left"]
    read = ["مذكّرةالمعلّمعنAdaوعن1843", "نصٌّللقراءة", "Leftمذكرةالمعلمright"]
    assert lines(ours(case)) == read
    assert lines(theirs(case)) != read


@pytest.mark.parametrize("case", CASES)
def test_nothing_looks_different(case: str, ours: Writer, theirs: Writer) -> None:
    assert page_images(ours(CASES[case])) == page_images(theirs(CASES[case]))


@pytest.mark.parametrize(
    "words", ["ein-\u200bfach und ein–\u200bfach", "日本語の文章" * 9, "עברית " * 30]
)
def test_no_space_is_added_where_none_was(words: str, ours: Writer) -> None:
    narrow = "<style>@page { size: 120px 300px; margin: 30px } h1 { font-size: 9px }</style>"
    text = pieces(ours(f"{narrow}<p>{words}"))
    assert len(re.findall(r"\s", text)) <= len(re.findall(r"\s", words))


# Fields


def test_fields_are_described_and_listed_once(ours: Writer, theirs: Writer) -> None:
    path = ours(FORM_OF_FIELDS, pdf_forms=True)
    described = [a.contents for tag in tags(path, "Form") for a in tag.annotations()]
    assert described == ["Your name", "agreed", "one", "two"]
    assert verapdf([path]) == []
    assert qpdf([path]) == []
    plain = theirs(FORM_OF_FIELDS, pdf_forms=True)
    assert {a.contents for tag in tags(plain, "Form") for a in tag.annotations()} == {""}
    with pikepdf.open(path) as mine, pikepdf.open(plain) as other:
        assert len(mine.Root.AcroForm.Fields) == 3
        assert len(other.Root.AcroForm.Fields) == 5


# What cannot be told


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (f'<p><img src="{PICTURE}">', "no alternative text"),
        ('<svg xmlns="http://www.w3.org/2000/svg" width=9 height=9></svg>', "no alternative text"),
        ("<p><span role=math>x</span>", "no alternative text"),
        ("<p data-struct=Paragraph>x", "'Paragraph'"),
        ("<p style='opacity: 0.5'>faint", "opacity"),
    ],
)
def test_what_no_reader_could_be_told_is_refused(markup: str, words: str) -> None:
    with pytest.raises(UntaggableError, match=words):
        write_tagged(document_of(markup))


# The door itself


def test_a_document_gives_the_same_bytes_again_and_later() -> None:
    document = document_of(CASES["link"] + CASES["footnote"])
    first = write_tagged(document)
    time.sleep(1.1)  # fontTools stamps fonts by the second
    assert write_tagged(document) == first
    assert write_tagged(document_of(CASES["link"] + CASES["footnote"])) == first


def test_weasyprint_itself_is_left_as_it_was(tmp_path: Path) -> None:
    before, after = tmp_path / "before.pdf", tmp_path / "after.pdf"
    document = document_of(CASES["running"])
    document.write_pdf(before, pdf_variant="pdf/ua-1")
    write_tagged(document)
    document.write_pdf(after, pdf_variant="pdf/ua-1")
    assert structure_dump(after) == structure_dump(before)
    assert artifact_text(after) == artifact_text(before) == ""


def test_threads_do_not_mix_their_documents() -> None:
    cases = [CASES["table"], CASES["lists"], CASES["figure"], CASES["over pages"]]
    alone = [write_tagged(document_of(case)) for case in cases]
    together: dict[int, bytes] = {}

    def work(place: int) -> None:
        together[place] = write_tagged(document_of(cases[place]))

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(cases))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[place] for place in range(len(cases))] == alone


def test_the_finisher_is_called_with_the_document_and_the_file() -> None:
    document = document_of("<p>x")
    seen: list[object] = []
    written = write_tagged(document, finisher=lambda *given: seen.extend(given))
    assert seen[0] is document
    assert "StructTreeRoot" in seen[1].catalog  # type: ignore[attr-defined]
    assert written.startswith(b"%PDF-1.7")
