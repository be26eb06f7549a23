"""What `check` finds in a pack that has every slip, and how an author allows what is meant."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from studypack.checking import check, readability
from studypack.checking.rules import ALLOWABLE, RULES
from studypack.diagnostics import Diagnostic, Diagnostics
from studypack.reading import read_pack, read_text
from workspaces import Workspace

ROOT = Path(__file__).parents[1]
SLIPS = Path(__file__).parent / "packs" / "every-slip"
PACKS = sorted(path.parent for path in (ROOT / "source").glob("*/pack.md"))

PLANTED = {
    "all-right": "- [x] matches",
    "altered-quotation": ":::{quote}",
    "ambiguous-pairs": "| the captain | a lamp |",
    "answer-given-away": ":::{part}",
    "article-betrays": "A keeper meets a",
    "empty-blank": "A tag that is no theme",
    "equal-options": "- [x] Matches.",
    "idle-allowance": ":allow: missing-alt – nothing",
    "marks-disagree": "# Section A (30 marks)",
    "missing-alt": "![](images/lamp.svg)",
    "missing-answer": ":::{question} Without an answer",
    "missing-bank-word": "A keeper meets a",
    "missing-key": ":::{question} Without a key",
    "missing-marks": ":::{part}",
    "missing-reason": ":allow: missing-alt\n",
    "missing-tolerance": ":::{question} A number",
    "reading-level": ":::{passage}",
    "rubric-disagrees": ":::{rubric}",
    "skipped-heading": "### A level is skipped",
    "too-many-keys": "- [x] rain",
    "unit-disagrees": ":::{question} A number",
    "unknown-code": ":allow: missing-alt – nothing",
    "unknown-reference": "See [](#somewhere)",
    "unknown-theme": ":::{note}",
    "unused-theme": ":::{theme} Fate",
}
"""Every fault of the pack, and how the line begins at which it is to be found."""


def found_in(folder: Path, workspace: Path) -> list[Diagnostic]:
    """Return what reading and checking say of the pack in `folder`."""
    found = Diagnostics()
    pack = read_pack(folder, workspace, found)
    assert pack is not None
    check(pack, found)
    return list(found)


@pytest.fixture(scope="module")
def slips() -> list[Diagnostic]:
    return found_in(SLIPS, SLIPS.parent)


def test_every_fault_that_was_planted_is_found_and_nothing_else(slips: list[Diagnostic]) -> None:
    assert {one.code for one in slips} == PLANTED.keys()


@pytest.mark.parametrize("code", PLANTED)
def test_a_fault_is_found_at_its_place_and_says_what_to_do(
    slips: list[Diagnostic], code: str
) -> None:
    lines = (SLIPS / "pack.md").read_text("utf-8").splitlines(keepends=True)
    first = next(one for one in slips if one.code == code)
    assert lines[first.span.line - 1].startswith(PLANTED[code])
    assert first.help


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_nothing_is_found_in_our_own_packs(folder: Path) -> None:
    assert [str(one) for one in found_in(folder, ROOT)] == []


def test_nothing_is_found_in_a_new_pack(workspace: Workspace) -> None:
    workspace.run("new", "Air")
    assert workspace.run("check", "air", "--strict").status == 0


def test_what_the_front_matter_allows_is_reported_nowhere(
    slips: list[Diagnostic], tmp_path: Path
) -> None:
    allowed = sorted({one.code for one in slips} & ALLOWABLE)
    folder = tmp_path / "source" / "slips"
    shutil.copytree(SLIPS, folder)
    text = (folder / "pack.md").read_text("utf-8")
    key = "".join(f"\n  - {code} – planted" for code in allowed)
    (folder / "pack.md").write_text(text.replace("---\n\n", f"allow:{key}\n---\n\n", 1), "utf-8")
    left = {one.code for one in found_in(folder, tmp_path)}
    assert left == PLANTED.keys() - set(allowed)


def test_every_rule_can_be_allowed_but_those_that_keep_files_sound() -> None:
    assert RULES.keys() - ALLOWABLE == {"bad-place", "hidden-reference", "skipped-heading"}


ALLOWED = ":::{question}\n:allow: missing-answer – zebras know why\n\nWhat do you think?\n:::\n"


def test_the_reason_for_an_allowance_is_in_no_file(workspace: Workspace) -> None:
    workspace.write(text=f"---\ntitle: Water\n---\n# Tasks\n\n{ALLOWED}")
    done = workspace.run(
        "build", "--strict", "--edition", "student,teacher", "--format", "epub,docx"
    )
    assert done.status == 0, done.err
    files = [
        subprocess.run(["unzip", "-p", path], capture_output=True, check=True).stdout
        for path in (workspace.folder / "out").rglob("*-*.*")
    ]
    assert any(b"think" in file for file in files)
    assert not any(b"zebras" in file for file in files)


# --- How hard a text is to read ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "language", "year"),
    [
        ("Year 10", "en-GB", 9),
        ("Years 9 and 10", "en-GB", 9),
        ("Year 10", "en-AU", 10),
        ("Grade 7", "en-US", 7),
        ("6th grade", "en-US", 6),
        ("Grades 9–12", "en-US", 12),
        ("Key Stage 3", "en-GB", 8),
        ("KS2", "en-GB", 5),
        ("GCSE", "en-GB", 10),
        ("A level", "en-GB", 12),
        ("ages 11 to 14", "en-GB", 9),
        ("11–14 years old", "en-GB", 9),
        ("Klasse 7", "de", 7),
        ("8. Klasse", "de", 8),
        ("Klassen 5/6", "de", 6),
        ("5.º de primaria", "es", 5),
        ("2.º de ESO", "es", 8),
        ("5e", "fr", 7),
        ("10–11 ans", "fr", 6),
        ("Beginners", "en-GB", None),
        ("", "en-GB", None),
    ],
)
def test_a_level_is_understood_as_a_year_of_school(
    level: str, language: str, year: int | None
) -> None:
    assert readability.school_year(level, language) == year


EASY = {
    "en": "The sun is up. The dog runs to the lake. He can see a duck. It is a big duck.",
    "de": "Die Sonne scheint. Der Hund rennt zum See. Er sieht eine Ente. Sie ist gross.",
    "es": "El sol sale. El perro va al mar. Ve un pez. Es un pez gris.",
    "fr": "Il fait beau. Le chien court vers le lac. Il voit un canard. Le canard nage.",
    "it": "Il sole splende. Il cane corre. Vede un pesce. Il pesce nuota nel lago.",
    "nl": "De zon schijnt. De hond rent naar het meer. Hij ziet een eend. Die is groot.",
}
HARD = {
    "en": "Considerable atmospheric humidity, predominantly attributable to continuous evaporation, "
    "necessitates comprehensive meteorological investigation of international organisations.",
    "de": "Beträchtliche Luftfeuchtigkeitsunterschiede, welche hauptsächlich auf fortwährende "
    "Verdunstungsvorgänge zurückzuführen sind, erfordern umfangreiche meteorologische Untersuchungen.",
    "es": "La considerable humedad atmosférica, atribuible predominantemente a la continua evaporación "
    "oceánica, necesita investigaciones meteorológicas internacionales extraordinariamente detalladas.",
    "fr": "L'humidité atmosphérique considérable, principalement attribuable à l'évaporation "
    "continuelle, nécessite des investigations météorologiques internationales particulièrement détaillées.",
    "it": "La considerevole umidità atmosferica, attribuibile prevalentemente alla continua evaporazione "
    "oceanica, necessita approfondite investigazioni meteorologiche internazionali.",
    "nl": "Aanzienlijke luchtvochtigheidsverschillen, voornamelijk toe te schrijven aan voortdurende "
    "verdampingsprocessen, vereisen uitgebreide internationale meteorologische onderzoekingen.",
}


@pytest.mark.parametrize("language", readability._FORMULAS)
def test_every_formula_tells_a_primer_from_a_treatise(language: str) -> None:
    formula = readability._FORMULAS[language]
    easy = formula(readability.measures(EASY[language], readability._syllables(language)))
    hard = formula(readability.measures(HARD[language], readability._syllables(language)))
    assert easy < 6
    assert hard > 13


@pytest.mark.parametrize("language", readability._FORMULAS)
def test_a_treatise_is_not_passed_over_at_the_first_look(language: str) -> None:
    first = readability.measures(HARD[language], readability._vowels)
    assert readability._FORMULAS[language](first) > 13


@pytest.mark.parametrize(
    ("level", "sentence", "expected"),
    [
        ("Year 5", "The investigation necessitates considerable accuracy. ", True),
        ("Year 5", "The sun is up and warm. ", False),
        ("Beginners", "The investigation necessitates considerable accuracy. ", False),
    ],
)
def test_hyphenation_is_loaded_only_where_a_text_may_be_too_hard(
    level: str, sentence: str, expected: bool
) -> None:
    text = f"---\ntitle: T\nlevel: {level}\n---\n{sentence * 25}"
    program = (
        "import sys; from studypack.checking import check; from studypack.reading import read_text; "
        "from studypack.diagnostics import Diagnostics; "
        "check(read_text(sys.argv[1]), Diagnostics()); print('pyphen' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, text], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(expected)


# --- Quotations -------------------------------------------------------------------------------


def test_a_quotation_that_is_nowhere_near_is_not_given_a_nearest_match(tmp_path: Path) -> None:
    folder = tmp_path / "source" / "x"
    folder.mkdir(parents=True)
    (folder / "story.txt").write_text("It was the third night, and the wind had dropped.\n" * 50)
    (folder / "pack.md").write_text(
        "---\ntitle: T\n---\n:::{quote}\n:verify: story.txt\n\n> Call me Ishmael, or what you will.\n:::\n"
    )
    (only,) = found_in(folder, tmp_path)
    assert only.code == "altered-quotation"
    assert re.search(r"line \d", only.help or "") is None


def test_a_long_book_is_searched_in_a_breath() -> None:
    found = Diagnostics()
    pack = read_text("---\ntitle: T\n---\nText.\n", found=found)
    assert pack is not None
    from studypack.checking.quotations import _Source

    book = _Source(
        "It was the third night, and the wind had dropped. " * 20_000 + "She lit a lamp."
    )
    assert "She lit a lamp." in book.nearest("She lit the lamp")
