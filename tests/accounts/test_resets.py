"""A one-time code for who has a password: by two administrators, on a slip or by mail."""

import logging
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, text

from awards.accounts import services as accounts
from awards.accounts.models import OneTimeCode, User
from awards.administration import services as administration
from awards.audit.services import trail
from awards.core import clock, mail
from awards.core.access import Role
from awards.core.db import Model, db
from awards.core.errors import Refused
from awards.core.startup import dangers
from awards.jobs.models import Job, JobState
from awards.jobs.worker import run
from tests import make
from tests.conftest import Browser
from tests.mails import MailServer, mails, text_of

__all__ = ["mails"]  # a fixture
Open = Callable[..., Browser]
CODE = re.compile(r"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}")
PASSWORD = "con trâu đi trước 4 cái cày"


def _administrators() -> tuple[User, User]:
    top = make.unit()
    return make.user(Role.ADMINISTRATOR, top), make.user(Role.ADMINISTRATOR, top)


def _work() -> Job:
    job = db.session.scalars(select(Job)).one()
    run(job.id)
    db.session.expire_all()
    return job


def test_a_new_code_for_who_has_a_password_takes_two_administrators() -> None:
    one, other = _administrators()
    user = make.user(password_hash="set")

    with pytest.raises(Refused, match="đề nghị cấp lại mã trước"):
        administration.issue_code(user, actor=one)
    accounts.ask_reset(user, actor=one)
    db.session.commit()
    with pytest.raises(Refused, match="không tự cấp mã"):
        administration.issue_code(user, actor=one)
    assert CODE.fullmatch(administration.issue_code(user, actor=other))
    db.session.commit()
    with pytest.raises(Refused, match="đề nghị cấp lại mã trước"):
        administration.issue_code(user, actor=other)

    assert [event.tag for event in trail(user)] == ["accounts.ask_reset", "accounts.issue_code"]


def test_the_first_code_needs_nobody_else_and_a_request_can_be_dropped() -> None:
    one, other = _administrators()
    new, user = make.user(), make.user(password_hash="set")

    assert administration.issue_code(new, actor=one)
    with pytest.raises(Refused, match="cấp mã ngay được"):
        accounts.ask_reset(new, actor=one)
    accounts.ask_reset(user, actor=one)
    db.session.flush()
    accounts.drop_reset(user, actor=other)
    db.session.flush()
    with pytest.raises(Refused, match="Không có đề nghị"):
        accounts.drop_reset(user, actor=other)


def test_the_page_leads_one_administrator_to_ask_and_another_to_give(browser: Open) -> None:
    one, other = _administrators()
    user = make.user(password_hash="set", mail="lo.thi.mau@tinh.example")
    address = f"/people/{user.id}"

    asked = browser(one).post(f"{address}/reset")
    assert asked.status_code == 303
    assert "chờ một người quản trị khác cấp" in browser(one).get(address).text
    assert "Đề nghị cấp lại mã một lần" in browser(other).get("/people").text
    assert browser(one).post(f"{address}/code").status_code == 409
    slip = browser(other).post(f"{address}/code")
    assert slip.location.endswith("/slip")


def test_the_keeper_of_the_server_gives_a_code_where_no_two_administrators_can(app: Flask) -> None:
    one, other = _administrators()
    user = make.user(password_hash="set")

    refused = app.test_cli_runner().invoke(args=["accounts", "reset", user.username])
    given = app.test_cli_runner().invoke(args=["accounts", "reset", one.username])

    assert refused.exit_code == 1
    assert "hai người quản trị" in refused.output
    assert CODE.search(given.output)
    assert other.is_active


def test_a_code_goes_by_mail_and_stands_in_no_row_and_no_log(
    mails: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    administrator, _other = _administrators()
    user = make.user(mail="lo.thi.mau@tinh.example")
    with caplog.at_level(logging.DEBUG):
        administration.mail_code(user, actor=administrator)
        db.session.commit()
        assert mails.mails == []  # nobody waits for the mail server
        job = _work()

    (sent,) = mails.mails
    code = CODE.findall(text_of(sent))[0]
    tables = [table.name for table in Model.metadata.sorted_tables]
    rows = str([db.session.execute(text(f'SELECT * FROM "{table}"')).all() for table in tables])
    for secret in (code, code.replace("-", "")):
        assert secret not in rows
        assert secret not in caplog.text
    assert job.state is JobState.DONE
    assert "To: lo.thi.mau@tinh.example" in sent
    assert user.username in text_of(sent)
    assert accounts.set_first_password(user.username, code, PASSWORD, address="") is user


def test_a_mail_that_is_not_taken_is_tried_again_with_a_code_of_its_own(
    mails: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    administrator, _other = _administrators()
    user = make.user(mail="lo.thi.mau@tinh.example")
    administration.mail_code(user, actor=administrator)
    db.session.commit()
    mails.refusal = "450 lo.thi.mau@tinh.example: try later"

    job = _work()

    assert (job.state, mails.mails) == (JobState.QUEUED, [])
    assert job.error == "NotSent: SMTPRecipientsRefused"
    assert "lo.thi.mau" not in caplog.text
    mails.refusal = ""
    assert _work().state is JobState.DONE
    assert len(mails.mails) == 1
    codes = db.session.scalars(select(OneTimeCode).order_by(OneTimeCode.id)).all()
    assert [one.expires_at > clock.now() for one in codes] == [False, True]
    code = CODE.findall(text_of(mails.mails[0]))[0]
    assert accounts.set_first_password(user.username, code, PASSWORD, address="") is user


def test_no_mail_is_asked_for_without_a_server_or_an_address(mails: MailServer, app: Flask) -> None:
    administrator, _other = _administrators()
    with pytest.raises(Refused, match="Chưa ghi thư"):
        administration.mail_code(make.user(), actor=administrator)
    app.config["MAIL_URL"] = ""
    with pytest.raises(Refused, match="chưa được cấu hình"):
        administration.mail_code(make.user(mail="a@b.vn"), actor=administrator)


@pytest.mark.parametrize("address", ["a@b", "a b@c.vn", "a@b.vn\nBcc: x@y.vn", "a@b.vn, c@d.vn", f"{'a' * 250}@b.vn"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Refused, match="không đúng"):
        accounts.set_mail(make.user(), address, actor=make.user())


def test_an_address_is_written_once_and_logged_with_the_one_before() -> None:
    user, administrator = make.user(), make.user(Role.ADMINISTRATOR)
    accounts.set_mail(user, " lo@tinh.vn ", actor=administrator)
    accounts.set_mail(user, "lo@tinh.vn", actor=administrator)
    db.session.commit()

    assert user.mail == "lo@tinh.vn"
    assert [event.tag for event in trail(user)] == ["accounts.set_mail"]


def test_a_server_that_does_not_answer_says_so_without_a_word_of_the_mail(app: Flask) -> None:
    app.config.update(MAIL_URL="smtp://127.0.0.1:9", MAIL_FROM="he-thong@tinh.example")
    try:
        with pytest.raises(mail.NotSent) as fault:
            mail.send("lo@tinh.vn", "Mã", "bí mật")
    finally:
        app.config.update(MAIL_URL="", MAIL_FROM="")

    assert str(fault.value).startswith("ConnectionRefusedError")
    assert fault.value.__context__ is None


def test_production_does_not_start_with_half_a_mail_server(app: Flask) -> None:
    app.config.update(MAIL_URL="mail.tinh.vn")
    try:
        said = "\n".join(map(str, dangers(app)))
    finally:
        app.config.update(MAIL_URL="")

    assert "MAIL_URL" in said
    assert "MAIL_FROM" in said
