"""The chained log: who did what to which record, and when. Rows are added, never changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from awards.core import clock
from awards.core.db import Model


class AuditEvent(Model):
    """One link of the chain; `id` is its place, 1, 2, 3 … without a gap.

    It names nobody: the actor and the object are ids, and what was said is only committed to. So a detail can be erased
    one day and the chain stays valid. Triggers refuse every change of a row.
    """

    __tablename__ = "audit_event"
    __table_args__ = (Index(None, "object_type", "object_id"),)

    at: Mapped[datetime] = mapped_column(index=True)
    tag: Mapped[str] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    object_type: Mapped[str]
    object_id: Mapped[int]
    commitment: Mapped[str]
    previous: Mapped[str]
    link: Mapped[str] = mapped_column(unique=True)


class AuditDetail(Model):
    """What an event's commitment stands for: old and new values, reasons. It may be erased; its event stays."""

    __tablename__ = "audit_detail"

    event_id: Mapped[int] = mapped_column(ForeignKey("audit_event.id"), unique=True)
    salt: Mapped[str]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)


class AccessEvent(Model):
    """Who looked at which record, and when: a page, or a file taken away. Added by the side writer, never changed.

    `object_type` is the table whose id stands in the address; "list" with 0 where a list was taken away as a file.
    """

    __tablename__ = "access_event"
    __table_args__ = (Index(None, "object_type", "object_id"), Index(None, "actor_id", "at"))

    at: Mapped[datetime]
    actor_id: Mapped[int]
    endpoint: Mapped[str]
    is_file: Mapped[bool]
    object_type: Mapped[str]
    object_id: Mapped[int]


class CheckUp(Model):
    """One night's look at every invariant: what was wrong, and where the chain stood."""

    __tablename__ = "check_up"

    on: Mapped[date] = mapped_column(unique=True)
    begun_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
    length: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(default="")
    faults: Mapped[list[str]] = mapped_column(JSON, default=list)
