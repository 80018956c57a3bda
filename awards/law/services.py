"""The law of a date: which award forms there are, and what a paper cites."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select

from awards.audit.services import record
from awards.core.db import db
from awards.core.levels import Level
from awards.law.models import (
    SUBJECT_NAMES,
    AwardForm,
    BaseSalary,
    CalendarDay,
    CertificateKind,
    LegalAct,
    PrizeRate,
    RetentionPeriod,
    SubjectKind,
    TimeLimit,
)

SEED = Path(__file__).with_name("seed")
Dated = type[AwardForm] | type[LegalAct] | type[TimeLimit] | type[BaseSalary] | type[PrizeRate] | type[RetentionPeriod]


def _in_force(rows: Dated, on: date) -> ColumnElement[bool]:
    return (rows.valid_from <= on) & or_(rows.valid_to.is_(None), rows.valid_to > on)


def award_forms(on: date, decided_at: Level | None = None) -> list[AwardForm]:
    """The award forms in force on this date; `decided_at`: only those that this level decides."""
    query = select(AwardForm).where(_in_force(AwardForm, on))
    if decided_at is not None:
        query = query.where(AwardForm.decided_at == decided_at)
    return list(db.session.scalars(query.order_by(AwardForm.id)))


# Which clause names whom, by the article of the award form (L06 Art. 44, 73, 74, 75). Enterprises and cooperatives
# have a clause of their own. Where an article stands here and a kind of subject does not, the law gives it none.
_LAW = "Luật Thi đua, khen thưởng"
CLAUSES: dict[str, dict[str, str]] = {
    f"Điều 44 {_LAW}": {"individual": "khoản 1, 2, 3", "collective": "khoản 4", "enterprise": "khoản 5"},
    f"Điều 73 {_LAW}": {
        "individual": "khoản 1, 2, 3",
        "collective": "khoản 4",
        "enterprise": "khoản 5",
        "household": "khoản 6",
    },
    f"Điều 74 {_LAW}": {
        "individual": "khoản 1, 2",
        "collective": "khoản 3",
        "enterprise": "khoản 4",
        "household": "khoản 5",
    },
    f"Điều 75 {_LAW}": dict.fromkeys(("individual", "collective", "enterprise", "household"), "khoản 2"),
}


def clause(form: AwardForm, kind: SubjectKind, *, is_enterprise: bool = False) -> str:
    """The clause by which this form is given to this kind of subject (domain 2.3): “khoản 5 Điều 74 Luật …”.

    The bare article where its clauses are not known; a sentence where the article has none for this kind.
    """
    clauses = CLAUSES.get(form.article)
    if clauses is None:
        return form.article
    found = clauses.get("enterprise" if is_enterprise else kind.value)
    if found is None:
        whom = SUBJECT_NAMES[kind].lower()
        return str(_("%(article)s không có khoản nào cho %(whom)s", article=form.article, whom=whom))
    return f"{found} {form.article}"


def award_form(code: str, on: date) -> AwardForm:
    """The award form of this code that is in force on this date. NoResultFound where there is none."""
    return db.session.scalars(select(AwardForm).where(AwardForm.code == code, _in_force(AwardForm, on))).one()


def bases(on: date, level: Level | None = None) -> list[str]:
    """What a paper of this date cites after “Căn cứ” by default, in the order of rank (D30 App. I): “Luật … ngày …”.

    `level`: below the centre a People's Committee decides, and cites the law on local government first (domain 3.2 k).
    """
    local = level is not None and level is not Level.CENTRAL
    cited = or_(LegalAct.cited_by_default, LegalAct.cited_locally) if local else LegalAct.cited_by_default
    query = select(LegalAct.citation).where(_in_force(LegalAct, on), cited)
    return list(db.session.scalars(query.order_by(LegalAct.rank, LegalAct.valid_from)))


Row = LegalAct | AwardForm | CalendarDay | TimeLimit | BaseSalary | PrizeRate | RetentionPeriod


def load_seed() -> int:
    """Add the acts, award forms, days off, time limits, rates and periods that the project knows and that are missing.

    Domain 2.1, 2.3, 2.4, 2.7, 2.13. Returns how many. A row that is there, by what names it, stays as it is: it may
    have been corrected by hand.
    """
    new: list[Row] = [
        *_missing(_seed_acts(), "code"),
        *_missing(_seed_forms(), "code", "valid_from"),
        *_missing(_seed_days(), "day"),
        *_missing(_seed_limits(), "level", "valid_from"),
        *_missing(_seed_salaries(), "valid_from"),
        *_missing(_seed_rates(), "award_code", "subject_kind", "valid_from"),
        *_missing(_seed_periods(), "code", "valid_from"),
    ]
    db.session.add_all(new)
    for row in new:
        record("law.add", row, actor=None, **{name: str(getattr(row, name)) for name in TOLD if hasattr(row, name)})
    return len(new)


TOLD = (
    *("code", "award_code", "subject_kind", "level", "day", "valid_from"),
    *("is_working", "working_days", "amount", "hundredths", "years"),
)


def _missing(rows: Iterator[Row], *key: str) -> list[Row]:
    """Those of these rows that no row of the database has the same key as."""
    rows_now = list(rows)
    table: Any = type(rows_now[0])
    known = {tuple(found) for found in db.session.execute(select(*(getattr(table, name) for name in key)))}
    return [row for row in rows_now if tuple(getattr(row, name) for name in key) not in known]


def _seed_acts() -> Iterator[LegalAct]:
    for row in _rows("legal_acts.csv"):
        yield LegalAct(
            code=row["code"],
            citation=row["citation"],
            rank=int(row["rank"]),
            cited_by_default=row["cited_by_default"] == "yes",
            cited_locally=row["cited_by_default"] == "local",
            **_validity(row),
        )


def _seed_forms() -> Iterator[AwardForm]:
    for row in _rows("award_forms.csv"):
        yield AwardForm(
            code=row["code"],
            name=row["name"],
            decided_at=Level(row["decided_at"]),
            certificate_kind=CertificateKind(row["certificate_kind"]),
            subject_kinds=[SubjectKind(kind).value for kind in row["subject_kinds"].split()],
            article=row["article"],
            **_validity(row),
        )


def _seed_days() -> Iterator[CalendarDay]:
    for row in _rows("calendar_days.csv"):
        yield CalendarDay(
            day=date.fromisoformat(row["day"]),
            is_working=row["is_working"] == "yes",
            name=row["name"],
            source=row["source"],
            verified=row["verified"] == "yes",
        )


def time_limit(level: Level, on: date) -> TimeLimit | None:
    """How long this level may take with what it received on this day (domain 2.7); None where no limit is known."""
    asked = select(TimeLimit).where(TimeLimit.level == level, _in_force(TimeLimit, on)).order_by(TimeLimit.id.desc())
    return db.session.scalars(asked.limit(1)).first()


def _seed_limits() -> Iterator[TimeLimit]:
    for row in _rows("time_limits.csv"):
        yield TimeLimit(level=Level(row["level"]), working_days=int(row["working_days"]), **_validity(row))


@dataclass(frozen=True)
class PrizeLaw:
    """The money that the law gives with an award: `hundredths` of a base salary of `base` đồng, by `article`."""

    hundredths: int
    base: int
    article: str

    @property
    def amount(self) -> int:
        """In đồng; exact, because a base salary is whole hundreds."""
        return self.hundredths * self.base // 100


PAYS_FOR_OTHERS = Level.PROVINCE  # the prizes of awards that the Prime Minister or the President decide (L06 Art. 11)


def prizes(form: AwardForm, on: date) -> dict[SubjectKind, PrizeLaw]:
    """The money with this award, decided on this day, by kind of subject (domain 2.13); kinds without any are left out.

    The base salary is that of the day of the decision.
    """
    salary = db.session.scalars(select(BaseSalary).where(_in_force(BaseSalary, on))).first()
    rates = db.session.scalars(select(PrizeRate).where(PrizeRate.award_code == form.code, _in_force(PrizeRate, on)))
    return (
        {rate.subject_kind: PrizeLaw(rate.hundredths, salary.amount, rate.article) for rate in rates} if salary else {}
    )


def working_day(start: date, count: int) -> date:
    """The `count`-th working day after `start`, which itself does not count (domain 2.7).

    Saturdays, Sundays and the days of the calendar that are marked closed do not count; a Saturday marked as open does.
    """
    if count < 0:
        raise ValueError("a number of days below 0")
    last = start + timedelta(days=3 * count + 30)  # no run of days off is longer
    asked = select(CalendarDay.day, CalendarDay.is_working).where(CalendarDay.day > start, CalendarDay.day <= last)
    marked = {row.day: row.is_working for row in db.session.execute(asked)}
    day = start
    while count:
        day += timedelta(days=1)
        count -= marked.get(day, day.weekday() < 5)
    return day


def _rows(name: str) -> list[dict[str, str]]:
    with (SEED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _validity(row: dict[str, str]) -> dict[str, Any]:
    return {
        "valid_from": date.fromisoformat(row["valid_from"]),
        "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        "source": row["source"],
        "verified": row["verified"] == "yes",
    }


def _seed_salaries() -> Iterator[BaseSalary]:
    for row in _rows("base_salaries.csv"):
        yield BaseSalary(amount=int(row["amount"]), **_validity(row))


def _seed_rates() -> Iterator[PrizeRate]:
    for row in _rows("prize_rates.csv"):
        yield PrizeRate(
            award_code=row["award_code"],
            subject_kind=SubjectKind(row["subject_kind"]),
            hundredths=int(row["hundredths"]),
            article=row["article"],
            **_validity(row),
        )


def retention_periods(on: date) -> dict[str, RetentionPeriod]:
    """How long which dossiers are kept, by class, as the law of this day has it."""
    found = db.session.scalars(select(RetentionPeriod).where(_in_force(RetentionPeriod, on)))
    return {one.code: one for one in found}


def _seed_periods() -> Iterator[RetentionPeriod]:
    for row in _rows("retention_periods.csv"):
        years = int(row["years"]) if row["years"] else None
        yield RetentionPeriod(code=row["code"], name=row["name"], years=years, **_validity(row))
