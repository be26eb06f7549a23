"""A pack that asks in every way at every level becomes every file that can be asked for.

Each product, format, edition, level and variant, through the command; what the files say is looked at
where levels differ, and the independent checkers see one of each kind.
"""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from checkers import (
    Finding,
    docx_text,
    epub_text,
    epubcheck,
    errors,
    openxml_sdk,
    structure_text,
    verapdf,
)
from studypack.cli import main
from studypack.composing import PRODUCTS, Level, Request, compose
from studypack.diagnostics import Diagnostics
from studypack.making import read_checked
from studypack.model import BLOCK_TYPES
from studypack.model.tasks import QuestionType, Scaffold, Task
from studypack.model.walk import query
from wordfile import WordFile

PACK = Path(__file__).parent / "packs" / "every-task"

FORMATS = ("pdf", "docx", "epub")
LEVELS = ("", "support", "core", "challenge")
VARIANTS = ("", "a", "b")
EDITIONS = {
    "handout": ("", "teacher"),
    "worksheet": ("", "teacher"),
    "guide": ("",),
    "answers": ("",),
}
"""The editions of each product, its first one as ''."""

DRESSES = ("large-print", "dyslexia", "greyscale", "teacher+large-print")
READ = {"pdf": structure_text, "docx": docx_text, "epub": epub_text}


def kinds_of(folder: Path, level: Level) -> set[QuestionType | None]:
    """Return the types of question that pupils of a level meet in a pack."""
    checked = read_checked(folder, folder.parent, Diagnostics())
    assert checked is not None
    worksheet = PRODUCTS["worksheet"]
    view = compose(checked, Request(worksheet, "pdf", worksheet.edition, level=level))
    return {task.type for task in query(view.blocks, Task)}


@pytest.mark.parametrize("level", Level)
def test_the_pack_asks_in_every_way_at_every_level(level: Level) -> None:
    assert kinds_of(PACK, level) >= set(QuestionType)


def test_a_type_that_is_not_asked_would_be_noticed(tmp_path: Path) -> None:
    folder = tmp_path / "source" / PACK.name
    shutil.copytree(PACK, folder)
    path = folder / "pack.md"
    text = path.read_text("utf-8").replace(":type: order\n", ":type: order\n:level: core\n")
    path.write_text(text, "utf-8")
    assert QuestionType.ORDER in kinds_of(folder, Level.CORE)
    assert QuestionType.ORDER not in kinds_of(folder, Level.SUPPORT)


def test_the_pack_has_every_scaffold() -> None:
    checked = read_checked(PACK, PACK.parent, Diagnostics())
    assert checked is not None
    used = {type(one) for one in query(checked.pack.blocks, Scaffold)}
    assert used == {kind for kind in BLOCK_TYPES if issubclass(kind, Scaffold)}


# --- All files --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder, with all that can be asked of the pack."""
    folder = tmp_path_factory.mktemp("every")
    shutil.copytree(PACK, folder / "source" / PACK.name)
    command = ["build", "--workspace", str(folder), "--jobs", "1", "--strict"]
    command += ["--format", ",".join(FORMATS)]
    levelled = ["--level", ",".join(LEVELS[1:])]
    varied = ["--variants", str(len(VARIANTS) - 1)]
    for editions, products in itertools.groupby(EDITIONS, key=EDITIONS.__getitem__):
        asked = ["--product", ",".join(products)]
        if len(editions) > 1:
            asked += ["--edition", "student,teacher"]
        for also in ([], levelled, varied, [*levelled, *varied]):
            assert main([*command, *asked, *also]) == 0
    dressed = ["--product", "worksheet", "--edition", ",".join(DRESSES), "--level", "support"]
    assert main([*command, *dressed]) == 0
    return folder / "out" / PACK.name


def names() -> Iterator[str]:
    """Yield the name of every file that can be asked for."""
    for product, editions in EDITIONS.items():
        for parts in itertools.product(editions, LEVELS, VARIANTS, FORMATS):
            *marks, format = parts
            yield "-".join([PACK.name, product, *filter(None, marks)]) + f".{format}"
    for dress, format in itertools.product(DRESSES, FORMATS):
        mark = dress.replace("+", "-")
        yield f"{PACK.name}-worksheet-{mark}-support.{format}"


def test_every_file_that_can_be_asked_for_is_made(out: Path) -> None:
    assert {path.name for path in out.iterdir()} == set(names())
    assert all(path.stat().st_size for path in out.iterdir())


def test_a_question_has_its_number_at_every_level_in_every_edition(out: Path) -> None:
    found = [numbers(out / f"{PACK.name}-worksheet{v}.docx") for v in ("", "-teacher", "-core")]
    found += [numbers(out / f"{PACK.name}-worksheet-{v}.docx") for v in ("support", "challenge")]
    assert len(found[0]) > len(QuestionType)
    assert all(one == found[0] for one in found)


def numbers(path: Path) -> dict[str, str]:
    """Return the printed number of each question with a title."""
    lines = WordFile(path.read_bytes()).printed_lines()
    return {match[2]: match[1] for line in lines if (match := re.match(r"(\d+) (\w[\w ]+)$", line))}


SHOWN = {
    "The sun …": {"support"},
    "Name what changes": {"support"},
    "Think of the sun": {"support"},
    "Word bank": {"support"},
    "Why does washing dry": {"challenge"},
    "Whose scale is it": {"support"},
    "How many steps": {"core", "challenge"},
}
"""Words of the pack, and the levels whose worksheets have them."""

SECRETS = ("Its water evaporates", "Ice sublimes", "Up as vapour", "A low sun", "Beaufort")


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("letter", VARIANTS)
def test_a_worksheet_has_what_its_level_gets(out: Path, format: str, letter: str) -> None:
    for level in LEVELS[1:]:
        mark = "-".join(filter(None, (level, letter)))
        text = " ".join(READ[format](out / f"{PACK.name}-worksheet-{mark}.{format}").split())
        assert [word for word, levels in SHOWN.items() if (word in text) != (level in levels)] == []
        assert [secret for secret in SECRETS if secret in text] == []
        told = " ".join(READ[format](out / f"{PACK.name}-answers-{mark}.{format}").split())
        assert "Its water evaporates" in told
        assert ("Ice sublimes" in told) is (level == "challenge")


def test_the_checkers_have_nothing_to_say(out: Path) -> None:
    """Of one file of each product and format, at one level in one variant, and of a teacher's."""
    found: list[Finding] = []
    for check, format in ((verapdf, "pdf"), (openxml_sdk, "docx"), (epubcheck, "epub")):
        files = [out / f"{PACK.name}-{product}-support-b.{format}" for product in EDITIONS]
        files.append(out / f"{PACK.name}-handout-teacher-challenge-a.{format}")
        found += errors(check(files))
    assert found == []
