"""A machine that does anything to a dossier, as anybody, and compares what comes of it with the oracle."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from awards.accounts.models import Appointment, User
from awards.audit import services as audit
from awards.cli import invariants
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.nominations import services
from awards.nominations.models import ConflictKind, Nomination, Snapshot
from awards.nominations.report import SECTIONS
from awards.nominations.route import Action, State
from awards.units.models import Unit, UnitSuccession
from tests import make
from tests.nominations.oracle import ACTIONS, BY_DECISION, BY_LETTER, OFFICER, WITH_REASON, Oracle, Post

YESTERDAY = date(2020, 1, 1)
NEVER_YET = date(2150, 1, 1)
KIND = make.SubjectKind.HOUSEHOLD
HELD_UP = [*("return", "recall", "reject", "suspend", "release") * 2, "withdraw"]
MOSTLY_THEIRS = {"officer of 0", "leader of 0", "officer of 1", "leader of 1"}  # the work
MOSTLY = st.sampled_from([True, True, False])
# What a return marks, in turn: nothing, the citation, a section of the report.
MARKED = (
    frozenset(),
    frozenset({"citation"}),
    frozenset({"report.results", "citation"}),
    frozenset({"report.results"}),
)
TOO_LATE = datetime(2100, 1, 2, tzinfo=UTC)


@dataclass
class Place:
    """A campaign and everybody around it: the people by name, and what each is appointed to."""

    world: make.World
    people: dict[str, int]
    posts: dict[str, set[Post]]


@make.whole
def populate(preset: str) -> Place:
    """Every kind of person in every kind of unit, seen from the proposing one."""
    levels = make.ROUTES[preset]
    world = make.world(levels)
    make.campaign_award(world, 2)
    make.campaign_award(world, 1)
    units: dict[int | str, Unit] = dict(enumerate(world.units))
    units["sibling"] = make.unit(levels[0], parent=world.units[1])
    units["foreign"], units["foreign head"] = make.branch(levels, top=world.units[-1])[:2]
    units["successor of 0"] = make.unit(levels[0], parent=world.units[1])
    make.save(UnitSuccession(unit_id=units[0].id, successor_id=units["successor of 0"].id, since=YESTERDAY))
    place = Place(world, {}, {})
    for where in units:
        for role in Role if isinstance(where, int) else (Role.OFFICER, Role.LEADER):
            _settle(place, f"{role} of {where}", {(role, where)}, units)
    top = len(levels) - 1
    for name, posts in {
        "officer and leader of 0": {(Role.OFFICER, 0), (Role.LEADER, 0)},
        "officer of 0 and leader of 1": {(Role.OFFICER, 0), (Role.LEADER, 1)},
        "officer of 0 and of 1": {(Role.OFFICER, 0), (Role.OFFICER, 1)},
        "leader of 0 and of 1": {(Role.LEADER, 0), (Role.LEADER, 1)},
        "officer of 1 and of the top": {(Role.OFFICER, 1), (Role.OFFICER, top)},
        "leader of 1 and of the top": {(Role.LEADER, 1), (Role.LEADER, top)},
        "officer of 1 and leader of the top": {(Role.OFFICER, 1), (Role.LEADER, top)},
        "officer of the successor and of 1": {(Role.OFFICER, "successor of 0"), (Role.OFFICER, 1)},
        "clerk of 0 and leader of 1": {(Role.RECORDS_CLERK, 0), (Role.LEADER, 1)},
        "clerk of 0 and secretary of the top": {(Role.RECORDS_CLERK, 0), (Role.SECRETARY, top)},
        "officer and leader of the top": {(Role.OFFICER, top), (Role.LEADER, top)},
        "secretary and clerk of the top": {(Role.SECRETARY, top), (Role.RECORDS_CLERK, top)},
        "leader and secretary of the top": {(Role.LEADER, top), (Role.SECRETARY, top)},
        "nobody": set(),
    }.items():
        _settle(place, name, posts, units)
    for name, values in {"gone": {"valid_to": YESTERDAY}, "not yet": {"valid_from": NEVER_YET}}.items():
        person = make.user(None)
        for role in (Role.OFFICER, Role.LEADER):
            make.appoint(person, role, world.units[0], **values)
        place.people[name], place.posts[name] = person.id, set()
    return place


def _settle(place: Place, name: str, posts: set[tuple[Role, int | str]], units: dict[int | str, Unit]) -> None:
    person = make.user(None)
    for role, where in posts:
        make.appoint(person, role, units[where])
    place.people[name], place.posts[name] = person.id, {(role.value, where) for role, where in posts}


class Machine(RuleBasedStateMachine):
    """One dossier per example, all in one transaction that is rolled back. Subclasses add rules: they are profiles."""

    place: Place
    award = 0  # which one of the campaign the dossier is for: 0 the highest level decides, 2 the lowest itself

    @initialize()
    def begin(self) -> None:
        db.session.rollback()
        everybody = select(User).options(selectinload(User.appointments).joinedload(Appointment.unit))
        by_id = {person.id: person for person in db.session.scalars(everybody)}
        self.people = {name: by_id[number] for name, number in self.place.people.items()}
        self.posts = {name: set(posts) for name, posts in self.place.posts.items()}
        world = self.place.world
        self.oracle = Oracle(top=0 if self.award == 2 else len(world.units) - 1, keeps=frozenset({1}))
        self.nomination = services.draft(
            world.campaign,
            world.campaign.awards[self.award],
            kind=KIND,
            unit=world.units[0],
            actor=self.people["officer of 0"],
            name="Lò Văn Mẫu",
            repeat_reason="Người khác cùng tên.",
            address="bản Mẫu",
            honorific=make.Honorific.ONG,
        )
        self.oracle.wrote("officer of 0")
        self.stale = ""
        self.fingerprints: list[str] = []
        self.looked = -1
        self.seen_with: tuple[set[int], int, set[str]] = (set(), 0, set())
        self.declared: dict[str, int] = {}

    def teardown(self) -> None:
        db.session.flush()
        broken = list(invariants.violations())
        db.session.rollback()
        assert broken == []

    # What people do

    def attempt(self, name: str, action: str, *, reason: bool = True, fresh: bool = True, again: bool = True) -> None:
        """Try the step; it must come out as the oracle says."""
        expected = self.oracle.allows(action, name, self.posts[name], reason=reason, fresh=fresh, again=again)
        seen = services.seen_of(self.nomination)
        marked = MARKED[self.oracle.steps % len(MARKED)] if action == "return" and reason else frozenset()
        happened = self.try_step(
            name, Action(action), "Vì lý do này." if reason else " ", seen if fresh else self.stale, marked, again
        )
        told = f"{name} {action}s at {self.oracle.at}, {self.oracle.state}: {happened=}, {expected=}"
        assert happened == expected, told
        if happened:
            self.oracle.take(action, name, self.posts[name], marked)
            self.stale = seen
            self.fingerprints.append(services.words_of(self.nomination).fingerprint)

    def try_step(self, name: str, action: Action, reason: str, seen: str, marked: frozenset[str], again: bool) -> bool:
        actor, nomination = self.people[name], self.nomination
        with saved() as outcome:
            if action.value in BY_DECISION:
                services.take_by_decision(nomination, action, actor=actor)
            elif action.value in BY_LETTER:
                number = services.next_number(nomination.desk, 2020)
                head = services.Letterhead(number, date(2020, 5, 4))
                services.send([nomination], action, head, actor=actor, seen={nomination.id: seen})
            else:
                kept = next(iter(services.awards_here(nomination)), None)
                services.move(
                    nomination,
                    action,
                    actor=actor,
                    seen=seen,
                    reason=reason,
                    remarks=dict.fromkeys(marked, "Ghi lại cho rõ."),
                    again="Vì vẫn chưa rõ." if again else "",
                    award=kept,
                )
        return outcome == []

    def write(self, name: str, fresh: bool, whole: bool) -> None:
        changed = frozenset({"citation"} if whole or self.oracle.is_complete else ())
        if whole != self.oracle.is_complete:
            changed |= {f"report.{section.code}" for section in SECTIONS[self.nomination.kind]}
        expected = self.oracle.may_write(name, self.posts[name], changed) and fresh
        seen = services.seen_of(self.nomination)
        report = {section.code: "Giúp 12 hộ." if whole else "" for section in SECTIONS[self.nomination.kind]}
        with saved() as outcome:
            services.edit(
                self.nomination,
                actor=self.people[name],
                seen=seen if fresh else self.stale,
                citation=f"Đã có thành tích, bản {self.nomination.version}." if whole else "",
                report=report,
            )
        assert (outcome == []) == expected, f"{name} writes at {self.oracle.at}, {self.oracle.state}"
        if expected:
            self.oracle.wrote(name)
            self.oracle.is_complete = whole
            self.stale = seen

    @rule(
        who=st.integers(0, 200), fresh=st.sampled_from([True, True, False]), whole=st.sampled_from([True, True, False])
    )
    def somebody_writes(self, who: int, fresh: bool, whole: bool) -> None:
        self.write(self.name(who), fresh, whole)

    @rule(who=st.integers(0, 200))
    def an_appointment_ends(self, who: int) -> None:
        name = self.name(who)
        if " of 0" in name or " of 1" in name:
            return  # most of the work is theirs; let them live
        for appointment in self.people[name].appointments:
            appointment.ended_at = clock.now()
        self.posts[name] = set()

    @rule(who=st.integers(0, 200), takes_it_back=st.booleans())
    def a_conflict_is_declared_or_withdrawn(self, who: int, takes_it_back: bool) -> None:
        name = self.name(who)
        if name in MOSTLY_THEIRS:
            return  # let them live
        if name in self.oracle.conflicts:
            if takes_it_back:
                self.withdraw(name)
        else:
            self.declare(name)

    def declare(self, name: str) -> None:
        made = services.declare(self.nomination, ConflictKind.FAMILY, "Là anh ruột.", actor=self.people[name])
        self.declared[name] = made.id
        self.oracle.conflicts.add(name)

    def withdraw(self, name: str) -> None:
        person = self.people[name]
        services.withdraw(services.declaration(self.declared[name], actor=person), "Khai nhầm.", actor=person)
        self.oracle.conflicts.remove(name)

    def issue_a_decision(self) -> None:
        """On another dossier of the campaign."""
        campaign, unit = self.place.world.campaign, self.place.world.units[0]
        officer = self.people["officer of 0"]
        other = services.draft(campaign, campaign.awards[0], kind=KIND, unit=unit, actor=officer, name="Khác")
        other.state = State.AWARDED
        db.session.flush()
        self.oracle.is_issued = True

    def name(self, number: int) -> str:
        names = list(self.people)
        return names[number % len(names)]

    @contextmanager
    def late(self, is_late: bool) -> Iterator[None]:
        self.oracle.is_late = is_late
        if is_late:
            with clock.standing_at(TOO_LATE):
                yield
        else:
            yield
        self.oracle.is_late = False

    # What is always true

    @invariant()
    def the_dossier_stands_where_the_oracle_says(self) -> None:
        nomination, oracle = self.nomination, self.oracle
        assert (nomination.stage.position - 1, nomination.state.value) == (oracle.at, oracle.state)
        assert nomination.desk_id == self.place.world.units[oracle.at].id == nomination.desks[oracle.at].unit_id

    @invariant()
    def the_history_is_a_path(self) -> None:
        nomination = self.nomination
        assert [move.step for move in nomination.moves] == list(range(1, nomination.step + 1))
        assert nomination.step == self.oracle.steps
        stands = (nomination.route.stages[0].id, State.DRAFT)
        for move in nomination.moves:
            assert (move.from_stage_id, move.from_state) == stands
            stands = (move.to_stage_id, move.to_state)
        assert stands == (nomination.stage_id, nomination.state)

    @invariant()
    def each_move_left_one_event_and_its_content(self) -> None:
        nomination = self.nomination
        if self.looked == nomination.step:
            return
        self.looked = nomination.step
        db.session.flush()
        done = {f"nomination.{action}" for action in ACTIONS}
        tags = [event.tag for event in audit.trail(nomination) if event.tag in done]
        assert tags == [f"nomination.{move.action}" for move in nomination.moves]
        kept = select(Snapshot).where(Snapshot.nomination_id == nomination.id)
        snapshots = {snapshot.fingerprint: snapshot.content for snapshot in db.session.scalars(kept)}
        for fingerprint, content in snapshots.items():
            assert hashlib.sha256(audit.canonical(content)).hexdigest() == fingerprint
        assert [move.fingerprint for move in nomination.moves] == self.fingerprints
        assert set(self.fingerprints) <= set(snapshots)

    @invariant()
    def everybody_sees_what_they_may(self) -> None:
        recalls = [move.action for move in self.nomination.moves].count(Action.RECALL)
        looked = (set(self.oracle.reached), recalls, set(self.oracle.conflicts))
        if self.seen_with == looked:
            return
        self.seen_with = looked
        for name, person in self.people.items():
            ids = (
                services.visible_to(person).where(Nomination.id == self.nomination.id).with_only_columns(Nomination.id)
            )
            assert (db.session.scalar(ids) is not None) == self.oracle.sees(name, self.posts[name]), f"{name} sees"


class Anything(Machine):
    """Profile one: any step by anybody."""

    @rule(who=st.integers(0, 200), action=st.sampled_from(ACTIONS), reason=st.booleans(), fresh=st.booleans())
    def somebody_acts(self, who: int, action: str, reason: bool, fresh: bool) -> None:
        self.attempt(self.name(who), action, reason=reason, fresh=fresh)

    @rule(action=st.sampled_from(ACTIONS), reason=st.booleans(), fresh=st.booleans(), late=st.sampled_from([0, 0, 1]))
    def the_right_person_acts(self, action: str, reason: bool, fresh: bool, late: int) -> None:
        role, where = self.oracle.hands_for(action)[-1]
        with self.late(bool(late)):
            self.attempt(f"{role} of {max(where, 0)}", action, reason=reason, fresh=fresh)


class Deep(Machine):
    """Profile two: rules that walk far, and everybody tries everything there."""

    @rule(steps=st.integers(1, 6), who=st.integers(0, 5))
    def it_goes_its_way(self, steps: int, who: int) -> None:
        for _step in range(steps):
            self.go_on(who)
        self.everybody_tries_everything()

    @rule(back=st.sampled_from(HELD_UP), who=st.integers(0, 5))
    def it_is_held_up(self, back: str, who: int) -> None:
        for _step in range(8):
            if self.oracle.target(back) is None:
                self.go_on(min(who, 4))
        self.somebody_who_may(back, who)
        self.everybody_tries_everything()

    @rule(who=st.integers(0, 200), takes_it_back=st.booleans())
    def it_meets_a_conflict(self, who: int, takes_it_back: bool) -> None:
        """Of somebody who could act now."""
        able = [name for name in self.people if any(self.oracle.is_open(a, name, self.posts[name]) for a in ACTIONS)]
        able += [name for name in self.people if self.oracle.may_write(name, self.posts[name])]
        if not able:
            return
        name = able[who % len(able)]
        self.declare(name)
        self.everybody_tries_everything()
        if takes_it_back or name in MOSTLY_THEIRS:
            self.withdraw(name)
            self.everybody_tries_everything()

    def go_on(self, who: int) -> None:
        oracle = self.oracle
        if oracle.state == "returned" and oracle.marked:
            self.everybody_keeps_to_what_was_marked()
        if oracle.state in {"draft", "returned"} and not oracle.is_complete and oracle.is_proposed:
            self.somebody_tries_wrongly("accept" if oracle.top == 0 else "submit")
            writers = [name for name in self.people if oracle.may_write(name, self.posts[name])]
            self.write(writers[(who + 1) % len(writers)], fresh=False, whole=True)
            self.write(writers[(who + 1) % len(writers)], fresh=True, whole=True)
        sending = "submit" if oracle.at == 0 else "accept" if who == 4 else "endorse"
        if oracle.at == oracle.top:
            sending = "accept"
        if sending == "accept" and oracle.target("accept") is None:
            sending = "endorse"
        way = {"waiting": "receive", "accepted": "decide", "rejected": "reopen", "suspended": "resume"}
        way |= {"decided": "award" if who == 5 else "release", "withdrawn": "propose", "awarded": "propose"}
        self.somebody_who_may(way.get(oracle.state, sending if oracle.is_proposed else "propose"), who)

    def everybody_keeps_to_what_was_marked(self) -> None:
        """The parts that nobody marked stay closed, those that were marked open."""
        assert services.open_fields(self.nomination) == self.oracle.marked
        writers = [name for name in self.people if self.oracle.may_write(name, self.posts[name])]
        for whole in (True, False):
            self.write(writers[0], fresh=True, whole=whole)

    def somebody_who_may(self, action: str, who: int) -> None:
        self.somebody_tries_wrongly(action)
        names = [name for name in self.people if self.oracle.is_open(action, name, self.posts[name])]
        if names:
            self.attempt(names[who % len(names)], action)

    def everybody_tries_everything(self) -> None:
        """Who may not is refused, who may has the button, and even they cannot do it in a wrong way."""
        db.session.flush()
        for name, person in self.people.items():
            shown = {step.action.value for step in services.open_steps(self.nomination, person)}
            may = {a for a in ACTIONS if self.oracle.is_open(a, name, self.posts[name])}
            assert shown == may - BY_DECISION, f"{name} at {self.oracle.at}, {self.oracle.state}: {shown=}, {may=}"
            for action in sorted(BY_DECISION - may):
                with pytest.raises(Refused):
                    services.step_for(self.nomination, Action(action), person)
            writes = services.may_write(self.nomination, person)
            assert writes == self.oracle.may_write(name, self.posts[name]), f"{name} writes: {writes}"
            if not writes and any(role == OFFICER for role, _where in self.posts[name]):
                self.write(name, fresh=True, whole=True)
        assert not db.session.dirty
        for action in ACTIONS:
            self.somebody_tries_wrongly(action)
        if self.oracle.state == "rejected":
            self.nobody_reopens_once_a_decision_is_issued()
        self.the_dossier_stands_where_the_oracle_says()
        self.the_history_is_a_path()
        self.each_move_left_one_event_and_its_content()
        self.everybody_sees_what_they_may()

    def somebody_tries_wrongly(self, action: str) -> None:
        """Without a reason, without having seen, with gaps, too late: refused, whoever it is."""
        names = [name for name in self.people if self.oracle.is_open(action, name, self.posts[name])]
        if not names or action in BY_DECISION:
            return
        self.attempt(names[-1], action, fresh=False)
        if action in WITH_REASON or (action == "accept" and self.oracle.is_kept):
            self.attempt(names[-1], action, reason=False)
        if action == "return" and self.oracle.returned.get(self.oracle.at):
            self.attempt(names[-1], action, again=False)
        leaves_its_writers = action == "submit" or (action == "accept" and self.oracle.at == 0)
        if (action in BY_LETTER or leaves_its_writers) and not self.oracle.is_complete:
            self.attempt(names[-1], action)
        if leaves_its_writers:
            with self.late(True):
                self.attempt(names[-1], action)

    def nobody_reopens_once_a_decision_is_issued(self) -> None:
        was = self.oracle.is_issued
        savepoint = db.session.begin_nested()
        self.issue_a_decision()
        for name, person in self.people.items():
            assert "reopen" not in {step.action for step in services.open_steps(self.nomination, person)}, name
        savepoint.rollback()
        self.oracle.is_issued = was


@contextmanager
def saved() -> Iterator[list[Refused]]:
    """A savepoint around one attempt; what was refused leaves nothing."""
    refused: list[Refused] = []
    savepoint = db.session.begin_nested()
    try:
        yield refused
        db.session.flush()
        savepoint.commit()
    except Refused as no:
        savepoint.rollback()
        refused.append(no)


def tour(place: Place) -> None:
    """The places that every look must visit: each way of being held up, early and late, by each of those who may."""
    held_up = list(dict.fromkeys(HELD_UP))
    legs = [[("", who)] * 12 for who in (1, 3)]
    legs += [[(back, who)] for back in held_up for who in (0, 1, 3)]
    legs += [[("", 3)] * 8 + [(back, 3)] for back in held_up]
    legs += [[("", 3)] * 7 + [("return", 3), ("", 3), ("", 3), ("recall", 3), ("", 3), ("", 3)]]  # by field, at the top
    legs += [[("", 3)] * steps + [("conflict", steps), ("", 1)] for steps in (0, 2, 4, 9)]
    legs += [[("return", 0), ("return", 0)], [("return", 3), ("recall", 3)], [("", 3)] * 9 + [("suspend", 3), ("", 3)]]
    legs += [[("", 3)] * 4 + [("", 4)] * 4]  # kept for an award of the level between
    _walk(Deep, place, legs)


def tour_alone(place: Place) -> None:
    """A dossier that the proposing unit decides itself: to the decision and back, to the award; and given up."""
    held_up = [("suspend", 3), ("return", 3), ("release", 3), *[("", 5)] * 3]
    _walk(Alone, place, [[*[("", 0)] * 3, *held_up], [("withdraw", 1)]])


def _walk(profile: type[Deep], place: Place, legs: list[list[tuple[str, int]]]) -> None:
    for leg in legs:
        state = type("Tour", (profile,), {"place": place})()
        state.begin()
        for back, who in leg:
            if back == "conflict":
                state.it_meets_a_conflict(who, takes_it_back=False)
            elif back:
                state.it_is_held_up(back, who)
            else:
                state.it_goes_its_way(1, who)
        state.teardown()


class Alone(Deep):
    """The same for an award that the proposing unit decides itself: nobody above suspends, returns or rejects it."""

    award = 2


def run(profile: type[Machine], place: Place, *, examples: int, steps: int) -> None:
    """Run the machine in this place; the same way every time."""
    from hypothesis.stateful import run_state_machine_as_test

    machine = type(profile.__name__, (profile,), {"place": place})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.generate,),
            print_blob=False,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
