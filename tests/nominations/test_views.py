"""The pages of the dossier by HTTP, without JavaScript, as each person uses them."""

import gc
import io
import unicodedata
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from markupsafe import escape

from awards.accounts.models import User
from awards.core import clock
from awards.core.db import db
from awards.core.requests import new_token
from awards.nominations.models import Attachment, Nomination, ProposalLetter
from awards.nominations.report import SECTIONS
from awards.nominations.route import Action
from awards.nominations.services import edit, seen_of
from tests import make
from tests.nominations.files import photograph
from tests.surf import ByHttp, squeeze

Open = Callable[[User | None], Any]

SUBJECTS = {
    "tập thể": {"Tên tập thể": "Trường Tiểu học Hua Păng", "Địa chỉ": "bản Mẫu, xã Hua Păng"},
    "hộ gia đình": {"Họ và tên chủ hộ": "Lò Văn Mẫu", "Địa chỉ": "bản Mẫu, xã Hua Păng"},
    "cá nhân": {"Họ và tên": "Lường Thị Mẫu", "Năm sinh": "1968", "Nơi ở": "bản Mẫu, xã Hua Păng"},
}
NAMES = ["Trường Tiểu học Hua Păng", "Lò Văn Mẫu", "Lường Thị Mẫu"]


def _nominate(surfer: ByHttp, kind: str) -> None:
    surfer.open("/nominations/new")
    surfer.follow(f"Đề nghị {kind}")
    for label, words in SUBJECTS[kind].items():
        surfer.fill(label, words)
    if kind != "tập thể":
        surfer.mark("Ông" if kind == "hộ gia đình" else "Bà")
    surfer.choose("Hình thức đề nghị", "Giấy chứng nhận")
    surfer.press("Lập hồ sơ")
    surfer.follow("Thành tích in trên giấy chứng nhận")
    surfer.fill("Thành tích in trên", "Đã có thành tích xuất sắc.")
    surfer.press("Lưu")
    surfer.follow("Báo cáo thành tích")
    for label in {section.label for sections in SECTIONS.values() for section in sections}:
        if label in surfer.text:
            surfer.fill(label, "Giúp 12 hộ thoát nghèo.")
    surfer.press("Lưu")


def _in_bulk(surfer: ByHttp, button: str, names: list[str]) -> None:
    """Tick these in the pile of this button, and look at the list."""
    surfer.open("/review/")
    form = next(form for form in surfer.page.forms if f"{button}…" in squeeze(form.text_content()))
    for name in names:
        row = next(row for row in form.iter("tr") if name in squeeze(row.text_content()))
        row.xpath(".//input[@type='checkbox']")[0].set("checked", "checked")
    surfer._send(next(form.iter("button")))
    assert all(name in surfer.text for name in names)


def _sign_letter(surfer: ByHttp, button: str, names: list[str], number: int) -> None:
    _in_bulk(surfer, button, names)
    surfer.fill("Số tờ trình", str(number))
    surfer.press("Ký và gửi lên")
    assert f"Tờ trình số {number:02}/TTr-" in surfer.text


def _step(surfer: ByHttp, name: str, action: str, reason: str = "") -> None:
    surfer.open("/nominations")
    surfer.follow(name)
    surfer.follow(action)
    if reason:
        surfer.fill("Lý do", reason)
    surfer.press(action)
    assert surfer.status == 200


def test_the_whole_walk_by_officer_and_leader_at_each_level(browser: Open) -> None:
    world = make.world()
    commune, district, central = [ByHttp(browser(person)) for person in world.officers]
    commune_head, district_head, central_head = [ByHttp(browser(person)) for person in world.leaders]

    for kind in SUBJECTS:
        _nominate(commune, kind)
    district.open("/nominations")
    assert "Chưa có hồ sơ nào." in district.text
    _in_bulk(commune, "Trình lãnh đạo", NAMES)
    commune.press("Trình lãnh đạo 3 hồ sơ")
    _sign_letter(commune_head, "Gửi lên cấp trên", NAMES, 5)
    assert commune_head.fetch("Mở bản in").startswith(b"%PDF")

    _in_bulk(district, "Tiếp nhận", NAMES)
    district.press("Tiếp nhận 3 hồ sơ")
    _in_bulk(district, "Trình lãnh đạo", NAMES[:2])
    district.press("Trình lãnh đạo 2 hồ sơ")
    _step(district_head, NAMES[2], "Trả lại để bổ sung", "Thiếu xác nhận của trưởng bản.")
    _step(district_head, NAMES[1], "Kết luận không đủ điều kiện", "Chưa đủ thời gian.")

    commune.open("/nominations")
    commune.follow(NAMES[2])
    assert "Thiếu xác nhận của trưởng bản." in commune.text
    commune.follow("Báo cáo thành tích")
    commune.fill("Thành tích đạt được", "Giúp 13 hộ, có xác nhận của trưởng bản.")
    commune.press("Lưu")
    _step(commune, NAMES[2], "Trình lãnh đạo")
    _sign_letter(commune_head, "Gửi lên cấp trên", NAMES[2:], 6)
    _step(commune_head, NAMES[2], "Thu hồi")
    _step(commune, NAMES[2], "Trình lãnh đạo")
    _sign_letter(commune_head, "Gửi lên cấp trên", NAMES[2:], 7)
    _step(district, NAMES[2], "Tiếp nhận")
    _step(district, NAMES[2], "Trình lãnh đạo")
    _sign_letter(district_head, "Trình cấp trên", [NAMES[0], NAMES[2]], 1)

    _in_bulk(central, "Tiếp nhận", [NAMES[0], NAMES[2]])
    central.press("Tiếp nhận 2 hồ sơ")
    _in_bulk(central, "Trình lãnh đạo", [NAMES[0], NAMES[2]])
    central.press("Trình lãnh đạo 2 hồ sơ")
    _in_bulk(central_head, "Đồng ý xét khen", [NAMES[0], NAMES[2]])
    central_head.press("Đồng ý xét khen 2 hồ sơ")

    standing = {n.name: n.state.value for n in db.session.query(Nomination)}
    assert standing == {NAMES[0]: "accepted", NAMES[1]: "rejected", NAMES[2]: "accepted"}
    numbers = [letter.number_text for letter in db.session.query(ProposalLetter)]
    assert [number[:7] for number in numbers] == ["05/TTr-", "06/TTr-", "07/TTr-", "01/TTr-"]


# What a person may type, press twice, or send by mistake

HEADS = "Họ và tên"
ODD_NAMES = {
    "ten thousand letters": ("a" * 10_000, 422),
    "accents apart": ("Lò Văn Mẫu", 303),
    "NUL": ("Lò\0Văn Mẫu", 303),
    "a picture": ("Lò Văn Mẫu 🙂", 422),
    "a heap of marks": ("e" + "\u0301" * 100_000, 422),
    "a script": ("<script>alert(1)</script>", 303),
    "a formula": ("=1+1", 303),
    "blanks only": ("   ", 422),
    "Sinhala": ("ශ්‍රී", 422),
}


def _new(world: make.World, kind: str = "individual") -> str:
    return f"/nominations/new/{world.campaign.id}/{kind}"


@pytest.mark.parametrize("odd", ODD_NAMES)
def test_an_odd_name_is_kept_clean_or_answered_with_a_sentence(browser: Open, odd: str) -> None:
    world = make.world()
    name, status = ODD_NAMES[odd]
    award = world.campaign.awards[0].id
    page = browser(world.officers[0])
    answer = page.post(_new(world), data={"name": name, "award": award, "honorific": "ba", "address": "bản Mẫu"})
    assert answer.status_code == status
    if status == 422:
        assert db.session.query(Nomination).count() == 0
        return
    kept = db.session.query(Nomination).one().name
    assert unicodedata.is_normalized("NFC", kept)
    assert "\0" not in kept
    shown = page.get(answer.location).text
    assert str(escape(kept)) in shown
    assert "<script>alert" not in shown


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 2**64])
def test_an_id_that_no_row_can_have_is_no_page(browser: Open, number: int) -> None:
    page = browser(make.world().officers[0])
    for address in (f"/nominations/{number}", f"/letters/{number}", f"/nominations/{number}/subject"):
        assert page.get(address).status_code == 404
    assert page.get(f"/review/receive?chon={number}").status_code in {200, 404}
    assert page.get(f"/letters/new?chon={number}").status_code in {200, 403, 404}
    assert page.get(f"/nominations?truoc={number}&sau={number}&state=nichts").status_code == 200


@pytest.mark.parametrize("day", ["31/02/2024", "0/0/0", "2024", "१/१/२०२४", "32/01/2024", ""])
def test_a_day_that_does_not_exist_is_asked_for_again(browser: Open, day: str) -> None:
    world = make.world()
    record = make.ready(world)
    make.step(record, Action.PROPOSE, world.officers[0])
    form = {"chon": record.id, f"seen-{record.id}": seen_of(record), "number": "5", "signed_on": day}
    answer = browser(world.leaders[0]).post("/letters/new", data=form)
    assert answer.status_code == 422
    assert str(escape(day)) in answer.text
    assert db.session.query(ProposalLetter).count() == 0


def test_a_refused_step_keeps_what_was_typed(browser: Open) -> None:
    world = make.world()
    record = make.received(world)
    typed = "Thiếu xác nhận của trưởng bản, <b>đề nghị</b> bổ sung."
    answer = browser(world.leaders[1]).post(
        f"/nominations/{record.id}/steps/return", data={"seen": "1:0000", "reason": typed}
    )
    assert answer.status_code == 409
    assert str(escape(typed)) in answer.text
    assert "đã thay đổi" in answer.text
    assert db.session.get_one(Nomination, record.id).state == "received"


def test_a_step_without_its_reason_is_refused_beside_the_field(browser: Open) -> None:
    world = make.world()
    record = make.received(world)
    form = {"seen": seen_of(record), "reason": "  "}
    answer = browser(world.leaders[1]).post(f"/nominations/{record.id}/steps/reject", data=form)
    assert answer.status_code == 409
    assert "Cần ghi rõ lý do" in answer.text


def test_the_same_dossier_sent_from_two_tabs_moves_once(browser: Open) -> None:
    world = make.world()
    record = make.ready(world)
    make.step(record, Action.PROPOSE, world.officers[0])
    tab = browser(world.leaders[0])
    form = {"chon": record.id, f"seen-{record.id}": seen_of(record), "signed_on": clock.today().strftime("%d/%m/%Y")}
    first = tab.post("/letters/new", data=form | {"number": "5"})
    second = tab.post("/letters/new", data=form | {"number": "6"})
    assert (first.status_code, second.status_code) == (303, 409)
    assert 'value="6"' in second.text
    assert [move.action for move in db.session.get_one(Nomination, record.id).moves] == ["propose", "submit"]


@pytest.mark.parametrize("again", [False, True])
def test_what_a_leader_approves_is_what_stood_on_the_dossiers_page(browser: Open, again: bool) -> None:
    """Between the page and the signature the officer swaps the words and proposes again: the signature is refused."""
    world = make.world()
    record, officer = make.ready(world), world.officers[0]
    make.step(record, Action.PROPOSE, officer)
    leader = ByHttp(browser(world.leaders[0]))
    leader.open(f"/nominations/{record.id}")
    edit(record, actor=officer, seen=seen_of(record), citation="Lời khác hẳn.")
    make.step(record, Action.PROPOSE, officer)
    leader.follow("Gửi lên cấp trên")
    leader.fill("Số tờ trình", "5")
    leader.press("Ký và gửi lên")
    if again:
        leader.press("Ký và gửi lên")
    assert leader.status == 409
    assert db.session.get_one(Nomination, record.id).state == "draft"


def test_what_a_leader_withdraws_is_what_stood_on_the_dossiers_page(browser: Open) -> None:
    world = make.world()
    record = make.ready(world)
    leader = ByHttp(browser(world.leaders[0]))
    leader.open(f"/nominations/{record.id}")
    edit(record, actor=world.officers[0], seen=seen_of(record), citation="Lời khác hẳn.")
    db.session.commit()
    leader.follow("Rút hồ sơ")
    leader.fill("Lý do", "Hồ sơ lập nhầm.")
    leader.press("Rút hồ sơ")
    assert leader.status == 409
    assert "Hồ sơ lập nhầm." in leader.text


def test_an_edit_from_a_second_tab_is_refused_and_keeps_the_text(browser: Open) -> None:
    world = make.world()
    record = make.ready(world)
    tab, was = browser(world.officers[0]), seen_of(record)
    address = f"/nominations/{record.id}/citation"
    first = tab.post(address, data={"seen": was, "citation": "Đã giúp 12 hộ."})
    second = tab.post(address, data={"seen": was, "citation": "Đã giúp 13 hộ."})
    assert (first.status_code, second.status_code) == (303, 409)
    assert "Đã giúp 13 hộ." in second.text
    assert db.session.get_one(Nomination, record.id).citation == "Đã giúp 12 hộ."


def test_a_double_click_takes_one_step_and_gets_the_same_answer(browser: Open) -> None:
    world = make.world()
    record = make.sent(world)
    form = {"seen": seen_of(record), "request_token": new_token()}
    page = browser(world.officers[1])
    answers = [page.post(f"/nominations/{record.id}/steps/receive", data=form) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert db.session.get_one(Nomination, record.id).step == 3


def test_in_bulk_one_that_cannot_move_keeps_all_where_they_are(browser: Open) -> None:
    world = make.world()
    records = [make.sent(world), make.sent(world)]
    form = {"chon": [record.id for record in records]} | {f"seen-{r.id}": seen_of(r) for r in records}
    make.step(records[1], Action.RECEIVE, world.officers[1])
    answer = browser(world.officers[1]).post("/review/receive", data=form)
    assert answer.status_code == 409
    assert records[1].code in answer.text
    assert db.session.get_one(Nomination, records[0].id).state == "waiting"


def test_an_upload_that_is_far_too_large_is_answered_with_a_page(browser: Open) -> None:
    world = make.world()
    record = make.nomination(world)
    huge = {"file": (io.BytesIO(bytes(200 * 1024 * 1024)), "lon.pdf"), "doc_type": "evidence", "seen": seen_of(record)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the client's own temporary file
        answer = browser(world.officers[0]).post(f"/nominations/{record.id}/evidence", data=huge)
        status, text = answer.status_code, answer.text
        del huge, answer
        gc.collect()
    assert status == 413
    assert "<h1>" in text


def test_a_file_goes_in_comes_back_as_a_download_and_can_be_taken_out(browser: Open) -> None:
    world = make.world()
    record = make.nomination(world)
    page, address = browser(world.officers[0]), f"/nominations/{record.id}/evidence"
    picture = {"file": (io.BytesIO(photograph()), "../../../bản đồ.JPG"), "doc_type": "evidence"}
    assert page.post(address, data=picture | {"seen": seen_of(record)}).status_code == 303
    file = db.session.query(Attachment).one()
    got = page.get(f"/nominations/{record.id}/files/{file.id}")
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    got.close()
    assert file.file_name == "bản đồ.JPG"
    record = db.session.get_one(Nomination, record.id)
    gone = page.post(f"/nominations/{record.id}/files/{file.id}/remove", data={"seen": seen_of(record)})
    assert gone.status_code == 303
    page.get(address)  # says once that it was taken out
    assert "bản đồ" not in page.get(address).text


@pytest.mark.parametrize("path", ["subject", "citation", "report", "evidence"])
def test_who_may_not_write_is_not_shown_the_form(browser: Open, path: str) -> None:
    world = make.world()
    record = make.sent(world)
    for officer in world.officers[:2]:
        assert browser(officer).get(f"/nominations/{record.id}/{path}").status_code == 409


def test_the_page_of_a_step_that_is_not_open_says_why(browser: Open) -> None:
    world = make.world()
    record = make.sent(world)
    answer = browser(world.leaders[1]).get(f"/nominations/{record.id}/steps/accept")
    assert answer.status_code == 409
    assert "không thuộc thẩm quyền" in answer.text
    done = make.accepted(world)
    assert browser(world.leaders[2]).get(f"/letters/new?chon={done.id}").status_code == 409


def test_the_pages_of_many_dossiers_ask_no_more_than_those_of_few(browser: Open, queries: list[str]) -> None:
    world = make.world()
    counts: dict[str, list[int]] = {}
    pages = {officer: browser(person) for officer, person in enumerate(world.officers[:2])}
    for _round in range(2):
        make.nomination(world)
        make.sent(world)
        if _round:
            make.sent(world)
            make.nomination(world)
        for officer, page in pages.items():
            for address in ("/nominations", "/review/", "/", "/letters", "/nominees"):
                queries.clear()
                assert page.get(address).status_code == 200
                counts.setdefault(f"{officer} {address}", []).append(len(queries))
    assert all(few == many for few, many in counts.values()), counts


def test_who_has_put_a_draft_before_the_leader_is_not_told_to_do_it_again(browser: Open) -> None:
    world = make.world()
    record = make.ready(world)
    officer, told = browser(world.officers[0]), "rồi trình lãnh đạo"
    edit(record, actor=world.officers[0], seen=seen_of(record), citation="Giúp 12 hộ thoát nghèo.")
    db.session.commit()
    assert told in officer.get(f"/nominations/{record.id}").text
    make.step(record, Action.PROPOSE, world.officers[0])
    page = officer.get(f"/nominations/{record.id}").text
    assert "Hồ sơ đang chờ lãnh đạo; ông/bà không phải làm gì thêm." in page
    assert told not in page
    assert "Rút hồ sơ" in page
