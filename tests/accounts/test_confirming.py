"""Steps of weight ask again who one is, and lose nothing of what was typed."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import lxml.html
import pytest
from flask import Flask

from awards.accounts.services import passwords
from awards.audit.services import trail
from awards.core import clock
from awards.core.db import db
from awards.decisions.models import DecisionState
from tests import make
from tests.conftest import Browser

Open = Callable[..., Browser]
PASSWORD = "con trâu đi trước 4 cái cày"
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)
WEIGHTY = {
    *("decisions.sign", "decisions.number", "certificates.issue", "certificates.amend", "nominations.citizen_number"),
    *("administration.new_person", "administration.appoint", "administration.confirm_appointment"),
    *("administration.new_list", "administration.enter_list", "administration.confirm_list"),
    *("administration.new_unit", "administration.rename_unit", "administration.move_unit"),
    *("administration.merge_unit", "administration.confirm_merger", "administration.reactivate"),
    *("administration.issue_code", "administration.mail_code", "administration.mail_address"),
    *("administration.ask_reset", "administration.turn_off_second_step", "nominations.confirm_erasure"),
    *("nominations.nominee_data", "home.own_data", "nominations.archive", "certificates.batch_zip"),
    *("accounts.begin_second_step", "accounts.renew_recovery_codes", "accounts.turn_off_second_step"),
}
SOUNDS_WEIGHTY = re.compile(
    r"\.(sign|number|issue|amend|revo\w*|reveal\w*|citizen\w*|export\w*|\w*(zip|archive|_data|appoint\w*|code|reset)|"
    r"confirm\w+|grant\w*|reactivate)$"
)
ASKS_FOR_LESS = {
    "accounts.confirm_second_step": "asks for the figures themselves",
    "accounts.sign_in_code": "is the way in",
    "administration.end_appointment": "takes away",
    "administration.drop_reset": "takes away",
    "certificates.export": "the numbers of a design, nobody's data",
}


def fields(page: str) -> dict[str, str]:
    """What the form of the page would send, as a browser does."""
    form = lxml.html.document_fromstring(page).xpath("//form[contains(@class, 'form')]")[0]
    return dict(form.form_values()) | {"confirm_password": PASSWORD}


def frozen(browser: Open) -> tuple[Any, Any, Browser, dict[str, str]]:
    """A decision that waits for its signature, its signer, their browser since NOON, and what they typed."""
    with clock.standing_at(NOON):
        desk = make.decision_desk()
        record = make.advance(make.drafted(desk, 1), desk, DecisionState.FROZEN)
        desk.leader.password_hash = passwords.hashed(PASSWORD)
        db.session.commit()
        client = browser(desk.leader)
    return record, desk.leader, client, {"seen": str(record.version), "signed_on": "23/11/2026"}


def test_the_steps_of_weight_are_these(app: Flask) -> None:
    assert {name for name, view in app.view_functions.items() if hasattr(view, "fresh")} == WEIGHTY


def test_a_new_page_that_sounds_like_one_is_one(app: Flask) -> None:
    """Sign, number, issue, revoke, reveal, export, grant: by the names of all routes. Lists: by tests/test_pages.py."""
    assert {name for name in app.view_functions if SOUNDS_WEIGHTY.search(name)} - WEIGHTY == set(ASKS_FOR_LESS)


@pytest.mark.parametrize("path", ["/nominations", "/nominees", "/letters"])
def test_a_list_is_taken_away_as_a_file_by_whoever_shows_again_who_they_are(browser: Open, path: str) -> None:
    with clock.standing_at(NOON):
        client = browser(make.user())
    with clock.standing_at(LATER):
        asked, shown = client.get(f"{path}?tai=excel"), client.get(f"{path}?tai=in")

    assert asked.location.startswith("/account/confirm?next=")
    assert shown.status_code == 200


def test_soon_after_signing_in_nobody_is_asked(browser: Open) -> None:
    record, _leader, client, typed = frozen(browser)

    with clock.standing_at(LATER - timedelta(seconds=1)):
        answer = client.post(f"/decisions/{record.id}/sign", data=typed)

    assert answer.status_code == 303


def test_later_the_page_asks_and_goes_on_with_what_was_typed(browser: Open) -> None:
    record, leader, client, typed = frozen(browser)
    with clock.standing_at(LATER):
        asked = client.post(f"/decisions/{record.id}/sign", data=typed)
        assert (asked.status_code, record.state) == (401, DecisionState.FROZEN)
        assert "Để ghi việc ký quyết định" in asked.text

        answer = client.post(f"/decisions/{record.id}/sign", data=fields(asked.text))

    assert answer.status_code == 303
    db.session.refresh(record)
    assert record.state is DecisionState.SIGNED
    assert "accounts.confirm" in [event.tag for event in trail(leader)]


def test_a_wrong_answer_asks_again_and_keeps_what_was_typed_and_counts(browser: Open) -> None:
    record, _leader, client, typed = frozen(browser)
    with clock.standing_at(LATER):
        page = client.post(f"/decisions/{record.id}/sign", data=typed).text
        for wrong in range(4):
            asked = client.post(
                f"/decisions/{record.id}/sign", data=fields(page) | {"confirm_password": f"sai {wrong}"}
            )
            assert asked.status_code == 409
            assert "Mật khẩu hoặc mã không đúng." in asked.text
            assert "sai " not in asked.text
            page = asked.text
        resting = client.post(f"/decisions/{record.id}/sign", data=fields(page) | {"confirm_password": "sai"})
        right = client.post(f"/decisions/{record.id}/sign", data=fields(page))

    assert fields(page)["signed_on"] == "23/11/2026"
    assert (resting.status_code, right.status_code) == (429, 429)
    db.session.refresh(record)
    assert record.state is DecisionState.FROZEN


def test_one_answer_lasts_five_minutes_and_for_this_session_only(browser: Open) -> None:
    record, leader, client, typed = frozen(browser)
    with clock.standing_at(NOON):
        elsewhere = browser(leader)
    with clock.standing_at(LATER):
        client.post("/account/confirm", data={"confirm_password": PASSWORD})
    with clock.standing_at(LATER + timedelta(minutes=4)):
        other = elsewhere.post(f"/decisions/{record.id}/sign", data=typed)
        mine = client.post(f"/decisions/{record.id}/sign", data=typed | {"signed_on": ""})

    assert (other.status_code, mine.status_code) == (401, 422)


def test_reading_the_form_asks_nothing(browser: Open) -> None:
    record, _leader, client, _typed = frozen(browser)

    with clock.standing_at(NOON + timedelta(minutes=20)):
        assert client.get(f"/decisions/{record.id}/sign").status_code == 200


def test_a_step_that_is_refused_afterwards_shows_its_own_form(browser: Open) -> None:
    """What was confirmed stays confirmed: the second try asks for nothing."""
    record, _leader, client, typed = frozen(browser)
    with clock.standing_at(LATER):
        asked = client.post(f"/decisions/{record.id}/sign", data=typed | {"signed_on": "24/11/2026"})
        refused = client.post(f"/decisions/{record.id}/sign", data=fields(asked.text))
        right = client.post(f"/decisions/{record.id}/sign", data=typed)

    assert refused.status_code in {409, 422}
    assert "24/11/2026" in refused.text
    assert right.status_code == 303


def test_no_right_comes_from_confirming(browser: Open) -> None:
    """Whoever may not sign is told so, and not asked for a password."""
    record, _leader, _client, typed = frozen(browser)
    with clock.standing_at(NOON):
        clerk = browser(make.user())
    with clock.standing_at(LATER):
        assert clerk.post(f"/decisions/{record.id}/sign", data=typed).status_code == 403


@pytest.mark.parametrize("wanted", ["//khac.example/", "https://khac.example"])
def test_the_page_that_asks_leads_only_to_our_own_pages(browser: Open, wanted: str) -> None:
    user = make.user(password_hash=passwords.hashed(PASSWORD))

    answer = browser(user).post("/account/confirm", data={"confirm_password": PASSWORD, "next": wanted})

    assert answer.location == "/"


def test_the_password_is_in_no_page_and_in_no_address(browser: Open) -> None:
    record, _leader, client, typed = frozen(browser)
    with clock.standing_at(LATER):
        asked = client.post(f"/decisions/{record.id}/sign", data=typed | {"confirm_password": "sai một lần"})

    assert not re.search("sai một lần", asked.text)
