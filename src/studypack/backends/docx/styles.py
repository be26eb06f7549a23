"""Every style of a document, by Word's own names wherever Word has one; `stylesheet` writes them.

Each style is one line of a table below: what it is called, what it is based on and how it differs.
A school's template that restyles `Heading 2`, `Question` or `Answer Line` restyles every pack.

The outline: the pack's title is the one heading of the first level. `Title` is therefore based on
`Heading 1`, whose outline level it inherits, and a heading of level n in the source, which stands
below the title, is `Heading n+1`. So Word's navigation pane, its tagged PDF and a screen reader
find the same outline as in the PDF and the EPUB. `Heading 1` itself stays free for a teacher who
joins packs.

Sizes are in points at a text size of 10.5 and grow with `Look.text_pt`; indents and the height of
a writing line are in mm and do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from studypack.backends.docx.page import NUMERAL
from studypack.backends.docx.wordml import Align, dxa, element

BASE_PT = 10.5
"""The text size for which the tables below give sizes."""

LINE_MM = 8.0
"""From one writing line to the next."""

AFTER_TABLE = 8
"""Space in points before what follows a table: a table has none of its own in Word."""

LOOSE = 6
"""Space in points behind an entry of a list that is written with empty lines between."""

CONTINUE = ("ListContinue", "ListContinue2", "ListContinue3")
"""Styles of what follows the first paragraph of a list's entry, by the depth of the list."""

BAR_INDENT = dxa(4.5)
"""Where the text of a block with a bar begins."""

QUOTE_INDENT = dxa(8)
"""Where a quotation begins."""

BANK_INDENT = dxa(2)
"""Where the words of a word bank begin: its border stands out by as much."""

Color = Literal["", "accent", "grey"]
Font = Literal["", "label", "mono", "boxes"]

BOX_FONT = "MS Gothic"
"""The font that Word itself has boxes to tick in; others fall back to one that has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """How a style sets its characters; 0, None and '' leave it to the style that it is based on."""

    font: Font = ""
    size: float = 0
    bold: bool | None = None
    italic: bool | None = None
    small_caps: bool = False
    color: Color = ""
    spaced: bool = False
    underlined: bool = False
    boxed: bool = False
    superscript: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """How a style sets its paragraphs.

    before, after  points at `BASE_PT`
    leading        as a multiple of the line; exact_mm: the height of every line, exactly
    left, hanging, right  mm
    border         content of `w:pBdr`
    """

    before: float | None = None
    after: float | None = None
    leading: float | None = None
    exact_mm: float | None = None
    left: float | None = None
    hanging: float | None = None
    right: float | None = None
    align: Align | None = None
    keep_next: bool = False
    keep_lines: bool = False
    border: str = ""
    outline: int | None = None


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """A paragraph style. `quick` puts it into Word's gallery."""

    id: str
    name: str
    letters: Letters = Letters()
    lines: Lines = Lines()
    based_on: str = "Normal"
    next: str = ""
    quick: bool = True


@dataclass(frozen=True, slots=True)
class CharacterStyle:
    """A character style."""

    id: str
    name: str
    letters: Letters
    quick: bool = True


@dataclass(frozen=True, slots=True)
class TableStyle:
    """A table style: its borders, the margins of its cells, and its header row and column.

    borders  content of `w:tblBorders`
    padding  top and bottom, then sides, in dxa; None as in the style that it is based on
    middle   what stands in a cell stands halfway between top and bottom
    """

    id: str
    name: str
    borders: str
    padding: tuple[int, int] | None = (45, 90)
    first_row: str = ""
    first_column: str = ""
    middle: bool = False
    based_on: str = "TableNormal"


def _side(side: str, kind: str, eighths: int, color: str = "auto", space: int = 0) -> str:
    return element(side, val=kind, sz=eighths, space=space, color=color)


def _accent(side: str, kind: str, eighths: int, space: int = 0) -> str:
    """Return a border in the pack's accent; `_fill_in` puts the colour in."""
    return (
        f'<w:{side} w:val="{kind}" w:sz="{eighths}" w:space="{space}" '
        'w:color="ACCENT0" w:themeColor="accent1"/>'
    )


_GREY = "7F7F7F"
_PALE = "BFBFBF"
_BAR = 9  # points between a bar at the left and its text
_SANS = Letters(font="label")
_LABEL = Letters(font="label", bold=True)


def _bar(border: str, *, before: float = 0) -> Lines:
    """Return the lines of a block with a bar where its lines begin: a callout, a note, …"""
    return Lines(border=border, left=4.5, before=before, after=6)


HEADINGS: tuple[ParagraphStyle, ...] = (
    ParagraphStyle(
        "Heading1",
        "heading 1",
        Letters(font="label", size=20, bold=True, color="accent"),
        Lines(before=24, after=8, leading=1.05, keep_next=True, keep_lines=True, outline=0),
        next="Normal",
    ),
    ParagraphStyle(
        "Heading2",
        "heading 2",
        Letters(font="label", size=16, bold=True, color="accent"),
        Lines(before=22, after=6, leading=1.1, keep_next=True, keep_lines=True, outline=1),
        next="Normal",
    ),
    ParagraphStyle(
        "Heading3",
        "heading 3",
        Letters(font="label", size=13, bold=True),
        Lines(before=16, after=4, leading=1.1, keep_next=True, keep_lines=True, outline=2),
        next="Normal",
    ),
    ParagraphStyle(
        "Heading4",
        "heading 4",
        Letters(font="label", size=11.5, bold=True, color="accent"),
        Lines(before=13, after=3, keep_next=True, keep_lines=True, outline=3),
        next="Normal",
    ),
    ParagraphStyle(
        "Heading5",
        "heading 5",
        Letters(font="label", size=10.5, bold=True),
        Lines(before=11, after=3, keep_next=True, keep_lines=True, outline=4),
        next="Normal",
    ),
    ParagraphStyle(
        "Heading6",
        "heading 6",
        Letters(font="label", size=10.5, italic=True),
        Lines(before=10, after=2, keep_next=True, keep_lines=True, outline=5),
        next="Normal",
    ),
    ParagraphStyle(
        "Heading7",
        "heading 7",
        Letters(font="label", size=10, color="grey"),
        Lines(before=10, after=2, keep_next=True, keep_lines=True, outline=6),
        next="Normal",
    ),
    ParagraphStyle(
        "SchoolLogo",
        "School Logo",
        lines=Lines(after=6, leading=1.0, align="right", keep_next=True),
        next="Title",
    ),
    ParagraphStyle(
        "Title",
        "Title",
        Letters(size=25, bold=True, color="accent"),
        Lines(before=AFTER_TABLE, after=2, leading=1.0),
        based_on="Heading1",
        next="Subtitle",
    ),
    ParagraphStyle(
        "Subtitle",
        "Subtitle",
        Letters(font="label", size=13),
        Lines(after=2, leading=1.15, keep_next=True),
        next="Normal",
    ),
    ParagraphStyle(
        "PackDetails",
        "Pack Details",
        Letters(font="label", size=9.5, color="grey"),
        Lines(after=12, border=_accent("bottom", "single", 18, space=6)),
        next="Normal",
    ),
    ParagraphStyle(
        "TOCHeading",
        "TOC Heading",
        Letters(font="label", size=13, bold=True),
        Lines(before=14, after=4, keep_next=True),
        next="Normal",
    ),
    ParagraphStyle("TOC2", "toc 2", _SANS, Lines(after=2, left=0), quick=False),
    ParagraphStyle("TOC3", "toc 3", _SANS, Lines(after=1, left=5), quick=False),
)

TEXT: tuple[ParagraphStyle, ...] = (
    ParagraphStyle("ListBullet", "List Bullet", Letters(), Lines(after=2)),
    ParagraphStyle("ListNumber", "List Number", Letters(), Lines(after=2)),
    ParagraphStyle("ListContinue", "List Continue", Letters(), Lines(after=3, left=7)),
    ParagraphStyle("ListContinue2", "List Continue 2", Letters(), Lines(after=3, left=14)),
    ParagraphStyle("ListContinue3", "List Continue 3", Letters(), Lines(after=3, left=21)),
    ParagraphStyle(
        "Quote", "Quote", Letters(italic=True), Lines(before=4, after=6, left=8, right=8)
    ),
    ParagraphStyle(
        "HTMLPreformatted",
        "HTML Preformatted",
        Letters(font="mono", size=9),
        Lines(
            before=4,
            after=8,
            left=4.5,
            leading=1.15,
            border=_side("left", "single", 6, _GREY, _BAR),
        ),
    ),
    ParagraphStyle("Formula", "Formula", Letters(), Lines(before=4, after=8)),
    ParagraphStyle(
        "Term",
        "Term",
        Letters(bold=True),
        Lines(before=4, after=0, keep_next=True),
        next="Definition",
    ),
    ParagraphStyle("Definition", "Definition", Letters(), Lines(after=3, left=7)),
    ParagraphStyle(
        "Figure", "Figure", Letters(), Lines(before=6, after=4, leading=1.0, keep_next=True)
    ),
    ParagraphStyle(
        "Caption",
        "caption",
        Letters(font="label", size=9),
        Lines(after=10, leading=1.15, keep_lines=True),
        next="Normal",
    ),
    ParagraphStyle(
        "FootnoteText",
        "footnote text",
        Letters(font="label", size=8.5),
        Lines(after=2, leading=1.15),
        quick=False,
    ),
    ParagraphStyle(
        "SectionRule",
        "Section Rule",
        Letters(size=4),
        Lines(before=6, after=10, leading=1.0, border=_side("bottom", "single", 4, _GREY, 1)),
    ),
    ParagraphStyle(
        "SectionBreak",
        "Section Break",
        Letters(size=1),
        Lines(before=AFTER_TABLE, after=0, exact_mm=0.4),
        quick=False,
    ),
    ParagraphStyle(
        "TableGap", "Table Gap", Letters(size=2), Lines(after=0, exact_mm=2.5), quick=False
    ),
    ParagraphStyle(
        "TableText", "Table Text", Letters(font="label", size=9.5), Lines(after=0, leading=1.15)
    ),
    ParagraphStyle(
        "TableTextCentered",
        "Table Text Centered",
        lines=Lines(align="center"),
        based_on="TableText",
    ),
    ParagraphStyle(
        "TableTextRight", "Table Text Right", lines=Lines(align="right"), based_on="TableText"
    ),
)

NOTES: tuple[ParagraphStyle, ...] = (
    ParagraphStyle(
        "StudyBlock",
        "Study Block",
        Letters(font="label", size=11.5, bold=True),
        Lines(before=14, after=3, leading=1.15, keep_next=True, keep_lines=True),
        next="Normal",
    ),
    ParagraphStyle("StudyTheme", "Study Theme", based_on="StudyBlock", next="Normal"),
    ParagraphStyle("StudyCharacter", "Study Character", based_on="StudyBlock", next="Normal"),
    ParagraphStyle("StudyFeature", "Study Feature", based_on="StudyBlock", next="Normal"),
    ParagraphStyle(
        "StudyDetails",
        "Study Details",
        Letters(font="label", size=9, color="grey"),
        Lines(after=4, leading=1.15, keep_next=True),
        next="Normal",
    ),
    ParagraphStyle(
        "StudyAnalysis",
        "Study Analysis",
        Letters(size=10),
        _bar(_side("left", "single", 4, _GREY, _BAR)),
    ),
    ParagraphStyle(
        "StudyQuote",
        "Study Quote",
        Letters(size=13),
        Lines(
            before=14,
            after=3,
            left=8,
            right=8,
            leading=1.2,
            keep_next=True,
            keep_lines=True,
            border=_accent("left", "single", 18, space=10),
        ),
        next="QuoteSource",
    ),
    ParagraphStyle(
        "QuoteSource",
        "Quote Source",
        Letters(font="label", size=9),
        Lines(after=4, left=8, leading=1.15),
        next="Normal",
    ),
    ParagraphStyle(
        "Passage", "Passage", Letters(size=11), Lines(after=6, left=0, right=14, leading=1.35)
    ),
    ParagraphStyle(
        "PassageSource",
        "Passage Source",
        Letters(font="label", size=9, color="grey"),
        Lines(after=10, leading=1.15),
        next="Normal",
    ),
    ParagraphStyle(
        "CalloutNote", "Callout Note", _SANS, _bar(_side("left", "single", 18, "262626", _BAR))
    ),
    ParagraphStyle("CalloutTip", "Callout Tip", based_on="CalloutNote"),
    ParagraphStyle(
        "CalloutImportant",
        "Callout Important",
        _SANS,
        _bar(_side("left", "single", 36, "262626", _BAR)),
    ),
    ParagraphStyle(
        "CalloutWarning",
        "Callout Warning",
        _SANS,
        _bar(_side("left", "double", 12, "262626", _BAR)),
    ),
    ParagraphStyle(
        "CalloutExample",
        "Callout Example",
        _SANS,
        _bar(_side("left", "dotted", 18, "262626", _BAR)),
    ),
    ParagraphStyle(
        "TeacherNote", "Teacher Note", _SANS, _bar(_side("left", "dashed", 18, "262626", _BAR))
    ),
    ParagraphStyle("Hint", "Hint", _SANS, _bar(_side("left", "dotted", 12, _GREY, _BAR))),
    ParagraphStyle("Starters", "Starters", _SANS, _bar(_side("left", "dashed", 12, _GREY, _BAR))),
    ParagraphStyle(
        "WorkedExample", "Worked Example", _SANS, _bar(_side("left", "single", 12, _GREY, _BAR))
    ),
    ParagraphStyle(
        "Extension", "Extension", _SANS, _bar(_side("left", "double", 12, "262626", _BAR))
    ),
)

_NUMERAL_MM = NUMERAL * 25.4 / 1440

TASKS: tuple[ParagraphStyle, ...] = (
    ParagraphStyle(
        "Question",
        "Question",
        _SANS,
        Lines(before=14, after=3, left=0, hanging=_NUMERAL_MM, keep_next=True, keep_lines=True),
        next="QuestionText",
    ),
    ParagraphStyle("QuestionText", "Question Text", _SANS, Lines(after=4)),
    ParagraphStyle(
        "QuestionPart",
        "Question Part",
        _SANS,
        Lines(before=9, after=3, left=8, hanging=8, keep_next=True, keep_lines=True),
        next="PartText",
    ),
    ParagraphStyle("PartText", "Part Text", _SANS, Lines(after=4, left=8)),
    ParagraphStyle(
        "Marks",
        "Marks",
        _LABEL,
        Lines(after=2, leading=1.0, align="right", keep_next=True),
        next="AnswerLine",
    ),
    ParagraphStyle(
        "TotalMarks",
        "Total Marks",
        _LABEL,
        Lines(before=6, after=6, leading=1.0, align="right"),
        next="Question",
    ),
    ParagraphStyle("Option", "Option", _SANS, Lines(after=2, left=8, hanging=8)),
    ParagraphStyle("OptionText", "Option Text", _SANS, Lines(after=2, left=8)),
    ParagraphStyle(
        "AnswerLine",
        "Answer Line",
        _SANS,
        Lines(
            after=0,
            exact_mm=LINE_MM,
            border=_side("bottom", "single", 4, _GREY) + _side("between", "single", 4, _GREY),
        ),
        next="AnswerLine",
    ),
    ParagraphStyle("AnswerSpace", "Answer Space", _SANS, Lines(after=0)),
    ParagraphStyle(
        "Answer", "Answer", Letters(font="label", italic=True, color="accent"), Lines(after=3)
    ),
    ParagraphStyle(
        "AnswerEntry",
        "Answer Entry",
        _LABEL,
        Lines(before=9, after=2, left=0, hanging=_NUMERAL_MM, keep_next=True),
        next="QuestionText",
    ),
    ParagraphStyle(
        "AnswerPart",
        "Answer Part",
        _LABEL,
        Lines(before=4, after=2, left=8, hanging=8, keep_next=True),
        next="PartText",
    ),
    ParagraphStyle("TaskCell", "Task Cell", Letters(size=10.5), based_on="TableText"),
    ParagraphStyle("TaskChoice", "Task Choice", lines=Lines(align="center"), based_on="TaskCell"),
    ParagraphStyle(
        "WordBank",
        "Word Bank",
        _SANS,
        Lines(
            before=6,
            after=10,
            leading=1.5,
            left=2,
            right=2,
            align="center",
            keep_lines=True,
            border="".join(
                _side(side, "single", 8, "262626", 6) for side in ("top", "left", "bottom", "right")
            ),
        ),
        next="QuestionText",
    ),
    ParagraphStyle(
        "CardText", "Card Text", Letters(font="label", size=10.5), Lines(after=2, align="center")
    ),
    ParagraphStyle(
        "CardTerm",
        "Card Term",
        Letters(font="label", size=15, bold=True),
        Lines(after=0, align="center"),
    ),
    ParagraphStyle(
        "PuzzleSquare",
        "Puzzle Square",
        Letters(font="label", size=10.5),
        Lines(after=0, leading=1.0, align="center"),
    ),
    ParagraphStyle(
        "PuzzleNumber",
        "Puzzle Number",
        Letters(font="label", size=6.5),
        Lines(after=0, leading=1.0),
        next="PuzzleSquare",
    ),
)

CHARACTERS: tuple[CharacterStyle, ...] = (
    CharacterStyle("Strong", "Strong", Letters(bold=True)),
    CharacterStyle("Emphasis", "Emphasis", Letters(italic=True)),
    CharacterStyle("Hyperlink", "Hyperlink", Letters(color="accent", underlined=True), quick=False),
    CharacterStyle("HTMLCode", "HTML Code", Letters(font="mono", size=9.5), quick=False),
    CharacterStyle(
        "FootnoteReference",
        "footnote reference",
        Letters(superscript=True),
        quick=False,
    ),
    CharacterStyle(
        "LineNumber", "line number", Letters(font="label", size=8, color="grey"), quick=False
    ),
    CharacterStyle("PlaceholderText", "Placeholder Text", Letters(color="grey"), quick=False),
    CharacterStyle(
        "StudyLabel",
        "Study Label",
        Letters(font="label", bold=True, small_caps=True, color="accent", spaced=True),
    ),
    CharacterStyle(
        "StudyDetail", "Study Detail", Letters(font="label", size=9.5, bold=False, color="grey")
    ),
    CharacterStyle("OtherName", "Other Name", Letters(italic=True, bold=False)),
    CharacterStyle("Blank", "Blank", Letters(underlined=True)),
    CharacterStyle("AnswerText", "Answer Text", Letters(font="label", italic=True, color="accent")),
    CharacterStyle("TaskLabel", "Task Label", Letters(font="label", bold=True)),
    CharacterStyle("TickBox", "Tick Box", Letters(font="boxes", bold=False, italic=False)),
    CharacterStyle(
        "Variant",
        "Variant",
        Letters(bold=True, boxed=True),
    ),
)


def _all_round(kind: str, eighths: int, color: str = "auto") -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return "".join(_side(side, kind, eighths, color) for side in sides)


_HEAD_ROW = (
    "<w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr><w:tcBorders>"
    + _accent("bottom", "single", 8)
    + '</w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr>'
)
_HEAD_COLUMN = "<w:rPr><w:b/><w:bCs/></w:rPr>"

TABLES: tuple[TableStyle, ...] = (
    TableStyle("TableGrid", "Table Grid", _all_round("single", 4), (45, 90), _HEAD_COLUMN),
    TableStyle(
        "StudyTable",
        "Study Table",
        _accent("top", "single", 12)
        + _side("bottom", "single", 6, _GREY)
        + _side("insideH", "single", 4, _PALE),
        (50, 90),
        _HEAD_ROW,
        _HEAD_COLUMN,
    ),
    TableStyle(
        "Statements", "Statements", "", None, _HEAD_ROW, middle=True, based_on="StudyTable"
    ),  # LibreOffice takes no look of header rows from the style that one is based on
    TableStyle(
        "KeyFacts",
        "Key Facts",
        _side("insideH", "single", 4, _PALE),
        (40, 90),
        _HEAD_ROW,
        "<w:rPr><w:b/><w:bCs/></w:rPr>",
    ),
    TableStyle(
        "Timeline",
        "Timeline",
        _accent("insideV", "single", 12),
        (60, 140),
        "",
        '<w:pPr><w:jc w:val="right"/></w:pPr><w:rPr><w:b/><w:bCs/></w:rPr>',
    ),
    TableStyle(
        "WritingTable",
        "Writing Table",
        _all_round("single", 6, "404040"),
        (60, 100),
        _HEAD_COLUMN,
        _HEAD_COLUMN,
    ),
    TableStyle(
        "AnswerBox",
        "Answer Box",
        "".join(_side(s, "single", 6, _GREY) for s in ("top", "left", "bottom", "right")),
        (80, 120),
    ),
    TableStyle("AnswerRoom", "Answer Room", _accent("left", "single", 6), (20, 160)),
    TableStyle("SquaredPaper", "Squared Paper", _all_round("single", 2, "A6A6A6"), (0, 0)),
    TableStyle("Matching", "Matching", "", (70, 60), _HEAD_COLUMN, middle=True),
    TableStyle("Ordering", "Ordering", "", (40, 90)),
    TableStyle("FlashCards", "Flash Cards", _all_round("dashed", 6, _GREY), (80, 160), middle=True),
    TableStyle("Puzzle", "Puzzle", "", (10, 20)),
    TableStyle(
        "WordSearch",
        "Word Search",
        "".join(_side(s, "single", 6, "262626") for s in ("top", "left", "bottom", "right")),
        (10, 20),
        middle=True,
    ),
    TableStyle("NameLine", "Name Line", "", (0, 60)),
)


def _space_before() -> dict[str, float]:
    known = {"Normal": 0.0}
    for style in (*HEADINGS, *TEXT, *NOTES, *TASKS):
        before = style.lines.before
        known[style.id] = known[style.based_on] if before is None else before
    return known


def _sizes() -> dict[str, float]:
    known = {"Normal": BASE_PT}
    for style in (*HEADINGS, *TEXT, *NOTES, *TASKS):
        known[style.id] = style.letters.size or known[style.based_on]
    return known


SIZES = _sizes()
"""The size of the letters of a style, in points at `BASE_PT`."""

SPACE_BEFORE = _space_before()
"""Space before the paragraphs of a style, in points at `BASE_PT`."""
