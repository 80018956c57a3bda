"""Certificates come into being with the issue. How they end: test_amending.py."""

import pytest
from flask import Flask
from sqlalchemy import select, text

from awards.certificates import services
from awards.certificates.models import Certificate
from awards.certificates.services.codes import ALPHABET, SHORT_ALPHABET, SHORT_LENGTH, new_code, new_short_code
from awards.core.db import db
from awards.core.errors import Refused
from awards.decisions import services as decisions
from awards.decisions.models import DecisionState as S
from tests import make

LONG = "Chủ nhiệm Hợp tác xã Dịch vụ nông nghiệp tổng hợp Chiềng Sơn kiêm Trưởng ban công tác Mặt trận tiểu khu " * 2


def test_the_issue_makes_one_certificate_for_each_place_with_the_decisions_words() -> None:
    desk = make.decision_desk()
    record = make.issued(desk, 3)
    certificates = services.of_decision(record)
    words = decisions.words_now(record)
    assert [c.item.ordinal for c in certificates] == [1, 2, 3]
    assert [c.text["gold_book_no"] for c in certificates] == [1, 2, 3]
    assert [c.text["name"] for c in certificates] == [entry["name"] for entry in words["entries"]]
    for certificate in certificates:
        said = services.restored(certificate.text)
        assert said.check_url == f"https://guongsang.example/check/{certificate.code}"
        assert said.check_code.replace("-", "") == certificate.short_code
        assert said.decision_line.startswith(f"Quyết định số {record.number_text} ngày")
        assert said.signer_name == desk.leader.name
        assert said.issuer == words["authority"]


def test_nothing_is_issued_while_nobody_has_set_the_public_address(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make.decision_desk()
    record = make.advance(make.drafted(desk, 1), desk, S.NUMBERED)
    monkeypatch.setitem(app.config, "PUBLIC_BASE_URL", "")
    with pytest.raises(Refused, match="PUBLIC_BASE_URL"):
        services.issue(record, seen=record.version, actor=desk.records_clerk)
    db.session.rollback()
    assert record.state is S.NUMBERED
    assert db.session.scalars(select(Certificate)).all() == []


def test_a_list_with_words_that_do_not_fit_the_paper_is_not_frozen() -> None:
    desk = make.decision_desk()
    record = make.drafted(desk, 1, position=LONG[:200], address=LONG[:200])
    assert len(services.misfits(record)) == 1
    with pytest.raises(Refused, match="không in vừa giấy"):
        services.freeze(record, seen=record.version, actor=desk.secretary)
    db.session.rollback()
    assert record.state is S.DRAFTED


def test_a_short_code_shows_every_wrong_letter_and_every_exchange() -> None:
    codes = {new_short_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert len(SHORT_ALPHABET) ** (SHORT_LENGTH - 1) > 2**54
    for code in list(codes)[:20]:
        assert services.canonical(services.grouped(code).lower()) == code
        for place, letter in enumerate(code):
            for other in set(SHORT_ALPHABET) - {letter}:
                assert services.is_mistyped(code[:place] + other + code[place + 1 :])
            for later in range(place + 1, SHORT_LENGTH):
                swapped = list(code)
                swapped[place], swapped[later] = swapped[later], swapped[place]
                assert services.is_mistyped("".join(swapped)) == (code[place] != code[later])
    assert not services.is_mistyped("ABC")
    assert services.is_mistyped("WWWWWWWWWWWW")


def test_codes_are_long_random_and_read_as_people_type_them() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert len(ALPHABET) ** 26 >= 2**128
    code = "O7IL" + "23456789ABCDEFGHJKMNPQ"
    typed = " o7il-2345-6789-abcd efgh-jkmn-pq "
    assert services.canonical(typed) == services.canonical(code) == "0711" + "23456789ABCDEFGHJKMNPQ"
    assert services.canonical(services.grouped(services.canonical(code))) == services.canonical(code)
    for wrong in ("", "abc", "U" * 26, "0" * 27, "ư" * 26, "0" * 100_000):
        assert services.canonical(wrong) == ""


STRAY = """
    INSERT INTO certificate (item_id, decision_id, code, design, text, revoked_reason, version)
    SELECT id, decision_id, 'X', 'giay_chung_nhan', '{}', '', 1 FROM decision_item
"""


@pytest.mark.parametrize("state", [S.DRAFTED, S.FROZEN, S.SIGNED, S.NUMBERED])
def test_the_database_takes_no_certificate_before_the_issue(state: S) -> None:
    desk = make.decision_desk()
    make.advance(make.drafted(desk, 1), desk, state)
    db.session.rollback()
    with pytest.raises(Exception, match="written once"), db.engine.begin() as connection:
        connection.execute(text(STRAY))


def test_the_database_takes_no_certificate_of_another_decisions_place() -> None:
    desk = make.decision_desk()
    first = make.issued(desk, 1)
    second = make.drafted(desk, 1)
    statement = STRAY.replace("decision_id, 'X'", f"{first.id}, 'X'") + f" WHERE decision_id = {second.id}"
    db.session.rollback()
    with pytest.raises(Exception, match="written once"), db.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE certificate SET code = 'X'",
        "UPDATE certificate SET short_code = 'X'",
        "UPDATE certificate SET text = '{}'",
        "DELETE FROM certificate",
        "UPDATE certificate SET ended_at = '2026-01-01', revoked_by_id = 1",
        "UPDATE certificate SET ended_at = '2026-01-01', ended_by_id = decision_id",
    ],
)
def test_the_database_keeps_what_was_printed_and_lets_nobody_end_it_without_a_decision(statement: str) -> None:
    desk = make.decision_desk()
    make.issued(desk, 1)
    db.session.rollback()
    with pytest.raises(Exception, match="written once"), db.engine.begin() as connection:
        connection.execute(text(statement))
