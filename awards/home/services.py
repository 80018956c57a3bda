"""What waits for a second hand; and what the system holds of a person who signs in, for that person
(Law 91/2025/QH15: the right to a copy).

Of others only what that person could see anyway: who did something with the account. Passwords, codes and the secret of
the phone are not told: they are kept as hashes or sealed.
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from awards.accounts import services as accounts
from awards.accounts.models import Appointment, User, UserSession
from awards.audit.models import AccessEvent, AuditEvent
from awards.core import clock
from awards.core.access import ROLE_NAMES, Permission
from awards.core.db import db
from awards.core.words import short_date
from awards.nominations import services as nominations
from awards.nominations.models import Typing


def data_of(user: User) -> dict[str, Any]:
    """Everything as plain values under Vietnamese names."""
    return {
        "Lập ngày": short_date(clock.today()),
        "Tài khoản": {
            "Họ và tên": user.name,
            "Tên đăng nhập": user.username,
            "Thư điện tử": user.mail,
            "Lập lúc": _at(user.created_at),
            "Đặt mật khẩu lúc": _at(user.password_set_at),
            "Xác thực hai bước": "Đang bật" if accounts.uses_second_step(user) else "Không bật",
        },
        "Bổ nhiệm": [_appointment(one) for one in user.appointments],
        "Phiên đăng nhập": [_session(one) for one in _sessions(user)],
        "Khai báo xung đột": [
            {"Lúc": _at(one.declared_at), "Lý do": one.reason, "Rút lúc": _at(one.withdrawn_at)}
            for one in nominations.declared_by(user)
        ],
        "Nội dung lưu tạm": [
            {"Lúc": _at(one.at), "Trang": one.page, "Nội dung": one.fields}
            for one in db.session.scalars(select(Typing).where(Typing.user_id == user.id).order_by(Typing.id))
        ],
        "Người khác đã làm với tài khoản": [
            {"Lúc": _at(one.at), "Việc": one.words, "Người làm": one.actor_name}
            for one in accounts.done_by_others(user, most=None)
        ],
        "Việc đã làm": [_done(*row) for row in db.session.execute(_acts(user))],
        "Trang và tệp đã xem": [_done(*row) for row in db.session.execute(_looks(user))],
    }


@dataclass(frozen=True)
class SecondHand:
    """What somebody else has proposed: about whom, what it is, and the page where it is confirmed."""

    name: str
    words: str
    address: str


def second_hands(person: User) -> list[SecondHand]:
    """What others have proposed and this person may confirm: an administrator grants, a leader of the unit erases."""
    erasures = [
        SecondHand(one.nominee.name, _("Xóa dữ liệu của một đối tượng"), f"/nominees/{one.nominee_id}/erasure")
        for one in nominations.erasures_to_confirm(person)
    ]
    return erasures + (_grants_for(person) if person.can(Permission.PEOPLE_MANAGE) else [])


def _grants_for(person: User) -> list[SecondHand]:
    """Appointments and new codes that another administrator has proposed, for somebody else."""
    posts = [
        (one.user, _("Bổ nhiệm: %(role)s, %(unit)s", role=ROLE_NAMES[one.role], unit=one.unit.name))
        for one in accounts.proposed_appointments()
        if person.id not in {one.user_id, one.proposed_by_id}
    ]
    codes = [
        (one.user, _("Cấp lại mã một lần"))
        for one in accounts.resets()
        if person.id not in {one.user_id, one.asked_by_id}
    ]
    return [SecondHand(user.name, words, f"/people/{user.id}") for user, words in posts + codes]


def _at(moment: Any) -> str:
    return clock.local(moment).strftime("%d/%m/%Y %H:%M") if moment else ""


def _appointment(one: Appointment) -> dict[str, Any]:
    return {
        "Đơn vị": one.unit.name,
        "Vai trò": str(ROLE_NAMES[one.role]),
        "Chức danh": one.title,
        "Từ ngày": short_date(one.valid_from),
        "Đến ngày": short_date(one.valid_to) if one.valid_to else "",
        "Ký thay": " ".join(part for part in (one.signs_for, one.delegated_by) if part),
    }


def _sessions(user: User) -> list[UserSession]:
    query = select(UserSession).where(UserSession.user_id == user.id).order_by(UserSession.id)
    return list(db.session.scalars(query))


def _session(one: UserSession) -> dict[str, Any]:
    return {
        "Đăng nhập lúc": _at(one.created_at),
        "Thao tác gần nhất": _at(one.seen_at),
        "Kết thúc lúc": _at(one.ended_at),
        "Trình duyệt": one.device,
    }


def _acts(user: User) -> Any:
    columns = (AuditEvent.at, AuditEvent.tag, AuditEvent.object_type, AuditEvent.object_id)
    return select(*columns).where(AuditEvent.actor_id == user.id).order_by(AuditEvent.id)


def _looks(user: User) -> Any:
    columns = (AccessEvent.at, AccessEvent.endpoint, AccessEvent.object_type, AccessEvent.object_id)
    return select(*columns).where(AccessEvent.actor_id == user.id).order_by(AccessEvent.id)


def _done(at: Any, what: str, object_type: str, object_id: int) -> dict[str, Any]:
    return {"Lúc": _at(at), "Việc": str(accounts.WORDS.get(what, what)), "Đối tượng": f"{object_type} {object_id}"}
