"""Variants: what their order never tells, what stays, and that all formats of one agree."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import integers, lists, sampled_from, text

from checkers import docx_text, epub_text, pdf_text, structure_text
from studypack.checking import check
from studypack.cli import main
from studypack.composing import PRODUCTS, TEACHER, Request, Variant, compose
from studypack.diagnostics import Diagnostics
from studypack.model.inlines import plain
from studypack.model.tasks import Matching, Options, Ordering, Question
from studypack.model.walk import query
from studypack.reading import read_text

EVERY_TASK = Path(__file__).parent / "packs" / "every-task"
LETTERS = "abc"

few = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
words = text("abcdefgh", min_size=1, max_size=3)
variants = sampled_from("abcdefghijklmnopqrstuvwxyz")
seeds = integers(0, 10_000)


def blocks_of(source: str, letter: str, seed: int) -> tuple[object, ...]:
    """Return what a teacher's handout of a variant holds."""
    found = Diagnostics()
    pack = check(read_text(f"---\ntitle: T\n---\n{source}", "source/a/pack.md", found), found)
    assert pack is not None, list(found)
    variant = Variant(letter, seed, 26)
    request = Request(PRODUCTS["handout"], "pdf", TEACHER, variant=variant)
    return compose(pack, request).blocks


# --- What no order tells ----------------------------------------------------------------------


@few
@given(
    rights=lists(words, min_size=2, max_size=7, unique=True),
    lures=integers(0, 2),
    letter=variants,
    seed=seeds,
)
def test_no_partner_of_a_match_faces_its_own(
    rights: list[str], lures: int, letter: str, seed: int
) -> None:
    rows = "".join(f"| l{place} | {right} |\n" for place, right in enumerate(rights))
    rows += "".join(f"|  | lure{place} |\n" for place in range(lures))
    source = f":::{{question}}\n:type: match\n\n| L | R |\n|---|---|\n{rows}:::\n"
    [made] = query(blocks_of(source, letter, seed), Matching)
    shown = [plain(cell.content) for cell in made.right]
    assert len(shown) == len(rights) + lures
    assert [text for text in shown if text in rights] != rights
    assert [plain(made.right[partner].content) for partner in made.key] == rights
    assert all(place != partner for place, partner in enumerate(made.key))


@few
@given(steps=lists(words, min_size=2, max_size=7), letter=variants, seed=seeds)
def test_nothing_to_be_put_in_order_comes_in_order(
    steps: list[str], letter: str, seed: int
) -> None:
    listed = "".join(f"{number}. {step}\n" for number, step in enumerate(steps, 1))
    source = f":::{{question}}\n:type: order\n\n{listed}:::\n"
    [made] = query(blocks_of(source, letter, seed), Ordering)
    shown = [plain(step.body[0].content) for step in made.steps]  # type: ignore[attr-defined]
    assert [steps[place - 1] for place in made.key] == shown
    assert (shown != steps) is (len(set(steps)) > 1)


# --- What stays -------------------------------------------------------------------------------


@few
@given(letter=variants, seed=seeds)
def test_what_is_pinned_not_to_be_shuffled_or_speaks_of_the_others_stays(
    letter: str, seed: int
) -> None:
    choice = "- [x] one\n- [ ] two\n- [ ] three\n- [ ] None of the above\n"
    asked = [
        f":::{{question}}\n{options}\n{choice}:::\n"
        for options in ("", ":pin:", "", ":shuffle: no", "", ":pin: yes")
    ]
    asked = [one.replace("\n\n- ", "\n\nWhich?\n\n- ") for one in asked]
    made = list(query(blocks_of("\n".join(asked), letter, seed), Question))
    assert [(one.id, one.number) for one in made if one.pin] == [("q2", "2"), ("q6", "6")]
    assert [one.number for one in made] == [str(number) for number in range(1, 7)]
    for one in made:
        [options] = query(one.body, Options)
        listed = [plain(option.body[0].content) for option in options.options]  # type: ignore[attr-defined]
        assert listed[-1] == "None of the above"
        assert one.shuffle or listed[:3] == ["one", "two", "three"]
        assert [option.letter for option in options.options] == list("ABCD")


# --- In files ---------------------------------------------------------------------------------

TITLES = (
    "Clouds", "Ice", "Storm", "Gaps", "Boiling", "Tools", "Heights", "Sorts", "Names", "Puddle",
    "Seasons", "Forecast", "Cycle", "In parts",
)  # fmt: skip
ENTRIES = {
    "Clouds": ("gravel", "rain", "sand", "none of these"),
    "Ice": ("hail", "snow", "mist", "dew"),
    "Tools": ("humidity", "temperature", "speed", "colour"),
    "Heights": ("fog", "stratus", "cirrus"),
    "Sorts": ("breeze", "gust", "drizzle", "shower"),
    "In parts": ("the top", "the ground"),
}
READ = {"pdf": structure_text, "docx": docx_text, "epub": epub_text}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("variants")
    shutil.copytree(EVERY_TASK, folder / "source" / EVERY_TASK.name)
    asked = ("--product", "worksheet", "--format", "pdf,docx,epub", "--variants", str(len(LETTERS)))
    assert main(["build", "--workspace", str(folder), "--jobs", "1", *asked, "--seed", "7"]) == 0
    return folder / "out" / EVERY_TASK.name


def order(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the titles of the questions of a file in their order, each with that of its entries."""
    said = " ".join(READ[path.suffix[1:]](path).split())
    places = {title: re.search(rf"\b{title}\b", said).start() for title in TITLES}  # type: ignore[union-attr]
    titles = sorted(TITLES, key=lambda title: places[title])
    ends = [*(places[title] for title in titles[1:]), len(said)]
    return {
        title: _in_order(said[places[title] : end], ENTRIES.get(title, ()))
        for title, end in zip(titles, ends, strict=True)
    }


def _in_order(said: str, entries: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(entries, key=lambda entry: re.search(rf"\b{entry}\b", said).start()))  # type: ignore[union-attr]


def orders(out: Path, letter: str) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    files = {end: out / f"every-task-worksheet-{letter}.{end}" for end in READ}
    return {end: list(order(path).items()) for end, path in files.items()}


@pytest.mark.parametrize("letter", LETTERS)
def test_the_formats_of_a_variant_agree(out: Path, letter: str) -> None:
    made = orders(out, letter)
    assert made["pdf"] == made["docx"] == made["epub"]
    found = dict(made["pdf"])
    assert found["Clouds"][-1] == "none of these"
    assert found["Heights"] != ENTRIES["Heights"]
    assert found["Tools"] != ENTRIES["Tools"]


GROUPED = ("Whose scale", "How many steps", "Who used it")


def in_group(path: Path) -> tuple[str, ...]:
    """Return the questions of the pack's group in the order in which a file has them."""
    said = " ".join(READ[path.suffix[1:]](path).split())
    return tuple(sorted(GROUPED, key=said.index))


def test_the_formats_of_a_variant_agree_within_a_group(out: Path) -> None:
    made = [
        {in_group(out / f"every-task-worksheet-{letter}.{end}") for end in READ}
        for letter in LETTERS
    ]
    assert [len(found) for found in made] == [1] * len(LETTERS)
    assert len(set.union(*made)) > 1


def test_formats_that_do_not_agree_would_be_noticed(out: Path) -> None:
    assert orders(out, "a")["docx"] != orders(out, "b")["docx"]
    assert orders(out, "a")["pdf"] != orders(out, "b")["epub"]


@pytest.mark.parametrize("letter", LETTERS)
def test_its_letter_stands_on_every_page_and_in_every_chapter(out: Path, letter: str) -> None:
    path, sign = out / f"every-task-worksheet-{letter}", letter.upper()
    first, *others, _ = pdf_text(path.with_suffix(".pdf")).split("\f")
    assert others
    assert f"Version {sign}" in first
    assert all(re.search(rf"^\s*(.*\s)?{sign}(\s.*)?$", page, re.MULTILINE) for page in others)
    with zipfile.ZipFile(path.with_suffix(".epub")) as book:
        chapters = [book.read(n).decode() for n in book.namelist() if "text/section" in n]
        chapters.append(book.read("EPUB/text/title.xhtml").decode())
    assert len(chapters) > 1
    assert all(f"Version {sign}" in chapter for chapter in chapters)
    with zipfile.ZipFile(path.with_suffix(".docx")) as document:
        feet = [document.read(n).decode() for n in document.namelist() if "footer" in n]
    assert feet
    assert all(f">{sign}<" in foot for foot in feet if "PAGE" in foot)
