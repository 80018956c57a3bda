"""The decision desk by HTTP."""

from collections.abc import Callable
from typing import Any

import pytest

from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.decisions.models import Decision, DecisionState
from awards.law.models import SubjectKind
from tests import make

Browsers = Callable[[Any], Any]
S = DecisionState


def test_the_four_people_take_a_decision_from_the_list_to_the_issue(browser: Browsers) -> None:
    desk = make.decision_desk()
    for name in ("Lò Văn Bó", "Giàng A Páo"):
        make.accepted(desk.world, name=name)
    secretary = browser(desk.secretary)
    index = secretary.get("/decisions/").text
    assert "Soạn quyết định" in index
    campaign, form = desk.world.campaign.id, desk.award_form.id
    page = secretary.get(f"/decisions/new/{campaign}/{form}")
    assert page.text.count("checked") == 2
    ids = [n.id for n in _available(desk)]
    sent = secretary.post(f"/decisions/new/{campaign}/{form}", data={"chon": ids})
    assert sent.status_code == 303
    address = sent.location
    record = db.session.query(Decision).one()
    assert "Chốt danh sách, trình ký" in secretary.get(address).text

    frozen = secretary.post(f"{address}/freeze", data={"seen": record.version, "signer": desk.leader.id})
    assert frozen.location == address
    leader = browser(desk.leader)
    assert "Ghi nhận đã ký" in leader.get(address).text
    signed = {"seen": _now(record).version, "signed_on": clock.today().strftime("%d/%m/%Y")}
    assert leader.post(f"{address}/sign", data=signed).status_code == 303
    clerk = browser(desk.records_clerk)
    assert clerk.post(f"{address}/number", data={"seen": _now(record).version}).status_code == 303
    assert clerk.post(f"{address}/issue", data={"seen": _now(record).version}).status_code == 303

    shown = browser(desk.print_clerk).get(address).text
    assert "Đã ban hành" in shown
    assert "01/QĐ-" in shown
    assert "Giàng A Páo" in shown


def _available(desk: make.Desk) -> list[Any]:
    from awards.decisions import services

    return services.available(desk.world.campaign, desk.award_form, actor=desk.secretary)


def _now(record: Decision) -> Decision:
    db.session.rollback()
    db.session.refresh(record)
    return record


def test_every_page_of_every_state_is_whole_for_everybody(browser: Browsers) -> None:
    desk = make.decision_desk()
    record = make.drafted(desk, 1)
    people = (desk.secretary, desk.leader, desk.records_clerk, desk.print_clerk)
    browsers = [browser(person) for person in people]
    for state in S:
        make.advance(record, desk, state)
        for reader in browsers:
            assert reader.get("/decisions/").status_code == 200
            assert reader.get(f"/decisions/{record.id}").status_code == 200


def test_a_step_that_is_not_open_says_why(browser: Browsers) -> None:
    desk = make.decision_desk()
    record = make.drafted(desk, 1)
    for person, page in ((desk.leader, "sign"), (desk.records_clerk, "number"), (desk.records_clerk, "issue")):
        answer = browser(person).get(f"/decisions/{record.id}/{page}")
        assert answer.status_code == 409
        assert "Đang soạn" in answer.text


def test_a_form_of_yesterday_is_shown_again_with_its_words(browser: Browsers) -> None:
    desk = make.decision_desk()
    record = make.drafted(desk, 1)
    words = {"seen": record.version - 1, "subject": "tặng giấy cho bản Nà Bó", "merit": "đã có thành tích"}
    answer = browser(desk.secretary).post(f"/decisions/{record.id}/words", data=words)
    assert answer.status_code == 409
    assert "tặng giấy cho bản Nà Bó" in answer.text
    assert "đã thay đổi" in answer.text


def test_the_places_of_a_draft_are_moved_and_removed_by_buttons(browser: Browsers) -> None:
    desk = make.decision_desk()
    record = make.drafted(desk, 3)
    secretary, first = browser(desk.secretary), record.items[0].id
    moved = secretary.post(f"/decisions/{record.id}/items/{first}/down", data={"seen": record.version})
    assert moved.status_code == 303
    assert [item.id for item in _now(record).items].index(first) == 1
    gone = secretary.post(f"/decisions/{record.id}/items/{first}/remove", data={"seen": record.version})
    assert gone.status_code == 303
    assert first not in [item.id for item in _now(record).items]
    stale = secretary.post(f"/decisions/{record.id}/items/{record.items[0].id}/down", data={"seen": 1})
    assert stale.status_code == 409
    assert "Bản quyết định" in stale.text
    thrown = secretary.post(f"/decisions/{record.id}/discard", data={"seen": record.version})
    assert thrown.location == "/decisions/"


def test_dossiers_are_added_to_a_draft(browser: Browsers) -> None:
    desk = make.decision_desk()
    record = make.drafted(desk, 1)
    more = make.accepted(desk.world, kind=SubjectKind.COLLECTIVE)
    secretary = browser(desk.secretary)
    assert more.name in secretary.get(f"/decisions/{record.id}/add").text
    none = secretary.post(f"/decisions/{record.id}/add", data={"seen": record.version})
    assert none.status_code == 409
    added = secretary.post(f"/decisions/{record.id}/add", data={"seen": record.version, "chon": more.id})
    assert added.status_code == 303
    assert _now(record).items[0].nomination_id == more.id


def test_a_list_is_opened_again_by_its_page(browser: Browsers) -> None:
    desk = make.decision_desk()
    record = make.advance(make.drafted(desk, 1), desk, S.FROZEN)
    secretary = browser(desk.secretary)
    without = secretary.post(f"/decisions/{record.id}/thaw", data={"seen": record.version})
    assert without.status_code == 422
    told = secretary.post(f"/decisions/{record.id}/thaw", data={"seen": record.version, "reason": "Sai tên."})
    assert told.status_code == 303
    assert _now(record).state is S.DRAFTED


@pytest.mark.parametrize("state", [S.DRAFTED, S.NUMBERED])
def test_the_paper_prints_with_blanks_and_with_its_number(browser: Browsers, state: DecisionState) -> None:
    import io

    import pdfplumber

    desk = make.decision_desk()
    record = make.advance(make.drafted(desk, 1), desk, state)
    answer = browser(desk.secretary).get(f"/decisions/{record.id}/paper")
    assert answer.mimetype == "application/pdf"
    with pdfplumber.open(io.BytesIO(answer.data)) as document:
        words = " ".join(page.extract_text() for page in document.pages)
    assert "QUYẾT ĐỊNH" in words
    assert ("01/QĐ-" in words) is (state is S.NUMBERED)
    assert (desk.leader.name in words) is (state is S.NUMBERED)


def test_the_database_is_free_while_the_paper_is_set(browser: Browsers, monkeypatch: pytest.MonkeyPatch) -> None:
    from awards.decisions import views

    desk = make.decision_desk()
    record, held = make.drafted(desk, 1), []

    def typeset(html: str) -> bytes:
        held.append(db.session().in_transaction())
        return b"%PDF-"

    monkeypatch.setattr(views, "html_to_pdf", typeset)
    browser(desk.secretary).get(f"/decisions/{record.id}/paper")
    assert held == [False]


def test_for_people_elsewhere_the_decision_does_not_exist(browser: Browsers) -> None:
    desk = make.decision_desk()
    record = make.drafted(desk, 1)
    stranger = browser(make.user(Role.SECRETARY))
    for page in ("", "/paper", "/words", "/add", "/thaw", "/freeze"):
        assert stranger.get(f"/decisions/{record.id}{page}").status_code == 404
    assert browser(None).get(f"/decisions/{record.id}").status_code in {302, 303}
    assert browser(make.user(Role.OFFICER, desk.world.units[-1])).get(f"/decisions/{record.id}").status_code == 403


def test_a_longer_list_takes_no_more_questions_to_the_database(browser: Browsers, queries: list[str]) -> None:
    desk = make.decision_desk()
    short, long = (make.advance(make.drafted(desk, count), desk, S.FROZEN).id for count in (1, 4))
    reader = browser(desk.leader)
    reader.get(f"/decisions/{short}")
    queries.clear()
    reader.get(f"/decisions/{short}")
    few = len(queries)
    queries.clear()
    reader.get(f"/decisions/{long}")
    assert len(queries) == few
