"""Telling a unit's people something, in the transaction of its cause."""

from sqlalchemy import select, tuple_

from awards.accounts.models import User
from awards.core.access import Role
from awards.core.db import db
from awards.notices.models import Notice


def tell(unit_id: int, role: Role, sentence: str, path: str) -> None:
    """Leave one sentence for those who hold this role in this unit; `path` is the page it is about."""
    db.session.add(Notice(unit_id=unit_id, role=role, sentence=sentence, path=path))


def latest_for(actor: User, limit: int = 10) -> list[Notice]:
    """The newest notices for this person's appointments."""
    held = [(appointment.unit_id, appointment.role) for appointment in actor.appointments_now()]
    query = select(Notice).where(tuple_(Notice.unit_id, Notice.role).in_(held)).order_by(Notice.id.desc()).limit(limit)
    return list(db.session.scalars(query)) if held else []
