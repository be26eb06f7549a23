"""Passages that count their words: on paper a line at a time, elsewhere by paragraphs."""

from __future__ import annotations

import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from checkers import artifact_text, epubcheck, errors, openxml_sdk, structure_text, verapdf
from studypack.backends.measures import count_words
from workspaces import Workspace

LINE = (
    "Marley was *dead*: to begin with, and the under-taker[^1] – no doubt about that – had signed "
    "in the year 1843, as had the clerk—and the chief mourner. "
)
PARAGRAPHS = (LINE, LINE * 4, "One line.", LINE * 30)


def pack(*paragraphs: str, language: str = "en", numbered: str = "words") -> str:
    text = "\n\n".join(paragraphs)
    note = "\n[^1]: A note of five words.\n" if "[^1]" in text else ""
    return (
        f"---\ntitle: A Text\nlanguage: {language}\n---\n\n"
        f":::{{passage}} Read\n:numbered: {numbered}\n\n{text}\n:::\n{note}"
    )


def built(workspace: Workspace, text: str, format: str = "pdf") -> Path:
    workspace.write("water", text)
    ran = workspace.run("build", "--product", "handout", "--format", format)
    assert ran.status == 0, ran.err
    return workspace.folder / "out" / "water" / f"water-handout.{format}"


def counted(path: Path) -> list[tuple[str, int]]:
    """Return each line that ends with a number at the right, and that number."""
    command = ["pdftotext", "-layout", str(path), "-"]
    shown = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    found = re.findall(r"^ *(\S.*?) {2,}(\d+)$", shown, re.MULTILINE)
    return [(text, int(number)) for text, number in found]


def plain(text: str) -> str:
    return re.sub(r"\[\^1\]|\*", "", text)


def test_each_line_says_how_many_words_have_been_read(workspace: Workspace) -> None:
    path = built(workspace, pack(*PARAGRAPHS))
    lines = counted(path)
    assert len(lines) > 40  # two pages
    read = ""
    for text, number in lines:
        # The call of the note is a digit at the end of its word.
        read += ("" if read.endswith("-") else " ") + text.replace("taker1", "taker")
        assert number == count_words(read)
    assert lines[-1][1] == sum(count_words(plain(text)) for text in PARAGRAPHS)
    assert errors(verapdf([path])) == []


def test_counts_are_for_the_eye_and_part_no_sentence(workspace: Workspace) -> None:
    path = built(workspace, pack("One two three."))
    assert "3" in artifact_text(path).split()
    assert "One two three." in structure_text(path)


def test_lines_are_not_counted_unless_asked(workspace: Workspace) -> None:
    """Negative control."""
    assert counted(built(workspace, pack(*PARAGRAPHS, numbered="lines"))) == []


def test_a_language_has_its_own_digits(workspace: Workspace) -> None:
    path = built(workspace, pack("آب بخار می‌شود.", language="fa"))
    assert "۳" in artifact_text(path)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("One two, three.", 3),
        ("a well-known don’t", 3),
        ("dead – quite dead", 3),
        ("dead—quite dead", 3),
        ("in 1843 3.5 %", 3),
        ("हिन्दी में लिखा", 3),
        ("雨が降る。", 4),
    ],
)
def test_words_are_counted_as_a_teacher_counts(text: str, count: int) -> None:
    assert count_words(text) == count


def totals() -> list[int]:
    """Return what is read at the end of each paragraph."""
    counts = [count_words(plain(text)) for text in PARAGRAPHS]
    return [sum(counts[: end + 1]) for end in range(len(counts))]


def test_an_e_book_counts_by_paragraphs(workspace: Workspace) -> None:
    path = built(workspace, pack(*PARAGRAPHS), "epub")
    with zipfile.ZipFile(path) as book:
        pages = "".join(
            book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml")
        )
    shown = re.findall(r'<span class="word-count" aria-hidden="true"> (\d+)</span></p>', pages)
    assert list(map(int, shown)) == totals()
    assert [one for one in epubcheck([path]) if one.severity != "info"] == []


def test_word_counts_by_paragraphs(workspace: Workspace) -> None:
    path = built(workspace, pack(*PARAGRAPHS), "docx")
    with zipfile.ZipFile(path) as archive:
        document = archive.read("word/document.xml").decode()
    runs = re.findall(r'<w:rStyle w:val="LineNumber"/>.*?<w:t[^>]*> (\d+)</w:t>', document)
    assert list(map(int, runs)) == totals()
    assert errors(openxml_sdk([path])) == []


def test_an_edit_in_word_comes_home_without_the_counts(workspace: Workspace) -> None:
    path = built(workspace, pack("One line.", "Another line."), "docx")
    assert "nothing to bring back" in workspace.run("pull", str(path)).err
    edited = workspace.folder / "edited.docx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(edited, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                content = content.replace(b"One line.", b"One longer line.")
            new.writestr(name, content)
    ran = workspace.run("pull", str(edited), "--apply")
    source = (workspace.folder / "source" / "water" / "pack.md").read_text("utf-8")
    assert source == pack("One longer line.", "Another line."), ran.out
