"""docs/diagnostics.md: what is printed for its examples, and its index.

Called by `generate`. The page is written by hand, a section a code. In a section

    ```markdown             before the message is a wrong pack.md, behind it a right one, both without
                            their front matter unless they show one
    ```markdown NAME        is a file of the pack as it stands; so is ```text NAME
    ```text                 is what studypack prints, filled in here

A code that takes a file which nobody types has its material in `MADE`; one that only a template of the
workspace can cause has it in `TEMPLATES`; `BY_HAND` names what cannot be shown at will.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from studypack import console
from studypack.build import Order, build, select_packs
from studypack.checking import check
from studypack.checking.rules import ALLOWABLE
from studypack.composing import PRODUCTS, Request
from studypack.diagnostics import CODES, Diagnostic, Diagnostics
from studypack.reading import read_pack

FRONT_MATTER = "---\ntitle: The Water Cycle\n---\n\n"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M2 10h36"/></svg>\n'

SECTION = re.compile(r"^## `(?P<code>[^`]+)`\n(?P<text>.*?)(?=^## `|\Z)", re.MULTILINE | re.DOTALL)
FENCE = re.compile(
    r"^(?P<ticks>`{3,})(?P<kind>[a-z]+)(?: (?P<name>\S+))?\n(?P<text>.*?)^(?P=ticks)\n",
    re.MULTILINE | re.DOTALL,
)
INDEX = re.compile(r"(?<=<!-- index -->\n).*?(?=<!-- end of index -->)", re.DOTALL)
SEVERITY = re.compile(r"\*\*(?P<severity>Error|Warning|Error or warning)\.\*\*")

BY_HAND = frozenset(
    {"our-fault", "cannot-write", "cannot-fit", "bad-roster", "duplicate-pupil", "bad-template"}
)
FOLDERS = {"bad-slug": "Year 10 (old)"}


def _huge_png() -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.new("1", (10_000, 5_000)).save(file, "PNG")
    return file.getvalue()


def _with_settings(text: str) -> Mapping[str, bytes]:
    return {
        "pack.md": f"{FRONT_MATTER}Text.\n".encode(),
        "../../studypack.toml": text.encode(),
    }


def _regular() -> bytes:
    from studypack import fonts

    (family,) = (one for one in fonts.families() if one.name == "Atkinson Hyperlegible")
    return family.face().path.read_bytes()


MADE: Mapping[str, Mapping[str, bytes]] = {
    "not-utf8": {"pack.md": "---\ntitle: Café\n---\n\nText.\n".encode("latin-1")},
    "control-character": {"pack.md": f"{FRONT_MATTER}Rain \x0bfalls.\n".encode()},
    "too-large": {"pack.md": FRONT_MATTER.encode() + b"rain " * 1_200_000},
    "too-long-line": {"pack.md": FRONT_MATTER.encode() + b"rain " * 12_000},
    "bad-settings": _with_settings("[school]\nname = Springfield School\n"),
    "unknown-font": _with_settings('[fonts]\ntext = "Noto Serf"\n'),
    "bad-font": _with_settings('[fonts]\ntext = "School.ttf"\n')
    | {"../../templates/School.ttf": b"not a font"},
    "font-lacks-faces": _with_settings('[fonts]\ntext = "School.ttf"\n')
    | {"../../templates/School.ttf": _regular()},
    "font-lacks-letters": {
        "pack.md": "---\ntitle: Война\nlanguage: ru\n---\n\nВойна и мир.\n".encode(),
        "../../studypack.toml": b'[fonts]\ntext = "Atkinson Hyperlegible"\n',
    },
    "bad-slug": {"pack.md": f"{FRONT_MATTER}Text.\n".encode()},
    "bad-image": {"images/leaf.png": b"not a picture"},
    "huge-image": {"images/leaf.png": _huge_png()},
    "unused-image": {"images/old.svg": DRAWING.encode()},
}
"""Files of the example of a code, beyond those that its section shows."""

_QUESTION = (
    ":::{question}\nWhy does a puddle vanish?\n\n"
    ":::{answer}\nIts molecules escape one by one.\n:::\n:::\n"
)
TEMPLATES: Mapping[str, tuple[str, str]] = {
    "render-failed": ("blocks/paragraph.html.j2", "<p>{% if %}</p>"),
    "unknown-template": ("blocks/paragaph.html.j2", "<p>{{ inlines(block.content) }}</p>"),
    "invalid-output": ("blocks/paragraph.html.j2", '<p><a href="#nowhere">more</a></p>'),
    "answer-leak": ("blocks/paragraph.html.j2", "<p>Its molecules escape one by one.</p>"),
}
"""The template of the workspace that causes a code: its path and its text."""


@dataclass(frozen=True, slots=True)
class Section:
    """The section of a code.

    wrong  files of the first example, its pack.md among them; {} where none is shown
    right  files of the second example, or {}
    """

    code: str
    text: str
    severity: str
    wrong: Mapping[str, bytes]
    right: Mapping[str, bytes]


def sections(page: str) -> list[Section]:
    """Return the sections of `page` in their order."""
    return [_section(match["code"], match["text"]) for match in SECTION.finditer(page)]


def _section(code: str, text: str) -> Section:
    files: tuple[dict[str, bytes], dict[str, bytes]] = ({}, {})
    printed = 0
    for fence in FENCE.finditer(text):
        name = fence["name"] or ("pack.md" if fence["kind"] == "markdown" else "")
        if not name:
            printed = 1
        else:
            whole = fence["name"] is not None or fence["text"].startswith("---\n")
            files[printed][name] = (("" if whole else FRONT_MATTER) + fence["text"]).encode()
    wrong, right = files
    if right:  # what is no Markdown is written once for both
        right = {name: file for name, file in wrong.items() if not name.endswith(".md")} | right
    severity = SEVERITY.search(text)
    return Section(code, text, severity["severity"] if severity else "", wrong, right)


def page(written: str) -> str:
    """Return the page as `written`, with index and printed messages as they must be."""
    found = sections(written)
    for section in found:
        if section.code not in BY_HAND:
            filled = _filled(section.text, printed(section))
            written = written.replace(section.text, filled)
    return INDEX.sub(lambda _: _index(found), written)


def _filled(text: str, message: str) -> str:
    def fill(fence: re.Match[str]) -> str:
        shown = fence["kind"] == "text" and not fence["name"]
        return f"```text\n{message}\n```\n" if shown else fence[0]

    return FENCE.sub(fill, text)


def _index(found: list[Section]) -> str:
    rows = (
        f"| [`{one.code}`](#{one.code}) | {one.severity.lower()} | {_allowed(one.code)} | {CODES[one.code]} |\n"
        for one in found
    )
    return "\n| code | | may be allowed | in short |\n|---|---|---|---|\n" + "".join(rows) + "\n"


def _allowed(code: str) -> str:
    return "yes" if code in ALLOWABLE else ""


# --- Running the examples ---------------------------------------------------------------------


def printed(section: Section) -> str:
    """Return what studypack prints for the first example of `section`.

    raises ValueError if that is anything but the section's own code: nobody would learn from it
    """
    files = {**section.wrong, **MADE.get(section.code, {})}
    found = diagnosed(section.code, files)
    if {one.code for one, _ in found} != {section.code}:
        others = "; ".join(text for _, text in found) or "nothing"
        raise ValueError(f"the example of {section.code} shows {others}")
    return "\n".join(text for _, text in found)


def diagnosed(code: str, files: Mapping[str, bytes]) -> list[tuple[Diagnostic, str]]:
    """Return every diagnostic of a pack that has `files`, and how it is printed."""
    with tempfile.TemporaryDirectory() as temporary:
        workspace = Path(temporary)
        folder = workspace / "source" / FOLDERS.get(code, "water")
        for name, content in _with_drawing(files).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return [(one, _shown(one, workspace)) for one in _run(code, workspace, folder)]


def _with_drawing(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return `files` with the drawing to which examples refer, if they do."""
    drawing = "images/leaf.svg"
    used = any(drawing in text.decode("utf-8", "ignore") for text in files.values())
    return {**files, drawing: DRAWING.encode()} if used else dict(files)


def _run(code: str, workspace: Path, folder: Path) -> Iterator[Diagnostic]:
    found = Diagnostics()
    if code == "no-such-pack":
        (workspace / "source" / "water").mkdir(parents=True)
        (workspace / "source" / "water" / "pack.md").write_text(FRONT_MATTER)
        select_packs(workspace, ("watre",), found)
    elif code in TEMPLATES:
        yield from _built(code, workspace, folder)
    elif (pack := read_pack(folder, workspace, found)) is not None:
        check(pack, found)
    yield from found


def _built(code: str, workspace: Path, folder: Path) -> Diagnostics:
    """Build the guide of a pack in a workspace with a template of its own."""
    name, text = TEMPLATES[code]
    template = workspace / "templates" / name
    template.parent.mkdir(parents=True)
    template.write_text(text)
    folder.mkdir(parents=True)
    (folder / "pack.md").write_text(FRONT_MATTER + _QUESTION)
    requests = (Request.of(PRODUCTS["guide"]),)
    return build(Order(workspace=workspace, requests=requests, out=workspace / "out")).found


def _shown(one: Diagnostic, workspace: Path) -> str:
    path = workspace / one.span.path
    text = path.read_text("utf-8", "replace") if path.is_file() else ""
    return console.show(one, text.split("\n"))
