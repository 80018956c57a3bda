"""Screening for discipline, investigation, complaint: an open matter suspends, a closing document resumes."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from awards.accounts.models import User
from awards.audit import services as audit
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.nominations.models import Nomination, Screening, ScreeningKind
from awards.nominations.route import Action, State
from awards.nominations.services.content import check_seen, seen_of
from awards.nominations.services.moves import move, open_steps
from awards.notices import services as notices

AT_WORK = {State.RECEIVED, State.ACCEPTED, State.SUSPENDED}


def screen(
    nomination: Nomination,
    *,
    kind: ScreeningKind,
    source: str,
    checked_on: date,
    document: str,
    has_matter: bool,
    seen: str,
    actor: User,
) -> Screening:
    """Write down one look. A matter that is open suspends the dossier: at once where a leader writes it down, and by
    the leader, who is told, where an officer does. Nothing is ever refused by it (D152 Art. 4(4)).

    Refuses whoever is not at the desk where the dossier is being appraised, a date in the future, and a matter without
    its document.
    """
    _check_at_desk(nomination, actor)
    check_seen(nomination, seen)
    if checked_on > clock.today():
        raise Refused(_("Ngày kiểm tra không thể ở tương lai."), "checked_on")
    if has_matter and not document:
        raise Refused(_("Ghi văn bản cho thấy có vụ việc đang xem xét: số, ngày, cơ quan."), "document")
    look = Screening(
        nomination_id=nomination.id,
        kind=kind,
        source=source,
        checked_on=checked_on,
        document=document,
        has_matter=has_matter,
        actor_id=actor.id,
        actor_name=actor.name,
        unit_name=nomination.desks[nomination.stage.position - 1].unit_name,
    )
    nomination.screenings.append(look)
    audit.record("nomination.screen", nomination, actor=actor, kind=kind.value, source=source, document=document)
    if has_matter and nomination.state is not State.SUSPENDED:
        _suspend(nomination, document, actor)
    return look


def _suspend(nomination: Nomination, document: str, actor: User) -> None:
    if any(step.action is Action.SUSPEND for step in open_steps(nomination, actor)):
        move(nomination, Action.SUSPEND, actor=actor, seen=seen_of(nomination), reason=document)
        return
    sentence = _(
        "%(code)s – %(name)s: có vụ việc đang xem xét, cần tạm dừng.", code=nomination.code, name=nomination.name
    )
    notices.tell(nomination.desk_id, Role.LEADER, sentence, f"/nominations/{nomination.id}")


def matter(nomination: Nomination, screening_id: int) -> Screening:
    """An open matter of this dossier, or NoResultFound."""
    query = select(Screening).where(
        Screening.id == screening_id,
        Screening.nomination_id == nomination.id,
        Screening.has_matter,
        Screening.closed_on.is_(None),
    )
    return db.session.scalars(query).one()


def close_matter(
    nomination: Nomination, found: Screening, *, document: str, closed_on: date, seen: str, actor: User
) -> None:
    """The competent body has concluded: with the last open matter closed, a leader's dossier goes on by itself.

    Refuses whoever is not at the desk, and a date in the future or before the matter was found.
    """
    _check_at_desk(nomination, actor)
    check_seen(nomination, seen)
    if not found.checked_on <= closed_on <= clock.today():
        raise Refused(_("Ngày kết luận từ ngày kiểm tra đến hôm nay."), "closed_on")
    found.closing_document, found.closed_on = document, closed_on
    audit.record("nomination.close_matter", nomination, actor=actor, screening=found.id, document=document)
    may_resume = any(step.action is Action.RESUME for step in open_steps(nomination, actor))
    if nomination.state is State.SUSPENDED and not nomination.open_matters and may_resume:
        move(nomination, Action.RESUME, actor=actor, seen=seen_of(nomination), reason=document)


def _check_at_desk(nomination: Nomination, actor: User) -> None:
    holds = any(actor.holds(role, nomination.desk_id) for role in (Role.OFFICER, Role.LEADER))
    if nomination.state not in AT_WORK or nomination.is_first or not holds:
        raise Refused(_("Việc kiểm tra do nơi đang thẩm định hồ sơ ghi."))
