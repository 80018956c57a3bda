from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from awards.accounts.models import KeptForm, UserSession
from awards.core import clock
from awards.core.db import db
from awards.core.requests import RequestToken
from awards.jobs import services, worker
from awards.jobs.models import Job, JobState
from tests import make


@pytest.fixture
def task(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Make a function the task "tests.task"."""

    def register(function: Any) -> None:
        monkeypatch.setitem(services.TASKS, "tests.task", function)

    return register


def queued(**arguments: Any) -> int:
    job_id = services.enqueue("tests.task", total=1, **arguments).id
    db.session.commit()
    return job_id


def state_of(job_id: int) -> Job:
    db.session.expire_all()
    return db.session.get_one(Job, job_id)


def test_a_job_runs_once(task: Any) -> None:
    seen = []

    def work(job: Job, number: int) -> Iterator[None]:
        seen.append(number)
        yield

    task(work)
    job_id = queued(number=7)

    assert [worker.run(job_id), worker.run(job_id)] == [True, False]
    assert seen == [7]
    assert (state_of(job_id).state, state_of(job_id).done) == (JobState.DONE, 1)


def test_an_id_is_handed_over_after_commit_and_not_after_rollback(task: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    task(lambda job: iter(()))
    sent: list[int] = []
    monkeypatch.setattr(services, "_hand_over", [sent.append])

    services.enqueue("tests.task")
    db.session.rollback()
    assert sent == []

    job_id = services.enqueue("tests.task").id
    assert sent == []
    db.session.commit()
    assert sent == [job_id]


def test_a_queue_that_is_away_does_not_undo_the_work(task: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    task(lambda job: iter(()))

    def away(job_id: int) -> None:
        raise OSError("no queue")

    monkeypatch.setattr(services, "_hand_over", [away])
    job_id = queued()

    assert state_of(job_id).state is JobState.QUEUED
    with clock.standing_at(clock.now() + services.lease() + timedelta(seconds=1)):
        assert worker.reap() == [job_id]


def test_a_failed_job_undoes_its_piece_and_is_tried_again(task: Any) -> None:
    def work(job: Job) -> Iterator[None]:
        job.done = 1
        raise ZeroDivisionError("nothing")
        yield

    task(work)
    job_id = queued()

    assert worker.run(job_id) is False
    job = state_of(job_id)
    assert (job.state, job.done, job.error) == (JobState.QUEUED, 0, "ZeroDivisionError: nothing")


def test_a_job_that_always_fails_is_given_up(task: Any) -> None:
    def work(job: Job) -> Iterator[None]:
        raise ZeroDivisionError
        yield

    task(work)
    job_id = queued()
    for _try in range(services.TRIES + 2):
        worker.run(job_id)

    assert state_of(job_id).state is JobState.FAILED


def test_the_job_of_a_dead_worker_is_taken_up_again(task: Any) -> None:
    def work(job: Job) -> Iterator[None]:
        yield

    task(work)
    job_id = queued()
    services.claim(job_id)
    db.session.commit()
    assert worker.run(job_id) is False

    with clock.standing_at(clock.now() + services.lease() + timedelta(seconds=1)):
        assert worker.reap() == [job_id]
        assert worker.run(job_id) is True


def test_a_worker_that_was_thought_dead_stops(task: Any) -> None:
    done = []

    def work(job: Job) -> Iterator[None]:
        done.append("first piece")
        with clock.standing_at(clock.now() + services.lease() + timedelta(seconds=1)):
            services.claim(job.id)  # another worker takes it over
            db.session.commit()
        yield
        done.append("second piece")

    task(work)
    job_id = queued()

    assert worker.run(job_id) is False
    assert done == ["first piece"]


def test_an_unknown_task_is_refused_when_it_is_queued() -> None:
    with pytest.raises(KeyError):
        services.enqueue("nobody.knows")


def test_what_nobody_needs_any_more_is_cleared_away() -> None:
    moments = [clock.now() - timedelta(days=days) for days in (0, 1, 40)]
    user = make.user()
    for number, moment in enumerate(moments):
        db.session.add(RequestToken(token=f"token-number-{number}", owner="1", path="/", at=moment))
        session = make.save(UserSession(token_hash=f"{number:064}", user=user, created_at=moment, ended_at=moment))
        db.session.add(KeptForm(session_id=session.id, path="/", fields=[], had_files=False))
    db.session.commit()

    worker.reap()

    assert list(db.session.scalars(select(RequestToken.token).order_by(RequestToken.id))) == [
        "token-number-0",
        "token-number-1",
    ]
    assert db.session.scalar(select(func.count(UserSession.id))) == 2
    assert db.session.scalar(select(func.count(KeptForm.id))) == 2
