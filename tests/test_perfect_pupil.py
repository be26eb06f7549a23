"""A pupil who knows everything fills in the sheet; the printed key gives every mark.

Knowledge is by words, sheet and key are by letters and numbers: if one variant's key belonged to
another's sheet, marks would be lost. What stands on a sheet is read as a reader meets it: by the tags
of a PDF, with the numbers that Word prints, in the order of an e-book.
"""

from __future__ import annotations

import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from checkers import epub_text, structure_text, structure_tree
from studypack.cli import main
from wordfile import WordFile

EVERY_TASK = Path(__file__).parent / "packs" / "every-task"
LETTERS = "abc"

CHOSEN = {"Clouds": ("rain",), "Ice": ("hail", "snow"), "In parts": ("the top",)}
TRUTH = {"Storm": "False"}
GAPS = {"Gaps": ("barometer", "gale", "vane"), "Names": ("tower", "jetty", "rock")}
PAIRS = {
    "Tools": (("hygrometer", "humidity"), ("thermometer", "temperature"), ("anemometer", "speed"))
}
STEPS = {"Heights": ("fog", "stratus", "cirrus")}
SORTED = {"Sorts": {"Wind": {"breeze", "gust"}, "Water": {"drizzle", "shower"}}}
NUMBER = {"Boiling": (100.5, "°C")}
KNOWN = (*CHOSEN, *TRUTH, *GAPS, *PAIRS, *STEPS, *SORTED, *NUMBER)
"""What the pupil knows, by the title of the question: one of each closed type at least."""

TITLES = (*KNOWN, "Puddle", "Seasons", "Forecast", "Cycle")

ALL = 22
"""Marks of the closed questions; of the one in parts, the first part's."""


# --- Reading sheets and keys ------------------------------------------------------------------


def printed(path: Path) -> str:
    """Return all that a reader meets in a file, in order, on one line."""
    if path.suffix == ".docx":
        told = " ".join(WordFile(path.read_bytes()).printed_lines())
    else:
        told = structure_text(path) if path.suffix == ".pdf" else epub_text(path)
    return " ".join(told.replace("\u00a0", " ").split())


def questions(text: str) -> dict[str, tuple[str, str]]:
    """Return title and text of each closed question by its printed number."""
    before = (
        r"(?<!\S)(\d+)\s+(?:\[\d+ marks?\]\s+)?(?:[a-z]+\s+)?"  # in a scheme marks and skill too
    )
    found = [re.search(rf"{before}({title})(?!\S)", text) for title in TITLES]
    starts = sorted(match.start() for match in found if match)
    end = dict(pairwise([*starts, len(text)]))
    return {
        match[1]: (match[2], text[match.end() : end[match.start()]])
        for match in found
        if match and match[2] in KNOWN
    }


def key_of(path: Path) -> dict[str, tuple[str, int]]:
    """Return answer and marks of each line of a printed compact key."""
    rows = [
        [" ".join(cell.text.replace("\u00a0", " ").split()) for cell in row.find("TH", "TD")]
        for row in structure_tree(path).find("TR")
    ]
    return {row[0]: (row[1], int(row[2])) for row in rows if len(row) == 3 and row[2].isdigit()}


# --- The pupil --------------------------------------------------------------------------------


def chosen(title: str, sheet: str) -> set[str]:
    """Return the letters that stand before what the pupil knows to be right."""
    return {_sign("[A-D]", words, sheet) for words in CHOSEN[title]}


def joined(title: str, sheet: str) -> set[str]:
    """Return the lines that the pupil draws: '1–C'."""
    return {f"{_sign('[1-9]', a, sheet)}–{_sign('[A-D]', b, sheet)}" for a, b in PAIRS[title]}


def numbered(title: str, sheet: str) -> list[str]:
    """Return the numbers that the pupil writes into the boxes, from top to bottom."""
    known = STEPS[title]
    shown = sorted(known, key=lambda step: re.search(rf"\b{step}\b", sheet).start())  # type: ignore[union-attr]
    return [str(known.index(step) + 1) for step in shown]


def _sign(kind: str, words: str, sheet: str) -> str:
    found = re.search(rf"(?<!\S)({kind})[\s○☐]+{words}(?!\w)", sheet)
    assert found, (words, sheet)
    return found[1]


# --- Marking ----------------------------------------------------------------------------------


def agrees(title: str, sheet: str, key: str) -> bool:
    """Return whether a line of the key says what the pupil put on the sheet."""
    pieces = [piece.strip() for piece in key.split("·")]
    if title in CHOSEN:
        return set(pieces) == chosen(title, sheet)
    if title in TRUTH:
        return key == TRUTH[title]
    if title in PAIRS:
        return {piece.replace(" ", "") for piece in pieces} == joined(title, sheet)
    if title in STEPS:
        return pieces == numbered(title, sheet)
    if title in GAPS:
        told = [re.fullmatch(rf"{n} (.+)", piece) for n, piece in enumerate(pieces, 1)]
        accepted = [found[1].split(" / ") if found else [] for found in told]
        return len(accepted) == len(GAPS[title]) and all(
            word in words for word, words in zip(GAPS[title], accepted, strict=True)
        )
    if title in SORTED:
        heads = (piece.partition(" ") for piece in pieces)
        return {head: set(words.split(" / ")) for head, _, words in heads} == SORTED[title]
    value, unit = NUMBER[title]
    told_number = re.fullmatch(r"([\d.]+) ± ([\d.]+) (\S+)", key)
    return told_number is not None and (
        abs(value - float(told_number[1])) <= float(told_number[2]) and unit == told_number[3]
    )


def agrees_with_scheme(title: str, sheet: str, entry: str) -> bool:
    """Return whether an entry of the mark scheme says what the pupil put on the sheet."""
    told = entry.partition("Feedback")[0]
    if title in CHOSEN:
        return set(re.findall(r"(?<!\S)([A-D]) (?=[a-z])", told)) == chosen(title, sheet)
    if title in STEPS:
        return " · ".join(numbered(title, sheet)) in told
    if title in PAIRS:
        return all(f"{one} {other}" in told for one, other in PAIRS[title])
    words = told.split()
    if title in SORTED:
        places = {word: words.index(word) % 2 for word in words if word in ("Wind", "Water")}
        cards = SORTED[title].items()
        return all(
            words.index(card) % 2 == places[head] for head, of in cards for card in of & set(words)
        ) and set().union(*(of for _, of in cards)) <= set(words)
    known = GAPS.get(title) or (TRUTH.get(title, "100"),)
    return all(word in words for word in known)


def by_key(sheet: Path, key: Path) -> int:
    """Return the marks of the perfect pupil by the compact key."""
    lines = key_of(key)
    asked = questions(printed(sheet))
    assert len(asked) == len(KNOWN)
    got = 0
    for number, (title, body) in asked.items():
        line, worth = lines.get(number) or lines.get(f"{number} (a)", ("", 0))
        got += worth if agrees(title, body, line) else 0
    return got


def by_scheme(sheet: Path, scheme: Path) -> set[str]:
    """Return the titles of the questions whose entry in the mark scheme agrees with the sheet."""
    entries = questions(printed(scheme))
    asked = questions(printed(sheet))
    assert len(asked) == len(KNOWN)
    return {
        title
        for number, (title, body) in asked.items()
        if number in entries
        and entries[number][0] == title
        and agrees_with_scheme(title, body, entries[number][1])
    }


# --- What every pupil may rely on -------------------------------------------------------------

SHEETS = ("worksheet-{}.pdf", "worksheet-{}.docx", "worksheet-{}.epub", "guide-{}.epub")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("perfect")
    shutil.copytree(EVERY_TASK, folder / "source" / EVERY_TASK.name)
    build = ["build", "--workspace", str(folder), "--jobs", "1"]
    build += ["--variants", str(len(LETTERS)), "--seed", "4"]
    for asked in (
        ("--product", "worksheet", "--format", "pdf,docx,epub"),
        ("--product", "guide"),
        ("--answers", "key,scheme"),
    ):
        assert main([*build, *asked]) == 0
    return folder / "out" / EVERY_TASK.name


def file(out: Path, name: str) -> Path:
    return out / f"{EVERY_TASK.name}-{name}"


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("name", SHEETS)
def test_a_perfect_pupil_gets_every_mark(out: Path, name: str, letter: str) -> None:
    sheet = file(out, name.format(letter))
    assert by_key(sheet, file(out, f"answers-{letter}-key.pdf")) == ALL
    assert by_scheme(sheet, file(out, f"answers-{letter}-scheme.pdf")) == set(KNOWN)


@pytest.mark.parametrize(("letter", "other"), ["ab", "bc", "ca"])
@pytest.mark.parametrize("name", SHEETS)
def test_the_key_of_another_variant_loses_marks(
    out: Path, name: str, letter: str, other: str
) -> None:
    sheet = file(out, name.format(letter))
    assert by_key(sheet, file(out, f"answers-{other}-key.pdf")) < ALL
    assert by_scheme(sheet, file(out, f"answers-{other}-scheme.pdf")) < set(KNOWN)
