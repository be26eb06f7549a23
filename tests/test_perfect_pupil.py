"""A pupil who knows everything writes on the printed sheet; the printed key gives every mark.

Knowledge is by words, sheet and key are by letters and numbers: if one variant's key belonged to
another's sheet, marks would be lost.
"""

from __future__ import annotations

import re
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest

from checkers.tools import command
from workspaces import Workspace

VARIANTS = 4

PACK = """\
---
title: Weather
language: en
---

:::{question}
:marks: 1

Which of these falls from clouds?

- [ ] gravel
- [x] rain
- [ ] sand
- [ ] soot
:::

:::{question}
:marks: 2

Which two are frozen?

- [x] hail
- [x] snow
- [ ] mist
- [ ] dew
:::

:::{question}
:marks: 1
:answer: false

Thunder comes before lightning.
:::

:::{question}
:type: match
:marks: 3

Join instrument and quantity.

| Instrument | Quantity |
|---|---|
| barometer | pressure |
| thermometer | temperature |
| anemometer | wind |
:::

:::{question}
:type: order
:marks: 3

Order these by height, lowest first.

1. fog
2. stratus
3. cirrus
:::

:::{question}
:type: numeric
:answer: 100
:tolerance: 0
:unit: °C
:marks: 1

At how many degrees does water boil?
:::
"""

KNOWN = {
    "Which of these falls from clouds?": {"rain"},
    "Which two are frozen?": {"hail", "snow"},
    "Thunder comes before lightning.": {"False"},
    "Join instrument and quantity.": {
        ("barometer", "pressure"),
        ("thermometer", "temperature"),
        ("anemometer", "wind"),
    },
    "Order these by height, lowest first.": ["fog", "stratus", "cirrus"],
    "At how many degrees does water boil?": {"100"},
}
OPTIONS = ["gravel", "rain", "sand", "soot", "hail", "snow", "mist", "dew"]
STEPS = ["fog", "stratus", "cirrus"]


def printed(path: Path) -> str:
    told = subprocess.run(
        [command("poppler", "pdftotext"), "-layout", path, "-"],
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout


def questions(text: str) -> dict[str, str]:
    """Return what stands under each question's number."""
    pieces = re.split(r"^ {1,4}(\d)(?= )", text.partition("\n\n\n")[2], flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def answered(stem: str, sheet: str) -> object:
    """Return what the pupil puts on the sheet: letters, numbers or words."""
    known = KNOWN[stem]
    if stem.startswith("Order"):
        assert isinstance(known, list)
        shown = sorted(STEPS, key=lambda step: re.search(rf"\b{step}\b", sheet).start())  # type: ignore[union-attr]
        return [known.index(step) + 1 for step in shown]
    if stem.startswith("Join"):
        return set(drawn(sheet).values())
    letters = dict(re.findall(r"\b([A-D]) +([a-z]+)", sheet))
    return {letter for letter, word in letters.items() if word in known} or known


def drawn(sheet: str) -> dict[str, tuple[str, str]]:
    """Return the lines that the pupil draws, '1–C' for instance, with the words that they join."""
    left = dict(re.findall(r"\b(\d) +([a-z]+)", sheet))
    right = dict(re.findall(r"\b([A-C]) +([a-z]+)", sheet))
    pairs = {f"{one}–{two}": (left[one], right[two]) for one in left for two in right}
    known = KNOWN["Join instrument and quantity."]
    return {line: words for line, words in pairs.items() if words in known}


def marks(stem: str, written: object, key: str, worth: int) -> int:
    """Return what the printed key gives for what was written."""
    if stem.startswith("Order"):
        numbers = re.search(r"\d(?:·\d)+", key)
        right = [int(number) for number in numbers[0].split("·")] if numbers else []
        return worth if written == right else 0
    if stem.startswith("Join"):
        assert isinstance(written, set)
        return sum(re.search(rf"{one} +{two}\b", key) is not None for one, two in written)
    letters = set(re.findall(r"\b([A-D]) +[a-z]+", key))
    told = re.sub(r"\[\d marks?\]", "", key)
    words = letters or set(re.findall(r"True|False|\b\d+\b", told))
    return worth if written == words else 0


def reached(sheet: str, key: str) -> tuple[int, int]:
    """Return the marks of the perfect pupil, and those that could be had."""
    keys, got, whole = questions(key.partition("Total:")[0]), 0, 0
    sheets = questions(sheet.partition("Marks\n")[0])
    for number, body in sheets.items():
        stem = next(stem for stem in KNOWN if stem in body)
        worth = int(re.search(r"\[(\d) marks?\]", body)[1])  # type: ignore[index]
        got += marks(stem, answered(stem, body), keys[number], worth)
        whole += worth
    assert len(sheets) == len(KNOWN)
    return got, whole


def key_lines(key: str) -> dict[str, tuple[list[str], str]]:
    """Return what the compact key has for each question: its answers, its marks."""
    told = key.replace("\u00a0", " ")
    lines = re.findall(r"^ *(\d) {2,}(.+?) {2,}(\d)$", told, flags=re.MULTILINE)
    return {
        number: (re.sub(r" ?([·–]) ?", r"\1", said).split("·"), worth)
        for number, said, worth in lines
    }


def shown(stem: str, sheet: str) -> list[str]:
    """Return what the pupil puts on the sheet, piece by piece, as the compact key shows it."""
    if stem.startswith("Join"):
        return sorted(drawn(sheet))
    written = answered(stem, sheet)
    if stem.startswith("Order"):
        assert isinstance(written, list)
        return [str(number) for number in written]
    assert isinstance(written, set)
    return ["100 °C"] if written == {"100"} else sorted(written)


@pytest.fixture
def out(workspace: Workspace) -> Path:
    workspace.write(text=PACK)
    for asked in (
        ("--product", "worksheet", "--format", "pdf,docx,epub"),
        ("--answers", "key,scheme"),
    ):
        ran = workspace.run(
            *("build", *asked),
            *("--variants", str(VARIANTS), "--seed", "4"),
        )
        assert ran.status == 0, ran.err
    return workspace.folder / "out" / "water"


def test_a_perfect_pupil_gets_every_mark_in_each_variant(out: Path) -> None:
    for letter in "abcd"[:VARIANTS]:
        sheet = printed(out / f"water-worksheet-{letter}.pdf")
        assert reached(sheet, printed(out / f"water-answers-{letter}-scheme.pdf")) == (11, 11)


def test_a_perfect_pupil_gets_every_mark_by_the_compact_key(out: Path) -> None:
    for letter in "abcd"[:VARIANTS]:
        sheet = printed(out / f"water-worksheet-{letter}.pdf")
        key = key_lines(printed(out / f"water-answers-{letter}-key.pdf"))
        sheets = questions(sheet.partition("Marks\n")[0])
        got = 0
        for number, body in sheets.items():
            stem = next(stem for stem in KNOWN if stem in body)
            right, worth = key[number]
            got += int(worth) if right == shown(stem, body) else 0
        assert got == 11, letter


def test_the_key_of_another_variant_loses_marks(out: Path) -> None:
    sheet = printed(out / "water-worksheet-a.pdf")
    got, whole = reached(sheet, printed(out / "water-answers-b-scheme.pdf"))
    assert got < whole


def test_the_formats_of_a_variant_show_the_same_order(out: Path) -> None:
    for letter in "abcd"[:VARIANTS]:
        path = out / f"water-worksheet-{letter}"
        by_columns = printed(path.with_suffix(".pdf"))
        paper = [re.search(rf"\b{word}\b", by_columns).start() for word in OPTIONS]  # type: ignore[union-attr]
        document = docx.Document(str(path.with_suffix(".docx")))
        word = " ".join(document.element.body.itertext())
        with zipfile.ZipFile(path.with_suffix(".epub")) as book:
            pages = sorted(name for name in book.namelist() if name.endswith(".xhtml"))
            screen = " ".join(book.read(name).decode() for name in pages)
        for text in (word, screen):
            places = [re.search(rf"\b{option}\b", text).start() for option in OPTIONS]  # type: ignore[union-attr]
            assert _order(places) == _order(paper)


def _order(places: list[int]) -> list[str]:
    return [word for _, word in sorted(zip(places, OPTIONS, strict=True))]
