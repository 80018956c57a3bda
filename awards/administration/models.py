"""What administrators propose to each other, and the lists they send in."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.accounts.models import User
from awards.core import clock
from awards.core.db import Model
from awards.units.models import Unit


class UnitMerger(Model):
    """Units into another one from a day on. It counts once a second administrator has confirmed it.

    The people of the successor will read the dossiers of what it takes over: that is a grant. `carries`: those who
    hold a post in the merged units are proposed for the same one in the successor.
    """

    __tablename__ = "unit_merger"

    successor_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    unit_ids: Mapped[list[int]] = mapped_column(JSON)
    since: Mapped[date]
    carries: Mapped[bool]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[datetime | None]  # confirmed, or taken off the list

    successor: Mapped[Unit] = relationship()
    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])


class ListKind(StrEnum):
    """What the rows of a list are."""

    UNITS = "units"
    PEOPLE = "people"


class ListImport(Model):
    """A workbook of units or people that was tried: what is clean, what is not; nothing is entered by reading it.

    `faults` are [address, what the row is, sentence]; `appointment_ids`: those that were proposed from it.
    """

    __tablename__ = "list_import"

    kind: Mapped[ListKind]
    file_name: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    sheet: Mapped[str]
    clean: Mapped[int]
    faults: Mapped[list[list[str]]] = mapped_column(JSON)
    entered: Mapped[int] = mapped_column(default=0)
    appointment_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    actor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    actor: Mapped[User] = relationship()
