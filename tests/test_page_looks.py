"""What a designer looks for on a page, measured: spaces, ends of pages, what stands beside what."""

from __future__ import annotations

import io
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from PIL import Image as Picture

from checkers import pdf_text
from checkers.tools import command
from studypack.backends.pdf.sheet import A5_FRAME, FRAME, Frame
from studypack.cli import main
from workspaces import Workspace

CSS = Path(__file__).parents[1] / "templates" / "css"
POINT_MM = 25.4 / 72
LINE_MM = 4.8
FULL = range(40, 53)
"""So many lines of 53 a page has above what is looked at, which so meets its end at every height."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a page, where it begins and ends, and its line, in millimetres."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def words(path: Path) -> list[Word]:
    """Return the words of a PDF, page after page."""
    listed = subprocess.run(
        [command("poppler", "pdftotext"), "-bbox", path, "-"],
        capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip
    found = re.findall(
        r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>',
        listed,
    )
    return [Word(text, *(float(side) * POINT_MM for side in sides)) for *sides, text in found]


def word(path: Path, text: str) -> Word:
    return next(found for found in words(path) if found.text == text)


def handout(workspace: Workspace, text: str, *options: str, front: str = "") -> Path:
    """Build the handout of a pack with `text`."""
    workspace.write(text=f"---\ntitle: Looks\nlanguage: en-GB\n{front}---\n\n{text}")
    ran = workspace.run("build", "--product", "handout", "--format", "pdf", "--jobs", "1", *options)
    assert (ran.status, ran.err) == (0, "")
    (path,) = (workspace.folder / "out" / "water").glob("*.pdf")
    return path


@pytest.mark.parametrize("before", ["Above.", "$$\nx = y\n$$", ":::{tip}\nAbove.\n:::"])
def test_a_heading_stands_nearer_to_what_follows(workspace: Workspace, before: str) -> None:
    filler = "First.\n\n"
    path = handout(workspace, f"{filler}{before}\n\n# Heading\n\nBelow.\n")
    heading = word(path, "Heading")
    above = max(one.bottom for one in words(path) if one.bottom < heading.top)
    assert heading.top - above > 2 * (word(path, "Below.").top - heading.bottom)


def test_what_follows_a_formula_keeps_its_space(workspace: Workspace) -> None:
    facts = ":::{keyfacts} Glance\nPlace\n: here\n:::\n"
    beside = handout(workspace, f"Above.\n\n{facts}")
    usual = word(beside, "Glance").top - word(beside, "Above.").bottom
    path = handout(workspace, f"Above.\n\n$$\nx = y\n$$\n\n{facts}")
    glance = word(path, "Glance")
    above = max(one.bottom for one in words(path) if one.bottom < glance.top - 0.5)
    assert glance.top - above > usual - LINE_MM / 2


def test_every_quotation_has_the_mark_of_the_first(workspace: Workspace) -> None:
    quote = ":::{quote}\n> A line to learn.\n:::\n\n"
    text = pdf_text(handout(workspace, quote * 3))
    assert (text.count("“"), text.count("‘")) == (3, 0)


@pytest.mark.parametrize(("language", "opening", "closing"), [("ja", 2, 2), ("en-GB", 0, 0)])
def test_a_quotation_in_japanese_has_the_mark_that_closes(
    workspace: Workspace, language: str, opening: int, closing: int
) -> None:
    quote = ":::{quote}\n> First.\n>\n> Last.\n:::\n\n"
    workspace.write(text=f"---\ntitle: Looks\nlanguage: {language}\n---\n\n{quote * 2}")
    options = ("--product", "handout", "--format", "pdf", "--jobs", "1")
    assert workspace.run("build", *options).status == 0
    (path,) = (workspace.folder / "out" / "water").glob("*.pdf")
    text = pdf_text(path)
    assert (text.count("「"), text.count("Last.」")) == (opening, closing)


# --- Where pages end --------------------------------------------------------------------------


def filled(lines: int, text: str) -> str:
    """Return a page that has so many lines above `text`."""
    above = "\\\n".join(f"x{n}" for n in range(lines))
    return f"{above}\n\n{text}\n\n:::{{pagebreak}}\n:::\n\n"


def table(name: int) -> str:
    rows = "".join(f"| t{name}r{row} | cell |\n" for row in range(12))
    return f"| Head | Other |\n|---|---|\n{rows}"


def symbol(name: int) -> str:
    return f":::{{symbol}} title{name}\n:themes: fate\n\nbody{name} {'and so on ' * 16}\n:::"


def noted(name: int) -> str:
    return f"call{name} is a line of text[^n{name}] {'and so on ' * 30}\n\n[^n{name}]: note{name}."


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The text of pages that end within a table, before a symbol, or where a note is called."""
    folder = tmp_path_factory.mktemp("ends")
    theme = ":::{theme} Fate\n:id: fate\n\nNobody knows.\n:::\n\n:::{pagebreak}\n:::\n\n"
    pages = [
        filled(lines, said(100 * kind + lines))
        for kind, said in enumerate((table, symbol, noted), start=1)
        for lines in FULL
    ]
    source = folder / "source" / "ends" / "pack.md"
    source.parent.mkdir(parents=True)
    source.write_text(f"---\ntitle: Ends\nlanguage: en-GB\n---\n\n{theme}{''.join(pages)}", "utf-8")
    options = ["--product", "handout", "--format", "pdf", "--edition", "large-print,student"]
    assert main(["build", "--workspace", str(folder), *options, "--jobs", "1"]) == 0
    return [
        f"{path.stem} {text}"
        for path in sorted(folder.glob("out/*/*.pdf"))
        for text in pdf_text(path).split("\f")
    ]


def pages_of(ends: list[str], pattern: str) -> Iterator[tuple[tuple[str, str], int]]:
    """Yield file and name of what matches, with the page that it is on."""
    for page, text in enumerate(ends):
        for name in re.findall(pattern, text):
            yield (text.split()[0], name), page


def test_no_row_of_a_table_is_alone_on_a_page(ends: list[str]) -> None:
    rows = Counter(pages_of(ends, r"\bt(\d+)r\d+\b"))
    assert len({name for (_, name), _ in rows}) == len(FULL)
    assert len(rows) > 2 * len(FULL), "no table was cut"
    assert min(rows.values()) > 1


def test_a_title_beside_its_themes_is_on_the_page_of_its_text(ends: list[str]) -> None:
    titles = dict(pages_of(ends, r"\btitle(\d+)\b"))
    assert len(titles) == 2 * len(FULL)
    assert titles == dict(pages_of(ends, r"\bbody(\d+)\b"))


def test_a_note_is_read_once_on_the_page_of_its_call(ends: list[str]) -> None:
    notes = list(pages_of(ends, r"\bnote(\d+)\b"))
    assert len(notes) == 2 * len(FULL)
    assert dict(notes) == dict(pages_of(ends, r"\bcall(\d+)\b"))


class _Chance:
    """Writes what calls footnotes, by chance: many to a page, short and long, anywhere."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self.notes: list[str] = []

    def text(self, words: int) -> str:
        return " ".join(
            self._call() if self._random.random() < 0.06 else "so" for _ in range(words)
        )

    def _call(self) -> str:
        name = len(self.notes)
        said = "and so on " * self._random.choice((1, 12, 30))
        self.notes.append(f"[^n{name}]: note{name}x {said}")
        return f"call{name}x[^n{name}]"

    def block(self) -> str:
        texts = (self.text(self._random.choice((8, 20, 35, 50, 90))) for _ in range(4))
        match self._random.randrange(7):
            case 0:
                return f"# Heading\n\n{next(texts)}"
            case 1:
                return "\n".join(f"- {text}" for text in texts)
            case 2:
                return "| A | B |\n|---|---|\n" + "".join(f"| {text} | x |\n" for text in texts)
            case 3:
                return f":::{{question}}\n\n{next(texts)}\n\n:::{{answer}}\nx\n:::\n:::"
            case 4:
                return f":::{{symbol}} x\n\n{next(texts)}\n\n{next(texts)}\n:::"
            case _:
                return next(texts)


@pytest.mark.parametrize(("paper", "seed"), [("A4", 5), ("Letter", 3), ("A5", 5)])
def test_many_notes_are_on_the_pages_of_their_calls(
    workspace: Workspace, paper: str, seed: int
) -> None:
    chance = _Chance(seed)
    text = "\n\n".join(chance.block() for _ in range(40))
    noted = f"{text}\n\n" + "\n\n".join(chance.notes)
    path = handout(workspace, noted, "--edition", "student", front=f"paper: {paper}\n")
    pages = [f"x {page}" for page in pdf_text(path).split("\f")]
    calls = dict(pages_of(pages, r"\bcall(\d+)x"))
    assert len(calls) == len(chance.notes) > 60
    assert dict(pages_of(pages, r"\bnote(\d+)x")) == calls


def test_no_word_is_broken_at_the_end_of_a_page(workspace: Workspace) -> None:
    sentence = f"{'So geht es immer weiter. ' * 5}Die Donaudampfschifffahrtsgesellschaft. "
    text = "\n\n".join(f"{'so ' * number}{sentence * 14}" for number in range(24))
    workspace.write(text=f"---\ntitle: Ende\nlanguage: de\npaper: A5\n---\n\n{text}\n")
    options = ("--product", "handout", "--format", "pdf", "--edition", "student", "--jobs", "1")
    assert workspace.run("build", *options).status == 0
    (path,) = (workspace.folder / "out" / "water").glob("*.pdf")
    line = re.compile("^.*(?:immer|weiter|Donau|schaft).*$", re.MULTILINE)
    pages = [found for page in pdf_text(path).split("\f") if (found := line.findall(page))]
    assert len(pages) > 10
    assert sum(line.endswith("\u00ad") for page in pages for line in page) > 4 * len(pages)
    assert [page[-1] for page in pages if page[-1].endswith("\u00ad")] == []


# --- What is kept whole, and at what cost ------------------------------------------------------

SHORT_TABLE = "| Word | Meaning |\n|---|---|\n" + "".join(
    f"| row{n} | {'and so on ' * 14} |\n" for n in range(8)
)
"""Half a page of A5 high."""


ANSWER = ":::{answer}\n:kind: vary\n\nAnything.\n:::"


def on_pages(path: Path, pattern: str) -> list[int]:
    """Return the page of each thing that matches, counted from 1."""
    pages = enumerate(pdf_text(path).split("\f"), start=1)
    return [page for page, text in pages for _ in re.findall(pattern, text)]


def below(lines: int, text: str) -> str:
    """Return a second page that has so many of 37 lines of A5 above `text`."""
    return f":::{{pagebreak}}\n:::\n\n{filled(lines, text)}"


@pytest.mark.parametrize(("above", "pages"), [(31, {3}), (16, {2, 3})])
def test_a_table_is_whole_unless_much_of_a_page_would_stay_white(
    workspace: Workspace, above: int, pages: set[int]
) -> None:
    path = handout(workspace, f"First.\n\n{below(above, SHORT_TABLE)}", front="paper: A5\n")
    found = on_pages(path, r"\brow\d")
    assert len(found) == 8
    assert set(found) == pages


@pytest.mark.parametrize("above", [12, 20, 31])
def test_a_sequence_is_whole_whatever_stays_white(workspace: Workspace, above: int) -> None:
    text = ":::{organizer}\n:kind: sequence\n:labels: box1, box2, box3, box4\n:::"
    path = handout(workspace, f"First.\n\n{below(above, text)}", front="paper: A5\n")
    assert on_pages(path, r"\bbox\d") == [3, 3, 3, 3]


def test_a_sequence_that_no_page_holds_is_cut_between_boxes(workspace: Workspace) -> None:
    labels = ", ".join(f"box{n}" for n in range(8))
    text = f":::{{organizer}}\n:kind: sequence\n:labels: {labels}\n:::"
    path = handout(workspace, text, front="paper: A5\n")
    found = Counter(on_pages(path, r"\bbox\d"))
    assert len(found) == 2
    assert min(found.values()) > 1


def test_no_card_to_cut_out_is_alone_on_a_page(workspace: Workspace) -> None:
    for count in (5, 6, 7):
        words = "\n\n".join(f"front{n}\n: back" for n in range(count))
        text = f"# Words\n\n:::{{vocabulary}}\n{words}\n:::\n\n# Cards\n\n:::{{flashcards}}\n:::\n"
        path = handout(workspace, text, "--edition", "large-print")
        cards = Counter(on_pages(path, r"\bfront\d")[count:])
        assert sum(cards.values()) == count
        assert min(cards.values()) > 1


@pytest.mark.parametrize("above", [34, 35, 36])
def test_a_formula_is_on_the_page_of_what_leads_to_it(workspace: Workspace, above: int) -> None:
    text = "LEADS to:\n\n$$\nx = y\n$$\n\nAfter."
    path = handout(workspace, f"First.\n\n{below(above, text)}", front="paper: A5\n")
    foot = 210 - A5_FRAME.bottom - word(path, "LEADS").bottom
    assert foot > LINE_MM


def test_a_stem_with_a_table_stands_without_its_parts(workspace: Workspace) -> None:
    options = "\n".join(f"- [{'x' if n == 3 else ' '}] this or that {n}" for n in range(6))
    part = f":::{{part}}\n\nPART asks.\n\n{options}\n:::\n"
    stem = "| a | b |\n|---|---|\n" + "| STEM | y |\n" * 6
    text = f":::{{question}}\n\nRead.\n\n{stem}\n{part}:::"
    path = handout(workspace, f"First.\n\n{below(20, text)}", front="paper: A5\n")
    assert set(on_pages(path, r"\bSTEM\b")) == {2}
    assert set(on_pages(path, r"\bPART\b")) == {3}


def test_lines_whose_last_reaches_the_page_end_begin_below_their_stem(workspace: Workspace) -> None:
    above = "- a\n- b\n- c\n- d\n\nx\\\nx"
    box = f":::{{question}}\n:space: box 117 mm\n\nDraw.\n\n{ANSWER}\n:::"
    lines = f":::{{question}}\n:space: 6 lines\n\nLAST.\n\n{ANSWER}\n:::"
    path = handout(workspace, f"{above}\n\n{box}\n\n{lines}\n")
    assert on_pages(path, r"\bDraw") == [1]
    assert on_pages(path, r"\bLAST\b") == [1]
    assert on_pages(path, r"Page 2 of 2")


def test_a_list_may_begin_overleaf_below_a_table(workspace: Workspace) -> None:
    rows = "".join(f"| row{n} | cell |\n" for n in range(14))
    text = f"| Head | Other |\n|---|---|\n{rows}\n- item {'and so on ' * 30}\n- other\n"
    path = handout(workspace, f"First.\n\n{below(15, text)}", front="paper: A5\n")
    assert set(on_pages(path, r"\brow\d")) == {2}
    assert on_pages(path, r"\bitem\b") == [3]


# --- What stands beside what ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paper", "edition"), [("A4", "student"), ("A5", "student"), ("A4", "large-print")]
)
def test_the_first_two_boxes_of_a_story_map_are_beside_each_other(
    workspace: Workspace, paper: str, edition: str
) -> None:
    text = ":::{organizer}\n:kind: story-map\n:::\n"
    path = handout(workspace, text, "--edition", edition, front=f"paper: {paper}\n")
    assert word(path, "Setting").top == pytest.approx(word(path, "Characters").top, abs=0.2)


@pytest.mark.parametrize("paper", ["A4", "A5"])
@pytest.mark.parametrize("edition", ["student", "large-print"])
def test_the_picture_of_a_cover_ends_above_its_foot(
    workspace: Workspace, edition: str, paper: str
) -> None:
    (workspace.folder / "studypack.toml").write_text(f'[pages]\npaper = "{paper}"\n', "utf-8")
    tall = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="900"><path fill="red" d="M0 0H300V900H0Z"/></svg>'
    workspace.write(text=tall, part="images/tall.svg")
    front = "subtitle: A subtitle that takes two lines of a cover in large print and one in plain\nwork: {title: A Book, creator: Somebody}\ncover: images/tall.svg\n"
    text = "".join(f"# Part {n}\n\n{'Words to fill a page. ' * 200}\n\n" for n in range(12))
    path = handout(workspace, text, "--edition", edition, front=f"subject: Physics\n{front}")
    shown = subprocess.run(
        [command("poppler", "pdftoppm"), "-r", "72", "-l", "1", path],
        capture_output=True,
        check=True,
    ).stdout
    page = Picture.open(io.BytesIO(shown)).convert("RGB")
    red = [
        row for row in range(page.height) if page.getpixel((page.width // 7, row)) == (255, 0, 0)
    ]
    assert len(red) > 100
    assert red[-1] * POINT_MM < word(path, "Physics").top


@pytest.mark.parametrize("edition", ["student", "large-print", "dyslexia"])
def test_the_labels_of_two_circles_stand_within_them(workspace: Workspace, edition: str) -> None:
    text = ":::{organizer}\n:kind: venn\n:labels: Photosynthesis, Both, Respiration\n:::\n"
    path = handout(workspace, text, "--edition", edition)
    left, both, right = (word(path, name) for name in ("Photosynthesis", "Both", "Respiration"))
    wide = 150
    first = both.middle - wide / 2
    assert abs(both.top - left.top) < 1
    assert left.left - first > 0.06 * wide
    assert left.right - first < 0.4 * wide
    assert 0.4 * wide < both.left - first
    assert both.right - first < 0.6 * wide
    assert 0.6 * wide < right.left - first
    assert right.right - first < 0.94 * wide


def test_statements_have_room_in_large_print(workspace: Workspace) -> None:
    text = ":::{anticipation} Before\n- Nobody knows what will come.\n- All is well.\n:::\n"
    path = handout(workspace, text, "--edition", "large-print")
    assert word(path, "Agree").left - word(path, "Statement").left > 50


def test_many_labels_stand_in_pairs_and_few_below_each_other(workspace: Workspace) -> None:
    def tops(count: int) -> list[float]:
        labels = "".join(f"{n}. part{n}\n" for n in range(1, count + 1))
        text = f":::{{question}}\n:type: label\n\nName the parts.\n\n{labels}:::\n"
        path = handout(workspace, text, "--edition", "teacher", "--loose")
        return [word(path, f"part{n}").top for n in range(1, count + 1)]

    few, many = tops(3), tops(4)
    assert few[1] - few[0] > LINE_MM
    assert many[1] == pytest.approx(many[0], abs=0.5)
    assert many[2] - many[0] > LINE_MM


@pytest.mark.parametrize(("sheet", "frame"), [("print.css", FRAME), ("papers/a5.css", A5_FRAME)])
def test_the_frame_of_a_page_is_that_of_its_stylesheet(sheet: str, frame: Frame) -> None:
    text = (CSS / sheet).read_text("utf-8")
    margins = re.search(r"@page \{\s*margin: (\d+)mm (\d+)mm (\d+)mm (\d+)mm", text)
    hang = re.search(r"--hang: (\d+)mm", text)
    assert margins
    assert hang
    top, outer, bottom, inner, beside = map(float, (*margins.groups(), hang[1]))
    assert Frame(inner=inner, outer=outer, top=top, bottom=bottom, hang=beside) == frame


def test_a_drawing_that_is_narrowed_takes_no_more_height_than_it_fills(
    workspace: Workspace,
) -> None:
    text = ":::{organizer}\n:kind: venn\n:labels: Left, Both, Right\n:::\n\nAfter.\n"
    path = handout(workspace, text, front="paper: A5\n")
    assert 20 < word(path, "After.").top - word(path, "Both").top < 55
