"""People and what they are appointed to. Nobody changes their own rights."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from awards.accounts.models import Appointment, Delegation, User
from awards.accounts.services.entry import USERNAME, normal_username
from awards.accounts.services.second_step import turn_off_second_step
from awards.accounts.services.sessions import end_all_sessions
from awards.audit.services import Actor, record
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.text import fold
from awards.units import services as units
from awards.units.models import Unit

PAGE = 50
APART = {Role.ADMINISTRATOR, Role.AUDITOR}  # they stand at the centre and hold no other role
_WHOLE = selectinload(User.appointments).joinedload(Appointment.unit)


def create_person(name: str, username: str, *, actor: Actor | None) -> User:
    """A new person, who may do nothing yet and sets the first password with a code.

    Refuses a username that is taken or is not small Latin letters, figures and dots (3 … 40, a letter first).
    """
    username = normal_username(username)
    if not USERNAME.fullmatch(username):
        sentence = _("Tên đăng nhập gồm 3 đến 40 chữ cái không dấu, chữ số, dấu chấm, và bắt đầu bằng chữ cái.")
        raise Refused(sentence, "username")
    if db.session.scalar(select(User.id).where(User.username == username)) is not None:
        raise Refused(_("Tên đăng nhập này đã có người dùng."), "username")
    user = User(name=name, username=username, search_key=f"{fold(name)} {username}")
    db.session.add(user)
    record("accounts.create", user, actor=actor, name=name, username=username)
    return user


def appoint(
    user: User, unit: Unit, role: Role, title: str, valid_from: date, *, actor: Actor | None, **more: Any
) -> Appointment:
    """Propose to appoint a person to a role in a unit from this day on; `title` is what stands under their signature.

    `more`: valid_to, and for a leader who signs in another's place delegation, delegated_title, delegated_by. It counts
    once a second administrator has confirmed it; what a command appoints (no actor) counts at once.

    Refuses to appoint oneself, a closed account, what the person already holds, an administrator outside the centre,
    and an administrator who also works on dossiers (decisions: "Two hands", reliability: T9).
    """
    _refuse_oneself(user, actor)
    if not user.is_active:
        raise Refused(_("Tài khoản này đang khóa. Mở lại tài khoản trước khi bổ nhiệm."))
    held = _held_by(user)
    if any(a.role is role and a.unit_id == unit.id for a in held):
        raise Refused(_("Người này đang giữ vai trò đó ở đơn vị này."), "role")
    if any(a.role is not role and {a.role, role} & APART for a in held):
        raise Refused(_("Người quản trị, kiểm toán không được đồng thời giữ vai trò khác, và ngược lại."), "role")
    if role in APART and unit.id != units.root().id:
        raise Refused(_("Người quản trị, kiểm toán chỉ được bổ nhiệm ở Trung ương."), "role")
    appointment = Appointment(user=user, unit=unit, role=role, title=title, valid_from=valid_from, **more)
    _refuse_strange_terms(appointment)
    appointment.proposed_by_id = actor.id if actor else None
    appointment.confirmed_at = None if actor else clock.now()
    db.session.add(appointment)
    told = {"unit_id": unit.id, "role": role.value, "title": title, "valid_from": valid_from.isoformat()}
    told |= {name: str(value) for name, value in more.items() if value}
    record("accounts.appoint", user, actor=actor, **told)
    return appointment


def _held_by(user: User) -> list[Appointment]:
    """What this person holds or will hold, whether confirmed or not."""
    today = clock.today()
    return [one for one in user.appointments if one.ended_at is None and (one.valid_to is None or one.valid_to > today)]


def _refuse_strange_terms(appointment: Appointment) -> None:
    """Of an appointment that ends before it begins, and of a delegation without its facts (D30 Art. 13)."""
    if appointment.valid_to is not None and appointment.valid_to <= appointment.valid_from:
        raise Refused(_("Ngày kết thúc phải sau ngày bắt đầu."), "valid_to")
    appointment.delegation = appointment.delegation or Delegation.NONE
    if appointment.delegation is Delegation.NONE:
        appointment.delegated_title = appointment.delegated_by = ""
        return
    if appointment.role is not Role.LEADER:
        raise Refused(_("Chỉ lãnh đạo ký thay, thừa lệnh hoặc thừa ủy quyền."), "delegation")
    if not appointment.delegated_title:
        raise Refused(_("Ghi chức danh được ký thay, ví dụ CHỦ TỊCH."), "delegated_title")
    if not appointment.delegated_by:
        raise Refused(_("Ghi số và ngày văn bản phân công hoặc ủy quyền."), "delegated_by")
    if appointment.delegation is Delegation.AUTHORISED and appointment.valid_to is None:
        raise Refused(_("Ủy quyền phải có thời hạn: ghi ngày kết thúc."), "valid_to")


def confirm_appointment(appointment: Appointment, *, actor: Actor | None) -> None:
    """The second pair of eyes: from now on the appointment counts.

    Refuses whoever proposed it, the person themself, and what is confirmed or ended.
    """
    _refuse_oneself(appointment.user, actor)
    if not appointment.is_proposed:
        raise Refused(_("Bổ nhiệm này đã được xác nhận hoặc đã kết thúc."))
    if actor is not None and actor.id == appointment.proposed_by_id:
        raise Refused(_("Người đề nghị không tự xác nhận được. Việc này cần một người quản trị khác."))
    appointment.confirmed_by_id, appointment.confirmed_at = (actor.id if actor else None), clock.now()
    record("accounts.confirm_appointment", appointment.user, actor=actor, appointment_id=appointment.id)


def turn_off_second_step_of(user: User, *, actor: Actor) -> None:
    """Forget the phone somebody has lost, and end their sessions. Refuses one's own: that is done on one's own page."""
    _refuse_oneself(user, actor)
    turn_off_second_step(user, actor=actor)
    end_all_sessions(user)


def proposed_appointments() -> Sequence[Appointment]:
    """What waits for a second administrator, the oldest first."""
    waiting = select(Appointment).where(Appointment.confirmed_at.is_(None), Appointment.ended_at.is_(None))
    whole = (joinedload(Appointment.user), joinedload(Appointment.unit), joinedload(Appointment.proposed_by))
    return db.session.scalars(waiting.order_by(Appointment.id).options(*whole)).all()


def administrators() -> list[User]:
    """Everybody who administers today."""
    query = select(Appointment).where(Appointment.role == Role.ADMINISTRATOR).options(joinedload(Appointment.user))
    return [a.user for a in db.session.scalars(query) if a.is_current and a.user.is_active]


def end_appointment(appointment: Appointment, *, actor: Actor | None) -> None:
    """End an appointment now; what it allowed is gone with the person's next request. Refuses one's own."""
    _refuse_oneself(appointment.user, actor)
    if appointment.ended_at is not None:
        raise Refused(_("Bổ nhiệm này đã kết thúc."))
    today = clock.today()
    appointment.ended_at = clock.now()
    if appointment.valid_to is None or appointment.valid_to > today:
        appointment.valid_to = max(today, appointment.valid_from)
    record("accounts.end_appointment", appointment.user, actor=actor, appointment_id=appointment.id)


def deactivate(user: User, *, actor: Actor | None) -> None:
    """Close an account, not one's own: its sessions end and nobody can sign in. Its appointments stay as they are."""
    _refuse_oneself(user, actor)
    if not user.is_active:
        raise Refused(_("Tài khoản này đã khóa từ trước."))
    user.is_active = False
    end_all_sessions(user)
    record("accounts.deactivate", user, actor=actor)


def reactivate(user: User, *, actor: Actor | None) -> None:
    """Open a closed account again, with its old password. By an administrator, what it held is proposed anew (0038)."""
    _refuse_oneself(user, actor)
    if user.is_active:
        raise Refused(_("Tài khoản này đang dùng được."))
    user.is_active = True
    held = [one for one in _held_by(user) if actor and one.confirmed_at]
    for one in held:
        _propose_anew(one, actor)
    record("accounts.reactivate", user, actor=actor, proposed_anew=[one.id for one in held])


def _propose_anew(one: Appointment, actor: Actor | None) -> None:
    """End this appointment and propose the same from today on."""
    today = clock.today()
    kept = {name: getattr(one, name) for name in ("title", "valid_to", "delegation", "delegated_title", "delegated_by")}
    begins = max(today, one.valid_from)
    one.ended_at, one.valid_to = clock.now(), begins
    again = Appointment(user=one.user, unit=one.unit, role=one.role, valid_from=begins, **kept)
    again.proposed_by_id = actor.id if actor else None
    db.session.add(again)


def _refuse_oneself(user: User, actor: Actor | None) -> None:
    """Also keeps the last administrator: whoever ends another's appointment still holds their own."""
    if actor is not None and actor.id == user.id:
        raise Refused(_("Không ai tự thay đổi quyền của chính mình. Việc này cần một người quản trị khác."))


def person(user_id: int) -> User:
    """The person with their appointments and units, or NoResultFound (a 404 page)."""
    return db.session.scalars(select(User).where(User.id == user_id).options(_WHOLE)).one()


def called(username: str) -> User | None:
    """The person with this username, or None."""
    return db.session.scalars(select(User).where(User.username == normal_username(username))).first()


def appointment_of(user: User, appointment_id: int) -> Appointment:
    """One appointment of this person, or NoResultFound."""
    query = select(Appointment).where(Appointment.id == appointment_id, Appointment.user_id == user.id)
    return db.session.scalars(query.options(joinedload(Appointment.user))).one()


def listed(*, words: str = "", before: int | None = None, after: int | None = None) -> Sequence[User]:
    """One page (and one row more) of the people whose name or username holds these words, newest first, by key.

    `before`: people with a smaller id; `after`: with a larger one, in rising order.
    """
    query = select(User).options(_WHOLE)
    for word in fold(words).split():
        query = query.where(User.search_key.contains(word, autoescape=True))
    if after is not None:
        query = query.where(User.id > after).order_by(User.id)
    else:
        query = query.order_by(User.id.desc())
        if before is not None:
            query = query.where(User.id < before)
    return db.session.scalars(query.limit(PAGE + 1)).all()


def everybody(*, words: str = "") -> Iterator[User]:
    """All the people whose name or username holds these words, newest first, read page by page."""
    page = listed(words=words)
    while page:
        yield from page
        page = listed(words=words, before=page[-1].id)
