"""flask setup and flask accounts demo-list."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from awards.accounts import services as accounts
from awards.accounts.models import User
from awards.audit.services import faults, trail
from awards.core import clock
from awards.core.access import Permission, Role
from awards.core.db import db
from awards.law.models import AwardForm
from awards.units import services as units
from tests import make


def run(app: Flask, *words: str) -> Any:
    db.session.remove()
    done = app.test_cli_runner().invoke(args=words)
    db.session.rollback()  # what was not committed is gone when the command's process ends
    return done


def setup(app: Flask, username: str = "quan.tri") -> Any:
    return run(app, "setup", "--name", "Bùi Anh Mẫu", "--username", username)


def test_the_first_start_makes_one_administrator_who_can_set_a_password(app: Flask) -> None:
    done = setup(app)

    assert done.exit_code == 0, done.output
    code = re.findall(r"(?:[2-9A-HJ-NP-Z]{5}-){3}[2-9A-HJ-NP-Z]{5}", done.output)
    assert len(code) == 1
    assert "https://guongsang.example/first-password" in done.output
    user = db.session.scalars(select(User)).one()
    assert (user.name, user.username) == ("Bùi Anh Mẫu", "quan.tri")
    assert user.holds(Role.ADMINISTRATOR, units.root().id)
    assert user.can(Permission.PEOPLE_MANAGE)
    assert not user.can(Permission.NOMINATION_VIEW)
    assert accounts.set_first_password("quan.tri", code[0], "con trâu đi trước 4 cái cày", address="") is user
    assert db.session.scalar(select(func.count()).select_from(AwardForm))
    assert [event.tag for event in trail(user)][:3] == [
        "accounts.create",
        "accounts.appoint",
        "accounts.issue_code",
    ]
    assert list(faults()) == []


def test_the_second_administrator_is_confirmed_on_the_server_and_no_third(app: Flask) -> None:
    setup(app)
    first = db.session.scalars(select(User)).one()
    second, third = (accounts.create_person("Đỗ Thị Lan", name, actor=first) for name in ("thu.hai", "thu.ba"))
    for user in (second, third):
        accounts.appoint(user, units.root(), Role.ADMINISTRATOR, "Quản trị", clock.today(), actor=first)
    db.session.commit()

    nobody, done, again = (run(app, "accounts", "confirm", name) for name in ("khong.co", "thu.hai", "thu.ba"))

    assert (nobody.exit_code, done.exit_code, again.exit_code) == (1, 0, 1)
    assert "hai người quản trị" in again.output
    db.session.expire_all()
    assert [user.username for user in accounts.administrators()] == ["quan.tri", "thu.hai"]


def test_it_does_nothing_where_somebody_is(app: Flask) -> None:
    make.user()

    again = setup(app)

    assert again.exit_code != 0
    assert "Chưa có gì thay đổi" in again.output
    assert db.session.scalar(select(func.count()).select_from(User)) == 1


def test_a_refused_name_leaves_an_empty_database(app: Flask) -> None:
    refused = setup(app, "Quản Trị")

    assert refused.exit_code != 0
    assert "chữ cái không dấu" in refused.output
    assert db.session.scalar(select(func.count()).select_from(AwardForm)) == 0


def test_the_demo_accounts_are_told_in_the_demo_only(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = run(app, "accounts", "demo-list")
    monkeypatch.setitem(app.config, "PROFILE", "demo")
    demo = run(app, "accounts", "demo-list")

    assert elsewhere.exit_code != 0
    assert demo.exit_code == 0
    assert "quantri" in demo.output
    assert "guong sang 2026" in demo.output
