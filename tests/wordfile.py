"""A Word file as the tests of the Word backend read it: its parts, and the numbers that Word prints."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import docx
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMESPACES = {
    "w": W[1:-1],
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ABJAD = ["أ", "ب", "ج", "د", "هـ", "و", "ز", "ح", "ط", "ي"]


def tables(path: Path) -> list[list[list[str]]]:
    """Return the tables of a file, row by row, as the text of their cells."""
    every = docx.Document(str(path)).tables
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in every]


@dataclass(frozen=True)
class WordFile:
    """The members of a file by name."""

    data: bytes

    @cached_property
    def archive(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(io.BytesIO(self.data))

    @cached_property
    def names(self) -> list[str]:
        return self.archive.namelist()

    def part(self, name: str) -> Any:
        """Return a part below word/ as a tree."""
        return etree.fromstring(self.archive.read(f"word/{name}.xml"))

    @cached_property
    def body(self) -> Any:
        return self.part("document")[0]

    def find(self, path: str, part: str = "document") -> list[Any]:
        """Return what an XPath finds."""
        tree = self.body if part == "document" else self.part(part)
        found: list[Any] = tree.xpath(path, namespaces=NAMESPACES)
        return found

    def paragraphs(self, style: str) -> list[Any]:
        """Return the paragraphs of a style, by its id."""
        return self.find(f".//w:p[w:pPr/w:pStyle/@w:val='{style}']")

    @cached_property
    def tags(self) -> list[str]:
        """The tags of the content controls, in order."""
        return self.find(".//w:sdtPr/w:tag/@w:val")

    def control(self, tag: str) -> Any:
        """Return the content control with a tag."""
        (found,) = self.find(f".//w:sdt[w:sdtPr/w:tag/@w:val='{tag}']")
        return found

    @cached_property
    def outline(self) -> list[tuple[int, str]]:
        """The headings: level from 1, and text; as Word's navigation pane lists them."""
        styles = {s.get(f"{W}styleId"): s for s in self.part("styles").iter(f"{W}style")}
        levels = {name: _outline_level(name, styles) for name in styles}
        found = []
        for paragraph in self.body.iter(f"{W}p"):
            level = levels.get(_style(paragraph))
            if level:
                found.append((level, text_of(paragraph)))
        return found

    def printed_numbers(self, *styles: str) -> list[str]:
        """Return the numbers that Word prints before paragraphs of the styles, in order.

        Counts as ISO/IEC 29500-1, §17.9 has it: instances of one scheme share their counters, a
        start override applies when its instance first counts, a level begins anew after a higher
        one.
        """
        return [
            number
            for paragraph, number in self._numbered()
            if number and _style(paragraph) in styles
        ]

    def printed_lines(self) -> list[str]:
        """Return the text of every paragraph, with the number that Word prints before it."""
        return [f"{number} {text_of(paragraph)}".strip() for paragraph, number in self._numbered()]

    def _numbered(self) -> Iterator[tuple[Any, str]]:
        """Yield every paragraph with the number before it, '' where there is none."""
        counting = _Counting(self.part("numbering"))
        for paragraph in self.body.iter(f"{W}p"):
            number = paragraph.find(f"{W}pPr/{W}numPr")
            if number is None:
                yield paragraph, ""
                continue
            num = number.find(f"{W}numId").get(f"{W}val")
            level = int(number.find(f"{W}ilvl").get(f"{W}val"))
            yield paragraph, counting.next(num, level)


def text_of(element: Any) -> str:
    """Return the text of a paragraph or cell."""
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else style.get(f"{W}val")


def _outline_level(name: str | None, styles: dict[str, Any]) -> int:
    while name is not None:
        own = styles[name].find(f"{W}pPr/{W}outlineLvl")
        if own is not None:
            return int(own.get(f"{W}val")) + 1
        parent = styles[name].find(f"{W}basedOn")
        name = None if parent is None else parent.get(f"{W}val")
    return 0


class _Counting:
    """Counts the numbered paragraphs of a document as Word does."""

    def __init__(self, numbering: Any) -> None:
        self._schemes = {
            scheme.get(f"{W}abstractNumId"): list(scheme.iter(f"{W}lvl"))
            for scheme in numbering.iter(f"{W}abstractNum")
        }
        self._nums = {num.get(f"{W}numId"): num for num in numbering.iter(f"{W}num")}
        self._counters: dict[str, dict[int, int]] = {}
        self._overridden: set[tuple[str, int]] = set()

    def next(self, num: str, level: int) -> str:
        """Return the text of the next number of an instance."""
        scheme = self._nums[num].find(f"{W}abstractNumId").get(f"{W}val")
        counters = self._counters.setdefault(scheme, {})
        override = self._override(num, level)
        if override is not None:
            counters[level] = override
        else:
            counters[level] = counters.get(level, 0) + 1
        for deeper in [other for other in counters if other > level]:
            del counters[deeper]
        return self._text(scheme, level, counters)

    def _override(self, num: str, level: int) -> int | None:
        for override in self._nums[num].iter(f"{W}lvlOverride"):
            start = override.find(f"{W}startOverride")
            mine = int(override.get(f"{W}ilvl")) == level and (num, level) not in self._overridden
            if start is not None and mine:
                self._overridden.add((num, level))
                return int(start.get(f"{W}val"))
        return None

    def _text(self, scheme: str, level: int, counters: dict[int, int]) -> str:
        text: str = self._schemes[scheme][level].find(f"{W}lvlText").get(f"{W}val")
        for place, value in _shown(self._schemes[scheme], counters):
            text = text.replace(f"%{place + 1}", value)
        return text


def _shown(levels: list[Any], counters: dict[int, int]) -> Iterator[tuple[int, str]]:
    for place, value in counters.items():
        kind = levels[place].find(f"{W}numFmt").get(f"{W}val")
        match kind:
            case "decimal":
                yield place, str(value)
            case "lowerLetter":
                yield place, _LETTERS[value - 1]
            case "upperLetter":
                yield place, _LETTERS[value - 1].upper()
            case "arabicAbjad":
                yield place, _ABJAD[value - 1]
            case "bullet" | "none":
                pass  # the level's text is printed as it stands
            case _:
                raise ValueError(f"nobody taught the tests to count in {kind}")
