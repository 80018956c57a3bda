"""Sessions are rows: what a cookie is worth is decided here, on every request."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Row, Select, bindparam, delete, func, or_, select, update
from sqlalchemy.orm.attributes import set_committed_value

from awards.accounts.models import Appointment, KeptForm, User, UserSession
from awards.core import clock
from awards.core.access import ROLES, Permission
from awards.core.db import db, from_row, run
from awards.core.errors import Refused
from awards.core.settings import setting
from awards.units import services as units
from awards.units.models import Unit

KEPT, PIECE = timedelta(days=30), 500  # of ended sessions, and how many are deleted at a time


def secret_hash(secret: str) -> str:
    """How a token or a code is stored. Enough for what is random; passwords need more."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_session(user: User, device: str = "") -> str:
    """A new session for this person; returns its token (256 random bits), of which only the hash is stored."""
    _forget_old_forms()
    token = secrets.token_urlsafe(32)
    db.session.add(UserSession(token_hash=secret_hash(token), user=user, device=device[:100]))
    return token


def end_session(token: str) -> None:
    """End this one session; its cookie is worth nothing from now on."""
    _end(UserSession.token_hash == secret_hash(token))


def end_one_session(user: User, session_id: int) -> None:
    """End one of this person's own sessions; nobody else's is there for them."""
    found = select(UserSession).where(UserSession.id == session_id, UserSession.user_id == user.id)
    _end(UserSession.id == db.session.scalars(found).one().id)


def end_all_sessions(user: User) -> None:
    """End every session of this person: after a change of password, or when the account is closed."""
    _end(UserSession.user_id == user.id)


def end_other_sessions(user: User) -> None:
    """End every session of this person but the one they came with."""
    _end((UserSession.user_id == user.id) & (UserSession.token_hash != secret_hash(user.session_token)))


def note_confirmed(user: User) -> None:
    """This person has just shown again who they are."""
    current_session(user).confirmed_at = user.confirmed_at = clock.now()


def _end(which: ColumnElement[bool]) -> None:
    now = clock.now()
    db.session.flush()
    db.session.execute(delete(KeptForm).where(KeptForm.session_id.in_(select(UserSession.id).where(which))))
    db.session.execute(update(UserSession).where(which, UserSession.ended_at.is_(None)).values(ended_at=now))


def _living(idle: timedelta, absolute: timedelta) -> list[ColumnElement[bool]]:
    now = clock.now()
    return [
        UserSession.ended_at.is_(None),
        UserSession.seen_at >= now - idle,
        UserSession.created_at >= now - absolute,
        UserSession.created_at <= now + idle,
    ]


@dataclass(frozen=True)
class Arrival:
    """A request with a living session: whose it is, when it was last seen, and when they last showed who they are."""

    session_id: int
    seen_at: datetime
    confirmed_at: datetime
    user: User


def session_of(token: str, *, idle: timedelta, absolute: timedelta) -> Arrival | None:
    """The living session of this token with its person, appointments and what their units took over, or None.

    One that begins in time to come is not living: the clock has been set back since, and it would not end.
    """
    now = clock.now()
    asked = {"token_hash": secret_hash(token), "seen_after": now - idle}
    asked |= {"created_after": now - absolute, "created_before": now + idle}
    rows = run(_arrival(), asked | {"today": clock.today()}, steady=True).all()
    return Arrival(rows[0][0], rows[0][1], rows[0][2], _person(rows)) if rows else None


_USER, _HELD = User.__table__.c, Appointment.__table__.c


@cache
def _arrival() -> Select[Any]:
    """One row for each appointment and each unit that its unit took over. Built once: every page asks."""
    session, unit = UserSession.__table__.c, Unit.__table__.c
    is_this = session.token_hash == bindparam("token_hash")
    mine = select(_HELD.unit_id).join(UserSession.__table__, session.user_id == _HELD.user_id).where(is_this)
    known = units.taken_over(mine)
    whole = UserSession.__table__.join(User.__table__, _USER.id == session.user_id)
    whole = whole.outerjoin(Appointment.__table__, _HELD.user_id == _USER.id)
    whole = whole.outerjoin(Unit.__table__, unit.id == _HELD.unit_id).outerjoin(known, known.c.heir == unit.id)
    lives = session.ended_at.is_(None) & (session.seen_at >= bindparam("seen_after"))
    lives &= session.created_at.between(bindparam("created_after"), bindparam("created_before")) & _USER.is_active
    shown = func.coalesce(session.confirmed_at, session.created_at, type_=session.created_at.type)
    columns = (session.id, session.seen_at, shown, *_USER, *_HELD, unit.name, known.c.unit_id)
    return select(*columns).select_from(whole).where(is_this, lives).order_by(_HELD.id)


def _person(rows: Sequence[Row[Any]]) -> User:
    """The person with their appointments, as a query would have loaded them, for much less: every page asks."""
    first, last = 3, 3 + len(_USER)
    user = from_row(User, dict(zip(_USER.keys(), rows[0][first:last], strict=True)))
    held: dict[int, Appointment] = {}
    names: dict[int, str] = {}
    taken_over: dict[int, set[int]] = {}
    for *columns, unit_name, older in (row[last:] for row in rows):
        if columns[0] is None:  # not appointed to anything
            break
        if columns[0] not in held:
            held[columns[0]] = from_row(Appointment, dict(zip(_HELD.keys(), columns, strict=True)))
        unit_id = held[columns[0]].unit_id
        names[unit_id] = unit_name
        taken_over.setdefault(unit_id, set()).add(older)
    set_committed_value(user, "appointments", list(held.values()))
    user.unit_names = names
    user.taken_over = {unit: frozenset(older) for unit, older in taken_over.items()}
    return user


def units_where(actor: User, permission: Permission) -> frozenset[int]:
    """The units in which this person may do this, and those that they took over from."""
    held = {a.unit_id for a in actor.appointments_now() if permission in ROLES[a.role]}
    if held <= actor.taken_over.keys():
        return frozenset().union(*(actor.taken_over[unit_id] for unit_id in held))
    return units.with_predecessors(held)


def sessions_of(user: User, *, idle: timedelta, absolute: timedelta) -> Sequence[UserSession]:
    """This person's living sessions, the last used first."""
    living = select(UserSession).where(UserSession.user_id == user.id, *_living(idle, absolute))
    return db.session.scalars(living.order_by(UserSession.seen_at.desc(), UserSession.id.desc())).all()


def owner_of(token: str) -> int | None:
    """Whose session this token was, living or ended."""
    return db.session.scalar(select(UserSession.user_id).where(UserSession.token_hash == secret_hash(token)))


def refuse_to_others(user: User, owner_id: int | None) -> None:
    """Refuses to hand what one person (None: not known) had typed to another who signs in at the same screen."""
    if owner_id not in (None, user.id):
        raise Refused(
            _(
                "Trang này còn giữ nội dung do người khác viết. Xin người đó đăng nhập để gửi tiếp, "
                "hoặc ông/bà mở một trang đăng nhập mới."
            )
        )


def current_session(user: User) -> UserSession:
    """The session this person came with."""
    token_hash = secret_hash(user.session_token)
    return db.session.scalars(select(UserSession).where(UserSession.token_hash == token_hash)).one()


def keep_form(user: User, path: str, fields: list[list[str]], had_files: bool) -> None:
    """Keep with this person's new session what they had typed for `path` when the last one ended."""
    session_id = current_session(user).id
    db.session.add(KeptForm(session_id=session_id, path=path, fields=fields, had_files=had_files))


def kept_form(user: User) -> KeptForm | None:
    """What is kept with the session this person came with."""
    session_id = current_session(user).id
    return db.session.scalars(select(KeptForm).where(KeptForm.session_id == session_id)).first()


def drop_kept_form(user: User) -> None:
    """Forget what is kept with this session: it was sent, or is not wanted any more."""
    kept = kept_form(user)
    if kept is not None:
        db.session.delete(kept)


def forget_forms(paths: Sequence[str]) -> None:
    """Forget what anybody had typed on these pages and those under them: what they are about is erased."""
    under = (KeptForm.path.startswith(f"{path}/", autoescape=True) for path in paths)
    about = or_(KeptForm.path.in_(paths), *under)
    db.session.execute(delete(KeptForm).where(about).execution_options(synchronize_session=False))


def _forget_old_forms() -> None:
    """What was kept with sessions that are too old to come back."""
    oldest = clock.now() - timedelta(seconds=setting("SESSION_ABSOLUTE"))
    too_old = select(UserSession.id).where(UserSession.created_at < oldest)
    db.session.execute(delete(KeptForm).where(KeptForm.session_id.in_(too_old)))


def forget_ended_sessions() -> int:
    """Delete up to PIECE sessions that were over KEPT ago, with what was kept for them; returns how many.

    Until then a form that comes late is still known as its writer's (`owner_of`).
    """
    longest = timedelta(seconds=setting("SESSION_ABSOLUTE"))
    over = select(UserSession.id).where(UserSession.created_at < clock.now() - longest - KEPT).limit(PIECE)
    ids = list(db.session.scalars(over))
    db.session.execute(delete(KeptForm).where(KeptForm.session_id.in_(ids)))
    db.session.execute(delete(UserSession).where(UserSession.id.in_(ids)))
    return len(ids)
