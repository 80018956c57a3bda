"""The substance of the movement as figures, year by year."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.core.db import Model
from awards.nominations.models.dossier import Nomination
from awards.nominations.subject import HouseholdStatus


class YearFacts(Model):
    """One year of a dossier: what the household was, and what help was given. Money in whole đồng, land in m²."""

    __tablename__ = "year_facts"
    __table_args__ = (UniqueConstraint("nomination_id", "year"), CheckConstraint("year >= 1900", "year"))

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    year: Mapped[int]
    status: Mapped[HouseholdStatus | None]
    households_helped: Mapped[int | None] = mapped_column(BigInteger)
    households_risen: Mapped[int | None] = mapped_column(BigInteger)
    money: Mapped[int | None] = mapped_column(BigInteger)
    goods: Mapped[int | None] = mapped_column(BigInteger)
    loans: Mapped[int | None] = mapped_column(BigInteger)
    work_days: Mapped[int | None] = mapped_column(BigInteger)
    land: Mapped[int | None] = mapped_column(BigInteger)
    jobs: Mapped[int | None] = mapped_column(BigInteger)
    help: Mapped[str] = mapped_column(default="")  # what it was: seedlings, advice, labour

    nomination: Mapped[Nomination] = relationship(back_populates="facts")
