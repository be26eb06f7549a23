"""The numbers of labels on a picture: where they stand, what they cover, and that all formats show them."""

from __future__ import annotations

import base64
import zipfile
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

import wordedits as word
from checkers import docx_text, epubcheck, errors, openxml_sdk, verapdf
from schools import School, changed
from studypack.checking import check
from studypack.cli import main
from studypack.composing import PRODUCTS, Request, View, compose, parse_edition
from studypack.diagnostics import Diagnostics
from studypack.model.blocks import Figure
from studypack.model.walk import query
from studypack.reading import read_pack

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50" fill="teal">'
    "<style>circle { fill: red }</style>"
    '<circle cx="50" cy="25" r="20"/></svg>'
)
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)
PACK = """\
---
title: Cells
language: {language}
---

# Tasks

:::{{question}}
:id: cell
:type: label
:marks: 2
Name what is numbered.

![A cell]({picture}){{width="10 cm"}}

{labels}
:::
"""
ON_THE_PLACE = ('[nucleus]{at="50 50"}', '[wall]{at="10 50"}')
APART = (
    '[nucleus]{at="50 50" number="90 10"}',
    '[wall]{at="70 60" number=right}',
    '[sap]{at="40 60" number=right}',
    '[skin]{at="30 61" number=right}',
    '[edge]{at="10 100" number=left}',
)
FORMATS = ("pdf", "docx", "epub")
SVG = "{http://www.w3.org/2000/svg}"


def pack_of(
    at: Path, labels: tuple[str, ...], picture: str = "cell.svg", language: str = "en"
) -> Path:
    """Write a pack with one label question, and return its folder."""
    folder = at / "source" / "cells"
    folder.mkdir(parents=True)
    (folder / "cell.svg").write_text(DRAWING, "utf-8")
    (folder / "cell.png").write_bytes(PIXEL)
    listed = "\n".join(f"{place}. {label}" for place, label in enumerate(labels, 1))
    text = PACK.format(language=language, picture=picture, labels=listed)
    (folder / "pack.md").write_text(text, "utf-8")
    return folder


def view_of(folder: Path, edition: str = "student") -> View:
    found = Diagnostics()
    pack = read_pack(folder, folder.parent.parent, found)
    assert pack is not None, list(found)
    checked = check(pack, found)
    assert checked is not None, list(found)
    return compose(checked, Request(PRODUCTS["handout"], "pdf", parse_edition(edition)))


def drawn(view: View) -> ElementTree.Element:
    """Return the only picture that was drawn for a view."""
    [picture] = view.pictures.values()
    assert [figure.src for figure in query(view.blocks, Figure)] == [picture.name]
    return ElementTree.fromstring(picture.data)


def numbers(svg: ElementTree.Element) -> dict[str, tuple[float, float]]:
    """Return the middle of the disc of each number, by what it says."""
    texts = [element.text or "" for element in svg.findall(f"{SVG}text")]
    discs = [
        (float(one.get("cx", "")), float(one.get("cy", "")))
        for one in svg.findall(f"{SVG}circle")
        if "stroke:#000" in one.get("style", "")
    ]
    return dict(zip(texts, discs, strict=True))


def radius(svg: ElementTree.Element) -> float:
    return max(float(one.get("r", "")) for one in svg.findall(f"{SVG}circle"))


def test_a_number_stands_on_what_its_label_names(tmp_path: Path) -> None:
    svg = drawn(view_of(pack_of(tmp_path, ON_THE_PLACE)))
    assert numbers(svg) == {"1": (50, 25), "2": (10, 25)}
    assert svg.get("viewBox") == "0 0 100.0 50"
    assert not svg.findall(f"{SVG}line")


def test_without_places_a_picture_is_as_its_author_drew_it(tmp_path: Path) -> None:
    view = view_of(pack_of(tmp_path, ("nucleus", "wall")))
    assert not view.pictures
    assert [figure.src for figure in query(view.blocks, Figure)] == ["cell.svg"]


def test_a_number_apart_has_a_line_to_its_place(tmp_path: Path) -> None:
    svg = drawn(view_of(pack_of(tmp_path, APART)))
    places = numbers(svg)
    ends = {
        (float(line.get("x1", "")), float(line.get("y1", ""))): float(line.get("x2", ""))
        for line in svg.findall(f"{SVG}line")
    }
    assert ends.keys() == set(places.values())
    margin = float(svg.findall(f"{SVG}svg")[0].get("x", ""))
    assert ends[places["1"]] == pytest.approx(margin + 50)


def test_numbers_in_a_margin_stand_beside_the_picture_and_clear_of_each_other(
    tmp_path: Path,
) -> None:
    svg = drawn(view_of(pack_of(tmp_path, APART)))
    places, disc = numbers(svg), radius(svg)
    picture = svg.findall(f"{SVG}svg")[0]
    left = float(picture.get("x", ""))
    right = left + float(picture.get("width", ""))
    assert places["5"][0] + disc <= left
    assert all(places[number][0] - disc >= right for number in "234")
    heights = [places[number][1] for number in "234"]
    assert all(two - one > 2 * disc for one, two in pairwise(sorted(heights)))
    width, height = (float(side) for side in svg.get("viewBox", "").split()[2:])
    for x, y in places.values():
        assert disc <= x <= width - disc
        assert disc <= y <= height - disc


def test_the_authors_drawing_stands_in_the_new_one_unchanged(tmp_path: Path) -> None:
    [inside] = drawn(view_of(pack_of(tmp_path, ON_THE_PLACE))).findall(f"{SVG}svg")
    whole = ElementTree.fromstring(DRAWING)
    assert (inside.get("viewBox"), inside.get("fill")) == ("0 0 100 50", "teal")
    assert list(map(ElementTree.tostring, inside)) == list(map(ElementTree.tostring, whole))


def test_styles_of_the_authors_drawing_do_not_reach_the_numbers(tmp_path: Path) -> None:
    svg = drawn(view_of(pack_of(tmp_path, APART)))
    marks = [*svg.findall(f"{SVG}circle"), *svg.findall(f"{SVG}line"), *svg.findall(f"{SVG}text")]
    assert marks
    assert all("stroke" in (mark.get("style") or "") for mark in marks)
    assert all("fill" in (mark.get("style") or "") for mark in svg.findall(f"{SVG}circle"))


def test_a_photograph_keeps_its_bytes(tmp_path: Path) -> None:
    [image] = drawn(view_of(pack_of(tmp_path, ON_THE_PLACE, "cell.png"))).findall(f"{SVG}image")
    kind, _, data = image.get("href", "").partition(",")
    assert (kind, base64.b64decode(data)) == ("data:image/png;base64", PIXEL)


def test_numbers_are_those_of_the_language(tmp_path: Path) -> None:
    svg = drawn(view_of(pack_of(tmp_path, ON_THE_PLACE, language="ar-EG")))
    assert list(numbers(svg)) == ["١", "٢"]


def test_numbers_are_larger_in_large_print(tmp_path: Path) -> None:
    folder = pack_of(tmp_path, ON_THE_PLACE)
    usual, large = (radius(drawn(view_of(folder, name))) for name in ("student", "large-print"))
    assert large > usual


def test_all_formats_show_the_numbers_and_pass_their_checkers(tmp_path: Path) -> None:
    pack_of(tmp_path, APART)
    order = ["build", "--workspace", str(tmp_path), "--product", "handout", "--jobs", "1"]
    assert main([*order, "--format", "pdf,docx,epub"]) == 0
    pdf, sheet, book = (tmp_path / f"out/cells/cells-handout.{kind}" for kind in FORMATS)
    picture = drawn(view_of(tmp_path / "source/cells"))
    assert errors(verapdf([pdf])) == []
    assert errors(epubcheck([book])) == []
    assert errors(openxml_sdk([sheet])) == []
    with zipfile.ZipFile(book) as members:
        [image] = [name for name in members.namelist() if name.endswith("image-01.svg")]
        assert ElementTree.tostring(ElementTree.fromstring(members.read(image))) == (
            ElementTree.tostring(picture)
        )
    with zipfile.ZipFile(sheet) as parts:
        media = sorted(name for name in parts.namelist() if name.startswith("word/media/"))
        document = parts.read("word/document.xml").decode()
        assert [name.rpartition(".")[2] for name in media] == ["svg", "png"]
        assert b"stroke:#000" in parts.read(media[0])
    assert 'descr="A cell"' in document
    assert "nucleus" not in docx_text(sheet)


def test_a_number_that_moves_makes_the_file_anew(tmp_path: Path) -> None:
    folder = pack_of(tmp_path, ON_THE_PLACE)
    before = view_of(folder)
    path = folder / "pack.md"
    path.write_text(path.read_text("utf-8").replace("10 50", "20 50"), "utf-8")
    assert view_of(folder).pictures != before.pictures


def test_worksheets_come_home_with_the_numbers_still_on_the_picture(tmp_path: Path) -> None:
    folder = pack_of(tmp_path, APART)
    order = ["build", "--workspace", str(tmp_path), "--product", "worksheet", "--jobs", "1"]
    assert main([*order, "--edition", "student,teacher"]) == 0
    school = School(tmp_path)
    assert changed(school.pull(school.worksheet("cells"), "cells")) == []
    stem = word.reword("Name what is numbered.", "Name", "Write")
    edited = word.edited(school.worksheet("cells"), stem)
    assert changed(school.pull(edited, "cells")) == [
        "-Name what is numbered.",
        "+Write what is numbered.",
    ]
    teachers = (tmp_path / "out/cells/cells-worksheet-teacher.docx").read_bytes()
    assert changed(school.pull(teachers, "cells")) == []
    assert '1. [nucleus]{at="50 50" number="90 10"}' in (folder / "pack.md").read_text("utf-8")
