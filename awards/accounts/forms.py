"""What is typed at the door."""

from typing import Any

from flask_babel import gettext as _
from wtforms import HiddenField

from awards.accounts.services.passwords import shortest
from awards.core.forms import Form, secret, text
from awards.core.sentences import lazy as _l

ANSWER = "confirm_password"  # the field in which a person shows again who they are
_NOT_A_WORD = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}


def _username() -> Any:
    return text(
        _l("Tên đăng nhập"),
        longest=40,
        required=_l("Ghi tên đăng nhập."),
        render_kw={"autocomplete": "username", **_NOT_A_WORD},
    )


def _figures(sentence: Any) -> Any:
    keys = {"autocomplete": "one-time-code", **_NOT_A_WORD}
    return text(_l("Mã xác thực"), longest=50, required=sentence, hint=sentence, render_kw=keys)


class NewPasswordForm(Form):
    """A new password, twice."""

    password = secret(_l("Mật khẩu mới"), required=_l("Ghi mật khẩu mới."), new=True)
    repeat_password = secret(
        _l("Ghi lại mật khẩu mới"), required=_l("Ghi lại mật khẩu mới."), new=True, same_as="password"
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        words = _(
            "Ít nhất %(count)s ký tự. Nên ghép bốn, năm từ dễ nhớ; được dùng dấu cách và chữ có dấu.", count=shortest()
        )
        self.password.description = words


class SignInForm(Form):
    """Name and password; `next` is where to go then, `typed` what was written when the last session ended."""

    next = HiddenField()
    typed = HiddenField()
    username = _username()
    password = secret(_l("Mật khẩu"), required=_l("Ghi mật khẩu."))


class SecondStepForm(Form):
    """What the phone shows, or a recovery code."""

    next = HiddenField()
    typed = HiddenField()
    figures = _figures(_l("Ghi mã 6 số đang hiện trên điện thoại, hoặc một mã dự phòng."))


class EnrolmentForm(Form):
    """The first figures of a phone."""

    figures = _figures(_l("Ghi mã 6 số đang hiện trên điện thoại."))


class ConfirmForm(Form):
    """The password once more, or what the second step takes."""

    next = HiddenField()
    confirm_password = secret(_l("Mật khẩu, hoặc mã 6 số nếu đã bật xác thực hai bước"), required=_l("Ghi mật khẩu."))


class FirstPasswordForm(NewPasswordForm):
    """The code of a slip and the password it buys."""

    username = _username()
    code = text(
        _l("Mã một lần"),
        longest=100,
        required=_l("Ghi mã một lần in trên phiếu."),
        hint=_l("Gồm bốn nhóm năm ký tự. Viết hoa hay thường, có gạch nối hay không đều được."),
        render_kw={"autocomplete": "one-time-code", **_NOT_A_WORD},
    )


class PasswordForm(NewPasswordForm):
    """The old password and the new one."""

    old_password = secret(_l("Mật khẩu hiện nay"), required=_l("Ghi mật khẩu hiện nay."))
