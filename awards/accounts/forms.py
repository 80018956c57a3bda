"""What is typed at the door."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField

from awards.accounts.services.passwords import SHORTEST
from awards.core.forms import Form, secret, text

_NOT_A_WORD = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}


def _username() -> Any:
    return text(
        _l("Tên đăng nhập"),
        longest=40,
        required=_l("Ghi tên đăng nhập."),
        render_kw={"autocomplete": "username", **_NOT_A_WORD},
    )


def _new_password(label: Any) -> PasswordField:
    hint = _l("Ít nhất %(count)s ký tự. Nên ghép bốn, năm từ dễ nhớ; được dùng dấu cách và chữ có dấu.", count=SHORTEST)
    return secret(label, required=_l("Ghi mật khẩu mới."), hint=hint, new=True)


def _repeated() -> PasswordField:
    label = _l("Ghi lại mật khẩu mới")
    return secret(label, required=_l("Ghi lại mật khẩu mới."), new=True, same_as="password")


class SignInForm(Form):
    """Name and password; `next` is where to go then, `typed` what was written when the last session ended."""

    next = HiddenField()
    typed = HiddenField()
    username = _username()
    password = secret(_l("Mật khẩu"), required=_l("Ghi mật khẩu."))


class FirstPasswordForm(Form):
    """The code of a slip and the password it buys."""

    username = _username()
    code = text(
        _l("Mã một lần"),
        longest=100,
        required=_l("Ghi mã một lần in trên phiếu."),
        hint=_l("Gồm bốn nhóm năm ký tự. Viết hoa hay thường, có gạch nối hay không đều được."),
        render_kw={"autocomplete": "one-time-code", **_NOT_A_WORD},
    )
    password = _new_password(_l("Mật khẩu mới"))
    repeat_password = _repeated()


class PasswordForm(Form):
    """The old password and the new one."""

    old_password = secret(_l("Mật khẩu hiện nay"), required=_l("Ghi mật khẩu hiện nay."))
    password = _new_password(_l("Mật khẩu mới"))
    repeat_password = _repeated()
