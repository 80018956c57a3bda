"""Four people, never one: which hands a person has used on a decision, or on a dossier in its list."""

from flask_babel import gettext as _
from sqlalchemy import select

from awards.accounts.models import Appointment, User
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.decisions.models import Decision, DecisionItem
from awards.nominations.models import Move, Nomination
from awards.nominations.services import closed_above
from awards.units.models import Unit

HAND_NAMES = {
    Role.OFFICER: "chuyên viên",
    Role.LEADER: "lãnh đạo",
    Role.SECRETARY: "thư ký",
    Role.RECORDS_CLERK: "văn thư",
    Role.PRINT_CLERK: "người in",
}


def used_hands(decision: Decision, actor: User) -> set[Role]:
    """As whom this person has acted already: on the decision, on the dossiers in its list, on what it undoes."""
    dossiers = select(DecisionItem.nomination_id).where(DecisionItem.decision_id == decision.id)
    moved = select(Move.hand).where(Move.actor_id == actor.id, Move.nomination_id.in_(dossiers)).distinct()
    used = set(db.session.scalars(moved))
    if any(actor.id in writers for writers in db.session.scalars(_writers(decision))):
        used.add(Role.OFFICER)
    if actor.id in {decision.drafted_by_id, decision.frozen_by_id, *decision.writers}:
        used.add(Role.SECRETARY)
    if actor.id == decision.signed_by_id:
        used.add(Role.LEADER)
    if actor.id in {decision.numbered_by_id, decision.issued_by_id}:
        used.add(Role.RECORDS_CLERK)
    return used | used_hands(decision.original, actor) if decision.original else used


def _writers(decision: Decision):  # type: ignore[no-untyped-def]  # a select of JSON lists has no useful type
    return select(Nomination.writers).join(DecisionItem).where(DecisionItem.decision_id == decision.id)


def check_hand(decision: Decision, hand: Role, actor: User, *, used: set[Role] | None = None) -> None:
    """Refuses whoever is not appointed to this role in the deciding unit, and whoever has used another hand before."""
    if not actor.holds(hand, decision.unit_id):
        raise Refused(
            _(
                "Việc này do %(hand)s của đơn vị ra quyết định (%(unit)s) thực hiện.",
                hand=HAND_NAMES[hand],
                unit=decision.unit.name,
            )
        )
    if is_barred(decision, actor):
        raise Refused(
            _(
                "Trong danh sách có đối tượng mà ông/bà đã khai xung đột lợi ích, hoặc do chính đơn vị của ông/bà "
                "đề nghị. Việc này cần người khác thực hiện."
            )
        )
    others = (used_hands(decision, actor) if used is None else used) - {hand}
    if others:
        raise Refused(
            _(
                "Ông/bà đã tham gia quyết định này hoặc hồ sơ trong danh sách với vai trò %(other)s. "
                "Soạn, ký, cấp số và in phải do những người khác nhau thực hiện.",
                other=", ".join(sorted(HAND_NAMES.get(other, other) for other in others)),
            )
        )


def is_barred(decision: Decision, actor: User) -> bool:
    """Does the list hold a dossier on which this person must not act?"""
    listed = select(Nomination.id).join(DecisionItem).where(DecisionItem.decision_id == decision.id)
    return db.session.scalar(listed.where(closed_above(actor)).limit(1)) is not None


def leaders_of(unit: Unit) -> list[Appointment]:
    """The appointments of those who lead this unit today."""
    query = select(Appointment).where(Appointment.unit_id == unit.id, Appointment.role == Role.LEADER)
    return [appointment for appointment in db.session.scalars(query.order_by(Appointment.id)) if appointment.is_current]
