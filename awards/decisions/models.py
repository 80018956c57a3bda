"""The decision: drafted, list frozen for signature, signed, numbered, issued."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.accounts.models import User
from awards.campaigns.models import Campaign
from awards.core import clock
from awards.core.db import Model
from awards.law.models import AwardForm, SubjectKind
from awards.nominations.models import Nomination
from awards.units.models import Unit


class DecisionState(StrEnum):
    DRAFTED = "drafted"
    FROZEN = "frozen"
    SIGNED = "signed"
    NUMBERED = "numbered"
    ISSUED = "issued"


class Decision(Model):
    """An award decision of one authority for one award form of a campaign. Its words are frozen in `paper`.

    Four people act on it, never one: the secretary drafts and freezes, the leader signs off, the records clerk numbers
    and issues, the print clerk prints.
    """

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("unit_id", "year", "number"),
        CheckConstraint("(state IN ('numbered', 'issued')) = (number IS NOT NULL)", "numbered"),
        CheckConstraint("(state = 'issued') = (issued_at IS NOT NULL)", "issued"),
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    award_form_id: Mapped[int] = mapped_column(ForeignKey("award_form.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[DecisionState] = mapped_column(default=DecisionState.DRAFTED)
    subject: Mapped[str]  # trích yếu, after “Về việc”
    merit: Mapped[str]  # the achievement as Điều 1 says it
    paper: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    number: Mapped[int | None]
    year: Mapped[int | None]
    number_text: Mapped[str] = mapped_column(default="")
    signed_on: Mapped[date | None]
    writers: Mapped[list[int]] = mapped_column(JSON, default=list)  # whoever worked on the list has used this hand
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # whose name the frozen paper carries
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    frozen_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    numbered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    drafted_at: Mapped[datetime] = mapped_column(default=clock.now)
    frozen_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    numbered_at: Mapped[datetime | None]
    issued_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    campaign: Mapped[Campaign] = relationship()
    award_form: Mapped[AwardForm] = relationship()
    unit: Mapped[Unit] = relationship()
    signer: Mapped[User | None] = relationship(foreign_keys=[signer_id])
    drafted_by: Mapped[User] = relationship(foreign_keys=[drafted_by_id])
    frozen_by: Mapped[User | None] = relationship(foreign_keys=[frozen_by_id])
    signed_by: Mapped[User | None] = relationship(foreign_keys=[signed_by_id])
    numbered_by: Mapped[User | None] = relationship(foreign_keys=[numbered_by_id])
    issued_by: Mapped[User | None] = relationship(foreign_keys=[issued_by_id])
    items: Mapped[list["DecisionItem"]] = relationship(
        back_populates="decision", order_by="DecisionItem.ordinal", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}


class DecisionItem(Model):
    """One honoured nominee. `ordinal` is the số sổ vàng, 1 … n, set with the words when the list is frozen."""

    __tablename__ = "decision_item"
    __table_args__ = (UniqueConstraint("decision_id", "ordinal"), CheckConstraint("ordinal >= 1", "ordinal"))

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), unique=True)
    ordinal: Mapped[int | None]
    fingerprint: Mapped[str] = mapped_column(default="")
    kind: Mapped[SubjectKind]
    prefix: Mapped[str] = mapped_column(default="")  # “Ông”, “Bà”, “Hộ gia đình ông”, “Tập thể”
    name: Mapped[str] = mapped_column(default="")
    lines: Mapped[list[str]] = mapped_column(JSON, default=list)  # title and work unit, or address
    citation: Mapped[str] = mapped_column(default="")

    decision: Mapped[Decision] = relationship(back_populates="items")
    nomination: Mapped[Nomination] = relationship()


class NumberRegister(Model):
    """The last number given in one series of one issuing body in one year (D30 Art. 15): 1, 2, 3 … without a gap."""

    __tablename__ = "number_register"
    __table_args__ = (UniqueConstraint("unit_id", "series", "year"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    series: Mapped[str]
    year: Mapped[int]
    last: Mapped[int] = mapped_column(default=0)
