"""The dated tree of units. An official code is not an identity: codes were re-used in 2025."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.core import clock
from awards.core.db import Model
from awards.core.levels import Level


class Unit(Model):
    """An administrative unit or agency while it existed: [valid_from, valid_to), no end while it still does.

    `code` is the official code of a territorial unit, which came from a list of the state; it is empty for the root and
    for agencies, and then no list ever touches the row.

    The paper fields are only filled where they differ from what the level and the name give: the agency that writes
    (“Ban Thi đua - Khen thưởng Trung ương”), its parent agency, the place in “Mộc Châu, ngày …”, the symbol in
    “05/TTr-UBND”, and the title of its head.
    """

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", "validity"),
        Index(None, "code", "level"),
        # One living unit to a code on its level; two lists read at the same moment cannot both open it.
        Index(
            "uq_unit_living",
            *("code", "level"),
            unique=True,
            sqlite_where=text("valid_to IS NULL AND code <> ''"),
            postgresql_where=text("valid_to IS NULL AND code <> ''"),
        ),
    )

    code: Mapped[str]
    level: Mapped[Level]
    name: Mapped[str]
    search_key: Mapped[str] = mapped_column(index=True)
    sort_key: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    agency: Mapped[str] = mapped_column(default="")
    parent_agency: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    symbol: Mapped[str] = mapped_column(default="")
    head_title: Mapped[str] = mapped_column(default="")

    places: Mapped[list["UnitPlace"]] = relationship(
        back_populates="unit", foreign_keys="UnitPlace.unit_id", order_by="UnitPlace.valid_from"
    )


class UnitPlace(Model):
    """Under which parent a unit stood, [valid_from, valid_to)."""

    __tablename__ = "unit_place"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", "validity"),
        CheckConstraint("unit_id <> parent_id", "not_its_own_parent"),
        Index(
            "uq_unit_place_living",
            "unit_id",
            unique=True,
            sqlite_where=text("valid_to IS NULL"),
            postgresql_where=text("valid_to IS NULL"),
        ),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id], back_populates="places")
    parent: Mapped[Unit] = relationship(foreign_keys=[parent_id])


class UnitSuccession(Model):
    """`successor` took over from `unit` on this date. Only ever from an explicit file, never guessed from names."""

    __tablename__ = "unit_succession"
    __table_args__ = (
        Index(None, "unit_id", "successor_id", unique=True),
        CheckConstraint("unit_id <> successor_id", "not_its_own_successor"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    successor_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    since: Mapped[date]


class UnitLoad(Model):
    """A list of units that was read in: the state of the country, or of a part of it, on one date."""

    __tablename__ = "unit_load"

    state_of: Mapped[date]
    sha256: Mapped[str]
    whole_country: Mapped[bool]
    loaded_at: Mapped[datetime] = mapped_column(default=clock.now)
