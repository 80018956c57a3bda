"""What can be asked of the application: every route, and every field of every form that a page of ours really shows.

The routes come from the url_map by way of the matrix, whose completeness has a test of its own; the fields are read
from the pages, opened as each role that may, and from the addresses that pages print.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import lxml.html
from flask import Flask
from werkzeug.exceptions import HTTPException
from wtforms.fields.core import UnboundField

from awards.core.forms import Form
from tests.matrix_world import ROLES, Person
from tests.test_matrix import TABLE, Desk, Line

ONCE = {"request_token", "csrf_token"}  # each request carries its own
FULL_OF_BUTTONS = {"show", "desk", "index", "inbox", "unit", "person"}
ASKED = re.compile(r"""request\.(?:args|form|values|files)(?:\.get(?:list)?\(|\[)"(\w+)"|"(\w+)" in request\.""")


def asked_by_name() -> list[str]:
    """What the code itself takes out of an address or a form, without a form class between."""
    code = "".join(path.read_text() for path in sorted((Path(__file__).parents[2] / "awards").rglob("*.py")))
    return sorted({one or other for one, other in ASKED.findall(code)})


def form_fields() -> set[str]:
    """The names of all fields of all form classes."""
    names, ahead = set(), [Form]
    while ahead:
        form = ahead.pop()
        ahead += form.__subclasses__()
        names |= {name for name in dir(form) if isinstance(getattr(form, name), UnboundField)}
    return names


@dataclass(frozen=True)
class Request:
    """One that could be sent as it is: by whom, where to, with what."""

    endpoint: str
    method: str
    address: str
    person: Person
    fields: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()

    @property
    def names(self) -> set[str]:
        """The fields of its form, or what its address asks."""
        return {name for name, _ in [*self.fields, *parse_qsl(urlsplit(self.address).query)]} | set(self.files)


class Inventory:
    """Requests by route, gathered page by page."""

    def __init__(self, app: Flask, desk: Desk) -> None:
        self.app, self.desk = app, desk
        self.addresses = app.url_map.bind("localhost")
        self.requests: dict[tuple[str, str], dict[Request, None]] = {}

    def gather(self) -> "Inventory":
        """Open every page of the table as one who may, those with many buttons as each role; keep what it offers."""
        for line in TABLE:
            for person in self._may(line):
                record = self.desk.record(line, person)
                address = self.desk.address(line, record)
                if line.method == "POST":
                    self._keep(self._as_in_the_matrix(line, person))
                    continue
                self._keep(Request(line.endpoint, "GET", address, person))
                self._read(address, self.desk.ask(line, person, record), person)
        return self

    def _may(self, line: Line) -> Iterator[Person]:
        if line.endpoint.startswith("oversight."):
            yield self.desk.country.people["auditor"]
        roles: set[str] = set()
        most = len(ROLES) if line.endpoint.split(".")[-1] in FULL_OF_BUTTONS else 1
        for column, letter in line.cells():
            role = column.partition("-")[0]
            if letter == "+" and role not in roles and len(roles) < most:
                roles.add(role)
                yield self.desk.country.people[column]

    def _as_in_the_matrix(self, line: Line, person: Person) -> Request:
        record = self.desk.record(line, person)
        form = record.form.get(f"{line.endpoint}/{line.word}") or record.form.get(line.endpoint, {})
        pairs = [("seen", record.seen)]
        for name, value in form.items():
            pairs += [(name, str(one)) for one in (value if isinstance(value, list) else [value])]
        files = tuple(name for name in self.desk._file(line) if name in {"file", "piece"})
        return Request(line.endpoint, "POST", self.desk.address(line, record), person, tuple(pairs), files)

    def _keep(self, request: Request) -> None:
        self.requests.setdefault((request.endpoint, request.method), {})[request] = None

    def _read(self, here: str, answer: Any, person: Person) -> None:
        if answer.status_code != 200 or answer.mimetype != "text/html":
            return
        page = lxml.html.document_fromstring(answer.text)
        for form in page.iter("form"):
            for button in form.xpath(".//button[not(@type='button')]") or [None]:
                self._read_form(here, form, button, person)
        for link in page.xpath("//a/@href"):
            if "?" in link:
                self._keep_address(urljoin(here, link), "GET", person)

    def _read_form(self, here: str, form: Any, button: Any, person: Person) -> None:
        pairs = [(name, value) for name, value in form.form_values() if name not in ONCE]
        pairs += [(name, "") for name in form.fields if name not in dict(pairs) and name not in ONCE]
        target = form.get("action") or here
        if button is not None:
            pairs += [(button.get("name"), button.get("value") or "")] if button.get("name") else []
            target = button.get("formaction") or target
        files = tuple(form.xpath(".//input[@type='file']/@name"))
        pairs = [(name, value) for name, value in pairs if name not in files]
        method = (form.get("method") or "get").upper()
        self._keep_address(urljoin(here, target), method, person, tuple(pairs), files)

    def _keep_address(
        self, address: str, method: str, person: Person, fields: tuple[tuple[str, str], ...] = (), files: Any = ()
    ) -> None:
        try:
            endpoint = str(self.addresses.match(urlsplit(address).path, method)[0])
        except HTTPException:
            return  # the crawlers of tests/test_pages.py look for such
        self._keep(Request(endpoint, method, address.partition("#")[0], person, fields, files))

    @property
    def fields(self) -> set[tuple[str, str, str]]:
        """Every (route, method, field)."""
        return {(*route, name) for route, asked in self.requests.items() for one in asked for name in one.names}
