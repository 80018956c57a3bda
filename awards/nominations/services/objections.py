"""The short way back: a corrected dossier passes by the levels that approved it; they are told, and may object.

An objection does not move the dossier. It stands before the level that asked, which goes on only when it has answered.
"""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound

from awards.accounts.models import User
from awards.audit import services as audit
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.core.words import short_date
from awards.law import services as law
from awards.nominations.models import Desk, Move, Nomination, Objection
from awards.nominations.route import Action, State
from awards.nominations.services.conflicts import is_barred
from awards.nominations.services.content import check_seen
from awards.nominations.services.hands import keeps_to
from awards.notices import services as notices

DAYS = 3  # working days in which a level that was passed by may object
OPEN = (State.WAITING, State.RECEIVED)


def short_way(nomination: Nomination) -> Move | None:
    """The sending that took the dossier past other levels to where it stands now, or None."""
    arrival = next((move for move in reversed(nomination.moves) if move.to_state is State.WAITING), None)
    if arrival is None or arrival.action is not Action.SUBMIT or nomination.state not in OPEN:
        return None
    return arrival if _position(nomination, arrival.to_stage_id) > 2 else None


def _position(nomination: Nomination, stage_id: int) -> int:
    return next(desk.position for desk in nomination.desks if desk.stage_id == stage_id)


def passed_by(nomination: Nomination) -> list[Desk]:
    """The stations between the proposing unit and the level that asked, which the dossier has just passed by."""
    way = short_way(nomination)
    return [] if way is None else nomination.desks[1 : _position(nomination, way.to_stage_id) - 1]


def last_day(way: Move) -> date:
    """Until when the levels that were passed by may object."""
    return law.working_day(clock.local(way.at).date(), DAYS)


def tell_those_passed_by(nomination: Nomination) -> None:
    """A notice to each level that a corrected dossier passes by."""
    way = short_way(nomination)
    if way is None:
        return
    to = nomination.desks[nomination.stage.position - 1].unit_name
    sentence = _(
        "%(code)s – %(name)s: đã bổ sung và gửi thẳng đến %(to)s. Nếu không đồng ý, ghi ý kiến trước hết ngày %(day)s.",
        code=nomination.code,
        name=nomination.name,
        to=to,
        day=short_date(last_day(way)),
    )
    for desk in passed_by(nomination):
        for role in (Role.OFFICER, Role.LEADER):
            notices.tell(desk.unit_id, role, sentence, f"/nominations/{nomination.id}")


def objecting_desk(nomination: Nomination, actor: User) -> Desk | None:
    """For which of the levels that were passed by this leader may object now."""
    way = short_way(nomination)
    if way is None or clock.today() > last_day(way):
        return None
    said = {objection.unit_id for objection in nomination.objections if objection.step == way.step}
    for desk in passed_by(nomination):
        is_free = desk.unit_id not in said and keeps_to(nomination, actor, Role.LEADER, desk.unit_id)
        is_free = is_free and not is_barred(nomination, actor, at=desk.position)
        if is_free and actor.holds(Role.LEADER, desk.unit_id):
            return desk
    return None


def object_to(nomination: Nomination, reason: str, *, actor: User, seen: str) -> Objection:
    """Put an objection before the level that asked.

    Refuses whoever was not passed by, one too late, a second one, and one without a reason.
    """
    desk, way = objecting_desk(nomination, actor), short_way(nomination)
    if desk is None or way is None:
        raise Refused(_("Hồ sơ không gửi vượt qua đơn vị của ông/bà, hoặc đã hết hạn ghi ý kiến."))
    check_seen(nomination, seen)
    if not reason.strip():
        raise Refused(_("Cần ghi rõ lý do không đồng ý."), "reason")
    objection = Objection(
        nomination=nomination,
        step=way.step,
        unit_id=desk.unit_id,
        unit_name=desk.unit_name,
        actor_id=actor.id,
        actor_name=actor.name,
        reason=reason.strip(),
    )
    db.session.add(objection)
    audit.record("nomination.object", nomination, actor=actor, unit=desk.unit_id, reason=objection.reason)
    sentence = _("%(code)s: %(unit)s có ý kiến không đồng ý.", code=nomination.code, unit=desk.unit_name)
    for role in (Role.OFFICER, Role.LEADER):
        notices.tell(nomination.desk_id, role, sentence, f"/nominations/{nomination.id}")
    return objection


def objection(nomination: Nomination, objection_id: int) -> Objection:
    """An objection to this dossier, or NoResultFound."""
    for one in nomination.objections:
        if one.id == objection_id:
            return one
    raise NoResultFound


def standing(nomination: Nomination) -> list[Objection]:
    """The objections to the present sending that nobody has answered."""
    way = short_way(nomination)
    current = [] if way is None else [one for one in nomination.objections if one.step == way.step]
    return [objection for objection in current if objection.answered_at is None]


def may_answer(nomination: Nomination, actor: User) -> bool:
    """The leader of the level that asked answers, once the dossier is received there."""
    is_there = nomination.state is State.RECEIVED and bool(standing(nomination))
    own = keeps_to(nomination, actor, Role.LEADER, nomination.desk_id)
    own = own and not is_barred(nomination, actor, at=nomination.stage.position)
    return is_there and own and actor.holds(Role.LEADER, nomination.desk_id)


def answer(nomination: Nomination, objection: Objection, text: str, *, actor: User, seen: str) -> None:
    """Say what became of an objection. Refuses everybody else, a second answer, and an empty one."""
    if objection not in standing(nomination) or not may_answer(nomination, actor):
        raise Refused(_("Ý kiến này đã được trả lời, hoặc việc này không thuộc thẩm quyền của ông/bà."))
    check_seen(nomination, seen)
    if not text.strip():
        raise Refused(_("Cần ghi rõ ý kiến trả lời."), "reason")
    objection.answer, objection.answered_by_id, objection.answered_at = text.strip(), actor.id, clock.now()
    audit.record("nomination.answer", nomination, actor=actor, objection=objection.id, answer=objection.answer)
    notices.tell(
        objection.unit_id,
        Role.LEADER,
        _("%(code)s: ý kiến của đơn vị đã được trả lời.", code=nomination.code),
        f"/nominations/{nomination.id}",
    )


def check_none_stands(nomination: Nomination) -> None:
    """Refuses a conclusion while an objection is unanswered."""
    for objection in standing(nomination):
        raise Refused(
            _("%(unit)s có ý kiến không đồng ý; cần trả lời ý kiến đó trước khi kết luận.", unit=objection.unit_name)
        )
