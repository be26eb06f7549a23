"""Word files that nobody made with Word: each is read or refused with a word on what helps."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.targets import TARGETS, Mutation, mutated, packed, seed, seed_parts, seeds, word_file
from studypack.pulling import CannotOpen
from studypack.pulling.opening import read_bytes
from workspaces import Workspace

TESTS = Path(__file__).parent
MAIN = "word/document.xml"
PARTS = sorted(name for name in seed_parts() if name.endswith((".xml", ".rels")))

VALUES = st.one_of(
    st.sampled_from(["", "0", "-1", "9" * 5000, "1e9", "nan", "٣", "../../x", "9:9:9", "0:-1:x", "rId1", "page"]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20).filter(
        lambda text: not set(text) & {"\ufffe", "\uffff"}
    ),
)  # fmt: skip
MUTATIONS = st.lists(
    st.tuples(st.integers(0, 5000), st.integers(0, 50), st.integers(0, 5000), VALUES),
    min_size=1,
    max_size=6,
)


# --- By chance --------------------------------------------------------------------------------


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(PARTS), MUTATIONS)
def test_no_change_of_a_part_breaks_the_reader(name: str, mutations: Sequence[Mutation]) -> None:
    parts = dict(seed_parts())
    word_file(packed(parts | {name: mutated(parts[name], mutations)}))


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 255)), max_size=20), st.booleans())
def test_no_change_of_bytes_breaks_the_reader(changes: list[tuple[int, int]], stored: bool) -> None:
    data = bytearray(packed(seed_parts()) if stored else seed())
    for place, value in changes:
        data[place % len(data)] = value
    word_file(bytes(data))


def test_what_chance_tries_is_read_and_the_reader_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    assert word_file(seed()) is not None
    monkeypatch.setattr("fuzz.targets.read_bytes", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        word_file(seed())


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_fuzzing_by_coverage_finds_nothing_in_a_few_runs(target: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris")
    budget = ("--seconds", "10", "--runs", "60")
    ran = subprocess.run(
        [sys.executable, "-m", "fuzz", target, *budget],
        cwd=TESTS, env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-3000:]
    assert "INITED cov:" in ran.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_what_fuzzing_begins_with_is_read(target: str) -> None:
    for content in seeds(target):
        TARGETS[target](content)


# --- By design --------------------------------------------------------------------------------


def inside(markup: str) -> bytes:
    """Return a file with markup at the beginning of its text."""
    parts = dict(seed_parts())
    begin = parts[MAIN].index(b"<w:body>") + len(b"<w:body>")
    parts[MAIN] = parts[MAIN][:begin] + markup.encode() + parts[MAIN][begin:]
    return packed(parts)


def with_part(name: str, old: bytes, new: bytes) -> bytes:
    parts = dict(seed_parts())
    assert old in parts[name]
    return packed(parts | {name: parts[name].replace(old, new)})


def twice(name: str) -> bytes:
    out = io.BytesIO(packed(seed_parts()))
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(name, b"<x/>")
    return out.getvalue()


def many_members() -> bytes:
    return packed(dict(seed_parts()) | {f"word/media/{n}.png": b"" for n in range(5_001)})


def run(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


REFUSED = {
    "two parts of one name": (lambda: twice(MAIN), "one name"),
    "members without end": (many_members, "more than 5000 members"),
    "a part of 120 MB": (
        lambda: packed(dict(seed_parts()) | {"word/x.xml": bytes(120_000_000)}),
        "unpack to more",
    ),
    "entities": (
        lambda: with_part(MAIN, b"<w:document", b'<!DOCTYPE a [<!ENTITY b "bb">]><w:document'),
        "declares entities",
    ),
    "tables in tables": (
        lambda: inside("<w:tbl><w:tr><w:tc>" * 200 + "</w:tc></w:tr></w:tbl>" * 200),
        "not well-formed|nested",
    ),
    "a paragraph without end": (lambda: inside(run("a " * 20_000)), "more text than any"),
    "paragraphs without end": (lambda: inside("<w:p/>" * 50_001), "more text than any"),
    "a document elsewhere": (
        lambda: with_part("_rels/.rels", b"word/document.xml", b"../../etc/passwd"),
        "has no etc/passwd",
    ),
    "a document on the network": (
        lambda: with_part("_rels/.rels", b"word/document.xml", b"http://example.org/a.xml"),
        "has no",
    ),
}


@pytest.mark.parametrize(
    ("make", "told"), [pytest.param(*each, id=name) for name, each in REFUSED.items()]
)
def test_what_no_program_writes_is_refused(make: Callable[[], bytes], told: str) -> None:
    with pytest.raises(CannotOpen, match=told) as refusal:
        read_bytes(make())
    assert refusal.value.help


READ = {
    "controls in controls": inside("<w:sdt><w:sdtContent>" * 90 + run("x") + "</w:sdtContent></w:sdt>" * 90),
    "fields that never end": inside(
        f"<w:p>{'<w:r><w:fldChar w:fldCharType=' + chr(34) + 'begin' + chr(34) + '/></w:r>'}</w:p>" * 2_000
    ),
    "an instruction without end": inside(
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"{'<w:r><w:instrText>REF x </w:instrText></w:r>' * 20_000}</w:p>"
    ),
    "a level of a thousand digits": inside(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{"9" * 5_000}"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
    ),
    "styles that are relationships": with_part(
        "word/_rels/document.xml.rels", b"styles.xml", b"_rels/document.xml.rels"
    ),
    "footnotes that are the document": with_part(
        "word/_rels/document.xml.rels", b"footnotes.xml", b"document.xml"
    ),
    "a name that leads out": packed(dict(seed_parts()) | {"../../x.xml": b"<x/>", "C:\\x": b""}),
}  # fmt: skip


@pytest.mark.parametrize("data", READ.values(), ids=READ.keys())
def test_what_is_odd_is_read_all_the_same(data: bytes) -> None:
    assert word_file(data) is not None


CARRIED = "customXml/item1.xml"


@pytest.mark.parametrize(
    ("old", "new"),
    [(b' cell="1.1.1"', b' cell="a.b"'), (b' at="0:', b' at="99:'), (b' kind="ruby"', b' kind="x"'),
     (b' level="0"', b' level="' + b"9" * 5_000 + b'"')],
    ids=["a cell", "a place", "a kind", "a level"],
)  # fmt: skip
def test_what_was_tampered_with_in_what_a_file_carries_does_not_count(
    old: bytes, new: bytes
) -> None:
    assert read_bytes(seed()).carried is not None
    worksheet = word_file(with_part(CARRIED, old, new))
    assert worksheet is not None
    assert worksheet.carried is None


def test_a_place_that_a_file_carries_is_never_read_or_written(
    workspace: Workspace, tmp_path: Path
) -> None:
    """A file may say that its text was written elsewhere: nothing there is touched."""
    secret = tmp_path / "secret.md"
    secret.write_text("Zephyr\n", "utf-8")
    assert workspace.run("build", "--product", "worksheet", "--format", "docx").status == 0
    data = workspace.built()["water/water-worksheet.docx"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[CARRIED] = parts[CARRIED].replace(
        b"source/water/pack.md", b"source/water/../../secret.md"
    )
    parts[MAIN] = parts[MAIN].replace(b"Why does a puddle", b"Why does a lake")
    (workspace.folder / "sheet.docx").write_bytes(packed(parts))

    ran = workspace.run("pull", str(workspace.folder / "sheet.docx"), "--apply")

    assert "Zephyr" not in ran.out + ran.err
    assert secret.read_text("utf-8") == "Zephyr\n"
    assert "+Why does a lake vanish?" in ran.out


def test_text_of_a_file_cannot_steer_the_terminal(workspace: Workspace) -> None:
    assert workspace.run("build", "--product", "worksheet", "--format", "docx").status == 0
    data = workspace.built()["water/water-worksheet.docx"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[MAIN] = parts[MAIN].replace(b"Why does a puddle", "Why\x9b2J does a puddle".encode())
    (workspace.folder / "sheet.docx").write_bytes(packed(parts))

    ran = workspace.run("pull", str(workspace.folder / "sheet.docx"))

    assert "puddle" in ran.out + ran.err
    assert "\x9b" not in ran.out + ran.err
