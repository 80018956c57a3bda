"""What the register keeps of a nominee across campaigns: names over time, members of a household, commendations."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.core import clock
from awards.core.db import Model
from awards.nominations.models.dossier import Nomination, Nominee


class NameRole(StrEnum):
    """Whose name it is, as seen from the nominee."""

    CURRENT = "current"
    FORMER = "former"  # before a marriage, a correction, a renaming
    MEMBER = "member"  # of a household


class NomineeName(Model):
    """One name by which a nominee can be found. `syllables` are those of `search_key` in alphabetical order."""

    __tablename__ = "nominee_name"

    nominee_id: Mapped[int] = mapped_column(ForeignKey("nominee.id"), index=True)
    role: Mapped[NameRole]
    name: Mapped[str]
    search_key: Mapped[str]
    syllables: Mapped[str] = mapped_column(index=True)
    birth_year: Mapped[int | None]  # of a member
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)

    nominee: Mapped[Nominee] = relationship(back_populates="names")


class CommendationSource(StrEnum):
    """How the register knows of a commendation."""

    TYPED = "typed"
    IMPORTED = "imported"
    ISSUED = "issued"  # by a decision of this system


class Commendation(Model):
    """An award that a nominee was given, with the decision that gave it, and the one that took it back, if one did."""

    __tablename__ = "commendation"

    nominee_id: Mapped[int] = mapped_column(ForeignKey("nominee.id"), index=True)
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id"), unique=True)
    award: Mapped[str]
    number_text: Mapped[str]
    decided_on: Mapped[date | None]
    body: Mapped[str] = mapped_column(default="")
    achievement: Mapped[str] = mapped_column(default="")
    source: Mapped[CommendationSource]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    revoked_on: Mapped[date | None]  # when the decision `revoked_by` was signed; the entry itself is never deleted
    revoked_by: Mapped[str] = mapped_column(default="", server_default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)

    nominee: Mapped[Nominee] = relationship(back_populates="commendations")


class RepeatNote(Model):
    """Why somebody went on although the register showed somebody alike; `shown` is what their screen said."""

    __tablename__ = "repeat_note"

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), index=True)
    reason: Mapped[str]
    shown: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    actor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    actor_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)

    nomination: Mapped[Nomination] = relationship(back_populates="repeat_notes")
