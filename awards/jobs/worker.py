"""The worker process: the queue brings an id, the row says what to do. Started by `flask worker`."""

import logging
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from huey.api import Huey

from awards.core.db import db
from awards.jobs import services

log = logging.getLogger(__name__)


def queue_at(url: str) -> Huey:
    """The queue of the settings: sqlite:///path, redis://… or postgresql://…"""
    from huey import PostgresHuey, RedisHuey, SqliteHuey  # noqa: PLC0415  (only one of their drivers is installed)

    kind = urlsplit(url).scheme
    if kind == "sqlite":
        return SqliteHuey("awards", filename=url.removeprefix("sqlite:///"), fsync=True)
    if kind == "redis":
        return RedisHuey("awards", url=url)
    return PostgresHuey("awards", dsn=url)


def run(job_id: int) -> bool:
    """Carry out this job if it is still to be done. False when it is done, in other hands, or failed.

    A worker that dies again and again at the same place is given up; one that gets further each time is not.
    """
    job = services.claim(job_id)
    if job is None:
        db.session.rollback()
        return False
    taken, done = job.taken, job.done  # kept here: the row may soon speak of another worker
    db.session.commit()
    try:
        for _piece in services.TASKS[job.task](job, **job.arguments):
            if not services.breathe(job_id, taken, further=job.done > done):
                db.session.rollback()
                return False
            done = job.done
            db.session.commit()
        if services.breathe(job_id, taken, further=True):
            services.finish(job)
        db.session.commit()
    except Exception as error:
        db.session.rollback()
        log.exception("job %s failed", job_id)
        if services.breathe(job_id, taken, further=False):
            services.fail(job, error)
        db.session.commit()
        return False
    return True


def reap() -> list[int]:
    """Give up what has failed too often, begin what is due, and name what must be handed over again."""
    services.give_up()
    for begin in services.ROUNDS:
        begin()
    db.session.commit()
    again = services.stale()
    db.session.rollback()
    return again


def consumer(app: Flask) -> Any:
    """The queue's consumer, with the reaper beside it. Its run() returns when the process is told to stop."""
    queue = queue_at(app.config["QUEUE_URL"])

    @queue.task(name="job")
    def job(job_id: int) -> None:
        with app.app_context():
            run(job_id)

    def reap_for_ever() -> None:
        while True:
            try:
                with app.app_context():
                    for job_id in reap():
                        job(job_id)
            except Exception:
                log.exception("the reaper could not look; it looks again soon")
            time.sleep(app.config["JOB_LEASE"] / 2)

    threading.Thread(target=reap_for_ever, daemon=True).start()
    return queue.create_consumer(workers=1, periodic=False, check_worker_health=True)


def init_app(app: Flask) -> None:
    """Let the web hand ids to the queue."""
    if not app.config["QUEUE_URL"]:
        return
    queue = queue_at(app.config["QUEUE_URL"])

    @queue.task(name="job")
    def job(job_id: int) -> None: ...

    services.hand_over_with(job)
