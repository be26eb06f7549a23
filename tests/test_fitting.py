"""A handout of just so many pages: in the largest type that does it, or with a reason why not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis.strategies import floats, integers

from bookfile import Book
from page_lists import page_list
from studypack.backends.base import Place, Rendering
from studypack.checking import check
from studypack.composing import HANDOUT, STUDENT, Edition, Request, compose, parse_edition
from studypack.composing.view import View
from studypack.diagnostics import Diagnostics
from studypack.fitting import LEAST_PT, MOST_PT, CannotFit, fitted
from studypack.reading import read_text
from workspaces import PACK, Workspace

TASKS = PACK + "".join(
    f"\n:::{{question}}\n:marks: 4\n:space: 12 lines\n\nTask {n}?\n\n:::{{answer}}\nx\n:::\n:::\n"
    for n in range(12)
)


def pages(workspace: Workspace, *options: str) -> int:
    ran = workspace.run("build", "--product", "handout", "--json", *options)
    assert (ran.status, ran.err) == (0, "")
    return int(json.loads(ran.out)["pages"])


def test_a_handout_has_as_many_pages_as_are_asked_for(workspace: Workspace) -> None:
    workspace.write(text=TASKS)
    usual = pages(workspace)
    assert pages(workspace, "--fit", str(usual + 1)) == usual + 1
    assert pages(workspace, "--fit", str(usual)) == usual
    assert pages(workspace) == usual


def test_what_has_no_room_is_named_and_the_old_file_kept(workspace: Workspace) -> None:
    workspace.write(text=TASKS)
    workspace.run("build", "--product", "handout")
    before = workspace.built()
    ran = workspace.run("build", "--fit", "1")
    assert ran.status == 1
    assert "error[cannot-fit]: water-handout.pdf cannot have 1 page: it has " in ran.err
    assert "in the smallest type, 9 pt" in ran.err
    assert "help: what begins with 'Question " in ran.err
    assert workspace.built() == before


def test_too_many_pages_are_refused_too(workspace: Workspace) -> None:
    ran = workspace.run("build", "--fit", "50")
    assert ran.status == 1
    assert "even in the largest type, 13 pt" in ran.err


def test_a_file_that_was_fitted_is_not_taken_for_the_usual_one(workspace: Workspace) -> None:
    workspace.write(text=TASKS)
    usual = pages(workspace)
    pages(workspace, "--fit", str(usual + 1))
    assert "1 file made" in workspace.run("build", "--product", "handout").out
    assert pages(workspace) == usual


@pytest.mark.parametrize(
    "options", [["--format", "docx"], ["--product", "worksheet", "--format", "epub"]]
)
def test_only_pdf_has_pages_to_fit(workspace: Workspace, options: list[str]) -> None:
    ran = workspace.run("build", "--fit", "2", *options)
    assert ran.status == 2
    assert "only a PDF can have just 2 pages" in ran.err


# --- What the front matter says ---------------------------------------------------------------


def fitting(fit: str) -> str:
    """Return the pack of tasks with a number of pages in its front matter."""
    return TASKS.replace("language:", f"fit: {fit}\nlanguage:")


def test_a_pack_says_how_many_pages_its_handout_has(workspace: Workspace) -> None:
    workspace.write(text=TASKS)
    usual = pages(workspace)
    workspace.write(text=fitting(str(usual + 1)))
    assert pages(workspace) == usual + 1
    assert pages(workspace, "--fit", str(usual)) == usual
    assert pages(workspace) == usual + 1


def test_the_guide_tells_the_pages_of_the_fitted_handout(workspace: Workspace) -> None:
    workspace.write(text=TASKS)
    usual = pages(workspace)
    workspace.write(text=fitting(f"{{handout: {usual + 1}}}"))
    assert workspace.run("build", "--product", "guide").status == 0
    book = Book(workspace.built()["water/water-guide.epub"])
    assert len(page_list(book)) == usual + 1


def test_large_print_and_levels_are_not_held_to_it(workspace: Workspace) -> None:
    workspace.write(text=fitting("1"))
    for options in (["--edition", "large-print"], ["--level", "core"]):
        assert pages(workspace, *options) > 1


def test_a_number_that_cannot_be_is_shown_where_it_stands(workspace: Workspace) -> None:
    workspace.write(text=fitting("50"))
    ran = workspace.run("build", "--product", "handout", "--json")
    assert ran.status == 1
    found = json.loads(ran.err.splitlines()[0])
    assert (found["code"], found["line"], found["column"]) == ("cannot-fit", 3, 6)


# --- The search, with a stand-in for the layout -----------------------------------------------


def view(edition: Edition = STUDENT) -> View:
    found = Diagnostics()
    checked = check(read_text(PACK, found=found), found)
    assert checked is not None
    return compose(checked, Request(HANDOUT, "pdf", edition))


VIEW = view()


@given(integers(1, 30), floats(20, 400))
def test_the_type_is_the_largest_that_gives_the_number(wanted: int, amount: float) -> None:
    """A file of `amount` has a page for each hundred square points of type that it fills."""
    tried: dict[float, int] = {}

    def render(view: View) -> Rendering:
        size = view.look.text_pt
        tried[size] = max(1, round(amount * size**2 / 2000))
        return Rendering(data=str(size).encode(), pages=tried[size], places=(Place("q1", 2),))

    possible = [max(1, round(amount * (size / 100) ** 2 / 2000)) for size in range(900, 1301)]
    try:
        size = fitted(VIEW, wanted, render).look.text_pt
    except CannotFit:
        # It may lie between two sizes that look the same.
        assert possible.count(wanted) <= 10
        return
    assert max(1, round(amount * size**2 / 2000)) == wanted
    assert LEAST_PT <= size <= MOST_PT
    assert size + 0.1 >= MOST_PT or round(amount * (size + 0.11) ** 2 / 2000) >= wanted
    assert len(tried) <= 10


def test_large_print_is_never_set_smaller_than_it_is_for() -> None:
    sizes: list[float] = []

    def render(view: View) -> Rendering:
        sizes.append(view.look.text_pt)
        return Rendering(data=b"", pages=3)

    with pytest.raises(CannotFit):
        fitted(view(parse_edition("large-print")), 2, render)
    assert min(sizes) == 18.0
