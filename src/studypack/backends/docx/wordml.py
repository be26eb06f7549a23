"""WordprocessingML as text: elements, runs, paragraphs, tables, content controls.

The one place that knows in which order the schema (ISO/IEC 29500-1, §17) wants the children of a
paragraph, run or table; the rest of this package says what it wants by name. Text is written as
strings, not as element trees, because that is five to ten times as fast: python-docx parses the
whole once, in `package`.

Lengths are in dxa (twentieths of a point) unless a name says otherwise.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Literal, NamedTuple

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'mc:Ignorable="w14"'
)
"""Declared once, at the root of every part that holds text."""

Align = Literal["left", "center", "right"]
"""As in `w:jc`: `left` is where lines begin, also where that is at the right."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def dxa(mm: float) -> int:
    """Return millimetres in twentieths of a point."""
    return round(mm * 1440 / 25.4)


def escape(text: str) -> str:
    """Return `text` as the content of an element; characters that XML cannot hold are dropped."""
    return html.escape(_FORBIDDEN.sub("", text), quote=False)


def quoted(text: str) -> str:
    """Return `text` as the value of an attribute, without its quotation marks."""
    return escape(text).translate(_IN_VALUES)


_IN_VALUES = str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})


def element(name: str, /, *content: str, **attributes: str | int) -> str:
    """Return `<w:name w:key="value">content</w:name>`; content is markup already."""
    pairs = "".join(f' w:{key}="{quoted(str(value))}"' for key, value in attributes.items())
    inner = "".join(content)
    return f"<w:{name}{pairs}>{inner}</w:{name}>" if inner else f"<w:{name}{pairs}/>"


# --- Runs -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """How characters are set: a character style, and what a style cannot say beside another.

    style    id of a character style, or ''
    lang     the attributes of `w:lang` as written by `languages.lang_element`, or ''
    rtl      the characters run from right to left
    reading  they are the small ones of a reading; `ruby_sized` says how small
    """

    style: str = ""
    bold: bool = False
    italic: bool = False
    strike: bool = False
    lang: str = ""
    rtl: bool = False
    reading: bool = False

    def with_style(self, style: str) -> Face:
        """Return this face in another character style."""
        return replace(self, style=style)

    def properties(self) -> str:
        """Return the `w:rPr` element, or '' where there is nothing to say.

        Bold and italic become Word's own styles Strong and Emphasis where no other style is
        in the way, so that a school's template decides how they look.
        """
        style, bold, italic = self.style, self.bold, self.italic
        if not style and bold:
            style, bold = "Strong", False
        elif not style and italic:
            style, italic = "Emphasis", False
        inner = (
            (f'<w:rStyle w:val="{style}"/>' if style else "")
            + ("<w:b/><w:bCs/>" if bold else "")
            + ("<w:i/><w:iCs/>" if italic else "")
            + ("<w:strike/>" if self.strike else "")
            + (_READING_SIZE if self.reading else "")
            + ("<w:rtl/>" if self.rtl else "")
            + self.lang
        )
        return f"<w:rPr>{inner}</w:rPr>" if inner else ""


PLAIN = Face()
"""Characters as their paragraph has them."""

RUBY_SIZE = "<w:hps/>"
_READING_SIZE = "<w:sz/>"
"""Where the size of a reading goes: only its paragraph knows the size of the letters below."""


def ruby_sized(content: str, size: int) -> str:
    """Return runs with each reading half as large as the letters below it, and above them.

    size  of the letters, in half points
    """
    half = size // 2
    place = element("hps", val=half) + element("hpsRaise", val=size - 2)
    place += element("hpsBaseText", val=size)
    reading = element("sz", val=half) + element("szCs", val=half)
    return content.replace(RUBY_SIZE, place).replace(_READING_SIZE, reading)


def run(text: str, face: Face = PLAIN) -> str:
    """Return `text` as one run; '' gives nothing."""
    return f"<w:r>{face.properties()}{_text(text)}</w:r>" if text else ""


def _text(text: str) -> str:
    # Without xml:space Word drops a space at the beginning or end of an element.
    space = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
    return f"<w:t{space}>{escape(text)}</w:t>"


def lines(text: str, face: Face = PLAIN) -> str:
    """Return `text` as one run whose line ends are line breaks, spaces kept."""
    broken = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.expandtabs(4).split("\n")
    )
    return f"<w:r>{face.properties()}{broken}</w:r>"


def field_code(instruction: str, result: str, face: Face = PLAIN) -> str:
    """Return a complex field (§17.16.18) whose result shows until Word updates it.

    result  markup of runs
    """
    properties = face.properties()

    def mark(kind: str) -> str:
        return f'<w:r>{properties}<w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = f'<w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText>'
    return f"{mark('begin')}<w:r>{properties}{code}</w:r>{mark('separate')}{result}{mark('end')}"


# --- Paragraphs -------------------------------------------------------------------------------


class Variant(NamedTuple):
    """A paragraph style that differs from another, `style`, in where its lines stand alone.

    The others are as in `Paragraph`. It is a style, and so is what it is based on: a school that
    changes `Answer Line` changes `Answer Line at 8 mm` as well.
    """

    style: str
    indent: int | None = None
    loose: bool = False
    below_table: bool = False

    @property
    def differs(self) -> bool:
        """Whether it is not the style itself."""
        return self.indent is not None or self.loose or self.below_table

    @property
    def words(self) -> str:
        """What its name says behind that of the style: ' at 8 mm below table'."""
        at = "" if self.indent is None else f" at {self.millimetres:g} mm"
        loose = " loose" if self.loose else ""
        return at + loose + (" below table" if self.below_table else "")

    @property
    def millimetres(self) -> float:
        """Where its lines begin, in mm."""
        return round((self.indent or 0) * 25.4 / 1440, 1)

    @property
    def id(self) -> str:
        """Return its id: 'AnswerLineAt8mmBelowTable'."""
        words = (word[0].upper() + word[1:] for word in self.words.split())
        return self.style + "".join(words).replace("Mm", "mm").replace(".", "-")


@dataclass(slots=True, kw_only=True)
class Paragraph:
    """A paragraph: its style, its content, and what no style can know.

    style       id of a paragraph style; '' is Normal
    content     markup of runs, hyperlinks, fields, run-level controls
    number      id of the `w:num` and the level, from 0, where it is numbered or bulleted
    keep_next, bidi   None: as its style
    indent      where its lines begin, None for where its style has them
    loose       an empty line is written behind it, in a list
    below_table a table stands before it, which has no space of its own behind it
    room        space behind it to write in, in dxa
    section     the `w:sectPr` of the section that ends with this paragraph, or ''

    `indent`, `loose` and `below_table` choose a variant of the style: a style of its own.
    """

    style: str = ""
    content: str = ""
    number: tuple[int, int] | None = None
    keep_next: bool | None = None
    page_break_before: bool = False
    bidi: bool | None = None
    indent: int | None = None
    loose: bool = False
    below_table: bool = False
    room: int = 0
    section: str = ""

    def write(self, out: list[str]) -> None:
        """Append the markup to `out`."""
        properties = self._properties()
        out.append(f"<w:p>{properties}{self.content}</w:p>")

    @property
    def variant(self) -> Variant:
        """Return the variant of its style that it has."""
        return Variant(self.style or "Normal", self.indent, self.loose, self.below_table)

    def _properties(self) -> str:
        variant = self.variant
        style = variant.id if variant.differs else self.style
        inner = (
            (f'<w:pStyle w:val="{style}"/>' if style else "")
            + _switch("keepNext", self.keep_next)
            + ("<w:pageBreakBefore/>" if self.page_break_before else "")
            + self._number()
            + _switch("bidi", self.bidi)
            + (element("spacing", after=self.room) if self.room else "")
            + self.section
        )
        return f"<w:pPr>{inner}</w:pPr>" if inner else ""

    def _number(self) -> str:
        if self.number is None:
            return ""
        num, level = self.number
        return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'


def _switch(name: str, on: bool | None) -> str:
    """Return an element that is on, off, or absent."""
    if on is None:
        return ""
    return f"<w:{name}/>" if on else f'<w:{name} w:val="0"/>'


# --- Tables -----------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class Cell:
    """A cell: elements, of which the last must be a paragraph (§17.4.66); `write` sees to it.

    fill    '#rrggbb' or ''
    framed  it has a border of its own at every side
    span    how many columns it takes
    """

    content: list[Element] = field(default_factory=list)
    fill: str = ""
    framed: bool = False
    span: int = 1


@dataclass(slots=True, kw_only=True)
class Row:
    """A row. `height` is at least that high, or exactly; 0 leaves it to the content."""

    cells: Sequence[Cell]
    header: bool = False
    height: int = 0
    exact: bool = False
    splits: bool = False


@dataclass(slots=True, kw_only=True)
class Table:
    """A table of fixed column widths in a table style; the cells of every row fill all columns.

    caption      what it is, in a few words, for screen readers (`w:tblCaption`)
    first_column its first column heads the rows
    indent       from where lines begin
    """

    style: str
    widths: Sequence[int]
    rows: Sequence[Row]
    caption: str = ""
    first_column: bool = False
    indent: int = 0
    bidi: bool = False

    def write(self, out: list[str]) -> None:
        """Append the markup to `out`."""
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in self.widths)
        out.append(f"<w:tbl>{self._properties()}<w:tblGrid>{grid}</w:tblGrid>")
        for row in self.rows:
            self._write_row(row, out)
        out.append("</w:tbl>")

    def _properties(self) -> str:
        headed = any(row.header for row in self.rows)
        return element(
            "tblPr",
            element("tblStyle", val=self.style),
            element("bidiVisual") if self.bidi else "",
            element("tblW", w=sum(self.widths), type="dxa"),
            element("tblInd", w=self.indent, type="dxa") if self.indent else "",
            element("tblLayout", type="fixed"),
            _table_look(headed, self.first_column),
            element("tblCaption", val=self.caption) if self.caption else "",
        )

    def _write_row(self, row: Row, out: list[str]) -> None:
        properties = (
            ("" if row.splits else "<w:cantSplit/>")
            + _row_height(row)
            + ("<w:tblHeader/>" if row.header else "")
        )
        out.append(f"<w:tr><w:trPr>{properties}</w:trPr>" if properties else "<w:tr>")
        if sum(cell.span for cell in row.cells) != len(self.widths):
            raise ValueError(f"a row does not fill the {len(self.widths)} columns of its table")
        widths = iter(self.widths)
        for cell in row.cells:
            _write_cell(sum(islice(widths, cell.span)), cell, out)
        out.append("</w:tr>")


def _table_look(headed: bool, first_column: bool) -> str:
    # The hexadecimal value says the same to Word 2007 as the attributes do to later ones.
    value = 0x0400 | (0x0020 if headed else 0) | (0x0080 if first_column else 0)
    return element(
        "tblLook",
        val=f"{value:04X}",
        firstRow=int(headed),
        lastRow=0,
        firstColumn=int(first_column),
        lastColumn=0,
        noHBand=0,
        noVBand=1,
    )


def _row_height(row: Row) -> str:
    if not row.height:
        return ""
    return element("trHeight", val=row.height, hRule="exact" if row.exact else "atLeast")


_FRAME = element(
    "tcBorders",
    *(
        element(side, val="single", sz=6, space=0, color="262626")
        for side in ("top", "left", "bottom", "right")
    ),
)


def _write_cell(width: int, cell: Cell, out: list[str]) -> None:
    fill = cell.fill.lstrip("#").upper()
    spanned = element("gridSpan", val=cell.span) if cell.span > 1 else ""
    out.append(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}'
        + (_FRAME if cell.framed else "")
        + (f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else "")
        + "</w:tcPr>"
    )
    write_all(cell.content, out)
    if not cell.content or not isinstance(cell.content[-1], Paragraph):
        Paragraph(style="TableGap" if cell.content else "TableText").write(out)
    out.append("</w:tc>")


# --- Content controls round blocks ------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class Control:
    """A content control round whole paragraphs and tables; `properties` is its `w:sdtPr`."""

    properties: str
    content: list[Element]

    def write(self, out: list[str]) -> None:
        """Append the markup to `out`."""
        out.append(f"<w:sdt>{self.properties}<w:sdtContent>")
        write_all(self.content, out)
        out.append("</w:sdtContent></w:sdt>")


Element = Paragraph | Table | Control
"""What a body, a cell, a note, a header or a footer is made of."""


def write_all(elements: Iterable[Element], out: list[str]) -> None:
    """Append the markup of `elements` to `out`."""
    for each in elements:
        each.write(out)


def paragraphs(elements: Iterable[Element]) -> Iterable[Paragraph]:
    """Yield every paragraph of `elements`, those in tables and controls too, in order."""
    for each in elements:
        match each:
            case Paragraph():
                yield each
            case Control():
                yield from paragraphs(each.content)
            case Table():
                for row in each.rows:
                    for cell in row.cells:
                        yield from paragraphs(cell.content)


def keep_together(elements: Sequence[Element], *, with_next: bool = False) -> None:
    """Hold `elements` on one page, and with what follows them if `with_next`.

    Word keeps a paragraph with the next one, and a row of a table whose paragraphs are kept.
    """
    for each in elements if with_next else elements[:-1]:
        _keep_with_next(each)
    if elements and not with_next:
        match elements[-1]:
            case Table(rows=rows):
                _keep_rows(rows[:-1])
            case Control(content=content):
                keep_together(content)
            case Paragraph():
                pass


def _keep_with_next(element: Element) -> None:
    match element:
        case Paragraph():
            element.keep_next = True
        case Table(rows=rows):
            _keep_rows(rows)
        case Control(content=content):
            keep_together(content, with_next=True)


def _keep_rows(rows: Sequence[Row]) -> None:
    for row in rows:
        for cell in row.cells:
            keep_together(cell.content, with_next=True)
