"""The pages of the dossier by HTTP, without JavaScript, as each person uses them."""

from collections.abc import Callable
from typing import Any

from awards.accounts.models import User
from awards.core.db import db
from awards.nominations.models import Nomination, ProposalLetter
from awards.nominations.report import SECTIONS
from tests import make
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
