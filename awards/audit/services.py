"""Writing the chain and checking it."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import delete, insert, select, text

from awards.audit.models import AccessEvent, AuditDetail, AuditEvent
from awards.core import clock
from awards.core.db import Model, db

DOMAIN = "guong-sang/audit/1"
START = "0" * 64
ERASE = "audit.erase"
_LOCK = 0x67756F6E67  # one writer of the chain at a time; any fixed number does


class Actor(Protocol):
    """Whoever acts: all that the log keeps of a person is the id."""

    id: Any


def record(tag: str, subject: Model, *, actor: Actor | None, **body: Any) -> None:
    """Add one link: what was done (`feature.verb`), to what, by whom; `body` holds plain JSON values.

    It stands or falls with the caller's transaction. `actor` is None where a command or the worker acts.
    """
    take_turn()
    session = db.session
    session.flush()  # a new subject has no id before this
    place, previous = head()
    salt = secrets.token_hex(16)
    event: dict[str, Any] = {
        "id": place + 1,
        "at": clock.now(),
        "tag": tag,
        "actor_id": actor.id if actor else None,
        "object_type": type(subject).__tablename__,
        "object_id": subject.id,
        "commitment": commit_to(body, salt),
        "previous": previous,
    }
    event["link"] = link(event)
    session.execute(insert(AuditEvent).values(event))
    session.execute(insert(AuditDetail).values(event_id=event["id"], salt=salt, body=body))


def take_turn() -> None:
    """Wait until nobody else writes the chain; it is ours until the transaction ends.

    Call it before the first change is flushed. Whoever changes a row first and then waits for the chain can block
    somebody who has the chain and waits for the row (PostgreSQL: deadlock). SQLite's writer is alone already.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def head() -> tuple[int, str]:
    """How long the chain is and its last link (64 hex digits): what a witness outside writes down."""
    last = db.session.execute(select(AuditEvent.id, AuditEvent.link).order_by(AuditEvent.id.desc()).limit(1)).first()
    return (last.id, last.link) if last else (0, START)


def event(place: int) -> AuditEvent:
    """The link at this place of the chain, or NoResultFound."""
    return db.session.get_one(AuditEvent, place)


def exported() -> Iterator[dict[str, Any]]:
    """The log as plain values: first what it is, how long and with which head, then each event with its detail."""
    length, link_ = head()
    yield {"kind": "guong-sang/audit-export/1", "at": clock.now().isoformat(), "length": length, "head": link_}
    query = select(AuditEvent, AuditDetail).outerjoin(AuditDetail, AuditDetail.event_id == AuditEvent.id)
    for event_, detail in db.session.execute(query.order_by(AuditEvent.id).execution_options(yield_per=1000)):
        yield {
            **{column.key: getattr(event_, column.key) for column in AuditEvent.__table__.columns},
            "at": event_.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "detail": {"salt": detail.salt, "body": detail.body} if detail else None,
        }


def erase_details(places: Iterable[int], subject: Model, *, actor: Actor | None, **body: Any) -> None:
    """Take away what these events said; the events stay, and one more says which lost their detail."""
    take_turn()
    erased = sorted(db.session.scalars(select(AuditDetail.event_id).where(AuditDetail.event_id.in_(list(places)))))
    db.session.execute(delete(AuditDetail).where(AuditDetail.event_id.in_(erased)))
    record(ERASE, subject, actor=actor, events=erased, **body)


def met(witnessed: str) -> str | None:
    """What is wrong with the chain in the light of a head that somebody outside wrote down; None: it is a link of it.

    `witnessed` is LENGTH-LINK, as it stands in the foot of decisions.
    """
    place, _dash, link_ = witnessed.strip().lower().partition("-")
    if not (place.isascii() and place.isdigit() and len(place) < 10):
        return f"audit: {witnessed!r} is not a head (LENGTH-LINK)"
    there = db.session.get(AuditEvent, int(place))
    if there is None:
        return f"audit: place {place} was witnessed, the log ends before it"
    return None if there.link == link_ else f"audit: link {place} is not the one that was witnessed"


def accesses(after: int, last: int | None = None) -> dict[str, Any]:
    """The accesses with larger ids than `after`, up to `last`, as a sum that a link of the chain can commit to."""
    columns = [column for column in AccessEvent.__table__.columns if column.key != "at"]
    query = select(*columns, AccessEvent.at).where(AccessEvent.id > after).order_by(AccessEvent.id)
    if last is not None:
        query = query.where(AccessEvent.id <= last)
    digest, last = hashlib.sha256(), after
    for row in db.session.execute(query.execution_options(yield_per=1000)):
        told = [*row[:-1], row.at.astimezone(UTC).isoformat(timespec="microseconds")]
        digest.update(canonical({"row": told}))
        last = row.id
    return {"after": after, "last": last, "sha256": digest.hexdigest()}


def canonical(values: dict[str, Any]) -> bytes:
    """The one way to write these values as bytes: JSON, sorted keys, no blanks, UTF-8."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def commit_to(body: dict[str, Any], salt: str) -> str:
    """HMAC-SHA-256 of the body under its own salt; without the salt nothing can be guessed back."""
    return hmac.new(bytes.fromhex(salt), canonical(body), hashlib.sha256).hexdigest()


def link(event: dict[str, Any]) -> str:
    """SHA-256 over the domain, the previous link and this event."""
    at: datetime = event["at"]
    told = {
        name: event[name] for name in ("id", "tag", "actor_id", "object_type", "object_id", "commitment", "previous")
    }
    told["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(DOMAIN.encode() + b"\0" + canonical(told)).hexdigest()


def faults() -> Iterator[str]:
    """Walk the whole chain and say what is wrong with it; nothing when it is sound (reliability: I15)."""
    previous = START
    bare, erased = set(), set()
    details = {detail.event_id: detail for detail in db.session.scalars(select(AuditDetail))}
    query = select(AuditEvent).order_by(AuditEvent.id).execution_options(yield_per=1000)
    with closing(db.session.scalars(query)) as events:
        for place, event in enumerate(events, 1):
            told = {column.key: getattr(event, column.key) for column in AuditEvent.__table__.columns}
            if event.id != place:
                yield f"audit: place {place} is missing, {event.id} stands there"
                return
            if event.previous != previous or link(told) != event.link:
                yield f"audit: link {event.id} does not follow from the one before"
            detail = details.get(event.id)
            if detail is None:
                bare.add(event.id)
            elif commit_to(detail.body, detail.salt) != event.commitment:
                yield f"audit: the detail of {event.id} is not what was committed to"
            elif event.tag == ERASE:
                erased |= {number for number in detail.body["events"] if number < event.id}
            previous = event.link
    yield from (f"audit: the detail of {number} is gone, and nobody erased it" for number in sorted(bare - erased))


def trail(subject: Model) -> list[AuditEvent]:
    """Everything that happened to this record, oldest first."""
    query = select(AuditEvent).where(
        AuditEvent.object_type == type(subject).__tablename__, AuditEvent.object_id == subject.id
    )
    return list(db.session.scalars(query.order_by(AuditEvent.id)))
