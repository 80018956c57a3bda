"""Earlier commendations from a sheet: nothing is matched without a person, and only clean rows enter the register."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from awards.core.db import db
from awards.core.errors import Refused
from awards.core.sheet import Sheet, _understand
from awards.exchange import services
from awards.exchange.models import CommendationImport
from awards.law.models import SubjectKind
from awards.nominations import services as nominations
from awards.nominations.models import Commendation, CommendationSource, ConflictKind, Nominee
from tests import make
from tests.exchange.test_imports import book_of

HEAD = ["TT", "Họ và tên", "Năm sinh", "Địa chỉ", "Hình thức khen thưởng", "Số, ngày quyết định; cơ quan ban hành"]
INH = [1, "Lò Văn Inh", 1965, "Bản Mẫu", "Giấy khen", "Quyết định số 12/QĐ-UBND ngày 19/5/2018 của Chủ tịch UBND xã"]
OP = [2, "Vì Văn Ộp", 1950, "Bản Khác", "Giấy khen", "33/QĐ-UBND, ngày 10/10/2020"]


def read_of(*rows: list[Any]) -> Sheet:
    """These rows as they come out of a workbook, without one: opening it is tested with the pages."""
    raw = {"name": "a", "rows": [[number, row] for number, row in enumerate(rows, 1)], "merged": []}
    sheet = _understand(raw, services.COMMENDATION_COLUMNS)
    assert sheet is not None
    return sheet


def sent_in(world: make.World, *rows: list[Any]) -> CommendationImport:
    named = {"file_name": "a.xlsx", "content": b"PK", "actor": world.officers[0]}
    made = services.receive_commendations(world.units[0], read_of(*rows), **named)
    db.session.commit()
    return made


def asked(made: CommendationImport, world: make.World) -> dict[str, services.Who]:
    return {who.subject["name"]: who for who in services.asked_about(made, actor=world.officers[0])}


def register() -> list[tuple[str, str, CommendationSource]]:
    query = select(Nominee.name, Commendation.number_text, Commendation.source).join(Commendation.nominee)
    return [tuple(row) for row in db.session.execute(query.order_by(Commendation.id))]


def test_a_list_is_sent_in_looked_at_and_written_into_the_register_by_its_pages(browser: Any, app: Flask) -> None:
    world = make.world()
    known = make.nomination(world, name="Lò Văn Inh", birth_year=1965, address="bản Mẫu").nominee
    client = browser(world.officers[0])
    wrong = [3, "Giàng A Dế", 1971, "Bản Mẫu", "", "ngày 31/02/2020"]
    file = {"file": (io.BytesIO(book_of(["UBND XÃ"], HEAD, INH, OP, wrong)), "khen thưởng.xlsx")}
    answer = client.post("/imports/commendations/new", data=file, content_type="multipart/form-data")
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert register() == []
    assert "Lò Văn Inh, 1965, bản Mẫu (trùng tên, cùng năm sinh, cùng thôn bản, cùng xã)" in page
    assert "Chưa có trong sổ: ghi mới" in page
    marked: Any = load_workbook(io.BytesIO(client.get(f"{answer.location}/marked").data)).active
    assert marked["E5"].comment.text == "Chưa ghi hình thức khen thưởng."
    assert (marked["F5"].fill.fgColor.rgb, marked["B5"].comment) == ("FFFF9999", None)
    chosen = {"who-3": str(known.id), "who-4": services.NEW}
    assert client.post(answer.location, data=chosen).status_code == 303
    assert register() == [
        ("Lò Văn Inh", "12/QĐ-UBND", CommendationSource.IMPORTED),
        ("Vì Văn Ộp", "33/QĐ-UBND", CommendationSource.IMPORTED),
    ]
    entry = db.session.scalars(select(Commendation).where(Commendation.nominee_id == known.id)).one()
    assert (entry.decided_on, entry.body) == (date(2018, 5, 19), "Chủ tịch UBND xã")
    assert "Đó là ai?" not in client.get(answer.location).text


def test_who_was_imported_appears_when_the_name_is_typed_again() -> None:
    world = make.world()
    made = sent_in(world, HEAD, OP)
    services.enter_commendations(made, {2: services.NEW}, actor=world.officers[0])
    subject = nominations.Subject(SubjectKind.INDIVIDUAL, "vi van op", 1950, "khác")
    (match,) = nominations.similar(subject, unit_id=world.units[0].id, actor=world.officers[0])
    assert (match.is_repeat, match.awards[0].number_text) == (True, "33/QĐ-UBND")


def test_only_what_is_certain_is_chosen_beforehand() -> None:
    world = make.world()
    for name, year in (("Lò Văn Inh", 1965), ("Hà Thị Dợ", 1980), ("Hà Thị Dợ", 1990)):
        make.nomination(world, name=name, birth_year=year)
    rows = [
        [2, "Lo Van Inh", None, "Bản Mẫu", "Giấy khen", "1/QĐ"],
        [3, "Hà Thị Dợ", None, "Bản Mẫu", "Giấy khen", "2/QĐ"],
    ]
    people = asked(sent_in(world, HEAD, INH, *rows, [4, *OP[1:]]), world)
    likely = {name: who.likely for name, who in people.items()}
    assert likely["Lò Văn Inh"] == str(people["Lò Văn Inh"].alike[0].nominee_id)
    assert (likely["Lo Van Inh"], likely["Vì Văn Ộp"]) == ("", services.NEW)
    assert likely["Hà Thị Dợ"] == ""
    assert len(people["Hà Thị Dợ"].alike) == 2


def test_two_awards_of_one_unknown_person_make_one_entry() -> None:
    world = make.world()
    made = sent_in(world, HEAD, OP, [3, *OP[1:5], "40/QĐ-UBND ngày 1/2/2021"])
    (who,) = asked(made, world).values()
    assert services.enter_commendations(made, {who.key: services.NEW}, actor=world.officers[0]) == 2
    db.session.commit()
    assert len(db.session.scalars(select(Nominee)).all()) == 1


def test_what_stands_in_the_register_or_twice_in_the_list_does_not_enter() -> None:
    world = make.world()
    made = sent_in(world, HEAD, INH)
    services.enter_commendations(made, {2: services.NEW}, actor=world.officers[0])
    again = sent_in(world, HEAD, INH, OP, [3, *OP[1:]])
    assert dict(map(tuple, again.faults)) == {"F2": "Sổ đã có lần khen thưởng này.", "F4": "Trùng với dòng 3."}
    other = sent_in(world, HEAD, [1, "Lò Văn Ing", *INH[2:]])
    (who,) = asked(other, world).values()
    known = str(who.alike[0].nominee_id)
    with pytest.raises(Refused, match="Sổ đã ghi: Lò Văn Inh, Giấy khen, Quyết định số 12/QĐ-UBND"):
        services.enter_commendations(other, {who.key: known}, actor=world.officers[0])


def test_who_is_left_out_or_not_decided_stays_out_of_the_register() -> None:
    world = make.world()
    made = sent_in(world, HEAD, INH, OP)
    with pytest.raises(Refused, match="Chọn ít nhất một"):
        services.enter_commendations(made, {}, actor=world.officers[0])
    assert services.enter_commendations(made, {2: services.LEFT_OUT}, actor=world.officers[0]) == 0
    assert (made.left_out, [row["row"] for row in made.waiting], register()) == (1, [3], [])


def test_an_entry_that_is_not_alike_cannot_be_chosen() -> None:
    world = make.world()
    stranger = make.nomination(world, name="Quàng Thị Khác").nominee
    made = sent_in(world, HEAD, OP)
    with pytest.raises(Refused, match="Sổ đã thay đổi"):
        services.enter_commendations(made, {2: str(stranger.id)}, actor=world.officers[0])


def test_who_has_a_conflict_of_interest_writes_nothing_for_that_nominee() -> None:
    world = make.world()
    known = make.nomination(world, name="Vì Văn Ộp", birth_year=1950)
    officer = world.officers[0]
    nominations.declare(known, ConflictKind.FAMILY, "Bố.", actor=officer)
    made = sent_in(world, HEAD, OP)
    (who,) = asked(made, world).values()
    assert services.enter_commendations(made, {who.key: services.NEW}, actor=world.officers[0]) == 0
    assert register() == []


@pytest.mark.parametrize(
    ("written", "number", "on", "body"),
    [
        ("45/QĐ-UBND ngày 18/11/2019 của Chủ tịch UBND xã", "45/QĐ-UBND", date(2019, 11, 18), "Chủ tịch UBND xã"),
        ("QĐ số: 45/QĐ-UBND, 18.11.2019", "45/QĐ-UBND", date(2019, 11, 18), ""),
        ("Số 45/QĐ-UBND ngày 18-11-2019; UBND xã", "45/QĐ-UBND", date(2019, 11, 18), "UBND xã"),
        ("Quyết định số 45", "45", None, ""),
        ("45", "45", None, ""),
    ],
)
def test_number_day_and_body_in_one_cell_are_taken_apart(
    written: str, number: str, on: date | None, body: str, app: Flask
) -> None:
    sheet = read_of(HEAD, [*INH[:5], written])
    (one,) = services.judge_commendations(sheet, actor=make.user(None))
    assert (one.number_text, one.decided_on, one.body, one.faults) == (number, on, body, {})


def test_what_is_missing_or_in_the_future_is_said_by_cell(app: Flask) -> None:
    head = ["Họ và tên", "Danh hiệu", "Số quyết định", "Ngày ký"]
    rows = [
        ["", "Giấy khen", "1", "1/1/2020"],
        ["Lò A", "", "ngày 1/1/2020", ""],
        ["Lò B", "Giấy khen", "2", "1/1/2999"],
    ]
    sheet = read_of(head, *rows, ["Lò C", "Giấy khen", "3", "hôm qua"])
    found = services.judge_commendations(sheet, actor=make.user(None))
    assert [set(one.faults) for one in found] == [{"name"}, {"award", "number"}, {"decided_on"}, {"decided_on"}]


def test_only_officers_of_the_unit_write_their_register(browser: Any) -> None:
    world = make.world()
    made = sent_in(world, HEAD, OP)
    assert browser(world.officers[1]).get(f"/imports/commendations/{made.id}").status_code == 404
    with pytest.raises(Refused, match="chuyên viên của đơn vị"):
        services.enter_commendations(made, {2: services.NEW}, actor=world.leaders[0])


def test_an_empty_list_of_earlier_commendations_is_one_that_is_read(app: Flask, browser: Any, tmp_path: Path) -> None:
    client = browser(make.world().officers[0])
    assert 'href="/imports/commendations/blank"' in client.get("/imports/commendations/new").text
    book: Any = load_workbook(io.BytesIO(client.get("/imports/commendations/blank").data))
    typed = [
        "Vì Văn Ộp",
        "Cá nhân",
        "Nam",
        "1950",
        "",
        "Bản Khác",
        "Giấy khen",
        "10/10/2020",
        "33/QĐ-UBND",
        "UBND xã",
        "",
    ]
    for cell, word in zip(book.active[2], typed, strict=True):
        cell.value = word
    book.save(tmp_path / "a.xlsx")

    sheet = services.read_commendations(tmp_path / "a.xlsx")
    (row,) = sheet.rows
    assert [row.text(column.key) for column in services.COMMENDATION_COLUMNS] == typed
