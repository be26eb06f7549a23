"""The bare libraries on plain Markdown: `python bench/bare.py pack.md folder`, three files in one process.

What anybody would write first: no model, no checks, no numbering, no styles beyond the defaults, a tagged PDF.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt


def main() -> None:
    """Write bare.pdf, bare.docx and bare.epub."""
    text, out = Path(sys.argv[1]).read_text("utf-8").split("---\n", 2)[2], Path(sys.argv[2])
    reader = MarkdownIt().enable("table")
    html = reader.render(text)
    write_pdf(html, out / "bare.pdf")
    write_docx(reader.parse(text), out / "bare.docx")
    write_epub(html, out / "bare.epub")


def write_pdf(html: str, path: Path) -> None:
    """Lay HTML out with WeasyPrint."""
    import weasyprint

    page = f"<html lang=en><title>Bench</title><body>{html}"
    weasyprint.HTML(string=page).write_pdf(path, pdf_tags=True)


def write_docx(tokens: list[Any], path: Path) -> None:
    """Write a heading or a paragraph of Word for each one of Markdown."""
    import docx

    document = docx.Document()
    opened = ""
    for token in tokens:
        if token.type == "inline" and opened.startswith("h"):
            document.add_heading(token.content, int(opened[1]))
        elif token.type == "inline":
            document.add_paragraph(token.content)
        opened = token.tag if token.nesting == 1 else opened
    document.save(str(path))


def write_epub(html: str, path: Path) -> None:
    """Write one chapter for each first heading."""
    from ebooklib import epub  # type: ignore[import-untyped]

    book = epub.EpubBook()
    book.set_identifier("bench")
    book.set_title("Bench")
    chapters = []
    for number, chapter in enumerate(html.split("<h1>")[1:]):
        part = epub.EpubHtml(title=f"Unit {number}", file_name=f"c{number}.xhtml", lang="en")
        part.content = f"<h1>{chapter}"
        book.add_item(part)
        chapters.append(part)
    book.toc = tuple(chapters)
    book.spine = ["nav", *chapters]
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    epub.write_epub(str(path), book)


if __name__ == "__main__":
    main()
