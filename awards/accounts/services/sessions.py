"""Sessions are rows: what a cookie is worth is decided here, on every request."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, bindparam, delete, select, update
from sqlalchemy.orm import joinedload

from awards.accounts.models import Appointment, KeptForm, User, UserSession
from awards.core import clock
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.settings import setting


def secret_hash(secret: str) -> str:
    """How a token or a code is stored. Enough for what is random; passwords need more."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_session(user: User) -> str:
    """A new session for this person; returns its token (256 random bits), of which only the hash is stored."""
    _forget_old_forms()
    token = secrets.token_urlsafe(32)
    db.session.add(UserSession(token_hash=secret_hash(token), user=user))
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
    ]


def session_of(token: str, *, idle: timedelta, absolute: timedelta) -> UserSession | None:
    """The living session of this token with its person and appointments, or None."""
    now = clock.now()
    asked = {"token_hash": secret_hash(token), "seen_after": now - idle, "created_after": now - absolute}
    found = db.session.scalars(_SESSION, asked).unique().first()
    return found if found is not None and found.user.is_active else None


# Built once: every page asks.
_SESSION = (
    select(UserSession)
    .where(
        UserSession.token_hash == bindparam("token_hash"),
        UserSession.ended_at.is_(None),
        UserSession.seen_at >= bindparam("seen_after"),
        UserSession.created_at >= bindparam("created_after"),
    )
    .options(joinedload(UserSession.user).joinedload(User.appointments).joinedload(Appointment.unit))
)


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


def keep_form(user: User, path: str, fields: list[list[str]], *, had_files: bool) -> None:
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


def _forget_old_forms() -> None:
    """What was kept with sessions that are too old to come back."""
    oldest = clock.now() - timedelta(seconds=setting("SESSION_ABSOLUTE"))
    too_old = select(UserSession.id).where(UserSession.created_at < oldest)
    db.session.execute(delete(KeptForm).where(KeptForm.session_id.in_(too_old)))
