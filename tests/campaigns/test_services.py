"""Opening a campaign: what the route and the law allow."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from awards.accounts.models import User
from awards.audit.services import trail
from awards.campaigns import services
from awards.campaigns.models import Campaign, Movement, Phase
from awards.campaigns.services import PRESETS, Honour, open_campaign
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused, Stale
from awards.core.levels import Level
from awards.law import services as law
from awards.law.models import SubjectKind
from awards.units import services as units
from tests import make

KINDS = tuple(SubjectKind)
IN_2023, IN_2026 = date(2023, 9, 30), date(2026, 1, 1)
SHORT, FOUR, TWO_TIERS = PRESETS


@pytest.fixture
def secretary() -> User:
    units.load_demo_seed()
    law.load_seed()
    return make.user(Role.SECRETARY, units.root())


def asked(actor: User, **changed: Any) -> dict[str, Any]:
    """What a sound campaign of the demo's kind is asked with."""
    preset = changed.get("preset", SHORT)
    first = clock.today() + timedelta(days=30)
    return {
        "movement_name": "Vì người nghèo - Không để ai bị bỏ lại phía sau",
        "movement_act": "Quyết định số 666/QĐ-TTg",
        "from_year": 2021,
        "to_year": 2025,
        "name": "Biểu dương gương sáng giai đoạn 2021 - 2025",
        "phase": Phase.FINAL,
        "legal_act": "Quyết định số 666/QĐ-TTg",
        "units_on": IN_2026 if preset == TWO_TIERS else IN_2023,
        "issuer": "TRƯỞNG BAN THI ĐUA - KHEN THƯỞNG TRUNG ƯƠNG",
        "preset": preset,
        "deadlines": [first + timedelta(days=10 * place) for place in range(len(PRESETS[preset].levels))],
        "actor": actor,
    } | changed


def refusal(actor: User, **changed: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        open_campaign(**asked(actor, **changed))
    return refused.value


@pytest.mark.parametrize("preset", PRESETS)
def test_a_campaign_opens_on_each_preset_and_says_so_in_the_log(secretary: User, preset: str) -> None:
    campaign = open_campaign(**asked(secretary, preset=preset))
    db.session.commit()

    assert tuple(stage.level for stage in campaign.route.stages) == PRESETS[preset].levels
    assert [stage.position for stage in campaign.route.stages] == list(range(1, len(PRESETS[preset].levels) + 1))
    assert [award.award_form.code for award in campaign.awards] == ["giay-chung-nhan"]
    assert campaign.unit is units.root()
    assert [event.tag for event in trail(campaign)] == ["campaign.open"]
    assert [event.tag for event in trail(campaign.movement)] == ["movement.add"]


def test_the_movement_of_that_name_is_used_again(secretary: User) -> None:
    first, second = open_campaign(**asked(secretary)), open_campaign(**asked(secretary))

    assert first.movement is second.movement
    assert len(db.session.scalars(select(Movement)).all()) == 1


def test_statutory_awards_go_through_the_province(secretary: User) -> None:
    honour = Honour("bang-khen-thu-tuong", KINDS, "Có thành tích.")

    refused = refusal(secretary, awards=[honour])

    assert "Điều 83" in refused.sentence
    assert refused.field == "kinds_bang_khen_thu_tuong"
    for preset in (FOUR, TWO_TIERS):
        assert open_campaign(**asked(secretary, preset=preset, awards=[honour])).awards[0].subject_kinds == list(KINDS)


def test_an_award_is_decided_on_the_route(secretary: User) -> None:
    no_province = refusal(secretary, awards=[Honour("bang-khen-tinh", KINDS, "x")])

    assert "do cấp tỉnh quyết định, cấp này không có trên đường đi" in no_province.sentence


def test_the_level_that_proposes_may_decide_itself(secretary: User) -> None:
    own = Honour("giay-khen-xa", KINDS, "x")

    assert open_campaign(**asked(secretary, preset=TWO_TIERS, awards=[own])).awards[0].award_form.code == own.code


def test_an_award_outside_its_time_is_refused(secretary: User) -> None:
    award = Honour("giay-khen-huyen", KINDS, "x")

    assert "không có hiệu lực" in refusal(secretary, preset=FOUR, awards=[award]).sentence
    with clock.standing_at(datetime(2024, 6, 1, tzinfo=UTC)):
        assert open_campaign(**asked(secretary, preset=FOUR, awards=[award])).awards[0].award_form.code == award.code


def test_a_kind_of_subject_that_the_article_does_not_name_is_refused_with_the_article(secretary: User) -> None:
    award = Honour("huan-chuong-lao-dong-ba", (SubjectKind.HOUSEHOLD,), "x")

    refused = refusal(secretary, preset=FOUR, awards=[award])

    assert refused.sentence == (
        "Huân chương Lao động hạng Ba không dành cho hộ gia đình (Điều 44 Luật Thi đua, khen thưởng)."
    )


@pytest.mark.parametrize(
    ("awards", "field"),
    [
        ([], None),
        ([Honour("giay-chung-nhan", (), "x")], "kinds_giay_chung_nhan"),
        ([Honour("giay-chung-nhan", KINDS, " ")], "criteria_giay_chung_nhan"),
        ([Honour("giay-chung-nhan", KINDS, "x")] * 2, "kinds_giay_chung_nhan"),
        ([Honour("co-thi-dua", KINDS, "x")], "kinds_co_thi_dua"),
    ],
)
def test_awards_with_gaps_are_refused_beside_their_field(
    secretary: User, awards: list[Honour], field: str | None
) -> None:
    assert refusal(secretary, awards=awards).field == field


def test_every_level_of_the_route_needs_units_on_the_date(secretary: User) -> None:
    assert refusal(secretary, units_on=IN_2026).sentence == "Vào ngày 01/01/2026 không có đơn vị cấp huyện nào."
    assert refusal(secretary, units_on=date(2020, 12, 31)).field == "units_on"


def test_the_units_date_is_not_before_the_movement(secretary: User) -> None:
    assert refusal(secretary, from_year=2024).field == "units_on"


@pytest.mark.parametrize(
    ("days", "field"),
    [((30, 30, 60), "deadline_district"), ((30, 60, 45), "deadline_central"), ((-1, 30, 60), "deadline_commune")],
)
def test_deadlines_follow_one_another_and_begin_today_or_later(
    secretary: User, days: tuple[int, ...], field: str
) -> None:
    deadlines = [clock.today() + timedelta(days=offset) for offset in days]

    assert refusal(secretary, deadlines=deadlines).field == field


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"deadlines": []}, None),
        ({"from_year": 2026}, "from_year"),
        ({"from_year": 1899}, "from_year"),
    ],
)
def test_what_does_not_fit_together_is_refused(secretary: User, changed: dict[str, Any], field: str | None) -> None:
    assert refusal(secretary, **changed).field == field


def test_an_unknown_route_is_refused(secretary: User) -> None:
    with pytest.raises(Refused):
        open_campaign(**asked(secretary) | {"preset": "commune-central"})


def test_a_movement_of_that_name_with_other_years_is_refused(secretary: User) -> None:
    open_campaign(**asked(secretary))

    assert refusal(secretary, to_year=2030).field == "movement_name"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SECRETARY])
def test_only_the_central_secretary_opens_campaigns(secretary: User, role: Role) -> None:
    district = units.units_at(Level.DISTRICT, IN_2023)[0]

    for other in (make.user(role, units.root()), make.user(Role.SECRETARY, district)):
        assert "thư ký hội đồng ở Trung ương" in refusal(other).sentence


def test_an_award_offered_on_a_route_is_never_refused_for_it(secretary: User) -> None:
    for preset, route in PRESETS.items():
        awards = [Honour(form.code, tuple(form.kinds), "Có thành tích.") for form in services.offered(route)]
        assert len(open_campaign(**asked(secretary, preset=preset, awards=awards)).awards) == len(awards)


def test_everybody_who_may_see_campaigns_sees_all_and_others_see_none(secretary: User) -> None:
    campaign = open_campaign(**asked(secretary))
    db.session.commit()
    officer, administrator = make.user(Role.OFFICER), make.user(Role.ADMINISTRATOR)

    assert services.get(campaign.id, actor=officer) is campaign
    assert services.running(officer) == services.listed(officer) == [campaign]
    assert services.listed(administrator) == []
    with pytest.raises(NoResultFound):
        services.get(campaign.id, actor=administrator)


def test_a_closed_campaign_is_listed_but_does_not_run(secretary: User) -> None:
    campaign = open_campaign(**asked(secretary))
    db.session.commit()

    services.close(campaign, seen=campaign.version, actor=secretary)
    db.session.commit()

    assert services.running(secretary) == []
    assert services.listed(secretary) == [campaign]
    assert [event.tag for event in trail(campaign)] == ["campaign.open", "campaign.close"]
    with pytest.raises(Refused, match="đã kết thúc"):
        services.close(campaign, seen=campaign.version, actor=secretary)


def test_closing_from_an_old_page_or_by_another_is_refused(secretary: User) -> None:
    campaign = open_campaign(**asked(secretary))
    db.session.commit()

    with pytest.raises(Stale):
        services.close(campaign, seen=campaign.version + 1, actor=secretary)
    with pytest.raises(Refused):
        services.close(campaign, seen=campaign.version, actor=make.user(Role.SECRETARY))


def test_the_list_of_campaigns_takes_the_same_number_of_queries_for_one_and_for_many(
    secretary: User, queries: list[str]
) -> None:
    def count() -> int:
        db.session.commit()
        db.session.expire_all()
        assert secretary.appointments_now()
        queries.clear()
        for campaign in services.listed(secretary):
            assert campaign.movement.name
            assert [stage.level for stage in campaign.route.stages]
            assert [award.award_form.name for award in campaign.awards]
        return len(queries)

    open_campaign(**asked(secretary))
    one = count()
    for _more in range(5):
        open_campaign(**asked(secretary))

    assert count() == one
    assert len(db.session.scalars(select(Campaign)).all()) == 6


@pytest.mark.parametrize(
    ("name", "issuer"),
    [
        ("Trung ương", "TRƯỞNG BAN THI ĐUA - KHEN THƯỞNG TRUNG ƯƠNG"),
        ("Tỉnh Sơn La", "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH SƠN LA"),
    ],
)
def test_the_usual_issuer_is_the_head_of_the_unit_as_papers_name_him(secretary: User, name: str, issuer: str) -> None:
    unit = next(u for level in Level for u in units.units_at(level, IN_2023) if u.name == name)

    assert services.usual_issuer(unit) == issuer
