"""Law as dated rows: which award forms there are on a date, and what a paper cites."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound

from awards.audit.models import AuditEvent
from awards.core.db import db
from awards.core.levels import Level
from awards.law import services
from awards.law.models import (
    AwardForm,
    BaseSalary,
    CalendarDay,
    CertificateKind,
    LegalAct,
    PrizeRate,
    RetentionPeriod,
    SubjectKind,
    TimeLimit,
)

IN_2023, IN_2024, LAST_DISTRICT, TWO_TIERS = date(2023, 12, 1), date(2024, 6, 1), date(2025, 6, 30), date(2025, 7, 1)
LAW = "Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022"


@pytest.fixture(autouse=True)
def law() -> None:
    services.load_seed()
    db.session.commit()


def codes(on: date, decided_at: Level | None = None) -> set[str]:
    return {form.code for form in services.award_forms(on, decided_at)}


def test_each_decree_is_cited_in_its_own_time() -> None:
    def decree(on: date) -> str:
        return next(citation for citation in services.bases(on) if citation.startswith("Nghị định")).split()[3]

    assert [decree(on) for on in (IN_2023, date(2023, 12, 31), date(2024, 1, 1), LAST_DISTRICT, TWO_TIERS)] == [
        "91/2017/NĐ-CP",
        "91/2017/NĐ-CP",
        "98/2023/NĐ-CP",
        "98/2023/NĐ-CP",
        "152/2025/NĐ-CP",
    ]


def test_the_law_comes_before_its_decree_and_is_cited_without_a_number() -> None:
    assert services.bases(TWO_TIERS)[0] == LAW
    assert services.bases(IN_2023)[0] == "Luật Thi đua, khen thưởng ngày 26 tháng 11 năm 2003"
    assert len(services.bases(TWO_TIERS)) == 2


def test_no_two_laws_or_decrees_are_in_force_at_once_and_none_leaves_a_gap() -> None:
    for on in (date(2022, 1, 1), IN_2023, IN_2024, TWO_TIERS, date(2026, 11, 23)):
        decrees = [citation for citation in services.bases(on) if citation.startswith("Nghị định")]
        laws = [citation for citation in services.bases(on) if citation.startswith("Luật Thi đua")]
        assert (len(laws), len(decrees)) == (1, 1)


def test_the_act_of_the_movement_is_not_cited_by_default() -> None:
    act = db.session.scalars(select(LegalAct).where(LegalAct.code == "666/QĐ-TTg")).one()

    assert act.citation not in services.bases(TWO_TIERS)
    assert "ngày 02 tháng 6 năm 2022 của Thủ tướng Chính phủ" in act.citation


def test_the_giay_khen_of_the_district_ends_with_the_district() -> None:
    assert codes(LAST_DISTRICT, Level.DISTRICT) == {"giay-khen-huyen"}
    assert codes(TWO_TIERS, Level.DISTRICT) == set()
    with pytest.raises(NoResultFound):
        services.award_form("giay-khen-huyen", TWO_TIERS)


@pytest.mark.parametrize("on", [IN_2023, IN_2024, TWO_TIERS])
def test_every_other_form_is_in_force_exactly_once(on: date) -> None:
    forms = [form.code for form in services.award_forms(on)]

    assert len(forms) == len(set(forms))
    assert set(forms) - {"giay-khen-huyen"} == {
        "giay-chung-nhan",
        "bang-khen-tinh",
        "giay-khen-xa",
        "bang-khen-thu-tuong",
        "huan-chuong-lao-dong-ba",
    }


def test_an_order_of_labour_is_not_for_households_and_names_its_article() -> None:
    form = services.award_form("huan-chuong-lao-dong-ba", TWO_TIERS)

    assert form.kinds == [SubjectKind.COLLECTIVE, SubjectKind.INDIVIDUAL]
    assert form.article.startswith("Điều 44 ")


def test_what_is_decided_outside_prints_no_certificate_here() -> None:
    kinds = {form.code: form.certificate_kind for form in services.award_forms(TWO_TIERS)}

    assert kinds["bang-khen-thu-tuong"] is kinds["huan-chuong-lao-dong-ba"] is CertificateKind.NONE
    assert kinds["bang-khen-tinh"] is CertificateKind.BANG_KHEN
    assert kinds["giay-khen-xa"] is CertificateKind.GIAY_KHEN


def test_only_the_movements_own_honour_is_not_statutory() -> None:
    forms = services.award_forms(TWO_TIERS)

    assert [form.code for form in forms if not form.is_statutory] == ["giay-chung-nhan"]


def test_what_was_not_checked_says_so_and_everything_has_a_source() -> None:
    rows = [*db.session.scalars(select(AwardForm)), *db.session.scalars(select(LegalAct))]

    assert all(row.source for row in rows)
    assert {row.verified for row in rows} == {True, False}
    assert all(row.verified for row in services.award_forms(TWO_TIERS))


def test_loading_again_adds_nothing_and_keeps_what_a_person_corrected() -> None:
    form = services.award_form("bang-khen-tinh", TWO_TIERS)
    form.article = "Điều 74 Luật Thi đua, khen thưởng và quy định của tỉnh"
    db.session.commit()

    assert services.load_seed() == 0
    db.session.expire_all()
    assert services.award_form("bang-khen-tinh", TWO_TIERS).article.endswith("quy định của tỉnh")


def test_each_row_of_the_seed_leaves_its_audit_row() -> None:
    tables = (AwardForm, BaseSalary, CalendarDay, LegalAct, PrizeRate, RetentionPeriod, TimeLimit)
    rows = sum(db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)

    added = select(func.count()).select_from(AuditEvent).where(AuditEvent.tag == "law.add")
    assert db.session.scalar(added) == rows
