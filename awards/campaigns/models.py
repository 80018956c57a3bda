"""The movement, its campaigns, and the route of a campaign as data."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.core import clock
from awards.core.db import Model
from awards.core.levels import Level
from awards.law.models import AwardForm
from awards.units.models import Unit


class Phase(StrEnum):
    """The occasion within the movement: mid-term or final review (L06 Art. 17)."""

    MIDTERM = "midterm"
    FINAL = "final"


PHASE_NAMES = {Phase.MIDTERM: "Sơ kết", Phase.FINAL: "Tổng kết"}


class Movement(Model):
    """An emulation movement: data, so that the next one needs no release."""

    __tablename__ = "movement"

    name: Mapped[str] = mapped_column(unique=True)
    legal_act: Mapped[str]
    from_year: Mapped[int]
    to_year: Mapped[int]


class Campaign(Model):
    """One round of honours of a movement. `units_on` is the date whose units make its desks and names."""

    __tablename__ = "campaign"

    movement_id: Mapped[int] = mapped_column(ForeignKey("movement.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))  # the unit that opened it
    name: Mapped[str]
    phase: Mapped[Phase]
    legal_act: Mapped[str]
    units_on: Mapped[date]
    issuer: Mapped[str]  # the deciding person's title, as it stands on paper
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    movement: Mapped[Movement] = relationship()
    unit: Mapped[Unit] = relationship()
    routes: Mapped[list["Route"]] = relationship(back_populates="campaign", order_by="Route.number")
    awards: Mapped[list["CampaignAward"]] = relationship(back_populates="campaign", order_by="CampaignAward.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def route(self) -> "Route":
        """The route new nominations take: the latest version."""
        return self.routes[-1]


class Route(Model):
    """One version of a campaign's route. With nominations on it, it is frozen; a change makes a new version."""

    __tablename__ = "route"
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    number: Mapped[int] = mapped_column(default=1)

    campaign: Mapped[Campaign] = relationship(back_populates="routes")
    stages: Mapped[list["Stage"]] = relationship(back_populates="route", order_by="Stage.position")


class Stage(Model):
    """One station of a route: on which level, until when, and whether officer and leader are both needed."""

    __tablename__ = "stage"
    __table_args__ = (
        UniqueConstraint("route_id", "position"),
        UniqueConstraint("route_id", "level"),
        CheckConstraint("position >= 1", "position"),
    )

    route_id: Mapped[int] = mapped_column(ForeignKey("route.id"))
    position: Mapped[int]
    level: Mapped[Level]
    deadline: Mapped[date]
    needs_both_hands: Mapped[bool] = mapped_column(default=True)

    route: Mapped[Route] = relationship(back_populates="stages")


class CampaignAward(Model):
    """An award form that the campaign gives, for whom and by which criteria."""

    __tablename__ = "campaign_award"
    __table_args__ = (UniqueConstraint("campaign_id", "award_form_id"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    award_form_id: Mapped[int] = mapped_column(ForeignKey("award_form.id"))
    subject_kinds: Mapped[list[str]] = mapped_column(JSON)
    criteria: Mapped[str]

    campaign: Mapped[Campaign] = relationship(back_populates="awards")
    award_form: Mapped[AwardForm] = relationship()
