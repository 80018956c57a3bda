"""The register of certificates, and the batches that print them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.accounts.models import User
from awards.core import clock
from awards.core.db import Model
from awards.decisions.models import Decision, DecisionItem, DecisionKind
from awards.jobs.models import Job
from awards.law.models import AwardForm
from awards.units.models import Unit


class Layer(StrEnum):
    """What a printing puts on paper."""

    FULL = "full"  # everything, in colour, on white paper
    TEXT = "text"  # the texts alone, on blanks that carry the rest already


class Order(StrEnum):
    """In which order the papers lie on the pile."""

    DECISION = "decision"
    COMMUNE = "commune"  # for hand-over, unit by unit


class Wish(StrEnum):
    """What a person wants of a printing that is under way."""

    RUN = "run"
    PAUSE = "pause"
    CANCEL = "cancel"


class Entry(StrEnum):
    """What happened to blanks."""

    DELIVERED = "delivered"
    USED = "used"
    GIVEN_BACK = "given_back"  # from a printing that was cancelled before its file was made
    SPOILED_IN_STOCK = "spoiled_in_stock"
    SPOILED_IN_PRINT = "spoiled_in_print"


class OfficeDesign(Model):
    """An office's own design of one award form, for one kind of subject or (`subject_kind` empty) for all.

    `layout` holds the numbers (`printing.blueprint`), `files` the SHA-256 of the office's own emblem, logo and frame.
    Once taken into use it does not change any more: a change is the next number.
    """

    __tablename__ = "office_design"
    __table_args__ = (
        UniqueConstraint("unit_id", "award_form_id", "subject_kind", "number"),
        CheckConstraint("subject_kind IN ('', 'collective', 'household', 'individual')", "subject_kind"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    award_form_id: Mapped[int] = mapped_column(ForeignKey("award_form.id"))
    subject_kind: Mapped[str] = mapped_column(default="")
    number: Mapped[int]
    layout: Mapped[dict[str, Any]] = mapped_column(JSON)
    files: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    used_from: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()
    award_form: Mapped[AwardForm] = relationship()
    made_by: Mapped[User] = relationship()

    __mapper_args__ = {"version_id_col": version}


class CertificateState(StrEnum):
    """What the check page says of a certificate. Whatever has ended stays in the register."""

    VALID = "valid"
    CORRECTED = "corrected"
    REPLACED = "replaced"
    REVOKED = "revoked"


ENDED_BY = {
    DecisionKind.CORRECTION: CertificateState.CORRECTED,
    DecisionKind.REISSUE: CertificateState.REPLACED,
    DecisionKind.REVOCATION: CertificateState.REVOKED,
}


class Certificate(Model):
    """One certificate: made with the issue of its decision, rendered once, its bytes kept under their SHA-256.

    `text` holds every word that stands on it; `code` is the 128-bit id in the QR code, `short_code` the one for the
    telephone (none before there were short codes). `decision` gave the award. A correction or a reissue makes a new
    certificate that `replaces` this one; `ended_by` is the decision that ended it. Those that a leader revoked alone,
    before that took a decision, have `revoked_by` and a reason instead.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL AND revoked_by_id IS NULL) "
            "AND (ended_by_id IS NULL OR revoked_by_id IS NULL)",
            "ended",
        ),
        # Of the papers for one award one is valid at most.
        Index(
            "uq_certificate_valid",
            "item_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("decision_item.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    code: Mapped[str] = mapped_column(unique=True)
    short_code: Mapped[str | None] = mapped_column(unique=True)
    design: Mapped[str]  # the shipped design of this name, unless the office has its own
    office_design_id: Mapped[int | None] = mapped_column(ForeignKey("office_design.id"))
    text: Mapped[dict[str, Any]] = mapped_column(JSON)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"), unique=True)
    sha256: Mapped[str | None]
    rendered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    revoked_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    item: Mapped[DecisionItem] = relationship()
    decision: Mapped[Decision] = relationship(foreign_keys=[decision_id])
    ended_by: Mapped[Decision | None] = relationship(foreign_keys=[ended_by_id])
    revoked_by: Mapped[User | None] = relationship()
    replaces: Mapped["Certificate | None"] = relationship(
        remote_side="Certificate.id", foreign_keys=[replaces_id], back_populates="successor"
    )
    successor: Mapped["Certificate | None"] = relationship(back_populates="replaces", uselist=False)

    __mapper_args__ = {"version_id_col": version}

    @property
    def state(self) -> CertificateState:
        if self.ended_at is None:
            return CertificateState.VALID
        return ENDED_BY[self.ended_by.kind] if self.ended_by else CertificateState.REVOKED


class LookUp(Model):
    """How often a certificate was looked up on one day by its code; without a certificate: how often nothing was found.

    A count and no more: nothing is kept of whoever asked.
    """

    __tablename__ = "look_up"

    day: Mapped[date] = mapped_column(index=True)
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"), index=True)
    count: Mapped[int]


class Setting(Model):
    """How one recipient's name and citation are set by hand, until the paper is drawn: {field: {lines, largest}}."""

    __tablename__ = "certificate_setting"

    item_id: Mapped[int] = mapped_column(ForeignKey("decision_item.id", ondelete="CASCADE"), unique=True)
    by_hand: Mapped[dict[str, Any]] = mapped_column(JSON)
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime] = mapped_column(default=clock.now)


class Proof(Model):
    """This person has opened the proof of the decision's certificates as they are set now (`fingerprint`).

    It goes with a draft that is thrown away, and only then.
    """

    __tablename__ = "proof"
    __table_args__ = (UniqueConstraint("decision_id", "user_id", "fingerprint"),)

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    fingerprint: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)


class Printer(Model):
    """The passport of one tray of one printer: how texts are moved so that they meet the blanks.

    `right` and `down` in millimetres, `scale` in percent from the upper left corner.
    """

    __tablename__ = "printer"
    __table_args__ = (
        UniqueConstraint("unit_id", "name", "tray"),
        CheckConstraint("scale BETWEEN 90 AND 110", "scale"),
        CheckConstraint('"right" BETWEEN -30 AND 30 AND down BETWEEN -30 AND 30', "shift"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    tray: Mapped[str]
    right: Mapped[float] = mapped_column(default=0.0)
    down: Mapped[float] = mapped_column(default=0.0)
    scale: Mapped[float] = mapped_column(default=100.0)
    measured_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    measured_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()
    measured_by: Mapped[User | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Blank(Model):
    """One kind of blank (phôi) of a unit and where its sheets are: delivered = used + spoiled + in stock, always."""

    __tablename__ = "blank"
    __table_args__ = (
        UniqueConstraint("unit_id", "name"),
        CheckConstraint("delivered = used + spoiled + in_stock", "balance"),
        CheckConstraint("used >= 0 AND spoiled >= 0 AND in_stock >= 0", "counts"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    award_form_id: Mapped[int] = mapped_column(ForeignKey("award_form.id"))
    name: Mapped[str]
    delivered: Mapped[int] = mapped_column(default=0)
    used: Mapped[int] = mapped_column(default=0)
    spoiled: Mapped[int] = mapped_column(default=0)
    in_stock: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()
    award_form: Mapped[AwardForm] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Batch(Model):
    """One printing: some certificates of a decision (`sheets`) as one merged PDF, in their order.

    `first` to `last` are the số sổ vàng asked for. A printing of the texts alone keeps how they were moved.
    """

    __tablename__ = "batch"
    __table_args__ = (CheckConstraint('"first" >= 1 AND "last" >= "first"', "range"),)

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    first: Mapped[int]
    last: Mapped[int]
    layer: Mapped[Layer] = mapped_column(default=Layer.FULL)
    pile: Mapped[Order] = mapped_column(default=Order.DECISION)
    wish: Mapped[Wish] = mapped_column(default=Wish.RUN)
    reason: Mapped[str] = mapped_column(default="")  # why something is printed again
    blank_id: Mapped[int | None] = mapped_column(ForeignKey("blank.id"))
    printer_id: Mapped[int | None] = mapped_column(ForeignKey("printer.id"))
    right: Mapped[float] = mapped_column(default=0.0)
    down: Mapped[float] = mapped_column(default=0.0)
    scale: Mapped[float] = mapped_column(default=100.0)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    sha256: Mapped[str | None]
    started_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    started_at: Mapped[datetime] = mapped_column(default=clock.now)

    decision: Mapped[Decision] = relationship()
    job: Mapped[Job | None] = relationship()
    started_by: Mapped[User] = relationship()
    blank: Mapped[Blank | None] = relationship()
    printer: Mapped[Printer | None] = relationship()
    sheets: Mapped[list["Sheet"]] = relationship(back_populates="batch", order_by="Sheet.place")


class Sheet(Model):
    """One certificate in one printing, at its place in the pile."""

    __tablename__ = "sheet"
    __table_args__ = (UniqueConstraint("batch_id", "certificate_id"), UniqueConstraint("batch_id", "place"))

    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    place: Mapped[int]

    batch: Mapped[Batch] = relationship(back_populates="sheets")
    certificate: Mapped[Certificate] = relationship()


class BlankEntry(Model):
    """One line of the ledger of blanks; lines are added, never changed."""

    __tablename__ = "blank_entry"
    __table_args__ = (CheckConstraint("count > 0", "count"),)

    blank_id: Mapped[int] = mapped_column(ForeignKey("blank.id"), index=True)
    entry: Mapped[Entry]
    count: Mapped[int]
    note: Mapped[str] = mapped_column(default="")  # serial numbers, who delivered, what spoiled the sheet
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"))
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    blank: Mapped[Blank] = relationship()
    batch: Mapped[Batch | None] = relationship()
    certificate: Mapped[Certificate | None] = relationship()
    by: Mapped[User] = relationship()
