"""A database of the first version, with rows, comes up to today's although each step of the way is killed.

The rows are those which today's services write, as far as the first version had tables and columns for them.
"""

import os
import signal
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import upgrade
from sqlalchemy import Connection, MetaData, event, select, text

from awards.cli.invariants import violations
from awards.core.db import Model, db
from tests import make
from tests.conftest import Store

Rows = dict[str, list[dict[str, Any]]]
MOVED = {"nomination", "move", "decision", "certificate", "audit_event", "audit_detail", "job", "user", "appointment"}


def _read(connection: Connection) -> Rows:
    """Every row of every table."""
    tables = MetaData()
    tables.reflect(connection)
    rows: Rows = {}
    for table in tables.sorted_tables:
        rows[table.name] = [dict(row) for row in connection.execute(select(table)).mappings()]
    return rows


def _write(connection: Connection, rows: Rows) -> Rows:
    """What this version has a place for; that much of it."""
    tables, kept = MetaData(), Rows()
    tables.reflect(connection)
    for table in tables.sorted_tables:
        names = {column.name for column in table.columns}
        fitting = [{name: value for name, value in row.items() if name in names} for row in rows.get(table.name, ())]
        if fitting and table.name != "alembic_version":
            connection.execute(table.insert(), fitting)
            kept[table.name] = fitting
            if connection.dialect.name == "postgresql":
                counter = f"pg_get_serial_sequence('\"{table.name}\"', 'id')"
                connection.execute(text(f'SELECT setval({counter}, (SELECT max(id) FROM "{table.name}"))'))
    return kept


def _go_back(store: Store) -> Rows:
    """The same office in a database of the first version; what of it had a place there."""
    with db.engine.connect() as connection:
        rows = _read(connection)
    db.session.remove()
    db.engine.dispose()
    store.empty()
    upgrade(revision="0001")
    with db.engine.begin() as connection:
        return _write(connection, rows)


def _version() -> str:
    with db.engine.connect() as connection:
        return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def _killed_at(revision: str, statement: int) -> bool:
    """Take this step in a process that dies at this statement of it; -1: when all is done but the commit."""
    db.engine.dispose()
    victim = os.fork()
    if not victim:
        passed = 0

        def count(connection: Any, cursor: Any, said: str, *_: Any) -> None:
            nonlocal passed
            changes = not said.lstrip().upper().startswith(("SELECT", "PRAGMA"))
            passed += changes
            if changes and (passed == statement or (statement == -1 and "UPDATE alembic_version" in said)):
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(db.engine, "after_cursor_execute", count)
        try:
            upgrade(revision=revision)
        finally:
            os._exit(0)
    _pid, status = os.waitpid(victim, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def test_a_database_of_the_first_version_comes_up_although_each_step_is_killed(app: Flask, store: Store) -> None:
    desk = make.decision_desk()
    make.batch(make.issued(desk, 2), desk.print_clerk)
    make.sent(desk.world)
    db.session.commit()
    kept = _go_back(store)
    assert _version() == "0001"
    scripts = ScriptDirectory(current_app.extensions["migrate"].directory)
    steps = [script.revision for script in scripts.walk_revisions()]
    first, *later = reversed(steps)

    for was, revision in zip([first, *later], later, strict=False):
        for statement in (1, -1):
            assert _killed_at(revision, statement)
            assert _version() == was
        upgrade(revision=revision)

    with db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Model.metadata) == []
        now = _read(connection)
    for table, rows in kept.items():
        assert [{name: new.get(name) for name in row} for row, new in zip(rows, now[table], strict=True)] == rows, table
    assert set(kept) >= MOVED
    verified = app.test_cli_runner().invoke(args=["verify"])
    assert verified.exit_code == 0, verified.output
    make.accepted(make.world())  # and work goes on
    assert list(violations()) == []
