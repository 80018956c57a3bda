"""Who stood above whom, on a date. Each question is one query, however deep the tree."""

from datetime import date

from sqlalchemy import CTE, ColumnElement, literal, or_, select

from awards.core.db import db
from awards.core.levels import Level
from awards.core.text import fold, sort_key
from awards.units.models import Unit, UnitPlace

DEEPEST = 8  # more levels than any state has; a circle in the rows ends here
ROOT_NAME = "Trung ương"


def root() -> Unit:
    """The one unit above all, “Trung ương”. NoResultFound before the tree was begun."""
    return db.session.scalars(select(Unit).where(Unit.level == Level.CENTRAL, Unit.name == ROOT_NAME)).one()


def establish_root() -> Unit:
    """The root, made now if it is not there yet; it writes as the central board inside the ministry (domain 5)."""
    known = select(Unit).where(Unit.level == Level.CENTRAL, Unit.name == ROOT_NAME)
    found = db.session.scalars(known).first()
    if found is None:
        found = Unit(
            code="",
            level=Level.CENTRAL,
            name=ROOT_NAME,
            search_key=fold(ROOT_NAME),
            sort_key=sort_key(ROOT_NAME),
            valid_from=date(1945, 9, 2),
            agency="Ban Thi đua - Khen thưởng Trung ương",
            parent_agency="Bộ Nội vụ",
            place="Hà Nội",
            symbol="BTĐKT",
            head_title="TRƯỞNG BAN",
        )
        db.session.add(found)
        db.session.flush()
    return found


def valid(rows: type[Unit] | type[UnitPlace], on: date) -> ColumnElement[bool]:
    """These rows held on this date: [valid_from, valid_to)."""
    return (rows.valid_from <= on) & or_(rows.valid_to.is_(None), rows.valid_to > on)


def existed(unit: Unit, on: date) -> bool:
    """Was there such a unit on this date?"""
    return unit.valid_from <= on and (unit.valid_to is None or on < unit.valid_to)


def parent_of(unit: Unit, on: date) -> Unit | None:
    """The unit directly above on this date; None for the root and for a unit that did not exist then."""
    placed = UnitPlace.parent_id == Unit.id
    return db.session.scalars(
        select(Unit).join(UnitPlace, placed).where(UnitPlace.unit_id == unit.id, valid(UnitPlace, on))
    ).one_or_none()


def ancestors(unit: Unit, on: date) -> list[Unit]:
    """Every unit above on this date, nearest first."""
    above = (
        select(UnitPlace.parent_id.label("unit_id"), literal(1).label("distance"))
        .where(UnitPlace.unit_id == unit.id, valid(UnitPlace, on))
        .cte("above", recursive=True)
    )
    above = above.union_all(
        select(UnitPlace.parent_id, above.c.distance + 1)
        .join(above, UnitPlace.unit_id == above.c.unit_id)
        .where(valid(UnitPlace, on), above.c.distance < DEEPEST)
    )
    query = select(Unit).join(above, Unit.id == above.c.unit_id).order_by(above.c.distance)
    return list(db.session.scalars(query))


def at_level(unit: Unit, level: Level, on: date) -> Unit:
    """The unit itself or the one above it that stands on this level. LookupError where there was none on that date."""
    if existed(unit, on):
        for candidate in [unit, *([] if unit.level == level else ancestors(unit, on))]:
            if candidate.level == level:
                return candidate
    raise LookupError(f"{unit.name}: no unit of level {level} on {on}")


def units_at(level: Level, on: date, under: Unit | None = None) -> list[Unit]:
    """The units of this level on this date, in the order of their names; `under`: only those below this unit."""
    query = select(Unit).where(Unit.level == level, valid(Unit, on))
    if under is not None:
        query = query.where(Unit.id.in_(select(_below(under, on).c.unit_id)))
    return list(db.session.scalars(query.order_by(Unit.sort_key, Unit.id)))


def _below(unit: Unit, on: date) -> CTE:
    below = (
        select(UnitPlace.unit_id.label("unit_id"), literal(1).label("distance"))
        .where(UnitPlace.parent_id == unit.id, valid(UnitPlace, on))
        .cte("below", recursive=True)
    )
    return below.union_all(
        select(UnitPlace.unit_id, below.c.distance + 1)
        .join(below, UnitPlace.parent_id == below.c.unit_id)
        .where(valid(UnitPlace, on), below.c.distance < DEEPEST)
    )


def levels_on(on: date) -> frozenset[Level]:
    """The levels on which there were units on this date."""
    return frozenset(db.session.scalars(select(Unit.level).where(valid(Unit, on)).distinct()))
