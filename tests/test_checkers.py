"""The harness itself: each checker finds what is known to be broken and passes what is sound.

So an emptied jar, a browser that does not start or a rule that cannot fail shows up here, and not
as a clean bill for files that nobody looked at.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image as Picture

from checkers import (
    E_INK,
    PHONE,
    TABLET,
    Finding,
    ReaderReport,
    ace,
    archive_strings,
    artifact_text,
    docx_text,
    epub_container,
    epub_text,
    epubcheck,
    errors,
    for_path,
    on_screens,
    ooxml_integrity,
    open_in_reader,
    openxml_audit,
    openxml_sdk,
    own_docx_checks,
    page_images,
    page_validation,
    pdf_strings,
    pdf_text,
    qpdf,
    seen,
    specimens,
    structure_dump,
    structure_text,
    structure_tree,
    to_pdf_by_libreoffice,
    unreached_text,
    untagged_text,
    verapdf,
    words,
)
from checkers.docx_rules import RULES
from checkers.screens import Screen
from checkers.tools import HERE, Service

Write = Callable[[str, bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Puts content into a file of that name and gives its path."""

    def put(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return put


def rules(findings: list[Finding]) -> set[str]:
    """The rules that made a file wrong."""
    return {finding.rule for finding in errors(findings)}


# --- PDF --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sound_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "sound.pdf"
    path.write_bytes(specimens.pdf())
    return path


def broken_pdf(sound: Path, damage: Callable[[pikepdf.Pdf], None]) -> Path:
    """A copy of a sound file with something done to it."""
    path = sound.with_name(f"{damage.__name__}.pdf")
    with pikepdf.open(sound) as pdf:
        damage(pdf)
        pdf.save(path)
    return path


def without_marks(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.MarkInfo


def without_title_shown(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.ViewerPreferences


def without_alternative_text(pdf: pikepdf.Pdf) -> None:
    for found in pdf.objects:
        if isinstance(found, pikepdf.Dictionary) and found.get("/S") == pikepdf.Name.Figure:
            del found["/Alt"]


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        (without_marks, "ISO 14289-1:2014 6.2-1"),
        (without_title_shown, "ISO 14289-1:2014 7.1-10"),
        (without_alternative_text, "ISO 14289-1:2014 7.3-1"),
    ],
)
def test_verapdf_finds_a_broken_rule(
    sound_pdf: Path, damage: Callable[[pikepdf.Pdf], None], rule: str
) -> None:
    assert rule in rules(verapdf([broken_pdf(sound_pdf, damage)]))


def test_verapdf_passes_a_sound_file(sound_pdf: Path) -> None:
    assert verapdf([sound_pdf]) == []


def test_verapdf_tells_the_profiles_apart(sound_pdf: Path) -> None:
    findings = verapdf([sound_pdf], profiles=("ua1", "2a"))
    assert {finding.tool for finding in findings} == {"veraPDF 2a"}


def test_verapdf_finds_what_is_no_pdf(write: Write) -> None:
    assert rules(verapdf([write("no.pdf", b"not a PDF")])) == {"unreadable"}


@pytest.mark.parametrize("damage", [without_marks, without_title_shown, without_alternative_text])
def test_page_validation_finds_a_broken_rule(
    sound_pdf: Path, damage: Callable[[pikepdf.Pdf], None]
) -> None:
    assert errors(page_validation([broken_pdf(sound_pdf, damage)]))


def test_page_validation_passes_a_sound_file(sound_pdf: Path) -> None:
    assert page_validation([sound_pdf]) == []


def test_qpdf_finds_a_file_that_is_cut_short(sound_pdf: Path, write: Write) -> None:
    assert qpdf([sound_pdf]) == []
    assert rules(qpdf([write("cut.pdf", sound_pdf.read_bytes()[:-300])])) == {"syntax"}


def test_findings_of_many_files_are_told_apart(sound_pdf: Path) -> None:
    broken = broken_pdf(sound_pdf, without_marks)
    findings = verapdf([sound_pdf, broken, sound_pdf])
    assert for_path(findings, sound_pdf) == []
    assert for_path(findings, broken) == findings


def test_the_tag_tree_is_read_in_order_with_all_its_words(sound_pdf: Path) -> None:
    tree = structure_tree(sound_pdf)
    assert [tag.text for tag in tree.find("H1", "H2")] == ["A handout", "Words"]
    assert [tag.alt for tag in tree.find("Figure")] == ["A square"]
    assert tree.annotations()[0].subtype == "Link"
    assert words(structure_text(sound_pdf)) == words(
        "A handout. Words. Extraordinarily incomprehensible characteristics of x2, boldly. "
        "To the end. Head. Cell. • First. • Second. مرحبا بالعالم 42"
    )
    assert sorted(words(pdf_text(sound_pdf))) == sorted(words(structure_text(sound_pdf)))
    assert untagged_text(sound_pdf) == artifact_text(sound_pdf) == unreached_text(sound_pdf) == ""


def test_the_dump_of_a_tag_tree_shows_language_and_alternatives(sound_pdf: Path) -> None:
    assert "Figure alt='A square'" in structure_dump(sound_pdf)


def without_first_paragraph(pdf: pikepdf.Pdf) -> None:
    document = pdf.Root.StructTreeRoot.K[0]
    document.K = pikepdf.Array([kid for kid in document.K if kid.S != pikepdf.Name.P])


def test_tagged_text_that_no_tag_claims_is_found(sound_pdf: Path) -> None:
    broken = broken_pdf(sound_pdf, without_first_paragraph)
    assert "Extraordinarily" in unreached_text(broken)
    assert "Extraordinarily" not in structure_text(broken)


def with_loose_text(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    font = next(iter(page.Resources.Font.keys()))
    shown = f"BT {font} 12 Tf <0001> Tj ET"
    page.contents_add(f"/Artifact BMC {shown} EMC {shown} ".encode())


def test_text_outside_all_tags_is_told_from_artifacts(sound_pdf: Path) -> None:
    broken = broken_pdf(sound_pdf, with_loose_text)
    assert len(untagged_text(broken)) == len(artifact_text(broken)) == 1


def with_a_secret(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["notes.txt"] = b"the secret answer"
    pdf.docinfo["/Keywords"] = "another secret"


def test_every_string_of_a_pdf_is_searched_for_leaks(sound_pdf: Path) -> None:
    strings = "\n".join(pdf_strings(broken_pdf(sound_pdf, with_a_secret)))
    assert "the secret answer" in strings
    assert "another secret" in strings
    assert "A handout" in strings
    assert "secret" not in "\n".join(pdf_strings(sound_pdf))


def test_pages_become_pictures(sound_pdf: Path) -> None:
    pictures = page_images(sound_pdf)
    assert len(pictures) == 1
    assert pictures[0].startswith(b"\x89PNG")


# --- EPUB -------------------------------------------------------------------------------------


def changed(members: dict[str, str | bytes], name: str, old: str, new: str) -> bytes:
    """A package in which one text of one member is replaced; the text must be there."""
    content = members[name]
    text = content if isinstance(content, str) else content.decode()
    assert old in text
    stored = "mimetype" if "mimetype" in members else ""
    return specimens.pack({**members, name: text.replace(old, new, 1)}, stored=stored)


def broken_epub(old: str, new: str, name: str = "guide.xhtml") -> bytes:
    return changed(specimens.epub_members(), f"EPUB/{name}", old, new)


@pytest.fixture(scope="module")
def sound_epub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("epub") / "sound.epub"
    path.write_bytes(specimens.epub())
    return path


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('href="#note"', 'href="#nowhere"', "RSC-012"),
        ('src="square.png"', 'src="missing.png"', "RSC-007"),
        ("<p><img", "<p><div/><img", "RSC-005"),
        ("<h1", "<h1&", "RSC-016"),
    ],
)
def test_epubcheck_finds_a_broken_rule(write: Write, old: str, new: str, rule: str) -> None:
    assert rule in rules(epubcheck([write("broken.epub", broken_epub(old, new))]))


def test_epubcheck_passes_a_sound_book(sound_epub: Path) -> None:
    assert epubcheck([sound_epub]) == []


@pytest.mark.parametrize(
    ("old", "new", "name", "rule"),
    [
        ('alt="A square"', "", "guide.xhtml", "image-alt"),
        (' xml:lang="en">', ">", "package.opf", "epub-lang"),
        (
            '<meta property="schema:accessibilityHazard">none</meta>',
            "",
            "package.opf",
            "metadata-accessibilityhazard",
        ),
    ],
)
def test_ace_finds_what_is_not_accessible(
    write: Write, old: str, new: str, name: str, rule: str
) -> None:
    assert rule in rules(ace([write("broken.epub", broken_epub(old, new, name))]))


def test_ace_passes_a_sound_book(sound_epub: Path) -> None:
    assert ace([sound_epub]) == []


def test_the_container_of_a_book_is_checked(sound_epub: Path, write: Write) -> None:
    members = specimens.epub_members()
    deflated = write("deflated.epub", specimens.pack(members))
    late = write("late.epub", specimens.pack(dict(reversed(members.items())), stored="mimetype"))
    extra = write("extra.epub", specimens.pack({**members, "EPUB/x.css": ""}, stored="mimetype"))
    assert epub_container([sound_epub]) == []
    assert rules(epub_container([deflated])) == rules(epub_container([late])) == {"mimetype"}
    assert rules(epub_container([extra])) == {"unlisted"}
    assert rules(epub_container([write("no.epub", b"PK")])) == {"unreadable"}


def test_a_member_that_occurs_twice_is_found(sound_epub: Path, write: Write) -> None:
    twice = write("twice.epub", sound_epub.read_bytes())
    with zipfile.ZipFile(twice, "a") as book, pytest.warns(UserWarning, match="Duplicate"):
        book.writestr("EPUB/guide.xhtml", "")
    assert rules(epub_container([twice])) == {"duplicate"}


def test_the_reader_opens_a_sound_book_and_finds_its_way(sound_epub: Path) -> None:
    report = open_in_reader(sound_epub, screenshots=1)
    assert report.problems == ()
    assert (report.title, report.language) == ("A guide", "en")
    assert [entry.label for entry in report.toc] == ["A guide", "Answers"]
    assert [entry.kind for entry in report.landmarks] == ["bodymatter"]
    assert [entry.label for entry in report.page_list] == ["1"]
    assert all(entry.found for entry in report.toc + report.landmarks + report.page_list)
    assert [section.well_formed for section in report.sections] == [True, True]
    assert report.pages_turned == 1
    assert report.screenshots[0].startswith(b"\x89PNG")
    assert all(link.found and link.visible and link.returned for link in report.links)
    assert [link.kind for link in report.links] == ["noteref", "internal", "back", "back"]


def read_broken(write: Write, old: str, new: str, name: str = "guide.xhtml") -> ReaderReport:
    return open_in_reader(write("broken.epub", broken_epub(old, new, name)))


def test_the_reader_finds_a_link_that_leads_nowhere(write: Write) -> None:
    report = read_broken(write, 'href="#note"', 'href="#nowhere"')
    assert [link.found for link in report.links] == [False, True, True, True]


def test_the_reader_finds_a_contents_entry_that_leads_nowhere(write: Write) -> None:
    report = read_broken(write, "guide.xhtml#start", "guide.xhtml#nowhere", "nav.xhtml")
    assert [entry.found for entry in report.toc] == [False, True]


def test_the_reader_finds_a_note_without_a_way_back(write: Write) -> None:
    report = read_broken(write, '<a role="doc-backlink" href="#ref">Back</a>', "")
    assert report.links[0].returned is None


def test_the_reader_finds_a_picture_that_does_not_load(write: Write) -> None:
    report = read_broken(write, 'src="square.png"', 'src="answers.xhtml"')
    assert any("image does not load" in problem for problem in report.problems)


def test_the_reader_finds_what_is_wider_than_the_page(write: Write) -> None:
    report = read_broken(write, "<table>", '<table style="width: 2000px">')
    assert any("wider than the page" in problem for problem in report.problems)


def test_the_reader_does_not_take_a_table_that_goes_on_overleaf_for_a_wide_one(
    write: Write,
) -> None:
    rows = "<tr><td>A row</td></tr>" * 60
    report = read_broken(write, "<table>", f"<table>{rows}</table><table>")
    assert report.sections[0].pages > 1
    assert report.problems == ()


@pytest.mark.parametrize(("style", "is_torn"), [("", False), ("break-before: avoid", True)])
def test_the_reader_finds_short_boxes_that_are_torn_between_pages(
    write: Write, style: str, is_torn: bool
) -> None:
    # Who forbids a break before the first line in a box forbids it before the box: all hang together.
    box = f'<div style="break-inside: avoid"><p style="{style}">One</p><p>Two</p></div>'
    report = read_broken(write, "<table>", f"{box * 60}<table>")
    assert any("torn between pages: div" in p for p in report.problems) is is_torn


def test_the_reader_finds_a_chapter_that_does_not_parse(write: Write) -> None:
    report = read_broken(write, "<table>", "<table><b>")
    assert [section.well_formed for section in report.sections] == [False, True]


def test_the_reader_says_when_a_book_does_not_open(write: Write) -> None:
    report = open_in_reader(write("no.epub", b"PK\x03\x04 no book"))
    assert any("does not open" in problem for problem in report.problems)


def test_a_sound_book_fits_every_screen(sound_epub: Path) -> None:
    assert on_screens([sound_epub]) == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "screens"),
    [
        ("<table>", '<table style="width: 700px">', "wide", {"phone", "e-ink"}),
        ("<table>", '<table style="margin-left: -30px">', "beyond", {"phone", "e-ink", "tablet at night"}),
        ("<table>", '<p dir="rtl" style="white-space: nowrap">' + "word " * 15 + "</p><table>", "beyond", {"phone"}),
        ('src="square.png"', 'src="missing.png"', "image", {"phone", "e-ink", "tablet at night"}),
        ('src="square.png"', 'height="900" width="20" src="square.png"', "image", {"phone", "e-ink"}),
        ("<table>", '<table style="color: #333">', "contrast", {"tablet at night"}),
        ("<table>", '<table style="color: #999">', "contrast", {"phone", "e-ink"}),
        ("<table>", '<table style="background: #ccc">', "contrast", {"tablet at night"}),
        ("<table>", '<svg viewBox="0 0 9 9" width="90" height="90"><text y="9">a</text></svg><table>', "contrast", {"tablet at night"}),
        ("<table>", '<table style="font-size: 2px">', "table", {"phone", "e-ink", "tablet at night"}),
    ],
)  # fmt: skip
def test_what_does_not_fit_a_screen_or_cannot_be_read_is_found(
    write: Write, old: str, new: str, rule: str, screens: set[str]
) -> None:
    found = on_screens([write("broken.epub", broken_epub(old, new))])
    assert rule in rules(found)
    assert {one.message.rpartition(", ")[2] for one in found if one.rule == rule} == screens


def test_a_page_that_does_not_parse_is_found_on_every_screen(write: Write) -> None:
    found = on_screens([write("broken.epub", broken_epub("<table>", "<table><b>"))])
    assert rules(found) >= {"unparsed"}


def test_pages_are_seen_as_large_as_the_screen_and_in_its_colours(sound_epub: Path) -> None:
    def pixels(screen: Screen) -> Picture.Image:
        return Picture.open(io.BytesIO(seen(sound_epub, screen, pictures=True)[0].picture))

    assert [pixels(screen).width for screen in (PHONE, E_INK, TABLET)] == [360, 600, 820]
    assert pixels(E_INK).mode == "L"
    assert pixels(TABLET).convert("L").getpixel((1, 1)) < 40
    assert pixels(PHONE).convert("L").getpixel((1, 1)) == 255


def test_the_text_of_a_book_is_read_in_the_order_of_its_spine(sound_epub: Path) -> None:
    assert epub_text(sound_epub).splitlines() == [
        "A guide",
        "It has a note and a question.",
        "Head",
        "Cell",
        "The note. Back",
        "Answers",
        "Forty-two. Back to the question",
    ]


# --- DOCX -------------------------------------------------------------------------------------


def broken_docx(old: str, new: str, name: str = "word/document.xml") -> bytes:
    return changed(specimens.docx_members(), name, old, new)


@pytest.fixture(scope="module")
def sound_docx(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("docx") / "sound.docx"
    path.write_bytes(specimens.docx())
    return path


@pytest.mark.parametrize("check", [openxml_sdk, openxml_audit, ooxml_integrity, own_docx_checks])
def test_every_checker_of_word_files_passes_a_sound_one(
    check: Callable[[list[Path]], list[Finding]], sound_docx: Path
) -> None:
    assert check([sound_docx]) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<w:tblHeader/>", '<w:tblHeader w:val="perhaps"/>'),
        ("<w:r><w:t>Cell", "<w:r><w:rubbish/><w:t>Cell"),
        ('wp:docPr id="1"', 'wp:docPr id="one"'),
    ],
)
def test_the_open_xml_sdk_finds_what_breaks_the_schema(write: Write, old: str, new: str) -> None:
    assert errors(openxml_sdk([write("broken.docx", broken_docx(old, new))]))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('w:pStyle w:val="Heading2"', 'w:pStyle w:val="Nowhere"'),
        ("<w:tc><w:p><w:r><w:t>Cell</w:t></w:r></w:p></w:tc>", "<w:tc/>"),
    ],
)
def test_openxml_audit_finds_what_the_sdk_does_not(write: Write, old: str, new: str) -> None:
    assert openxml_audit([write("broken.docx", broken_docx(old, new))])


def test_ooxml_integrity_finds_a_comment_that_is_lost(write: Write) -> None:
    lost = '<w:commentReference w:id="5"/><w:t>Cell'
    assert errors(ooxml_integrity([write("broken.docx", broken_docx("<w:t>Cell", lost))]))


_FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
_SECOND_CONTROL = (
    '<w:sdt><w:sdtPr><w:tag w:val="{tag}"/><w:id w:val="{id}"/></w:sdtPr>'
    "<w:sdtContent><w:p><w:r><w:t>x</w:t></w:r></w:p></w:sdtContent></w:sdt><w:tbl>"
)
_DRAWING = specimens.DOCX_BODY[specimens.DOCX_BODY.index("<w:drawing>") :].split("</w:r>")[0]
DAMAGES: dict[str, tuple[str, str, str]] = {
    "bookmark": ('<w:bookmarkEnd w:id="1"/>', "", "word/document.xml"),
    "link-target": ('w:anchor="start"', 'w:anchor="nowhere"', "word/document.xml"),
    "field": (_FIELD_END, "", "word/document.xml"),
    "control-id": ("<w:tbl>", _SECOND_CONTROL.format(tag="q2", id=11), "word/document.xml"),
    "control-tag": ("<w:tbl>", _SECOND_CONTROL.format(tag="q1", id=12), "word/document.xml"),
    "alternative-text": (' descr="A square"', "", "word/document.xml"),
    "drawing-id": ("<w:drawing>", f"{_DRAWING}<w:drawing>", "word/document.xml"),
    "cell": ("<w:tc><w:p><w:r><w:t>Cell</w:t></w:r></w:p></w:tc>", "<w:tc/>", "word/document.xml"),
    "header-row": ("<w:tblHeader/>", "", "word/document.xml"),
    "heading-level": ('w:val="Heading2"', 'w:val="Heading3"', "word/document.xml"),
    "lost-space": (' xml:space="preserve"', "", "word/document.xml"),
    "language": ('<w:lang w:val="en-GB"/>', "", "word/styles.xml"),
    "title": ("<dc:title>A worksheet</dc:title>", "", "docProps/core.xml"),
    "relationship": ("media/square.png", "media/missing.png", "word/_rels/document.xml.rels"),
    "empty-paragraph": ("<w:sdt>", "<w:p/><w:sdt>", "word/document.xml"),
    "typed-mark": ("<w:t>Write here", "<w:t>1. Write here", "word/document.xml"),
}


@pytest.mark.parametrize("rule", DAMAGES)
def test_each_own_rule_for_word_files_finds_what_it_is_for(write: Write, rule: str) -> None:
    findings = own_docx_checks([write("broken.docx", broken_docx(*DAMAGES[rule]))])
    assert [finding.rule for finding in findings] == [rule]
    assert findings[0].severity == RULES[rule][0]


def test_a_member_that_occurs_twice_in_a_word_file_is_found(sound_docx: Path, write: Write) -> None:
    twice = write("twice.docx", sound_docx.read_bytes())
    with zipfile.ZipFile(twice, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("docProps/core.xml", archive.read("docProps/core.xml"))
    assert rules(own_docx_checks([twice])) == {"duplicate-member"}


def test_every_own_rule_for_word_files_has_a_file_that_breaks_it() -> None:
    assert {*DAMAGES, "duplicate-member"} == set(RULES)


def test_libreoffice_lays_a_word_file_out_with_its_words(sound_docx: Path, write: Write) -> None:
    laid_out = write("laid-out.pdf", to_pdf_by_libreoffice(sound_docx))
    numbered = docx_text(sound_docx).replace("What", "1. What")  # the number is Word's, not text
    assert words(pdf_text(laid_out)) == words(numbered)


def test_libreoffice_says_when_a_word_file_does_not_open(sound_docx: Path, write: Write) -> None:
    cut = write("cut.docx", sound_docx.read_bytes()[:2000])
    with pytest.raises(ValueError, match="does not open"):
        to_pdf_by_libreoffice(cut)


def test_the_text_of_a_word_file_is_read_in_order(sound_docx: Path) -> None:
    assert docx_text(sound_docx).splitlines() == [
        "A worksheet",
        "Questions",
        "What is it? See the start.",
        "Write here",
        "A worksheet",
        "Head",
        "Cell",
    ]


def test_every_text_of_an_archive_is_searched_for_leaks(write: Write) -> None:
    split = "<w:t>Ce</w:t></w:r><w:r><w:t>ll seven"
    inner = specimens.pack({"deep.txt": b"in an archive in the archive"})
    members = {
        **specimens.docx_members(specimens.DOCX_BODY.replace("<w:t>Cell", split)),
        "word/embeddings/sheet.xlsx": inner,
    }
    strings = "\n".join(archive_strings(write("leak.docx", specimens.pack(members))))
    assert "Cell seven" in strings
    assert "in an archive in the archive" in strings
    assert "A square" in strings


# --- Words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("don’t “stop”", 'don\'t "stop"'),
        ("ﬁne EFFORT", "fine effort"),
        ("incompre\u2010\nhensible", "incomprehensible"),
        ("soft\u00adhyphen", "softhyphen"),
        ("café", "cafe\u0301"),
        ("日本\n語", "日 本語"),
        ("ﻣﺮﺣﺒﺎ", "مرحبا"),
        ("x²", "x2"),
        ("one\u00a0two — three", "one two three"),
    ],
)
def test_words_of_two_formats_compare_whatever_their_typography(one: str, other: str) -> None:
    assert words(one) == words(other)


@pytest.mark.parametrize(("one", "other"), [("one two", "one"), ("form", "from"), ("日本", "日木")])
def test_different_words_do_not_compare(one: str, other: str) -> None:
    assert words(one) != words(other)


# --- The harness ------------------------------------------------------------------------------


def test_a_checker_that_dies_does_not_pass_for_content() -> None:
    script = "import sys; sys.stdin.readline(); print('gone', file=sys.stderr)"
    dying = Service([sys.executable, "-c", script])
    with pytest.raises(RuntimeError, match="gone"):
        dying.ask("a file")
    dying.close()


_TWO_TESTS = """
import pytest
from checkers import CheckerMissing

def test_needs_a_checker():
    raise CheckerMissing("veraPDF", "no command java")

@pytest.fixture
def checked():
    raise CheckerMissing("Ace", "no command node")

def test_needs_a_checker_for_its_fixture(checked):
    pass

@pytest.mark.skip(reason="another day")
def test_is_put_off():
    pass
"""


def run_pytest(folder: Path, content: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a file of tests with the plugin, as `tests/conftest.py` would."""
    (folder / "test_it.py").write_text(content)
    clean = {name: value for name, value in os.environ.items() if name != "CI"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-rs", "-p", "checkers.plugin", "-p", "no:cacheprovider"],
        cwd=folder,
        env={**clean, "PYTHONPATH": str(HERE.parent), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_checker_is_skipped_by_its_name(tmp_path: Path) -> None:
    run = run_pytest(tmp_path, _TWO_TESTS)
    assert run.returncode == 0
    assert "3 skipped" in run.stdout
    assert "checker not installed: veraPDF (no command java)" in run.stdout
    assert "checker not installed: Ace (no command node)" in run.stdout


def test_on_ci_every_skip_is_a_failure(tmp_path: Path) -> None:
    run = run_pytest(tmp_path, _TWO_TESTS, CI="true")
    assert run.returncode == 1
    assert " passed" not in run.stdout
    assert " skipped in" not in run.stdout
    assert "skipped, and CI is set" in run.stdout


def test_on_ci_a_module_that_is_skipped_whole_is_a_failure(tmp_path: Path) -> None:
    content = 'import pytest\npytest.importorskip("no_such_module")\n'
    assert run_pytest(tmp_path, content).returncode == 5
    assert run_pytest(tmp_path, content, CI="true").returncode == 2


def test_what_is_installed_is_pinned_and_names_no_registry() -> None:
    lock = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))
    assert not any("resolved" in package for package in lock["packages"].values())
    declared = json.loads((HERE / "package.json").read_text(encoding="utf-8"))
    pins = [*declared["dependencies"].values(), *declared["optionalDependencies"].values()]
    assert all(pin[0].isdigit() for pin in pins)
    lines = (HERE / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert all("==" in line for line in lines if line and not line.startswith("#"))
