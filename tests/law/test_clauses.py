"""Which clause names whom (L06 Art. 44, 73, 74, 75; domain 2.3)."""

from datetime import date

import pytest

from awards.law import services as law
from awards.law.models import SubjectKind

TABLE = {
    ("bang-khen-tinh", SubjectKind.HOUSEHOLD, False): "khoản 5 Điều 74 Luật Thi đua, khen thưởng",
    ("bang-khen-tinh", SubjectKind.COLLECTIVE, True): "khoản 4 Điều 74 Luật Thi đua, khen thưởng",
    ("bang-khen-thu-tuong", SubjectKind.HOUSEHOLD, False): "khoản 6 Điều 73 Luật Thi đua, khen thưởng",
    ("huan-chuong-lao-dong-ba", SubjectKind.COLLECTIVE, False): "khoản 4 Điều 44 Luật Thi đua, khen thưởng",
    ("giay-khen-xa", SubjectKind.INDIVIDUAL, False): "khoản 2 Điều 75 Luật Thi đua, khen thưởng",
}


@pytest.mark.parametrize(("code", "kind", "is_enterprise"), TABLE)
def test_the_clause_is_named(code: str, kind: SubjectKind, is_enterprise: bool) -> None:
    law.load_seed()
    form = law.award_form(code, date(2024, 6, 1))
    assert law.clause(form, kind, is_enterprise=is_enterprise) == TABLE[code, kind, is_enterprise]


def test_a_labour_order_has_no_clause_for_a_household() -> None:
    law.load_seed()
    form = law.award_form("huan-chuong-lao-dong-ba", date(2024, 6, 1))
    assert "không có khoản nào cho hộ gia đình" in law.clause(form, SubjectKind.HOUSEHOLD)


def test_the_old_law_is_named_without_clauses_that_nobody_has_checked() -> None:
    law.load_seed()
    form = law.award_form("bang-khen-tinh", date(2023, 6, 1))
    assert law.clause(form, SubjectKind.HOUSEHOLD) == "Luật Thi đua, khen thưởng năm 2003"
