"""Who came with a session: the same person to a page that only reads and to one that asks for the row."""

from datetime import timedelta
from typing import Any

import pytest

from awards.accounts import services
from awards.accounts.models import User
from awards.accounts.services import Reader
from awards.core import clock
from awards.core.access import Permission, Role
from awards.core.db import db
from tests import make

LONG = timedelta(days=1)
YESTERDAY, TOMORROW = (clock.today() + timedelta(days=days) for days in (-1, 1))


def came(user: User) -> Reader:
    token = services.open_session(user)
    db.session.commit()
    reader = services.session_of(token, idle=LONG, absolute=LONG)
    assert reader is not None
    return reader


def test_a_reader_and_the_row_behind_it_say_the_same() -> None:
    user = make.user(Role.OFFICER, make.unit(name="Xã Mẫu Một"))
    make.appoint(user, Role.LEADER, make.unit(name="Xã Mẫu Hai"))
    reader = came(user)

    for one in ("id", "username", "name", "mail", "unit_name", "password_set_at", "created_at", "taken_over"):
        assert getattr(reader, one) == getattr(reader.user, one), one
    assert reader.unit_name == "Xã Mẫu Một, Xã Mẫu Hai"
    assert reader.permissions() == user.permissions()
    assert reader.unit_ids() == user.unit_ids()
    assert services.units_where(reader, Permission.NOMINATION_WRITE) == {user.appointments[0].unit_id}
    assert reader.user is user
    assert [(one.role, one.unit_id) for one in reader.appointments_now()] == [
        (one.role, one.unit_id) for one in user.appointments_now()
    ]


@pytest.mark.parametrize(
    "dates",
    [
        {"valid_from": TOMORROW},
        {"valid_to": YESTERDAY},
        {"valid_to": clock.today()},
        {"ended_at": clock.now()},
        {"confirmed_at": None},
    ],
)
def test_an_appointment_that_does_not_count_today_gives_no_right(dates: dict[str, Any]) -> None:
    user = make.user(None)
    make.appoint(user, Role.OFFICER, make.unit(), **dates)
    reader = came(user)

    assert not reader.can(Permission.NOMINATION_VIEW)
    assert reader.permissions() == reader.unit_ids() == frozenset()
    assert reader.unit_name == ""
    assert len(reader.user.appointments) == 1


def test_who_is_appointed_to_nothing_comes_in_all_the_same() -> None:
    reader = came(make.user(None))

    assert reader.appointments_now() == reader.user.appointments == []


def test_the_page_of_ones_own_account_names_all_appointments(browser: Any) -> None:
    user = make.user(Role.OFFICER, make.unit(name="Xã Mẫu Một"))
    make.appoint(user, Role.LEADER, make.unit(name="Xã Mẫu Hai"), valid_to=YESTERDAY)
    page = browser(user).get("/account").text
    assert "Bổ nhiệm của tôi" in page
    assert all(word in page for word in ("Xã Mẫu Một", "Xã Mẫu Hai", "Chuyên viên", "CHỦ TỊCH"))
