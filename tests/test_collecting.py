"""`studypack collect`: filled worksheets of a class become one table, marked where that can be."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pupils import filled_in, second_line
from wordedits import png
from workspaces import PACK, Ran, Workspace

CLASS = """\
---
title: Rivers
language: en-GB
---

# Questions

:::{question}
:marks: 1

The Nile flows

- [x] north
- [ ] south
:::

:::{question}
:marks: 2

Which are rivers?

- [x] the Rhine
- [ ] Etna
- [x] the Po
- [ ] Malta
:::

:::{question}
:answer: true

Rivers flow downhill.
:::

:::{question}
:answer: 9.81
:tolerance: 0.05
:unit: m/s²

How fast does falling water gain speed?
:::

:::{question}
:marks: 2

A river rises at its [source|spring]{.blank} and ends at its [mouth]{.blank}.
:::

:::{question}
:type: match
:marks: 3

| River | City |
|-------|------|
| Thames | London |
| Seine | Paris |
| Tiber | Rome |
:::

:::{question}
:type: order

1. rain
2. brook
3. river
4. sea
:::

:::{question}
:marks: 4

Why do rivers bend?

:::{answer}
Water is faster outside.
:::
:::
"""

RIGHT = {
    "name-line.1": "Ada",
    "name-line.2": "10b",
    "q2.A": "x",
    "q2.C": "x",
    "q1.A": "x",
    "q3.true": "x",
    "q4": "9,8 m/s²",
    "q5.1": "Spring",
    "q5.2": " mouth.",
    "q8": "Because of stones.",
}


@pytest.fixture
def school(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Workspace:
    made = Workspace(tmp_path / "school", capsys)
    made.write("rivers", CLASS)
    assert made.run("build", "--product", "worksheet,answers", "--format", "docx").status == 0
    (tmp_path / "class").mkdir()
    return made


def worksheet(school: Workspace, name: str = "rivers/rivers-worksheet.docx") -> bytes:
    return school.built()[name]


def folder_of(school: Workspace) -> Path:
    return school.folder.parent / "class"


def hand_in(school: Workspace, name: str, answers: Mapping[str, str]) -> Path:
    path = folder_of(school) / name
    path.write_bytes(filled_in(worksheet(school), answers))
    return path


def collected(school: Workspace, *options: str) -> tuple[Ran, list[dict[str, str]]]:
    ran = school.run("collect", str(folder_of(school)), *options)
    path = folder_of(school) / "rivers-answers.csv"
    text = path.read_text("utf-8-sig") if path.exists() else ""
    return ran, list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_class_becomes_a_row_a_pupil_and_a_column_a_question(school: Workspace) -> None:
    hand_in(school, "ada.docx", RIGHT)
    hand_in(school, "ben.docx", {"name-line.1": "Ben", "q1.B": "x", "q2.A": "x", "q2.B": "x"})
    ran, (ada, ben) = collected(school)
    assert ran.status == 0, ran.err
    assert ran.out.endswith("rivers-answers.csv\n")
    assert list(ada)[:5] == ["File", "Name", "Class", "Date", "Score"]
    assert list(ada)[5:13] == ["1", "2", "3", "4", "5", "6", "7", "8"]
    assert (ada["File"], ada["Name"], ada["Class"]) == ("ada.docx", "Ada", "10b")
    assert (ada["2"], ada["5"], ada["8"]) == ("A, C", "Spring; mouth.", "Because of stones.")
    assert [ada[f"{n} marks"] for n in range(1, 9)] == ["1", "2", "1", "1", "2", "0", "0", ""]
    assert (ada["Marked"], ada["Left for the teacher"]) == ("7", "8")
    assert [ben[f"{n} marks"] for n in range(1, 4)] == ["0", "0", "0"]
    assert ben["Left for the teacher"] == ""
    assert "2 worksheets; left for the teacher: 8" in ran.err


def test_pairs_and_orders_are_worth_a_share_each(school: Workspace) -> None:
    from studypack.composing import WORKSHEET, Request, compose, parse_edition
    from studypack.diagnostics import Diagnostics
    from studypack.making import read_checked
    from studypack.model.tasks import Matching, Ordering
    from studypack.model.walk import query

    checked = read_checked(school.folder / "source/rivers", school.folder, Diagnostics())
    assert checked is not None
    view = compose(checked, Request.of(WORKSHEET, edition=parse_edition("teacher")))
    (pairs,), (order,) = query(view.blocks, Matching), query(view.blocks, Ordering)
    answers = {f"q6.{n}": "ABC"[place] for n, place in enumerate(pairs.key[:2], 1)}
    answers |= {f"q7.{n}": str(place) for n, place in enumerate(order.key, 1)}
    hand_in(school, "cy.docx", answers)
    _, (cy,) = collected(school)
    assert (cy["6 marks"], cy["7 marks"], cy["Out of"]) == ("2", "4", "14")


@pytest.mark.parametrize(
    ("answer", "points"),
    [("9.81", "1"), ("9,76", "1"), ("9.75", "0"), ("9.81 m/s²", "1"), ("9.81m/s2", "1"),
     ("0.981 x 10^1", "1"), ("fast", "0"), ("1e999999999", "0"), ("nan", "0")],
)  # fmt: skip
def test_numbers_are_read_as_pupils_write_them(school: Workspace, answer: str, points: str) -> None:
    hand_in(school, "ada.docx", {"q4": answer})
    _, (ada,) = collected(school)
    assert ada["4 marks"] == points


def test_variants_are_marked_by_their_own_order(school: Workspace) -> None:
    assert school.run("build", "--product", "worksheet", "--variants", "3").status == 0
    for letter in "abc":
        data = worksheet(school, f"rivers/rivers-worksheet-{letter}.docx")
        text = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
        right = "A" if text.index(">north<") < text.index(">south<") else "B"
        (folder_of(school) / f"{letter}.docx").write_bytes(filled_in(data, {f"q1.{right}": "x"}))
    _, pupils = collected(school)
    assert [pupil["1 marks"] for pupil in pupils] == ["1", "1", "1"]


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[Path], None]:
    """Save a file as LibreOffice saves it, in its place."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")

    def save(path: Path) -> None:
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        into = ["--convert-to", "docx", "--outdir", str(tmp_path / "saved"), str(path)]
        subprocess.run([program, "--headless", profile, *into], check=True, capture_output=True)
        shutil.copy(tmp_path / "saved" / path.name, path)

    return save


def test_files_saved_by_libreoffice_say_the_same(
    school: Workspace, saved: Callable[[Path], None]
) -> None:
    path = hand_in(school, "ada.docx", RIGHT)
    path.write_bytes(second_line(path.read_bytes(), "q8", "They are in the way."))
    _, (before,) = collected(school)
    assert before["8"] == "Because of stones.\nThey are in the way."
    saved(path)
    _, (after,) = collected(school, "--force")
    assert after == before


SORTED = """\
---
title: Fluss und Meer
language: de
---

:::{question}
:type: categorise
:marks: 4

| Süßwasser | Salzwasser |
|-----------|------------|
| Rhein | Nordsee |
| Rhein-Main-Kanal | Rotes Meer |
:::

:::{question}
:type: label
:marks: 2

![Ein Fluss mit zwei Ziffern](images/river.png)

1. Quelle
2. Mündung
:::

:::{question}
:type: numeric

Wie lang ist der Rhein?

:::{answer}
:kind: vary
:::
:::
"""


@pytest.fixture
def german(school: Workspace) -> Callable[[Mapping[str, str]], Path]:
    """Hand a worksheet with cards to sort and places to name in."""
    images = school.folder / "source/rivers/images"
    images.mkdir()
    (images / "river.png").write_bytes(png())
    school.write("rivers", SORTED)
    ran = school.run("build", "--product", "worksheet", "--format", "docx")
    assert ran.status == 0, ran.err
    return lambda answers: hand_in(school, "eva.docx", answers)


CARDS = {"q1.1": "Rhein, Rhein-Main-Kanal", "q1.2": "rotes Meer, Nordsee"}


@pytest.mark.parametrize(
    ("answers", "points", "left"),
    [
        (CARDS, "4", ""),
        ({"q1.1": "rhein-main-kanal Rhein Nordsee", "q1.2": "Rotes Meer"}, "3", ""),
        ({"q1.1": "Rhein; Nordsee", "q1.2": "Nordsee, Rhein"}, "0", ""),
        ({"q1.1": "Rhein–Main–Kanal"}, "1", ""),
        (CARDS | {"q1.2": "Nordsee\nrotes Meer"}, "4", ""),
        ({}, "0", ""),
        (CARDS | {"q1.2": "rotes Mehr, Nordsee"}, "", "1"),
    ],
    ids=["right", "one astray", "in both", "another dash", "one a line", "nothing", "no card"],
)
def test_cards_are_found_in_the_cells_that_they_were_sorted_into(
    school: Workspace,
    german: Callable[[Mapping[str, str]], Path],
    answers: dict[str, str],
    points: str,
    left: str,
) -> None:
    german(answers)
    _, (eva,) = collected(school)
    assert (eva["1 Punkte"], eva["Noch zu bewerten"]) == (points, left)


def test_names_of_the_places_of_a_figure_are_marked(
    school: Workspace, german: Callable[[Mapping[str, str]], Path]
) -> None:
    german(CARDS | {"q2.1": " quelle.", "q2.2": "Delta"})
    _, (eva,) = collected(school)
    assert (eva["2"], eva["2 Punkte"]) == ("1 quelle.; 2 Delta", "1")
    assert eva["1"] == "Süßwasser: Rhein, Rhein-Main-Kanal\nSalzwasser: rotes Meer, Nordsee"


def test_what_is_written_beyond_a_task_is_shown_with_it(school: Workspace) -> None:
    beyond = ":::{extension}\nWhy?\n:::\n"
    choice = f":::{{question}}\n:marks: 1\n\nWhich?\n\n- [x] tea\n- [ ] tar\n\n{beyond}:::\n"
    parts = "".join(f":::{{part}}\n:answer: {key}\n{key}?\n:::\n\n" for key in "xy")
    parted = f":::{{question}}\nTwo.\n\n{parts}{beyond}:::\n"
    school.write("more", f"---\ntitle: More\nlanguage: en\n---\n\n{choice}\n{parted}")
    asked = ("build", "more", "--product", "worksheet", "--level", "challenge")
    assert school.run(*asked).status == 0
    data = worksheet(school, "more/more-worksheet-challenge.docx")
    typed = {"q1.A": "x", "extension-1": "It grows.", "q2a": "x", "q2b": "y"}
    typed["extension-2"] = "Beyond."
    (folder_of(school) / "ada.docx").write_bytes(filled_in(data, typed))
    assert school.run("collect", str(folder_of(school))).status == 0
    text = (folder_of(school) / "more-answers.csv").read_text("utf-8-sig")
    (ada,) = csv.DictReader(io.StringIO(text, newline=""))
    assert (ada["1"], ada["1 marks"]) == ("A\nIt grows.", "1")
    assert (ada["2a"], ada["2b"]) == ("x", "y\nBeyond.")


def test_an_answer_without_a_key_is_shown_and_left(
    school: Workspace, german: Callable[[Mapping[str, str]], Path]
) -> None:
    german({"q3": "1233 km"})
    _, (eva,) = collected(school)
    assert (eva["3"], eva["3 Punkte"], eva["Noch zu bewerten"]) == ("1233 km", "", "3")


def test_the_headings_are_in_the_language_of_the_pack(
    school: Workspace, german: Callable[[Mapping[str, str]], Path]
) -> None:
    german(CARDS)
    _, (eva,) = collected(school)
    assert list(eva)[:2] == ["Datei", "Name"]
    assert list(eva)[5:] == [
        *("1", "2", "3", "1 Punkte", "2 Punkte", "3 Punkte"),
        *("Bewertet", "Von", "Noch zu bewerten"),
    ]


def test_cards_and_places_saved_by_libreoffice_say_the_same(
    school: Workspace, german: Callable[[Mapping[str, str]], Path], saved: Callable[[Path], None]
) -> None:
    path = german(CARDS | {"q2.1": "Quelle", "q2.2": "Mündung"})
    _, (before,) = collected(school)
    assert before["Bewertet"] == "6"
    saved(path)
    _, (after,) = collected(school, "--force")
    assert after == before


def test_what_a_pupil_types_is_no_formula(school: Workspace) -> None:
    hand_in(school, "eve.docx", {"name-line.1": '=HYPERLINK("x")', "q8": "+1"})
    _, (eve,) = collected(school)
    assert (eve["Name"], eve["8"]) == ('\'=HYPERLINK("x")', "'+1")


def test_excel_files_hold_numbers_as_numbers_and_no_formula(school: Workspace) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    hand_in(school, "ada.docx", RIGHT | {"name-line.1": "=1+1"})
    path = folder_of(school) / "marks.xlsx"
    assert collected(school, "--out", str(path))[0].status == 0
    head, ada = openpyxl.load_workbook(path).active.iter_rows()
    cells = dict(zip((cell.value for cell in head), ada, strict=True))
    assert (cells["2 marks"].value, cells["2 marks"].data_type) == (2, "n")
    assert (cells["Name"].value, cells["Name"].data_type) == ("=1+1", "s")


def test_a_table_with_a_teachers_own_marks_is_not_written_over(school: Workspace) -> None:
    hand_in(school, "ada.docx", RIGHT)
    assert collected(school)[0].status == 0
    assert collected(school)[0].status == 0  # nothing has changed
    path = folder_of(school) / "rivers-answers.csv"
    path.write_bytes(path.read_bytes() + b"well done\r\n")
    ran, _ = collected(school)
    assert (ran.status, b"well done" in path.read_bytes()) == (1, True)
    assert "is there already" in ran.err
    assert collected(school, "--force")[0].status == 0


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 120_000_000)
    return out.getvalue()


def _entities(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/header1.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "aa">]>' + content
            new.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("text.docx", lambda _: b"hello", "it is not a Word file"),
        ("old.doc", lambda _: b"\xd0\xcf\x11\xe0rest", "old Word file"),
        ("bomb.docx", lambda _: _bomb(), "unpack to more"),
        ("entities.docx", _entities, "declares entities"),
        ("half.docx", lambda data: data[: len(data) // 2], "it is not a Word file"),
    ],
)
def test_a_hostile_file_is_refused_and_the_others_are_read(
    school: Workspace, name: str, content: Callable[[bytes], bytes], said: str
) -> None:
    hand_in(school, "ada.docx", RIGHT)
    (folder_of(school) / name).write_bytes(content(worksheet(school)))
    ran, pupils = collected(school)
    assert ran.status == 1
    assert f"{name}: " in ran.err
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert [pupil["Name"] for pupil in pupils] == ["Ada"]


def test_a_link_out_of_the_folder_is_not_followed(school: Workspace, tmp_path: Path) -> None:
    hand_in(school, "ada.docx", RIGHT)
    (tmp_path / "secret.docx").write_bytes(worksheet(school))
    (folder_of(school) / "link.docx").symlink_to(tmp_path / "secret.docx")
    (folder_of(school) / "~$ada.docx").write_bytes(b"lock")
    ran, pupils = collected(school)
    assert (ran.status, len(pupils)) == (0, 1)


def test_folders_that_cannot_be_collected_are_said_so(school: Workspace) -> None:
    assert "no Word file in it" in collected(school)[0].err
    assert school.run("collect", str(folder_of(school) / "none")).status == 2
    hand_in(school, "ada.docx", RIGHT)
    assert collected(school, "--out", "marks.ods")[0].status == 2
    school.write("water", PACK)
    assert school.run("build", "water", "--product", "worksheet").status == 0
    (folder_of(school) / "w.docx").write_bytes(school.built()["water/water-worksheet.docx"])
    ran, _ = collected(school)
    assert (ran.status, "several packs: rivers, water" in ran.err) == (2, True)


def test_a_pack_that_has_changed_since_is_said_so(school: Workspace) -> None:
    hand_in(school, "ada.docx", RIGHT)
    school.write("rivers", CLASS.replace("Why do", "Why would"))
    ran, (ada,) = collected(school)
    assert (ran.status, ada["1 marks"]) == (0, "1")
    assert "ada.docx: the pack has changed since it was made" in ran.err


def test_tasks_of_a_pack_with_errors_cannot_be_marked(school: Workspace) -> None:
    hand_in(school, "ada.docx", RIGHT)
    school.write("rivers", CLASS.replace("{question}", "{questoin}", 1))
    ran, _ = collected(school)
    assert (ran.status, "unknown-directive" in ran.err) == (1, True)
