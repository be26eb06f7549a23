"""Every pack of the repository, built as a teacher would, through every independent checker."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bookfile import Book
from checkers import (
    ace,
    docx_outline,
    docx_text,
    epub_container,
    epub_outline,
    epubcheck,
    errors,
    on_screens,
    ooxml_integrity,
    open_in_reader,
    openxml_audit,
    openxml_sdk,
    own_docx_checks,
    pdf_outline,
    pdf_text,
    qpdf,
    structure_tree,
    to_pdfs_by_libreoffice,
    untagged_text,
    verapdf,
    words,
)
from outputs import outputs
from page_lists import misplaced, page_list, pages_of
from studypack.cli import main

ROOT = Path(__file__).parents[1]
PACKS = sorted(path.parent.name for path in (ROOT / "source").glob("*/pack.md"))


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
        lists = (*report.toc, *report.landmarks, *report.page_list)
        assert all(entry.found for entry in lists), path.name
        assert all(section.well_formed for section in report.sections), path.name
        answers = [
            link
            for link in report.links
            if "/answers-" in link.href and "/section-" in f"/{link.section}"
        ]
        assert answers, path.name
        assert all(link.found for link in answers), path.name
        # An option leads to its feedback, which stands in the answer that leads back.
        whole = [link for link in answers if "--feedback-" not in link.href]
        assert whole, path.name
        assert all(link.returned for link in whole), path.name


def test_every_page_of_every_guide_fits_a_phone_an_e_reader_and_a_tablet_at_night(
    built: Path,
) -> None:
    assert [str(finding) for finding in on_screens(files(built, ".epub"))] == []


def test_the_pages_of_every_guide_are_those_of_its_handout(built: Path) -> None:
    for pack in PACKS:
        guide = Book((built / pack / f"{pack}-guide.epub").read_bytes())
        pages = pages_of(built / pack / f"{pack}-handout.pdf")
        labels = [label for label, _ in page_list(guide)]
        assert labels == [str(number) for number in range(1, len(pages) + 1)], pack
        assert misplaced(guide, pages) == [], pack
        assert misplaced(guide, [pages[-1], *pages[:-1]]) != [], (
            pack
        )  # what stands a page on is found


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
    for output in outputs(ROOT, built):
        assert output.lost() == [], output.path.name


def test_outlines_are_the_same_in_all_formats(tmp_path: Path) -> None:
    """One title at the top, and below it the headings of the source."""
    every = ["--product", "handout", "--format", "pdf,docx,epub", "--out", str(tmp_path)]
    assert main(["build", "--workspace", str(ROOT), *every]) == 0
    for pack in PACKS:
        stem = str(tmp_path / pack / f"{pack}-handout")
        outline = pdf_outline(f"{stem}.pdf")
        assert outline[0][0] == 1
        assert min(level for level, _ in outline[1:]) == 2
        assert docx_outline(f"{stem}.docx") == epub_outline(f"{stem}.epub") == outline


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
