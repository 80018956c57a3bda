"""Who signs in which capacity, on which law; the register's first number; the signed paper as a file."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from awards.accounts.models import Delegation
from awards.cli.invariants import violations
from awards.core import clock
from awards.core.db import db
from awards.core.docx import paragraphs_of
from awards.core.errors import Refused
from awards.core.words import bare_name
from awards.decisions import services
from awards.decisions.documents import decision_html, register_html
from awards.decisions.models import DecisionState as S
from awards.decisions.models import SignMode
from awards.law.models import LegalAct, SubjectKind
from tests import make
from tests.matrix_world import picture

Browsers = Callable[[Any], Any]


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("TS. Lò Văn An", "Lò Văn An"),
        ("PGS.TS Lò Văn An", "Lò Văn An"),
        ("PGS. TS. Lò Văn An", "Lò Văn An"),
        ("GS.TSKH. Lò Văn An", "Lò Văn An"),
        ("ThS. Lò Văn An", "Lò Văn An"),
        ("Th.S Lò Văn An", "Lò Văn An"),
        ("Tiến sĩ Lò Văn An", "Lò Văn An"),
        ("BS. CKII. Lò Văn An", "Lò Văn An"),
        ("Thạch Sĩ Nam", "Thạch Sĩ Nam"),
        ("Lò Thị Tiến Sĩ", "Lò Thị Tiến Sĩ"),
        ("Bs Páo", "Páo"),
    ],
)
def test_no_academic_title_stands_before_a_signers_name(written: str, bare: str) -> None:
    assert bare_name(written) == bare


@pytest.mark.parametrize(
    ("title", "mode", "above", "below"),
    [
        ("CHỦ TỊCH", None, [], "CHỦ TỊCH"),
        ("PHÓ CHỦ TỊCH", None, ["KT. CHỦ TỊCH"], "PHÓ CHỦ TỊCH"),
        ("CHÁNH VĂN PHÒNG", SignMode.ORDER, ["TL. CHỦ TỊCH"], "CHÁNH VĂN PHÒNG"),
        ("GIÁM ĐỐC SỞ NỘI VỤ", SignMode.AUTHORISED, ["TUQ. CHỦ TỊCH"], "GIÁM ĐỐC SỞ NỘI VỤ"),
        ("CHỦ TỊCH", SignMode.ACTING, [], "Q. CHỦ TỊCH"),
    ],
)
def test_the_block_of_the_signature_says_in_which_capacity(
    title: str, mode: SignMode | None, above: list[str], below: str
) -> None:
    desk = make.decision_desk()
    desk.world.units[-1].head_title = "CHỦ TỊCH"
    desk.leader.appointments[0].title = title
    desk.leader.name = "TS. Lò Văn An"
    record = make.drafted(desk, 1)
    how = {"mode": mode, "basis": "Quyết định số 12/QĐ-UBND"}
    services.freeze(record, seen=record.version, actor=desk.secretary, **how)
    assert record.paper["signer"] == {"mode": above, "title": below, "name": "Lò Văn An"}


@pytest.mark.parametrize(
    ("delegation", "above"),
    [
        (Delegation.BY_ORDER, "TL. BỘ TRƯỞNG"),
        (Delegation.AUTHORISED, "TUQ. BỘ TRƯỞNG"),
        (Delegation.DEPUTY, "KT. BỘ TRƯỞNG"),
    ],
)
def test_the_delegation_of_an_appointment_stands_in_the_block_with_its_document(
    browser: Browsers, delegation: Delegation, above: str
) -> None:
    desk = make.decision_desk()
    held = desk.leader.appointments[0]
    held.title, held.delegation, held.delegated_title = "VỤ TRƯỞNG", delegation, "Bộ trưởng"
    held.delegated_by = "Quyết định số 05/QĐ-BNV"
    record = make.drafted(desk, 1)

    services.freeze(record, seen=record.version, actor=desk.secretary)

    assert (record.paper["signer"]["mode"], record.paper["signer"]["title"]) == ([above], "VỤ TRƯỞNG")
    assert record.sign_basis == "Quyết định số 05/QĐ-BNV"
    db.session.commit()
    assert "Ký theo Quyết định số 05/QĐ-BNV" in browser(desk.secretary).get(f"/decisions/{record.id}").text


@pytest.mark.parametrize(
    ("title", "mode", "said"),
    [
        ("PHÓ CHỦ TỊCH", SignMode.HEAD, "ký thay"),
        ("PHÓ CHỦ TỊCH", SignMode.ACTING, "ký thay"),
        ("CHỦ TỊCH", SignMode.DEPUTY, "cấp phó"),
        ("CHÁNH VĂN PHÒNG", SignMode.AUTHORISED, "văn bản ủy quyền"),
    ],
)
def test_a_capacity_that_the_signer_does_not_have_is_refused(title: str, mode: SignMode, said: str) -> None:
    desk = make.decision_desk()
    desk.leader.appointments[0].title = title
    record = make.drafted(desk, 1)
    with pytest.raises(Refused, match=said):
        services.freeze(record, seen=record.version, actor=desk.secretary, mode=mode)


def test_the_paper_rests_on_the_law_of_the_day_on_which_it_is_signed() -> None:
    desk = make.decision_desk()
    record = make.advance(make.drafted(desk, 1), desk, S.FROZEN)
    values = {"rank": 10, "cited_by_default": True, "source": "mẫu", "verified": False}
    make.save(LegalAct(code="mới", citation="Nghị định mới", valid_from=clock.today(), valid_to=None, **values))
    with pytest.raises(Refused, match="Căn cứ pháp lý đã thay đổi"):
        services.sign(record, seen=record.version, signed_on=clock.today(), actor=desk.leader)
    db.session.rollback()
    services.thaw(record, reason="Căn cứ mới", seen=record.version, actor=desk.secretary)
    db.session.commit()
    make.advance(record, desk, S.SIGNED)
    assert "Nghị định mới" in record.paper["bases"]


def test_each_kind_of_subject_has_a_list_of_its_own_in_pdf_and_word() -> None:
    desk = make.decision_desk()
    kinds = [
        make.accepted(desk.world, kind=SubjectKind.COLLECTIVE, name="Bản Nà Bó", honorific=None),
        make.accepted(desk.world, kind=SubjectKind.HOUSEHOLD, name="Vì Văn Toản"),
        make.accepted(desk.world, name="Giàng Thị Súa"),
    ]
    record = services.draft(desk.world.campaign, desk.award_form, kinds, actor=desk.secretary)
    db.session.commit()
    html = decision_html(record)
    for words in ("Phụ lục I<", "Phụ lục II<", "Phụ lục III<", "Danh sách có 01 (một) hộ gia đình."):
        assert words in html
    from awards.core.docx import html_to_docx

    said = "\n".join(paragraphs_of(html_to_docx(html)))
    assert all(words in said for words in ("Phụ lục III", "Bản Nà Bó", "Vì Văn Toản", "Giàng Thị Súa"))


def test_an_office_goes_on_from_its_paper_register_and_only_once() -> None:
    desk = make.decision_desk()
    unit, year = desk.world.units[-1], clock.today().year
    for actor, of, first, said in (
        (desk.leader, year, 42, "văn thư"),
        (desk.records_clerk, year - 1, 42, "năm nay"),
        (desk.records_clerk, year, 0, "Số đầu"),
    ):
        with pytest.raises(Refused, match=said):
            services.start_register(unit, of, first, actor=actor)
        db.session.rollback()
    services.start_register(unit, year, 42, actor=desk.records_clerk)
    db.session.commit()
    record = make.issued(desk, 1)
    assert record.number == 42
    with pytest.raises(Refused, match="đã mở"):
        services.start_register(unit, year, 50, actor=desk.records_clerk)
    db.session.rollback()
    assert list(violations()) == []
    book = services.get_book(unit.id, year, actor=desk.records_clerk)
    assert (book.first, [entry.number for entry in book.entries]) == (42, [42])
    row = services.register_words(book)["rows"][0]
    assert len(row) == 10
    assert row[0] == record.number_text
    html = register_html(book)
    assert "(10)" in html
    assert record.number_text in html


def test_the_signed_paper_is_kept_once_and_locked(browser: Browsers) -> None:
    desk = make.decision_desk()
    record = make.advance(make.drafted(desk, 1), desk, S.FROZEN)
    with pytest.raises(Refused, match="chưa ký"):
        services.keep_scan(record, picture(), actor=desk.records_clerk)
    db.session.rollback()
    make.advance(record, desk, S.SIGNED)
    with pytest.raises(Refused, match="văn thư"):
        services.keep_scan(record, picture(), actor=desk.leader)
    db.session.rollback()
    clerk = browser(desk.records_clerk)
    sent = clerk.post(f"/decisions/{record.id}/scan", data={"file": (io.BytesIO(picture()), "quet.png")})
    assert sent.status_code == 303
    again = clerk.post(f"/decisions/{record.id}/scan", data={"file": (io.BytesIO(picture()), "quet.png")})
    assert again.status_code == 409
    with clerk.get(f"/decisions/{record.id}/scan/file") as kept:
        assert kept.data.startswith(b"\x89PNG")
    db.session.rollback()
    for statement in ("UPDATE signed_scan SET sha256 = 'x'", "DELETE FROM signed_scan"):
        with pytest.raises(Exception, match="written once"), db.engine.begin() as connection:
            connection.execute(text(statement))
