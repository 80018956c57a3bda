"""How long a dossier is kept, and whose data is due to be destroyed (Law 33/2024/QH15 on archives).

A period that nobody has verified counts only once this office has confirmed its class (RETENTION_CONFIRMED): until
then the dossier is kept for ever.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload, selectinload

from awards.accounts.models import User
from awards.campaigns.models import CampaignAward
from awards.core import clock
from awards.core.db import db
from awards.core.settings import setting
from awards.core.words import short_date
from awards.law import services as law
from awards.law.models import RetentionPeriod
from awards.nominations.models import Move, Nomination, Nominee
from awards.nominations.route import ENDED, State
from awards.nominations.services.conflicts import conflicting
from awards.nominations.services.reading import units_of

NOT_AWARDED = "not_awarded"
MOST = 500  # listed


@dataclass(frozen=True)
class Keeping:
    """The class of a dossier, since when its time runs (None: it is on its way), and from which day it is due.

    `due_on` is None for what is kept for ever, or as long as nobody has confirmed the period.
    """

    period: RetentionPeriod | None
    counts: bool
    since: date | None
    due_on: date | None

    @property
    def is_due(self) -> bool:
        return self.due_on is not None and self.due_on <= clock.today()


def keeping(nomination: Nomination, periods: Mapping[str, RetentionPeriod] | None = None) -> Keeping:
    """How long this dossier is kept. Full years are counted, from the end of the year in which it ended."""
    known = law.retention_periods(clock.today()) if periods is None else periods
    is_awarded = nomination.state is State.AWARDED
    period = known.get(nomination.award.award_form.decided_at.value if is_awarded else NOT_AWARDED)
    counts = period is not None and _counts(period)
    last = max((move.at for move in nomination.moves), default=nomination.changed_at)
    since = clock.local(last).date() if nomination.state in ENDED else None
    years = period.years if period is not None and counts else None
    return Keeping(period, counts, since, date(since.year + years + 1, 1, 1) if since and years else None)


def kept_until(nomination: Nomination) -> str:
    """How long this dossier is kept, as a sentence; empty where the law of today has no class for it."""
    found = keeping(nomination)
    if found.period is None:
        return ""
    if found.since is None:
        return str(_("Thời hạn bảo quản tính từ khi hồ sơ kết thúc."))
    if found.due_on is None:
        return str(_("%(name)s: bảo quản vĩnh viễn.", name=found.period.name))
    last = found.due_on - timedelta(days=1)
    return str(_("%(name)s: bảo quản đến hết ngày %(day)s.", name=found.period.name, day=short_date(last)))


def _counts(period: RetentionPeriod) -> bool:
    return period.verified or period.code in setting("RETENTION_CONFIRMED")


def periods() -> list[tuple[RetentionPeriod, bool]]:
    """The classes of today, and whether each period counts already."""
    return [(one, _counts(one)) for one in law.retention_periods(clock.today()).values()]


def dossiers_of(nominee: Nominee) -> Sequence[Nomination]:
    """Every dossier of this nominee, whoever may read it: what is erased is erased everywhere."""
    query = select(Nomination).where(Nomination.nominee_id == nominee.id).order_by(Nomination.id)
    whole = (joinedload(Nomination.award).joinedload(CampaignAward.award_form), selectinload(Nomination.moves))
    return db.session.scalars(query.options(*whole)).all()


def is_due(nominee: Nominee) -> bool:
    """Has every dossier of this nominee been kept for its time?"""
    periods, dossiers = law.retention_periods(clock.today()), dossiers_of(nominee)
    return bool(dossiers) and all(keeping(one, periods).is_due for one in dossiers)


def due(actor: User) -> list[Nominee]:
    """The nominees of this person's units whose data is due to be destroyed, by name."""
    periods = law.retention_periods(clock.today())
    years = [one.years for one in periods.values() if one.years and _counts(one)]
    if not years:
        return []
    mine = Nomination.nominee_id == Nominee.id
    running = exists().where(mine, Nomination.state.not_in(ENDED))
    recent = exists().where(mine, Move.nomination_id == Nomination.id, Move.at >= _oldest(min(years)))
    query = select(Nominee).where(Nominee.unit_id.in_(units_of(actor)), Nominee.erased_on.is_(None))
    query = (
        query.where(~running, ~recent, Nominee.id.not_in(conflicting(actor)))
        .order_by(Nominee.sort_key, Nominee.id)
        .limit(MOST)
    )
    return [one for one in db.session.scalars(query.options(joinedload(Nominee.unit))) if is_due(one)]


def _oldest(years: int) -> datetime:
    """From this moment on, what ended is not due yet by the shortest period."""
    return datetime(clock.today().year - years, 1, 1, tzinfo=clock.HANOI)
