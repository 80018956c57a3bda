"""Who must not act on a dossier because of who they are: the nominee, somebody close, one of the nominee's own unit.

A person with a conflict has nothing to do with any dossier of that nominee: it is not there for them, in lists, counts
and searches as little as on its own page. Whoever holds a post in the proposing unit reads its dossiers, and does not
act on them at a level above (decision 0037).
"""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import BindParameter, ColumnElement, Select, and_, or_, select, union
from sqlalchemy.orm import joinedload

from awards.accounts import services as accounts
from awards.accounts.models import User
from awards.audit import services as audit
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.nominations.models import Conflict, ConflictKind, Nomination, Nominee
from awards.notices import services as notices
from awards.units import services as units


def has_conflict(nominee: Nominee, actor: User) -> bool:
    """Is this person the nominee, or has declared to be close to them, here or in another row of the same person?"""
    if any(one.user_id == actor.id and one.withdrawn_at is None for one in nominee.conflicts):
        return True
    known = nominee.citizen_index is not None  # equal for equal citizen numbers
    barred = select(Nominee.id).where(Nominee.id == nominee.id, Nominee.id.in_(conflicting(actor)))
    return known and db.session.scalar(barred) is not None


def own_units(actor: User) -> frozenset[int]:
    """The units whose nominees are this person's own, for whoever holds posts in several units; else none matters."""
    posts = actor.unit_ids()
    return units.with_predecessors(posts) if len(posts) > 1 else frozenset()


def is_barred(nomination: Nomination, actor: User, *, at: int) -> bool:
    """Must this person not act on the dossier at this stage of its route (1: the proposing unit's)?"""
    return has_conflict(nomination.nominee, actor) or (at > 1 and nomination.unit_id in own_units(actor))


def conflicting(actor: User | BindParameter[int]) -> Select[int]:
    """The ids of the nominees with whom this person has a conflict: as declared, or by the same citizen number."""
    user_id = actor.id if isinstance(actor, User) else actor
    declared = select(Conflict.nominee_id).where(Conflict.user_id == user_id, Conflict.withdrawn_at.is_(None))
    numbers = select(Nominee.citizen_index).where(Nominee.id.in_(declared), Nominee.citizen_index.is_not(None))
    same = select(Nominee.id).where(Nominee.citizen_index.in_(numbers))
    barred = union(declared, same).subquery()  # for one condition with “or” PostgreSQL reads the whole register
    return select(barred.c.nominee_id)


def closed_above(actor: User) -> ColumnElement[bool]:
    """True for the dossiers on which this person must not act where they lie, at a level above the proposing unit.

    Where the proposing unit decides itself, its own people do.
    """
    from_own = and_(Nomination.unit_id.in_(own_units(actor)), Nomination.desk_id != Nomination.unit_id)
    return or_(Nomination.nominee_id.in_(conflicting(actor)), from_own)


def declare(nomination: Nomination, kind: ConflictKind, reason: str, *, actor: User) -> Conflict:
    """Say that one is the nominee, or close to them. From now on the dossier is not there for this person.

    Refuses without a reason, and twice.
    """
    return _bar(nomination, actor, kind, reason, actor=actor)


def link_account(nomination: Nomination, username: str, reason: str, *, actor: User) -> Conflict:
    """Say that the nominee is this person of the system. Refuses all but the proposing unit's officers."""
    if not actor.holds(Role.OFFICER, nomination.unit_id):
        raise Refused(_("Chỉ chuyên viên của đơn vị đề nghị ghi được việc này."))
    user = accounts.called(username)
    if user is None:
        raise Refused(_("Không có người dùng nào có tên đăng nhập này."), "username")
    if user.id == actor.id:
        raise Refused(_("Nếu ông/bà là đối tượng, hãy dùng mục “Khai xung đột lợi ích”."), "username")
    return _bar(nomination, user, ConflictKind.SELF, reason, actor=actor)


def _bar(nomination: Nomination, user: User, kind: ConflictKind, reason: str, *, actor: User) -> Conflict:
    if not reason.strip():
        raise Refused(_("Cần ghi rõ lý do: lý do này được lưu cùng hồ sơ."), "reason")
    if has_conflict(nomination.nominee, user):
        raise Refused(_("Xung đột này đã được khai."))
    conflict = Conflict(user=user, kind=kind, reason=reason.strip(), declared_by_id=actor.id)
    nomination.nominee.conflicts.append(conflict)
    db.session.flush()
    audit.record(
        "conflict.declare", conflict, actor=actor, user_id=user.id, nominee_id=nomination.nominee_id, kind=kind.value
    )
    return conflict


def withdraw(conflict: Conflict, reason: str, *, actor: User) -> None:
    """Take a declaration back, by whoever made it; the proposing unit's leaders are told.

    Refuses everybody else, a second time, and without a reason.
    """
    if conflict.declared_by_id != actor.id:
        raise Refused(_("Chỉ người đã khai rút lại được."))
    if conflict.withdrawn_at is not None:
        raise Refused(_("Khai báo này đã được rút."))
    if not reason.strip():
        raise Refused(_("Cần ghi rõ lý do rút."), "reason")
    conflict.withdrawn_at, conflict.withdrawn_reason = clock.now(), reason.strip()
    audit.record("conflict.withdraw", conflict, actor=actor, reason=reason.strip())
    sentence = _("%(name)s đã rút khai báo xung đột với %(nominee)s.", name=actor.name, nominee=conflict.nominee.name)
    notices.tell(conflict.nominee.unit_id, Role.LEADER, sentence, "/nominees")


def declared_by(actor: User) -> Sequence[Conflict]:
    """What this person has declared, about themselves or, in their unit, about a nominee; the newest first."""
    mine = select(Conflict).where(Conflict.declared_by_id == actor.id).order_by(Conflict.id.desc())
    return db.session.scalars(mine.options(joinedload(Conflict.nominee), joinedload(Conflict.user))).all()


def declaration(conflict_id: int, *, actor: User) -> Conflict:
    """One of this person's declarations, or NoResultFound (a 404 page)."""
    return db.session.scalars(
        select(Conflict).where(Conflict.id == conflict_id, Conflict.declared_by_id == actor.id)
    ).one()
