"""Every guide, turned into the books of older readers by Calibre, keeps all of its words."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from lxml import etree

from checkers import calibre_text, xhtml_text
from checkers.texts import spine
from studypack.backends.flow import letters
from studypack.cli import main
from workspaces import Workspace

ROOT = Path(__file__).parents[1]
PACKS = sorted(path.parent.name for path in (ROOT / "source").glob("*/pack.md"))


_APART = "⁂"


def blocks(book: Path) -> Iterator[str]:
    """Yield the letters of each block of a book's text; drawings and formulas are described there."""
    with zipfile.ZipFile(book) as archive:
        for name in spine(archive):
            if name.endswith("nav.xhtml"):
                continue  # a table of contents of its own takes its place
            page = etree.fromstring(archive.read(name))
            for described in page.iter("{*}math", "{*}svg"):
                etree.strip_elements(described, "*")
                described.text = _APART
            for line in xhtml_text(page).split("\n"):
                yield from filter(None, map(letters, line.split(_APART)))


def lost(book: Path, text: str) -> list[str]:
    """Return the blocks of a book that are not in `text`, or not in their order."""
    said, at, missing = letters(text), 0, []
    for block in blocks(book):
        found = said.find(block, at)
        if found < 0:
            missing.append(block)
        else:
            at = found + len(block)
    return missing


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize(("format", "profile"), [("azw3", ()), ("mobi", ("--profile", "kindle"))])
def test_calibre_loses_no_word_of_a_guide(
    tmp_path: Path, pack: str, format: Literal["azw3", "mobi"], profile: tuple[str, ...]
) -> None:
    options = ["--workspace", str(ROOT), "--product", "guide", "--out", str(tmp_path), *profile]
    assert main(["build", pack, *options]) == 0
    [book] = (tmp_path / pack).glob("*.epub")
    assert lost(book, calibre_text(book, format)) == []


def test_a_word_that_is_lost_is_found(workspace: Workspace) -> None:
    workspace.run("build", "--product", "guide")
    book = workspace.folder / "out/water/water-guide.epub"
    text = calibre_text(book, "azw3")
    assert lost(book, text) == []
    assert lost(book, text.replace("vapour and falls", "vapour falls")) != []
