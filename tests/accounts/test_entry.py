"""Signing in, codes, and the rest an account takes after failed tries."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import select

from awards.accounts import services
from awards.accounts.models import OneTimeCode, User, UserSession
from awards.accounts.services import passwords
from awards.audit.services import trail
from awards.core import clock
from awards.core.access import ROLES, Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.limits import Attempt
from awards.core.pages import ROOMS
from awards.core.requests import new_token
from awards.units import services as units
from tests import make
from tests.conftest import Browser

Open = Callable[..., Browser]
PASSWORD = "con trâu đi trước 4 cái cày"
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."


def person(**values: Any) -> User:
    return make.user(password_hash=passwords.hashed(PASSWORD), **values)


def enter(browser: Browser, username: str, password: str = PASSWORD, **more: Any) -> Any:
    return browser.post("/sign-in", data={"username": username, "password": password, **more})


def is_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200


def test_the_right_password_opens_the_door(browser: Open) -> None:
    user, stranger = person(), browser()

    answer = enter(stranger, user.username)

    assert (answer.status_code, answer.location) == (303, "/")
    assert is_in(stranger)
    db.session.expire_all()
    assert [event.tag for event in trail(user)] == ["accounts.sign_in"]


def test_while_a_password_is_compared_others_can_write(browser: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    user, compare, compared = person(), passwords.matches, []

    def matches(*words: str) -> bool:
        with db.engine.connect() as other:
            driver = other.connection.driver_connection
            if isinstance(driver, sqlite3.Connection):
                driver.execute("PRAGMA busy_timeout=0")
                driver.execute("BEGIN IMMEDIATE")
                driver.execute("ROLLBACK")
                driver.execute("PRAGMA busy_timeout=30000")
        compared.append(words)
        return compare(*words)

    monkeypatch.setattr(passwords, "matches", matches)
    inside = browser()
    assert enter(inside, user.username, "sai mật khẩu mất rồi").status_code == 409
    assert enter(inside, user.username).status_code == 303
    new = {"old_password": PASSWORD, "password": "mưa thuận gió hòa 7", "repeat_password": "mưa thuận gió hòa 7"}
    assert inside.post("/account/password", data=new).status_code == 303
    assert len(compared) == 3  # once each


def test_a_password_that_changed_between_the_look_and_the_sign_in_is_compared_again() -> None:
    user = person()
    tried = services.try_password(user.username, PASSWORD, address="")
    user.password_hash = passwords.hashed("mưa thuận gió hòa 7")
    db.session.commit()

    with pytest.raises(Refused, match=WRONG):
        services.sign_in(user.username, PASSWORD, address="", tried=tried)


def test_capitals_and_blanks_around_the_username_do_not_matter(browser: Open) -> None:
    person(username="lo.van.mau")

    assert enter(browser(), "  Lo.Van.Mau ").status_code == 303


@pytest.mark.parametrize("username", ["nguoi.that", "khong.co", "Người Lạ", "x", "", "' OR 1=1 --", "a" * 39])
def test_everybody_else_gets_the_same_answer(browser: Open, username: str) -> None:
    person(username="nguoi.that")
    stranger = browser()

    answer = enter(stranger, username, "sai mật khẩu mất rồi")

    assert answer.status_code == (409 if username else 422)
    assert (WRONG in answer.text) is bool(username)
    assert "sai mật khẩu" not in answer.text
    assert not is_in(stranger)


def test_a_closed_account_and_one_without_a_password_get_the_same_answer(browser: Open) -> None:
    person(username="da.khoa", is_active=False)
    make.user(username="chua.dat")

    assert WRONG in enter(browser(), "da.khoa").text
    assert WRONG in enter(browser(), "chua.dat").text


def test_an_unknown_name_takes_as_long_as_a_wrong_password(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in work, not in seconds: one hash of the same cost is checked for each."""
    user, without, closed = person(), make.user(), person(is_active=False)
    work: list[str] = []
    verify = PasswordHasher.verify

    def counting(hasher: PasswordHasher, kept: str, password: str) -> bool:
        work.append(kept.split("$")[3])
        return bool(verify(hasher, kept, password))

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    for username in (user.username, without.username, closed.username, "khong.co", "Không Thể Có"):
        with app.test_request_context(), pytest.raises(Refused):
            services.sign_in(username, "sai mật khẩu mất rồi", address="")

    assert work == ["m=64,t=3,p=1"] * 5


def test_five_failures_rest_the_account_and_say_how_long(browser: Open) -> None:
    user = person()
    with clock.standing_at(NOON):
        answers = [enter(browser(), user.username, "sai mật khẩu").text for _try in range(5)]
    with clock.standing_at(NOON + timedelta(minutes=4)):
        right = enter(browser(), user.username)

    assert [WRONG in answer for answer in answers] == [True] * 4 + [False]
    assert "xin chờ 15 phút" in answers[4]
    assert (right.status_code, right.headers["Retry-After"]) == (429, "660")
    assert "xin chờ 11 phút" in right.text
    assert "từ 12:15" in right.text


def test_after_the_rest_the_account_opens_again(browser: Open) -> None:
    user = person()
    with clock.standing_at(NOON):
        for _try in range(5):
            enter(browser(), user.username, "sai mật khẩu")
    with clock.standing_at(NOON + timedelta(minutes=15)):
        assert enter(browser(), user.username).status_code == 303
        assert db.session.scalars(select(Attempt.kind)).all() == ["address"]


def test_names_that_do_not_exist_rest_too(browser: Open) -> None:
    with clock.standing_at(NOON):
        answers = [enter(browser(), "khong.co").text for _try in range(6)]

    assert WRONG in answers[3]
    assert "xin chờ 15 phút" in answers[5]


def test_failures_are_rows_that_outlive_the_refused_request_and_a_restart(browser: Open) -> None:
    user = person()

    enter(browser(), user.username, "sai mật khẩu")
    db.engine.dispose()

    kept = db.session.execute(select(Attempt.kind, Attempt.subject, Attempt.count)).all()
    assert kept == [("password", user.username, 1), ("address", "127.0.0.1", 1)]


def test_a_success_forgets_the_failures_before_it(browser: Open) -> None:
    user = person()
    for _try in range(4):
        enter(browser(), user.username, "sai mật khẩu")
    enter(browser(), user.username)

    answers = [enter(browser(), user.username, "sai mật khẩu").text for _try in range(4)]

    assert all(WRONG in answer for answer in answers)


def test_the_session_is_new_at_sign_in(browser: Open) -> None:
    """No fixation: neither a cookie set by a stranger nor the session of whoever sat here before lives on."""
    user, before = person(), person()
    client = browser(before)
    with client.session_transaction() as cookie:
        old_token = cookie["_user_id"]
        cookie["planted"] = "by somebody else"

    enter(client, user.username)

    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != old_token
        assert "planted" not in cookie
    rows = db.session.scalars(select(UserSession).order_by(UserSession.id)).all()
    assert [row.ended_at is None for row in rows] == [False, True]


def test_a_cookie_replayed_after_signing_out_is_refused(browser: Open) -> None:
    user, client, thief = person(), browser(), browser()
    enter(client, user.username)
    stolen = client.get_cookie("sid").value
    thief.set_cookie("sid", stolen)
    assert is_in(thief)  # the cookie is worth something before

    answer = client.post("/sign-out")

    assert answer.location == "/sign-in"
    thief.set_cookie("sid", stolen)
    assert not is_in(thief)


def test_signing_out_twice_is_no_error(browser: Open) -> None:
    assert browser().post("/sign-out").status_code == 303


def test_a_session_ends_after_half_an_hour_without_a_click(browser: Open) -> None:
    user, client = person(), browser()
    with clock.standing_at(NOON):
        enter(client, user.username)
    with clock.standing_at(NOON + timedelta(minutes=29)):
        assert is_in(client)
    with clock.standing_at(NOON + timedelta(minutes=58)):
        assert is_in(client)
    with clock.standing_at(NOON + timedelta(minutes=89)):
        assert not is_in(client)


def test_a_session_ends_after_twelve_hours_however_busy(browser: Open) -> None:
    user, client = person(), browser()
    with clock.standing_at(NOON):
        enter(client, user.username)
    for minutes in range(20, 12 * 60 + 1, 20):
        with clock.standing_at(NOON + timedelta(minutes=minutes)):
            assert is_in(client)
    with clock.standing_at(NOON + timedelta(hours=12, seconds=1)):
        assert not is_in(client)


@pytest.mark.parametrize(
    ("wanted", "where"),
    [
        ("/account", "/account"),
        ("/account?a=b%20c", "/account?a=b%20c"),
        ("https://khac.example/", "/"),
        ("//khac.example/", "/"),
        ("/\\khac.example", "/"),
        ("/\t/khac.example", "/"),
        ("\\\\khac.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_one_goes_only_to_our_own_pages(browser: Open, wanted: str, where: str) -> None:
    user = person()

    assert enter(browser(), user.username, next=wanted).location == where


def test_a_page_asked_for_without_a_session_comes_after_signing_in(browser: Open) -> None:
    answer = browser().get("/account/password?x=1")

    assert answer.location == "/sign-in?next=/account/password?x%3D1"
    page = browser().get(answer.location)
    assert 'value="/account/password?x=1"' in page.text


def test_whoever_comes_back_too_late_is_told_why_to_sign_in_again(browser: Open) -> None:
    user = person()
    client = browser(user)
    services.end_all_sessions(user)
    db.session.commit()

    assert "Phiên làm việc trước đã hết" in client.get(client.get("/account").location).text
    assert "Phiên làm việc trước đã hết" not in browser().get("/sign-in").text


def test_signing_out_clears_what_the_browser_keeps(browser: Open) -> None:
    answer = browser(person()).post("/sign-out")

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def code_for(user: User) -> str:
    code = services.issue_code(user, actor=None)
    db.session.commit()
    return code


def first(browser: Browser, user: User, code: str, password: str = PASSWORD, repeat: str | None = None) -> Any:
    typed = {"username": user.username, "code": code, "password": password}
    return browser.post("/first-password", data=typed | {"repeat_password": repeat or password})


def test_a_code_sets_the_first_password_and_signs_in(browser: Open) -> None:
    user, client = make.user(), browser()

    answer = first(client, user, code_for(user))

    assert answer.status_code == 303
    assert is_in(client)
    assert enter(browser(), user.username).status_code == 303
    db.session.expire_all()
    assert [event.tag for event in trail(user)] == [
        "accounts.issue_code",
        "accounts.set_password",
        "accounts.sign_in",
    ]


def test_a_code_is_four_groups_of_five_and_only_its_hash_is_stored() -> None:
    code = code_for(make.user())

    assert [len(group) for group in code.split("-")] == [5] * 4
    assert not set(code) & set("01IO")
    row = db.session.scalars(select(OneTimeCode)).one()
    assert code not in row.code_hash
    assert code.replace("-", "") not in row.code_hash


def test_a_code_may_be_typed_small_and_with_blanks(browser: Open) -> None:
    user = make.user()

    assert first(browser(), user, f" {code_for(user).lower().replace('-', ' ')} ").status_code == 303


def test_a_code_works_once(browser: Open) -> None:
    user = make.user()
    code = code_for(user)
    first(browser(), user, code)

    again = first(browser(), user, code, "một mật khẩu khác hẳn")

    assert again.status_code == 409
    assert "đã dùng hay đã hết hạn" in again.text
    assert enter(browser(), user.username).status_code == 303


def test_a_refused_password_does_not_use_up_the_code(browser: Open) -> None:
    user = make.user()
    code = code_for(user)

    weak = first(browser(), user, code, "matkhau12345")

    assert weak.status_code == 409
    assert code in weak.text  # what was typed stays, but for the password
    assert "matkhau12345" not in weak.text
    assert first(browser(), user, code).status_code == 303


def test_a_code_lives_for_seven_days(browser: Open) -> None:
    user = make.user()
    with clock.standing_at(NOON):
        code, other = code_for(user), make.user()
        late = code_for(other)
    with clock.standing_at(NOON + timedelta(days=7) - timedelta(seconds=1)):
        assert first(browser(), user, code).status_code == 303
    with clock.standing_at(NOON + timedelta(days=7)):
        assert first(browser(), other, late).status_code == 409


def test_a_code_is_worth_nothing_for_another_person_or_after_a_newer_one(browser: Open) -> None:
    user, other = make.user(), make.user()
    older = code_for(user)
    newer = code_for(user)

    assert first(browser(), other, newer).status_code == 409
    assert first(browser(), user, older).status_code == 409
    assert first(browser(), user, newer).status_code == 303


def test_two_different_passwords_are_no_password(browser: Open) -> None:
    user = make.user()

    answer = first(browser(), user, code_for(user), PASSWORD, PASSWORD + "x")

    assert answer.status_code == 422
    assert "không giống nhau" in answer.text


def test_a_wrong_code_does_not_tell_the_persons_name(browser: Open) -> None:
    user = make.user(name="Lò Văn Mẫu")

    answer = first(browser(), user, "SAI", "lò văn mẫu 1975")

    assert "họ tên" not in answer.text


def test_a_new_password_ends_all_other_sessions(browser: Open) -> None:
    user, here, elsewhere = person(), browser(), browser()
    enter(here, user.username)
    enter(elsewhere, user.username)
    new = "một mật khẩu khác hẳn"

    answer = here.post("/account/password", data={"old_password": PASSWORD, "password": new, "repeat_password": new})

    assert answer.status_code == 303
    assert is_in(here)
    assert not is_in(elsewhere)
    assert enter(browser(), user.username).status_code == 409
    assert enter(browser(), user.username, new).status_code == 303


def test_a_forgotten_password_set_anew_ends_all_sessions(browser: Open) -> None:
    user, elsewhere = person(), browser()
    enter(elsewhere, user.username)

    first(browser(), user, code_for(user), "một mật khẩu khác hẳn")

    assert not is_in(elsewhere)


def test_changing_the_password_needs_the_old_one_and_wrong_ones_count(browser: Open) -> None:
    user = person()
    client = browser(user)
    typed = {"old_password": "sai", "password": "một mật khẩu khác hẳn", "repeat_password": "một mật khẩu khác hẳn"}

    answers = [client.post("/account/password", data=typed) for _try in range(6)]

    assert "Mật khẩu hiện nay không đúng." in answers[0].text
    assert "xin chờ" in answers[5].text
    db.session.expire_all()
    assert passwords.matches(user.password_hash, PASSWORD)


def test_a_person_sees_and_ends_their_own_sessions_only(browser: Open) -> None:
    user, other = person(), person()
    here, elsewhere, stranger = browser(user), browser(user), browser(other)
    page = here.get("/account").text
    mine, left_open, foreign = db.session.scalars(select(UserSession.id).order_by(UserSession.id)).all()

    assert f"/account/sessions/{left_open}/end" in page
    assert f"/account/sessions/{mine}/end" not in page
    assert f"/account/sessions/{foreign}/end" not in page
    assert here.post(f"/account/sessions/{foreign}/end").status_code == 404
    assert is_in(stranger)
    assert here.post(f"/account/sessions/{left_open}/end").status_code == 303
    assert not is_in(elsewhere)
    assert is_in(here)


@pytest.mark.parametrize("role", list(Role))
def test_rights_end_with_the_appointment_at_the_next_request(browser: Open, app: Flask, role: Role) -> None:
    units.establish_root()
    user, other = make.user(role), make.user()
    client = browser(user)
    with app.test_request_context():
        rooms = [url_for(room.endpoint) for room in ROOMS if room.permission in ROLES[role]]
    assert rooms
    assert {client.get(room).status_code for room in rooms} == {200}

    services.end_appointment(user.appointments[0], actor=other)
    db.session.commit()

    assert {client.get(room).status_code for room in rooms} == {403}


def at_once(app: Flask, path: str, sent: list[dict[str, str]]) -> list[int]:
    """Send these forms at the same moment; the codes of the answers."""
    db.session.rollback()  # the test's own transaction would stand in the way of all of them

    def send(typed: dict[str, str]) -> int:
        client = FlaskClient(app, app.response_class)
        return client.post(path, data=typed | {"request_token": new_token()}).status_code

    with ThreadPoolExecutor(len(sent)) as people:
        return list(people.map(send, sent))


def test_one_code_used_by_two_at_once_sets_one_password(app: Flask) -> None:
    user = make.user()
    code = code_for(user)
    words = [f"mật khẩu thứ {number} của tôi" for number in range(6)]
    typed = [{"username": user.username, "code": code, "password": word, "repeat_password": word} for word in words]

    answers = at_once(app, "/first-password", typed)

    assert answers.count(303) == 1
    assert set(answers) <= {303, 409, 429}
    db.session.expire_all()
    assert passwords.matches(user.password_hash, words[answers.index(303)])


def test_no_failure_is_lost_when_many_guess_at_once(app: Flask) -> None:
    user = person()
    typed = [{"username": user.username, "password": f"đoán lần {number}"} for number in range(6)]

    at_once(app, "/sign-in", typed)

    assert db.session.scalar(select(Attempt.count).where(Attempt.kind == "password")) >= 5
    assert at_once(app, "/sign-in", [{"username": user.username, "password": PASSWORD}]) == [429]
