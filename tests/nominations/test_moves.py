"""What a step refuses, in which words, and what it leaves behind. Who may do what where is asked by test_machine.py."""

from datetime import date

import pytest

from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused, Stale
from awards.core.levels import Level
from awards.nominations import services
from awards.nominations.models import Nomination, Snapshot
from awards.nominations.route import ACTION_NAMES, STATE_NAMES, STEPS, Action, State
from awards.notices.models import Notice
from tests import make


def refusal(record: Nomination, action: Action, actor: make.User, **given: str) -> Refused:
    given = {"seen": services.seen_of(record), "reason": "Vì lý do này."} | given
    with pytest.raises(Refused) as refused:
        services.move(record, action, actor=actor, **given)
    return refused.value


def test_every_state_and_action_has_its_words() -> None:
    assert set(STATE_NAMES) == set(State)
    assert set(ACTION_NAMES) == set(Action) == {step.action for step in STEPS}
    assert len({str(step) for step in STEPS}) == len(STEPS)


def test_a_step_that_is_not_open_says_so() -> None:
    world = make.world()
    record = make.sent(world)
    sentence = refusal(record, Action.ACCEPT, world.leaders[1]).sentence
    assert sentence == f"Hồ sơ {record.code} đã chuyển bước hoặc việc này không thuộc thẩm quyền của ông/bà."


@pytest.mark.parametrize("action", [Action.RETURN, Action.REJECT, Action.SUSPEND])
@pytest.mark.parametrize("reason", ["", " \n\t "])
def test_who_says_no_says_why(action: Action, reason: str) -> None:
    world = make.world()
    refused = refusal(make.received(world), action, world.leaders[1], reason=reason)
    marks = action is Action.RETURN
    asked = "Cần đánh dấu phần phải sửa, hoặc ghi rõ lý do trả lại." if marks else "Cần ghi rõ lý do: những người liên"
    assert refused.sentence.startswith(asked)
    assert refused.field == "reason"


def test_a_dossier_travels_with_a_letter_only() -> None:
    world = make.world()
    record = make.ready(world)
    make.step(record, Action.PROPOSE, world.officers[0])
    sentence = refusal(record, Action.SUBMIT, world.leaders[0]).sentence
    assert sentence == "Hồ sơ được gửi kèm một tờ trình: cần ghi số và ngày tờ trình."


def test_with_gaps_it_is_not_sent_and_every_gap_is_named() -> None:
    world = make.world()
    record = make.nomination(world, honorific=None, address="")
    make.step(record, Action.PROPOSE, world.officers[0])
    head = services.Letterhead(1, clock.today())
    with pytest.raises(Refused) as refused:
        services.send([record], Action.SUBMIT, head, actor=world.leaders[0], seen={record.id: services.seen_of(record)})
    told = refused.value.sentence
    assert told.startswith(f"Hồ sơ {record.code} còn thiếu: Chưa ghi địa chỉ. ")
    for gap in ("Chưa ghi thành tích in trên giấy chứng nhận.", "Chưa chọn ông hay bà.", "Sơ lược lý lịch"):
        assert gap in told


def test_after_the_deadline_nothing_new_is_sent() -> None:
    world = make.world()
    record = make.ready(world)
    record.stage.deadline = date(2023, 9, 30)
    db.session.commit()
    with pytest.raises(Refused, match=r"Đã quá hạn gửi hồ sơ của đợt này \(30/09/2023\)\."):
        make.send([record], world.officers[0], world.leaders[0])


def test_on_the_day_of_the_deadline_it_still_goes() -> None:
    world = make.world()
    record = make.ready(world)
    record.stage.deadline = clock.today()
    db.session.commit()
    make.send([record], world.officers[0], world.leaders[0])
    assert record.state is State.WAITING


def test_what_changed_after_the_look_is_not_approved() -> None:
    """The officer puts in other words between the leader's look and click."""
    world = make.world()
    record = make.ready(world)
    make.step(record, Action.PROPOSE, world.officers[0])
    shown = services.seen_of(record)
    services.edit(record, actor=world.officers[0], seen=shown, citation="Đã làm việc khác.")
    services.move(record, Action.PROPOSE, actor=world.officers[0], seen=services.seen_of(record))
    db.session.commit()
    head = services.Letterhead(1, clock.today())
    with pytest.raises(Stale) as stale:
        services.send([record], Action.SUBMIT, head, actor=world.leaders[0], seen={record.id: shown})
    who = f"{world.officers[0].name}, {record.unit_name}"
    assert stale.value.sentence == (
        f"Hồ sơ {record.code} đã thay đổi ({who}) sau khi ông/bà mở trang. "
        "Xin xem lại nội dung hiện tại rồi thực hiện lại."
    )


@pytest.mark.parametrize("seen", ["", "1", "x:y", "1:" + "0" * 16])
def test_a_step_without_a_look_is_stale(seen: str) -> None:
    world = make.world()
    assert isinstance(refusal(make.sent(world), Action.RECEIVE, world.officers[1], seen=seen), Stale)


@pytest.mark.parametrize("action", [Action.DECIDE, Action.RELEASE])
def test_what_a_decision_does_is_no_button(action: Action) -> None:
    world = make.world((Level.COMMUNE, Level.CENTRAL))
    record, secretary = make.accepted(world), world.secretary
    if action is Action.RELEASE:
        services.take_by_decision(record, Action.DECIDE, actor=secretary)
    assert refusal(record, action, secretary).sentence == "Bước này do quyết định khen thưởng thực hiện."


def test_a_button_is_no_decision() -> None:
    world = make.world()
    with pytest.raises(ValueError, match="not taken by a decision"):
        services.take_by_decision(make.sent(world), Action.RECEIVE, actor=world.officers[1])


def test_a_proposal_dies_with_a_change_of_words() -> None:
    world = make.world()
    record, leader = make.ready(world), world.leaders[0]
    make.step(record, Action.PROPOSE, world.officers[0])
    assert Action.SUBMIT in {step.action for step in services.open_steps(record, leader)}
    services.edit(record, actor=world.officers[0], seen=services.seen_of(record), citation="Đã làm việc khác.")
    assert record.proposed_fingerprint == ""
    assert Action.SUBMIT not in {step.action for step in services.open_steps(record, leader)}


def test_with_one_hand_enough_the_leader_needs_no_proposal() -> None:
    world = make.world()
    record = make.received(world)
    record.stage.needs_both_hands = False
    assert Action.ENDORSE in {step.action for step in services.open_steps(record, world.leaders[1])}


def test_a_recalled_dossier_is_what_it_was_and_was_never_there() -> None:
    world = make.world()
    record = make.sent(world)
    assert services.get(record.id, actor=world.officers[1]) is record
    make.step(record, Action.RECALL, world.leaders[0])
    assert (record.state, record.stage.position, record.desk) == (State.DRAFT, 1, world.units[0])
    assert record.desks[1].reached_at is None
    assert services.listed(world.officers[1]) == []


def test_a_returned_dossier_that_is_recalled_is_returned_again() -> None:
    world = make.world()
    record = make.received(world)
    make.step(record, Action.RETURN, world.leaders[1], "Thiếu xác nhận.")
    make.send([record], world.officers[0], world.leaders[0])
    make.step(record, Action.RECALL, world.leaders[0])
    assert record.state is State.RETURNED
    assert record.desks[1].reached_at is not None  # it had been received there once
    assert services.get(record.id, actor=world.officers[1]) is record


def test_what_was_received_cannot_be_recalled() -> None:
    world = make.world()
    assert "đã chuyển bước" in refusal(make.received(world), Action.RECALL, world.leaders[0]).sentence


@pytest.mark.parametrize("is_accepted", [False, True])
def test_a_suspended_dossier_goes_on_where_it_was(is_accepted: bool) -> None:
    world = make.world((Level.COMMUNE, Level.CENTRAL))
    record = make.accepted(world) if is_accepted else make.received(world)
    was = record.state
    make.step(record, Action.SUSPEND, world.leaders[1], "Chờ xác minh đơn.")
    assert {step.action for step in services.open_steps(record, world.leaders[1])} == {Action.RESUME}
    make.step(record, Action.RESUME, world.leaders[1], "Đã xác minh xong.")
    assert record.state is was


def test_while_returned_nobody_above_does_anything() -> None:
    world = make.world()
    record = make.received(world)
    make.step(record, Action.RETURN, world.leaders[1], "Thiếu xác nhận.")
    for person in (*world.officers[1:], *world.leaders[1:]):
        assert services.open_steps(record, person) == []
    assert services.may_write(record, world.officers[0])


def test_a_rejection_is_reopened_until_a_decision_of_the_campaign_is_issued() -> None:
    desk = make.decision_desk()
    world = desk.world
    record = make.received(world)
    make.step(record, Action.REJECT, world.leaders[1], "Chưa đủ thời gian.")
    make.step(record, Action.REOPEN, world.leaders[1], "Có giấy xác nhận mới.")
    assert record.state is State.RECEIVED
    make.step(record, Action.REJECT, world.leaders[1], "Giấy không đúng.")
    make.issued(desk, 1)
    refused = refusal(db.session.get_one(Nomination, record.id), Action.REOPEN, world.leaders[1])
    assert "đã chuyển bước" in refused.sentence


@pytest.mark.parametrize("state", ["draft", "waiting", "received"])
def test_the_proposing_leader_withdraws_and_that_is_the_end(state: str) -> None:
    world = make.world()
    record = {"draft": make.ready, "waiting": make.sent, "received": make.received}[state](world)
    make.step(record, Action.WITHDRAW, world.leaders[0], "Gia đình xin rút.")
    assert record.state is State.WITHDRAWN
    for person in (*world.officers, *world.leaders):
        assert services.open_steps(record, person) == []


def test_the_officer_drops_a_draft_begun_by_mistake_but_nothing_that_has_been_sent() -> None:
    world = make.world()
    officer = world.officers[0]
    for record in (make.sent(world), make.received(world), returned := make.received(world)):
        assert Action.WITHDRAW not in [step.action for step in services.open_steps(record, officer)]
    make.step(returned, Action.RETURN, world.leaders[1], "Thiếu xác nhận.")
    recalled = make.sent(world)
    make.step(recalled, Action.RECALL, world.leaders[0])
    assert recalled.state is State.DRAFT
    for record in (returned, recalled):
        assert "không thuộc thẩm quyền" in refusal(record, Action.WITHDRAW, officer).sentence
    draft = make.nomination(world)
    make.step(draft, Action.WITHDRAW, officer, "Lập nhầm người.")
    assert draft.state is State.WITHDRAWN
    assert (draft.moves[-1].hand, draft.moves[-1].reason) == (Role.OFFICER, "Lập nhầm người.")
    assert not services.may_write(draft, officer)


def test_a_step_keeps_its_reason_its_people_and_what_was_looked_at() -> None:
    world = make.world()
    record = make.received(world)
    make.step(record, Action.RETURN, world.leaders[1], "  Thiếu xác nhận.  ")
    last, leader = record.moves[-1], world.leaders[1]
    assert (last.reason, last.actor_name, last.hand) == ("Thiếu xác nhận.", leader.name, Role.LEADER)
    assert (last.unit_name, last.from_state, last.to_state) == (world.units[1].name, State.RECEIVED, State.RETURNED)
    kept = db.session.query(Snapshot).filter_by(nomination_id=record.id, fingerprint=last.fingerprint).one()
    assert kept.content["citation"] == record.citation


def test_the_proposing_unit_is_told_of_what_was_decided_above() -> None:
    world = make.world()
    record = make.received(world)
    assert db.session.query(Notice).count() == 0
    make.step(record, Action.RETURN, world.leaders[1], "Thiếu xác nhận.")
    told = {notice.unit_id for notice in db.session.query(Notice)}
    assert told == {world.units[0].id}


def test_in_bulk_all_move_or_none() -> None:
    world = make.world()
    records = [make.sent(world), make.sent(world)]
    seen = {record.id: services.seen_of(record) for record in records}
    with pytest.raises(Stale):
        services.move_all(records, Action.RECEIVE, actor=world.officers[1], seen={records[0].id: seen[records[0].id]})
    db.session.rollback()
    assert {record.state for record in records} == {State.WAITING}
    services.move_all(records, Action.RECEIVE, actor=world.officers[1], seen=seen)
    assert {record.state for record in records} == {State.RECEIVED}
