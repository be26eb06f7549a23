"""Class lists: reading them, who gets which variant, and copies with names on them."""

from __future__ import annotations

import io
import itertools
import json
import zipfile
from pathlib import Path

import pikepdf
import pytest

from checkers import errors, structure_text, verapdf
from studypack.composing import Level, Pupil, Roster, letters_for
from studypack.composing.pupils import file_name, file_names
from studypack.diagnostics import Diagnostics
from studypack.roster import read_roster
from workspaces import Workspace


def read(tmp_path: Path, content: str | bytes) -> tuple[Roster | None, list[str]]:
    """Return the list, and each fault as 'line:column code message'."""
    path = tmp_path / "class 10B.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    found = Diagnostics()
    roster = read_roster(path, tmp_path, found)
    assert all(one.span.path == path.name for one in found)
    shown = [f"{one.span.line}:{one.span.column} {one.code} {one.message}" for one in found]
    return roster, shown


def names(tmp_path: Path, content: str | bytes) -> list[str]:
    roster, found = read(tmp_path, content)
    assert roster is not None, found
    return [pupil.name for pupil in roster.pupils]


# --- Reading ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        'name,class\n"Lee, Anna",10B\nSam,10B\n',
        "email;Name\r\nx@y;Lee, Anna\r\n\r\nz@y;Sam\r\n",
        "﻿name\tclass\nLee, Anna\t10B\nSam\t10B",
        "name\tclass\nLee, Anna\t10B\nSam\n".encode("utf-16"),
        'name,class\n"Lee,\n Anna",10B\n  Sam ,\n',
    ],
)
def test_lists_are_read_as_programs_save_them(tmp_path: Path, content: str | bytes) -> None:
    assert names(tmp_path, content) == ["Lee, Anna", "Sam"]


def test_first_names_and_surnames_may_stand_apart(tmp_path: Path) -> None:
    assert names(tmp_path, "Surname,First name\nLee,Anna\n") == ["Anna Lee"]


def test_a_list_gives_class_level_and_variant(tmp_path: Path) -> None:
    roster, _ = read(tmp_path, "name,class,level,variant\nAnna,10B,Support,B\n")
    assert roster == Roster(
        name="class-10b",
        pupils=(
            Pupil(name="Anna", file_name="anna", class_name="10B", letter="b", level=Level.SUPPORT),
        ),
    )


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "1:1 bad-roster the class list has no pupils"),
        ("name\n\n", "1:1 bad-roster the class list has no pupils"),
        ("nmae,class\nAnna,10B\n", "1:1 bad-roster no column is called 'name'"),
        ("name,levle\nAnna,\n", "1:6 bad-roster no column is called 'levle'"),
        ("name,name\nAnna,B\n", "1:1 bad-roster two columns hold the name"),
        ("name,class\nAnna,10B\n,10B\n", "3:1 bad-roster the pupil has no name"),
        ("name,level\nAnna,suport\n", "2:6 bad-roster no level is called 'suport'"),
        ("name,variant\nAnna,B2\n", "2:6 bad-roster a variant is a letter from A to Z, not 'B2'"),
        ('name\nAnna\n"Sam" x\n', "3:1 bad-roster the line is no CSV: "),
        ("name\nA\x07nna\n", "2:1 bad-roster the name has a character that no document can hold"),
        (b"name\nRen\xe9\n", "2:1 not-utf8 byte 9 is not part of UTF-8 text"),
    ],
)
def test_a_fault_of_a_list_is_told_with_its_line(
    tmp_path: Path, content: str | bytes, fault: str
) -> None:
    roster, found = read(tmp_path, content)
    assert roster is None
    assert found[0].startswith(fault)


def test_two_pupils_of_one_name_are_warned_of_and_have_two_files(tmp_path: Path) -> None:
    roster, found = read(tmp_path, "name\nSam Lee\nAnna\nSam  Lee\n")
    assert found == ["4:1 duplicate-pupil 'Sam Lee' stands in line 2 too"]
    assert roster is not None
    assert [pupil.file_name for pupil in roster.pupils] == ["sam-lee", "anna", "sam-lee-2"]


# --- Names of files ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Séan O'Brien", "séan-obrien"),
        ("../../etc/passwd", "etc-passwd"),
        ("a\\b:c*d?e", "a-b-c-d-e"),
        ("علي حسن", "علي-حسن"),
        ("李小龙", "李小龙"),
        ("\u202egnirts", "gnirts"),
        ("...", ""),
        ("-rf .", "rf"),
    ],
)
def test_a_name_in_a_files_name_has_letters_and_hyphens_alone(name: str, expected: str) -> None:
    assert file_name(name) == expected


def test_a_long_name_is_cut_between_words_and_never_inside_a_letter() -> None:
    assert file_name("Wolfeschlegelsteinhausen " * 10).endswith("wolfeschlegelsteinhausen")
    assert len(file_name("龙" * 300).encode()) <= 80


def test_no_two_files_have_one_name_on_any_file_system() -> None:
    found = file_names(["Anna", "ANNA", "Anna-2", "...", "José", "Jose\u0301", "10b"], ["10b"])
    assert len(set(found)) == len(found)
    assert "10b" not in found


# --- Variants ---------------------------------------------------------------------------------


def pupils(letters: str) -> list[Pupil]:
    return [Pupil(name="x", file_name="x", letter=letter.strip()) for letter in letters]


@pytest.mark.parametrize("count", [2, 3, 4])
def test_neighbours_have_different_variants_and_each_is_had_by_as_many(count: int) -> None:
    chosen = letters_for(pupils(" " * 25), "abcd"[:count])
    assert all(one != other for one, other in itertools.pairwise(chosen))
    counts = [chosen.count(letter) for letter in "abcd"[:count]]
    assert max(counts) - min(counts) <= 1


def test_a_letter_that_the_list_gives_stays_and_its_neighbours_have_others() -> None:
    chosen = letters_for(pupils("  b   c "), "abc")
    assert (chosen[2], chosen[6]) == ("b", "c")
    assert all(one != other for one, other in itertools.pairwise(chosen))


# --- Copies -----------------------------------------------------------------------------------

LIST = 'name,class\n"O\'Brien, Séan",10B\nعلي حسن,10B\nCON,10B\n'


def build(workspace: Workspace, *options: str, content: str = LIST) -> list[dict[str, object]]:
    path = workspace.folder / "10b.csv"
    path.write_text(content, "utf-8")
    ran = workspace.run("build", "--roster", str(path), "--json", *options)
    assert ran.status == 0, ran.err
    return [json.loads(line) for line in ran.out.splitlines()]


def test_every_pupil_gets_a_copy_and_one_pdf_holds_them_all(workspace: Workspace) -> None:
    records = build(workspace)
    assert [(one["pupil"], one["variant"]) for one in records if one["pupil"]] == [
        ("CON", "a"),
        ("O'Brien, Séan", "a"),
        ("علي حسن", "b"),
    ]
    built = workspace.built()
    assert {
        "water/10b/water-worksheet-10b.pdf",
        "water/10b/water-worksheet-a-con.pdf",
        "water/10b/water-worksheet-a-obrien-séan.pdf",
        "water/10b/water-worksheet-b-علي-حسن.pdf",
        "water/water-answers-a.pdf",
        "water/water-answers-b.pdf",
    } < built.keys()
    with pikepdf.open(io.BytesIO(built["water/10b/water-worksheet-10b.pdf"])) as whole:
        assert len(whole.pages) % 2 == 0
        with whole.open_outline() as outline:
            assert [entry.title for entry in outline.root] == ["O'Brien, Séan", "علي حسن", "CON"]


def test_a_changed_list_makes_only_the_copies_that_change(workspace: Workspace) -> None:
    build(workspace)
    before = workspace.built()
    build(workspace, content=LIST.replace("CON,10B", "CON,10C"))
    after = workspace.built()
    changed = {name for name in after if after[name] != before.get(name)} - {"manifest.json"}
    assert changed == {"water/10b/water-worksheet-10b.pdf", "water/10b/water-worksheet-a-con.pdf"}


@pytest.mark.parametrize("format", ["docx", "epub"])
def test_copies_are_made_in_every_format(workspace: Workspace, format: str) -> None:
    records = build(workspace, "--product", "handout", "--format", format)
    assert len(records) == 3
    assert all(str(one["path"]).endswith(format) for one in records)


def test_a_list_with_a_fault_stops_the_build_with_its_place(workspace: Workspace) -> None:
    path = workspace.folder / "10b.csv"
    path.write_text("name,level\nAnna,suport\n", "utf-8")
    ran = workspace.run("build", "--roster", str(path))
    assert (ran.status, workspace.built()) == (1, {})
    assert ran.err.startswith("10b.csv:2:6: error[bad-roster]: no level is called 'suport'")


def test_the_last_line_counts_what_was_found_in_the_list(workspace: Workspace) -> None:
    path = workspace.folder / "10b.csv"
    path.write_text("name\nSam Lee\nSam Lee\n", "utf-8")
    ran = workspace.run(
        "build", "--roster", str(path), "--product", "worksheet", "--format", "docx"
    )
    assert "10b.csv:3:1: warning[duplicate-pupil]" in ran.err
    assert ran.out.endswith(", 1 warning above\n")  # which `studypack check` would not show again


def test_a_list_that_is_not_there_is_misuse(workspace: Workspace) -> None:
    assert workspace.run("build", "--roster", "nowhere.csv").status == 2


def test_another_seed_is_another_file(workspace: Workspace) -> None:
    options = ("build", "--product", "worksheet", "--variants", "2", "--json", "--seed")
    first = json.loads(workspace.run(*options, "1").out.splitlines()[0])
    other = json.loads(workspace.run(*options, "2").out.splitlines()[0])
    assert first["path"] == other["path"]
    assert first["told"] != other["told"]


@pytest.mark.parametrize("format", ["docx", "epub"])
def test_name_and_variant_are_printed(workspace: Workspace, format: str) -> None:
    build(workspace, "--product", "worksheet", "--format", format, content="name\nZuzana\n")
    (data,) = (data for name, data in workspace.built().items() if name.endswith(format))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        text = b"".join(map(package.read, package.namelist())).decode(errors="replace")
    assert "Zuzana" in text
    assert "Version A" in text


def test_a_sign_that_no_font_has_costs_nobody_a_copy(workspace: Workspace) -> None:
    """It is warned of, and printed as a box; other formats leave it to the reader's fonts."""
    build(
        workspace, "--product", "worksheet", "--format", "pdf", content="name\nZoë 🦊 Fox\nAnna\n"
    )
    built = workspace.built()
    assert "water/10b/water-worksheet-b-anna.pdf" in built
    path = workspace.folder / "zoë.pdf"
    path.write_bytes(built["water/10b/water-worksheet-a-zoë-fox.pdf"])
    assert "Zoë □ Fox" in structure_text(path)
    assert errors(verapdf([path])) == []
