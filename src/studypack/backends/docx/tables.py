"""Tables: how wide columns are, and tables of inlines with a header row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

from studypack.backends.docx.inlines import runs
from studypack.backends.docx.out import Out
from studypack.backends.docx.wordml import Align, Cell, Row, Table, run
from studypack.model.blocks import Alignment
from studypack.model.inlines import Blank, Inlines, plain, text_width
from studypack.model.walk import query

PADDING = 90
"""Between a cell's edge and its text, at each side, in our table styles; dxa."""

_CHARACTER = 108
"""Width of a character of table text at a text size of `BASE_PT`, about; dxa."""

_WIDEST_CHARACTER = 155
"""Width of a bold one in the wider fonts that may stand in for ours: no word is to be broken."""

_LONGEST = 44
"""Characters in a column beyond which it need not grow in step with its text."""

_JUSTIFIED: dict[Alignment, Align | None] = {
    Alignment.START: None,
    Alignment.CENTER: "center",
    Alignment.END: "right",
}


def shared(total: int, weights: Sequence[float]) -> tuple[int, ...]:
    """Return `total` shared out in proportion to `weights`, each 1 at least, to the last dxa."""
    whole = sum(weights)
    ends = [0, *(round(total * passed / whole) for passed in accumulate(weights))]
    return tuple(max(1, end - begin) for begin, end in pairwise(ends))


def column_widths(texts: Sequence[Sequence[str]], total: int, scale: float) -> tuple[int, ...]:
    """Share `total` among columns by what stands in them.

    texts    rows of as many cells each, one row at least
    scale    of the text, as `Stylesheet.scale`
    returns  widths that sum to `total`: in proportion to the longest text of each column, as long
             as no column is narrower than its longest word
    """
    columns = list(zip(*texts, strict=True))
    words = [word_width(column, scale) for column in columns]
    wanted = [
        round(min(max(len(text) for text in column), _LONGEST) * _CHARACTER * scale) + 2 * PADDING
        for column in columns
    ]
    if sum(words) >= total:
        return shared(total, words)
    spare = total - sum(words)
    growth = [max(0, want - word) for want, word in zip(wanted, words, strict=True)]
    if not any(growth):
        return shared(total, [max(want, word) for want, word in zip(wanted, words, strict=True)])
    grown = [word + spare * more / sum(growth) for word, more in zip(words, growth, strict=True)]
    return shared(total, grown)


def word_width(texts: Iterable[str], scale: float) -> int:
    """Return the width of a column in which no word of `texts` is broken; dxa.

    scale  of the text, as `Stylesheet.scale`
    """
    longest = max((_unbroken(word) for text in texts for word in text.split()), default=1)
    return round(longest * _WIDEST_CHARACTER * scale) + 2 * PADDING


def _unbroken(word: str) -> int:
    """Return the width of what is not to be broken of a word: Han and kana break anywhere."""
    width = text_width(word)
    return width if width == len(word) else min(width, _HELD)


_HELD = 8
"""The width of four Han characters, as long as the words of a table's head are."""


def add_table(
    out: Out,
    rows: Sequence[Row],
    widths: Sequence[int],
    *,
    style: str = "StudyTable",
    caption: str = "",
    first_column: bool = False,
    held: bool | None = None,
) -> None:
    """Add a table where prose begins at `out`, mirrored where lines run from right to left.

    held  whether it stands on one page, if one can hold it; None: if it is small
    """
    table = Table(
        style=style,
        widths=widths,
        rows=rows,
        caption=caption,
        first_column=first_column,
        indent=out.start,
        bidi=out.rtl,
    )
    if held is not False:
        out.hold([table], share=1.0 if held else _SMALL)
    out.add(table)


_SMALL = 0.35
"""The share of a page taken by a table that is not worth a page break."""


_SET: dict[Align | None, str] = {
    None: "TableText",
    "left": "TableText",
    "center": "TableTextCentered",
    "right": "TableTextRight",
}
"""The style of a paragraph in a cell, by where it is set."""


def text_cell(
    out: Out,
    content: Inlines,
    width: int,
    *,
    align: Align | None = None,
    number: tuple[int, int] | None = None,
) -> Cell:
    """Return a cell that holds one paragraph, numbered by Word or not."""
    inside = out.cell(width - 2 * PADDING, _SET[align])
    inside.paragraph(runs(content, inside), number=number)
    return Cell(content=inside.elements)


def word_cell(out: Out, text: str, width: int, *, align: Align | None = None) -> Cell:
    """Return a cell that holds a generated word; '' for an empty one."""
    inside = out.cell(width - 2 * PADDING, _SET[align])
    inside.paragraph(run(text, inside.face))
    return Cell(content=inside.elements)


_GAP_IN_CHARACTERS = 13
"""A gap of 35 mm, in letters of the widest kind."""


def _measured(cell: Inlines) -> str:
    """Return what takes as much width as a cell: its text, and a word for each gap."""
    gaps = [" " + "_" * _GAP_IN_CHARACTERS for _ in query(cell, Blank)]
    return "".join((plain(cell), *gaps))


def inline_table(
    out: Out,
    head: Sequence[Inlines],
    rows: Sequence[Sequence[Inlines]],
    *,
    alignments: Sequence[Alignment] = (),
    caption: str = "",
    first_column: bool = False,
    style: str = "StudyTable",
) -> None:
    """Add a table of inlines with a header row that Word repeats on every page.

    caption  what it is; by default what its columns are
    """
    grid = [head, *rows]
    texts = [[_measured(cell) for cell in row] for row in grid]
    caption = caption or " · ".join(filter(None, map(plain, head)))
    widths = column_widths(texts, out.width, out.scale)
    aligned = [_JUSTIFIED[alignment] for alignment in alignments] or [None] * len(head)
    built = [
        Row(
            cells=[
                text_cell(out, cell, width, align=align)
                for cell, width, align in zip(row, widths, aligned, strict=True)
            ],
            header=index == 0,
        )
        for index, row in enumerate(grid)
    ]
    add_table(out, built, widths, style=style, caption=caption, first_column=first_column)
