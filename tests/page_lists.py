"""A book's page list beside the print that it names: what the tests of both look at."""

from __future__ import annotations

import subprocess
from pathlib import Path

from bookfile import NAMESPACES, Book, text_of
from checkers import words
from checkers.tools import command


def page_list(book: Book) -> list[tuple[str, str]]:
    """Return the lines of the page list: label and address."""
    return [
        (text_of(anchor), anchor.get("href"))
        for anchor in book.find("//x:nav[@id='page-list']//x:a")
    ]


def behind(book: Book, href: str, count: int) -> list[str]:
    """Return the first words that follow a mark, in its file."""
    name, _, id = href.partition("#")
    root = book.pages[name]
    [mark] = root.xpath(f"//*[@id='{id}']")
    texts: list[str] = root.xpath(
        "//*[@id=$id]/following::text()[not(ancestor::m:math or ancestor::s:svg)]",
        id=id,
        namespaces=NAMESPACES,
    )
    said = (mark.tail or "") + " ".join(text for text in texts if text != mark.tail)
    return words(said)[:count]


def pages_of(pdf: Path) -> list[set[str]]:
    """Return the words of each page, as Poppler reads them."""
    read = [command("poppler", "pdftotext"), "-enc", "UTF-8", str(pdf), "-"]
    text = subprocess.run(read, capture_output=True, check=True).stdout.decode()
    return [set(words(page)) for page in text.split("\f")[:-1]]


def misplaced(book: Book, pages: list[set[str]]) -> list[str]:
    """Return the marks behind which there is not what that page of the print begins with.

    Not every word is on paper: how an answer is found, or a drawing's words. Letters of a word may
    stand in any order, as Poppler's do where Arabic ones are joined to one sign or bear marks.
    """
    return [
        label
        for (label, href), page in zip(page_list(book), pages, strict=True)
        if label != "1"
        and sum(word in set(map(_letters, page)) for word in map(_letters, behind(book, href, 10)))
        < 6
    ]


def _letters(word: str) -> str:
    return "".join(sorted(word))
