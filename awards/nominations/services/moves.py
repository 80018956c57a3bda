"""Taking steps on the route. Every check of who, where and when is read from the table in route.py."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from awards.accounts.models import User
from awards.audit import services as audit
from awards.campaigns.models import CampaignAward, Stage
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.nominations.models import Desk, Move, Nomination, ProposalLetter, Remark
from awards.nominations.route import (
    ACTION_NAMES,
    STEPS,
    Action,
    Becomes,
    Needs,
    State,
    Step,
    To,
    Where,
    Whose,
    exists_at,
)
from awards.nominations.services import objections, papers, returns
from awards.nominations.services.conflicts import is_barred
from awards.nominations.services.content import check_seen, fingerprint_of, keep_snapshot
from awards.nominations.services.drafts import missing
from awards.nominations.services.hands import keeps_to
from awards.notices import services as notices


def open_steps(nomination: Nomination, actor: User) -> list[Step]:
    """What this person may do with the dossier now, in the order in which the buttons stand."""
    return [
        step
        for step in STEPS
        if Needs.DECISION not in step.needs and _is_here(step, nomination) and _is_open(step, nomination, actor)
    ]


def step_for(nomination: Nomination, action: Action, actor: User) -> Step:
    """The row of the table by which this person may act now. Refuses when there is none."""
    for step in STEPS:
        if step.action is action and _is_here(step, nomination) and _is_open(step, nomination, actor):
            return step
    raise Refused(
        _(
            "Hồ sơ %(code)s đã chuyển bước hoặc việc này không thuộc thẩm quyền của ông/bà.",
            code=nomination.code,
        )
    )


def _is_here(step: Step, nomination: Nomination) -> bool:
    """Does the step exist at this stage, in this state?"""
    place = exists_at(step.where, is_first=nomination.is_first, is_deciding=nomination.is_deciding)
    if not place or nomination.state not in step.states or nomination.nominee.erased_on is not None:
        return False
    if Needs.AWARD in step.needs:
        return bool(awards_here(nomination))
    if Needs.UNSENT in step.needs:
        return all(move.action is not Action.SUBMIT for move in nomination.moves)
    return not (step.action is Action.REOPEN and _is_too_late(nomination))


def awards_here(nomination: Nomination) -> list[CampaignAward]:
    """The awards of the campaign that the present level decides and that fit this kind of subject."""
    return [
        award
        for award in nomination.campaign.awards
        if award.award_form.decided_at == nomination.stage.level and nomination.kind.value in award.subject_kinds
    ]


def _is_too_late(nomination: Nomination) -> bool:
    """A rejection can be reopened until a decision of the campaign is issued."""
    awarded = select(Nomination.id).where(
        Nomination.campaign_id == nomination.campaign_id, Nomination.state == State.AWARDED
    )
    return db.session.scalar(awarded.limit(1)) is not None


def _is_open(step: Step, nomination: Nomination, actor: User) -> bool:
    """Is the step in this person's hand?"""
    acting = _acting_desk(step, nomination)
    if not actor.holds(step.hand, acting.unit_id) or _other_hand_used(step, nomination, actor):
        return False
    if is_barred(nomination, actor, at=acting.position):
        return False
    is_proposed = nomination.proposed_fingerprint == fingerprint_of(nomination)
    if step.action is Action.PROPOSE:
        return not is_proposed
    return is_proposed or Needs.PROPOSAL not in step.needs or not nomination.stage.needs_both_hands


def _other_hand_used(step: Step, nomination: Nomination, actor: User) -> bool:
    """Nobody uses two hands on one dossier: whoever wrote in it or acted on it keeps to that role in that unit."""
    return not keeps_to(nomination, actor, step.hand, _acting_desk(step, nomination).unit_id)


def _acting_desk(step: Step, nomination: Nomination) -> Desk:
    if step.whose is Whose.SENDER:
        return _came_from(nomination)
    return nomination.desks[0 if step.whose is Whose.PROPOSER else nomination.stage.position - 1]


def _came_from(nomination: Nomination) -> Desk:
    """The station that the last step left."""
    return next(desk for desk in nomination.desks if desk.stage_id == nomination.moves[-1].from_stage_id)


def move(
    nomination: Nomination,
    action: Action,
    *,
    actor: User,
    seen: str,
    reason: str = "",
    letter: ProposalLetter | None = None,
    remarks: Mapping[str, str] | None = None,
    again: str = "",
    award: CampaignAward | None = None,
) -> Move:
    """Take one step on the route; `seen` is what the person's screen showed (`seen_of`).

    `remarks`: at a return, what is wrong by part (`returns.parts_of`); `again`: the leader's note on a further return
    of this level; `award`: the one it is kept for here. Refuses a step that is not open to this person now, one on a
    dossier that has changed meanwhile, one without the reason, letter or award it needs, a sending while something is
    missing or the deadline has passed, and going on while an objection is unanswered.
    """
    step = step_for(nomination, action, actor)
    if Needs.DECISION in step.needs:
        raise Refused(_("Bước này do quyết định khen thưởng thực hiện."))
    check_seen(nomination, seen)
    _check_no_open_matter(nomination, action)
    remarks = {part: sentence.strip() for part, sentence in (remarks or {}).items() if sentence.strip()}
    if action is Action.RETURN:
        returns.check_return(nomination, reason, remarks, again)
        reason = returns.summary_of(nomination, reason, remarks, again)
        _keep_remarks(nomination, remarks)
    if Needs.REASON in step.needs and not reason.strip():
        raise Refused(_("Cần ghi rõ lý do: những người liên quan đọc được lý do này."), "reason")
    if Needs.LETTER in step.needs:
        _check_has_letter(letter)
    if Needs.LETTER in step.needs or step.where is Where.ALONE:
        _check_is_whole(nomination)
    if action in {Action.ENDORSE, Action.ACCEPT}:
        objections.check_none_stands(nomination)
    if Needs.AWARD in step.needs:
        _keep_for(nomination, award)
    return _take(step, nomination, actor, reason.strip(), letter)


def _keep_remarks(nomination: Nomination, remarks: Mapping[str, str]) -> None:
    labels = {part.key: part.label for part in returns.parts_of(nomination)}
    nomination.remarks.extend(
        Remark(step=nomination.step + 1, part=part, label=labels[part], sentence=sentence)
        for part, sentence in remarks.items()
    )


def _keep_for(nomination: Nomination, award: CampaignAward | None) -> None:
    """From here on the dossier is for an award that this level decides itself."""
    if award is None or award not in awards_here(nomination):
        raise Refused(_("Chọn hình thức khen thưởng mà cấp này có thẩm quyền quyết định."), "award")
    nomination.award = award


def move_all(
    nominations: Sequence[Nomination], action: Action, *, actor: User, seen: dict[int, str], reason: str = ""
) -> None:
    """Take the same step on all of these dossiers, or on none; `seen` by dossier id."""
    for nomination in nominations:
        move(nomination, action, actor=actor, seen=seen.get(nomination.id, ""), reason=reason)


def take_by_decision(nomination: Nomination, action: Action, *, actor: User) -> Move:
    """DECIDE, RELEASE or AWARD, taken by the decision the dossier is in."""
    step = step_for(nomination, action, actor)
    if Needs.DECISION not in step.needs:
        raise ValueError(f"{action} is not taken by a decision")
    _check_no_open_matter(nomination, action)
    return _take(step, nomination, actor, "", None)


# While a matter is being looked into, the dossier is suspended; it neither goes on nor is it quietly refused.
STANDS_STILL = {Action.ENDORSE, Action.ACCEPT, Action.REJECT, Action.RESUME, Action.DECIDE, Action.AWARD}


def _check_no_open_matter(nomination: Nomination, action: Action) -> None:
    """D152 Art. 4(4): no award and no proposal while discipline, investigation or complaint is open."""
    if action in STANDS_STILL and nomination.open_matters:
        raise Refused(
            _(
                "Hồ sơ %(code)s có vụ việc đang xem xét (%(document)s) nên phải tạm dừng cho đến khi có văn bản kết "
                "luận (khoản 4 Điều 4 Nghị định 152/2025/NĐ-CP).",
                code=nomination.code,
                document=nomination.open_matters[0].document,
            )
        )


def _check_has_letter(letter: ProposalLetter | None) -> None:
    if letter is None:
        raise Refused(_("Hồ sơ được gửi kèm một tờ trình: cần ghi số và ngày tờ trình."))


def _check_is_whole(nomination: Nomination) -> None:
    """What leaves its writers has no gaps and is in time."""
    gaps = missing(nomination)
    if gaps:
        raise Refused(
            _("Hồ sơ %(code)s còn thiếu: %(gap)s", code=nomination.code, gap=" ".join(one.sentence for one in gaps))
        )
    if nomination.is_first and clock.today() > nomination.stage.deadline:
        raise Refused(
            _("Đã quá hạn gửi hồ sơ của đợt này (%(day)s).", day=nomination.stage.deadline.strftime("%d/%m/%Y"))
        )


def _take(step: Step, nomination: Nomination, actor: User, reason: str, letter: ProposalLetter | None) -> Move:
    audit.take_turn()
    acting, from_stage, from_state = _acting_desk(step, nomination), nomination.stage, nomination.state
    fingerprint = fingerprint_of(nomination)
    target = _target(step, nomination)
    with db.session.no_autoflush:
        _put(step, nomination, target, fingerprint)
        taken = Move(
            step=nomination.step,
            action=step.action,
            from_stage_id=from_stage.id,
            from_state=from_state,
            to_stage_id=target.stage_id,
            to_state=nomination.state,
            actor=actor,
            actor_name=actor.name,
            hand=step.hand,
            unit_id=acting.unit_id,
            unit_name=acting.unit_name,
            reason=reason,
            fingerprint=fingerprint,
            letter=letter,
        )
        nomination.moves.append(taken)
        if step.action is Action.RECALL:
            _forget_arrival(nomination, from_stage)
    db.session.flush()  # the compare-and-swap on the version: whoever comes second ends here
    _keep(nomination, taken)
    audit.record(
        f"nomination.{step.action}",
        nomination,
        actor=actor,
        was=[from_stage.position, from_state.value],
        now=[target.position, nomination.state.value],
        fingerprint=fingerprint,
        reason=reason,
        **_marked(nomination),
    )
    _tell(nomination, taken)
    return taken


def _keep(nomination: Nomination, taken: Move) -> None:
    """What was acted on; at a receiving, the words of the slip besides."""
    keep_snapshot(nomination)
    if taken.action is Action.RECEIVE:
        papers.freeze_slip(nomination, taken)


def _marked(nomination: Nomination) -> dict[str, dict[str, str]]:
    """What this step marked, for the log."""
    marked = {remark.part: remark.sentence for remark in nomination.remarks if remark.step == nomination.step}
    return {"remarks": marked} if marked else {}


def _put(step: Step, nomination: Nomination, target: Desk, fingerprint: str) -> None:
    """Set the dossier's new position."""
    if step.state is Becomes.BEFORE:
        nomination.state = nomination.moves[-1].from_state
    elif isinstance(step.state, State):
        nomination.state = step.state
    nomination.proposed_fingerprint = fingerprint if step.action is Action.PROPOSE else ""
    nomination.stage, nomination.desk = target.stage, target.unit
    if step.action is not Action.PROPOSE:
        nomination.desk_since = clock.now()
    if nomination.state is State.WAITING:
        target.reached_at = target.reached_at or clock.now()
    nomination.step += 1


TOLD = {Action.RETURN, Action.REJECT, Action.REOPEN, Action.SUSPEND, Action.RESUME, Action.ACCEPT, Action.AWARD}


def _tell(nomination: Nomination, taken: Move) -> None:
    """The proposing unit of what was decided above; those passed by of what went past them."""
    if taken.action is Action.SUBMIT:
        objections.tell_those_passed_by(nomination)
    if taken.action not in TOLD:
        return
    sentence = f"{nomination.code} – {nomination.name}: {taken.unit_name} {ACTION_NAMES[taken.action][1]}."
    for role in (Role.OFFICER, Role.LEADER):
        notices.tell(nomination.unit_id, role, sentence, f"/nominations/{nomination.id}")


def _forget_arrival(nomination: Nomination, stage: Stage) -> None:
    """What was recalled before it was ever received has not been sent: above, it does not exist."""
    if not any(move.action is Action.RECEIVE and move.from_stage_id == stage.id for move in nomination.moves):
        nomination.desks[stage.position - 1].reached_at = None


def _target(step: Step, nomination: Nomination) -> Desk:
    here = nomination.stage.position
    if step.to is To.SENDER:
        return _came_from(nomination)
    asker = returns.asker_position(nomination) or here + 1
    return nomination.desks[{To.THIS: here, To.NEXT: here + 1, To.ASKER: asker, To.FIRST: 1}[step.to] - 1]


def next_desk(nomination: Nomination) -> Desk | None:
    """Where a letter would take this dossier; None at the deciding stage."""
    for step in STEPS:
        if Needs.LETTER in step.needs and _is_here(step, nomination):
            return _target(step, nomination)
    return None if nomination.is_deciding else nomination.desks[nomination.stage.position]
