"""Excel as people write it: forty messy sheets with known truth; bombs and formulas refused with the cell's address."""

import io
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from awards.core import sheet
from awards.core.errors import Refused
from awards.core.sheet import Column, as_date, as_digits, as_year, mark_cells, read_sheet
from tests.core.sheets import messy

COLUMNS = (
    Column("name", "Họ và tên", ("ho va ten", "ho ten", "ten tap the"), is_required=True),
    Column("born", "Năm sinh", ("nam sinh", "ngay sinh", "ngay thang nam sinh")),
    Column("position", "Chức vụ", ("chuc vu",)),
    Column("address", "Địa chỉ", ("dia chi", "noi o", "noi cu tru"), is_required=True),
    Column("code", "Mã xã", ("ma xa",)),
    Column("citation", "Thành tích", ("tom tat thanh tich", "thanh tich")),
)


def kept(folder: Path, content: bytes) -> Path:
    path = folder / "a.xlsx"
    path.write_bytes(content)
    return path


def said(path: Path) -> list[dict[str, Any]]:
    found = read_sheet(path, COLUMNS)
    kinds = {"tap the": "collective", "ho gia dinh": "household", "ca nhan": "individual", "": "individual"}
    return [
        {
            **{key: unicodedata.normalize("NFC", row.text(key)) for key in ("name", "position", "address", "citation")},
            "born": as_year(row.cells.get("born")),
            "code": as_digits(row.cells.get("code"), 5),
            "kind": kinds[row.group],
        }
        for row in found.rows
    ]


@pytest.mark.parametrize("number", range(40))
def test_a_messy_sheet_says_what_it_truly_says(number: int, tmp_path: Path) -> None:
    made = messy(number)
    assert said(kept(tmp_path, made.content)) == made.truth


def book_of(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


HEAD = ["STT", "Họ và tên", "Địa chỉ"]


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as refused:
        read_sheet(path, COLUMNS)
    assert refused.value.field == "file"
    return refused.value.sentence


def test_a_formula_is_refused_with_its_address(tmp_path: Path) -> None:
    content = book_of(HEAD, [1, "Lò Văn Mẫu", "bản Mẫu"], [2, '=HYPERLINK("http://x","y")', "bản"])
    assert refusal(kept(tmp_path, content)).startswith("Ô B3 là công thức.")


def test_words_that_begin_like_a_formula_are_words(tmp_path: Path) -> None:
    book = Workbook()
    sheet_: Any = book.active
    sheet_.append(HEAD)
    sheet_.append([1, "x", "bản"])
    sheet_["B2"].value, sheet_["B2"].data_type = "=Lò Văn Mẫu", "s"
    written = io.BytesIO()
    book.save(written)
    assert read_sheet(kept(tmp_path, written.getvalue()), COLUMNS).rows[0].text("name") == "=Lò Văn Mẫu"


def package(**parts: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book_of(HEAD))) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return written.getvalue()


BOMBS = {
    "much of nothing": package(**{"xl/media/a.bin": bytes(200_000_000)}),
    "entities": package(
        **{"xl/sharedStrings.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><sst>&b;</sst>'}
    ),
    "many parts": package(**{f"x/{number}": b"" for number in range(2100)}),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_not_opened(name: str, tmp_path: Path) -> None:
    assert refusal(kept(tmp_path, BOMBS[name])) == "Tệp nén bất thường, bung ra quá lớn, nên không mở."


@pytest.mark.parametrize("content", [b"", b"x" * 999, b"PK\x03\x04" + b"x" * 99, package(**{"xl/workbook.xml": b"<x"})])
def test_what_is_broken_is_said_to_be(content: bytes, tmp_path: Path) -> None:
    assert "Không đọc được tệp Excel này" in refusal(kept(tmp_path, content))


def test_a_macro_and_another_package_are_refused(tmp_path: Path) -> None:
    for content in (package(**{"xl/vbaProject.bin": b"x"}), _zip_of("word/document.xml")):
        assert "Chỉ nhận tệp Excel dạng .xlsx thường" in refusal(kept(tmp_path, content))


def _zip_of(name: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as new:
        new.writestr(name, "x")
    return written.getvalue()


def test_a_sheet_without_such_a_head_says_which_columns_it_needs(tmp_path: Path) -> None:
    assert "“Họ và tên”, “Địa chỉ”" in refusal(kept(tmp_path, book_of(["a", "b"], [1, 2])))


def test_too_long_a_sheet_and_too_large_a_file_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = Workbook()
    book.active.cell(20_001, 1, "x")  # type: ignore[union-attr]
    written = io.BytesIO()
    book.save(written)
    assert "A20001" in refusal(kept(tmp_path, written.getvalue()))
    monkeypatch.setattr(sheet, "LARGEST", 10)
    assert refusal(kept(tmp_path, book_of(HEAD))) == "Tệp lớn hơn 10 MB."


def sheet_of(*rows: str, strings: str = "x") -> bytes:
    """A package whose first sheet and shared text are written by hand, as no Excel writes them."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    parts = {"xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{''.join(rows)}</sheetData></worksheet>"}
    with zipfile.ZipFile(io.BytesIO(book_of(HEAD))) as old:
        types = old.read("[Content_Types].xml").decode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    listed = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = types.replace("</Types>", listed)
    parts["xl/sharedStrings.xml"] = f"<sst {space}><si><t>{strings}</t></si></sst>"
    return package(**{name: words.encode() for name, words in parts.items()})


def text_cell(at: str, words: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{words}</t></is></c>'


def test_what_is_too_long_or_too_wide_or_wrong_is_named_by_its_cell(tmp_path: Path) -> None:
    many = [
        f'<row r="{row}">' + "".join(f'<c r="{at}{row}" t="s"><v>0</v></c>' for at in "AB") + "</row>"
        for row in range(1, 400)
    ]
    cases = {
        f'<row r="2">{text_cell("B2", "x" * 32_768)}</row>': "Ô B2 dài quá 32.767 ký tự.",
        f'<row r="3">{text_cell("BI3", "x")}</row>': "Ô BI3 nằm ngoài 60 cột được nhận.",
        '<row r="4"><c r="C4" t="e"><v>#N/A</v></c></row>': "Ô C4 là một lỗi của Excel",
    }
    for row, sentence in cases.items():
        assert refusal(kept(tmp_path, sheet_of(row))).startswith(sentence)
    assert refusal(kept(tmp_path, sheet_of(*many, strings="a" * 32_000))).startswith("Đến ô A313 thì")


def test_a_cell_is_named_with_its_sheet_where_there_are_several(tmp_path: Path) -> None:
    book = Workbook()
    other = book.create_sheet("Tổng hợp")
    other["B3"] = "=1+1"
    written = io.BytesIO()
    book.save(written)
    assert refusal(kept(tmp_path, written.getvalue())).startswith("Ô B3 của trang tính “Tổng hợp” là công thức.")
    for number in range(20):
        book.create_sheet(f"Trang {number}")
    book.save(written)
    assert "(trang thứ 21 là “Trang 18”)" in refusal(kept(tmp_path, written.getvalue()))


def test_merged_areas_that_lie_on_each_other_end_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(number, ["x"]) for number in range(1, 101)]
    sheet._fill_merged(rows, ["A1:A9999999"])  # as far as there are rows
    monkeypatch.setattr(sheet, "MOST_FILLED", 150)
    with pytest.raises(Refused, match="bất thường"):
        sheet._fill_merged(rows, ["A1:A9999999"] * 2)


def test_a_child_that_takes_too_long_or_too_much_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kept(tmp_path, messy(1, 400).content)
    monkeypatch.setattr(sheet, "MEMORY", 24 << 20)
    assert "không mở" in refusal(path) or "Không đọc được" in refusal(path)
    monkeypatch.setattr(sheet, "MEMORY", 640 << 20)
    monkeypatch.setattr(sheet, "WALL", 0.01)
    assert "quá lâu" in refusal(path)


def test_marking_gives_back_the_same_file_with_red_cells_and_notes(tmp_path: Path) -> None:
    made = messy(2)
    path = kept(tmp_path, made.content)
    found = read_sheet(path, COLUMNS)
    address = found.rows[0].address("name")
    marked = load_workbook(io.BytesIO(mark_cells(path, found.name, {address: "Thiếu họ."})))[found.name]
    before = load_workbook(path)[found.name]
    assert (marked[address].fill.fgColor.rgb, marked[address].comment.text) == ("FFFF9999", "Thiếu họ.")
    assert [[cell.value for cell in row] for row in marked] == [[cell.value for cell in row] for row in before]


@pytest.mark.parametrize(
    ("value", "year"),
    [(1968, 1968), ("1968", 1968), ("'1968", 1968), ("05/01/1968", 1968), (24847, 1968), (None, None)],
)
def test_a_year_is_read_from_a_year_and_from_a_date(value: Any, year: int | None) -> None:
    assert as_year(value) == year


@pytest.mark.parametrize("value", ["khoảng 1968", "31/02/1968", "68", True, 12.5])
def test_what_is_no_year_is_said_to_be_none(value: Any) -> None:
    with pytest.raises(ValueError, match="Ngày không đúng"):
        as_year(value)


def test_zeros_that_excel_took_are_put_back_and_nothing_else_is_guessed() -> None:
    assert as_digits(4015, 5) == as_digits("04015", 5) == as_digits(["n", 4015, 5], 5) == "04015"
    assert as_digits(None, 5) == ""
    for value in ("4015", "0401A", "040155", 123456):
        with pytest.raises(ValueError, match="chữ số"):
            as_digits(value, 5)


def test_a_day_is_read_in_each_style() -> None:
    styles: list[Any] = ["5/1/1970", "05-01-1970", "05.01.1970", "1970-01-05", ["d", "1970-01-05"], 25573]
    assert {str(as_date(value)) for value in styles} == {"1970-01-05"}
