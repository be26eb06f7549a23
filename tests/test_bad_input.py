"""Bad input: a diagnostic at its place, exit 1, the other packs built, the old files kept."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest

from workspaces import PACK, Workspace

HEAD = "---\ntitle: T\n---\n\n"


def png(width: int, height: int) -> bytes:
    """Return a PNG that claims to be `width` by `height` and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    data = zlib.compress(b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", header), chunk(b"IDAT", data), chunk(b"IEND", b""))
    )


def svg_with_entity() -> bytes:
    return (
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><text>&x;</text></svg>'
    )


FAULTY = {
    "missing front matter": ("# Hello\n", "1:1", "no-front-matter"),
    "broken front matter": ("---\ntitle: [T\n---\n\nx\n", "", "bad-front-matter"),
    "no title": ("---\nsubject: T\n---\n\nx\n", "1:1", "missing-title"),
    "unknown key": ("---\ntitle: T\nlangauge: en\n---\n\nx\n", "3:1", "unknown-key"),
    "unknown directive": (f"{HEAD}:::{{charcter}} K\nx\n:::\n", "5:5", "unknown-directive"),
    "unknown option": (f"{HEAD}:::{{note}}\n:titel: x\n\nx\n:::\n", "6:2", "unknown-option"),
    "bad value": (f"{HEAD}:::{{question}}\n:marks: many\n\nx\n:::\n", "6:9", "bad-option"),
    "unclosed directive": (f"{HEAD}:::{{note}}\nx\n", "5:", "unclosed-directive"),
    "stray fence": (f"{HEAD}x\n\n:::\n", "7:1", "stray-fence"),
    "unclosed code": (f"{HEAD}```\nx\n", "5:1", "unclosed-code"),
    "dangling reference": (f"{HEAD}See [](#nowhere).\n", "5:", "unknown-reference"),
    "duplicate id": (f"{HEAD}# A {{#x}}\n\n# B {{#x}}\n", "7:", "duplicate-id"),
    "missing image": (f"{HEAD}![a](images/no.png)\n", "5:", "missing-image"),
    "image out of the pack": (f"{HEAD}![a](../other/x.png)\n", "5:", "outside-pack"),
    "image at an absolute path": (f"{HEAD}![a](/etc/passwd)\n", "5:", "outside-pack"),
    "image on the network": (f"{HEAD}![a](https://example.org/x.png)\n", "5:", "remote-image"),
    "nested lists": (HEAD + "- " * 10_000 + "x\n", "5:", "too-deep"),
    "nested quotes": (HEAD + "> " * 10_000 + "x\n", "5:", "too-deep"),
    "nested directives": (HEAD + ":::{note}\n" * 10_000 + "x\n" + ":::\n" * 10_000, "", "too-deep"),
    "a line of 5 MB": (HEAD + "word " * 1_000_000 + "\n", "", "too-l"),
    "an empty file": ("", "1:1", "empty-pack"),
}


@pytest.mark.parametrize("fault", FAULTY)
def test_a_fault_is_reported_at_its_place_and_harms_nothing_else(
    workspace: Workspace, fault: str
) -> None:
    text, place, code = FAULTY[fault]
    workspace.run("build", "--product", "worksheet")
    before = workspace.built()
    workspace.write(text=text)
    workspace.write("air", PACK.replace("Water", "Air"))
    ran = workspace.run("build", "--product", "worksheet")
    assert ran.status == 1
    assert f"source/water/pack.md:{place}" in ran.err
    assert f"error[{code}" in ran.err
    assert "Traceback" not in ran.err
    after = workspace.built()
    assert "air/air-worksheet.docx" in after
    assert after["water/water-worksheet.docx"] == before["water/water-worksheet.docx"]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("huge.png", png(40_000, 40_000), "huge-image"),
        ("broken.png", png(10, 10)[:40], "bad-image"),
        ("empty.png", b"", "bad-image"),
        ("text.png", b"not a picture", "bad-image"),
        ("entity.svg", svg_with_entity(), "bad-image"),
        ("broken.svg", b"<svg", "bad-image"),
    ],
)
def test_a_bad_image_is_reported_where_it_is_used(
    workspace: Workspace, name: str, data: bytes, code: str
) -> None:
    path = workspace.write(text=f"{HEAD}![a picture](images/{name})\n")
    image = path.parent / "images" / name
    image.parent.mkdir()
    image.write_bytes(data)
    ran = workspace.run("check")
    assert ran.status == 1
    assert "source/water/pack.md:5:" in ran.out
    assert f"error[{code}]" in ran.out


def test_a_link_out_of_the_pack_is_not_followed(workspace: Workspace, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(png(1, 1))
    path = workspace.write(text=f"{HEAD}![a](images/x.png)\n")
    (path.parent / "images").mkdir()
    (path.parent / "images" / "x.png").symlink_to(secret)
    ran = workspace.run("check")
    assert ran.status == 1
    assert "error[outside-pack]" in ran.out


def test_text_in_no_encoding_is_reported_at_its_line(workspace: Workspace) -> None:
    path = workspace.write()
    path.write_bytes(f"{HEAD}good\n".encode() + b"caf\xe9\n")
    ran = workspace.run("check")
    assert ran.status == 1
    assert "source/water/pack.md:6:" in ran.out
    assert "error[not-utf8]" in ran.out


def test_a_broken_template_of_the_workspace_is_named_with_its_line(workspace: Workspace) -> None:
    override = workspace.folder / "templates" / "blocks" / "paragraph.html.j2"
    override.parent.mkdir(parents=True)
    override.write_text("<p>\n{{ block.colour }}</p>\n", "utf-8")
    ran = workspace.run("build", "--product", "handout")
    assert ran.status == 1
    assert "error[render-failed]" in ran.err
    assert "templates/blocks/paragraph.html.j2:2" in ran.err


def test_every_fault_is_found_in_one_run(workspace: Workspace) -> None:
    faults = io.StringIO()
    faults.write("---\ntitle: T\nlangauge: en\n---\n\n")
    faults.write(":::{charcter} K\nx\n:::\n\n:::{note}\n:titel: x\n\nx\n:::\n\n")
    faults.write("See [](#nowhere) and ![a](no.png).\n")
    workspace.write(text=faults.getvalue())
    said = workspace.run("check").out
    for code in ("unknown-key", "unknown-directive", "unknown-option", "missing-image"):
        assert f"error[{code}]" in said
