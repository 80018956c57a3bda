"""Every address that names a decision, asked for every kind of decision in every state: also what no page leads to."""

import itertools
import logging
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from awards.accounts.models import User
from awards.core.access import Role
from awards.core.db import db
from awards.decisions import services as decisions
from awards.decisions.models import Cause, Decision, DecisionKind, DecisionState
from tests import make
from tests.conftest import Browser
from tests.test_matrix import TYPESETTERS

WHY = {
    DecisionKind.CORRECTION: {},
    DecisionKind.REISSUE: {"cause": Cause.LOST},
    DecisionKind.REVOCATION: {"cause": Cause.FALSE_CLAIM, "facts": "Kết luận số 05/KL-TTr"},
}
STATES = (DecisionState.DRAFTED, DecisionState.ISSUED)


def all_sorts(desk: make.Desk) -> Iterator[Decision]:
    """Decisions of each kind in each state, those that were amended, and a draft whose list is empty."""
    for state in STATES:
        yield make.advance(make.drafted(desk, 1), desk, state)
        for kind, why in WHY.items():
            original = make.issued(desk, 1)
            amendment = make.amendment(desk, original, kind, 1, **why)
            if kind is DecisionKind.CORRECTION:
                place, words = amendment.amended[0], {"name": "Lò Khác"}
                decisions.reword(place, words, seen=amendment.version, actor=desk.secretary)
            yield from (original, make.advance(amendment, desk, state))
    empty = make.drafted(desk, 1)
    decisions.remove(empty, empty.items[0], seen=empty.version, actor=desk.secretary)
    yield empty


def of_all_hands(desk: make.Desk) -> User:
    """Somebody appointed to everything that has to do with dossiers."""
    person = make.user(None)
    for role in set(Role) - {Role.ADMINISTRATOR, Role.AUDITOR}:
        make.appoint(person, role, desk.world.units[-1])
    return person


def test_every_address_of_a_decision_answers_for_every_kind_in_every_state(
    app: Flask, browser: Callable[[User], Browser], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in TYPESETTERS:
        monkeypatch.setattr(name, lambda *words, **ways: b"%PDF-1.7")
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.config, "TESTING", False)
    desk = make.decision_desk()
    found = list(all_sorts(desk))
    parts = [
        {"decision_id": one.id, "item_id": next((item.id for item in one.items), 0)}
        | {"amended_id": next((amended.id for amended in one.amended), 0), "way": "up", "kind": "correction"}
        | {"unit_id": desk.world.units[0].id}
        for one in found
    ]
    client = browser(of_all_hands(desk))
    db.session.commit()
    answered, wrong = set(), []
    addresses = app.url_map.bind("localhost")
    with caplog.at_level(logging.CRITICAL):
        for rule, one in itertools.product(app.url_map.iter_rules(), parts):
            if not {"decision_id", "amended_id"} & set(rule.arguments):
                continue
            address = addresses.build(rule.endpoint, {name: one[name] for name in rule.arguments})
            way = "GET" if "GET" in (rule.methods or ()) else "POST"
            answer = client.open(address, method=way, buffered=True)
            answered.add(answer.status_code)
            wrong += [f"{way} {address}: {answer.status}"] if answer.status_code >= 500 else []
    assert wrong == []
    assert answered >= {200, 404, 409}
