"""What an administrator types."""

from typing import Any

from flask_babel import lazy_gettext as _l

from awards.accounts.models import Delegation
from awards.core.access import ROLE_NAMES, Role
from awards.core.forms import Form, choice, day, options, text

DELEGATION_NAMES = {
    Delegation.NONE: _l("Ký theo chức danh của mình"),
    Delegation.DEPUTY: _l("KT. (cấp phó ký thay cấp trưởng)"),
    Delegation.BY_ORDER: _l("TL. (thừa lệnh)"),
    Delegation.AUTHORISED: _l("TUQ. (thừa ủy quyền, có thời hạn)"),
}


class AppointmentForm(Form):
    """What a person is appointed to be in the unit that was chosen before."""

    role = choice(_l("Vai trò"), coerce=Role, choices=options(ROLE_NAMES.items()), required=_l("Chọn vai trò."))
    title = text(
        _l("Chức danh"),
        longest=100,
        required=_l("Ghi chức danh."),
        hint=_l("Ghi như dưới chữ ký: CHỦ TỊCH, PHÓ CHỦ TỊCH, Chuyên viên."),
    )
    valid_from = day(_l("Từ ngày"), required=_l("Ghi ngày bắt đầu."))
    valid_to = day(_l("Đến ngày"), hint=_l("Từ ngày này không còn hiệu lực. Để trống nếu chưa định."))
    delegation = choice(
        _l("Khi ký văn bản"),
        coerce=Delegation,
        choices=options(DELEGATION_NAMES.items()),
        default=Delegation.NONE,
        hint=_l("Chỉ dùng cho lãnh đạo. Dòng này đứng trên chức danh ở tờ trình, quyết định và giấy chứng nhận."),
    )
    delegated_title = text(_l("Ký thay chức danh"), longest=100, hint=_l("Ví dụ: CHỦ TỊCH"))
    delegated_by = text(_l("Văn bản phân công, ủy quyền"), longest=200, hint=_l("Ví dụ: Quyết định số 05/QĐ-UBND"))

    def appointment(self) -> dict[str, Any]:
        """The part of the input that is the appointment."""
        names = ("role", "title", "valid_from", "valid_to", "delegation", "delegated_title", "delegated_by")
        return {name: self.data[name] for name in names} | {"delegation": self.data["delegation"] or Delegation.NONE}


class NewPersonForm(AppointmentForm):
    """A new person with the first appointment."""

    name = text(_l("Họ và tên"), longest=100, required=_l("Ghi họ và tên."))
    username = text(
        _l("Tên đăng nhập"),
        longest=40,
        required=_l("Ghi tên đăng nhập."),
        hint=_l("Chữ thường không dấu, chữ số và dấu chấm. Ví dụ: lo.thi.mau"),
        render_kw={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"},
    )
