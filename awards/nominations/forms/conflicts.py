"""What is typed to declare a conflict of interest."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from awards.core.forms import Form, long_text, options, text
from awards.core.sentences import lazy as _l
from awards.nominations.models import ConflictKind

CONFLICT_NAMES = {
    ConflictKind.SELF: _l("Tôi là đối tượng này, hoặc đứng đầu tập thể, hộ gia đình này"),
    ConflictKind.FAMILY: _l("Người thân của tôi"),
    ConflictKind.OTHER: _l("Có lợi ích liên quan khác"),
}


class ConflictReasonForm(Form):
    """Why, for the dossier's papers."""

    reason = long_text(
        _l("Lý do"), longest=500, required=_l("Ghi rõ lý do."), hint=_l("Lý do được lưu cùng hồ sơ."), rows=3
    )


class ConflictForm(ConflictReasonForm):
    """How one stands to the nominee."""

    kind = RadioField(
        _l("Quan hệ với đối tượng"),
        choices=options(CONFLICT_NAMES.items()),
        coerce=ConflictKind,
        validators=[InputRequired(_l("Chọn một mục."))],
    )


class AccountForm(ConflictReasonForm):
    """Which person of the system the nominee is."""

    username = text(_l("Tên đăng nhập của người đó"), longest=40, required=_l("Ghi tên đăng nhập."))
