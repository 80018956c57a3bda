"""What others have done with a person's account: shown to that person, who cannot be kept from seeing it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from awards.accounts.models import User
from awards.audit.services import trail
from awards.core.db import db
from awards.core.sentences import lazy as _l

WORDS = {
    "accounts.create": _l("lập tài khoản"),
    "accounts.appoint": _l("ghi bổ nhiệm"),
    "accounts.confirm_appointment": _l("xác nhận một bổ nhiệm"),
    "accounts.confirm": _l("xác nhận lại là chính mình"),
    "accounts.begin_second_step": _l("bắt đầu bật xác thực hai bước"),
    "accounts.confirm_second_step": _l("bật xác thực hai bước"),
    "accounts.renew_recovery_codes": _l("cấp lại mã dự phòng"),
    "accounts.turn_off_second_step": _l("tắt xác thực hai bước"),
    "accounts.end_appointment": _l("kết thúc một bổ nhiệm"),
    "accounts.hand_over": _l("bàn giao công việc đang làm cho người khác"),
    "accounts.issue_code": _l("cấp mã một lần"),
    "accounts.ask_reset": _l("đề nghị cấp lại mã một lần"),
    "accounts.drop_reset": _l("bỏ đề nghị cấp lại mã một lần"),
    "accounts.ask_mail": _l("cho gửi mã một lần qua thư điện tử"),
    "accounts.set_mail": _l("ghi thư điện tử"),
    "accounts.set_password": _l("đặt mật khẩu"),
    "accounts.sign_in": _l("đăng nhập"),
    "accounts.deactivate": _l("khóa tài khoản"),
    "accounts.reactivate": _l("mở lại tài khoản"),
}
MOST = 10


@dataclass(frozen=True)
class Told:
    """One line, as the component `history` shows it."""

    at: datetime
    actor_name: str
    words: str
    unit_name: str = ""
    reason: str = ""


def done_by_others(user: User, most: int | None = MOST) -> list[Told]:
    """The last things that somebody else, or a command, did with this account, the newest first; None: all of them."""
    events = [event for event in trail(user) if event.actor_id != user.id][::-1][:most]
    ids = {event.actor_id for event in events if event.actor_id is not None}
    names = dict(db.session.execute(select(User.id, User.name).where(User.id.in_(ids))).all())
    system = str(_l("Hệ thống"))
    return [
        Told(event.at, names.get(event.actor_id or 0, system), str(WORDS.get(event.tag, event.tag))) for event in events
    ]
