"""The page for a browser: all in one file, loading and running nothing, telling no answer."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from studypack.backends.base import Assets
from studypack.backends.pdf.preview import preview
from studypack.composing import PRODUCTS, Request, compose
from studypack.diagnostics import Diagnostics
from studypack.making import read_checked
from workspaces import Workspace

ROOT = Path(__file__).parents[1]


def page(workspace: Path, slug: str) -> str:
    found = Diagnostics()
    checked = read_checked(workspace / "source" / slug, workspace, found)
    assert checked is not None
    view = compose(checked, Request.of(PRODUCTS["handout"]))
    return preview(view, Assets(images=checked.pack.images))


def test_every_picture_and_formula_is_in_the_page() -> None:
    text = page(ROOT, "photosynthesis")
    sources = re.findall(r'\ssrc="([^"]{1,40})', text)
    assert sources
    assert all(source.startswith("data:image/") for source in sources)
    ElementTree.fromstring(text.removeprefix("<!doctype html>"))


def test_the_page_may_load_and_run_nothing() -> None:
    text = page(ROOT, "photosynthesis")
    assert "default-src 'none'" in text
    assert "<script" not in text


def test_the_page_tells_no_answer(workspace: Workspace) -> None:
    text = page(workspace.folder, "water")
    assert "Why does a puddle vanish?" in text
    assert "Quixotically" not in text
    assert "Zephyrine" not in text
