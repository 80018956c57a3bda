"""Makes good requests bad, and sends them as a browser would."""

import contextvars
import random
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from awards.core.requests import new_token
from tests.fuzz import values
from tests.fuzz.inventory import Inventory, Request, asked_by_name, form_fields
from tests.matrix_world import Person

WHOLE = ("·address", "·query", "·headers", "·body", "·tokens", "·more")  # what is wrong with a request besides a field


@dataclass
class Sent:
    """A request as it went out, to be sent again by hand."""

    request: Request
    person: Person
    wrong: str
    address: str
    pairs: list[tuple[str, str]]
    how: dict[str, Any]

    def __str__(self) -> str:
        pairs = [(name, value if len(value) < 80 else f"{value[:40]}… ({len(value)})") for name, value in self.pairs]
        how = f"{ {name: str(value)[:200] for name, value in self.how.items() if name != 'data'} }"
        return f"{self.person.name}: {self.request.method} {self.address[:300]} {pairs} {how} [{self.wrong}]"


class Fuzzer:
    """Takes good requests and makes them bad, one route and field after another."""

    def __init__(self, inventory: Inventory, foreign: list[int], seed: int) -> None:
        self.inventory, self.seed, self.turn, self.chance = inventory, seed, 0, random.Random(seed)
        self.app, self.country = inventory.app, inventory.desk.country
        self.strangers = list(self.country.people.values())
        self.asked = sorted({*asked_by_name(), *form_fields()})
        ids = [part for record in self.country.records.values() for part in record.parts.values()]
        self.ids = [*map(str, {part for part in ids if isinstance(part, int)}), *map(str, foreign * 20)]
        self.signer: Any = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        self.raw_token = secrets.token_hex(20)
        serializer = URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token")
        self.csrf_token = str(serializer.dumps(self.raw_token))
        self.ahead: list[tuple[str, str, str]] = []

    def next(self) -> Sent:
        """The next bad request; each route with each of its fields comes once before any comes again."""
        if not self.ahead:
            self._begin_again()
        endpoint, method, what = self.ahead.pop()
        self.chance = random.Random(f"{self.seed} {self.turn} {endpoint} {method} {what}")
        known = list(self.inventory.requests[endpoint, method])
        fitting = [request for request in known if what in WHOLE or what in request.names]
        request = self.chance.choice(fitting)
        person = request.person if self.chance.random() < 0.75 else self.chance.choice(self.strangers)
        sent = Sent(request, person, what, request.address, list(request.fields), {"method": method})
        self._spoil(sent, what)
        if self.chance.random() < 0.2:
            self._spoil(sent, self.chance.choice([*sorted(request.names), *WHOLE]))
        return sent

    def _begin_again(self) -> None:
        """All routes and fields in an order of chance; one route more or less does not change the others' requests."""
        self.turn += 1
        whole = [(*route, what) for route in self.inventory.requests for what in WHOLE]
        order = {
            one: random.Random(f"{self.seed} {self.turn} {one}").random() for one in [*self.inventory.fields, *whole]
        }
        self.ahead = sorted(order, key=lambda one: order[one])

    def _spoil(self, sent: Sent, what: str) -> None:
        match what:
            case "·address":
                sent.address = self._other_address(sent.request)
            case "·query":
                rest = self.chance.choice((self.chance.choice(values.QUERIES), self._question()))
                sent.address = f"{sent.address}{'&' if '?' in sent.address else '?'}{rest}"
            case "·headers":
                sent.how["headers"] = self.chance.choice(values.HEADERS)
            case "·body":
                sent.how["data"] = self.chance.choice(values.BODIES)
            case "·tokens":
                bad = self.chance.choice(("", "x", values.text(self.chance), "A" * 22, new_token()))
                sent.how["tokens"] = {self.chance.choice(("request_token", "csrf_token")): bad}
            case "·more":
                sent.pairs += [(name, self._value()) for name in self.chance.choices(self.asked, k=2)]
            case _:
                self._spoil_field(sent, what)

    def _spoil_field(self, sent: Sent, name: str) -> None:
        if name in sent.request.files:
            sent.how["files"] = {name: values.file(self.chance)}
        elif name in dict(sent.pairs):
            sent.pairs = self._other_pairs(sent.pairs, name)
        else:
            sent.address = self._other_question(sent.address, name)

    def _other_address(self, request: Request) -> str:
        path, _, query = request.address.partition("?")
        parts = path.split("/")
        place = self.chance.randrange(1, len(parts)) if len(parts) > 1 else 0
        if self.chance.random() < 0.5:  # rather an id than a word
            place = next((at for at, part in enumerate(parts) if part.isdigit()), place)
            parts[place] = self.chance.choice(self.ids)
        else:
            parts[place] = self.chance.choice(values.ADDRESS_PARTS)
        return "/".join(parts) + (f"?{query}" if query else "")

    def _question(self) -> str:
        asked = self.chance.choices(self.asked, k=self.chance.randint(1, 3))
        return urlencode([(name, self._value()) for name in asked], errors="surrogatepass")

    def _value(self) -> str:
        return self.chance.choice(self.ids) if self.chance.random() < 0.2 else values.text(self.chance)

    def _other_pairs(self, pairs: list[tuple[str, str]], what: str) -> list[tuple[str, str]]:
        way = self.chance.random()
        if way < 0.1:
            return [pair for pair in pairs if pair[0] != what]
        if way < 0.2:
            return [*pairs, (what, self._value()), (what, self._value())]
        if way < 0.25:
            return [(f"{name}[]" if name == what else name, value) for name, value in pairs]
        return [(name, self._value() if name == what else value) for name, value in pairs]

    def _other_question(self, address: str, what: str) -> str:
        path, _, query = address.partition("?")
        return f"{path}?{urlencode(self._other_pairs(parse_qsl(query), what), errors='surrogatepass')}"

    def send(self, sent: Sent) -> TestResponse:
        """As a browser would: with the cookie, the two tokens, and a body that fits its kind."""
        how = dict(sent.how)
        files, tokens = how.pop("files", {}), {"request_token": new_token(), "csrf_token": self.csrf_token}
        headers = {"Cookie": f"sid={self._cookie(sent.person)}"} | how.pop("headers", {})
        pairs = [*sent.pairs, *(tokens | how.pop("tokens", {})).items()]
        length = headers.pop("Content-Length", None)
        if sent.request.method == "POST" and "data" not in how:
            if sent.request.files or files:
                sound = [(name, value.encode(errors="replace").decode()) for name, value in pairs]
                how["data"] = {name: [v for n, v in sound if n == name] for name, _ in sound} | files
                headers.setdefault("Content-Type", "multipart/form-data")
            else:
                how["data"] = urlencode(pairs, errors="surrogatepass").encode()
                headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        if "data" in how and isinstance(how["data"], bytes) and how["data"].startswith(b"--x"):
            headers["Content-Type"] = "multipart/form-data; boundary=x"
        if length is not None:
            how["environ_overrides"] = {"CONTENT_LENGTH": length}
        path, _, query = sent.address.partition("?")
        client = FlaskClient(self.app, self.app.response_class, use_cookies=False)
        return contextvars.Context().run(client.open, path, query_string=query, headers=headers, buffered=True, **how)

    def _cookie(self, person: Person) -> str:
        said = {"_user_id": person.token, "_fresh": True} if person.token else {}
        return str(self.signer.dumps(said | {"csrf_token": self.raw_token}))
