"""A new one-time code for somebody who has a password: whoever holds it is that person, so it takes two."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from awards.accounts.models import ResetRequest, User
from awards.accounts.services.entry import issue_code
from awards.audit.services import Actor, record
from awards.core import mail
from awards.core.db import db
from awards.core.errors import Refused


def reset_of(user: User) -> ResetRequest | None:
    """What an administrator has asked for and another one has not granted yet."""
    return db.session.scalars(select(ResetRequest).where(ResetRequest.user_id == user.id)).first()


def resets() -> Sequence[ResetRequest]:
    """Everything that waits for a second administrator, the oldest first."""
    whole = (joinedload(ResetRequest.user), joinedload(ResetRequest.asked_by))
    return db.session.scalars(select(ResetRequest).order_by(ResetRequest.id).options(*whole)).all()


def ask_reset(user: User, *, actor: User) -> None:
    """Ask another administrator for a new code for this person.

    Refuses a closed account, and whoever has no password yet: they are given a code at once.
    """
    if not user.is_active:
        raise Refused(_("Tài khoản này đang khóa. Mở lại tài khoản trước khi cấp mã."))
    if not user.password_hash:
        raise Refused(_("Người này chưa đặt mật khẩu: cấp mã ngay được."))
    if reset_of(user) is not None:
        raise Refused(_("Đã có đề nghị cấp lại mã cho người này."))
    db.session.add(ResetRequest(user=user, asked_by=actor))
    record("accounts.ask_reset", user, actor=actor)


def drop_reset(user: User, *, actor: User) -> None:
    """Take the request off the table."""
    waiting = reset_of(user)
    if waiting is None:
        raise Refused(_("Không có đề nghị nào đang chờ."))
    db.session.delete(waiting)
    record("accounts.drop_reset", user, actor=actor)


def use_second_hand(user: User, *, actor: User) -> None:
    """Use up what another administrator has asked for. Nothing is needed for somebody without a password.

    Refuses where nobody has asked, or this very administrator has.
    """
    if not user.password_hash:
        return
    waiting = reset_of(user)
    if waiting is None:
        raise Refused(_("Người này đã có mật khẩu: một người quản trị khác phải đề nghị cấp lại mã trước."))
    if waiting.asked_by_id == actor.id:
        raise Refused(_("Người đề nghị không tự cấp mã được. Việc này cần một người quản trị khác."))
    db.session.delete(waiting)


def set_mail(user: User, address: str, *, actor: Actor) -> None:
    """Where this person's codes may be sent; an empty text takes it out. No change, no event.

    Refuses what is no address.
    """
    address = address.strip()
    if address and not mail.is_address(address):
        raise Refused(_("Địa chỉ thư điện tử không đúng."), "mail")
    if address == user.mail:
        return
    record("accounts.set_mail", user, actor=actor, mail=[user.mail, address])
    user.mail = address


def check_can_mail(user: User) -> None:
    """Refuses where this office sends no mail, or this person has no address."""
    if not mail.is_on():
        raise Refused(_("Hệ thống chưa được cấu hình để gửi thư. Hãy in phiếu."))
    if not user.mail:
        raise Refused(_("Chưa ghi thư điện tử của người này."))


def code_mail(user: User, base_url: str, *, actor: Actor | None) -> tuple[str, str, str]:
    """A new code, and the mail that brings it: (to, subject, text). Only the code's hash is kept."""
    code = issue_code(user, actor=actor)
    text = _(
        "Kính gửi ông/bà %(name)s,\n\n"
        "Người quản trị cấp cho ông/bà mã một lần để đặt mật khẩu.\n\n"
        "Địa chỉ: %(address)s\nTên đăng nhập: %(username)s\nMã một lần: %(code)s\n\n"
        "Mã dùng được một lần trong 7 ngày; mã cấp trước không còn giá trị. Không chuyển thư này cho ai. "
        "Nếu ông/bà không yêu cầu, hãy báo ngay cho lãnh đạo đơn vị.\n",
        name=user.name,
        address=f"{base_url}/first-password",
        username=user.username,
        code=code,
    )
    return user.mail, _("Mã một lần để đặt mật khẩu"), text
