"""The sections of the achievement report by kind of subject (domain 3.2 c-f; D152 form “thi đua theo chuyên đề”)."""

from dataclasses import dataclass

from awards.law.models import SubjectKind


@dataclass(frozen=True)
class Section:
    """One section: its key, its heading, what belongs in it, and whether a dossier may go without it."""

    code: str
    label: str
    hint: str
    is_required: bool = True


LONGEST = 20_000

_RESULTS = Section(
    "results",
    "Thành tích đạt được trong phong trào",
    "Số hộ đã giúp, số tiền, ngày công, mô hình; trước và sau khi thực hiện.",
)
_PRAISED = Section("praised", "Các hình thức đã được khen thưởng", "Năm, hình thức, số và ngày quyết định.", False)

SECTIONS: dict[SubjectKind, tuple[Section, ...]] = {
    SubjectKind.COLLECTIVE: (
        Section("overview", "Sơ lược đặc điểm, tình hình", "Trụ sở, tổ chức, chức năng, nhiệm vụ được giao."),
        _RESULTS,
        _PRAISED,
    ),
    SubjectKind.HOUSEHOLD: (
        Section(
            "overview", "Hoàn cảnh gia đình", "Số nhân khẩu, hoàn cảnh, năm thoát nghèo và số quyết định (nếu có)."
        ),
        _RESULTS,
        _PRAISED,
    ),
    SubjectKind.INDIVIDUAL: (
        Section("overview", "Sơ lược lý lịch", "Quê quán, nơi ở, đơn vị công tác, chức vụ."),
        _RESULTS,
        _PRAISED,
    ),
}
