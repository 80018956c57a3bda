"""What somebody who leaves was writing goes to a colleague; what waits at the desk is the desk's, and only counted."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select

from awards.accounts.models import User
from awards.audit import services as audit
from awards.audit.services import Actor
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.nominations.models import Nomination, Typing
from awards.nominations.route import ENDED, WRITING, State
from awards.nominations.services.conflicts import has_conflict
from awards.nominations.services.hands import keeps_to
from awards.notices import services as notices


def kept_by(user: User, unit_id: int) -> Sequence[Nomination]:
    """The dossiers in writing at this unit that this person began, or was handed; the oldest first."""
    kept = or_(Nomination.keeper_id == user.id, Nomination.keeper_id.is_(None) & (Nomination.created_by_id == user.id))
    query = select(Nomination).where(Nomination.unit_id == unit_id, Nomination.state.in_(WRITING), kept)
    return db.session.scalars(query.order_by(Nomination.id)).all()


def waiting_at(unit_id: int, role: Role) -> int:
    """How many dossiers wait at this desk for an officer or a leader, whoever it is; for other roles none do."""
    if role not in {Role.OFFICER, Role.LEADER}:
        return 0
    return db.session.scalar(select(func.count(Nomination.id)).where(Nomination.desk_id == unit_id, *_open())) or 0


def _open() -> list[ColumnElement[bool]]:
    over = [*ENDED, *WRITING, State.ACCEPTED, State.DECIDED]
    return [Nomination.state.not_in(over)]


def hand_over_all(user: User, to: User, unit_id: int, role: Role, *, actor: Actor | None) -> tuple[int, int]:
    """Let a colleague of the same unit and role carry on: (how many drafts went over, how many could not).

    What is typed and not saved goes along. A draft stays where the colleague has declared a conflict or has used
    another hand on it. Refuses whoever does not hold the role in the unit, and the person themself.
    """
    if to.id == user.id or not to.holds(role, unit_id):
        raise Refused(_("Chỉ bàn giao được cho người khác đang giữ cùng vai trò ở cùng đơn vị."), "to")
    kept = kept_by(user, unit_id) if role is Role.OFFICER else []
    fit = [one for one in kept if not has_conflict(one.nominee, to) and keeps_to(one, to, role, unit_id)]
    for nomination in fit:
        was, nomination.keeper = nomination.keeper_id, to
        _give_typing(nomination, user, to)
        audit.record("nomination.hand_over", nomination, actor=actor, was=was, now=to.id)
    sentence = _(
        "%(from_)s bàn giao công việc cho %(to)s: %(drafts)s hồ sơ đang soạn, %(waiting)s hồ sơ chờ tại đơn vị.",
        from_=user.name,
        to=to.name,
        drafts=len(fit),
        waiting=waiting_at(unit_id, role),
    )
    notices.tell(unit_id, role, sentence, "/nominations" if role in {Role.OFFICER, Role.LEADER} else "/")
    return len(fit), len(kept) - len(fit)


def _give_typing(nomination: Nomination, user: User, to: User) -> None:
    """The text on a page goes along, unless the colleague has text of their own there."""
    rows = db.session.scalars(
        select(Typing).where(Typing.nomination_id == nomination.id, Typing.user_id.in_([user.id, to.id]))
    ).all()
    own = {typing.page for typing in rows if typing.user_id == to.id}
    for typing in rows:
        if typing.user_id == user.id and typing.page not in own:
            typing.user = to
