"""No answer, scheme or teacher's note of any pack is in any student file, in any stream."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from canaries import Canaries, hits, plant, render, texts
from studypack.composing import PRODUCTS, STUDENT, TEACHER, Request, compose, withheld
from studypack.diagnostics import Diagnostics
from studypack.making import read_checked
from studypack.model.base import Audience
from studypack.model.pack import CheckedPack
from studypack.validating import leaks

ROOT = Path(__file__).parents[1]
PACKS = sorted(path.parent.name for path in (ROOT / "source").glob("*/pack.md"))
FORMATS = ("pdf", "docx", "epub")


@pytest.fixture(scope="module", params=PACKS)
def planted(request: pytest.FixtureRequest) -> tuple[CheckedPack, Canaries]:
    """A pack of the repository with a canary in every place that pupils must not see."""
    checked = read_checked(ROOT / "source" / request.param, ROOT, Diagnostics())
    assert checked is not None
    return plant(checked)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("product", ["handout", "worksheet"])
def test_no_canary_is_in_a_student_file(
    planted: tuple[CheckedPack, Canaries], product: str, format: str, tmp_path: Path
) -> None:
    checked, canaries = planted
    text = texts(render(checked, product, STUDENT, format), format, tmp_path)
    for audience in (Audience.HINT, Audience.KEY, Audience.TEACHER):
        assert hits(canaries.words[audience], text) == []


@pytest.mark.parametrize("format", FORMATS)
def test_the_teachers_file_holds_the_canaries(
    planted: tuple[CheckedPack, Canaries], format: str, tmp_path: Path
) -> None:
    """The negative control: the search does find them where they are."""
    checked, canaries = planted
    text = texts(render(checked, "handout", TEACHER, format), format, tmp_path)
    for audience in (Audience.KEY, Audience.TEACHER):
        words = canaries.words[audience]
        assert words
        assert set(words) - set(hits(words, text)) == set()


def test_a_guide_has_answers_in_the_files_of_answers_alone(
    planted: tuple[CheckedPack, Canaries], tmp_path: Path
) -> None:
    checked, canaries = planted
    book = render(checked, "guide", STUDENT, "epub")
    assert hits(canaries.words[Audience.TEACHER], texts(book, "epub", tmp_path)) == []
    apart = elsewhere = ""
    with zipfile.ZipFile(io.BytesIO(book)) as members:
        for name in members.namelist():
            text = members.read(name).decode("utf-8", "replace")
            if name.rpartition("/")[2].startswith("answers"):
                apart += text
            else:
                elsewhere += text
    assert hits(canaries.words[Audience.KEY], elsewhere) == []
    assert hits(canaries.words[Audience.KEY], apart)


@pytest.mark.parametrize("format", FORMATS)
def test_the_build_itself_finds_what_a_broken_filter_lets_through(
    planted: tuple[CheckedPack, Canaries], format: str
) -> None:
    """A student's file that was made from a teacher's view is refused."""
    checked, _ = planted
    product = PRODUCTS["worksheet"]
    asked = Request(product=product, format=format, edition=STUDENT)
    data = render(checked, "worksheet", TEACHER, format)
    assert leaks(data, format, withheld(checked, compose(checked, asked), asked))
