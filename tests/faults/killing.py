"""Processes that are killed at work. Run as a module: it builds the application once, then forks victim after victim.

What a victim was told is done it writes into a pipe only then; whoever kills it keeps the list. Afterwards every line
of the list must be in the database.
"""

import json
import os
import random
import select as waiting
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, PendingRollbackError

import config
from awards import create_app
from awards.accounts.models import User
from awards.audit import services as audit
from awards.campaigns.models import Campaign
from awards.core import storage
from awards.core.db import db
from awards.decisions import services as decisions
from awards.decisions.models import Decision, DecisionState
from awards.jobs import worker
from awards.law.models import SubjectKind
from awards.nominations import services as nominations
from awards.units.models import Unit


def write(told: dict[str, Any], say: Callable[[str], None]) -> None:
    """One transaction: the next number for a signed decision, or a new dossier."""
    officer, clerk = (db.session.get_one(User, told[name]) for name in ("officer", "clerk"))
    signed = select(Decision).where(Decision.state == DecisionState.SIGNED).order_by(Decision.id).limit(1)
    decision = db.session.scalars(signed).first()
    if decision is not None and random.random() < 0.3:
        decisions.number(decision, seen=decision.version, actor=clerk)
        line = f"decision {decision.id} {decision.number}"
    else:
        campaign, unit = db.session.get_one(Campaign, told["campaign"]), db.session.get_one(Unit, told["unit"])
        named = {"name": f"Lò Thị {random.random()}", "address": "bản Mẫu"}
        kind = SubjectKind.COLLECTIVE
        record = nominations.draft(campaign, campaign.awards[0], kind=kind, unit=unit, actor=officer, **named)
        line = f"nomination {record.id} {record.name}"
    db.session.commit()
    say(line)


def writes(told: dict[str, Any], say: Callable[[str], None]) -> None:
    """What a web process does: one transaction after another."""
    while True:
        write(told, say)


def prints(told: dict[str, Any], say: Callable[[str], None]) -> None:
    """What a worker does with the job it finds, the lease of whoever died before being over."""
    if worker.run(told["job"]):
        say(f"job {told['job']}")


def survives(told: dict[str, Any], say: Callable[[str], None]) -> None:
    """The same as `writes`, in a process that lives on when its connection to the database is cut."""
    while True:
        try:
            writes(told, say)
        except (DBAPIError, PendingRollbackError):
            db.session.remove()


def keeps(told: dict[str, Any], say: Callable[[str], None]) -> None:
    """Stores one file after another, each with the link of the log that names it."""
    while True:
        kept = storage.keep(b"minh chung %d" % random.getrandbits(64))
        audit.record("test.note", db.session.get_one(Unit, told["unit"]), actor=None, file=kept)
        db.session.commit()
        say(f"file 0 {kept}")


WARM = 4
WORK = {"writes": writes, "prints": prints, "survives": survives, "keeps": keeps}


def begin(work: str, told: dict[str, Any]) -> tuple[int, int]:
    """A victim at work, and where it says what is done."""
    reading, writing = os.pipe()
    victim = os.fork()
    if victim:
        os.close(writing)
        return victim, reading
    try:
        os.close(reading)
        db.engine.dispose(close=False)
        random.seed()
        os.write(writing, b"\n")  # at work from here on
        WORK[work](told, lambda line: os.write(writing, f"{line}\n".encode()) and None)
    finally:
        os._exit(0)


def _read_all(pipe: int) -> list[str]:
    written = b""
    while chunk := os.read(pipe, 65536):
        written += chunk
    os.close(pipe)
    return written.decode().split("\n")[:-1]


def kill(work: str, told: dict[str, Any], times: int, longest: float) -> list[str]:
    """Fork and kill so many times, each at a moment of its own; what was acknowledged."""
    said: list[str] = []
    for _time in range(times):
        victim, pipe = begin(work, told)
        os.read(pipe, 1)
        time.sleep(random.uniform(0.004, longest))
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        said += _read_all(pipe)
    return said


def cut(told: dict[str, Any], times: int, longest: float) -> list[str]:
    """End the server's side of the connections of three processes so many times, then let each say one thing more."""
    victims = [begin("survives", told) for _process in range(3)]
    for _victim, pipe in victims:
        os.read(pipe, 1)
    others = (
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    ended, patience = 0, time.monotonic() + 30 + times
    while ended < times and time.monotonic() < patience:
        time.sleep(random.uniform(0.004, longest))
        ended += db.session.execute(text(others)).scalar_one()
        db.session.rollback()
    said: list[str] = []
    idle = 0
    for _victim, pipe in victims:
        if waiting.select([pipe], [], [], 0)[0]:
            said += os.read(pipe, 1 << 20).decode().splitlines()  # a pipe holds less: whole lines
        idle += not waiting.select([pipe], [], [], 60)[0]  # who was cut off works on, on a slow machine too
    for victim, pipe in victims:
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        said += _read_all(pipe)
    if idle:
        raise SystemExit(f"{idle} processes whose connections were cut have done nothing since")
    return said


def main(url: str, folder: str, work: str, told: dict[str, Any], times: int, longest: float) -> list[str]:
    class Settings(config.TestConfig):
        SQLALCHEMY_DATABASE_URI = url
        INSTANCE_DIR = Path(folder)
        STORAGE_DIR = Path(folder) / "files"
        JOB_LEASE = 0.0
        SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}

    app = create_app(Settings)
    with app.app_context():
        said: list[str] = []
        for _warm in range(0 if work == "prints" else WARM):  # so that the victims need not learn their statements
            begun = time.monotonic()
            write(told, said.append)
            longest = 4 * (time.monotonic() - begun)  # some transactions long, however busy the machine is
        db.session.remove()
        db.engine.dispose()
        return said + (cut(told, times, longest) if work == "survives" else kill(work, told, times, longest))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(**json.loads(sys.stdin.read()))))
