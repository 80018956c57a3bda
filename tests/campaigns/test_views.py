"""The pages of campaigns, as people with and without the right see them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from awards.accounts.models import User
from awards.campaigns.models import Campaign, CampaignAward
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.levels import Level
from awards.law import services as law
from awards.units import services as units
from tests import make

NEW = "/campaigns/new/commune-district-central"


@pytest.fixture
def secretary() -> User:
    units.load_demo_seed()
    law.load_seed()
    return make.user(Role.SECRETARY, units.root())


def filled(**changed: Any) -> dict[str, Any]:
    """A form as a secretary fills it."""
    days = [(clock.today() + timedelta(days=offset)).strftime("%d/%m/%Y") for offset in (30, 45, 60)]
    return {
        "movement": "0",
        "movement_name": "Vì người nghèo - Không để ai bị bỏ lại phía sau",
        "movement_act": "Quyết định số 666/QĐ-TTg ngày 02 tháng 6 năm 2022",
        "from_year": "2021",
        "to_year": "2025",
        "name": "Biểu dương gương sáng",
        "phase": "final",
        "legal_act": "Quyết định số 666/QĐ-TTg ngày 02 tháng 6 năm 2022",
        "units_on": "30/09/2023",
        "issuer": "TRƯỞNG BAN THI ĐUA - KHEN THƯỞNG TRUNG ƯƠNG",
        "deadline_commune": days[0],
        "deadline_district": days[1],
        "deadline_central": days[2],
        "kinds_giay_chung_nhan": ["household", "individual"],
        "criteria_giay_chung_nhan": "Có thành tích xuất sắc, được tập thể công nhận.",
    } | changed


def test_the_secretary_opens_a_campaign_and_reads_it(secretary: User, browser: Callable[[User], Any]) -> None:
    client = browser(secretary)
    assert "Xã – huyện – Trung ương" in client.get("/campaigns/new").text
    assert client.get(NEW).status_code == 200

    answer = client.post(NEW, data=filled())

    campaign = db.session.scalars(select(Campaign)).one()
    assert answer.status_code == 303
    assert answer.location == f"/campaigns/{campaign.id}"
    assert campaign.awards[0].subject_kinds == ["household", "individual"]
    page = client.get(answer.location).text
    for words in ("Biểu dương gương sáng", "Cấp huyện", "được tập thể công nhận", "30/09/2023", "hộ gia đình, cá nhân"):
        assert " ".join(words.split()) in " ".join(page.replace(" ,", ",").split())


def test_a_known_movement_is_chosen_by_its_name(secretary: User, browser: Callable[[User], Any]) -> None:
    client = browser(secretary)
    client.post(NEW, data=filled())
    movement = db.session.scalars(select(Campaign)).one().movement

    chosen = filled(movement=str(movement.id), movement_name="", movement_act="", from_year="", to_year="")
    assert client.post(NEW, data=chosen).status_code == 303

    assert [campaign.movement_id for campaign in db.session.scalars(select(Campaign))] == [movement.id] * 2


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"movement_name": ""}, "Ghi tên phong trào mới."),
        ({"movement_act": ""}, "Ghi văn bản phát động phong trào mới."),
        ({"from_year": ""}, "Ghi năm bắt đầu của phong trào mới."),
        ({"to_year": "hai nghìn"}, "Cần ghi một số nguyên."),
        ({"name": ""}, "Ghi tên đợt xét."),
        ({"phase": "third"}, "Lựa chọn không có trong danh sách."),
        ({"units_on": "31/02/2024"}, "Ngày không đúng."),
        ({"deadline_district": ""}, "Ghi thời hạn của cấp này."),
        ({"kinds_giay_chung_nhan": ["dog"]}, "Lựa chọn không có trong danh sách."),
        ({"name": "x" * 10_000}, "dài quá"),
    ],
)
def test_a_form_with_gaps_is_shown_again_with_what_was_typed(
    secretary: User, browser: Callable[[User], Any], changed: dict[str, Any], sentence: str
) -> None:
    answer = browser(secretary).post(NEW, data=filled(**changed))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "được tập thể công nhận" in answer.text
    assert db.session.scalars(select(Campaign)).all() == []


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"kinds_giay_chung_nhan": []}, "Cần chọn ít nhất một hình thức trao"),
        ({"units_on": "01/01/2026"}, "không có đơn vị cấp huyện nào"),
        ({"deadline_district": "01/01/2024"}, "thời hạn phải sau"),
        ({"from_year": "2026"}, "Giai đoạn của phong trào không đúng."),
    ],
)
def test_what_a_rule_refuses_is_shown_again_and_leaves_nothing(
    secretary: User, browser: Callable[[User], Any], changed: dict[str, Any], sentence: str
) -> None:
    answer = browser(secretary).post(NEW, data=filled(**changed))

    assert answer.status_code == 409
    assert sentence in answer.text
    assert "Biểu dương gương sáng" in answer.text
    assert db.session.scalars(select(CampaignAward)).all() == []


def test_what_is_decided_outside_is_only_passed_on(secretary: User, browser: Callable[[User], Any]) -> None:
    client, days = browser(secretary), filled()
    asked = filled(
        units_on="01/01/2026",
        deadline_province=days["deadline_district"],
        kinds_bang_khen_thu_tuong=["individual"],
        criteria_bang_khen_thu_tuong="Có mô hình ổn định từ 2 năm trở lên.",
    )

    page = client.get(client.post("/campaigns/new/commune-province-central", data=asked).location).text

    assert "Xét, quyết định: Giấy chứng nhận của phong trào." in page
    assert "Xét, trình cấp có thẩm quyền: Bằng khen của Thủ tướng Chính phủ." in page


def test_a_double_click_opens_one_campaign(secretary: User, browser: Callable[[User], Any]) -> None:
    client, once = browser(secretary), filled(request_token="one-and-the-same-form")

    first, second = client.post(NEW, data=once), client.post(NEW, data=once)

    assert first.location == second.location
    assert len(db.session.scalars(select(Campaign)).all()) == 1


def test_each_route_asks_for_its_own_deadlines_and_offers_its_own_awards(
    secretary: User, browser: Callable[[User], Any]
) -> None:
    client = browser(secretary)

    short, two_tiers = client.get(NEW).text, client.get("/campaigns/new/commune-province-central").text

    assert 'name="deadline_district"' in short
    assert "Bằng khen" not in short.split("Hình thức trao")[1]
    assert 'name="deadline_district"' not in two_tiers
    assert "Bằng khen của Thủ tướng Chính phủ" in two_tiers
    assert client.get("/campaigns/new/commune-central").status_code == 404


def test_nobody_but_the_central_secretary_reaches_the_form(secretary: User, browser: Callable[[User], Any]) -> None:
    district = units.units_at(Level.DISTRICT, make.LONG_AGO.replace(year=2023))[0]

    for other in (make.user(Role.SECRETARY, district), make.user(Role.LEADER, units.root())):
        client = browser(other)
        for address in ("/campaigns/new", NEW):
            assert client.get(address).status_code == 403
        assert client.post(NEW, data=filled()).status_code == 403
    assert db.session.scalars(select(Campaign)).all() == []


def test_an_officer_reads_campaigns_but_is_offered_no_change(browser: Callable[[User], Any]) -> None:
    campaign = make.campaign()
    client = browser(make.user(Role.OFFICER))

    assert campaign.name in client.get("/campaigns").text
    page = client.get(f"/campaigns/{campaign.id}").text
    assert "Kết thúc đợt xét" not in page
    assert "Mở đợt xét" not in client.get("/campaigns").text


def test_an_administrator_has_no_campaigns(browser: Callable[[User], Any]) -> None:
    campaign = make.campaign()
    client = browser(make.user(Role.ADMINISTRATOR))

    assert client.get("/campaigns").status_code == 403
    assert client.get(f"/campaigns/{campaign.id}").status_code == 403


def test_a_page_without_campaigns_says_so(browser: Callable[[User], Any]) -> None:
    assert "Chưa có đợt xét nào." in browser(make.user()).get("/campaigns").text


@pytest.mark.parametrize("address", ["/campaigns/0", "/campaigns/999", "/campaigns/9223372036854775808"])
def test_a_campaign_that_does_not_exist_is_no_page(browser: Callable[[User], Any], address: str) -> None:
    assert browser(make.user()).get(address).status_code == 404


def test_closing_ends_the_campaign_and_a_second_time_says_why_not(browser: Callable[[User], Any]) -> None:
    campaign = make.campaign()
    client = browser(make.user(Role.SECRETARY, campaign.unit))
    address, data = f"/campaigns/{campaign.id}/close", {"seen": str(campaign.version)}
    assert "Kết thúc đợt xét" in client.get(f"/campaigns/{campaign.id}").text

    assert client.post(address, data=data).status_code == 303
    again = client.post(address, data=data)

    assert again.status_code == 409
    assert "Đợt xét này đã kết thúc." in again.text
    assert "Đã kết thúc" in client.get("/campaigns").text


@pytest.mark.parametrize("seen", ["", "0", "x", "99999999999999999999", "²"])
def test_closing_from_a_page_that_is_out_of_date_is_refused(browser: Callable[[User], Any], seen: str) -> None:
    campaign = make.campaign()
    client = browser(make.user(Role.SECRETARY, campaign.unit))

    answer = client.post(f"/campaigns/{campaign.id}/close", data={"seen": seen})

    assert answer.status_code == 409
    db.session.expire_all()
    assert campaign.closed_at is None


def test_what_people_type_is_shown_as_text(secretary: User, browser: Callable[[User], Any]) -> None:
    client = browser(secretary)

    answer = client.post(NEW, data=filled(name="<script>alert(1)</script>"))

    page = client.get(answer.location).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
