"""Every pack of the repository, built as a teacher would, through every independent checker."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from checkers import (
    ace,
    docx_text,
    epub_container,
    epub_text,
    epubcheck,
    errors,
    ooxml_integrity,
    open_in_reader,
    openxml_audit,
    openxml_sdk,
    own_docx_checks,
    pdf_text,
    qpdf,
    structure_text,
    structure_tree,
    to_pdfs_by_libreoffice,
    untagged_text,
    verapdf,
    words,
)
from phrases import missing, phrases
from studypack.cli import main
from studypack.composing import PRODUCTS, Request, compose, parse_edition
from studypack.composing.view import Direction, View
from studypack.diagnostics import Diagnostics
from studypack.making import read_checked

ROOT = Path(__file__).parents[1]
PACKS = sorted(path.parent.name for path in (ROOT / "source").glob("*/pack.md"))
TEXT = {".pdf": structure_text, ".docx": docx_text, ".epub": epub_text}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the default files of every pack, and the teacher's handouts and worksheets."""
    out = tmp_path_factory.mktemp("built") / "out"
    common = ["build", "--workspace", str(ROOT), "--out", str(out)]
    assert main([*common, "--strict"]) == 0
    teacher = ["--product", "handout,worksheet", "--edition", "teacher", "--strict"]
    assert main([*common, *teacher]) == 0
    return out


def files(out: Path, suffix: str) -> list[Path]:
    """Return the built files with `suffix`."""
    found = sorted(out.rglob(f"*{suffix}"))
    assert found
    return found


def outputs(out: Path) -> Iterator[tuple[Path, View]]:
    """Yield every built file with the view that it was made from."""
    entries = json.loads((out / "manifest.json").read_text("utf-8"))["files"]
    for entry in entries:
        checked = read_checked(ROOT / "source" / entry["pack"], ROOT, Diagnostics())
        assert checked is not None
        request = Request(
            product=PRODUCTS[entry["product"]],
            format=entry["format"],
            edition=parse_edition(entry["edition"]),
        )
        yield out / entry["path"], compose(checked, request)


def test_the_repository_holds_packs_of_four_kinds() -> None:
    assert {"never-let-me-go", "photosynthesis"} <= set(PACKS)
    assert len(PACKS) >= 4


def test_verapdf_finds_no_fault_in_any_pdf(built: Path) -> None:
    assert errors(verapdf(files(built, ".pdf"))) == []


def test_qpdf_finds_no_fault_in_any_pdf(built: Path) -> None:
    assert errors(qpdf(files(built, ".pdf"))) == []


def test_every_character_of_a_pdf_is_tagged_or_an_artifact(built: Path) -> None:
    for path in files(built, ".pdf"):
        assert untagged_text(path).strip() == "", path.name


def test_every_pdf_heads_its_tables_and_describes_its_pictures(built: Path) -> None:
    for path in files(built, ".pdf"):
        tree = structure_tree(path)
        assert all(tag.scope for tag in tree.find("TH")), path.name
        assert all(tag.alt for tag in tree.find("Figure")), path.name
        assert all(tag.alt for tag in tree.find("Formula")), path.name


def test_epubcheck_and_ace_find_no_fault_in_any_book(built: Path) -> None:
    books = files(built, ".epub")
    found = [finding for finding in epubcheck(books) if finding.severity != "info"]
    found += [*errors(ace(books)), *epub_container(books)]  # an error of Ace is serious or critical
    assert [str(finding) for finding in found] == []


def test_every_book_opens_in_a_reader_and_its_links_lead_there_and_back(built: Path) -> None:
    for path in files(built, ".epub"):
        report = open_in_reader(path)
        assert report.problems == (), path.name
        assert report.pages_turned > 0, path.name
        assert all(entry.found for entry in (*report.toc, *report.landmarks)), path.name
        assert all(section.well_formed for section in report.sections), path.name
        answers = [
            link
            for link in report.links
            if "/answers-" in link.href and "/section-" in f"/{link.section}"
        ]
        assert answers, path.name
        assert all(link.found and link.returned for link in answers), path.name


def test_the_open_xml_sdk_and_its_peers_find_no_fault_in_any_worksheet(built: Path) -> None:
    documents = files(built, ".docx")
    found = [
        *openxml_sdk(documents),
        *openxml_audit(documents),
        *ooxml_integrity(documents),
        *own_docx_checks(documents),
    ]
    assert [str(finding) for finding in errors(found)] == []


def test_libreoffice_shows_every_worksheet_with_the_same_words(built: Path, tmp_path: Path) -> None:
    for path, pdf in to_pdfs_by_libreoffice(files(built, ".docx")).items():
        printed = tmp_path / f"{path.stem}.pdf"
        printed.write_bytes(pdf)
        written, shown = words(docx_text(path)), words(pdf_text(printed))
        if path.name.startswith("arabic"):
            # Poppler parts words at marks and takes ligatures apart: letters are what it keeps.
            written, shown = list("".join(written)), list("".join(shown))
        lost = Counter(written) - Counter(shown)
        assert lost.total() <= len(written) // 100, (path.name, lost.most_common(20))


def test_every_word_reaches_every_file_once_in_order(built: Path) -> None:
    for path, view in outputs(built):
        said = words(TEXT[path.suffix](path))
        joined = view.direction is Direction.RTL and path.suffix == ".pdf"
        assert missing(phrases(view), said, solid=joined) == [], path.name


def test_outlines_are_the_same_in_all_formats(built: Path) -> None:
    """One title at the top, and below it the headings of the source."""
    checked = read_checked(ROOT / "source" / "photosynthesis", ROOT, Diagnostics())
    assert checked is not None
    handout = PRODUCTS["handout"]
    view = compose(checked, Request(product=handout, format="pdf", edition=handout.edition))
    levels = [entry.level + 1 for entry in view.contents]
    path = built / "photosynthesis" / "photosynthesis-handout.pdf"
    headings = tuple(f"H{level}" for level in range(1, 7))
    tags = [tag.name for tag in structure_tree(path).find(*headings)]
    assert tags[0] == "H1"
    assert tags.count("H1") == 1
    assert [int(tag[1:]) for tag in tags if tag != "H1"][-len(levels) :] == levels


DIFFERENT = {"TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4242"}


@pytest.mark.parametrize("pack", PACKS)
def test_the_same_source_gives_the_same_bytes_anywhere(
    built: Path, tmp_path: Path, pack: str
) -> None:
    elsewhere = tmp_path / "another place" / "wörkspace"
    shutil.copytree(ROOT / "source" / pack, elsewhere / "source" / pack)
    subprocess.run(
        [sys.executable, "-m", "studypack", "build", "--workspace", str(elsewhere), "--jobs", "1"],
        env={**os.environ, **DIFFERENT},
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    for path in sorted((elsewhere / "out" / pack).iterdir()):
        assert path.read_bytes() == (built / pack / path.name).read_bytes(), path.name
