"""Sixty edits of the worksheets of our own packs come home, by every way that a file can take.

Those of one pack are made in one file, as a department would make them in a term: what one edit does
to the lines must not lead another astray.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import wordedits as word
from googledocs import through_google_docs
from schools import School, changed
from studypack.cli import main

SOURCE = Path(__file__).parent.parent / "source"


@dataclass(frozen=True)
class Edited:
    """Edits of a pack's worksheet, and the lines of its source that must change by them.

    words   edits inside of paragraphs, and lines that were deleted
    blocks  what is new, moved or deleted with all that belongs to it: that takes styles
    """

    pack: str
    words: tuple[word.Edit, ...]
    lines: str
    blocks: tuple[word.Edit, ...]
    further: str


NOVEL = Edited(
    "never-let-me-go",
    words=(
        word.overwrite("A study pack", "A reader’s companion"),
        word.reword("plan, write and improve", "improve", "polish"),
        word.reword("What you make shows who you are.", "shows", "tells"),
        word.reword("Which jobs have the word care", "Who decides", "Who should decide"),
        word.reword("Who might say ‘never let me go’", "Who might say", "Who would say"),
        word.reword("He wants to write it down", "either of them", "one of them"),
        word.overwrite("poignant", "touching"),
        word.reword("not returned by the person", "returned", "given back"),
        word.overwrite("What are the boys talking about?", "Of what do the boys speak?"),
        word.reword("a life in an office", "a life", "work"),
        word.face("Complete the table.", "table", bold=True),
        word.delete("She refuses to let Madame have"),
    ),
    lines="""
-  All of them are proud when their work is taken.
-- What you make shows who you are.
+- What you make tells who you are.
-- Which jobs have the word *care* in them? Who decides how much they are worth?
+- Which jobs have the word *care* in them? Who should decide how much they are worth?
-- [ ] He wants to write it down before either of them dies
+- [ ] He wants to write it down before one of them dies
-- [ ] She refuses to let Madame have any of her work
-- plan, write and improve an exam essay
+- plan, write and polish an exam essay
+Complete the **table**.
-Complete the table.
+Of what do the boys speak?
-What are the boys talking about?
-Who might say 'never let me go', and to whom? Give **two** quite different possibilities.
+Who would say 'never let me go', and to whom? Give **two** quite different possibilities.
+subtitle: A reader’s companion
-subtitle: A study pack
-| a life in an office | Ruth | a woman in the town of [Cromer]{.blank} must be the one who served as her model. |
-| poignant | moving, with a touch of pain |
+| touching | moving, with a touch of pain |
+| unrequited | not given back by the person one loves |
-| unrequited | not returned by the person one loves |
+| work in an office | Ruth | a woman in the town of [Cromer]{.blank} must be the one who served as her model. |
""",
    blocks=(
        word.swap("One of you is Miss Lucy", "Alone, write down three"),
        word.copy_behind("Is there something that adults kept", "Whom do you trust?"),
        word.add("The rainy afternoon", "Who is Marie-Claude?", "Question"),
    ),
    further="""
+- Whom do you trust?
+2. Alone, write down three arguments for your side and one thing that you are ashamed of.
-2. Alone, write down three arguments for your side and one thing that you are ashamed of.
+:::
+:::{question}
+Who is Marie-Claude?
""",
)

SCIENCE = Edited(
    "photosynthesis",
    words=(
        word.overwrite("How plants turn light into food", "From light to sugar"),
        word.delete("describe five ways in which"),
        word.reword("The apparatus.", "The apparatus", "What you build"),
        word.reword("Set the lamp 10 cm", "come steadily", "come evenly"),
        word.reword("Many lamps warm", "Many", "Most"),
        word.reword("A tree is made mostly", "mostly", "chiefly"),
        word.reword("In which tissue of a leaf", "most photosynthesis", "most of photosynthesis"),
        word.face("to open the pores in its roots", "pores", strike=True),
        word.reword("waterproof but lets light", "waterproof", "watertight"),
        word.overwrite("The tomato grower", "Tomatoes for sale"),
        word.face("Read off the rate at Q.", "rate", italic=True),
        word.reword("another group could carry it out", "carry it out", "repeat it"),
        word.delete_row("one control variable named"),
        word.reword("the simple sugar made in photosynthesis", "made", "formed"),
    ),
    lines="""
+- A tree is made chiefly out of soil.
-- A tree is made mostly out of soil.
-- [ ] to open the pores in its roots
+- [ ] to open the ~~pores~~ in its roots
-- describe five ways in which a plant uses glucose
+3. Set the lamp 10 cm from the tube. Wait five minutes, until the bubbles come evenly.
-3. Set the lamp 10 cm from the tube. Wait five minutes, until the bubbles come steadily.
+: the simple sugar formed in photosynthesis
-: the simple sugar made in photosynthesis
-:::{question} The tomato grower
+:::{question} Tomatoes for sale
+In which tissue of a leaf does most of photosynthesis take place?
-In which tissue of a leaf does most photosynthesis take place?
-Many lamps warm what they shine on. The water takes up most of that heat, so the temperature around the pondweed stays
+Most lamps warm what they shine on. The water takes up most of that heat, so the temperature around the pondweed stays
+Read off the *rate* at Q.
-Read off the rate at Q.
-The apparatus. The distance $d$ runs from the lamp to the boiling tube.
+What you build. The distance $d$ runs from the lamp to the boiling tube.
+subtitle: From light to sugar
-subtitle: How plants turn light into food
-| Fair test | one control variable named | several, with how they are kept the same |
-| Method | can be followed in part | another group could carry it out |
+| Method | can be followed in part | another group could repeat it |
-| cuticle | waterproof but lets light through |
+| cuticle | watertight but lets light through |
""",
    blocks=(
        word.copy_behind("to absorb more light", "to make chlorophyll"),
        word.add_behind("Repeat steps 3 and 4", "Keep the room dark.", "Question Text"),
        word.delete_from("Plants respire only at night.", "Which three of these are ways"),
    ),
    further="""
+- [ ] to make chlorophyll
-:::
-:::
-:::{answer}
-:::{question}
-:answer: false
-:id: q-night
-:marks: 1
-:skill: AO1
-False: they respire all the time. By day it goes unnoticed, because photosynthesis is faster.
+Keep the room dark.
-Plants respire only at night.
""",
)

JAPANESE = Edited(
    "japanese-seasons",
    words=(
        word.overwrite("季語と随筆を読む", "季語を読む"),
        word.reword("身の回りの季節を", "自分のことば", "短い文"),
        word.delete("暦の上の季節と、今の季節の"),
        word.overwrite("味わう・かぐ", "味わう"),
        word.reword("「私」は、ふきのとうの天ぷら", "喜んで", "急いで"),
        word.reword("秋分は立秋の何日後か", "何日後か", "何日あとか"),
        word.face("家が人手に渡ったのに", "人手", bold=True),
        word.reword("五・七・五に近い", "近い", "なっている"),
        word.delete_row("感覚を一つ使う"),
        word.reword("カードを歳時記で調べ", "調べ", "引き"),
        word.reword("季語の役割を友達に", "友達", "家族"),
    ),
    lines="""
-- 季語の役割を友達に説明できる。
+- 季語の役割を家族に説明できる。
-- 暦の上の季節と、今の季節の感じ方との違いに気づく
+- 身の回りの季節を、短い文で書き表す
-- 身の回りの季節を、自分のことばで書き表す
+2. カードを歳時記で引き、どの季節の季語かを確かめる。
-2. カードを歳時記で調べ、どの季節の季語かを確かめる。
-subtitle: 季語と随筆を読む
+subtitle: 季語を読む
+| 俳句 | 五・七・五になっている | 形が整い、季語が生きている |
-| 俳句 | 五・七・五に近い | 形が整い、季語が生きている |
-| 表現 | 感覚を一つ使う | 感覚を二つ以上使い、ことばを選んでいる |
+| 見る | 聞く | 味わう |
-| 見る | 聞く | 味わう・かぐ |
-「私」は、ふきのとうの天ぷらを喜んでたくさん食べた。
+「私」は、ふきのとうの天ぷらを急いでたくさん食べた。
+八月七日を立秋、九月二十三日を秋分とすると、秋分は立秋の何日あとか。
-八月七日を立秋、九月二十三日を秋分とすると、秋分は立秋の何日後か。
+家が**人手**に渡ったのに、「縁側は、今も私の中にある」といえるのはなぜか。
-家が人手に渡ったのに、「縁側は、今も私の中にある」といえるのはなぜか。
""",
    blocks=(
        word.copy_behind("四季の順に並べて", "感想を書く。"),
        word.swap("この一週間に見聞きした", "季語でないものは"),
        word.add("書いてみよう", "好きな季語は何か。", "Question"),
    ),
    further="""
+3. 季語でないものは、自分たちの季語として説明と例文を書く。
-3. 季語でないものは、自分たちの季語として説明と例文を書く。
+5. 感想を書く。
+:::
+:::{question}
+好きな季語は何か。
""",
)

ARABIC = Edited(
    "arabic-coffee-house",
    words=(
        word.overwrite("نصٌّ للقراءة وأسئلة", "نصٌّ وأسئلة"),
        word.reword("تكتب خاتمةً أخرى", "أخرى", "جديدة"),
        word.delete("تفسّر معنى عبارةٍ مجازيّة"),
        word.overwrite("ليحتموا من الثلج", "ليحتموا من المطر"),
        word.reword("قرأت ليلى الحكاية", "كتاب", "دفتر"),
        word.reword("رتّب أحداث القصّة.", "القصّة", "الحكاية"),
        word.reword("طلب رجلٌ إطفاء المصابيح.", "المصابيح", "الشموع"),
        word.overwrite("مضيء", "منير"),
        word.reword("أيّ سنةٍ ميلاديّة", "أيّ سنةٍ", "كم سنةً"),
        word.face("لماذا طلب الرجل", "لماذا", bold=True),
        word.reword("جملةٌ أو جملتان", "جملتان", "ثلاث"),
        word.delete_row("أخطاء لا تحجب المعنى"),
        word.reword("أفهم العبارة المجازيّة", "أشرحها", "أفسّرها"),
    ),
    lines="""
+**لماذا** طلب الرجل في آخر القصّة إطفاء المصابيح بعد أن عادت الكهرباء؟ استشهد بعبارةٍ من النصّ.
-- [ ] ليحتموا من الثلج
+- [ ] ليحتموا من المطر
-- أفهم العبارة المجازيّة وأستطيع أن أشرحها.
+- أفهم العبارة المجازيّة وأستطيع أن أفسّرها.
-- تفسّر معنى عبارةٍ مجازيّة
-- تكتب خاتمةً أخرى للقصّة
+- تكتب خاتمةً جديدة للقصّة
+5. طلب رجلٌ إطفاء الشموع.
-5. طلب رجلٌ إطفاء المصابيح.
-subtitle: نصٌّ للقراءة وأسئلة
+subtitle: نصٌّ وأسئلة
+| الحوار | جملةٌ أو ثلاث | حوارٌ يكشف ما يشعر به المتحاوران |
-| الحوار | جملةٌ أو جملتان | حوارٌ يكشف ما يشعر به المتحاوران |
-| اللغة | أخطاء لا تحجب المعنى | لغةٌ سليمة وعلامات ترقيمٍ صحيحة |
-| مظلم | مضيء |
+| مظلم | منير |
-أيّ سنةٍ ميلاديّة تقابل سنة 1300هـ تقريبًا؟
+رتّب أحداث الحكاية.
-رتّب أحداث القصّة.
+قرأت ليلى الحكاية من دفتر العمّ سليم.
-قرأت ليلى الحكاية من كتاب العمّ سليم.
+كم سنةً ميلاديّة تقابل سنة 1300هـ تقريبًا؟
-لماذا طلب الرجل في آخر القصّة إطفاء المصابيح بعد أن عادت الكهرباء؟ استشهد بعبارةٍ من النصّ.
""",
    blocks=(word.add("رتّب أحداث", "من هي ليلى؟", "Question"),),
    further="""
+:::
+:::{question}
+من هي ليلى؟
""",
)


ALL = (NOVEL, SCIENCE, JAPANESE, ARABIC)


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> School:
    folder = tmp_path_factory.mktemp("school")
    for each in ALL:
        shutil.copytree(SOURCE / each.pack, folder / "source" / each.pack)
    assert main(["build", "--workspace", str(folder), "--product", "worksheet"]) == 0
    return School(folder)


def lines(text: str) -> list[str]:
    return sorted(line for line in text.splitlines() if line)


def test_there_are_fifty_edits_and_more_of_all_packs() -> None:
    assert {each.pack for each in ALL} == {folder.name for folder in SOURCE.iterdir()}
    assert sum(len(each.words) + len(each.blocks) for each in ALL) >= 50


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.pack)
def test_edits_land_on_their_lines_before_and_after_libreoffice_saved_them(
    each: Edited, school: School, saved_by_libreoffice: Callable[[bytes], bytes]
) -> None:
    data = word.edited(school.worksheet(each.pack), *each.words, *each.blocks)

    for sheet in (data, saved_by_libreoffice(data)):
        pulled = school.pull(sheet)

        assert [str(notice) for notice in pulled.notices] == []
        assert sorted(changed(pulled)) == lines(each.lines + each.further)


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.pack)
def test_a_file_that_came_by_way_of_google_docs_keeps_its_edits_and_nothing_else_changes(
    each: Edited, school: School
) -> None:
    untouched = school.pull(through_google_docs(school.worksheet(each.pack)), each.pack)
    assert (untouched.files, untouched.notices) == ({}, [])

    data = through_google_docs(word.edited(school.worksheet(each.pack), *each.words))
    pulled = school.pull(data, each.pack)

    assert [str(notice) for notice in pulled.notices] == []
    assert sorted(changed(pulled)) == lines(each.lines)


def test_paragraphs_are_not_known_by_the_names_that_google_docs_gave_them(school: School) -> None:
    """The names look like ours, and are those of other paragraphs."""
    data = through_google_docs(school.worksheet(ARABIC.pack))
    edit = word.delete("تلخّص أحداث القصّة بالترتيب")

    pulled = school.pull(word.edited(data, edit), ARABIC.pack)

    assert changed(pulled) == ["-- تلخّص أحداث القصّة بالترتيب"]


def test_a_word_that_was_made_bold_in_google_docs_comes_home(school: School) -> None:
    data = through_google_docs(school.worksheet(ARABIC.pack))
    edit = word.face("رتّب أحداث القصّة.", "رتّب", bold=True)

    pulled = school.pull(word.edited(data, edit), ARABIC.pack)

    assert changed(pulled) == ["-رتّب أحداث القصّة.", "+**رتّب** أحداث القصّة."]
