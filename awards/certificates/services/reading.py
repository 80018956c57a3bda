"""Who sees which certificates: the people of the deciding unit; and everybody who has the code of one."""

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from awards.accounts.models import User
from awards.certificates.models import Batch, Certificate, Sheet
from awards.core.access import Permission, Role
from awards.core.db import db
from awards.decisions import services as decisions
from awards.decisions.models import Decision, DecisionItem, DecisionState


def _units(actor: User) -> frozenset[int]:
    return decisions.units_of(actor, Permission.CERTIFICATE_VIEW)


def get(certificate_id: int, *, actor: User) -> Certificate:
    """The certificate, or NoResultFound when it does not exist for this person."""
    query = select(Certificate).join(Decision, Decision.id == Certificate.decision_id)
    mine = query.where(Certificate.id == certificate_id, Decision.unit_id.in_(_units(actor)))
    return db.session.scalars(mine.options(joinedload(Certificate.item), joinedload(Certificate.decision))).one()


def get_decision(decision_id: int, *, actor: User) -> Decision:
    """The issued decision whose certificates this person may see, or NoResultFound."""
    query = select(Decision).where(Decision.id == decision_id, Decision.unit_id.in_(_units(actor)))
    return db.session.scalars(query.where(Decision.state == DecisionState.ISSUED)).one()


def get_batch(batch_id: int, *, actor: User) -> Batch:
    """The printing, or NoResultFound when it does not exist for this person."""
    query = select(Batch).join(Decision, Decision.id == Batch.decision_id)
    mine = query.where(Batch.id == batch_id, Decision.unit_id.in_(_units(actor)))
    return db.session.scalars(mine.options(joinedload(Batch.decision), joinedload(Batch.job))).one()


def of_decision(decision: Decision) -> list[Certificate]:
    """The decision's certificates in its order; a corrected or replaced one before its successor."""
    query = select(Certificate).join(DecisionItem, DecisionItem.id == Certificate.item_id)
    ordered = query.where(Certificate.decision_id == decision.id).order_by(DecisionItem.ordinal, Certificate.id)
    with_all = (joinedload(Certificate.item), joinedload(Certificate.ended_by))
    return list(db.session.scalars(ordered.options(*with_all)))


@dataclass(frozen=True)
class Overview:
    """An issued decision and how far its certificates are."""

    decision: Decision
    count: int
    rendered: int
    ended: int  # corrected, replaced or revoked
    unprinted: int  # still valid and without a file


def overviews(actor: User) -> list[Overview]:
    """The issued decisions of this person's units, the newest first."""
    counts = (func.count(Certificate.id), func.count(Certificate.sha256), func.count(Certificate.ended_at))
    without = case((Certificate.sha256.is_(None) & Certificate.ended_at.is_(None), 1))
    query = (
        select(Decision, *counts, func.count(without))
        .join(Certificate, Certificate.decision_id == Decision.id)
        .where(Decision.unit_id.in_(_units(actor)))
        .group_by(Decision.id)
        .order_by(Decision.id.desc())
        .limit(200)
    )
    return [Overview(*row) for row in db.session.execute(query)]


def find(code: str) -> Certificate | None:
    """The certificate with this code (`canonical`), long or short, for everybody who has it; None when there is none.

    One look, whatever the code is.
    """
    whole = (
        joinedload(Certificate.item),
        joinedload(Certificate.decision).joinedload(Decision.award_form),
        joinedload(Certificate.ended_by),
        joinedload(Certificate.successor),
    )
    of_code = (Certificate.code == code) | (Certificate.short_code == code)
    return db.session.scalars(select(Certificate).where(of_code).options(*whole)).one_or_none()


def used_hands(decision: Decision, actor: User) -> set[Role]:
    """As whom this person has acted on the decision, the printing of its certificates included."""
    printed = select(Batch.id).where(Batch.decision_id == decision.id, Batch.started_by_id == actor.id).limit(1)
    used = decisions.used_hands(decision, actor)
    return used | {Role.PRINT_CLERK} if db.session.scalar(printed) else used


def of_batch(batch: Batch) -> list[Certificate]:
    """The certificates of a printing in the order of its pile."""
    query = select(Certificate).join(Sheet, Sheet.certificate_id == Certificate.id).where(Sheet.batch_id == batch.id)
    with_all = (joinedload(Certificate.item), joinedload(Certificate.ended_by))
    return list(db.session.scalars(query.options(*with_all).order_by(Sheet.place)))


def drawn_in(batch: Batch) -> tuple[int, int]:
    """How many certificates of a printing have their file, of how many."""
    counts = select(func.count(Certificate.sha256), func.count()).join(Sheet, Sheet.certificate_id == Certificate.id)
    drawn, whole = db.session.execute(counts.where(Sheet.batch_id == batch.id)).one()
    return drawn, whole


def placed_in(certificate: Certificate) -> str:
    """The unit that proposed the recipient, to which the paper is handed over."""
    return certificate.item.nomination.unit.name


def item_of(decision: Decision, item_id: int) -> DecisionItem:
    """A place of the decision's list, or NoResultFound."""
    query = select(DecisionItem).where(DecisionItem.id == item_id, DecisionItem.decision_id == decision.id)
    return db.session.scalars(query).one()
