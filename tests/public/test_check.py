"""The check page: what everybody may ask of a piece of paper."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from awards.certificates import services
from awards.certificates.models import Certificate, LookUp
from awards.certificates.services.codes import new_code, new_short_code
from awards.core import clock, storage
from awards.core.db import db
from tests import make

Browsers = Callable[[Any], Any]


@pytest.fixture
def certificate() -> Certificate:
    desk = make.decision_desk()
    record = make.issued(desk, 1, name="Giàng A Páo", address="Bản A Má, xã Lóng Sập")
    return services.of_decision(record)[0]


def test_the_address_in_the_qr_code_shows_what_was_issued(browser: Browsers, certificate: Certificate) -> None:
    address = certificate.text["check_url"].removeprefix("https://guongsang.example")
    answer = browser(None).get(address)
    assert answer.status_code == 200
    for words in (
        "Giấy có thật, còn hiệu lực",
        "Giàng A Páo",
        "Bản A Má, xã Lóng Sập",
        "Đã có thành tích xuất sắc.",
        certificate.decision.number_text,
        "Số sổ vàng",
        "So tên trên giấy với tên ở đây",
    ):
        assert words in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in answer.text


def test_a_code_is_read_as_people_type_it(browser: Browsers, certificate: Certificate) -> None:
    stranger = browser(None)
    grouped = services.grouped(certificate.code)
    for typed in (grouped, grouped.lower(), grouped.replace("-", " "), f"  {certificate.code} "):
        sent = stranger.get("/check", query_string={"code": typed})
        assert sent.location == f"/check/{certificate.code}"
        assert stranger.get(f"/check/{typed}").status_code == 200
    short = services.grouped(certificate.short_code or "")
    assert short in certificate.text["check_code"]
    for typed in (short, short.lower().replace("-", " "), certificate.short_code):
        assert stranger.get(f"/check/{typed}").status_code == 200


def test_a_revoked_certificate_never_shows_as_valid(browser: Browsers) -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 1)
    gone = services.of_decision(record)[0]
    revocation = make.revoked(desk, record)
    page = browser(None).get(f"/check/{gone.code}")
    assert page.status_code == 200
    for words in (
        "Giấy này đã bị thu hồi",
        f"Quyết định số {revocation.number_text} ngày {clock.today():%d/%m/%Y}",
        "gian dối trong việc kê khai thành tích (điểm a khoản 2 Điều 93",
    ):
        assert words in page.text
    assert "còn hiệu lực" not in page.text
    assert "Kết luận số 05" not in page.text


def test_a_corrected_certificate_shows_by_what_and_leads_to_the_one_that_stands(browser: Browsers) -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 1, name="Giàng A Páo")
    old = services.of_decision(record)[0]
    correction = make.corrected(desk, record, 1, name="Giàng A Pao")
    new = services.of_decision(record)[1]
    page = browser(None).get(f"/check/{old.short_code}").text
    assert "đã được đính chính" in page
    assert f"Đính chính theo Quyết định số {correction.number_text}" in page
    assert "Giàng A Páo" in page
    assert f'href="/check/{new.code}"' in page
    followed = browser(None).get(f"/check/{new.code}").text
    assert "Giấy có thật, còn hiệu lực" in followed
    assert "Giàng A Pao" in followed
    assert f"Cấp thay giấy trước đây, theo Quyết định số {correction.number_text}" in followed


def test_a_lost_certificate_that_turns_up_is_known_to_be_replaced(browser: Browsers) -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 1)
    old = services.of_decision(record)[0]
    reissue = make.reissued(desk, record)
    page = browser(None).get(f"/check/{old.code}").text
    assert "đã được thay bằng giấy khác" in page
    assert f"Cấp lại theo Quyết định số {reissue.number_text}" in page
    assert "giấy đã cấp bị mất" in page


def unnamed(page: str) -> str:
    """The page without the tokens that differ each time."""
    return re.sub(r'value="[^"]*"', "", page)


def test_every_other_code_has_one_and_the_same_answer(
    browser: Browsers, certificate: Certificate, queries: list[str]
) -> None:
    stranger, answers = browser(None), []
    almost = certificate.code[:-1] + ("0" if certificate.code[-1] != "0" else "1")
    stranger.get("/check/first-of-the-day")  # it makes the rows in which the others are counted
    for code in (new_code(), almost, "abc", "%3Cscript%3E", "..%2F..", "1' OR 1=1", "0" * 500, "Ư" * 26, "%00"):
        queries.clear()
        answer = stranger.get(f"/check/{code}")
        answers.append((answer.status_code, unnamed(answer.text), len(queries)))
    assert {status for status, _page, _count in answers} == {404}
    assert len(set(answers)) == 1
    assert "Không có giấy nào mang mã này" in answers[0][1]


def test_what_is_typed_wrongly_has_the_same_answer(browser: Browsers) -> None:
    sent = browser(None).get("/check", query_string={"code": "//evil.example/"})
    assert sent.location == "/check/khong-hop-le"
    assert browser(None).get(sent.location).status_code == 404


def test_a_short_code_with_a_wrong_letter_is_said_to_be_mistyped(browser: Browsers, certificate: Certificate) -> None:
    short = certificate.short_code or ""
    wrong = short[:3] + ("2" if short[3] != "2" else "3") + short[4:]
    page = browser(None).get("/check", query_string={"code": wrong})
    assert page.status_code == 200
    assert "Mã gõ nhầm ít nhất một ký tự" in page.text
    assert f'value="{wrong}"' in page.text
    assert browser(None).get(f"/check/{wrong}").status_code == 404


def test_ten_thousand_random_codes_find_nothing_and_meet_the_limit(
    app: Flask, browser: Browsers, certificate: Certificate
) -> None:
    for _ in range(5_000):
        assert services.find(new_code()) is None
        assert services.find(new_short_code()) is None
    db.session.rollback()
    stranger = browser(None)
    answers = [stranger.get(f"/check/{new_short_code()}").status_code for _ in range(70)]
    assert answers == [404] * 59 + [429] * 11
    assert stranger.get(f"/check/{certificate.code}").status_code == 429
    assert browser(None).get("/check").status_code == 200


def test_every_look_up_is_counted_and_nothing_of_whoever_asked_is_kept(
    browser: Browsers, certificate: Certificate
) -> None:
    stranger = browser(None)
    for code in (certificate.code, certificate.short_code, new_code(), "abc"):
        stranger.get(f"/check/{code}")
    rows = db.session.execute(select(LookUp.day, LookUp.certificate_id, LookUp.count)).all()
    assert set(rows) == {(clock.today(), certificate.id, 2), (clock.today(), None, 2)}
    assert services.times_looked_up(certificate) == 2


def test_a_file_is_known_by_its_bytes_alone(browser: Browsers, certificate: Certificate) -> None:
    services.set_rendered(certificate.id, storage.keep(b"%PDF-1.7 giay"))
    db.session.commit()
    stranger = browser(None)
    assert stranger.get("/check/file").status_code == 200
    issued = stranger.post("/check/file", data={"file": (io.BytesIO(b"%PDF-1.7 giay"), "a.pdf")})
    assert (issued.status_code, issued.location) == (303, f"/check/{certificate.code}")
    for content in (b"%PDF-1.7 giay ", b"", b"\x00" * 100_000):
        other = stranger.post("/check/file", data={"file": (io.BytesIO(content), "a.pdf")})
        assert other.status_code == 422
        assert "không phải tệp đã cấp" in other.text
    without = stranger.post("/check/file", data={})
    assert without.status_code == 422
    assert "Chọn tệp PDF" in without.text
    assert len(list(storage.all_files())) == 1


def test_the_empty_page_asks_for_one_thing_and_lists_nothing(browser: Browsers, certificate: Certificate) -> None:
    page = browser(None).get("/check")
    assert page.status_code == 200
    assert page.text.count("<input") == 1
    assert "Giàng A Páo" not in page.text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_the_pages_need_no_session_and_leave_nothing_behind(browser: Browsers, certificate: Certificate) -> None:
    before = db.session.execute(select(Certificate.version)).all()
    answer = browser(None).get(f"/check/{certificate.code}")
    assert "Set-Cookie" not in answer.headers
    assert db.session.execute(select(Certificate.version)).all() == before
