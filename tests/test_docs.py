"""The documentation is true: pages, examples, paths, links and commands are held to the code."""

from __future__ import annotations

import dataclasses
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from casefiles import FOLDER, Case, accept, cases
from studypack.checking import check
from studypack.checking.rooms import room_for
from studypack.cli import main
from studypack.composing import EDITIONS, PRODUCTS
from studypack.diagnostics import CODES, Diagnostics
from studypack.model import DIRECTIVES
from studypack.model.room import RoomKind
from studypack.model.tasks import Question, QuestionType
from test_cases import FRONT_MATTER, _read, outcome
from workspaces import Workspace

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS))

import diagnostics_page  # noqa: E402  # found by the line above
import generate  # noqa: E402

PAGES = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")]
)


def text_of(path: Path | str) -> str:
    return (ROOT / path).read_text("utf-8")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# --- Pages written from the code --------------------------------------------------------------


def test_generated_pages_are_fresh() -> None:
    pages = generate.pages()
    assert {path.name for path in pages} == {"directives.md", "diagnostics.md"}
    stale = [name_of(path) for path, text in pages.items() if path.read_text("utf-8") != text]
    assert stale == [], "run docs/generate.py"


def test_a_message_that_studypack_does_not_print_makes_the_page_stale() -> None:
    page = text_of("docs/diagnostics.md")
    altered = page.replace("did you mean 'blank'?", "ask somebody else")
    assert altered != page
    assert diagnostics_page.page(altered) == page


# --- Directives -------------------------------------------------------------------------------


def test_every_directive_has_a_case_file_and_no_case_file_is_left_over() -> None:
    assert {case.path.stem for case in cases("directives")} == set(DIRECTIVES)


@pytest.mark.parametrize("case", cases("directives"), ids=str)
def test_the_example_of_a_directive_becomes_what_its_case_says(
    case: Case, tmp_path: Path, accepting: bool
) -> None:
    actual = outcome(case, tmp_path)
    if accepting:
        accept(case, actual)
    else:
        assert actual == case.expected


@pytest.mark.parametrize("case", cases("directives"), ids=str)
def test_the_example_of_a_directive_uses_it_and_has_no_fault(case: Case, tmp_path: Path) -> None:
    found = Diagnostics()
    pack = _read(case, FRONT_MATTER + case.source, tmp_path, found)
    assert pack is not None
    check(pack, found)
    assert [one.message for one in found] == []
    assert f":::{{{case.path.stem}}}" in case.source


@pytest.mark.parametrize(
    ("words", "type_", "marks", "lines"),
    [
        ("a short answer, no marks given", QuestionType.SHORT, None, 2),
        ("a short answer, 1 mark", QuestionType.SHORT, 1, 1),
        ("a short answer, 2 marks", QuestionType.SHORT, 2, 3),
        ("a short answer, 4 marks", QuestionType.SHORT, 4, 7),
        ("an extended answer, 6 marks", QuestionType.EXTENDED, 6, 11),
        ("an essay, 20 marks", QuestionType.ESSAY, 20, 25),
    ],
)
def test_the_room_that_the_language_page_promises_is_left(
    words: str, type_: QuestionType, marks: int | None, lines: int
) -> None:
    room = room_for(Question(type=type_, marks=marks))
    assert (room.kind, room.lines) == (RoomKind.LINES, lines)
    shown = "1 line" if lines == 1 else f"{lines} lines"
    assert f"| {words} | {shown} |" in text_of("docs/language.md")


# --- Diagnostics ------------------------------------------------------------------------------

SECTIONS = diagnostics_page.sections(text_of("docs/diagnostics.md"))
SHOWN = [section for section in SECTIONS if section.code not in diagnostics_page.BY_HAND]
NO_SOURCE_CAUSES = diagnostics_page.BY_HAND | diagnostics_page.TEMPLATES.keys()


def test_every_code_has_a_section_in_the_order_of_the_code_and_no_section_lacks_one() -> None:
    page = FENCED.sub("", text_of("docs/diagnostics.md"))
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == [f"`{code}`" for code in CODES]


def test_the_message_that_the_introduction_explains_is_printed_like_that() -> None:
    introduction, _, rest = text_of("docs/diagnostics.md").partition("<!-- index -->")
    shown = "\n".join(re.findall(r"^    (.*)$", introduction, re.MULTILINE))
    assert f"```text\n{shown}\n```" in rest


def test_every_code_that_a_source_can_cause_has_a_case() -> None:
    shown = {
        path.stem for kind in ("diagnostics", "checking") for path in (FOLDER / kind).iterdir()
    }
    assert shown == CODES.keys() - NO_SOURCE_CAUSES


@pytest.mark.parametrize("section", SHOWN, ids=lambda section: section.code)
def test_a_wrong_example_shows_its_code_and_a_severity_that_is_stated(
    section: diagnostics_page.Section,
) -> None:
    shown = set(
        re.findall(rf"(error|warning)\[{section.code}\]", diagnostics_page.printed(section))
    )
    assert shown
    assert shown <= set(section.severity.lower().split(" or "))


def test_an_example_that_shows_another_code_is_refused() -> None:
    section = next(one for one in SECTIONS if one.code == "stray-fence")
    silent = dataclasses.replace(section, wrong=section.right)
    with pytest.raises(ValueError, match="shows nothing"):
        diagnostics_page.printed(silent)


@pytest.mark.parametrize(
    "section", [one for one in SECTIONS if one.right], ids=lambda section: section.code
)
def test_a_right_example_goes_through_without_a_word(section: diagnostics_page.Section) -> None:
    assert diagnostics_page.diagnosed("", section.right) == []


@pytest.mark.parametrize("code", sorted(CODES.keys() - NO_SOURCE_CAUSES))
def test_a_section_names_every_severity_that_cases_show(code: str) -> None:
    expected = "".join(
        case.expected.get("diagnostics", "") for case in (*cases("diagnostics"), *cases("checking"))
    )
    seen = set(re.findall(rf"(error|warning)\[{code}\]", expected))
    stated = next(section.severity for section in SECTIONS if section.code == code)
    assert set(stated.lower().split(" or ")) == seen


@pytest.mark.parametrize("code", sorted(diagnostics_page.BY_HAND))
def test_a_message_written_by_hand_names_its_code(code: str) -> None:
    section = next(section for section in SECTIONS if section.code == code)
    assert f": {section.severity.lower()}[{code}]: " in section.text


# --- Links and paths --------------------------------------------------------------------------

LINK = re.compile(r"(?<!\\)\]\((?P<target>[^)\s]+)\)")
FENCED = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)
IN_LINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


def anchors(text: str) -> set[str]:
    """Return the anchors that a page has: its headings, as they are written on the web."""
    headings = re.findall(r"^#{1,6} (.+)$", FENCED.sub("", text), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


def broken_links(page: Path, text: str) -> Iterator[str]:
    """Yield every link of a page that leads to no file, or to no heading of it."""
    for match in LINK.finditer(IN_LINE.sub("", FENCED.sub("", text))):
        target, _, anchor = match["target"].partition("#")
        if target.startswith(("https:", "http:", "mailto:")):
            continue
        path = (page.parent / target).resolve() if target else page
        if not path.exists() or (anchor and anchor not in anchors(path.read_text("utf-8"))):
            yield match["target"]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_inside_the_documentation_leads_somewhere(page: Path) -> None:
    assert list(broken_links(page, page.read_text("utf-8"))) == []


@pytest.mark.parametrize("link", ["nowhere.md", "language.md#nowhere", "#nowhere"])
def test_a_link_that_leads_nowhere_is_found(link: str) -> None:
    page = DOCS / "language.md"
    assert list(broken_links(page, f"{page.read_text('utf-8')}\n[there]({link})\n")) == [link]


MADE = ("out/", ".cache/")
"""Folders that a clone does not have: builds and the checkers make them, here or elsewhere."""


def missing_paths(text: str) -> Iterator[str]:
    """Yield every path that a text names between backticks and that does not exist.

    A path has a slash; `<name>` in it stands for what a reader fills in. What a build makes, and
    what a workspace may have, need not be there.
    """
    prose = FENCED.sub("", text)
    for name in IN_LINE.findall(prose):
        if "/" not in name or not re.fullmatch(r"[\w./<>{}+*-]+", name):
            continue
        pattern = re.sub(r"<[^>]+>", "*", name).rstrip("/")
        places = (ROOT, ROOT / "src" / "studypack")
        is_made = f"{pattern}/".startswith(MADE)
        if not is_made and not any(any(place.glob(pattern)) for place in places):
            yield name


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_every_path_that_is_named_exists(page: str) -> None:
    assert list(missing_paths(text_of(page))) == []


@pytest.mark.parametrize("page", sorted(DOCS.glob("decisions/*.md")), ids=name_of)
def test_every_path_that_a_decision_names_exists(page: Path) -> None:
    assert list(missing_paths(page.read_text("utf-8"))) == []


def test_a_path_that_does_not_exist_is_found() -> None:
    text = "see `model/block.py`, `docs/<name>.md` and `out/x/y.pdf`, not `a / b`"
    assert list(missing_paths(text)) == ["model/block.py"]


# --- README -----------------------------------------------------------------------------------

README = text_of("README.md")


def test_the_readme_can_be_read_in_a_few_minutes() -> None:
    assert len(README.splitlines()) <= 150


def test_the_picture_of_the_readme_is_small_and_described() -> None:
    picture = re.search(r"!\[(?P<alt>[^\]]{40,})\]\((?P<path>docs/images/[\w-]+\.png)\)", README)
    assert picture is not None
    assert (ROOT / picture["path"]).stat().st_size <= 400_000


def test_the_pack_that_the_readme_shows_builds_to_the_files_that_it_lists(
    workspace: Workspace,
) -> None:
    shown = re.findall(r"^```markdown\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert len(shown) == 1
    for path in workspace.folder.rglob("pack.md"):
        path.unlink()
    workspace.write("water-cycle", shown[0])
    ran = workspace.run("build", "--strict")
    assert (ran.status, ran.err) == (0, "")
    built = {path for path in workspace.built() if path != "manifest.json"}
    assert built == set(re.findall(r"`out/(water-cycle/[\w.-]+)`", README))


def test_the_readme_tells_of_every_product_edition_and_format() -> None:
    names = {*PRODUCTS, *EDITIONS}
    assert [name for name in names if f"`{name}`" not in README] == []


def test_the_table_of_commands_is_that_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(re.findall(r"^\| `studypack ([a-z]+)", README, re.MULTILINE)) == commands(capsys)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_option_that_a_page_names_exists(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    helps = "".join(help_of(capsys, command) for command in commands(capsys))
    known = set(re.findall(r"--[a-z-]+", helps))
    assert options(page.read_text("utf-8")) <= known


def test_an_option_of_a_command_or_alone_is_seen_in_a_page() -> None:
    text = "`studypack build --levels x`, `--formt`, `pytest --accept`, `---`"
    assert options(text) == {"--levels", "--formt"}


def options(text: str) -> set[str]:
    """Return the options that a page names, alone or behind `studypack`, between backticks."""
    ours = (code for code in IN_LINE.findall(text) if code.startswith(("studypack ", "--")))
    return {option for code in ours for option in re.findall(r"(?<!-)--[a-z][a-z-]*", code)}


def commands(capsys: pytest.CaptureFixture[str]) -> set[str]:
    """Return the names of all commands, as `studypack --help` lists them."""
    return set(re.findall(r"^    ([a-z]+) ", help_of(capsys), re.MULTILINE))


def help_of(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    with pytest.raises(SystemExit) as end:
        main([*command, "--help"])
    assert end.value.code == 0
    return capsys.readouterr().out


def test_the_test_command_that_the_readme_names_is_a_target_of_make() -> None:
    assert "`make test`" in README
    assert re.search(r"^test:", text_of("Makefile"), re.MULTILINE)


def test_the_changelog_begins_with_what_is_unreleased() -> None:
    headings = re.findall(r"^## (.*)$", text_of("CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "[Unreleased]"


# --- Architecture -----------------------------------------------------------------------------

ARCHITECTURE = text_of("docs/architecture.md")
PACKAGES = sorted(path.parent.name for path in (ROOT / "src" / "studypack").glob("*/__init__.py"))


def test_the_architecture_can_be_read_at_one_sitting() -> None:
    assert len(ARCHITECTURE.splitlines()) <= 200


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_has_a_section_in_the_architecture(package: str) -> None:
    assert re.search(rf"^### `{package}/`", ARCHITECTURE, re.MULTILINE)


def test_the_ladder_of_imports_is_that_of_the_contract() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))
    contract = project["tool"]["importlinter"]["contracts"][0]
    layers = [layer.replace("studypack.", "") for layer in contract["layers"]]
    ladder = re.search(r"^```text\n(.*?)^```$", ARCHITECTURE, re.MULTILINE | re.DOTALL)
    assert ladder is not None
    assert ladder[1].splitlines() == layers


DECISIONS = sorted(DOCS.glob("decisions/*.md"))


@pytest.mark.parametrize("number", range(1, len(DECISIONS) + 1))
def test_a_decision_fits_a_page_and_says_why_at_what_cost_and_until_when(number: int) -> None:
    page = DECISIONS[number - 1]
    text = page.read_text("utf-8")
    assert page.name.startswith(f"{number:04}-")
    assert text.startswith(f"# {number}. ")
    parts = re.findall(r"^\*\*(.+?)\.\*\*", text, re.MULTILINE)
    assert parts == ["Context", "Decision", "Cost", "What would change our mind"]
    assert len(text.splitlines()) <= 40
    assert f"(decisions/{page.name})" in ARCHITECTURE
