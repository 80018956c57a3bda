"""Changes of units as the administrator makes them: what they touch, who moves along, and the second pair of eyes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from awards.accounts import services as accounts
from awards.accounts.models import Appointment, User
from awards.administration.models import UnitMerger
from awards.audit.services import record
from awards.campaigns.models import Campaign
from awards.core import clock
from awards.core.access import Role
from awards.core.db import db
from awards.core.errors import Refused
from awards.nominations.models import Nomination
from awards.nominations.route import ENDED, WRITING
from awards.notices import services as notices
from awards.units import services as units
from awards.units.models import Unit


@dataclass(frozen=True)
class Touched:
    """What a change of units from a day on touches. Counts of dossiers, never their names."""

    appointments: tuple[Appointment, ...]
    on_desk: int  # running dossiers that lie there
    on_way: int  # running dossiers that these units proposed and sent
    in_writing: int
    campaigns: tuple[str, ...]  # open ones whose units are those of this day or a later one
    opened: tuple[str, ...]  # open ones that these units have opened
    children: tuple[Unit, ...]

    def fingerprint(self, *chosen: object) -> str:
        """What was on the screen, with what was chosen there."""
        held = [(one.id, one.user_id) for one in self.appointments]
        below = [unit.id for unit in self.children]
        counted = (self.on_desk, self.on_way, self.in_writing, self.campaigns, self.opened)
        return hashlib.sha256(repr((held, counted, below, chosen)).encode()).hexdigest()


def touched(those: Sequence[Unit], on: date) -> Touched:
    """What a change of these units from this day on touches."""
    ids = [unit.id for unit in those]
    running = Nomination.state.not_in(ENDED)
    is_open = Campaign.closed_at.is_(None)
    return Touched(
        tuple(held_in(ids)),
        _count(Nomination.desk_id.in_(ids), running, Nomination.state.not_in(WRITING)),
        _count(Nomination.unit_id.in_(ids), running, Nomination.desk_id != Nomination.unit_id),
        _count(Nomination.unit_id.in_(ids), Nomination.state.in_(WRITING)),
        tuple(db.session.scalars(select(Campaign.name).where(is_open, Campaign.units_on >= on).order_by(Campaign.id))),
        tuple(db.session.scalars(select(Campaign.name).where(is_open, Campaign.unit_id.in_(ids)))),
        tuple(child for unit in those for child in units.children(unit)),
    )


def _count(*conditions: object) -> int:
    return db.session.scalar(select(func.count(Nomination.id)).where(*conditions)) or 0  # type: ignore[arg-type]


def held_in(unit_ids: Sequence[int]) -> Sequence[Appointment]:
    """The appointments in these units that have not ended, proposed ones too."""
    open_ = or_(Appointment.valid_to.is_(None), Appointment.valid_to > clock.today())
    query = select(Appointment).where(Appointment.unit_id.in_(unit_ids), Appointment.ended_at.is_(None), open_)
    whole = (joinedload(Appointment.user), joinedload(Appointment.unit))
    return db.session.scalars(query.order_by(Appointment.unit_id, Appointment.id).options(*whole)).all()


def rename(unit: Unit, name: str, on: date, *, carries: bool, actor: User) -> Unit:
    """Give the unit another name from this day on. `carries`: its people are proposed for the same posts there."""
    held = held_in([unit.id])
    new = units.rename(unit, name, on, actor=actor)
    if carries:
        _carry(held, new, on, actor)
    return new


def propose_merger(merged: Sequence[Unit], successor: Unit, on: date, *, carries: bool, actor: User) -> UnitMerger:
    """Propose that these units end on this day and `successor` takes over. Refuses what `units.check_merge` does."""
    units.check_merge(merged, successor, on)
    ids = [unit.id for unit in merged]
    if any(set(ids) & set(other.unit_ids) for other in mergers()):
        raise Refused(_("Đã có đề nghị sáp nhập một trong các đơn vị này."), "units")
    merger = UnitMerger(successor=successor, unit_ids=ids, since=on, carries=carries, proposed_by_id=actor.id)
    db.session.add(merger)
    record("units.propose_merger", successor, actor=actor, units=ids, on=str(on))
    db.session.flush()
    said = _("Đề nghị sáp nhập vào %(unit)s chờ một người quản trị khác xác nhận.", unit=successor.name)
    for unit_id in {unit_id for one in accounts.administrators() for unit_id in one.unit_ids()}:
        notices.tell(unit_id, Role.ADMINISTRATOR, said, f"/units/mergers/{merger.id}")
    return merger


def confirm_merger(merger: UnitMerger, *, seen: str, actor: User) -> None:
    """Carry the merger out. Refuses whoever proposed it, and when it touches something else than was on the screen."""
    _check_open(merger)
    if merger.proposed_by_id == actor.id:
        raise Refused(_("Người đề nghị không tự xác nhận được. Việc này cần một người quản trị khác."))
    merged = merged_units(merger)
    if seen != touched(merged, merger.since).fingerprint(merger.id):
        raise Refused(_("Những gì bị ảnh hưởng vừa thay đổi. Xin xem lại rồi xác nhận."))
    held = held_in(merger.unit_ids)
    units.merge(merged, merger.successor, merger.since, actor=actor)
    merger.confirmed_by_id, merger.closed_at = actor.id, clock.now()
    if merger.carries:
        _carry(held, merger.successor, merger.since, actor)


def drop_merger(merger: UnitMerger, *, actor: User) -> None:
    """Take a proposed merger off the list; any administrator may."""
    _check_open(merger)
    merger.closed_at = clock.now()
    record("units.drop_merger", merger.successor, actor=actor, units=merger.unit_ids)


def _check_open(merger: UnitMerger) -> None:
    if merger.closed_at is not None:
        raise Refused(_("Đề nghị sáp nhập này đã được xác nhận hoặc đã bỏ."))


def mergers() -> Sequence[UnitMerger]:
    """What waits for a second administrator, the oldest first."""
    waiting = select(UnitMerger).where(UnitMerger.closed_at.is_(None)).order_by(UnitMerger.id)
    return db.session.scalars(
        waiting.options(joinedload(UnitMerger.successor), joinedload(UnitMerger.proposed_by))
    ).all()


def get_merger(merger_id: int) -> UnitMerger:
    """This merger, or NoResultFound (a 404 page)."""
    return db.session.scalars(select(UnitMerger).where(UnitMerger.id == merger_id)).one()


def merged_units(merger: UnitMerger) -> list[Unit]:
    """The units that would end."""
    return list(db.session.scalars(select(Unit).where(Unit.id.in_(merger.unit_ids)).order_by(Unit.sort_key, Unit.id)))


def _carry(held: Sequence[Appointment], unit: Unit, on: date, actor: User) -> None:
    """Propose the same posts in the unit that takes over, for whoever does not hold them there."""
    there = {(one.user_id, one.role) for one in held_in([unit.id])}
    for one in held:
        lasts = one.valid_to is None or one.valid_to > on
        if (one.user_id, one.role) in there or one.user_id == actor.id or not one.user.is_active or not lasts:
            continue
        there.add((one.user_id, one.role))
        signs = {name: getattr(one, name) for name in ("delegation", "delegated_title", "delegated_by")}
        accounts.appoint(one.user, unit, one.role, one.title, on, valid_to=one.valid_to, actor=actor, **signs)
