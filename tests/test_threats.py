"""The threat model holds: each of its lines names tests that exist, and those without a home are here."""

from __future__ import annotations

import ast
import html
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from studypack.backends.base import Assets
from studypack.backends.pdf.preview import preview
from studypack.checking import check
from studypack.composing import PRODUCTS, Request, compose
from studypack.diagnostics import Diagnostics
from studypack.making import read_checked
from studypack.model import DIRECTIVES
from studypack.model.pack import Pack
from studypack.reading import read_pack, read_text
from workspaces import PACK, Workspace

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/threat-model.md").read_text("utf-8")
FRONT_MATTER = "---\ntitle: A pack\n---\n\n"


def lines() -> Iterator[tuple[str, list[str]]]:
    """Yield each threat of the page with the tests that it names."""
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 3 and cells[0] != "threat":
            yield cells[0], re.findall(r"`(tests/\w+\.py::\w+)`", cells[2])


def exists(test: str) -> bool:
    path, _, name = test.partition("::")
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == name for node in ast.walk(tree))


def test_every_line_of_the_threat_model_names_tests_that_exist() -> None:
    named = dict(lines())
    assert len(named) > 15
    assert [threat for threat, tests in named.items() if not tests] == []
    assert [test for tests in named.values() for test in tests if not exists(test)] == []
    assert not exists("tests/test_threats.py::test_that_nobody_wrote")


WAYS_OUT = (
    "../../secret.png", "images/../../../secret.png", "/etc/hostname", "~/secret.png", "C:/secret.png",
    "C:secret.png", "//server/share/x.png", "\\\\server\\share\\x.png", "..\\..\\secret.png",
    "file:///etc/hostname", "FILE:///etc/hostname", "http://example.org/x.png", "%2e%2e/%2e%2e/secret.png",
    "..%2f..%2fsecret.png", "images/%00.png", "IMAGES/X.PNG", "data:image/png;base64,AAAA", ".hidden.png",
)  # fmt: skip

PLACES = {
    "an image": "![a](<{}>)\n",
    "a figure": ":::{{figure}} {}\n:alt: a\n\ncaption\n:::\n",
    "a passage": ":::{{passage}}\n:file: {}\n:::\n",
    "a quotation": ":::{{quote}}\n:verify: {}\n\n> x\n:::\n",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("path", WAYS_OUT)
def test_no_path_leads_out_of_the_folder(workspace: Workspace, place: str, path: str) -> None:
    (workspace.folder / "secret.png").write_bytes(b"zephyr")
    workspace.write(text="zephyr", part=".hidden.png")
    read, faulty = read_with(workspace, PLACES[place].format(path))
    assert faulty
    assert read is None or (not read.images and "zephyr" not in "".join(read.texts.values()))


@pytest.mark.parametrize("place", PLACES)
def test_a_path_inside_the_folder_is_followed(workspace: Workspace, place: str) -> None:
    """Negative control: what is refused above is not refused for want of any way in."""
    name = "images/x.png" if place in {"an image", "a figure"} else "images/x.txt"
    read, faulty = read_with(workspace, PLACES[place].format(name))
    assert not faulty
    assert read is not None
    assert set(read.images) | set(read.texts) == {name}


def read_with(workspace: Workspace, text: str) -> tuple[Pack | None, bool]:
    """Return a pack with this text, a picture and a poem; and whether it has errors."""
    pack = workspace.write(text=FRONT_MATTER + text)
    folder = pack.parent / "images"
    folder.mkdir()
    Image.new("1", (4, 3)).save(folder / "x.png")
    (folder / "x.txt").write_text("x", "utf-8")
    found = Diagnostics()
    return read_pack(pack.parent, workspace.folder, found), found.has_errors


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_template_that_is_a_link_out_of_its_folder_is_not_read(
    workspace: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.css"
    secret.write_text("p { color: black }", "utf-8")
    link = workspace.folder / "templates/css/print.css"
    link.parent.mkdir(parents=True)
    link.symlink_to(secret)
    ran = workspace.run("build", "--product", "worksheet")
    assert ran.status == 1
    assert "templates/css/print.css:1:1: error[unreadable-file]" in ran.err


WATCHED = """
import json, os, sys
seen = {"opened": [], "reached": []}
workspace = os.path.realpath(sys.argv[1])
secret = os.path.realpath(sys.argv[2])
def hook(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        path = os.path.realpath(os.fsdecode(arguments[0]))
        if path.startswith(secret) or path in ("/etc/hostname", "/etc/passwd"):
            seen["opened"].append(path)
    elif event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "urllib.Request"):
        seen["reached"].append(event)
sys.addaudithook(hook)
from studypack.cli import main
if sys.argv[3] == "planted":
    open(os.path.join(secret, "secret.txt")).read()
main(["build", "--jobs", "1", "--workspace", workspace])
print(json.dumps(seen))
"""

HOSTILE = """\
![a](<{secret}/secret.png>)

![b](file://{secret}/secret.png)

![c](http://127.0.0.1:9/x.png)

![d](link.png)

![e](e.svg)

:::{{passage}}
:file: {secret}/secret.txt
:::
"""


def seen_in_a_build(workspace: Workspace, secret: Path, *, planted: bool) -> dict[str, list[str]]:
    arguments = [str(workspace.folder), str(secret), "planted" if planted else "-"]
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *arguments], capture_output=True, text=True, check=True
    )
    seen: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return seen


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_hostile_pack_opens_no_other_file_and_no_connection(
    workspace: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("secret")
    for name in ("secret.png", "secret.txt"):
        (secret / name).write_text("zephyr", "utf-8")
    workspace.write("bad", FRONT_MATTER + HOSTILE.format(secret=secret))
    folder = workspace.folder / "source/bad"
    (folder / "link.png").symlink_to(secret / "secret.png")
    (folder / "e.svg").write_text(
        f'<!DOCTYPE s [<!ENTITY a SYSTEM "file://{secret}/secret.txt">]>'
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><text>&a;</text></svg>'
    )
    assert seen_in_a_build(workspace, secret, planted=False) == {"opened": [], "reached": []}
    assert sorted(workspace.built())[-1].startswith("water/")
    assert seen_in_a_build(workspace, secret, planted=True)["opened"] != []


@pytest.mark.parametrize(
    "markup",
    [
        "<script>zephyr()</script>",
        '<img src=x onerror="zephyr()">',
        "[a](javascript:zephyr())",
        '[a](data:text/html,<script>zephyr()</script>)',
        '<iframe src="http://example.org"></iframe>',
    ],
)  # fmt: skip
def test_no_markup_of_an_author_reaches_a_page(workspace: Workspace, markup: str) -> None:
    workspace.write(text=PACK.replace("# Questions", f"{markup}\n\n# Questions"))
    workspace.run("build", "--product", "guide")
    book = workspace.folder / "out/water/water-guide.epub"
    if not book.exists():  # refused as a whole
        return
    with ZipFile(book) as archive:
        pages = "".join(
            archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml")
        )
    assert not re.search(r"<script|<iframe|<[^>]*\sonerror|href=\"(javascript|data):", pages)


TEMPLATES = ("{{ 7*7 }}", "{% for a in range(9) %}x{% endfor %}", "{{ ''.__class__ }}", "${7*7}")


@pytest.mark.parametrize("text", TEMPLATES)
def test_text_is_never_a_template(workspace: Workspace, text: str) -> None:
    workspace.write(text=PACK.replace("# Questions", f"`{text}` zephyr\n\n# Questions"))
    checked = read_checked(workspace.folder / "source/water", workspace.folder, Diagnostics())
    assert checked is not None
    page = preview(compose(checked, Request.of(PRODUCTS["handout"])), Assets())
    assert text in html.unescape(page)


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ block.render.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ self.__init__.__globals__ }}",
        "{% include '../../pyproject.toml' %}",
        "{% include '/etc/hostname' %}",
        "{{ 'x' * 10**11 }}",
        "{{ range(10**9)|list }}",
    ],
)
def test_a_template_reaches_nothing_but_the_view(workspace: Workspace, template: str) -> None:
    path = workspace.folder / "templates/blocks/paragraph.html.j2"
    path.parent.mkdir(parents=True)
    path.write_text(template, "utf-8")
    ran = workspace.run("build", "--product", "guide", "--jobs", "1")
    assert ran.status == 1
    assert "error[render-failed]" in ran.err
    assert "our-fault" not in ran.err


SHEETS = ("print.css", "epub.css", "blocks.css")


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize(
    ("css", "place"),
    [
        ("@import 'http://example.org/x.css';", "1:9"),
        ("@import url( //example.org/x.css );", "1:9"),
        ("p {\n  background: url('file:///etc/hostname') }", "2:19"),
        ("@media print { p { content: URL(FILE:///etc/hostname) } }", "1:29"),
        ("@font-face { font-family: x; src: url(https://example.org/x.ttf) }", "1:35"),
        ("li { list-style-image: \\75rl('\\66ile:///etc/hostname') }", "1:30"),
        ("p { background: url(\\\\server\\share\\x.png) }", "1:17"),
    ],
)
def test_a_stylesheet_that_loads_from_elsewhere_is_told_by_its_place(
    workspace: Workspace, sheet: str, css: str, place: str
) -> None:
    own(workspace, sheet, css)
    ran = workspace.run("check")
    assert f"templates/css/{sheet}:{place}: error[render-failed]: " in ran.out
    assert "is outside the pack" in ran.out


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize(
    ("css", "place"),
    [
        ("p { color: red }\n@font-face { font-family: x; src: url(x.ttf) }", "2:1"),
        ("@media print {\n @Font-Face { font-family: x; src: url(x.ttf) } }", "2:2"),
    ],
)
def test_a_font_in_a_stylesheet_is_told_where_fonts_are_named(
    workspace: Workspace, sheet: str, css: str, place: str
) -> None:
    own(workspace, sheet, css)
    ran = workspace.run("check")
    assert (
        f"templates/css/{sheet}:{place}: error[render-failed]: fonts of a school are named"
        in ran.out
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("css/print.css", "{" * 50_000),
        ("css/print.css", f"p {{ width: calc({'(' * 3000}1px{')' * 3000}) }}"),
        ("css/epub.css", f"{':not(' * 3000}p{')' * 3000} {{ color: red }}"),
        ("blocks/paragraph.html.j2", f"{{{{ {'(' * 3000}1{')' * 3000} }}}}"),
        ("blocks/paragraph.html.j2", "{% if a %}" * 3000 + "{% endif %}" * 3000),
    ],
    ids=["blocks", "brackets", "selectors", "an expression", "tags"],
)
def test_nesting_without_end_in_a_template_is_told_by_its_file(
    workspace: Workspace, name: str, text: str
) -> None:
    path = workspace.folder / "templates" / name
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    ran = workspace.run("check")
    assert f"templates/{name}:1:1: error[render-failed]: " in ran.out
    assert "our-fault" not in ran.out


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_stylesheet_that_loads_nothing_from_elsewhere_is_sound(
    workspace: Workspace, sheet: str
) -> None:
    """Negative control."""
    css = "@namespace 'http://www.w3.org/1999/xhtml'; p { fill: url(#g); content: 'http://x' }"
    own(workspace, sheet, css)
    assert workspace.run("check").status == 0


def own(workspace: Workspace, sheet: str, css: str) -> None:
    path = workspace.folder / "templates/css" / sheet
    path.parent.mkdir(parents=True)
    path.write_text(css, "utf-8")


def test_a_guide_whose_template_would_load_something_is_not_made(workspace: Workspace) -> None:
    path = workspace.folder / "templates/blocks/paragraph.html.j2"
    path.parent.mkdir(parents=True)
    path.write_text('<p><img alt="" src="http://example.org/x.png"/></p>', "utf-8")
    ran = workspace.run("build", "--product", "worksheet", "--format", "epub", "--jobs", "1")
    assert ran.status == 1
    assert "loads http://example.org/x.png, which is not in the book" in ran.err


def test_a_message_cannot_steer_the_terminal(workspace: Workspace) -> None:
    workspace.write(text=FRONT_MATTER + ":::{\x1b[2Jnote}\n:::\n\n![\x9b31m](\x1b]0;x\x07.png)\n")
    ran = workspace.run("check")
    assert ran.status == 1
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", ran.out + ran.err)


WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["4 lines", "box 5 cm", "-1", "9" * 400, "1e999", "nan", "2 of 4", "core, support"]),
)  # fmt: skip
OPTIONS = ("id", "level", "audience", "themes", "tags", "lang", "only", "not", "keep", "type", "marks",
           "space", "answer", "accept", "tolerance", "unit", "shuffle", "pin", "of", "words", "size", "seed",
           "count", "kind", "time", "scale", "labels", "width", "alt", "locator", "speaker")  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(DIRECTIVES)),
    WORDS,
    st.dictionaries(st.sampled_from(OPTIONS), WORDS, max_size=5),
    st.text(max_size=60),
)
def test_no_value_of_an_option_breaks_reading_and_checking(
    name: str, argument: str, options: dict[str, str], body: str
) -> None:
    written = "".join(f":{key}: {value}\n" for key, value in options.items())
    found = Diagnostics()
    pack = read_text(
        f"{FRONT_MATTER}:::{{{name}}} {argument}\n{written}\n{body}\n:::\n", found=found
    )
    check(pack, found)
