"""The restore drill: a backup taken while four processes write comes back in an empty place, whole.

Everything that was acknowledged before the backup began is there, and nothing is there in halves. Once by default,
fifty times in `make faults`.
"""

import os
import select
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func

import config
from awards import create_app
from awards.audit import services as audit
from awards.audit.models import AuditEvent
from awards.core.db import db
from tests.conftest import Store
from tests.faults.killing import begin
from tests.faults.test_killed import TIMES, missing, office

DRILLS = 50 if TIMES >= 1000 else 1
AT_WORK = ("writes", "writes", "keeps", "keeps")


class Writers:
    """Processes at work, and what they have been told is done."""

    def __init__(self, told: dict[str, Any]) -> None:
        db.session.remove()
        db.engine.dispose()
        self.begun = [begin(work, told) for work in AT_WORK]
        self.written = {pipe: b"" for _process, pipe in self.begun}

    def acknowledged(self, at_least: int) -> list[str]:
        """What was acknowledged until now; waits for so much."""
        patience = time.monotonic() + 60
        while True:
            ready, _, _ = select.select(list(self.written), [], [], 0.02)
            for pipe in ready:
                self.written[pipe] += os.read(pipe, 65536)
            lines = [line for said in self.written.values() for line in said.decode().split("\n")[:-1] if line]
            if len(lines) >= at_least:
                return lines
            assert time.monotonic() < patience, lines

    def kill(self) -> None:
        for process, pipe in self.begun:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            os.close(pipe)


def _elsewhere(store: Store, folder: Path) -> Flask:
    """An application without anything, but for the keys, which lie outside every backup."""

    class Settings(config.TestConfig):
        SQLALCHEMY_DATABASE_URI = store.beside()
        INSTANCE_DIR = folder
        STORAGE_DIR = folder / "files"

    return create_app(Settings)


@pytest.mark.parametrize("drill", range(DRILLS))
def test_a_backup_under_load_comes_back_whole_in_an_empty_place(
    app: Flask, store: Store, tmp_path: Path, drill: int
) -> None:
    told = office(6)
    writers = Writers(told)
    before = writers.acknowledged(20)
    backup = app.test_cli_runner().invoke(args=["backup", str(tmp_path / "sao-luu.tar")])
    after = writers.acknowledged(len(before) + 20)
    writers.kill()
    assert backup.exit_code == 0, backup.output
    total = db.session.scalar(func.count(AuditEvent.id))
    db.session.remove()

    there = _elsewhere(store, tmp_path / "elsewhere")
    shutil.rmtree(app.config["STORAGE_DIR"])  # it burned down
    with there.app_context():
        for command in (["restore", str(tmp_path / "sao-luu.tar")], ["verify"]):
            done = there.test_cli_runner().invoke(args=command)
            assert done.exit_code == 0, done.output
        assert missing(before) == []
        assert missing(after) != []  # the negative control: the backup is older
        assert db.session.scalar(func.count(AuditEvent.id)) - 1 < (total or 0)  # less the restoration itself
        assert list(audit.faults()) == []
        db.session.remove()
        db.engine.dispose()
