"""Edits of worksheets come home: on the right lines, and nothing else is touched or lost."""

from __future__ import annotations

import html
import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.shared import Pt

import wordedits as word
from pupils import filled_in
from schools import School, changed
from studypack.cli import main
from studypack.composing.withheld import Withheld
from studypack.composing.wording import needle
from studypack.pulling import CannotOpen
from studypack.pulling.notices import Sort
from studypack.pulling.opening import read_bytes
from studypack.validating import leaks
from workspaces import Workspace

ROOT = Path(__file__).parent.parent
CONSTRUCTS = "every-construct"
NOVEL = "never-let-me-go"
SCIENCE = "photosynthesis"
JAPANESE = "japanese-seasons"
ARABIC = "arabic-coffee-house"
PACKS = (CONSTRUCTS, NOVEL, SCIENCE, JAPANESE, ARABIC)


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> School:
    folder = tmp_path_factory.mktemp("school")
    for pack in PACKS:
        parent = "tests/packs" if pack == CONSTRUCTS else "source"
        shutil.copytree(ROOT / parent / pack, folder / "source" / pack)
    assert main(["build", "--workspace", str(folder), "--product", "worksheet"]) == 0
    return School(folder)


@dataclass(frozen=True)
class Case:
    """Edits of a pack's worksheet, and the lines of its source that must change by them."""

    name: str
    pack: str
    edits: tuple[word.Edit, ...]
    lines: tuple[str, ...]


def case(name: str, pack: str, *edits: word.Edit, lines: str) -> Case:
    return Case(name, pack, edits, tuple(line for line in lines.splitlines() if line))


CASES = (
    # Words
    case(
        "a word of a stem",
        CONSTRUCTS,
        word.reword("What does the lamp stand for?", "lamp", "lantern"),
        lines="""
-What does the lamp stand for?
+What does the lantern stand for?
""",
    ),
    case(
        "a whole stem",
        CONSTRUCTS,
        word.overwrite("What does the lamp stand for?", "Why is it lit?"),
        lines="""
-What does the lamp stand for?
+Why is it lit?
""",
    ),
    case(
        "a number before its unit",
        SCIENCE,
        word.reword("A chloroplast is 0.005 mm long", "0.005", "0.004"),
        lines="""
-A chloroplast is 0.005 mm long. Write this in metres and in standard form.
+A chloroplast is 0.004 mm long. Write this in metres and in standard form.
""",
    ),
    case(
        "units, with spaces of either kind before them",
        SCIENCE,
        word.overwrite("Work out the mean for 30 cm.", "Work out the mean for 35\u00a0cm and 5 %."),
        lines="""
-Work out the mean for 30 cm.
+Work out the mean for 35 cm and 5 %.
""",
    ),
    case(
        "an option",
        CONSTRUCTS,
        word.reword("the captain", "captain", "mate"),
        lines="""
-- [ ] the captain
+- [ ] the mate
""",
    ),
    case(
        "the right option",
        CONSTRUCTS,
        word.overwrite("a lamp", "a lantern"),
        lines="""
-- [x] a lamp
+- [x] a lantern
""",
    ),
    case(
        "an entry of a list",
        CONSTRUCTS,
        word.reword("Is Mr Pell a coward?", "coward", "hero"),
        lines="""
-- Is Mr Pell a coward?
+- Is Mr Pell a hero?
""",
    ),
    case(
        "a numbered step",
        CONSTRUCTS,
        word.reword("Fill the bottle with water.", "bottle", "jar"),
        lines="""
-1. Fill the bottle with water.
+1. Fill the jar with water.
""",
    ),
    case(
        "a statement",
        CONSTRUCTS,
        word.reword("A promise binds", "nobody", "no one"),
        lines="""
-- A promise binds even when nobody sees.
+- A promise binds even when no one sees.
""",
    ),
    case(
        "a cell of a match",
        CONSTRUCTS,
        word.reword("minds the lamp", "minds", "tends"),
        lines="""
-| keeper | minds the lamp |
+| keeper | tends the lamp |
""",
    ),
    case(
        "a cell of a rubric",
        CONSTRUCTS,
        word.reword("weighs two sides", "two", "both"),
        lines="""
-| Argument | says yes or no | gives a reason | weighs two sides |
+| Argument | says yes or no | gives a reason | weighs both sides |
""",
    ),
    case(
        "a step to order",
        CONSTRUCTS,
        word.reword("The fog comes.", "comes", "rolls in"),
        lines="""
-2. The fog comes.
+2. The fog rolls in.
""",
    ),
    case(
        "a question's title",
        CONSTRUCTS,
        word.overwrite("The promise", "A promise kept"),
        lines="""
-:::{question} The promise
+:::{question} A promise kept
""",
    ),
    case(
        "a heading",
        CONSTRUCTS,
        word.reword("Before you read", "Before", "While"),
        lines="""
-# Before you read
+# While you read
""",
    ),
    case(
        "a group's stimulus",
        CONSTRUCTS,
        word.reword("The opening gives us", "child", "girl"),
        lines="""
-The opening gives us a child and a lamp.
+The opening gives us a girl and a lamp.
""",
    ),
    case(
        "text round gaps",
        CONSTRUCTS,
        word.reword("Ada lights the", "Ada lights", "Ada trims"),
        lines="""
-Ada lights the [lamp]{.blank} in [May]{.blank}. The ship's name is [Marigold\\|*Marigold*]{.blank}.
+Ada trims the [lamp]{.blank} in [May]{.blank}. The ship's name is [Marigold\\|*Marigold*]{.blank}.
""",
    ),
    case(
        "a part",
        CONSTRUCTS,
        word.reword("What does she feel?", "she", "Ada"),
        lines="""
-What does she feel?
+What does Ada feel?
""",
    ),
    case(
        "the title",
        CONSTRUCTS,
        word.overwrite("The Lamp at Skerry Point", "The Light: a story"),
        lines="""
-title: The Lamp at Skerry Point
+title: "The Light: a story"
""",
    ),
    case(
        "marks",
        CONSTRUCTS,
        word.reword("[6 marks]", "6", "8"),
        lines="""
-:marks: 6
+:marks: 8
""",
    ),
    case(
        "Japanese",
        JAPANESE,
        word.reword("「私」は、ふきのとうの天ぷら", "喜んで", "急いで"),
        lines="""
-「私」は、ふきのとうの天ぷらを喜んでたくさん食べた。
+「私」は、ふきのとうの天ぷらを急いでたくさん食べた。
""",
    ),
    case(
        "a reading",
        JAPANESE,
        word.reread("たけ", "チク"),
        lines="""
-[竹]{ruby=たけ}は四月から五月ごろ、たけのこに養分を送るため、古い葉が黄色くなって散る。このころをいう「竹の秋」は、どの季節の季語か。
+[竹]{ruby="チク"}は四月から五月ごろ、たけのこに養分を送るため、古い葉が黄色くなって散る。このころをいう「竹の秋」は、どの季節の季語か。
""",
    ),
    case(
        "words and their reading",
        JAPANESE,
        word.reread("ひらいずみ", "きょうと", words="京都"),
        lines="""
-次は、松尾芭蕉が[平泉]{ruby=ひらいずみ}で、昔の武士たちをしのんで詠んだ句である。
+次は、松尾芭蕉が[京都]{ruby="きょうと"}で、昔の武士たちをしのんで詠んだ句である。
""",
    ),
    case(
        "Arabic",
        ARABIC,
        word.overwrite("ليشاهدوا المباراة", "ليشربوا القهوة"),
        lines="""
-- [ ] ليشاهدوا المباراة
+- [ ] ليشربوا القهوة
""",
    ),
    # Emphasis
    case(
        "bold",
        CONSTRUCTS,
        word.face("How does the fog", "fog", bold=True),
        lines="""
-How does the fog change the telling?
+How does the **fog** change the telling?
""",
    ),
    case(
        "italics",
        CONSTRUCTS,
        word.face("How does the fog", "the telling", italic=True),
        lines="""
-How does the fog change the telling?
+How does the fog change *the telling*?
""",
    ),
    case(
        "struck through",
        CONSTRUCTS,
        word.face("Who keeps the lamp?", "keeps", strike=True),
        lines="""
-- Who keeps the lamp?
+- Who ~~keeps~~ the lamp?
""",
    ),
    case(
        "no longer italic",
        CONSTRUCTS,
        word.plain("The Marigold comes home.", "Marigold"),
        lines="""
-The *Marigold* comes home.
+The Marigold comes home.
""",
    ),
    case(
        "a word in italics",
        CONSTRUCTS,
        word.reword("The Marigold comes home.", "Marigold", "Primrose"),
        lines="""
-The *Marigold* comes home.
+The *Primrose* comes home.
""",
    ),
    case(
        "signs of Markdown",
        CONSTRUCTS,
        word.overwrite("Who keeps the lamp?", "Who *keeps* [it] for 5_6_7?"),
        lines="""
-- Who keeps the lamp?
+- Who \\*keeps\\* \\[it\\] for 5\\_6\\_7?
""",
    ),
    # Gone
    case("an option is deleted", CONSTRUCTS, word.delete("a bell"), lines="-- [ ] a bell"),
    case("an option is emptied", CONSTRUCTS, word.clear("a bell"), lines="-- [ ] a bell"),
    case(
        "an entry is deleted",
        CONSTRUCTS,
        word.delete("Who keeps the lamp?"),
        lines="-- Who keeps the lamp?",
    ),
    case(
        "a row is deleted",
        CONSTRUCTS,
        word.delete_row("several places"),
        lines="-| Evidence | none | one place | several places |",
    ),
    case(
        "a question is deleted",
        CONSTRUCTS,
        word.delete_from("What does the lamp stand for?", "Read aloud the page"),
        lines="""
-:::{question}
-:type: short
-:marks: 2
-:space: 3 lines
-:answer: faithfulness
-:accept: a promise, duty
-:themes: duty
-What does the lamp stand for?
-:::{hint}
-Think of what Ada gave her father.
-:::
-:::{answer}
-:kind: model
-A promise (1) that she keeps (1).
-:::
-:::
""",
    ),
    case(
        "a discussion is deleted",
        CONSTRUCTS,
        word.delete_from("To talk over", "Tasks"),
        lines="""
-:::{discussion} To talk over
-- Is Mr Pell a coward?
-- Who keeps the lamp?
-:::
""",
    ),
    # New
    case(
        "a new option",
        CONSTRUCTS,
        word.copy_behind("a bell", "a foghorn"),
        lines="+- [ ] a foghorn",
    ),
    case(
        "a new entry",
        CONSTRUCTS,
        word.copy_behind("Is Mr Pell a coward?", "Is Ada brave?"),
        lines="+- Is Ada brave?",
    ),
    case(
        "a new step",
        CONSTRUCTS,
        word.copy_behind("Fill the bottle with water.", "Shake it."),
        lines="+2. Shake it.",
    ),
    case(
        "a new objective at the end",
        CONSTRUCTS,
        word.copy_behind("explain how a lens", "tell fog from mist"),
        lines="+- tell fog from mist",
    ),
    case(
        "a new question",
        CONSTRUCTS,
        word.add("How does the fog", "Where does the ship sink?", "Question"),
        lines="""
+:::{question}
+Where does the ship sink?
+:::
""",
    ),
    case(
        "two new questions",
        CONSTRUCTS,
        word.add("How does the fog", "Where is it?", "Question"),
        word.add("How does the fog", "When was it?", "Question"),
        lines="""
+:::{question}
+Where is it?
+:::
+:::{question}
+When was it?
+:::
""",
    ),
    case(
        "a new paragraph of a question",
        CONSTRUCTS,
        word.add_behind("What does the lamp stand for?", "Think of duty.", "Question Text"),
        lines="+Think of duty.",
    ),
    case(
        "a new paragraph between questions",
        CONSTRUCTS,
        word.add("How does the fog", "Now read on.", "Normal"),
        lines="+Now read on.",
    ),
    case(
        "a new heading",
        CONSTRUCTS,
        word.add("How does the fog", "Looking closer", "Heading 3"),
        lines="+## Looking closer",
    ),
    case(
        "a new row",
        CONSTRUCTS,
        word.copy_row("several places", ["Style", "dull", "apt", "fine"]),
        lines="+| Style | dull | apt | fine |",
    ),
    case(
        "a new table",
        CONSTRUCTS,
        word.add_table("Is a promise kept alone", [["For", "Against"], ["duty", "a|b"]]),
        lines="""
+| For | Against |
+|---|---|
+| duty | a\\|b |
""",
    ),
    case(
        "a picture in a stem",
        CONSTRUCTS,
        word.picture("How does the fog", alt="A foggy coast"),
        lines="""
-How does the fog change the telling?
+How does the fog change the telling? ![A foggy coast](images/from-word-1.png)
""",
    ),
    case(
        "a picture alone",
        CONSTRUCTS,
        word.picture("Is Mr Pell a coward?", alone=True, alt="Mr Pell"),
        lines="+![Mr Pell](images/from-word-1.png)",
    ),
    # Elsewhere
    case(
        "an option moved",
        CONSTRUCTS,
        word.swap("a bell", "a ship"),
        lines="""
-- [ ] a ship
+- [ ] a ship
""",
    ),
    case(
        "an entry moved",
        CONSTRUCTS,
        word.swap("Is Mr Pell a coward?", "Who keeps the lamp?"),
        lines="""
-- Who keeps the lamp?
+- Who keeps the lamp?
""",
    ),
    case(
        "a question moved",
        CONSTRUCTS,
        word.move("The Marigold comes home.", "A boat drifts", "Who tells the story?"),
        lines="""
+:::{question}
+:type: truefalse
+:answer: false
+The *Marigold* comes home.
+:::
-:::{question}
-:type: truefalse
-:answer: false
-The *Marigold* comes home.
-:::
""",
    ),
    # Several at once
    case(
        "reworded, deleted, new",
        CONSTRUCTS,
        word.reword("What does the lamp stand for?", "lamp", "lantern"),
        word.delete("a bell"),
        word.add("Which two are in the tower?", "Who sleeps?", "Question"),
        lines="""
-What does the lamp stand for?
+What does the lantern stand for?
+:::{question}
+Who sleeps?
+:::
-- [ ] a bell
""",
    ),
    # Real packs
    case(
        "a stem over two lines",
        SCIENCE,
        word.reword("Count the bubbles given off", "three times", "four times"),
        lines="",
    ),
    case(
        "an objective with emphasis",
        NOVEL,
        word.reword("retell the plot and explain", "retell", "tell"),
        lines="",
    ),
    case(
        "a warning",
        SCIENCE,
        word.reword("Many lamps warm what they shine on.", "Many", "Most"),
        lines="",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_edit_lands_on_its_lines_and_nothing_else_is_touched(case: Case, school: School) -> None:
    pulled = school.pull(word.edited(school.worksheet(case.pack), *case.edits))

    assert pulled.is_whole, [str(notice) for notice in pulled.notices]
    if case.lines:
        assert sorted(changed(pulled)) == sorted(case.lines)
    else:
        assert [line[0] for line in changed(pulled)] == ["-", "+"]


THROUGH_LIBREOFFICE = (
    "a word of a stem",
    "an option",
    "a cell of a rubric",
    "bold",
    "no longer italic",
    "a question is deleted",
    "a new question",
    "a new row",
    "a picture in a stem",
    "a question moved",
    "reworded, deleted, new",
    "Arabic",
)


@pytest.mark.parametrize("name", THROUGH_LIBREOFFICE)
def test_an_edit_lands_on_its_lines_after_libreoffice_saved_it(
    name: str, school: School, saved_by_libreoffice: Callable[[bytes], bytes]
) -> None:
    case = next(case for case in CASES if case.name == name)

    pulled = school.pull(
        saved_by_libreoffice(word.edited(school.worksheet(case.pack), *case.edits))
    )

    assert pulled.is_whole, [str(notice) for notice in pulled.notices]
    assert sorted(changed(pulled)) == sorted(case.lines)


# --- Nothing edited, nothing changed ----------------------------------------------------------


@pytest.mark.parametrize("pack", PACKS)
def test_a_file_that_nobody_edited_changes_nothing(pack: str, school: School) -> None:
    pulled = school.pull(school.worksheet(pack))

    assert (pulled.files, pulled.diff, pulled.notices) == ({}, [], [])


def test_a_reading_that_was_taken_away_is_told_and_not_pulled(school: School) -> None:
    def without_reading(document: Document) -> None:
        ruby = next(document.element.body.iter(f"{{{word.W}}}ruby"))
        ruby.remove(ruby.find(f"{{{word.W}}}rt"))

    pulled = school.pull(word.edited(school.worksheet(JAPANESE), without_reading))
    assert not pulled.files
    assert any("ruby" in notice.text for notice in pulled.notices)


@pytest.mark.parametrize("pack", PACKS)
def test_a_file_that_libreoffice_saved_changes_nothing(
    pack: str, school: School, saved_by_libreoffice: Callable[[bytes], bytes]
) -> None:
    saved = saved_by_libreoffice(school.worksheet(pack))

    assert saved != school.worksheet(pack)
    pulled = school.pull(saved)
    assert (pulled.files, pulled.notices) == ({}, [])


def test_a_file_that_lost_what_it_carried_is_compared_with_the_source(school: School) -> None:
    data = without(school.worksheet(CONSTRUCTS), "customXml")
    edited = word.edited(data, word.reword("What does the lamp stand for?", "lamp", "lantern"))

    assert school.pull(data, CONSTRUCTS).files == {}
    assert changed(school.pull(edited, CONSTRUCTS)) == [
        "-What does the lamp stand for?",
        "+What does the lantern stand for?",
    ]


def without(data: bytes, word: str) -> bytes:
    """Return a package without the members that have a word in their names, nor ties to them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if word in name:
                continue
            content = old.read(name)
            if name.endswith((".rels", "[Content_Types].xml")):
                tags = re.compile(rf"<(?:Relationship|Override) [^>]*{word}[^>]*/>")
                content = tags.sub("", content.decode()).encode()
            new.writestr(name, content)
    return out.getvalue()


# --- Both sides changed -----------------------------------------------------------------------


@pytest.fixture
def changing(school: School, tmp_path: Path) -> School:
    """A workspace of its own, whose source may be changed after the worksheet was made."""
    shutil.copytree(school.folder / "source" / CONSTRUCTS, tmp_path / "source" / CONSTRUCTS)
    shutil.copytree(school.folder / "out" / CONSTRUCTS, tmp_path / "out" / CONSTRUCTS)
    return School(tmp_path)


def rewrite(school: School, old: str, new: str) -> None:
    path = school.folder / "source" / CONSTRUCTS / "20-tasks.md"
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def test_what_the_source_became_meanwhile_stays(changing: School) -> None:
    rewrite(changing, "Who keeps the lamp?", "Who lights the lamp?")
    rewrite(changing, "# Tasks {#tasks}", "# Tasks {#tasks}\n\nA paragraph that is new.")
    rewrite(changing, "- [ ] a ship\n", "")
    edits = (word.reword("What does the lamp stand for?", "lamp", "lantern"), word.delete("a bell"))

    pulled = changing.pull(word.edited(changing.worksheet(CONSTRUCTS), *edits))

    assert pulled.is_whole, [str(notice) for notice in pulled.notices]
    assert changed(pulled) == [
        "-What does the lamp stand for?",
        "+What does the lantern stand for?",
        "-- [ ] a bell",
    ]


def test_the_same_change_on_both_sides_is_none(changing: School) -> None:
    rewrite(changing, "What does the lamp stand for?", "What does the lantern stand for?")
    edit = word.reword("What does the lamp stand for?", "lamp", "lantern")

    pulled = changing.pull(word.edited(changing.worksheet(CONSTRUCTS), edit))

    assert (pulled.files, pulled.notices) == ({}, [])


def test_two_changes_of_one_paragraph_are_a_conflict_and_the_source_stays(changing: School) -> None:
    rewrite(changing, "What does the lamp stand for?", "What does the light stand for?")
    edit = word.reword("What does the lamp stand for?", "lamp", "lantern")
    other = word.reword("Who keeps the lamp?", "keeps", "trims")

    pulled = changing.pull(word.edited(changing.worksheet(CONSTRUCTS), edit, other))

    (conflict,) = pulled.notices
    assert str(conflict) == (
        "source/every-construct/20-tasks.md:44: conflict: “What does the lamp stand for?” became "
        "“What does the lantern stand for?” in Word and “What does the light stand for?” in the source"
    )
    assert changed(pulled) == ["-- Who keeps the lamp?", "+- Who trims the lamp?"]


STEM = "What does the lamp stand for?"


@pytest.mark.parametrize(
    ("source", "edit", "both"),
    [
        (
            "What does the lamp mean?",
            word.reword(STEM, "What", "Whom"),
            "Whom does the lamp mean?",
        ),
        (
            "What does the lamp stand for? Give a reason.",
            word.reword(STEM, "lamp", "lantern"),
            "What does the lantern stand for? Give a reason.",
        ),
        (
            "What does the *lamp* stand for?",
            word.reword(STEM, "stand for?", "stand for, and why?"),
            "What does the *lamp* stand for, and why?",
        ),
        (
            "What, then, does the lamp stand for?",
            word.face(STEM, "lamp", bold=True),
            "What, then, does the **lamp** stand for?",
        ),
        (
            "What does the light stand for?",
            word.overwrite(STEM, "Say: what does the light stand for?"),
            "Say: what does the light stand for?",
        ),
    ],
    ids=["words", "a sentence", "emphasis there", "emphasis here", "a change of both"],
)
def test_changes_of_one_paragraph_that_do_not_touch_are_both_kept(
    changing: School, source: str, edit: word.Edit, both: str
) -> None:
    rewrite(changing, STEM, source)

    pulled = changing.pull(word.edited(changing.worksheet(CONSTRUCTS), edit))

    assert pulled.is_whole, [str(notice) for notice in pulled.notices]
    assert changed(pulled) == [f"-{source}", f"+{both}"]


@pytest.mark.parametrize(
    ("source", "edit"),
    [
        ("What does the lamp not stand for?", word.reword(STEM, "the lamp", "the lamp never")),
        ("What does the lamp?", word.reword(STEM, "stand", "care")),
        ("What does the lamp stand at?", word.reword(STEM, "for?", "for")),
    ],
    ids=["in one place", "in what is gone", "side by side"],
)
def test_changes_that_touch_are_a_conflict(changing: School, source: str, edit: word.Edit) -> None:
    rewrite(changing, STEM, source)

    pulled = changing.pull(word.edited(changing.worksheet(CONSTRUCTS), edit))

    assert [notice.sort for notice in pulled.notices] == [Sort.CONFLICT]
    assert pulled.files == {}


def test_a_cell_changed_on_both_sides_is_merged(changing: School) -> None:
    rewrite(changing, "weighs two sides", "weighs two sides with care")
    edit = word.reword("weighs two sides", "weighs", "holds")

    pulled = changing.pull(word.edited(changing.worksheet(CONSTRUCTS), edit))

    assert pulled.is_whole, [str(notice) for notice in pulled.notices]
    assert "holds two sides with care" in changed(pulled)[1]


def test_a_deletion_of_what_the_source_changed_is_a_conflict(changing: School) -> None:
    rewrite(changing, "- [ ] a bell", "- [ ] a brass bell")

    pulled = changing.pull(word.edited(changing.worksheet(CONSTRUCTS), word.delete("a bell")))

    assert [notice.sort for notice in pulled.notices] == [Sort.CONFLICT]
    assert pulled.files == {}


def test_a_change_of_what_the_source_lost_is_a_conflict(changing: School) -> None:
    rewrite(changing, "- [ ] a bell\n", "")
    edit = word.reword("a bell", "bell", "bell of brass")

    pulled = changing.pull(word.edited(changing.worksheet(CONSTRUCTS), edit))

    assert Sort.CONFLICT in [notice.sort for notice in pulled.notices]
    assert pulled.files == {}


# --- What cannot come home is told ------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (word.reword("Worksheet · English", "Worksheet", "Exam"), "Exam · English"),
        (word.reword("Answer 1 of the 2", "1 of", "both of"), "Answer both of"),
        (word.add_behind("minds the lamp", "a second line"), "a second line"),
        (word.delete("Total: 1 mark"), "Total: 1 mark"),
        (word.delete_row("minds the lamp"), "was deleted"),
        (word.swap("founder", "keeper"), "founder"),
    ],
    ids=["what is generated", "a rule", "a cell", "a sum", "half a pair", "a scrambled column"],
)
def test_what_cannot_come_home_is_told_with_its_line(
    edit: word.Edit, told: str, school: School
) -> None:
    pulled = school.pull(word.edited(school.worksheet(CONSTRUCTS), edit))

    assert not pulled.is_whole
    assert any(told in notice.text for notice in pulled.notices), pulled.notices
    assert all(notice.span.path.endswith(".md") for notice in pulled.notices)


def test_a_line_in_the_header_is_told(school: School) -> None:
    def edit(document: Document) -> None:
        document.sections[0].footer.paragraphs[0].add_run("Harbour School")

    pulled = school.pull(word.edited(school.worksheet(CONSTRUCTS), edit))

    (notice,) = pulled.notices
    assert "Harbour School" in notice.text
    assert "studypack.toml" in notice.text


# --- What changes no word is told too ---------------------------------------------------------


LOOKS = (
    ("a colour", word.colour(STEM, "C00000"), "colour"),
    ("a size", word.dress(STEM, size=Pt(20)), "size"),
    ("underlining", word.dress(STEM, underline=True), "underlining"),
    ("raised letters", word.dress(STEM, superscript=True), "raised or lowered letters"),
    ("highlighting", word.dress(STEM, highlight_color=WD_COLOR_INDEX.YELLOW), "highlighting"),
    ("a font", word.dress(STEM, name="Comic Sans MS"), "another font"),
    ("alignment", word.align(STEM, WD_ALIGN_PARAGRAPH.CENTER), "alignment"),
    ("a page break", word.new_page(STEM), "a new page"),
    ("a style", word.restyle("Who keeps the lamp?", "Heading 3"), "its style was"),
    ("a level", word.indent("Who keeps the lamp?", 1), "another level of its list"),
    ("a reference", word.refer("Read How it begins", "the start"), "the text of a reference"),
    ("a text box", word.text_box(STEM, "Look here!"), "Look here!"),
)


@pytest.mark.parametrize(
    ("edit", "told"), [pytest.param(edit, told, id=name) for name, edit, told in LOOKS]
)
def test_an_edit_that_no_pack_can_hold_is_told_with_its_line(
    edit: word.Edit, told: str, school: School
) -> None:
    pulled = school.pull(word.edited(school.worksheet(CONSTRUCTS), edit))

    (notice,) = pulled.notices
    assert (pulled.files, notice.sort) == ({}, Sort.LOST)
    assert told in notice.text
    line = (school.folder / notice.span.path).read_text("utf-8").splitlines()[notice.span.line - 1]
    assert any(words in line for words in (STEM, "Who keeps the lamp?", ":instructions: Read"))


def test_the_alternative_text_of_a_picture_is_told(school: School) -> None:
    before = re.search(r'descr="([^"]{9,})"', _document(school.worksheet(NOVEL)))
    assert before is not None
    edit = word.describe(html.unescape(before[1]), "A shorter one")

    pulled = school.pull(word.edited(school.worksheet(NOVEL), edit))

    assert ["alternative text" in notice.text for notice in pulled.notices] == [True]


def test_the_colour_of_a_new_question_is_told_and_its_words_come_home(school: School) -> None:
    new = word.add("How does the fog", "Where does the ship sink?", "Question")
    edit = word.colour("Where does the ship sink?", "C00000")

    pulled = school.pull(word.edited(school.worksheet(CONSTRUCTS), new, edit))

    assert "+Where does the ship sink?" in changed(pulled)
    assert ["colour" in notice.text for notice in pulled.notices] == [True]


FILLED = {
    "q6.A": "x",
    "q8.true": "x",
    "q9": "12",
    "q10.1": "B",
    "q13.2": "jetty",
    "gaps.1": "lamp",
    "name-line.1": "Ada",
}


def test_what_is_filled_in_is_told_by_question_and_never_pulled(
    school: School, saved_by_libreoffice: Callable[[bytes], bytes]
) -> None:
    data = filled_in(school.worksheet(CONSTRUCTS), FILLED)
    for sheet in (data, saved_by_libreoffice(data)):
        pulled = school.pull(sheet)

        assert pulled.files == {}
        told = [notice.text.partition(" was ")[0] for notice in pulled.notices]
        assert sorted(told) == [
            *("gaps: “lamp”", "name-line: “Ada”", "q10: “B”", "q13: “jetty”"),
            *("q6: “A”", "q8: “true”", "q9: “12”"),
        ]
        lines = {notice.text[:2]: notice.span.line for notice in pulled.notices}
        source = (school.folder / "source" / CONSTRUCTS / "20-tasks.md").read_text("utf-8")
        assert source.splitlines()[lines["q6"] - 1] == ":::{question}"


def test_a_stem_beside_a_filled_gap_still_comes_home(school: School) -> None:
    data = filled_in(school.worksheet(CONSTRUCTS), {"gaps.1": "lamp"})
    edit = word.reword("Ada lights the", "Ada lights", "Ada trims")

    pulled = school.pull(word.edited(data, edit))

    assert [line[:9] for line in changed(pulled)] == ["-Ada ligh", "+Ada trim"]
    assert "[lamp]{.blank}" in changed(pulled)[1]
    assert ["gaps" in notice.text for notice in pulled.notices] == [True]


def test_what_is_written_over_a_gap_does_not_take_it_away(school: School) -> None:
    """A file that has lost its fields shows an answer as text."""

    def edit(document: Document) -> None:
        for control in list(document.element.body.iter(f"{{{word.W}}}sdt")):
            tag = control.find(f"{{{word.W}}}sdtPr/{{{word.W}}}tag")
            if tag is not None and tag.get(f"{{{word.W}}}val") == "gaps.1":
                control.addprevious(parse_xml(f'<w:r xmlns:w="{word.W}"><w:t>lamp</w:t></w:r>'))
                control.getparent().remove(control)

    pulled = school.pull(word.edited(school.worksheet(CONSTRUCTS), edit))

    assert pulled.files == {}
    assert ["written over a gap" in notice.text for notice in pulled.notices] == [True]


def test_a_key_that_was_ticked_anew_in_the_teachers_copy_is_told(changing: School) -> None:
    command = ["build", "--workspace", str(changing.folder), "--product", "worksheet"]
    assert main([*command, "--edition", "teacher", "--format", "docx"]) == 0
    path = changing.folder / "out" / CONSTRUCTS / f"{CONSTRUCTS}-worksheet-teacher.docx"

    assert changing.pull(path.read_bytes()).notices == []

    (notice,) = changing.pull(filled_in(path.read_bytes(), {"q6.B": "x"})).notices
    assert notice.text.startswith("q6: “B” was filled in")


def _document(data: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()


def test_a_formula_that_word_changed_is_told(school: School) -> None:
    def edit(document: Document) -> None:
        math = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
        next(document.element.body.iter(math)).text = "Q"

    pulled = school.pull(word.edited(school.worksheet(SCIENCE), edit))

    assert not pulled.is_whole
    assert pulled.files == {}


# --- Tracked changes and comments -------------------------------------------------------------


def tracked(school: School) -> bytes:
    return word.edited(
        school.worksheet(CONSTRUCTS),
        word.track("What does the lamp stand for?", "lamp", "lantern", "A. Reader"),
        word.comment("Who keeps the lamp?", "Is this fair?", "B. Reader"),
    )


def test_tracked_changes_and_comments_are_listed_with_author_and_line(school: School) -> None:
    pulled = school.pull(tracked(school))

    assert [str(notice) for notice in pulled.notices] == [
        "source/every-construct/20-tasks.md:19: B. Reader: Is this fair?",
        "source/every-construct/20-tasks.md:44: A. Reader: deleted “lamp”",
        "source/every-construct/20-tasks.md:44: A. Reader: inserted “lantern”",
    ]
    assert changed(pulled)[1] == "+What does the lantern stand for?"


def test_tracked_changes_can_be_rejected(school: School) -> None:
    pulled = school.pull(tracked(school), accepted=False)

    assert pulled.files == {}
    assert len(pulled.notices) == 3


# --- The command ------------------------------------------------------------------------------


def test_the_command_shows_first_and_writes_when_asked(
    changing: School, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "sheet.docx"
    edit = word.reword("What does the lamp stand for?", "lamp", "lantern")
    file.write_bytes(word.edited(changing.worksheet(CONSTRUCTS), edit, word.delete("a bell")))
    source = tmp_path / "source" / CONSTRUCTS / "20-tasks.md"
    before = source.read_text("utf-8")
    command = ["pull", str(file), "--workspace", str(tmp_path)]

    assert main(command) == 0
    assert "+What does the lantern stand for?" in capsys.readouterr().out
    assert source.read_text("utf-8") == before

    assert main([*command, "--apply"]) == 0
    wanted = before.replace("the lamp stand", "the lantern stand").replace("- [ ] a bell\n", "")
    assert source.read_text("utf-8") == wanted

    capsys.readouterr()
    assert main([*command, "--apply"]) == 0
    assert capsys.readouterr().err.strip() == "nothing to bring back"
    assert source.read_text("utf-8") == wanted


def test_line_ends_and_a_byte_order_mark_stay(changing: School) -> None:
    path = changing.folder / "source" / CONSTRUCTS / "20-tasks.md"
    marked = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(marked)
    edits = (
        word.reword("What does the lamp stand for?", "lamp", "lantern"),
        word.copy_behind("a bell", "a foghorn"),
    )

    pulled = changing.pull(word.edited(changing.worksheet(CONSTRUCTS), *edits))

    assert pulled.files["source/every-construct/20-tasks.md"] == marked.replace(
        b"the lamp stand", b"the lantern stand"
    ).replace(b"- [ ] a bell\r\n", b"- [ ] a bell\r\n- [ ] a foghorn\r\n")


def test_a_new_choice_gets_no_key_and_the_line_is_named(school: School) -> None:
    edits = (
        word.add("How does the fog", "Where does it sink?", "Question"),
        word.add("How does the fog", "at sea", "Option"),
        word.add("How does the fog", "in port", "Option"),
    )

    pulled = school.pull(word.edited(school.worksheet(CONSTRUCTS), *edits))

    assert sorted(changed(pulled)) == sorted(
        ["+:::{question}", "+Where does it sink?", "+- [ ] at sea", "+- [ ] in port", "+:::"]
    )
    (note,) = pulled.notices
    assert note.sort is Sort.NOTE
    content = pulled.files[note.span.path].decode().splitlines()
    assert content[note.span.line - 1] == "- [ ] at sea"


def test_a_moved_question_stands_before_the_one_that_it_was_put_before(school: School) -> None:
    edit = word.move("The Marigold comes home.", "A boat drifts", "Who tells the story?")

    pulled = school.pull(word.edited(school.worksheet(CONSTRUCTS), edit))

    text = pulled.files["source/every-construct/20-tasks.md"].decode()
    assert text.index("comes home.") < text.index("Who tells the story?")
    assert text.index("How does the fog") < text.index("comes home.")


def test_what_looks_like_a_directive_in_word_is_text_in_the_source(school: School) -> None:
    edit = word.overwrite("What does the lamp stand for?", "Look:\n:::{teacher} here\n# there")

    pulled = school.pull(word.edited(school.worksheet(CONSTRUCTS), edit))

    assert pulled.is_whole
    assert changed(pulled)[1:] == ["+Look:\\", "+\\:::{teacher} here\\", "+\\# there"]


# --- Hostile files ----------------------------------------------------------------------------


def package(data: bytes, **members: bytes) -> bytes:
    """Return a package with members replaced or put in: `word__document` is word/document.xml."""
    out = io.BytesIO()
    names = {name.replace("__", "/") + ".xml": content for name, content in members.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, names.pop(name, None) or old.read(name))
        for name, content in names.items():
            new.writestr(name, content)
    return out.getvalue()


NESTED = (
    f'<w:document xmlns:w="{word.W}"><w:body><w:p>{"<w:ins>" * 10_000}'.encode()
    + f"{'</w:ins>' * 10_000}</w:p></w:body></w:document>".encode()
)


def hostile() -> Iterator[tuple[str, Callable[[bytes], bytes], str]]:
    yield "nothing", lambda _: b"", "not a Word file"
    yield "half a file", lambda data: data[: len(data) // 2], "not a Word file"
    yield "an old file", lambda _: b"\xd0\xcf\x11\xe0" + bytes(600), "old Word file"
    yield "broken XML", lambda data: package(data, word__document=b"<w:document"), "well-formed"
    yield "no document", lambda data: without(data, "word/document.xml"), "word/document.xml"
    yield "another root", lambda data: package(data, word__document=b"<html/>"), "not a Word"
    bomb = b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>'
    yield "entities", lambda data: package(data, word__document=bomb), "entities"
    yield "macros", with_macros, "macros"
    yield (
        "changes in changes",
        lambda data: package(data, word__document=NESTED),
        "nested|well-formed",
    )
    yield "a zip bomb", lambda data: package(data, word__big=bytes(120_000_000)), "unpack"


def with_macros(data: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("spoil", "told"), [pytest.param(spoil, told, id=name) for name, spoil, told in hostile()]
)
def test_a_hostile_file_is_refused_with_a_word_on_what_helps(
    spoil: Callable[[bytes], bytes],
    told: str,
    school: School,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = spoil(school.worksheet(JAPANESE))
    with pytest.raises(CannotOpen, match=told) as refusal:
        read_bytes(data)
    assert refusal.value.help

    file = tmp_path / "sheet.docx"
    file.write_bytes(data)
    assert main(["pull", str(file), "--workspace", str(school.folder)]) == 2
    assert "help:" in capsys.readouterr().err


def test_a_file_of_another_workspace_is_refused(
    school: School, workspace: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "sheet.docx"
    file.write_bytes(school.worksheet(JAPANESE))

    ran = workspace.run("pull", str(file))

    assert ran.status == 2
    assert "'japanese-seasons', which is not in this workspace" in ran.err


# --- The guards can fail ----------------------------------------------------------------------


def test_the_comparison_sees_an_edit_of_one_letter(school: School) -> None:
    edit = word.reword("Who keeps the lamp?", "lamp", "lamb")

    assert school.pull(word.edited(school.worksheet(CONSTRUCTS), edit)).files


def test_an_edit_that_no_step_makes_is_told(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studypack.pulling.bringing.text_edits", lambda *_: [])
    edit = word.reword("Who keeps the lamp?", "lamp", "lamb")

    pulled = school.pull(word.edited(school.worksheet(CONSTRUCTS), edit))

    assert [notice.sort for notice in pulled.notices] == [Sort.LOST]


def test_a_file_that_carried_an_answer_would_not_be_passed_on(school: School) -> None:
    """What is carried is searched like every other part, whatever cuts the words."""
    data = school.worksheet(JAPANESE)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.read("customXml/item1.xml").decode()
    secret = "the promise that she keeps alone"
    cut = "<line><span>the promise </span><span face='b'>that she</span><span> keeps alone</span></line>"
    spoiled = package(
        data, customXml__item1=part.replace("</worksheet>", f"{cut}</worksheet>").encode()
    )
    kept = Withheld(never=(needle(secret),))

    assert not leaks(data, "docx", kept)
    assert [leak.place for leak in leaks(spoiled, "docx", kept)] == ["customXml/item1.xml"]
