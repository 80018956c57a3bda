"""flask worker, as a process of its own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import select

from awards.certificates import services
from awards.core import storage
from awards.core.db import db
from awards.jobs.models import Job, JobState
from tests import make

ROOT = Path(__file__).parents[2]


def test_the_worker_finds_a_job_that_the_queue_has_lost_and_stops_when_told(
    store: Any, folder: Path, tmp_path: Path
) -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 2)
    batch = make.batch(record, desk.print_clerk)  # without a queue: nobody is told of it
    db.session.commit()
    environment = os.environ | {
        "AWARDS_PROFILE": "production",
        "SECRET_KEY": "for-this-test-0123456789-abcdefghijk",
        "PUBLIC_BASE_URL": "https://guongsang.example",
        "TRUSTED_HOSTS": "guongsang.example",
        "PROXIES": "1",
        "INSTANCE_DIR": str(tmp_path),
        "DATABASE_URL": store.url,
        "STORAGE_DIR": str(folder / "files"),
        "QUEUE_URL": f"sqlite:///{tmp_path / 'queue.db'}",
        "JOB_LEASE": "1",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            deadline = time.monotonic() + 60
            while _state(batch.job_id) is not JobState.DONE and process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.1)
            state = _state(batch.job_id)
            process.send_signal(signal.SIGINT)
            said = process.communicate(timeout=30)[1]
        finally:
            process.kill()  # else leaving the block waits for ever
    assert state is JobState.DONE, said
    assert process.returncode == 0, said
    assert all(storage.path_of(one.sha256 or "").exists() for one in services.of_decision(record))


def _state(job_id: int) -> JobState:
    state = db.session.scalars(select(Job.state).where(Job.id == job_id)).one()
    db.session.rollback()
    return state


def test_a_worker_without_a_queue_says_so(app: Any) -> None:
    result = app.test_cli_runner().invoke(args=["worker"])
    assert result.exit_code == 1
    assert "QUEUE_URL" in result.output
