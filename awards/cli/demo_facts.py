"""The demo's invented people and their invented merits (dữ liệu mẫu). The places are real (domain 8.1), as of 2023."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from awards.campaigns.criteria import criteria_for
from awards.campaigns.models import Phase
from awards.campaigns.services import Honour
from awards.core.access import Role
from awards.law.models import SubjectKind
from awards.nominations.subject import HouseholdStatus

MOVEMENT = "Vì người nghèo - Không để ai bị bỏ lại phía sau"
ACT = (
    "Quyết định số 666/QĐ-TTg ngày 02 tháng 6 năm 2022 của Thủ tướng Chính phủ ban hành Kế hoạch tổ chức thực hiện "
    f"Phong trào thi đua “{MOVEMENT}” giai đoạn 2021 - 2025"
)
HUYEN, ROOT = "Huyện Mộc Châu", "Trung ương"

AWARDS = (("giay-chung-nhan", tuple(SubjectKind)), ("giay-khen-xa", tuple(SubjectKind)))
PASSWORD = "guong sang 2026"  # noqa: S105  (of people who do not exist)

# username, name, role, unit, title under a signature
PEOPLE: list[tuple[str, str, Role, str, str]] = [
    ("chuyenvien.huapang", "Lò Thị Mẫn", Role.OFFICER, "Xã Hua Păng", "Công chức Văn hóa - Xã hội"),
    ("lanhdao.huapang", "Hà Văn Thuận", Role.LEADER, "Xã Hua Păng", "CHỦ TỊCH"),
    ("thuky.huapang", "Lò Văn Muôn", Role.SECRETARY, "Xã Hua Păng", "Công chức Văn phòng - Thống kê"),
    ("vanthu.huapang", "Hà Thị Nhung", Role.RECORDS_CLERK, "Xã Hua Păng", "Văn thư"),
    ("inan.huapang", "Bàn Thị Liên", Role.PRINT_CLERK, "Xã Hua Păng", "Cán bộ không chuyên trách"),
    ("chuyenvien.chiengson", "Vì Thị Hạnh", Role.OFFICER, "Xã Chiềng Sơn", "Công chức Văn hóa - Xã hội"),
    ("lanhdao.chiengson", "Lường Văn Định", Role.LEADER, "Xã Chiềng Sơn", "CHỦ TỊCH"),
    ("chuyenvien.longsap", "Giàng Thị Súa", Role.OFFICER, "Xã Lóng Sập", "Công chức Văn hóa - Xã hội"),
    ("lanhdao.longsap", "Mùa A Chứ", Role.LEADER, "Xã Lóng Sập", "CHỦ TỊCH"),
    ("chuyenvien.huyen", "Đinh Thu Phương", Role.OFFICER, HUYEN, "Chuyên viên Phòng Nội vụ"),
    ("lanhdao.huyen", "Quàng Văn Bình", Role.LEADER, HUYEN, "CHỦ TỊCH"),
    ("chuyenvien.tw", "Nguyễn Minh Châu", Role.OFFICER, ROOT, "Chuyên viên"),
    ("lanhdao.tw", "Trần Quốc Hưng", Role.LEADER, ROOT, "TRƯỞNG BAN"),
    ("thuky.tw", "Phạm Thanh Hà", Role.SECRETARY, ROOT, "Thư ký Hội đồng"),
    ("vanthu.tw", "Lê Thị Ngọc", Role.RECORDS_CLERK, ROOT, "Văn thư"),
    ("inan.tw", "Hoàng Đức Lâm", Role.PRINT_CLERK, ROOT, "Nhân viên in"),
    ("kiemtoan.tw", "Vũ Thu Hằng", Role.AUDITOR, ROOT, "Kiểm toán viên"),
    ("quantri", "Bùi Anh Tú", Role.ADMINISTRATOR, ROOT, "Quản trị hệ thống"),
    ("quantri.hai", "Đỗ Thị Lan", Role.ADMINISTRATOR, ROOT, "Quản trị hệ thống"),
]


@dataclass(frozen=True)
class CampaignFacts:
    """The demo's campaign: honours of 2021-2025 on the units of 2023, decided now."""

    units_on: date
    deadlines: tuple[date, ...]

    def values(self) -> dict[str, Any]:
        """What `open_campaign` is given."""
        return {
            "movement_name": MOVEMENT,
            "movement_act": ACT,
            "from_year": 2021,
            "to_year": 2025,
            "name": "Biểu dương gương sáng giai đoạn 2021 - 2025",
            "phase": Phase.FINAL,
            "legal_act": ACT,
            "units_on": self.units_on,
            "issuer": "TRƯỞNG BAN THI ĐUA - KHEN THƯỞNG TRUNG ƯƠNG",
            "preset": "commune-district-central",
            "deadlines": self.deadlines,
            "awards": [Honour(code, kinds, criteria_for(code, kinds)) for code, kinds in AWARDS],
        }


def campaign_facts(today: date) -> CampaignFacts:
    """Deadlines count from the first start, so that the demo is always in time."""
    return CampaignFacts(date(2023, 9, 30), tuple(today + timedelta(days=days) for days in (30, 45, 60)))


OFFICES = ("huapang", "chiengson", "longsap")
# How far a dossier has come; each has been where those before it are.
WAYS = ("draft", "written", "sent", "returned", "received", "endorsed", "corrected", "accepted")


@dataclass(frozen=True)
class Dossier:
    """One invented dossier; `way` is one of WAYS."""

    office: str
    kind: SubjectKind
    way: str
    name: str
    address: str
    citation: str = ""
    honorific: str = ""
    birth_year: int | None = None
    position: str = ""
    report: dict[str, str] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    facts: dict[int, dict[str, Any]] = field(default_factory=dict)
    leaving: dict[str, Any] = field(default_factory=dict)  # the decision on leaving poverty
    photos: tuple[str, ...] = ()  # their captions
    repeat_reason: str = ""


_REPORT = {
    "overview": "Gắn bó với bản từ nhiều năm nay, được bà con tin cậy. (Dữ liệu mẫu.)",
    "results": "Ba năm qua đã giúp 12 hộ nghèo về giống, vốn và ngày công; 7 hộ đã thoát nghèo, 3 hộ thoát cận nghèo. "
    "Góp 45 ngày công làm đường vào bản và hiến 200 m² đất mở rộng nhà văn hóa. (Dữ liệu mẫu.)",
    "praised": "",
}
# What the district asks of the returned one, by part.
ASKED = {
    "report.results": "Ghi rõ số hộ đã giúp của từng năm.",
    "files": "Thiếu giấy xác nhận của trưởng bản.",
}
# Whoever was honoured before: name, award, number, date, body.
HONOURED = (
    ("Lò Văn Inh", "Giấy khen", "45/QĐ-UBND", date(2019, 11, 18), "Chủ tịch Ủy ban nhân dân xã Hua Păng"),
    ("Lò Thị Duyên", "Giấy khen", "112/QĐ-UBND", date(2022, 10, 20), "Chủ tịch Ủy ban nhân dân huyện Mộc Châu"),
)
_FACTS: dict[int, dict[str, Any]] = {
    2021: {"households_helped": 4, "households_risen": 2, "work_days": 20, "help": "giống ngô, kỹ thuật trồng mận"},
    2022: {"households_helped": 5, "households_risen": 3, "money": 12_000_000, "work_days": 15, "help": "giống bò"},
    2023: {"households_helped": 3, "households_risen": 2, "goods": 8_500_000, "land": 200, "help": ""},
}
CORRECTED = (
    "Năm 2021 giúp 4 hộ, năm 2022 giúp 5 hộ, năm 2023 giúp 3 hộ về giống, vốn và ngày công; 7 hộ đã thoát nghèo, 3 hộ "
    "thoát cận nghèo. Góp 45 ngày công làm đường vào bản. (Dữ liệu mẫu.)"
)
_MERIT = f"Đã có thành tích xuất sắc trong Phong trào thi đua “{MOVEMENT}” giai đoạn 2021 - 2025"
_C, _H, _I = SubjectKind.COLLECTIVE, SubjectKind.HOUSEHOLD, SubjectKind.INDIVIDUAL


def _one(office: str, kind: SubjectKind, way: str, name: str, address: str, **more: Any) -> Dossier:
    return Dossier(office, kind, way, name, address, **({"citation": f"{_MERIT}.", "report": _REPORT} | more))


HUA_PANG = "xã Hua Păng, huyện Mộc Châu, tỉnh Sơn La"
CHIENG_SON = "xã Chiềng Sơn, huyện Mộc Châu, tỉnh Sơn La"
LONG_SAP = "xã Lóng Sập, huyện Mộc Châu, tỉnh Sơn La"

DOSSIERS = [
    _one("huapang", _C, "accepted", "Nhân dân và cán bộ bản Nà Bó", f"Bản Nà Bó, {HUA_PANG}"),
    _one(
        "chiengson",
        _C,
        "accepted",
        "Hợp tác xã Sản xuất, chế biến và tiêu thụ nông sản an toàn Chiềng Sơn",
        f"Tiểu khu 3, {CHIENG_SON}",
    ),
    _one(
        "huapang",
        _H,
        "accepted",
        "Vì Văn Toản",
        f"Bản Suối Ngõa, {HUA_PANG}",
        honorific="ong",
        birth_year=1971,
        details={"people": "5", "members": "Hà Thị Inh, 1973, vợ\nVì Văn Lâm, 1996, con"},
        facts={2021: {"status": HouseholdStatus.POOR, "help": ""}, 2022: {"status": HouseholdStatus.RISEN, "help": ""}},
        leaving={
            "leaving_number": "187/QĐ-UBND",
            "leaving_on": date(2022, 12, 15),
            "leaving_body": "Chủ tịch Ủy ban nhân dân xã Hua Păng",
        },
    ),
    _one("longsap", _H, "accepted", "Sồng Thị Mỷ", f"Bản Phát, {LONG_SAP}", honorific="ba", birth_year=1980),
    _one(
        "huapang",
        _I,
        "accepted",
        "Lò Văn Inh",
        f"Bản Chiềng Cang, {HUA_PANG}",
        honorific="ong",
        birth_year=1965,
        position="Trưởng bản Chiềng Cang",
        details={"home_town": "Xã Hua Păng", "qualification": "Trung cấp Nông lâm"},
        facts=_FACTS,
        photos=("Bà con bản Chiềng Cang làm đường, tháng 5 năm 2022",),
    ),
    _one(
        "longsap",
        _I,
        "accepted",
        "Giàng A Páo",
        f"Bản A Má, {LONG_SAP}",
        honorific="ong",
        birth_year=1988,
        citation=f"{_MERIT}, giúp 15 hộ trong bản có việc làm ổn định từ trồng mận và chăn nuôi bò.",
    ),
    _one(
        "chiengson",
        _I,
        "accepted",
        "Nguyễn Thị Thanh Huyền",
        f"Tiểu khu 8, {CHIENG_SON}",
        honorific="ba",
        birth_year=1977,
        position="Chủ tịch Hội Liên hiệp Phụ nữ xã Chiềng Sơn",
    ),
    _one("longsap", _C, "endorsed", "Chi hội Nông dân bản Pha Đón", f"Bản Pha Đón, {LONG_SAP}"),
    _one(
        "huapang",
        _I,
        "corrected",
        "Hà Thị Thoa",
        f"Bản Suối Quanh, {HUA_PANG}",
        honorific="ba",
        birth_year=1979,
        position="Chi hội trưởng Chi hội Phụ nữ bản Suối Quanh",
    ),
    _one("huapang", _I, "endorsed", "Hà Thị Lả", f"Bản Nà Sài, {HUA_PANG}", honorific="ba", birth_year=1983),
    _one(
        "chiengson", _H, "received", "Lường Văn Phóng", f"Bản Hin Pén, {CHIENG_SON}", honorific="ong", birth_year=1969
    ),
    _one("huapang", _C, "sent", "Tổ tiết kiệm và vay vốn bản Tà Phềnh", f"Bản Tà Phềnh, {HUA_PANG}"),
    _one("longsap", _I, "sent", "Mùa Thị Dợ", f"Bản Pu Nhan, {LONG_SAP}", honorific="ba", birth_year=1990),
    _one("chiengson", _I, "sent", "Vì Văn Khuyên", f"Bản Suối Thín, {CHIENG_SON}", honorific="ong", birth_year=1974),
    _one("huapang", _H, "returned", "Bàn Văn Thắng", f"Bản Suối Khem, {HUA_PANG}", honorific="ong", birth_year=1976),
    _one(
        "huapang",
        _I,
        "written",
        "Lò Thị Duyên",
        f"Bản Nà Bó, {HUA_PANG}",
        honorific="ba",
        birth_year=1992,
        details={"home_town": "Xã Chiềng Khoa", "qualification": "Cử nhân Nông học", "phone": "0900 000 000"},
        facts=_FACTS,
        photos=("Vườn mận của chị Duyên, mùa ra hoa", "Hướng dẫn chị em ủ phân, tháng 3 năm 2023"),
    ),
    _one("huapang", _C, "draft", "Đoàn Thanh niên xã Hua Păng", ""),
    _one(
        "huapang",
        _I,
        "draft",
        "Lò Văn Ính",
        f"Bản Chiềng Cang, {HUA_PANG}",
        honorific="ong",
        birth_year=1966,
        repeat_reason="Người khác, gần trùng tên; đã hỏi trưởng bản. (Dữ liệu mẫu.)",
    ),
]

# Whom the commune's chair honours by a giấy khen of the commune.
COMMENDED = [
    _one("huapang", _C, "accepted", "Chi hội Phụ nữ bản Nà Bó", f"Bản Nà Bó, {HUA_PANG}"),
    _one("huapang", _H, "accepted", "Triệu Văn Phúc", f"Bản Suối Khem, {HUA_PANG}", honorific="ong", birth_year=1978),
    _one("huapang", _I, "accepted", "Lò Thị Ún", f"Bản Chiềng Cang, {HUA_PANG}", honorific="ba", birth_year=1986),
]

# A sheet as a hamlet writes it, with what is usually wrong in one.
SHEET: list[list[Any]] = [
    ["UBND XÃ HUA PĂNG"],
    ["DANH SÁCH ĐỀ NGHỊ BIỂU DƯƠNG (DỮ LIỆU MẪU)"],
    ["STT", "Họ và tên", "Giới tính", "Ngày sinh", "Chức vụ", "Địa chỉ", "Tóm tắt thành tích"],
    [
        1,
        "Lò Thị Sương",
        "Nữ",
        "12/3/1981",
        "Chi hội phó Chi hội Phụ nữ",
        "Bản Nà Bó, xã Hua Păng",
        "Giúp 6 hộ vay vốn.",
    ],
    [2, "Hà Văn  Tâm", "Nam", 1975, None, "Bản Nà Bó, xã Hua Păng", "Hiến 300 m² đất làm đường."],
    [3, "Vì Thị Ngân", "Nữ", "31/02/1990", None, None, "Giúp 3 hộ thoát nghèo."],
]

# Earlier giấy khen as the commune kept them in a table of its own: in the register, alike, unknown, and one with a gap.
HONOURS: list[list[Any]] = [
    ["UBND XÃ HUA PĂNG"],
    ["TỔNG HỢP KHEN THƯỞNG CÁC NĂM 2018 - 2020 (DỮ LIỆU MẪU)"],
    ["TT", "Họ và tên", "Năm sinh", "Địa chỉ", "Hình thức khen thưởng", "Số, ngày quyết định; cơ quan ban hành"],
    [
        1,
        "Lò Văn Inh",
        1965,
        "Bản Chiềng Cang, xã Hua Păng",
        "Giấy khen",
        "12/QĐ-UBND ngày 19/5/2018 của Chủ tịch Ủy ban nhân dân xã Hua Păng",
    ],
    [2, "Lò Thị Duyen", None, "Bản Nà Bó", "Giấy khen", "12/QĐ-UBND ngày 19/5/2018"],
    [3, "Vì Văn Ộp", 1950, "Bản Chiềng Cang", "Giấy khen", "33/QĐ-UBND ngày 10/10/2020"],
    [4, "Giàng A Dế", 1971, "Bản Suối Khem", "Giấy khen", "ngày 10/10/2020"],
]
