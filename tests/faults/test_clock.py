"""The clock jumps: over a deadline, over New Year, far ahead, and back. Order is by number, never by the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from awards.accounts import services as accounts
from awards.accounts.models import User
from awards.audit import services as audit
from awards.audit.models import CheckUp
from awards.cli.invariants import violations
from awards.cli.tasks import begin_check_up, last_sealed
from awards.core import clock
from awards.core.db import db
from awards.core.errors import Refused
from awards.decisions import services as decisions
from awards.decisions.models import DecisionState
from awards.jobs import services as jobs
from awards.jobs import worker
from awards.jobs.models import Job, JobState
from awards.nominations import services as nominations
from awards.nominations.route import Action, State
from awards.units import services as units
from tests import make

OLD_YEAR = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)  # half past eleven at night in Hà Nội
NEW_YEAR = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)  # half past midnight there, still the old year in UTC
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
JUMPS = (HOUR, -HOUR, DAY, -DAY, timedelta(days=365 * 12), timedelta(days=-400))  # 2038 and the year before among them


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """What happens then leaves the house sound, seen from there and from here."""
    with clock.standing_at(moment):
        yield
        db.session.commit()
        assert list(violations()) == []
    assert list(violations()) == []


def test_numbers_have_no_gap_in_either_year_however_often_new_year_comes() -> None:
    desk = make.decision_desk()
    with clock.standing_at(OLD_YEAR - DAY):
        signed = [make.advance(make.drafted(desk, 1), desk, DecisionState.SIGNED) for _ in range(6)]
    for record, moment in zip(signed, (OLD_YEAR, NEW_YEAR, OLD_YEAR, NEW_YEAR, OLD_YEAR, NEW_YEAR), strict=True):
        with at(moment):
            decisions.number(record, seen=record.version, actor=desk.records_clerk)
    assert [(one.number, one.year) for one in signed] == [(n, year) for n in (1, 2, 3) for year in (2026, 2027)]


def test_letters_are_numbered_by_the_year_they_are_signed_in() -> None:
    world, given = make.world(), []
    for moment in (OLD_YEAR, NEW_YEAR, OLD_YEAR, NEW_YEAR):
        with at(moment):
            letter = make.send([make.ready(world)], world.officers[0], world.leaders[0])
            given.append((letter.number, letter.year))
    assert given == [(1, 2026), (1, 2027), (2, 2026), (2, 2027)]


def test_a_deadline_ends_with_its_day_in_hanoi_and_opens_again_when_the_clock_was_wrong() -> None:
    world = make.world()
    world.campaign.routes[-1].stages[0].deadline = clock.local(OLD_YEAR).date()
    with clock.standing_at(OLD_YEAR - DAY):
        record, other = make.ready(world), make.ready(world)
        for one in (record, other):
            make.step(one, Action.PROPOSE, world.officers[0])
    for moment, one, is_late in ((NEW_YEAR, record, True), (OLD_YEAR, record, False), (NEW_YEAR, other, True)):
        head = nominations.Letterhead(one.id, clock.local(OLD_YEAR).date())
        seen = {one.id: nominations.seen_of(one)}
        with at(moment):
            if is_late:
                with pytest.raises(Refused, match="hạn"):
                    nominations.send([one], Action.SUBMIT, head, actor=world.leaders[0], seen=seen)
                db.session.rollback()
            else:
                nominations.send([one], Action.SUBMIT, head, actor=world.leaders[0], seen=seen)
    assert (record.state, other.state) == (State.WAITING, State.DRAFT)


def test_a_dossier_goes_its_way_while_the_clock_jumps_before_every_step() -> None:
    world, now = make.world(), clock.now()
    with at(now):
        record = make.sent(world)
    steps = [(Action.RECEIVE, world.officers), (Action.SUSPEND, world.leaders), (Action.RESUME, world.leaders)]
    steps += [(Action.PROPOSE, world.officers), (Action.REJECT, world.leaders), (Action.REOPEN, world.leaders)]
    for jump, (action, hands) in zip(JUMPS, steps, strict=True):
        with at(now + jump):
            make.step(record, action, hands[1], "Có lý do.")
    assert [move.step for move in record.moves] == list(range(1, 9))
    assert [move.action for move in record.moves][2:] == [action for action, _hands in steps]
    assert list(audit.faults()) == []


class TestSessions:
    def test_one_ends_when_its_time_is_over_and_lives_again_when_the_clock_was_wrong(self, browser: Any) -> None:
        page, now = browser(make.user()), clock.now()
        for jump, code in ((HOUR, 302), (timedelta(), 200), (DAY, 302), (-20 * timedelta(minutes=1), 200), (-DAY, 302)):
            with clock.standing_at(now + jump):
                assert page.get("/account").status_code == code, jump

    def test_one_that_began_while_the_clock_was_ahead_does_not_outlive_it(self, browser: Any) -> None:
        with clock.standing_at(clock.now() + 30 * DAY):
            page = browser(make.user())
            assert page.get("/account").status_code == 200
        assert page.get("/account").status_code == 302

    def test_a_code_given_while_the_clock_was_ahead_does_not_live_longer(self) -> None:
        user = make.user(None)
        with clock.standing_at(clock.now() + 30 * DAY):
            code = accounts.issue_code(user, actor=None)
            db.session.commit()
        with pytest.raises(Refused, match="hết hạn"):
            accounts.set_first_password(user.username, code, "mộc châu mùa hoa mận", address="1.2.3.4")

    def test_who_showed_who_they_are_while_the_clock_was_ahead_shows_it_again(self) -> None:
        world = make.world()
        nominee, officer = make.nomination(world).nominee, world.officers[0]
        nominations.write_citizen_number(nominee, "014068000123", actor=officer)
        with clock.standing_at(clock.now() + 30 * DAY):
            nominations.reveal(nominee, reason="Đối chiếu giấy tờ.", actor=officer)
            db.session.commit()
            assert nominations.revealed_to(nominee, officer)
        assert nominations.revealed_to(nominee, officer) == ""


class TestJobs:
    def test_one_whose_worker_died_while_the_clock_was_ahead_is_taken_over_now(self) -> None:
        batch_id = _printing()
        with clock.standing_at(clock.now() + 30 * DAY):
            jobs.claim(batch_id)
            db.session.commit()
        assert worker.reap() == [batch_id]
        assert jobs.claim(batch_id) is not None

    def test_one_at_work_is_not_taken_from_its_worker_by_a_small_step_and_never_finished_twice(self) -> None:
        job_id, now = _printing(), clock.now()
        with clock.standing_at(now):
            first = jobs.claim(job_id)
            assert first is not None
            taken = first.taken
            db.session.commit()
        for step in (-jobs.lease() / 2, jobs.lease() / 2):
            with clock.standing_at(now + step):
                assert jobs.claim(job_id) is None
        for jump in (DAY, -DAY):
            with clock.standing_at(now + jump):
                assert jobs.claim(job_id) is not None
                db.session.commit()
                assert not jobs.breathe(job_id, taken, further=True)
                db.session.rollback()

    def test_each_night_is_checked_once_however_often_it_comes(self) -> None:
        units.establish_root()
        night, sealed = datetime(2026, 12, 31, 20, tzinfo=UTC), []
        for moment in (night, night + DAY, night, night - DAY, night + DAY):
            with clock.standing_at(moment):
                begin_check_up()
                db.session.commit()
                for job in db.session.scalars(select(Job).where(Job.state == JobState.QUEUED)).all():
                    assert worker.run(job.id)
                sealed.append(last_sealed())
        nights = list(db.session.scalars(select(CheckUp.on).order_by(CheckUp.on)))
        assert [night.isoformat() for night in nights] == ["2026-12-31", "2027-01-01", "2027-01-02"]
        assert sealed == sorted(sealed)
        assert list(audit.faults()) == []


def _printing() -> int:
    desk = make.decision_desk()
    make.batch(make.issued(desk, 1), desk.print_clerk)
    db.session.commit()
    return db.session.scalars(select(Job.id)).one()


def test_rights_begin_and_end_with_the_days_of_their_appointment() -> None:
    world, today = make.world(), clock.local(OLD_YEAR).date()
    officer: User = world.officers[0]
    officer.appointments[0].valid_to = today + DAY  # the first of January
    db.session.commit()
    for moment, holds in ((OLD_YEAR, True), (NEW_YEAR, False), (OLD_YEAR, True)):
        with at(moment):
            assert bool(officer.appointments_now()) is holds
