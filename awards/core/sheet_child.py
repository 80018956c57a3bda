"""Opens a workbook that somebody sent us: a program of its own, run with limits by core/sheet.py; knows nothing else.

`read FILE`: the cells of its sheets as JSON on standard output. `mark FILE MARKS OUT`: the same workbook with red cells
and notes. Refusals are JSON too: {"refused": code, "at": address, "sheet": its name where there are several}.
"""

import json
import re
import sys
import zipfile
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 20_000, 60, 20
LONGEST_CELL = 32_767  # what a cell of Excel holds
MOST_LETTERS = 20_000_000  # of all cells: one shared text in a million cells is a small file
LARGEST_UNPACKED, MOST_PARTS, DENSEST = 120_000_000, 2000, 200
MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')


class Refusal(Exception):
    """The workbook is not read: a code and, where there is one, the address of the cell."""

    def __init__(self, code: str, at: str = "") -> None:
        super().__init__(code)
        self.code, self.at, self.sheet = code, at, ""


def check_package(path: str) -> None:
    """Refuses bombs, macros, encrypted and broken packages before anything is parsed."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            packed = sum(part.compress_size for part in parts) or 1
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED or unpacked > packed * DENSEST:
                raise Refusal("bomb")
            if "xl/workbook.xml" not in names or any("vbaproject" in name.lower() for name in names):
                raise Refusal("not_a_workbook")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with package.open(part) as file:
                        if b"<!DOCTYPE" in file.read(2048).upper():
                            raise Refusal("bomb")
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, EOFError) as error:
        raise Refusal("broken") from error


def read(path: str) -> dict[str, Any]:
    """{"sheets": [{"name", "rows": [[number, [cell, …]], …], "merged": ["A1:B2", …]}]}; hidden sheets are left out."""
    check_package(path)
    sheets: list[dict[str, Any]] = []
    file = open(path, "rb")  # noqa: SIM115  (by its name the library would ask for an ending)
    book = load_workbook(file, read_only=True, data_only=False)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if len(shown) > MOST_SHEETS:
        raise Refusal("too_many", shown[MOST_SHEETS].title)
    room = MOST_LETTERS
    for sheet in shown:
        rows = []
        try:
            for number, cells in rows_of(sheet):
                room -= sum(len(cell) for cell in cells if isinstance(cell, str))
                if room < 0:
                    raise Refusal("too_much", f"A{number}")
                rows.append([number, cells])
        except Refusal as refusal:
            refusal.sheet = sheet.title if len(shown) > 1 else ""
            raise
        sheets.append({"name": sheet.title, "rows": rows, "merged": merged_of(path, sheet)})
    return {"sheets": sheets}


def rows_of(sheet: Any) -> Any:
    """The rows with something in them. Refuses too many rows, and something in too far a column."""
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        cells = [value_of(cell) for cell in row[:MOST_COLUMNS]]
        if beyond := next((cell for cell in row[MOST_COLUMNS:] if cell.value is not None), None):
            raise Refusal("too_wide", beyond.coordinate)
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            number = next(cell.row for cell in row if cell.value is not None)
            if number > MOST_ROWS:
                raise Refusal("too_long", f"A{number}")
            yield number, cells


def value_of(cell: Any) -> Any:
    """Text as it is; a number with its format where it has one; a date as ["d", ISO]. Refuses formulas and errors."""
    value = cell.value
    if cell.data_type == "f":
        raise Refusal("formula", cell.coordinate)
    if cell.data_type == "e":
        raise Refusal("error", cell.coordinate)
    if isinstance(value, str):
        if len(value) > LONGEST_CELL:
            raise Refusal("long_cell", cell.coordinate)
        return value if value.strip() else None
    if isinstance(value, datetime | date):
        return ["d", value.isoformat()[:10]]
    if isinstance(value, bool) or value is None:
        return "x" if value else None
    return number_of(value, str(cell.number_format or "")) if isinstance(value, int | float) else str(value)


def number_of(value: float, form: str) -> Any:
    """A format of nothing but zeros says how many figures people see."""
    return ["n", value, len(form)] if set(form) == {"0"} and len(form) > 1 else value


def merged_of(path: str, sheet: Any) -> list[str]:
    """The merged areas; the quick reader does not give them."""
    name = str(sheet._worksheet_path).lstrip("/")
    with zipfile.ZipFile(path) as package, package.open(name) as file:
        tail = b""
        found: list[str] = []
        while block := file.read(1 << 20):
            found += [area.decode() for area in MERGED.findall(tail + block)]
            tail = block[-80:]
    return list(dict.fromkeys(found))[:MOST_ROWS]


def mark(path: str, marks: str, out: str) -> dict[str, Any]:
    """Write the same workbook with red cells and notes. `marks`: JSON {"sheet": name, "cells": {address: note}}."""
    check_package(path)
    with open(marks, encoding="utf-8") as file:
        wanted = json.load(file)
    with open(path, "rb") as workbook:
        book = load_workbook(workbook)
    sheet = book[wanted["sheet"]]
    red = PatternFill("solid", fgColor="FFFF9999")
    for address, note in wanted["cells"].items():
        cell = sheet[address]
        for area in sheet.merged_cells.ranges:
            if address in area:
                cell = sheet.cell(area.min_row, area.min_col)
        cell.fill = red
        cell.comment = Comment(note, "Gương sáng", width=320, height=120)
    book.save(out)
    return {"marked": len(wanted["cells"])}


def main() -> None:
    """Do one of the two and say so in JSON."""
    deed, *words = sys.argv[1:]
    try:
        answer = read(*words) if deed == "read" else mark(*words)
    except Refusal as refusal:
        answer = {"refused": refusal.code, "at": refusal.at, "sheet": refusal.sheet}
    except MemoryError:
        answer = {"refused": "bomb", "at": ""}
    except Exception:  # whatever a broken workbook does to the library
        answer = {"refused": "broken", "at": ""}
    json.dump(answer, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
