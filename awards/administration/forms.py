"""What an administrator types."""

from typing import Any

from flask_babel import lazy_gettext as _l

from awards.core.access import ROLE_NAMES, Role
from awards.core.forms import Form, choice, day, options, text


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

    def appointment(self) -> dict[str, Any]:
        """The part of the input that is the appointment."""
        return {name: self.data[name] for name in ("role", "title", "valid_from")}


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
