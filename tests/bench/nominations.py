"""The list of nominations at 100,000 rows against a bare Flask route, in one interleaved run.

    python -m tests.bench.nominations [--rows 100000]

Each stands behind gunicorn with the settings of deploy/, one process each, ours with the cookie of a signed-in person:
session, appointments, rights, transaction and page are all in it. A central officer sees every dossier, on the first
page and on page 1,000 reached by its key; a commune's officer sees only the commune's. On SQLite, and on the
PostgreSQL that TEST_DATABASE_URL names. CPU is that of the web server's process (its database server apart), wall is
what the client waits, one request after the other on one connection.
"""

from __future__ import annotations

import argparse
import contextvars
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, create_engine, event, insert, make_url, text
from werkzeug.test import Client

import config
from awards import create_app
from awards.accounts import services as accounts
from awards.accounts.models import User
from awards.core import clock
from awards.core.db import Model, db
from awards.core.levels import Level
from awards.core.text import fold
from awards.law.models import SubjectKind
from awards.nominations.models import Desk, Move, NameTail, Nomination, Nominee
from awards.nominations.route import Action, State
from awards.nominations.services import PAGE, tails_of
from awards.units.models import Unit, UnitPlace
from tests import make
from tests.bench.plain import FAMILY, GIVEN, MIDDLE

COMMUNES, DISTRICTS, DEEP = 10_000, 600, 1_000
ROUNDS, BARE, OURS = 60, 100, 10  # in one round so many calls of the bare route, and of each page of ours
HOST, AGENT = "https://guongsang.example", {"User-Agent": "Mozilla/5.0"}
STEPS = ((Action.PROPOSE, 0), (Action.SUBMIT, 1), (Action.RECEIVE, 1), (Action.ENDORSE, 2), (Action.RECEIVE, 2))


def bare() -> Flask:
    """The least a Flask application can do."""
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "Xin chào")
    return app


@contextmanager
def database(folder: Path, server: str) -> Iterator[str]:
    """The address of a scratch database: on this server, or a file in the folder."""
    if not server:
        yield f"sqlite:///{folder / 'bench.db'}"
        return
    name = f"guong_sang_bench_{os.getpid()}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        try:
            yield make_url(server).set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def production(url: str, folder: Path) -> dict[str, str]:
    """The environment of the application as production runs it, on this database."""
    return {
        "AWARDS_PROFILE": "production",
        "SECRET_KEY": "for-the-bench-0123456789-abcdefghijk",
        "PUBLIC_BASE_URL": "https://127.0.0.1",
        "TRUSTED_HOSTS": "127.0.0.1 localhost",
        "PROXIES": "0",
        "INSTANCE_DIR": str(folder),
        "STORAGE_DIR": str(folder / "files"),
        "DATABASE_URL": url,
        "QUEUE_URL": f"sqlite:///{folder / 'queue.db'}",
    }


def application(url: str, folder: Path) -> Flask:
    """The same application in this process, to fill its database and to sign people in."""
    given = production(url, folder)

    class Settings(config.Config):
        SECRET_KEY = given["SECRET_KEY"]
        INSTANCE_DIR = folder
        STORAGE_DIR = folder / "files"
        SQLALCHEMY_DATABASE_URI = url
        QUEUE_URL = given["QUEUE_URL"]

    return create_app(Settings)


@dataclass
class Server:
    """A running gunicorn: a connection to it, and the one process that does its work."""

    connection: HTTPConnection
    worker: int

    def cpu(self) -> float:
        """CPU seconds its process has used so far (clock_getcpuclockid(3))."""
        return time.clock_gettime((~self.worker << 3) | 2)


@contextmanager
def served(target: str, environment: dict[str, str]) -> Iterator[Server]:
    """This application behind gunicorn, with the settings that production has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "--log-level", "warning", target],
        env=os.environ | environment | {"PORT": str(port), "WEB_WORKERS": "1"},
    )
    try:
        connection = HTTPConnection("127.0.0.1", port)
        until = time.monotonic() + 60
        while not _answers(connection):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{target} does not answer")
            time.sleep(0.2)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
        yield Server(connection, int(children.split()[0]))
    finally:
        process.terminate()
        process.wait()


def _answers(connection: HTTPConnection) -> bool:
    try:
        connection.request("GET", "/")
        connection.getresponse().read()
    except OSError:
        connection.close()
        return False
    return True


def bulk(model: type[Model], rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Insert these rows by Core, ids included; returns them."""
    made = list(rows)
    for at in range(0, len(made), 10_000):
        db.session.execute(insert(model.__table__), made[at : at + 10_000])
    return made


def many_units(world: make.World) -> list[tuple[int, int]]:
    """All communes as (commune, district), the world's own first; the rest of the country is made here."""
    commune, district, central = world.units
    first = 1000
    districts = [district.id, *range(first, first + DISTRICTS - 1)]
    communes = [commune.id, *range(first + DISTRICTS, first + DISTRICTS + COMMUNES - 1)]
    pairs = [(unit, districts[number % DISTRICTS]) for number, unit in enumerate(communes)]
    above = [(unit, central.id, Level.DISTRICT) for unit in districts[1:]]
    above += [(*pair, Level.COMMUNE) for pair in pairs[1:]]
    bulk(
        Unit,
        (
            {"id": unit, "code": f"8{unit}", "level": level, "name": f"Đơn vị số {unit}", "valid_from": make.LONG_AGO}
            | {"search_key": f"don vi so {unit}", "sort_key": f"don vi so {unit}"}
            for unit, _, level in above
        ),
    )
    places = [{"unit_id": unit, "parent_id": parent, "valid_from": make.LONG_AGO} for unit, parent, _ in above]
    bulk(UnitPlace, places)
    return pairs


def many_nominations(world: make.World, pairs: list[tuple[int, int]], count: int) -> None:
    """So many dossiers, taken round the communes, each received by the centre after five steps on three desks."""
    states = (State.RECEIVED, State.ACCEPTED, State.REJECTED, State.DECIDED, State.AWARDED)
    stages, now, central = world.campaign.route.stages, clock.now(), world.units[-1]
    common = {"campaign_id": world.campaign.id, "award_id": world.campaign.awards[0].id, "stage_id": stages[-1].id}
    common |= {"route_id": world.campaign.route.id, "desk_id": central.id, "desk_since": now, "step": len(STEPS)}
    common |= {"created_by_id": world.officers[0].id, "citation": "Đã có thành tích xuất sắc trong phong trào."}
    subjects, dossiers, desks, moves, tails = [], [], [], [], []
    for number in range(1, count + 1):
        way = (*pairs[number % len(pairs)], central.id)
        name = f"{FAMILY[number % 10]} {MIDDLE[number // 10 % 10]} {GIVEN[number % 11]}"
        subject = {"kind": tuple(SubjectKind)[number % 3], "name": name, "address": "bản Mẫu", "unit_id": way[0]}
        subject |= {"id": number, "search_key": fold(name), "sort_key": fold(name), "honorific": None}
        subjects.append(subject)
        own = {"nominee_id": number, "unit_name": f"Đơn vị số {way[0]}", "state": states[number % 5]}
        dossiers.append(subject | common | own)
        for position, unit in enumerate(way):
            desk = {"nomination_id": number, "stage_id": stages[position].id, "position": position + 1}
            desks.append(desk | {"unit_id": unit, "unit_name": f"Đơn vị số {unit}", "reached_at": now})
        moves += _moves(number, way, world)
        tails += [{"nomination_id": number, "tail": tail, "spelt": spelt} for tail, spelt in tails_of(name)]
    for model, rows in ((Nominee, subjects), (Nomination, dossiers), (Desk, desks), (Move, moves), (NameTail, tails)):
        bulk(model, rows)


def _moves(number: int, way: tuple[int, ...], world: make.World) -> Iterator[dict[str, Any]]:
    stages, was = world.campaign.route.stages, State.DRAFT
    for step, (action, to) in enumerate(STEPS, 1):
        after = {Action.PROPOSE: was, Action.RECEIVE: State.RECEIVED}.get(action, State.WAITING)
        at = max(0, to - (action is not Action.RECEIVE and to > 0))
        person = world.officers[at]
        yield {
            "nomination_id": number,
            "step": step,
            "action": action,
            "from_state": was,
            "to_state": after,
            "from_stage_id": stages[at].id,
            "to_stage_id": stages[to].id,
            "actor_id": person.id,
            "actor_name": person.name,
            "hand": "officer",
            "unit_id": way[at],
            "unit_name": f"Đơn vị số {way[at]}",
            "fingerprint": f"{number:064x}",
        }
        was = after


def fill(count: int) -> tuple[User, User]:
    """A whole country's campaign; returns an officer of the centre and one of a commune."""
    upgrade()
    world = make.world()
    many_nominations(world, many_units(world), count)
    db.session.commit()
    if db.engine.dialect.name == "postgresql":  # what its autovacuum does on its own after a while
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    return world.officers[-1], world.officers[0]


@dataclass
class Page:
    """One address as one person opens it, and what its calls have cost in CPU and wall seconds."""

    server: Server
    path: str = "/"
    cookie: str = ""
    queries: int = 0
    cpu: float = 0.0
    wall: float = 0.0
    calls: int = 0

    def run(self, times: int) -> None:
        """So many requests; refuses every answer but 200."""
        self.server.connection.close()  # it may have been idle for too long
        self.server.connection.connect()
        cpu, wall = self.server.cpu(), time.perf_counter()
        for _ in range(times):
            self.server.connection.request("GET", self.path, headers=AGENT | {"Cookie": self.cookie})
            answer = self.server.connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{self.path}: {answer.status}")
        self.cpu += self.server.cpu() - cpu
        self.wall += time.perf_counter() - wall
        self.calls += times


@dataclass
class Person:
    """Somebody who has signed in and opened a page: the browser, and what it sends from now on."""

    browser: Client
    cookie: str

    def queries(self, path: str) -> int:
        """How many statements this page sends, transaction and connection settings apart."""
        sent: list[str] = []

        def note(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
            sent.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        contextvars.Context().run(self.browser.get, path, base_url=HOST, headers=AGENT)
        event.remove(Engine, "before_cursor_execute", note)
        return sum(statement.lstrip().startswith(("SELECT", "WITH")) for statement in sent)


def signed_in(app: Flask, user: User) -> Person:
    """This person in a browser of their own."""
    client = app.test_client()
    token = accounts.open_session(user)
    db.session.commit()
    with client.session_transaction(base_url=HOST) as session:
        session["_user_id"], session["_fresh"] = token, True
    contextvars.Context().run(client.get, "/nominations", base_url=HOST, headers=AGENT)
    name = app.config["SESSION_COOKIE_NAME"]
    kept = client.get_cookie(name, HOST.partition("://")[2])
    if kept is None:
        raise RuntimeError("not signed in")
    return Person(client, f"{name}={kept.value}")


def measure(pages: Sequence[Page], rounds: int) -> None:
    """Every page a few calls, in turn, many times, so that a busy neighbour weighs on all alike."""
    for page in pages:
        page.run(20 if page.path != "/" or not page.cookie else 2)
        page.cpu = page.wall = page.calls = 0
    for _ in range(rounds):
        for page in pages:
            page.run(1 if page.path == "/" and page.cookie else OURS if page.cookie else BARE)  # still slow


def pages_of(ours: Server, plain: Server, people: tuple[Person, Person], rows: int) -> dict[str, Page]:
    """What is measured, by the name it has in the table."""
    central, commune = people
    key = rows - (DEEP - 1) * PAGE + 1 if rows > DEEP * PAGE else rows // 2
    seen = {
        "central officer, first page": ("/nominations", central),
        "central officer, page 1,000": (f"/nominations?truoc={key}", central),
        "commune's officer, the only page": ("/nominations", commune),
        "central officer, search for a name": ("/nominations?name=lo+van+anh", central),
        "the same with its accents": (f"/nominations?{urlencode({'name': 'Lò Văn Ánh'})}", central),
        "the same within a district": ("/nominations?name=lo+van+anh&unit=don+vi+so+1000", central),
        "central officer, one common word": ("/nominations?name=lo", central),
        "commune's officer, search for a name": ("/nominations?name=lo+van+anh", commune),
        "central officer, three filters": ("/nominations?state=received&kind=individual&level=central", central),
        "commune's officer, Việc của tôi": ("/", commune),
        "central officer, Việc của tôi": ("/", central),
    }
    pages = {name: Page(ours, path, person.cookie, person.queries(path)) for name, (path, person) in seen.items()}
    return {"bare Flask route": Page(plain)} | pages


def compared(url: str, folder: Path, rows: int, rounds: int) -> dict[str, Page]:
    """Fill this database, sign two people in, and measure."""
    app = application(url, folder)
    with app.app_context():
        central, commune = fill(rows)
        people = signed_in(app, central), signed_in(app, commune)
        db.session.remove()
        with (
            served("wsgi:app", production(url, folder)) as ours,
            served("tests.bench.nominations:bare()", {}) as plain,
        ):
            pages = pages_of(ours, plain, people, rows)
            db.engine.dispose()
            measure(list(pages.values()), rounds)
    return pages


def report(title: str, pages: dict[str, Page]) -> str:
    """The table of one database, and the ratio of the first page to the deep one."""
    base, first, deep = (pages[name] for name in list(pages)[:3])
    lines = [
        f"{title}\n{'':38}{'CPU ms':>8}{'wall ms':>9}{'per s':>8}{'CPU share':>11}{'wall share':>12}{'queries':>8}"
    ]
    for name, page in pages.items():
        cpu, wall = page.cpu / page.calls, page.wall / page.calls
        shares = base.cpu / base.calls / cpu, base.wall / base.calls / wall
        lines.append(
            f"{name:38}{cpu * 1000:8.3f}{wall * 1000:9.3f}{1 / wall:8.0f}{shares[0]:11.1%}{shares[1]:12.1%}"
            f"{page.queries:8}"
        )
    lines.append(f"page 1,000 : first page = {deep.cpu / first.cpu:.2f} CPU, {deep.wall / first.wall:.2f} wall")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table for each database; `main([])` from another program takes the usual size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000, help="nominations (100,000)")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    chosen = parser.parse_args(arguments)
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    for server in filter(lambda one: one is not None, ("", os.environ.get("TEST_DATABASE_URL"))):
        with tempfile.TemporaryDirectory(dir=memory) as folder, database(Path(folder), server or "") as url:
            pages = compared(url, Path(folder), chosen.rows, chosen.rounds)
            title = f"{chosen.rows:,} nominations on {'PostgreSQL' if server else 'SQLite'}"
            sys.stdout.write(report(title, pages) + "\n\n")


if __name__ == "__main__":
    main()
