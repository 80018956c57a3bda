"""Somebody leaves a post: what is open there is shown, handed to a colleague, and recorded."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from awards.accounts.models import Appointment, User
from awards.audit.services import record
from awards.certificates.models import Certificate
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.decisions.models import Decision, DecisionItem, DecisionState
from awards.nominations import services as nominations

WAITS_FOR = {
    Role.SECRETARY: (DecisionState.DRAFTED,),
    Role.LEADER: (DecisionState.FROZEN,),
    Role.RECORDS_CLERK: (DecisionState.SIGNED, DecisionState.NUMBERED),
}


@dataclass(frozen=True)
class OpenWork:
    """What is open in one post: counts, never names. The drafts are the person's, the rest waits for the role."""

    drafts: int
    dossiers: int
    decisions: int
    certificates: int

    @property
    def is_any(self) -> bool:
        return bool(self.drafts or self.dossiers or self.decisions or self.certificates)


def open_work(post: Appointment) -> OpenWork:
    """What waits for whoever holds this post, and what this person is writing in it."""
    drafts = len(nominations.kept_by(post.user, post.unit_id)) if post.role is Role.OFFICER else 0
    here = Decision.unit_id == post.unit_id
    decisions = select(func.count(Decision.id)).where(here, Decision.state.in_(WAITS_FOR.get(post.role, ())))
    unprinted = select(func.count(Certificate.id)).join(DecisionItem).join(Decision)
    unprinted = unprinted.where(here, Certificate.sha256.is_(None))
    return OpenWork(
        drafts,
        nominations.waiting_at(post.unit_id, post.role),
        db.session.scalar(decisions) or 0,
        (db.session.scalar(unprinted) or 0) if post.role is Role.PRINT_CLERK else 0,
    )


def colleagues(post: Appointment) -> Sequence[User]:
    """The others who hold the same role in the same unit today."""
    query = select(Appointment).where(
        Appointment.unit_id == post.unit_id, Appointment.role == post.role, Appointment.user_id != post.user_id
    )
    held = db.session.scalars(query.options(joinedload(Appointment.user)).order_by(Appointment.id))
    return list(dict.fromkeys(one.user for one in held if one.is_current and one.user.is_active))


def hand_over(post: Appointment, to_id: int, *, actor: User) -> tuple[int, int]:
    """Hand the work of this post to a colleague: (how many drafts went over, how many could not)."""
    to = next((one for one in colleagues(post) if one.id == to_id), None)
    if to is None:
        raise Refused(_("Chọn một người đang giữ cùng vai trò ở cùng đơn vị."), "to")
    work = open_work(post)
    moved, left = nominations.hand_over_all(post.user, to, post.unit_id, post.role, actor=actor)
    told = {"to": to.id, "to_name": to.name, "unit": post.unit.name, "drafts": moved, "left": left}
    record("accounts.hand_over", post.user, actor=actor, waiting=work.dossiers + work.decisions, **told)
    return moved, left
