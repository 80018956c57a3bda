"""The steps of a decision as one table: from which state, by whose hand, into which state."""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy.orm.attributes import flag_modified

from awards.accounts.models import User
from awards.audit import services as audit
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused, Stale
from awards.decisions.models import Decision, DecisionState
from awards.decisions.services.hands import check_hand, is_barred, used_hands


class DecisionAction(StrEnum):
    EDIT = "edit"
    DISCARD = "discard"
    FREEZE = "freeze"
    THAW = "thaw"
    SIGN = "sign"
    NUMBER = "number"
    ISSUE = "issue"


@dataclass(frozen=True)
class Step:
    """One row: the decision stands in `state`, somebody with this `hand` in its unit acts, it then stands in `to`."""

    action: DecisionAction
    state: DecisionState
    hand: Role
    to: DecisionState


A, S, R = DecisionAction, DecisionState, Role

# A paper gets its number after the signature (D30 Art. 15); what is signed never goes back.
STEPS = (
    Step(A.FREEZE, S.DRAFTED, R.SECRETARY, S.FROZEN),
    Step(A.EDIT, S.DRAFTED, R.SECRETARY, S.DRAFTED),
    Step(A.DISCARD, S.DRAFTED, R.SECRETARY, S.DRAFTED),
    Step(A.THAW, S.FROZEN, R.SECRETARY, S.DRAFTED),
    Step(A.SIGN, S.FROZEN, R.LEADER, S.SIGNED),
    Step(A.NUMBER, S.SIGNED, R.RECORDS_CLERK, S.NUMBERED),
    Step(A.ISSUE, S.NUMBERED, R.RECORDS_CLERK, S.ISSUED),
)
BY_ACTION = {step.action: step for step in STEPS}

STATE_NAMES = {
    S.DRAFTED: "Đang soạn",
    S.FROZEN: "Đã chốt danh sách, trình ký",
    S.SIGNED: "Đã ký, chờ cấp số",
    S.NUMBERED: "Đã cấp số, chờ ban hành",
    S.ISSUED: "Đã ban hành",
}


def open_steps(decision: Decision, actor: User) -> list[Step]:
    """What this person may do with the decision now, the main step first."""
    here = [s for s in STEPS if s.state is decision.state and actor.holds(s.hand, decision.unit_id)]
    if not here:
        return []
    if is_barred(decision, actor):
        return []
    used = used_hands(decision, actor)
    return [step for step in here if not used - {step.hand} and _is_the_signer(step, decision, actor)]


def _is_the_signer(step: Step, decision: Decision, actor: User) -> bool:
    return step.action is not DecisionAction.SIGN or decision.signer_id == actor.id


def step_for(decision: Decision, action: DecisionAction, actor: User) -> Step:
    """The row of the table by which this person may act now. Refuses, saying why, when there is none."""
    step = BY_ACTION[action]
    if decision.state is not step.state:
        state = STATE_NAMES[decision.state]
        raise Refused(_("Quyết định đang ở bước “%(state)s” nên không làm được việc này.", state=state))
    check_hand(decision, step.hand, actor)
    if not _is_the_signer(step, decision, actor):
        name = decision.signer.name if decision.signer else ""
        raise Refused(_("Người ký ghi trên quyết định là %(name)s; chỉ người đó ghi nhận được.", name=name))
    return step


def begin(decision: Decision, action: DecisionAction, *, actor: User, seen: int) -> Step:
    """Check the step and take hold of the decision, so that of two people who act at once the second changes nothing.

    `seen` is the version on the person's screen.
    """
    if decision.version != seen:
        raise Stale(_("Quyết định đã thay đổi sau khi ông/bà mở trang. Xin xem lại rồi thực hiện lại."))
    step = step_for(decision, action, actor)
    audit.take_turn()
    flag_modified(decision, "writers")  # the version goes up with every step, whatever else changes
    if step.hand is Role.SECRETARY and actor.id not in decision.writers:
        decision.writers = [*decision.writers, actor.id]
    db.session.flush()
    return step
