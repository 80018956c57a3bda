"""What an auditor asks the log: who did what, who looked at a person's data, how one field came to be what it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, and_, or_, select

from awards.accounts.models import User
from awards.audit.models import AccessEvent, AuditDetail, AuditEvent, CheckUp
from awards.certificates.models import Certificate
from awards.core import clock
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.text import fold
from awards.decisions.models import DecisionItem
from awards.nominations.models import LetterItem, Nomination, Nominee

PAGE = 50
MOST = 500
LONGEST = 5_000  # lines of the log in one workbook


@dataclass(frozen=True)
class Line:
    """One event with its actor's name and what it said; `body` is None where the detail was erased."""

    event: AuditEvent
    actor: str
    body: dict[str, Any] | None


@dataclass(frozen=True)
class Asked:
    """What the log is asked for; what is left empty does not matter."""

    words: str = ""  # of the actor's name or username
    tag: str = ""
    object_type: str = ""
    object_id: int | None = None
    since: date | None = None
    until: date | None = None


def log(asked: Asked, *, before: int | None = None, after: int | None = None) -> list[Line]:
    """One page (and one row more) of the log, newest first, by key; with `after` in rising order."""
    query = _matching(asked)
    if after is not None:
        query = query.where(AuditEvent.id > after).order_by(AuditEvent.id)
    else:
        query = query.order_by(AuditEvent.id.desc())
        if before is not None:
            query = query.where(AuditEvent.id < before)
    return _lines(query.limit(PAGE + 1))


def whole_log(asked: Asked) -> list[Line]:
    """All of the log that is asked for, newest first. Refuses more than LONGEST: the whole log is taken by command."""
    found = _lines(_matching(asked).order_by(AuditEvent.id.desc()).limit(LONGEST + 1))
    if len(found) > LONGEST:
        raise Refused(_("Nhật ký dài hơn %(most)s dòng. Hãy lọc theo ngày, người hoặc bản ghi.", most=LONGEST))
    return found


def _matching(asked: Asked) -> Select[AuditEvent]:
    query = select(AuditEvent)
    if asked.words:
        found = select(User.id)
        for word in fold(asked.words).split():
            found = found.where(User.search_key.contains(word, autoescape=True))
        query = query.where(AuditEvent.actor_id.in_(found))
    if asked.tag:
        query = query.where(AuditEvent.tag.startswith(asked.tag, autoescape=True))
    if asked.object_type:
        query = query.where(AuditEvent.object_type == asked.object_type)
    if asked.object_id is not None:
        query = query.where(AuditEvent.object_id == asked.object_id)
    if asked.since:
        query = query.where(AuditEvent.at >= _begin(asked.since))
    if asked.until:
        query = query.where(AuditEvent.at < _begin(asked.until + timedelta(days=1)))
    return query


def _begin(day: date) -> datetime:
    """Midnight in Hà Nội at the beginning of this day."""
    return datetime.combine(day, time(), clock.HANOI)


def _lines(query: Select[AuditEvent]) -> list[Line]:
    events = list(db.session.scalars(query))
    details = select(AuditDetail).where(AuditDetail.event_id.in_([event.id for event in events]))
    bodies = {detail.event_id: detail.body for detail in db.session.scalars(details)}
    names = _names({event.actor_id for event in events})
    return [Line(event, names.get(event.actor_id or 0, ""), bodies.get(event.id)) for event in events]


def _names(ids: set[int | None]) -> dict[int, str]:
    wanted = select(User.id, User.name).where(User.id.in_([number for number in ids if number is not None]))
    return dict(db.session.execute(wanted).all())


def event(place: int) -> Line:
    """One event, or NoResultFound."""
    db.session.get_one(AuditEvent, place)
    return _lines(select(AuditEvent).where(AuditEvent.id == place))[0]


@dataclass(frozen=True)
class Change:
    """One change of one field."""

    event: AuditEvent
    actor: str
    field: str
    before: Any
    after: Any


def changes(object_type: str, object_id: int, field: str = "") -> list[Change]:
    """How the fields of this record, or this one field, came to be what they are; oldest first.

    Read from the events that say [before, after]; what the first writing said stands as a change from nothing.
    """
    lines = _lines(_matching(Asked(object_type=object_type, object_id=object_id)).order_by(AuditEvent.id).limit(MOST))
    found = []
    for line in lines:
        for name, value in (line.body or {}).items():
            pair = value if isinstance(value, list) and len(value) == 2 else [None, value]
            if field in {"", name}:
                found.append(Change(line.event, line.actor, name, *pair))
    return found


def nominees_called(words: str) -> Sequence[Nominee]:
    """The nominees whose name holds these words, at most MOST."""
    query = select(Nominee)
    for word in fold(words).split():
        query = query.where(Nominee.search_key.contains(word, autoescape=True))
    return db.session.scalars(query.order_by(Nominee.sort_key, Nominee.id).limit(MOST)).all()


@dataclass(frozen=True)
class Look:
    """Somebody looked at a record that holds a person's data."""

    at: datetime
    actor: str
    object_type: str
    object_id: int
    is_file: bool
    reason: str


def nominee(nominee_id: int) -> Nominee:
    """This nominee, or NoResultFound."""
    return db.session.scalars(select(Nominee).where(Nominee.id == nominee_id)).one()


def looks_at(nominee: Nominee) -> list[Look]:
    """Who looked at this person's data, newest first: register, dossiers, letters, decisions, certificates, numbers."""
    nominations = select(Nomination.id).where(Nomination.nominee_id == nominee.id)
    items = select(DecisionItem.id).where(DecisionItem.nomination_id.in_(nominations))
    places = {
        "nominee": select(Nominee.id).where(Nominee.id == nominee.id),
        "nomination": nominations,
        "letter": select(LetterItem.letter_id).where(LetterItem.nomination_id.in_(nominations)),
        "decision": select(DecisionItem.decision_id).where(DecisionItem.id.in_(items)),
        "certificate": select(Certificate.id).where(Certificate.item_id.in_(items)),
    }
    about = or_(
        *(and_(AccessEvent.object_type == kind, AccessEvent.object_id.in_(ids)) for kind, ids in places.items())
    )
    seen = list(db.session.scalars(select(AccessEvent).where(about).order_by(AccessEvent.id.desc()).limit(MOST)))
    asked = _lines(_matching(Asked("", "nominee.reveal", "nominee", nominee.id)).order_by(AuditEvent.id.desc()))
    names = _names({one.actor_id for one in seen})
    looks = [Look(o.at, names.get(o.actor_id, ""), o.object_type, o.object_id, o.is_file, "") for o in seen]
    looks += [
        Look(line.event.at, line.actor, "citizen_number", nominee.id, False, str((line.body or {}).get("reason", "")))
        for line in asked
    ]
    return sorted(looks, key=lambda look: look.at, reverse=True)[:MOST]


def check_ups() -> Sequence[CheckUp]:
    """The last nightly checks, newest first."""
    return db.session.scalars(select(CheckUp).order_by(CheckUp.id.desc()).limit(PAGE)).all()
