"""The disk is full, or the database is held: the person reads so, keeps what was typed, and nothing is half done."""

import contextlib
import errno
import io
import os
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, text

from awards.cli.invariants import violations
from awards.core import storage
from awards.core.db import db
from awards.nominations import services
from awards.nominations.models import Attachment, Nomination
from tests import make
from tests.conftest import Store
from tests.matrix_world import picture


@contextlib.contextmanager
def _settings(*statements: str) -> Iterator[None]:
    """Every new connection begins with these."""

    def say(connection: Any, record: object) -> None:
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()
        connection.commit()

    db.session.remove()
    db.engine.dispose()
    event.listen(db.engine, "connect", say)
    try:
        yield
    finally:
        event.remove(db.engine, "connect", say)
        db.session.remove()
        db.engine.dispose()


def _write(page: Any, record: Nomination, words: str) -> Any:
    data = {"seen": services.seen_of(record), "citation": words}
    return page.post(f"/nominations/{record.id}/citation", data=data)


def test_on_a_full_disk_the_text_is_shown_again_and_nothing_is_kept(app: Flask, browser: Any, store: Store) -> None:
    if store.server:
        pytest.skip("PostgreSQL fills the server's disk, not ours")
    world = make.world()
    record = make.nomination(world)
    number, page = record.id, browser(world.officers[0])
    pages = db.session.execute(text("PRAGMA page_count")).scalar_one()
    long = "Đã giúp bà con. " * 18
    with _settings(f"PRAGMA max_page_count={pages}"):
        answers = [_write(page, db.session.get_one(Nomination, number), f"{long}{n}") for n in range(40)]
        full = [answer for answer in answers if answer.status_code == 503]
        assert full
        assert full[0].headers["Retry-After"] == "30"
        assert "Đã giúp bà con." in full[0].text
    db.session.expire_all()
    assert list(violations()) == []
    kept = db.session.get_one(Nomination, number).citation
    assert sum(answer.status_code == 303 for answer in answers) == (0 if not kept else int(kept.split()[-1]) + 1)


IS_FULL = (
    "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'x' USING ERRCODE = '53100'; END $$",
    "CREATE TRIGGER is_full BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION no_room()",
)


def test_when_the_servers_disk_is_full_the_text_is_shown_again_and_nothing_is_kept(browser: Any, store: Store) -> None:
    """In the middle of a transaction: the dossier is written, the link of the log finds no room."""
    if not store.server:
        pytest.skip("SQLite has no server")
    world = make.world()
    record = make.nomination(world)
    number, page = record.id, browser(world.officers[0])
    with db.engine.begin() as connection:
        for statement in IS_FULL:
            connection.execute(text(statement))
    answer = _write(page, record, "Đã giúp bà con dựng nhà.")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Đã giúp bà con dựng nhà." in answer.text
    with db.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER is_full ON audit_event"))
    assert db.session.get_one(Nomination, number).citation == ""
    assert _write(page, db.session.get_one(Nomination, number), "Đã giúp bà con dựng nhà.").status_code == 303
    assert list(violations()) == []


def test_a_file_that_does_not_fit_on_the_disk_leaves_neither_row_nor_half_a_file(
    browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make.world()
    record = make.nomination(world)
    page = browser(world.officers[0])

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for name in ("fsync", "replace"):
        with monkeypatch.context() as patched:
            patched.setattr(os, name, full if name == "fsync" else lambda *_: full(0))
            data = {"seen": services.seen_of(record), "doc_type": "evidence", "file": (io.BytesIO(picture()), "a.png")}
            answer = page.post(f"/nominations/{record.id}/evidence", data=data, content_type="multipart/form-data")
        assert answer.status_code == 503
    assert db.session.query(Attachment).count() == 0
    assert [path for path in storage.folder().rglob("*") if path.is_file()] == []


def test_while_another_holds_the_database_people_are_asked_to_wait(browser: Any, store: Store) -> None:
    world = make.world()
    record = make.nomination(world)
    number, page = record.id, browser(world.officers[0])
    patience = "SET lock_timeout = '300ms'" if store.server else "PRAGMA busy_timeout=300"
    hold = f"SELECT * FROM nomination WHERE id = {number} FOR UPDATE" if store.server else "SELECT 1"
    other = create_engine(store.url)
    sent = {"seen": services.seen_of(record), "citation": "Đã giúp 12 hộ."}
    with _settings(patience), other.begin() as holder:
        holder.execute(text(hold))
        answer = page.post(f"/nominations/{number}/citation", data=sent)
        assert answer.status_code == 503
    other.dispose()
    answer = _write(page, db.session.get_one(Nomination, number), "Đã giúp 13 hộ.")
    assert answer.status_code == 303
    assert list(violations()) == []
