"""The steps of a decision: who, in which state, and what stands still afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from awards.accounts.models import User
from awards.audit import services as audit
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused, Stale
from awards.decisions import services
from awards.decisions.models import DecisionState
from awards.decisions.services import DecisionAction
from awards.nominations.route import Action, State
from tests import make

A, S = DecisionAction, DecisionState

# What the law and the office say, written down apart from the table in the code: state -> who may do what.
MAY = {
    S.DRAFTED: {"secretary": {A.EDIT, A.DISCARD, A.FREEZE}},
    S.FROZEN: {"secretary": {A.THAW}, "leader": {A.SIGN}},
    S.SIGNED: {"records_clerk": {A.NUMBER}},
    S.NUMBERED: {"records_clerk": {A.ISSUE}},
    S.ISSUED: {},
}


def everybody(desk: make.Desk) -> dict[str, User]:
    """One person of each kind, here and elsewhere."""
    top, elsewhere = desk.world.units[-1], make.unit()
    people = {
        "secretary": desk.secretary,
        "leader": desk.leader,
        "records_clerk": desk.records_clerk,
        "print_clerk": desk.print_clerk,
    }
    for role in Role:
        people[f"other {role}"] = make.user(role, elsewhere)
    people |= {"second leader": make.user(Role.LEADER, top), "officer": make.user(Role.OFFICER, top)}
    return people | {"administrator": make.user(Role.ADMINISTRATOR, top), "nobody": make.user(None)}


def test_each_step_is_open_to_its_hand_in_its_state_and_to_nobody_else() -> None:
    desk = make.decision_desk()
    record = make.drafted(desk, 1)
    people = everybody(desk)
    for state in S:
        if state is S.FROZEN:  # with two leaders in the unit the signer is named
            services.freeze(record, seen=record.version, actor=desk.secretary, signer=desk.leader)
            db.session.commit()
        make.advance(record, desk, state)
        for name, person in people.items():
            may = MAY[state].get(name, set())
            assert {step.action for step in services.open_steps(record, person)} == may, (state, name)
            for action in A:
                if action not in may:
                    with pytest.raises(Refused):
                        services.step_for(record, action, person)


def test_a_decision_goes_all_the_way_and_leaves_a_trace() -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 2)
    assert [event.tag for event in audit.trail(record)] == [
        *("decision.draft", "decision.freeze", "decision.sign", "decision.number", "decision.issue"),
        "certificate.make",
    ]
    assert {item.nomination.state for item in record.items} == {State.AWARDED}
    assert record.number_text.startswith("01/QĐ-")


PAIRS = [
    (Role.LEADER, "secretary", A.SIGN, S.FROZEN),
    (Role.RECORDS_CLERK, "secretary", A.NUMBER, S.SIGNED),
    (Role.RECORDS_CLERK, "leader", A.NUMBER, S.SIGNED),
    (Role.RECORDS_CLERK, "secretary", A.ISSUE, S.NUMBERED),
    (Role.RECORDS_CLERK, "leader", A.ISSUE, S.NUMBERED),
]


@pytest.mark.parametrize(("role", "person", "action", "state"), PAIRS, ids=str)
def test_one_person_never_has_two_hands_on_a_decision(
    role: Role, person: str, action: DecisionAction, state: DecisionState
) -> None:
    desk = make.decision_desk()
    record = make.advance(make.drafted(desk, 1), desk, state)
    both: User = getattr(desk, person)
    make.appoint(both, role, desk.world.units[-1])
    assert action not in {step.action for step in services.open_steps(record, both)}
    with pytest.raises(Refused, match="những người khác nhau"):
        services.step_for(record, action, both)


def test_whoever_appraised_a_dossier_does_not_number_its_decision() -> None:
    desk = make.decision_desk()
    record = make.advance(make.drafted(desk, 1), desk, S.SIGNED)
    officer = desk.world.officers[-1]
    make.appoint(officer, Role.RECORDS_CLERK, desk.world.units[-1])
    with pytest.raises(Refused, match="chuyên viên"):
        services.number(record, seen=record.version, actor=officer)


def test_a_leader_who_drafted_is_not_named_as_signer() -> None:
    desk = make.decision_desk()
    record = make.drafted(desk, 1)
    desk.leader.appointments[0].ended_at = clock.now()
    make.appoint(desk.secretary, Role.LEADER, desk.world.units[-1])
    with pytest.raises(Refused, match="khâu khác"):
        services.freeze(record, seen=record.version, actor=desk.secretary)


def test_what_changed_meanwhile_is_not_acted_on() -> None:
    desk = make.decision_desk()
    record = make.drafted(desk, 2)
    seen = record.version
    services.shift(record, record.items[0], 1, seen=seen, actor=desk.secretary)
    db.session.commit()
    with pytest.raises(Stale):
        services.freeze(record, seen=seen, actor=desk.secretary)


def test_freezing_fixes_the_words_and_the_numbers() -> None:
    desk = make.decision_desk()
    record = make.advance(make.drafted(desk, 3), desk, S.FROZEN)
    was = services.words_now(record)
    nomination = record.items[0].nomination
    nomination.name, nomination.citation = "Tên khác", "Thành tích khác"
    desk.world.units[-1].name = "Đơn vị đổi tên"
    db.session.commit()
    assert [item.ordinal for item in record.items] == [1, 2, 3]
    assert services.words_now(record) == was
    assert was["signer"]["name"] == desk.leader.name
    assert was["number_text"].startswith("\u00a0")
    assert was["date"] == ""


def test_the_number_and_the_date_come_onto_the_paper_when_they_are_given() -> None:
    desk = make.decision_desk()
    record = make.advance(make.drafted(desk, 1), desk, S.NUMBERED)
    words = services.words_now(record)
    assert words["number_text"] == record.number_text
    assert words["date"] == clock.today().isoformat()


def test_a_thawed_list_can_be_changed_and_frozen_again() -> None:
    desk = make.decision_desk()
    record = make.advance(make.drafted(desk, 3), desk, S.FROZEN)
    gone = record.items[1].nomination
    services.thaw(record, reason="Sai địa chỉ.", seen=record.version, actor=desk.secretary)
    services.remove(record, record.items[1], seen=record.version, actor=desk.secretary)
    services.freeze(record, seen=record.version, actor=desk.secretary)
    db.session.commit()
    assert [item.ordinal for item in record.items] == [1, 2]
    assert gone.state is State.ACCEPTED
    assert len(services.words_now(record)["entries"]) == 2


def test_a_list_is_opened_again_only_with_a_reason() -> None:
    desk = make.decision_desk()
    record = make.advance(make.drafted(desk, 1), desk, S.FROZEN)
    with pytest.raises(Refused, match="lý do"):
        services.thaw(record, reason="  ", seen=record.version, actor=desk.secretary)


def test_a_dossier_that_was_suspended_meanwhile_stops_the_freezing_of_all() -> None:
    desk = make.decision_desk()
    record = make.drafted(desk, 2)
    make.step(record.items[1].nomination, Action.SUSPEND, desk.leader, "Có đơn phản ánh.")
    with pytest.raises(Refused, match="đã chuyển bước"):
        services.freeze(record, seen=record.version, actor=desk.secretary)
    db.session.rollback()
    assert record.state is S.DRAFTED
    assert record.items[0].nomination.state is State.ACCEPTED


def test_the_date_of_signature_lies_between_the_freezing_and_today() -> None:
    desk = make.decision_desk()
    record = make.advance(make.drafted(desk, 1), desk, S.FROZEN)
    for day, said in ((clock.today() + timedelta(1), "tương lai"), (clock.today() - timedelta(1), "trước ngày chốt")):
        with pytest.raises(Refused, match=said):
            services.sign(record, seen=record.version, signed_on=day, actor=desk.leader)
        db.session.rollback()


def test_a_deputy_signs_for_the_head() -> None:
    desk = make.decision_desk()
    desk.leader.appointments[0].title = "PHÓ CHỦ TỊCH"
    record = make.advance(make.drafted(desk, 1), desk, S.FROZEN)
    assert services.words_now(record)["signer"]["mode"] == ["KT. CHỦ TỊCH"]
    assert services.words_now(record)["signer"]["title"] == "PHÓ CHỦ TỊCH"


INSERT = """
    INSERT INTO decision_item (decision_id, nomination_id, fingerprint, kind, prefix, name, lines, citation)
    SELECT decision_id, nomination_id + 1000, '', kind, '', '', '[]', '' FROM decision_item
"""
FROZEN_BY_SQL = [
    (S.FROZEN, "UPDATE decision SET subject = 'khác'"),
    (S.FROZEN, "UPDATE decision SET paper = '{}'"),
    (S.FROZEN, "UPDATE decision SET signer_id = NULL"),
    (S.FROZEN, "DELETE FROM decision_item"),
    (S.FROZEN, "UPDATE decision_item SET name = 'khác'"),
    (S.FROZEN, "UPDATE decision_item SET ordinal = ordinal + 10"),
    (S.FROZEN, INSERT),
    (S.SIGNED, "UPDATE decision SET state = 'drafted'"),
    (S.SIGNED, "UPDATE decision SET signed_on = '2020-01-01'"),
    (S.NUMBERED, "UPDATE decision SET number = 99"),
    (S.NUMBERED, "UPDATE number_register SET last = 0"),
    (S.ISSUED, "UPDATE decision SET state = 'numbered', issued_at = NULL"),
    (S.ISSUED, "UPDATE decision SET issued_by_id = drafted_by_id"),
    (S.ISSUED, "UPDATE decision_item SET citation = 'khác'"),
]  # fmt: skip


@pytest.mark.parametrize(("state", "statement"), FROZEN_BY_SQL, ids=lambda value: str(value).strip()[:60])
def test_the_database_itself_keeps_what_was_frozen(state: DecisionState, statement: str) -> None:
    desk = make.decision_desk()
    make.advance(make.drafted(desk, 1), desk, state)
    db.session.rollback()
    with pytest.raises(Exception, match="written once"), db.engine.begin() as connection:
        connection.execute(text(statement))


def test_the_database_itself_takes_only_accepted_dossiers_into_a_list() -> None:
    desk = make.decision_desk()
    make.drafted(desk, 1)
    statement = INSERT.replace("nomination_id + 1000", str(make.received(desk.world).id))
    db.session.rollback()
    with pytest.raises(Exception, match="written once"), db.engine.begin() as connection:
        connection.execute(text(statement))


def test_a_draft_is_not_guarded() -> None:
    """The negative control: the same statements pass while the list is drafted."""
    make.drafted(make.decision_desk(), 1)
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE decision SET subject = 'khác'"))
        connection.execute(text("UPDATE decision_item SET name = 'khác'"))
        connection.execute(text("DELETE FROM decision_item"))


def test_numbers_begin_anew_with_the_year_in_vietnam() -> None:
    desk = make.decision_desk()
    with clock.standing_at(datetime(2026, 12, 31, 3, tzinfo=UTC)):
        first = make.advance(make.drafted(desk, 1), desk, S.NUMBERED)
        second = make.advance(make.drafted(desk, 1), desk, S.SIGNED)
    with clock.standing_at(datetime(2026, 12, 31, 17, 30, tzinfo=UTC)):  # half past midnight in Hà Nội
        make.advance(second, desk, S.NUMBERED)
    assert (first.number, first.year) == (1, 2026)
    assert (second.number, second.year) == (1, 2027)


def test_a_number_that_was_rolled_back_is_given_to_the_next() -> None:
    desk = make.decision_desk()
    first, second = (make.advance(make.drafted(desk, 1), desk, S.SIGNED) for _ in range(2))
    services.number(first, seen=first.version, actor=desk.records_clerk)
    db.session.rollback()
    services.number(second, seen=second.version, actor=desk.records_clerk)
    db.session.commit()
    assert (first.number, second.number) == (None, 1)
