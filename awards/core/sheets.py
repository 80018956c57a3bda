"""A whole list as an Excel workbook, for people who go on working with it in tables of their own.

The address of a list with `tai=excel` gives the workbook of that very list, filters and rights included; the log of
looks knows every file that is taken away.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import IO, Any, NamedTuple

from flask import Response, request, send_file, url_for
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from awards.core import clock

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Column(NamedTuple):
    """One column: its head (a sentence of the catalogue), and its width in letters."""

    head: object
    width: int = 18


def is_wanted() -> bool:
    """Does this address ask for the workbook of the list?"""
    return request.args.get("tai") == "excel"


def address() -> str:
    """Where the workbook of the list on this page is, with the same filters."""
    kept: dict[str, Any] = request.args.to_dict(flat=False)
    kept = {name: values for name, values in kept.items() if name not in {"truoc", "sau", "tai"}}
    return url_for(request.endpoint or "", **(request.view_args or {}), **kept, tai="excel")


def send(name: str, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> Response:
    """The workbook as a download; `name` without ending and date. Rows are read as they are written: memory stays flat.

    Texts are text whatever they begin with, never formulas; numbers and dates are numbers and dates.
    """
    file = io.BytesIO()  # small: the rows are packed, and lie on the disk until then
    write(file, columns, rows)
    file.seek(0)
    stamped = f"{name}-{clock.today():%Y-%m-%d}.xlsx"
    answer = send_file(file, mimetype=MEDIA_TYPE, as_attachment=True, download_name=stamped)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def write(file: IO[bytes], columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> None:
    """Write the workbook: one sheet, its head kept in sight and printed on every page, A4 across."""
    book = Workbook(file, {"constant_memory": True, "default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet()
    head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, str(column.head), head)
    last = 0
    for last, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            _write_cell(sheet, last, place, value)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&R&P/&N")
    book.close()


def _write_cell(sheet: Worksheet, row: int, place: int, value: object) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, place, clock.local(value).replace(tzinfo=None))
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, place, value)
    elif value is not None:
        sheet.write_string(row, place, str(value))
