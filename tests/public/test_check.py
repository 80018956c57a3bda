"""The check page: what everybody may ask of a piece of paper."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from awards.certificates import services
from awards.certificates.models import Certificate
from awards.certificates.services.codes import new_code
from awards.core import clock
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


def test_a_revoked_certificate_never_shows_as_valid(browser: Browsers, certificate: Certificate) -> None:
    leader = certificate.decision.signed_by
    assert leader
    services.revoke(certificate, reason="Kê khai không đúng.", seen=certificate.version, actor=leader)
    db.session.commit()
    page = browser(None).get(f"/check/{certificate.code}")
    assert page.status_code == 200
    assert f"đã bị thu hồi ngày {clock.today():%d/%m/%Y}" in page.text
    assert "còn hiệu lực" not in page.text
    assert "Kê khai không đúng." not in page.text


def unnamed(page: str) -> str:
    """The page without the tokens that differ each time."""
    return re.sub(r'value="[^"]*"', "", page)


def test_every_other_code_has_one_and_the_same_answer(
    browser: Browsers, certificate: Certificate, queries: list[str]
) -> None:
    stranger, answers = browser(None), []
    almost = certificate.code[:-1] + ("0" if certificate.code[-1] != "0" else "1")
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
