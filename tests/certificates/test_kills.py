"""Workers killed at random places, again and again: 1 … n, no gap, no double. `make kills` does it 500 times."""

import os
import random
import signal
from collections.abc import Callable

import pytest

from awards.certificates import services, tasks
from awards.cli import invariants
from awards.core import storage
from awards.core.db import db
from awards.jobs.models import JobState
from tests import make
from tests.certificates.test_batches import _job, many, reborn

__all__ = ["reborn"]
KILLS = int(os.environ.get("KILLS", "8"))
MANY = 30
PLACES = [
    (tasks, "render_chunk"),
    (tasks, "check_page"),
    (tasks, "check_raster"),
    (storage, "keep"),
    (services, "set_rendered"),
    (tasks, "merge"),
    (services, "set_merged"),
]


def test_workers_killed_anywhere_leave_every_certificate_once(
    reborn: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tasks, "CHUNK", 3)
    monkeypatch.setattr("awards.jobs.services.TRIES", 1000)  # so many deaths at one place are given up otherwise
    chance, killed = random.Random(20261126), 0
    while killed < KILLS:
        desk = make.decision_desk()
        record = many(desk, MANY)
        batch = make.batch(record, desk.print_clerk)
        db.session.commit()
        while _job(batch).state is not JobState.DONE:
            blow = (*chance.choice(PLACES), chance.randint(1, 7), chance.random() < 0.5)
            _pid, status = os.waitpid(reborn(batch.job_id, *(blow if killed < KILLS else ())), 0)
            killed += os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        db.session.expire_all()
        certificates = services.of_decision(record)
        assert [one.item.ordinal for one in certificates] == list(range(1, MANY + 1))
        assert len({one.sha256 for one in certificates} - {None}) == MANY
        assert batch.sha256
        assert services.printable(batch) == [one.id for one in certificates]
    assert list(invariants.certificates_are_of_issued_decisions()) == []
    assert killed >= KILLS
