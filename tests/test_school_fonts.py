"""The school's own fonts: on the page, in Word, in e-books, and what is said of those that do not do."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from checkers import epubcheck, errors, openxml_sdk, verapdf
from schoolfonts import FAMILY, font_file, write_font
from studypack import fonts
from studypack.model.pack import Typeface, Typefaces
from workspaces import PACK, Workspace

OWN = '[fonts]\ntext = ["fonts/School.ttf", "fonts/School-Bold.ttf"]\nlabels = "Noto Sans"\n'
ARABIC = """\
---
title: دورة الماء
language: ar
---

# ملاحظات

يصعد الماء بخارًا ويعود مطرًا 123.
"""


def settle(workspace: Workspace, text: str) -> None:
    (workspace.folder / "studypack.toml").write_text(text, "utf-8")


@pytest.fixture
def school(workspace: Workspace) -> Workspace:
    """A workspace whose text is in two files of the school's own, and labels in a family of ours."""
    write_font(workspace.folder, "fonts/School.ttf")
    write_font(workspace.folder, "fonts/School-Bold.ttf", weight=700)
    settle(workspace, OWN)
    return workspace


def fonts_of(path: Path) -> set[str]:
    """Return the names of the fonts that a PDF embeds, without their prefix."""
    with pikepdf.open(path) as pdf:
        return {
            str(thing.BaseFont).partition("+")[2].rstrip(",")
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"
        }


def member(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def test_pages_are_set_in_the_schools_fonts_and_are_valid(school: Workspace) -> None:
    ran = school.run("build", "--product", "handout")
    assert ran.status == 0
    handout = school.folder / "out" / "water" / "water-handout.pdf"
    names = fonts_of(handout)
    assert {"Springfield-Sans", "Noto-Sans-Semi-Bold"} <= names
    assert not [name for name in names if name.startswith("Source")]
    assert errors(verapdf([handout])) == []


def test_without_a_choice_pages_are_set_in_ours(workspace: Workspace) -> None:
    """Negative control."""
    workspace.run("build", "--product", "handout")
    names = fonts_of(workspace.folder / "out" / "water" / "water-handout.pdf")
    assert all(name.startswith("Source") for name in names)


def test_the_two_families_of_the_design_can_change_places(workspace: Workspace) -> None:
    settle(workspace, '[fonts]\ntext = "Source Sans 3"\nlabels = "Source Serif 4"\n')
    workspace.run("build", "--product", "handout")
    names = fonts_of(workspace.folder / "out" / "water" / "water-handout.pdf")
    assert {"Source-Sans-3", "Source-Serif-4-Semi-Bold"} <= names
    assert "Source-Sans-3-Semi-Bold" not in names


def test_a_file_with_the_name_of_a_family_of_ours_is_still_the_schools(
    workspace: Workspace,
) -> None:
    write_font(workspace.folder, family="Source Serif 4")
    settle(workspace, '[fonts]\ntext = "fonts/School.ttf"\n')
    workspace.run("build", "--product", "handout")
    names = fonts_of(workspace.folder / "out" / "water" / "water-handout.pdf")
    assert "Source-Serif-4-own" in names
    assert "Source-Serif-4" not in names


def test_the_dyslexia_edition_keeps_its_own(school: Workspace) -> None:
    school.run("build", "--product", "handout", "--edition", "dyslexia")
    names = fonts_of(school.folder / "out" / "water" / "water-handout-dyslexia.pdf")
    assert all(name.startswith("Atkinson-Hyperlegible") for name in names)


def test_a_language_keeps_its_own_families_where_the_schools_font_has_none_of_its_letters(
    school: Workspace,
) -> None:
    school.write("water", ARABIC)
    ran = school.run("build", "--product", "handout")
    names = fonts_of(school.folder / "out" / "water" / "water-handout.pdf")
    assert {"Amiri", "IBM-Plex-Sans-Arabic"} <= names
    assert not [name for name in names if name.startswith(("Springfield", "Noto"))]
    assert f"'{FAMILY}' lacks" in ran.err


def test_what_was_printed_before_changes_no_font(school: Workspace) -> None:
    """An Arabic page is set in families of its own, with the school's font and without."""
    school.write("water", ARABIC)
    handout = school.folder / "out" / "water" / "water-handout.pdf"
    settle(school, "")
    school.run("build", "--product", "handout")
    plain = handout.read_bytes()
    settle(school, OWN)
    assert "1 file made" in school.run("build", "--product", "handout").out
    assert handout.read_bytes() == plain


def test_word_names_the_schools_fonts_in_its_theme(school: Workspace) -> None:
    school.run("build", "--product", "worksheet")
    worksheet = school.folder / "out" / "water" / "water-worksheet.docx"
    theme = member(worksheet, "word/theme/theme1.xml")
    assert f'<a:minorFont><a:latin typeface="{FAMILY}"/>' in theme
    assert '<a:majorFont><a:latin typeface="Noto Sans"/>' in theme
    table = member(worksheet, "word/fontTable.xml")
    assert f'<w:font w:name="{FAMILY}"><w:altName w:val="Georgia"/>' in table
    assert errors(openxml_sdk([worksheet])) == []


def test_an_e_book_brings_the_schools_font_only_when_asked(school: Workspace) -> None:
    guide = school.folder / "out" / "water" / "water-guide.epub"
    school.run("build", "--product", "guide")
    assert FAMILY not in member(guide, "EPUB/styles/book.css")
    school.run("build", "--product", "guide", "--embed-fonts")
    assert f'body {{ font-family: "{FAMILY}"' in member(guide, "EPUB/styles/book.css")
    with zipfile.ZipFile(guide) as book:
        held = [
            TTFont(BytesIO(book.read(name)))["name"].getDebugName(1)
            for name in book.namelist()
            if name.endswith(".ttf")
        ]
    assert held[:2] == [FAMILY, FAMILY]
    assert [one for one in epubcheck([guide]) if one.severity != "info"] == []


def test_an_e_book_brings_a_chosen_family_of_ours(workspace: Workspace) -> None:
    settle(workspace, '[fonts]\ntext = "Noto Serif"\n')
    workspace.run("build", "--product", "guide", "--embed-fonts")
    css = member(workspace.folder / "out" / "water" / "water-guide.epub", "EPUB/styles/book.css")
    assert 'body { font-family: "Noto Serif"' in css


def test_files_are_made_again_when_a_font_file_changes(school: Workspace) -> None:
    school.run("build", "--product", "handout")
    assert "up to date" in school.run("build", "--product", "handout").out
    write_font(school.folder, "fonts/School.ttf", without="ẞ")
    assert "1 file made" in school.run("build", "--product", "handout").out
    explained = school.run("build", "--product", "handout", "--explain").out
    assert "up to date" in explained


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"rights": 0x0002}, "may not be embedded: its maker forbids it (OS/2 fsType 2)"),
        ({"rights": 0x0104}, "may be embedded only whole (OS/2 fsType 256)"),
        ({"rights": 0x0200}, "may be embedded only as bitmaps (OS/2 fsType 512)"),
        ({"drop": "hmtx"}, "lacks the table hmtx"),
        ({"drop": "glyf"}, "has no outlines"),
    ],
)
def test_a_font_that_must_or_can_not_be_used_is_refused(
    workspace: Workspace, how: dict[str, object], message: str
) -> None:
    write_font(workspace.folder, **how)
    settle(workspace, '[fonts]\ntext = "fonts/School.ttf"\n')
    ran = workspace.run("build", "--product", "handout")
    assert ran.status == 1
    assert f"studypack.toml:2:8: error[bad-font]: the font 'fonts/School.ttf' {message}" in ran.err
    assert workspace.built() == {}


@pytest.mark.parametrize("rights", [0x0000, 0x0004, 0x0008, 0x000C])
def test_a_font_that_may_be_embedded_to_be_read_or_edited_is_taken(rights: int) -> None:
    family, file = fonts.inspect_font("School.ttf", font_file(rights=rights))
    assert (family, file.weights, file.style) == (FAMILY, (400, 400), "normal")


def test_a_font_cut_short_anywhere_is_refused_and_nothing_else_happens() -> None:
    whole = font_file()
    for size in range(0, len(whole), len(whole) // 40):
        with pytest.raises(fonts.UnfitFontError):
            fonts.inspect_font("School.ttf", whole[:size])


def test_files_of_two_families_are_no_font(workspace: Workspace) -> None:
    write_font(workspace.folder, "A.ttf")
    write_font(workspace.folder, "B.ttf", family="Shelbyville Sans", weight=700)
    settle(workspace, '[fonts]\ntext = ["A.ttf", "B.ttf"]\n')
    ran = workspace.run("check")
    assert (
        "error[bad-font]: 'B.ttf' is 'Shelbyville Sans', but 'A.ttf' is 'Springfield Sans'"
        in ran.out
    )


def test_a_font_from_outside_the_templates_is_never_opened(workspace: Workspace) -> None:
    write_font(workspace.folder, "A.ttf")
    settle(workspace, '[fonts]\ntext = "../A.ttf"\n')
    assert "studypack.toml:2:8: error[outside-pack]" in workspace.run("check").out


@pytest.mark.parametrize("value", ["7", "[]", "[7]", '["School.ttf", "Noto Sans"]'])
def test_what_is_no_font_at_all_is_told(workspace: Workspace, value: str) -> None:
    write_font(workspace.folder, "School.ttf")
    settle(workspace, f"[fonts]\ntext = {value}\n")
    assert "studypack.toml:2:8: error[bad-value]" in workspace.run("check").out


def test_a_character_that_only_the_schools_font_has_is_not_missing(workspace: Workspace) -> None:
    workspace.write("water", PACK.replace("Water rises", "ᚠ Water rises"))
    assert "no font has 'ᚠ'" in workspace.run("check").out
    chosen = Typeface(family=FAMILY, files=(fonts.inspect_font("R.ttf", with_rune())[1],))
    assert fonts.lacking(chosen, "ᚠa") == frozenset()
    (workspace.folder / "templates").mkdir()
    (workspace.folder / "templates" / "R.ttf").write_bytes(with_rune())
    settle(workspace, '[fonts]\nlabels = "R.ttf"\n')
    assert "no font has" not in workspace.run("build", "--product", "handout").err


def with_rune() -> bytes:
    """Return a font that shows a rune, by the glyph of another letter."""
    font = TTFont(BytesIO(font_file()))
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord("ᚠ")] = "F"
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def test_css_names_a_variable_font_without_a_weight() -> None:
    variable = next(family for family in fonts.families() if family.name == "Assistant")
    name, file = fonts.inspect_font("A.ttf", variable.face().path.read_bytes())
    assert file.weights == (200, 800)
    face = Typeface(family=name, files=(file,))
    assert "font-weight" not in fonts.font_faces([face])
    assert '"Assistant own", "Source Serif 4"' in fonts.stylesheet(Typefaces(text=face))
