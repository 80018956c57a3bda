"""Excel as people write it: the header row is found, cells are read as what they mean, and faults are named by address.

The file is opened in a child process with limits on memory, time and output (core/sheet_child.py). Who reads a sheet
says which columns there may be (`Column`) and gets `Row`s: text by the column's key, and the address of each cell.
"""

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from awards.core.errors import Refused
from awards.core.text import fold
from awards.core.words import parse_date

CHILD = Path(__file__).with_name("sheet_child.py")
MEMORY, SECONDS, WALL = 640 << 20, 20, 60  # bytes of address space, seconds of CPU, seconds by the clock
LARGEST = 10 << 20  # bytes of a workbook
HEADER_WITHIN = 40  # rows
MOST_FILLED = 1_200_000  # cells below the first of merged areas: all that a sheet may have
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIELD = "file"


@dataclass(frozen=True)
class Column:
    """A column that may be there: its key, its name, how its head may begin (folded), whether it must be there."""

    key: str
    label: str
    heads: tuple[str, ...]
    is_required: bool = False


@dataclass
class Row:
    """One row of people's data: its number in the sheet, cells by column, the heading of the group it stands in."""

    number: int
    cells: dict[str, Any]
    letters: Mapping[str, str]
    group: str = ""

    def address(self, key: str) -> str:
        """Where the cell of this column stands: “C12”."""
        return f"{self.letters.get(key, 'A')}{self.number}"

    def text(self, key: str) -> str:
        """The words of a cell; lines and blanks become one space, whole numbers lose their “.0”."""
        return " ".join(as_text(self.cells.get(key)).split())


@dataclass
class Sheet:
    """What was found: the name of the sheet, the row of the head, the columns, the rows."""

    name: str
    head: int
    letters: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)


def as_text(value: Any) -> str:
    """A cell as people see it: “12”, not “12.0”; the zeros of a format like 00000 are put back; dates dd/mm/yyyy."""
    if isinstance(value, list) and value[0] == "d":
        return f"{date.fromisoformat(value[1]):%d/%m/%Y}"
    if isinstance(value, list):
        return as_text(value[1]).zfill(value[2])
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def as_date(value: Any) -> date | None:
    """A date in any of the ways people write one: a real date, 5/1/1970, 05-01-1970, 05.01.1970, Excel's day number.

    None for an empty cell. Refuses (ValueError with a sentence) what is no date.
    """
    if value is None:
        return None
    if isinstance(value, list) and value[0] == "d":
        return date.fromisoformat(value[1])
    if isinstance(value, int | float) and not isinstance(value, bool) and 3000 <= value < 80_000:
        return date(1899, 12, 30) + timedelta(days=int(value))
    text = as_text(value).strip()
    return parse_date(text.removeprefix("'")) if text else None


def as_year(value: Any) -> int | None:
    """A year, from a year or from a date. Refuses (ValueError with a sentence) what is neither."""
    text = as_text(value).strip().removeprefix("'")
    if re.fullmatch("(19|20)[0-9]{2}", text):
        return int(text)
    found = as_date(value)
    return found.year if found else None


def as_digits(value: Any, length: int) -> str:
    """A number that is a name, such as a code, with the zeros that Excel took away from its front put back.

    Refuses (ValueError with a sentence) other signs, more figures, and a loss that is more than the leading zeros.
    """
    text = re.sub(r"[\s.\-']", "", as_text(value))
    if not text:
        return ""
    if not text.isascii() or not text.isdigit() or len(text) > length:
        raise ValueError(_("Cần %(length)s chữ số.", length=length))
    if len(text) < length and isinstance(value, str):
        raise ValueError(_("Cần %(length)s chữ số, đang có %(now)s.", length=length, now=len(text)))
    return text.zfill(length)


def read_sheet(path: Path, columns: Sequence[Column]) -> Sheet:
    """The first sheet whose head holds the columns that must be there, with a row below it.

    Refuses what is no workbook, too large or too long, packed like a bomb, a formula (with the cell's address), and a
    workbook in which no such head is found, or nothing below it.
    """
    if path.stat().st_size > LARGEST:
        raise Refused(_("Tệp lớn hơn 10 MB."), FIELD)
    found = _child("read", str(path))
    sheets = [sheet for raw in found["sheets"] if (sheet := _understand(raw, columns))]
    for sheet in sheets:
        if sheet.rows:
            return sheet
    if sheets:
        raise Refused(_("Dưới dòng tiêu đề chưa có dòng nào. Hãy điền danh sách rồi gửi lại."), FIELD)
    needed = ", ".join(f"“{column.label}”" for column in columns if column.is_required)
    raise Refused(_("Không tìm thấy dòng tiêu đề có các cột %(columns)s.", columns=needed), FIELD)


def mark_cells(path: Path, sheet: str, notes: Mapping[str, str]) -> bytes:
    """The same workbook with these cells in red, each with its note. `notes`: by address."""
    with tempfile.TemporaryDirectory() as folder:
        marks, out = Path(folder) / "marks.json", Path(folder) / "out.xlsx"
        marks.write_text(json.dumps({"sheet": sheet, "cells": dict(notes)}, ensure_ascii=False), encoding="utf-8")
        _child("mark", str(path), str(marks), str(out))
        return out.read_bytes()


SENTENCES = {
    "formula": "Ô %(at)s là công thức. Hãy sao chép rồi dán lại dạng giá trị (Paste Special – Values) và gửi lại.",
    "error": "Ô %(at)s là một lỗi của Excel, như #N/A hoặc #REF!. Hãy sửa ô này rồi gửi lại.",
    "long_cell": "Ô %(at)s dài quá 32.767 ký tự. Hãy viết ngắn lại rồi gửi lại.",
    "too_long": "Ô %(at)s nằm ngoài 20.000 dòng được nhận. Hãy chia danh sách thành các tệp nhỏ hơn.",
    "too_wide": "Ô %(at)s nằm ngoài 60 cột được nhận. Hãy xóa các cột thừa rồi gửi lại.",
    "too_much": "Đến ô %(at)s thì nội dung vượt 20 triệu ký tự, nên không đọc tiếp. Hãy chia thành các tệp nhỏ hơn.",
    "too_many": "Tệp có quá 20 trang tính (trang thứ 21 là “%(at)s”). Hãy để danh sách trong một tệp riêng.",
    "bomb": "Tệp nén bất thường, bung ra quá lớn, nên không mở.",
    "not_a_workbook": "Chỉ nhận tệp Excel dạng .xlsx thường, không có macro.",
    "broken": "Không đọc được tệp Excel này; tệp có thể bị hỏng hoặc đặt mật khẩu.",
    "slow": "Đọc tệp này quá lâu, nên dừng lại. Hãy chia thành các tệp nhỏ hơn.",
}


def _limits() -> None:
    """For the child, before it begins."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (100 << 20, 100 << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _child(*words: str) -> dict[str, Any]:
    environment = {"OPENPYXL_LXML": "False", "OPENPYXL_DEFUSEDXML": "True", "PYTHONUTF8": "1", "LANG": "C.UTF-8"}
    environment |= {name: os.environ[name] for name in ("TMPDIR",) if name in os.environ}
    try:
        run = subprocess.run(  # noqa: S603  (our own program, our own words)
            [sys.executable, "-I", str(CHILD), *words],
            capture_output=True,
            timeout=WALL,
            preexec_fn=_limits,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused(_(SENTENCES["slow"]), FIELD) from None
    try:
        answer: dict[str, Any] = json.loads(run.stdout)
    except ValueError:
        raise Refused(_(SENTENCES["slow" if run.returncode < 0 else "bomb"]), FIELD) from None
    if "refused" in answer:
        at = answer["at"][:31]
        if answer.get("sheet"):
            at = _("%(at)s của trang tính “%(sheet)s”", at=at, sheet=answer["sheet"][:31])
        raise Refused(str(_(SENTENCES[answer["refused"]])) % {"at": at}, FIELD)
    return answer


# Understanding what people wrote


def letter_of(index: int) -> str:
    """The letter of a column, from 0: A … Z, AA …"""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _index_of(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _understand(raw: dict[str, Any], columns: Sequence[Column]) -> Sheet | None:
    rows: list[tuple[int, list[Any]]] = [(number, cells) for number, cells in raw["rows"]]
    _fill_merged(rows, raw["merged"])
    head, depth, places = _find_head(rows, columns)
    if not places:
        return None
    sheet = Sheet(raw["name"], rows[head][0], {key: letter_of(at) for key, at in places.items()})
    heads = [(at, fold(as_text(cell))) for _number, cells in rows[head : head + depth] for at, cell in enumerate(cells)]
    counted = next((at for at, words in heads if words in {"stt", "tt", "so tt"}), None)
    sheet.rows = list(_data_rows(rows[head + depth :], places, counted, sheet.letters))
    return sheet


def _fill_merged(rows: list[tuple[int, list[Any]]], areas: Sequence[str]) -> None:
    """The value of a merged area stands in each of its rows; across, only in its first column."""
    by_number = dict(rows)
    bottom, room = max(by_number, default=0), MOST_FILLED
    for area in areas:
        first, last = (re.fullmatch("([A-Z]+)([0-9]+)", corner) for corner in area.split(":"))
        if first is None or last is None or first[2] == last[2]:
            continue
        at, top = _index_of(first[1]), by_number.get(int(first[2]), [])
        value = top[at] if at < len(top) else None
        inside = range(int(first[2]) + 1, min(int(last[2]), bottom) + 1)
        room -= len(inside)
        if room < 0:  # areas that lie on each other, which Excel does not write
            raise Refused(_(SENTENCES["bomb"]), FIELD)
        for number in inside:
            cells = by_number.get(number)
            if cells is not None and value is not None:
                cells.extend([None] * (at + 1 - len(cells)))
                cells[at] = value


def _find_head(rows: list[tuple[int, list[Any]]], columns: Sequence[Column]) -> tuple[int, int, dict[str, int]]:
    """(place, how many rows it takes, column -> place): the row, or two rows, that name the most columns."""
    best: tuple[int, int, dict[str, int]] = (0, 0, {})
    needed = {column.key for column in columns if column.is_required}
    for depth in (1, 2):  # two rows only where one does not name as many
        for at in range(min(len(rows), HEADER_WITHIN)):
            places = _places(rows[at : at + depth], columns)
            if needed <= set(places) and len(places) > len(best[2]) and len(places) >= min(2, len(columns)):
                best = (at, depth, places)
    at, depth, places = best
    while places and at + depth < len(rows) and _repeats(rows[at][1], rows[at + depth][1], places):
        depth += 1  # a head that is merged over several rows
    return at, depth, places


def _repeats(head: list[Any], cells: list[Any], places: dict[str, int]) -> bool:
    return all(place < len(cells) and cells[place] == head[place] for place in places.values() if place < len(head))


def _places(rows: Sequence[tuple[int, list[Any]]], columns: Sequence[Column]) -> dict[str, int]:
    heads: dict[int, list[str]] = {}
    for number, cells in rows:
        for at, cell in enumerate(cells):
            if cell is not None and isinstance(cell, str) and len(cell) < 120:
                heads.setdefault(at, []).append(fold(cell))
            elif cell is not None and number != rows[0][0]:
                return {}  # figures: the second row is data already
    places: dict[str, int] = {}
    for at, written in sorted(heads.items()):
        for column in columns:
            if column.key not in places and any(_names(head, column) for head in reversed(written)):
                places[column.key] = at
                break
    return places


def _names(head: str, column: Column) -> bool:
    plain = re.sub("[^a-z0-9 ]", " ", head)
    plain = " ".join(plain.split())
    return any(plain == name or plain.startswith(f"{name} ") for name in column.heads)


def _data_rows(
    rows: Sequence[tuple[int, list[Any]]], places: dict[str, int], counted: int | None, letters: dict[str, str]
) -> Iterator[Row]:
    """Rows of data with the group they stand in; headings, column numbers, totals and blank rows are passed over."""
    group, last, last_mark = "", None, ""
    for number, cells in rows:
        values = {key: cells[at] for key, at in places.items() if at < len(cells) and cells[at] is not None}
        filled = [cell for cell in cells if cell is not None]
        mark = as_text(cells[counted]).strip() if counted is not None and counted < len(cells) else ""
        if _is_numbering(filled):
            continue
        if _is_heading(filled, mark):
            group, last = fold(as_text(filled[-1])), None
        elif not values or fold(as_text(filled[0])).startswith(TOTALS):
            last = None
        elif last is not None and counted is not None and _goes_on(last, last_mark, mark, number, values, filled):
            _join(last, values)
        elif counted is None or mark or len(values) > 2:
            last, last_mark = Row(number, values, letters, group), mark
            yield last
        else:
            last = None  # “Người lập biểu”, a date, a place for signatures


TOTALS = ("tong cong", "cong:", "tong so", "cong (")


def _goes_on(last: Row, last_mark: str, mark: str, number: int, values: dict[str, Any], filled: list[Any]) -> bool:
    """Is this the second line of the row above: without a number of its own, or under the same merged one?"""
    follows = number == last.number + 1
    if mark:
        return follows and mark == last_mark
    return follows and len(values) == len(filled) <= 2


def _join(last: Row, values: dict[str, Any]) -> None:
    for key, value in values.items():
        if last.cells.get(key) != value:
            last.cells[key] = f"{as_text(last.cells.get(key))} {as_text(value)}".strip()


def _is_numbering(filled: Sequence[Any]) -> bool:
    """(1) (2) (3): the row under the head that numbers the columns."""
    marks = [re.sub(r"[()\s]", "", as_text(cell)) for cell in filled]
    return len(marks) > 2 and marks == [str(number) for number in range(1, len(marks) + 1)]


def _is_heading(filled: Sequence[Any], mark: str) -> bool:
    """“I | TẬP THỂ”, or one cell alone with “II. HỘ GIA ĐÌNH (3)”."""
    words = as_text(filled[-1])
    if len(filled) == 2 and re.fullmatch("[IVX]+|[A-Z]", mark):
        return True
    return len(filled) == 1 and bool(re.match(r"[IVX]+[.)\s]|[A-E][.)]\s", words))
