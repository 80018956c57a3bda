"""Is the machine any good? Each fault is planted in the rules, and the machine must find it."""

import dataclasses
import os
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select, true
from sqlalchemy.exc import SQLAlchemyError

from awards.accounts.models import Appointment, User
from awards.core import clock
from awards.core.access import Role
from awards.nominations.models import Desk, Move, Nomination, Nominee
from awards.nominations.route import Action, Needs, State, Step, To, Where, Whose
from awards.nominations.services import conflicts, drafts, moves, reading, returns
from awards.nominations.services.content import fingerprint_of, seen_of
from awards.units import services as units
from tests.nominations import machine

# The faults are planted in the rules, which are the same on both databases; the machine itself runs on both.
pytestmark = pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="looked for on SQLite")
Patch = pytest.MonkeyPatch
FAULTS: dict[str, Callable[[Patch], None]] = {}
FOUND = (AssertionError, SQLAlchemyError, IndexError, ValueError, pytest.fail.Exception)


def fault(plant: Callable[[Patch], None]) -> Callable[[Patch], None]:
    FAULTS[plant.__name__] = plant
    return plant


def _row(patch: Patch, action: Action, **changes: Any) -> None:
    """The table with another row for this action."""
    table = tuple(dataclasses.replace(s, **changes) if s.action is action else s for s in moves.STEPS)
    patch.setattr(moves, "STEPS", table)


def _also(action: Action, *states: State) -> frozenset[State]:
    return next(step.states for step in moves.STEPS if step.action is action) | frozenset(states)


@fault
def a_stage_is_skipped(patch: Patch) -> None:
    def target(step: Step, nomination: Nomination) -> Desk:
        return nomination.desks[-1] if step.to is To.NEXT else was(step, nomination)

    was = moves._target
    patch.setattr(moves, "_target", target)


@fault
def a_leader_accepts_what_nobody_proposed(patch: Patch) -> None:
    _row(patch, Action.ACCEPT, needs=Needs.NOTHING)


@fault
def a_proposal_outlives_a_change_of_words(patch: Patch) -> None:
    def touched(nomination: Nomination, actor: User) -> None:
        nomination.changed_at = clock.now()

    def is_open(step: Step, nomination: Nomination, actor: User) -> bool:
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(moves, "fingerprint_of", lambda n: n.proposed_fingerprint or fingerprint_of(n))
            return was(step, nomination, actor)

    was = moves._is_open
    patch.setattr(drafts, "_touched", touched)
    patch.setattr(moves, "_is_open", is_open)


@fault
def a_proposal_outlives_a_step(patch: Patch) -> None:
    def put(step: Step, nomination: Nomination, target: Desk, fingerprint: str) -> None:
        kept = nomination.proposed_fingerprint
        was(step, nomination, target, fingerprint)
        nomination.proposed_fingerprint = nomination.proposed_fingerprint or kept

    was = moves._put
    patch.setattr(moves, "_put", put)


@fault
def a_rejection_needs_no_reason(patch: Patch) -> None:
    _row(patch, Action.REJECT, needs=Needs.NOTHING)


@fault
def a_rejection_can_always_be_reopened(patch: Patch) -> None:
    patch.setattr(moves, "_is_too_late", lambda nomination: False)


@fault
def what_was_awarded_can_be_reopened(patch: Patch) -> None:
    _row(patch, Action.REOPEN, states=_also(Action.REOPEN, State.AWARDED))
    patch.setattr(moves, "_is_too_late", lambda nomination: False)


@fault
def what_was_received_can_be_recalled(patch: Patch) -> None:
    _row(patch, Action.RECALL, states=_also(Action.RECALL, State.RECEIVED))


@fault
def a_returned_dossier_can_be_received(patch: Patch) -> None:
    _row(patch, Action.RECEIVE, states=_also(Action.RECEIVE, State.RETURNED), where=Where.ANY)


@fault
def what_was_accepted_can_be_withdrawn(patch: Patch) -> None:
    _row(patch, Action.WITHDRAW, states=_also(Action.WITHDRAW, State.ACCEPTED))


@fault
def a_return_goes_one_stage_only(patch: Patch) -> None:
    _row(patch, Action.RETURN, to=To.SENDER)


@fault
def the_deciding_stage_can_send_on(patch: Patch) -> None:
    _row(patch, Action.ENDORSE, where=Where.ABOVE)


@fault
def the_stage_before_can_accept(patch: Patch) -> None:
    _row(patch, Action.ACCEPT, where=Where.ABOVE)


@fault
def the_receiver_can_recall(patch: Patch) -> None:
    _row(patch, Action.RECALL, whose=Whose.DESK)


@fault
def an_officer_can_send(patch: Patch) -> None:
    _row(patch, Action.SUBMIT, hand=Role.OFFICER)


@fault
def a_resumed_dossier_forgets_where_it_was(patch: Patch) -> None:
    _row(patch, Action.RESUME, state=State.RECEIVED)


@fault
def a_decision_can_be_taken_by_a_button(patch: Patch) -> None:
    _row(patch, Action.DECIDE, needs=Needs.NOTHING)


@fault
def a_role_anywhere_is_a_role_here(patch: Patch) -> None:
    patch.setattr(User, "holds", lambda user, role, unit_id: any(a.role is role for a in user.appointments_now()))


@fault
def a_successor_acts_for_the_unit_it_succeeds(patch: Patch) -> None:
    def holds(user: User, role: Role, unit_id: int) -> bool:
        return any(a.role is role and unit_id in units.with_predecessors({a.unit_id}) for a in user.appointments_now())

    patch.setattr(User, "holds", holds)


@fault
def a_conflict_closes_no_step(patch: Patch) -> None:
    patch.setattr(moves, "is_barred", lambda nomination, actor, at: False)


@fault
def a_conflict_lets_one_write(patch: Patch) -> None:
    patch.setattr(drafts, "is_barred", lambda nomination, actor, at: False)


@fault
def a_conflict_hides_nothing(patch: Patch) -> None:
    patch.setattr(reading, "_without_conflict", lambda actor: true())


@fault
def a_withdrawn_conflict_still_counts(patch: Patch) -> None:
    def has(nominee: Nominee, actor: User) -> bool:
        return any(one.user_id == actor.id for one in nominee.conflicts)

    patch.setattr(conflicts, "has_conflict", has)


@fault
def one_may_act_above_on_what_ones_own_unit_proposed(patch: Patch) -> None:
    patch.setattr(conflicts, "own_units", lambda actor: frozenset())


@fault
def one_may_act_above_on_what_a_predecessor_of_ones_unit_proposed(patch: Patch) -> None:
    patch.setattr(conflicts, "own_units", lambda actor: actor.unit_ids())


@fault
def only_officers_and_leaders_have_a_unit_of_their_own(patch: Patch) -> None:
    def own(actor: User) -> frozenset[int]:
        hands = {Role.OFFICER, Role.LEADER}
        return units.with_predecessors(frozenset(a.unit_id for a in actor.appointments_now() if a.role in hands))

    patch.setattr(conflicts, "own_units", own)


@fault
def an_ended_appointment_counts(patch: Patch) -> None:
    patch.setattr(Appointment, "counts_on", lambda appointment, day: True)


@fault
def one_person_may_use_both_hands(patch: Patch) -> None:
    patch.setattr(moves, "_other_hand_used", lambda step, nomination, actor: False)


@fault
def one_hand_counts_in_every_unit(patch: Patch) -> None:
    def used(step: Step, nomination: Nomination, actor: User) -> bool:
        roles = {move.hand for move in nomination.moves if move.actor_id == actor.id}
        wrote = {Role.OFFICER} if actor.id in nomination.writers else set()
        return bool((roles | wrote) - {step.hand})

    patch.setattr(moves, "_other_hand_used", used)


@fault
def who_wrote_may_send(patch: Patch) -> None:
    def used(step: Step, nomination: Nomination, actor: User) -> bool:
        here = (step.hand, moves._acting_desk(step, nomination).unit_id)
        return bool({(m.hand, m.unit_id) for m in nomination.moves if m.actor_id == actor.id} - {here})

    patch.setattr(moves, "_other_hand_used", used)


@fault
def who_sent_may_write(patch: Patch) -> None:
    def may_write(nomination: Nomination, actor: User) -> bool:
        return nomination.state in drafts.WRITING and actor.holds(Role.OFFICER, nomination.unit_id)

    patch.setattr(drafts, "may_write", may_write)


@fault
def what_was_sent_can_be_written(patch: Patch) -> None:
    patch.setattr(drafts, "WRITING", drafts.WRITING | {State.WAITING})


@fault
def nobody_asks_what_was_seen(patch: Patch) -> None:
    patch.setattr(moves, "check_seen", lambda nomination, seen: None)


@fault
def only_the_words_that_were_seen_count(patch: Patch) -> None:
    def check(nomination: Nomination, seen: str) -> None:
        words = seen.partition(":")[2]
        was(nomination, seen_of(nomination) if seen_of(nomination).endswith(words) else seen)

    was = moves.check_seen
    patch.setattr(moves, "check_seen", check)


@fault
def an_edit_overwrites_another(patch: Patch) -> None:
    patch.setattr(drafts, "check_seen", lambda nomination, seen: None)


@fault
def gaps_can_be_sent(patch: Patch) -> None:
    patch.setattr(moves, "missing", lambda nomination: [])


@fault
def the_deadline_never_comes(patch: Patch) -> None:
    patch.setattr(moves, "clock", SimpleNamespace(now=clock.now, today=lambda: date(2000, 1, 1)))


@fault
def drafts_are_seen_above(patch: Patch) -> None:
    def reached(unit_ids: frozenset[int]) -> Any:
        return Nomination.id.in_(select(Desk.nomination_id).where(Desk.unit_id.in_(unit_ids)))

    patch.setattr(reading, "_reached", reached)


@fault
def successors_see_nothing(patch: Patch) -> None:
    patch.setattr(units, "with_predecessors", frozenset)


@fault
def what_was_recalled_is_still_seen_above(patch: Patch) -> None:
    patch.setattr(moves, "_forget_arrival", lambda nomination, stage: None)


@fault
def what_was_once_received_vanishes_with_a_recall(patch: Patch) -> None:
    def forget(nomination: Nomination, stage: Any) -> None:
        nomination.desks[stage.position - 1].reached_at = None

    patch.setattr(moves, "_forget_arrival", forget)


@fault
def what_nobody_marked_is_open_too(patch: Patch) -> None:
    patch.setattr(returns, "check_is_open", lambda nomination, changed: None)


@fault
def a_corrected_dossier_goes_the_whole_way(patch: Patch) -> None:
    patch.setattr(returns, "asker_position", lambda nomination: None)


@fault
def a_level_returns_as_often_as_it_likes(patch: Patch) -> None:
    patch.setattr(returns, "ONCE", 99)


@fault
def a_recall_goes_one_stage_down(patch: Patch) -> None:
    def came_from(nomination: Nomination) -> Desk:
        return nomination.desks[nomination.stage.position - 2]

    patch.setattr(moves, "_came_from", came_from)


@fault
def what_is_kept_here_stays_for_the_award_above(patch: Patch) -> None:
    patch.setattr(moves, "_keep_for", lambda nomination, award: None)


@fault
def a_step_leaves_no_trace(patch: Patch) -> None:
    patch.setattr(moves.audit, "record", lambda *subject, **body: None)


@fault
def a_step_is_told_twice(patch: Patch) -> None:
    def take(step: Step, nomination: Nomination, *rest: Any) -> Move:
        was(step, nomination, *rest)
        return was(step, nomination, *rest)

    was = moves._take
    patch.setattr(moves, "_take", take)


@fault
def what_was_approved_is_not_kept(patch: Patch) -> None:
    patch.setattr(moves, "keep_snapshot", lambda nomination: None)


def _look(place: machine.Place) -> None:
    machine.tour(place)
    machine.run(machine.Deep, place, examples=10, steps=8)
    machine.run(machine.Anything, place, examples=10, steps=15)


# Every third of them each time; all of them with FAULTS set, as `make faults` does.
@pytest.mark.parametrize("name", FAULTS if "FAULTS" in os.environ else list(FAULTS)[::3])
def test_the_machine_finds(name: str, monkeypatch: Patch) -> None:
    place = machine.populate("three")
    FAULTS[name](monkeypatch)
    with pytest.raises(FOUND):
        _look(place)


def test_there_are_enough_faults() -> None:
    assert len(FAULTS) >= 40


def test_without_a_fault_the_machine_finds_none() -> None:
    _look(machine.populate("three"))
