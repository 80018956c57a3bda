"""Every page and form x role x place against the reviewed table in tests/matrix.txt; no denial and no GET writes.

The world (tests/matrix_world.py) is built once: each cell looks, none leaves a trace. Forms that a person may carry out
are carried out up to the commit, which is then taken back.

Rights do not ask which database there is: PostgreSQL is asked every third line; MATRIX=whole asks it for all.
"""

import contextvars
import hashlib
import io
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import make_url, text
from werkzeug.test import TestResponse

import config
from awards import create_app
from awards.core.db import Model, db
from awards.core.requests import new_token
from tests.conftest import Store
from tests.matrix_world import HONOURED, OTHERS, PLACES, ROLES, STAFF, Country, Person, Record, build, picture, sheet

NOBODY_HAS = 2_000_000_000
BY_QUERY = {
    "nominations.new_letter": "chon",
    "review.confirm": "chon",
    "administration.new_person": "unit",
    "administration.appoint": "unit",
    "administration.new_unit": "unit",
    "administration.move_unit": "unit",
    "administration.merge_unit": "unit",
}
TYPESETTERS = (
    "awards.administration.services.listing.mark_cells",
    "awards.nominations.views.letters.html_to_pdf",
    "awards.nominations.views.letters.html_to_docx",
    "awards.nominations.documents.html_to_pdf",
    "awards.nominations.documents.html_to_docx",
    "awards.decisions.views.html_to_pdf",
    "awards.certificates.views.papers.render_proof",
    "awards.certificates.views.batches.html_to_pdf",
    "awards.certificates.views.supplies.ruler_page",
    "awards.certificates.services.designs.page_picture",
    "awards.certificates.services.preview_png",
    "awards.decisions.views.html_to_docx",
)
COLUMNS = [f"{role.value}-{place}" for role in ROLES for place in PLACES] + list(OTHERS)
NOTED = {"attempt", "look_up", "proof"}  # the side writer's
MAY_OPEN = {"GET": {200, 303, 409}, "POST": {303, 409, 422}}


@dataclass(frozen=True)
class Line:
    """One line of the table for one state: what each person is answered."""

    kind: str
    state: str
    method: str
    endpoint: str
    word: str
    letters: str
    is_first: bool = True

    def __str__(self) -> str:
        return f"{self.kind} {self.state} {self.method} {self.endpoint}"

    def cells(self) -> Iterator[tuple[str, str]]:
        """Who is answered what. Who may not open the page at all is asked in one state: nobody looks for the record."""
        cells = zip(COLUMNS, self.letters, strict=True)
        return ((column, letter) for column, letter in cells if self.is_first or letter not in "xs")


def read_table(written: str) -> Iterator[Line]:
    kind, states = "", [""]
    for line in written.splitlines():
        if line.startswith("["):
            kind, _colon, listed = line.strip("[]").partition(":")
            states = [state.strip() for state in listed.split(",")]
        elif line and not line.startswith("#"):
            method, page, *cells = line.split()
            endpoint, _slash, word = page.partition("/")
            for state in states:
                yield Line(kind, state, method, endpoint, word, "".join(cells), state == states[0])


TABLE = list(read_table((Path(__file__).parent / "matrix.txt").read_text()))
ASKED = TABLE[:: 3 if "TEST_DATABASE_URL" in os.environ and os.environ.get("MATRIX") != "whole" else 1]


def gaps(app: Flask, table: list[Line]) -> set[str]:
    """Pages without a line, and lines without a page; each with its method, and its kind of record."""
    asked = {f"{line.method} {line.endpoint}" for line in table}
    there = {f"{m} {rule.endpoint}" for rule in app.url_map.iter_rules() for m in (rule.methods or ()) if m in MAY_OPEN}
    strange = {f"{m} {rule.endpoint}" for rule in app.url_map.iter_rules() for m in rule.methods or ()}
    strange = {name for name in strange if name.split()[0] not in {"GET", "POST", "HEAD", "OPTIONS"}}
    return (asked ^ there) | strange


class Witness:
    """Sees whether anything was committed: cheaply by the database's own counter, then by every row of every table.

    The side writer's own traces do not count: when a session was last seen, failed sign-ins, who has opened a proof.
    """

    def __init__(self, store: Store) -> None:
        if store.server:
            import psycopg

            url = make_url(store.url).set(drivername="postgresql").render_as_string(False)
            self.connection: Any = psycopg.connect(url, autocommit=True)
            self.counter = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text"
        else:
            self.connection = sqlite3.connect(store.file, isolation_level=None)
            self.counter = "PRAGMA data_version"
        self.looks = [self._look(table) for table in Model.metadata.sorted_tables if table.name not in NOTED]
        self.count, self.rows = self._counted(), self.whole()

    @staticmethod
    def _look(table: Any) -> str:
        columns = ", ".join(f'"{column.name}"' for column in table.columns if column.name != "seen_at")
        return f'SELECT {columns} FROM "{table.name}" ORDER BY id'

    def _counted(self) -> Any:
        return self.connection.execute(self.counter).fetchone()

    def whole(self) -> str:
        """A hash over every row."""
        rows = hashlib.sha256()
        for look in self.looks:
            rows.update(repr(self.connection.execute(look).fetchall()).encode())
        return rows.hexdigest()

    def saw_a_change(self) -> bool:
        """Has any row changed since the last time?"""
        count = self._counted()
        if count == self.count:
            return False
        before, self.count, self.rows = self.rows, count, self.whole()
        return before != self.rows


class Desk:
    """Asks as one of the people, and compares the answer with the table."""

    def __init__(self, app: Flask, country: Country, witness: Witness, commit: Callable[[bool], None]) -> None:
        self.app, self.country, self.witness, self.may_commit = app, country, witness, commit
        self.addresses = app.url_map.bind("localhost")
        self.signer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        self.rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
        self.absent: dict[tuple[str, str, str, str], tuple[int, str]] = {}

    def record(self, line: Line, person: Person) -> Record:
        if line.state == "mine":
            return Record({"session_id": person.own_session or NOBODY_HAS})
        return self.country.records[line.kind, line.state]

    def address(self, line: Line, record: Record) -> str:
        rule = self.rules[line.endpoint]
        parts = {part: record.parts.get(part, line.word) for part in rule.arguments}
        query = BY_QUERY.get(line.endpoint)
        asked = {query: record.parts[query]} if query in record.parts else {}
        return self.addresses.build(line.endpoint, parts | asked, line.method)

    def ask(self, line: Line, person: Person, record: Record, method: str = "") -> TestResponse:
        client = FlaskClient(self.app, self.app.response_class, use_cookies=False)
        cookie = self.signer.dumps({"_user_id": person.token, "_fresh": True}) if person.token else ""
        sent: dict[str, Any] = {"method": method or line.method, "headers": {"Cookie": f"sid={cookie}"}}
        if line.method == "POST":
            form = record.form.get(f"{line.endpoint}/{line.word}") or record.form.get(line.endpoint, {})
            sent["data"] = {"request_token": new_token(), "seen": record.seen, **form} | self._file(line)
        return contextvars.Context().run(client.open, self.address(line, record), buffered=True, **sent)

    @staticmethod
    def _file(line: Line) -> dict[str, Any]:
        if line.endpoint == "exchange.new":
            return {"file": (io.BytesIO(sheet()), "danh-sach.xlsx")}
        if line.endpoint == "exchange.new_commendations":
            return {"file": (io.BytesIO(sheet(HONOURED)), "khen-thuong.xlsx")}
        if line.endpoint == "administration.new_list":
            return {"file": (io.BytesIO(sheet(STAFF)), "nguoi-dung.xlsx")}
        if line.endpoint == "nominations.upload":
            return {"offset": "0", "piece": (io.BytesIO(b"GIF"), "piece")}
        if line.endpoint in {"decisions.scan", "decisions.record_outside"}:
            return {"file": (io.BytesIO(picture()), "ban-quet.png")}
        if line.endpoint == "public.file":
            return {"file": (io.BytesIO(b"%PDF-1.7"), "giay.pdf")}
        is_upload = line.endpoint == "nominations.evidence"
        return {"doc_type": "evidence", "file": (io.BytesIO(picture()), "anh.png")} if is_upload else {}

    def wrong(self, line: Line, column: str, letter: str) -> str:
        """What is not as the table says, or nothing."""
        person = self.country.people[column]
        record = self.record(line, person)
        self.may_commit(letter not in "+r")
        answer = self.ask(line, person, record)
        said = f"{column}: {answer.status_code}, expected {letter}"
        if answer.status_code not in expected(letter, line.method):
            return said
        if self.witness.saw_a_change():
            return f"{said}, and the database was changed"
        if letter == ".":
            return self._differs_from_nothing(line, person, record, answer)
        return "" if letter != "s" or line.method == "POST" or "/sign-in" in answer.location else said

    def _differs_from_nothing(self, line: Line, person: Person, record: Record, answer: TestResponse) -> str:
        key = (person.name, line.method, line.endpoint, line.word)
        if key not in self.absent:
            nothing = {part: self._nobody_has(value) for part, value in record.parts.items()}
            self.absent[key] = faceless(self.ask(line, person, Record(nothing, record.seen, record.form)))
        same = faceless(answer) == self.absent[key]
        return "" if same else f"{person.name}: not answered as if there were none"

    @staticmethod
    def _nobody_has(value: object) -> object:
        return NOBODY_HAS if isinstance(value, int) else str(value)[::-1]


def expected(letter: str, method: str) -> set[int]:
    return {"+": MAY_OPEN[method], "r": {409}, ".": {404}, "x": {403}, "s": {302} if method == "GET" else {401}}[letter]


def faceless(answer: TestResponse) -> tuple[int, str]:
    """Status, headers and page without numbers and one-time tokens."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    tokens = re.compile(r'((?:csrf|request)_token" value="|sid=)[^";]*')
    return answer.status_code, re.sub(r"\d+", "0", tokens.sub(r"\1", f"{headers}\n{answer.text}"))


@pytest.fixture(autouse=True, scope="module")
def fresh(app: Flask, store: Store, folder: Path) -> Iterator[Country]:
    """One world for all cells: that nothing changes in it is what is tested. Nothing is typeset: others test paper."""
    with app.app_context():
        country = build()
        db.session.remove()
    with pytest.MonkeyPatch.context() as patched:
        for name in TYPESETTERS:
            patched.setattr(name, lambda *words, **ways: b"%PDF-1.7")
        patched.setitem(
            app.config, "CONFIRM_MINUTES", 600
        )  # the world is older than that before the last cell is asked
        patched.setitem(app.config, "LIMITS", app.config["LIMITS"] | {"check": (1_000_000, 1, 1)})
        patched.setattr("awards.audit.watch.write_later", lambda write: None)  # tests/oversight looks at what it writes
        yield country
    with app.app_context():
        db.engine.dispose()
    store.renew()
    shutil.rmtree(folder / "files", ignore_errors=True)


@pytest.fixture(scope="module")
def witness(fresh: Country, store: Store) -> Iterator[Witness]:
    witness = Witness(store)
    yield witness
    witness.connection.close()


@pytest.fixture(scope="module")
def desk(app: Flask, fresh: Country, witness: Witness) -> Iterator[Desk]:
    """With the commit in its hand: what a denied request writes is kept and seen; what an allowed one writes is not."""
    real = db.session.commit

    def taken_back() -> None:
        db.session.flush()
        db.session.rollback()

    def may_commit(yes: bool) -> None:
        db.session.commit = real if yes else taken_back  # type: ignore[method-assign]

    yield Desk(app, fresh, witness, may_commit)
    may_commit(True)


def test_the_table_has_a_line_for_every_page_and_form(app: Flask) -> None:
    assert gaps(app, TABLE) == set()
    assert len(TABLE) == len({(line.kind, line.state, line.method, line.endpoint, line.word) for line in TABLE})


@pytest.mark.parametrize("kind", ["dossier", "decision"])
def test_every_page_of_a_kind_of_record_is_asked_in_all_its_states(app: Flask, kind: str) -> None:
    part = {"dossier": "nomination_id", "decision": "decision_id"}[kind]
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if part in rule.arguments}
    states = {line.state for line in TABLE if line.kind == kind}
    asked = {(line.endpoint, line.state) for line in TABLE if line.kind == kind}
    assert {(page, state) for page in pages for state in states} <= asked


@pytest.mark.parametrize("line", ASKED, ids=str)
def test_everybody_is_answered_as_the_table_says(desk: Desk, line: Line) -> None:
    wrong = [desk.wrong(line, column, letter) for column, letter in line.cells()]
    assert "\n".join(said for said in wrong if said) == ""


@pytest.mark.parametrize("line", ASKED, ids=str)
def test_the_auditor_reads_the_log_and_otherwise_is_a_person_without_any_appointment(desk: Desk, line: Line) -> None:
    letter = "+" if line.endpoint.startswith("oversight.") else dict(line.cells()).get("without", "")
    assert not letter or desk.wrong(line, "auditor", letter) == ""


FORMS = sorted({(line.endpoint, line.word) for line in TABLE if line.method == "POST"})
THE_DOOR = {  # needs real passwords and phones: tests/accounts
    *("accounts.sign_in", "accounts.first_password", "accounts.password", "accounts.confirm"),
    *("accounts.confirm_second_step", "accounts.renew_recovery_codes", "accounts.turn_off_second_step"),
    "administration.turn_off_second_step",
}
NO_MAIL = {"administration.mail_code"}  # no server and no address: tests/accounts/test_resets.py
NO_MONEY = {"decisions.prizes", "decisions.outside_prizes"}  # no honour of a movement: tests/decisions/test_money.py


@pytest.mark.parametrize(("endpoint", "word"), FORMS, ids=lambda part: part)
def test_the_forms_of_the_matrix_are_carried_out_for_somebody(desk: Desk, endpoint: str, word: str) -> None:
    """A form that is refused to everybody would show nothing about those to whom it must be refused."""
    lines = [line for line in TABLE if (line.method, line.endpoint, line.word) == ("POST", endpoint, word)]
    desk.may_commit(False)
    answers = (
        desk.ask(line, desk.country.people[column], desk.record(line, desk.country.people[column])).status_code
        for line in lines
        for column, letter in line.cells()
        if letter == "+"
    )
    assert endpoint in THE_DOOR | NO_MAIL | NO_MONEY or 303 in answers


PAGES = list({line.endpoint: line for line in TABLE if line.method == "GET"}.values())
EVERYTHING = list({(line.endpoint, line.method): line for line in TABLE}.values())


@pytest.mark.parametrize("line", PAGES, ids=str)
def test_asking_for_the_head_only_is_answered_like_reading_and_writes_nothing(desk: Desk, line: Line) -> None:
    for column in ("officer-own", "administrator-foreign", "stranger"):
        person = desk.country.people[column]
        record = desk.record(line, person)
        assert desk.ask(line, person, record, "HEAD").status_code == desk.ask(line, person, record).status_code
    assert not desk.witness.saw_a_change()


@pytest.mark.parametrize("line", EVERYTHING, ids=str)
def test_no_other_method_does_anything(desk: Desk, line: Line) -> None:
    person = desk.country.people["officer-own"]
    record = desk.record(line, person)
    desk.may_commit(True)
    for method in ("PUT", "PATCH", "DELETE", "TRACE"):
        assert desk.ask(line, person, record, method).status_code == 405, method
    assert desk.ask(line, person, record, "OPTIONS").status_code in {200, 403}
    assert not desk.witness.saw_a_change()


def test_a_part_of_one_record_is_not_found_under_another(desk: Desk) -> None:
    """Both exist and both are theirs, but not as parts of one another."""
    one, other = (desk.country.records["dossier", state] for state in ("draft", "recalled"))
    mixed = Record(one.parts | {"attachment_id": other.parts["attachment_id"]}, one.seen)
    lines = [line for line in TABLE if line.state == "draft" and line.endpoint.endswith((".download", ".remove"))]
    assert len(lines) == 2
    for line in lines:
        assert desk.ask(line, desk.country.people["officer-own"], mixed).status_code == 404
    assert not desk.witness.saw_a_change()


def test_a_dossier_that_stands_in_between_is_not_there_for_those_further_up(desk: Desk) -> None:
    """What a commune sent to its province, and the province has not sent on, the centre does not know."""
    record = desk.country.records["between", "received"]
    line = next(line for line in TABLE if line.endpoint == "nominations.show")
    asked = {place: f"officer-{place}" for place in PLACES}
    answers = {place: desk.ask(line, desk.country.people[name], record).status_code for place, name in asked.items()}
    assert answers == {"own": 200, "descendant": 404, "ancestor": 200, "sibling": 404, "foreign": 404}


def test_a_planted_page_without_a_rule_is_seen_and_closed_to_everybody(
    desk: Desk, settings: type[config.TestConfig]
) -> None:
    """The negative control: whoever forgets the mark, or the line in the table, is told."""
    planted = create_app(settings)
    planted.add_url_rule("/planted", "planted", lambda: "open", methods=["GET", "POST"])
    assert gaps(planted, TABLE) == {"GET planted", "POST planted"}

    there = Desk(planted, desk.country, desk.witness, desk.may_commit)
    for method in MAY_OPEN:
        line = Line("", "", method, "planted", "", "")
        assert {there.ask(line, person, Record({})).status_code for person in desk.country.people.values()} == {403}
    with planted.app_context():
        db.engine.dispose()


def test_a_page_that_is_gone_is_seen(app: Flask) -> None:
    assert gaps(app, [*TABLE, Line("", "", "GET", "nominations.gone", "", "")]) == {"GET nominations.gone"}


def test_a_wrong_letter_is_seen(desk: Desk) -> None:
    line = next(line for line in TABLE if (line.state, line.endpoint) == ("draft", "nominations.show"))
    for column, letter in line.cells():
        for other in set("+.xs") - {letter}:
            assert desk.wrong(line, column, other), (column, other)


def test_a_commit_is_seen(desk: Desk, app: Flask) -> None:
    """Without this control, silence of the witness would mean nothing."""
    desk.may_commit(True)
    with app.app_context():
        for version in ("version + 1", "version - 1"):
            db.session.execute(text(f'UPDATE "user" SET version = {version} WHERE id = 1'))
            db.session.commit()
            assert desk.witness.saw_a_change()
    assert not desk.witness.saw_a_change()
