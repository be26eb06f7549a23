"""`build --explain` says of each file why it was made, or why not; and what it says is so."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib.metadata import requires, version
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from studypack import digests, explaining
from workspaces import PACK, Ran, Workspace

ORDER = ("build", "--product", "worksheet")
FILE = "out/water/water-worksheet.docx"


def explained(workspace: Workspace, *options: str) -> Ran:
    return workspace.run(*ORDER, "--explain", *options)


def test_a_first_build_and_one_with_nothing_to_do_are_told_apart(workspace: Workspace) -> None:
    assert "    made: it was not made before\n" in explained(workspace).out
    ran = explained(workspace)
    assert "    not made: nothing has changed since it was made\n" in ran.out
    assert "1 file up to date" in ran.out


def test_without_the_option_nothing_is_explained(workspace: Workspace) -> None:
    assert "made:" not in workspace.run(*ORDER).out


QUESTION = f"source/water/pack.md:{PACK.splitlines().index(':::{question}') + 1}"

REASONS: dict[str, Callable[[Path], object]] = {
    "source/water/pack.md has changed": lambda at: (at / "source/water/pack.md").write_text(
        PACK.replace("rain", "snow"), "utf-8"
    ),
    f"{QUESTION} has changed": lambda at: (at / "source/water/pack.md").write_text(
        PACK.replace("puddle", "pond"), "utf-8"
    ),
    "source/water/30.md is new": lambda at: (at / "source/water/30.md").write_text("# More\n\nx\n"),
    "source/water/20.md is gone": lambda at: (at / "source/water/20.md").unlink(),
    "studypack.toml is new": lambda at: (at / "studypack.toml").write_text('[pages]\npaper = "A5"'),
    "the file is gone": lambda at: (at / FILE).unlink(),
    "the file is not as it was made": lambda at: (at / FILE).write_bytes(b"scribble"),
    "it was not made before": lambda at: (at / "out/manifest.json").write_text("{"),
}


@pytest.mark.parametrize("reason", REASONS)
def test_what_has_changed_is_named(workspace: Workspace, reason: str) -> None:
    workspace.write(text="# Further\n\ny\n", part="20.md")
    workspace.run(*ORDER)
    REASONS[reason](workspace.folder)
    assert f"    made: {reason}" in explained(workspace).out
    assert "not made: nothing has changed" in explained(workspace).out


def test_a_stylesheet_is_named_where_it_is_read(workspace: Workspace) -> None:
    workspace.run("build", "--product", "handout")
    own = workspace.folder / "templates/css"
    own.mkdir(parents=True)
    (own / "print.css").write_text("p { color: black }", "utf-8")
    ran = workspace.run("build", "--product", "handout", "--explain")
    assert "    made: templates/css/print.css is new\n" in ran.out


def test_a_guide_is_made_anew_with_the_pages_that_it_names(workspace: Workspace) -> None:
    workspace.run("build", "--product", "guide")
    own = workspace.folder / "templates/css"
    own.mkdir(parents=True)
    (own / "print.css").write_text("p { margin-bottom: 9cm }", "utf-8")
    ran = workspace.run("build", "--product", "guide", "--explain")
    assert f"    made: {explaining.REPRINTED}\n" in ran.out


def test_a_file_of_all_copies_is_made_anew_with_one_of_them(workspace: Workspace) -> None:
    (workspace.folder / "class.csv").write_text("name\nAda\nBo\n", "utf-8")
    order = ("build", "--roster", str(workspace.folder / "class.csv"))
    workspace.run(*order)
    own = workspace.folder / "templates/css"
    own.mkdir(parents=True)
    (own / "print.css").write_text("p { margin-bottom: 9cm }", "utf-8")
    assert f"    made: {explaining.RECOPIED}\n" in workspace.run(*order, "--explain").out


def test_a_newer_library_and_a_newer_program_are_named(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.run(*ORDER)
    now = dict(digests.program_parts())
    newer = {**now, digests.VERSIONS: "x", digests.CODE: "y"}
    monkeypatch.setattr("studypack.planning.program_parts", lambda: newer)
    ran = explained(workspace)
    assert "made: a library has another version, studypack itself has changed\n" in ran.out


@pytest.mark.parametrize(
    ("format", "file", "reason"),
    [
        ("pdf", "handout", "a library that makes PDFs has another version"),
        ("docx", "worksheet", "the library that packs Word files has another version"),
        ("epub", "guide", "the library that packs e-books has another version"),
    ],
)
def test_a_newer_library_of_one_format_leaves_files_of_others(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, format: str, file: str, reason: str
) -> None:
    order = ("build", "--product", "handout,worksheet,guide", "--explain")
    workspace.run(*order)
    newer = {**digests.program_parts(), digests.versions_of(format): "x"}
    monkeypatch.setattr("studypack.planning.program_parts", lambda: newer)
    made = {
        line.split()[0]: why.strip()
        for line, why in pairwise(workspace.run(*order).out.splitlines())
        if why.startswith("    made: ")
    }
    with_pages = {"guide": f"made: {explaining.REPRINTED}"} if format == "pdf" else {}
    assert made == {file: f"made: {reason}"} | with_pages


def test_many_changes_are_counted() -> None:
    before, now = {"a": "1", "b": "1"}, {"b": "2", "c": "1", "d": "1", "e": "1"}
    told = explaining.changes(before, now)
    assert told == "a is gone, b has changed, c is new, and 2 more"


def test_what_an_older_manifest_does_not_tell_is_not_invented(workspace: Workspace) -> None:
    workspace.run(*ORDER)
    path = workspace.folder / "out/manifest.json"
    content = json.loads(path.read_text("utf-8"))
    del content["sources"]
    path.write_text(json.dumps(content), "utf-8")
    assert "1 file up to date" in explained(workspace).out
    workspace.write(text=PACK.replace("rain", "snow"))
    assert "made: it is not known from what it was made" in explained(workspace).out


def test_a_pack_with_errors_is_explained_too(workspace: Workspace) -> None:
    workspace.run(*ORDER)
    workspace.write(text=PACK + "\n:::{nonesuch}\n:::\n")
    ran = explained(workspace)
    assert ran.status == 1
    said = "water/water-worksheet.docx\n    not made: the pack has errors or cannot be written\n"
    assert said in ran.out


def test_the_reasons_as_json(workspace: Workspace) -> None:
    first = json.loads(explained(workspace, "--json").out)
    again = json.loads(explained(workspace, "--json").out)
    assert (first["made"], first["why"]) == (True, explaining.FIRST)
    assert (again["made"], again["why"]) == (False, explaining.FRESH)
    assert "why" not in json.loads(workspace.run(*ORDER, "--json").out)


def test_force_and_a_wanted_number_of_pages_are_reasons(workspace: Workspace) -> None:
    workspace.run("build", "--product", "handout")
    forced = workspace.run("build", "--product", "handout", "--force", "--explain")
    assert f"made: {explaining.ASKED}" in forced.out
    fitted = workspace.run("build", "--fit", "1", "--explain")
    assert f"made: {explaining.REFIT}" in fitted.out


LIBRARIES = [name for names in digests.LIBRARIES.values() for name in names]


def test_versions_read_from_folders_are_those_that_are_installed() -> None:
    there = digests.installed_versions()
    told = {name: there.get(name.lower().replace("_", "-"), "0") for name in LIBRARIES}
    known = {name: version(name) for name in LIBRARIES}
    assert {name: Version(text) for name, text in told.items()} == {
        name: Version(text)  # '1.002' is '1.2' in the name of a folder
        for name, text in known.items()
    }


NEUTRAL = {
    "anyio", "cffi", "fontpkg", "idna", "packaging", "pycparser", "six", "typing-extensions", "watchfiles",
}  # fmt: skip
"""Libraries that lie below others and say nothing in any file."""


def libraries_below(name: str) -> Iterator[str]:
    """Yield the libraries that one needs here, and those that these need."""
    for line in requires(name) or ():
        needed = Requirement(line)
        if needed.marker is None or needed.marker.evaluate({"extra": ""}):
            yield canonicalize_name(needed.name)
            yield from libraries_below(needed.name)


def test_every_library_that_a_file_may_depend_on_is_counted() -> None:
    counted = set(map(canonicalize_name, LIBRARIES))
    below = set(libraries_below("studypack"))
    assert counted <= below
    assert below - counted <= NEUTRAL
    assert not counted & NEUTRAL


def test_another_python_makes_files_anew(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Version(NamedTuple):
        major: int
        minor: int

    workspace.run(*ORDER)
    monkeypatch.setattr("sys.version_info", Version(4, 0))
    newer = digests.program_parts.__wrapped__()
    monkeypatch.undo()
    monkeypatch.setattr("studypack.planning.program_parts", lambda: newer)
    assert "made: a library has another version\n" in explained(workspace).out
