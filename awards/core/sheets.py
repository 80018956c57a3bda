"""A whole list as an Excel workbook, for people who go on working with it in tables of their own, or to be printed.

The address of a list with `tai=excel` gives the workbook of that very list, filters and rights included; the log of
looks knows every file that is taken away. With `tai=in` it gives the same rows as one page for the printer.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import IO, NamedTuple

from flask import Response, make_response, render_template, request, send_file
from flask_babel import gettext as _
from markupsafe import Markup
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from awards.core import clock
from awards.core.addresses import here_with
from awards.core.sheet import Column as Asked

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Column(NamedTuple):
    """One column: its head (a sentence of the catalogue), its width in letters, whether it holds codes, no words."""

    head: object
    width: int = 18
    is_code: bool = False


BLANK_ROWS = 1_000  # that offer choices
MOST_PRINTED = 2_000  # rows of a page for the printer; whoever needs more takes the workbook
WAYS = ("excel", "in")


def is_wanted() -> bool:
    """Does this address ask for the whole list, as a workbook or to be printed?"""
    return request.args.get("tai") in WAYS


def address(way: str = "excel") -> str:
    """Where the workbook of the list on this page is, or its page for the printer (`in`), with the same filters."""
    return here_with(tai=way)


def send(name: str, columns: Sequence[Column], rows: Iterable[Sequence[object]], title: object = "") -> Response:
    """The workbook as a download; `name` without ending and date. Rows are read as they are written: memory stays flat.

    Texts are text whatever they begin with, never formulas; numbers and dates are numbers and dates. Where the address
    asks for it, the page for the printer instead, under this title.
    """
    if request.args.get("tai") == "in":
        return _printed(columns, rows, title or _("Danh sách"))
    file = io.BytesIO()  # small: the rows are packed, and lie on the disk until then
    write(file, columns, rows)
    file.seek(0)
    stamped = f"{name}-{clock.today():%Y-%m-%d}.xlsx"
    answer = send_file(file, mimetype=MEDIA_TYPE, as_attachment=True, download_name=stamped)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _printed(columns: Sequence[Column], rows: Iterable[Sequence[object]], title: object) -> Response:
    shown = list(islice(rows, MOST_PRINTED + 1))
    page = render_template(
        "layouts/printed.html",
        title=title,
        heads=[column.head for column in columns],
        rows=[list(map(_said, columns, row)) for row in shown[:MOST_PRINTED]],
        most=MOST_PRINTED if len(shown) > MOST_PRINTED else None,
        at=clock.now(),
    )
    return make_response(page)


def _said(column: Column, value: object) -> str:
    """A cell as it is printed."""
    if column.is_code:
        return Markup("<code>%s</code>") % value
    if isinstance(value, datetime):
        return f"{clock.local(value):%H:%M %d/%m/%Y}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else "" if value is None else str(value)


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


def blank(columns: Sequence[Asked], choices: Mapping[str, Sequence[str]]) -> bytes:
    """An empty workbook to be filled in and sent back: heads that `read_sheet` finds, cells that keep what is typed.

    `choices`: by the key of a column, the words it takes; other words are warned of, not refused.
    """
    file = io.BytesIO()
    book = Workbook(file)
    sheet, lists = book.add_worksheet(_("Danh sách")), book.add_worksheet("choices")
    head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
    typed = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})  # no zero is lost, no date turned
    for place, column in enumerate(columns):
        label = f"{column.label} ({_('bắt buộc')})" if column.is_required else column.label
        sheet.set_column(place, place, max(14, len(label) + 4), typed)
        sheet.write_string(0, place, label, head)
        for row, words in enumerate(offered := choices.get(column.key, ())):
            lists.write_string(row, place, words)
        if offered:
            sheet.data_validation(1, place, BLANK_ROWS, place, _one_of(place, len(offered)))
    lists.hide()
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return file.getvalue()


def _one_of(place: int, count: int) -> dict[str, object]:
    said = {"error_title": _("Không có trong danh sách"), "error_message": _("Chọn một mục trong danh sách của ô này.")}
    source = f"=choices!{xl_range_abs(0, place, count - 1, place)}"
    return {"validate": "list", "source": source, "error_type": "warning", **said}


def _write_cell(sheet: Worksheet, row: int, place: int, value: object) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, place, clock.local(value).replace(tzinfo=None))
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, place, value)
    elif value is not None:
        sheet.write_string(row, place, str(value))
