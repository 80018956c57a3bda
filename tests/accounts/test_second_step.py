"""The second step of signing in: figures of the phone, recovery codes, and that none works twice."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from awards.accounts import services
from awards.accounts.models import RecoveryCode, SecondStep, User
from awards.accounts.services import passwords
from awards.audit.services import trail
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.requests import new_token
from tests import make
from tests.accounts.test_interrupted import hidden
from tests.conftest import Browser

Open = Callable[..., Browser]
PASSWORD = "con trâu đi trước 4 cái cày"
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.standing_at(NOON):
        yield


def with_phone(**values: Any) -> tuple[User, pyotp.TOTP, list[str]]:
    """A person whose phone is in use since an hour ago, the phone, and the recovery codes."""
    user = make.user(password_hash=passwords.hashed(PASSWORD), **values)
    with clock.standing_at(NOON - timedelta(hours=1)):
        services.begin_second_step(user)
        secret, _address = services.enrolment(user) or ("", "")
        phone = pyotp.TOTP(secret)
        codes = services.confirm_second_step(user, phone.at(clock.now()))
    db.session.commit()
    return user, phone, codes


def password_given(browser: Browser, user: User, **more: Any) -> Any:
    return browser.post("/sign-in", data={"username": user.username, "password": PASSWORD, **more})


def give(browser: Browser, figures: str, **more: Any) -> Any:
    return browser.post("/sign-in/code", data={"figures": figures, **more})


def is_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200


def test_the_password_alone_does_not_open_the_door(browser: Open) -> None:
    user, _phone, _codes = with_phone()
    client = browser()

    page = password_given(client, user, next="/account")

    assert "Xác thực hai bước" in page.text
    assert not is_in(client)


def test_the_figures_of_now_do_and_one_goes_where_one_was_going(browser: Open) -> None:
    user, phone, _codes = with_phone()
    client = browser()
    password_given(client, user)

    answer = give(client, phone.at(NOON), next="/account/password")

    assert (answer.status_code, answer.location) == (303, "/account/password")
    assert is_in(client)
    assert [event.tag for event in trail(user)][-1] == "accounts.sign_in"


@pytest.mark.parametrize(("seconds", "works"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_phone_may_be_half_a_minute_early_or_late(browser: Open, seconds: int, works: bool) -> None:
    user, phone, _codes = with_phone()
    client = browser()
    password_given(client, user)

    give(client, phone.at(NOON + timedelta(seconds=seconds)))

    assert is_in(client) is works


@pytest.mark.parametrize("written", ["{0}", " {0} ", "{1} {2}", "{1}\u00a0{2}", "{1}\t{2}", "{1}\u200a{2}"])
def test_figures_work_once_however_they_are_written(browser: Open, written: str) -> None:
    user, phone, _codes = with_phone()
    figures = phone.at(NOON)
    first, second = browser(), browser()
    password_given(first, user)
    password_given(second, user)

    give(first, figures)
    again = give(second, written.format(figures, figures[:3], figures[3:]))

    assert is_in(first)
    assert again.status_code == 409
    assert not is_in(second)


def test_older_figures_do_not_work_after_newer_ones(browser: Open) -> None:
    user, phone, _codes = with_phone()
    first, second = browser(), browser()
    password_given(first, user)
    password_given(second, user)
    give(first, phone.at(NOON))

    assert give(second, phone.at(NOON - timedelta(seconds=30))).status_code == 409


@pytest.mark.parametrize("typed", ["", "000000", "１２３４５６", "12345", "1234567", "abcdef", "x" * 60, "-00001"])
def test_anything_else_is_refused(browser: Open, typed: str) -> None:
    user, _phone, _codes = with_phone()
    client = browser()
    password_given(client, user)

    assert give(client, typed).status_code in {409, 422}
    assert not is_in(client)


def test_a_recovery_code_works_once_however_it_is_written(browser: Open) -> None:
    user, _phone, codes = with_phone()
    first, second = browser(), browser()
    password_given(first, user)
    password_given(second, user)

    give(first, codes[0].lower().replace("-", " "))

    assert is_in(first)
    assert give(second, codes[0]).status_code == 409
    assert give(second, codes[1]).status_code == 303
    assert services.codes_left(user) == 8


def test_only_hashes_of_recovery_codes_and_a_locked_secret_are_stored() -> None:
    user, phone, codes = with_phone()

    stored = db.session.scalars(select(RecoveryCode.code_hash)).all()
    assert len(stored) == 10
    assert not {code.replace("-", "") for code in codes} & set(stored)
    secret = db.session.scalars(select(SecondStep.secret)).one()
    assert phone.secret not in secret
    assert user.id


def test_many_wrong_figures_rest_the_account(browser: Open) -> None:
    user, phone, _codes = with_phone()
    client = browser()
    password_given(client, user)

    codes = [give(client, "000000").status_code for _try in range(5)]

    assert codes == [409, 409, 409, 409, 429]
    assert give(client, phone.at(NOON)).status_code == 429


def test_the_second_step_must_follow_within_ten_minutes_and_on_the_same_password(browser: Open) -> None:
    user, phone, _codes = with_phone()
    late, changed = browser(), browser()
    password_given(late, user)
    password_given(changed, user)
    with clock.standing_at(NOON + timedelta(minutes=10)):
        assert give(late, phone.at(clock.now())).location == "/sign-in"
    user.password_hash = passwords.hashed(PASSWORD + "!")
    db.session.commit()

    assert give(changed, phone.at(NOON)).location == "/sign-in"


def test_nobody_comes_to_the_second_step_without_the_first(browser: Open) -> None:
    assert browser().get("/sign-in/code").location == "/sign-in"
    assert give(browser(), "123456").location == "/sign-in"


def test_a_new_password_by_code_does_not_stand_for_the_phone(browser: Open) -> None:
    user, phone, _codes = with_phone()
    code = services.issue_code(user, actor=None)
    db.session.commit()
    client = browser()
    new = "một mật khẩu khác hẳn"

    answer = client.post(
        "/first-password",
        data={"username": user.username, "code": code, "password": new, "repeat_password": new},
    )

    assert answer.location == "/sign-in/code"
    assert not is_in(client)
    give(client, phone.at(NOON))
    assert is_in(client)


def test_what_was_typed_before_the_session_ended_survives_both_steps(browser: Open) -> None:
    user, phone, _codes = with_phone()
    client, ours = browser(), {"Sec-Fetch-Site": "same-origin"}
    page = client.post("/account/password", data={"note": "chữ đã viết từ lâu rồi"}, headers=ours)

    second = password_given(client, user, typed=dict(hidden(page.text))["typed"])
    answer = give(client, phone.at(NOON), typed=dict(hidden(second.text))["typed"])

    assert answer.location == "/kept-form"
    assert "chữ đã viết từ lâu rồi" in client.get("/kept-form").text


def test_a_person_turns_it_on_and_off_on_screen(browser: Open) -> None:
    user = make.user(password_hash=passwords.hashed(PASSWORD))
    client, elsewhere = browser(user), browser(user)

    assert "Bật xác thực hai bước" in client.get("/account/second-step").text
    client.post("/account/second-step")
    page = client.get("/account/second-step").text
    assert "<svg" in page
    assert "style=" not in page
    secret = re.search(r"<code>(\w+)</code>", page)
    assert secret
    wrong = client.post("/account/second-step/confirm", data={"figures": "000000"})
    assert wrong.status_code == 409
    assert "Mã không đúng" in wrong.text
    client.post("/account/second-step/confirm", data={"figures": pyotp.TOTP(secret[1]).at(NOON)})

    shown = client.get("/account/second-step").text
    assert len(re.findall(r"<b>\w{4}-\w{4}-\w{4}-\w{4}</b>", shown)) == 10
    assert "<b>" not in client.get("/account/second-step").text  # once
    assert secret[1] not in shown
    assert not is_in(elsewhere)
    assert client.post("/account/second-step/codes").status_code == 303
    assert client.post("/account/second-step/off").status_code == 303
    assert password_given(browser(), user).location == "/"


@pytest.fixture
def for_leaders(app: Flask) -> Iterator[None]:
    app.config["TOTP_ROLES"] = ["leader"]
    yield
    app.config["TOTP_ROLES"] = []


@pytest.mark.usefixtures("for_leaders")
def test_a_role_that_needs_it_gets_nowhere_without(browser: Open) -> None:
    leader, officer = make.user(Role.LEADER), make.user(Role.OFFICER)

    answer = browser(leader).get("/review/")

    assert answer.location == "/account/second-step"
    assert browser(officer).get("/review/").status_code == 200
    assert browser(leader).get("/account").status_code == 200


@pytest.mark.usefixtures("for_leaders")
def test_what_such_a_person_had_typed_is_kept(browser: Open) -> None:
    client = browser(make.user(Role.LEADER))

    answer = client.post("/decisions/1/sign", data={"signed_on": "một câu dài hơn hai mươi chữ cái"})

    assert answer.location == "/account/second-step"
    assert "một câu dài hơn hai mươi chữ cái" in client.get("/kept-form").text


def test_one_code_used_by_many_at_once_opens_one_door(app: Flask, browser: Open) -> None:
    user, phone, _codes = with_phone()
    halves = [browser() for _one in range(6)]
    for client in halves:
        password_given(client, user)
    cookies = [client.get_cookie("sid").value for client in halves]
    db.session.rollback()

    def send(cookie: str) -> int:
        client = FlaskClient(app, app.response_class)
        client.set_cookie("sid", cookie)
        typed = {"figures": phone.at(NOON), "request_token": new_token()}
        return client.post("/sign-in/code", data=typed).status_code

    with ThreadPoolExecutor(len(cookies)) as people:
        answers = list(people.map(send, cookies))

    assert answers.count(303) == 1
