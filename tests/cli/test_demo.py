import hashlib
import os
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, func, select, text
from sqlalchemy.orm import Session

from awards.certificates.models import Batch, Certificate
from awards.cli import invariants
from awards.core import clock, storage
from awards.core.db import db
from awards.jobs import worker
from awards.jobs.models import Job
from awards.nominations.models import Nomination

LAST = "(SELECT max(id) FROM move)"
MIDDLE = "(SELECT id FROM move WHERE nomination_id = 1 AND step = 2)"
GONE = "(SELECT id FROM move WHERE nomination_id = 1 AND step = 1)"
AFTER_RETURN = """
    INSERT INTO move (nomination_id, step, action, from_stage_id, from_state, to_stage_id, to_state, actor_id,
                      actor_name, hand, unit_id, unit_name, reason, fingerprint, at)
    SELECT nomination_id, step + 1, 'reject', to_stage_id, 'returned', to_stage_id, 'rejected', actor_id,
           actor_name, hand, unit_id, unit_name, 'x', fingerprint, at FROM move WHERE to_state = 'returned'
       AND step = (SELECT max(step) FROM move last WHERE last.nomination_id = move.nomination_id)
"""

# What somebody with the database in their hands may do, and what flask verify then says.
TAMPERINGS = {
    "a step too many": ("UPDATE nomination SET step = step + 1 WHERE id = 1", "moves, but step"),
    "a move that never was": (f"UPDATE move SET to_state = 'accepted' WHERE id = {MIDDLE}", "does not begin where"),
    "a move taken out": (f"DELETE FROM move WHERE id = {GONE}", "moves, but step"),
    "a skipped stage": (
        "UPDATE move SET to_stage_id = (SELECT max(id) FROM stage) WHERE nomination_id = 1 AND action = 'submit'",
        "goes +2 stages",
    ),
    "a dossier moved by hand": ("UPDATE nomination SET state = 'withdrawn' WHERE id = 1", "stands elsewhere"),
    "a stranger's move": (
        f"UPDATE move SET actor_id = (SELECT id FROM \"user\" WHERE username = 'quantri') WHERE id = {LAST}",
        "without an appointment",
    ),
    "two hands of one person": (
        f"UPDATE move SET actor_id = (SELECT m.actor_id FROM move m WHERE m.id = {MIDDLE}) WHERE id = {GONE}",
        "used the hands",
    ),
    "another text than was approved": ("UPDATE snapshot SET content = '{}' WHERE id = 1", "not what its fingerprint"),
    "an approved text thrown away": ("DELETE FROM snapshot WHERE nomination_id = 1", "is not stored"),
    "an act after the return": (AFTER_RETURN, "reject although returned"),
    "a move that was not logged": (
        "UPDATE audit_event SET tag = 'other.tag' WHERE tag = 'nomination.endorse'",
        "in the log",
    ),
    "one person as two": ("UPDATE decision SET signed_by_id = drafted_by_id", "one person acted as two"),
    "a place in the list that jumps": ("UPDATE decision_item SET ordinal = 99 WHERE ordinal = 2", "số sổ vàng"),
    "a number that jumps": ("UPDATE number_register SET last = 5", "register"),
    "a certificate thrown away": (
        "DELETE FROM certificate WHERE item_id = (SELECT min(item_id) FROM certificate)",
        "has no certificate",
    ),
    "a name that is not found": ("DELETE FROM name_tail WHERE id = 1", "is not found by"),
    "a name under which another is found": ("UPDATE name_tail SET tail = 'x' WHERE id = 1", "is not found by"),
    "an honour taken away": (
        "UPDATE nomination SET state = 'decided' WHERE id = (SELECT min(nomination_id) FROM decision_item)",
        "stands decided",
    ),
}
GUARDED = (
    *("audit_event", "move", "snapshot", "letter_item", "proposal_letter", "certificate"),
    *("number_register", "decision", "decision_item", "nomination"),
)


def fill(app: Flask) -> str:
    result = app.test_cli_runner().invoke(args=["demo"], catch_exceptions=False)
    for job_id in db.session.scalars(select(Job.id)).all():
        worker.run(job_id)
    db.session.rollback()
    return result.output


def unguard(connection: Connection) -> None:
    """The owner of the database switches the triggers off, until the rollback."""
    if connection.dialect.name == "postgresql":
        for table in GUARDED:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        pointing = "contype = 'f' AND confrelid = 'certificate'::regclass"  # what is thrown away may be pointed to
        keys = connection.execute(text(f"SELECT conrelid::regclass, conname FROM pg_constraint WHERE {pointing}"))
        for table, key in keys.all():
            connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {key}"))
        return
    for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        connection.execute(text(f'DROP TRIGGER "{name}"'))


def said() -> Iterator[str]:
    db.session.expire_all()
    yield from invariants.violations()


def test_the_demo_is_sound_and_filled_once(app: Flask) -> None:
    assert "Đã tạo dữ liệu mẫu" in fill(app)
    assert list(said()) == []
    states = dict(db.session.execute(select(Nomination.state, func.count()).group_by(Nomination.state)).all())
    assert {"draft", "waiting", "received", "returned", "awarded"} <= {state.value for state in states}
    unprinted = (Certificate.sha256.is_(None), Certificate.ended_at.is_(None))
    assert db.session.scalar(select(func.count()).select_from(Certificate).where(*unprinted)) == 0
    assert db.session.scalar(select(Batch.sha256)) is not None
    db.session.rollback()

    assert fill(app) == ""


def test_every_tampering_is_found(app: Flask) -> None:
    fill(app)
    missed = []
    for what, (statement, sentence) in TAMPERINGS.items():
        session: Session = db.session()
        connection: Any = session.connection()
        unguard(connection)
        if connection.dialect.name == "sqlite":  # what is thrown away may be pointed to
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        connection.execute(text(statement))
        if not any(sentence in fault for fault in list(said())):
            missed.append(what)
        session.rollback()
    assert missed == []
    assert list(said()) == []


def test_files_that_are_missing_or_belong_to_nothing_are_found(app: Flask) -> None:
    fill(app)
    batch = db.session.scalar(select(Batch.sha256))
    storage.path_of(batch or "").unlink()
    young, old = storage.keep(b"young"), storage.keep(b"old")
    os.utime(storage.path_of(old), (0, clock.now().timestamp() - 2 * 24 * 3600))

    faults = list(said())

    assert f"file {batch} is missing" in faults
    assert f"file {old} belongs to nothing" in faults
    assert not [fault for fault in faults if young in fault]


@pytest.mark.parametrize("content", [b"", b"x" * 10])
def test_a_stored_file_is_named_by_its_hash(content: bytes) -> None:
    kept = storage.keep(content)

    assert kept == hashlib.sha256(content).hexdigest() == storage.keep(content)
    assert storage.read(kept) == content
    with pytest.raises(ValueError, match="not a SHA-256"):
        storage.path_of("../../etc/passwd")
