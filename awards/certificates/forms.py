"""The shape of what is asked when certificates are printed or taken back."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import InputRequired

from awards.core.forms import Form, long_text, number, seen


class BatchForm(Form):
    """Which certificates to print."""

    first = number(_l("Từ số sổ vàng"), required=_l("Ghi số đầu."))
    last = number(_l("Đến số sổ vàng"), required=_l("Ghi số cuối."), hint=_l("Để in một giấy, ghi hai số như nhau."))
    looked = BooleanField(
        _l("Tôi đã xem bản thử: tên, địa chỉ và thành tích dài nhất đều vừa và đúng"),
        validators=[InputRequired(_l("Xin mở bản thử và xem trước khi in."))],
    )


class RevokeForm(Form):
    """Why a certificate is taken back."""

    seen = seen()
    reason = long_text(
        _l("Lý do thu hồi"),
        longest=1000,
        required=_l("Ghi rõ lý do thu hồi."),
        hint=_l("Lý do được lưu trong hồ sơ; trang kiểm tra công khai chỉ ghi ngày thu hồi."),
        rows=3,
    )

    @property
    def version(self) -> int:
        """The version that was on the screen; 0, which no record ever has, when it is not a number."""
        written = self.seen.data or ""
        return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0
