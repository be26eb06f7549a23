"""PDFs that pupils fill in on a screen: every room for an answer is a field that says what it is for."""

from __future__ import annotations

import io
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from checkers import errors, qpdf, verapdf
from studypack import fonts
from workspaces import PACK, Workspace

EVERY_CONSTRUCT = Path(__file__).parent / "packs" / "every-construct"

TASKS = """\
---
title: Tasks
language: en
---

:::{question}
Rain falls from

- [x] clouds
- [ ] rivers
:::

:::{question}
Which are wet?

- [x] rain
- [x] dew
- [ ] sand
:::

:::{question}
:type: cloze

Water [rises]{.blank} as vapour.
:::

:::{question}
:answer: true

Ice floats.
:::

:::{question}
:marks: 4

:::{part}
Name a cloud.

:::{answer}
cirrus
:::
:::

:::{part}
:answer: 100
:type: numeric
:unit: °C

When does water boil?
:::
:::
"""


def built(workspace: Workspace, *options: str) -> Path:
    ran = workspace.run("build", "--fillable", *options)
    assert ran.status == 0, ran.err
    (path,) = (workspace.folder / "out").glob("*/*.pdf")
    return path


def fields(path: Path) -> list[dict[str, Any]]:
    """Return name, words and kind of every field, and how many there are to choose from."""
    with pikepdf.open(path) as pdf:
        form = pdf.Root.get("/AcroForm", {})
        return [
            {
                "name": str(field.T),
                "words": str(field.TU),
                "kind": str(field.FT),
                "choices": len(field.get("/Kids", ())),
            }
            for field in form.get("/Fields", ())
        ]


def widgets(path: Path) -> Iterator[tuple[int, Any]]:
    with pikepdf.open(path) as pdf:
        for number, page in enumerate(pdf.pages):
            for note in page.obj.get("/Annots", ()):
                if note.Subtype == "/Widget":
                    yield number, note


def test_each_way_to_answer_has_its_field(workspace: Workspace) -> None:
    workspace.write(text=TASKS)
    path = built(workspace)
    assert path.name == "water-worksheet-fillable.pdf"
    found = {field["words"]: (field["kind"], field["choices"]) for field in fields(path)}
    assert found == {
        "Name": ("/Tx", 0),
        "Class": ("/Tx", 0),
        "Date": ("/Tx", 0),
        "Score": ("/Tx", 0),
        "Question 1, Option A": ("/Btn", 2),
        "Question 2, Option A": ("/Btn", 0),
        "Question 2, Option B": ("/Btn", 0),
        "Question 2, Option C": ("/Btn", 0),
        "Question 3, gap 1": ("/Tx", 0),
        "Question 4, True": ("/Btn", 2),
        "Question 5, a, Answer": ("/Tx", 0),
        "Question 5, b, Answer": ("/Tx", 0),
    }


def test_paper_has_no_fields(workspace: Workspace) -> None:
    workspace.write(text=TASKS)
    assert workspace.run("build", "--product", "worksheet", "--format", "pdf").status == 0
    (path,) = (workspace.folder / "out" / "water").glob("*.pdf")
    assert fields(path) == []


@pytest.mark.parametrize("product", ["worksheet", "handout"])
def test_every_construct_is_filled_in_by_a_screen_reader_too(
    workspace: Workspace, product: str
) -> None:
    shutil.copytree(EVERY_CONSTRUCT, workspace.folder / "source" / "every-construct")
    path = built(workspace, "every-construct", "--product", product)
    assert errors(verapdf([path])) == []
    assert errors(qpdf([path])) == []
    names = Counter(field["name"] for field in fields(path))
    assert set(names.values()) == {1}
    assert not any("." in name for name in names)
    assert all(field["words"] for field in fields(path))


CROSSWORD = """\
---
title: {title}
language: {language}
---

:::{{vocabulary}}
{first}
: A

{second}
: B
:::

:::{{crossword}} {title}
:::
"""


def test_each_square_of_a_crossword_is_a_field_in_the_order_of_the_clues(
    workspace: Workspace,
) -> None:
    workspace.write(
        text=CROSSWORD.format(title="Sea", language="en", first="lantern", second="tar")
    )
    path = built(workspace, "--product", "worksheet")
    with pikepdf.open(path) as pdf:
        squares = [field for field in pdf.Root.AcroForm.Fields if "/MaxLen" in field]
        [page] = pdf.pages
        assert page.obj.Tabs == "/S"
        assert {(int(field.MaxLen), int(field.Q)) for field in squares} == {(1, 1)}
        areas = [tuple(map(float, field.Rect)) for field in squares]
    words = [str(field.TU) for field in squares]
    assert words[0].startswith("Sea, Across 2, 1/7")
    assert [word.split(" – ")[0] for word in words[:7]] == [
        f"Sea, Across 2, {n}/7" for n in range(1, 8)
    ]
    assert sum(" – Down 1, " in word for word in words) == 1
    assert len(words) == 7 + 3 - 1
    lefts = [round(min(left, right)) for left, _, right, _ in areas[:7]]
    assert lefts == sorted(set(lefts))
    assert {round(abs(right - left) / 72 * 25.4) for left, _, right, _ in areas} == {8}
    assert errors(verapdf([path])) == []


def test_a_crossword_that_is_read_from_the_right_is_filled_in_from_there(
    workspace: Workspace,
) -> None:
    workspace.write(
        text=CROSSWORD.format(title="لعبة", language="ar", first="ياسمين", second="مقهى")
    )
    path = built(workspace, "--product", "worksheet")
    [first, second, *_] = [
        tuple(map(float, note.Rect)) for _, note in widgets(path) if "/MaxLen" in note
    ]
    assert first[0] > second[0]


@pytest.mark.parametrize(
    ("language", "read", "typed"),
    [
        ("el", "Λέξη", "Ἀθήνα και φως"),
        ("ru", "Слово", "Съешь ещё этих"),
        ("ar", "كلمة", "قهوة جميلة؟"),
        ("he", "מילה", "שלום"),
        ("ja", "季節", "語彙と憂鬱、ヴ café"),
        ("zh-Hant", "詞語", "龍與鳳"),
    ],
)
def test_what_pupils_of_a_language_type_has_its_letters_in_the_file(
    language: str, read: str, typed: str, workspace: Workspace
) -> None:
    workspace.write(
        text=f"---\ntitle: {read}\nlanguage: {language}\n---\n\n:::{{question}}\n{read}\n\n"
        f":::{{answer}}\n{read}\n:::\n:::\n"
    )
    path = built(workspace, "--product", "worksheet")
    with pikepdf.open(path) as pdf:
        [*_, field] = pdf.Root.AcroForm.Fields
        name = re.search(r"(/\w+) [\d.]+ Tf", str(field.DA))
        assert name is not None
        font = pdf.Root.AcroForm.DR.Font[name[1]]
        known = font.ToUnicode.read_bytes().decode()
        [file] = (
            stream
            for key, stream in font.DescendantFonts[0].FontDescriptor.items()
            if "FontFile" in key
        )
        glyphs = TTFont(io.BytesIO(file.read_bytes()))
    numbers = {
        int(code, 16): int(number, 16) for number, code in re.findall(r"<(\w{4})> <(\w{4})>", known)
    }
    assert set(map(ord, typed)) <= numbers.keys()
    assert int(field.Q) == (2 if language in ("ar", "he") else 0)
    for character in typed.replace(" ", ""):
        name_of = glyphs.getBestCmap()[ord(character)]
        assert glyphs.getGlyphID(name_of) == numbers[ord(character)]
        if "CFF " in glyphs:  # where a glyph is found by its number, not by its place
            assert name_of == f"cid{numbers[ord(character)]:05d}"


def test_readers_with_dyslexia_type_in_their_face_where_it_has_the_letters() -> None:
    def file(language: str, text: str, *, clear: bool) -> str:
        return fonts.typed_face(text, language, clear=clear).files[0].name

    assert file("en", "The café", clear=True) == "Atkinson Hyperlegible"
    assert file("en", "The café", clear=False) == "Source Sans 3"
    assert file("ru", "Слово", clear=True) == "Source Sans 3"
    assert file("ar", "كلمة café", clear=True) == "IBM Plex Sans Arabic"


def test_what_is_typed_is_kept_with_its_question(workspace: Workspace) -> None:
    workspace.write(text=TASKS)
    path = built(workspace)
    filled = path.with_name("filled.pdf")
    with pikepdf.open(path) as pdf:
        (blank,) = (field for field in pdf.Root.AcroForm.Fields if field.TU == "Question 3, gap 1")
        blank.V = pikepdf.String("rises")
        pdf.save(filled)
    with pikepdf.open(filled) as pdf:
        values = {str(field.TU): str(field.get("/V", "")) for field in pdf.Root.AcroForm.Fields}
    assert values["Question 3, gap 1"] == "rises"
    assert values["Question 5, a, Answer"] == ""


def test_a_field_stands_on_its_page(workspace: Workspace) -> None:
    workspace.write(text=TASKS.replace(":marks: 4", ":marks: 4\n:space: 90 lines"))
    path = built(workspace)
    with pikepdf.open(path) as pdf:
        boxes = [tuple(map(float, page.mediabox)) for page in pdf.pages]
    for number, widget in widgets(path):
        x1, y1, x2, y2 = map(float, widget.Rect)
        left, bottom, right, top = boxes[number]
        assert left <= min(x1, x2) < max(x1, x2) <= right
        assert bottom <= min(y1, y2) < max(y1, y2) <= top


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--edition", "teacher"], "only a pupil's PDF can be 'fillable'"),
        (["--product", "answers"], "only a pupil's PDF can be 'fillable'"),
        (["--format", "docx"], "only a PDF can be 'fillable', not docx"),
    ],
)
def test_what_cannot_be_filled_in_is_said(
    workspace: Workspace, options: list[str], message: str
) -> None:
    workspace.write(text=PACK)
    ran = workspace.run("build", "--fillable", *options)
    assert ran.status == 2
    assert message in ran.err
