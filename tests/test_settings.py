"""The settings of a workspace: what they change in every format, and what is said of wrong ones."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from checkers import (
    epubcheck,
    errors,
    openxml_sdk,
    pdf_text,
    structure_tree,
    verapdf,
)
from workspaces import PACK, Workspace

SCHOOL = """\
[school]
name = "Springfield School"
logo = "logo.png"
header = "English Department"

[pages]
paper = "A5"
accent = "#7a1f1f"
"""


def logo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (300, 100), "#7a1f1f").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def school(workspace: Workspace) -> Workspace:
    """A workspace of a school with a logo."""
    (workspace.folder / "templates").mkdir()
    (workspace.folder / "templates" / "logo.png").write_bytes(logo())
    settle(workspace, SCHOOL)
    return workspace


def settle(workspace: Workspace, text: str) -> None:
    (workspace.folder / "studypack.toml").write_text(text, "utf-8")


def member(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def test_the_school_shows_in_every_format_and_the_files_are_valid(school: Workspace) -> None:
    ran = school.run("build", "--product", "handout,worksheet,guide")
    assert (ran.status, ran.err) == (0, "")
    out = school.folder / "out" / "water"
    handout, worksheet, guide = (
        out / name for name in ("water-handout.pdf", "water-worksheet.docx", "water-guide.epub")
    )
    assert errors([*verapdf([handout]), *openxml_sdk([worksheet])]) == []
    assert [one for one in epubcheck([guide]) if one.severity != "info"] == []
    assert "Springfield School" in pdf_text(handout)
    assert [tag.alt for tag in structure_tree(handout).find("Figure")] == ["Springfield School"]
    assert "English Department · The Water Cycle" in member(worksheet, "word/header2.xml")
    assert "Springfield School" in member(worksheet, "word/footer3.xml")
    assert 'descr="Springfield School"' in member(worksheet, "word/document.xml")
    assert "<dc:publisher>Springfield School</dc:publisher>" in member(guide, "EPUB/content.opf")
    assert 'alt="Springfield School"' in member(guide, "EPUB/text/title.xhtml")


def test_paper_and_accent_are_the_schools_unless_the_pack_has_its_own(school: Workspace) -> None:
    own = PACK.replace("language: en-GB", 'language: en-GB\npaper: A4\naccent: "#1f3f7a"')
    school.write("own", own)
    school.run("build", "--product", "worksheet")
    shared = school.folder / "out" / "water" / "water-worksheet.docx"
    theirs = school.folder / "out" / "own" / "own-worksheet.docx"
    assert 'w:w="8391"' in member(shared, "word/document.xml")
    assert 'w:w="11906"' in member(theirs, "word/document.xml")
    assert "7A1F1F" in member(shared, "word/styles.xml").upper()
    assert "1F3F7A" in member(theirs, "word/styles.xml").upper()


@pytest.mark.parametrize("touched", ["studypack.toml", "templates/logo.png"])
def test_files_are_made_again_when_the_settings_change(school: Workspace, touched: str) -> None:
    school.run("build", "--product", "worksheet")
    assert "up to date" in school.run("build", "--product", "worksheet").out
    path = school.folder / touched
    if path.suffix == ".toml":
        path.write_text(SCHOOL.replace("Springfield", "Shelbyville"), "utf-8")
    else:
        Image.new("RGB", (100, 100), "black").save(path)
    assert "1 file made" in school.run("build", "--product", "worksheet").out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[school]\nname = Springfield", "studypack.toml:2:8: error[bad-settings]"),
        ('[school]\nnmae = "x"', "studypack.toml:2:8: error[unknown-key]: [school] has no key 'nmae'"),
        ('[scool]\nname = "x"', "studypack.toml:1:1: error[unknown-key]: the settings have no table 'scool'"),
        ('name = "x"', "studypack.toml:1:8: error[unknown-key]: the settings have no table 'name'"),
        ('[accessibility]\nreport = "here"', "studypack.toml:2:10: error[bad-value]: 'here' is no address"),
        ("[school]\nname = 7", "studypack.toml:2:8: error[bad-value]: text is wanted, not 7"),
        ('[pages]\npaper = "B5"', "studypack.toml:2:9: error[bad-value]: 'B5' is no paper"),
        ('[pages]\n\naccent = "red"', "studypack.toml:3:10: error[bad-value]: 'red' is no colour"),
        ('[school]\nlogo = "no.png"', "studypack.toml:2:8: error[missing-image]: there is no image 'no.png'"),
        ('[school]\nlogo = "../x.png"', "studypack.toml:2:8: error[outside-pack]"),
        ("a = " + "[" * 5000, "studypack.toml:1:1: error[bad-settings]: the settings nest without end"),
        ('[school]\nlogo = "https://example.org/x.png"', "studypack.toml:2:8: error[remote-image]"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_told_at_its_place(
    workspace: Workspace, text: str, message: str
) -> None:
    settle(workspace, text)
    ran = workspace.run("build", "--product", "worksheet")
    assert ran.status == 1
    assert ran.err.startswith(message)
    assert ran.err.count("error[") == 1
    assert workspace.built() == {}


def test_settings_of_which_all_is_commented_out_change_nothing(workspace: Workspace) -> None:
    workspace.run("build", "--product", "worksheet")
    before = workspace.built()
    workspace.run("init")
    assert (workspace.folder / "studypack.toml").is_file()
    workspace.run("build", "--product", "worksheet", "--force")
    assert workspace.built()["water/water-worksheet.docx"] == before["water/water-worksheet.docx"]


def test_a_pack_that_was_read_before_is_read_again_with_new_settings(workspace: Workspace) -> None:
    assert workspace.run("check").status == 0
    settle(workspace, '[pages]\npaper = "B5"\n')
    assert "'B5' is no paper" in workspace.run("check").out


def test_a_logo_is_decoded_once_for_all_packs(
    school: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[object] = []
    real = Image.open
    monkeypatch.setattr(Image, "open", lambda *a, **o: decoded.append(a) or real(*a, **o))
    school.write("air", PACK.replace("Water", "Air"))
    school.run("check")
    decoded.clear()
    other = io.BytesIO()
    Image.new("RGB", (31, 17), "#123456").save(other, "PNG")
    (school.folder / "templates" / "logo.png").write_bytes(other.getvalue())
    assert school.run("check").out == "2 packs checked, nothing to mend\n"
    assert len(decoded) == 1
    (school.folder / "templates" / "logo.png").write_bytes(b"broken")
    assert "error[bad-image]" in school.run("check").out
