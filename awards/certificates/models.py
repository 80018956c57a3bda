"""The register of certificates, and the batches that print them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.accounts.models import User
from awards.core import clock
from awards.core.db import Model
from awards.decisions.models import Decision, DecisionItem
from awards.jobs.models import Job


class Certificate(Model):
    """One certificate: made with the issue of its decision, rendered once, its bytes kept under their SHA-256.

    `text` holds every word that stands on it; `code` is the 128-bit id in the QR code, the only key to the public page.
    """

    __tablename__ = "certificate"
    __table_args__ = (CheckConstraint("(revoked_at IS NULL) = (revoked_by_id IS NULL)", "revocation"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("decision_item.id"), unique=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    code: Mapped[str] = mapped_column(unique=True)
    design: Mapped[str]
    text: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str | None]
    rendered_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    revoked_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    item: Mapped[DecisionItem] = relationship()
    decision: Mapped[Decision] = relationship()
    revoked_by: Mapped[User | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Batch(Model):
    """One printing: the certificates `first` to `last` (số sổ vàng) of a decision as one merged PDF in its order."""

    __tablename__ = "batch"
    __table_args__ = (CheckConstraint('"first" >= 1 AND "last" >= "first"', "range"),)

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    first: Mapped[int]
    last: Mapped[int]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    sha256: Mapped[str | None]
    started_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    started_at: Mapped[datetime] = mapped_column(default=clock.now)

    decision: Mapped[Decision] = relationship()
    job: Mapped[Job | None] = relationship()
    started_by: Mapped[User] = relationship()
