"""What the reader makes of every case in `tests/cases`, and that no diagnostic goes without one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from casefiles import FOLDER, Case, accept, cases
from dump import dump, fields
from schoolfonts import font_file
from studypack.diagnostics import CODES, Diagnostic, Diagnostics
from studypack.model.pack import Pack
from studypack.reading import read_pack, read_text
from studypack.spans import Source

LONG = 400
"""Characters of a line that a reader of cases would skip."""

FRONT_MATTER = "---\ntitle: A case\n---\n"
READING = Path(__file__).parents[1] / "src" / "studypack" / "reading"


def outcome(case: Case, folder: Path) -> dict[str, str]:
    """Return what the reader makes of a case, in the form of its expectations."""
    own = case.source.startswith("---\n") or not case.source
    text = case.source if own else FRONT_MATTER + case.source
    found = Diagnostics()
    pack = _read(case, text, folder, found)
    shift = 0 if own else FRONT_MATTER.count("\n")
    shown = "".join(f"{_shown(one, text, shift)}\n" for one in found)
    parts = {"tree": "", "metadata": "", "diagnostics": shown}
    if pack is not None:
        parts["tree"] = _cut(f"{dump(pack)}\n") if pack.blocks else ""
        parts["metadata"] = f"{fields(pack.metadata)}\n" if own else ""
    return {kind: part for kind, part in parts.items() if part}


def _cut(tree: str) -> str:
    """Return a tree without the rest of a line that nobody would read."""
    return "".join(
        f"{line[:LONG]}…\n" if len(line) > LONG else line for line in tree.splitlines(True)
    )


def _read(case: Case, text: str, workspace: Path, found: Diagnostics) -> Pack | None:
    if not case.files and not case.folder:
        return read_text(text, "pack.md", found)
    folder = workspace / "source" / (case.folder or case.path.stem)
    folder.mkdir(parents=True)
    if case.source:
        (folder / "pack.md").write_text(text, encoding="utf-8")
    for kind, name, content in case.files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if kind == "file":
            (folder / name).write_text(content, encoding="utf-8")
        else:
            _make(folder / name, content.strip())
    return read_pack(folder, workspace, found)


def _make(path: Path, recipe: str) -> None:
    from PIL import Image

    kind, *words = recipe.split()
    match kind:
        case "png":
            Image.new("1", (int(words[0]), int(words[2]))).save(path, "PNG")
        case "bytes":
            path.write_bytes(bytes.fromhex("".join(words)))
        case "repeat":
            path.write_text(words[1] * int(words[0]), encoding="utf-8")
        case "link":
            target = path.parent / words[0]
            target.touch()
            path.symlink_to(target)
        case "font":
            path.write_bytes(font_file())
        case _:
            raise ValueError(f"no recipe is called {kind!r}")


def _shown(one: Diagnostic, text: str, shift: int) -> str:
    """Return a diagnostic as cases show it: place, line and caret, and what helps."""
    span = one.span
    name = span.path.rpartition("/")[2]
    inside = name == "pack.md" and span.line > shift
    if inside:
        place = f"{span.line - shift}:{span.column}"
    else:
        place = "front matter" if name == "pack.md" else f"{name}:{span.line}:{span.column}"
    lines = [f"{place} {one.severity.value}[{one.code}]: {one.message}"]
    line = Source(span.path, text).line(span.line) if inside else ""
    if line.strip() and len(line) < LONG:
        lines += [f"    {line}", f"    {' ' * (span.column - 1)}{'^' * span.width}"]
    if one.help:
        lines.append(f"  help: {one.help}")
    return "\n".join(lines)


@pytest.mark.parametrize("case", [*cases("reading"), *cases("diagnostics")], ids=str)
def test_the_reader_makes_of_a_case_what_the_case_says(
    case: Case, tmp_path: Path, accepting: bool
) -> None:
    actual = outcome(case, tmp_path)
    if accepting:
        accept(case, actual)
    else:
        assert actual == case.expected


def codes_of_the_reader() -> list[str]:
    """Return every diagnostic code that the reader's own source names."""
    words = {
        word
        for path in READING.glob("*.py")
        for word in re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"', path.read_text(encoding="utf-8"))
    }
    return sorted(words & CODES.keys())


@pytest.mark.parametrize("code", codes_of_the_reader())
def test_every_diagnostic_of_the_reader_has_a_case_that_shows_it(code: str) -> None:
    path = FOLDER / "diagnostics" / f"{code}.md"
    shown = [
        case.expected.get("diagnostics", "") for case in cases("diagnostics") if case.path == path
    ]
    assert shown, f"{path.name} is missing"
    assert any(f"[{code}]:" in text for text in shown)


def test_no_case_file_is_left_over_from_a_diagnostic_that_is_gone() -> None:
    files = {path.stem for path in (FOLDER / "diagnostics").glob("*.md")}
    assert files <= CODES.keys()
