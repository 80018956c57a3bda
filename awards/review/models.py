"""The officer's appraisal at a stage."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.accounts.models import User
from awards.core import clock
from awards.core.db import Model
from awards.nominations.models import Nomination


class Appraisal(Model):
    """What the officer of a stage found and proposes to the leader; it belongs to the move that carried it up."""

    __tablename__ = "appraisal"
    __table_args__ = (UniqueConstraint("nomination_id", "step"),)

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    step: Mapped[int]
    opinion: Mapped[str]
    fingerprint: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    nomination: Mapped[Nomination] = relationship()
    author: Mapped[User] = relationship()
