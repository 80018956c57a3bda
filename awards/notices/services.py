"""Telling a unit's people something, in the transaction of its cause."""

from collections.abc import Sequence

from sqlalchemy import delete, or_, select, tuple_

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


def forget(paths: Sequence[str], name: str) -> None:
    """Take back what was told of these pages and those under them, and every sentence that names this person."""
    under = (Notice.path.startswith(f"{path}/", autoescape=True) for path in paths)
    told = or_(Notice.path.in_(paths), *under, Notice.sentence.contains(name, autoescape=True))
    db.session.execute(delete(Notice).where(told).execution_options(synchronize_session=False))
