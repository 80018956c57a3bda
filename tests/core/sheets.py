"""Workbooks as people write them, made from a number, each with what it truly says."""

import io
import random
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from openpyxl import Workbook

FAMILY = ["Lò", "Hà", "Vì", "Lường", "Giàng", "Mùa", "Nguyễn", "Quàng", "Đinh", "Hoàng"]
MIDDLE = ["Văn", "Thị", "A", "Thị Thanh", "Minh", "Đức", "Thị Ngọc"]
GIVEN = ["Mẫu", "Inh", "Páo", "Huyền", "Khuyên", "Dợ", "Thắng", "Duyên", "Đông", "Ưng"]
HEADS = {
    "name": ["Họ và tên", "HỌ VÀ TÊN", "Họ tên", "Họ và tên\n(viết thường)", "Tên tập thể, hộ gia đình, cá nhân"],
    "born": ["Ngày sinh", "Năm sinh", "Ngày, tháng, năm sinh", "NĂM SINH"],
    "position": ["Chức vụ, đơn vị", "Chức vụ", "CHỨC VỤ, ĐƠN VỊ CÔNG TÁC"],
    "address": ["Địa chỉ", "Nơi ở", "ĐỊA CHỈ (bản, xã)", "Nơi cư trú"],
    "code": ["Mã xã", "MÃ XÃ"],
    "citation": ["Tóm tắt thành tích", "Thành tích", "TÓM TẮT THÀNH TÍCH ĐẠT ĐƯỢC"],
}
TITLES = ["UBND XÃ HUA PĂNG", "DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG", None, "Năm 2023"]
GROUPS = {"collective": "TẬP THỂ", "household": "HỘ GIA ĐÌNH", "individual": "CÁ NHÂN"}


@dataclass
class Messy:
    """A workbook, and what it says: rows of name, born (year), position, address, code, citation, kind."""

    content: bytes
    truth: list[dict[str, Any]] = field(default_factory=list)


def people(chance: random.Random, count: int) -> list[dict[str, Any]]:
    made = []
    for number in range(count):
        born = date(chance.randint(1950, 2000), chance.randint(1, 12), chance.randint(1, 28))
        made.append(
            {
                "name": f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}",
                "born": born,
                "position": chance.choice(["Trưởng bản", "Chi hội trưởng Hội Nông dân", ""]),
                "address": f"bản {chance.choice(GIVEN)}, xã Hua Păng",
                "code": f"{chance.choice([4015, 3979, 3985]):05}",
                "citation": f"Giúp {number + 2} hộ thoát nghèo.",
                "kind": "individual",
            }
        )
    return made


def born_as(style: int, day: date) -> Any:
    """The same day in the ways people write it."""
    return [
        day,
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d-%m-%Y}",
        f"{day:%d.%m.%Y}",
        day.year,
        str(day.year),
        (day - date(1899, 12, 30)).days,
    ][style]


def messy(number: int, count: int = 12) -> Messy:
    """Sheet `number` of the corpus; the same number makes the same sheet."""
    chance = random.Random(number)
    rows = people(chance, count)
    keys = ["name", "born", "position", "address", "code", "citation"]
    if number % 3:
        chance.shuffle(keys)
    has_count = number % 5 != 4
    book = Workbook()
    sheet: Any = book.active
    if number % 7 == 3:
        sheet.sheet_state, sheet.title = "hidden", "Cũ"
        sheet.append(["Họ và tên", "Địa chỉ"])
        sheet.append(["Không phải người này", "x"])
        sheet = book.create_sheet("Danh sách")
    at = _write_title(sheet, chance, number % 6)
    at = _write_head(sheet, chance, keys, has_count, at, deep=number % 4 == 1, numbered=number % 4 == 2)
    if has_count and number % 3 == 0:
        _give_kinds(rows)
    at = _Table(sheet, keys, has_count, number).write(rows, at)
    if number % 2 and has_count:
        sheet.cell(at, 1, "Tổng cộng")
        sheet.cell(at, 3, len(rows))
    if has_count:
        sheet.cell(at + 2, 2 + len(keys) // 2, "Hua Păng, ngày 05 tháng 10 năm 2023")
        sheet.cell(at + 3, 2 + len(keys) // 2, "NGƯỜI LẬP BIỂU")
    written = io.BytesIO()
    book.save(written)
    truth = [{**row, "born": row["born"].year} for row in rows]
    return Messy(written.getvalue(), truth)


def _give_kinds(rows: list[dict[str, Any]]) -> None:
    third = len(rows) // 3
    for kind, part in zip(GROUPS, (rows[:third], rows[third : 2 * third], rows[2 * third :]), strict=True):
        for row in part:
            row["kind"] = kind


def _write_title(sheet: Any, chance: random.Random, lines: int) -> int:
    for at in range(1, lines + 1):
        sheet.cell(
            at, chance.randint(1, 4), ["UBND XÃ HUA PĂNG", "DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG", None, "Năm 2023"][at % 4]
        )
        if at == 2:
            sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=1)
    return lines + 1 + (lines > 2)


def _write_head(
    sheet: Any, chance: random.Random, keys: list[str], has_count: bool, at: int, *, deep: bool, numbered: bool
) -> int:
    first = 2 if has_count else 1
    if has_count:
        sheet.cell(at, 1, chance.choice(["STT", "TT", "Stt", "Số TT"]))
    for column, key in enumerate(keys, first):
        sheet.cell(at, column, chance.choice(HEADS[key]))
    below = at + 1
    if deep:
        for column in range(1, first + len(keys)):
            sheet.merge_cells(start_row=at, start_column=column, end_row=at + 1, end_column=column)
        below = at + 2
    if numbered:
        for column in range(1, first + len(keys)):
            sheet.cell(below, column, f"({column})" if chance.random() < 0.5 else column)
        below += 1
    return below


@dataclass
class _Table:
    """Where the data are written, and in which manner."""

    sheet: Any
    keys: list[str]
    has_count: bool
    number: int

    @property
    def first(self) -> int:
        return 2 if self.has_count else 1

    def write(self, rows: list[dict[str, Any]], at: int) -> int:
        kind, whole_row = "", 0
        for count, row in enumerate(rows, 1):
            if self.has_count and self.number % 3 == 0 and row["kind"] != kind:
                kind, whole_row = row["kind"], 0
                self.sheet.cell(at, 1, "I" * (list(GROUPS).index(kind) + 1))
                self.sheet.cell(at, 2, GROUPS[kind])
                at += 1
            if self.has_count:
                self.sheet.cell(at, 1, count)
            if self.number % 5 == 2 and whole_row and count % 3:
                self._share_address(rows[count - 2], row, at)
                whole_row = 0
                at += 1
                continue
            lines = self._write_one(row, at, split=self.has_count and count % 4 == 3)
            whole_row = at if lines == 1 else 0
            at += lines
        return at

    def _share_address(self, above: dict[str, Any], row: dict[str, Any], at: int) -> None:
        """The cell of the row above is merged with this one's."""
        row["address"] = above["address"]
        self._write_one(row, at, split=False)
        column = self.first + self.keys.index("address")
        self.sheet.cell(at, column).value = None
        self.sheet.merge_cells(start_row=at - 1, start_column=column, end_row=at, end_column=column)

    def _write_one(self, row: dict[str, Any], at: int, *, split: bool) -> int:
        """One person; their name on one line, on two in the cell, or on two rows. Returns how many rows it takes."""
        lines = 1
        for column, key in enumerate(self.keys, self.first):
            value = row[key]
            if key == "born":
                value = born_as((self.number + at) % 7, value)
            elif key == "code" and self.number % 2:
                value = int(value)
            elif key == "name":
                value, second = self._name(value, at, split)
                if second:
                    self.sheet.cell(at + 1, column, second)
                    lines = 2
            if value != "":
                cell = self.sheet.cell(at, column, value)
                if key == "code" and self.number % 4 == 1:
                    cell.number_format = "00000"
        return lines

    def _name(self, name: str, at: int, split: bool) -> tuple[str, str]:
        *first, last = name.split()
        if split and self.number % 2 == 0:
            return " ".join(first), last
        if split:
            return f"{' '.join(first)}\n{last}", ""
        if at % 5 == 1:
            return f"  {name.replace(' ', '  ')} ", ""
        return (unicodedata.normalize("NFD", name) if at % 7 == 2 else name), ""
