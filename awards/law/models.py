"""Law as dated data with a source: a new decree is a row, not a release."""

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from awards.core.db import Model
from awards.core.levels import Level


class SubjectKind(StrEnum):
    """Who may be honoured (L06 Art. 2)."""

    COLLECTIVE = "collective"
    HOUSEHOLD = "household"
    INDIVIDUAL = "individual"


SUBJECT_NAMES = {
    SubjectKind.COLLECTIVE: "Tập thể",
    SubjectKind.HOUSEHOLD: "Hộ gia đình",
    SubjectKind.INDIVIDUAL: "Cá nhân",
}


class CertificateKind(StrEnum):
    """What is printed: a statutory paper, the movement's own honour, or nothing here (Prime Minister, President)."""

    BANG_KHEN = "bang_khen"
    GIAY_KHEN = "giay_khen"
    GIAY_CHUNG_NHAN = "giay_chung_nhan"
    NONE = "none"


class LegalAct(Model):
    """A law, decree, circular or plan, as a paper cites it, in force [valid_from, valid_to)."""

    __tablename__ = "legal_act"

    code: Mapped[str] = mapped_column(unique=True)
    citation: Mapped[str]  # as it stands after “Căn cứ”, without the closing mark
    rank: Mapped[int]  # the order in which a paper lists its bases
    cited_by_default: Mapped[bool] = mapped_column(default=False)
    cited_locally: Mapped[bool] = mapped_column(default=False, server_default=false())  # by People's Committees too
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]
    verified: Mapped[bool]


class AwardForm(Model):
    """A form of commendation or honour: who decides it, for whom, on which article, in force [valid_from, valid_to)."""

    __tablename__ = "award_form"
    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to > valid_from", "validity"),)

    code: Mapped[str]
    name: Mapped[str]
    decided_at: Mapped[Level]
    certificate_kind: Mapped[CertificateKind]
    subject_kinds: Mapped[list[str]] = mapped_column(JSON)
    article: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]
    verified: Mapped[bool]

    @property
    def kinds(self) -> list[SubjectKind]:
        return [kind for kind in SubjectKind if kind.value in self.subject_kinds]

    @property
    def is_statutory(self) -> bool:
        """Is it a form of commendation of L06 Art. 9? The movement's own giấy chứng nhận is not."""
        return self.certificate_kind is not CertificateKind.GIAY_CHUNG_NHAN


class CalendarDay(Model):
    """A day on which offices are closed although it is a weekday, or open although it is a Saturday or Sunday."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(unique=True)
    is_working: Mapped[bool]
    name: Mapped[str]
    source: Mapped[str]
    verified: Mapped[bool]


class TimeLimit(Model):
    """How long a level may take with a complete dossier, in working days, in force [valid_from, valid_to)."""

    __tablename__ = "time_limit"
    __table_args__ = (CheckConstraint("working_days > 0", "working_days"),)

    level: Mapped[Level]
    working_days: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]
    verified: Mapped[bool]


class BaseSalary(Model):
    """The mức lương cơ sở in đồng a month, in force [valid_from, valid_to)."""

    __tablename__ = "base_salary"
    __table_args__ = (CheckConstraint("amount > 0 AND amount % 100 = 0", "amount"),)

    amount: Mapped[int]  # whole hundreds: a prize in hundredths of it is whole đồng, and nothing is ever rounded
    valid_from: Mapped[date] = mapped_column(unique=True)
    valid_to: Mapped[date | None]
    source: Mapped[str]
    verified: Mapped[bool]


class PrizeRate(Model):
    """The tiền thưởng with an award form, in hundredths of the base salary (1,5 lần: 150), in force [from, to)."""

    __tablename__ = "prize_rate"
    __table_args__ = (
        UniqueConstraint("award_code", "subject_kind", "valid_from"),
        CheckConstraint("hundredths > 0", "hundredths"),
    )

    award_code: Mapped[str]
    subject_kind: Mapped[SubjectKind]
    hundredths: Mapped[int]
    article: Mapped[str]  # as a decision cites it: “Điều 54 Nghị định số 152/2025/NĐ-CP”
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]
    verified: Mapped[bool]


class RetentionPeriod(Model):
    """How many full years the dossiers of one class are kept (Law 33/2024/QH15), in force [from, to); None: for ever.

    `code` is the level that gave the award, or "not_awarded".
    """

    __tablename__ = "retention_period"
    __table_args__ = (UniqueConstraint("code", "valid_from"), CheckConstraint("years > 0", "years"))

    code: Mapped[str]
    name: Mapped[str]
    years: Mapped[int | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]
    verified: Mapped[bool]
