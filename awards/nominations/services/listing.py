"""The list of dossiers: plain rows, walked by key, filtered, counted, and whole for a workbook."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    String,
    Subquery,
    bindparam,
    exists,
    func,
    select,
    type_coerce,
    union,
)

from awards.accounts.models import User
from awards.accounts.services import Reader
from awards.campaigns.models import Campaign, CampaignAward, Stage
from awards.core.db import db, run
from awards.core.levels import Level
from awards.core.text import fold
from awards.law.models import AwardForm, SubjectKind
from awards.nominations.models import Desk, Nomination
from awards.nominations.route import ENDED, State
from awards.nominations.services.conflicts import conflicting
from awards.nominations.services.finding import BEFORE, asked_name, code_in, found_by_name
from awards.nominations.services.reading import units_of
from awards.units.models import Unit

PAGE = 50
LAST = 2 * BEFORE  # no place in the order is larger
MOST = 1_000  # dossiers that are counted one by one
LONGEST = 1_000_000  # rows of a workbook


@dataclass(frozen=True)
class Filters:
    """What of the list somebody wants to see; whatever is empty does not matter."""

    name: str = ""  # words of the nominee's name, with or without accents, or the reference number
    unit: str = ""  # part of the name of a unit on the dossier's way
    states: tuple[State, ...] = ()
    kind: SubjectKind | None = None
    level: Level | None = None  # where the dossier stands
    campaign: int | None = None
    award: int | None = None  # of the award form
    due: date | None = None  # still on its way, and to be sent on by this day

    def asked(self) -> dict[str, Any]:
        """The filters that are set, as they are handed to the database."""
        asked = {name: value for name, value in vars(self).items() if value}
        if self.unit:
            asked["unit"] = "%" + re.sub("([%_/])", r"/\1", fold(self.unit)) + "%"  # nothing in it is a wildcard
        if self.name and (code := code_in(self.name)):
            del asked["name"]
            return asked | {"code": code}
        return asked | (asked_name(self.name) if self.name else {})

    @property
    def is_fine(self) -> bool:
        """Is anything asked that few people need every day?"""
        return any(value for name, value in vars(self).items() if name not in {"name", "states"})


EVERYTHING = Filters()
# Few people have any conflict: the database looks them up once and walks on.
_OF_CONFLICTS = select(Nomination.id).where(Nomination.nominee_id.in_(conflicting(bindparam("actor"))))


def listed(
    actor: User | Reader, wanted: Filters = EVERYTHING, *, before: int | None = None, after: int | None = None
) -> Sequence[Any]:
    """One page (and one row more) of the dossiers this person sees: plain rows, walked by the key `place`.

    The newest first; of those found by name, first those that are spelt as it was typed, and each says how many there
    are (`total`). `before`: rows with a smaller place; `after`: rows with a larger one, in rising order.
    """
    units = sorted(units_of(actor))
    if not units:
        return []
    step = "" if before is after is None else "before" if after is None else "after"
    filters = frozenset(wanted.asked())
    asked = _asked(actor, units, wanted, before if after is None else after, PAGE + 1)
    return run(_page(len(units), filters, step), asked, steady=not filters).all()


def count(actor: User | Reader, wanted: Filters, *, first: Sequence[Any] | None = None) -> int:
    """How many dossiers there are; MOST + 1 stands for any more. `first`: the first page, if known; it may be all."""
    if first is not None and len(first) <= PAGE:
        return len(first)
    if first and wanted.name:
        return int(first[0].total)
    units = sorted(units_of(actor))
    if not units:
        return 0
    query = _number(len(units), frozenset(wanted.asked()))
    return run(query, _asked(actor, units, wanted, None, MOST + 1)).scalar() or 0


def whole_list(actor: User | Reader, wanted: Filters) -> Iterator[Any]:
    """Every dossier of the list, newest first, read little by little: for the workbook."""
    units = sorted(units_of(actor))
    if not units:
        return
    found, row = _ids(len(units), frozenset(wanted.asked()), ""), Nomination.__table__.c
    desk, award = Unit.__table__, CampaignAward.__table__
    words = (row.kind, row.name, row.birth_year, row.position, row.address, row.unit_name)
    around = (Campaign.name.label("campaign"), AwardForm.name.label("award"), desk.c.name.label("desk"), Stage.deadline)
    query = (
        select(row.id, *words, row.state, row.desk_since, *around)
        .join(found, found.c.nomination_id == row.id)
        .join(Campaign.__table__, Campaign.id == row.campaign_id)
        .join(award, award.c.id == row.award_id)
        .join(AwardForm.__table__, AwardForm.id == award.c.award_form_id)
        .join(Stage.__table__, Stage.id == row.stage_id)
        .join(desk, desk.c.id == row.desk_id)
        .order_by(found.c.place.desc())
    )
    reading = db.session.connection().execution_options(yield_per=1000)
    yield from reading.execute(query, _asked(actor, units, wanted, None, LONGEST))


def filter_choices() -> tuple[dict[int, str], dict[int, str]]:
    """What the filters offer: campaigns, the newest first, and their award forms, as names by id."""
    award = CampaignAward.__table__.c
    query = (
        select(Campaign.id, Campaign.name, AwardForm.id, AwardForm.name)
        .join(CampaignAward.__table__, award.campaign_id == Campaign.id)
        .join(AwardForm.__table__, AwardForm.id == award.award_form_id)
        .order_by(Campaign.id.desc(), AwardForm.id)
    )
    rows = db.session.connection().execute(query).all()
    return {row[0]: row[1] for row in rows}, {row[2]: row[3] for row in rows}


def _asked(actor: User | Reader, units: Sequence[int], wanted: Filters, key: int | None, limit: int) -> dict[str, Any]:
    asked: dict[str, Any] = {f"unit_{number}": unit_id for number, unit_id in enumerate(units)}
    return asked | wanted.asked() | {"key": key, "limit": limit, "actor": actor.id}


@lru_cache(maxsize=256)
def _page(units: int, filters: frozenset[str], step: str) -> Select[Any]:
    """One page as people of so many units see it, built once. `step`: before or after a key, or neither."""
    found = _ids(units, filters, step)
    row = Nomination.__table__.c
    kind, state = (type_coerce(column, String).label(column.name) for column in (row.kind, row.state))  # plain is quick
    rows = select(row.id, kind, row.name, row.unit_name, state, row.desk_since, *found.c[1:])
    rows = rows.join(found, found.c.nomination_id == row.id)
    return rows.order_by(found.c.place if step == "after" else found.c.place.desc()).limit(bindparam("limit"))


@lru_cache(maxsize=256)
def _number(units: int, filters: frozenset[str]) -> Select[int]:
    """How many there are, built once."""
    return select(func.count()).select_from(_ids(units, filters, ""))


def _ids(units: int, filters: frozenset[str], step: str) -> Subquery:
    """The ids of one page as people of so many units see it, and their places in the order.

    A walk along the index of each unit's desk; a dossier seen from two desks is one (union). Where a name is asked for,
    one walk along the few that bear it, which counts them, too.
    """
    desks: list[BindParameter[int]] = [bindparam(f"unit_{number}") for number in range(units)]
    if "name" in filters:
        return _keys(desks, filters, step).subquery()
    walks = [_keys([desk], filters, step) for desk in desks]
    return union(*walks).subquery() if units > 1 else walks[0].subquery()


def _keys(units: Sequence[BindParameter[int]], filters: frozenset[str], step: str) -> Select[Any]:
    desk, row = Desk.__table__.c, Nomination.__table__.c
    at_desk = (desk.unit_id.in_(units) if len(units) > 1 else desk.unit_id == units[0], desk.reached_at.is_not(None))
    if "name" in filters:
        named = found_by_name().subquery()
        number, place = named.c.nomination_id, named.c.place
        query = select(number, place, func.count().over().label("total"))
        query = query.where(exists().where(desk.nomination_id == number, *at_desk))
    else:
        number = place = desk.nomination_id
        query = select(number, number.label("place")).where(*at_desk)
    query = query.where(number.not_in(_OF_CONFLICTS))
    conditions = [condition for name, condition in _conditions().items() if name in filters]
    if conditions:
        query = query.join(Nomination.__table__, row.id == number).where(*conditions)
    if step:
        key: BindParameter[int] = bindparam("key", type_=BigInteger)
        query = query.where(place > key if step == "after" else place < key)
    page = query.order_by(place if step == "after" else place.desc()).limit(bindparam("limit"))
    return select(*page.subquery().c)


def _conditions() -> dict[str, ColumnElement[bool]]:
    """What each filter asks of a dossier."""
    row, stage, award = Nomination.__table__.c, Stage.__table__.c, CampaignAward.__table__.c
    on_its_way = row.state.not_in([State.ACCEPTED, State.DECIDED, *ENDED])
    return {
        "code": row.id == bindparam("code"),
        "unit": row.id.in_(_passing_by()),
        "states": row.state.in_(bindparam("states", expanding=True)),
        "kind": row.kind == bindparam("kind"),
        "level": row.stage_id.in_(select(stage.id).where(stage.level == bindparam("level"))),
        "campaign": row.campaign_id == bindparam("campaign"),
        "award": row.award_id.in_(select(award.id).where(award.award_form_id == bindparam("award"))),
        "due": on_its_way & row.stage_id.in_(select(stage.id).where(stage.deadline <= bindparam("due"))),
    }


def _passing_by() -> Select[int]:
    """The dossiers on whose way there is a unit of this name."""
    desk, unit = Desk.__table__.c, Unit.__table__.c
    named = select(unit.id).where(unit.search_key.like(bindparam("unit"), escape="/"))
    return select(desk.nomination_id).where(desk.unit_id.in_(named))
