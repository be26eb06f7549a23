"""E-books by our backend: files, navigation, notes, answers, pictures, metadata, style, cover, bytes."""

from __future__ import annotations

import dataclasses
import io
import re
import time
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Picture

from bookfile import EPUB, NAMESPACES, OPF, Book, X, text_of
from checkers import ace, epub_container, epubcheck, on_screens, open_in_reader
from samples import SVG, entries, para, paras, sample_assets, sample_view, table, words
from studypack.backends import backend
from studypack.backends.base import Assets, RenderFault
from studypack.backends.epub.contents import shortened
from studypack.backends.epub.cover import WIDTH, cover_svg
from studypack.backends.epub.vertical import turned
from studypack.checking import check
from studypack.composing import PRODUCTS, Request, compose
from studypack.composing.view import Direction, View
from studypack.diagnostics import Diagnostics
from studypack.labels import Labels
from studypack.model import blocks as b
from studypack.model import generated as g
from studypack.model import tasks as t
from studypack.model.base import Block
from studypack.model.inlines import Image, Marked, Math, NoteRef, Ruby, Text
from studypack.model.pack import Certifier, Footnote, ImageFile, School, Work, Writing
from studypack.reading import read_text
from studypack.resources import template_root
from studypack.validating.epub import problems

ENGLISH = Labels.for_language("en-GB")


def render(view: View, assets: Assets | None = None) -> Book:
    """Return the e-book for a view, which our own look at it finds sound."""
    book = Book(backend("epub").render(view, assets or sample_assets()).data)
    assert problems(book.data) == ()
    return book


def view_of(*blocks: Block, metadata: Mapping[str, Any] | None = None, **changes: Any) -> View:
    """Return a view of these blocks, its metadata and itself changed as told."""
    view = sample_view(ENGLISH, blocks)
    changed = dataclasses.replace(view.metadata, **(metadata or {}))
    return dataclasses.replace(view, metadata=changed, **changes)


def book(*blocks: Block, **changes: Any) -> Book:
    """Return an e-book of these blocks, its view changed as told."""
    return render(view_of(*blocks, **changes))


@lru_cache
def everything() -> Book:
    """Return the e-book with every block type."""
    return render(sample_view(ENGLISH))


def guide_view(source: str, language: str = "en") -> View:
    """Return the guide of a pack with this text."""
    found = Diagnostics()
    pack = read_text(f"---\ntitle: T\nlanguage: {language}\n---\n{source}", found=found)
    checked = check(pack, found)
    assert checked is not None, list(found)
    return compose(checked, Request.of(PRODUCTS["guide"]))


def guide(source: str, language: str = "en") -> Book:
    """Return the e-book of a pack with this text."""
    return render(guide_view(source, language))


def heading(title: str, id: str, level: int = 1) -> b.Heading:
    return b.Heading(level=level, content=words(title), id=id)


# --- Files and their order --------------------------------------------------------------------


def test_each_section_is_a_file_between_the_contents_and_the_answers() -> None:
    made = guide(QUESTIONS)
    assert list(made.pages) == [
        "cover.xhtml", "title.xhtml", "nav.xhtml",
        "section-01-plants.xhtml", "section-02-animals.xhtml",
        "answers-01-answers.xhtml", "answers-02-answers-plants.xhtml",
        "answers-03-answers-animals.xhtml",
    ]  # fmt: skip


def test_the_title_is_the_only_first_level_heading_and_no_level_is_skipped() -> None:
    headings = list(everything().headings())
    assert [(n, t) for n, level, t in headings if level == 1] == [
        ("title.xhtml", "The Sample Pack")
    ]
    above: dict[str, int] = {}
    for name, level, _ in headings:
        assert level <= above.get(name, 1) + 1
        above[name] = level


def test_every_page_but_the_cover_has_a_heading() -> None:
    names = {name for name, _, _ in everything().headings()}
    assert names == set(everything().pages) - {"cover.xhtml"}


def test_what_stands_before_the_first_heading_follows_the_title() -> None:
    made = book(para("Dear reader."), heading("One", "one"), para("Text."))
    assert "Dear reader." in text_of(made.pages["title.xhtml"])
    assert list(made.body) == ["section-02-one.xhtml"]


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("النصّ", "section-01.xhtml"),
        ("Où-ça", "section-01-o-a.xhtml"),
        ("../../etc", "section-01-etc.xhtml"),
        ("x" * 90, f"section-01-{'x' * 40}.xhtml"),
        ("a b?*:|", "section-01-a-b.xhtml"),
    ],
)
def test_a_file_has_a_name_that_is_safe_on_every_system(id: str, name: str) -> None:
    assert list(book(heading("One", id.replace(" ", "_").replace("b_", "b")), para("x")).body) == [
        name
    ]


def test_ids_that_differ_by_case_alone_lead_to_their_own_headings() -> None:
    made = book(heading("A", "Same"), para("x"), heading("B", "same"), para("y"))
    assert contents(made)[1:] == [
        (1, "A", "section-01-same.xhtml#Same"),
        (1, "B", "section-02-same.xhtml#same"),
    ]


def test_a_view_without_blocks_is_a_book_of_a_title() -> None:
    made = book()
    assert list(made.pages) == ["cover.xhtml", "title.xhtml", "nav.xhtml"]
    assert landmarks(made)["bodymatter"] == "title.xhtml"


# --- Navigation -------------------------------------------------------------------------------


def contents(made: Book) -> list[tuple[int, str, str]]:
    """Return the lines of the table of contents: depth, label, address."""
    [nav] = made.find("//x:nav[@id='toc']")
    return [
        (sum(1 for _ in anchor.iterancestors(f"{X}ol")), text_of(anchor), anchor.get("href"))
        for anchor in nav.iter(f"{X}a")
    ]


def landmarks(made: Book) -> dict[str, str]:
    anchors = made.find("//x:nav[@hidden]//x:a")
    return {anchor.get(f"{EPUB}type"): anchor.get("href") for anchor in anchors}


def test_the_contents_are_nested_as_the_headings_to_the_third_level() -> None:
    levels = (1, 2, 3, 4, 2, 1)
    titles = [heading(f"T{n}", f"t{n}", level) for n, level in enumerate(levels)]
    made = book(*titles)
    assert [(depth, label) for depth, label, _ in contents(made)] == [
        (1, "The Sample Pack"), (1, "T0"), (2, "T1"), (3, "T2"), (2, "T4"), (1, "T5"),
    ]  # fmt: skip


def test_older_readers_get_the_same_contents() -> None:
    made = everything()
    ncx = made.archive.read("EPUB/toc.ncx")
    labels = re.findall(rb"<navLabel><text>(.*?)</text></navLabel><content src=\"text/(.*?)\"", ncx)
    assert [(label.decode(), href.decode()) for label, href in labels] == [
        (label, href) for _, label, href in contents(made)
    ]


def test_a_level_that_is_skipped_hangs_under_the_nearest_above() -> None:
    made = book(heading("One", "one"), heading("Deep", "deep", 3), heading("Two", "two", 2))
    assert [(depth, label) for depth, label, _ in contents(made)][1:] == [
        (1, "One"), (2, "Deep"), (2, "Two"),
    ]  # fmt: skip


def test_a_formula_in_a_heading_is_spoken_in_the_contents() -> None:
    title = (Text(text="Why "), Math(latex="x^2"))
    made = book(b.Heading(level=1, content=title, id="why"), para("x"))
    assert contents(made)[1][1] == "Why x squared"


def test_a_heading_without_words_goes_by_its_id_in_the_contents() -> None:
    picture = Image(src="images/shapes.png", decorative=True)
    made = book(b.Heading(level=1, content=(picture,), id="shapes"), para("x"))
    assert contents(made)[1][1] == "shapes"


def test_figures_are_listed_with_number_and_caption() -> None:
    [nav] = everything().find("//x:nav[@id='loi']")
    assert [text_of(anchor) for anchor in nav.iter(f"{X}a")] == ["Figure 1 – Two shapes."]
    assert nav.find(f".//{X}a").get("href").endswith("#figure")
    assert not book(para("No figure.")).find("//x:nav[@id='loi']")


TABLES = """
# Notes

:::{keyfacts} At *once*
Made
: 1999
:::

| bare | table |
|------|-------|
| of   | text  |

:::{note}
| a | b |
|---|---|
| c | d |
:::

:::{vocabulary}
carer
: one who cares
:::

:::{question} To fill in
| a | b |
|---|---|
| [c]{.blank} | d |

:::{rubric}
| Aim | Good |
|-----|------|
| x   | y    |
:::
:::
"""


def test_tables_are_listed_by_what_they_are_and_by_their_title_or_their_question() -> None:
    made = guide(TABLES)
    [nav] = made.find("//x:nav[@id='lot']")
    assert nav.get(f"{EPUB}type") == "lot"
    assert [text_of(anchor) for anchor in nav.iter(f"{X}a")] == [
        "Key facts – At once", "bare · table", "Note – a · b", "Question 1 – How your work is marked",
    ]  # fmt: skip
    places = [target for _, target, a in made.links if a in set(nav.iter(f"{X}a"))]
    blocks = [made.pages[name].xpath(f"//*[@id='{id}']")[0] for name, id in places]
    assert all(next(block.iter(f"{X}table"), None) is not None for block in blocks)


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("| Salt in *it* | $x^2$ |\n|--|--|\n| a | b |", "Salt in it · x squared"),
        ("| | |\n|--|--|\n| of | text |", "of · text"),
        ("| | |\n|--|--|\n| | |", "…"),
        (f"| {'One two three ' * 9}|\n|--|\n| a |", "One two three One two three One two three One…"),
        (f"| {'One | ' * 9}\n|{'--|' * 9}\n|{' a |' * 9}", "One · One · One · One · One · One · One · One…"),
        (f"| A | B |\n|--|--|\n| {'x' * 40} | {'y' * 40} |", "A · B"),  # set as cards
    ],
)  # fmt: skip
def test_a_table_without_a_title_is_listed_by_what_its_columns_are_headed(
    table: str, name: str
) -> None:
    made = guide(f"# Text\n\n{table}\n\n- In a list\n\n  | c |\n  |---|\n  | d |\n")
    [nav] = made.find("//x:nav[@id='lot']")
    assert [text_of(anchor) for anchor in nav.iter(f"{X}a")] == [name, "c"]
    assert all(
        made.has((file, id)) for file, id in (a.get("href").split("#") for a in nav.iter(f"{X}a"))
    )


def test_a_book_without_tables_but_those_to_fill_in_has_no_list_of_them() -> None:
    made = guide("# Task\n\n:::{question}\n| a | b |\n|---|---|\n| [c]{.blank} | d |\n:::\n")
    assert made.find("//x:table")
    assert not made.find("//x:nav[@id='lot']")
    assert "lot" not in landmarks(made)
    assert landmarks(guide(TABLES))["lot"] == "#lot"


def test_an_index_leads_from_each_theme_to_what_is_tagged_with_it() -> None:
    made = guide(
        """
# Notes

:::{theme} Memory
It fades.
:::

:::{theme} Silence
Nothing is tagged with it.
:::

:::{quote}
:themes: memory

> I remember.
:::

:::{question} The tape
:themes: memory

Why?
:::

:::{quotebank}
:::
"""
    )
    [nav] = made.find("//x:nav[@id='themes.index']")
    assert [text_of(anchor) for anchor in nav.iter(f"{X}a")] == [
        "Memory", "Key quotation – I remember.", "Question 1 – The tape",
    ]  # fmt: skip
    assert not book(para("No theme.")).find("//x:nav[@id='themes.index']")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Short", "Short"),
        ("One two three four", "One two…"),
        ("Incomprehensible", "Incomprehe…"),
        ("一二三四五六七八九十一二", "一二三四五六七八九十…"),
    ],
)
def test_a_line_of_the_navigation_is_cut_between_words(text: str, line: str) -> None:
    assert shortened(text, 11) == line


def test_words_of_the_vocabulary_and_of_the_glossary_lead_to_each_other() -> None:
    made = guide("# Words\n\n:::{vocabulary}\ncarer\n: one who *cares*\n:::\n")
    [term] = made.find("//x:dt//x:a[@role='doc-glossref']")
    [back] = made.find("//x:dt//x:a[@role='doc-backlink']")
    places = {a: (source, target) for source, target, a in made.links}
    assert places[term][1] == places[back][0]
    assert places[back][1] == places[term][0]
    assert len(made.find("//x:dt/x:dfn")) == 2


def test_a_word_that_others_refer_to_keeps_its_id_and_its_note() -> None:
    made = guide(
        "# Words\n\nSee [](#fog).\n\n:::{vocabulary}\n[fog]{#fog}\n: a *cloud* on the ground\n\n"
        "haar[^1]\n: a fog from the sea\n:::\n\n[^1]: From the Dutch.\n"
    )
    assert made.find("//x:dt//x:span[@id='fog']")
    assert made.find("//x:dt//x:a[@role='doc-noteref']")
    assert [link[:2] for link in made.links if not made.has(link[1])] == []


def test_landmarks_lead_to_cover_title_contents_text_and_answers() -> None:
    assert landmarks(guide(QUESTIONS)) == {
        "cover": "cover.xhtml",
        "titlepage": "title.xhtml",
        "toc": "#toc",
        "bodymatter": "section-01-plants.xhtml",
        "answers": "answers-01-answers.xhtml",
    }


def test_every_link_leads_to_one_place_in_the_book() -> None:
    for made in (everything(), guide(QUESTIONS), render(two_calls())):
        assert made.links
        assert [link[:2] for link in made.links if not made.has(link[1])] == []


# --- Questions and answers --------------------------------------------------------------------

QUESTIONS = """
# Plants

:::{question} Roots
What do roots do?

:::{hint}
Think of rain.
:::
:::{answer}
Quixotically they drink.
:::
:::

:::{question}
- [x] oak
- [ ] cat
:::

# Animals

:::{question}
A cat [purrs]{.blank}.
:::
"""


def test_each_question_leads_to_its_answer_and_each_answer_back() -> None:
    made = guide(QUESTIONS)
    turns = {
        source: target for source, target, a in made.links if a.getparent().get("class") == "turn"
    }
    questions = {(name, q) for name in made.pages for q in ids(made, name, "question")}
    answers = {(name, a) for name in made.pages for a in ids(made, name, "answer-entry")}
    assert len(questions) == len(answers) == 3
    assert turns.keys() == questions | answers
    assert {turns[question] for question in questions} == answers
    assert all(turns[turns[place]] == place for place in turns)


def ids(made: Book, name: str, kind: str) -> list[str]:
    found = made.pages[name].xpath(f"//*[contains(concat(' ', @class, ' '), ' {kind} ')]")
    return [element.get("id") for element in found]


def test_no_answer_stands_in_a_file_with_questions() -> None:
    for name, page in guide(QUESTIONS).pages.items():
        said = text_of(page)
        for answer in ("Quixotically", "purrs"):
            assert answer not in said or name.startswith("answers")
        assert ("Think of rain." in said) <= name.startswith("section")


def test_a_hint_is_a_note_that_its_question_calls_before_the_answer() -> None:
    made = guide(QUESTIONS)
    page = made.pages["section-01-plants.xhtml"]
    [call] = page.xpath("//x:p[@class='call']/x:a", namespaces=NAMESPACES)
    [hint] = page.iter(f"{X}aside")
    assert (call.get(f"{EPUB}type"), call.get("role")) == ("noteref", "doc-noteref")
    assert (hint.get(f"{EPUB}type"), hint.get("role")) == ("footnote", "doc-footnote")
    assert call.get("href") == f"#{hint.get('id')}"
    assert text_of(hint) == "Hint · Question 1 Think of rain. Back to the question"
    [back] = hint.iter(f"{X}a")
    assert (back.get("href"), back.get("role")) == (
        f"#{call.getparent().get('id')}",
        "doc-backlink",
    )
    order = list(page.iter())
    [check, *_] = [e for e in order if e.get("class") == "turn"]
    assert order.index(call) < order.index(check) < order.index(hint)
    question = next(e for e in order if "question" in e.get("class", ""))
    assert "Think of rain." not in text_of(question)


def test_a_hint_in_the_text_leads_back_to_the_text() -> None:
    made = guide(
        "Read on.\n\n:::{hint}\nSlowly.\n:::\n\n# One\n\n:::{note}\n:::{hint}\nAloud.\n:::\n:::\n"
    )
    hints = made.find("//x:aside")
    assert [text_of(hint) for hint in hints] == [
        "Hint Slowly. Back to the text", "Hint Aloud. Back to the text",
    ]  # fmt: skip
    assert [link[:2] for link in made.links if not made.has(link[1])] == []


def test_a_hint_that_calls_a_note_stands_before_it() -> None:
    made = guide(QUESTIONS.replace("of rain.", "of rain.[^1]") + "\n[^1]: Or of snow.\n")
    notes = made.pages["section-01-plants.xhtml"].iter(f"{X}aside")
    assert [note.get("id") for note in notes] == ["hint-1", "note.1"]


def test_leafing_on_from_the_last_question_shows_no_answer() -> None:
    made = guide(QUESTIONS)
    first = next(page for name, page in made.pages.items() if name.startswith("answers"))
    assert text_of(first.find(f"{X}body")) == "Answers"


def test_answers_without_a_heading_still_stand_apart() -> None:
    entry = g.AnswerEntry(id="a1", number="1", body=paras("Hidden."))
    made = book(heading("One", "one"), para("x"), answers=(entry,))
    assert "Hidden." in text_of(made.pages["answers-01.xhtml"])
    assert "Hidden." not in text_of(made.pages["title.xhtml"])


CHOICES = """
:::{question}
- [x] oak

  Yes, it has bark.
- [ ] cat
- [ ] dog

  Listen: dogs have bark of another kind.
:::

:::{question}
Two parts.

:::{part}
- [x] fern
- [ ] newt

  It swims.
:::
:::
"""


def test_each_option_leads_to_its_own_feedback() -> None:
    made = guide(CHOICES)
    links = [link for link in made.links if link[2].getparent().get("class") == "letter"]
    told = [text_of(made.pages[name].xpath(f"//*[@id='{id}']/..")[0]) for _, (name, id), _ in links]
    assert [told[0], told[2], told[4]] == [
        "A Yes, it has bark.", "C Listen: dogs have bark of another kind.", "B It swims.",
    ]  # fmt: skip
    # What has no feedback leads to the answer, as all do: a letter without a link would stand out.
    assert [links[1][1][1], links[3][1][1]] == ["q1--answer", "q2--answer"]
    assert {a.get("aria-label") for _, _, a in made.links if a.get("aria-label")} >= {"Option A"}


def test_options_without_feedback_lead_nowhere() -> None:
    assert not [a for _, _, a in guide(QUESTIONS).links if a.getparent().get("class") == "letter"]


# --- Notes ------------------------------------------------------------------------------------


def two_calls() -> View:
    """Return a view whose first note is called in two files, and calls the second."""
    first = Footnote(
        label="n", number=1,
        body=(para("First, ", Marked(id="deep", children=words("marked")), NoteRef(label="m", number=2)),),
    )  # fmt: skip
    return view_of(
        heading("One", "one"),
        para("Here", NoteRef(label="n", number=1), " and here", NoteRef(label="n", number=1)),
        heading("Two", "two"),
        para("Again", NoteRef(label="n", number=1)),
        notes=(first, Footnote(label="m", number=2, body=paras("Second."))),
    )


def test_a_note_stands_in_each_file_that_calls_it_behind_the_call_and_leads_back() -> None:
    made = render(two_calls())
    assert len(made.body) == 2
    for name, page in made.body.items():
        order = list(page.iter())
        calls = [e for e in order if e.get(f"{EPUB}type") == "noteref"]
        notes = [e for e in order if e.get(f"{EPUB}type") == "footnote"]
        assert [note.get("id") for note in notes] == ["note.1", "note.2"]
        assert {call.get("role") for call in calls} == {"doc-noteref"}
        assert {note.get("role") for note in notes} == {"doc-footnote"}
        assert order.index(calls[0]) < order.index(notes[0])
        back = [e.get("href") for e in order if e.get("role") == "doc-backlink"]
        assert back == ["#call.1", "#call.2"]
        assert made.has((name, "call.1"))
        assert {call.get("href") for call in calls} == {"#note.1", "#note.2"}


def test_an_id_inside_a_note_is_given_once_in_the_book() -> None:
    assert len(render(two_calls()).find("//*[@id='deep']")) == 1


# --- What blocks mean -------------------------------------------------------------------------


def test_pages_and_blocks_say_what_they_are() -> None:
    made = everything()
    types = {type for e in made.find("//*") for type in e.get(f"{EPUB}type", "").split()}
    assert types >= {
        "cover", "titlepage", "toc", "landmarks", "chapter", "footnotes", "footnote", "noteref",
        "glossary", "learning-objectives", "notice", "answer", "general-problem",
        "multiple-choice-problem", "fill-in-the-blank-problem", "match-problem",
        "true-false-problem",
    }  # fmt: skip
    roles = {e.get("role") for e in made.find("//*[@role]")}
    assert roles >= {
        "doc-cover", "doc-subtitle", "doc-toc", "doc-chapter", "doc-glossary", "doc-notice",
        "doc-example", "doc-noteref", "doc-footnote", "doc-backlink",
    }  # fmt: skip


def test_a_formula_that_heads_a_column_has_a_name() -> None:
    head = b.Cell(content=(Math(latex="x^2"),))
    held = dataclasses.replace(table("A|B", "1|2"), head=(head, head))
    [first, _] = book(held).find("//x:th/m:math")
    assert first.get("aria-label") == first.get("alttext") == "x squared"


def test_formulas_are_spoken_in_the_language_of_the_pack() -> None:
    view = view_of(para(Math(latex="x^2")), language="fr", labels=Labels.for_language("fr"))
    [formula] = render(view).find("//m:math")
    assert formula.get("alttext") == "x au carré"


# --- Pictures ---------------------------------------------------------------------------------


def picture(
    format: str, *, size: tuple[int, int] = (60, 40), frames: int = 1, **options: Any
) -> bytes:
    """Return a picture, of several frames if it is to move."""
    out = io.BytesIO()
    first, *rest = [Picture.new("RGB", size, (200 - 50 * n, 40, 40)) for n in range(frames)]
    if rest:
        options |= {"save_all": True, "append_images": rest, "duration": 100}
    first.save(out, format, **options)
    return out.getvalue()


def assets_of(**files: tuple[str, bytes]) -> Assets:
    """Return assets by name, each a media type and its bytes."""
    return Assets(
        images={
            name: ImageFile(name=name, media_type=kind, data=data, width_px=60, height_px=40)
            for name, (kind, data) in files.items()
        }
    )


def showing(*names: str) -> tuple[Block, ...]:
    return tuple(b.Figure(id=f"f{n}", src=name, alt="A shape") for n, name in enumerate(names))


@pytest.mark.parametrize(
    "name", ["ünï çödé.png", "a b/c d.png", "图.png", "x?&#%20.png", "UPPER.PNG", "q\"'<.png"]
)
def test_a_picture_gets_a_name_that_is_safe_on_every_system(name: str) -> None:
    made = render(view_of(*showing(name)), assets_of(**{name: ("image/png", picture("PNG"))}))
    assert [n for n in made.names if "images/image" in n] == ["EPUB/images/image-01.png"]
    assert [e.get("src") for e in made.find("//x:figure//x:img")] == ["../images/image-01.png"]


def test_pictures_are_packed_as_they_are_and_only_those_that_are_shown() -> None:
    assets = assets_of(
        **{
            "shown.svg": ("image/svg+xml", SVG.encode()),
            "kept back.png": ("image/png", picture("PNG")),
        }
    )
    made = render(view_of(*showing("shown.svg", "shown.svg")), assets)
    packed = [name for name in made.names if name.startswith("EPUB/images/image")]
    assert [made.read(name) for name in packed] == [SVG.encode()]


def test_the_manifest_says_which_pages_hold_formulas_and_drawings() -> None:
    venn = t.Organizer(id="v", kind=t.OrganizerKind.VENN, labels=("A", "B", "C"))
    made = book(
        heading("One", "one"), para("Text <math> <svg>"),
        heading("Two", "two"), para(Math(latex="x")),
        heading("Three", "three"), venn,
    )  # fmt: skip
    said = [made.entry(f"text/{name}").get("properties") for name in made.body]
    assert said == [None, "mathml", "svg"]


def test_a_missing_picture_is_a_fault_that_names_its_template() -> None:
    with pytest.raises(RenderFault, match=r"templates/blocks/figure\.html\.j2"):
        render(view_of(*showing("none.png")), assets_of())


# --- Metadata ---------------------------------------------------------------------------------


def test_the_package_says_what_the_front_matter_says() -> None:
    made = render(dataclasses.replace(sample_view(ENGLISH, ()), edition_title=""))
    assert made.dublin_core("title") == ["The Sample Pack", "Every block once"]
    assert made.dublin_core("identifier") == ["urn:uuid:8a0f1f66-6c3b-5d9e-9a54-5b4c9a3b1c11"]
    assert made.dublin_core("language") == ["en-GB"]
    assert made.dublin_core("creator") == ["A. Teacher"]
    assert made.dublin_core("subject") == ["English", "looms", "letters"]
    assert made.dublin_core("rights") == ["CC BY 4.0"]
    assert made.dublin_core("date") == ["2026-11-24"]
    assert made.dublin_core("description") == ["A pack that holds every block."]
    assert made.meta("dcterms:modified") == ["2026-11-24T00:00:00Z"]
    assert made.meta("dcterms:educationLevel") == ["Year 10"]
    types = made.package.xpath("//o:meta[@property='title-type']/text()", namespaces=NAMESPACES)
    assert types == ["main", "subtitle"]


def test_an_undated_pack_has_a_date_all_the_same_for_it_must() -> None:
    assert book(metadata={"date": ""}).meta("dcterms:modified") == ["2000-01-01T00:00:00Z"]
    assert book(metadata={"date": ""}).dublin_core("date") == []


def test_an_edition_is_another_book_than_the_first_and_always_the_same() -> None:
    first, other, again = (
        book(edition_title=edition).dublin_core("identifier")[0] for edition in ("", "Teacher", "Teacher")
    )  # fmt: skip
    assert first.startswith("urn:uuid:8a0f1f66")
    assert other != first
    assert other == again


def accessibility(made: Book) -> dict[str, list[str]]:
    names = ("accessMode", "accessModeSufficient", "accessibilityFeature", "accessibilityHazard")
    return {name: made.meta(f"schema:{name}") for name in names}


def test_a_book_of_words_says_that_words_suffice() -> None:
    said = accessibility(book(para("Words.")))
    assert said["accessMode"] == ["textual"]
    assert said["accessModeSufficient"] == ["textual"]
    assert said["accessibilityHazard"] == ["none"]
    assert not {"alternativeText", "MathML", "rubyAnnotations"} & set(said["accessibilityFeature"])
    assert "pageNavigation" not in said["accessibilityFeature"]


@pytest.mark.parametrize(
    ("block", "feature"),
    [
        (b.Figure(id="f", src="images/shapes.png", alt="Shapes"), "alternativeText"),
        (b.Character(id="c", name=words("Ada"), image="images/shapes.png"), "alternativeText"),
        (t.Organizer(id="v", kind=t.OrganizerKind.VENN, labels=("A", "B")), "alternativeText"),
        (para(Math(latex="x")), "MathML"),
        (para(Ruby(children=words("漢"), reading="かん")), "rubyAnnotations"),
    ],
)
def test_features_are_those_that_the_book_has(block: Block, feature: str) -> None:
    said = accessibility(book(block))
    assert feature in said["accessibilityFeature"]
    assert ("visual" in said["accessMode"]) == (feature == "alternativeText")
    assert book(block).meta("dcterms:conformsTo") == ["EPUB Accessibility 1.1 - WCAG 2.2 Level AA"]


@pytest.mark.parametrize("alt", ["", "   "])
def test_a_book_with_a_picture_that_nobody_described_claims_nothing(alt: str) -> None:
    made = book(b.Figure(id="f", src="images/shapes.png", alt=alt))
    assert accessibility(made)["accessModeSufficient"] == ["textual,visual"]
    assert "alternativeText" not in accessibility(made)["accessibilityFeature"]
    assert made.meta("dcterms:conformsTo") == made.meta("a11y:certifiedBy") == []
    assert "text alternative" not in made.meta("schema:accessibilitySummary")[0]


def test_a_decorative_picture_needs_no_words() -> None:
    made = book(b.Figure(id="f", src="images/shapes.png", decorative=True))
    assert accessibility(made)["accessMode"] == ["textual"]
    assert made.meta("a11y:certifiedBy") == ["studypack"]


MOVING_SVG = SVG.replace("</svg>", '<animate attributeName="x" dur="1s"/></svg>').encode()


@pytest.mark.parametrize(
    ("kind", "data", "hazard"),
    [
        ("image/gif", picture("GIF", frames=3), "unknown"),
        ("image/webp", picture("WEBP", frames=3), "unknown"),
        ("image/png", picture("PNG", frames=3), "unknown"),
        ("image/svg+xml", MOVING_SVG, "unknown"),
        ("image/gif", picture("GIF"), "none"),
        ("image/webp", picture("WEBP"), "none"),
        ("image/png", picture("PNG"), "none"),
        ("image/svg+xml", SVG.encode(), "none"),
        ("image/jpeg", picture("JPEG"), "none"),
    ],
)
def test_what_moves_may_flash(kind: str, data: bytes, hazard: str) -> None:
    made = render(view_of(*showing("a")), assets_of(a=(kind, data)))
    assert accessibility(made)["accessibilityHazard"] == [hazard]
    assert bool(made.meta("dcterms:conformsTo")) is (hazard == "none")


def test_a_book_by_templates_of_the_workspace_is_not_vouched_for() -> None:
    ours = (template_root() / "blocks/rule.html.j2").read_text("utf-8")
    for text, claims in ((ours, 1), ("<hr class='mine'/>", 0)):
        assets = dataclasses.replace(sample_assets(), templates={"blocks/rule.html.j2": text})
        assert len(render(sample_view(ENGLISH), assets).meta("dcterms:conformsTo")) == claims


def test_a_school_may_say_who_vouches_for_its_books() -> None:
    certifier = Certifier(name="Reading Aid", credential="Examiner", report="https://example.org/r")
    made = book(para("x"), school=School(certifier=certifier))
    assert made.meta("a11y:certifiedBy") == ["Reading Aid"]
    refined = made.package.xpath("//o:*[@refines='#certifier']", namespaces=NAMESPACES)
    assert [(e.get("property") or e.get("rel"), e.text or e.get("href")) for e in refined] == [
        ("a11y:certifierCredential", "Examiner"),
        ("a11y:certifierReport", "https://example.org/r"),
    ]
    undescribed = b.Figure(id="f", src="images/shapes.png")
    made = book(undescribed, school=School(certifier=certifier))
    assert made.meta("a11y:certifiedBy") == []  # nobody vouches for what does not conform


def test_a_title_may_hold_anything() -> None:
    title = "A <b>&amp; \"q\" 's' ]]> 🎉 \x0b\n" + "long " * 100
    made = book(para("x"), metadata={"title": title, "subtitle": "<!-- -->", "authors": ("A & B",)})
    assert made.dublin_core("title")[0].startswith("A <b>&amp; \"q\" 's' ]]> 🎉 long")
    assert made.dublin_core("creator") == ["A & B"]
    assert "<b>&amp;" in text_of(made.find("//x:h1")[0])


# --- Languages --------------------------------------------------------------------------------


def test_an_arabic_book_runs_from_right_to_left() -> None:
    made = guide("# باب\n\nنص.\n", "ar")
    assert {(p.get("lang"), p.get("dir")) for p in made.pages.values()} == {("ar", "rtl")}
    [spine] = made.package.iter(f"{OPF}spine")
    assert spine.get("page-progression-direction") == made.package.get("dir") == "rtl"


def test_a_japanese_book_keeps_readings_and_runs_from_left_to_right() -> None:
    made = guide("# 章\n\n[季語]{ruby=きご}。\n", "ja")
    assert [text_of(e) for e in made.find("//x:rt")] == ["きご"]
    assert made.package.get("dir") is None
    assert {p.get("lang") for p in made.pages.values()} == {"ja"}


# --- Style ------------------------------------------------------------------------------------

CSS = re.sub(
    r"/\*.*?\*/", "", (template_root() / "css/epub.css").read_text("utf-8"), flags=re.DOTALL
)
DECLARATIONS = [
    (name.strip(), value.strip())
    for block in re.findall(r"\{(.*?)\}", CSS, re.DOTALL)
    for name, _, value in (line.partition(":") for line in block.split(";") if ":" in line)
]  # fmt: skip


def test_the_style_needs_nothing_that_old_readers_stumble_over() -> None:
    assert len(DECLARATIONS) > 200
    for name, value in DECLARATIONS:
        assert name != "position"
        assert not name.startswith("--")
        assert "inline-start" not in name + value
        assert "inline-end" not in name + value
        assert not re.search(r"flex|grid|var\(|calc\(|rem\b|currentColor", value)
        assert name != "color" or value == "inherit"
        assert name != "font-size" or value.endswith("em")


def test_breaks_are_told_to_old_and_new_readers_alike() -> None:
    counted = [
        (name.removeprefix("page-"), value) for name, value in DECLARATIONS if "break-" in name
    ]
    for place in ("break-before", "break-after", "break-inside"):
        for value, twin in (("avoid", "avoid"), ("always", "page")):
            old = sum(d == (f"page-{place}", value) for d in DECLARATIONS)
            assert old == sum(d == (place, twin) for d in DECLARATIONS)
    assert len(counted) > 20


ACTIVE = "script iframe object embed form input button audio video canvas details"


def test_no_page_runs_anything_and_inline_styles_are_measures_alone() -> None:
    for made in (everything(), guide(QUESTIONS), guide(CHOICES), vertical()):
        assert made.find(" | ".join(f"//x:{name}" for name in ACTIVE.split())) == []
        assert made.find("//@*[starts-with(name(), 'on')]") == []
        styles = {
            declaration.partition(":")[0].strip()
            for style in made.find("//@style")
            for declaration in style.split(";")
            if declaration.strip()
        }
        assert styles <= {"width", "min-width", "font-size", "vertical-align"}
        assert all(":" not in source for source in made.find("//x:img/@src"))


def test_the_pages_style_nothing_with_variables() -> None:
    assert not [e for e in everything().find("//*[@style]") if "--" in e.get("style")]


def test_a_workspace_may_bring_its_own_stylesheet() -> None:
    assets = dataclasses.replace(sample_assets(), templates={"css/epub.css": "p { margin: 1em }"})
    made = render(sample_view(ENGLISH), assets)
    assert made.read("EPUB/styles/book.css") == b"p { margin: 1em }"


def test_a_formula_wider_than_a_phone_is_set_smaller_and_others_as_the_text() -> None:
    wide = r"\frac{1}{10^2} = 0.01 = 1 \times 10^{-2} \qquad \frac{1}{30^2} \approx 0.0011 = 1.1 \times 10^{-3}"
    endless = " + ".join(f"x_{{{n}}}" for n in range(90))
    made = book(
        *(b.MathBlock(latex=latex) for latex in (r"\frac{1}{2} + \frac{1}{3}", wide, endless))
    )
    short, smaller, smallest = (m.get("style") for m in made.find("//m:math"))
    assert short is None
    [percent] = re.findall(r"^font-size: (\d+)%$", smaller)
    assert 75 < int(percent) < 95
    assert smallest == "font-size: 60%"


# --- Lines that run down ----------------------------------------------------------------------

DOWN = """
# 章

図は12枚、2024年3月8日、`x = 1` と $a+1$ と 3.5 である。

![高い図](images/shapes.png "図")

[季語]{ruby=きご}

:::{question}
何日か。

- [x] 10
- [ ] 11
:::
"""


def vertical(source: str = DOWN) -> Book:
    view = guide_view(source, "ja")
    metadata = dataclasses.replace(view.metadata, writing=Writing.VERTICAL)
    return render(dataclasses.replace(view, metadata=metadata))


def test_a_vertical_book_runs_down_for_old_and_new_readers_and_turns_to_the_right() -> None:
    made, style = vertical(), vertical().read("EPUB/styles/book.css").decode()
    for prefix in ("", "-epub-", "-webkit-"):
        assert f"{prefix}writing-mode: vertical-rl" in style
    [spine] = made.package.iter(f"{OPF}spine")
    assert spine.get("page-progression-direction") == "rtl"
    modes = {m.get("name"): m.get("content") for m in made.package.iter(f"{OPF}meta")}
    assert modes["primary-writing-mode"] == "vertical-rl"
    assert {page.get("dir") for page in made.pages.values()} == {"ltr"}


def test_a_book_runs_across_unless_it_is_told() -> None:
    made = guide(DOWN, "ja")
    assert "vertical-rl" not in made.read("EPUB/styles/book.css").decode()
    assert b"vertical-rl" not in made.read("EPUB/content.opf")
    assert not made.find("//*[@class='upright']")


def test_short_numbers_stand_upright_in_vertical_text_and_nothing_else_does() -> None:
    said = [text_of(e) for e in vertical().pages["section-01.xhtml"].iter(f"{X}span")
            if e.get("class") == "upright"]  # fmt: skip
    # Caption, question, options; no year, no decimal, no code, no formula.
    assert said == ["12", "3", "8", "1", "1", "10", "11"]
    across = vertical().find("//x:span[@class='across']")
    assert [element[0].tag for element in across] == [f"{{{NAMESPACES['m']}}}math"]


@pytest.mark.parametrize(
    ("across", "down"),
    [
        ("margin: 1em 2em 3em 4em", "margin: 4em 1em 2em 3em"),
        ("padding: 1em 2em 3em", "padding: 2em 1em 2em 3em"),
        ("margin: 1em auto", "margin: auto 1em auto 1em"),
        ("margin: 0 calc(1em + 2px) !important", "margin: calc(1em + 2px) 0 calc(1em + 2px) 0 !important"),
        ("margin: 1em", "margin: 1em"),
        ("border-width: 0 1px 0 0", "border-width: 0 0 1px 0"),
        ("border-top: 2px solid", "border-right: 2px solid"),
        ("border-left-width: 1px", "border-top-width: 1px"),
        ("max-width: 9em", "max-height: 9em"),
        ("border-radius: 1px", "border-radius: 1px"),
        ("text-align: left", "text-align: left"),
    ],
)  # fmt: skip
def test_sides_and_lengths_of_the_style_are_turned(across: str, down: str) -> None:
    rule = "@media (min-width: 9em) { p { color: red; /* ; margin: 0 1em */ %s; } }"
    assert " ".join(turned(rule % across).split()) == " ".join((rule % down).replace(
        "/* ; margin: 0 1em */", "").split())  # fmt: skip


# --- Cover ------------------------------------------------------------------------------------


def cover_of(made: Book) -> Picture.Image:
    [entry] = made.package.xpath("//o:item[@properties='cover-image']", namespaces=NAMESPACES)
    return Picture.open(io.BytesIO(made.read(f"EPUB/{entry.get('href')}"))).convert("RGB")


def test_the_cover_is_described_and_comes_first() -> None:
    made = everything()
    [image] = made.pages["cover.xhtml"].iter(f"{X}img")
    assert image.get("alt") == "Cover: The Sample Pack"
    assert next(iter(made.pages)) == "cover.xhtml"
    assert cover_of(made).size == (1200, 1800)


def test_a_drawn_cover_is_white_on_the_accent_and_each_title_has_its_own() -> None:
    drawn = cover_of(everything())
    colors = {color: count for count, color in drawn.getcolors(1 << 20) or ()}
    assert colors[(0x2F, 0x5D, 0x62)] > 1_000_000
    assert drawn.tobytes() != cover_of(book(metadata={"title": "Another"})).tobytes()


@pytest.mark.parametrize(
    "title",
    [
        "It", "Never Let Me Go", "季節のことば", "吾輩は猫である。名前はまだ無い。" * 3,
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenband", "Word " * 150, "مقهى الياسمين",
        "", "🎉🎉", "W" * 300,
    ],
)  # fmt: skip
def test_every_title_fits_the_cover(title: str) -> None:
    def measure(text: str) -> float:
        return 0.6 * len(text) if text.isascii() else 1.0 * len(text)

    svg = cover_svg(view_of(metadata={"title": title}), measure, reading="serif", label="sans")
    lines = re.findall(
        r'y="([\d.]+)" [^>]*font-family="serif" font-size="(\d+)"[^>]*>([^<]*)<', svg
    )
    for y, size, text in lines:
        assert float(y) < 1500
        assert measure(text.rstrip("…")) * float(size) <= WIDTH - 200


def test_an_arabic_cover_is_set_from_the_right() -> None:
    labels = Labels.for_language("ar")
    metadata = {
        "title": "مقهى",
        "subtitle": "",
        "work": None,
        "subject": "",
        "level": "",
        "authors": (),
    }
    view = view_of(metadata=metadata, language="ar", direction=Direction.RTL, labels=labels)
    band = cover_of(render(view)).crop((0, 300, WIDTH, 700)).convert("L")
    left, _, right, _ = band.point(lambda value: 255 if value > 200 else 0).getbbox() or (
        0,
        0,
        0,
        0,
    )
    assert right > WIDTH - 160
    assert left > WIDTH // 4


@pytest.mark.parametrize(
    ("kind", "data", "packed"),
    [
        ("image/jpeg", picture("JPEG"), "cover.jpg"),
        ("image/png", picture("PNG"), "cover.png"),
        ("image/webp", picture("WEBP"), "cover.png"),
        ("image/gif", picture("GIF"), "cover.png"),
        ("image/svg+xml", SVG.encode(), "cover.png"),
    ],
)
def test_a_cover_of_the_packs_own_becomes_what_every_shop_takes(
    kind: str, data: bytes, packed: str
) -> None:
    made = render(view_of(metadata={"cover": "own"}), assets_of(own=(kind, data)))
    assert [name for name in made.names if "images/" in name] == [f"EPUB/images/{packed}"]
    if kind in {"image/jpeg", "image/png"}:
        assert made.read(f"EPUB/images/{packed}") == data
    if kind == "image/svg+xml":
        assert cover_of(made).getpixel((0, 0)) == (255, 255, 255)
        assert cover_of(made).width == WIDTH


# --- Bytes and time ---------------------------------------------------------------------------


def test_the_same_view_gives_the_same_bytes_and_no_date_but_its_own() -> None:
    again = render(sample_view(ENGLISH))
    assert again.data == everything().data
    assert {info.date_time for info in again.archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_text_is_compressed_and_pictures_are_stored() -> None:
    stored = {info.filename for info in everything().archive.infolist() if info.compress_type == 0}
    assert stored == {"mimetype", "EPUB/images/cover.png", "EPUB/images/image-01.png"}


def test_a_broken_template_is_a_fault_that_names_it() -> None:
    templates = {"pages/section.xhtml.j2": "{% broken"}
    with pytest.raises(RenderFault, match=r"pages/section\.xhtml\.j2"):
        render(view_of(heading("One", "one")), Assets(templates=templates))


def test_blocks_nested_beyond_reason_are_a_fault() -> None:
    nest: Block = para("x")
    for _ in range(3000):
        nest = b.BlockQuote(body=(nest,))
    with pytest.raises(RenderFault, match="deep"):
        backend("epub").render(view_of(nest), Assets())


def test_time_grows_with_the_book_and_no_faster() -> None:
    def seconds(count: int) -> float:
        sections = (x for n in range(count) for x in (heading(f"S{n}", f"s{n}"), para("Text.")))
        view = view_of(*sections)
        best = 9.0
        for _ in range(3):
            start = time.perf_counter()
            problems(backend("epub").render(view, Assets()).data)
            best = min(best, time.perf_counter() - start)
        return best

    seconds(1)  # what is loaded once
    assert seconds(400) < 8 * seconds(100)


# --- Independent judges -----------------------------------------------------------------------


def hostile_views() -> dict[str, View]:
    """Return views that no author would write on purpose, by what is wrong with them."""
    title = "A <b>&amp; \"q\" 's' ]]> 🎉 \u202e " + "long " * 100
    cased = (heading("A", "Same"), para("x"), heading("A", "same"), para("y"), heading("a", "النصّ"))
    return {
        "title": view_of(para("x"), metadata={"title": title, "work": Work(title="<>")}),
        "empty": view_of(),
        "unheaded": view_of(para("Only"), b.BulletList(entries=entries("text"))),
        "headings": view_of(*(heading(f"H{n}", f"h{n}", 1 + n % 4) for n in range(12))),
        "cased": view_of(*cased),
        "unbroken": view_of(heading("A" * 90, "a"), para("B" * 200), table("C|D", "E" * 60 + "|F")),
        "notes": two_calls(),
        "certified": view_of(
            para("x"),
            school=School(
                certifier=Certifier(name="A & B", credential="C", report="https://example.org/?a&b")
            ),
        ),
    }


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the sample book, a guide and hostile ones, as files."""
    folder = tmp_path_factory.mktemp("books")
    books = {name: render(view) for name, view in hostile_views().items()}
    books |= {
        "vertical": vertical(),
        "sample": everything(),
        "guide": guide(QUESTIONS),
        "choices": guide(CHOICES),
    }
    for name, made in books.items():
        (folder / f"{name}.epub").write_bytes(made.data)
    return {name: folder / f"{name}.epub" for name in books}


def test_epubcheck_and_ace_find_no_fault_in_the_sample_nor_in_hostile_books(
    judged: dict[str, Path],
) -> None:
    books = list(judged.values())
    found = [*epubcheck(books), *ace(books), *epub_container(books)]
    assert [str(finding) for finding in found if finding.severity != "info"] == []


def test_the_sample_and_hostile_books_fit_a_phone_an_e_reader_and_a_tablet_at_night(
    judged: dict[str, Path],
) -> None:
    assert [str(finding) for finding in on_screens(judged.values())] == []


def test_epubcheck_finds_no_fault_in_a_book_of_five_hundred_sections(tmp_path: Path) -> None:
    path = tmp_path / "many.epub"
    sections = (x for n in range(500) for x in (heading(f"S{n} <&>", f"s{n}"), para("Text.")))
    path.write_bytes(book(*sections).data)
    assert [str(finding) for finding in epubcheck([path]) if finding.severity != "info"] == []


@pytest.mark.parametrize(
    "size", [(360, 740), (600, 800), (820, 1180)], ids=["phone", "six inches", "tablet"]
)
def test_the_sample_fits_the_screens_of_phones_e_readers_and_tablets(
    judged: dict[str, Path], size: tuple[int, int]
) -> None:
    report = open_in_reader(judged["sample"], size=size, turns=5, click=False)
    assert report.problems == ()
    assert all(entry.found for entry in (*report.toc, *report.landmarks))
    assert all(section.well_formed for section in report.sections)


@pytest.mark.parametrize("size", [(360, 740), (600, 800)], ids=["phone", "six inches"])
def test_a_vertical_book_fits_the_screens_and_is_turned_and_followed(
    judged: dict[str, Path], size: tuple[int, int]
) -> None:
    report = open_in_reader(judged["vertical"], size=size, turns=9)
    assert report.problems == ()
    assert report.pages_turned > 3
    assert all(entry.found for entry in (*report.toc, *report.landmarks))
    assert all(link.found and link.visible for link in report.links)


def test_in_a_reader_answers_lead_back_and_so_do_notes_to_their_first_call(
    judged: dict[str, Path],
) -> None:
    ways = {}
    for name in ("notes", "guide"):
        report = open_in_reader(judged[name], turns=0)
        assert report.problems == ()
        assert all(link.found and link.visible for link in report.links)
        inside = [link for link in report.links if not link.section.endswith("nav.xhtml")]
        ways[name] = [link.returned for link in inside if link.kind in {"noteref", "internal"}]
    # The second of three calls of one note has no way back of its own.
    assert ways == {"notes": [True, None, True, True, True], "guide": [True] * 7}
