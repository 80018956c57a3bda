"""Sessions are rows: what a cookie is worth is decided here, on every request."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, bindparam, delete, func, or_, select, update
from sqlalchemy.orm.attributes import set_committed_value

from awards.accounts.models import Appointed, Appointment, KeptForm, User, UserSession, counts_on
from awards.core import clock
from awards.core.access import ROLES, Permission, Role
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


class Held(NamedTuple):
    """A role in a unit, held today."""

    role: Role
    unit_id: int


def session_of(token: str, *, idle: timedelta, absolute: timedelta) -> "Reader | None":
    """The living session of this token with its person, appointments and what their units took over, or None.

    One that begins in time to come is not living: the clock has been set back since, and it would not end.
    """
    now = clock.now()
    asked = {"token_hash": secret_hash(token), "seen_after": now - idle}
    asked |= {"created_after": now - absolute, "created_before": now + idle}
    rows = run(_arrival(), asked | {"today": clock.today()}, steady=True).all()
    return Reader(token, rows) if rows else None


_USER, _HELD = User.__table__.c, Appointment.__table__.c
_PLACE = {column: place for place, column in enumerate((*_USER, *_HELD), 3)}  # in a row of the statement below
_ID = _PLACE[_HELD.id]
_WHO = [_PLACE[_USER[name]] for name in ("id", "username", "name", "mail")]
_SINCE = [_PLACE[_USER[name]] for name in ("password_set_at", "created_at")]
_WHAT = [_PLACE[_HELD[name]] for name in ("role", "unit_id")]
_WHEN = [_PLACE[_HELD[name]] for name in ("valid_from", "valid_to", "ended_at", "confirmed_at")]


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


class Reader(Appointed):
    """Who came with a living session, in plain values: a page that only reads needs no more of a person.

    `seen_at` is when the session was last seen, `confirmed_at` when the person last showed who they are.
    """

    def __init__(self, token: str, rows: Sequence[Any]) -> None:
        """From the rows of `_arrival`."""
        self._rows, self.session_token, first = rows, token, rows[0]
        self.session_id: int = first[0]
        self.seen_at: datetime = first[1]
        self.confirmed_at: datetime = first[2]
        self.id: int
        self.password_set_at: datetime | None
        self.created_at: datetime
        self.id, self.username, self.name, self.mail = (first[place] for place in _WHO)
        self.password_set_at, self.created_at = (first[place] for place in _SINCE)
        held, names = {}, {}
        taken_over: dict[int, set[int]] = {}
        today = clock.today()
        for row in rows if first[_ID] else ():  # there is a row for who is appointed to nothing
            role, unit_id = (row[place] for place in _WHAT)
            names[unit_id] = row[-2]
            taken_over.setdefault(unit_id, set()).add(row[-1])
            if counts_on(today, *(row[place] for place in _WHEN)):
                held[row[_ID]] = Held(role, unit_id)
        self._held, self.unit_names = list(held.values()), names
        self.taken_over = {unit_id: frozenset(older) for unit_id, older in taken_over.items()}

    def get_id(self) -> str:
        return self.session_token

    def appointments_now(self) -> Sequence[Held]:
        return self._held

    @property
    def unit_name(self) -> str:
        """The units this person is appointed to, for the head of each page."""
        return ", ".join(dict.fromkeys(self.unit_names[one.unit_id] for one in self._held))

    @cached_property
    def user(self) -> User:
        """The person with their appointments, as a query would have loaded them, for much less."""
        user = from_row(User, dict(zip(_USER.keys(), self._rows[0][3:_ID], strict=True)))
        held = {row[_ID]: row[_ID:-2] for row in self._rows if row[_ID]}
        appointments = (from_row(Appointment, dict(zip(_HELD.keys(), row, strict=True))) for row in held.values())
        set_committed_value(user, "appointments", list(appointments))
        user.unit_names, user.taken_over = self.unit_names, self.taken_over
        user.session_token, user.confirmed_at = self.session_token, self.confirmed_at
        return user


def units_where(actor: Appointed, permission: Permission) -> frozenset[int]:
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
