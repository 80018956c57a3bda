"""Prizes by dated law, in whole đồng, and a fund whose balance is never wrong."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from awards.accounts.models import User
from awards.audit import services as audit
from awards.cli.invariants import violations
from awards.core import clock
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.paper import document_html
from awards.decisions import services
from awards.decisions.models import Decision, DecisionState, Flow, Purpose
from awards.decisions.services.funds import FLOW_NAMES, PURPOSE_NAMES
from awards.decisions.services.prizes import Due, payment_words, total
from awards.law import services as law
from awards.law.models import BaseSalary, PrizeRate, SubjectKind
from tests import make
from tests.conftest import Browser

BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 1)


def rated(desk: make.Desk, **hundredths: int) -> None:
    """The law gives these rates with the desk's award."""
    named = {"valid_from": make.LONG_AGO, "source": "mẫu", "verified": False}
    db.session.add(BaseSalary(amount=2_530_000, **named))
    for kind, rate in hundredths.items():
        article = "Điều 54 Nghị định số 152/2025/NĐ-CP"
        code = desk.award_form.code
        row = PrizeRate(award_code=code, subject_kind=SubjectKind(kind), hundredths=rate, article=article, **named)
        db.session.add(row)
    db.session.commit()


def issued(desk: make.Desk, count: int = 2) -> Decision:
    return make.issued(desk, count)


def fund_sums(desk: make.Desk) -> tuple[int, int, int]:
    _unit, fund = services.fund_of(desk.world.units[-1].id, actor=desk.records_clerk)
    return (fund.received, fund.paid, fund.balance) if fund else (0, 0, 0)


@pytest.mark.parametrize(
    ("code", "kind", "on", "amount"),
    [
        ("bang-khen-tinh", "household", BEFORE, 5_265_000),  # domain 8.3: 1,5 x 1,5 x 2.340.000
        ("bang-khen-tinh", "household", AFTER, 5_692_500),
        ("bang-khen-tinh", "individual", BEFORE, 3_510_000),
        ("bang-khen-tinh", "collective", AFTER, 7_590_000),
        ("giay-khen-xa", "collective", BEFORE, 1_404_000),
        ("giay-khen-xa", "individual", BEFORE, 702_000),
        ("bang-khen-thu-tuong", "collective", BEFORE, 16_380_000),
        ("huan-chuong-lao-dong-ba", "household", BEFORE, None),
        ("giay-chung-nhan", "individual", BEFORE, None),
        ("giay-khen-xa", "individual", date(2027, 3, 1), None),  # the decree has lapsed
    ],
)
def test_the_law_of_the_day_says_how_much(code: str, kind: str, on: date, amount: int | None) -> None:
    law.load_seed()
    found = law.prizes(law.award_form(code, on), on).get(SubjectKind(kind))
    assert (found.amount if found else None) == amount


def test_a_base_salary_is_whole_hundreds_so_that_nothing_is_rounded() -> None:
    named = {"valid_from": AFTER, "source": "mẫu", "verified": False}
    with pytest.raises(DatabaseError):
        make.save(BaseSalary(amount=2_530_050, **named))


def test_money_is_expected_while_drafted_and_set_with_the_issue() -> None:
    desk = make.decision_desk()
    rated(desk, individual=150)
    record = make.drafted(desk, 2)
    assert {line.due for line in services.lines_of(record)} == {Due.EXPECTED}
    make.advance(record, desk, DecisionState.ISSUED)
    lines = services.lines_of(record)
    assert [(line.due, line.times, line.amount) for line in lines] == [(Due.OWED, "1,5", 3_795_000)] * 2
    salary = db.session.query(BaseSalary).one()
    salary.amount = 9_000_000  # whatever the law says later
    db.session.commit()
    assert total(services.lines_of(record)) == 7_590_000
    assert list(violations()) == []


def test_the_decision_says_what_the_money_rests_on_and_where_it_comes_from() -> None:
    desk = make.decision_desk()
    assert len(services.any_words_now(make.drafted(desk, 1))["articles"]) == 2
    rated(desk, individual=150)
    words = services.any_words_now(make.drafted(desk, 1))
    assert words["articles"][0].startswith("Tiền thưởng kèm theo Giấy chứng nhận của phong trào theo Điều 54 Nghị định")
    assert "chi từ Quỹ thi đua, khen thưởng của" in words["articles"][0]
    assert words["recipients"][0] == "Như Điều 4"


def test_only_the_clerk_pays_once_and_never_more_than_there_is() -> None:
    desk = make.decision_desk()
    rated(desk, individual=100)
    record, top, today = issued(desk), desk.world.units[-1], clock.today()
    clerk = desk.records_clerk
    for refused, act in {
        "không đủ chi": lambda: services.pay(record, [1], today, actor=clerk),
        "văn thư": lambda: services.receive(top, 5, today, "Ngân sách", actor=desk.secretary),
        "nguồn tiền": lambda: services.receive(top, 5, today, " ", actor=clerk),
        "từ 1 đồng": lambda: services.receive(top, 0, today, "Ngân sách", actor=clerk),
        "tương lai": lambda: services.receive(top, 5, today + timedelta(days=1), "Ngân sách", actor=clerk),
        "Việc này do văn thư": lambda: services.pay(record, [1], today, actor=desk.secretary),
        "Chưa chọn ai": lambda: services.pay(record, [9], today, actor=clerk),
    }.items():
        with pytest.raises(Refused, match=refused):
            act()
        db.session.rollback()
    services.receive(top, 4_000_000, today, "Ngân sách năm 2026", actor=clerk)
    assert services.pay(record, [1], today, actor=clerk) == 2_530_000
    db.session.commit()
    for ordinals, said in (([1], "đã chi"), ([2], "không đủ chi")):
        with pytest.raises(Refused, match=said):
            services.pay(record, ordinals, today, actor=clerk)
        db.session.rollback()
    assert fund_sums(desk) == (4_000_000, 2_530_000, 1_470_000)
    assert [event.tag for event in audit.trail(services.fund_of(top.id, actor=clerk)[1])] == [
        "fund.received",
        "fund.paid",
    ]
    assert list(violations()) == []


def test_money_of_an_award_that_was_taken_back_is_not_paid_or_comes_back() -> None:
    desk = make.decision_desk()
    rated(desk, individual=100)
    record, today, clerk = issued(desk, 3), clock.today(), desk.records_clerk
    services.receive(desk.world.units[-1], 9_000_000, today, "Ngân sách", actor=clerk)
    services.pay(record, [1, 2], today, actor=clerk)
    db.session.commit()
    make.revoked(desk, record, 2, 3)
    assert [line.due for line in services.lines_of(record)] == [Due.PAID, Due.TO_RECOVER, Due.CANCELLED]
    with pytest.raises(Refused, match="chưa chi được"):
        services.pay(record, [3], today, actor=clerk)
    with pytest.raises(Refused, match="không có tiền phải thu hồi"):
        services.recover(record, [1], today, actor=clerk)
    services.recover(record, [2], today, actor=clerk)
    db.session.commit()
    assert services.lines_of(record)[1].due is Due.RECOVERED
    assert fund_sums(desk) == (11_530_000, 5_060_000, 6_470_000)
    assert [row[0] for row in payment_words(record)["rows"]] == ["01"]
    assert list(violations()) == []


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["in", "pay", "back", "spend"]), st.integers(0, 6)), max_size=20))
def test_the_balance_is_always_what_came_in_less_what_was_paid(ledger: make.Desk, steps: list[tuple[str, int]]) -> None:
    record, top, clerk, today = (
        db.session.query(Decision).first(),
        ledger.world.units[-1],
        ledger.records_clerk,
        clock.today(),
    )
    assert record
    acts = {
        "in": lambda n: services.receive(top, n * 1_000_000, today, "Ngân sách", actor=clerk),
        "pay": lambda n: services.pay(record, [n, n + 1], today, actor=clerk),
        "back": lambda n: services.recover(record, [n], today, actor=clerk),
        "spend": lambda n: services.spend(top, n * 700_000, today, "In giấy khen", actor=clerk),
    }
    for kind, number in steps:
        before = fund_sums(ledger)
        try:
            acts[kind](number)
        except Refused:
            assert fund_sums(ledger) == before
        received, paid, balance = fund_sums(ledger)
        assert (balance, min(received, paid, balance) >= 0) == (received - paid, True)
    _unit, fund = services.fund_of(top.id, actor=clerk)
    lines = services.entries_of(fund)
    sums = {what: sum(one.amount for one in lines if one.what == what) for what in {one.what for one in lines}}
    came = [sums.get(FLOW_NAMES[flow], 0) for flow in (Flow.RECEIVED, Flow.RECOVERED)]
    went = [sums.get(FLOW_NAMES[Flow.PAID], 0), sums.get(PURPOSE_NAMES[Purpose.ORGANISING], 0)]
    assert fund_sums(ledger)[:2] == (sum(came), sum(went))
    db.session.rollback()


@pytest.fixture
def ledger() -> make.Desk:
    desk = make.decision_desk()
    rated(desk, individual=100)
    make.issued(desk, 4)
    make.revoked(desk, db.session.query(Decision).one(), 4)
    return desk


def test_the_database_keeps_the_ledger_as_it_is() -> None:
    desk = make.decision_desk()
    services.receive(desk.world.units[-1], 5, clock.today(), "Ngân sách", actor=desk.records_clerk)
    services.spend(desk.world.units[-1], 2, clock.today(), "In giấy khen", actor=desk.records_clerk)
    db.session.commit()
    assert list(violations()) == []
    for wrong in (
        "UPDATE fund_entry SET amount = 6",
        "DELETE FROM fund_entry",
        "DELETE FROM emulation_fund",
        "UPDATE fund_spending SET amount = 1",
        "DELETE FROM fund_spending",
        "UPDATE emulation_fund SET balance = 6",
    ):
        with pytest.raises(DatabaseError):
            db.session.execute(text(wrong))
        db.session.rollback()


def test_the_clerk_pays_and_prints_on_the_page(browser: Callable[[User], Browser]) -> None:
    desk = make.decision_desk()
    rated(desk, individual=150)
    record = make.issued(desk, 2)
    clerk, top = browser(desk.records_clerk), desk.world.units[-1].id
    where, today = f"/decisions/{record.id}/prizes", clock.today().strftime("%d/%m/%Y")
    form = {"does": "receive", "amount": "10.000.000", "on": today, "note": "Trích ngân sách năm 2026"}
    assert clerk.post(f"/decisions/funds/{top}", data=form).status_code == 303
    assert "10.000.000 đồng" in clerk.get(f"/decisions/funds/{top}").text
    assert clerk.post(where, data={"on": today, "chon": ["1", "2"]}).status_code == 303
    page = clerk.get(where).text
    assert page.count("Đã chi") >= 2
    assert "7.590.000" in page
    again = clerk.post(where, data={"on": today, "chon": ["1"]})
    assert again.status_code == 409
    assert "đã chi" in again.text
    assert clerk.get(f"{where}/paper").data.startswith(b"%PDF")
    assert clerk.get(f"{where}/word").data.startswith(b"PK")
    spent = {"does": "spend", "amount": "2.000.001", "on": today, "note": "In giấy khen, phiếu chi số 03"}
    assert clerk.post(f"/decisions/funds/{top}", data=spent).status_code == 303
    ledger = clerk.get(f"/decisions/funds/{top}").text
    assert "Chi tổ chức, chỉ đạo phong trào đã quá 20 % số thu" in ledger
    assert "409.999 đồng" in ledger
    for address in (where, f"/decisions/funds/{top}"):
        assert clerk.get(f"{address}?tai=excel").data.startswith(b"PK")
    assert browser(desk.secretary).post(where, data={"on": today, "chon": ["1"]}).status_code == 403


def test_the_payment_list_adds_up_in_words() -> None:
    desk = make.decision_desk()
    rated(desk, individual=150)
    html = document_html("payments.html", sample=False, payments=payment_words(make.drafted(desk, 2)))
    assert "Bảy triệu năm trăm chín mươi nghìn đồng." in html
    assert html.count("3.795.000") == 2


def test_a_decision_that_awards_nothing_has_no_payment_list() -> None:
    desk = make.decision_desk()
    undone = make.revoked(desk, make.issued(desk, 1))
    with pytest.raises(Refused, match="không kèm tiền thưởng"):
        payment_words(undone)
