"""The one database handle, and what every model and every transaction has in common."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from flask import g, has_app_context
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import (
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    ExecutionContext,
    MetaData,
    Select,
    TypeDecorator,
    event,
)
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import DeclarativeBase, Mapped, make_transient_to_detached, mapped_column, registry
from sqlalchemy.orm.util import identity_key


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite drops the zone on the way in, so it goes in as UTC; this puts it back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None or value.tzinfo in (None, UTC) else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # To replace the zone would say the same and take six times as long; a page reads dozens of moments.
        return datetime.combine(value, value.time(), UTC) if value.tzinfo is None else value.astimezone(UTC)


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def values(enum: type[StrEnum]) -> list[str]:
    return [member.value for member in enum]


class Model(DeclarativeBase):
    """The base of every model. Not db.Model, which type checkers cannot see."""

    # The map sits on the registry: Flask-SQLAlchemy 3.1 cannot take it from the class.
    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: UtcDateTime,
            # Text with a CHECK: a native enum type cannot be altered in a migration that also runs on SQLite.
            StrEnum: EnumType(StrEnum, native_enum=False, length=32, create_constraint=True, values_callable=values),
        },
    )

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


def _reading_on() -> Connection | None:
    """The one connection of a request that only reads: opened when something is asked first, ended by `let_go`."""
    if not has_app_context() or not g.get("only_reads"):
        return None
    if "reading_on" not in g:
        g.reading_on = db.engine.connect()
    connection: Connection = g.reading_on
    return connection


class Session(FlaskSession):
    """Flask-SQLAlchemy's; in a request that only reads, it works on the connection that the plain statements use."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        return _reading_on() or super().get_bind(*args, **kwargs)


db = SQLAlchemy(model_class=Model, session_options={"class_": Session})


def only_read() -> None:
    """This request will not write: it reads in one transaction on one connection, and needs no session for that."""
    _reading.set(True)
    g.only_reads = True


def give_up() -> None:
    """Nothing of this request's transaction is kept; it can begin another."""
    db.session.rollback()
    connection: Connection | None = g.get("reading_on")
    if connection is not None:  # which the session may never have used
        connection.rollback()


def let_go() -> None:
    """End what this request has begun to read, and give its connection back."""
    db.session.remove()
    connection: Connection | None = g.pop("reading_on", None)
    if connection is not None:
        connection.close()


M = TypeVar("M", bound=Model)


def from_row(model: type[M], columns: Mapping[str, Any]) -> M:
    """The object of a row that was read by Core, as a query would have loaded it, at a fifth of the cost.

    `columns` by attribute, the id among them; those left out are read when somebody asks for them.
    """
    known: M | None = db.session.identity_map.get(identity_key(model, columns["id"]))
    if known is not None:
        return known
    made = model()
    made.__dict__.update(columns)
    make_transient_to_detached(made)
    db.session.add(made)
    return made


class _Compiled(dict[Any, Any]):
    """What one statement was compiled to, by dialect and names of its values; the statement itself is no part of it."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((key[0], *key[2:]), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__((key[0], *key[2:]), compiled)


@lru_cache(maxsize=512)
def _compiled_from(statement: Select[Any]) -> _Compiled:
    return _Compiled()


def run(statement: Select[Any], values: Mapping[str, Any], *, steady: bool = False) -> CursorResult[*tuple[Any, ...]]:
    """Run a statement that is kept for the next time; it finds what it was compiled to in a cache of its own.

    In the engine's it is found by a hash of the whole statement, at a fortieth of the work of a list. `steady`: one
    plan is right for all values, so PostgreSQL may keep it, too.
    """
    own = {"compiled_cache": _compiled_from(statement), "steady": steady}
    return (_reading_on() or db.session.connection()).execute(statement, values, execution_options=own)


_reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def reading(only: bool = True) -> Iterator[None]:
    """Transactions that begin inside the block can read but not write (or, with False, can write again)."""
    token = _reading.set(only)
    try:
        yield
    finally:
        _reading.reset(token)


def read_only_from_here(only: bool) -> None:
    """The same for the rest of this context: one web request."""
    _reading.set(only)


# WAL in these versions can lose committed rows ("WAL-reset", sqlite.org/wal.html); these three are mended backports.
WAL_IS_SAFE = sqlite3.sqlite_version_info >= (3, 51, 3) or sqlite3.sqlite_version_info in {(3, 44, 6), (3, 50, 7)}
DURABLE = ("WAL", "FULL") if WAL_IS_SAFE else ("DELETE", "EXTRA")
NEVER = 1_000_000_000  # None would refuse even what asks to be prepared


@event.listens_for(Engine, "connect")
def _connect(connection: Any, record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        connection.prepare_threshold = NEVER  # a plan that is kept is made for no values: only what is `steady` has one
        return
    connection.isolation_level = None  # we say BEGIN ourselves, below
    journal, synchronous = DURABLE
    for pragma in (
        "busy_timeout=30000",
        f"journal_mode={journal}",
        f"synchronous={synchronous}",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # without it REPLACE slips past the append-only triggers
        "trusted_schema=OFF",
        "cell_size_check=ON",
        "secure_delete=ON",  # what is erased is overwritten, not only unlinked
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """A reader cannot write; a writer takes SQLite's write lock at once, so it never has to be turned away later."""
    only = _reading.get()
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        if connection.info.get("query_only") is not only:  # SQLite forgets its prepared statements with each PRAGMA
            driver.execute(f"PRAGMA query_only={'ON' if only else 'OFF'}")
            connection.info["query_only"] = only
        driver.execute("BEGIN" if only else "BEGIN IMMEDIATE")
    elif driver is not None:
        driver.read_only = only  # psycopg says it with its BEGIN


@event.listens_for(Engine, "rollback")
def _end_reading(connection: Connection) -> None:
    """A reader has nothing to take back, and with each ROLLBACK psycopg gives up what it has prepared."""
    if connection.closed or connection.invalidated:
        return
    driver = connection.connection.driver_connection
    if driver is not None and not isinstance(driver, sqlite3.Connection) and driver.read_only:
        with suppress(connection.dialect.loaded_dbapi.Error):  # a lost connection says so in the ROLLBACK that follows
            driver.commit()


@event.listens_for(Engine, "do_execute")
def _execute(cursor: Any, statement: str, values: Any, context: ExecutionContext) -> bool | None:
    """Have PostgreSQL keep the plans of what is steady: it makes one longer than it follows it."""
    if not context.execution_options.get("steady") or isinstance(cursor, sqlite3.Cursor):
        return None
    cursor.execute(statement, values, prepare=True)
    return True
