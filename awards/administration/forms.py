"""What an administrator types."""

from datetime import date
from typing import Any, cast

from wtforms import BooleanField, SelectMultipleField
from wtforms.validators import Optional

from awards.accounts.models import Delegation
from awards.core.access import ROLE_NAMES, Role
from awards.core.forms import Form, choice, day, file, options, seen, text
from awards.core.levels import Level
from awards.core.sentences import lazy as _l
from awards.units.services import WORDS

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


def _mail() -> Any:
    keys = {"inputmode": "email", "autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
    return text(
        _l("Thư điện tử"),
        longest=254,
        hint=_l("Chỉ dùng để gửi mã một lần."),
        render_kw=keys,
    )


class MailForm(Form):
    """Where a person's codes may be sent."""

    mail = _mail()


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
    mail = _mail()


class ReformForm(Form):
    """A change of a unit from a day on; `seen` is what it touches, as it was shown."""

    seen = seen()
    on = day(_l("Có hiệu lực từ ngày"), required=_l("Ghi ngày có hiệu lực."))

    @property
    def since(self) -> date:
        """The day of a form that is valid."""
        return cast(date, self.on.data)

    def has_seen(self, fingerprint: str) -> bool:
        """Was this on the screen when the form was sent? It is from now on."""
        was, self.seen.data = self.seen.data, fingerprint
        return bool(was == fingerprint)


def _carries() -> BooleanField:
    return BooleanField(
        _l("Đề nghị bổ nhiệm những người đang giữ vai trò sang đơn vị mới"),
        description=_l("Bổ nhiệm có hiệu lực khi người quản trị thứ hai xác nhận. Bổ nhiệm ở đơn vị cũ giữ nguyên."),
        default=True,
    )


class RenameForm(ReformForm):
    """A new name."""

    name = text(_l("Tên mới"), required=_l("Ghi tên mới."), hint=_l("Ghi đủ loại đơn vị. Ví dụ: Xã Hua Păng"))
    carries = _carries()


class MergeForm(ReformForm):
    """Into a unit that was chosen before, perhaps together with units beside it."""

    units = SelectMultipleField(_l("Cùng nhập từ ngày này"), coerce=int, validators=[Optional()])
    carries = _carries()


class NewUnitForm(ReformForm):
    """A unit that did not exist before, under a parent that was chosen before."""

    name = text(_l("Tên đơn vị"), required=_l("Ghi tên đơn vị."), hint=_l("Ví dụ: Xã Hua Păng, Sở Nội vụ tỉnh Sơn La"))
    level = choice(_l("Cấp"), coerce=Level, required=_l("Chọn cấp."))
    code = text(
        _l("Mã đơn vị hành chính"),
        longest=16,
        hint=_l("Mã trong danh mục của Nhà nước. Cơ quan thì để trống."),
    )
    agency = text(_l("Cơ quan ký văn bản"), hint=_l("Chỉ ghi khi khác “Ủy ban nhân dân …” hoặc khác tên đơn vị."))
    parent_agency = text(_l("Cơ quan chủ quản"))
    place = text(_l("Địa danh trên văn bản"), longest=100)
    symbol = text(_l("Ký hiệu cơ quan"), longest=30, hint=_l("Ví dụ: UBND, SNV"))
    head_title = text(_l("Chức danh người đứng đầu"), longest=100, hint=_l("Ví dụ: CHỦ TỊCH, GIÁM ĐỐC"))

    def words(self) -> dict[str, str]:
        """What stands on paper, where it is not what the name gives."""
        return {name: self.data[name] or "" for name in WORDS}


class LeavingForm(Form):
    """To whom the open work of a post goes; 0: to nobody by name, it stays with the unit."""

    to = choice(_l("Bàn giao cho"), coerce=int, default=0)


class ListForm(Form):
    """One Excel workbook of units or people."""

    file = file(
        _l("Tệp Excel"),
        required=_l("Chọn tệp Excel."),
        hint=_l("Tệp .xlsx, nhiều nhất 10 MB và 1.000 dòng."),
        accept=".xlsx",
    )
