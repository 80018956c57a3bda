"""What stands in the way of an award while it is being looked into (D152 Art. 4(4))."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.core import clock
from awards.core.db import Model
from awards.nominations.models.dossier import Nomination


class ScreeningKind(StrEnum):
    """The three grounds of D152 Art. 4(4)."""

    DISCIPLINE = "discipline"
    INVESTIGATION = "investigation"
    COMPLAINT = "complaint"


class Screening(Model):
    """One look into one ground: who was asked, when, which document. A matter found is open until it is closed."""

    __tablename__ = "screening"

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), index=True)
    kind: Mapped[ScreeningKind]
    source: Mapped[str]
    checked_on: Mapped[date]
    document: Mapped[str] = mapped_column(default="")
    has_matter: Mapped[bool]
    closing_document: Mapped[str] = mapped_column(default="")
    closed_on: Mapped[date | None]
    actor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    actor_name: Mapped[str]
    unit_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)

    nomination: Mapped[Nomination] = relationship(back_populates="screenings")

    @property
    def is_open(self) -> bool:
        return self.has_matter and self.closed_on is None
