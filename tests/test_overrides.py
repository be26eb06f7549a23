"""A workspace's own templates and stylesheets: each takes the place of ours, each fault has a place."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from checkers import pdf_text
from studypack.resources import template_names, template_root
from workspaces import Workspace

A5 = "---\ntitle: The Water Cycle\nlanguage: en-GB\npaper: A5\n---\n\nWater rises as vapour.\n"


def override(workspace: Workspace, name: str, text: str) -> None:
    path = workspace.folder / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def ours(name: str) -> str:
    return (template_root() / name).read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "text", "place", "said"),
    [
        ("blocks/heading.html.j2", "<p>\n\n{% if block %}", "3:1", "Unexpected end of template"),
        ("blocks/heading.html.j2", "<p>\n{{ nothing }}</p>", "2:1", "'nothing' is undefined"),
        ("blocks/heading.html.j2", "<p>\n{{ ''.__class__ }}</p>", "2:1", "is unsafe"),
        ("blocks/heading.html.j2", "\n{{ medium.image.__globals__ }}", "2:1", "is unsafe"),
        ("blocks/heading.html.j2", "\n\n\n{{ labels['nothing'] }}", "4:1", "nothing"),
        ("blocks/heading.html.j2", "\n{% include 'x.j2' %}", "2:1", "x.j2"),
        ("blocks/heading.html.j2", "\n<p>never closed", "1:1", "not well-formed XML"),
        ("parts/block.html.j2", "\n{% macro head() %}", "2:1", "Unexpected end of template"),
        ("pages/print.html.j2", "<html>\n{{ view.nothing }}</html>", "2:1", "no attribute 'nothing'"),
        ("blocks/crossword.html.j2", "\n{% nothing %}", "2:1", "unknown tag 'nothing'"),
        ("css/print.css", "p { color: red }\np { color red }", "2:14", "this is none"),
        ("css/print.css", "p { color: red }\n} q { color: red }", "2:1", "closes nothing"),
        ("css/print.css", "\np { colour: red }", "2:5", "unknown property"),
        ("css/print.css", "\np { color: bluish }", "2:5", "invalid value"),
        ("css/print.css", "p { color: red }\n\np::nothing { color: red }", "3:1", "selector"),
        ("css/print.css", "\n@nothing x;", "2:1", "Unknown empty rule"),
        ("css/print.css", "\n@import 'other.css';", "2:1", "is not among the pack's files"),
        ("css/print.css", "\nhtml { background: url(x.png) }", "2:24", "not among the pack's files"),
        ("css/print.css", "\np { width: calc(1px + ) }", "2:1", "cannot read it"),
        ("css/editions/dyslexia.css", "\n\np { color red }", "3:14", "this is none"),
    ],
)  # fmt: skip
def test_a_fault_names_template_and_line(
    workspace: Workspace, name: str, text: str, place: str, said: str
) -> None:
    override(workspace, name, text)
    ran = workspace.run("build", "--product", "handout")
    assert ran.status == 1
    first = ran.err.partition("\n")[0]
    assert re.match(rf"templates/{re.escape(name)}:{place}: error\[render-failed\]: ", first)
    assert said in ran.err
    assert workspace.built() == {}


def test_a_broken_stylesheet_of_e_books_is_found_too(workspace: Workspace) -> None:
    override(workspace, "css/epub.css", "p { margin: 0 }\np { color red }\n")
    ran = workspace.run("build", "--product", "guide")
    assert ran.status == 1
    assert ran.err.startswith("templates/css/epub.css:2:14: error[render-failed]")


def test_checking_finds_what_is_broken_before_anything_is_built(workspace: Workspace) -> None:
    override(workspace, "blocks/crossword.html.j2", "\n{% if %}")
    ran = workspace.run("check")
    assert ran.status == 1
    assert "templates/blocks/crossword.html.j2:2:1: error[render-failed]" in ran.out


def test_our_own_templates_and_stylesheets_have_no_fault(workspace: Workspace) -> None:
    """Negative control: as overrides of themselves all of them go through, and change nothing."""
    order = ("build", "--product", "handout,guide", "--format", "pdf,epub")
    workspace.run(*order)
    before = workspace.built()
    shutil.copytree(template_root(), workspace.folder / "templates")
    ran = workspace.run(*order)
    assert (ran.status, ran.err) == (0, "")
    after = workspace.built()
    # The book differs: nobody vouches for one whose templates are not ours.
    assert after["water/water-handout.pdf"] == before["water/water-handout.pdf"]


@pytest.mark.parametrize(
    "name", ["blocks/paragraph.html.j2", "parts/block.html.j2", "pages/print.html.j2"]
)
def test_a_template_takes_the_place_of_ours(workspace: Workspace, name: str) -> None:
    text = ours(name)
    mark = "</body>" if name.startswith("pages/") else "</p>"
    assert mark in text
    override(workspace, name, text.replace(mark, f"<span>Zanzibar</span>{mark}", 1))
    ran = workspace.run("build", "--product", "handout")
    assert (ran.status, ran.err) == (0, "")
    assert "Zanzibar" in pdf_text(workspace.folder / "out/water/water-handout.pdf")


@pytest.mark.parametrize(
    ("name", "options", "made"),
    [
        ("css/tokens.css", (), "water-handout.pdf"),
        ("css/blocks.css", (), "water-handout.pdf"),
        ("css/print.css", (), "water-handout.pdf"),
        ("css/papers/a5.css", (), "water-handout.pdf"),
        ("css/narrow.css", (), "water-handout.pdf"),
        ("css/editions/dyslexia.css", ("--edition", "dyslexia"), "water-handout-dyslexia.pdf"),
    ],
)
def test_a_stylesheet_takes_the_place_of_ours(
    workspace: Workspace, name: str, options: tuple[str, ...], made: str
) -> None:
    workspace.write("water", A5)
    order = ("build", "--product", "handout", *options)
    workspace.run(*order)
    override(workspace, name, ours(name) + '\np::before { content: "Zanzibar " }\n')
    ran = workspace.run(*order)
    assert (ran.status, ran.err) == (0, "")
    assert "Zanzibar" in pdf_text(workspace.folder / "out/water" / made)


def member(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as book:
        return book.read(name).decode()


def test_e_books_have_the_workspaces_templates_and_stylesheet(workspace: Workspace) -> None:
    override(workspace, "css/epub.css", ours("css/epub.css") + "\n.zanzibar { margin: 0 }\n")
    page = ours("pages/title.xhtml.j2")
    override(workspace, "pages/title.xhtml.j2", page.replace("<h1", '<h1 class="zanzibar"', 1))
    assert workspace.run("build", "--product", "guide").status == 0
    guide = workspace.folder / "out/water/water-guide.epub"
    assert ".zanzibar" in member(guide, "EPUB/styles/book.css")


def test_a_template_that_takes_the_place_of_nothing_is_told(workspace: Workspace) -> None:
    override(workspace, "blocks/paragaph.html.j2", "<p>{{ block.content }}</p>")
    ran = workspace.run("build", "--product", "handout")
    assert ran.status == 0
    assert "templates/blocks/paragaph.html.j2:1:1: warning[unknown-template]" in ran.err
    assert "did you mean 'blocks/paragraph.html.j2'?" in ran.err


def test_a_part_that_another_template_includes_is_its_own_business(workspace: Workspace) -> None:
    override(workspace, "parts/mine.html.j2", "<span>Zanzibar</span>")
    text = "<p>{{ inlines(block.content) }}{% include 'parts/mine.html.j2' %}{{ end }}</p>\n"
    override(workspace, "blocks/paragraph.html.j2", text)
    ran = workspace.run("build", "--product", "handout")
    assert (ran.status, ran.err) == (0, "")
    assert "Zanzibar" in pdf_text(workspace.folder / "out/water/water-handout.pdf")


def test_a_template_may_take_in_a_stylesheet_of_yours(workspace: Workspace) -> None:
    override(workspace, "css/mine.css", ".zanzibar { margin: 0 }")
    text = "<p>{{ inlines(block.content) }}{% include 'css/mine.css' %}</p>\n"
    override(workspace, "blocks/paragraph.html.j2", text)
    assert workspace.run("build", "--product", "handout").status == 0
    assert ".zanzibar" in pdf_text(workspace.folder / "out/water/water-handout.pdf")


def test_each_template_is_compiled_once_for_all_formats(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[str] = []
    compile_ = Environment.compile

    def noting(self: Environment, source: Any, name: Any = None, *rest: Any, **how: Any) -> Any:
        compiled.append(name)
        return compile_(self, source, name, *rest, **how)

    monkeypatch.setattr(Environment, "compile", noting)
    override(workspace, "blocks/paragraph.html.j2", ours("blocks/paragraph.html.j2") + "<!--1-->")
    for name in ("css/print.css", "css/epub.css"):
        override(workspace, name, ours(name) + "\n.zanzibar { margin: 0 }\n")
    order = ("build", "--product", "handout,guide", "--jobs", "1", "--force")
    assert workspace.run(*order).status == 0
    assert len(compiled) == len(set(compiled)) > 5
    takes_in = "{#- css/print.css -#}" + ours("blocks/paragraph.html.j2")  # negative control
    override(workspace, "blocks/paragraph.html.j2", takes_in)
    compiled.clear()
    assert workspace.run(*order).status == 0
    assert len(compiled) > len(set(compiled))


def test_every_template_of_ours_has_a_name_that_may_be_overridden() -> None:
    assert "css/print.css" in template_names()
    assert all(name.endswith((".j2", ".css")) for name in template_names())
