"""The criteria a new campaign begins with, by kind of subject (domain 1.3, 2.5). A secretary may rewrite them."""

from collections.abc import Iterable

from awards.law.models import SUBJECT_NAMES, SubjectKind

CRITERIA = {
    SubjectKind.COLLECTIVE: "có kế hoạch giảm nghèo và thực hiện tốt; tỷ lệ hộ nghèo giảm đạt hoặc vượt chỉ tiêu "
    "được giao; vận động và sử dụng nguồn lực đúng mục đích, không để thất thoát; giúp được hộ nghèo, địa bàn cụ thể "
    "với kết quả đo đếm được; nội bộ đoàn kết.",
    SubjectKind.HOUSEHOLD: "tự lực vươn lên thoát nghèo và giúp đỡ hộ khác cùng thoát nghèo; hoặc có đóng góp lớn về "
    "công sức, đất đai, tài sản cho công tác giảm nghèo.",
    SubjectKind.INDIVIDUAL: "có mô hình sản xuất hiệu quả, ổn định{years}, giúp đỡ được nhiều hộ khác; hoặc làm công "
    "tác giảm nghèo đạt kết quả xuất sắc, có sáng kiến; gương mẫu chấp hành chủ trương của Đảng, pháp luật của Nhà "
    "nước.",
}
# For how long a farmer's model must have been stable (L06 Art. 44(2)c, 73(2)d).
STABLE = {"huan-chuong-lao-dong-ba": " từ 3 năm trở lên", "bang-khen-thu-tuong": " từ 2 năm trở lên"}


def criteria_for(code: str, kinds: Iterable[SubjectKind]) -> str:
    """One paragraph for each kind of subject of this award form."""
    years = STABLE.get(code, "")
    return "\n".join(f"{SUBJECT_NAMES[kind]}: {CRITERIA[kind].format(years=years)}" for kind in kinds)
