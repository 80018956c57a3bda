"""Clearing away what every feature leaves."""

from sqlalchemy import delete, select

from awards.core import clock
from awards.core.db import db
from awards.core.requests import KEPT, RequestToken
from awards.jobs.services import each_round

PIECE = 2_000


@each_round
def forget_carried_out_forms() -> int:
    """Delete a piece of the tokens of forms that nobody can send again: their pages are older than any session.

    A piece at a time: on SQLite nobody else can write meanwhile.
    """
    old = select(RequestToken.id).where(RequestToken.at < clock.now() - KEPT).limit(PIECE)
    return int(db.session.execute(delete(RequestToken).where(RequestToken.id.in_(old))).rowcount)  # type: ignore[attr-defined]
