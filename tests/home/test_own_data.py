"""A person takes away what is held of their own account."""

import io
import json
import zipfile
from typing import Any

from awards.core.db import db
from awards.home import services
from awards.nominations import services as nominations
from awards.nominations.models import ConflictKind
from tests import make


def test_what_is_held_of_an_account_is_told_and_nothing_secret() -> None:
    world = make.world()
    record = make.ready(world, name="Lường Thị Khác")
    officer = make.user(unit=world.units[0], password_hash="$argon2id$secret", mail="lo@tinh.vn")
    nominations.declare(record, ConflictKind.FAMILY, "Là em họ.", actor=officer)
    db.session.commit()

    told = services.data_of(officer)
    said = json.dumps(told, ensure_ascii=False)

    assert told["Tài khoản"]["Thư điện tử"] == "lo@tinh.vn"
    assert told["Bổ nhiệm"][0]["Đơn vị"] == world.units[0].name
    assert told["Khai báo xung đột"][0]["Lý do"] == "Là em họ."
    assert told["Việc đã làm"][0]["Đối tượng"].startswith("conflict ")
    assert "argon2id" not in said
    assert "Lường Thị Khác" not in said


def test_the_file_comes_from_the_page_of_the_account(browser: Any) -> None:
    user = make.user()
    client = browser(user)

    assert "/account/data" in client.get("/account").text
    answer = client.get("/account/data")

    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        assert user.username in packed.read("du-lieu.txt").decode("utf-8-sig")
        assert json.loads(packed.read("du-lieu.json"))["Tài khoản"]["Tên đăng nhập"] == user.username
    assert answer.headers["Content-Disposition"].startswith("attachment")
