"""Lists as workbooks: what is in them is what is on the screen, and nothing in them is carried out."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from awards.audit.models import AccessEvent
from awards.core import sheets
from awards.core.access import Role
from awards.core.db import db
from tests import make
from tests.conftest import Browser
from tests.nominations.test_list import dossiers

Opens = Callable[..., Browser]


def cells(content: bytes) -> list[list[Any]]:
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("text", ["=1+1", "+84", "-2", "@SUM(A1)", '=HYPERLINK("http://x")', "http://x", "007"])
def test_a_text_stays_a_text_whatever_it_begins_with(text: str) -> None:
    file = io.BytesIO()
    sheets.write(
        file, [sheets.Column("Tên"), sheets.Column("Số"), sheets.Column("Ngày")], [(text, 7, date(2026, 1, 5))]
    )

    sheet = load_workbook(file).active
    assert sheet is not None
    assert (sheet["A2"].value, sheet["A2"].data_type) == (text, "s")
    assert (sheet["B2"].value, sheet["C2"].value.date()) == (7, date(2026, 1, 5))
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$1", "A2")


def test_the_workbook_of_the_dossiers_is_the_whole_list_with_its_filters(browser: Opens) -> None:
    world = make.world()
    dossiers(world, 60)
    person = browser(world.officers[0])

    whole = cells(person.get("/nominations?tai=excel").data)
    assert (len(whole), whole[0][:2], whole[1][1]) == (61, ["Mã số", "Đối tượng"], "Lường Thị Mẫu")
    assert len({row[0] for row in whole}) == 61
    assert len(cells(person.get("/nominations?state=waiting&name=luong&tai=excel").data)) == 61
    assert len(cells(person.get("/nominations?state=draft&tai=excel").data)) == 1


def test_the_page_for_the_printer_is_the_whole_list_with_its_filters(browser: Opens) -> None:
    world = make.world()
    dossiers(world, 60)
    person = browser(world.officers[0])

    page = person.get("/nominations?state=waiting&tai=in").text
    assert page.count("HS-0") == 60
    assert "60 dòng, lập lúc" in page
    assert "HS-0" not in person.get("/nominations?state=draft&tai=in").text


def test_taking_a_list_away_is_logged_and_needs_the_right_to_see_it(browser: Opens) -> None:
    world = make.world()
    clerk = make.user(Role.RECORDS_CLERK, world.units[-1])

    assert browser(clerk).get("/nominations?tai=excel").status_code == 403
    assert browser(world.officers[0]).get("/nominations?tai=excel").status_code == 200
    logged = db.session.scalars(select(AccessEvent).where(AccessEvent.is_file)).one()
    assert (logged.endpoint, logged.actor_id) == ("nominations.index", world.officers[0].id)


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.OFFICER, "/nominees"),
        (Role.OFFICER, "/letters"),
        (Role.OFFICER, "/review/"),
        (Role.OFFICER, "/campaigns"),
        (Role.SECRETARY, "/decisions/register"),
        (Role.SECRETARY, "/decisions/funds"),
        (Role.PRINT_CLERK, "/certificates"),
        (Role.SECRETARY, "/decisions/"),
        (Role.ADMINISTRATOR, "/people"),
        (Role.AUDITOR, "/audit"),
    ],
)
def test_every_list_has_its_workbook(browser: Opens, role: Role, address: str) -> None:
    world = make.world()
    person = browser(make.user(role, world.units[-1]))

    assert f'href="{address}?tai=excel"' in person.get(address).text
    assert f'href="{address}?tai=in"' in person.get(address).text
    assert person.get(f"{address}?tai=in").status_code == 200
    answer = person.get(f"{address}?tai=excel")
    assert (answer.status_code, answer.mimetype) == (200, sheets.MEDIA_TYPE)
    assert cells(answer.data)[0][0]
