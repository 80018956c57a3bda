"""What one person has proposed stands on the first page of those who may confirm it, and on nobody else's."""

from collections.abc import Callable
from typing import Any

from awards.accounts import services as accounts
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.levels import Level
from awards.nominations import services as nominations
from awards.nominations.models import ConflictKind, ErasureGround
from awards.nominations.route import Action
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


def test_an_erasure_waits_on_the_first_page_of_the_leaders_who_may_confirm_it(browser: Callable[..., Browser]) -> None:
    world = make.world((Level.COMMUNE, Level.CENTRAL))
    record = make.ready(world, name="Lò Thị Xin Xóa")
    make.step(record, Action.WITHDRAW, world.leaders[0], "Theo đơn.")
    nominations.propose_erasure(record.nominee, ErasureGround.REQUEST, "Đơn ngày 02/3/2026", actor=world.officers[0])
    torn = make.user(Role.LEADER, world.units[0])
    nominations.declare(record, ConflictKind.FAMILY, "Chị ruột.", actor=torn)
    db.session.commit()
    line = f'<a href="/nominees/{record.nominee_id}/erasure">{record.name}</a>'

    assert line in browser(world.leaders[0]).get("/").text
    for who in (world.officers[0], torn, world.leaders[1], make.user(Role.ADMINISTRATOR, world.units[1])):
        assert line not in browser(who).get("/").text
    assert record.name in browser(world.leaders[0]).get("/nominees/due").text
    assert record.name not in browser(torn).get("/nominees/due").text
