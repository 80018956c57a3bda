"""Fixtures shared by every test. Test data is built in tests/make.py.

Every test has a database of its own: a copy of one that the migrations built. So transactions, locks and read-only
requests are the real ones, on SQLite and on PostgreSQL alike (TEST_DATABASE_URL).
"""

import contextvars
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import Engine, create_engine, event, make_url, text
from werkzeug.test import TestResponse

import config
from awards import create_app
from awards.accounts import services as accounts
from awards.accounts.models import User
from awards.core.db import db
from awards.core.requests import new_token

SHM = Path("/dev/shm")


class Browser(FlaskClient):
    """A client that adds the request token, checks every page it opens, and shares nothing with the test's session."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.rollback()
        db.session.expire_all()
        if kwargs.get("method") == "POST" and "data" in kwargs | {"data": 1}:
            sent = kwargs.get("data") or {}
            if isinstance(sent, dict):
                kwargs["data"] = {"request_token": new_token(), **sent}
        response: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 308):
            html5lib.HTMLParser(strict=True).parse(response.text)
        return response


class Store:
    """The database under test, and how it is made new."""

    def __init__(self, folder: Path, worker: str) -> None:
        self.server = os.environ.get("TEST_DATABASE_URL", "")
        self.file = folder / "test.db"
        self.name = f"guong_sang_test_{worker}"
        self.url = self.server and str(make_url(self.server).set(database=self.name).render_as_string(False))
        self.url = self.url or f"sqlite:///{self.file}"
        self.engine = self.server and create_engine(self.server, isolation_level="AUTOCOMMIT", pool_pre_ping=True)

    def _on_server(self, *statements: str) -> None:
        assert self.engine
        with self.engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def empty(self) -> None:
        """No table in it."""
        if self.server:
            self._on_server(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)", f"CREATE DATABASE {self.name}")
        else:
            self.file.unlink(missing_ok=True)

    def beside(self) -> str:
        """The address of another database, with nothing in it."""
        if not self.server:
            (other := self.file.with_name("beside.db")).unlink(missing_ok=True)
            return f"sqlite:///{other}"
        name = f"{self.name}_beside"
        self._on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
        return make_url(self.server).set(database=name).render_as_string(hide_password=False)

    def keep_as(self, shelf: str) -> None:
        """Put a copy of it aside, as it stands; nobody may be using it."""
        if self.server:
            self._on_server(
                f"DROP DATABASE IF EXISTS {self.name}_{shelf}",
                f"CREATE DATABASE {self.name}_{shelf} TEMPLATE {self.name} STRATEGY FILE_COPY",
            )
        else:
            shutil.copyfile(self.file, self.file.with_name(f"{shelf}.db"))

    def renew(self, shelf: str = "pristine") -> None:
        """Begin again with the copy."""
        if self.server:
            self._on_server(
                f"DROP DATABASE {self.name} WITH (FORCE)",
                f"CREATE DATABASE {self.name} TEMPLATE {self.name}_{shelf} STRATEGY FILE_COPY",
            )
        else:
            shutil.copyfile(self.file.with_name(f"{shelf}.db"), self.file)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Path]:
    """In memory where there is such a place: the tests sync to disk as often as the real thing."""
    if not SHM.is_dir():
        yield tmp_path_factory.mktemp("db")
        return
    folder = SHM / f"guong-sang-{os.getpid()}-{worker_id}"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def store(folder: Path, worker_id: str) -> Iterator[Store]:
    store = Store(folder, worker_id)
    store.empty()
    yield store
    if store.engine:
        store.engine.dispose()


@pytest.fixture(scope="session")
def settings(store: Store, folder: Path) -> type[config.TestConfig]:
    class Settings(config.TestConfig):
        SQLALCHEMY_DATABASE_URI = store.url
        INSTANCE_DIR = folder
        STORAGE_DIR = folder / "files"
        WTF_CSRF_ENABLED = False

    return Settings


@pytest.fixture(scope="session")
def app(store: Store, settings: type[config.TestConfig]) -> Flask:
    app = create_app(settings)
    app.test_client_class = Browser
    with app.app_context():
        upgrade()
        db.engine.dispose()
    store.keep_as("pristine")
    return app


@pytest.fixture(autouse=True)
def fresh(app: Flask, store: Store, folder: Path) -> Iterator[None]:
    """A new database and an empty storage for each test that touches them."""
    touched: list[object] = []

    def note(connection: object) -> None:
        touched.append(connection)

    event.listen(Engine, "begin", note)
    with app.app_context():
        yield
        db.session.remove()
        if touched:
            db.engine.dispose()
            store.renew()
            shutil.rmtree(folder / "files", ignore_errors=True)
    event.remove(Engine, "begin", note)


@pytest.fixture
def browser(app: Flask) -> Callable[[User | None], Browser]:
    """A browser in which this person has signed in; without a person, a stranger's."""

    def open_for(user: User | None = None) -> Browser:
        client = app.test_client()
        if user is not None:
            token = accounts.open_session(user)
            db.session.commit()
            with client.session_transaction() as cookie:
                cookie["_user_id"], cookie["_fresh"] = token, True
        assert isinstance(client, Browser)
        return client

    return open_for


@pytest.fixture
def queries() -> Iterator[list[str]]:
    """The SQL sent to the database since the test began; clear() it before the part that counts."""
    statements: list[str] = []

    def note(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN", "SET TRANSACTION")):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)
