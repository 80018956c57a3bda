"""Who sees which dossiers, the lists, and the route strip."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, or_, select, union_all
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload, selectinload

from awards.accounts import services as accounts
from awards.accounts.models import User
from awards.accounts.services import Reader
from awards.campaigns.models import Campaign, CampaignAward, Stage
from awards.core.access import Permission, Role
from awards.core.db import db
from awards.core.levels import LEVEL_NAMES
from awards.core.text import fold
from awards.law.models import AwardForm
from awards.nominations.models import Attachment, Desk, Move, Nomination, Nominee, NomineeName
from awards.nominations.route import ACTION_NAMES, ENDED, WRITING, Action, State
from awards.nominations.services.conflicts import closed_above, conflicting, own_units
from awards.nominations.services.finding import spelt_words
from awards.nominations.services.outlook import outlook

OPEN = [state for state in State if state not in {*ENDED, State.DECIDED, State.ACCEPTED}]  # somebody's work
AT_ONCE = 200  # of what waits for one person


def units_of(actor: User | Reader) -> frozenset[int]:
    """The units whose dossiers this person may read: where they hold a role that reads, and what those succeeded."""
    return accounts.units_where(actor, Permission.NOMINATION_VIEW)


def visible_to(actor: User) -> Select[Nomination]:
    """The dossiers of this person's units, and those that have been sent to one of them. Drafts below are not there."""
    return select(Nomination).where(_reached(units_of(actor)), _without_conflict(actor))


def _reached(unit_ids: frozenset[int]) -> ColumnElement[bool]:
    reached = select(Desk.nomination_id).where(Desk.unit_id.in_(unit_ids), Desk.reached_at.is_not(None))
    return Nomination.id.in_(reached)


def _without_conflict(actor: User) -> ColumnElement[bool]:
    return Nomination.nominee_id.not_in(conflicting(actor))


_WHOLE = (
    joinedload(Nomination.nominee).selectinload(Nominee.conflicts),
    joinedload(Nomination.award).joinedload(CampaignAward.award_form),
    joinedload(Nomination.campaign).joinedload(Campaign.movement),
    joinedload(Nomination.stage),
    joinedload(Nomination.unit),
    selectinload(Nomination.desks).joinedload(Desk.stage),
    selectinload(Nomination.desks).joinedload(Desk.unit),
    selectinload(Nomination.moves),
    selectinload(Nomination.attachments),
    selectinload(Nomination.facts),
    selectinload(Nomination.repeat_notes),
    selectinload(Nomination.screenings),
    selectinload(Nomination.objections),
)


def get(nomination_id: int, *, actor: User) -> Nomination:
    """The whole dossier, or NoResultFound (a 404 page) when it does not exist for this person."""
    return db.session.scalars(visible_to(actor).where(Nomination.id == nomination_id).options(*_WHOLE)).one()


def get_all(ids: Sequence[int], *, actor: User) -> list[Nomination]:
    """These dossiers in this order; NoResultFound when one of them does not exist for this person."""
    found = {n.id: n for n in db.session.scalars(visible_to(actor).where(Nomination.id.in_(ids)).options(*_WHOLE))}
    if len(found) < len(set(ids)):
        raise NoResultFound
    return [found[number] for number in ids]


def attachment(nomination: Nomination, attachment_id: int) -> Attachment:
    """A file of this dossier, removed ones included (they were part of what was approved), or NoResultFound."""
    query = select(Attachment).where(Attachment.id == attachment_id, Attachment.nomination_id == nomination.id)
    return db.session.scalars(query).one()


def waiting(actor: User) -> list[Nomination]:
    """What this person's own hands should do something about now, the longest waiting first; AT_ONCE at most."""
    desks = {a.unit_id for a in actor.appointments_now() if a.role in {Role.OFFICER, Role.LEADER}}
    if not desks:
        return []
    barred = list(db.session.scalars(conflicting(actor)))
    at_home = or_(Nomination.desk_id == Nomination.unit_id, Nomination.unit_id.not_in(own_units(actor)))
    here = select(Nomination.id, Nomination.desk_since).where(at_home, Nomination.nominee_id.not_in(barred))
    # Each desk and state by itself is a walk along the index: it does not matter how many lie there.
    piles = [
        here.where(Nomination.desk_id == desk, Nomination.state == state)
        .order_by(Nomination.desk_since, Nomination.id)
        .limit(AT_ONCE)
        .subquery()
        for desk in sorted(desks)
        for state in OPEN
    ]
    found = union_all(*(select(pile) for pile in piles)).subquery()
    query = select(Nomination).join(found, found.c.id == Nomination.id).order_by(found.c.desk_since, found.c.id)
    return list(db.session.scalars(query.limit(AT_ONCE).options(*_WHOLE)))


def sent_by(actor: User) -> list[Nomination]:
    """The dossiers that this person's units have sent up and that are still on their way, the latest change first."""
    way = select(Nomination).where(
        Nomination.unit_id.in_(units_of(actor)),
        Nomination.desk_id != Nomination.unit_id,
        Nomination.state.not_in(ENDED),
        _without_conflict(actor),
    )
    return list(db.session.scalars(way.order_by(Nomination.desk_since.desc()).limit(20).options(*_WHOLE)))


def drafts_of(actor: User) -> list[Nomination]:
    """What this officer's units are still writing, returned dossiers first."""
    offices = {a.unit_id for a in actor.appointments_now() if a.role is Role.OFFICER}
    writing = select(Nomination).where(Nomination.unit_id.in_(offices), Nomination.state.in_(WRITING))
    writing = writing.where(_without_conflict(actor))
    ordered = writing.order_by(Nomination.state.desc(), Nomination.changed_at.desc())
    return list(db.session.scalars(ordered.limit(50).options(*_WHOLE)))


def nominees_of(actor: User, words: str = "", most: int | None = None) -> list[Nominee]:
    """The register of nominees of this person's units by name, at most so many.

    `words`: parts of any name they go by, accents or not; whose name has them exactly as typed stands first.
    """
    query = select(Nominee).where(Nominee.unit_id.in_(units_of(actor)), Nominee.id.not_in(conflicting(actor)))
    query = query.where(Nominee.erased_on.is_(None))
    for word in fold(words).split():
        called = select(NomineeName.nominee_id).where(NomineeName.search_key.contains(word, autoescape=True))
        query = query.where(Nominee.id.in_(called))
    found = list(db.session.scalars(query.order_by(Nominee.sort_key, Nominee.id).limit(most)))
    spelt = " ".join(spelt_words(words))
    return sorted(found, key=lambda one: spelt not in " ".join(spelt_words(one.name)))


def accepted_for(campaign: Campaign, award_form: AwardForm, *, actor: User) -> list[Nomination]:
    """The dossiers of one award form of a campaign that stand accepted on a desk of this secretary."""
    desks = {a.unit_id for a in actor.appointments_now() if a.role is Role.SECRETARY}
    return list(
        db.session.scalars(
            select(Nomination)
            .join(Nomination.award)
            .where(
                Nomination.campaign_id == campaign.id,
                CampaignAward.award_form_id == award_form.id,
                Nomination.state == State.ACCEPTED,
                Nomination.desk_id.in_(desks),
                ~closed_above(actor),
            )
            .order_by(Nomination.sort_key, Nomination.id)
            .options(*_WHOLE)
        )
    )


@dataclass(frozen=True)
class Station:
    """One station of the route strip.

    `mark`: past, present, coming, or, where a dossier has come to its end, awarded or ended; `words`: what happened or
    comes next.
    """

    label: str
    unit: str
    person: str
    since: datetime | None
    deadline: date
    mark: str
    words: str


def stations(nomination: Nomination) -> list[Station]:
    """The whole way of a dossier, from the proposing unit to the deciding one, or to where it ended."""
    return [_station(desk, nomination) for desk in nomination.desks if _is_on_the_way(desk.stage, nomination)]


def _is_on_the_way(stage: Stage, nomination: Nomination) -> bool:
    """The way ends at the level that decides the award, or where the dossier was withdrawn or refused."""
    if nomination.state in ENDED:
        return stage.position <= nomination.stage.position
    deciding = next(d.position for d in nomination.desks if d.stage.level == nomination.award.award_form.decided_at)
    return stage.position <= deciding


def _station(desk: Desk, nomination: Nomination) -> Station:
    here = nomination.stage.position
    mark = "present" if desk.position == here else "past" if desk.position < here else "coming"
    last = next((m for m in reversed(nomination.moves) if _left(m, desk)), None)
    if mark == "present":
        mark = "awarded" if nomination.state is State.AWARDED else "ended" if nomination.state in ENDED else mark
        since, words = nomination.desk_since, outlook(nomination)
    elif last is not None and (mark == "past" or last.action is Action.RETURN):
        since, words = last.at, f"{last.actor_name} {ACTION_NAMES[last.action][1]}"
    else:
        since, words = None, ""
    person = last.actor_name if last and mark == "past" else ""
    return Station(LEVEL_NAMES[desk.stage.level], desk.unit_name, person, since, desk.stage.deadline, mark, words)


def _left(move: Move, desk: Desk) -> bool:
    """Did this step send the dossier away from this station?"""
    return move.from_stage_id == desk.stage_id and move.to_stage_id != desk.stage_id
