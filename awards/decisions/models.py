"""The decision: drafted, list frozen for signature, signed, numbered, issued."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
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


class DecisionKind(StrEnum):
    """What a decision does: gives awards, or undoes paper that an earlier one gave (domain 2.11, 2.12; D30 Art. 18)."""

    AWARD = "award"
    CORRECTION = "correction"  # đính chính: the paper says something wrong
    REISSUE = "reissue"  # cấp lại, cấp đổi: the paper is lost, damaged or misprinted
    REVOCATION = "revocation"  # hủy bỏ quyết định, thu hồi


class Cause(StrEnum):
    """Why paper is given again, or on which statutory ground an award is taken back (L06 Art. 93(2) a-d)."""

    LOST = "lost"
    DAMAGED = "damaged"
    MISPRINTED = "misprinted"
    FALSE_CLAIM = "false_claim"
    FORGED_PAPERS = "forged_papers"
    UNLAWFUL_REVIEW = "unlawful_review"
    FOUND_LATER = "found_later"


CAUSES = {
    DecisionKind.AWARD: (),
    DecisionKind.CORRECTION: (),
    DecisionKind.REISSUE: (Cause.LOST, Cause.DAMAGED, Cause.MISPRINTED),
    DecisionKind.REVOCATION: (Cause.FALSE_CLAIM, Cause.FORGED_PAPERS, Cause.UNLAWFUL_REVIEW, Cause.FOUND_LATER),
}


class SignMode(StrEnum):
    """In which capacity the signer signs (D30 Art. 13, App. I 7a)."""

    HEAD = "head"  # in their own right
    DEPUTY = "deputy"  # KT.: for the head
    ORDER = "order"  # TL.: by order of the head
    AUTHORISED = "authorised"  # TUQ.: by a written authorisation, limited in time and content
    ACTING = "acting"  # Q.: the acting head


class Medium(StrEnum):
    """How a decision is signed, which says who gives the number and when (D30 Art. 15)."""

    PAPER = "paper"  # the records clerk, after the signature
    ELECTRONIC = "electronic"  # the system, with the signature


class Decision(Model):
    """A decision of one authority: awards of one form in a campaign, or the undoing of paper that `original` gave.

    Its words are frozen in `paper`.

    Four people act on it, never one: the secretary drafts and freezes, the leader signs off, the records clerk numbers
    and issues, the print clerk prints.
    """

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("unit_id", "year", "number"),
        CheckConstraint("(state IN ('numbered', 'issued')) = (number IS NOT NULL)", "numbered"),
        CheckConstraint("(state = 'issued') = (issued_at IS NOT NULL)", "issued"),
        CheckConstraint("(kind = 'award') = (original_id IS NULL)", "original"),
        CheckConstraint("(kind IN ('reissue', 'revocation')) = (cause IS NOT NULL)", "caused"),
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    award_form_id: Mapped[int] = mapped_column(ForeignKey("award_form.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[DecisionState] = mapped_column(default=DecisionState.DRAFTED)
    subject: Mapped[str]  # trích yếu, after “Về việc”
    merit: Mapped[str]  # the achievement as Điều 1 says it
    kind: Mapped[DecisionKind] = mapped_column(default=DecisionKind.AWARD)
    original_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), index=True)
    cause: Mapped[Cause | None]
    facts: Mapped[str] = mapped_column(default="")  # what happened, and which paper found it; printed
    paper: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    number: Mapped[int | None]
    year: Mapped[int | None]
    number_text: Mapped[str] = mapped_column(default="")
    signed_on: Mapped[date | None]
    writers: Mapped[list[int]] = mapped_column(JSON, default=list)  # whoever worked on the list has used this hand
    sign_mode: Mapped[SignMode | None]  # set when the list is frozen; none on what was frozen before there were modes
    sign_basis: Mapped[str] = mapped_column(default="")  # the paper that authorises a signer TL. or TUQ.
    medium: Mapped[Medium] = mapped_column(default=Medium.PAPER, server_default=Medium.PAPER)  # set with the freezing
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

    scan: Mapped["SignedScan | None"] = relationship()
    original: Mapped["Decision | None"] = relationship(remote_side="Decision.id")
    amended: Mapped[list["AmendedItem"]] = relationship(
        back_populates="decision", order_by="AmendedItem.id", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def length(self) -> int:
        """How many the list names: those who are honoured, or those whose paper is undone."""
        return len(self.items or self.amended)


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


class AmendedItem(Model):
    """One honoured nominee whose paper an amending decision undoes.

    `was` is what the paper says (`prefix`, `name`, `lines`, `citation`), `now` what it shall say; they differ in a
    correction only. `handed_back_on` is the day on which the old paper came back to the office.
    """

    __tablename__ = "amended_item"
    __table_args__ = (
        UniqueConstraint("decision_id", "item_id"),
        CheckConstraint("(handed_back_on IS NULL) = (handed_back_by_id IS NULL)", "handed_back"),
    )

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("decision_item.id"), index=True)
    was: Mapped[dict[str, Any]] = mapped_column(JSON)
    now: Mapped[dict[str, Any]] = mapped_column(JSON)
    handed_back_on: Mapped[date | None]
    handed_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    decision: Mapped[Decision] = relationship(back_populates="amended")
    item: Mapped[DecisionItem] = relationship()
    handed_back_by: Mapped[User | None] = relationship()


class NumberRegister(Model):
    """The last number given in one series of one issuing body in one year (D30 Art. 15): 1, 2, 3 … without a gap."""

    __tablename__ = "number_register"
    __table_args__ = (UniqueConstraint("unit_id", "series", "year"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    series: Mapped[str]
    year: Mapped[int]
    last: Mapped[int] = mapped_column(default=0)
    first: Mapped[int] = mapped_column(default=1, server_default="1")  # more where there was a paper register


class SignedScan(Model):
    """The signed paper as a file, under its SHA-256: uploaded once, never changed."""

    __tablename__ = "signed_scan"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), unique=True)
    sha256: Mapped[str]
    size: Mapped[int]
    media_type: Mapped[str]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    uploaded_at: Mapped[datetime] = mapped_column(default=clock.now)

    uploaded_by: Mapped[User] = relationship()


class Prize(Model):
    """The money that goes with one award, by the law of the day of signing; set when the decision is issued.

    `amount` in đồng is `hundredths` of the base salary `base`; `article` is what it rests on.
    """

    __tablename__ = "prize"
    __table_args__ = (CheckConstraint("amount > 0 AND amount * 100 = base * hundredths", "amount"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("decision_item.id"), unique=True)
    hundredths: Mapped[int]
    base: Mapped[int] = mapped_column(BigInteger)
    amount: Mapped[int] = mapped_column(BigInteger)
    article: Mapped[str]

    item: Mapped[DecisionItem] = relationship()
    entries: Mapped[list["FundEntry"]] = relationship(back_populates="prize", order_by="FundEntry.id")


class EmulationFund(Model):
    """The Quỹ thi đua, khen thưởng of one unit, in đồng: at every moment balance = received - paid, never below 0."""

    __tablename__ = "emulation_fund"
    __table_args__ = (
        CheckConstraint("balance = received - paid", "balance"),
        CheckConstraint("received >= 0 AND paid >= 0 AND balance >= 0", "sums"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), unique=True)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    paid: Mapped[int] = mapped_column(BigInteger, default=0)
    balance: Mapped[int] = mapped_column(BigInteger, default=0)
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Flow(StrEnum):
    """What happened to the money of a fund."""

    RECEIVED = "received"
    PAID = "paid"
    RECOVERED = "recovered"  # of an award that was taken back (L06 Art. 93); it comes in again


class FundEntry(Model):
    """One line of a fund's ledger; lines are added, never changed. A prize is paid once, and comes back once."""

    __tablename__ = "fund_entry"
    __table_args__ = (
        UniqueConstraint("prize_id", "flow"),
        CheckConstraint("amount > 0", "amount"),
        CheckConstraint("(flow = 'received') = (prize_id IS NULL)", "about"),
    )

    fund_id: Mapped[int] = mapped_column(ForeignKey("emulation_fund.id"), index=True)
    flow: Mapped[Flow]
    amount: Mapped[int] = mapped_column(BigInteger)
    on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    prize_id: Mapped[int | None] = mapped_column(ForeignKey("prize.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    fund: Mapped[EmulationFund] = relationship()
    prize: Mapped[Prize | None] = relationship(back_populates="entries")
    by: Mapped[User] = relationship()


class Purpose(StrEnum):
    """What a fund pays for besides the prizes of its own decisions."""

    OUTSIDE_PRIZE = "outside_prize"  # the money with an award that somebody outside decided (L06 Art. 11)
    ORGANISING = "organising"  # leading, reviewing and organising emulation, printing and framing


class FundSpending(Model):
    """One payment out of a fund that belongs to no decision of ours; added, never changed. An award is paid once."""

    __tablename__ = "fund_spending"
    __table_args__ = (
        CheckConstraint("amount > 0", "amount"),
        CheckConstraint("(purpose = 'outside_prize') = (outside_item_id IS NOT NULL)", "about"),
    )

    fund_id: Mapped[int] = mapped_column(ForeignKey("emulation_fund.id"), index=True)
    purpose: Mapped[Purpose]
    amount: Mapped[int] = mapped_column(BigInteger)
    on: Mapped[date]
    note: Mapped[str]
    outside_item_id: Mapped[int | None] = mapped_column(ForeignKey("outside_item.id"), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    fund: Mapped[EmulationFund] = relationship()
    by: Mapped[User] = relationship()


class OutsideDecision(Model):
    """Awards that somebody outside decides (Prime Minister, President): submitted as a list, recorded when they come.

    `body` took the decision `number_text` on `decided_on`; its scan is stored under `sha256` and locked. Nothing is
    numbered and no certificate is printed here (domain 3.4).
    """

    __tablename__ = "outside_decision"
    __table_args__ = (
        CheckConstraint(
            "(recorded_at IS NULL) = (number_text = '') AND (recorded_at IS NULL) = (decided_on IS NULL) "
            "AND (recorded_at IS NULL) = (sha256 = '')",
            "recorded",
        ),
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    award_form_id: Mapped[int] = mapped_column(ForeignKey("award_form.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    body: Mapped[str] = mapped_column(default="")
    number_text: Mapped[str] = mapped_column(default="")
    decided_on: Mapped[date | None]
    sha256: Mapped[str] = mapped_column(default="")
    media_type: Mapped[str] = mapped_column(default="")
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    submitted_at: Mapped[datetime] = mapped_column(default=clock.now)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    campaign: Mapped[Campaign] = relationship()
    award_form: Mapped[AwardForm] = relationship()
    unit: Mapped[Unit] = relationship()
    submitted_by: Mapped[User] = relationship(foreign_keys=[submitted_by_id])
    recorded_by: Mapped[User | None] = relationship(foreign_keys=[recorded_by_id])
    items: Mapped[list["OutsideItem"]] = relationship(
        back_populates="outside", order_by="OutsideItem.id", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}


class OutsideItem(Model):
    """One dossier that was submitted, with the words it had then."""

    __tablename__ = "outside_item"

    outside_id: Mapped[int] = mapped_column(ForeignKey("outside_decision.id"), index=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), unique=True)
    words: Mapped[dict[str, Any]] = mapped_column(JSON)  # kind, prefix, name, lines, fingerprint

    outside: Mapped[OutsideDecision] = relationship(back_populates="items")
    nomination: Mapped[Nomination] = relationship()
