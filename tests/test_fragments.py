"""Every block as well-formed markup, for paper and for an e-reader's screen."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path
from types import MappingProxyType
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from samples import (
    cell,
    definition,
    every_block,
    interactions,
    para,
    paras,
    sample_assets,
    sample_view,
    table,
    vocabulary_entry,
    words,
)
from studypack.backends import fragments
from studypack.backends.base import Assets, RenderFault
from studypack.backends.fragments import Fragments, Medium
from studypack.composing.view import Direction
from studypack.labels import Labels
from studypack.model import RENDERED
from studypack.model import blocks as b
from studypack.model import generated as g
from studypack.model import tasks as t
from studypack.model.base import Audience, Block
from studypack.model.inlines import Blank, Code, Link, Marked, Math, NoteRef, Reference, Ruby, Text
from studypack.model.room import Room, RoomKind
from studypack.model.walk import for_audience, query, walk

LABELS = Labels.for_language("en-GB")
EPUB = "http://www.idpf.org/2007/ops"


def formula(latex: str, display: bool) -> Markup:
    return Markup("<i>{}{}</i>").format(latex, "!" if display else "")


PAPER = Medium(
    image=lambda name: name, href=lambda name: f"#{name}", formula=formula,
    paged=True, footed=True, writable=True,
)  # fmt: skip
SCREEN = dataclasses.replace(PAPER, paged=False, footed=False, writable=False, line=28)
MEDIA = pytest.mark.parametrize("medium", [PAPER, SCREEN], ids=["paper", "screen"])


def markup(*held: Block, medium: Medium = PAPER, assets: Assets | None = None) -> str:
    """Return the markup of blocks that stand in a view together."""
    view = sample_view(LABELS, held)
    return str(Fragments(view, assets or sample_assets(), medium).blocks(held))


def tree(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(f'<div xmlns:epub="{EPUB}">{text}</div>')


def ids(root: ElementTree.Element) -> list[str]:
    return [element.attrib["id"] for element in root.iter() if "id" in element.attrib]


def with_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [element for element in root.iter() if name in element.get("class", "").split()]


def text_of(root: ElementTree.Element) -> str:
    return " ".join("".join(root.itertext()).split())


def as_students_see(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return for_audience(blocks, frozenset({Audience.STUDENT}))


# --- All blocks -------------------------------------------------------------------------------


def test_every_block_type_has_a_template() -> None:
    assert fragments.uncovered() == frozenset()


def test_a_missing_template_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = fragments.template_root()
    (tmp_path / "blocks").mkdir()
    for template in (ours / "blocks").iterdir():
        if template.name != "quote.html.j2":
            (tmp_path / "blocks" / template.name).touch()
    monkeypatch.setattr(fragments, "template_root", lambda: tmp_path)
    assert fragments.uncovered() == {b.Quote}


def test_the_sample_holds_every_block_type() -> None:
    """The tests below would prove little otherwise."""
    assert {type(node) for node in walk(every_block()) if isinstance(node, Block)} >= RENDERED


@MEDIA
def test_all_markup_is_well_formed_and_no_id_is_given_twice(medium: Medium) -> None:
    root = tree(markup(*every_block(), medium=medium))
    assert [name for name, times in Counter(ids(root)).items() if times > 1] == []


@MEDIA
def test_every_block_with_an_id_carries_it(medium: Medium) -> None:
    held = every_block()
    given = set(ids(tree(markup(*held, medium=medium))))
    named = {getattr(node, "id", "") for node in walk(held) if isinstance(node, Block)} - {""}
    assert named - given == set()


@MEDIA
@pytest.mark.parametrize("block", every_block(), ids=lambda block: type(block).__name__)
def test_a_block_says_all_its_words(block: Block, medium: Medium) -> None:
    said = text_of(tree(markup(block, medium=medium)))
    missing = [
        node.text
        for node in walk(block)
        if isinstance(node, Text | Code) and " ".join(node.text.split()) not in said
    ]
    assert missing == []


def test_what_looks_like_markup_is_text() -> None:
    hostile = "<script>\"a\" & 'b'</script>"
    held = (
        para(hostile, Code(text=hostile), Link(href='"><b>', children=words(hostile))),
        b.Character(id="x", name=words(hostile), role=hostile, aka=(hostile,), body=paras(hostile)),
        g.WordSearch(id="y", grid=(("<", "&"),), hidden=(hostile,)),
    )
    root = tree(markup(*held))
    assert not list(root.iter("script"))
    assert not list(root.iter("b"))
    assert text_of(root).count(hostile) == 8


def test_no_template_knows_a_product_or_an_edition() -> None:
    for template in fragments.template_root().rglob("*.j2"):
        text = template.read_text("utf-8")
        for word in (
            "handout",
            "worksheet",
            '"guide"',
            "student",
            "stylesheets",
            "edition ==",
            "product ==",
        ):
            assert word not in text, f"{template.name} knows {word!r}"


def test_paper_and_screen_differ_only_by_their_medium() -> None:
    """Negative control of the tests over both media: they are not the same markup."""
    assert markup(*every_block()) != markup(*every_block(), medium=SCREEN)


# --- Headings, languages, references, notes ---------------------------------------------------


def test_a_heading_stands_one_level_below_its_source() -> None:
    heading = b.Heading(level=1, content=words("Plot"), id="plot")
    assert markup(heading).strip() == '<h2 id="plot" class="heading">Plot</h2>'


def test_block_titles_are_no_headings() -> None:
    outline = [e.tag for e in tree(markup(*every_block())).iter() if e.tag in {"h1", "h2", "h3"}]
    headings = list(query(every_block(), b.Heading))
    assert len(outline) == len(headings)


def test_a_foreign_span_says_its_language_and_direction() -> None:
    root = tree(markup(para(Marked(children=words("سلام"), lang="ar", id="hello"))))
    [span] = root.iter("span")
    assert (span.get("lang"), span.get("dir"), span.get("id")) == ("ar", "rtl", "hello")


def test_programs_run_from_left_to_right_among_lines_that_do_not() -> None:
    held = (b.CodeBlock(text="f(x)"), para(Code(text="g(y)")))
    view = dataclasses.replace(sample_view(LABELS, held), direction=Direction.RTL)
    made = Fragments(view, sample_assets(), SCREEN).blocks(held)
    assert '<pre dir="ltr"><code>f(x)' in made
    assert '<code dir="ltr">g(y)' in made
    assert "dir=" not in markup(*held)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("so $x$. Then", "so [<i>x</i>.] Then"),
        ("($x$), “$y$”; $z$", "[(<i>x</i>),] [“<i>y</i>”;] <i>z</i>"),
        ("a $n$th and $b$s", "a [<i>n</i>th] and [<i>b</i>s]"),
        ("$a$–$b$", "[<i>a</i>–]<i>b</i>"),
        ("ثمّ $x$.", "ثمّ [<i>x</i>.]"),
        ("$x$（例）$y$。", "<i>x</i>（例）[<i>y</i>。]"),
        ("$x$の関数である", "<i>x</i>の関数である"),
        ("no $x$ mark", "no <i>x</i> mark"),
        ("none.", "none."),
    ],
)
@MEDIA
def test_a_formula_and_the_marks_beside_it_stand_on_one_line(
    text: str, kept: str, medium: Medium
) -> None:
    pieces = [
        Math(latex=piece) if index % 2 else Text(text=piece)
        for index, piece in enumerate(text.split("$"))
    ]
    made = Fragments(sample_view(LABELS, ()), sample_assets(), medium).inlines(tuple(pieces))
    marked = made.replace('<span class="kept">', "[").replace("</span>", "]")
    assert marked == kept


def test_a_gap_keeps_its_marks_with_its_answer_too_which_may_be_broken() -> None:
    gap, told = Blank(answers=()), Blank(answers=("a long answer",))
    made = markup(para(Text(text="("), gap, Text(text=")."), told, Text(text=".")))
    assert made.count('<span class="kept">') == 2
    assert '<span class="kept">(<span class="blank"' in made
    assert "</span>).</span>" in made


def test_facts_that_no_line_can_hold_are_a_list() -> None:
    long = "Donau" * 9
    for term, element in (("Made", "table"), (long, "dl")):
        facts = b.FactTable(facts=(definition(term, "in 1999"),))
        root = ElementTree.fromstring(f"<div>{markup(facts, medium=SCREEN)}</div>")
        assert [child.tag for child in root] == [element]
        assert root[0].get("class") == "facts"
        assert ElementTree.fromstring(markup(facts)).tag == "table"


def test_the_language_of_the_whole_is_not_repeated() -> None:
    assert "lang" not in markup(para(Marked(children=words("here"), lang="en-GB")))


def test_an_authors_class_is_not_one_of_ours() -> None:
    assert 'class="own-answer"' in markup(para(Marked(children=words("x"), classes=("answer",))))


def test_on_paper_words_are_no_narrower_than_their_reading() -> None:
    short = Ruby(children=words("古池"), reading="ふるい")
    long = Ruby(children=words("承"), reading="うけたまわ")
    assert '<ruby style="min-width: 2.5em">承' in markup(para(long))
    assert "<ruby>古池" in markup(para(short))
    assert "<ruby>承" in markup(para(long), medium=SCREEN)


def test_an_automatic_reference_names_its_page_outside_the_link() -> None:
    there = Reference(target="x", children=words("Part One"), automatic=True)
    root = tree(markup(para(there)))
    [link] = root.iter("a")
    [page] = with_class(root, "page-of")
    assert (link.text, link.get("href"), page.get("data-target")) == ("Part One", "#x", "#x")
    assert page not in list(link.iter())


@pytest.mark.parametrize(
    ("reference", "medium"),
    [
        (Reference(target="x", children=words("here"), automatic=False), PAPER),
        (Reference(target="x", children=words("here"), automatic=True), SCREEN),
    ],
    ids=["worded by the author", "on a screen"],
)
def test_other_references_name_no_page(reference: Reference, medium: Medium) -> None:
    assert "page-of" not in markup(para(reference), medium=medium)


def test_a_reference_to_what_is_not_in_the_view_is_plain_text() -> None:
    dead = Reference(target="x", children=words("Part One"), automatic=True, live=False)
    root = tree(markup(para(dead)))
    assert not list(root.iter("a"))
    assert text_of(root) == "Part One"


def test_on_paper_a_note_stands_where_it_is_first_called() -> None:
    call = NoteRef(label="n", number=1)
    root = tree(markup(para("One", call), para("Two", call)))
    assert [note.get("data-number") for note in with_class(root, "footnote")] == ["1"]
    assert [link.get("href") for link in root.iter("a")] == ["#note.1"]


def test_on_a_screen_a_note_is_called_and_stands_apart() -> None:
    view = sample_view(LABELS, (para("One", NoteRef(label="n", number=1)),))
    pages = Fragments(view, sample_assets(), SCREEN)
    root = tree(str(pages.blocks(view.blocks)) + str(pages.footnote(view.notes[0])))
    [call] = [link for link in root.iter("a") if link.get("role") == "doc-noteref"]
    [aside] = root.iter("aside")
    assert call.get(f"{{{EPUB}}}type") == "noteref"
    assert call.get("href") == f"#{aside.get('id')}"
    [back] = [link for link in aside.iter("a") if link.get("role") == "doc-backlink"]
    assert back.get("href") == f"#{call.get('id')}"


def test_a_repeated_block_gives_its_id_once() -> None:
    quote = b.Quote(id="q", quotation=paras("Why not?"))
    assert ids(tree(markup(quote, quote))) == ["q"]


def test_a_tagged_block_names_its_themes_and_levels() -> None:
    theme = b.Theme(id="loyalty", name=words("Loyalty"), body=paras("Who stays?"), cue=3)
    tagged = b.Context(
        id="c", title=words("Then"), body=paras("It was."), level=(b.Level.CORE,),
        themes=("loyalty", "not-in-view"),
    )  # fmt: skip
    [tags] = with_class(tree(markup(theme, tagged)), "tags")
    assert text_of(tags) == "Core Loyalty"
    assert [e.get("aria-hidden") for e in with_class(tags, "cue-3")] == ["true"]


# --- Tables -----------------------------------------------------------------------------------


def test_header_cells_say_what_they_head() -> None:
    held = table("Criterion|1|2", "Clarity|vague|clear", row_headers=True)
    cells = [(e.tag, e.get("scope"), text_of(e)) for e in tree(markup(held)).iter() if e.tag in {"th", "td"}]  # fmt: skip
    assert cells == [
        ("th", "col", "Criterion"), ("th", "col", "1"), ("th", "col", "2"),
        ("th", "row", "Clarity"), ("td", None, "vague"), ("td", None, "clear"),
    ]  # fmt: skip


def test_a_table_that_a_line_of_the_medium_cannot_hold_becomes_cards() -> None:
    wide = table("Electricity|Temperature|Time", "1|2|3")
    root = tree(markup(wide, medium=SCREEN))
    assert not list(root.iter("table"))
    assert [(e.tag, text_of(e)) for e in root.iter() if e.tag in {"dt", "dd"}] == [
        ("dt", "Electricity"), ("dd", "1"), ("dt", "Temperature"), ("dd", "2"),
        ("dt", "Time"), ("dd", "3"),
    ]  # fmt: skip
    assert list(tree(markup(wide)).iter("table"))


@pytest.mark.parametrize(
    ("head", "row", "is_table"),
    [
        ("A|B|C|D|E|F|G", "1|2|3|4|5|6|7", True),
        ("Term|Meaning", "electricity|a long sentence that can be broken at its spaces", True),
        ("Donaudampfschifffahrt|Rechtsschutzversicherung", "with|hyphens", True),
        ("Electricity|Temperature|Time", "none|of|them can be broken", False),
        ("Where|What", "https://example.org/a/page/with/an/endless/address|a page", False),
        ("季節のことばをあつめる|春夏秋冬のうつりかわり|ことばのいみをしらべる", "春|夏|秋", True),
    ],
)
def test_a_table_is_as_narrow_as_what_cannot_be_broken(head: str, row: str, is_table: bool) -> None:
    root = tree(markup(table(head, row), medium=SCREEN))
    assert bool(list(root.iter("table"))) is is_table


def test_a_gap_to_fill_in_needs_its_width_in_a_table() -> None:
    gap = b.Cell(content=(Blank(answers=()),))
    row = dataclasses.replace(table("A|B|C|D", "1|2|3|4"), rows=((gap,) * 4,))
    assert not list(tree(markup(row, medium=SCREEN)).iter("table"))


def test_columns_are_as_wide_as_their_words() -> None:
    held = table("No|What happens", "1|A long sentence that tells what happens in this place")
    widths = [
        float(column.get("style", "").removeprefix("width: ").removesuffix("%"))
        for column in tree(markup(held)).iter("col")
    ]
    assert widths[0] < 15
    assert widths[1] > 80
    assert sum(widths) == pytest.approx(100, abs=0.2)


def test_words_without_examples_have_no_column_for_them() -> None:
    def heads(*entries: b.VocabularyEntry) -> list[str]:
        return [text_of(th) for th in tree(markup(b.VocabularyTable(entries=entries))).iter("th") if th.get("scope") == "col"]  # fmt: skip

    assert heads(vocabulary_entry("loom", "A machine")) == ["Word", "Meaning"]
    assert heads(vocabulary_entry("loom", "A machine", "It hums.")) == ["Word", "Meaning", "In use"]


def test_facts_head_their_rows() -> None:
    held = b.FactTable(facts=(definition("Author", "A. Writer"),))
    [head] = tree(markup(held)).iter("th")
    assert (head.get("scope"), head.text) == ("row", "Author")


# --- Tasks ------------------------------------------------------------------------------------


def question(**fields: object) -> t.Question:
    settings = {
        "id": "q1", "number": "1", "type": t.QuestionType.SHORT, "body": paras("Who?"), "total": 2,
        "room": Room(RoomKind.LINES, lines=3),
    }  # fmt: skip
    return t.Question(**(settings | fields))  # type: ignore[arg-type]


def test_room_is_drawn_on_paper_alone() -> None:
    assert len(with_class(tree(markup(question())), "line")) == 3
    assert not with_class(tree(markup(question(), medium=SCREEN)), "room")


def test_drawn_room_is_hidden_from_a_screen_reader() -> None:
    for room in (
        Room(RoomKind.LINES, lines=3), Room(RoomKind.BOX, mm=40), Room(RoomKind.GRID, mm=40),
        Room(RoomKind.BLANK, mm=40), Room(RoomKind.FILL),
    ):  # fmt: skip
        [drawn] = with_class(tree(markup(question(room=room))), "room")
        assert drawn.get("aria-hidden") == "true"


def test_an_answer_stands_in_the_room_left_for_it() -> None:
    answer = t.Answer(body=paras("Because of the loom."))
    lines = with_class(tree(markup(question(answers=(answer,)))), "room")
    assert text_of(lines[0]) == "✓ Because of the loom."
    assert lines[0].get("style") == "min-height: calc(3 * var(--pitch))"
    many = question(answers=(answer,), room=Room(RoomKind.LINES, lines=12))
    assert len(with_class(with_class(tree(markup(many)), "room")[0], "line")) == 9
    box = question(answers=(answer,), room=Room(RoomKind.BOX, mm=40))
    assert with_class(tree(markup(box)), "room")[0].get("style") == "min-height: 40mm"


def test_marks_stand_at_the_end_of_the_stem() -> None:
    options = t.Options(options=(t.Option(body=paras("Mars"), letter="A"),))
    held = question(body=(para("One."), para("Two?"), options), room=Room(RoomKind.NONE))
    [last] = with_class(tree(markup(held)), "asks")
    assert text_of(last) == "Two? [2 marks]"


def test_a_question_with_parts_states_its_total_once() -> None:
    part = t.Part(
        id="q1a", number="a", marks=2, total=2, body=paras("What?"), type=t.QuestionType.SHORT
    )
    root = tree(markup(question(body=(para("Read."), part), total=2)))
    assert [text_of(e) for e in with_class(root, "total")] == ["Total: 2 marks"]
    assert [text_of(e) for e in with_class(root, "marks")] == ["[2 marks]"]


def test_a_number_is_entered_after_the_room_where_it_was_worked_out() -> None:
    held = question(body=(para("How far?"), t.NumericEntry(unit="km")))
    text = markup(held)
    assert text.index('class="room') < text.index('class="numeric"')
    assert 'role="img" aria-label="gap"' in text


def test_a_number_in_the_key_is_shown_once() -> None:
    entry = t.NumericEntry(unit="m", value="9.81", tolerance="0.05")
    held = question(body=(para("How far?"), entry), answer=words("9.81"), tolerance="0.05")
    assert text_of(tree(markup(held))).count("9.81") == 1


@pytest.mark.parametrize("held", interactions(), ids=lambda held: held.type.value)
def test_the_key_of_a_task_shows_and_without_it_nothing_does(held: t.Question) -> None:
    signs = ("✓", "answered", "correct", 'class="key')
    assert any(sign in markup(held) for sign in signs)
    hidden = markup(*as_students_see((held,)))
    assert not any(sign in hidden for sign in signs)


def test_a_student_sees_where_to_tick_order_and_write() -> None:
    """Boxes, letters and blanks stay when the key goes."""
    held = as_students_see(interactions())
    root = tree(markup(*held))
    assert len(with_class(root, "tickbox")) == 6  # options, and true or false
    assert len(with_class(root, "write")) == 2
    assert [e.get("aria-label") for e in with_class(root, "blank")] == ["gap 1"]
    assert [text_of(e) for e in with_class(root, "choice")] == ["True", "False"]


def test_a_question_leads_to_its_answer_and_back() -> None:
    asked = question(answer_id="answer-q1")
    told = g.AnswerEntry(id="answer-q1", number="1", body=paras("Ada."), back_id="q1")
    links = [link.get("href") for link in tree(markup(asked, told, medium=SCREEN)).iter("a")]
    assert links == ["#answer-q1", "#q1"]


def test_columns_to_match_of_unequal_length_are_all_shown() -> None:
    held = t.Matching(head=(), left=(cell("hot"),), right=(cell("icy"), cell("warm")))
    assert text_of(tree(markup(held))) == "1 hot A icy B warm"


# --- Overrides --------------------------------------------------------------------------------


def overriding(**templates: str) -> Assets:
    named = {f"blocks/{name}.html.j2": text for name, text in templates.items()}
    return dataclasses.replace(sample_assets(), templates=MappingProxyType(named))


def test_a_workspaces_template_goes_before_ours() -> None:
    assets = overriding(rule="<p>* * *</p>")
    assert markup(b.Rule(), assets=assets) == "<p>* * *</p>"
    assert markup(b.Rule()).strip() == "<hr/>"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("<p>\n{{ block.contents }}</p>", "templates/blocks/rule.html.j2:2: "),
        ("<p>\n\n{% if %}", "templates/blocks/rule.html.j2:3: "),
        ("{{ 1 / 0 }}", "templates/blocks/rule.html.j2:1: "),
        ("{{ labels['no-such-label'] }}", "templates/blocks/rule.html.j2:1: "),
        ("{{ block.__class__.__mro__ }}", "templates/blocks/rule.html.j2:1: "),
        ("{% include 'parts/nowhere.html.j2' %}", "templates/blocks/rule.html.j2"),
    ],
    ids=["unknown field", "syntax", "arithmetic", "unknown label", "escape", "missing"],
)
def test_a_broken_template_is_named_with_its_line(template: str, said: str) -> None:
    with pytest.raises(RenderFault, match=said):
        markup(b.Rule(), assets=overriding(rule=template))


def test_the_innermost_broken_template_is_named() -> None:
    inside = b.Context(id="c", body=(b.Rule(),))
    with pytest.raises(RenderFault, match=r"templates/blocks/rule.html.j2:1"):
        markup(inside, assets=overriding(rule="{{ nothing }}"))


def test_a_page_holds_no_character_that_xml_forbids() -> None:
    view = sample_view(LABELS, (para("bell\x07 and \ufffe"),))
    pages = Fragments(view, sample_assets(), PAPER)
    page = pages.page(
        "print.html.j2",
        body=pages.blocks(view.blocks),
        answers="",
        cover=False,
        picture="",
        endnotes=(),
        paper="a4",
    )
    assert "bell and " in page
    ElementTree.fromstring(page)


def test_a_stylesheet_that_does_not_exist_is_a_fault() -> None:
    with pytest.raises(RenderFault, match=r"templates/css/editions/neon.css"):
        fragments.template_text("css/editions/neon.css", Assets())


def test_a_blank_accepts_further_answers_in_brackets() -> None:
    gap = Blank(answers=("sun", "Sun"), number=1)
    assert text_of(tree(markup(para(gap)))) == "✓\N{NO-BREAK SPACE}sun (Sun)".replace("\xa0", " ")
