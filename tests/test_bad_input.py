"""Bad input: a diagnostic at its place, exit 1, the other packs built, the old files kept."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from workspaces import PACK, Workspace

HEAD = "---\ntitle: T\n---\n\n"
OLD = b"what was built before"


def png(width: int, height: int) -> bytes:
    """Return a PNG that claims to be `width` by `height` and holds next to nothing."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checksum

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(b"")), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


SVG_WITH_ENTITY = (
    b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><text>&x;</text></svg>'
)

Write = Callable[[Path], object]


@dataclass(frozen=True)
class Fault:
    """What is wrong with a pack, and how it is to be reported.

    write  puts the pack's files into its folder
    place  'file:line:column' below the folder, or how that begins
    """

    code: str
    place: str
    write: Write


def text(code: str, place: str, content: str | bytes, **files: bytes) -> Fault:
    """Return a fault of pack.md; files, beside it, '__' in their names is a slash."""

    def write(folder: Path) -> None:
        raw = content.encode() if isinstance(content, str) else content
        (folder / "pack.md").write_bytes(raw)
        for name, held in files.items():
            path = folder / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(held)

    return Fault(code, f"pack.md:{place}", write)


def image(code: str, name: str, content: bytes) -> Fault:
    """Return a fault of an image that pack.md shows in its fifth line."""
    return text(code, "5:", f"{HEAD}![a](images/{name})\n", **{f"images__{name}": content})


def link(target: str) -> Write:
    """Return what shows images/x.png, which is a symbolic link to `target`."""

    def write(folder: Path) -> None:
        (folder / "pack.md").write_text(f"{HEAD}![a](images/x.png)\n", "utf-8")
        (folder / "images").mkdir()
        (folder / "images" / "x.png").symlink_to(target)

    return write


DEEP = 10_000

FAULTS = {
    # Front matter
    "no front matter": text("no-front-matter", "1:1", "# Hello\n"),
    "broken front matter": text("bad-front-matter", "", "---\ntitle: [T\n---\n\nx\n"),
    "front matter without end": text("bad-front-matter", "1:1", "---\ntitle: T\n\nx\n"),
    "no title": text("missing-title", "1:1", "---\nsubject: T\n---\n\nx\n"),
    "an unknown key": text("unknown-key", "3:1", "---\ntitle: T\nlangauge: en\n---\n\nx\n"),
    "a key twice": text("duplicate-key", "3:1", "---\ntitle: T\ntitle: U\n---\n\nx\n"),
    "a wrong type": text("bad-value", "3:", "---\ntitle: T\nauthors: {a: b}\n---\n\nx\n"),
    "an alias that holds itself": text("", "", "---\ntitle: T\nkeywords: &a [*a]\n---\n\nx\n"),
    "an alias of aliases": text(
        "", "", "---\nlabels:\n  a: &a [x]\n" + "".join(
            f"  {chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n"
            for n in range(12)
        ) + "title: T\n---\n\nx\n",
    ),
    "nested front matter": text("", "", f"---\ntitle: {'[' * DEEP}\n---\n\nx\n"),
    # Directives
    "an unknown directive": text("unknown-directive", "5:5", f"{HEAD}:::{{charcter}} K\nx\n:::\n"),
    "an unknown option": text("unknown-option", "6:2", f"{HEAD}:::{{note}}\n:titel: x\n\nx\n:::\n"),
    "a bad value": text("bad-option", "6:9", f"{HEAD}:::{{question}}\n:marks: many\n\nx\n:::\n"),
    "a directive never closed": text("unclosed-directive", "5:", f"{HEAD}:::{{note}}\nx\n"),
    "a fence too many": text("stray-fence", "7:1", f"{HEAD}x\n\n:::\n"),
    "code never closed": text("unclosed-code", "5:1", f"{HEAD}```\nx\n"),
    # References
    "a reference to nothing": text("unknown-reference", "5:", f"{HEAD}See [](#nowhere).\n"),
    "an id twice": text("duplicate-id", "7:", f"{HEAD}# A {{#x}}\n\n# B {{#x}}\n"),
    # Files
    "a missing image": text("missing-image", "5:", f"{HEAD}![a](images/no.png)\n"),
    "an image above the pack": text("outside-pack", "5:", f"{HEAD}![a](../air/x.png)\n"),
    "an image at an absolute path": text("outside-pack", "5:", f"{HEAD}![a](/etc/hostname)\n"),
    "an image on a drive": text("outside-pack", "5:", f"{HEAD}![a](<C:\\x.png>)\n"),
    "an image on the network": text("remote-image", "5:", f"{HEAD}![a](https://e.org/x.png)\n"),
    "a text above the pack": text(
        "outside-pack", "6:", f"{HEAD}:::{{passage}}\n:file: ../air/pack.md\n:::\n"
    ),
    "a huge image": image("huge-image", "huge.png", png(40_000, 40_000)),
    "a cut image": image("bad-image", "cut.png", png(10, 10)[:40]),
    "an empty image": image("bad-image", "empty.png", b""),
    "an image that is none": image("bad-image", "text.png", b"not a picture"),
    "a drawing with an entity": image("bad-image", "entity.svg", SVG_WITH_ENTITY),
    "a broken drawing": image("bad-image", "broken.svg", b"<svg"),
    "a link out of the pack": Fault("outside-pack", "pack.md:5:", link("../../air/pack.md")),
    "a link to itself": Fault("unreadable-file", "pack.md:5:", link("x.png")),
    # Text
    "no encoding": text("not-utf8", "6:4", f"{HEAD}good\n".encode() + b"caf\xe9\n"),
    "another encoding": text("not-utf8", "1:1", f"{HEAD}good\n".encode("utf-16")),
    "an empty file": text("empty-pack", "1:1", ""),
    "nothing behind the front matter": text("empty-pack", "1:1", HEAD),
    "nested lists": text("too-deep", "5:", HEAD + "- " * DEEP + "x\n"),
    "nested quotes": text("too-deep", "5:", HEAD + "> " * DEEP + "x\n"),
    "nested directives": text("too-deep", "", HEAD + ":::{note}\n" * DEEP + "x\n" + ":::\n" * DEEP),
    "nested emphasis": text("too-deep", "5:1", HEAD + "*a **b " * 20 + "x** x*" * 20 + "\n"),
    "nested formulas": text("bad-math", "5:", HEAD + "$" + "{" * DEEP + "x" + "}" * DEEP + "$\n"),
    "a line of 5 MB": text("too-long-line", "5:1", HEAD + "word " * 999_000 + "\n"),
    "a file of 6 MB": text("too-large", "1:1", HEAD + "word\n" * 1_200_000),
    # Folders
    "a folder called pack.md": Fault("no-such-pack", "pack.md:1:1", lambda f: (f / "pack.md").mkdir()),
    "no pack.md": Fault("no-such-pack", "pack.md:1:1", lambda f: (f / "20.md").write_text("x")),
}  # fmt: skip
"""Fault → how it is reported; code '' where any will do."""

ODD_NAMES = ("two words", "under_score", "-hyphen-first", "a--b", "quote'", "semi;colon", "a.b")


@dataclass(frozen=True)
class Broken:
    """A workspace in which every pack but 'air' is broken, and what builds have said of it."""

    folder: Path
    text: subprocess.CompletedProcess[str]
    json: subprocess.CompletedProcess[str]

    def found(self, slug: str) -> list[dict[str, Any]]:
        """Return what was said of a pack, as JSON."""
        said = map(json.loads, self.json.stderr.splitlines())
        return [entry for entry in said if entry["path"].startswith(f"source/{slug}/")]


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as people do; no input may keep it busy for minutes."""
    command = [sys.executable, "-m", "studypack", *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    folder = tmp_path_factory.mktemp("broken")
    slugs = [*map(slug_of, FAULTS), *ODD_NAMES]
    for slug in slugs:
        (folder / "source" / slug).mkdir(parents=True)
        old = folder / "out" / slug / f"{slug}-worksheet.docx"
        old.parent.mkdir(parents=True)
        old.write_bytes(OLD)
    for name, fault in FAULTS.items():
        fault.write(folder / "source" / slug_of(name))
    for name in (*ODD_NAMES, "air"):
        (folder / "source" / name).mkdir(exist_ok=True)
        (folder / "source" / name / "pack.md").write_text(PACK, "utf-8")
    (folder / "source" / "loop").symlink_to("loop")
    (folder / "source" / "here").symlink_to(".")
    order = ("build", "--product", "worksheet")
    return Broken(folder, run(folder, *order), run(folder, *order, "--json"))


def slug_of(name: str) -> str:
    return name.lower().replace(" ", "-").replace(".", "")


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_reported_at_its_place_and_the_old_files_are_kept(
    broken: Broken, name: str
) -> None:
    fault, slug = FAULTS[name], slug_of(name)
    errors = [entry for entry in broken.found(slug) if entry["severity"] == "error"]
    places = [f"{e['path']}:{e['line']}:{e['column']}" for e in errors]
    codes = [error["code"] for error in errors]
    assert errors
    assert "our-fault" not in codes
    assert not fault.code or fault.code in codes
    assert any(place.startswith(f"source/{slug}/{fault.place}") for place in places)
    assert (broken.folder / "out" / slug / f"{slug}-worksheet.docx").read_bytes() == OLD
    assert f"source/{slug}/{fault.place}" in broken.text.stderr


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_folder_whose_name_no_file_should_have_is_refused(broken: Broken, name: str) -> None:
    assert [entry["code"] for entry in broken.found(name)] == ["bad-slug"]
    assert (broken.folder / "out" / name / f"{name}-worksheet.docx").read_bytes() == OLD


def test_what_is_wrong_with_others_keeps_no_pack_from_being_built(broken: Broken) -> None:
    assert broken.text.returncode == broken.json.returncode == 1
    assert (broken.folder / "out/air/air-worksheet.docx").read_bytes()[:2] == b"PK"
    assert [json.loads(line)["pack"] for line in broken.json.stdout.splitlines()] == ["air"]
    listed = json.loads((broken.folder / "out/manifest.json").read_text("utf-8"))["files"]
    assert [entry["pack"] for entry in listed] == ["air"]


def test_no_bad_input_shows_a_traceback(broken: Broken) -> None:
    for said in (broken.text, broken.json):
        assert "Traceback" not in said.stdout + said.stderr


def test_links_in_circles_are_no_packs(broken: Broken) -> None:
    assert broken.found("loop") == broken.found("here") == []


def test_every_fault_is_found_in_one_run(workspace: Workspace) -> None:
    workspace.write(
        text="---\ntitle: T\nlangauge: en\n---\n\n:::{charcter} K\nx\n:::\n\n"
        ":::{note}\n:titel: x\n\nx\n:::\n\nSee [](#nowhere) and ![a](no.png).\n"
    )
    said = workspace.run("check").out
    for code in (
        "unknown-key", "unknown-directive", "unknown-option", "missing-image", "unknown-reference",
    ):  # fmt: skip
        assert f"error[{code}]" in said


def test_two_packs_whose_names_differ_by_capitals_alone_are_refused(workspace: Workspace) -> None:
    workspace.write("Water")
    if len(list((workspace.folder / "source").iterdir())) == 1:
        assert sys.platform in {"darwin", "win32"}  # there cannot be two such folders
        return
    ran = workspace.run("build", "--product", "worksheet")
    assert ran.status == 1
    assert "source/water/pack.md:1:1: error[bad-slug]: 'water' and 'Water' are one name" in ran.err
    assert "Water/Water-worksheet.docx" in workspace.built()


# --- What the system refuses; tests run as any user, so that it is asked to refuse -----------------


def refuse(monkeypatch: pytest.MonkeyPatch, door: str, name: str) -> None:
    """Let the method `door` of `Path` fail for paths that end in `name`, for want of rights."""
    real = getattr(Path, door)

    def refusing(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name == name:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *arguments, **options)

    monkeypatch.setattr(Path, door, refusing)


def test_an_unreadable_source_is_reported(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, "open", "pack.md")
    ran = workspace.run("build", "--jobs", "1")
    assert ran.status == 1
    assert "source/water/pack.md:1:1: error[unreadable-file]" in ran.err


def test_a_source_folder_that_cannot_be_listed_is_reported(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, "iterdir", "source")
    ran = workspace.run("build")
    assert ran.status == 1
    assert "source:1:1: error[unreadable-file]: cannot list source/" in ran.err


def test_an_output_folder_that_is_a_file_is_reported(workspace: Workspace) -> None:
    out = workspace.folder / "out"
    out.write_text("mine", "utf-8")
    ran = workspace.run("build")
    assert ran.status == 1
    assert "error[cannot-write]" in ran.err
    assert "not built: water" in ran.out
    assert out.read_text("utf-8") == "mine"


def test_an_output_folder_that_is_read_only_is_reported_before_anything_is_made(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, "open", ".lock")
    ran = workspace.run("build")
    assert ran.status == 1
    assert "error[cannot-write]" in ran.err
    assert "Permission denied" in ran.err
    assert workspace.built() == {}


def test_a_file_that_another_program_holds_keeps_its_whole_pack_as_it_was(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = ("build", "--product", "worksheet,guide", "--jobs", "1")
    workspace.run(*order)
    before = workspace.built()
    workspace.write(text=PACK.replace("Rain falls", "Snow falls"))
    real = Path.replace

    def held(part: Path, target: Path) -> Path:
        if target.suffix == ".docx" and part.name == ".0.part":
            raise PermissionError(13, "Permission denied", str(target))
        return real(part, target)

    monkeypatch.setattr(Path, "replace", held)
    ran = workspace.run(*order)
    assert ran.status == 1
    assert "water-worksheet.docx: Permission denied" in ran.err
    assert "close the file if another program holds it" in ran.err
    assert workspace.built() == before
    assert not list(workspace.folder.rglob("*.part"))


# --- Templates and the files of the workspace ------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "place", "said"),
    [
        ("blocks/paragraph.html.j2", b"<p>\n{% if %}", "2:1", "error[render-failed]: Expected an"),
        ("blocks/paragraph.html.j2", b"<p>\n{{ block.colour }}</p>", "2:1", "no attribute 'colour'"),
        ("blocks/paragraph.html.j2", b"<p>\n\ncaf\xe9</p>", "3:4", "error[not-utf8]"),
        ("css/print.css", b"p { color: red }\np {\n  colour: red }", "3:3", "unknown property"),
        ("css/tokens.css", b"\xff\xfe", "1:1", "error[not-utf8]"),
    ],
)  # fmt: skip
def test_a_broken_template_of_the_workspace_is_reported_at_its_line(
    workspace: Workspace, name: str, content: bytes, place: str, said: str
) -> None:
    workspace.run("build", "--product", "handout")
    before = workspace.built()
    path = workspace.folder / "templates" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    ran = workspace.run("build", "--product", "handout")
    assert ran.status == 1
    assert f"templates/{name}:{place}: error[" in ran.err
    assert said in ran.err
    assert "our-fault" not in ran.err
    assert workspace.built() == before


GOOD_ENTRY = {
    "path": "water/water-worksheet.docx", "pack": "water", "product": "worksheet",
    "format": "docx", "edition": "student", "variant": "", "bytes": 1, "sha256": "", "source": "",
}  # fmt: skip


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "{",
        "[]",
        "null",
        '{"version": 1}',
        '{"version": 1, "files": [7]}',
        '{"version": 2, "files": []}',
        "[" * 100_000,
        "caf\udce9",
        json.dumps({"version": 1, "files": [GOOD_ENTRY | {"bytes": "many"}]}),
        json.dumps({"version": 1, "files": [GOOD_ENTRY | {"colour": "red"}]}),
        json.dumps({"version": 1, "files": [GOOD_ENTRY | {"path": "../source/water/pack.md"}]}),
    ],
)
def test_a_damaged_manifest_is_made_anew(workspace: Workspace, damaged: str) -> None:
    manifest = workspace.folder / "out" / "manifest.json"
    manifest.parent.mkdir()
    manifest.write_bytes(os.fsencode(damaged))
    assert workspace.run("list").out == "water  (not built)\n"
    ran = workspace.run("build", "--product", "worksheet")
    assert (ran.status, ran.err) == (0, "")
    entries = json.loads(manifest.read_text("utf-8"))["files"]
    assert [entry["path"] for entry in entries] == ["water/water-worksheet.docx"]


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"lines": [], "answers": 7}', "[" * 100_000])
def test_a_damaged_stamp_is_no_answer(workspace: Workspace, damaged: str) -> None:
    stamp = workspace.folder / "out" / ".stamp"
    stamp.parent.mkdir()
    stamp.write_text(damaged, "utf-8")
    ran = workspace.run("build", "--product", "worksheet")
    assert (ran.status, ran.err) == (0, "")
    assert "1 file made" in ran.out


def test_a_workspace_without_packs_is_none_to_complain_of(workspace: Workspace) -> None:
    shutil.rmtree(workspace.folder / "source" / "water")
    ran = workspace.run("build")
    assert (ran.status, ran.out) == (0, "there are no packs yet\n")
    assert workspace.built() == {}
