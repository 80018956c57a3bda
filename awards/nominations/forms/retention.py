"""What is typed to propose that a person be erased."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from awards.core.forms import Form, options, text
from awards.core.sentences import lazy as _l
from awards.nominations.models import ErasureGround

GROUND_NAMES = {
    ErasureGround.DUE: _l("Đã hết thời hạn bảo quản"),
    ErasureGround.REQUEST: _l("Theo yêu cầu của chính người đó (chưa được khen thưởng)"),
}


class ErasureForm(Form):
    """Why, and by which paper."""

    ground = RadioField(
        _l("Lý do xóa"),
        choices=options(GROUND_NAMES.items()),
        coerce=ErasureGround,
        validators=[InputRequired(_l("Chọn một mục."))],
    )
    reason = text(
        _l("Căn cứ"),
        longest=300,
        required=_l("Ghi căn cứ xóa: số, ngày của văn bản hoặc đơn yêu cầu."),
        hint=_l("Ví dụ: Biên bản tiêu hủy số 02/BB-UBND ngày 05/01/2037. Không ghi tên đối tượng: dòng này còn lại."),
    )
