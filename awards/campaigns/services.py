"""Campaigns: opened, read, closed."""

from sqlalchemy import literal, select

from awards.accounts.models import User
from awards.campaigns.models import Campaign
from awards.core.access import Permission
from awards.core.db import db


def get(campaign_id: int, *, actor: User) -> Campaign:
    """The campaign. NoResultFound for whoever may not see campaigns."""
    may_see = literal(actor.can(Permission.CAMPAIGN_VIEW))
    return db.session.scalars(select(Campaign).where(Campaign.id == campaign_id, may_see)).one()


def running(actor: User) -> list[Campaign]:
    """The campaigns that take nominations, the newest first."""
    if not actor.can(Permission.CAMPAIGN_VIEW):
        return []
    query = select(Campaign).where(Campaign.closed_at.is_(None)).order_by(Campaign.id.desc())
    return list(db.session.scalars(query))
