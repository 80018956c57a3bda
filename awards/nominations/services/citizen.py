"""The citizen number of a nominee: optional, stored sealed, shown as 079*********, read in full with a reason only.

The first three figures name a province. The last ones are never shown: with province, sex and birth year known, they
are all that is secret (Decree 137/2015 Art. 13).
"""

import re
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import or_, select

from awards.accounts.models import User
from awards.audit import services as audit
from awards.audit.models import AuditEvent
from awards.core import clock, sealing
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.law.models import SubjectKind
from awards.nominations.models import Nomination, Nominee
from awards.nominations.services.conflicts import conflicting
from awards.nominations.services.reading import units_of, visible_to

FIELD = "citizen_number"
STAYS_OPEN = timedelta(minutes=5)  # after it was asked for, by the one who asked
REVEALED = "nominee.reveal"


def nominee(nominee_id: int, *, actor: User) -> Nominee:
    """One of the register, for the own unit and those who were sent a dossier of theirs; otherwise NoResultFound."""
    sent = visible_to(actor).with_only_columns(Nomination.nominee_id)
    free = Nominee.id.not_in(conflicting(actor))
    may_see = or_(Nominee.unit_id.in_(units_of(actor)), Nominee.id.in_(sent))
    return db.session.scalars(select(Nominee).where(Nominee.id == nominee_id, may_see, free)).one()


def normal_citizen_number(written: str) -> str:
    """Twelve figures without blanks and dots. Refuses anything else; an empty text stays empty."""
    number = re.sub(r"[\s.]", "", written)
    if number and not re.fullmatch(r"[0-9]{12}", number):
        raise Refused(_("Số định danh cá nhân gồm đúng 12 chữ số."), FIELD)
    return number


def write_citizen_number(nominee: Nominee, written: str, *, actor: User) -> None:
    """Store this number, or take it out with an empty text. No change, no event.

    Refuses collectives, whoever is not an officer of the nominee's unit, and what is not twelve figures.
    """
    number = normal_citizen_number(written)
    if nominee.kind is SubjectKind.COLLECTIVE and number:
        raise Refused(_("Tập thể không có số định danh cá nhân."), FIELD)
    if not actor.holds(Role.OFFICER, nominee.unit_id):
        raise Refused(_("Chỉ chuyên viên của đơn vị lập hồ sơ được ghi số định danh."), FIELD)
    if number == _opened(nominee):
        return
    audit.take_turn()
    db.session.flush()  # a new nominee has no id before this
    nominee.citizen_sealed = sealing.seal(number, *_cell(nominee)) if number else None
    nominee.citizen_index = sealing.index(number, FIELD) if number else None
    audit.record("nominee.citizen_number", nominee, actor=actor, is_there=bool(number))


def masked_citizen_number(nominee: Nominee) -> str:
    """079*********, or an empty text where there is none."""
    number = _opened(nominee)
    return number and f"{number[:3]}{'*' * 9}"


def reveal(nominee: Nominee, *, reason: str, actor: User) -> None:
    """Let this person read the whole number for five minutes. It is logged with the reason, which is asked for."""
    if not nominee.citizen_sealed:
        raise Refused(_("Chưa ghi số định danh của người này."))
    if not reason.strip():
        raise Refused(_("Ghi lý do cần xem."), "reason")
    audit.record(REVEALED, nominee, actor=actor, reason=reason)


def revealed_to(nominee: Nominee, actor: User) -> str:
    """The whole number for whoever asked for it within the last five minutes; otherwise an empty text."""
    now = clock.now()
    asked = select(AuditEvent.id).where(
        AuditEvent.tag == REVEALED,
        AuditEvent.object_type == Nominee.__tablename__,
        AuditEvent.object_id == nominee.id,
        AuditEvent.actor_id == actor.id,
        AuditEvent.at > now - STAYS_OPEN,
        AuditEvent.at <= now,
    )
    return _opened(nominee) if db.session.scalar(asked.limit(1)) is not None else ""


def citizen_index(written: str) -> str:
    """What is equal for equal numbers; an empty text for what is not a whole number yet."""
    try:
        number = normal_citizen_number(written)
    except Refused:
        return ""
    return sealing.index(number, FIELD) if number else ""


def nominees_with_citizen_number(written: str) -> list[Nominee]:
    """Everybody in the register with this very number, whatever their unit; found without opening any."""
    number = normal_citizen_number(written)
    query = select(Nominee).where(Nominee.citizen_index == sealing.index(number, FIELD)).order_by(Nominee.id)
    return list(db.session.scalars(query)) if number else []


def seal_again() -> int:
    """Seal with the current key what an older one sealed. Returns how many."""
    again = 0
    for one in db.session.scalars(select(Nominee).where(Nominee.citizen_sealed.is_not(None)).order_by(Nominee.id)):
        if not sealing.is_current(one.citizen_sealed or ""):
            one.citizen_sealed = sealing.seal(_opened(one), *_cell(one))
            again += 1
    return again


def _cell(nominee: Nominee) -> tuple[object, ...]:
    return Nominee.__tablename__, FIELD, nominee.id


def _opened(nominee: Nominee) -> str:
    return sealing.unseal(nominee.citizen_sealed, *_cell(nominee)) if nominee.citizen_sealed else ""
