"""kill -9 of a web process, of a worker and of PostgreSQL's backends: nothing acknowledged is lost, nothing is twice.

Shortened by default; `make faults` kills a thousand times each.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

import config
from awards.certificates.models import Batch, Certificate
from awards.cli.invariants import violations
from awards.core import storage
from awards.core.db import db
from awards.decisions.models import Decision, DecisionState
from awards.jobs import worker
from awards.jobs.models import Job, JobState
from awards.nominations.models import Nomination
from tests import make
from tests.conftest import Store

TIMES = int(os.environ.get("FAULTS", "40"))
ROOT = Path(__file__).parents[2]


def _run(store: Store, settings: type[config.Config], work: str, told: dict[str, Any], longest: float) -> list[str]:
    db.session.commit()
    db.session.remove()
    db.engine.dispose()  # our own connections would be ended too
    given = {"url": store.url, "folder": str(settings.INSTANCE_DIR), "work": work, "told": told, "longest": longest}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.faults.killing"],
        input=json.dumps(given | {"times": TIMES}),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        timeout=3600,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said: list[str] = json.loads(done.stdout)
    return said


def office(count: int) -> dict[str, Any]:
    """Signed decisions that wait for a number, and a unit that writes dossiers."""
    desk = make.decision_desk()
    for _decision in range(count):
        make.advance(make.drafted(desk, 1), desk, DecisionState.SIGNED)
    world = desk.world
    return {
        "officer": world.officers[0].id,
        "clerk": desk.records_clerk.id,
        "campaign": world.campaign.id,
        "unit": world.units[0].id,
    }


def missing(said: list[str]) -> list[str]:
    """What was acknowledged and is not there."""
    lost = []
    for line in said:
        kind, number, words = line.split(" ", 2)
        if kind == "file":
            there = words if storage.path_of(words).exists() else None
        elif kind == "nomination":
            there = db.session.scalar(select(Nomination.name).where(Nomination.id == int(number)))
        else:
            there = db.session.scalar(select(Decision.number).where(Decision.id == int(number)))
        if str(there) != words:
            lost.append(line)
    return lost


def test_a_web_process_killed_at_any_moment_loses_nothing_it_acknowledged(
    store: Store, settings: type[config.Config]
) -> None:
    said = _run(store, settings, "writes", office(min(6 + TIMES // 20, 40)), 0.2)

    assert len(said) > 4
    assert missing(said) == []
    assert list(violations()) == []


def test_connections_that_the_server_ends_lose_nothing_that_was_acknowledged(
    store: Store, settings: type[config.Config]
) -> None:
    if not store.server:
        pytest.skip("SQLite has no server")
    said = _run(store, settings, "survives", office(min(6 + TIMES // 20, 40)), 0.1)

    assert len(said) > 4
    assert missing(said) == []
    assert list(violations()) == []


def _printing(count: int) -> Batch:
    desk = make.decision_desk()
    batch = make.batch(make.issued(desk, count), desk.print_clerk)
    db.session.commit()
    return batch


def _finished(batch_id: int) -> None:
    """The job is done, each certificate is drawn once, the whole is there, and nothing hangs over."""
    db.session.expire_all()
    batch = db.session.get_one(Batch, batch_id)
    assert db.session.scalars(select(Job.state)).one() is JobState.DONE
    assert storage.path_of(batch.sha256 or "").exists()
    files = [one.sha256 for one in db.session.scalars(select(Certificate))]
    assert len(set(files)) == len(files)
    assert {path.name for path in storage.folder().rglob("*") if path.is_file()} == {*files, batch.sha256}
    assert list(violations()) == []


def test_a_worker_killed_at_any_moment_finishes_once(store: Store, settings: type[config.Config]) -> None:
    batch = _printing(4)
    batch_id, job_id = batch.id, db.session.scalars(select(Job.id)).one()
    # A job gives up after five deaths at one place; here it is killed many times, so its tries are not counted.
    _run(store, settings, "prints", {"job": job_id}, 0.4)
    db.session.execute(Job.__table__.update().values(attempts=0, alive_at=db.func.now()))
    db.session.commit()
    while db.session.scalars(select(Job.state)).one() is not JobState.DONE:
        db.session.execute(Job.__table__.update().values(state=JobState.QUEUED))
        db.session.commit()
        worker.run(job_id)
    _finished(batch_id)


class Crash(BaseException):
    """The process ends here; nothing catches it."""


def test_a_worker_that_dies_at_each_of_its_steps_finishes_once_whatever_the_step(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each statement, commit and stored file of the job is a crash point: die at the first, then at the second, …"""
    monkeypatch.setitem(app.config, "JOB_LEASE", 0.0)
    batch = _printing(2)
    batch_id, job_id = batch.id, db.session.scalars(select(Job.id)).one()
    point, passed = 0, 0

    def step(*_: Any, **__: Any) -> None:
        nonlocal passed
        passed += 1
        if passed == point:
            raise Crash

    event.listen(db.engine, "before_cursor_execute", step)
    event.listen(db.engine, "commit", step)
    kept = storage.keep
    monkeypatch.setattr(storage, "keep", lambda content: (step(), kept(content), step())[1])
    while True:
        point, passed = point + 1, 0
        try:
            worker.run(job_id)
        except Crash:
            db.session.rollback()
            _forget_the_tries()
            continue
        if passed < point:
            break
    event.remove(db.engine, "before_cursor_execute", step)
    event.remove(db.engine, "commit", step)
    assert point > 12
    _finished(batch_id)


def _forget_the_tries() -> None:
    """So many deaths in a row are the test's, not the job's."""
    with db.engine.connect() as connection:
        connection.exec_driver_sql("UPDATE job SET attempts = 0")
        connection.exec_driver_sql("COMMIT")
