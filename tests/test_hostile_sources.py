"""Sources that nobody writes by accident: the reader survives them, quickly, and says what is wrong."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studypack.diagnostics import Diagnostics
from studypack.model.pack import Pack
from studypack.model.walk import rewrite_all, walk
from studypack.reading import read_pack, read_text

FRONT_MATTER = "---\ntitle: A pack\n---\n"
N = 10_000
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" viewBox="0 0 4 3">{}</svg>'


def read(text: str) -> tuple[Pack, set[str]]:
    """Read a text and go through what came of it, as every later step does."""
    found = Diagnostics()
    pack = read_text(FRONT_MATTER + text, found=found)
    rewrite_all(pack.blocks, lambda node: node)
    assert list(walk(pack.blocks)) is not None
    return pack, {one.code for one in found}


TOO_DEEP = {
    "quotes in a line": "> " * N + "x",
    "quotes, a line each": "\n".join(">" * depth for depth in range(1, 300)),
    "lists in a line": "- " * N + "x",
    "lists, indented": "\n".join("  " * depth + "- x" for depth in range(1000)),
    "numbered lists": "1. " * N + "x",
    "quotes and lists in turn": "> - " * N + "x",
    "directives never closed": ":::{note}\n" * N,
    "directives closed": ":::{note}\n" * N + "x\n" + ":::\n" * N,
    "directives in lists": "".join(f"{'  ' * depth}- :::{{note}}\n" for depth in range(500)),
    "marks in marks": "*a **b " * N + "x** x*" * N,
    "footnotes in footnotes": "[^1]: " * 3000 + "x",
}


@pytest.mark.parametrize("text", TOO_DEEP.values(), ids=TOO_DEEP.keys())
def test_nesting_without_end_is_reported_and_does_not_break_what_follows(text: str) -> None:
    _, codes = read(text)
    assert codes & {"too-deep", "too-long-line"}


def test_nesting_as_deep_as_any_pack_needs_is_not_reported() -> None:
    deep = ":::{group}\n:::{question}\nx\n\n:::{part}\nx\n\n:::{answer}\n- a\n  - b\n    - c\n      > d\n:::\n:::\n:::\n:::\n"
    assert read(deep)[1] == set()


def test_the_place_of_too_deep_a_block_is_the_first_one_too_deep() -> None:
    found = Diagnostics()
    read_text(FRONT_MATTER + ":::{note}\n" * 40 + "x\n" + ":::\n" * 40, found=found)
    assert [(one.code, one.span.line) for one in found] == [("too-deep", 35)]


QUICK = {
    "stars": "*" * 50_000,
    "underscores": "_a" * 20_000,
    "brackets": "[" * 20_000 + "]" * 20_000,
    "open brackets": "[" * 50_000,
    "spans": "[a]{" * 12_000,
    "spans with classes": "[a]{.b " * 7000,
    "images in images": "![" * 5000 + "x" + "](a.png)" * 5000,
    "links": "[a](" * 12_000,
    "backticks": "".join("`" * (count % 300 + 1) + "a" for count in range(330)),
    "comments": "<!--" * 12_000,
    "comments, a line each": "<!--\n\n" * N,
    "comments in quotes": "> <!--\n\n" * N + "-->",
    "dollars": "$a " * 16_000,
    "escaped dollars": "$" + "\\$" * 24_000,
    "straight quotes": "\"' " * 16_000,
    "quotes of both kinds": "'\"" * 24_000,
    "a wide table": "|a" * 3000 + "|\n" + "|-" * 3000 + "|\n" + "|a\n" * 3000,
    "a long table": "|a|b|\n|-|-|\n" + "|1|2|\n" * N,
    "footnotes": "".join(f"[^{number}]: x\n\n" for number in range(N)),
    "an open code block": "```\n\n" * N,
    "stray fences": ":::\n" * N,
    "options": ":::{note}\n" + ":a: b\n" * N,
    "a line of five million characters": "a" * 5_000_000,
    "a paragraph of many lines": "a b\n" * 100_000,
    "tabs": "\t" * 50_000 + "x",
    "colons": ":" * 50_000,
    "backslashes": "\\" * 50_000,
}


@pytest.mark.parametrize("text", QUICK.values(), ids=QUICK.keys())
def test_repetition_without_end_is_read(text: str) -> None:
    pack, _ = read(text)
    assert pack.metadata.title == "A pack"


def steps(text: str) -> int:
    """Return how many functions are called to read a text: a clock that no other load disturbs."""
    count = 0

    def tick(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(tick)
    try:
        read_text(FRONT_MATTER + text)
    finally:
        sys.setprofile(None)
    return count


LINEAR = {
    "paragraphs": "word *word* \"word\".\n\n",
    "directives": ":::{question}\n:marks: 2\n\nWhy?\n\n- [x] a\n- [ ] b\n:::\n\n",
    "lists": "- entry\n  - entry\n",
    "tables": "| a | b |\n|---|---|\n| 1 | 2 |\n\n",
    "comments": "<!-- a\n\n",
    "stray fences": ":::\n",
    "open brackets": "[a](b ",
    "quotes": "\"'a ",
}  # fmt: skip


@pytest.mark.parametrize("text", LINEAR.values(), ids=LINEAR.keys())
def test_twice_the_text_takes_twice_the_steps(text: str) -> None:
    read_text(FRONT_MATTER + text)  # whatever is loaded once
    once, twice = steps(text * 200), steps(text * 400)
    assert twice < 2.2 * once


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    read(text)
    read_text(text)
    read_text(f"---\n{text}\n---\n")


SYNTAX = st.sampled_from(
    [
        "\n", "\n\n", ":::{", "}", ":::", "note", "question", "part", "figure", "quote", ":marks:",
        ":type: ", "match", "order", "categorise", "label", "choice", "truefalse", "numeric",
        ":answer: ", " ", "| a | b |\n|---|---|\n", "| c |\n", "- [x] ", "- ", "1. ", "> ", "  ",
        "term\n: ", "$", "$$", "{#", ".blank}", "[", "](", ")", "!", "[^", "]:", "<!--", "-->", "<b>",
        "`", "```", "*", "**", "~~", '"', "'", "\\", "#", "---", "\t", "&#0;", "&#12;", "\u2028", "\r",
        "\x00", "漢", "é", ":lang: ", "fr", ":space: ", "4 lines", ":::{themes}", ":::{relations}",
    ]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.lists(SYNTAX, max_size=60).map("".join))
def test_no_muddle_of_syntax_breaks_the_reader(text: str) -> None:
    read(text)


@settings(max_examples=200, deadline=None)
@given(st.lists(SYNTAX, max_size=40).map("".join))
def test_nothing_in_a_tree_is_a_character_that_no_document_can_hold(text: str) -> None:
    pack, _ = read(text)
    shown = repr((pack.blocks, pack.notes, pack.metadata))
    assert not {"\\x00", "\\x0c", "\\x0b", "\\uffff"} & {
        shown[i : i + 4] for i in range(len(shown))
    }


GROUP = '<g id="a{0}">' + "<use x:href='#a{1}'/>" * 10 + "</g>"
LEVELS = (range(1, 12), range(11))

BAD_DRAWINGS = {
    "a document type": '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">' + SVG.format(""),
    "entities that multiply": "<!DOCTYPE s [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"
    + SVG.format("<text>&b;</text>"),
    "an entity that reads a file": "<!DOCTYPE s [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>"
    + SVG.format("<text>&a;</text>"),
    "uses that multiply": SVG.format(
        '<g id="a0"><rect/></g>' + "".join(map(GROUP.format, *LEVELS))
    ),
    "uses in a circle": SVG.format('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'),
    "a use of itself": SVG.format('<use id="a" href="#a"/>'),
    "a hundred thousand elements": SVG.format("<g/>" * 100_000),
    "elements in elements": SVG.format("<g>" * 200 + "</g>" * 200),
    "elements in elements without end": SVG.format("<g>" * N + "</g>" * N),
    "a script": SVG.format("<script>1</script>"),
    "an event": SVG.format('<rect onclick="x()"/>'),
    "an image on the network": SVG.format('<image href="http://example.org/a.png"/>'),
    "an image on the disk": SVG.format('<image x:href="../a.png"/>'),
    "a drawing in the drawing": SVG.format('<image href="data:image/svg+xml;base64,AA"/>'),
    "styles that load": SVG.format("<style>@import 'x.css';</style>"),
    "an attribute that loads": SVG.format("<rect fill=\"url( 'http://example.org')\"/>"),
    "a style sheet": "<?xml-stylesheet href='x.css'?>" + SVG.format(""),
    "a link that runs": SVG.format('<a href="javascript:x"><text>a</text></a>'),
    "HTML inside": SVG.format("<foreignObject/>"),
    "an escaped address in an attribute": SVG.format(r'<rect fill="\75 rl(http://example.org)"/>'),
    "an escaped address in a style": SVG.format(r'<rect style="fill: u\72l(http://example.org)"/>'),
    "an escaped import": SVG.format(r"<style>@\69mport 'x.css';</style>"),
    "an import after a comment": SVG.format("<style>g {}<!-- x -->@import 'x.css';</style>"),
    "an import after an element": SVG.format("<style><g/>@import 'x.css';</style>"),
    "an import in an element": SVG.format("<style><g>@import 'x.css';</g></style>"),
    "a set of pictures": SVG.format("<style>g { mask: image-set('x.png' 1x) }</style>"),
    "a source": SVG.format("<g style=\"mask: src('x.png')\"/>"),
    "an address that is set later": SVG.format(
        '<image href="#a"><set attributeName="href" to="http://example.org/a.png"/></image>'
    ),
    "an address that changes": SVG.format(
        '<a href="#a"><animate attributeName="x:href" values="javascript:x"/></a>'
    ),
    "a base elsewhere": SVG.format('<g xml:base="http://example.org/"><use href="#a"/></g>'),
    "a picture of HTML": SVG.format(
        '<img xmlns="http://www.w3.org/1999/xhtml" src="http://example.org/a.png"/>'
    ),
    "an address of SVG's own": SVG.format(
        '<image xmlns:s="http://www.w3.org/2000/svg" s:href="../a.png"/>'
    ),
    "no size": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "a size that is none": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 nan inf"/>',
    "no namespace": '<svg viewBox="0 0 4 3"/>',
    "another root": "<html/>",
    "nothing": "",
}


def drawing(folder: Path, content: bytes) -> list[str]:
    """Return the codes that a pack with this drawing gets."""
    pack = folder / "source" / "a-pack"
    pack.mkdir(parents=True)
    (pack / "a.svg").write_bytes(content)
    (pack / "pack.md").write_text(FRONT_MATTER + "![x](a.svg)\n", encoding="utf-8")
    found = Diagnostics()
    read_pack(pack, folder, found)
    return [one.code for one in found]


@pytest.mark.parametrize("content", BAD_DRAWINGS.values(), ids=BAD_DRAWINGS.keys())
def test_a_drawing_that_loads_runs_or_grows_is_refused(tmp_path: Path, content: str) -> None:
    assert drawing(tmp_path, content.encode()) == ["bad-image"]


def test_a_document_type_is_seen_in_every_encoding(tmp_path: Path) -> None:
    text = "<?xml version='1.0' encoding='utf-16'?>" + BAD_DRAWINGS["entities that multiply"]
    assert drawing(tmp_path, text.encode("utf-16")) == ["bad-image"]


HIDDEN = "+ADwAIQAtAC0-<image href='/etc/x.png'/>+AC0ALQA+-"


@pytest.mark.parametrize("encoding", ["utf-7", "utf-16", "iso-8859-1", "cp037"])
def test_a_drawing_is_judged_as_it_is_drawn_in_utf_8(tmp_path: Path, encoding: str) -> None:
    inside = HIDDEN if encoding == "utf-7" else "<text>é</text>"
    text = f"<?xml version='1.0' encoding='{encoding}'?>" + SVG.format(inside)
    content = text.encode("ascii" if encoding == "utf-7" else encoding)
    assert drawing(tmp_path, content) == ["bad-image"]


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-8", "us-ascii"])
def test_a_drawing_may_say_that_it_is_utf_8(tmp_path: Path, encoding: str) -> None:
    """Negative control."""
    text = f"<?xml version='1.0' encoding='{encoding}'?>" + SVG.format("<text>e</text>")
    assert drawing(tmp_path, text.encode("utf-8-sig")) == []


def test_a_drawing_that_does_what_drawings_do_is_sound(tmp_path: Path) -> None:
    content = SVG.format(
        '<style>rect { fill: url("#g") }</style><defs><g id="leaf"><rect/></g></defs>'
        '<use href="#leaf"/><use x:href="#leaf"/><a href="https://example.org"><text>a</text></a>'
        '<image href="data:image/png;base64,AAAA"/><rect style="fill:url(#g)"/><!-- note -->'
        r'<g xmlns:i="i" i:label="C:\image(1)\75.png"><animate attributeName="x" to="1"/></g>'
    )
    assert drawing(tmp_path, content.encode()) == []


def test_a_picture_whose_header_promises_too_much_is_not_decoded(tmp_path: Path) -> None:
    from PIL import Image

    folder = tmp_path / "source" / "a-pack"
    folder.mkdir(parents=True)
    Image.new("1", (4, 3)).save(folder / "a.png")
    content = bytearray((folder / "a.png").read_bytes())
    content[16:24] = (1_000_000).to_bytes(4) + (1_000_000).to_bytes(4)
    import zlib

    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4)
    (folder / "a.png").write_bytes(content)
    (folder / "pack.md").write_text(FRONT_MATTER + "![x](a.png)\n", encoding="utf-8")
    found = Diagnostics()
    read_pack(folder, tmp_path, found)
    assert [one.code for one in found] == ["huge-image"]


YAML = {
    "brackets": "title: " + "[" * 40_000,
    "braces": "{" * 40_000,
    "dashes": "- " * 20_000,
    "aliases": "a: &a [x]\nb: [*a, *a]",
    "a tag": "title: !!python/object/apply:os.system [id]",
    "keys": "".join(f"key{number}: x\n" for number in range(5000)),
    "an open quotation": "title: '" + "a''" * 10_000,
    "separators of lines": "title: a\u2028b\u0085c",
    "a merge": "<<: {title: x}",
}


@pytest.mark.parametrize("yaml", YAML.values(), ids=YAML.keys())
def test_front_matter_without_end_or_sense_is_reported(yaml: str) -> None:
    found = Diagnostics()
    read_text(f"---\n{yaml}\n---\nx\n", found=found)
    assert list(found)
    assert all(one.span.line <= yaml.count("\n") + 3 for one in found)


def test_a_path_in_an_option_cannot_leave_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "source" / "a-pack"
    folder.mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    text = ":::{passage}\n:file: ../../secret.txt\n:::\n\n:::{quote}\n:verify: /etc/hostname\n\n> x\n:::\n"
    (folder / "pack.md").write_text(FRONT_MATTER + text, encoding="utf-8")
    found = Diagnostics()
    pack = read_pack(folder, tmp_path, found)
    assert pack is not None
    assert [one.code for one in found] == ["outside-pack", "outside-pack"]
    assert pack.texts == {}


def test_a_passage_that_names_itself_ends(tmp_path: Path) -> None:
    folder = tmp_path / "source" / "a-pack"
    folder.mkdir(parents=True)
    text = FRONT_MATTER + ":::{passage}\n:file: pack.md\n:::\n"
    (folder / "pack.md").write_text(text, encoding="utf-8")
    assert read_pack(folder, tmp_path, Diagnostics()) is not None
