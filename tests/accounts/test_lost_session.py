"""An officer writes a long report, the session ends meanwhile, and not a letter is lost: by HTTP and in Chromium."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from awards.accounts import services
from awards.accounts.models import User
from awards.accounts.services.passwords import hashed
from awards.core.db import db
from awards.nominations.models import Nomination
from tests import make
from tests.chromium import PROGRAM, chromium
from tests.conftest import Browser
from tests.surf import ByHttp, InChromium, Surfer, served

PASSWORD = "con trâu đi trước 4 cái cày"
LINE = "{}. Bản <Nà Bó> & xã đã giúp “12” hộ 'thoát nghèo'; trị giá 1.250.000.000 đồng.\n"
REPORT = "".join(LINE.format(number) for number in range(300))[:19_990].strip()
HEADING = "Thành tích đạt được trong phong trào"


@pytest.fixture
def world() -> make.World:
    return make.world()


@pytest.fixture
def dossier(world: make.World) -> Nomination:
    return make.nomination(world)


@pytest.fixture
def officer(world: make.World) -> User:
    world.officers[0].password_hash = hashed(PASSWORD)
    db.session.commit()
    return world.officers[0]


def sign_in(surfer: Surfer, username: str) -> None:
    surfer.fill("Tên đăng nhập", username)
    surfer.fill("Mật khẩu", PASSWORD)
    surfer.press("Đăng nhập")


def write_and_be_late(surfer: Surfer, officer: User, dossier: Nomination) -> None:
    username, address = officer.username, f"/nominations/{dossier.id}/report"
    db.session.rollback()  # an open transaction here would make the server wait
    surfer.open("/sign-in")
    sign_in(surfer, username)
    surfer.open(address)
    surfer.fill(HEADING, REPORT)
    services.end_all_sessions(officer)
    db.session.commit()

    surfer.press("Lưu báo cáo")
    assert "Chưa gửi được" in surfer.text
    sign_in(surfer, username)
    assert "Nội dung ông/bà đã viết vẫn còn đây" in surfer.text
    surfer.press("Tiếp tục")

    db.session.expire_all()
    assert dossier.report["results"] == REPORT
    db.session.rollback()


def test_by_http_without_javascript(browser: Callable[..., Browser], officer: User, dossier: Nomination) -> None:
    client = browser()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"  # what every browser of today says of our own forms

    write_and_be_late(ByHttp(client), officer, dossier)


@pytest.fixture
def surfer(app: Flask) -> Iterator[Any]:
    with served(app) as base, chromium() as window:
        yield InChromium(window.new_context(locale="vi-VN").new_page(), base)


@pytest.mark.browser
@pytest.mark.skipif(PROGRAM is None, reason="this machine has no Chromium")
def test_in_a_browser(officer: User, dossier: Nomination, surfer: Any) -> None:
    write_and_be_late(surfer, officer, dossier)
