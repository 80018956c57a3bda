"""Requests that no page of ours would send, over every route and every field, as everybody.

None may end in an error of ours, none may take five seconds, none may show what was planted in another branch to
somebody who may not see it. What is carried out is committed; each round ends with all invariants, and the next begins
with the same small country. Five thousand requests by default; `make fuzz` sends a hundred thousand (FUZZ).
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder, TestResponse
from werkzeug.wrappers import Response

from awards.cli.invariants import violations
from awards.core.db import db
from tests import matrix_world
from tests.conftest import Store
from tests.fuzz import values
from tests.fuzz.fuzzer import Fuzzer
from tests.fuzz.inventory import Inventory, form_fields
from tests.fuzz.judge import CITIZEN_NUMBER, Canaries, Judge, plant
from tests.matrix_world import Country
from tests.test_matrix import TYPESETTERS, Desk

TIMES = int(os.environ.get("FUZZ", "5000"))
SEED = int(os.environ.get("FUZZ_SEED", "20261126"))
ROUND = 1000  # requests in the same country

# Werkzeug leaves the temporary file of an upload that it stops half-way to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file", "ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True, scope="module")
def fresh(app: Flask, store: Store, folder: Path) -> Iterator[tuple[Country, Canaries]]:
    """The country of the matrix with what is planted; nothing is typeset, and nobody rests after too many tries."""
    with app.app_context():
        country, canaries = matrix_world.build(), plant()
        db.session.remove()
        db.engine.dispose()
    store.keep_as("fuzz")
    shutil.copytree(folder / "files", folder / "fuzz-files")
    many = dict.fromkeys(app.config["LIMITS"], (1_000_000, 1, 1))
    changed = {"CONFIRM_MINUTES": 6000, "SESSION_IDLE": 10**6, "SESSION_ABSOLUTE": 10**6, "LIMITS": many}
    changed |= {"WTF_CSRF_ENABLED": True, "TESTING": False, "PROPAGATE_EXCEPTIONS": False}
    with pytest.MonkeyPatch.context() as patched:
        for name in TYPESETTERS:
            patched.setattr(name, lambda *words, **ways: b"%PDF-1.7")
        for name, value in changed.items():
            patched.setitem(app.config, name, value)
        yield country, canaries
    with app.app_context():
        db.engine.dispose()
    store.renew()
    shutil.rmtree(folder / "files", ignore_errors=True)
    shutil.rmtree(folder / "fuzz-files", ignore_errors=True)


@pytest.fixture
def begin_anew(app: Flask, store: Store, folder: Path) -> Callable[[], None]:
    """The same country again, database and files."""

    def again() -> None:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        store.renew("fuzz")
        shutil.rmtree(folder / "files")
        shutil.copytree(folder / "fuzz-files", folder / "files")

    return again


@pytest.fixture(scope="module")
def inventory(app: Flask, fresh: tuple[Country, Canaries], store: Store) -> Inventory:
    return Inventory(app, Desk(app, fresh[0], None, lambda may: None)).gather()  # type: ignore[arg-type]


def test_the_inventory_has_every_route_and_every_field_of_every_form(app: Flask, inventory: Inventory) -> None:
    ways = {"GET", "POST"}
    routes = {(rule.endpoint, way) for rule in app.url_map.iter_rules() for way in ways & (rule.methods or set())}
    assert routes - set(inventory.requests) == set()
    # Some are shown on some days of a dossier only; the fuzzer puts the name of every field into every form.
    never_shown = form_fields() - {name for _endpoint, _method, name in inventory.fields}
    assert len(never_shown) < len(form_fields()) / 10, never_shown
    assert len(inventory.fields) > 500


def bad_answer(words: str) -> TestResponse:
    """An answer with everything that may not be."""
    answer = Response(words, 500, {"Location": "https://evil.example/"}, mimetype="text/html")
    return TestResponse(answer.response, answer.status, answer.headers, EnvironBuilder().get_request())


def leads_to_the_door(answer: TestResponse) -> bool:
    return answer.status_code == 401 or (answer.location or "").startswith("/sign-in?")


def what_is_wrong(app: Flask) -> list[str]:
    with app.app_context():
        found = list(violations())
        db.session.remove()
    return found


def test_no_request_ends_in_an_error_takes_long_or_shows_what_is_foreign(
    app: Flask, fresh: tuple[Country, Canaries], inventory: Inventory, begin_anew: Callable[[], None]
) -> None:
    judge, before = Judge(fresh[1]), what_is_wrong(app)
    fuzzer = Fuzzer(inventory, fresh[1].ids, SEED)
    app.logger.addHandler(judge)
    is_out = False
    for number in range(TIMES):
        if number % ROUND == 0 or is_out:
            assert what_is_wrong(app) == before
            if number % ROUND == 0:
                print(f"\n{judge}, {len(judge.wrong)} wrong", end="", flush=True)  # noqa: T201  # for whoever waits
            begin_anew()
        sent = fuzzer.next()
        at = time.monotonic()
        answer = fuzzer.send(sent)
        judge.look(sent, answer, time.monotonic() - at)
        # Where somebody's session has been ended, all that they ask from here on would end at the door.
        is_out = bool(sent.person.token) and "headers" not in sent.how and leads_to_the_door(answer)
    assert what_is_wrong(app) == before
    app.logger.removeHandler(judge)

    assert "\n\n".join(judge.wrong[:20]) == "", f"{len(judge.wrong)} of {TIMES}, FUZZ_SEED={SEED}"
    print(f"\n{judge}")  # noqa: T201  # the figures, for `make fuzz`
    assert len(judge.carried_out) > 40, str(judge)
    assert judge.asked_as == {person.partition("-")[0] for person in fresh[0].people}
    assert set(judge.codes) >= {200, 302, 303, 400, 401, 403, 404, 405, 409, 413, 422}


def test_the_judge_sees_what_is_wrong(app: Flask, inventory: Inventory, fresh: tuple[Country, Canaries]) -> None:
    """The negative control: an answer with one fault of each sort, all found; and what is one's own is not foreign."""
    fuzzer, judge = Fuzzer(inventory, fresh[1].ids, 1), Judge(fresh[1])
    name, number = next(iter(fresh[1].words)), CITIZEN_NUMBER
    sent = fuzzer.next()
    for column in ("officer-own", "officer-foreign"):
        sent.person = fresh[0].people[column]
        judge.look(sent, bad_answer(f"{values.SCRIPT} {name} {number}"), 6)
    found = "\n".join(judge.wrong)
    for fault in (
        "answered 500",
        "took 6.0 s",
        "not escaped: <script>",
        "leads away: https://evil",
        "Security-Policy: None",
    ):
        assert found.count(fault) == 2, fault
    assert found.count(f"foreign: {number}") == 2
    assert found.count(f"foreign: {name}") == 1


def test_somebody_of_the_branch_reads_what_is_planted(inventory: Inventory, fresh: tuple[Country, Canaries]) -> None:
    """The other negative control: the words are there to be seen, by those who may."""
    fuzzer, canaries = Fuzzer(inventory, fresh[1].ids, 1), fresh[1]
    sent = fuzzer.next()
    sent.person, sent.pairs, sent.how = fresh[0].people["officer-foreign"], [], {"method": "GET"}
    sent.address = f"/nominations/{canaries.ids[0]}"
    page = fuzzer.send(sent).text
    assert [word for word in canaries.words if word in page and canaries.words[word] == {"foreign"}]
