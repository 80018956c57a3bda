"""Nominations from a sheet: the dry run enters nothing, the same file comes back marked, only clean rows enter."""

import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from awards.core.db import db
from awards.core.errors import Refused
from awards.core.sheet import Sheet
from awards.exchange import services
from awards.exchange.models import SheetImport
from awards.law.models import SubjectKind
from awards.nominations.models import Honorific, Nomination
from tests import make
from tests.core.sheets import messy

HEAD = ["STT", "Họ và tên", "Giới tính", "Năm sinh", "Chức vụ", "Địa chỉ", "Tóm tắt thành tích"]
GOOD = [1, "Lò Văn Mẫu", "Nam", "05/01/1970", "Trưởng bản", "bản Mẫu", "Giúp 12 hộ."]


def book_of(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def sent_in(browser: Any, world: make.World, content: bytes) -> SheetImport:
    client = browser(world.officers[0])
    file = {"file": (io.BytesIO(content), "danh sách.xlsx")}
    answer = client.post(f"/imports/new/{world.campaign.id}", data=file, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return db.session.scalars(select(SheetImport).order_by(SheetImport.id.desc())).first()  # type: ignore[return-value]


def drafts() -> list[Nomination]:
    return list(db.session.scalars(select(Nomination).order_by(Nomination.id)))


def test_a_dry_run_enters_nothing_and_says_what_is_wrong(app: Flask, browser: Any) -> None:
    world = make.world()
    wrong = [2, "Hà Thị Mẫu", "nữ giới", "31/02/1970", "", "", ""]
    made = sent_in(browser, world, book_of(HEAD, GOOD, wrong, [3, "Lò Văn Mẫu", "", "", "", "bản Khác", ""]))
    assert (made.clean, made.entered, drafts()) == (1, 0, [])
    said = dict(made.faults)
    assert set(said) == {"C3", "D3", "F3", "B4"}
    assert said["B4"] == "Trùng với dòng 2."
    page = browser(world.officers[0]).get(f"/imports/{made.id}").text
    assert "Ghi Nam hoặc Nữ." in page
    assert "Năm sinh không đúng. Ghi năm, ví dụ 1968" in page


def test_the_same_file_comes_back_with_red_cells_and_notes(app: Flask, browser: Any) -> None:
    world = make.world()
    content = book_of(HEAD, GOOD, [2, "Hà Thị Mẫu", "Nữ", "1970", "", "", ""])
    made = sent_in(browser, world, content)
    answer = browser(world.officers[0]).get(f"/imports/{made.id}/marked")
    sheet: Any = load_workbook(io.BytesIO(answer.data)).active
    assert (sheet["F3"].fill.fgColor.rgb, sheet["F3"].comment.text) == ("FFFF9999", "Chưa ghi địa chỉ.")
    assert sheet["B2"].comment is None
    assert [cell.value for cell in sheet[2]] == GOOD


def test_only_clean_rows_enter_and_a_corrected_file_adds_nothing_twice(app: Flask, browser: Any) -> None:
    world = make.world()
    made = sent_in(browser, world, book_of(HEAD, GOOD, [2, "Hà Thị Mẫu", "Nữ", "1970", "", "", ""]))
    client = browser(world.officers[0])
    assert client.post(f"/imports/{made.id}/enter").status_code == 303
    (entered,) = drafts()
    assert (entered.name, entered.honorific, entered.birth_year) == ("Lò Văn Mẫu", Honorific.ONG, 1970)
    assert (entered.position, entered.address, entered.report) == ("Trưởng bản", "bản Mẫu", {"results": "Giúp 12 hộ."})
    assert client.post(f"/imports/{made.id}/enter").status_code == 409
    again = sent_in(browser, world, book_of(HEAD, GOOD, [2, "Hà Thị Mẫu", "Nữ", "1970", "", "bản Mẫu", ""]))
    assert (again.clean, again.faults) == (1, [["B2", f"Đã có hồ sơ {entered.code} của đối tượng này."]])
    client.post(f"/imports/{again.id}/enter")
    assert [one.name for one in drafts()] == ["Lò Văn Mẫu", "Hà Thị Mẫu"]


def test_the_kind_is_read_from_heading_column_or_name(tmp_path: Path, app: Flask) -> None:
    world = make.world()
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        book_of(
            ["STT", "Tên tập thể, hộ gia đình, họ và tên cá nhân", "Địa chỉ"],
            ["I", "TẬP THỂ", None],
            [1, "Chi hội Nông dân bản Mẫu", "bản Mẫu"],
            ["II", "HỘ GIA ĐÌNH", None],
            [2, "Hộ gia đình ông Lò Văn Mẫu", "bản Mẫu"],
            [3, "Hộ bà Hà Thị Mẫu", "bản Mẫu"],
            ["III", "CÁ NHÂN", None],
            [4, "Bà Vì Thị Mẫu", "bản Mẫu"],
        )
    )
    found = services.judge(services.read(path), world.campaign, world.units[0])
    assert [(one.kind, one.subject["name"], one.subject["honorific"]) for one in found] == [
        (SubjectKind.COLLECTIVE, "Chi hội Nông dân bản Mẫu", None),
        (SubjectKind.HOUSEHOLD, "Lò Văn Mẫu", Honorific.ONG),
        (SubjectKind.HOUSEHOLD, "Hà Thị Mẫu", Honorific.BA),
        (SubjectKind.INDIVIDUAL, "Vì Thị Mẫu", Honorific.BA),
    ]
    assert [one.faults for one in found] == [{}] * 4


@pytest.mark.parametrize("number", range(0, 40, 5))
def test_messy_sheets_become_drafts(number: int, tmp_path: Path, app: Flask) -> None:
    world, made = make.world(), messy(number)
    path = tmp_path / "a.xlsx"
    path.write_bytes(made.content)
    found = services.judge(services.read(path), world.campaign, world.units[0])
    names = [row["name"] for row in made.truth]
    assert [one.subject["name"] for one in found] == names
    faults = [one.faults for one in found]
    assert all(not fault or fault["name"].startswith("Trùng với dòng") for fault in faults)
    assert [one.kind.value for one in found] == [row["kind"] for row in made.truth]


def test_an_award_that_the_campaign_does_not_give_is_said(tmp_path: Path, app: Flask) -> None:
    world = make.world()
    make.campaign_award(world, 2)
    path = tmp_path / "a.xlsx"
    head = ["STT", "Họ và tên", "Địa chỉ", "Hình thức đề nghị"]
    rows = [
        [1, "Lò Văn Mẫu", "bản", "Huân chương"],
        [2, "Hà Thị Mẫu", "bản", "Giấy khen"],
        [3, "Vì Văn Mẫu", "bản", None],
    ]
    path.write_bytes(book_of(head, *rows))
    first, second, third = services.judge(services.read(path), world.campaign, world.units[0])
    assert "một trong:" in first.faults["award"]
    assert second.award is not None
    assert second.award.award_form.name == "Giấy khen"
    assert "award" in third.faults


def test_a_formula_is_refused_on_the_form_with_its_address(app: Flask, browser: Any) -> None:
    world = make.world()
    client = browser(world.officers[0])
    file = {"file": (io.BytesIO(book_of(HEAD, [1, "=1+1", "", "", "", "bản", ""])), "a.xlsx")}
    answer = client.post(f"/imports/new/{world.campaign.id}", data=file, content_type="multipart/form-data")
    assert answer.status_code == 409
    assert "Ô B2 là công thức." in answer.text


def test_only_officers_of_the_unit_see_and_enter_its_sheets(app: Flask, browser: Any) -> None:
    world = make.world()
    made = sent_in(browser, world, book_of(HEAD, GOOD))
    assert browser(world.officers[1]).get(f"/imports/{made.id}").status_code == 404
    assert browser(world.leaders[0]).get(f"/imports/{made.id}").status_code == 403
    sheet = Sheet("a", 1)
    with pytest.raises(Refused, match="Chỉ chuyên viên"):
        services.receive(world.campaign, world.units[0], sheet, file_name="a", content=b"", actor=world.leaders[0])
    assert db.session.scalar(select(func.count()).select_from(Nomination)) == 0


def test_a_name_in_an_old_encoding_is_marked_with_its_mending(app: Flask, tmp_path: Path) -> None:
    world, path = make.world(), tmp_path / "a.xlsx"
    path.write_bytes(book_of(HEAD, [1, "Lß ThÞ MÉu", *GOOD[2:]], [2, *GOOD[1:]]))
    odd, good = services.judge(services.read(path), world.campaign, world.units[0])
    assert "TCVN3" in odd.faults["name"]
    assert "Bản sửa: “Lò Thị Mẫu”" in odd.faults["name"]
    assert good.faults == {}


def test_an_empty_list_is_filled_in_and_sent_back(app: Flask, browser: Any) -> None:
    """The file that the page offers is one that it reads, with every column; what was typed stays as it was."""
    world = make.world()
    make.campaign_award(world, 3)
    client = browser(world.officers[0])
    page = f"/imports/new/{world.campaign.id}"
    assert f'href="{page}/blank"' in client.get(page).text
    answer = client.get(f"{page}/blank")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mau-danh-sach-de-nghi.xlsx"'

    book: Any = load_workbook(io.BytesIO(answer.data))
    sheet = book.active
    heads = [cell.value for cell in sheet[1]]
    assert [bool(head.endswith(" (bắt buộc)")) for head in heads] == [one.is_required for one in services.COLUMNS]
    offered = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    counts = {"B": 3, "C": 2, "G": 2}  # kinds, sexes, awards of the campaign
    assert offered == {f"{at}2:{at}1001": f"choices!${at}$1:${at}${count}" for at, count in counts.items()}
    formats = {one.number_format for one in sheet.column_dimensions.values()}
    assert (formats, max(one.max for one in sheet.column_dimensions.values())) == ({"@"}, len(heads))
    awards = [book["choices"][f"G{row}"].value for row in (1, 2)]
    assert awards == ["Giấy chứng nhận của phong trào", "Giấy khen"]
    typed = ["Lò Văn Mẫu", "Cá nhân", "Nam", "05/01/1970", "Trưởng bản", "bản Mẫu", "Giấy khen", "Đã giúp 7 hộ.", ""]
    for cell, word in zip(sheet[2], typed, strict=True):
        cell.value = word
    filled = io.BytesIO()
    book.save(filled)

    made = sent_in(browser, world, filled.getvalue())
    assert (made.clean, made.faults) == (1, [])
    client.post(f"/imports/{made.id}/enter")
    (draft,) = drafts()
    assert (draft.name, draft.birth_year, draft.award.award_form.name) == ("Lò Văn Mẫu", 1970, "Giấy khen")
    assert (draft.position, draft.address, draft.citation) == ("Trưởng bản", "bản Mẫu", "Đã giúp 7 hộ.")


def test_an_empty_list_sent_back_empty_says_so(app: Flask, browser: Any) -> None:
    world = make.world()
    client = browser(world.officers[0])
    blank = client.get(f"/imports/new/{world.campaign.id}/blank").data
    file = {"file": (io.BytesIO(blank), "mẫu.xlsx")}
    answer = client.post(f"/imports/new/{world.campaign.id}", data=file, content_type="multipart/form-data")
    assert answer.status_code == 409
    assert "Dưới dòng tiêu đề chưa có dòng nào." in answer.text
