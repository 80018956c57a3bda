"""Awards that the Prime Minister or the President decide: submitted, recorded with number and scan; not printed."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from awards.accounts.models import User
from awards.audit import services as audit
from awards.certificates.models import Certificate
from awards.cli.invariants import violations
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused, Stale
from awards.core.levels import Level
from awards.decisions import services
from awards.decisions.models import OutsideDecision
from awards.law.models import BaseSalary, CertificateKind, PrizeRate, SubjectKind
from awards.nominations import services as nominations
from awards.nominations.route import State
from awards.units.models import Unit
from tests import make
from tests.conftest import Browser
from tests.matrix_world import picture

COME = {"body": "Thủ tướng Chính phủ", "number_text": "1234/QĐ-TTg"}


@pytest.fixture
def desk() -> make.Desk:
    """The centre, for whose award somebody outside decides."""
    desk = make.decision_desk()
    desk.award_form.certificate_kind = CertificateKind.NONE
    db.session.commit()
    return desk


def submitted(desk: make.Desk, count: int = 2) -> OutsideDecision:
    records = [make.accepted(desk.world) for _ in range(count)]
    outside = services.submit_outside(desk.world.campaign, desk.award_form, records, actor=desk.secretary)
    db.session.commit()
    return outside


def record(outside: OutsideDecision, actor: User, **changed: object) -> None:
    said = COME | {"decided_on": clock.today(), "content": picture(), "seen": outside.version, "actor": actor} | changed
    services.record_outside(outside, **said)  # type: ignore[arg-type]


def test_submitted_dossiers_stand_decided_and_recorded_ones_awarded_without_any_certificate(desk: make.Desk) -> None:
    outside = submitted(desk)
    assert {item.nomination.state for item in outside.items} == {State.DECIDED}
    record(outside, desk.records_clerk)
    db.session.commit()
    assert {item.nomination.state for item in outside.items} == {State.AWARDED}
    given = nominations.commendation_of(outside.items[0].nomination)
    assert given
    assert (given.number_text, given.body) == ("1234/QĐ-TTg", "Thủ tướng Chính phủ")
    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 0
    assert [event.tag for event in audit.trail(outside)] == ["outside.submit", "outside.record"]
    assert list(violations()) == []


def test_who_is_not_on_the_decision_is_left_out_with_a_reason(desk: make.Desk) -> None:
    outside = submitted(desk)
    out, stays = (item.nomination for item in outside.items)
    for reason, actor, said in (("", desk.secretary, "lý do"), ("Không được tặng.", desk.records_clerk, "thư ký")):
        with pytest.raises(Refused, match=said):
            services.leave_out(outside.items[0], reason, seen=outside.version, actor=actor)
        db.session.rollback()
    services.leave_out(outside.items[0], "Thông báo số 5/TB-VPCP", seen=outside.version, actor=desk.secretary)
    db.session.commit()
    assert (out.state, stays.state) == (State.ACCEPTED, State.DECIDED)
    services.leave_out(outside.items[0], "Thông báo số 5/TB-VPCP", seen=outside.version, actor=desk.secretary)
    db.session.commit()
    assert services.outside_listed(desk.secretary) == []
    assert list(violations()) == []


def test_what_is_refused(desk: make.Desk) -> None:
    outside, later = submitted(desk, 1), clock.today() + timedelta(days=1)
    for changed, said in (
        ({"actor": desk.secretary}, "văn thư"),
        ({"decided_on": later}, "tương lai"),
        ({"content": b"PK\x03\x04"}, "PDF|tệp"),
    ):
        with pytest.raises(Refused, match=said):
            record(outside, **({"actor": desk.records_clerk} | changed))
        db.session.rollback()
    with pytest.raises(Stale):
        record(outside, desk.records_clerk, seen=0)
    record(outside, desk.records_clerk)
    db.session.commit()
    for act in (
        lambda: record(outside, desk.records_clerk),
        lambda: services.leave_out(outside.items[0], "x", seen=outside.version, actor=desk.secretary),
    ):
        with pytest.raises(Refused, match="khóa"):
            act()


def test_only_accepted_dossiers_of_such_a_form_are_submitted_and_only_by_the_secretary(desk: make.Desk) -> None:
    one = make.accepted(desk.world)
    campaign, form = desk.world.campaign, desk.award_form
    with pytest.raises(Refused, match="thư ký"):
        services.submit_outside(campaign, form, [one], actor=desk.leader)
    services.submit_outside(campaign, form, [one], actor=desk.secretary)
    db.session.commit()
    with pytest.raises(Refused, match="không còn ở bước chờ trình"):
        services.submit_outside(campaign, form, [one], actor=desk.secretary)
    db.session.rollback()
    with pytest.raises(Refused, match="chỉ ghi nhận"):
        services.draft(campaign, form, [make.accepted(desk.world)], actor=desk.secretary)
    form.certificate_kind = CertificateKind.GIAY_CHUNG_NHAN
    with pytest.raises(Refused, match="hãy soạn quyết định"):
        services.submit_outside(campaign, form, [make.accepted(desk.world)], actor=desk.secretary)


def test_one_person_does_not_submit_and_record(desk: make.Desk) -> None:
    make.appoint(desk.secretary, Role.RECORDS_CLERK, desk.world.units[-1])
    with pytest.raises(Refused):
        record(submitted(desk, 1), desk.secretary)


def test_what_was_recorded_stands_still_in_the_database(desk: make.Desk) -> None:
    record(submitted(desk, 1), desk.records_clerk)
    db.session.commit()
    for wrong in (
        "UPDATE outside_decision SET number_text = '1/QĐ'",
        "DELETE FROM outside_item",
        "UPDATE outside_item SET words = '{}'",
    ):
        with pytest.raises(DatabaseError, match="written once"):
            db.session.execute(text(wrong))
        db.session.rollback()


def test_the_pages_from_the_list_to_the_scan(desk: make.Desk, browser: Callable[[User], Browser]) -> None:
    one, secretary, clerk = make.accepted(desk.world), browser(desk.secretary), browser(desk.records_clerk)
    new = f"/decisions/outside/new/{desk.world.campaign.id}/{desk.award_form.id}"
    assert new in secretary.get("/decisions/").text
    assert "Hệ thống không in giấy" in secretary.get(new).text
    page = secretary.post(new, data={"chon": one.id}).location
    assert one.name in secretary.get(page).text
    form = COME | {"seen": 1, "decided_on": clock.today().strftime("%d/%m/%Y")}
    bad = clerk.post(f"{page}/record", data=form | {"file": (BytesIO(b"x"), "a.pdf")})
    assert (bad.status_code, "1234/QĐ-TTg" in bad.text) == (409, True)
    sent = clerk.post(f"{page}/record", data=form | {"file": (BytesIO(picture()), "a.png")})
    assert sent.status_code == 303
    assert "1234/QĐ-TTg" in clerk.get(page).text
    assert clerk.get(f"{page}/file", buffered=True).headers["Content-Disposition"].startswith("attachment")
    assert "Đang chờ" not in clerk.get("/decisions/").text


def test_what_is_decided_and_printed_here_has_no_page_of_the_outside(browser: Callable[[User], Browser]) -> None:
    desk = make.decision_desk()
    here = f"/decisions/outside/new/{desk.world.campaign.id}/{desk.award_form.id}"
    assert browser(desk.secretary).get(here).status_code == 404


def paid_by_the_province() -> tuple[OutsideDecision, Unit, User]:
    """A bằng khen of the Prime Minister for a household and a person of one province, recorded at the centre."""
    levels = (Level.COMMUNE, Level.PROVINCE, Level.CENTRAL)
    desk = make.decision_desk(levels)
    desk.award_form.certificate_kind = CertificateKind.NONE
    named = {"valid_from": make.LONG_AGO, "source": "mẫu", "verified": False, "article": "Điều 54"}
    db.session.add(BaseSalary(amount=2_530_000, valid_from=make.LONG_AGO, source="mẫu", verified=False))
    for kind, rate in ((SubjectKind.HOUSEHOLD, 525), (SubjectKind.INDIVIDUAL, 350)):
        code = desk.award_form.code
        db.session.add(PrizeRate(award_code=code, subject_kind=kind, hundredths=rate, **named))
    db.session.commit()
    records = [make.accepted(desk.world, kind=kind) for kind in (SubjectKind.HOUSEHOLD, SubjectKind.INDIVIDUAL)]
    outside = services.submit_outside(desk.world.campaign, desk.award_form, records, actor=desk.secretary)
    db.session.commit()
    record(outside, desk.records_clerk)
    db.session.commit()
    province = desk.world.units[1]
    return outside, province, make.user(Role.RECORDS_CLERK, province)


def test_the_province_that_proposed_pays_what_the_prime_minister_gave_once_and_out_of_its_own_fund() -> None:
    outside, province, clerk = paid_by_the_province()
    assert services.outside_paid_by(outside.unit) == []  # the centre that recorded it does not
    assert services.outside_paid_by(province) == [outside]
    lines, today = services.outside_lines(outside, province), clock.today()
    assert sorted(line.found.amount for line in lines) == [8_855_000, 13_282_500]
    both = [line.item.id for line in lines]
    for clerk_or_other, chosen, on, said in (
        (make.user(Role.RECORDS_CLERK, outside.unit), both, today, "do văn thư"),
        (clerk, [0], today, "Chưa chọn ai"),
        (clerk, both, today + timedelta(days=1), "tương lai"),
        (clerk, both, today - timedelta(days=1), "trước ngày quyết định"),
        (clerk, both, today, "Quỹ còn 0 đồng"),
    ):
        with pytest.raises(Refused, match=said):
            services.pay_outside(outside, province, chosen, on, actor=clerk_or_other)
        db.session.rollback()
    services.receive(province, 30_000_000, today, "Ngân sách", actor=clerk)
    assert services.pay_outside(outside, province, both, today, actor=clerk) == 22_137_500
    db.session.commit()
    with pytest.raises(Refused, match="đã chi"):
        services.pay_outside(outside, province, both[:1], today, actor=clerk)
    _unit, fund = services.fund_of(province.id, actor=clerk)
    assert fund
    assert (fund.paid, fund.balance) == (22_137_500, 7_862_500)
    assert [event.tag for event in audit.trail(fund)] == ["fund.received", "fund.spend", "fund.spend"]
    assert "Hai mươi hai triệu" in services.outside_payment_words(outside, province)["total_in_words"]
    assert list(violations()) == []


def test_where_no_province_is_on_the_way_whoever_submitted_pays(desk: make.Desk) -> None:
    outside = submitted(desk, 1)
    assert services.outside_paid_by(outside.unit) == []  # not decided yet
    record(outside, desk.records_clerk)
    db.session.commit()
    assert services.outside_paid_by(outside.unit) == [outside]


def test_the_clerk_pays_on_the_page_of_the_fund_and_prints_the_list(browser: Callable[[User], Browser]) -> None:
    outside, province, clerk = paid_by_the_province()
    services.receive(province, 30_000_000, clock.today(), "Ngân sách", actor=clerk)
    db.session.commit()
    where, page = f"/decisions/funds/{province.id}/outside/{outside.id}", browser(clerk)
    assert where in page.get(f"/decisions/funds/{province.id}").text
    form = {"on": clock.today().strftime("%d/%m/%Y"), "chon": [item.id for item in outside.items]}
    assert page.post(where, data=form).status_code == 303
    assert page.get(where).text.count("Đã chi ngày") == 2
    assert page.get(f"{where}/paper").data.startswith(b"%PDF")
    assert page.get(f"/decisions/funds/{province.id}/outside/9999").status_code == 404
