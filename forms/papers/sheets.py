"""Sheets of figures as XLSX. What somebody typed is written as text and never as a formula."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import xlsxwriter

Cell = str | int | float | date | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = 1  # row of the header, under the line that says what the sheet is
WIDEST, NARROWEST = 48, 8  # characters
NAME = 31  # characters that Excel takes for the name of a sheet


@dataclass(frozen=True)
class Sheet:
    """One sheet: a line above, a header that stays in sight, rows.

    Args:
        name: At most 31 characters, none of ``[]:*?/\\``.
    """

    name: str
    about: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook of sheets."""
    written = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(written, options)
    for sheet in sheets:
        _write(book, sheet)
    book.close()
    return written.getvalue()


def _write(book: "xlsxwriter.Workbook", sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.name[:NAME])
    strong = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"})
    figure = book.add_format({"num_format": "#,##0", "valign": "top"})
    page.write_string(0, 0, sheet.about, strong)
    for column, words in enumerate(sheet.header):
        page.write_string(HEAD, column, words, head)
        page.set_column(column, column, _width(sheet, column))
    for number, row in enumerate(sheet.rows, HEAD + 1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(number, column, cell, text)
            elif isinstance(cell, date):
                page.write_datetime(number, column, cell, day)
            elif cell is not None:
                page.write_number(number, column, cell, figure)
    page.freeze_panes(HEAD + 1, 1)
    if sheet.rows:
        page.autofilter(HEAD, 0, HEAD + len(sheet.rows), len(sheet.header) - 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD)


def _width(sheet: Sheet, column: int) -> int:
    longest = max((len(str(row[column])) for row in sheet.rows), default=0)
    head = max((len(word) for word in sheet.header[column].split()), default=0)
    return max(NARROWEST, min(WIDEST, max(longest, head) + 2))
