"""What a dossier says of its subject beside name and address, by kind (domain 3.2), and what movement facts are.

Data, like the sections of the report: forms, pages and papers read it.
"""

from dataclasses import dataclass
from enum import StrEnum

from awards.law.models import SubjectKind


@dataclass(frozen=True)
class Detail:
    """One line about a subject: its key, its label, what belongs there, and how long it may be."""

    code: str
    label: str
    hint: str = ""
    longest: int = 200
    lines: bool = False


@dataclass(frozen=True)
class Measure:
    """One figure of a year of the movement: its column, label, the unit it counts, and the words of its total."""

    code: str
    label: str
    unit: str
    total: str


class CollectiveKind(StrEnum):
    """What a collective is (L06 Art. 73, 74 name enterprises apart)."""

    AUTHORITY = "authority"
    HAMLET = "hamlet"
    AGENCY = "agency"
    ENTERPRISE = "enterprise"
    COOPERATIVE = "cooperative"


COLLECTIVE_NAMES = {
    CollectiveKind.AUTHORITY: "Xã, huyện, tỉnh",
    CollectiveKind.HAMLET: "Thôn, bản, khu dân cư",
    CollectiveKind.AGENCY: "Cơ quan, đơn vị, đoàn thể",
    CollectiveKind.ENTERPRISE: "Doanh nghiệp",
    CollectiveKind.COOPERATIVE: "Hợp tác xã",
}
ENTERPRISES = frozenset({CollectiveKind.ENTERPRISE, CollectiveKind.COOPERATIVE})


class HouseholdStatus(StrEnum):
    """What the commune's yearly review found a household to be (QĐ 24/2021/QĐ-TTg)."""

    POOR = "poor"
    NEAR_POOR = "near_poor"
    RISEN = "risen"
    RISEN_NEAR = "risen_near"
    NONE = "none"


STATUS_NAMES = {
    HouseholdStatus.POOR: "Hộ nghèo",
    HouseholdStatus.NEAR_POOR: "Hộ cận nghèo",
    HouseholdStatus.RISEN: "Hộ thoát nghèo",
    HouseholdStatus.RISEN_NEAR: "Hộ thoát cận nghèo",
    HouseholdStatus.NONE: "Không thuộc diện",
}

_PHONE = Detail("phone", "Điện thoại", longest=30)

DETAILS: dict[SubjectKind, tuple[Detail, ...]] = {
    SubjectKind.COLLECTIVE: (
        Detail("head", "Người đứng đầu", "Họ và tên, chức vụ."),
        Detail("founded", "Năm thành lập", longest=30),
        Detail("people", "Số người", "Tổng số cán bộ, công chức, hội viên hoặc thành viên.", 30),
        _PHONE,
    ),
    SubjectKind.HOUSEHOLD: (
        Detail("people", "Số nhân khẩu", longest=30),
        Detail("members", "Người trong hộ", "Mỗi người một dòng: họ và tên, năm sinh, quan hệ với chủ hộ.", 2000, True),
        _PHONE,
    ),
    SubjectKind.INDIVIDUAL: (
        Detail("home_town", "Quê quán"),
        Detail("qualification", "Trình độ chuyên môn, nghiệp vụ"),
        Detail("titles", "Học hàm, học vị, danh hiệu"),
        _PHONE,
    ),
}

MEASURES = (
    Measure("households_helped", "Số hộ đã giúp", "hộ", "giúp {} lượt hộ"),
    Measure("households_risen", "Số hộ thoát nghèo nhờ được giúp", "hộ", "{} hộ thoát nghèo"),
    Measure("money", "Tiền mặt", "đồng", "{} đồng tiền mặt"),
    Measure("goods", "Hiện vật, giống, vật tư (tính thành tiền)", "đồng", "hiện vật trị giá {} đồng"),
    Measure("loans", "Cho vay, cho mượn không lãi", "đồng", "cho vay, cho mượn {} đồng"),
    Measure("work_days", "Ngày công", "ngày", "{} ngày công"),
    Measure("land", "Đất hiến hoặc cho mượn", "m²", "{} m² đất"),
    Measure("jobs", "Việc làm tạo được", "người", "việc làm cho {} người"),
)
LARGEST_FIGURE = 999_999_999_999
