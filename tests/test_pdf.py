"""A view as a PDF: its pages, where blocks fall on them, and what is refused."""

from __future__ import annotations

import dataclasses
import io
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

import pikepdf
import pytest
from cssselect2 import ElementWrapper  # type: ignore[import-untyped]
from weasyprint.text.line_break import split_first_line

from checkers import (
    Finding,
    artifact_text,
    errors,
    page_validation,
    pdf_text,
    structure_text,
    verapdf,
)
from checkers.structure import structure_tree, untagged_text
from samples import (
    definition,
    entries,
    every_block,
    para,
    paras,
    sample_assets,
    sample_view,
    table,
    words,
)
from studypack.backends.base import Assets, RenderFault, Rendering
from studypack.backends.pdf import BACKEND
from studypack.backends.pdf.sheet import Sheet
from studypack.composing.view import Direction, View
from studypack.labels import Labels
from studypack.model import blocks as b
from studypack.model import generated as g
from studypack.model import tasks as t
from studypack.model.base import Block
from studypack.model.inlines import Emphasis, Math, NoteRef, Reference
from studypack.model.pack import Footnote, Paper
from studypack.model.room import Choose, Room, RoomKind

LABELS = Labels.for_language("en-GB")
LONG = "Words that go on, line after line, and say little that is new to anybody at all. "


def view_of(*held: Block, **fields: object) -> View:
    """Return a view of `held` as a student's first edition would have it."""
    view = sample_view(LABELS, held)
    return dataclasses.replace(view, edition_title="", **fields)  # type: ignore[arg-type]


def looking(view: View, **fields: object) -> View:
    return dataclasses.replace(view, look=dataclasses.replace(view.look, **fields))  # type: ignore[arg-type]


def printed(view: View, assets: Assets | None = None) -> Rendering:
    return BACKEND.render(view, sample_assets() if assets is None else assets)


def text_of(rendering: Rendering, tmp_path: Path) -> str:
    return pdf_text(saved(rendering, tmp_path))


def saved(rendering: Rendering, tmp_path: Path) -> Path:
    path = tmp_path / "out.pdf"
    path.write_bytes(rendering.data)
    return path


def page_of(rendering: Rendering) -> dict[str, int]:
    return {place.id: place.page for place in rendering.places}


def question(number: int, *, lines: int = 0, **fields: object) -> t.Question:
    settings = {
        "id": f"q{number}", "number": str(number), "type": t.QuestionType.SHORT,
        "body": paras(f"What is asked in {number}?"), "marks": 2, "total": 2,
        "room": Room(RoomKind.LINES, lines=lines) if lines else Room(RoomKind.NONE),
    }  # fmt: skip
    return t.Question(**(settings | fields))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every block type, printed."""
    rendering = BACKEND.render(sample_view(LABELS), sample_assets())
    return saved(rendering, tmp_path_factory.mktemp("whole"))


# --- The file ---------------------------------------------------------------------------------


def test_every_block_type_makes_a_conforming_file(whole: Path) -> None:
    assert refused(whole, verapdf) == []
    assert refused(whole, page_validation) == []


def refused(path: Path, check: object) -> list[str]:
    found: Sequence[Finding] = check([path])  # type: ignore[operator]
    return [str(finding) for finding in errors(found)]


def test_all_text_is_content_or_artifact_and_running_heads_are_not_read(whole: Path) -> None:
    assert untagged_text(whole) == ""
    read, drawn = structure_text(whole).split(), artifact_text(whole).split()
    assert {"Page", "of"} <= set(drawn)
    assert "Page" not in read
    assert drawn.count("Pack") > 3
    assert read.count("Pack") == 1


def test_the_outline_is_that_of_the_headings(whole: Path) -> None:
    headings = [block for block in every_block() if isinstance(block, b.Heading)]
    tags = [tag for tag in structure_tree(whole).walk() if re.fullmatch(r"H\d", tag.name)]
    assert [tag.name for tag in tags] == ["H1", *(f"H{h.level + 1}" for h in headings)]
    with pikepdf.open(whole) as pdf, pdf.open_outline() as outline:
        [title] = outline.root
        assert str(title.title) == "The Sample Pack"
        assert len(title.children) == sum(h.level == 1 for h in headings)


def test_title_language_and_author_are_the_packs(whole: Path) -> None:
    with pikepdf.open(whole) as pdf:
        assert str(pdf.docinfo["/Title"]) == "The Sample Pack – Handout · Teacher edition"
        assert str(pdf.docinfo["/Author"]) == "A. Teacher"
        assert str(pdf.Root["/Lang"]) == "en-GB"


def test_the_same_view_gives_the_same_bytes() -> None:
    view = view_of(para("Text"), question(1, lines=3), b.MathBlock(latex="x^2"))
    assert printed(view).data == printed(view).data


def test_another_view_gives_other_bytes() -> None:
    """Negative control of the test before."""
    assert printed(view_of(para("Text"))).data != printed(view_of(para("Test"))).data


def test_the_backend_covers_every_block_type() -> None:
    assert (BACKEND.format, BACKEND.media_type) == ("pdf", "application/pdf")
    assert BACKEND.uncovered() == frozenset()


# --- Pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", list(Paper))
def test_pages_have_the_size_of_the_paper(paper: Paper) -> None:
    rendering = printed(looking(view_of(para("Text")), paper=paper))
    with pikepdf.open(io.BytesIO(rendering.data)) as pdf:
        box = [float(side) * 25.4 / 72 for side in pdf.pages[0].mediabox[2:]]
    assert box == pytest.approx(paper.value, abs=0.1)


def test_a_block_is_said_to_be_on_the_page_where_it_begins() -> None:
    rendering = printed(
        view_of(
            b.Heading(level=1, content=words("One"), id="one"),
            b.PageBreak(),
            b.Heading(level=1, content=words("Two"), id="two"),
            question(1),
        )
    )
    assert rendering.pages == 2
    assert page_of(rendering) == {"one": 1, "two": 2, "q1": 2}


def test_the_first_page_has_no_running_head(tmp_path: Path) -> None:
    view = view_of(para("A"), b.PageBreak(), para("B"), name_line=())
    pages = text_of(printed(view), tmp_path).split("\f")
    assert pages[0].count("The Sample Pack") == 1  # the title itself
    assert pages[1].count("The Sample Pack") == 1
    assert "Page 2 of 2" in pages[1]
    assert "CC BY 4.0" in pages[1]


def test_a_variant_names_itself_on_every_page(tmp_path: Path) -> None:
    view = view_of(para("One"), b.PageBreak(), para("Two"), variant="B", name_line=())
    pages = text_of(printed(view), tmp_path).split("\f")
    assert "Version B" in pages[0]
    assert re.search(r"^\s*B\s*$", pages[1], re.MULTILINE)


def test_a_reference_names_the_page_of_its_target(tmp_path: Path) -> None:
    link = Reference(target="two", children=words("the second part"), automatic=True)
    view = view_of(
        para("See ", link, "."), b.PageBreak(),
        b.Heading(level=1, content=words("Two"), id="two"),
    )  # fmt: skip
    assert "See the second part (page 2)." in text_of(printed(view), tmp_path)


def test_a_short_pack_has_a_masthead_and_a_long_one_a_cover_and_contents(tmp_path: Path) -> None:
    chapters = [
        block
        for number in range(1, 15)
        for block in (
            b.Heading(level=1, content=words(f"Chapter {number}"), id=f"c{number}"),
            *paras(*[LONG * 8] * 4),
        )
    ]
    short, long = printed(view_of(*chapters[:5])), printed(view_of(*chapters))
    assert page_of(short)["c1"] == 1
    assert page_of(long)["c1"] == 3
    contents = text_of(long, tmp_path).split("\f")[1]
    assert re.search(rf"Chapter 14\s+{page_of(long)['c14']}\b", contents)


def test_a_note_stands_at_the_foot_of_its_page(tmp_path: Path) -> None:
    view = view_of(para("One", NoteRef(label="n", number=1)), b.PageBreak(), para("Two"))
    pages = text_of(printed(view), tmp_path).split("\f")
    assert "The text of the note." in pages[0]
    assert "The text of the note." not in pages[1]


def test_a_page_read_from_right_to_left_is_mirrored(tmp_path: Path) -> None:
    view = dataclasses.replace(
        view_of(para("نص"), b.PageBreak(), para("نص")),
        language="ar", labels=Labels.for_language("ar"), direction=Direction.RTL,
    )  # fmt: skip
    path = saved(printed(view), tmp_path)
    [title] = [x for word, x in positions(path, page=2) if word == "Pack"]
    [product] = [x for word, x in positions(path, page=2) if word == "Handout"]
    assert title > product


def positions(path: Path, page: int) -> list[tuple[str, float]]:
    """Return each word of a page and how far from the left it begins, in points."""
    command = ["pdftotext", "-bbox", "-f", str(page), "-l", str(page), str(path), "-"]
    listed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    found = re.findall(r'xMin="([\d.]+)".*?>(.*?)</word>', listed)
    return [(word, float(x)) for x, word in found]


@pytest.mark.parametrize("language", ["ar", "de", "he", "ja", "ru", "tr", "zh-Hans"])
def test_every_block_is_printed_in_scripts_of_all_kinds(language: str) -> None:
    labels = Labels.for_language(language)
    view = dataclasses.replace(
        sample_view(labels), language=language, direction=Direction(labels.direction)
    )
    assert (printed(view).pages or 0) > 5


def test_a_drawing_without_a_width_keeps_its_natural_one(tmp_path: Path) -> None:
    figure = b.Figure(id="f", src="images/shapes.svg", alt="Two shapes")
    [tag] = [tag for tag in structure_tree(saved(printed(view_of(figure)), tmp_path)).walk() if tag.name == "Figure"]  # fmt: skip
    left, _, right, _ = (float(side) for side in re.findall(r"[\d.]+", tag.attributes["BBox"]))
    assert right - left == pytest.approx(120 * 0.75, abs=1)


# --- Where pages break ------------------------------------------------------------------------


def test_a_question_stays_with_its_options(tmp_path: Path) -> None:
    """Whatever stands before it: the page's end is moved through it line by line."""
    options = t.Options(options=tuple(t.Option(body=paras(x), letter=x) for x in "ABCD"))
    for lines in range(24, 32):
        filler = question(1, lines=lines)
        held = question(2, body=(para("Which?"), options))
        pages = text_of(printed(view_of(filler, held, name_line=())), tmp_path).split("\f")
        [page] = [page for page in pages if "Which?" in page]
        assert [x for x in page.split("Which?")[1].split() if x in "ABCD"] == list("AABBCCDD")


RUBRIC = t.Rubric(
    id="r", title=words("Second"), body=(table("Criterion|1", "Clarity|vague", row_headers=True),)
)
EVENTS = b.EventList(
    events=tuple(definition(year, f"What happened in {year}") for year in ("1815", "1843"))
)


@pytest.mark.parametrize(
    ("held", "first", "second"),
    [
        pytest.param(
            (question(2, body=(para("First."), RUBRIC), lines=6),), "First.", "Clarity", id="rubric"
        ),
        pytest.param(
            (
                t.Group(
                    id="g",
                    title=words("First"),
                    choose=Choose(1, 2),
                    instructions=words("Read."),
                    body=(para("Second."), question(2)),
                ),
            ),
            "First",
            "Second.",
            id="what a group says",
        ),
        pytest.param(
            (
                t.WordBank(id="bank", words=(words("First"),)),
                question(2, body=paras("Second.")),
            ),
            "First",
            "Second.",
            id="words for the gaps of a question",
        ),
        pytest.param(
            (g.MarksTable(rows=(("1", 2), ("2", 3)), total=5),),
            "Marks",
            "Maximum",
            id="what a table is called",
        ),
        pytest.param(
            (b.Timeline(id="t", title=words("Years"), body=(EVENTS,)),),
            "in 1815",
            "in 1843",
            id="two events",
        ),
    ],
)
def test_what_belongs_together_stands_on_one_page(
    held: tuple[Block, ...], first: str, second: str, tmp_path: Path
) -> None:
    """Whatever stands before it: the page's end is moved through it line by line."""
    for lines in range(19, 29):
        view = view_of(question(1, lines=lines), *held, name_line=())
        pages = text_of(printed(view), tmp_path).split("\f")
        assert [first in page for page in pages] == [second in page for page in pages], lines


def test_choice_questions_do_not_hold_to_each_other() -> None:
    """A page may end between any two of them, so that none is left nearly empty."""
    options = t.Options(options=tuple(t.Option(body=paras(LONG), letter=x) for x in "ABCD"))
    held = [question(n, body=(para("Which?"), options)) for n in range(1, 13)]
    rendering = printed(view_of(*held))
    assert rendering.pages == 2
    assert sum(page == 1 for page in page_of(rendering).values()) >= 5


def test_the_rest_of_the_page_is_filled_and_what_follows_begins_a_new_one() -> None:
    for before in (1, 6, 14):
        essay = question(2, room=Room(RoomKind.FILL), body=paras("Discuss."))
        rendering = printed(view_of(question(1, lines=before), essay, question(3)))
        assert page_of(rendering) == {"q1": 1, "q2": 1, "q3": 2}
        assert rendering.pages == 2


def test_no_word_is_left_alone_on_its_line_before_a_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a text fits its line and only the space behind it does not."""
    texts = [f"Alone {'i' * extra} we find what they carry from " for extra in range(20, 70)]
    gaps = [para(text, Emphasis(children=words("theotherside"))) for text in texts]

    def first_lines() -> list[str]:
        lines = text_of(printed(view_of(*gaps)), tmp_path).splitlines()
        return [line for line in lines if line.startswith("Alone")]

    assert len(first_lines()) == len(texts)
    assert "Alone" not in [line.strip() for line in first_lines()]
    # Once WeasyPrint does so itself, nothing needs to be mended.
    monkeypatch.setattr("weasyprint.layout.inline.split_first_line", split_first_line)
    assert "Alone" in [line.strip() for line in first_lines()]


def test_the_total_of_a_question_is_not_left_behind_by_what_fills_its_page(tmp_path: Path) -> None:
    def pages(room: Room) -> list[str]:
        part = t.Part(id="q1.a", number="a", body=paras("Why?"), room=room)
        asked = question(1, body=(para("Discuss."), part), total=4)
        return text_of(printed(view_of(asked, question(2))), tmp_path).split("\f")

    filled = pages(Room(RoomKind.FILL))
    assert filled[0].index("Discuss.") < filled[0].index("Total: 4 marks") < filled[0].index("Why?")
    assert "Total:" not in filled[1]
    lined = pages(Room(RoomKind.LINES, lines=3))
    assert lined[0].index("Why?") < lined[0].index("Total: 4 marks")


def test_the_room_keeps_its_size_when_the_answer_stands_in_it() -> None:
    answer = (t.Answer(body=paras("Short.")),)
    for room in (Room(RoomKind.LINES, lines=28), Room(RoomKind.BOX, mm=200), Room(RoomKind.FILL)):
        asked = view_of(question(1, room=room), question(2, lines=2), name_line=())
        told = view_of(question(1, room=room, answers=answer), question(2, lines=2), name_line=())
        assert page_of(printed(asked)) == page_of(printed(told)), room.kind


def test_a_block_longer_than_a_page_does_not_begin_with_an_empty_one() -> None:
    rendering = printed(view_of(b.Callout(id="long", body=paras(*[LONG * 8] * 12))))
    assert page_of(rendering) == {"long": 1}


def test_what_is_to_stay_together_empties_no_page_when_it_is_longer_than_one() -> None:
    for parts, page in ((3, 2), (9, 1)):
        held = tuple(
            t.Part(
                id=f"q2.{n}", number=n, type=t.QuestionType.SHORT, body=paras("Why?"),
                room=Room(RoomKind.LINES, lines=6),
            )
            for n in "abcdefghi"[:parts]
        )  # fmt: skip
        kept = question(2, body=(para("All of it."), *held), keep=b.Keep.TOGETHER)
        rendering = printed(view_of(question(1, lines=14), kept, name_line=()))
        assert page_of(rendering)["q2"] == page, parts


def test_every_fifth_line_of_a_passage_is_numbered_over_pages(tmp_path: Path) -> None:
    passage = b.Passage(
        id="p", numbered=b.LineNumbers.LINES, body=paras(*[LONG * 10] * 7), title=words("Lines")
    )
    path = saved(printed(view_of(passage)), tmp_path)
    found = [int(n) for n in re.findall(r"^(\d+)$", artifact_text(path), re.MULTILINE)]
    numbers = [n for n in found if n % 5 == 0]
    assert numbers == list(range(5, max(numbers) + 1, 5))
    assert max(numbers) > 60


def test_a_line_number_stands_beside_its_line(tmp_path: Path) -> None:
    verses = b.Passage(
        id="p", numbered=b.LineNumbers.LINES, body=paras(*(f"verse{n}" for n in range(1, 90)))
    )
    path = saved(printed(view_of(verses)), tmp_path)
    for page in (1, 2):
        heights = vertical(path, page)
        numbered = [int(word) for word in heights if word.isdigit() and int(word) % 5 == 0]
        for n in (n for n in numbered if f"verse{n}" in heights and n > 5):
            assert heights[str(n)] == pytest.approx(heights[f"verse{n}"], abs=1)
        assert len(numbered) >= 5


def vertical(path: Path, page: int) -> dict[str, float]:
    """Return the baseline of each word of a page, nearly: its lower edge, in points."""
    command = ["pdftotext", "-bbox", "-f", str(page), "-l", str(page), str(path), "-"]
    listed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return {word: float(y) for y, word in re.findall(r'yMax="([\d.]+)">(.*?)</word>', listed)}


# --- Editions ---------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", ["large-print", "dyslexia", "greyscale"])
def test_an_edition_prints_every_block_without_a_complaint(edition: str) -> None:
    size = 18.0 if edition == "large-print" else 10.5
    view = looking(sample_view(LABELS), stylesheets=(edition,), text_pt=size)
    assert (printed(view).pages or 0) > 5


def test_clear_print_is_set_in_its_own_face() -> None:
    faces = fonts_of(printed(looking(view_of(para("Text")), stylesheets=("dyslexia",))))
    assert {name.split("-")[0] for name in faces} == {"Atkinson"}
    assert "Source" in " ".join(fonts_of(printed(view_of(para("Text")))))


def fonts_of(rendering: Rendering) -> set[str]:
    with pikepdf.open(io.BytesIO(rendering.data)) as pdf:
        return {
            str(entry["/BaseFont"]).partition("+")[2]
            for page in pdf.pages
            for entry in page.resources.get("/Font", {}).values()
        }


def test_no_paragraph_of_a_long_text_looks_at_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    look, looked = ElementWrapper.iter_next_siblings, []
    monkeypatch.setattr(
        ElementWrapper, "iter_next_siblings", lambda self: looked.append(1) or look(self)
    )
    view = view_of(*[para("Text")] * 20)
    printed(view)
    assert looked == []
    css = "p:has(+ ul) { break-after: avoid }"  # negative control
    printed(view, overriding(**{"css/blocks.css": css}))
    assert len(looked) >= 20


# --- What is refused --------------------------------------------------------------------------


def overriding(**templates: str) -> Assets:
    return dataclasses.replace(sample_assets(), templates=MappingProxyType(templates))


def test_markup_that_is_not_well_formed_is_refused() -> None:
    assets = overriding(**{"blocks/rule.html.j2": "<br>"})
    with pytest.raises(RenderFault, match="not well-formed"):
        printed(view_of(b.Rule()), assets)


@pytest.mark.parametrize("attempt", ["first", "again"])
def test_a_stylesheet_that_is_not_understood_is_refused_each_time(attempt: str) -> None:
    assets = overriding(**{"css/blocks.css": "p { colour: red }"})
    with pytest.raises(RenderFault, match="colour"):
        printed(view_of(para(attempt)), assets)


def test_a_template_cannot_fetch_what_was_not_handed_over() -> None:
    for address in ("file:///etc/hostname", "http://example.org/x.png", "images/other.png"):
        assets = overriding(**{"blocks/rule.html.j2": f'<p><img alt="x" src="{address}"/></p>'})
        with pytest.raises(RenderFault, match=r"other\.png|hostname|x\.png"):
            printed(view_of(b.Rule()), assets)


def test_a_picture_without_words_is_refused() -> None:
    assets = overriding(**{"blocks/rule.html.j2": '<p><img src="images/shapes.png"/></p>'})
    with pytest.raises(RenderFault):
        printed(view_of(b.Rule()), assets)


def test_an_endless_length_is_refused() -> None:
    assets = overriding(**{"css/editions/greyscale.css": "p { font-size: 1e9px }"})
    with pytest.raises(RenderFault):
        printed(looking(view_of(para("x")), stylesheets=("greyscale",)), assets)


def test_blocks_nested_beyond_all_measure_are_refused() -> None:
    block: Block = para("deep")
    for _ in range(3000):
        block = b.BlockQuote(body=(block,))
    with pytest.raises(RenderFault):
        printed(view_of(block))


def test_blocks_nested_as_deep_as_reading_lets_them_are_printed(tmp_path: Path) -> None:
    block: Block = para("deep down")
    for _ in range(32):
        block = b.Context(id="", body=(block,))
    assert "deep" in text_of(printed(view_of(block)), tmp_path)


def test_formulas_of_the_same_letters_share_a_drawing_and_differ_in_words(tmp_path: Path) -> None:
    held = view_of(para(Math(latex="x"), " and ", Math(latex="x"), " and ", Math(latex="y^2")))
    tree = structure_tree(saved(printed(held), tmp_path))
    assert [tag.alt for tag in tree.walk() if tag.name == "Formula"] == ["x", "x", "y squared"]


def test_lists_keep_their_numbers(tmp_path: Path) -> None:
    held = b.NumberedList(start=7, entries=entries("Seventh", "Eighth"))
    assert "8. Eighth" in text_of(printed(view_of(held)), tmp_path)


def test_an_answer_longer_than_its_page_is_all_there(tmp_path: Path) -> None:
    """The lines that a page has no room for are dropped; words never are."""
    told = (t.Answer(body=(*paras(*[LONG * 8] * 12), para("The last word."))),)
    for room in (Room(RoomKind.FILL), Room(RoomKind.LINES, lines=3), Room(RoomKind.BOX, mm=30)):
        held = view_of(question(1, room=room, answers=told), question(2))
        text = " ".join(structure_text(saved(printed(held), tmp_path)).split())
        assert "The last word." in text, room.kind
        assert text.count("Words that go on") == 96, room.kind


def test_a_link_to_what_is_not_on_paper_is_none() -> None:
    """A word in a note that nobody calls can be referred to, and is never printed."""
    lost = Reference(target="nowhere", children=words("a lost word"), automatic=True)
    found = Reference(target="here", children=words("a heading"), automatic=True)
    heading = b.Heading(level=1, content=words("Here"), id="here")
    view = view_of(heading, para("See ", lost, " and ", found, "."))
    markup = Sheet.of(view, Assets(), footed=True).markup
    assert "a lost word" in markup
    assert "#nowhere" not in markup
    assert markup.count('"#here"') == 2


# --- Notes ------------------------------------------------------------------------------------


def noted(*notes: Footnote) -> View:
    """Return a view that calls each of `notes` in a line of its own, and refers to the first."""
    calls = [para("Called here", NoteRef(label=note.label, number=note.number)) for note in notes]
    heading = b.Heading(level=1, content=words("Here"), id="here")
    reference = Reference(target="here", children=words("the heading"), automatic=True)
    return view_of(heading, para("See ", reference), *calls, notes=notes)


def note(number: int, *body: Block) -> Footnote:
    return Footnote(label=f"n{number}", number=number, body=body)


def test_short_notes_stand_at_the_foot_of_the_page(tmp_path: Path) -> None:
    view = noted(note(1, *paras("First note.")), note(2, *paras("Second note.")))
    read = structure_text(saved(printed(view), tmp_path))
    assert read.index("First note.") < read.index("Second note.")
    assert read.index("First note.") < read.rindex("Called here")


@pytest.mark.parametrize(
    "body",
    [
        (*(para(LONG * 5, f"End of paragraph {n}.") for n in range(60)), para("The last.")),
        (b.Columns(body=paras("Set in columns.")), para("The last.")),
        (para("See further", NoteRef(label="n2", number=2)), para("The last.")),
    ],
    ids=["longer than a page", "with blocks", "calling another"],
)
def test_notes_that_would_not_fit_at_a_foot_stand_at_the_end(
    body: tuple[Block, ...], tmp_path: Path
) -> None:
    path = saved(printed(noted(note(1, *body), note(2, *paras("Another.")))), tmp_path)
    read = structure_text(path)
    assert read.rindex("Called here") < read.index("The last.") < read.index("Another.")
    assert len(structure_tree(path).find("Note")) == 2
    assert pdf_text(path).count("End of paragraph") == 60 * ("End of" in read)
    assert refused(path, page_validation) == []


def test_no_note_is_lost_where_many_crowd_at_the_end(tmp_path: Path) -> None:
    notes = tuple(note(n, *paras(f"Note {n}. {LONG * 4}")) for n in range(1, 40))
    call = [NoteRef(label=one.label, number=one.number) for one in notes]
    view = dataclasses.replace(noted(*notes[:1]), notes=notes)
    view = dataclasses.replace(view, blocks=(*view.blocks, para("All called here", *call)))
    text = pdf_text(saved(printed(view), tmp_path))
    assert [n for n in range(1, 40) if f"Note {n}." not in text] == []
