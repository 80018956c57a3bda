"""What the system holds of one nominee, for that person (Law 91/2025/QH15 on personal data: the right to a copy).

The register, the dossiers with what was written and judged of them, and the files. Of others only the unit and the
step are told; the citizen number stays masked, because a copy travels.
"""

from typing import Any

from awards.accounts.models import User
from awards.core import clock
from awards.core.words import short_date
from awards.law.models import SUBJECT_NAMES
from awards.nominations.models import Nomination, Nominee, YearFacts
from awards.nominations.report import SECTIONS
from awards.nominations.route import ACTION_NAMES, STATE_NAMES
from awards.nominations.services.citizen import masked_citizen_number
from awards.nominations.services.register import nominations_of
from awards.nominations.subject import DETAILS, MEASURES, STATUS_NAMES


def data_of(nominee: Nominee, *, actor: User) -> dict[str, Any]:
    """Everything as plain values under Vietnamese names, in the order of the register and of the dossiers."""
    return {
        "Lập ngày": short_date(clock.today()),
        "Sổ đối tượng": _entry(nominee),
        "Tên đã ghi": [{"Tên": one.name, "Ghi chú": one.note} for one in nominee.names],
        "Khen thưởng đã ghi": [
            {
                "Hình thức": one.award,
                "Số quyết định": one.number_text,
                "Ngày": short_date(one.decided_on) if one.decided_on else "",
                "Cơ quan": one.body,
                "Thành tích": one.achievement,
                "Thu hồi": one.revoked_by,
            }
            for one in nominee.commendations
        ],
        "Hồ sơ": [_dossier(one) for one in nominations_of(nominee, actor=actor)],
    }


def _entry(nominee: Nominee) -> dict[str, Any]:
    return {
        "Loại": SUBJECT_NAMES[nominee.kind],
        "Họ và tên": nominee.name,
        "Năm sinh": nominee.birth_year or "",
        "Chức vụ, đơn vị": nominee.position,
        "Địa chỉ": nominee.address,
        "Số định danh cá nhân": masked_citizen_number(nominee),
        "Đơn vị giữ sổ": nominee.unit.name,
    }


def _dossier(one: Nomination) -> dict[str, Any]:
    titles = {section.code: str(section.label) for section in SECTIONS[one.kind]}
    details = {detail.code: str(detail.label) for detail in DETAILS[one.kind]}
    return {
        "Mã hồ sơ": one.code,
        "Đợt xét": one.campaign.name,
        "Tình trạng": STATE_NAMES[one.state],
        "Họ và tên": one.name,
        "Chức vụ, đơn vị": one.position,
        "Địa chỉ": one.address,
        "Thành tích in trên giấy": one.citation,
        "Thông tin thêm": {details.get(code, code): text for code, text in one.details.items() if text},
        "Báo cáo": {titles.get(code, code): text for code, text in one.report.items() if text},
        "Thoát nghèo theo": " ".join(part for part in (one.leaving_number, one.leaving_body) if part),
        "Số liệu theo năm": [_year(row) for row in one.facts],
        "Quá trình": [
            {
                "Ngày": short_date(clock.local(move.at).date()),
                "Đơn vị": move.unit_name,
                "Việc": ACTION_NAMES[move.action][1],
                "Lý do": move.reason,
            }
            for move in one.moves
        ],
        "Chỗ phải bổ sung": [{"Phần": remark.label, "Nội dung": remark.sentence} for remark in one.remarks],
        "Tệp": [
            {"Tên tệp": file.file_name, "Ghi chú": file.caption, "SHA-256": file.sha256}
            for file in one.attachments
            if file.removed_at is None
        ],
    }


def _year(row: YearFacts) -> dict[str, Any]:
    figures = {one.label: getattr(row, one.code) for one in MEASURES if getattr(row, one.code) is not None}
    status = str(STATUS_NAMES[row.status]) if row.status else ""
    return {"Năm": row.year, "Diện hộ": status} | figures | {"Cách giúp": row.help}


def in_words(value: Any, name: str = "", depth: int = 0) -> list[str]:
    """The same values as lines that a person reads; what is empty is left out."""
    indent = "  " * depth
    if isinstance(value, dict):
        head = [f"{indent}{name}"] if name else []
        return head + [line for key, one in value.items() for line in in_words(one, key, depth + bool(name))]
    if isinstance(value, list):
        lines = [line for number, one in enumerate(value, 1) for line in in_words(one, f"{name} ({number})", depth)]
        return lines or [f"{indent}{name}: không có"]
    return [f"{indent}{name}: {value}"] if value not in ("", None) else []
