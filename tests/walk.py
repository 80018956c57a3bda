"""The main job, as the people do it: from an open campaign to a certificate that a citizen checks.

Written once in the words on the screen; tests/test_walk.py walks it by HTTP without JavaScript, and in Chromium.
"""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pdfplumber
import pypdfium2
import zxingcpp
from PIL import Image

from awards.accounts import services as accounts
from awards.accounts.services.passwords import hashed
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.law import services as law
from awards.units import services as units
from awards.units.models import Unit
from tests.surf import Surfer, squeeze

PASSWORD = "ba con ban Na Bo 2026"
CITATION = "Đã có thành tích xuất sắc trong Phong trào thi đua “Vì người nghèo - Không để ai bị bỏ lại phía sau”"
COLLECTIVE = "Nhân dân và cán bộ bản Nà Bó"
HOUSEHOLD, INDIVIDUAL, REJECTED = "Vì Văn Toản", "Giàng Thị Súa", "Lò Văn Ế"
NAMES = (COLLECTIVE, HOUSEHOLD, INDIVIDUAL)

PEOPLE = {
    "secretary": (Role.SECRETARY, "Trung ương", "Thư ký Hội đồng"),
    "commune.officer": (Role.OFFICER, "Xã Hua Păng", "Công chức Văn hóa - Xã hội"),
    "commune.leader": (Role.LEADER, "Xã Hua Păng", "CHỦ TỊCH"),
    "district.officer": (Role.OFFICER, "Huyện Mộc Châu", "Chuyên viên"),
    "district.leader": (Role.LEADER, "Huyện Mộc Châu", "CHỦ TỊCH"),
    "central.officer": (Role.OFFICER, "Trung ương", "Chuyên viên"),
    "central.leader": (Role.LEADER, "Trung ương", "TRƯỞNG BAN"),
    "records": (Role.RECORDS_CLERK, "Trung ương", "Văn thư"),
    "print": (Role.PRINT_CLERK, "Trung ương", "Nhân viên in"),
}


def settle() -> None:
    """Units, law and people: what an office has before its first campaign."""
    units.load_demo_seed()
    law.load_seed()
    on = clock.today() - timedelta(days=30)
    for username, (role, unit_name, title) in PEOPLE.items():
        unit = db.session.query(Unit).filter(Unit.name == unit_name).order_by(Unit.valid_from).first()
        person = accounts.create_person(f"Lò Thị {username.title()}", username, actor=None)
        person.password_hash = hashed(PASSWORD)
        accounts.appoint(person, unit, role, title, on, actor=None)
    db.session.commit()


class Walk:
    """`surfer(name)` is that person's own browser; `work` lets the background worker finish what is queued."""

    def __init__(self, surfer: Callable[[str], Surfer], work: Callable[[], None], folder: Path) -> None:
        self._surfer, self.work, self.folder = surfer, work, folder
        self._browsers: dict[str, Surfer] = {}

    def by(self, username: str) -> Surfer:
        """This person, signed in."""
        if username not in self._browsers:
            browser = self._browsers[username] = self._surfer(username)
            browser.open("/sign-in")
            browser.fill("Tên đăng nhập", username)
            browser.fill("Mật khẩu", PASSWORD)
            browser.press("Đăng nhập")
        return self._browsers[username]

    def whole(self) -> None:
        """Items 2 to 7 of the main job."""
        self.open_campaign()
        for kind, name in (("tập thể", COLLECTIVE), ("hộ gia đình", HOUSEHOLD), ("cá nhân", INDIVIDUAL)):
            self.nominate(kind, name)
        self.nominate("cá nhân", REJECTED)
        self.send_up("commune", 4, number="12")
        self.review_in_the_district()
        self.accept_at_the_centre()
        self.decide()
        self.check(self.print_certificates())

    def open_campaign(self) -> None:
        secretary = self.by("secretary")
        secretary.open("/campaigns/new")
        secretary.follow("Chọn Xã – huyện – Trung ương")
        secretary.fill("Tên phong trào", "Vì người nghèo - Không để ai bị bỏ lại phía sau")
        secretary.fill("Văn bản phát động", "Quyết định số 666/QĐ-TTg ngày 02 tháng 6 năm 2022")
        secretary.fill("Từ năm", "2021")
        secretary.fill("Đến năm", "2025")
        secretary.fill("Tên đợt xét", "Biểu dương gương sáng 2021 - 2025")
        secretary.mark("Tổng kết")
        secretary.fill("Căn cứ của đợt xét", "Kế hoạch số 10/KH-BTĐKT ngày 05 tháng 01 năm 2026")
        secretary.fill("Lấy đơn vị hành chính theo ngày", "30/09/2023")
        for days, level in ((30, "Cấp xã"), (45, "Cấp huyện"), (60, "Trung ương")):
            secretary.fill(level, (clock.today() + timedelta(days=days)).strftime("%d/%m/%Y"))
        secretary.press("Mở đợt xét")
        assert "Đã mở đợt xét" in secretary.text

    def nominate(self, kind: str, name: str) -> None:
        officer = self.by("commune.officer")
        officer.open("/nominations/new")
        officer.follow(f"Đề nghị {kind}")
        if kind != "tập thể":
            officer.mark("Bà" if name == INDIVIDUAL else "Ông")
        officer.fill({"tập thể": "Tên tập thể", "hộ gia đình": "Họ và tên chủ hộ"}.get(kind, "Họ và tên"), name)
        officer.fill("Nơi ở" if kind == "cá nhân" else "Địa chỉ", "Bản Nà Bó, xã Hua Păng, huyện Mộc Châu, tỉnh Sơn La")
        officer.choose("Hình thức đề nghị", "Giấy chứng nhận")
        officer.press("Lập hồ sơ")
        assert "Còn thiếu trước khi gửi" in officer.text
        officer.follow("Thành tích in trên giấy chứng nhận")
        officer.fill("Thành tích in trên giấy chứng nhận", CITATION)
        officer.press("Lưu")
        officer.follow("Báo cáo thành tích")
        officer.fill("Hoàn cảnh gia đình" if kind == "hộ gia đình" else "Sơ lược", "Gắn bó với bản từ nhiều năm nay.")
        officer.fill("Thành tích đạt được", "Giúp 12 hộ nghèo về giống, vốn và ngày công; 7 hộ đã thoát nghèo.")
        officer.press("Lưu báo cáo")
        officer.follow("Tài liệu kèm theo")
        officer.choose("Loại tài liệu", "Minh chứng")
        officer.attach("Tệp", self._photo())
        officer.press("Gửi tệp")
        assert "Bỏ tệp này" in officer.text  # it stands in the list, sent whole or in pieces

    def _photo(self) -> Path:
        path = self.folder / "anh-lam-duong.jpg"
        if not path.exists():
            Image.new("RGB", (64, 48), "#3a7d44").save(path, "JPEG")
        return path

    def _tick_and_press(self, browser: Surfer, names: list[str], button: str) -> None:
        for name in names:
            browser.mark(f"Chọn {name}")
        browser.press(button)

    def send_up(self, unit: str, count: int, number: str, button: str = "Gửi lên cấp trên…") -> None:
        """The officer proposes all, the leader signs one letter for all; the list is shown before each."""
        waiting = [COLLECTIVE, HOUSEHOLD, INDIVIDUAL, REJECTED][:count]
        officer, leader = self.by(f"{unit}.officer"), self.by(f"{unit}.leader")
        officer.open("/review/")
        self._tick_and_press(officer, waiting, "Trình lãnh đạo…")
        assert all(name in officer.text for name in waiting)
        officer.press(f"Trình lãnh đạo {count} hồ sơ")
        leader.open("/review/")
        self._tick_and_press(leader, waiting, button)
        leader.fill("Số tờ trình", number)
        leader.press("Ký và gửi lên")
        assert f"Đã gửi {count} hồ sơ" in leader.text, leader.text[:500]
        letter = words_in(leader.fetch("Mở bản in"))
        assert all(name in letter for name in waiting)
        assert f"{number}/TTr-UBND" in letter

    def review_in_the_district(self) -> None:
        """One is returned and comes back, one is rejected, the others go up."""
        officer, leader = self.by("district.officer"), self.by("district.leader")
        officer.open("/review/")
        self._tick_and_press(officer, [*NAMES, REJECTED], "Tiếp nhận…")
        officer.press("Tiếp nhận 4 hồ sơ")
        self._step(leader, HOUSEHOLD, "Trả lại để bổ sung", "Báo cáo chưa có xác nhận của trưởng bản.")
        self._step(leader, REJECTED, "Kết luận không đủ điều kiện", "Thành tích đã được khen năm 2024.")
        self._correct()
        officer.open("/review/")
        self._tick_and_press(officer, [HOUSEHOLD], "Tiếp nhận…")
        officer.press("Tiếp nhận 1 hồ sơ")
        self.send_up("district", 3, number="07", button="Trình cấp trên…")

    def _step(self, person: Surfer, name: str, button: str, reason: str) -> None:
        person.open("/nominations")
        person.follow(name)
        person.follow(button)
        if reason:
            person.fill("Lý do", reason)
        person.press(button)
        assert name in person.text

    def _correct(self) -> None:
        """The returned dossier is mended and sent again."""
        officer, leader = self.by("commune.officer"), self.by("commune.leader")
        officer.open("/")
        officer.follow(HOUSEHOLD)
        assert "Báo cáo chưa có xác nhận của trưởng bản." in officer.text
        officer.follow("Báo cáo thành tích")
        officer.fill("Thành tích đạt được", "Giúp 12 hộ nghèo. Trưởng bản Lò Văn Inh xác nhận.")
        officer.press("Lưu báo cáo")
        officer.follow("Trình lãnh đạo")
        officer.press("Trình lãnh đạo")
        leader.open("/review/")
        self._tick_and_press(leader, [HOUSEHOLD], "Gửi lên cấp trên…")
        leader.fill("Số tờ trình", "13")
        leader.press("Ký và gửi lên")

    def accept_at_the_centre(self) -> None:
        officer, leader = self.by("central.officer"), self.by("central.leader")
        officer.open("/review/")
        self._tick_and_press(officer, list(NAMES), "Tiếp nhận…")
        officer.press("Tiếp nhận 3 hồ sơ")
        officer.open("/review/")
        self._tick_and_press(officer, list(NAMES), "Trình lãnh đạo…")
        officer.press("Trình lãnh đạo 3 hồ sơ")
        leader.open("/review/")
        self._tick_and_press(leader, list(NAMES), "Đồng ý xét khen…")
        leader.press("Đồng ý xét khen 3 hồ sơ")
        assert "3 hồ sơ" in leader.text

    def decide(self) -> None:
        """Drafted and frozen, signed, numbered and issued: by three people, the print clerk being the fourth."""
        secretary, leader, records = self.by("secretary"), self.by("central.leader"), self.by("records")
        secretary.open("/decisions/")
        secretary.follow("Soạn quyết định")
        for name in NAMES:
            secretary.mark(f"Chọn {name}")
        secretary.press("Lập dự thảo quyết định")
        secretary.follow("Chốt danh sách, trình ký")
        assert all(name in secretary.text for name in NAMES)
        assert REJECTED not in secretary.text
        secretary.press("Chốt danh sách (3)")
        self._at_the_decision(leader, "Ghi nhận đã ký")
        leader.fill("Ngày ký", clock.today().strftime("%d/%m/%Y"))
        leader.press("Ghi nhận đã ký")
        self._at_the_decision(records, "Cấp số quyết định")
        records.press("Cấp số")
        records.follow("Ban hành quyết định")
        records.press("Ban hành quyết định")
        paper = words_in(records.fetch("Mở bản in"))
        assert all(name in paper for name in NAMES)
        assert "01/QĐ-BTĐKT" in paper

    def _at_the_decision(self, person: Surfer, step: str, of: str = "tặng Giấy chứng nhận") -> None:
        person.open("/")
        person.follow(of)
        person.follow(step)

    def print_certificates(self) -> str:
        """The proof, the batch in the background, the merged file and a single one; the address in its QR code."""
        clerk = self.by("print")
        clerk.open("/certificates")
        clerk.follow("tặng Giấy chứng nhận")
        clerk.follow("In giấy")
        assert "BẢN THỬ" in words_in(clerk.fetch("Mở bản thử"))
        clerk.mark("Tôi đã xem bản thử")
        clerk.press("Bắt đầu in")
        self.work()
        clerk.open(clerk.address)
        merged = words_in(clerk.fetch("Tải tệp chung"))
        assert all(name in merged for name in NAMES)
        assert [merged.index(f"Số sổ vàng: 0{place}") for place in (1, 2, 3)] == sorted(
            merged.index(f"Số sổ vàng: 0{place}") for place in (1, 2, 3)
        )
        clerk.follow(INDIVIDUAL)
        single = clerk.fetch("Tải giấy")
        words = words_in(single)
        assert INDIVIDUAL in words
        assert COLLECTIVE not in words
        assert squeeze(CITATION).split("“")[0] in words
        return urlsplit(qr_in(single)).path

    def check(self, path: str) -> None:
        """A citizen scans it; a second decision takes it back; the citizen sees that too. Other codes find nothing."""
        citizen = self._surfer("citizen")
        citizen.open(path)
        assert INDIVIDUAL in citizen.text
        assert "còn hiệu lực" in citizen.text
        assert "01/QĐ-BTĐKT" in citizen.text
        citizen.fill("Mã kiểm tra", "0000-0000-0000-0000-0000-0000-00")
        citizen.press("Kiểm tra giấy")
        assert "Không có giấy nào mang mã này" in citizen.text
        self.revoke()
        citizen.open(path)
        assert "đã bị thu hồi" in citizen.text
        assert "02/QĐ-BTĐKT" in citizen.text
        assert "gian dối trong việc kê khai thành tích" in citizen.text

    def revoke(self) -> None:
        """The same four steps by the same people, on a statutory ground."""
        secretary, leader, records = self.by("secretary"), self.by("central.leader"), self.by("records")
        secretary.open("/certificates")
        secretary.follow("tặng Giấy chứng nhận")
        secretary.follow(INDIVIDUAL)
        secretary.follow("Hủy bỏ, thu hồi")
        secretary.choose("Căn cứ", "gian dối trong việc kê khai thành tích")
        secretary.fill("Nội dung, văn bản kết luận", "Kết luận thanh tra số 05/KL-TTr ngày 02 tháng 3 năm 2026")
        secretary.press("Lập dự thảo quyết định")
        secretary.follow("Chốt danh sách, trình ký")
        assert INDIVIDUAL in secretary.text
        secretary.press("Chốt danh sách (1)")
        self._at_the_decision(leader, "Ghi nhận đã ký", of="hủy bỏ việc tặng")
        leader.fill("Ngày ký", clock.today().strftime("%d/%m/%Y"))
        leader.press("Ghi nhận đã ký")
        self._at_the_decision(records, "Cấp số quyết định", of="hủy bỏ việc tặng")
        records.press("Cấp số")
        records.follow("Ban hành quyết định")
        records.press("Ban hành quyết định")
        paper = words_in(records.fetch("Mở bản in"))
        assert "02/QĐ-BTĐKT" in paper
        assert "điểm a khoản 2 Điều 93" in paper


def qr_in(pdf: bytes) -> str:
    """What the QR code on the first page says, read from the picture of the page."""
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=4).to_pil()
    return str(zxingcpp.read_barcodes(picture)[0].text)


def words_in(pdf: bytes) -> str:
    """All the text of a PDF with single blanks, and after it the cells of its tables, each read as one."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        texts = [page.extract_text() for page in document.pages]
        cells = [c for page in document.pages for table in page.extract_tables() for row in table for c in row if c]
        return squeeze(" ".join([*texts, *cells]))
