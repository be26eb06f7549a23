"""The commands besides `build`: check, new, init, list, doctor, clean, schema."""

from __future__ import annotations

import json
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from studypack import __version__, doctor
from studypack.cli import main
from studypack.model import DIRECTIVES
from studypack.model.pack import Work
from studypack.reading.front_matter import KEYS
from workspaces import PACK, Workspace


def test_check_finds_every_fault_in_one_run_and_builds_nothing(workspace: Workspace) -> None:
    broken = PACK.replace("title:", "titel:").replace(":marks: 2", ":mraks: 2")
    path = workspace.write(text=broken.replace(":::{teacher}", ":::{techer}"))
    ran = workspace.run("check")
    assert ran.status == 1
    name = path.relative_to(workspace.folder).as_posix()
    for place, code in (("2:1", "unknown-key"), ("15:5", "unknown-directive")):
        assert f"{name}:{place}: error[{code}]" in ran.out
    assert "unknown-option" in ran.out
    assert not (workspace.folder / "out").exists()


def test_check_as_json_is_one_object_a_fault(workspace: Workspace) -> None:
    workspace.write(text=PACK.replace(":marks: 2", ":mraks: 2"))
    entries = [json.loads(line) for line in workspace.run("check", "--json").out.splitlines()]
    assert [(entry["code"], entry["help"]) for entry in entries] == [
        ("unknown-option", "did you mean 'marks'?")
    ]


def test_check_of_a_sound_pack_says_so(workspace: Workspace) -> None:
    ran = workspace.run("check")
    assert (ran.status, ran.out) == (0, "1 pack checked, nothing to mend\n")


def test_a_new_pack_builds_without_a_word_of_complaint(workspace: Workspace) -> None:
    ran = workspace.run("new", "Macbeth: Power & Guilt")
    assert ran.status == 0
    assert (workspace.folder / "source/macbeth-power-guilt/pack.md").is_file()
    built = workspace.run("build", "macbeth-power-guilt", "--strict")
    assert (built.status, built.err) == (0, "")


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Été à Paris", "ete-a-paris"), ("春の詩", "春の詩"), ("Über-Ich", "uber-ich"), ("ガ", "ガ")],
)
def test_a_pack_may_have_a_title_in_any_script(workspace: Workspace, title: str, slug: str) -> None:
    assert workspace.run("new", title).status == 0
    assert (workspace.folder / "source" / slug / "pack.md").is_file()
    assert workspace.run("check", slug, "--strict").status == 0


@pytest.mark.parametrize("title", ["yes", "1984", "The “Quoted”: one", "# no comment", "- x", "~"])
def test_a_title_that_yaml_would_mangle_stays_as_typed(workspace: Workspace, title: str) -> None:
    from studypack.diagnostics import Diagnostics
    from studypack.reading import read_pack
    from studypack.scaffold import new_pack

    if title == "~":
        title = "~ tilde"
    pack = new_pack(workspace.folder, title)
    read = read_pack(pack.parent, workspace.folder, Diagnostics())
    assert read is not None
    assert read.metadata.title == title


def test_new_never_writes_over_a_pack(workspace: Workspace) -> None:
    ran = workspace.run("new", "Water")
    assert ran.status == 2
    assert "source/water is there already" in ran.err
    assert (workspace.folder / "source/water/pack.md").read_text("utf-8") == PACK


def test_new_refuses_a_title_without_a_letter(workspace: Workspace) -> None:
    assert workspace.run("new", "!!!").status == 2


def test_init_makes_a_workspace_that_builds_and_a_second_time_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = Workspace(tmp_path / "school", capsys)
    assert empty.run("init", str(empty.folder)).status == 0
    assert empty.run("build").status == 0
    before = {path: path.read_bytes() for path in empty.folder.rglob("*") if path.is_file()}
    assert empty.run("init", str(empty.folder)).status == 0
    assert before == {path: path.read_bytes() for path in empty.folder.rglob("*") if path.is_file()}


def test_list_names_packs_and_what_is_built(workspace: Workspace) -> None:
    workspace.write("air")
    workspace.run("build", "water")
    assert workspace.run("list").out == "air  (not built)\nwater  (4 built)\n"
    listed = [json.loads(line) for line in workspace.run("list", "--json").out.splitlines()]
    assert [entry["pack"] for entry in listed] == ["air", "water"]
    assert "water/water-handout.pdf" in listed[1]["files"]


def test_clean_removes_what_was_built_and_nothing_else(workspace: Workspace) -> None:
    workspace.run("build")
    own = workspace.folder / "out" / "my-notes.txt"
    own.write_text("keep me", "utf-8")
    assert workspace.run("clean").out == "4 files removed\n"
    assert workspace.built() == {"my-notes.txt": b"keep me"}


def test_clean_follows_no_path_out_of_the_output_folder(workspace: Workspace) -> None:
    workspace.run("build")
    manifest = workspace.folder / "out/manifest.json"
    text = manifest.read_text("utf-8").replace("water/water-guide.epub", "../source/water/pack.md")
    manifest.write_text(text, "utf-8")
    workspace.run("clean")
    assert (workspace.folder / "source/water/pack.md").is_file()


def test_a_folder_without_source_is_no_workspace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = Workspace(tmp_path, capsys).run("build")
    assert ran.status == 2
    assert "is no workspace" in ran.err
    assert "studypack init" in ran.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the folder that one is in")
@pytest.mark.parametrize("words", [["build"], ["check"], ["new", "Air"], ["list"]])
def test_a_folder_that_is_gone_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert main(words) == 2
    assert capsys.readouterr().err.startswith("studypack: the folder that you are in is gone\n")


def test_doctor_is_content_with_this_machine(workspace: Workspace) -> None:
    ran = workspace.run("doctor")
    assert ran.status == 0
    assert "MISSING" not in ran.out


@pytest.mark.parametrize(
    ("system", "command"),
    [("debian", "apt-get install"), ("fedora", "dnf install"), ("macos", "brew install")],
)
def test_doctor_names_the_command_that_mends_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, system: str, command: str
) -> None:
    def no_pango(_name: str) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(doctor, "system_name", lambda: system)
    monkeypatch.setattr(doctor, "import_module", no_pango)
    ran = workspace.run("doctor")
    assert ran.status == 1
    assert f"{command} " in ran.out


def test_schema_describes_every_directive_and_option(workspace: Workspace) -> None:
    described = json.loads(workspace.run("schema").out)
    directives = described["$defs"]["directives"]["properties"]
    assert set(directives) == set(DIRECTIVES)
    for name, known in DIRECTIVES.items():
        assert set(directives[name]["properties"]) == {option.name for option in known.options}
    assert described["required"] == ["title"]
    assert described["properties"]["paper"]["enum"] == ["A4", "Letter", "A5"]


def test_schema_says_what_every_key_of_the_front_matter_is_for(workspace: Workspace) -> None:
    properties = json.loads(workspace.run("schema").out)["properties"]
    assert list(properties) == list(KEYS)
    described = [*properties.values(), *properties["work"]["properties"].values()]
    assert [shape for shape in described if not shape.get("description")] == []
    assert list(properties["work"]["properties"]) == [field.name for field in fields(Work)]


def test_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"studypack {__version__}\n"


def test_no_command_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([])
    assert end.value.code == 2
    assert "COMMAND" in capsys.readouterr().err
