"""Paper is undone by a decision of its own; nothing is deleted, and one paper for an award stands at most."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from awards.accounts.models import User
from awards.audit import services as audit
from awards.certificates import services
from awards.certificates.documents import handover_html
from awards.certificates.models import CertificateState as C
from awards.cli.invariants import violations
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.decisions import services as decisions
from awards.decisions.models import Cause, DecisionState
from awards.decisions.models import DecisionKind as K
from awards.nominations import services as nominations
from awards.nominations.route import State
from awards.notices import services as notices
from tests import make
from tests.conftest import Browser

FACTS = "Kết luận số 05/KL-TTr"


def test_a_correction_ends_the_paper_and_makes_its_successor_with_the_new_words() -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 2, name="Giàng A Páo")
    correction = make.corrected(desk, record, 2, name="Giàng A Pao", lines=["bản Khác"])
    first, old, new = services.of_decision(record)
    assert [c.state for c in (first, old, new)] == [C.VALID, C.CORRECTED, C.VALID]
    assert (old.ended_by, old.successor, new.replaces) == (correction, new, old)
    assert (old.text["name"], new.text["name"], new.text["lines"]) == ("Giàng A Páo", "Giàng A Pao", ["bản Khác"])
    kept = ("citation", "decision_line", "gold_book_no", "signer_name", "issuer")
    assert [old.text[part] for part in kept] == [new.text[part] for part in kept]
    assert len({old.code, new.code, old.short_code, new.short_code}) == 4
    assert new.text["check_url"].endswith(new.code)
    assert [event.tag for event in audit.trail(old)] == ["certificate.end"]
    assert list(violations()) == []


def test_the_lists_of_the_original_say_what_became_of_each_paper_and_by_which_decision(
    browser: Callable[[User], Browser],
) -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 4)
    make.corrected(desk, record, 1, name="Giàng A Pao")
    make.reissued(desk, record, 2)
    make.revoked(desk, record, 3)
    said = [
        f"{done} theo Quyết định số {number}/QĐ-"
        for done, number in (("Đã đính chính", "02"), ("Đã cấp lại", "03"), ("Đã hủy bỏ, thu hồi", "04"))
    ]
    for page in (f"/decisions/{record.id}", f"/certificates/decisions/{record.id}"):
        shown = browser(desk.secretary).get(page).text
        assert [shown.count(sentence) for sentence in said] == [1, 1, 1]
    book = decisions.get_book(record.unit_id, clock.today().year, actor=desk.records_clerk)
    notes = [row[-1] for row in decisions.register_words(book)["rows"]]
    assert [part.split(":")[0] for part in notes[0].split("; ")] == [
        "Đính chính",
        "Cấp lại, cấp đổi",
        "Hủy bỏ, thu hồi",
    ]
    assert notes[1:] == ["", "", ""]


def test_what_has_ended_since_it_was_printed_is_not_handed_over() -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 2, name="Giàng A Páo")
    batch = make.batch(record, desk.print_clerk)
    db.session.commit()
    make.revoked(desk, record, 1)
    html = handover_html(batch, services.of_batch(batch))
    assert html.count("Giàng A Páo") == 1
    assert "01 (một) giấy" in html


def test_a_corrected_paper_can_be_lost_and_its_successor_revoked() -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 1)
    make.corrected(desk, record, 1, name="Giàng A Pao")
    make.reissued(desk, record)
    make.revoked(desk, record)
    papers = services.of_decision(record)
    assert [c.state for c in papers] == [C.CORRECTED, C.REPLACED, C.REVOKED]
    assert [c.text["name"] for c in papers][1:] == ["Giàng A Pao", "Giàng A Pao"]
    assert services.standing(record) == []
    assert list(violations()) == []


def test_each_has_its_own_number_in_the_register_and_its_own_words() -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 1)
    correction = make.corrected(desk, record, 1, name="Giàng A Pao")
    reissue, revocation = make.reissued(desk, record), make.revoked(desk, record)
    assert [d.number for d in (record, correction, reissue, revocation)] == [1, 2, 3, 4]
    said = {d.kind: " ".join(decisions.any_words_now(d)["articles"]) for d in (correction, reissue, revocation)}
    assert "Đính chính nội dung ghi trên" in said[K.CORRECTION]
    assert "Cấp lại" in said[K.REISSUE]
    assert "điểm a khoản 2 Điều 93 Luật Thi đua, khen thưởng" in said[K.REVOCATION]
    assert decisions.any_words_now(revocation)["facts"].startswith("Kết luận số 05/KL-TTr")
    entry = decisions.any_words_now(correction)["entries"][0]
    assert entry["now"] == ["Tên: Giàng A Pao"]
    assert f"Quyết định số {record.number_text}" in decisions.any_words_now(revocation)["bases"][-1]


@pytest.mark.parametrize("cause", [Cause.DAMAGED, Cause.MISPRINTED])
def test_what_is_exchanged_is_handed_back_first(cause: Cause) -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 1)
    draft = make.amendment(desk, record, K.REISSUE, cause=cause)
    with pytest.raises(Refused, match="phải thu lại giấy cũ"):
        services.freeze(draft, seen=draft.version, actor=desk.secretary)
    db.session.rollback()
    amended = draft.amended[0]
    for actor, on, said in (
        (desk.leader, clock.today(), "thư ký hoặc văn thư"),
        (desk.secretary, clock.today() + timedelta(days=1), "tương lai"),
    ):
        with pytest.raises(Refused, match=said):
            decisions.hand_back(amended, on, actor=actor)
        db.session.rollback()
    decisions.hand_back(amended, clock.today(), actor=desk.secretary)
    db.session.commit()
    make.advance(draft, desk, DecisionState.ISSUED)
    with pytest.raises(Refused, match="Đã ghi"):
        decisions.hand_back(amended, clock.today(), actor=desk.secretary)
    assert "Cấp đổi" in decisions.any_words_now(draft)["articles"][0]


def test_the_old_paper_may_come_back_after_the_revocation_but_not_when_it_is_lost() -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 2)
    revocation, reissue = make.revoked(desk, record, 1), make.reissued(desk, record, 2)
    decisions.hand_back(revocation.amended[0], clock.today(), actor=desk.records_clerk)
    db.session.commit()
    with pytest.raises(Refused, match="đã mất"):
        decisions.hand_back(reissue.amended[0], clock.today(), actor=desk.records_clerk)


def test_what_cannot_be_undone_is_refused() -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 2)
    papers = services.standing(record)
    lost = {"cause": Cause.LOST}
    for kind, chosen, actor, why, said in (
        (K.REISSUE, papers, desk.leader, lost, "thư ký"),
        (K.REISSUE, papers, make.user(Role.SECRETARY), lost, "thư ký"),
        (K.REISSUE, [], desk.secretary, lost, "Chưa chọn"),
        (K.REISSUE, papers, desk.secretary, {}, "căn cứ"),
        (K.REISSUE, papers, desk.secretary, {"cause": Cause.FALSE_CLAIM}, "căn cứ"),
        (K.CORRECTION, papers, desk.secretary, lost, "căn cứ"),
        (K.REVOCATION, papers, desk.secretary, {"cause": Cause.LOST, "facts": FACTS}, "căn cứ"),
        (K.REVOCATION, papers, desk.secretary, {"cause": Cause.FALSE_CLAIM}, "vi phạm"),
    ):
        with pytest.raises(Refused, match=said):
            services.amend(record, kind, chosen, actor=actor, **why)
        db.session.rollback()
    make.amendment(desk, record, K.REISSUE, 1, **lost)
    with pytest.raises(Refused, match="dự thảo quyết định khác"):
        services.amend(record, K.CORRECTION, papers, actor=desk.secretary)
    db.session.rollback()
    reissue = make.reissued(desk, record, 2)
    with pytest.raises(Refused, match="không còn hiệu lực"):
        services.amend(record, K.REISSUE, [papers[1]], actor=desk.secretary, **lost)
    with pytest.raises(Refused, match="quyết định khen thưởng"):
        decisions.amend(reissue, K.REISSUE, [], actor=desk.secretary, **lost)


def test_a_correction_says_something_else_and_fits_the_paper() -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 1, name="Giàng A Páo")
    draft = make.amendment(desk, record, K.CORRECTION)
    with pytest.raises(Refused, match="Chưa ghi nội dung đính chính"):
        services.freeze(draft, seen=draft.version, actor=desk.secretary)
    db.session.rollback()
    with pytest.raises(Refused, match="giống hệt"):
        decisions.reword(draft.amended[0], {"name": "Giàng A Páo"}, seen=draft.version, actor=desk.secretary)
    db.session.rollback()
    decisions.reword(draft.amended[0], {"lines": ["Bản" + " Mường" * 90]}, seen=draft.version, actor=desk.secretary)
    db.session.commit()
    with pytest.raises(Refused, match="không in vừa giấy"):
        services.freeze(draft, seen=draft.version, actor=desk.secretary)


def test_the_list_of_an_amendment_is_the_originals() -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 1)
    draft = make.amendment(desk, record, K.REISSUE, cause=Cause.LOST)
    more = [make.accepted(desk.world)]
    with pytest.raises(Refused, match="theo quyết định gốc"):
        decisions.add(draft, more, seen=draft.version, actor=desk.secretary)
    db.session.rollback()
    with pytest.raises(Refused, match="Chỉ quyết định đính chính"):
        decisions.reword(draft.amended[0], {"name": "Khác"}, seen=draft.version, actor=desk.secretary)
    db.session.rollback()
    decisions.discard(draft, seen=draft.version, actor=desk.secretary)
    db.session.commit()
    assert services.standing(record)[0].state is C.VALID


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE amended_item SET now = '{}'",
        "DELETE FROM amended_item",
        "UPDATE decision SET cause = 'damaged' WHERE kind = 'reissue'",
        "UPDATE certificate SET ended_at = NULL, ended_by_id = NULL",
    ],
)
def test_the_database_keeps_what_was_undone(statement: str) -> None:
    desk = make.decision_desk()
    make.reissued(desk, make.issued(desk, 1))
    db.session.rollback()
    with pytest.raises(Exception, match="written once"), db.engine.begin() as connection:
        connection.execute(text(statement))


def test_the_database_lets_one_paper_of_an_award_stand() -> None:
    desk = make.decision_desk()
    make.issued(desk, 1)
    db.session.rollback()
    second = (
        "INSERT INTO certificate (item_id, decision_id, code, design, text, revoked_reason, version) "
        "SELECT item_id, decision_id, 'X', design, text, '', 1 FROM certificate"
    )
    with pytest.raises(Exception, match=r"(?i)unique"), db.engine.begin() as connection:
        connection.execute(text(second))


def test_a_dossier_whose_award_was_taken_back_says_so_and_keeps_its_way(browser: Callable[[User], Browser]) -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 2)
    taken, stays = (item.nomination for item in record.items)
    revocation = make.revoked(desk, record, 1)
    assert taken.state is stays.state is State.AWARDED
    entries = [nominations.commendation_of(one) for one in (taken, stays)]
    assert [(one.revoked_by, one.revoked_on) for one in entries if one] == [
        (revocation.number_text, revocation.signed_on),
        ("", None),
    ]
    assert any("đã hủy bỏ việc khen thưởng" in one.sentence for one in notices.latest_for(desk.world.officers[0]))
    page = browser(desk.world.officers[0]).get(f"/nominations/{taken.id}").text
    assert f"Việc khen thưởng đã bị hủy bỏ theo Quyết định số {revocation.number_text}" in page
    assert "đã bị hủy bỏ" not in browser(desk.world.officers[0]).get(f"/nominations/{stays.id}").text
    assert "Đã bị hủy bỏ theo" in browser(desk.world.officers[0]).get(f"/nominees/{taken.nominee_id}").text
