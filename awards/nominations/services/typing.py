"""Saving while somebody types: their text is kept beside the dossier, for them alone, until they press “Lưu”.

The dossier's version, its log and other people's pages stand still meanwhile; nothing is lost to an ended session, a
closed browser or a power cut.
"""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from awards.accounts.models import Appointment, User
from awards.audit import services as audit
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.nominations.models import Nomination, Typing
from awards.nominations.services.drafts import check_may_write
from awards.notices import services as notices

PAGES = ("subject", "facts", "report", "citation")
MOST = 120_000  # letters of one page
PRESENT = timedelta(minutes=10)  # after the last letter somebody is taken to be there still


def keep_typing(nomination: Nomination, page: str, fields: dict[str, str], *, seen: str, actor: User) -> Typing:
    """Keep what stands in this person's form now. It is not checked yet, and it changes nothing in the dossier.

    Refuses whoever may not write in it, and more than 120 000 letters.
    """
    check_may_write(nomination, actor)
    if page not in PAGES or sum(map(len, fields.values())) > MOST:
        raise Refused(_("Nội dung quá dài, không lưu tạm được."))
    kept = typing_of(nomination, page, actor=actor)
    if kept is None:
        kept = Typing(nomination=nomination, user=actor, page=page, seen=seen, fields=fields)
        db.session.add(kept)
    kept.fields, kept.at = fields, clock.now()
    return kept


def typing_of(nomination: Nomination, page: str, *, actor: User) -> Typing | None:
    """What this person was typing on this page and has not saved."""
    query = select(Typing).where(Typing.nomination_id == nomination.id, Typing.user_id == actor.id, Typing.page == page)
    return db.session.scalars(query).one_or_none()


def unsaved(nomination: Nomination, *, actor: User) -> Sequence[Typing]:
    """The pages on which this person has text that is not in the dossier yet."""
    query = select(Typing).where(Typing.nomination_id == nomination.id, Typing.user_id == actor.id)
    return db.session.scalars(query.order_by(Typing.page)).all()


def forget_typing(nomination: Nomination, page: str, *, actor: User) -> None:
    """It was saved, or is not wanted."""
    db.session.execute(
        delete(Typing).where(Typing.nomination_id == nomination.id, Typing.user_id == actor.id, Typing.page == page)
    )


def others_at_work(nomination: Nomination, *, actor: User) -> Sequence[Typing]:
    """Who else is typing in this dossier now: their last sign is not ten minutes old."""
    query = (
        select(Typing)
        .where(Typing.nomination_id == nomination.id, Typing.user_id != actor.id, Typing.at > clock.now() - PRESENT)
        .order_by(Typing.at.desc())
    )
    return db.session.scalars(query.options(joinedload(Typing.user))).all()


def colleagues(nomination: Nomination, *, actor: User) -> list[User]:
    """The other officers of the proposing unit, to whom a draft can be handed over."""
    query = (
        select(Appointment)
        .where(Appointment.unit_id == nomination.unit_id, Appointment.role == Role.OFFICER)
        .options(joinedload(Appointment.user))
        .order_by(Appointment.id)
    )
    held = [one.user for one in db.session.scalars(query) if one.is_current and one.user_id != actor.id]
    return list(dict.fromkeys(held))


def hand_over(nomination: Nomination, to: User, *, actor: User) -> None:
    """Let a colleague carry on with a draft; what is typed and not saved goes with it.

    Refuses whoever may not write in it, and a person who is not an officer of the unit.
    """
    check_may_write(nomination, actor)
    if to.id == actor.id or not to.holds(Role.OFFICER, nomination.unit_id):
        raise Refused(_("Chỉ bàn giao được cho chuyên viên khác của đơn vị."), "to")
    was = nomination.keeper_id
    nomination.keeper = to
    for typing in unsaved(nomination, actor=actor):
        if typing_of(nomination, typing.page, actor=to) is None:
            typing.user = to
    audit.record("nomination.hand_over", nomination, actor=actor, was=was, now=to.id)
    sentence = _(
        "%(code)s – %(name)s: %(from_)s bàn giao cho %(to)s.",
        code=nomination.code,
        name=nomination.name,
        from_=actor.name,
        to=to.name,
    )
    notices.tell(nomination.unit_id, Role.OFFICER, sentence, f"/nominations/{nomination.id}")
