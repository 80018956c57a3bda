"""The movement facts of a dossier: written by year, summed for the report, part of what is approved."""

from datetime import date
from typing import Any

import pytest

from awards.core.db import db
from awards.core.errors import Refused
from awards.law.models import SubjectKind
from awards.nominations import services
from awards.nominations.models import Nomination, YearFacts
from awards.nominations.services.content import fingerprint_of
from awards.nominations.services.papers import report_words
from awards.nominations.subject import HouseholdStatus
from tests import make
from tests.surf import ByHttp


def _write(record: Nomination, world: make.World, **values: Any) -> None:
    services.edit(record, actor=world.officers[0], seen=services.seen_of(record), **values)
    db.session.commit()


def test_the_years_are_summed_and_said_in_one_sentence() -> None:
    world = make.world()
    record = make.nomination(world)
    _write(
        record,
        world,
        facts={
            2021: {"households_helped": 5, "money": 3_000_000_000, "help": "giống bò"},
            2023: {"households_helped": 7, "land": 200, "help": ""},
            2022: {"households_helped": None, "help": ""},
        },
    )
    assert services.totals(record) == {"households_helped": 12, "money": 3_000_000_000, "land": 200}
    words = "Năm 2021 - 2023: giúp 12 lượt hộ; 3.000.000.000 đồng tiền mặt; 200 m² đất."
    assert services.totals_in_words(record) == words
    assert services.facts_by_year(record) == [
        "Năm 2021: giúp 5 lượt hộ; 3.000.000.000 đồng tiền mặt; giống bò.",
        "Năm 2023: giúp 7 lượt hộ; 200 m² đất.",
    ]
    said = report_words(record)["parts"][1]["texts"]
    assert said[-3:] == [f"Kết quả trong phong trào. {words}", *(f"- {one}" for one in services.facts_by_year(record))]
    _write(record, world, facts={2021: {"households_helped": None, "money": None, "help": ""}})
    assert [row.year for row in db.session.query(YearFacts)] == [2023]


def test_the_letter_says_what_all_of_its_dossiers_gave_together() -> None:
    world = make.world()
    records = [make.ready(world) for _number in range(3)]
    for record, households in zip(records, (5, 7, None), strict=True):
        _write(record, world, facts={2022: {"households_helped": households, "help": ""}})
    letter = make.send(records, world.officers[0], world.leaders[0])
    assert [one.rpartition(". ")[2] for one in letter.paper["statements"]] == ["Năm 2022: giúp 12 lượt hộ."]


def test_the_facts_are_part_of_what_is_approved_and_older_dossiers_keep_their_fingerprint() -> None:
    world = make.world()
    record = make.nomination(world)
    without = fingerprint_of(record)
    _write(record, world, facts={2021: {"jobs": 3, "help": ""}})
    assert fingerprint_of(record) != without
    _write(record, world, facts={2021: {"jobs": None, "help": ""}})
    assert fingerprint_of(record) == without


def test_a_year_outside_the_movement_and_a_figure_out_of_range_are_refused() -> None:
    world = make.world()
    record = make.nomination(world)
    for facts in ({2031: {"jobs": 1}}, {2021: {"jobs": -1}}, {2021: {"money": 10**12}}):
        with pytest.raises(Refused):
            services.edit(record, actor=world.officers[0], seen=services.seen_of(record), facts=facts)
        db.session.rollback()


def test_a_household_that_left_poverty_needs_the_decision() -> None:
    world = make.world()
    record = make.ready(world, kind=SubjectKind.HOUSEHOLD)
    _write(record, world, facts={2022: {"status": HouseholdStatus.RISEN, "help": ""}})
    assert [(gap.page, gap.field) for gap in services.missing(record)] == [("facts", "leaving_number")]
    decision = {"leaving_number": "125/QĐ-UBND", "leaving_on": date(2022, 12, 20), "leaving_body": "Chủ tịch UBND xã"}
    with pytest.raises(Refused):
        _write(record, world, **decision | {"leaving_on": date(2090, 1, 1)})
    db.session.rollback()
    _write(record, world, **decision)
    assert services.missing(record) == []


def test_the_facts_are_typed_as_people_type_them_and_stand_in_the_report_and_the_check(browser: Any) -> None:
    world = make.world()
    record = make.nomination(world, kind=SubjectKind.HOUSEHOLD)
    officer = ByHttp(browser(world.officers[0]))
    officer.open(f"/nominations/{record.id}")
    officer.follow("Số liệu theo năm")
    officer.page.get_element_by_id("y2024_money").set("value", "45.000.000")
    officer.page.get_element_by_id("y2023_households_helped").set("value", "12")
    officer.page.get_element_by_id("y2023_land").set("value", "hai sào")
    officer.press("Lưu số liệu")
    assert "Cần ghi một số nguyên." in officer.text
    officer.page.get_element_by_id("y2023_land").set("value", "")
    officer.press("Lưu số liệu")
    officer.follow("Báo cáo thành tích")
    assert "Năm 2023 - 2024: giúp 12 lượt hộ; 45.000.000 đồng tiền mặt." in officer.text
    officer.open(f"/nominations/{record.id}/check")
    assert "45.000.000 đồng tiền mặt" in officer.text
    officer.follow("Sửa số liệu theo năm")
    assert officer.page.get_element_by_id("y2024_money").get("value") == "45.000.000"
