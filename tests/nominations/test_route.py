"""The table of actions tests itself: each row from each position, its traces, and what it says to people."""

from datetime import date
from itertools import product

import pytest

from awards.accounts.models import User
from awards.audit import services as audit
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.nominations import services
from awards.nominations.models import Move, Nomination
from awards.nominations.route import (
    ACTION_NAMES,
    STATE_NAMES,
    STEPS,
    Action,
    Becomes,
    Needs,
    State,
    Step,
    To,
    Where,
    Whose,
)
from awards.notices.models import Notice
from tests import make

REASON = "Vì lý do này."
FIRST, BETWEEN, DECIDING = 1, 2, 3
STAGES = {
    Where.FIRST: {FIRST},
    Where.BELOW: {FIRST},
    Where.ALONE: set(),  # see test_alone.py: here nobody but the top decides
    Where.BETWEEN: {BETWEEN},
    Where.DECIDING: {DECIDING},
    Where.ABOVE: {BETWEEN, DECIDING},
    Where.ANY: {FIRST, BETWEEN, DECIDING},
}


def _place(record: Nomination, world: make.World, stage: int, state: State) -> None:
    """Put it at this stage in this state; the move before took it there from RECEIVED below, by somebody else."""
    here, below = world.campaign.route.stages[stage - 1], world.campaign.route.stages[max(stage - 2, 0)]
    record.moves.append(
        Move(
            step=1,
            action=Action.WITHDRAW,
            from_stage_id=below.id,
            from_state=State.RECEIVED,
            to_stage_id=here.id,
            to_state=state,
            actor=world.officers[0],
            actor_name="",
            hand=Role.OFFICER,
            unit_id=world.units[0].id,
            unit_name="",
            fingerprint="",
        )
    )
    record.stage, record.desk, record.state, record.step = here, world.units[stage - 1], state, 1
    db.session.flush()


def _take(record: Nomination, step: Step, actor: User) -> None:
    """The step with everything it needs: an officer's proposal, a reason, a letter, a decision."""
    if Needs.PROPOSAL in step.needs:
        record.proposed_fingerprint = services.words_of(record).fingerprint
        db.session.flush()
    seen = services.seen_of(record)
    if Needs.DECISION in step.needs:
        services.take_by_decision(record, step.action, actor=actor)
    elif Needs.LETTER in step.needs:
        head = services.Letterhead(services.next_number(record.desk, 2024), date(2024, 5, 4))
        services.send([record], step.action, head, actor=actor, seen={record.id: seen})
    else:
        kept = next(iter(services.awards_here(record)), None) if Needs.AWARD in step.needs else None
        services.move(record, step.action, actor=actor, seen=seen, reason=REASON, award=kept)


def _person_for(step: Step, world: make.World, stage: int) -> User:
    place = {Whose.DESK: stage, Whose.SENDER: stage - 1, Whose.PROPOSER: 1}[step.whose]
    return make.user(step.hand, world.units[max(place, 1) - 1])


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_each_step_goes_from_its_own_places_alone_and_leaves_its_traces(step: Step) -> None:
    world = make.world()
    make.campaign_award(world, BETWEEN)
    record = make.ready(world)
    rows = [row for row in STEPS if (row.action, row.hand) == (step.action, step.hand)]
    actors = {stage: _person_for(step, world, stage) for stage in (FIRST, BETWEEN, DECIDING)}
    for stage, state in product(actors, State):
        actor = actors[stage]
        _place(record, world, stage, state)
        open_rows = [row for row in rows if state in row.states and stage in STAGES[row.where]]
        if open_rows:
            _take(record, open_rows[0], actor)
            _check_traces(record, open_rows[0], actor, stage, state)
        else:
            with pytest.raises(Refused):
                _take(record, step, actor)
            assert (record.stage.position, record.state, record.step) == (stage, state, 1)
        db.session.rollback()


def _check_traces(record: Nomination, step: Step, actor: User, stage: int, state: State) -> None:
    to_stage = {To.THIS: stage, To.NEXT: stage + 1, To.ASKER: stage + 1, To.SENDER: stage - 1, To.FIRST: 1}[step.to]
    to_state = {Becomes.SAME: state, Becomes.BEFORE: State.RECEIVED}.get(step.state, step.state)
    assert (record.stage.position, record.state, record.step) == (to_stage, to_state, 2)
    move = record.moves[-1]
    assert (move.action, move.actor_id, move.hand) == (step.action, actor.id, step.hand)
    assert move.reason == (REASON if not step.needs & (Needs.LETTER | Needs.DECISION) else "")
    assert [event.tag for event in audit.trail(record)][-1] == f"nomination.{step.action}"
    told = {Action.RETURN, Action.REJECT, Action.REOPEN, Action.SUSPEND, Action.RESUME, Action.ACCEPT, Action.AWARD}
    notices = db.session.query(Notice).filter(Notice.path == f"/nominations/{record.id}").all()
    expected = {Role.OFFICER, Role.LEADER} if step.action in told else set()
    assert {notice.role for notice in notices if notice.unit_id == record.unit_id} >= expected


@pytest.mark.parametrize("step", [step for step in STEPS if Needs.REASON in step.needs], ids=str)
def test_a_step_that_needs_a_reason_is_refused_without_one(step: Step) -> None:
    world = make.world()
    make.campaign_award(world, BETWEEN)
    stage = min(STAGES[step.where])
    record, actor = make.ready(world), _person_for(step, world, stage)
    record.proposed_fingerprint = services.words_of(record).fingerprint
    _place(record, world, stage, next(iter(step.states)))
    with pytest.raises(Refused) as refused:
        services.move(record, step.action, actor=actor, seen=services.seen_of(record), reason=" \n")
    assert refused.value.field == "reason"


def test_where_one_hand_is_enough_the_leader_needs_no_proposal() -> None:
    world = make.world()
    world.campaign.route.stages[1].needs_both_hands = False
    record = make.received(world)
    head = services.Letterhead(9, date(2024, 5, 4))
    seen = {record.id: services.seen_of(record)}
    services.send([record], Action.ENDORSE, head, actor=world.leaders[1], seen=seen)
    assert record.state is State.WAITING


def test_every_state_and_every_action_has_its_words() -> None:
    assert set(STATE_NAMES) == set(State)
    assert set(ACTION_NAMES) == set(Action)
    assert {step.action for step in STEPS} == set(Action)


def test_a_dossier_goes_all_the_way_on_each_preset() -> None:
    for levels in make.ROUTES.values():
        record = make.accepted(make.world(levels))
        assert record.state is State.ACCEPTED
        assert len(record.moves) == 2 + 3 * (len(levels) - 1)
