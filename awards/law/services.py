"""The law of a date: which award forms there are, and what a paper cites."""

from datetime import date

from sqlalchemy import ColumnElement, or_, select

from awards.core.db import db
from awards.core.levels import Level
from awards.law.models import AwardForm, LegalAct


def _in_force(rows: type[AwardForm] | type[LegalAct], on: date) -> ColumnElement[bool]:
    return (rows.valid_from <= on) & or_(rows.valid_to.is_(None), rows.valid_to > on)


def award_forms(on: date, decided_at: Level | None = None) -> list[AwardForm]:
    """The award forms in force on this date; `decided_at`: only those that this level decides."""
    query = select(AwardForm).where(_in_force(AwardForm, on))
    if decided_at is not None:
        query = query.where(AwardForm.decided_at == decided_at)
    return list(db.session.scalars(query.order_by(AwardForm.id)))


def award_form(code: str, on: date) -> AwardForm:
    """The award form of this code that is in force on this date. NoResultFound where there is none."""
    return db.session.scalars(select(AwardForm).where(AwardForm.code == code, _in_force(AwardForm, on))).one()


def bases(on: date) -> list[str]:
    """What a paper of this date cites after “Căn cứ” by default, in the order of rank (D30 App. I): “Luật … ngày …”."""
    query = select(LegalAct.citation).where(_in_force(LegalAct, on), LegalAct.cited_by_default)
    return list(db.session.scalars(query.order_by(LegalAct.rank, LegalAct.valid_from)))
