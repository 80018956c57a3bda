"""How often somebody may try."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from awards.core import clock, limits
from awards.core.db import db, reading
from awards.core.errors import TooMany
from awards.core.limits import Attempt, Kind
from tests import make
from tests.conftest import Browser

Open = Callable[..., Browser]
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


@pytest.fixture
def few(app: Flask) -> Iterator[None]:
    """Three tries from one address within ten minutes, then an hour's rest."""
    was = app.config["LIMITS"]
    app.config["LIMITS"] = was | {"address": (3, 10, 60)}
    yield
    app.config["LIMITS"] = was


def enter(browser: Browser, username: str, address: str = "203.0.113.7") -> Any:
    typed = {"username": username, "password": "sai mật khẩu"}
    return browser.post("/sign-in", data=typed, environ_base={"REMOTE_ADDR": address})


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix:", ""),
        ("", ""),
    ],
)
def test_an_address_is_one_line_not_one_machine(app: Flask, address: str, counted: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert limits.caller() == counted


@pytest.mark.usefixtures("few")
def test_one_address_rests_whatever_names_it_tries(browser: Open) -> None:
    with clock.standing_at(NOON):
        codes = [enter(browser(), name).status_code for name in ("mot.nguoi", "hai.nguoi", "ba.nguoi", "bon.nguoi")]
        refused = enter(browser(), "nam.nguoi")
        elsewhere = enter(browser(), "nam.nguoi", "203.0.113.8")
    with clock.standing_at(NOON + timedelta(minutes=59)):
        later = enter(browser(), "nam.nguoi")
    with clock.standing_at(NOON + timedelta(minutes=60)):
        after = enter(browser(), "nam.nguoi")

    assert codes == [409, 409, 429, 429]
    assert "Từ mạng này" in refused.text
    assert "từ 13:00" in refused.text
    assert refused.headers["Retry-After"] == "3600"
    assert (elsewhere.status_code, later.status_code, after.status_code) == (409, 429, 409)


@pytest.mark.usefixtures("few")
def test_a_name_in_a_header_is_not_an_address(browser: Open) -> None:
    """Nobody gets new tries by saying that they are somebody else: no proxy is set, so none is believed."""
    for number in range(3):
        typed = {"username": "mot.nguoi", "password": "sai"}
        browser().post("/sign-in", data=typed, headers={"X-Forwarded-For": f"198.51.100.{number}"})

    assert enter(browser(), "mot.nguoi", "127.0.0.1").status_code == 429


@pytest.mark.usefixtures("few")
def test_tries_that_lie_apart_are_forgotten(browser: Open) -> None:
    codes = []
    for minutes in (0, 5, 10, 15, 20, 25):
        with clock.standing_at(NOON + timedelta(minutes=minutes)):
            codes.append(enter(browser(), f"nguoi.{minutes}").status_code)

    assert codes == [409] * 6


def test_one_time_codes_rest_too(browser: Open) -> None:
    user = make.user()
    word = "con trâu đi trước 4 cái cày"
    typed = {"username": user.username, "code": "SAI", "password": word, "repeat_password": word}
    db.session.commit()

    codes = [browser().post("/first-password", data=typed).status_code for _try in range(6)]

    assert codes == [409, 409, 409, 409, 429, 429]


@pytest.mark.usefixtures("few")
def test_a_page_that_only_reads_can_count(app: Flask) -> None:
    codes = []
    for _try in range(4):
        with app.test_request_context("/", environ_base={"REMOTE_ADDR": "203.0.113.7"}), reading():
            try:
                limits.refuse_tired((Kind.ADDRESS, limits.caller()))
                limits.count((Kind.ADDRESS, limits.caller()))
            except TooMany:
                codes.append(429)
            app.process_response(app.make_response(""))

    assert codes == [429, 429]
    assert db.session.scalars(select(Attempt.count)).all() == [3]


def test_old_rows_go_by_themselves(browser: Open) -> None:
    with clock.standing_at(NOON):
        enter(browser(), "mot.nguoi")
    with clock.standing_at(NOON + timedelta(days=2)):
        enter(browser(), "hai.nguoi")

    assert set(db.session.scalars(select(Attempt.subject))) == {"hai.nguoi", "203.0.113.7"}
