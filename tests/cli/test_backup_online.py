"""The office goes on working while it is backed up."""

import contextvars
import threading
from pathlib import Path

from flask import Flask

from awards.audit import services as audit
from awards.audit.models import AuditEvent
from awards.core import storage
from awards.core.db import db
from awards.units.models import Unit
from tests import make


def work_on(app: Flask, unit_id: int, stop: threading.Event, done: list[int]) -> None:
    """Write as an office does: a file, then the link that names it, committed."""
    with app.app_context():
        while not stop.is_set():
            kept = storage.keep(b"minh chung %d" % len(done))
            audit.record("test.note", db.session.get_one(Unit, unit_id), actor=None, file=kept)
            db.session.commit()
            done.append(len(done))
        db.session.remove()


def test_a_backup_taken_while_everybody_writes_is_whole(app: Flask, tmp_path: Path) -> None:
    unit_id = make.unit(name="Xã Hua Păng").id
    db.session.commit()
    stop, done = threading.Event(), list[int]()
    writer = threading.Thread(target=contextvars.Context().run, args=(work_on, app, unit_id, stop, done))
    writer.start()
    while len(done) < 20:
        pass
    before = len(done)
    backup = app.test_cli_runner().invoke(args=["backup", str(tmp_path / "sao-luu.tar")])
    after = len(done)
    while len(done) < after + 20:
        pass
    stop.set()
    writer.join()
    assert backup.exit_code == 0, backup.output

    restored = app.test_cli_runner().invoke(args=["restore", "--replace", str(tmp_path / "sao-luu.tar")])

    assert restored.exit_code == 0, restored.output
    length = db.session.query(AuditEvent).count() - 1  # the restoration itself is in the log
    assert before <= length < len(done)
    assert list(audit.faults()) == []
