"""People, their appointments and their sessions."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from awards.accounts.models import Appointment, User, UserSession
from awards.core import clock
from awards.core.db import db


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def open_session(user: User) -> str:
    """A new session for this person; returns its token (256 random bits), of which only the hash is stored."""
    token = secrets.token_urlsafe(32)
    db.session.add(UserSession(token_hash=_hash(token), user=user))
    return token


def end_session(token: str) -> None:
    """End this one session; its cookie is worth nothing from now on."""
    ended = update(UserSession).where(UserSession.token_hash == _hash(token)).values(ended_at=clock.now())
    db.session.execute(ended)


def end_all_sessions(user: User) -> None:
    """End every session of this person: after a change of password or rights."""
    db.session.execute(
        update(UserSession)
        .where(UserSession.user_id == user.id, UserSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def session_of(token: str, *, idle: timedelta, absolute: timedelta) -> UserSession | None:
    """The living session of this token with its person and appointments, or None."""
    now = clock.now()
    found = db.session.scalars(
        select(UserSession)
        .where(UserSession.token_hash == _hash(token), UserSession.ended_at.is_(None))
        .options(
            joinedload(UserSession.user).selectinload(User.appointments).joinedload(Appointment.unit),
        )
    ).first()
    if found is None or not found.user.is_active:
        return None
    if now - found.seen_at > idle or now - found.created_at > absolute:
        return None
    return found
