"""The table of a class: a row a pupil; a column a question, then one for the marks of each."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

from studypack.collecting.gathering import Collected, Pupil

Value = str | Decimal | None
Row = tuple[Value, ...]

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""With these a spreadsheet takes what a pupil typed for a formula, and reckons it."""


def rows(collected: Collected) -> tuple[Row, ...]:
    """Return the table, its headings first."""
    ids = [id for id in collected.numbers if any(id in pupil.answers for pupil in collected.pupils)]
    numbers = [collected.numbers[id] for id in ids]
    labels = collected.labels
    marks = [labels.format("question-marks", number=number) for number in numbers]
    sums = [labels[key] for key in ("marked", "out-of", "left-to-mark")]
    head = (labels["file"], *collected.fields, *numbers, *marks, *sums)
    return (head, *(_row(pupil, ids, collected) for pupil in collected.pupils))


def _row(pupil: Pupil, ids: Sequence[str], collected: Collected) -> Row:
    given = [pupil.answers.get(id) for id in ids]
    judged = [marked for marked in given if marked and marked.points is not None]
    left = [
        collected.numbers[id]
        for id, marked in zip(ids, given, strict=True)
        if marked and marked.points is None and marked.answer
    ]
    names = (*pupil.name_line, *[""] * len(collected.fields))[: len(collected.fields)]
    return (
        pupil.file,
        *names,
        *(marked.answer if marked else "" for marked in given),
        *(marked.points if marked else None for marked in given),
        sum((marked.points or Decimal(0) for marked in judged), Decimal(0)),
        sum((marked.most or Decimal(0) for marked in judged), Decimal(0)),
        ", ".join(left),
    )


def as_csv(table: Sequence[Row]) -> bytes:
    """Return a table as CSV, which Excel, Numbers and LibreOffice open by a double click."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(map(_harmless, row) for row in table)
    return out.getvalue().encode("utf-8-sig")


def _harmless(value: Value) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULAS) else value
    return "" if value is None else f"{value:f}"


def as_xlsx(table: Sequence[Row]) -> bytes:
    """Return a table as an Excel file. raises ImportError without the extra `studypack[xlsx]`"""
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    for number, row in enumerate(table, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            if isinstance(value, str):
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
                cell.data_type = "s"  # never a formula
            elif value is not None:
                cell.value = value
            cell.font = Font(bold=number == 1)
    sheet.freeze_panes = "B2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
