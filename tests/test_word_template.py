"""Worksheets in the school's own Word document: its parts stay, its styles win, edits come home."""

from __future__ import annotations

import csv
import io
import json
import pickle
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from docx.document import Document
from lxml import etree

import schooldocs as school
import wordedits as word
from checkers import docx_text, errors, openxml_sdk, pdf_text, to_pdf_by_libreoffice, words
from office import saver
from samples import sample_assets, sample_view
from studypack.backends import backend
from studypack.cluster import make_shipment, ship
from studypack.commands.watching import Seen
from studypack.composing import WORKSHEET, Finish, Request
from studypack.composing.view import View
from studypack.composing.withheld import Withheld
from studypack.composing.wording import needle
from studypack.digests import program_parts, source_digest
from studypack.labels import Labels
from studypack.making import Job
from studypack.templates import WordTemplate
from studypack.validating import leaks, problems
from wordfile import NAMESPACES, W, WordFile, text_of
from workspaces import Workspace

SHEET = "water/water-worksheet.docx"
PULLED = "source/water/pack.md"

RICH = """\
---
title: The Water Cycle
language: en-GB
---

# Notes

Water rises as *vapour*[^sun] and falls as [rain](https://rain.example).

[^sun]: The sun's warmth does it.

# Questions

1. Read.
2. Write.

::::{columns}
:::{question}
:marks: 2

Why does a puddle vanish?[^where]

:::{answer}
Quixotically, its molecules escape.
:::
:::

:::{question}
Rain falls from

- [x] clouds
- [ ] rivers
:::
::::

:::{question}
:::{part}
Name a sea.

:::{answer}
Adriatic or such
:::
:::

:::{part}
Name a lake.

:::{answer}
Balaton or such
:::
:::
:::

[^where]: On a road.
"""


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Workspace:
    made = Workspace(tmp_path, capsys)
    made.write(text=RICH)
    (tmp_path / "templates").mkdir()
    return made


def built(workspace: Workspace, data: bytes, *options: str, name: str = SHEET) -> WordFile:
    """Return the worksheet as built in a document of the school's."""
    (workspace.folder / "templates/worksheet.docx").write_bytes(data)
    ran = workspace.run("build", "--product", "worksheet", *options)
    assert ran.status == 0, ran.err
    return WordFile(workspace.built()[name])


def everything() -> View:
    return sample_view(Labels.for_language("en-GB"))


def rendered(view: View, template: bytes) -> bytes:
    return backend("docx").render(view, replace(sample_assets(), word=template)).data


@pytest.fixture(scope="module")
def saved_by_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], bytes]:
    """Save a file as LibreOffice saves it: with other ids, and parts of its own making."""
    return saver(tmp_path_factory.mktemp("office"))


def letterhead() -> bytes:
    return school.saved(school.letterhead())


def full() -> bytes:
    """Return a letterhead with all that there may be in one."""
    document = school.in_german(school.with_numbered_questions(school.letterhead()))
    return school.saved(school.with_sections(school.with_footnote(document)))


# --- The school's parts -----------------------------------------------------------------------

KEPT = re.compile(r"word/(header|footer|theme/|media/image|settings|fontTable|webSettings).*")


def kept(template: bytes) -> dict[str, bytes]:
    return {name: part for name, part in school.members(template).items() if KEPT.match(name)}


@pytest.mark.parametrize("made", [letterhead, full])
def test_headers_pictures_theme_and_settings_stay_byte_for_byte(
    made: Callable[[], bytes], workspace: Workspace
) -> None:
    template = made()
    file = school.members(built(workspace, template).data)
    assert len(kept(template)) > 8
    assert ("word/footnotes.xml" in school.members(template)) is (made is full)
    for name, part in kept(template).items():
        if made is full or name != "word/settings.xml":  # which say how notes are parted, now
            assert file[name] == part, name


def footers(file: WordFile) -> dict[str, str]:
    """Return what the footers say, by the kind of page of the first section."""
    root = etree.fromstring(school.members(file.data)["word/_rels/document.xml.rels"])
    target = {relation.get("Id"): relation.get("Target") for relation in root}
    first = file.find(".//w:sectPr")[0]
    return {
        one.get(f"{W}type"): text_of(file.part(target[id].removesuffix(".xml")))
        for one in first.iter(f"{W}footerReference")
        for id in one.xpath("@r:id", namespaces=NAMESPACES)
    }


def with_no_footer() -> bytes:
    """Return a letterhead whose pages have nothing at their feet."""
    document = school.letterhead()
    for one in (document.sections[0].footer, document.sections[0].first_page_footer):
        one.is_linked_to_previous = True
    return school.saved(document)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (letterhead, {"first": "springfield.example", "default": "Every child matters"}),
        (full, {"first": "springfield.example", "default": "Every child matters"}),
        (with_no_footer, {}),
    ],
)
def test_every_page_of_a_variant_tells_its_letter_below_the_schools_footer(
    made: Callable[[], bytes], said: dict[str, str], workspace: Workspace, tmp_path: Path
) -> None:
    name = SHEET.replace(".docx", "-b.docx")
    template = made()
    file = built(workspace, template, "--variants", "2", name=name)
    assert footers(file) == {
        page: f"{said.get(page, '')}B" for page in ("default", "first", "even")
    }
    for kept_name, part in kept(template).items():
        if kept_name.startswith("word/header"):
            assert school.members(file.data)[kept_name] == part
    path = tmp_path / "sheet.docx"
    path.write_bytes(file.data)
    assert errors(openxml_sdk([path])) == []
    lines, told = pulled(workspace, file.data)
    assert lines == []
    assert "not brought back" not in told


def test_what_libreoffice_saved_stays_as_well(
    workspace: Workspace, saved_by_libreoffice: Callable[[bytes], bytes]
) -> None:
    template = saved_by_libreoffice(full())
    file = school.members(built(workspace, template).data)
    for name, part in kept(template).items():
        assert file[name] == part, name


def test_what_the_school_wrote_stands_round_the_pack(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "sheet.docx"
    path.write_bytes(built(workspace, letterhead()).data)
    text = docx_text(path)
    places = [
        text.index(part)
        for part in ("Department of Science", "Name", "The Water Cycle", "Name a lake", "Hand in")
    ]
    assert places == sorted(places)
    assert "{{content}}" not in text


def test_without_a_mark_the_pack_stands_behind_all_that_is_there(workspace: Workspace) -> None:
    document = school.letterhead(content=False)
    for _ in range(3):
        document.add_paragraph("")
    file = built(workspace, school.saved(document))
    texts = [text_of(node) for node in file.body.iter(f"{W}p")]
    assert texts.index("Show your working.") + 1 == texts.index(
        next(t for t in texts if "Name" in t)
    )
    assert file.body[-1].tag == f"{W}sectPr"


def test_a_picture_in_the_text_without_a_mark_stays(workspace: Workspace) -> None:
    document = school.letterhead(content=False)
    document.add_paragraph().add_run().add_picture(io.BytesIO(school.logo()))
    assert built(workspace, school.saved(document)).find(".//w:drawing")


def test_the_same_document_gives_the_same_bytes() -> None:
    template = full()
    assert rendered(everything(), template) == rendered(everything(), bytes(bytearray(template)))


# --- Styles -----------------------------------------------------------------------------------


def test_the_schools_styles_win_by_name_whatever_their_ids(workspace: Workspace) -> None:
    template = school.saved(school.in_german(school.letterhead()))
    file = built(workspace, template)
    assert [text_of(p) for p in file.paragraphs("berschrift2")] == ["Questions"]
    (color,) = file.find("//w:style[w:name/@w:val='heading 2']//w:color/@w:val", "styles")
    assert color == "C00000"
    names = Counter(name.lower() for name in file.find("//w:style/w:name/@w:val", "styles"))
    assert [name for name, count in names.items() if count > 1] == []
    before = school.trees(template)["word/styles.xml"]
    assert len(file.part("styles")) > len(before)
    for old, new in zip(before, file.part("styles"), strict=False):
        assert etree.tostring(old) == etree.tostring(new)


def test_ours_fill_in_what_is_missing_in_the_schools_size_and_colour(workspace: Workspace) -> None:
    file = built(workspace, letterhead())
    (based,) = file.find("//w:style[w:name/@w:val='Question']/w:basedOn/@w:val", "styles")
    assert based == "Normal"
    (size,) = file.find("//w:style[w:name/@w:val='Table Text']//w:sz/@w:val", "styles")
    assert size == str(round(2 * 9.5 * 11 / 10.5))
    (accent,) = file.find("//w:style[w:name/@w:val='Answer Text']//w:color", "styles")
    assert accent.get(f"{W}val") != "4F81BD"  # the theme's is too pale to be read: darkened
    assert accent.get(f"{W}themeColor") is None


def test_a_style_of_another_kind_keeps_its_name_and_id(workspace: Workspace) -> None:
    document = school.letterhead()
    style = document.styles.add_style("Question", 2)
    style.element.set(f"{W}styleId", "Question")
    file = built(workspace, school.saved(document))
    ids = file.find("//w:style/@w:styleId", "styles")
    assert len(ids) == len(set(ids))
    assert file.find("//w:style[@w:styleId='Question']/@w:type", "styles") == ["character"]


def test_a_document_without_styles_gets_ours(workspace: Workspace) -> None:
    bare = {
        "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        b'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        b'package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="'
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        b'"/></Types>',
        "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        b'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
        b"</Relationships>",
        "word/document.xml": f'<w:document xmlns:w="{W[1:-1]}"><w:body><w:p/></w:body>'
        "</w:document>".encode(),
    }
    file = built(workspace, school.zipped(bare))
    assert file.outline[0] == (1, "The Water Cycle")
    assert errors(openxml_sdk([workspace.folder / "out" / SHEET])) == []


def test_the_title_is_the_packs_one_heading_of_the_first_level(workspace: Workspace) -> None:
    file = built(workspace, letterhead())
    (title,) = [p for p in file.body.iter(f"{W}p") if text_of(p) == "The Water Cycle"]
    assert title.find(f"{W}pPr/{W}outlineLvl").get(f"{W}val") == "0"
    assert (2, "Questions") in file.outline


def test_a_title_of_ours_on_a_heading_of_theirs_keeps_its_level(workspace: Workspace) -> None:
    """Ours is based on `Heading 1`, from which the school has taken the level."""
    document = school.in_german(school.letterhead())
    for style in list(document.styles.element):
        if style.get(f"{W}styleId") == "Titel":
            style.getparent().remove(style)
    (level,) = document.styles.element.xpath("w:style[@w:styleId='berschrift1']//w:outlineLvl")
    level.getparent().remove(level)
    file = built(workspace, school.saved(document))
    (title,) = file.paragraphs("Title")
    assert title.find(f"{W}pPr/{W}outlineLvl").get(f"{W}val") == "0"


@pytest.mark.parametrize(("language", "said"), [("en-US", False), ("de-DE", True)])
def test_text_says_its_language_where_the_schools_document_has_another(
    language: str, said: bool, workspace: Workspace
) -> None:
    workspace.write(text=RICH.replace("en-GB", "en-US"))
    document = school.letterhead()
    (usual,) = document.styles.element.xpath("//w:docDefaults//w:lang")
    usual.set(f"{W}val", language)
    file = built(workspace, school.saved(document))
    runs = file.find(".//w:p[w:pPr/w:pStyle/@w:val='QuestionText' or .//w:sdt]//w:r")
    runs = runs or file.find(".//w:r[ancestor::w:p/w:pPr/w:pStyle/@w:val='Question']")
    spoken = {run.find(f"{W}rPr/{W}lang") is not None for run in runs}
    assert spoken == {said}
    assert not file.find(".//w:p[contains(., 'Hand in')]//w:lang")


def test_a_pack_from_right_to_left_runs_so_in_any_document(workspace: Workspace) -> None:
    workspace.write(text=RICH.replace("en-GB", "ar"))
    file = built(workspace, letterhead())
    ours = [p for p in file.body.iter(f"{W}p") if "Why does" in text_of(p)]
    theirs = [p for p in file.body.iter(f"{W}p") if "Hand in" in text_of(p)]
    assert [p.find(f"{W}pPr/{W}bidi") is not None for p in (*ours, *theirs)] == [True, False]


# --- Numbers, notes, sections -----------------------------------------------------------------


def test_the_schools_numbers_and_the_packs_count_apart(workspace: Workspace) -> None:
    plain = workspace.run("build", "--product", "worksheet")
    assert plain.status == 0
    before = WordFile(workspace.built()[SHEET]).printed_numbers("Question", "QuestionPart")
    file = built(workspace, letterhead())
    assert (
        file.printed_numbers("Question", "QuestionPart") == before == ["1", "2", "3", "(a)", "(b)"]
    )
    nums = file.find("//w:num/@w:numId", "numbering")
    schemes = file.find("//w:abstractNum/@w:abstractNumId", "numbering")
    assert len(nums) == len(set(nums))
    assert len(schemes) == len(set(schemes))


def test_a_school_may_number_questions_in_its_own_way(workspace: Workspace) -> None:
    file = built(workspace, school.saved(school.with_numbered_questions(school.letterhead())))
    assert file.printed_numbers("Aufgabe") == ["Task 1:", "Task 2:", "Task 3:"]
    assert file.printed_numbers("QuestionPart") == ["a)", "b)"]


def test_but_not_in_one_that_counts_otherwise(workspace: Workspace) -> None:
    document = school.with_numbered_questions(school.letterhead(), "upperRoman")
    assert built(workspace, school.saved(document)).printed_numbers("Aufgabe") == ["1", "2", "3"]


def test_nor_where_that_would_hold_for_some_questions_alone(workspace: Workspace) -> None:
    """Parts are counted in Arabic letters from the third question on; the school counts in Latin."""
    text = (
        RICH.replace("en-GB", "ar") + "\n:::{question}\nWhere?\n\n:::{answer}\nThere.\n:::\n:::\n"
    )
    workspace.write(text=text)
    document = school.with_numbered_questions(school.letterhead())
    printed = built(workspace, school.saved(document)).printed_numbers("Aufgabe")
    assert printed == ["1", "2", "3", "4"]


def test_only_lines_of_a_passage_are_numbered(workspace: Workspace) -> None:
    passage = ":::{passage}\n:numbered: lines\n\nThe lamp was small.\n:::\n"
    workspace.write(text=RICH.replace("1. Read.", f"{passage}\n1. Read."))
    file = built(workspace, school.saved(school.in_german(school.letterhead())))
    assert file.find(".//w:lnNumType")
    counted = {
        text_of(p): p.find(f"{W}pPr/{W}suppressLineNumbers") is None
        for p in file.body.iter(f"{W}p")
    }
    assert counted["The lamp was small."]
    assert not counted["Read."]
    assert not counted["Why does a puddle vanish?"]
    assert counted["Hand in to the office."]  # is the school's


@pytest.mark.parametrize("own", [False, True])
def test_notes_of_both_stand_side_by_side(own: bool, workspace: Workspace) -> None:
    document = school.letterhead()
    file = built(workspace, school.saved(school.with_footnote(document) if own else document))
    called = file.find(".//w:footnoteReference/@w:id")
    notes = file.find("//w:footnote[not(@w:type)]/@w:id", "footnotes")
    assert called == notes
    assert len(notes) == (2 if own else 1)
    assert bool(file.find("//w:footnotePr", "settings")) is not own


def test_columns_have_the_schools_page_headers_and_footers(workspace: Workspace) -> None:
    file = built(workspace, letterhead())
    sections = file.find(".//w:sectPr")
    assert [s.xpath("string(w:cols/@w:num)", namespaces=NAMESPACES) for s in sections] == [
        "",
        "2",
        "",
    ]
    assert len({tuple(s.xpath(".//@r:id", namespaces=NAMESPACES)) for s in sections}) == 1
    assert len({s.find(f"{W}pgSz").get(f"{W}w") for s in sections}) == 1
    first_pages = [s.find(f"{W}titlePg") is not None for s in sections]
    assert first_pages == [True, False, False]
    assert [s.xpath("string(w:type/@w:val)", namespaces=NAMESPACES) for s in sections[1:]] == [
        "continuous"
    ] * 2


def test_a_document_without_columns_in_it_keeps_its_section(workspace: Workspace) -> None:
    workspace.write()
    template = letterhead()
    file = built(workspace, template)
    before = school.trees(template)["word/document.xml"].find(f".//{W}sectPr")
    (section,) = file.find(".//w:sectPr")
    as_is, as_was = ([(n.tag, dict(n.attrib)) for n in one.iter()] for one in (section, before))
    assert as_is == as_was


def test_a_mark_at_the_end_of_a_section_leaves_its_end_there(workspace: Workspace) -> None:
    document = school.with_sections(school.letterhead())
    marked = next(p for p in document.paragraphs if "{{content}}" in p.text)
    marked._p.getparent().remove(marked._p)
    end = next(p for p in document.paragraphs if p._p.find(f".//{W}sectPr") is not None)
    end.add_run("{{content}}")
    file = built(workspace, school.saved(document))
    widths = [s.find(f"{W}pgSz").get(f"{W}w") for s in file.find(".//w:sectPr")]
    assert widths == ["11906", "11906", "11906", "16838"]
    assert [text_of(p) for p in file.body.iter(f"{W}p")][-1] == "Hand in to the office."


# --- The name line ----------------------------------------------------------------------------


def test_the_name_line_stands_once_in_the_text(workspace: Workspace) -> None:
    tags = built(workspace, letterhead()).tags
    assert [tag for tag in tags if tag.startswith("name-line")] == [
        f"name-line.{n}" for n in (1, 2, 3, 4)
    ]


def test_a_document_made_from_a_worksheet_asks_for_the_name_itself(workspace: Workspace) -> None:
    assert workspace.run("build", "--product", "worksheet").status == 0
    worksheet = workspace.built()[SHEET]

    def empty(document: Document) -> None:
        body = document.element.body
        for node in list(body)[:-1]:
            body.remove(node)
        document.add_paragraph("{{content}}")

    file = built(workspace, word.edited(worksheet, empty))
    assert not [tag for tag in file.tags if tag.startswith("name-line")]
    carried = [n for n in file.names if n.startswith("customXml/item") and "Props" not in n]
    assert len(carried) == 1
    assert workspace.run("pull", str(workspace.folder / "out" / SHEET)).out == ""


# --- Checkers ---------------------------------------------------------------------------------


def complaints(path: Path) -> Counter[tuple[str, str]]:
    return Counter((f.rule, f.message.partition(" @ ")[0]) for f in errors(openxml_sdk([path])))


@pytest.mark.parametrize("by", ["python-docx", "LibreOffice"])
@pytest.mark.parametrize("finish", [Finish.NONE, Finish.PROTECTED])
def test_microsofts_validator_finds_no_fault_that_the_school_does_not_have(
    by: str, finish: Finish, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    template = full()
    if by == "LibreOffice":
        template = request.getfixturevalue("saved_by_libreoffice")(template)
    (tmp_path / "school.docx").write_bytes(template)
    data = rendered(replace(everything(), finish=finish), template)
    (tmp_path / "made.docx").write_bytes(data)
    assert problems(data, "docx", template=template) == ()
    assert complaints(tmp_path / "made.docx") - complaints(tmp_path / "school.docx") == Counter()


def test_libreoffice_prints_the_words_of_both(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "sheet.docx"
    document = school.in_german(school.with_numbered_questions(school.letterhead()))
    path.write_bytes(built(workspace, school.saved(school.with_sections(document))).data)
    (tmp_path / "sheet.pdf").write_bytes(to_pdf_by_libreoffice(path))
    printed = Counter(words(pdf_text(tmp_path / "sheet.pdf")))
    assert Counter(words(docx_text(path))) - printed == Counter()


def test_slots_numbers_and_pictures_are_as_without_a_template() -> None:
    plain, merged = (WordFile(rendered(everything(), one)) for one in (b"", full()))
    assert [tag for tag in merged.tags if not tag.startswith("name-line")] == plain.tags
    assert len(merged.tags) == len(set(merged.tags))
    for path in (".//w:tblHeader", ".//wp:docPr/@descr", ".//w:numPr", ".//m:oMath"):
        assert len(merged.find(path)) >= len(plain.find(path)) > 0, path
    assert not merged.find(".//w:p[w:pPr/w:pStyle/@w:val='Question' and not(w:pPr/w:numPr)]")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('w:val="QuestionPart"', 'w:val="Nowhere"', "the style Nowhere is not defined"),
        ('w:outlineLvl w:val="0"', 'w:outlineLvl w:val="4"', "a heading of level 5 follows"),
        ("<w:bookmarkEnd ", "<w:proofErr ", "bookmarks do not come in pairs"),
    ],
)
def test_what_is_wrong_with_ours_is_told_whatever_is_wrong_with_theirs(
    old: str, new: str, told: str, workspace: Workspace
) -> None:
    template = full()
    data = built(workspace, template).data
    assert problems(data, "docx", template=template) == ()
    spoiled = school.replaced(data, "word/document.xml", old, new)
    assert any(told in one for one in problems(spoiled, "docx", template=template))


def test_a_fault_of_the_schools_own_stops_nothing(workspace: Workspace) -> None:
    document = school.letterhead()
    document.add_paragraph().add_run().add_picture(io.BytesIO(school.logo()))  # says nothing
    document.add_heading("Deep", 4)
    template = school.saved(document)
    assert problems(template, "docx")
    built(workspace, template)


def test_what_a_letterhead_says_gives_no_answer_away_but_the_text_would(
    workspace: Workspace,
) -> None:
    document = school.letterhead()
    document.sections[0].footer.paragraphs[0].text = "Quixotically, its molecules escape."
    template = school.saved(document)
    data = built(workspace, template).data
    secret = Withheld(never=(needle("Quixotically, its molecules escape"),))
    assert leaks(data, "docx", secret, template=template) == ()
    assert leaks(data, "docx", secret)
    told = school.replaced(
        data, "word/document.xml", "Name a sea.", "Quixotically, its molecules escape."
    )
    assert leaks(told, "docx", secret, template=template)


def test_a_protected_worksheet_is_protected_in_every_section(
    workspace: Workspace, saved_by_libreoffice: Callable[[bytes], bytes]
) -> None:
    template = saved_by_libreoffice(full())
    assert b"formProt" in school.members(template)["word/document.xml"]
    name = SHEET.replace(".docx", "-protected.docx")
    file = built(workspace, template, "--protect", name=name)
    (protection,) = file.find("//w:documentProtection", "settings")
    assert protection.get(f"{W}edit") == "forms"
    assert not file.find(".//w:formProt")


# --- Edits come home --------------------------------------------------------------------------


def pulled(workspace: Workspace, data: bytes) -> tuple[list[str], str]:
    """Return the lines that a pull changes, and what it says besides."""
    path = workspace.folder / "edited.docx"
    path.write_bytes(data)
    ran = workspace.run("pull", str(path), "--pack", "water")
    lines = [line for line in ran.out.splitlines() if re.match(r"[+-](?![+-])", line)]
    return lines, ran.err


EDITS = (
    word.reword("Name a sea.", "sea", "ocean"),
    word.reword("Write in ink.", "ink", "pencil"),
    word.delete("Hand in to the office."),
)


@pytest.mark.parametrize("program", ["Word", "LibreOffice", "Google Docs"])
def test_edits_of_the_pack_come_home_and_those_of_the_letterhead_are_told(
    program: str, workspace: Workspace, request: pytest.FixtureRequest
) -> None:
    data = built(workspace, full()).data
    if program == "LibreOffice":
        data = request.getfixturevalue("saved_by_libreoffice")(data)
    if program == "Google Docs":  # which keeps nothing that no page shows
        data = school.without(data, "customXml/item")
    lines, said = pulled(workspace, data)
    assert lines == []
    assert "not brought back" not in said
    lines, said = pulled(workspace, word.edited(data, *EDITS))
    assert lines == ["-Name a sea.", "+Name a ocean."]
    assert "“Write in pencil.” was “Write in ink.”: it stands in the school's own document" in said
    assert "“Hand in to the office.” was deleted in Word: it stands" in said
    assert said.count("not brought back") == 2


def test_a_name_that_is_typed_is_told_as_in_any_worksheet(workspace: Workspace) -> None:
    data = built(workspace, letterhead()).data

    def fill(document: Document) -> None:
        for control in document.element.body.iter(f"{W}sdt"):
            if control.find(f"{W}sdtPr/{W}tag").get(f"{W}val") == "name-line.1":
                next(control.iter(f"{W}t")).text = "Ada"

    lines, said = pulled(workspace, word.edited(data, fill))
    assert lines == []
    assert said.count("not brought back") == said.count("“Ada” was filled in") == 1


@pytest.mark.parametrize("program", ["Word", "LibreOffice"])
def test_a_class_is_collected_from_worksheets_in_the_schools_document(
    program: str, workspace: Workspace, request: pytest.FixtureRequest
) -> None:
    data = built(workspace, full()).data

    def fill(document: Document) -> None:
        for control in document.element.body.iter(f"{W}sdt"):
            tag = control.find(f"{W}sdtPr/{W}tag").get(f"{W}val")
            if tag in ("name-line.1", "q3a"):
                for shown in control.findall(f"{W}sdtPr/{W}showingPlcHdr"):
                    shown.getparent().remove(shown)
                texts = list(control.iter(f"{W}t"))
                if texts:
                    texts[0].text = {"name-line.1": "Ada"}.get(tag, "Adria")
                else:
                    word.Paragraph(next(control.iter(f"{W}p")), document).text = "Adria"

    data = word.edited(data, fill)
    if program == "LibreOffice":
        data = request.getfixturevalue("saved_by_libreoffice")(data)
    folder = workspace.folder / "class"
    folder.mkdir()
    (folder / "ada.docx").write_bytes(data)
    ran = workspace.run("collect", str(folder))
    assert ran.status == 0, ran.err
    text = (folder / "water-answers.csv").read_text("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text, newline="")))
    assert row["Name"] == "Ada"
    assert "Adria" in row.values()


# --- Which document, and when -----------------------------------------------------------------


def test_a_document_elsewhere_is_used_instead_and_seen_to_change(
    workspace: Workspace, tmp_path: Path
) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    path = other / "exam.dotx"
    path.write_bytes(letterhead())
    build = ("build", "--product", "worksheet,handout", "--template", str(path), "--explain")
    assert workspace.run(*build).status == 0
    first = workspace.built()
    assert "Springfield School" in school.members(first[SHEET])["word/header1.xml"].decode() + (
        school.members(first[SHEET])["word/header2.xml"].decode()
    )
    assert "2 files up to date" in workspace.run(*build).out
    path.write_bytes(school.saved(school.with_footnote(school.letterhead())))
    ran = workspace.run(*build)
    assert "made: another document to write it into is asked for, or none" in ran.out
    assert "1 file made" in ran.out
    assert workspace.built()[SHEET] != first[SHEET]
    ran = workspace.run(*build[:3], "--explain")
    assert "1 file made" in ran.out
    assert b"Springfield" not in b"".join(school.members(workspace.built()[SHEET]).values())


def test_the_workspaces_own_document_is_seen_to_change(workspace: Workspace) -> None:
    built(workspace, letterhead())
    (workspace.folder / "templates/worksheet.docx").write_bytes(full())
    ran = workspace.run("build", "--product", "worksheet", "--explain")
    assert "templates/worksheet.docx has changed" in ran.out


def test_every_product_in_word_may_have_a_document_by_its_name(workspace: Workspace) -> None:
    (workspace.folder / "templates/handout.docx").write_bytes(letterhead())
    assert workspace.run("build", "--format", "docx").status == 0
    holds = {
        name: b"Springfield" in b"".join(school.members(data).values())
        for name, data in workspace.built().items()
        if name.endswith(".docx")
    }
    assert [name for name, held in holds.items() if held] == ["water/water-handout.docx"]
    assert len(holds) == 4


def test_editions_with_type_of_their_own_take_no_document(workspace: Workspace) -> None:
    (workspace.folder / "templates/worksheet.docx").write_bytes(letterhead())
    ran = workspace.run("build", "--product", "worksheet", "--edition", "large-print,dyslexia")
    assert ran.status == 0
    for name, data in workspace.built().items():
        if name.endswith(".docx"):
            assert b"Springfield" not in b"".join(school.members(data).values())
    ran = workspace.run(
        "build", "--product", "worksheet", "--edition", "dyslexia", "--template",
        str(workspace.folder / "templates/worksheet.docx"),
    )  # fmt: skip
    assert ran.status == 2
    assert "no Word file is made that takes a template" in ran.err


def test_a_document_that_is_not_there_is_said_so(workspace: Workspace) -> None:
    ran = workspace.run("build", "--template", "nowhere.docx")
    assert (ran.status, ran.err) == (2, "studypack build: there is no template nowhere.docx\n")


def test_watching_sees_a_document_elsewhere_change(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "exam.docx"
    path.write_bytes(b"one")
    seen = Seen(workspace.folder, template=path)
    assert seen.touched() == ("water",)
    assert seen.touched() == ()
    path.write_bytes(b"two")
    assert seen.touched() == ("water",)


def test_a_cluster_is_given_the_document(workspace: Workspace) -> None:
    request = Request.of(WORKSHEET, "docx")
    folder = workspace.folder / "source/water"
    template = WordTemplate("exam.docx", letterhead())
    job = Job(workspace.folder, folder, "digest", (request,), template=template)
    shipment = pickle.loads(pickle.dumps(ship(job, source_digest(program_parts()))))
    (file,) = make_shipment(shipment).files or ()
    assert b"Springfield" in b"".join(school.members(file.content).values())


# --- What cannot be used ----------------------------------------------------------------------


def _with(name: str, content: bytes) -> Callable[[bytes], bytes]:
    return lambda data: school.changed(data, name, lambda _: content)


def _swapped(name: str, old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda data: school.replaced(data, name, old, new)


def _related(kind: str, target: str, mode: str = "External") -> Callable[[bytes], bytes]:
    relation = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    )
    return _swapped("word/_rels/document.xml.rels", "</Relationships>", relation)


def _paragraphs(change: Callable[[Document], object]) -> Callable[[bytes], bytes]:
    return lambda data: word.edited(data, change)


def _in_a_table(document: Document) -> None:
    document.add_table(1, 1).cell(0, 0).text = "{{content}}"
    marked = next(p for p in document.paragraphs if p.text == "{{content}}")
    marked._p.getparent().remove(marked._p)


MAIN = "word/document.xml"
ENTITIES = b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>'


def unusable() -> Iterator[tuple[str, Callable[[bytes], bytes], str]]:
    yield "nothing", lambda _: b"", "it is not a Word file, or it is broken"
    yield "words", lambda _: b"Springfield School", "it is not a Word file"
    yield "half of it", lambda data: data[: len(data) // 2], "it is not a Word file"
    yield "a password", lambda _: b"\xd0\xcf\x11\xe0" + bytes(600), "or has a password"
    yield "too much", lambda _: bytes(20_000_001), "it is too large"
    yield "a zip bomb", _with("word/big.xml", bytes(60_000_000)), "it would unpack to more"
    yield "entities", _with("word/header1.xml", ENTITIES), "word/header1.xml declares entities"
    yield "broken XML", _with("word/styles.xml", b"<w:styles"), "word/styles.xml is not well-formed"
    yield "no types", _without("[Content_Types].xml"), "it has no [Content_Types].xml"
    yield "no text", _without(MAIN), f"it has no {MAIN}"
    yield "no body", _with(MAIN, f'<w:document xmlns:w="{W[1:-1]}"/>'.encode()), "it has no text"
    yield "a page of HTML", _with(MAIN, b"<html/>"), "it is not a Word document"
    yield "macros", _with("word/vbaProject.bin", b"x"), "it holds macros"
    yield (
        "a type with macros",
        _swapped(
            "[Content_Types].xml",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            "application/vnd.ms-word.document.macroEnabled.main+xml",
        ),
        "it is one with macros",
    )
    active = 'Override PartName="/x.xml" ContentType="application/vnd.ms-office.activeX+xml"'
    yield "ActiveX", _swapped("[Content_Types].xml", "</Types>", f"<{active}/></Types>"), "ActiveX"
    yield "a signature", _with("_xmlsignatures/sig1.xml", b"<a/>"), "it is signed"
    yield (
        "a linked picture",
        _related("image", "https://x.example/a.png"),
        ("it loads https://x.example/a.png from outside"),
    )
    yield (
        "another template",
        _related("attachedTemplate", "file:///C:/evil.dotm"),
        ("it is attached to file:///C:/evil.dotm"),
    )
    yield "another file", _related("aFChunk", "part.html", "Internal"), "it takes in part.html"
    yield "two marks", _paragraphs(lambda d: d.add_paragraph("{{content}}")), "more than once"
    yield "a mark in a sentence", _swapped(MAIN, "{{content}}", "Here: {{content}}."), "alone"
    yield "a mark in a table", _paragraphs(_in_a_table), "alone"
    yield (
        "a mark in a header",
        _swapped("word/header2.xml", "Springfield", "{{content}}"),
        ("stands in a header, footer or note"),
    )
    yield "pages without room", _swapped(MAIN, 'w:right="1134"', 'w:right="9000"'), "no room"
    yield "pages without size", _swapped(MAIN, 'w:right="1134"', 'w:right="wide"'), "no size"


def _without(name: str) -> Callable[[bytes], bytes]:
    return lambda data: school.zipped({n: p for n, p in school.members(data).items() if n != name})


@pytest.mark.parametrize(
    ("spoil", "told"), [pytest.param(spoil, told, id=name) for name, spoil, told in unusable()]
)
def test_a_document_that_cannot_be_used_is_told_and_old_files_stay(
    spoil: Callable[[bytes], bytes], told: str, workspace: Workspace
) -> None:
    before = built(workspace, letterhead()).data
    (workspace.folder / "templates/worksheet.docx").write_bytes(spoil(letterhead()))
    for command in (("build", "--product", "worksheet"), ("check",)):
        ran = workspace.run(*command)
        said = ran.out + ran.err
        assert ran.status == 1
        assert "templates/worksheet.docx:1:1: error[bad-template]: " in said
        assert told in said
        assert "help: " in said
        assert "PK" not in said
    assert workspace.built()[SHEET] == before


def test_a_document_of_another_kind_or_two_are_told(workspace: Workspace) -> None:
    folder = workspace.folder / "templates"
    (folder / "worksheet.docm").write_bytes(b"x")
    ran = workspace.run("build", "--product", "worksheet")
    assert "templates/worksheet.docm:1:1: error[bad-template]: a .docm cannot be used" in ran.err
    (folder / "worksheet.docm").rename(folder / "worksheet.DOCM")
    ran = workspace.run("build", "--product", "worksheet")
    assert "templates/worksheet.DOCM:1:1: error[bad-template]: a .DOCM cannot be used" in ran.err
    (folder / "worksheet.DOCM").unlink()
    for name in ("worksheet.docx", "worksheet.dotx"):
        (folder / name).write_bytes(letterhead())
    ran = workspace.run("build", "--product", "worksheet")
    assert "error[bad-template]: there is worksheet.dotx as well" in ran.err


def test_a_document_that_is_a_link_out_of_the_folder_is_not_read(
    workspace: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("outside") / "secret.docx"
    path.write_bytes(letterhead())
    (workspace.folder / "templates/worksheet.docx").symlink_to(path)
    ran = workspace.run("build", "--product", "worksheet")
    assert "error[unreadable-file]: the template is a link out of templates/" in ran.err


def test_the_manifest_says_which_document_was_named(workspace: Workspace) -> None:
    path = workspace.folder / "exam.docx"
    path.write_bytes(letterhead())
    assert workspace.run("build", "--template", str(path)).status == 0
    files = json.loads(workspace.built()["manifest.json"])["files"]
    assert {file["format"]: "template" in file for file in files} == {
        "pdf": False,
        "docx": True,
        "epub": False,
    }
