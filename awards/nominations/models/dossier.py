"""The nominee, the dossier, its way, and the letters it travels with."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.accounts.models import User
from awards.campaigns.models import Campaign, CampaignAward, Route, Stage
from awards.core import clock
from awards.core.access import Role
from awards.core.db import Model, values
from awards.jobs.models import Job, JobState
from awards.law.models import SubjectKind
from awards.nominations.route import Action, State
from awards.units.models import Unit

if TYPE_CHECKING:
    from awards.nominations.models.facts import YearFacts
    from awards.nominations.models.finding import NameTail
    from awards.nominations.models.register import Commendation, NomineeName, RepeatNote
    from awards.nominations.models.retention import Erasure
    from awards.nominations.models.screening import Screening


class Honorific(StrEnum):
    """How a paper addresses an individual or the head of a household."""

    ONG = "ong"
    BA = "ba"


class DocType(StrEnum):
    """What an attached file is."""

    SUBMISSION = "submission"  # tờ trình
    REPORT = "report"  # báo cáo thành tích
    MINUTES = "minutes"  # biên bản
    CONFIRMATION = "confirmation"  # xác nhận
    EVIDENCE = "evidence"  # minh chứng


class Nominee(Model):
    """A person, household or collective, kept across campaigns. For a household, `name` is the head's."""

    __tablename__ = "nominee"
    __table_args__ = (Index(None, "hamlet_key", "birth_year"),)

    kind: Mapped[SubjectKind]
    name: Mapped[str]
    search_key: Mapped[str] = mapped_column(index=True)
    sort_key: Mapped[str]
    honorific: Mapped[Honorific | None]
    birth_year: Mapped[int | None]
    position: Mapped[str] = mapped_column(default="")  # title and work unit
    address: Mapped[str] = mapped_column(default="")  # hamlet and commune
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    citizen_sealed: Mapped[str | None]  # core.sealing; never in clear
    citizen_index: Mapped[str | None] = mapped_column(index=True)  # equal for equal numbers
    hamlet: Mapped[str] = mapped_column(default="")  # the first part of the address
    hamlet_key: Mapped[str] = mapped_column(default="")  # folded, without the word for a hamlet
    dissolved_on: Mapped[date | None]  # of a collective
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("nominee.id"))
    erased_on: Mapped[date | None]  # nothing of the person is left from this day on
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()
    successor: Mapped["Nominee | None"] = relationship(remote_side="Nominee.id")
    names: Mapped[list["NomineeName"]] = relationship(
        back_populates="nominee", order_by="NomineeName.id", cascade="all, delete-orphan"
    )
    commendations: Mapped[list["Commendation"]] = relationship(
        back_populates="nominee", order_by="Commendation.decided_on"
    )
    conflicts: Mapped[list["Conflict"]] = relationship(back_populates="nominee", order_by="Conflict.id")
    erasure: Mapped["Erasure | None"] = relationship(back_populates="nominee")

    __mapper_args__ = {"version_id_col": version}


class ConflictKind(StrEnum):
    """Why a person must not act on what concerns a nominee."""

    SELF = "self"  # they are the nominee, or its head
    FAMILY = "family"  # a relative
    OTHER = "other"  # another interest


class Conflict(Model):
    """A person has nothing to do with the dossiers of this nominee, from the declaration until it is withdrawn."""

    __tablename__ = "conflict"
    __table_args__ = (Index(None, "user_id", "nominee_id"),)

    nominee_id: Mapped[int] = mapped_column(ForeignKey("nominee.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[ConflictKind]
    reason: Mapped[str]
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    declared_at: Mapped[datetime] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="")

    nominee: Mapped[Nominee] = relationship(back_populates="conflicts")
    user: Mapped[User] = relationship(foreign_keys=[user_id])


class Nomination(Model):
    """One nominee put forward for one award in one campaign, with its own words: the register may move on.

    Its position is (route, stage, state, desk). `version` grows with every change of content or position; `step` counts
    the moves. `proposed_fingerprint` is the content that this stage's officer proposed, empty while nobody has.
    """

    __tablename__ = "nomination"
    __table_args__ = (
        Index(None, "desk_id", "state", "desk_since"),
        Index(None, "unit_id", "state", "desk_since"),
        Index(None, "campaign_id", "stage_id", "state"),
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    award_id: Mapped[int] = mapped_column(ForeignKey("campaign_award.id"))
    nominee_id: Mapped[int] = mapped_column(ForeignKey("nominee.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    route_id: Mapped[int] = mapped_column(ForeignKey("route.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    state: Mapped[State] = mapped_column(default=State.DRAFT)
    desk_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    desk_since: Mapped[datetime] = mapped_column(default=clock.now)
    step: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    kind: Mapped[SubjectKind]
    name: Mapped[str]
    search_key: Mapped[str]
    sort_key: Mapped[str]
    honorific: Mapped[Honorific | None]
    birth_year: Mapped[int | None]
    position: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    unit_name: Mapped[str]
    citation: Mapped[str] = mapped_column(default="")
    report: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # by subject.DETAILS
    leaving_number: Mapped[str] = mapped_column(default="")  # the decision by which a household left poverty
    leaving_on: Mapped[date | None]
    leaving_body: Mapped[str] = mapped_column(default="")
    proposed_fingerprint: Mapped[str] = mapped_column(default="")
    writers: Mapped[list[int]] = mapped_column(JSON, default=list)  # whoever wrote in it has used the officer's hand
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # to whom the draft was handed over
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)

    campaign: Mapped[Campaign] = relationship()
    award: Mapped[CampaignAward] = relationship()
    nominee: Mapped[Nominee] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    desk: Mapped[Unit] = relationship(foreign_keys=[desk_id])
    route: Mapped[Route] = relationship()
    stage: Mapped[Stage] = relationship()
    created_by: Mapped[User] = relationship(foreign_keys=[created_by_id])
    keeper: Mapped[User | None] = relationship(foreign_keys=[keeper_id])
    desks: Mapped[list["Desk"]] = relationship(back_populates="nomination", order_by="Desk.position")
    moves: Mapped[list["Move"]] = relationship(back_populates="nomination", order_by="Move.step")
    attachments: Mapped[list["Attachment"]] = relationship(back_populates="nomination", order_by="Attachment.id")
    remarks: Mapped[list["Remark"]] = relationship(back_populates="nomination", order_by="Remark.id")
    objections: Mapped[list["Objection"]] = relationship(back_populates="nomination", order_by="Objection.id")
    repeat_notes: Mapped[list["RepeatNote"]] = relationship(back_populates="nomination", order_by="RepeatNote.id")
    screenings: Mapped[list["Screening"]] = relationship(back_populates="nomination", order_by="Screening.id")
    facts: Mapped[list["YearFacts"]] = relationship(
        back_populates="nomination", order_by="YearFacts.year", cascade="all, delete-orphan"
    )
    tails: Mapped[list["NameTail"]] = relationship(
        back_populates="nomination", order_by="NameTail.id", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def code(self) -> str:
        """The reference number shown on every screen and paper."""
        return f"HS-{self.id:06d}"

    @property
    def is_first(self) -> bool:
        return self.stage.position == 1

    @property
    def open_matters(self) -> list["Screening"]:
        """The disciplinary and complaint matters that are still being looked into."""
        return [one for one in self.screenings if one.is_open]

    @property
    def is_deciding(self) -> bool:
        return self.stage.level == self.award.award_form.decided_at


class Desk(Model):
    """One station of a dossier's way: which unit, under its name of that time. The unit sees it once `reached_at`."""

    __tablename__ = "desk"
    __table_args__ = (UniqueConstraint("nomination_id", "position"), Index(None, "unit_id", "nomination_id"))

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    position: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    unit_name: Mapped[str]
    reached_at: Mapped[datetime | None]

    nomination: Mapped[Nomination] = relationship(back_populates="desks")
    stage: Mapped[Stage] = relationship()
    unit: Mapped[Unit] = relationship()


def _state(column: str) -> EnumType:
    """A state in a table that holds two: PostgreSQL wants a name of its own for each CHECK."""
    return EnumType(State, name=column, native_enum=False, length=32, create_constraint=True, values_callable=values)


class Move(Model):
    """What happened to a dossier, for people to read. Exactly one row per step taken."""

    __tablename__ = "move"
    __table_args__ = (UniqueConstraint("nomination_id", "step"),)

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    step: Mapped[int]
    action: Mapped[Action]
    from_stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    from_state: Mapped[State] = mapped_column(_state("from_state"))
    to_stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    to_state: Mapped[State] = mapped_column(_state("to_state"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    actor_name: Mapped[str]
    hand: Mapped[Role]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    unit_name: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    fingerprint: Mapped[str]
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("proposal_letter.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    nomination: Mapped[Nomination] = relationship(back_populates="moves")
    actor: Mapped[User] = relationship()
    letter: Mapped["ProposalLetter | None"] = relationship()
    slip: Mapped["ReceiptSlip | None"] = relationship(back_populates="move")


class Remark(Model):
    """One part of a dossier that a reviewer marked when returning it, and what is wrong with it.

    `step` is that of the return; `part` the key of the part, `label` its name on that day.
    """

    __tablename__ = "remark"
    __table_args__ = (UniqueConstraint("nomination_id", "step", "part"),)

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    step: Mapped[int]
    part: Mapped[str]
    label: Mapped[str]
    sentence: Mapped[str]

    nomination: Mapped[Nomination] = relationship(back_populates="remarks")


class Objection(Model):
    """A level that a corrected dossier passed by on its short way back objects; the level that asked answers.

    `step` is that of the sending it objects to.
    """

    __tablename__ = "objection"
    __table_args__ = (UniqueConstraint("nomination_id", "step", "unit_id"),)

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    step: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    unit_name: Mapped[str]
    actor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    actor_name: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    answer: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None]

    nomination: Mapped[Nomination] = relationship(back_populates="objections")


class Snapshot(Model):
    """The whole content of a dossier as it was when somebody acted on it, stored once per fingerprint."""

    __tablename__ = "snapshot"
    __table_args__ = (UniqueConstraint("nomination_id", "fingerprint"),)

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    fingerprint: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Attachment(Model):
    """A file of the dossier. The bytes lie in the storage under their hash; a removed one keeps its row."""

    __tablename__ = "attachment"

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), index=True)
    doc_type: Mapped[DocType]
    file_name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(index=True)
    caption: Mapped[str] = mapped_column(default="")
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    uploaded_at: Mapped[datetime] = mapped_column(default=clock.now)
    removed_at: Mapped[datetime | None]

    nomination: Mapped[Nomination] = relationship(back_populates="attachments")


class ArchiveCopy(Model):
    """A whole dossier packed into one ZIP as it was at a version; the bytes lie in the storage under their hash."""

    __tablename__ = "archive_copy"
    __table_args__ = (UniqueConstraint("nomination_id", "version"),)

    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"))
    version: Mapped[int]
    sha256: Mapped[str] = mapped_column(index=True, default="")  # empty while it is being packed
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)

    job: Mapped[Job | None] = relationship()

    @property
    def has_failed(self) -> bool:
        return not self.sha256 and (self.job is None or self.job.state is JobState.FAILED)


class ReceiptSlip(Model):
    """The words of the slip for one receiving, frozen on that day."""

    __tablename__ = "receipt_slip"

    move_id: Mapped[int] = mapped_column(ForeignKey("move.id"), unique=True)
    paper: Mapped[dict[str, Any]] = mapped_column(JSON)

    move: Mapped[Move] = relationship(back_populates="slip")


class ProposalLetter(Model):
    """A tờ trình: what travels. Its words (agency, addressee, bases, list) are frozen in `paper` when it is signed."""

    __tablename__ = "proposal_letter"
    __table_args__ = (UniqueConstraint("unit_id", "year", "number"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    to_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    number: Mapped[int]
    year: Mapped[int]
    number_text: Mapped[str]
    signed_on: Mapped[date]
    signer_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    paper: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    campaign: Mapped[Campaign] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    to_unit: Mapped[Unit] = relationship(foreign_keys=[to_unit_id])
    signer: Mapped[User] = relationship()
    items: Mapped[list["LetterItem"]] = relationship(back_populates="letter", order_by="LetterItem.ordinal")


class LetterItem(Model):
    """One nomination in a letter, with the version that was sent."""

    __tablename__ = "letter_item"
    __table_args__ = (UniqueConstraint("letter_id", "ordinal"), UniqueConstraint("letter_id", "nomination_id"))

    letter_id: Mapped[int] = mapped_column(ForeignKey("proposal_letter.id"))
    ordinal: Mapped[int]
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id"), index=True)
    fingerprint: Mapped[str]

    letter: Mapped[ProposalLetter] = relationship(back_populates="items")
    nomination: Mapped[Nomination] = relationship()
