"""Queueing work, taking it up, and taking it up again when its worker died."""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, event, select, update
from sqlalchemy.orm import Session

from awards.core import clock
from awards.core.db import db
from awards.core.settings import setting
from awards.jobs.models import Job, JobState

log = logging.getLogger(__name__)
Task = Callable[..., Iterable[object]]
TASKS: dict[str, Task] = {}
TRIES = 5
ROUNDS: list[Callable[[], object]] = []
_hand_over: list[Callable[[int], object]] = []


def task(function: Task) -> Task:
    """Make a generator function runnable by the worker as "feature.function".

    It is called with the job and its arguments, commits its own work piece by piece, and yields after each piece: a
    sign of life. It may be run twice, so it first looks what is already done.
    """
    TASKS[f"{function.__module__.split('.')[1]}.{function.__name__}"] = function
    return function


def each_round(function: Callable[[], object]) -> Callable[[], object]:
    """Have the reaper call this on each of its rounds, before it commits: for what begins at a time of day."""
    ROUNDS.append(function)
    return function


def hand_over_with(send: Callable[[int], object]) -> None:
    """Who is told a job's id after commit: the queue."""
    _hand_over[:] = [send]


def enqueue(name: str, *, total: int = 0, **arguments: Any) -> Job:
    """Write the job into the caller's transaction; its id is handed to the queue when that is committed."""
    if name not in TASKS:
        raise KeyError(name)
    job = Job(task=name, arguments=arguments, total=total)
    db.session.add(job)
    db.session.flush()
    db.session().info.setdefault("jobs to hand over", []).append(job.id)
    return job


@event.listens_for(Session, "after_commit")
def _committed(session: Session) -> None:
    for job_id in session.info.pop("jobs to hand over", []):
        for send in _hand_over:
            try:
                send(job_id)
            except Exception:  # the work is committed; the reaper hands it over
                log.exception("job %s could not be handed to the queue", job_id)


@event.listens_for(Session, "after_rollback")
def _rolled_back(session: Session) -> None:
    session.info.pop("jobs to hand over", None)


def lease() -> timedelta:
    """How long a worker may be silent before it is taken for dead."""
    return timedelta(seconds=float(setting("JOB_LEASE")))


def _silent() -> ColumnElement[bool]:
    """No sign of life for too long; or one from a time to come, left by a clock that was set back since."""
    now = clock.now()
    return (Job.alive_at < now - lease()) | (Job.alive_at > now + lease())


def claim(job_id: int) -> Job | None:
    """Take up this job, if nobody else has: a queued one, or one whose worker fell silent."""
    now = clock.now()
    due = (Job.state == JobState.QUEUED) | ((Job.state == JobState.RUNNING) & _silent())
    taken = db.session.execute(
        update(Job)
        .where(Job.id == job_id, due, Job.attempts < TRIES)
        .values(state=JobState.RUNNING, alive_at=now, taken=Job.taken + 1, attempts=Job.attempts + 1)
    )
    return db.session.get(Job, job_id, populate_existing=True) if taken.rowcount else None  # type: ignore[attr-defined]


def breathe(job_id: int, taken: int, *, further: bool) -> bool:
    """A sign of life from the worker that took the job up as the `taken`-th; `further`: it got on since the last one.

    False when another worker has taken the job over: then stop at once.
    """
    alive = db.session.execute(
        update(Job)
        .where(Job.id == job_id, Job.taken == taken, Job.state == JobState.RUNNING)
        .values({Job.alive_at: clock.now()} | ({Job.attempts: 0} if further else {}))
        .execution_options(synchronize_session=False)
    )
    return bool(alive.rowcount)  # type: ignore[attr-defined]


def finish(job: Job) -> None:
    """The work is done."""
    job.state, job.done, job.error = JobState.DONE, job.total, ""


def fail(job: Job, error: Exception) -> None:
    """Keep what went wrong. It is queued again a few times, then stands as failed for a person to see."""
    job.error = f"{type(error).__name__}: {error}"[:2000]
    job.state = JobState.QUEUED if job.attempts < TRIES else JobState.FAILED


def stale() -> list[int]:
    """Jobs that wait although the queue may have lost them, and those whose worker fell silent."""
    unfinished = Job.state.in_([JobState.QUEUED, JobState.RUNNING])
    waiting = select(Job.id).where(unfinished, _silent(), Job.attempts < TRIES)
    return list(db.session.scalars(waiting.order_by(Job.id)))


def give_up() -> int:
    """Mark as failed what fell silent on its last try. Returns how many."""
    given_up = db.session.execute(
        update(Job).where(Job.state == JobState.RUNNING, _silent(), Job.attempts >= TRIES).values(state=JobState.FAILED)
    )
    return int(given_up.rowcount)  # type: ignore[attr-defined]
