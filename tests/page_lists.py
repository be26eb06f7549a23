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


def pages_of(pdf: Path) -> list[list[str]]:
    """Return the words of each page, as Poppler reads them."""
    read = [command("poppler", "pdftotext"), "-enc", "UTF-8", str(pdf), "-"]
    text = subprocess.run(read, capture_output=True, check=True).stdout.decode()
    return [words(page) for page in text.split("\f")[:-1]]


def misplaced(book: Book, pages: list[list[str]]) -> list[str]:
    """Return the marks behind which there is not what that page of the print begins with.

    Not every word is on paper: how an answer is found, or a drawing's words. Of scripts without
    spaces, whose words are characters, two in a row are compared.
    """
    pieces = _twos if book.package.findtext(".//{*}language") == "ja" else _letters
    return [
        label
        for (label, href), page in zip(page_list(book), pages, strict=True)
        if label != "1" and _share(pieces(behind(book, href, 10)), pieces(page)) < _MOST
    ]


_MOST = 0.6


def _share(said: list[str], page: list[str]) -> float:
    return sum(piece in page for piece in said) / max(1, len(said))


def _twos(said: list[str]) -> list[str]:
    return ["".join(said[at : at + 2]) for at in range(len(said) - 1)]


def _letters(said: list[str]) -> list[str]:
    """Return words with their letters in one order: Poppler turns joined Arabic letters round."""
    return ["".join(sorted(word)) for word in said]
