"""Runs the migrations. New ones are numbered 0001, 0002, … so that two of the same number collide in review."""

from typing import Any, Literal

from alembic import context
from alembic.operations import MigrationScript
from alembic.script import ScriptDirectory
from sqlalchemy import text

from awards.core.db import UtcDateTime, db


def number(migration_context: Any, revision: Any, directives: list[MigrationScript]) -> None:
    script = directives[0]
    if getattr(context.config.cmd_opts, "autogenerate", False) and script.upgrade_ops.is_empty():
        directives[:] = []
        return
    head = ScriptDirectory.from_config(context.config).get_current_head()
    script.rev_id = f"{int(head or 0) + 1:04d}"


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """A migration is history: it must not import the application's types."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


with db.engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        # Altering a table means copying it, which its children's foreign keys would forbid.
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        compare_type=True,
        render_as_batch=True,
        process_revision_directives=number,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()
    if connection.dialect.name == "sqlite":
        faults = connection.execute(text("PRAGMA foreign_key_check")).all()
        if faults:
            raise RuntimeError(f"rows that point nowhere: {faults}")
        connection.rollback()
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")
