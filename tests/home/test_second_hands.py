"""What one administrator has proposed stands on the first page of the others, and not on their own."""

from collections.abc import Callable
from typing import Any

from awards.accounts import services as accounts
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.levels import Level
from tests import make
from tests.conftest import Browser


def test_a_grant_and_a_code_wait_on_the_first_page_of_another_administrator(browser: Callable[..., Browser]) -> None:
    top, commune = make.unit(Level.CENTRAL, name="Trung ương"), make.unit(name="Xã Hua Păng")
    one, other = (make.user(Role.ADMINISTRATOR, top) for _ in range(2))
    granted: Any = make.user(None, name="Hà Văn Chờ")
    forgot: Any = make.user(name="Lò Thị Quên", password_hash="x")
    accounts.appoint(granted, commune, Role.LEADER, "CHỦ TỊCH", clock.today(), actor=one)
    accounts.ask_reset(forgot, actor=one)
    db.session.commit()

    theirs, mine, nobodys = (browser(who).get("/").text for who in (other, one, make.user()))

    assert "Bổ nhiệm: Lãnh đạo, Xã Hua Păng" in theirs
    assert "Hà Văn Chờ" in theirs
    assert "Lò Thị Quên" in theirs
    for page in (mine, nobodys):
        assert "Hà Văn Chờ" not in page
        assert "Lò Thị Quên" not in page
