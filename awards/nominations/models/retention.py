"""One person's data is erased: who asked for it, who agreed, what is still to be destroyed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.accounts.models import User
from awards.core import clock
from awards.core.db import Model
from awards.nominations.models.dossier import Nominee


class ErasureGround(StrEnum):
    """Why."""

    DUE = "due"  # every dossier has been kept for its time
    REQUEST = "request"  # the person asks, and was never honoured (Law 91/2025/QH15)


class Erasure(Model):
    """Proposed by an officer; done once a leader has confirmed it, and from then on the record of it.

    `files`: what the worker deletes from the storage; it says with `destroyed_at` that it has.
    """

    __tablename__ = "erasure"
    __table_args__ = (CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", "confirmed"),)

    nominee_id: Mapped[int] = mapped_column(ForeignKey("nominee.id"), unique=True)
    ground: Mapped[ErasureGround]
    reason: Mapped[str]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime | None]
    files: Mapped[list[str]] = mapped_column(JSON, default=list)
    destroyed_at: Mapped[datetime | None]

    nominee: Mapped[Nominee] = relationship(back_populates="erasure")
    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=[confirmed_by_id])
