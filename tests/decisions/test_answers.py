"""The letters to a proposing unit: why a dossier was refused, and what a decision brought."""

from collections.abc import Callable

from awards.accounts.models import User
from awards.core.docx import html_to_docx, paragraphs_of
from awards.core.paper import document_html
from awards.decisions import services
from awards.decisions.documents import refusal_html, result_html
from awards.nominations.models import Nomination
from awards.nominations.route import Action
from tests import make
from tests.conftest import Browser

REASON = "Thời gian tham gia phong trào chưa đủ theo kế hoạch."


def refused(desk: make.Desk, **subject: object) -> Nomination:
    record = make.received(desk.world, **subject)
    make.step(record, Action.REJECT, desk.leader, REASON)
    return record


def text_of(html: str) -> str:
    return " ".join(" ".join(paragraphs_of(html_to_docx(html))).split())


def test_a_refusal_says_what_was_asked_why_not_and_to_whom_it_goes() -> None:
    desk = make.decision_desk()
    desk.world.units[0].name, desk.world.units[-1].name = "Xã Hua Păng", "Tỉnh Sơn La"
    record = refused(desk, name="Giàng Thị Mỷ")
    move = services.refused_by(record, actor=desk.leader)
    assert move
    said = text_of(refusal_html(record, move))
    for words in (
        "ỦY BAN NHÂN DÂN TỈNH SƠN LA",
        "/UBND V/v thông báo hồ sơ đề nghị khen thưởng không đủ điều kiện",
        "Kính gửi: Ủy ban nhân dân xã Hua Păng",
        f"hồ sơ số {record.code} của Ủy ban nhân dân xã Hua Păng đề nghị tặng",
        "cho bà Giàng Thị Mỷ, kèm theo Tờ trình số 01/TTr-UBND ngày",
        "lý do: Thời gian tham gia phong trào chưa đủ theo kế hoạch.",
        "- Như trên; - Lưu: VT.",
        f"CHỦ TỊCH {desk.leader.name}",
    ):
        assert words in said


def test_only_the_unit_that_refused_writes_it_and_only_while_that_stands() -> None:
    desk = make.decision_desk()
    record = refused(desk)
    assert services.refused_by(record, actor=desk.world.officers[0]) is None
    make.step(record, Action.REOPEN, desk.leader, "Có tài liệu mới.")
    assert services.refused_by(record, actor=desk.leader) is None


def test_a_unit_reads_of_its_own_nominees_who_is_honoured_and_who_was_refused() -> None:
    desk = make.decision_desk()
    desk.world.units[0].name = "Xã Hua Păng"
    refused(desk, name="Lò Văn Không")
    record = make.issued(desk, 1, name="Lò Thị Được")
    (unit,) = services.proposers_of(record)
    said = text_of(result_html(record, unit))
    for words in (
        "THÔNG BÁO Kết quả xét tặng Giấy chứng nhận của phong trào",
        f"Căn cứ Quyết định số {record.number_text} ngày",
        "1. Được tặng Giấy chứng nhận của phong trào: 01 (một)",
        "Bà Lò Thị Được",
        "Số sổ vàng 01",
        "2. Không đủ điều kiện: 01 (một)",
        f"Lý do: {REASON}",
        "Đề nghị Ủy ban nhân dân xã Hua Păng thông báo cho các cá nhân biết",
    ):
        assert words in said


def test_nobody_is_told_before_the_issue() -> None:
    assert services.proposers_of(make.drafted(make.decision_desk(), 1)) == []


def test_they_are_offered_where_they_are_wanted(browser: Callable[[User], Browser]) -> None:
    desk = make.decision_desk()
    no, yes = refused(desk), make.issued(desk, 1)
    leader, paper = browser(desk.leader), f"/decisions/refusals/{no.id}/paper"
    assert paper in leader.get(f"/nominations/{no.id}").text
    assert leader.get(paper).data.startswith(b"%PDF")
    officer = browser(desk.world.officers[0])
    assert paper not in officer.get(f"/nominations/{no.id}").text
    assert officer.get(paper).status_code == 404
    assert f"/decisions/{yes.id}/results/{desk.world.units[0].id}/paper" in leader.get(f"/decisions/{yes.id}").text
    assert leader.get(f"/decisions/{yes.id}/results/{desk.world.units[-1].id}/paper").status_code == 404


def test_the_template_wants_every_word() -> None:
    words = services.result_words(make.issued(make.decision_desk(), 1), make.unit())
    assert "Kính gửi" in document_html("answer.html", sample=False, answer=words)
