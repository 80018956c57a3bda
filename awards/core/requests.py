"""Each form is carried out once: the request token and what was answered to it."""

import re
import secrets
from datetime import datetime, timedelta

from flask import abort, redirect, request
from sqlalchemy import select, text, update
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.wrappers import Response

from awards.core import clock
from awards.core.db import Model, db

FIELD = "request_token"
KEPT = timedelta(days=2)  # longer than any session: an older page cannot send its form again
SOUND = re.compile(r"[\w-]{16,64}", re.ASCII)


class RequestToken(Model):
    """A form that was carried out. Written in the same transaction as its work, so both are there or neither."""

    __tablename__ = "request_token"

    token: Mapped[str] = mapped_column(unique=True)
    owner: Mapped[str]
    path: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    location: Mapped[str] = mapped_column(default="/")


# The same words in SQLite and PostgreSQL. A second click that comes while the first is at work waits for its end:
# on SQLite at BEGIN IMMEDIATE, on PostgreSQL here, at the unique index.
TAKE = text(
    "INSERT INTO request_token (token, owner, path, at, location) VALUES (:token, :owner, :path, :at, '/') "
    "ON CONFLICT (token) DO NOTHING"
).bindparams()


def fields_to_keep() -> list[list[str]]:
    """What was typed, as [name, text] pairs in their order, without tokens, passwords and citizen numbers."""
    secret = {FIELD, "csrf_token", "citizen_number"}
    typed = request.form.items(multi=True)
    return [[n, text] for n, text in typed if n and n not in secret and "password" not in n]  # a part may lack its name


def sent_by_us() -> bool:
    """Does the browser say that a page of ours sent this form? If it says nothing: no."""
    if "Sec-Fetch-Site" in request.headers:
        return request.headers["Sec-Fetch-Site"] == "same-origin"
    return request.headers.get("Origin", "").partition("://")[2] == request.host


def new_token() -> str:
    """A fresh token for one form on one page: 128 random bits."""
    return secrets.token_urlsafe(16)


def earlier_answer(owner: str) -> Response | None:
    """What this very form was answered before; or None, and the form is now taken."""
    token = request.form.get(FIELD, "")
    if not SOUND.fullmatch(token):
        abort(400)
    taken = db.session.connection().execute(
        TAKE, {"token": token, "owner": owner, "path": request.path, "at": clock.now()}
    )
    if taken.rowcount:
        return None
    earlier = db.session.scalars(select(RequestToken).where(RequestToken.token == token)).one()
    if (earlier.owner, earlier.path) != (owner, request.path):
        abort(400)
    return redirect(earlier.location, 303)


def remember(answer: Response) -> None:
    """Keep where the person was sent, for the second click."""
    token = request.form[FIELD]
    db.session.execute(update(RequestToken).where(RequestToken.token == token).values(location=answer.location))
