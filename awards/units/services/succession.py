"""Who took over from whom: only ever from an explicit file, never guessed from codes or names."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import date
from functools import cache

from flask_babel import gettext as _
from sqlalchemy import CTE, Select, bindparam, select

from awards.audit.services import record
from awards.core import clock
from awards.core.db import db
from awards.core.levels import Level
from awards.units.models import Unit, UnitSuccession
from awards.units.services.rows import refused, rows_of
from awards.units.services.tree import root, valid

COLUMNS = ("old_code", "old_level", "old_on", "new_code", "new_level", "since")


def with_predecessors(unit_ids: Collection[int]) -> frozenset[int]:
    """These units and all that they took over from by today, and those before them, and so on."""
    if not unit_ids:
        return frozenset()
    asked = {"unit_ids": list(unit_ids), "today": clock.today()}
    return frozenset(db.session.connection().scalars(_taken_over(), asked))


@cache
def _taken_over() -> Select[int]:
    wanted = Unit.__table__.c.id.in_(bindparam("unit_ids", expanding=True))
    return select(taken_over(select(Unit.__table__.c.id).where(wanted)).c.unit_id)


def taken_over(heirs: Select[int]) -> CTE:
    """(heir, unit_id): each of these units with itself and all that it took over from by :today."""
    heir = heirs.subquery().c[0]
    known = select(heir.label("heir"), heir.label("unit_id")).cte("known", recursive=True)
    older = UnitSuccession.__table__.c
    return known.union(  # not union_all: a unit that was split and merged again is found once, and a circle ends
        select(known.c.heir, older.unit_id)
        .join(known, older.successor_id == known.c.unit_id)
        .where(older.since <= bindparam("today"))
    )


def load_successions(lines: Iterable[bytes]) -> int:
    """Read `old_code,old_level,old_on,new_code,new_level,since` (UTF-8, dates yyyy-mm-dd); how many rows were new.

    The old unit is the one that held its code on `old_on`, the new one the one that holds its code on `since`. Refuses,
    with the line number, a unit that is not there and a malformed line, and then changes nothing.
    """
    content = list(lines)
    pairs = [_pair(number, row) for number, row in rows_of(content, COLUMNS)]
    known = set(db.session.execute(select(UnitSuccession.unit_id, UnitSuccession.successor_id)))
    new: dict[tuple[int, int], date] = {
        (old, successor): since for old, successor, since in pairs if (old, successor) not in known
    }
    db.session.add_all(
        UnitSuccession(unit_id=old, successor_id=successor, since=since) for (old, successor), since in new.items()
    )
    if new:
        sha256 = hashlib.sha256(b"".join(content)).hexdigest()
        record("units.succeed", root(), actor=None, sha256=sha256, successions=len(new))
    return len(new)


def _pair(number: int, row: list[str]) -> tuple[int, int, date]:
    try:
        old_level, new_level = Level(row[1]), Level(row[4])
        old_on, since = date.fromisoformat(row[2]), date.fromisoformat(row[5])
    except ValueError as error:
        raise refused(number, _("cấp hoặc ngày không đúng (ngày ghi theo mẫu 2025-07-01)")) from error
    old, new = _holder(number, row[0], old_level, old_on), _holder(number, row[3], new_level, since)
    if old == new:
        raise refused(number, _("một đơn vị không kế thừa chính mình"))
    return old, new, since


def _holder(number: int, code: str, level: Level, on: date) -> int:
    """The unit that held this code on this date."""
    query = select(Unit.id).where(Unit.code == code, Unit.level == level, valid(Unit, on))
    found = db.session.scalars(query).one_or_none() if code else None
    if found is None:
        day = on.strftime("%d/%m/%Y")
        raise refused(number, _("không có đơn vị mang mã “%(code)s” vào ngày %(day)s", code=code, day=day))
    return found
