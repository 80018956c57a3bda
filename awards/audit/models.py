"""The chained log: who did what to which record, and when. Rows are added, never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

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
