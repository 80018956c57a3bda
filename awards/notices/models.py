"""What a unit's people are told, on screen."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from awards.core import clock
from awards.core.access import Role
from awards.core.db import Model


class Notice(Model):
    """One sentence for those who hold a role in a unit, with the page it is about.

    Written in its cause's transaction.
    """

    __tablename__ = "notice"
    __table_args__ = (Index(None, "unit_id", "role", "id"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[Role]
    sentence: Mapped[str]
    path: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
