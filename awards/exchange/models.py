"""Sheets that people send in."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.accounts.models import User
from awards.campaigns.models import Campaign
from awards.core import clock
from awards.core.db import Model
from awards.units.models import Unit


class SheetImport(Model):
    """A workbook of nominations that was read: what is clean, what is not; `entered` rows have become drafts.

    `faults` are [address, sentence]. The file lies in the storage under its hash, as it was sent.
    """

    __tablename__ = "sheet_import"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    file_name: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    sheet: Mapped[str]
    clean: Mapped[int]
    faults: Mapped[list[list[str]]] = mapped_column(JSON)
    entered: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(default=clock.now)

    campaign: Mapped[Campaign] = relationship()
    unit: Mapped[Unit] = relationship()
    actor: Mapped[User] = relationship()


class CommendationImport(Model):
    """A workbook of earlier commendations that was read; its clean rows wait until an officer says who each one is.

    `faults` are [address, sentence]; `waiting` are the rows about which nobody has decided yet. The file lies in the
    storage under its hash, as it was sent.
    """

    __tablename__ = "commendation_import"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    file_name: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    sheet: Mapped[str]
    clean: Mapped[int]
    waiting: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    faults: Mapped[list[list[str]]] = mapped_column(JSON)
    entered: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(default=clock.now)

    unit: Mapped[Unit] = relationship()
    actor: Mapped[User] = relationship()
