"""What is signed as a file is numbered by the system in the same moment; paper by the records clerk afterwards."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from awards.accounts.models import User
from awards.audit import services as audit
from awards.certificates import services as certificates
from awards.cli.invariants import violations
from awards.core import clock
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.levels import Level
from awards.core.paper import document_html
from awards.decisions import services
from awards.decisions.models import Decision, DecisionState, Medium
from awards.law import services as law
from tests import make
from tests.conftest import Browser

LOCAL = "Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025"


def frozen(desk: make.Desk, medium: Medium) -> Decision:
    record = make.drafted(desk, 1)
    certificates.freeze(record, seen=record.version, actor=desk.secretary, medium=medium)
    db.session.commit()
    return record


def signed(desk: make.Desk, medium: Medium) -> Decision:
    record = frozen(desk, medium)
    services.sign(record, seen=record.version, signed_on=clock.today(), actor=desk.leader)
    db.session.commit()
    return record


def test_the_system_numbers_a_file_when_it_is_signed() -> None:
    desk = make.decision_desk()
    record = signed(desk, Medium.ELECTRONIC)
    assert (record.state, record.number, record.numbered_by) == (DecisionState.NUMBERED, 1, None)
    assert [event.tag for event in audit.trail(record)][-2:] == ["decision.sign", "decision.number"]
    with pytest.raises(Refused, match="Đã cấp số"):
        services.number(record, seen=record.version, actor=desk.records_clerk)
    db.session.rollback()
    make.advance(record, desk, DecisionState.ISSUED)
    assert list(violations()) == []


def test_files_and_papers_share_one_register_without_a_gap() -> None:
    desk = make.decision_desk()
    paper, file = signed(desk, Medium.PAPER), signed(desk, Medium.ELECTRONIC)
    make.advance(paper, desk, DecisionState.NUMBERED)
    assert (file.number, paper.number) == (1, 2)
    rows = services.register_words(services.get_book(file.unit_id, clock.today().year, actor=desk.secretary))["rows"]
    assert [row[-1] for row in rows] == ["Văn bản điện tử", ""]


def test_the_appendix_of_a_file_leaves_room_for_number_and_date() -> None:
    desk = make.decision_desk()
    for medium, said in ((Medium.PAPER, True), (Medium.ELECTRONIC, False)):
        record = make.advance(signed(desk, medium), desk, DecisionState.NUMBERED)
        words = services.any_words_now(record)
        appendix = document_html("decision.html", sample=False, decision=words).split('class="reference"')[1]
        assert (record.number_text in appendix, str(clock.today().year) in appendix) == (said, said)


def test_how_it_is_signed_stands_still_once_the_list_is_frozen() -> None:
    frozen(make.decision_desk(), Medium.PAPER)
    with pytest.raises(DatabaseError, match="written once"):
        db.session.execute(text("UPDATE decision SET medium = 'electronic'"))


def test_it_is_chosen_on_the_page_and_said_before_signing(browser: Callable[[User], Browser]) -> None:
    desk = make.decision_desk()
    record = make.drafted(desk, 1)
    form = {"seen": record.version, "signer": desk.leader.id, "medium": "electronic", "mode": "", "basis": ""}
    assert browser(desk.secretary).post(f"/decisions/{record.id}/freeze", data=form).status_code == 303
    leader, today = browser(desk.leader), clock.today().strftime("%d/%m/%Y")
    assert "Hệ thống cấp số ngay ở bước này" in leader.get(f"/decisions/{record.id}/sign").text
    db.session.refresh(record)
    leader.post(f"/decisions/{record.id}/sign", data={"seen": record.version, "signed_on": today})
    page = leader.get(f"/decisions/{record.id}").text
    assert "Hệ thống đã cấp số 01/QĐ-" in page
    assert "Văn bản điện tử" in page


def test_a_committee_cites_the_law_on_local_government_first_and_the_centre_does_not() -> None:
    law.load_seed()
    on = date(2026, 11, 26)
    assert law.bases(on, Level.COMMUNE)[0] == law.bases(on, Level.PROVINCE)[0] == LOCAL
    assert LOCAL not in law.bases(on, Level.CENTRAL) + law.bases(on)
    assert LOCAL not in law.bases(date(2025, 6, 30), Level.COMMUNE)
